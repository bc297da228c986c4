"""Which lines a turn's record has traces of: those that are sure to be the turn's own."""

from __future__ import annotations

import os
from typing import Any, Self

import pytest

from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Turn as AgentTurn
from minutebook.agents.recording.turn_end import record_ended_turns
from minutebook.agents.turns import turn_traces
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.operations.project import open_project
from minutebook.provenance.traces import (
    MAX_FILES,
    MAX_LINES,
    Trace,
    hash_line,
    make_trace,
    read_trace,
)
from minutebook.repository.git import diffs

from agent_events import Clock, Line, Stage, actor

OLD = "first = 1\nsecond = 2\nthird = 3\n"


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

    def edit(self, path: str, old: str, new: str) -> None:
        """Edit a file with the agent's tool; the text has to be there."""
        text = (self.stage.top / path).read_text("utf-8")
        assert old in text
        self.stage.write(path, text.replace(old, new, 1))
        self.stage.take([edited(self.agent, path, old, new)])

    def commit(self, message: str, *paths: str) -> str:
        """Commit files by the agent's shell."""
        sha = commit(self.stage, message, *paths)
        command = f"git add -A && git commit -m '{message}'"
        self.stage.take(self.agent.ran(command, f"[main {sha[:7]}] {message}"))
        return sha


def edited(agent: Any, path: str, old: str, new: str, **fields: Any) -> Line:
    full_path = os.path.join(agent.cwd, path)
    arguments = {"file_path": full_path, "old_string": old, "new_string": new}
    return agent.used("Edit", arguments, {"filePath": full_path}, **fields)


def commit(stage: Stage, message: str, *paths: str) -> str:
    stage.git("add", "--", *paths)
    stage.git("commit", "-q", "-m", message, "--", *paths)
    return stage.git("rev-parse", "HEAD")


def read_traces(stage: Stage, index: int = -1) -> dict[str, Trace | None]:
    stated = stage.records()[index].fields.get("traces", {})
    return {path: read_trace(text) for path, text in stated.items()}


def trace_of(*lines: str, partial: bool = False) -> Trace:
    return Trace(len(lines), frozenset(map(hash_line, lines)), partial)


@pytest.fixture
def old_file(stage: Stage) -> None:
    stage.write("old.py", OLD)
    commit(stage, "Add old.py", "old.py")


# At the turn's end ------------------------------------------------------------------------------


def test_lines_of_new_and_of_changed_files(stage: Stage, old_file: None) -> None:
    with Turn(stage):
        stage.write("new.py", "def main():\n    run()\n")
        stage.write("old.py", OLD.replace("second = 2", "second = two"))
    assert read_traces(stage) == {
        "new.py": trace_of("def main():", "run()"),
        "old.py": trace_of("second = two"),
    }
    assert stage.log() == ""


def test_what_only_moved_or_was_indented_is_left_out(stage: Stage, old_file: None) -> None:
    with Turn(stage):
        stage.write("old.py", "third = 3\nif x:\n    first = 1\n    second = 2\n")
    assert read_traces(stage) == {"old.py": trace_of("if x:")}


def test_a_file_that_lost_lines_alone_has_no_trace(stage: Stage, old_file: None) -> None:
    with Turn(stage):
        stage.write("old.py", "first = 1\n")
    assert stage.record().fields["files"] == ["old.py"]
    assert read_traces(stage) == {}
    assert "traces" not in stage.record().text


def test_a_renamed_file_has_the_lines_that_are_new(stage: Stage) -> None:
    text = "".join(f"line {number}\n" for number in range(30))
    stage.write("a.py", text)
    commit(stage, "Add it", "a.py")
    with Turn(stage):
        (stage.top / "a.py").unlink()
        stage.write("b.py", f"{text}one more\n")
    assert read_traces(stage) == {"b.py": trace_of("one more")}


def test_before_the_first_commit(stage: Stage) -> None:
    stage.git("checkout", "-q", "--orphan", "fresh")
    stage.git("rm", "-rqf", ".")
    with Turn(stage):
        stage.write("new.py", "begin()\n")
    assert read_traces(stage) == {"new.py": trace_of("begin()")}


def test_generated_binary_and_huge_files_have_no_trace(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_traces, "_MAX_FILE_CHARS", 2000)
    with Turn(stage):
        stage.write("uv.lock", "name = x\n")
        stage.write("dist/app.js", "x\n")
        stage.write("data.bin2", "a\0b\n")
        stage.write("huge.py", "value = 1\n" * 400)
        stage.write("small.py", "value = 1\n")
        stage.write("minified.js", "x" * 1500 + "\nshort()\n")
    assert read_traces(stage) == {
        "minified.js": trace_of("short()", partial=True),
        "small.py": trace_of("value = 1"),
    }


def test_many_lines_are_sampled(stage: Stage) -> None:
    with Turn(stage):
        stage.write("long.py", "".join(f"value{number} = 0\n" for number in range(300)))
    trace = read_traces(stage)["long.py"]
    assert trace is not None
    assert (trace.count, len(trace.hashes), trace.is_sample) == (300, MAX_LINES, True)


def test_names_that_are_no_ascii(stage: Stage) -> None:
    with Turn(stage):
        stage.write('grüße "x".py', "größe = 1\n")
    assert read_traces(stage) == {'grüße "x".py': trace_of("größe = 1")}


def test_the_diff_is_read_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    read = diffs.read_worktree_diff

    def count(*args: Any, **options: Any) -> str:
        calls.append(args)
        return read(*args, **options)

    monkeypatch.setattr(diffs, "read_worktree_diff", count)
    with Turn(stage):
        stage.write("requirements.txt", "celery==5.4\nredis==5.0\n")
        stage.write("tasks.py", "from celery import Celery\n\napp = Celery('shop')\n")
        stage.write("compose.yaml", "services:\n  broker:\n    image: redis:7\n")
    assert len(calls) == 1
    assert "suggestions" in stage.record().fields
    assert "traces" in stage.record().fields


def test_a_git_that_fails_costs_the_traces_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(diffs, "read_worktree_diff", lambda *_: 1 / 0)
    with Turn(stage):
        stage.write("a.py", "x = 1\n")
    assert stage.record().fields["files"] == ["a.py"]
    assert "its lines are not noted: ZeroDivisionError" in capsys.readouterr().err


def test_a_turn_that_goes_on_has_all_of_its_lines(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    stage.write("a.py", "first()\n")
    stage.take(agent.stop("Done."))
    stage.write("a.py", "first()\nsecond()\n")
    stage.write("b.py", "third()\n")
    stage.take(agent.stop("Done, too."))
    assert read_traces(stage) == {
        "a.py": trace_of("first()", "second()"),
        "b.py": trace_of("third()"),
    }


# Files that had changes before ------------------------------------------------------------------


def test_lines_of_an_earlier_turn_are_not_those_of_the_next(stage: Stage, old_file: None) -> None:
    with Turn(stage):
        stage.write("old.py", f"{OLD}by the first turn\n")
        stage.write("other.py", "other\n")
    with Turn(stage):
        stage.write("old.py", f"{OLD}by the first turn\nby the second turn\n")
    with Turn(stage):
        stage.write("other.py", "other\nby the third turn\n")
    assert read_traces(stage, 1) == {"old.py": trace_of("by the second turn")}
    assert read_traces(stage, 2) == {"other.py": trace_of("by the third turn")}


def test_so_it_is_when_the_second_turn_goes_on(stage: Stage) -> None:
    with Turn(stage):
        stage.write("a.py", "first\n")
    with Turn(stage) as turn:
        stage.write("a.py", "first\nsecond\n")
        stage.take(turn.agent.stop("Done."))
        stage.write("a.py", "first\nsecond\nthird\n")
    assert read_traces(stage, 1) == {"a.py": trace_of("second", "third")}


def test_lines_of_a_person_are_not_the_turns(stage: Stage, old_file: None) -> None:
    """What a tool was given is known, what the shell wrote is not."""
    stage.write("old.py", f"{OLD}by hand = 1\n")
    stage.write("notes.txt", "by hand\n")
    with Turn(stage) as turn:
        turn.edit("old.py", "second = 2", "second = two\nby hand = 1")
        turn.edit("old.py", "third = 3\n", "third = 3\nbetween\n")
        turn.edit("old.py", "between\n", "")
        stage.write("notes.txt", "by hand\nby the shell\n")
    assert stage.record().fields["files"] == ["notes.txt", "old.py"]
    assert read_traces(stage) == {
        "old.py": trace_of("second = two", "by hand = 1", partial=True),
    }


def test_a_person_who_edits_between_two_turns(stage: Stage, old_file: None) -> None:
    with Turn(stage):
        stage.write("old.py", f"{OLD}by the first turn\n")
    stage.write("old.py", f"{OLD}by the first turn\nby hand\n")
    with Turn(stage):
        stage.write("old.py", f"{OLD}by the first turn\nby hand\nby the shell\n")
    assert read_traces(stage, 1) == {}


def test_a_whole_file_that_was_there_says_nothing(stage: Stage, old_file: None) -> None:
    stage.write("old.py", f"{OLD}by hand\n")
    with Turn(stage) as turn:
        text = stage.write("old.py", f"{OLD}by hand\nby the tool\n")
        arguments = {"file_path": str(text), "content": text.read_text("utf-8")}
        stage.take([turn.agent.used("Write", arguments, {"type": "update"})])
    assert read_traces(stage) == {}


def test_claude_says_which_lines_it_changed(stage: Stage, old_file: None) -> None:
    stage.write("old.py", f"{OLD}by hand\n")
    with Turn(stage) as turn:
        file = stage.write("old.py", f"{OLD}by hand\nby the tool\n")
        arguments = {"file_path": str(file), "content": file.read_text("utf-8")}
        patch = [{"lines": [" third = 3", " by hand", "+by the tool"]}]
        result = {"type": "update", "structuredPatch": patch}
        stage.take([turn.agent.used("Write", arguments, result)])
    assert read_traces(stage) == {"old.py": trace_of("by the tool", partial=True)}


# Commits ----------------------------------------------------------------------------------------


def test_lines_that_the_turn_committed(stage: Stage, old_file: None) -> None:
    with Turn(stage) as turn:
        stage.write("old.py", f"{OLD}committed\n")
        turn.commit("Add a line", "old.py")
        stage.write("old.py", f"{OLD}committed\nnot yet\n")
    assert read_traces(stage) == {"old.py": trace_of("committed", "not yet")}


def test_lines_that_a_pull_brought_are_others(stage: Stage, old_file: None) -> None:
    stage.git("checkout", "-qb", "theirs")
    stage.write("old.py", OLD + "their line\n")
    commit(stage, "Theirs", "old.py")
    stage.git("checkout", "-q", "main")
    with Turn(stage) as turn:
        stage.git("merge", "-q", "--ff-only", "theirs")
        stage.write("old.py", "own line\n" + OLD + "their line\n")
        turn.commit("Own", "old.py")
        stage.write("old.py", "own line\n" + OLD + "their line\nlast line\n")
    assert read_traces(stage) == {"old.py": trace_of("own line", "last line")}


def test_lines_committed_on_another_branch(stage: Stage, old_file: None) -> None:
    with Turn(stage) as turn:
        stage.git("checkout", "-qb", "side")
        stage.write("side.py", "on the side\n")
        turn.commit("Add side.py", "side.py")
        stage.git("checkout", "-q", "main")
        stage.write("here.py", "here\n")
    assert read_traces(stage) == {
        "here.py": trace_of("here"),
        "side.py": trace_of("on the side"),
    }


# Other sessions ---------------------------------------------------------------------------------


def test_two_sessions_in_one_file(stage: Stage, old_file: None) -> None:
    one, two = Turn(stage, "one", "Write one"), Turn(stage, "two", "Write two")
    with one:
        with two:
            one.edit("old.py", "first = 1", "first = one")
            two.edit("old.py", "second = 2", "second = two")
        one.edit("old.py", "third = 3", "third = one")
    traces = {record.title: record.fields["traces"] for record in stage.records()}
    assert {title: read_trace(each["old.py"]) for title, each in traces.items()} == {
        "Write one": trace_of("first = one", "third = one", partial=True),
        "Write two": trace_of("second = two", partial=True),
    }


def test_a_shell_beside_another_sessions_tool(stage: Stage, old_file: None) -> None:
    one, two = Turn(stage, "one", "Write one"), Turn(stage, "two", "Write two")
    with one, two:
        stage.write("old.py", f"{OLD}by the shell\n")
        stage.take(one.agent.ran("echo by the shell >> old.py", ""))
        two.edit("old.py", "second = 2", "second = two")
    by_title = {record.title: record for record in stage.records()}
    trace = read_trace(by_title["Write one"].fields["traces"]["old.py"])
    assert trace == trace_of("by the shell", partial=True)


# Late -------------------------------------------------------------------------------------------


def record_late(stage: Stage, clock: Clock, agent: Any, lines: list[Line]) -> None:
    """Let a session's turn be recorded an hour after it was cut off."""
    stage.take(lines)
    clock.offset += 3600
    record_ended_turns(
        str(stage.top), str(stage.spool / f"claude-{agent.session}"), stale_seconds=60
    )


def test_a_late_turn_has_what_its_tools_were_given(
    stage: Stage, clock: Clock, old_file: None
) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    stage.write("old.py", OLD.replace("second = 2", "second = two"))
    stage.write("shell.py", "by the shell\n")
    lines = [
        edited(agent, "old.py", "first = 1\nsecond = 2", "first = 1\nsecond = two"),
        edited(agent, "shell.py", "nothing", ""),
    ]
    record_late(stage, clock, agent, lines)
    assert read_traces(stage) == {"old.py": trace_of("second = two", partial=True)}


def test_a_late_turn_has_the_lines_of_its_commits(
    stage: Stage, clock: Clock, old_file: None
) -> None:
    turn = Turn(stage)
    stage.take(turn.agent.ask("Do it"))
    stage.write("old.py", f"{OLD}committed\n")
    turn.commit("Add a line", "old.py")
    turn.edit("old.py", "first = 1", "first = one")
    stage.write("old.py", (stage.top / "old.py").read_text("utf-8") + "by hand\n")
    record_late(stage, clock, turn.agent, [])
    assert stage.record().fields["commits"]
    assert read_traces(stage) == {"old.py": trace_of("committed")}


def test_a_turn_that_only_a_transcript_knows(stage: Stage, old_file: None) -> None:
    """What was there at its prompt nobody knows: its commit may have a person's lines, too."""
    stage.write("old.py", f"{OLD}by hand\nby the tool\n")
    stage.write("shell.py", "by the shell\n")
    sha = commit(stage, "Add it", "old.py", "shell.py")
    stage.write("later.py", "much later\n")
    project = open_project(str(stage.top))
    edit = {"file_path": "old.py", "old_string": "by hand", "new_string": "by hand\nby the tool"}
    whole = {"file_path": "later.py", "content": "much later"}
    tools = (
        read_tool_call("Edit", edit),
        read_tool_call("Write", whole),
        read_tool_call("Bash", {"command": "git commit -m 'Add it'"}, f"[main {sha[:7]}] Add it"),
        read_tool_call("Write", {"file_path": "shell.py"}),
    )
    turn = AgentTurn("t", "claude", cwd=str(stage.top), tools=tools, source="transcript")
    session, snapshot = Session("", (), 0), PromptSnapshot()
    changes = find_turn_changes(project, session, turn, snapshot)
    assert changes.files == ("later.py", "old.py", "shell.py")
    diff = turn_traces.TurnDiff(project.repo, "", changes.files)
    lines = turn_traces.find_added_lines(project, session, turn, snapshot, changes, diff)
    assert {path: list(added.texts.values()) for path, added in lines.items()} == {
        "old.py": ["by the tool"],
        "shell.py": ["by the shell"],
    }


# Subagents --------------------------------------------------------------------------------------


def test_a_subagent_has_its_own_lines_and_its_parent_all(stage: Stage, old_file: None) -> None:
    with Turn(stage, prompt="Do all of it") as turn:
        child = {"agent_id": "a1", "agent_type": "helper"}
        stage.write("old.py", OLD.replace("first = 1", "first = one"))
        stage.take([edited(turn.agent, "old.py", "first = 1", "first = one", **child)])
        stop = {"stop_hook_active": False, "last_assistant_message": "Done."}
        stage.take([turn.agent.say("SubagentStop", **stop, **child)])
        task = {"subagent_type": "helper", "prompt": "Do the first", "description": "a part"}
        stage.take([turn.agent.used("Task", task, {"status": "completed", "agentId": "a1"})])
        turn.edit("old.py", "third = 3", "third = three")
    by_agent = {record.fields["agent"]: record for record in stage.records()}
    traces = {
        name: read_trace(record.fields["traces"]["old.py"]) for name, record in by_agent.items()
    }
    assert traces["helper"] == trace_of("first = one", partial=True)
    assert traces["claude"] == trace_of("first = one", "third = three")


# Secrets and visibility -------------------------------------------------------------------------

SECRET = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8"


def test_a_line_with_a_secret_has_no_hash(stage: Stage) -> None:
    line = f'token = "{SECRET}"'
    with Turn(stage):
        stage.write("a.py", f"before = 1\n{line}\nafter = 2\n")
    trace = read_traces(stage)["a.py"]
    assert trace == trace_of("before = 1", "after = 2", partial=True)
    assert not trace.excludes(hash_line(line))


def test_a_secret_that_only_the_prompt_tells_of(stage: Stage) -> None:
    with Turn(stage, prompt="The password is correct-Horse7battery, put it in"):
        stage.write("a.py", "begin()\nlogin('correct-Horse7battery')\n")
    assert read_traces(stage) == {"a.py": trace_of("begin()", partial=True)}


def test_a_path_that_is_redacted_has_no_trace(stage: Stage) -> None:
    with Turn(stage):
        stage.write(f"{SECRET}.py", "x = 1\n")
        stage.write("a.py", "y = 1\n")
    assert read_traces(stage) == {"a.py": trace_of("y = 1")}
    assert SECRET not in stage.record().text


def test_a_summary_has_no_hash_of_a_line_of_its_texts(stage: Stage) -> None:
    stage.write("minutebook.toml", 'visibility = "summary"\n')
    with Turn(stage, prompt="Write this:\n\n> the launch is in May\n> nobody knows"):
        stage.write("plan.txt", "the launch is in May\nwe have no venue\n")
    record = stage.record()
    assert "launch" not in record.text
    assert read_traces(stage)["plan.txt"] == trace_of("we have no venue", partial=True)


def test_a_private_record_shows_nothing(stage: Stage) -> None:
    stage.write("minutebook.toml", 'visibility = "private"\n')
    with Turn(stage):
        stage.write("plan.txt", "we have no venue\n")
    shown = stage.git("status", "--porcelain", "-uall")
    assert [line for line in shown.split("\n") if "history" in line] == []
    kept = [path for path in (stage.top / ".git").rglob("*.md") if path.is_file()]
    assert any(make_trace(["we have no venue"]) in path.read_text("utf-8") for path in kept)


# Bounds -----------------------------------------------------------------------------------------


def test_many_files_share_the_room_of_a_record(stage: Stage) -> None:
    with Turn(stage):
        for number in range(40):
            lines = (f"value{number}_{line} = 0\n" for line in range(number + 1))
            stage.write(f"f{number:02}.py", "".join(lines))
    traces = read_traces(stage)
    assert list(traces) == [
        f"f{number}.py" for number in range(40 - MAX_FILES, 40)
    ]  # those with most lines
    assert sum(len(trace.hashes) for trace in traces.values() if trace) == MAX_LINES
    assert len(stage.record().fields["files"]) == 40
