"""Finds the turn of a transcript that is a turn the events told of, and completes it from there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minutebook.agents.capture.turn import Turn

__all__ = ["complete_turn", "find_matching_turn"]

_MAX_DELAY_SECONDS = 120.0  # between a prompt's event and its line in the transcript
_MAX_SUBAGENT_SECONDS = 86_400.0  # by which a prompt may precede a turn known by its end alone
_ONE_PROMPT_SECONDS = 2.0  # within which a session has but one prompt


def complete_turn(turn: Turn, transcribed: Turn | None) -> Turn:
    """`turn` with what it lacks (prompt, answer, model, tokens, tools) from `transcribed`.

    `transcribed` is the same turn in its transcript, which may not be written to the end yet; None
    where there is none. What the events said stays as it is.
    """
    if transcribed is None:
        return turn
    return replace(
        turn,
        prompt=turn.prompt or transcribed.prompt,
        injected=turn.injected or transcribed.injected,
        command=turn.command or transcribed.command,
        response=turn.response or transcribed.response,
        model=turn.model or transcribed.model,
        tokens=transcribed.tokens if turn.tokens is None else turn.tokens,
        tools=turn.tools or transcribed.tools,
        subagent_type=turn.subagent_type or transcribed.subagent_type,
    )


def find_matching_turn(turn: Turn, transcript_turns: Iterable[Turn]) -> Turn | None:
    """The turn among `transcript_turns` that is the same as `turn`; None where none is.

    It has the same prompt at about the same time, or is the only prompt of the session at that
    moment; where the prompt is unknown it has the same answer, or is all that a subagent's
    transcript holds. Of several the one nearest in time, of equally near ones the last.
    """
    candidates = [
        candidate
        for candidate in transcript_turns
        if candidate.prompt and _is_same_subagent(turn, candidate) and _is_near(turn, candidate)
    ]
    if turn.prompt:
        matches = [
            candidate for candidate in candidates if candidate.prompt.strip() == turn.prompt.strip()
        ] or [candidate for candidate in candidates if _is_at_one_moment(turn, candidate)]
    else:
        response = turn.response.strip()
        matches = [
            candidate
            for candidate in candidates
            if response and candidate.response.strip() == response
        ]
        if not matches and turn.subagent_id and len(candidates) == 1:
            matches = candidates
    return min(reversed(matches), key=lambda match: _distance(turn, match), default=None)


def _is_same_subagent(turn: Turn, transcribed: Turn) -> bool:
    """Whether the subagents of both are one, as far as both are known."""
    are_known = turn.subagent_id and transcribed.subagent_id
    return not are_known or turn.subagent_id == transcribed.subagent_id


def _is_near(turn: Turn, transcribed: Turn) -> bool:
    """Whether both may be of one time: always, where a time is unknown."""
    # Where all its lines have one time, that may be the time of the transcript's file.
    if not (turn.started and transcribed.started) or transcribed.started == transcribed.ended:
        return True
    # A subagent's turn may be known by its end alone: its prompt came well before.
    is_end_only = turn.subagent_id or not turn.prompt
    earliest = turn.started - (_MAX_SUBAGENT_SECONDS if is_end_only else _MAX_DELAY_SECONDS)
    return earliest <= transcribed.started <= (turn.ended or turn.started) + _MAX_DELAY_SECONDS


def _is_at_one_moment(turn: Turn, transcribed: Turn) -> bool:
    """Whether both are the prompt that a session has at a moment, though their texts differ."""
    return (
        bool(turn.session_id)
        and turn.session_id == transcribed.session_id
        and transcribed.started != transcribed.ended
        and not (turn.subagent_id or transcribed.subagent_id)
        and turn.started > 0
        and _distance(turn, transcribed) < _ONE_PROMPT_SECONDS
    )


def _distance(turn: Turn, transcribed: Turn) -> float:
    """The seconds between the beginnings of both; the most that are allowed if one is unknown."""
    if not transcribed.started:
        return _MAX_DELAY_SECONDS
    return abs(transcribed.started - turn.started)
