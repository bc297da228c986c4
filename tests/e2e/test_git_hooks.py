"""Merges, rebases and pushes in real repositories: the merge driver and git's hooks."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from minutebook.agents import hook
from minutebook.agents.git_hooks import merge_and_push
from minutebook.agents.install.install import install_agents
from minutebook.operations.project import open_project
from minutebook.repository.git import process

from agent_events import HOOK_SCRIPT
from command_runner import Runner

INDEXES = ("decisions/README.md", "history/README.md")


@dataclass
class Clone:
    """A working tree, and the commands that tests run in it."""

    top: Path
    world: dict[str, str]

    def git(self, *args: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            ["git", *args], cwd=self.top, env=self.world, capture_output=True, text=True
        )
        assert result.returncode == 0 or not ok, result.stderr + result.stdout
        return result

    def output(self, *args: str) -> str:
        return self.git(*args).stdout.strip()

    def run(self, *args: str) -> str:
        return Runner(self.top, self.world)(*args).ok().out

    def create_decisions(self, *titles: str) -> None:
        for title in titles:
            self.run("adr", "new", title, "--status", "accepted")

    def create_prompt_records(self, *titles: str) -> None:
        for title in titles:
            self.run("phr", "new", title, "--prompt", f"{title}?")

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.output("rev-parse", "HEAD")

    def read(self, path: str) -> str:
        return (self.top / path).read_text("utf-8")

    def list_names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.top / folder).rglob("0*.md"))

    def keep_indexes_everywhere(self) -> None:
        """Have index pages written on every branch, where they can conflict."""
        with (self.top / "minutebook.toml").open("a", encoding="utf-8") as file:
            file.write('index = "always"\n')
        self.commit("index pages on every branch")

    def require_no_findings(self) -> None:
        assert "number-twice" not in self.run("check")

    def clone_remote(self, name: str) -> Clone:
        """Clone the same remote into the folder `name`, with the hooks installed."""
        top = self.top.parent / name
        self.git("clone", "-q", str(self.top.parent / "remote.git"), str(top))
        clone = Clone(top, self.world)
        install_agents(open_project(str(top)), ["git"])
        return clone


@pytest.fixture
def world(world: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment with both commands on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, args in (
        ("minutebook", "-m minutebook"),
        ("minutebook-hook", f'-c "{HOOK_SCRIPT}"'),
    ):
        path = folder / name
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {args} "$@"\n')
        path.chmod(0o755)
    world["PATH"] = f"{folder}{os.pathsep}{world['PATH']}"
    monkeypatch.setenv("PATH", world["PATH"])
    return world


@pytest.fixture
def clone(repo: Path, world: dict[str, str]) -> Clone:
    """A repository that keeps records, with git's hooks and the merge driver installed."""
    clone = Clone(repo, world)
    clone.run("init")
    clone.create_prompt_records("Begin")
    install_agents(open_project(str(repo)), ["git"])
    clone.commit("first")
    return clone


@pytest.fixture
def shared(clone: Clone) -> Clone:
    """The same repository with a remote, to which `main` is pushed."""
    clone.git("init", "-q", "--bare", str(clone.top.parent / "remote.git"))
    clone.git("remote", "add", "origin", "../remote.git")
    clone.git("push", "-q", "-u", "origin", "main")
    return clone


def create_two_branches(clone: Clone) -> None:
    """Create decisions and prompts on `main` and before it on a branch, which becomes a tag.

    The numbers clash, as between two clones: within one clone a branch's numbers are not given
    again, so the branch is deleted first.
    """
    clone.git("checkout", "-q", "-b", "topic")
    clone.create_decisions("Use Redis", "Use Kafka")
    clone.create_prompt_records("Which cache", "Which queue")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    clone.git("tag", "topic", tip)
    clone.create_decisions("Use Postgres", "Use Python")
    clone.create_prompt_records("Which base", "Which language", "Which host")
    clone.commit("main")


def test_a_merge_gives_clashing_records_new_numbers(clone: Clone) -> None:
    create_two_branches(clone)
    assert clone.list_names("decisions")[1:] == ["0002-use-postgres.md", "0003-use-python.md"]
    result = clone.git("merge", "-q", "--no-edit", "topic")
    assert "CONFLICT" not in result.stdout, result
    assert clone.list_names("decisions")[1:] == [
        "0002-use-postgres.md",
        "0003-use-python.md",
        "0004-use-redis.md",
        "0005-use-kafka.md",
    ]
    assert "minutebook: new numbers: " in result.stderr
    assert len(clone.list_names("history/prompts")) == 6
    clone.require_no_findings()
    clone.commit("repaired")
    assert clone.run("index", "--check") == ""


@pytest.mark.slow
def test_the_driver_without_hooks_avoids_conflicts(clone: Clone) -> None:
    clone.keep_indexes_everywhere()
    create_two_branches(clone)
    clone.git("-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-edit", "topic")
    assert all("<<<<<<<" not in clone.read(path) for path in INDEXES)
    clone.run("renumber")
    clone.run("index")
    clone.require_no_findings()


@pytest.mark.slow
def test_git_merges_as_text_where_the_command_is_missing(clone: Clone) -> None:
    clone.keep_indexes_everywhere()
    create_two_branches(clone)
    folder = Path(clone.world["PATH"].partition(os.pathsep)[0])
    for path in folder.iterdir():
        path.unlink()
    clone.world["PATH"] = f"{folder}{os.pathsep}/usr/bin:/bin"
    result = clone.git("merge", "--no-edit", "topic", ok=False)
    assert "CONFLICT (content): Merge conflict in decisions/README.md" in result.stdout
    text = clone.read("decisions/README.md")
    assert "<<<<<<< ours\n" in text
    assert "use-redis" in text
    assert "use-postgres" in text


@pytest.mark.slow
@pytest.mark.parametrize("status", [1, 127])
def test_a_failing_driver_loses_no_line_of_theirs(status: int, clone: Clone) -> None:
    """A command that fails before it writes, even with the status that means a conflict."""
    clone.keep_indexes_everywhere()
    create_two_branches(clone)
    folder = Path(clone.world["PATH"].partition(os.pathsep)[0])
    (folder / "minutebook").write_text(f"#!/bin/sh\nexit {status}\n")
    result = clone.git("merge", "--no-edit", "topic", ok=False)
    assert "CONFLICT" in result.stdout
    assert "use-redis" in clone.read("decisions/README.md")


@pytest.mark.slow
def test_two_commands_repair_a_merge_without_driver_and_hooks(clone: Clone) -> None:
    """Two branches with 20 records each are merged as text; `renumber` and `index` repair that."""
    clone.keep_indexes_everywhere()
    (clone.top / ".gitattributes").unlink()
    clone.git("config", "--remove-section", "merge.minutebook")
    clone.git("checkout", "-q", "-b", "topic")
    clone.create_decisions(*(f"Theirs {number}" for number in range(10)))
    clone.create_prompt_records(*(f"Theirs {number}" for number in range(10)))
    clone.run("link", "ADR-0011", "supersedes", "ADR-0002")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    clone.create_decisions(*(f"Ours {number}" for number in range(10)))
    clone.create_prompt_records(*(f"Ours {number}" for number in range(10)))
    clone.commit("main")
    result = clone.git("merge", tip, ok=False)
    assert result.stdout.count("CONFLICT") == 3
    check = Runner(clone.top, clone.world)("check", "--json")
    assert check.exit == 1
    findings = [
        finding for finding in check.json["findings"] if finding["code"] == "conflict-markers"
    ]
    # Each page has one place or several, as its lines and git's merge have it.
    assert {finding["path"] for finding in findings} == {
        *INDEXES,
        "history/prompts/general/README.md",
    }
    assert {finding["fix"] for finding in findings} == {"Run `minutebook index`."}
    clone.run("renumber")
    clone.run("index")
    clone.require_no_findings()
    assert len(clone.list_names("decisions")) == 21
    clone.commit("merged")


@pytest.mark.slow
def test_a_merge_in_a_linked_worktree(clone: Clone) -> None:
    create_two_branches(clone)
    clone.git("worktree", "add", "-q", "-b", "linked", "../linked", "main")
    linked = Clone(clone.top.parent / "linked", clone.world)
    result = linked.git("merge", "-q", "--no-edit", "topic")
    assert "new numbers: " in result.stderr
    linked.require_no_findings()
    assert clone.git("status", "--short").stdout == ""


@pytest.mark.slow
def test_a_conflict_outside_the_index_is_left_to_the_user(clone: Clone) -> None:
    """The merge is finished by a commit; of it git tells only the hook `post-commit`."""
    page = clone.top / "decisions/README.md"
    clone.git("checkout", "-q", "-b", "topic")
    page.write_text(page.read_text().replace("Why things", "What things"))
    clone.create_decisions("Use Redis")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    page.write_text(page.read_text().replace("Why things", "How things"))
    clone.create_decisions("Use Postgres")
    clone.commit("main")
    result = clone.git("merge", "--no-edit", tip, ok=False)
    assert "CONFLICT (content): Merge conflict in decisions/README.md" in result.stdout
    text = page.read_text()
    assert text.count("<<<<<<<") == 1
    assert text.index(">>>>>>>") < text.index("<!-- minutebook:index -->")
    ours, theirs = text.partition("=======\n")[0::2]
    page.write_text(ours.replace("<<<<<<< ours\n", "") + theirs.partition(">>>>>>> theirs\n")[2])
    clone.git("add", "-A")
    stderr = clone.git("commit", "--no-edit").stderr
    assert "new numbers: ADR-0003" in stderr
    assert clone.list_names("decisions")[1:] == ["0002-use-postgres.md", "0003-use-redis.md"]
    assert "How things" in page.read_text()
    clone.require_no_findings()


@pytest.mark.slow
def test_a_rebase_is_repaired_at_its_end(clone: Clone) -> None:
    create_two_branches(clone)
    clone.git("checkout", "-q", "-b", "later", "topic")
    clone.create_decisions("Use Rust")
    clone.commit("later")
    result = clone.git("rebase", "main")
    assert result.stderr.count("new numbers: ") == 1
    assert not (clone.top / ".git/rebase-merge").exists()
    assert [name[:4] for name in clone.list_names("decisions")] == [
        f"000{number}" for number in range(1, 7)
    ]
    clone.require_no_findings()
    clone.commit("repaired")


@pytest.mark.slow
def test_a_stopped_rebase_is_repaired_only_at_its_end(clone: Clone) -> None:
    create_two_branches(clone)
    clone.git("checkout", "-q", "-b", "later", "topic")
    (clone.top / "a").write_text("theirs\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    (clone.top / "a").write_text("ours\n")
    clone.commit("a too")
    clone.git("checkout", "-q", "later")
    stopped = clone.git("rebase", "main", ok=False)
    assert "CONFLICT" in stopped.stdout
    assert "minutebook" not in stopped.stderr
    assert clone.git("status", "--short").stdout == "AA a\n"
    (clone.top / "a").write_text("both\n")
    clone.git("add", "a")
    clone.git("commit", "-q", "-m", "a")
    clone.git("commit", "-q", "--amend", "-m", "both")  # within the rebase: `post-rewrite amend`
    assert clone.git("status", "--short").stdout == ""
    assert "new numbers: " in clone.git("rebase", "--continue").stderr
    clone.require_no_findings()


@pytest.mark.slow
def test_a_merge_with_an_autostash_is_not_repaired_by_the_hook(clone: Clone) -> None:
    create_two_branches(clone)
    page = clone.top / "history/README.md"
    page.write_text(page.read_text() + "\nmine\n")
    result = clone.git("merge", "--autostash", "--no-edit", "topic")
    assert "while changes were stashed" in result.stderr
    assert "Applied autostash" in result.stderr + result.stdout
    assert clone.git("status", "--short").stdout == " M history/README.md\n"
    clone.run("renumber")
    clone.run("index")
    clone.require_no_findings()
    assert "mine" in clone.read("history/README.md")


@pytest.mark.slow
def test_the_hooks_print_nothing_where_no_number_clashes(clone: Clone) -> None:
    clone.keep_indexes_everywhere()
    clone.git("checkout", "-q", "-b", "topic")
    (clone.top / "a").write_text("a\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    (clone.top / "b").write_text("b\n")
    clone.commit("b")
    assert "minutebook" not in clone.git("merge", "--no-edit", "topic").stderr
    clone.git("commit", "-q", "--amend", "-m", "anew")
    clone.create_decisions("Use Redis")
    clone.commit("decision")
    assert "minutebook" not in clone.git("commit", "--amend", "-m", "decision, anew").stderr
    clone.git("checkout", "-q", "-b", "more")
    clone.create_decisions("Use Kafka")
    clone.commit("more")
    clone.git("checkout", "-q", "main")
    assert "minutebook" not in clone.git("merge", "-q", "more").stderr  # as it was on the branch
    assert clone.git("status", "--short").stdout == ""


@pytest.mark.slow
def test_an_error_in_the_hook_does_not_fail_the_merge(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create_two_branches(clone)
    (clone.top / "minutebook.toml").write_text("adr-folders = 1\n")
    assert "minutebook: " in clone.git("merge", "--no-edit", "topic").stderr
    assert run_hook(clone, "post-merge", "0", monkeypatch=monkeypatch) == 0
    assert "then run minutebook renumber && minutebook index" in capsys.readouterr().err


WITHOUT_HOOKS = ("-c", "core.hooksPath=/dev/null")


def run_hook(clone: Clone, *args: str, stdin: str = "", monkeypatch: pytest.MonkeyPatch) -> int:
    """Run git's hook in this process, and return its exit status."""
    monkeypatch.chdir(clone.top)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
    return hook.run(["git", *args])


@pytest.mark.slow
def test_the_hooks_print_what_they_repaired(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create_two_branches(clone)
    before = clone.output("rev-parse", "HEAD")
    clone.git(*WITHOUT_HOOKS, "merge", "-q", "--no-edit", "topic")
    stash = clone.top / ".git/MERGE_AUTOSTASH"
    picking = clone.top / ".git/CHERRY_PICK_HEAD"
    rebase = clone.top / ".git/rebase-merge"
    repaired = "minutebook: new numbers: "
    for args, stdin, marker, message in (
        (("post-merge", "0"), "", picking, ""),
        (("post-rewrite", "rebase"), "", picking, ""),
        (("post-merge", "0"), "", stash, "minutebook: records came in while changes were stashed"),
        (("post-rewrite", "amend"), f"{before} {before}\n", rebase, ""),
        (("post-rewrite", "amend"), f"{'f' * 40} {before}\n", None, ""),
        (("post-rewrite", "rebase"), f"{before} {before}\n", rebase, repaired),
        (("post-merge", "0"), "", None, ""),
        (("post-rewrite", "amend"), f"{before} {before}\n", None, ""),
        (("unknown",), "", None, ""),
    ):
        if marker:
            marker.touch()
        assert run_hook(clone, *args, stdin=stdin, monkeypatch=monkeypatch) == 0
        if marker:
            marker.unlink()
        stderr = capsys.readouterr().err
        assert stderr.startswith(message), args
        assert bool(stderr) is bool(message), args
    clone.require_no_findings()


@pytest.mark.slow
def test_a_stale_index_is_repaired_after_an_amend(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.create_decisions("Use Redis")
    before = clone.commit("redis")
    page = clone.top / "decisions/0002-use-redis.md"
    page.write_text(page.read_text().replace(" Use Redis", " Use Valkey"))
    commit = clone.commit("title")
    rewritten = f"{before} {commit}\n"
    assert run_hook(clone, "post-rewrite", "amend", stdin=rewritten, monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err == "minutebook: 1 file was written, to be committed\n"
    assert "Use Valkey" in clone.read("decisions/README.md")
    monkeypatch.setattr("sys.stdin", None)
    assert hook.run(["git", "post-rewrite", "amend"]) == 0  # nothing says what was rewritten


@pytest.mark.slow
def test_post_commit_repairs_a_merge(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create_two_branches(clone)
    clone.git(*WITHOUT_HOOKS, "merge", "-q", "--no-edit", "topic")
    assert run_hook(clone, "post-commit", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err.startswith("minutebook: new numbers: ")


def test_pre_push_refuses_numbers_of_another_branch(
    shared: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shared.git("checkout", "-q", "-b", "theirs")
    shared.create_decisions("Use Kafka")
    shared.create_prompt_records("Which queue")
    shared.commit("kafka")
    shared.git("push", "-q", "-u", "origin", "theirs")
    shared.git("checkout", "-q", "main")
    shared.git("branch", "-q", "-D", "theirs")
    shared.git("update-ref", "refs/kept", "refs/remotes/origin/theirs")
    shared.git("update-ref", "-d", "refs/remotes/origin/theirs")
    shared.create_decisions("Use Redis")
    shared.run("phr", "new", "Which queue", "--stage", "plan", "--prompt", "Which?")
    (shared.top / "decisions/0009-topic").mkdir()
    (shared.top / "decisions/0009-topic/README.md").write_text("# Topic\n")
    (shared.top / "decisions/nine.md").write_text("# Nine\n")
    commit = shared.commit("redis")
    shared.git("update-ref", "refs/remotes/origin/theirs", "refs/kept")
    line = f"refs/heads/main {commit} refs/heads/main {'0' * 40}\n"
    for remote in ("origin", "https://example.org/x.git"):
        assert run_hook(shared, "pre-push", remote, stdin=line, monkeypatch=monkeypatch) == 1
        lines = capsys.readouterr().err.split("\n")
        assert len(lines) == 3
        assert lines[0].endswith("and decisions/0002-use-kafka.md on origin/theirs")
    line = line.replace("heads/main ", "heads/theirs ")  # git itself refuses to overwrite theirs
    assert run_hook(shared, "pre-push", "origin", stdin=line, monkeypatch=monkeypatch) == 0
    line = f"refs/heads/main {shared.output('rev-parse', 'main~')} refs/heads/x {'0' * 40}\n"
    assert run_hook(shared, "pre-push", "origin", stdin=line, monkeypatch=monkeypatch) == 0


# Before a push ------------------------------------------------------------------------------------


def test_a_push_is_refused_until_the_record_is_renumbered(shared: Clone) -> None:
    other_clone = shared.clone_remote("other")
    other_clone.git("checkout", "-q", "-b", "theirs")
    other_clone.create_decisions("Use Kafka")
    other_clone.commit("kafka")
    other_clone.git("push", "-q", "-u", "origin", "theirs")
    shared.git("checkout", "-q", "-b", "ours")
    shared.create_decisions("Use Redis")
    shared.commit("redis")
    shared.git("fetch", "-q")
    result = shared.git("push", "origin", "ours", ok=False)
    assert result.returncode == 1
    assert result.stderr.startswith(
        "error: ADR-0002 is decisions/0002-use-redis.md,"
        " and decisions/0002-use-kafka.md on origin/theirs\n"
        "hint: minutebook renumber decisions/0002-use-redis.md, commit, and push again\n"
    )
    shared.run("renumber", "decisions/0002-use-redis.md")
    shared.commit("renumbered")
    shared.git("push", "-q", "origin", "ours")
    shared.require_no_findings()


@pytest.mark.slow
def test_a_clash_that_is_pushed_stops_no_later_push(shared: Clone) -> None:
    (shared.top / "decisions/0001-again.md").write_text("# Again\n\n## Status\n\nAccepted\n")
    shared.commit("twice")
    result = shared.git("push", "origin", "main", ok=False)
    assert "ADR-0001 is decisions/0001-again.md, and decisions/0001-record" in result.stderr
    assert "hint: minutebook renumber, commit, and push again" in result.stderr
    shared.git("push", "-q", "--no-verify", "origin", "main")
    (shared.top / "a").write_text("a\n")
    shared.create_decisions("Use Redis")
    shared.commit("more")
    shared.git("push", "-q", "origin", "main")  # the remote has the clash already


@pytest.mark.slow
def test_a_renamed_record_is_not_a_clash(shared: Clone) -> None:
    shared.create_decisions("Use Redis")
    shared.commit("redis")
    shared.git("push", "-q", "origin", "main")
    shared.git("checkout", "-q", "-b", "topic")
    shared.git("mv", "decisions/0002-use-redis.md", "decisions/0002-use-valkey.md")
    (path,) = (shared.top / "history/prompts").rglob("0001-begin.*")
    shared.git("mv", str(path), str(path.with_name("0001-begin.green.prompt.md")))
    shared.run("index")
    shared.commit("renamed")
    shared.git("push", "-q", "origin", "topic")
    shared.git("push", "-q", "origin", "--delete", "topic")
    shared.git("tag", "-a", "v1", "-m", "one")
    shared.git("push", "-q", "origin", "v1")


@pytest.mark.slow
def test_pre_push_reads_the_variables_of_pre_commit(
    shared: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from minutebook.agents.git_hooks import commits

    (shared.top / "decisions/0001-again.md").write_text("# Again\n")
    commit = shared.commit("twice")
    monkeypatch.setattr(commits, "_read_stdin", lambda: "")
    assert commits.run_git_hook(str(shared.top), ["pre-push"])
    for name, value in {
        "LOCAL_BRANCH": "refs/heads/main", "TO_REF": commit, "REMOTE_BRANCH": "refs/heads/main",
        "FROM_REF": "0" * 40, "REMOTE_NAME": "origin",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PRE_COMMIT_{name}", value)
    assert not commits.run_git_hook(str(shared.top), ["pre-push"])
    assert capsys.readouterr().err.startswith("error: ADR-0001 is ")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "f" * 40)
    assert commits.run_git_hook(str(shared.top), ["pre-push"])
    assert "minutebook: numbers were not checked: " in capsys.readouterr().err


@pytest.mark.slow
def test_a_push_without_records_runs_git_three_times(
    shared: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shared.top / "a").write_text("a\n")
    commit = shared.commit("a")
    git_commands = []
    build_command = process._build_command
    monkeypatch.setattr(
        process,
        "_build_command",
        lambda folder, args: git_commands.append(args[0]) or build_command(folder, args),
    )
    zero = "0" * 40
    lines = [
        f"refs/heads/main {commit} refs/heads/main {zero}",
        f"(delete) {zero} refs/heads/x {zero}",
    ]
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines) == []
    assert git_commands == ["remote", "ls-tree", "log"]
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines[1:]) == []
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", ["", "what?"]) == []
    assert git_commands == ["remote", "ls-tree", "log"]


def push_clashing_branches(shared: Clone) -> Clone:
    """Push two branches, `a` and `b`, with an ADR-0002 each, and merge `a` into `main`.

    Returns the clone that pushed `b`; its `main` is that of the remote.
    """
    other_clone = shared.clone_remote("other")
    for clone, branch, title in ((shared, "a", "Use Postgres"), (other_clone, "b", "Use Kafka")):
        clone.git("checkout", "-q", "-b", branch)
        clone.create_decisions(title)
        clone.commit(title)
        clone.git("push", "-q", "origin", branch)
    shared.git("checkout", "-q", "main")
    shared.git("merge", "-q", "--ff-only", "a")
    shared.git("push", "-q", "origin", "main")
    other_clone.git("fetch", "-q")
    other_clone.git("checkout", "-q", "main")
    other_clone.git("merge", "-q", "--ff-only", "origin/main")
    return other_clone


@pytest.mark.slow
@pytest.mark.parametrize("target", ["main", "b", "new"])
def test_a_merge_of_pushed_branches_is_checked_too(shared: Clone, target: str) -> None:
    other_clone = push_clashing_branches(shared)
    other_clone.git("merge", "-q", "--no-edit", "origin/b")  # the repair is not committed
    result = other_clone.git("push", "origin", f"main:{target}", ok=False)
    assert result.returncode == 1
    assert "error: ADR-0002 is decisions/0002-use-" in result.stderr
    assert "hint: minutebook renumber, commit, and push again\n" in result.stderr
    other_clone.commit("repaired")
    other_clone.git("push", "-q", "origin", f"main:{target}")
    other_clone.require_no_findings()


@pytest.mark.slow
def test_a_clash_that_the_branch_has_already_does_not_stop_its_pushes(shared: Clone) -> None:
    other_clone = push_clashing_branches(shared)
    other_clone.git(*WITHOUT_HOOKS, "merge", "-q", "--no-edit", "origin/b")
    other_clone.git("push", "-q", "--no-verify", "origin", "main:c")
    (other_clone.top / "a").write_text("a\n")
    other_clone.commit("more")
    other_clone.git("push", "-q", "origin", "main:c")
    # Another branch has the clash, `main` has not.
    assert other_clone.git("push", "origin", "main", ok=False).returncode == 1
    other_clone.git("push", "-q", "--no-verify", "origin", "main")
    other_clone.git(
        "push", "-q", "origin", "main:d"
    )  # the default branch has it, so each branch may
    (other_clone.top / "decisions/0002-use-cats.md").write_text("# Use cats\n")
    other_clone.commit("a third one")
    result = other_clone.git("push", "origin", "main", ok=False)
    assert "ADR-0002 is decisions/0002-use-cats.md, and " in result.stderr


@pytest.mark.slow
def test_without_a_default_branch_each_branch_of_the_remote_counts(shared: Clone) -> None:
    other_clone = push_clashing_branches(shared)
    other_clone.git(*WITHOUT_HOOKS, "merge", "-q", "--no-edit", "origin/b")
    other_clone.git("remote", "set-head", "origin", "--delete")
    other_clone.git("update-ref", "-d", "refs/remotes/origin/main")
    assert other_clone.git("push", "origin", "main:d", ok=False).returncode == 1
    other_clone.git("push", "-q", "--no-verify", "origin", "main:c")
    other_clone.git("push", "-q", "origin", "main:d")


# A merge that is squashed -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("worktree", ["main", "linked"])
def test_a_squashed_merge_is_repaired_by_its_commit(clone: Clone, worktree: str) -> None:
    create_two_branches(clone)
    if worktree == "linked":
        clone.git("worktree", "add", "-q", "-b", "linked", "../linked", "main")
        clone = Clone(clone.top.parent / "linked", clone.world)
    result = clone.git("merge", "--squash", "topic")
    assert result.stderr.count("minutebook: ") == 1
    assert "minutebook: records came with a squashed merge: its commit settles" in result.stderr
    assert "0002-use-redis.md" in clone.list_names("decisions")
    result = clone.git("commit", "-q", "-m", "squashed")
    assert "minutebook: new numbers: ADR-0004, ADR-0005, " in result.stderr
    assert clone.list_names("decisions")[3:] == ["0004-use-redis.md", "0005-use-kafka.md"]
    clone.require_no_findings()
    assert "minutebook" not in clone.git("commit", "-qam", "repaired").stderr


@pytest.mark.slow
def test_a_squashed_merge_with_conflicts_is_repaired_too(clone: Clone) -> None:
    create_two_branches(clone)
    clone.git("checkout", "-q", "topic")
    (clone.top / "a").write_text("theirs\n")
    clone.git("tag", "-f", "topic", clone.commit("a"))
    clone.git("checkout", "-q", "main")
    (clone.top / "a").write_text("ours\n")
    clone.commit("a too")
    result = clone.git("merge", "--squash", "topic", ok=False)
    assert "CONFLICT" in result.stdout
    clone.git("add", "-A")
    assert "new numbers: " in clone.git("commit", "-q", "-m", "squashed").stderr
    clone.require_no_findings()


@pytest.mark.slow
def test_a_squash_without_records_prints_nothing(clone: Clone) -> None:
    clone.git("checkout", "-q", "-b", "topic")
    (clone.top / "a").write_text("a\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    assert "minutebook" not in clone.git("merge", "--squash", "topic").stderr
    assert "minutebook" not in clone.git("commit", "-q", "-m", "a").stderr


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 5, 7])
def test_references_that_git_cannot_resolve_are_noted(clone: Clone, count: int) -> None:
    create_two_branches(clone)
    for number in range(count):  # not committed: git cannot tell which record is meant
        (clone.top / f"n{number}.py").write_text("# ADR-0002\n")
    result = clone.git("merge", "-q", "--no-edit", "topic")
    notes = [line for line in result.stderr.split("\n") if line.startswith("note: ")]
    assert notes[0].startswith("note: n0.py:1 says ADR-0002, and git cannot tell")
    assert len(notes) == min(count, 6)
    assert (notes[-1] == "note: and 2 more") is (count == 7)


@pytest.mark.slow
def test_what_a_remote_has_is_written_in_no_clone(shared: Clone) -> None:
    """Index pages behind what was pulled: one commit on the remote serves all clones."""
    other = shared.clone_remote("other")
    other.git("checkout", "-q", "-b", "topic")
    other.create_decisions("Use Redis")
    other.commit("topic")
    other.git("push", "-q", "origin", "HEAD:main")
    message = "minutebook: index pages are behind what came in: minutebook index, then commit"
    assert message in shared.git("pull", "-q").stderr
    assert shared.output("status", "--short") == ""
    workflow = shared.top / ".github/workflows/minutebook.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\n")
    other.create_decisions("Use Kafka")
    other.commit("more")
    other.git("push", "-q", "origin", "HEAD:main")
    assert "minutebook" not in shared.git("pull", "-q").stderr


def test_a_push_of_a_number_that_another_clone_has_claimed(
    shared: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its record is not here yet; what this clone claimed itself goes through."""
    from minutebook.operations.creation import create
    from minutebook.operations.project import open_project
    from minutebook.records.drafting.drafts import AdrDraft

    (shared.top / "minutebook.toml").write_text('reserve = "origin"\n')
    create.create_adr(open_project(str(shared.top)), AdrDraft("Own"))
    commit = shared.commit("own")
    lines = [f"refs/heads/main {commit} refs/heads/main {'0' * 40}"]
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines) == []
    shared.git("push", "-q", "--no-verify", "origin", f"{commit}:refs/minutebook/adr/9")
    (shared.top / "decisions/0009-other.md").write_text("# Other\n")
    commit = shared.commit("other")
    lines = [f"refs/heads/main {commit} refs/heads/main {'0' * 40}"]
    (clash,) = merge_and_push.find_push_clashes(str(shared.top), "origin", lines)
    assert clash.message == (
        "ADR-0009 is decisions/0009-other.md, and origin holds the number for another clone"
    )
    assert clash.hint.startswith("minutebook renumber decisions/0009-other.md, commit, and push")
    assert merge_and_push.find_push_clashes(str(shared.top), "elsewhere", lines) == []
    shared.git("remote", "set-url", "origin", str(shared.top / "away"))
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines) == []
