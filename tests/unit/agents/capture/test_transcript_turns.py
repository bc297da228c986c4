"""Which turn of a transcript is a turn of the events, and what it adds."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import TokenUsage, ToolCall, Turn
from minutebook.lean.values import replace

EDIT = ToolCall("Edit", files=("a.py",))
TRANSCRIBED = Turn(
    "u1",
    "claude",
    prompt="Fix it",
    response="Done",
    started=100.0,
    ended=110.0,
    model="m",
    tokens=TokenUsage(4, 5, 6),
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
        # at one moment, with what was put in or without it
        (make_turn("Fix  it\nnow", 100.0, session_id="s"), [IN_SESSION], "u1"),
        (make_turn("Fix", 100.0, session_id="s"), [IN_SESSION], "u1"),
        (make_turn("Other", 100.0, session_id="s"), [IN_SESSION], ""),
        (make_turn(" ", 100.0, session_id="s"), [IN_SESSION], ""),
        (make_turn("Fix", 102.0, session_id="s"), [IN_SESSION], ""),
        (make_turn("Fix", 100.0, session_id="s"), [replace(FILE_TIMES, session_id="s")], ""),
        (make_turn("Fix", 100.0, session_id="s", subagent_id="a"), [IN_SESSION], ""),
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


@pytest.mark.parametrize(
    ("told", "transcribed", "response"),
    [
        ("", "Begun", "Begun"),
        ("Begun", "Begun\n\nIt is over", "Begun\n\nIt is over"),
        ("It is over", "Begun\n\nIt is over", "Begun\n\nIt is over"),
        ("Is", "Begun\n\nIt is", "Is"),
        ("Begun", "Begun, and over", "Begun"),
        ("Begun\n\nIt is over", "Begun", "Begun\n\nIt is over"),
    ],
)
def test_which_answer_counts(told: str, transcribed: str, response: str) -> None:
    turn = make_turn("Fix it", 100.0, response=told)
    assert complete_turn(turn, replace(TRANSCRIBED, response=transcribed)).response == response


def test_a_transcript_adds_what_the_events_did_not_say() -> None:
    turn = make_turn("Fix it", 100.0)
    assert complete_turn(turn, TRANSCRIBED) == replace(
        turn, response="Done", model="m", tokens=TokenUsage(4, 5, 6), tools=(EDIT,), command="c"
    )
    full = replace(
        turn,
        response="Mine",
        model="n",
        tokens=TokenUsage(0, 0),
        tools=(ToolCall("Bash"),),
        command="d",
    )
    assert complete_turn(full, TRANSCRIBED) == replace(full, model="m")  # the one that answered
    assert complete_turn(turn, None) == turn
    no_prompt = make_turn("", 130.0, response="Done")
    completed = complete_turn(no_prompt, TRANSCRIBED)
    assert (completed.prompt, completed.command) == ("Fix it", "c")


@pytest.mark.parametrize(
    ("told", "transcribed", "joined"),
    [
        ((), ("With tabs",), ("With tabs",)),
        (("With tabs",), (), ("With tabs",)),
        (("And a test",), ("With tabs",), ("With tabs", "And a test")),
        (("With tabs ", "Go on"), ("With tabs",), ("With tabs", "Go on")),
        (("Go on", "Go on"), ("Go on",), ("Go on", "Go on")),
    ],
)
def test_what_was_added_is_there_once(
    told: tuple[str, ...], transcribed: tuple[str, ...], joined: tuple[str, ...]
) -> None:
    turn = replace(make_turn("Fix it", 100.0), additions=told)
    assert complete_turn(turn, replace(TRANSCRIBED, additions=transcribed)).additions == joined


OPEN = make_turn("Fix it", 100.0)
CUT_OFF = replace(make_turn("Fix it", 100.0), ended=104.0, is_interrupted=True)


@pytest.mark.parametrize(
    ("turn", "transcribed", "state"),
    [
        (CUT_OFF, TRANSCRIBED, (False, 110.0)),
        (CUT_OFF, replace(TRANSCRIBED, response=""), (True, 110.0)),
        (CUT_OFF, replace(TRANSCRIBED, is_interrupted=True), (True, 110.0)),
        # the transcript was not written further by then
        (CUT_OFF, replace(TRANSCRIBED, response="", ended=101.0), (True, 104.0)),
        (CUT_OFF, replace(FILE_TIMES, response=""), (True, 104.0)),
        # the agent said that it was done, whenever
        (CUT_OFF, replace(TRANSCRIBED, is_finished=True, ended=100.0), (False, 104.0)),
        (
            replace(CUT_OFF, response="Do"),
            replace(TRANSCRIBED, is_finished=True),
            (False, 110.0),
        ),
        (replace(CUT_OFF, response="Do"), TRANSCRIBED, (True, 110.0)),
        # it is still open for the events
        (replace(OPEN, response="Do"), replace(TRANSCRIBED, is_finished=True), (False, 110.0)),
        (OPEN, TRANSCRIBED, (False, 0.0)),
    ],
)
def test_whether_a_turn_without_a_stop_was_interrupted(
    turn: Turn, transcribed: Turn, state: tuple[bool, float]
) -> None:
    completed = complete_turn(turn, transcribed)
    assert (completed.is_interrupted, completed.ended) == state
