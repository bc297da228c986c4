"""Which commits are a turn's: made here, in it, and by nobody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_events import Clock, Stage, actor

THEIRS = {
    f"GIT_{role}_{fact}": value
    for role in ("AUTHOR", "COMMITTER")
    for fact, value in (("NAME", "Grace"), ("EMAIL", "grace@example.org"))
}


def commit(stage: Stage, path: str, message: str, *args: str, cwd: Path | None = None) -> str:
    """Write and commit a file; the first digits of the commit."""
    top = cwd or stage.top
    (top / path).write_text(f"{message}\n", "utf-8")
    stage.git("add", "--", path, cwd=top)
    stage.git("commit", "-q", "-m", message, *args, cwd=top)
    return stage.git("rev-parse", "HEAD", cwd=top).strip()[:12]


def commit_as_colleague(stage: Stage, path: str, *, branch: str = "theirs") -> None:
    """A colleague's commit on a branch of a remote, made while a turn goes on."""
    clone = stage.top.parent / "theirs"
    if not clone.exists():
        stage.git("clone", "-q", str(stage.top), str(clone))
    kept = {name: stage.world.get(name) for name in THEIRS}
    stage.world.update(THEIRS)
    stage.git("checkout", "-q", "-B", branch, cwd=clone)
    commit(stage, path, f"Write {path}", cwd=clone)
    for name, value in kept.items():
        if value is None:
            del stage.world[name]
        else:
            stage.world[name] = value
    stage.git("fetch", "-q", str(clone), f"{branch}:refs/remotes/origin/{branch}")


def read_fields(stage: Stage, agent: str = "claude") -> dict[str, list[str]]:
    """The files and the commits of the agent's last record; none where it has no record."""
    records = [each for each in stage.records() if each.fields["agent"] == agent]
    fields = records[-1].fields if records else {}
    return {name: fields.get(name, []) for name in ("files", "commits")}


NOTHING: dict[str, list[str]] = {"files": [], "commits": []}


@pytest.mark.parametrize(
    "command",
    [
        ("merge", "-q", "--ff-only", "origin/theirs"),
        ("reset", "-q", "--hard", "origin/theirs"),
        ("checkout", "-q", "-b", "review", "origin/theirs"),
        ("rebase", "-q", "origin/theirs"),
        ("pull", "-q", "--ff-only", "../theirs", "theirs"),
    ],
)
def test_what_only_arrives_is_not_the_turns(command: tuple[str, ...], stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write a changelog entry of what is new, and bring me up to date"))
    commit_as_colleague(stage, "theirs.py")
    stage.git(*command)
    stage.take(agent.ran(f"git {' '.join(command)}", ""))
    stage.take(agent.stop("You are up to date."))
    assert read_fields(stage) == NOTHING


def test_own_commits_that_a_pull_rebases_stay_the_turns(stage: Stage) -> None:
    before = commit(stage, "before.py", "Before")
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write a, and pull"))
    commit_as_colleague(stage, "theirs.py")
    stage.git("reset", "-q", "--hard", before)
    commit(stage, "a.py", "Write a")
    stage.git("pull", "-q", "--rebase", "../theirs", "theirs")
    own = commit(stage, "b.py", "Write b")
    stage.take(agent.stop("Done."))
    rebased = stage.git("log", "-1", "--format=%h", "--abbrev=12", f"{own}^").strip()
    assert read_fields(stage) == {"files": ["a.py", "b.py"], "commits": [rebased, own]}


def test_a_rebase_of_a_colleagues_branch_is_nobodys_commit(stage: Stage) -> None:
    commit_as_colleague(stage, "theirs.py")
    stage.git("checkout", "-q", "-b", "review", "origin/theirs")
    stage.git("checkout", "-q", "main")
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Rebase the review on main"))
    own = commit(stage, "main.py", "Write main")
    stage.git("rebase", "-q", "main", "review")
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["main.py"], "commits": [own]}


def test_a_persons_commit_between_the_commands_is_not_the_turns(stage: Stage, clock: Clock) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write a"))
    commit(stage, "theirs.py", "By hand")
    own = commit(stage, "a.py", "Write a")
    stage.take(agent.ran("git commit -qm 'Write a' a.py", ""))
    commit(stage, "more.py", "By hand again")
    stage.take(agent.ran("git status", ""))
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["a.py"], "commits": [own]}


def test_a_script_may_commit_without_saying_so(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Release it"))
    own = commit(stage, "version.py", "Release 2")
    stage.take(agent.ran("make release", ""))
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["version.py"], "commits": [own]}


def test_a_persons_commit_of_what_the_turn_wrote_is_its_commit(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write a"))
    own = commit(stage, "a.py", "By hand")
    stage.take([*agent.wrote("a.py"), *agent.ran("ls", "a.py")])
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["a.py"], "commits": [own]}


def test_of_two_sessions_none_has_a_persons_commit(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Write a"), *two.ask("Write b")])
    for agent, path in ((one, "a.py"), (two, "b.py")):
        stage.write(path, "x\n")
        stage.take(agent.wrote(path))
    commit(stage, "theirs.py", "By hand", "--only", "theirs.py")
    stage.take([*one.stop("Done."), *two.stop("Done.")])
    assert read_fields(stage) == {"files": ["a.py"], "commits": []}
    assert read_fields(stage, "codex") == {"files": ["b.py"], "commits": []}


# On other branches ------------------------------------------------------------------------------


def test_commits_on_a_branch_that_was_left_are_the_turns(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    commit_before = commit(stage, "before.py", "Before")
    stage.git("branch", "topic")
    stage.git("checkout", "-q", "-b", "older")
    commit(stage, "older.py", "In the same second, before the prompt")
    stage.git("checkout", "-q", "main")
    stage.take(agent.ask("Write a on topic"))
    stage.git("checkout", "-q", "topic")
    commit(stage, "draft.py", "Draft it")
    stage.git("commit", "-q", "--amend", "-m", "Write a")
    own = stage.git("rev-parse", "HEAD").strip()[:12]
    stage.git("checkout", "-q", "main")
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["draft.py"], "commits": [own]}
    (record,) = stage.records()
    assert record.fields["branch"] == "topic"
    assert stage.git("rev-parse", "main").strip()[:12] == commit_before


def test_commits_in_a_worktree_that_a_command_names_are_the_turns(stage: Stage) -> None:
    stage.git("worktree", "add", "-q", "../beside", "-b", "topic")
    beside = stage.top.parent / "beside"
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write a on topic"))
    own = commit(stage, "a.py", "Write a", cwd=beside)
    stage.take(agent.ran(f"cd ..{os.sep}beside && ./commit-quietly", ""))
    stage.take(agent.stop("Done."))
    assert read_fields(stage) == {"files": ["a.py"], "commits": [own]}
