"""The decisions that an agent was told of while a turn went on, as the hook noted them.

It notes them in `AGENT-SESSION.told` in the spool, a line for each: the time (unix seconds), the
file that was about to be edited ("" at a session's start), and the decision's link target, with
tabs between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import Session
from minutebook.repository import light

_MAX_TOLD = 50  # decisions that a record names
_MAX_TARGET_CHARS = 300
_MAX_READ_BYTES = 1024 * 1024  # of what was noted; the end is read


def list_told(session: Session, turn: Turn, turns: Sequence[Turn]) -> tuple[str, ...]:
    """The link targets of the decisions that were told in a turn, in their order, each once.

    `turns` are all of the session. What was told at the session's start belongs to the next turn
    of the session itself.
    """
    if not turn.started:
        return ()
    earliest = turn.started
    if not (turn.subagent_id or turn.parent_id):
        own_starts = (
            other.started for other in turns if not (other.subagent_id or other.parent_id)
        )
        earliest = max((start for start in own_starts if start < turn.started), default=0.0)
    targets = [
        target
        for time, path, target in _read_notes(session)
        if (turn.started <= time or (not path and earliest < time))
        and (not turn.ended or time <= turn.ended)
    ]
    return tuple(dict.fromkeys(targets))[:_MAX_TOLD]


def _read_notes(session: Session) -> Iterator[tuple[float, str, str]]:
    for line in light.read_tail(f"{session.base_path}.told", _MAX_READ_BYTES).split("\n"):
        stated_time, _, rest = line.partition("\t")
        path, tab, target = rest.rpartition("\t")
        is_target = bool(tab) and 0 < len(target) <= _MAX_TARGET_CHARS and target.isprintable()
        try:
            time = float(stated_time)
        except ValueError:
            continue
        if is_target:
            yield time, path, target
