"""Joins the states of a session that a store kept one after another into the session's turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.agents.capture.turn import Turn
from minutebook.agents.stores.base import StoredTurn
from minutebook.lean.values import Value, field, replace


class Snapshot(Value):
    """A session as a store kept it once: its turns then, and the commits and files it was kept for.

    `turns` are all of the session so far, or those since the last snapshot; `time` is when it was
    kept, in unix seconds, `user` and `branch` as in `StoredTurn`.
    """

    turns: Sequence[Turn]
    commits: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    user: str = ""
    branch: str = ""
    time: float = 0.0


class _JoinedTurn(Value, frozen=False):
    turn: Turn
    snapshot: Snapshot  # the first that shows it
    commits: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def join_snapshots(snapshots: Iterable[Snapshot]) -> list[StoredTurn]:
    """The turns of a session, from its snapshots in their order.

    A turn has the commits of the snapshots that are the first to show it, or show more of it than
    the one before. Files that a snapshot names and no call of its turns wrote are its last turn's:
    that is when they were committed. A turn without a time has its first snapshot's.
    """
    joined: list[_JoinedTurn] = []
    for snapshot in snapshots:
        offset = _align([each.turn for each in joined], snapshot.turns)
        grown: list[_JoinedTurn] = []
        for index, turn in enumerate(snapshot.turns, offset):
            if index == len(joined):
                joined.append(_JoinedTurn(turn, snapshot))
                grown.append(joined[index])
            elif _is_more(turn, joined[index].turn):
                joined[index].turn = replace(turn, id=joined[index].turn.id)
                grown.append(joined[index])
        for each in grown:
            each.commits += snapshot.commits
        if grown:
            written = {path for each in grown for tool in each.turn.tools for path in tool.files}
            grown[-1].files += (
                path
                for path in snapshot.files
                if not any(other == path or other.endswith(f"/{path}") for other in written)
            )
    return [
        StoredTurn(
            _complete_times(each.turn, each.snapshot.time),
            user=each.snapshot.user,
            branch=each.snapshot.branch,
            files=tuple(dict.fromkeys(each.files)),
            commits=tuple(dict.fromkeys(each.commits)),
        )
        for each in joined
    ]


def _complete_times(turn: Turn, time: float) -> Turn:
    return turn if turn.started else replace(turn, started=time, ended=time)


def _align(known: Sequence[Turn], turns: Sequence[Turn]) -> int:
    """The place among the known turns at which the first of others stands; behind the last for new.

    A snapshot goes on where the known ones end, repeats some of them, or repeats all and goes on.
    """
    for offset in range(len(known)):
        pairs = zip(known[offset:], turns, strict=False)
        if turns and all(_is_same(one, other) for one, other in pairs):
            return offset
    return len(known)


def _is_same(known: Turn, turn: Turn) -> bool:
    has_times = known.started and turn.started
    return known.prompt == turn.prompt and (not has_times or known.started == turn.started)


def _is_more(turn: Turn, known: Turn) -> bool:
    """Whether a snapshot shows more of a turn: its time, another answer, further calls of tools."""
    has_answer = bool(turn.response) and turn.response != known.response
    return (
        len(turn.tools) > len(known.tools)
        or (has_answer and turn.ended >= known.ended)
        or turn.started > known.started == 0
    )
