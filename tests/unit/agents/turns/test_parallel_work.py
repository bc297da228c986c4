"""Two sessions in one working tree: each has its own commits and files."""

from __future__ import annotations

import os

import pytest

from minutebook.agents.capture.turn import ToolCall
from minutebook.agents.turns.parallel_work import ParallelWork

from agent_events import Stage, actor


def read_fields(stage: Stage, agent: str) -> dict[str, list[str]]:
    (record,) = [each for each in stage.records() if each.fields["agent"] == agent]
    return {name: record.fields.get(name, []) for name in ("files", "commits")}


def commit(stage: Stage, path: str, message: str) -> str:
    """Commit a file; the first digits of the commit."""
    stage.write(path, f"{message}\n")
    stage.git("add", "--", path)
    stage.git("commit", "-q", "-m", message, "--only", "--", path)
    return stage.git("rev-parse", "--short=12", "HEAD")


def test_two_sessions_that_commit_in_turns(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Write a"), *two.ask("Write b")])
    first = commit(stage, "a.py", "Write a")
    stage.take(one.ran("git commit -qm 'Write a' a.py", ""))
    second = commit(stage, "b.py", "Write b")
    stage.take(two.ran("git commit -m 'Write b' b.py", f"[main {second[:7]}] Write b"))
    third = commit(stage, "c.py", "Write c")
    stage.take(one.ran("git commit -m 'Write c' c.py", f"[main {third[:7]}] Write c"))
    stage.take(two.stop("b is there."))
    stage.take(one.stop("a and c are there."))
    assert read_fields(stage, "claude") == {"files": ["a.py", "c.py"], "commits": [first, third]}
    assert read_fields(stage, "codex") == {"files": ["b.py"], "commits": [second]}
    assert stage.git("status", "--porcelain") == ""
    subjects = stage.git("log", "--format=%s", "-2").splitlines()
    assert subjects == ["Record PHR-0001: Write a", "Record PHR-0002: Write b"]


def test_an_own_commit_of_another_session_is_no_work(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take(one.ask("Write a"))
    stage.take(two.ask("Write b"))
    commit(stage, "b.py", "Write b")
    stage.take([*two.ran("git commit -qm 'Write b' b.py", ""), *two.stop("Done.")])
    first = commit(stage, "a.py", "Write a")
    stage.take([*one.ran("git commit -qm 'Write a' a.py", ""), *one.stop("Done.")])
    assert read_fields(stage, "claude") == {"files": ["a.py"], "commits": [first]}


def test_a_file_that_nobody_names_is_that_of_the_shell_that_ran(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Make a"), *two.ask("Make b")])
    stage.write("a.txt", "made by a program\n")
    stage.take([*one.ran("make a", ""), *two.wrote("own.py")])
    stage.write("b.txt", "made by a program\n")
    stage.write("own.py", "x\n")
    stage.take(two.ran("make b", ""))
    stage.take([*two.stop("b"), *one.stop("a")])
    assert read_fields(stage, "claude")["files"] == ["a.txt"]
    assert read_fields(stage, "codex")["files"] == ["b.txt", "own.py"]


def test_a_file_that_was_written_while_both_shells_ran_is_of_both(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Make it"), *two.ask("Make it, too")])
    stage.write("made.txt", "x\n")
    stage.take([*one.ran("make it", ""), *two.ran("make it", "")])
    stage.take([*two.stop("b"), *one.stop("a")])
    assert read_fields(stage, "claude")["files"] == ["made.txt"]
    assert read_fields(stage, "codex")["files"] == ["made.txt"]


@pytest.mark.parametrize(
    ("own", "others", "is_theirs"),
    [
        ([], [], False),
        ([("git commit -m x", "")], [], False),
        ([], [("git commit -m x", "")], True),
        ([("git commit -m x", "")], [("git commit -m y", "")], False),
        ([("git commit -m y", "")], [("git commit -m 'Add it'", "")], True),
        ([("git commit -m 'Add it'", "")], [("git commit -m 'Add it'", "")], False),
        ([("git commit -m 'Add it'", "")], [("git commit -F m", "[main abcdef1] Add it")], True),
        ([("git commit -F m", "[main abcdef1] Add it")], [("git commit -m 'Add it'", "")], False),
        ([], [("git log --grep Add", "")], False),
        ([], [("cd x && git -C y cherry-pick z", "")], True),
    ],
)
def test_whose_commit_it_is(
    own: list[tuple[str, str]], others: list[tuple[str, str]], is_theirs: bool
) -> None:
    own_tools, other_tools = (
        [ToolCall("Bash", command, output=output) for command, output in calls]
        for calls in (own, others)
    )
    work = ParallelWork(tools=other_tools)
    assert work.made_commit("abcdef1" + "0" * 33, "Add it", own_tools) == is_theirs


def test_a_command_that_failed_made_no_commit() -> None:
    work = ParallelWork(tools=[ToolCall("Bash", "git commit -m 'Add it'", ok=False)])
    assert not work.made_commit("a" * 40, "Add it", [])


def test_a_file_that_is_gone_is_nobodys(stage: Stage) -> None:
    path = str(stage.write("a.txt", "x"))
    os.utime(path, (100.0, 100.0))
    work = ParallelWork(shell_times=[(90.0, 110.0)])
    assert work.may_have_written(str(stage.top), "a.txt", [(10.0, 20.0)])
    assert not work.may_have_written(str(stage.top), "a.txt", [(95.0, 105.0)])
    assert not work.may_have_written(str(stage.top), "gone.txt", [])
    assert not work.may_have_written(str(stage.top), "a\0", [])
