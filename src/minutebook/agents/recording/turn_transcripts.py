"""Completes a turn from its transcript, as far as that is written at the turn's end."""

from __future__ import annotations

from minutebook.agents import capture
from minutebook.agents.adapters import find_adapter
from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import Turn
from minutebook.repository import light

_MAX_TRANSCRIPT_BYTES = 2 * 1024 * 1024  # bytes of a transcript that are read at a turn's end


def complete_from_transcript(turn: Turn) -> Turn:
    """Complete a turn from its transcript, as far as that is written already.

    Only the end of a long transcript is read: the turn has just ended.
    """
    has_texts = turn.prompt and turn.response and turn.tokens is not None
    is_complete = has_texts and not turn.is_interrupted
    if turn.source == "transcript" or is_complete:
        return turn
    path = turn.transcript_path or _locate_transcript(turn)
    if not path:
        return turn
    try:
        transcript_turns = capture.read_turns(
            turn.agent, light.read_tail(path, _MAX_TRANSCRIPT_BYTES)
        )
    except Exception as error:  # noqa: BLE001 - the events are enough for a record
        light.log_error(error)
        return turn
    return complete_turn(turn, find_matching_turn(turn, transcript_turns))


def _locate_transcript(turn: Turn) -> str:
    """The transcript of a turn of which no event named it; "" where none is known."""
    adapter = find_adapter(turn.agent)
    return adapter.transcripts.locate_session(turn.session_id) if adapter else ""
