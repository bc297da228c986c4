"""Finds the turn of a transcript that is a turn the events told of, and completes it from there."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.lean.values import replace

__all__ = ["complete_turn", "find_matching_turn"]

_MAX_DELAY_SECONDS = 120.0  # between a prompt's event and its line in the transcript
_MAX_SUBAGENT_SECONDS = 86_400.0  # by which a prompt may precede a turn known by its end alone
_ONE_PROMPT_SECONDS = 2.0  # within which a session has but one prompt


def complete_turn(turn: Turn, transcribed: Turn | None) -> Turn:
    """`turn` with what it lacks (prompt, answer, tokens, tools) from `transcribed`, and its model.

    `transcribed` is the same turn in its transcript, which may not be written to the end yet; None
    where there is none. What the events said stays as it is, but for a stop that never came: then
    the transcript says when the turn ended, and whether it was interrupted. A subagent's own
    transcript says what its task was: of several that begin at once, events may not tell whose is
    whose. A transcript that is preferred knows the answer, the calls and the interruption better.
    """
    if transcribed is None:
        return turn
    if transcribed.is_preferred:
        is_cut_off = turn.is_interrupted or transcribed.is_interrupted
        turn = replace(
            turn,
            response=transcribed.response,
            tools=transcribed.tools or turn.tools,
            is_interrupted=transcribed.is_interrupted,
            ended=transcribed.ended if is_cut_off else turn.ended,
        )
    elif turn.is_interrupted or (not turn.ended and transcribed.is_finished):
        has_times = transcribed.ended > transcribed.started
        has_answer = has_times and bool(transcribed.response) and not turn.response
        is_over = transcribed.is_finished or has_answer
        turn = replace(
            turn,
            ended=max(turn.ended, transcribed.ended if has_times or not turn.ended else 0.0),
            is_interrupted=transcribed.is_interrupted or not is_over,
        )
    # Of the answers of a turn that went on after a notice, a stop may not have named one.
    has_more = transcribed.response.startswith(f"{turn.response}\n\n") or (
        bool(turn.response) and transcribed.response.endswith(f"\n\n{turn.response}")
    )
    # Around what a subagent was told its transcript may have more.
    is_own = _is_one_subagent(turn, transcribed) and turn.prompt not in transcribed.prompt
    return replace(
        turn,
        prompt=transcribed.prompt if is_own else turn.prompt or transcribed.prompt,
        additions=_join_additions(turn.additions, transcribed.additions),
        injected=turn.injected or transcribed.injected,
        command=turn.command or transcribed.command,
        response=transcribed.response if has_more else turn.response or transcribed.response,
        model=transcribed.model or turn.model,  # that answered, whatever was set at the beginning
        tokens=transcribed.tokens if turn.tokens is None else turn.tokens,
        tools=transcribed.tools or turn.tools
        if turn.has_no_texts
        else _complete_calls(turn.tools, transcribed.tools),
        subagent_type=turn.subagent_type or transcribed.subagent_type,
    )


def _join_additions(told: tuple[str, ...], transcribed: tuple[str, ...]) -> tuple[str, ...]:
    """What the transcript has of what was added, and what events told of that it lacks."""
    missing = [text.strip() for text in transcribed]
    more: list[str] = []
    for text in told:
        if text.strip() in missing:
            missing.remove(text.strip())
        else:
            more.append(text)
    return (*transcribed, *more)


def _complete_calls(
    told: tuple[ToolCall, ...], transcribed: tuple[ToolCall, ...]
) -> tuple[ToolCall, ...]:
    """The calls that events told of, with what the transcript says of them.

    Where it has all of them, those that wrote or ran something and that no event told of are added.
    """
    transcribed_by_id = {call.id: call for call in transcribed if call.id}
    told_by_id = {call.id: call for call in told if call.id}
    if not told_by_id:
        return told or transcribed
    if len(told_by_id) < len(told) or told_by_id.keys() - transcribed_by_id.keys():
        return tuple(_complete_call(call, transcribed_by_id.get(call.id)) for call in told)
    return tuple(
        _complete_call(told_by_id.get(call.id, call), call)
        for call in transcribed
        if call.id in told_by_id or call.command or call.files
    )


def _complete_call(told: ToolCall, transcribed: ToolCall | None) -> ToolCall:
    if transcribed is None:
        return told
    return replace(
        told,
        command=told.command or transcribed.command,
        files=told.files or transcribed.files,
        ok=transcribed.ok if told.ok is None else told.ok,
        output=told.output or transcribed.output,
        edits=told.edits or transcribed.edits,
    )


def find_matching_turn(turn: Turn, transcript_turns: Iterable[Turn]) -> Turn | None:
    """The turn among `transcript_turns` that is the same as `turn`; None where none is.

    It is that of a subagent which has but one; it has the same prompt at about the same time, or
    one that holds the other's at the same moment; where the prompt is unknown it has the same
    answer, or is all that a subagent's transcript holds. Of several the one nearest in time, of
    equally near ones the last.
    """
    candidates = [
        candidate
        for candidate in transcript_turns
        if candidate.prompt and _is_same_subagent(turn, candidate) and _is_near(turn, candidate)
    ]
    own = [candidate for candidate in candidates if _is_one_subagent(turn, candidate)]
    if len(own) == 1:
        return own[0]
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


def _is_one_subagent(turn: Turn, transcribed: Turn) -> bool:
    """Whether both are known to be of one subagent."""
    return bool(turn.subagent_id) and turn.subagent_id == transcribed.subagent_id


def _is_near(turn: Turn, transcribed: Turn) -> bool:
    """Whether both may be of one time: always, where a time is unknown."""
    if turn.subagent_id and turn.subagent_id == transcribed.subagent_id:
        return True
    # Where all its lines have one time, that may be the time of the transcript's file.
    if not (turn.started and transcribed.started) or transcribed.started == transcribed.ended:
        return True
    # A subagent's turn may be known by its end alone: its prompt came well before.
    is_end_only = turn.subagent_id or not turn.prompt
    earliest = turn.started - (_MAX_SUBAGENT_SECONDS if is_end_only else _MAX_DELAY_SECONDS)
    return earliest <= transcribed.started <= (turn.ended or turn.started) + _MAX_DELAY_SECONDS


def _is_at_one_moment(turn: Turn, transcribed: Turn) -> bool:
    """Whether both are what a session was asked at a moment, with or without what was put in."""
    texts = [" ".join(each.prompt.split()) for each in (turn, transcribed)]
    return (
        all(texts)
        and (texts[0] in texts[1] or texts[1] in texts[0])
        and bool(turn.session_id)
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
