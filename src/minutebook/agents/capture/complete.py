"""What a transcript knows of a turn that the events did not tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minutebook.agents.capture.turn import Turn

__all__ = ["complete_turn", "find_matching_turn"]

_APART = 120.0  # seconds between a prompt's event and its line in the transcript, at most


def complete_turn(turn: Turn, transcript_turns: Iterable[Turn]) -> Turn:
    """`turn` with the prompt, answer, model, tokens and tools that it lacks, from `told`.

    `told` are the turns of its transcript, which may not be written to the end yet. What the
    events said stays as it is.
    """
    found = find_matching_turn(turn, transcript_turns)
    if found is None:
        return turn
    return replace(
        turn,
        prompt=turn.prompt or found.prompt,
        injected=turn.injected or found.injected,
        command=turn.command if turn.prompt else found.command,
        response=turn.response or found.response,
        model=turn.model or found.model,
        tokens=found.tokens if turn.tokens is None else turn.tokens,
        tools=turn.tools or found.tools,
    )


def find_matching_turn(turn: Turn, transcript_turns: Iterable[Turn]) -> Turn | None:
    """The turn of a transcript that is this one; None without one.

    By its prompt and about its time; where the prompt is unknown by its answer; in a subagent's
    transcript its only turn.
    """
    every = [one for one in transcript_turns if one.prompt and _near(turn, one)]
    if turn.prompt:
        alike = [one for one in every if one.prompt.strip() == turn.prompt.strip()]
        alike.sort(key=lambda one: -abs(one.started - turn.started) if one.started else -_APART)
    else:
        answer = turn.response.strip()
        alike = [one for one in every if answer and one.response.strip() == answer]
        if not alike and turn.subagent_id and len(every) == 1:
            alike = every
    return alike[-1] if alike else None


def _near(turn: Turn, one: Turn) -> bool:
    if not (turn.started and one.started):
        return True
    # A subagent's turn may be known by its end alone: its prompt came well before.
    early = turn.started - (86_400.0 if turn.subagent_id or not turn.prompt else _APART)
    return early <= one.started <= (turn.ended or turn.started) + _APART
