"""One turn where an agent loads Claude Code's settings beside its own: Cursor and VS Code."""

from __future__ import annotations

import os

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.turns.session import read_session
from minutebook.records import reader

from agent_events import Line, Stage


def read_calls(stage: Stage) -> list[list[str]]:
    """The commands and files of the calls in each turn of the only session."""
    (path,) = stage.spool.glob("*.jsonl")
    turns = assemble_turns(read_session(str(path.with_suffix(""))).events)
    return [
        [os.path.basename(call.command or call.files[0]) for call in turn.tools] for turn in turns
    ]


def read_records(stage: Stage) -> list[tuple[int, str, list[str]]]:
    return [
        (record.number, (reader.read_prompt(record) or "").strip(), list(record.fields["files"]))
        for record in stage.records()
    ]


def test_cursor(stage: Stage) -> None:
    """Its own names for the events, and Claude Code's for the same."""

    def say(args: list[str], event: str, **fields: object) -> Line:
        common = {"conversation_id": "c", "generation_id": "g", "cursor_version": "2.4"}
        return args, {**common, "hook_event_name": event, "cwd": str(stage.top), **fields}

    own, claudes = ["cursor"], ["claude"]
    stage.take(
        [
            say(own, "beforeSubmitPrompt", prompt="Do it"),
            say(claudes, "UserPromptSubmit", prompt="Do it"),
        ]
    )
    path = str(stage.write("a.py", "x\n"))
    writing = {"tool_name": "Write", "tool_input": {"file_path": path}, "tool_use_id": "w"}
    shell = {"tool_name": "Shell", "tool_input": {"command": "make"}, "tool_use_id": "r"}
    stage.take(
        [
            say(own, "afterFileEdit", file_path=path, edits=[]),
            say(own, "afterShellExecution", command="make", output="made"),
            say(claudes, "PostToolUse", **writing),
            say(claudes, "PostToolUse", **shell),
            say(own, "stop", status="completed"),
            say(claudes, "Stop", status="completed"),
        ]
    )
    assert read_calls(stage) == [["a.py", "make"]]
    assert read_records(stage) == [(1, "Do it", ["a.py"])]
    assert stage.claims() == []


def test_cursor_reports_an_edit_by_two_events(stage: Stage) -> None:
    """Its event of the file, and that of the tool, whose answer is read: both are ours."""

    def say(event: str, **fields: object) -> Line:
        common = {"conversation_id": "c", "generation_id": "g", "cursor_version": "2.4"}
        return ["cursor"], {**common, "hook_event_name": event, "cwd": str(stage.top), **fields}

    stage.take([say("beforeSubmitPrompt", prompt="Do it")])
    path = str(stage.write("a.py", "x\n"))
    writing = {"tool_name": "Write", "tool_input": {"file_path": path}}
    stage.take(
        [
            say("afterFileEdit", file_path=path, edits=[]),
            say("postToolUse", **writing, tool_use_id="w1"),
            say("postToolUse", **writing, tool_use_id="w2"),
            say("afterFileEdit", file_path=path, edits=[]),
            say("stop", status="completed"),
        ]
    )
    assert read_calls(stage) == [["a.py", "a.py"]]
    assert read_records(stage) == [(1, "Do it", ["a.py"])]


def test_vs_code(stage: Stage) -> None:
    """The same payload for both settings, of a later moment for the second."""

    def say(event: str, second: float, **fields: object) -> list[Line]:
        payload = {"hook_event_name": event, "session_id": "v", "cwd": str(stage.top), **fields}
        times = (("claude", second), ("copilot", second + 0.4))
        return [
            ([agent], {**payload, "timestamp": 1790000000 + time, "transcript_path": "/t"})
            for agent, time in times
        ]

    stage.take(say("UserPromptSubmit", 0, prompt="Do it"))
    stage.write("a.py", "x\n")
    writing = {"tool_name": "createFile", "tool_input": {"filePath": "a.py"}}
    shell = {"tool_name": "runInTerminal", "tool_input": {"command": "make"}}
    stage.take(
        [
            *say("PostToolUse", 1, **writing, tool_use_id="w"),
            *say("PostToolUse", 2, **shell, tool_use_id="r1"),
            *say("PostToolUse", 2.2, **shell, tool_use_id="r2"),
            *say("Stop", 9, stop_hook_active=False),
        ]
    )
    assert read_calls(stage) == [["a.py", "make", "make"]]
    assert read_records(stage) == [(1, "Do it", ["a.py"])]
    assert stage.claims() == []
