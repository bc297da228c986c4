"""What a turn changed, apart from what was so before and what other sessions did."""

from __future__ import annotations

import os
from typing import Self

import pytest

from agent_events import Clock, Stage, actor


def read_files(stage: Stage) -> list[str]:
    return stage.records()[-1].fields.get("files", [])


def read_commits(stage: Stage) -> list[str]:
    return stage.records()[-1].fields.get("commits", [])


class Turn:
    """A turn of Claude Code: what happens inside of the `with` happens in the turn."""

    def __init__(self, stage: Stage, session: str = "s", prompt: str = "Do it") -> None:
        self.stage, self.prompt = stage, prompt
        self.agent = actor("claude", session, stage.top)

    def __enter__(self) -> Self:
        self.stage.take(self.agent.ask(self.prompt))
        return self

    def __exit__(self, *_: object) -> None:
        self.stage.take(self.agent.stop("Done."))

    def wrote(self, path: str) -> None:
        self.stage.take(self.agent.wrote(path))


def test_files_that_were_dirty_before_are_left_out(stage: Stage) -> None:
    stage.write("dirty.txt", "before\n")
    stage.write("again.txt", "before\n")
    stage.write("app.py", "x = 'before'\n")
    stage.write("old.py", "x = 'before'\n")
    stage.write("gone.txt", "before\n")
    stage.write("staged.txt", "before\n")
    stage.git("add", "staged.txt")
    with Turn(stage):
        stage.write("new.txt", "within\n")
        stage.write("again.txt", "within, too\n")
        stage.git("checkout", "-q", "--", "old.py")
        (stage.top / "gone.txt").unlink()
        stage.git("add", "dirty.txt")  # in the index, and the same
        stage.git("reset", "-q", "staged.txt")
    assert read_files(stage) == ["again.txt", "gone.txt", "new.txt", "old.py"]


def test_a_file_that_was_restored_is_not_a_change(stage: Stage) -> None:
    with Turn(stage) as turn:
        stage.write("app.py", "x = 2\n")
        turn.wrote("app.py")
        stage.git("checkout", "-q", "--", "app.py")
    assert read_files(stage) == []


def test_ignored_files_are_left_out(stage: Stage) -> None:
    stage.write(".gitignore", ".env\n")
    with Turn(stage) as turn:
        stage.write(".env", "x\n")
        turn.wrote(".env")
    assert read_files(stage) == []


def test_commits_of_the_turn_and_their_files(stage: Stage) -> None:
    stage.write("dirty.txt", "before\n")
    with Turn(stage):
        stage.write("a.py", "a\n")
        stage.git("add", "-A")
        stage.git("commit", "-qm", "one")
        stage.write("b é.py", "b\n")
        stage.git("rm", "-q", "old.py")
        stage.git("add", "-A")
        stage.git("commit", "-qm", "two")
        stage.write("c.py", "c\n")
    assert read_commits(stage) == stage.git("log", "--format=%h", "--abbrev=12", "-2").split()[::-1]
    # What was dirty before is in the commit, and no change of the turn.
    assert read_files(stage) == ["a.py", "b é.py", "c.py", "old.py"]


def test_the_first_commit_of_a_repository(stage: Stage) -> None:
    stage.git("checkout", "-q", "--orphan", "empty")
    stage.git("rm", "-rqf", ".")
    with Turn(stage):
        stage.write("a.py", "a\n")
        stage.git("add", "-A")
        stage.git("commit", "-qm", "one")
    assert (len(read_commits(stage)), read_files(stage)) == (1, ["a.py"])


def test_files_that_an_amended_commit_had_before_are_left_out(stage: Stage) -> None:
    stage.write("before.py", "x\n")
    stage.git("add", "-A")
    stage.git("commit", "-qm", "before")
    with Turn(stage):
        stage.write("within.py", "x\n")
        stage.git("add", "-A")
        stage.git("commit", "-q", "--amend", "--no-edit")
    assert (len(read_commits(stage)), read_files(stage)) == (1, ["within.py"])


def test_another_branch_brings_commits_that_are_not_the_turns(stage: Stage) -> None:
    stage.git("checkout", "-q", "-b", "topic")
    stage.write("theirs.py", "x\n")
    stage.git("add", "-A")
    stage.world["GIT_COMMITTER_DATE"] = "2026-01-31T12:00:00+00:00"
    stage.git("commit", "-qm", "of old")
    del stage.world["GIT_COMMITTER_DATE"]
    stage.git("checkout", "-q", "main")
    with Turn(stage):
        stage.git("merge", "-q", "--no-ff", "-m", "merged", "topic")
    assert (len(read_commits(stage)), read_files(stage)) == (1, [])


def test_prompt_records_are_not_changes(stage: Stage) -> None:
    with Turn(stage) as turn:
        stage.write("history/prompts/general/0009-x.general.prompt.md", "# x\n")
        stage.write("history/README.md", "by hand\n")
        stage.write("decisions/0001-x.md", "# x\n")
        turn.wrote("history/prompts/general/0009-x.general.prompt.md")
    assert stage.records()[0].fields["files"] == ["decisions/0001-x.md"]


def test_files_of_another_session_are_left_out(stage: Stage) -> None:
    with Turn(stage, "one") as other_turn, Turn(stage, "two") as two:
        for path in ("one.py", "two.py", "both.py", "unsaid.py"):
            stage.write(path, "x\n")
        for path in ("one.py", "both.py"):
            other_turn.wrote(path)
        for path in ("two.py", "both.py", "/etc/passwd", "nul\0l", "\ud800"):
            two.wrote(path)
    by_one, by_two = [record.fields["files"] for record in stage.records()]
    assert by_two == ["both.py", "two.py", "unsaid.py"]
    assert by_one == ["both.py", "one.py", "unsaid.py"]


def test_a_file_that_another_session_changed_before_counts(stage: Stage) -> None:
    with Turn(stage, "one") as other_turn:
        stage.write("app.py", "one\n")
        other_turn.wrote("app.py")
    with Turn(stage, "two"):
        stage.write("app.py", "two\n")
    assert read_files(stage) == ["app.py"]


def test_paths_of_tools_are_made_relative(stage: Stage) -> None:
    """By a link to the tree, with dots, from a folder in it."""
    (stage.top / "lib").mkdir()
    os.symlink(stage.top, stage.top.parent / "link")
    with Turn(stage, "one"), Turn(stage, "two") as two:
        for name in "abcd":
            stage.write(f"lib/{name}.py", "x\n")
        two.wrote(f"{stage.top.parent}/link/lib/a.py")
        two.wrote("./lib/../lib/b.py")
        two.agent.cwd = str(stage.top / "lib")
        two.wrote("../lib/c.py")
        two.wrote("../../elsewhere.py")
    by_two, by_one = [record.fields["files"] for record in stage.records()][::-1]
    assert "lib/a.py" in by_two
    assert by_one == ["lib/d.py"]


def test_an_interrupted_turn_ends_where_the_next_begins(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("First"))
    stage.write("first.py", "x\n")
    stage.git("add", "-A")
    stage.git("commit", "-qm", "of the first")
    stage.take(agent.ask("Second"))
    stage.write("second.py", "x\n")
    stage.git("add", "-A")
    stage.git("commit", "-qm", "of the second")
    stage.take(agent.stop("Done."))
    records = [
        (record.fields["files"], len(record.fields["commits"])) for record in stage.records()
    ]
    assert records == [(["first.py"], 1), (["second.py"], 1)]


def test_without_a_snapshot_the_files_of_tools_count(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    (start,) = stage.spool.glob("*.start")
    start.unlink()
    stage.write("a.py", "x\n")
    stage.write("unsaid.py", "x\n")
    stage.git("add", "-A")
    made = stage.git("commit", "-m", "one")
    stage.take([*agent.wrote("a.py"), *agent.ran("git commit -m one", made), *agent.stop("Done.")])
    assert read_files(stage) == ["a.py"]
    assert read_commits(stage) == [stage.git("rev-parse", "HEAD")[:12]]


def test_a_reported_commit_that_does_not_exist_is_left_out(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    next(stage.spool.glob("*.start")).unlink()
    lines = agent.ran("git commit -m x", "[main 0123456] x")
    stage.take([*lines, *agent.stop("Done.")])
    assert read_commits(stage) == []


def test_a_turn_recorded_hours_later_has_only_the_files_of_its_tools(
    stage: Stage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = actor("claude", "s", stage.top)
    clock.offset = -3600.0
    with monkeypatch.context() as patch:
        patch.setattr("minutebook.agents.recording.create.create_phr", lambda *_, **__: 1 / 0)
        stage.take(agent.ask("Do it"))
        stage.write("a.py", "x\n")
        stage.take([*agent.wrote("a.py"), *agent.wrote("never.py"), *agent.stop("Done.")])
    assert "ZeroDivisionError" in stage.log()
    clock.offset = 0.0
    stage.write("later.py", "x\n")
    stage.git("add", "-A")
    stage.git("commit", "-qm", "by hand, later")
    stage.take(actor("claude", "next", stage.top).begin())
    assert (read_files(stage), read_commits(stage)) == (["a.py"], [])


def test_commits_of_another_session_are_its_own(stage: Stage) -> None:
    with Turn(stage) as turn:
        with Turn(stage, "other", "Do else") as other_turn:
            stage.write("theirs.txt", "x\n")
            other_turn.wrote("theirs.txt")
            stage.git("add", "theirs.txt")
            stage.git("commit", "-q", "-m", "theirs, by its files")
            stage.write("named.txt", "x\n")
            stage.git("add", "named.txt")
            stage.git("commit", "-q", "-m", "theirs, by its trailer\n\nPHR: PHR-0002")
        stage.write("mine.txt", "x\n")
        turn.wrote("mine.txt")
        stage.git("add", "mine.txt")
        stage.git("commit", "-q", "-m", "mine\n\nPHR: PHR-0001")
        own = stage.git("rev-parse", "HEAD")[:12]
    (record,) = [each for each in stage.records() if each.ref == "PHR-0001"]
    assert record.fields["commits"] == [own]
    assert record.fields["files"] == ["mine.txt"]
