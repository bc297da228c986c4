"""What a turn changed, apart from what was so before and what other sessions did."""

from __future__ import annotations

import os
import time
from typing import Self

import pytest

from minutebook.agents.capture.turn import ToolCall
from minutebook.agents.capture.turn import Turn as AgentTurn
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.lean.values import replace
from minutebook.operations.project import open_project

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
    commits = stage.git("log", "--format=%h", "--abbrev=12", "-2", "HEAD^").split()
    assert read_commits(stage) == commits[::-1]
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
    with Turn(stage, "one") as one, Turn(stage, "two") as two:
        stage.take(one.agent.ran("make", "what it wrote nobody says"))
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
    assert read_commits(stage) == [stage.git("rev-parse", "HEAD^")[:12]]


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
        patch.setattr(
            "minutebook.agents.recording.record_turn.create.create_phr", lambda *_, **__: 1 / 0
        )
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


# Subagents --------------------------------------------------------------------------------------


def read_record_of(stage: Stage, agent: str) -> dict[str, object]:
    (record,) = [each for each in stage.records() if each.fields["agent"] == agent]
    return record.fields


def begin(stage: Stage, agent: object, subagent: dict[str, str]) -> None:
    stage.take([agent.say("SubagentStart", **subagent)])  # type: ignore[attr-defined]


def end(stage: Stage, agent: object, task: str, subagent: dict[str, str]) -> None:
    done = {"status": "completed", "agentId": subagent["agent_id"]}
    given = {"subagent_type": subagent["agent_type"], "prompt": task}
    stage.take(
        [
            agent.say("SubagentStop", last_assistant_message="Done.", **subagent),  # type: ignore[attr-defined]
            agent.used("Task", given, done),  # type: ignore[attr-defined]
        ]
    )


def test_what_a_subagent_changes_by_its_shell_is_its_own(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    expert = {"agent_id": "a1", "agent_type": "expert"}
    stage.write("before.txt", "of the person\n")
    stage.take(agent.ask("Let the expert do it"))
    stage.write("parent.py", "before the expert\n")
    begin(stage, agent, expert)
    stage.write("made.py", "by a program\n")
    stage.take([agent.used("Bash", {"command": "python generate.py"}, {"stdout": ""}, **expert)])
    stage.git("add", "made.py")
    stage.git("commit", "-q", "-m", "Make it")
    stage.take([agent.used("Bash", {"command": "git commit -qm x"}, {"stdout": ""}, **expert)])
    stage.write("later.txt", "by the program, too\n")
    end(stage, agent, "Generate it", expert)
    stage.take(agent.stop("Done."))
    fields = read_record_of(stage, "expert")
    assert fields["files"] == ["later.txt", "made.py"]
    assert fields["commits"] == [stage.git("rev-parse", "HEAD^")[:12]]
    main = read_record_of(stage, "claude")
    assert main["files"] == ["later.txt", "made.py", "parent.py"]


def test_of_two_subagents_at_once_each_has_what_its_commands_name(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    one, two = ({"agent_id": name, "agent_type": name} for name in ("one", "two"))
    stage.take(agent.ask("Let both do it"))
    begin(stage, agent, one)
    begin(stage, agent, two)
    for subagent, path in ((one, "one.txt"), (two, "two.txt")):
        stage.write(path, "x\n")
        command = {"command": f"printf 'x\\n' > {path}"}
        stage.take([agent.used("Bash", command, {"stdout": ""}, **subagent)])
    stage.write("nobody.txt", "x\n")
    end(stage, agent, "Write one", one)
    end(stage, agent, "Write two", two)
    stage.take(agent.stop("Done."))
    assert read_record_of(stage, "one")["files"] == ["one.txt"]
    assert read_record_of(stage, "two")["files"] == ["two.txt"]


def test_a_write_that_failed_lists_no_file(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    expert = {"agent_id": "a1", "agent_type": "expert"}
    stage.take(agent.ask("Let the expert do it"))
    failed = agent.say(
        "PostToolUseFailure",
        tool_name="Write",
        tool_input={"file_path": f"{stage.top}/app.py", "content": "x"},
        error="File has not been read yet",
        tool_use_id="w1",
        **expert,
    )
    stage.take([failed])
    end(stage, agent, "Write it", expert)
    stage.take(agent.stop("Done."))
    assert read_record_of(stage, "expert").get("files", []) == []


def test_commits_that_print_nothing_are_found_by_time_and_subject(stage: Stage) -> None:
    project = open_project(str(stage.top))
    now = time.time()
    stage.git("commit", "-q", "--allow-empty", "-m", "Add the mailer")
    stage.git("commit", "-q", "--allow-empty", "-m", "By somebody else")
    sha = stage.git("rev-parse", "HEAD^")[:12]
    command = "git add -A && git commit -q -m 'Add the mailer'"
    turn = AgentTurn("t", "claude", started=now - 5, ended=now + 5, cwd=str(stage.top))
    turn = replace(turn, tools=(ToolCall("Bash", command, ok=True),))
    session = Session(str(stage.spool / "claude-s"), (), 0)

    def find_commits(each: AgentTurn) -> list[str]:
        return list(find_turn_changes(project, session, each, PromptSnapshot()).commits)

    assert find_commits(turn) == [sha]
    assert find_commits(replace(turn, started=now - 900, ended=now - 800)) == []
    assert find_commits(replace(turn, started=0.0)) == []
    assert find_commits(replace(turn, tools=())) == []
    stage.git("update-ref", "-d", "HEAD")
    assert find_commits(turn) == []


# Beside other sessions --------------------------------------------------------------------------


def test_what_another_session_did_by_its_shell_is_not_this_ones(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Write a"), *two.ask("Write b")])
    stage.write("a.py", "a\n")
    stage.write("b.txt", "b\n")
    stage.take([*one.wrote("a.py"), *two.ran("printf 'b\\n' > b.txt", "")])
    stage.take([*two.stop("b"), *one.stop("a")])
    assert read_record_of(stage, "claude")["files"] == ["a.py"]
    assert read_record_of(stage, "codex")["files"] == ["b.txt"]


def test_a_turn_that_only_talked_beside_another_changed_nothing(stage: Stage) -> None:
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Explain a"), *two.ask("Write b")])
    stage.write("b.txt", "its event comes a moment later\n")
    stage.take([*one.stop("So it is."), *two.wrote("b.txt"), *two.stop("b")])
    assert read_record_of(stage, "claude").get("files", []) == []
    assert read_record_of(stage, "codex")["files"] == ["b.txt"]
