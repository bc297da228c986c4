"""Transcripts: every agent's log in, the same turns out; cut short or odd, never an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.agents.capture import read_turns
from minutebook.agents.capture.turn import AGENTS, TokenUsage, ToolCall, Turn

TIME_FORMAT = "2026-01-02T03:04:0{}.000Z"
START_TIME = 1767323040.0


def join_lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def format_time(second: int) -> str:
    return TIME_FORMAT.format(second)


def summarize(turn: Turn) -> tuple[str, str, tuple[str, ...], bool]:
    return turn.prompt, turn.response, tuple(tool.name for tool in turn.tools), turn.is_interrupted


# Claude Code


def user_line(uuid: str, content: object, second: int = 1, **fields: object) -> dict[str, object]:
    return {
        "type": "user",
        "uuid": uuid,
        "sessionId": "s",
        "cwd": "/r",
        "timestamp": format_time(second),
        "message": {"role": "user", "content": content},
        **fields,
    }


def assistant_line(
    message_id: str, *content: object, second: int = 2, **fields: object
) -> dict[str, object]:
    usage = {
        "input_tokens": 10,
        "cache_creation_input_tokens": 5,
        "cache_read_input_tokens": 999,
        "output_tokens": 2,
    }
    return {
        "type": "assistant",
        "sessionId": "s",
        "timestamp": format_time(second),
        "message": {
            "id": message_id,
            "role": "assistant",
            "model": "m-1",
            "content": list(content),
            "usage": usage,
        },
        **fields,
    }


def text_block(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def tool_use(name: str, call_id: str, **arguments: object) -> dict[str, object]:
    return {"type": "tool_use", "id": call_id, "name": name, "input": arguments}


def tool_result(call_id: str, content: object, **fields: object) -> dict[str, object]:
    return {"type": "tool_result", "tool_use_id": call_id, "content": content, **fields}


def test_a_claude_transcript() -> None:
    log = join_lines(
        {"type": "summary", "summary": "x", "leafUuid": "y"},
        {"type": "file-history-snapshot", "messageId": "z"},
        user_line(
            "u1",
            [text_block("Fix it"), text_block("<system-reminder>be kind</system-reminder>")],
            1,
            gitBranch="main",
        ),
        assistant_line("m1", {"type": "thinking", "thinking": "…"}, second=2),
        assistant_line("m1", text_block("I look."), second=2),
        assistant_line("m1", tool_use("Bash", "t1", command="pytest"), second=3),
        user_line(
            "r1", [tool_result("t1", "1 failed", is_error=True)], 4, toolUseResult="Error: 1 failed"
        ),
        assistant_line("m2", tool_use("Edit", "t2", file_path="/r/a.py"), second=5),
        user_line(
            "r2",
            [tool_result("t2", "ok")],
            5,
            toolUseResult={"filePath": "/r/a.py", "structuredPatch": []},
        ),
        user_line("i1", [text_block("<system-reminder>only</system-reminder>")], 5),
        assistant_line("m3", text_block("Done."), second=6),
        assistant_line("m3", text_block("All of it."), second=7),
        user_line("meta", "Caveat: …", 8, isMeta=True),
        user_line(
            "c1",
            "<command-name>/clear</command-name>\n<command-message>clear</command-message>\n<command-args></command-args>",
            8,
        ),
        user_line("c2", "<local-command-stdout>ok</local-command-stdout>", 8),
        user_line("u2", [text_block("And "), {"type": "image"}, text_block("now?")], 9),
        assistant_line("m4", text_block("Wait"), second=9),
        user_line("x", [text_block("[Request interrupted by user]")], 9),
    )
    first_turn, second_turn = read_turns("claude", log)
    assert first_turn == Turn(
        id="u1",
        agent="claude",
        session_id="s",
        prompt="Fix it",
        injected=("<system-reminder>be kind</system-reminder>",),
        response="Done.\n\nAll of it.",
        tools=(
            ToolCall("Bash", "pytest", ok=False, output="1 failed", id="t1"),
            ToolCall("Edit", files=("/r/a.py",), id="t2"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 7,
        model="m-1",
        tokens=TokenUsage(45, 6, 2997),
        cwd="/r",
        source="transcript",
    )
    assert (second_turn.prompt, second_turn.response, second_turn.is_interrupted) == (
        "And \nnow?",
        "Wait",
        True,
    )


def test_a_claude_slash_command_has_an_answer() -> None:
    text = "<command-message>sp.plan</command-message>\n<command-name>/sp.plan</command-name>\n<command-args>Add it</command-args>"
    (turn,) = read_turns(
        "claude-code", join_lines(user_line("u", text), assistant_line("m", text_block("Planned")))
    )
    assert (turn.prompt, turn.command, turn.response) == ("/sp.plan Add it", "sp.plan", "Planned")


def test_claude_subagents_in_the_same_file_and_in_their_own() -> None:
    side = {"isSidechain": True, "agentId": "a1"}
    inner = [
        user_line("v1", "Review it", 4, **side),
        assistant_line(
            "n1", tool_use("Read", "q", file_path="x"), text_block("Good"), second=5, **side
        ),
    ]
    main = [
        user_line("u1", "Fix it", 1),
        assistant_line(
            "m1", tool_use("Task", "t1", prompt="Review it", subagent_type="rev"), second=3
        ),
        *inner,
        user_line(
            "r1",
            [tool_result("t1", [text_block("Good")])],
            6,
            toolUseResult={"agentId": "a1", "status": "completed", "content": [text_block("Good")]},
        ),
        assistant_line("m2", text_block("Done"), second=7),
    ]
    turn, subagent_turn = read_turns("claude", join_lines(*main))
    assert summarize(turn) == ("Fix it", "Done", ("Task",), False)
    assert turn.tools[0] == ToolCall(
        "Task",
        subagent_prompt="Review it",
        subagent_type="rev",
        ok=True,
        output="Good",
        id="t1",
        subagent_id="a1",
    )
    assert (
        subagent_turn.id,
        subagent_turn.prompt,
        subagent_turn.response,
        subagent_turn.parent_id,
        subagent_turn.subagent_type,
        subagent_turn.subagent_id,
    ) == (
        "v1",
        "Review it",
        "Good",
        "u1",
        "rev",
        "a1",
    )
    (alone,) = read_turns("claude", join_lines(*inner))
    assert (alone.prompt, alone.parent_id, alone.subagent_type, alone.subagent_id) == (
        "Review it",
        "",
        "",
        "a1",
    )


def test_claude_sidechains_of_unknown_calls_and_without_a_prompt() -> None:
    odd = join_lines(
        user_line("u1", "Fix it", 1),
        assistant_line("m1", tool_use("Task", "t1", prompt="Other"), second=2),
        assistant_line("n0", text_block("x"), isSidechain=True, agentId="b"),
        user_line("v1", "Review it", 3, isSidechain=True, agentId="b"),
    )
    assert [
        (turn.prompt, turn.subagent_type, turn.parent_id) for turn in read_turns("claude", odd)
    ] == [
        ("Fix it", "", ""),
        ("Review it", "", "u1"),
    ]


def test_a_resumed_claude_session_repeats_lines() -> None:
    rows = [user_line("u1", "Fix it", 1), assistant_line("m1", text_block("Done"), second=2)]
    log = join_lines(
        *rows, user_line("u2", "More", 3), *rows, assistant_line("m9", text_block("Late"), second=9)
    )
    assert [turn.id for turn in read_turns("claude", log)] == ["u1", "u2"]


def test_claude_contents_that_are_texts_and_answers_before_a_prompt() -> None:
    rows = join_lines(
        assistant_line("m0", text_block("before")),
        user_line("x", [text_block("[Request interrupted by user]")]),
        user_line("u", "Fix it"),
        {
            "type": "assistant",
            "requestId": "q",
            "message": {"content": "plain", "model": "<synthetic>"},
        },
    )
    (turn,) = read_turns("claude", rows)
    assert (turn.response, turn.model, turn.tokens) == ("plain", "", None)


# Codex


def codex_line(kind: str, second: int = 1, **payload: object) -> dict[str, object]:
    return {"timestamp": format_time(second), "type": kind, "payload": payload}


def codex_message(role: str, text: str, **fields: object) -> dict[str, object]:
    kind = "input_text" if role == "user" else "output_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}], **fields}


CODEX_HEAD = [
    codex_line("session_meta", id="s", cwd="/r", originator="cli", cli_version="1"),
    codex_line("response_item", **codex_message("user", "# AGENTS.md instructions for /r\n\nx")),
    codex_line(
        "response_item", **codex_message("user", "<environment_context>x</environment_context>")
    ),
    codex_line("turn_context", turn_id="t1", cwd="/r", model="gpt-x"),
]


def test_a_codex_rollout() -> None:
    log = join_lines(
        *CODEX_HEAD,
        codex_line("event_msg", 1, type="task_started", turn_id="t1"),
        codex_line("response_item", 1, **codex_message("user", "Fix it")),
        codex_line("event_msg", 1, type="user_message", message="Fix it"),
        codex_line("turn_context", turn_id="t1", cwd="/r", model="gpt-y"),
        codex_line(
            "response_item",
            2,
            type="function_call",
            name="shell",
            arguments='{"command":["bash","-lc","pytest"]}',
            call_id="c1",
        ),
        codex_line(
            "response_item",
            3,
            type="function_call_output",
            call_id="c1",
            output='{"output":"1 failed","metadata":{"exit_code":1}}',
        ),
        codex_line(
            "response_item",
            3,
            type="custom_tool_call",
            name="apply_patch",
            input="*** Begin Patch\n*** Update File: a.py\n*** End Patch",
            call_id="c2",
        ),
        codex_line(
            "response_item",
            4,
            type="custom_tool_call_output",
            call_id="c2",
            output=[{"type": "input_text", "text": "ok"}],
        ),
        codex_line(
            "response_item", 4, type="local_shell_call", call_id="c3", action={"command": ["ls"]}
        ),
        codex_line("response_item", 4, type="reasoning", summary=[]),
        codex_line("event_msg", 5, type="agent_message", message="Working"),
        codex_line(
            "event_msg",
            5,
            type="token_count",
            info={
                "last_token_usage": {
                    "input_tokens": 100,
                    "cached_input_tokens": 90,
                    "output_tokens": 5,
                }
            },
        ),
        codex_line("event_msg", 5, type="token_count", info=None),
        codex_line("response_item", 6, **codex_message("assistant", "Done", id="m1")),
        codex_line("event_msg", 7, type="task_complete", turn_id="t1", last_agent_message="Done"),
        codex_line("turn_context", turn_id="t2", cwd="/r", model="gpt-y"),
        codex_line("event_msg", 8, type="user_message", message="More"),
        codex_line("event_msg", 9, type="turn_aborted", turn_id="t2", reason="interrupted"),
    )
    first_turn, second_turn = read_turns("codex", log)
    assert first_turn == Turn(
        id="codex:s:t1",
        agent="codex",
        session_id="s",
        prompt="Fix it",
        response="Done",
        tools=(
            ToolCall("shell", "pytest", ok=False, output="1 failed", id="c1"),
            ToolCall("apply_patch", files=("a.py",), output="ok", id="c2"),
            ToolCall("local_shell", "ls", id="c3"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 7,
        model="gpt-y",
        tokens=TokenUsage(10, 5, 90),
        cwd="/r",
        source="transcript",
    )
    assert (second_turn.id, *summarize(second_turn)) == ("codex:s:t2", "More", "", (), True)


def test_codex_rollouts_without_events_and_older_ones() -> None:
    bare = join_lines(
        *CODEX_HEAD,
        codex_line("response_item", **codex_message("user", "Fix it")),
        codex_line("response_item", **codex_message("assistant", "Done")),
        codex_line("event_msg", type="turn_aborted"),
    )
    assert [summarize(turn) for turn in read_turns("codex", bare)] == [("Fix it", "Done", (), True)]
    old = join_lines(
        {"id": "s", "timestamp": format_time(1), "instructions": None},
        codex_message("user", "Fix it"),
        codex_message("assistant", "Done"),
        {"record_type": "state"},
    )
    (turn,) = read_turns("codex", old)
    assert (turn.session_id, turn.prompt, turn.response, turn.started) == (
        "s",
        "Fix it",
        "Done",
        0.0,
    )
    early = join_lines(
        codex_line("event_msg", type="turn_aborted"),
        codex_line("event_msg", type="token_count", info={}),
        codex_line("event_msg", type="agent_message", message="x"),
    )
    assert read_turns("codex", early) == ()


# Gemini CLI

GEMINI = [
    {"sessionId": "s", "projectHash": "p", "startTime": format_time(0)},
    {"id": "1", "timestamp": format_time(1), "type": "user", "content": "Fix it"},
    {"$set": {"lastUpdated": format_time(2)}},
    {
        "id": "2",
        "timestamp": format_time(2),
        "type": "gemini",
        "content": "",
        "model": "g-3",
        "tokens": {"input": 50, "output": 4, "cached": 40, "thoughts": 1},
    },
    {
        "id": "2",
        "timestamp": format_time(2),
        "type": "gemini",
        "content": "Done",
        "model": "g-3",
        "tokens": {"input": 50, "output": 4, "cached": 40, "thoughts": 1},
        "toolCalls": [
            {
                "id": "c1",
                "name": "write_file",
                "args": {"file_path": "a.py"},
                "status": "success",
                "timestamp": format_time(3),
                "result": [{"functionResponse": {"response": {"output": "ok"}}}],
            },
            {
                "id": "c2",
                "name": "run_shell_command",
                "args": {"command": "pytest"},
                "status": "error",
                "resultDisplay": "1 failed",
            },
        ],
    },
    {"$rewindTo": "1"},
    {"id": "3", "timestamp": format_time(4), "type": "user", "content": [{"text": "Again"}]},
    {"id": "4", "timestamp": format_time(5), "type": "info", "content": "x"},
    {
        "$set": {
            "messages": [
                {"id": "5", "timestamp": format_time(6), "type": "gemini", "content": "Yes"}
            ]
        }
    },
    {"id": "6", "timestamp": format_time(7), "type": "user", "content": ""},
]


def test_a_gemini_log() -> None:
    first_turn, second_turn = read_turns("gemini", join_lines(*GEMINI))
    assert first_turn == Turn(
        id="1",
        agent="gemini",
        session_id="s",
        prompt="Fix it",
        response="Done",
        tools=(
            ToolCall("write_file", files=("a.py",), ok=True, output="ok", id="c1"),
            ToolCall("run_shell_command", "pytest", ok=False, output="1 failed", id="c2"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 3,
        model="g-3",
        tokens=TokenUsage(10, 5, 40),
        source="transcript",
    )
    assert summarize(second_turn) == ("Again", "Yes", (), False)


@pytest.mark.parametrize(
    ("log", "summaries"),
    [
        (
            json.dumps({"sessionId": "s", "messages": [GEMINI[1], GEMINI[4]]}, indent=1),
            [("Fix it", "Done", ("write_file", "run_shell_command"), False)],
        ),
        (
            json.dumps(
                [
                    {
                        "sessionId": "s",
                        "messageId": 0,
                        "type": "user",
                        "message": "Fix it",
                        "timestamp": format_time(1),
                    }
                ]
            ),
            [("Fix it", "", (), False)],
        ),
        (
            json.dumps(
                [
                    {"role": "user", "parts": [{"text": "Fix it"}]},
                    {"role": "model", "parts": [{"text": "Done"}]},
                ]
            ),
            [("Fix it", "Done", (), False)],
        ),
        (join_lines({"type": "gemini", "content": "x", "tokens": {}}), []),
    ],
)
def test_gemini_logs_of_other_shapes(log: str, summaries: list[object]) -> None:
    assert [summarize(turn) for turn in read_turns("gemini", log)] == summaries


# Cursor


def test_a_cursor_transcript() -> None:
    log = join_lines(
        {
            "role": "user",
            "message": {
                "content": [
                    {
                        "type": "text",
                        "text": "<user_info>x</user_info>\n<user_query>\nFix it\n</user_query>",
                    }
                ]
            },
        },
        {
            "role": "assistant",
            "message": {
                "content": [
                    {"type": "text", "text": "Look"},
                    {
                        "type": "tool_use",
                        "id": "c",
                        "name": "Write",
                        "input": {"file_path": "a.py"},
                    },
                ]
            },
        },
        {"role": "user", "message": {"content": [{"type": "tool_result", "content": "ok"}]}},
        {"role": "assistant", "message": {"content": "Done"}},
        {"role": "system", "content": "x"},
        {"type": "user", "text": "More", "timestamp": format_time(5), "conversationId": "c1"},
    )
    first_turn, second_turn = read_turns("cursor", log)
    assert summarize(first_turn) == ("Fix it", "Done", ("Write",), False)
    assert first_turn.injected == ("<user_info>x</user_info>",)
    assert (second_turn.id, second_turn.prompt, second_turn.started, second_turn.session_id) == (
        "cursor:c1:2",
        "More",
        START_TIME + 5,
        "c1",
    )


# Copilot


def copilot_line(
    kind: str, second: int = 1, line_id: str = "", **data: object
) -> dict[str, object]:
    return {
        "type": kind,
        "data": data,
        "id": line_id,
        "timestamp": format_time(second),
        "parentId": None,
    }


def test_a_copilot_log() -> None:
    log = join_lines(
        copilot_line("session.start", 0, sessionId="s", selectedModel="m-0", context={"cwd": "/r"}),
        copilot_line("abort", 0),
        copilot_line("assistant.message", 0, content="early", outputTokens=3),
        copilot_line("session.model_change", 0, newModel="m-1"),
        copilot_line("user.message", 1, "u1", content="Fix it", transformedContent="<x>Fix it</x>"),
        copilot_line("assistant.turn_start", 1, turnId="0"),
        copilot_line("assistant.message", 2, messageId="a", content="Look", outputTokens=3),
        copilot_line(
            "tool.execution_start", 2, toolCallId="c1", toolName="edit", arguments={"path": "a.py"}
        ),
        copilot_line(
            "tool.execution_complete", 3, toolCallId="c1", success=True, result={"content": "ok"}
        ),
        copilot_line(
            "tool.execution_start",
            3,
            toolCallId="c2",
            toolName="bash",
            arguments={"command": "pytest"},
        ),
        copilot_line(
            "tool.execution_complete",
            4,
            toolCallId="c2",
            success=False,
            error={"message": "1 failed"},
        ),
        copilot_line("tool.execution_complete", 4, toolCallId="c9", error="x"),
        copilot_line("assistant.message", 4, messageId="s", content="inner", parentToolCallId="c3"),
        copilot_line("assistant.message", 5, messageId="b", content="Done", model="m-2"),
        copilot_line("user.message", 6, "u2", content="More"),
        copilot_line("user.message", 6, "u3", content="<current_datetime>x</current_datetime>"),
        copilot_line("abort", 7, reason="user"),
    )
    first_turn, second_turn = read_turns("copilot", log)
    assert first_turn == Turn(
        id="u1",
        agent="copilot",
        session_id="s",
        prompt="Fix it",
        response="Done",
        tools=(
            ToolCall("edit", files=("a.py",), ok=True, output="ok", id="c1"),
            ToolCall("bash", "pytest", ok=False, output="1 failed", id="c2"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 5,
        model="m-2",
        tokens=TokenUsage(output=3),
        cwd="/r",
        source="transcript",
    )
    assert summarize(second_turn) == ("More", "", (), True)


def test_a_chat_that_vs_code_exported() -> None:
    chat = {
        "sessionId": "s",
        "requests": [
            {
                "requestId": "r1",
                "timestamp": 1767323041000,
                "modelId": "m",
                "message": {"text": "Fix it"},
                "response": [
                    {"value": "Do"},
                    {
                        "kind": "toolInvocationSerialized",
                        "toolId": "run_in_terminal",
                        "toolCallId": "c",
                        "toolSpecificData": {"commandLine": {"original": "npm test"}},
                    },
                    {"kind": "toolInvocationSerialized", "toolId": "read", "toolCallId": "d"},
                    {"kind": "thinking", "value": "…"},
                    {"value": "ne"},
                ],
            }
        ],
    }
    (turn,) = read_turns("vscode", json.dumps(chat))
    assert (turn.agent, turn.started, turn.model) == ("vscode", START_TIME + 1, "m")
    assert summarize(turn) == ("Fix it", "Done", ("run_in_terminal", "read"), False)
    assert turn.tools[0].command == "npm test"


# opencode


def test_an_opencode_session() -> None:
    messages = [
        {
            "info": {
                "id": "m1",
                "role": "user",
                "sessionID": "s",
                "time": {"created": 1767323041000},
            },
            "parts": [text_block("Fix it")],
        },
        {
            "info": {
                "id": "m2",
                "role": "assistant",
                "modelID": "m",
                "time": {"created": 1767323042000, "completed": 1767323045000},
                "tokens": {"input": 5, "output": 2},
            },
            "parts": [
                {
                    "type": "tool",
                    "tool": "bash",
                    "callID": "c",
                    "state": {
                        "status": "completed",
                        "input": {"command": "pytest"},
                        "output": "1 failed",
                        "metadata": {"exit": 1},
                    },
                },
                {"type": "reasoning", "text": "…"},
                text_block("Done"),
            ],
        },
        {"info": {"id": "m3", "role": "user"}, "parts": [text_block("More")]},
        {
            "info": {"id": "m4", "role": "assistant", "error": {"name": "MessageAbortedError"}},
            "parts": [],
        },
        {"info": {"role": "system"}},
    ]
    document = json.dumps({"info": {"id": "s", "directory": "/r"}, "messages": messages})
    first_turn, second_turn = read_turns("opencode", document)
    assert first_turn == Turn(
        id="opencode:s:m1",
        agent="opencode",
        session_id="s",
        prompt="Fix it",
        response="Done",
        tools=(ToolCall("bash", "pytest", ok=False, output="1 failed", id="c"),),
        started=START_TIME + 1,
        ended=START_TIME + 5,
        model="m",
        tokens=TokenUsage(5, 2, 0),
        cwd="/r",
        source="transcript",
    )
    assert summarize(second_turn) == ("More", "", (), True)
    for other in (json.dumps(messages), join_lines(*messages)):
        assert [turn.prompt for turn in read_turns("opencode", other)] == ["Fix it", "More"]
    assert (
        read_turns(
            "opencode",
            join_lines(
                {
                    "info": {
                        "role": "assistant",
                        "tokens": {"input": 1},
                        "error": {"name": "MessageAbortedError"},
                    },
                    "parts": [text_block("x")],
                }
            ),
        )
        == ()
    )


# aider and Continue

AIDER = """
# aider chat started at 2026-01-02 03:04:01

> /usr/bin/aider
> Main model: m-1 with diff edit format
#### /add a.py
> Added a.py to the chat.
#### Fix it
#### and that

I do so:

```py
x = 1
```

> Tokens: 1k sent
> Applied edit to a.py
> Did not apply edit to b.py
> Running pytest -q
> 1 failed
>
#### /ask why?
Because.\r
# aider chat started at 2026-01-03 03:04:01
> Model: m-2
#### Again
"""


def test_an_aider_history() -> None:
    first_turn, second_turn, third_turn = read_turns("aider", AIDER)
    assert first_turn == Turn(
        id="aider:2026-01-02 03:04:01:1",
        agent="aider",
        session_id="2026-01-02 03:04:01",
        prompt="Fix it\nand that",
        response="I do so:\n\n```py\nx = 1\n```",
        tools=(
            ToolCall("edit", files=("a.py",), ok=True),
            ToolCall("edit", ok=False),
            ToolCall("shell", "pytest -q", output="1 failed\n\n"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 1,
        model="m-1",
        source="transcript",
    )
    assert (second_turn.prompt, second_turn.command, second_turn.response) == (
        "/ask why?",
        "ask",
        "Because.",
    )
    assert (third_turn.prompt, third_turn.model, third_turn.response, third_turn.session_id) == (
        "Again",
        "m-2",
        "",
        "2026-01-03 03:04:01",
    )


def test_a_continue_session() -> None:
    session = {
        "sessionId": "s",
        "workspaceDirectory": "file:///r",
        "dateCreated": "1767323041000",
        "chatModelTitle": "m",
        "history": [
            {"message": {"role": "user", "content": [{"type": "text", "text": "Fix it"}]}},
            {
                "message": {
                    "role": "assistant",
                    "content": "Look",
                    "toolCalls": [
                        {
                            "id": "c1",
                            "function": {
                                "name": "edit_existing_file",
                                "arguments": '{"filepath": "a.py"}',
                            },
                        }
                    ],
                },
                "toolCallStates": [
                    {
                        "toolCallId": "c1",
                        "status": "done",
                        "toolCall": {
                            "id": "c1",
                            "function": {
                                "name": "edit_existing_file",
                                "arguments": '{"filepath": "a.py"}',
                            },
                        },
                        "output": [{"content": "ok"}],
                    },
                    {
                        "toolCall": {
                            "id": "c2",
                            "function": {
                                "name": "run_terminal_command",
                                "arguments": '{"command": "pytest"}',
                            },
                        },
                        "status": "errored",
                    },
                ],
            },
            {"message": {"role": "tool", "toolCallId": "c2", "content": "1 failed"}},
            {"message": {"role": "assistant", "content": "Done"}},
            {"message": {"role": "system", "content": "x"}},
        ],
    }
    (turn,) = read_turns("continue", json.dumps(session))
    assert turn == Turn(
        id="continue:s:1",
        agent="continue",
        session_id="s",
        prompt="Fix it",
        response="Done",
        tools=(
            ToolCall("edit_existing_file", files=("a.py",), ok=True, output="ok", id="c1"),
            ToolCall("run_terminal_command", "pytest", output="1 failed", id="c2"),
        ),
        started=START_TIME + 1,
        ended=START_TIME + 1,
        model="m",
        cwd="/r",
        source="transcript",
    )
    assert (
        read_turns("continue", json.dumps({**session, "dateCreated": format_time(1)}))[0].started
        == START_TIME + 1
    )
    assert read_turns("continue", json.dumps({**session, "dateCreated": None}))[0].started == 0.0


# Whatever comes

TRANSCRIPTS = [
    (
        "claude",
        join_lines(
            user_line("u", "Fix it"),
            assistant_line("m", text_block("Done"), tool_use("Bash", "t", command="x")),
            user_line("r", [tool_result("t", "ok")]),
        ),
    ),
    (
        "codex",
        join_lines(*CODEX_HEAD, codex_line("event_msg", type="user_message", message="Fix it")),
    ),
    ("gemini", join_lines(*GEMINI)),
    ("gemini", json.dumps({"messages": GEMINI})),
    ("cursor", join_lines({"role": "user", "message": {"content": "<user_query>x</user_query>"}})),
    ("copilot", join_lines(copilot_line("user.message", content="Fix it"))),
    ("aider", AIDER),
]


@given(st.sampled_from(TRANSCRIPTS), st.integers(0, 2000), st.text(max_size=5))
def test_a_transcript_that_is_cut_short_can_be_read(
    transcript: tuple[str, str], cut: int, tail: str
) -> None:
    agent, log = transcript
    all_turns = read_turns(agent, log)
    turns = read_turns(agent, log[:cut] + tail)
    assert len(turns) <= len(all_turns) + 1


def sample_words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


KEYS = sample_words(
    """
    type role message content timestamp uuid sessionId isSidechain agentId toolUseResult payload id
    turn_id call_id arguments input name output data toolCallId toolName info parts state
    messages requests response history toolCalls toolCallStates function result usage tokens model tool_use_id
    is_error $set sessionID time created kind toolSpecificData commandLine last_token_usage dateCreated
    """
)
VALUES = sample_words(
    """
    user assistant gemini tool text tool_use tool_result event_msg response_item turn_context session_meta function_call
    function_call_output message user_message task_complete token_count user.message assistant.message tool.execution_start tool.execution_complete session.start Bash Task
    c1 toolInvocationSerialized
    """
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=25,
)


@given(st.sampled_from(AGENTS), st.lists(JSON, max_size=5), st.booleans())
def test_any_json_gives_turns_or_none(agent: str, rows: list[object], is_document: bool) -> None:
    log = json.dumps(rows[0] if rows else None) if is_document else join_lines(*rows)
    for turn in read_turns(agent, log):
        assert turn.prompt
        assert turn.source == "transcript"


@given(st.sampled_from(AGENTS), st.text(st.characters(exclude_categories=())))
def test_any_text_gives_turns_or_none(agent: str, log: str) -> None:
    assert isinstance(read_turns(agent, log), tuple)


@pytest.mark.parametrize("agent", AGENTS)
def test_deep_and_broken_documents(agent: str) -> None:
    for log in (
        "[" * 100_000,
        '{"a":' * 100_000,
        "{",
        "{}",
        "null",
        "\ufeff",
        "",
        "1" * 5000,
        '{"type":"user"',
    ):
        assert read_turns(agent, log) == ()
