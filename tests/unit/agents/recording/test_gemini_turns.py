"""Turns of Gemini CLI as its hooks and its chat log tell them together, up to their records."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from gemini_chats import CHILD, SESSION, Chat, agent_call, call, child_chat, progress
from minutebook.records import reader

from agent_events import Gemini, Line, Stage

TASK, ANSWER = "Write down what is open", "Two things are open."


class Logged(Gemini):
    """A session whose chat log lies in `folder`."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        super().__init__(SESSION, stage.top)
        self.folder = folder
        self.chat = Chat(start=time.time())
        self.path = folder / "session-1.jsonl"
        (folder / SESSION).mkdir(parents=True)

    def say(self, event: str, **fields: Any) -> Line:
        self.path.write_text(self.chat.text(), "utf-8")
        return super().say(event, **{"transcript_path": str(self.path), **fields})


@pytest.fixture
def agent(stage: Stage, tmp_path: Path) -> Logged:
    return Logged(stage, tmp_path / "chats")


def write_child_log(agent: Logged, *calls: dict[str, Any], child: str = CHILD) -> None:
    chat = child_chat(TASK, ANSWER, *calls, child=child, start=time.time())
    (agent.folder / SESSION / f"{child}.jsonl").write_text(chat.text(), "utf-8")


def call_subagent(agent: Logged, child: str = CHILD) -> tuple[Line, Line]:
    """What hooks are told before and after a subagent's tool."""
    arguments = {"agent_name": "reviewer", "prompt": TASK, "objective": TASK}
    before = agent.say("BeforeTool", tool_name="invoke_agent", tool_input=arguments)
    result = {"llmContent": [{"text": ANSWER}], "returnDisplay": progress(ANSWER, child)}
    after = agent.say(
        "AfterTool", tool_name="invoke_agent", tool_input=arguments, tool_response=result
    )
    return before, after


def describe(record: Any) -> tuple[object, ...]:
    files = record.fields.get("files") or []
    return reader.read_prompt(record), reader.read_response(record), list(files)


def test_the_answer_is_that_of_the_log(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Say it"))
    agent.chat.ask("Say it")
    agent.chat.say("It is so, so.")
    stage.take(agent.stop("It is so, so. so."))
    assert reader.read_response(stage.record()) == "It is so, so."
    assert (stage.record().fields["model"], stage.record().fields["tokens"]) == ("g-3-flash", 25)


@pytest.mark.parametrize("has_log", [True, False])
def test_without_the_answer_in_the_log_what_is_repeated_is_left_out(
    has_log: bool, stage: Stage, agent: Logged
) -> None:
    stage.take(agent.ask("Say it"))
    agent.chat.ask("Say it")
    agent.chat.say("First I look.", call("read_file", "x", file_path="a"))
    (_, payload), *_ = stop = agent.stop("First I look. \nIt is so.\nAnd so. And so.")
    if not has_log:
        payload["transcript_path"] = "/nowhere/session-1.jsonl"
    stage.take(stop)
    assert reader.read_response(stage.record()) == "First I look. \nIt is so.\nAnd so."


def test_a_cancelled_turn_is_labelled_and_has_its_own_time(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Tell all"))
    agent.chat.ask("Tell all", second=0)
    agent.chat.add("info", "Request cancelled.", 7)
    stage.take(agent.stop("All be gins wi th"))
    record = stage.record()
    assert not reader.read_response(record)
    assert record.fields["labels"] == ["interrupted"]
    assert record.fields["duration"] == "7s"


def test_a_prompt_that_waited_has_a_turn_of_its_own(stage: Stage, agent: Logged) -> None:
    for prompt, answer in (("Rename it", "Renamed."), ("Use tabs there", "Tabs it is.")):
        stage.take(agent.ask(prompt))
        agent.chat.ask(prompt)
        agent.chat.say(answer)
        stage.take(agent.stop(answer))
    first, second = stage.records()
    assert describe(first)[:2] == ("Rename it", "Renamed.")
    assert describe(second)[:2] == ("Use tabs there", "Tabs it is.")
    assert "labels" not in first.fields


def test_what_goes_on_without_a_prompt_makes_no_record(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Do both"))
    agent.chat.ask("Do both")
    agent.chat.say("One is done.")
    stage.take(agent.stop("One is done."))
    stage.take(agent.ask(""))
    agent.chat.say("Both are done.")
    stage.take(agent.stop("Both are done."))
    assert describe(stage.record())[:2] == ("Do both", "Both are done.")
    stage.take([*agent.ask("Next"), *agent.stop("Yes.")])
    assert [record.number for record in stage.records()] == [1, 2]
    assert stage.claims() == []


def test_a_subagent_has_a_record_of_its_own(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Let it be written down"))
    agent.chat.ask("Let it be written down")
    before, after = call_subagent(agent)
    stage.take([before])
    stage.write("open.md", "- one\n- two\n")
    stage.write("by_shell.md", "three\n")
    path = str(stage.top / "open.md")
    # The hooks are not told that these are calls of the subagent.
    stage.take([*agent.wrote("open.md"), *agent.ran("pytest -q", "2 passed")])
    output = "<untrusted_context>\nOutput: 2 passed\n</untrusted_context>"
    write_child_log(
        agent,
        call("write_file", "written", file_path=path, content="…"),
        call("run_shell_command", output, command="pytest -q"),
    )
    stage.take([after])
    agent.chat.say("", agent_call(TASK, ANSWER, agent_name="reviewer"))
    agent.chat.say("It is written down.")
    stage.take(agent.stop("It is written down. down."))
    turn, subagent = stage.records()
    files = ["by_shell.md", "open.md"]
    assert describe(turn) == ("Let it be written down", "It is written down.", files)
    assert describe(subagent) == (TASK, ANSWER, files)
    assert "tests" not in turn.fields
    assert str(subagent.fields["tests"]).startswith("['pytest -q (")
    assert (subagent.fields["agent"], subagent.fields["model"]) == ("reviewer", "g-3-flash")
    assert "follows" in str(subagent.text)


def test_subagents_side_by_side_have_a_record_each(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Let both look"))
    lines = [call_subagent(agent, child) for child in ("child-1", "child-2")]
    for (_, before), (_, after), task in zip(*zip(*lines, strict=True), ("A", "B"), strict=True):
        before["tool_input"] = after["tool_input"] = {"agent_name": "reviewer", "prompt": task}
    stage.take([lines[0][0], lines[1][0], lines[1][1], lines[0][1]])
    stage.take(agent.stop("Both looked."))
    assert [reader.read_prompt(record) for record in stage.records()] == ["Let both look", "A", "B"]
    assert stage.claims() == []


def test_a_subagent_that_was_cancelled_ends_with_its_turn(stage: Stage, agent: Logged) -> None:
    stage.take(agent.ask("Let it look"))
    agent.chat.ask("Let it look")
    stage.take([call_subagent(agent)[0]])
    agent.chat.add("info", "Request cancelled.")
    stage.take(agent.ask("Never mind"))
    agent.chat.ask("Never mind")
    agent.chat.say("Fine.")
    stage.take(agent.stop("Fine."))
    labels = {reader.read_prompt(record): record.fields.get("labels") for record in stage.records()}
    assert labels == {"Let it look": ["interrupted"], TASK: ["interrupted"], "Never mind": None}


def test_a_commit_without_a_trailer_is_listed(stage: Stage, agent: Logged) -> None:
    stage.git("commit", "-q", "--allow-empty", "-m", "Begin")
    stage.take(agent.ask("Commit it"))
    stage.write("a.py", "x = 1\n")
    # As Gemini CLI runs it: git finds no hooks, so that no trailer is written.
    stage.git("add", "a.py")
    stage.git("-c", "core.hooksPath=", "commit", "-q", "-m", "Add a")
    commit = stage.git("rev-parse", "--short=12", "HEAD")
    stage.take(agent.stop("Committed."))
    assert "PHR" not in stage.git("log", "-1", "--format=%B", commit)
    assert stage.record().fields["commits"] == [commit]


def test_a_subagent_that_commits_has_not_changed_what_was_changed_before(
    stage: Stage, agent: Logged
) -> None:
    stage.git("commit", "-q", "--allow-empty", "-m", "Begin")
    stage.write("earlier.py", "x = 1\n")
    stage.take(agent.ask("Let it be committed"))
    before, after = call_subagent(agent)
    stage.take([before])
    stage.write("a.py", "x = 1\n")
    stage.git("add", "a.py", "earlier.py")
    stage.git("-c", "core.hooksPath=", "commit", "-q", "-m", "Add both")
    write_child_log(agent, call("run_shell_command", "", command="git commit -m 'Add both'"))
    stage.take([after, *agent.stop("Committed.")])
    commit = stage.git("rev-parse", "--short=12", "HEAD^")  # that of the records is above it
    for record in stage.records():
        assert (record.fields["files"], record.fields["commits"]) == (["a.py"], [commit])
