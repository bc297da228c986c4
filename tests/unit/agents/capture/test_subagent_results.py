"""What a subagent's tool prints that is no answer of the subagent: an error, or that it goes on."""

from __future__ import annotations

import pytest

from minutebook.agents.adapters import copilot, opencode
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import Event

Result = tuple[str, str, bool]  # the subagent's prompt and answer, and whether it is over


def assemble(events: list[Event]) -> list[Result]:
    turns = assemble_turns(events)
    return [(turn.prompt, turn.response, bool(turn.ended)) for turn in turns if turn.parent_id]


def read_copilot(text: str, *, answer: str = "") -> list[Event]:
    """A session in which the user asked, an agent was started, and, with `answer`, it ended."""
    call = {
        "toolName": "task",
        "toolArgs": {"agent_type": "tester", "prompt": "Run them"},
        "toolResult": {"resultType": "success", "textResultForLlm": text},
    }
    child = {"sessionId": "c-1", "agentId": "c-1", "agentType": "tester", "parentAgentId": "s"}
    rows: list[tuple[str, dict[str, object]]] = [
        ("userPromptSubmitted", {"prompt": "Test it"}),
        ("userPromptSubmitted", {"prompt": "Run them", **child}),
        ("postToolUse", call),
        ("agentStop", {"stopReason": "end_turn"}),
    ]
    if answer:
        rows.append(("subagentStop", {"agentName": "tester", "response": answer, **child}))
    return [
        copilot.read_event({"sessionId": "s", **payload}, 1000.0 + second, name)
        for second, (name, payload) in enumerate(rows)
    ]


MOVED = "Agent moved to background (agent_id: c-1). Use read_agent to look. Use others too."
STARTED = "Agent started in background with agent_id: c-1. You'll be told when it is done."


@pytest.mark.parametrize("text", [MOVED, STARTED])
def test_an_agent_of_copilot_that_goes_on_in_the_background_is_not_over(text: str) -> None:
    assert assemble(read_copilot(text)) == [("Run them", "", False)]
    assert assemble(read_copilot(text, answer="All pass")) == [("Run them", "All pass", True)]


@pytest.mark.parametrize(
    "text", ["Agent code is fine.\nThe background (agent_id: c-2) is grey.", "All pass"]
)
def test_what_an_agent_of_copilot_answers_is_its_answer(text: str) -> None:
    assert assemble(read_copilot(text)) == [("Run them", text, True)]


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ({"status": "error", "error": "Task cancelled"}, ""),
        ({"status": "completed", "output": "All pass"}, "All pass"),
    ],
)
def test_the_error_of_an_interrupted_agent_of_opencode_is_no_answer(
    state: dict[str, object], answer: str
) -> None:
    call = {
        "type": "tool",
        "tool": "task",
        "callID": "call-1",
        "state": {
            **state,
            "input": {"prompt": "Run them", "subagent_type": "tester"},
            "metadata": {"parentSessionId": "s", "sessionId": "c"},
        },
    }
    ask = {"info": {"id": "m1", "role": "user"}, "parts": [{"type": "text", "text": "Test it"}]}
    reply = {"info": {"id": "m2", "role": "assistant"}, "parts": [call]}
    child = {"sessionID": "c", "parentID": "s"}
    rows: list[dict[str, object]] = [
        {"type": "chat.message", "sessionID": "s", "turnID": "m1", "prompt": "Test it"},
        {"type": "chat.message", "prompt": "Run them", **child},
        {"type": "session.idle", "isInterrupted": True, **child},
        {"type": "session.idle", "sessionID": "s", "turnID": "m1", "messages": [ask, reply]},
    ]
    events = [opencode.read_event(row, 1000.0 + second) for second, row in enumerate(rows)]
    assert assemble(events) == [("Run them", answer, True)]
