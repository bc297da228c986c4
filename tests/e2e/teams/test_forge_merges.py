"""Twenty pull requests with prompts and decisions, merged by a forge: in any order, no conflict."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent_events import Claude, Stage
from command_runner import Runner

BRANCHES, TURNS = 20, 5
SEED = 15
ACCEPTED = (
    *("--status", "accepted", "--context", "It has to stay.", "--decision", "It stays there."),
    *("--consequences", "It is found there."),
)


@dataclass
class Forge:
    """A bare repository, and `main` as it was after each merge into it, the first commit first."""

    bare: Path
    world: dict[str, str]
    main_commits: list[str] = field(default_factory=list)

    def git(self, *args: str, cwd: Path | None = None) -> str:
        result = subprocess.run(
            ["git", *args], cwd=cwd or self.bare, env=self.world, capture_output=True, text=True
        )
        assert result.returncode == 0, f"git {args}: {result.stdout}{result.stderr}"
        return result.stdout.strip()

    def merge(self, branch: str) -> None:
        """Merge a branch as a forge does: trees alone, no driver, no attributes, no hooks."""
        main = self.main_commits[-1]
        tree = self.git("merge-tree", "--write-tree", main, branch)  # its status says conflicts
        parents = ("-p", main, "-p", branch)
        merged = self.git("commit-tree", tree, *parents, "-m", f"Merge {branch}")
        self.git("update-ref", "refs/heads/main", merged)
        self.main_commits.append(merged)


@pytest.fixture
def forge(repo: Path, run: Runner, world: dict[str, str], tmp_path: Path) -> Forge:
    """A forge with a repository that keeps records: three decisions, two prompts, their indexes."""
    run("init").ok()
    for title in ("Use Postgres", "Use Redis"):
        run("adr", "new", title, *ACCEPTED).ok()
    for title in ("Begin", "Go on"):
        run("phr", "new", title, "--prompt", f"{title}.").ok()
    forge = Forge(tmp_path / "forge.git", world)
    forge.git("add", "-A", cwd=repo)
    forge.git("commit", "-q", "-m", "first", cwd=repo)
    forge.git("clone", "-q", "--bare", str(repo), str(forge.bare), cwd=tmp_path)
    forge.main_commits.append(forge.git("rev-parse", "main"))
    return forge


def work_in_clone(forge: Forge, stage: Stage, branch: str, start: str) -> None:
    """Five turns of an agent and one decision, in a clone of their own; the branch is pushed."""
    top = forge.bare.parent / branch.replace("/", "-")
    forge.git("clone", "-q", "--single-branch", str(forge.bare), str(top))
    forge.git("checkout", "-q", "-b", branch, start, cwd=top)
    name = branch.rpartition("/")[2]
    agent = Claude(f"session-{name}", top)
    stage.take(agent.begin(), cwd=top)
    for turn in range(1, TURNS + 1):
        stage.take(agent.ask(f"Add step {turn} of the {name} to the pipeline"), cwd=top)
        path = top / f"src/{name}_{turn}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"STEP = {turn}\n")
        stage.take(agent.wrote(f"src/{name}_{turn}.py"), cwd=top)
        stage.take(agent.stop(f"Step {turn} of the {name} is there."), cwd=top)
        if turn == TURNS:
            title = f"Keep the {name} in files"
            Runner(top, forge.world)("adr", "new", title, *ACCEPTED).ok()
        forge.git("add", "-A", cwd=top)
        forge.git("commit", "-q", "-m", f"Step {turn} of the {name}", cwd=top)
    forge.git("push", "-q", "origin", branch, cwd=top)
    shutil.rmtree(top)


def play(forge: Forge, stage: Stage) -> Iterator[str]:
    """Branches are begun from any earlier state of `main` and merged in any order; each, merged."""
    chance = random.Random(SEED)
    waiting: list[str] = []
    for number in range(BRANCHES):
        # Some branches name a feature, which has a folder for its prompts; the others share one.
        branch = f"feature/part{number}" if number % 3 else f"work{number}"
        work_in_clone(forge, stage, branch, chance.choice(forge.main_commits))
        waiting.append(branch)
        while waiting and (number == BRANCHES - 1 or chance.random() < 0.45):
            merged = waiting.pop(chance.randrange(len(waiting)))
            forge.merge(merged)
            yield merged


@pytest.mark.slow
def test_no_pull_request_conflicts(
    forge: Forge, world: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stage = Stage(forge.bare.parent, world, monkeypatch)
    first = forge.main_commits[0]
    merged_branches = list(play(forge, stage))
    assert len(merged_branches) == BRANCHES
    assert merged_branches != sorted(merged_branches)
    changed = forge.git("diff", "--name-only", first, "main").splitlines()
    assert not [path for path in changed if path.endswith("README.md")]

    # The recipe, as a person or CI runs it after merges.
    top = tmp_path / "main"
    forge.git("clone", "-q", str(forge.bare), str(top))
    run = Runner(top, world)
    records = run("list", "--json").ok().json["records"]
    prompts = [record["number"] for record in records if record["kind"] == "phr"]
    assert len(prompts) == 2 + BRANCHES * TURNS
    assert len(set(prompts)) < len(prompts)  # clones that do not know each other gave them twice
    run("renumber").ok()
    run("index").ok()
    assert run("check").out == "nothing wrong\n"
    records = run("list", "--json").ok().json["records"]
    for kind, count in (("phr", 2 + BRANCHES * TURNS), ("adr", 3 + BRANCHES)):
        numbers = [record["number"] for record in records if record["kind"] == kind]
        assert sorted(numbers) == list(range(1, count + 1))
    for page, refs in (("history/README.md", "PHR-"), ("decisions/README.md", "* ADR-")):
        rows = [line for line in (top / page).read_text("utf-8").splitlines() if refs in line]
        assert len(rows) == (2 + BRANCHES * TURNS if refs == "PHR-" else 3 + BRANCHES)
