"""Which turn of a transcript is a turn of the events, and what it adds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import ToolCall, Turn

EDIT = ToolCall("Edit", files=("a.py",))
TRANSCRIBED = Turn(
    "u1",
    "claude",
    prompt="Fix it",
    response="Done",
    started=100.0,
    ended=110.0,
    model="m",
    tokens=9,
    tools=(EDIT,),
    command="c",
    source="transcript",
)
LATER = replace(TRANSCRIBED, id="u2", started=150.0, ended=160.0)
NO_TIMES = replace(TRANSCRIBED, started=0.0, ended=0.0)
FILE_TIMES = replace(TRANSCRIBED, started=9999.0, ended=9999.0)
IN_SESSION = replace(TRANSCRIBED, session_id="s")


def make_turn(prompt: str = "", started: float = 0.0, **fields: str | float) -> Turn:
    return Turn("x", "claude", prompt=prompt, started=started, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("turn", "candidates", "matched_id"),
    [
        (make_turn("Fix it ", 101.0), [TRANSCRIBED], "u1"),
        (make_turn("Fix it", 900.0), [TRANSCRIBED], ""),
        (make_turn("Fix it", 10.0), [replace(TRANSCRIBED, started=500.0, ended=510.0)], ""),
        (make_turn("Fix it"), [TRANSCRIBED, replace(TRANSCRIBED, id="u2")], "u2"),
        (make_turn("Fix it", 100.0), [TRANSCRIBED, LATER], "u1"),
        (make_turn("Fix it", 100.0), [NO_TIMES], "u1"),
        (make_turn("Fix it", 100.0), [FILE_TIMES], "u1"),
        (make_turn("Other", 100.0), [TRANSCRIBED], ""),
        (make_turn("Other", 100.0, session_id="s"), [IN_SESSION], "u1"),
        (make_turn("Other", 102.0, session_id="s"), [IN_SESSION], ""),
        (make_turn("Other", 100.0, session_id="s"), [replace(FILE_TIMES, session_id="s")], ""),
        (make_turn("Other", 100.0, session_id="s", subagent_id="a"), [IN_SESSION], ""),
        (make_turn("", 130.0, response="Done\n"), [TRANSCRIBED], "u1"),
        (make_turn("", 130.0, response="Else"), [TRANSCRIBED], ""),
        (make_turn("", 9130.0, response="Else", subagent_id="a"), [TRANSCRIBED], "u1"),
        (
            make_turn("Fix it", 100.0, subagent_id="a"),
            [replace(TRANSCRIBED, subagent_id="b")],
            "",
        ),
        (make_turn("", subagent_id="a"), [TRANSCRIBED, TRANSCRIBED], ""),
        (make_turn("Fix it"), [replace(TRANSCRIBED, prompt="")], ""),
        (make_turn("Fix it"), [], ""),
    ],
)
def test_find_the_turn_of_a_transcript(turn: Turn, candidates: list[Turn], matched_id: str) -> None:
    match = find_matching_turn(turn, candidates)
    assert (match.id if match else "") == matched_id


def test_a_transcript_adds_what_the_events_did_not_say() -> None:
    turn = make_turn("Fix it", 100.0)
    assert complete_turn(turn, TRANSCRIBED) == replace(
        turn, response="Done", model="m", tokens=9, tools=(EDIT,), command="c"
    )
    full = replace(
        turn, response="Mine", model="n", tokens=0, tools=(ToolCall("Bash"),), command="d"
    )
    assert complete_turn(full, TRANSCRIBED) == full
    assert complete_turn(turn, None) == turn
    no_prompt = make_turn("", 130.0, response="Done")
    completed = complete_turn(no_prompt, TRANSCRIBED)
    assert (completed.prompt, completed.command) == ("Fix it", "c")
