"""Copilot's hook events, in both of its dialects: subagents, notices, how commands ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.adapters import copilot
from minutebook.agents.capture import detect_agent, read_event

TASK = "Cover the parser with tests."
CHILD = {"agentId": "kid-1", "agentType": "tester", "parentAgentId": "main-1"}
CHILD_2 = {"agent_id": "kid-1", "agent_type": "tester", "parent_agent_id": "main-1"}
OWN = {"timestamp": 1790000000123, "cwd": "/srv/app"}
CLAUDES = {"timestamp": "2026-09-21T14:13:20.123Z", "cwd": "/srv/app"}


@pytest.mark.parametrize(
    ("name", "payload", "kind"),
    [
        ("userPromptSubmitted", {**OWN, **CHILD, "sessionId": "kid-1", "prompt": TASK}, "prompt"),
        (
            "",
            {
                **CLAUDES,
                **CHILD_2,
                "session_id": "kid-1",
                "hook_event_name": "UserPromptSubmit",
                "prompt": TASK,
            },
            "prompt",
        ),
        (
            "postToolUse",
            {
                **OWN,
                **CHILD,
                "sessionId": "kid-1",
                "toolName": "create",
                "toolArgs": {"path": "t.py"},
                "toolResult": {"resultType": "success", "textResultForLlm": "Created"},
            },
            "tool",
        ),
        ("agentStop", {**OWN, **CHILD, "sessionId": "kid-1", "stopReason": "end_turn"}, "stop"),
        (
            "",
            {
                **CLAUDES,
                **CHILD_2,
                "session_id": "kid-1",
                "hook_event_name": "Stop",
                "stop_reason": "end_turn",
            },
            "stop",
        ),
        # of a subagent's subagent: this session is neither of both
        (
            "subagentStop",
            {**OWN, **CHILD, "sessionId": "other", "agentName": "tester", "response": "Covered."},
            "subagent-stop",
        ),
        (
            "",
            {
                **CLAUDES,
                **CHILD_2,
                "session_id": "main-1",
                "hook_event_name": "SubagentStop",
                "agent_name": "tester",
                "last_assistant_message": "Covered.",
            },
            "subagent-stop",
        ),
    ],
)
def test_what_a_subagent_does_is_its_own(name: str, payload: dict[str, object], kind: str) -> None:
    for caller in ("copilot", "claude"):
        assert detect_agent(caller, payload) == "copilot"
        event = read_event(caller, payload, 1.0, name)
        assert (event.kind, event.session_id, event.caller_id) == (kind, "main-1", "main-1")
        assert (event.subagent_id, event.subagent_type) == ("kid-1", "tester")
        assert event.prompt == (TASK if kind == "prompt" else "")
        assert event.response == ("Covered." if kind == "subagent-stop" else "")


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ('<system_notification>\nShell "build" is done.\n</system_notification>', "other"),
        ("<system_notification>a</system_notification>\n", "other"),
        ("What does <system_notification> mean?", "prompt"),
        ("See `<system_notification>x</system_notification>`", "prompt"),
        ("<system_notification>a</system_notification>\nGo on", "prompt"),
    ],
)
def test_a_notice_is_no_prompt(prompt: str, kind: str) -> None:
    own = {**OWN, "sessionId": "s", "prompt": prompt}
    claudes = {
        **CLAUDES,
        "session_id": "s",
        "hook_event_name": "UserPromptSubmit",
        "prompt": prompt,
    }
    for payload in (own, claudes):
        event = read_event("copilot", payload, 1.0, "userPromptSubmitted")
        assert (event.kind, event.prompt) == (kind, prompt if kind == "prompt" else "")


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("3 passed\n<shellId: 0 completed with exit code 0>", True),
        ("1 failed\n<shellId: 12 completed with exit code 1>", False),
        ("killed\n<shellId: build completed with exit code -9>\n", False),
        ("1 failed\n<exited with exit code 2>", False),
        ("<shellId: 0 completed with exit code 1>\nis what it printed", True),
        ("<command with shellId: 3 moved to background by the user. You will be told.>", None),
        ("1 of 9\n<command with shellId: 3 is still running after 30 seconds. Wait.>", None),
        ("fine", True),
    ],
)
def test_a_command_ended_as_its_status_says(text: str, ok: bool | None) -> None:
    own = {
        **OWN,
        "sessionId": "s",
        "toolName": "bash",
        "toolArgs": {"command": "pytest"},
        "toolResult": {"resultType": "success", "textResultForLlm": text},
    }
    claudes = {
        **CLAUDES,
        "session_id": "s",
        "hook_event_name": "PostToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": "pytest"},
        "tool_result": {"result_type": "success", "text_result_for_llm": text},
    }
    for payload in (own, claudes):
        event = read_event("copilot", payload, 1.0)
        assert event.tool is not None
        assert (event.tool.command, event.tool.ok, event.tool.output) == ("pytest", ok, text)


def test_the_log_of_a_session_is_found_by_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only stops name it, and the stop of an interrupted turn never comes."""
    log = tmp_path / "session-state" / "s1" / "events.jsonl"
    log.parent.mkdir(parents=True)
    log.touch()
    monkeypatch.setenv("COPILOT_HOME", str(tmp_path))
    locate = copilot.ADAPTER.transcripts.locate_session
    assert (locate("s1"), locate("../s1"), locate("")) == (str(log), "", "")


def test_a_start_that_claudes_settings_report_names_its_subagent() -> None:
    """Copilot CLI 1.0 mixes the keys of both forms there."""
    payload = {
        "sessionId": "s",
        "timestamp": 1790000000000,
        "cwd": "/r",
        "transcriptPath": "/t",
        "agentName": "mapper",
        "agentDisplayName": "Mapper",
        "agentDescription": "Draws maps.",
        "agent_id": "c1",
        "agent_type": "mapper",
        "parent_agent_id": "s",
    }
    event = read_event("claude", payload, 5.0)
    assert (event.agent, event.kind, event.subagent_id, event.subagent_type, event.session_id) == (
        "copilot",
        "subagent-start",
        "c1",
        "mapper",
        "s",
    )
