"""Hook events: how every agent's payloads are read, whose they are, and what may be answered."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.agents.capture import build_answer, detect_agent, read_event
from minutebook.agents.capture.turn import AGENTS, EVENT_KINDS, Event, TokenUsage, ToolCall

CLAUDE = {
    "session_id": "s1",
    "transcript_path": "/t/s1.jsonl",
    "cwd": "/r",
    "permission_mode": "default",
}
CODEX = {**CLAUDE, "turn_id": "t1", "model": "gpt-x"}
GEMINI = {
    "session_id": "s1",
    "transcript_path": "/t/s1.json",
    "cwd": "/r",
    "timestamp": "2026-01-02T03:04:05Z",
}
CURSOR = {
    "conversation_id": "c1",
    "generation_id": "g1",
    "model": "m",
    "cursor_version": "2.1",
    "workspace_roots": ["/r"],
    "transcript_path": None,
}
COPILOT = {"sessionId": "s1", "timestamp": 1760000000000, "cwd": "/r"}
COPILOT_2 = {"session_id": "s1", "timestamp": "2026-01-02T03:04:05Z", "cwd": "/r"}
VSCODE = {
    "timestamp": "2026-01-02T03:04:05Z",
    "cwd": "/r",
    "session_id": "s1",
    "transcript_path": "/t",
}
VSCODE_OLD = {
    "timestamp": "2026-01-02T03:04:05Z",
    "cwd": "/r",
    "sessionId": "s1",
    "transcript_path": "/t",
}


@pytest.mark.parametrize(
    ("agent", "payload", "sender"),
    [
        ("claude", {**CLAUDE, "hook_event_name": "Stop"}, "claude"),
        ("Claude-Code", {"hook_event_name": "SessionStart", "session_id": "s"}, "claude"),
        ("claude", {**CURSOR, "hook_event_name": "Stop"}, "cursor"),
        ("claude", {"conversation_id": "c", "hook_event_name": "stop"}, "cursor"),
        ("claude", {**VSCODE, "hook_event_name": "UserPromptSubmit", "prompt": "x"}, "vscode"),
        ("claude", {**VSCODE_OLD, "hookEventName": "Stop"}, "vscode"),
        ("copilot", {**VSCODE, "hook_event_name": "Stop", "stop_hook_active": False}, "vscode"),
        (
            "copilot",
            {
                **COPILOT_2,
                "hook_event_name": "Stop",
                "transcript_path": "/t",
                "stop_reason": "end_turn",
            },
            "copilot",
        ),
        ("claude", {**COPILOT_2, "hook_event_name": "UserPromptSubmit", "prompt": "x"}, "copilot"),
        ("claude", {**COPILOT, "prompt": "x"}, "copilot"),
        ("claude", {"toolName": "edit", "cwd": "/r"}, "copilot"),
        ("gemini", {**GEMINI, "hook_event_name": "SessionStart"}, "gemini"),
        ("claude", {**GEMINI, "hook_event_name": "AfterAgent"}, "gemini"),
        ("codex", {**CODEX, "hook_event_name": "Stop"}, "codex"),
        ("claude", {**CODEX, "hook_event_name": "Stop"}, "codex"),
        ("claude", {"type": "agent-turn-complete", "thread-id": "x"}, "codex"),
        ("claude", {"type": "session.idle", "properties": {"sessionID": "o"}}, "opencode"),
        ("opencode", {"type": "chat.message", "sessionID": "o"}, "opencode"),
        ("continue", {"sessionId": "x"}, "continue"),
        ("codex", {}, "codex"),
        ("codex", {"conversation_id": "c"}, "codex"),
        ("gemini", {"sessionId": "s", "toolName": "edit"}, "gemini"),
        ("windsurf", {"conversation_id": "c"}, "cursor"),
        ("Windsurf", [1], "windsurf"),
        ("vs-code", None, "vscode"),
    ],
)
def test_a_payloads_keys_tell_its_sender(agent: str, payload: object, sender: str) -> None:
    assert detect_agent(agent, payload) == sender


@pytest.mark.parametrize(
    ("agent", "event_name", "answer"),
    [
        ("claude", "Stop", {"systemMessage": "PHR-1"}),
        ("claude", "SubagentStop", {"systemMessage": "PHR-1"}),
        ("claude", "UserPromptSubmit", None),
        ("claude", "PostToolUse", None),
        ("codex", "Stop", {"systemMessage": "PHR-1"}),
        ("codex", "agent-turn-complete", None),
        ("gemini", "AfterAgent", {"systemMessage": "PHR-1"}),
        ("gemini", "AfterTool", None),
        ("vscode", "Stop", {"systemMessage": "PHR-1"}),
        ("cursor", "stop", None),
        ("cursor", "Stop", None),
        ("copilot", "agentStop", None),
        ("copilot", "Stop", None),
        ("opencode", "session.idle", {"systemMessage": "PHR-1"}),
        ("opencode", "chat.message", None),
        ("else", "Stop", None),
    ],
)
def test_an_answer_has_only_what_the_agent_allows(
    agent: str, event_name: str, answer: object
) -> None:
    assert build_answer(agent, event_name, "PHR-1") == answer
    message = "PHR-1\n📋 decided"
    assert build_answer(agent, event_name, message) == (answer and {"systemMessage": message})
    assert build_answer(agent, event_name, "") is None


def make_event(**fields: object) -> Event:
    fields.setdefault("time", 5.0)
    return Event(**fields)  # type: ignore[arg-type]


CLAUDE_FIELDS = {
    "agent": "claude",
    "session_id": "s1",
    "cwd": "/r",
    "transcript_path": "/t/s1.jsonl",
}
EVENTS: list[tuple[str, str, dict[str, object], Event]] = [
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "SessionStart", "source": "resume", "model": "m-1"},
        make_event(
            **CLAUDE_FIELDS, kind="session-start", source="resume", model="m-1", name="SessionStart"
        ),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "SessionStart", "source": "startup", "model": {"id": "m-1"}},
        make_event(
            **CLAUDE_FIELDS,
            kind="session-start",
            source="startup",
            model="m-1",
            name="SessionStart",
        ),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "UserPromptSubmit", "prompt": "Fix it", "prompt_id": "p1"},
        make_event(
            **CLAUDE_FIELDS,
            kind="prompt",
            prompt="Fix it",
            turn_id="p1",
            name="UserPromptSubmit",
            is_typed=True,
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "PostToolUse",
            "tool_name": "MultiEdit",
            "tool_input": {
                "file_path": "/r/a.py",
                "edits": [{"old_string": "a", "new_string": "b"}],
            },
            "tool_response": {"filePath": "/r/a.py", "success": True},
            "tool_use_id": "u1",
        },
        make_event(
            **CLAUDE_FIELDS,
            kind="tool",
            tool=ToolCall("MultiEdit", files=("/r/a.py",), ok=True, id="u1"),
            name="PostToolUse",
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "PostToolUse",
            "tool_name": "Bash",
            "tool_input": {"command": "ls", "description": "d"},
            "tool_response": {"stdout": "a", "stderr": "b", "interrupted": False},
        },
        make_event(
            **CLAUDE_FIELDS,
            kind="tool",
            tool=ToolCall("Bash", command="ls", output="a\nb"),
            name="PostToolUse",
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "PostToolUseFailure",
            "tool_name": "Bash",
            "tool_input": {"command": "pytest"},
            "error": "Exit code 1\n1 failed",
            "is_interrupt": False,
        },
        make_event(
            **CLAUDE_FIELDS,
            kind="tool",
            tool=ToolCall("Bash", command="pytest", ok=False, output="Exit code 1\n1 failed"),
            name="PostToolUseFailure",
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "PostToolUseFailure",
            "tool_name": "Bash",
            "tool_input": {"command": "pytest"},
            "error": None,
            "is_interrupt": True,
        },
        make_event(
            **CLAUDE_FIELDS,
            kind="tool",
            is_interrupted=True,
            tool=ToolCall("Bash", command="pytest", ok=False, output="failed"),
            name="PostToolUseFailure",
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "PreToolUse",
            "tool_name": "Task",
            "tool_input": {"prompt": "Review", "subagent_type": "rev"},
            "tool_use_id": "u2",
        },
        make_event(
            **CLAUDE_FIELDS,
            kind="subagent-start",
            tool=ToolCall("Task", subagent_prompt="Review", subagent_type="rev", id="u2"),
            name="PreToolUse",
        ),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "SubagentStop",
            "agent_id": "a1",
            "agent_type": "rev",
            "agent_transcript_path": "/t/a1",
            "last_assistant_message": "Good",
        },
        make_event(
            **{**CLAUDE_FIELDS, "transcript_path": "/t/a1"},
            kind="subagent-stop",
            response="Good",
            subagent_id="a1",
            subagent_type="rev",
            name="SubagentStop",
        ),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "SubagentStop"},
        make_event(**CLAUDE_FIELDS, kind="subagent-stop", name="SubagentStop"),
    ),
    (
        "claude",
        "",
        {
            **CLAUDE,
            "hook_event_name": "Stop",
            "stop_hook_active": False,
            "last_assistant_message": "Done",
        },
        make_event(**CLAUDE_FIELDS, kind="stop", response="Done", name="Stop"),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "PreCompact", "trigger": "auto"},
        make_event(**CLAUDE_FIELDS, kind="compact", name="PreCompact"),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "SessionEnd", "reason": "exit"},
        make_event(**CLAUDE_FIELDS, kind="session-end", name="SessionEnd"),
    ),
    (
        "claude",
        "",
        {**CLAUDE, "hook_event_name": "Notification"},
        make_event(**CLAUDE_FIELDS, kind="other", name="Notification"),
    ),
    (
        "windsurf",
        "Stop",
        {"session_id": "w"},
        make_event(agent="windsurf", kind="stop", session_id="w", name="Stop"),
    ),
    (
        "codex",
        "",
        {
            **CODEX,
            "hook_event_name": "UserPromptSubmit",
            "prompt": "Fix it",
            "transcript_path": None,
        },
        make_event(
            agent="codex",
            kind="prompt",
            session_id="s1",
            turn_id="t1",
            prompt="Fix it",
            model="gpt-x",
            cwd="/r",
            name="UserPromptSubmit",
            is_typed=True,
        ),
    ),
    (
        "codex",
        "",
        {
            **CODEX,
            "hook_event_name": "PostToolUse",
            "tool_name": "apply_patch",
            "tool_input": {
                "command": "*** Begin Patch\n*** Add File: a.py\n+x\n*** Update File: b.py\n*** Move to: c.py\n*** End Patch"
            },
            "tool_response": '{"output":"Success","metadata":{"exit_code":0}}',
            "tool_use_id": "u",
        },
        make_event(
            agent="codex",
            kind="tool",
            session_id="s1",
            turn_id="t1",
            model="gpt-x",
            cwd="/r",
            transcript_path="/t/s1.jsonl",
            tool=ToolCall(
                "apply_patch", files=("a.py", "b.py", "c.py"), ok=True, output="Success", id="u"
            ),
            name="PostToolUse",
        ),
    ),
    (
        "codex",
        "",
        {
            "type": "agent-turn-complete",
            "thread-id": "s1",
            "turn-id": "t1",
            "cwd": "/r",
            "client": "tui",
            "input-messages": ["Fix", "it"],
            "last-assistant-message": "Done",
        },
        make_event(
            agent="codex",
            kind="stop",
            session_id="s1",
            turn_id="t1",
            prompt="Fix\nit",
            response="Done",
            cwd="/r",
            name="agent-turn-complete",
        ),
    ),
    (
        "gemini",
        "",
        {**GEMINI, "hook_event_name": "BeforeAgent", "prompt": "Fix it"},
        make_event(
            agent="gemini",
            kind="prompt",
            session_id="s1",
            prompt="Fix it",
            cwd="/r",
            transcript_path="/t/s1.json",
            name="BeforeAgent",
            is_typed=True,
        ),
    ),
    (
        "gemini",
        "",
        {
            **GEMINI,
            "hook_event_name": "AfterTool",
            "tool_name": "run_shell_command",
            "tool_input": {"command": "pytest"},
            "tool_response": {
                "llmContent": "Command: pytest\nOutput: 1 failed\nExit Code: 1",
                "returnDisplay": "1 failed",
            },
        },
        make_event(
            agent="gemini",
            kind="tool",
            session_id="s1",
            cwd="/r",
            transcript_path="/t/s1.json",
            tool=ToolCall("run_shell_command", command="pytest", ok=False, output="1 failed"),
            name="AfterTool",
        ),
    ),
    (
        "gemini",
        "",
        {
            **GEMINI,
            "hook_event_name": "AfterAgent",
            "prompt": "Fix it",
            "prompt_response": "Done",
            "stop_hook_active": False,
        },
        make_event(
            agent="gemini",
            kind="stop",
            session_id="s1",
            prompt="Fix it",
            response="Done",
            cwd="/r",
            transcript_path="/t/s1.json",
            name="AfterAgent",
            is_typed=True,
        ),
    ),
    (
        "gemini",
        "",
        {**GEMINI, "hook_event_name": "SessionStart", "source": "startup"},
        make_event(
            agent="gemini",
            kind="session-start",
            session_id="s1",
            source="startup",
            cwd="/r",
            transcript_path="/t/s1.json",
            name="SessionStart",
        ),
    ),
    (
        "gemini",
        "",
        {**GEMINI, "hook_event_name": "AfterModel", "llm_request": {"model": "g-3"}},
        make_event(
            agent="gemini",
            kind="other",
            session_id="s1",
            model="g-3",
            cwd="/r",
            transcript_path="/t/s1.json",
            name="AfterModel",
        ),
    ),
    (
        "cursor",
        "",
        {**CURSOR, "hook_event_name": "beforeSubmitPrompt", "prompt": "Fix it", "attachments": []},
        make_event(
            agent="cursor",
            kind="prompt",
            session_id="c1",
            turn_id="g1",
            prompt="Fix it",
            model="m",
            cwd="/r",
            name="beforeSubmitPrompt",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "afterFileEdit",
            "file_path": "/r/a.py",
            "edits": [{"old_string": "a", "new_string": "b"}],
        },
        make_event(
            agent="cursor",
            kind="tool",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            tool=ToolCall("afterFileEdit", files=("/r/a.py",), ok=True),
            name="afterFileEdit",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "afterShellExecution",
            "command": "npm test",
            "output": "3 passing",
            "duration": 5,
            "cwd": "/r/web",
        },
        make_event(
            agent="cursor",
            kind="tool",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r/web",
            tool=ToolCall("afterShellExecution", command="npm test", output="3 passing"),
            name="afterShellExecution",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "postToolUse",
            "tool_name": "Write",
            "tool_input": {"file_path": "/r/a.py"},
            "tool_output": '{"output":"ok"}',
            "tool_use_id": "u",
        },
        make_event(
            agent="cursor",
            kind="tool",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            tool=ToolCall("Write", files=("/r/a.py",), output="ok", id="u"),
            name="postToolUse",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "postToolUseFailure",
            "tool_name": "Shell",
            "tool_input": {"command": "pytest"},
            "error_message": "boom",
        },
        make_event(
            agent="cursor",
            kind="tool",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            tool=ToolCall("Shell", command="pytest", ok=False, output="boom"),
            name="postToolUseFailure",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "afterAgentResponse",
            "text": "Done",
            "workspace_roots": [None, 3],
        },
        make_event(
            agent="cursor",
            kind="response",
            session_id="c1",
            turn_id="g1",
            model="m",
            response="Done",
            name="afterAgentResponse",
        ),
    ),
    (
        "cursor",
        "",
        {**CURSOR, "hook_event_name": "stop", "status": "aborted", "loop_count": 0},
        make_event(
            agent="cursor",
            kind="stop",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            is_interrupted=True,
            name="stop",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "subagentStart",
            "subagent_id": "a",
            "subagent_type": "rev",
            "task": "Review",
        },
        make_event(
            agent="cursor",
            kind="subagent-start",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            prompt="Review",
            subagent_id="a",
            subagent_type="rev",
            name="subagentStart",
        ),
    ),
    (
        "cursor",
        "",
        {
            **CURSOR,
            "hook_event_name": "subagentStop",
            "subagent_id": "a",
            "subagent_type": "rev",
            "summary": "Good",
            "agent_transcript_path": "/t/a",
        },
        make_event(
            agent="cursor",
            kind="subagent-stop",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            response="Good",
            transcript_path="/t/a",
            subagent_id="a",
            subagent_type="rev",
            name="subagentStop",
        ),
    ),
    (
        "claude",
        "",
        {**CURSOR, "hook_event_name": "SessionStart", "source": "startup", "session_id": "x"},
        make_event(
            agent="cursor",
            kind="session-start",
            session_id="c1",
            turn_id="g1",
            model="m",
            cwd="/r",
            source="startup",
            name="SessionStart",
        ),
    ),
    (
        "copilot",
        "userPromptSubmitted",
        {**COPILOT, "prompt": "Fix it"},
        make_event(
            agent="copilot",
            kind="prompt",
            session_id="s1",
            prompt="Fix it",
            cwd="/r",
            name="userPromptSubmitted",
            is_typed=True,
        ),
    ),
    (
        "copilot",
        "",
        {
            **COPILOT,
            "toolName": "edit",
            "toolArgs": '{"path":"/r/a.py"}',
            "toolResult": {"resultType": "success", "textResultForLlm": "ok"},
        },
        make_event(
            agent="copilot",
            kind="tool",
            session_id="s1",
            cwd="/r",
            tool=ToolCall("edit", files=("/r/a.py",), ok=True, output="ok"),
            name="postToolUse",
        ),
    ),
    (
        "copilot",
        "postToolUseFailure",
        {**COPILOT, "toolName": "bash", "toolArgs": {"command": "pytest"}, "error": "1 failed"},
        make_event(
            agent="copilot",
            kind="tool",
            session_id="s1",
            cwd="/r",
            tool=ToolCall("bash", command="pytest", ok=False, output="1 failed"),
            name="postToolUseFailure",
        ),
    ),
    (
        "copilot",
        "agentStop",
        {**COPILOT, "transcriptPath": "/t/e.jsonl", "stopReason": "end_turn"},
        make_event(
            agent="copilot",
            kind="stop",
            session_id="s1",
            cwd="/r",
            transcript_path="/t/e.jsonl",
            name="agentStop",
        ),
    ),
    (
        "copilot",
        "sessionStart",
        {**COPILOT, "source": "new", "initialPrompt": "Begin"},
        make_event(
            agent="copilot",
            kind="session-start",
            session_id="s1",
            cwd="/r",
            source="new",
            prompt="Begin",
            name="sessionStart",
        ),
    ),
    (
        "copilot",
        "subagentStop",
        {**COPILOT, "transcriptPath": "/t", "agentName": "rev", "stopReason": "end_turn"},
        make_event(
            agent="copilot",
            kind="subagent-stop",
            session_id="s1",
            cwd="/r",
            transcript_path="/t",
            subagent_type="rev",
            name="subagentStop",
        ),
    ),
    (
        "copilot",
        "",
        {
            **COPILOT_2,
            "hook_event_name": "PostToolUse",
            "tool_name": "create",
            "tool_input": {"path": "a.py"},
            "tool_result": {"result_type": "failure", "text_result_for_llm": "no"},
        },
        make_event(
            agent="copilot",
            kind="tool",
            session_id="s1",
            cwd="/r",
            tool=ToolCall("create", files=("a.py",), ok=False, output="no"),
            name="PostToolUse",
        ),
    ),
    (
        "copilot",
        "",
        {
            **COPILOT_2,
            "hook_event_name": "SubagentStop",
            "agent_name": "rev",
            "transcript_path": "/t",
            "stop_reason": "end_turn",
        },
        make_event(
            agent="copilot",
            kind="subagent-stop",
            session_id="s1",
            cwd="/r",
            transcript_path="/t",
            subagent_type="rev",
            name="SubagentStop",
        ),
    ),
    (
        "copilot",
        "",
        {
            **COPILOT_2,
            "hook_event_name": "SessionStart",
            "source": "new",
            "initial_prompt": "Begin",
        },
        make_event(
            agent="copilot",
            kind="session-start",
            session_id="s1",
            cwd="/r",
            source="new",
            prompt="Begin",
            name="SessionStart",
        ),
    ),
    (
        "claude",
        "",
        {
            **VSCODE_OLD,
            "hookEventName": "PostToolUse",
            "tool_name": "editFiles",
            "tool_input": {"files": ["src/a.ts", "src/b.ts"]},
            "tool_response": "File edited",
            "tool_use_id": "u",
        },
        make_event(
            agent="vscode",
            kind="tool",
            session_id="s1",
            cwd="/r",
            transcript_path="/t",
            tool=ToolCall(
                "editFiles", files=("src/a.ts", "src/b.ts"), output="File edited", id="u"
            ),
            name="PostToolUse",
        ),
    ),
    (
        "opencode",
        "chat.message",
        {
            "type": "chat.message",
            "directory": "/r",
            "input": {
                "sessionID": "o1",
                "agent": "build",
                "model": {"providerID": "p", "modelID": "m"},
            },
            "output": {
                "message": {"id": "msg1", "role": "user"},
                "parts": [
                    {"type": "text", "text": "Fix it"},
                    {"type": "text", "text": "file…", "synthetic": True},
                    {"type": "file"},
                ],
            },
        },
        make_event(
            agent="opencode",
            kind="prompt",
            session_id="o1",
            prompt="Fix it",
            model="m",
            cwd="/r",
            name="chat.message",
            is_typed=True,
        ),
    ),
    (
        "opencode",
        "tool.execute.after",
        {
            "type": "tool.execute.after",
            "directory": "/r",
            "input": {
                "tool": "bash",
                "sessionID": "o1",
                "callID": "c",
                "args": {"command": "go test ./..."},
            },
            "output": {"title": "t", "output": "ok x", "metadata": {"exit": 0}},
        },
        make_event(
            agent="opencode",
            kind="tool",
            session_id="o1",
            cwd="/r",
            tool=ToolCall("bash", command="go test ./...", ok=True, output="ok x", id="c"),
            name="tool.execute.after",
        ),
    ),
    (
        "opencode",
        "",
        {
            "type": "tool.execute.after",
            "sessionID": "o1",
            "tool": "write",
            "args": {"filePath": "a.go"},
            "output": "done",
        },
        make_event(
            agent="opencode",
            kind="tool",
            session_id="o1",
            tool=ToolCall("write", files=("a.go",), output="done"),
            name="tool.execute.after",
        ),
    ),
    (
        "opencode",
        "",
        {"type": "session.idle", "properties": {"sessionID": "o1"}},
        make_event(agent="opencode", kind="stop", session_id="o1", name="session.idle"),
    ),
    (
        "opencode",
        "",
        {"type": "session.idle", "parentID": "o1", "properties": {"sessionID": "o2"}},
        make_event(
            agent="opencode",
            kind="subagent-stop",
            session_id="o1",
            subagent_id="o2",
            name="session.idle",
        ),
    ),
    (
        "opencode",
        "",
        {"type": "session.created", "properties": {"info": {"id": "o2", "parentID": "o1"}}},
        make_event(
            agent="opencode",
            kind="session-start",
            session_id="o1",
            subagent_id="o2",
            name="session.created",
        ),
    ),
    (
        "opencode",
        "",
        {
            "type": "session.idle",
            "properties": {"sessionID": "o1"},
            "messages": [
                {
                    "info": {"id": "m1", "role": "user", "time": {"created": 1}},
                    "parts": [{"type": "text", "text": "Fix it"}],
                },
                {
                    "info": {
                        "id": "m2",
                        "role": "assistant",
                        "modelID": "m",
                        "time": {"created": 2, "completed": 3},
                        "tokens": {"input": 5, "output": 2, "reasoning": 1},
                    },
                    "parts": [
                        {
                            "type": "tool",
                            "tool": "edit",
                            "callID": "c",
                            "state": {
                                "status": "completed",
                                "input": {"filePath": "a.go"},
                                "output": "ok",
                            },
                        },
                        {"type": "text", "text": "Done"},
                        {"type": "step-finish"},
                    ],
                },
            ],
        },
        make_event(
            agent="opencode",
            kind="stop",
            session_id="o1",
            prompt="Fix it",
            response="Done",
            model="m",
            tokens=TokenUsage(5, 3, 0),
            tools=(ToolCall("edit", files=("a.go",), ok=True, output="ok", id="c"),),
            name="session.idle",
        ),
    ),
    ("aider", "Stop", {}, make_event(agent="aider", kind="other", name="Stop")),
    ("continue", "Stop", {}, make_event(agent="continue", kind="other", name="Stop")),
]


@pytest.mark.parametrize(("agent", "event_name", "payload", "event"), EVENTS)
def test_an_event_is_read(
    agent: str, event_name: str, payload: dict[str, object], event: Event
) -> None:
    assert read_event(agent, payload, 5.0, event_name) == event


@pytest.mark.parametrize(
    ("payload", "event_name"),
    [
        ({"toolName": "x"}, "preToolUse"),
        ({"toolName": "x", "error": "e"}, "postToolUseFailure"),
        ({"stopReason": "end_turn"}, "agentStop"),
        ({"stopReason": "end_turn", "agentName": "r"}, "subagentStop"),
        ({"agentName": "r"}, "subagentStart"),
        ({"source": "new"}, "sessionStart"),
        ({"reason": "complete"}, "sessionEnd"),
        ({"trigger": "auto"}, "preCompact"),
        ({"nothing": "known"}, ""),
    ],
)
def test_copilots_keys_tell_the_event(payload: dict[str, object], event_name: str) -> None:
    assert read_event("copilot", {"sessionId": "s", **payload}, 1.0).name == event_name


def sample_words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


KEYS = sample_words(
    """
    session_id sessionId sessionID hook_event_name hookEventName type prompt tool_name toolName tool_input toolArgs input
    output properties messages info parts role state tool_response toolResult result error agent_id
    parentID thread-id input-messages conversation_id generation_id workspace_roots timestamp transcript_path source status command file_path
    edits changes message metadata model usage
    """
)
VALUES = sample_words(
    """
    Stop PostToolUse PostToolUseFailure UserPromptSubmit SubagentStop SessionStart PreToolUse Task Bash Write AfterTool AfterAgent
    afterFileEdit afterShellExecution postToolUse stop agentStop chat.message tool.execute.after session.idle agent-turn-complete user assistant text
    tool
    """
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | VALUES
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=8)
    ),
    max_leaves=30,
)


@given(st.sampled_from([*AGENTS, "other"]), JSON, st.sampled_from(["", "Stop", "agentStop", "x"]))
def test_any_json_is_some_event(agent: str, payload: object, event_name: str) -> None:
    event = read_event(agent, payload, 1.5, event_name)
    assert event.time == 1.5
    assert event.kind in EVENT_KINDS
    assert event.agent == detect_agent(agent, payload)
    for value in (
        event.session_id,
        event.prompt,
        event.response,
        event.model,
        event.cwd,
        event.name,
    ):
        assert isinstance(value, str)


def test_only_the_adapter_that_is_needed_is_loaded() -> None:
    code = (
        "import sys, minutebook.agents.capture as c\n"
        "c.detect_agent('claude', {'hook_event_name': 'Stop'})\n"
        "print(sorted(n for n in sys.modules if n.startswith('minutebook.agents.capture.')), 'dataclasses' in sys.modules)\n"
        "c.read_event('gemini', {}, 1.0)\n"
        "print('minutebook.agents.adapters.gemini' in sys.modules, 'minutebook.agents.adapters.claude' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[] False", "True False"]
