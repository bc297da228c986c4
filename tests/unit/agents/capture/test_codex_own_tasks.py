"""Events of Codex of what no prompt began: it compacts by itself, and a stop tells of it."""

from __future__ import annotations

import pytest

from minutebook.agents.adapters import codex
from minutebook.agents.capture.assemble import assemble_turns

Row = tuple[str, str, str]  # the event, the turn's id, and the prompt or the answer


def assemble(*rows: Row) -> list[tuple[str, str, float, bool]]:
    events = []
    for second, (name, turn_id, text) in enumerate(rows):
        payload: dict[str, object] = {
            "session_id": "s",
            "turn_id": turn_id,
            "hook_event_name": name,
            "prompt" if name == "UserPromptSubmit" else "last_assistant_message": text,
        }
        events.append(codex.read_event(payload, 1000.0 + second))
    return [
        (turn.prompt, turn.response, turn.ended - turn.started, turn.is_interrupted)
        for turn in assemble_turns(events)
    ]


ASK, COMPACT = ("UserPromptSubmit", "t1", "Sort"), ("Stop", "t-compact", "The user wants a list")
AGAIN = [("UserPromptSubmit", "t2", "More"), ("Stop", "t2", "Done")]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (("Stop", "t1", "Sorted"), ("Sort", "Sorted", 1.0, False)),
        (("Interrupt", "t1", ""), ("Sort", "", 1.0, True)),
    ],
)
def test_the_stop_of_a_compaction_adds_no_turn_and_no_answer(
    end: Row, expected: tuple[str, str, float, bool]
) -> None:
    assert assemble(ASK, end, COMPACT, *AGAIN) == [expected, ("More", "Done", 1.0, False)]


def test_the_stop_of_a_compaction_does_not_end_a_turn_whose_end_was_not_told() -> None:
    first, second = assemble(ASK, COMPACT, *AGAIN)
    assert first == ("Sort", "", 0.0, True)
    assert second == ("More", "Done", 1.0, False)


def test_a_stop_whose_prompt_came_before_the_hooks_still_makes_a_turn() -> None:
    assert assemble(("Stop", "t0", "Sorted")) == [("", "Sorted", 0.0, False)]
