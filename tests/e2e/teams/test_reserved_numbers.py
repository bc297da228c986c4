"""A team whose clones claim numbers on one remote: no number is given twice, also offline."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.numbers import later
from minutebook.operations.project import open_project
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.filenames import parse_name
from minutebook.records.model import ADR, PHR

from agent_events import Stage, actor

BRANCH_COUNT, TURN_COUNT = 20, 5
OFFLINE_TURNS = (1, 2)
SETTINGS = 'reserve = "origin"\nreserve-block = 4\n'
Git = Callable[..., str]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments of the processes that claim numbers behind a session; none is started."""
    calls: list[list[str]] = []
    monkeypatch.setattr(
        later,
        "start_claim",
        lambda repo, *args: calls.append([repo.top, *map(str, args)]),
    )
    return calls


@pytest.mark.slow
def test_twenty_clones_give_no_number_twice(
    stage: Stage, started: list[list[str]], tmp_path: Path
) -> None:
    """Their turns go on in parallel, a block lasts for four, and for two turns nobody is online."""
    remote = tmp_path / "origin.git"
    stage.write("minutebook.toml", SETTINGS)
    stage.git("add", "-A")
    stage.git("commit", "-qm", "settings")
    stage.git("clone", "-q", "--bare", str(stage.top), str(remote))
    clones = []
    for index in range(BRANCH_COUNT):
        clone = tmp_path / f"clone-{index}"
        stage.git("clone", "-q", str(remote), str(clone))
        stage.git("checkout", "-qb", f"work-{index}", cwd=clone)
        clones.append((clone, actor("claude", f"session-{index}", clone)))

    def take(clone: Path, lines: list[object]) -> None:
        stage.take(lines, cwd=clone)  # type: ignore[arg-type]
        for arguments in started:  # what a process would do while the turn goes on
            later.main(arguments)
        started.clear()

    for clone, agent in clones:
        take(clone, agent.begin())
    for turn in range(TURN_COUNT):
        if turn == OFFLINE_TURNS[0]:
            os.rename(remote, tmp_path / "away.git")
        if turn == OFFLINE_TURNS[-1] + 1:
            os.rename(tmp_path / "away.git", remote)
        for clone, agent in clones:
            (clone / f"part-{turn}.py").write_text("x\n")
            prompt = f"Write part {turn} of {clone.name}"
            take(clone, [*agent.ask(prompt), *agent.wrote(f"part-{turn}.py"), *agent.stop("Done.")])
    for clone, _ in clones:
        result = create.create_adr(open_project(str(clone)), AdrDraft(f"Decide for {clone.name}"))
        assert result.warnings == ()
        stage.git("add", "-A", cwd=clone)
        stage.git("commit", "-qm", "work", cwd=clone)
        stage.git("push", "-q", "origin", "HEAD", cwd=clone)
    assert count_numbers(stage, remote, "history", PHR) == BRANCH_COUNT * TURN_COUNT
    assert count_numbers(stage, remote, "decisions", ADR) == BRANCH_COUNT


def count_numbers(stage: Stage, remote: Path, folder: str, kind: object) -> int:
    """How many numbers the records of all branches have; each has one of its own."""
    refs = stage.git("for-each-ref", "--format=%(refname)", "refs/heads", cwd=remote).split()
    paths = [
        path
        for ref in refs
        for path in stage.git("ls-tree", "-r", "--name-only", ref, folder, cwd=remote).split("\n")
    ]
    parsed = [parse_name(kind, path.rpartition("/")[2]) for path in paths]  # type: ignore[arg-type]
    numbers = [name.number for name in parsed if name.number is not None]
    assert len(numbers) == len(set(numbers))
    return len(numbers)
