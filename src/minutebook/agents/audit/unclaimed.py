"""Which turn of a transcript is which turn of the spool: looked up, so that many cost little."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Container, Iterable, Iterator

from minutebook.agents.capture.transcript_turns import find_matching_turn
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns import turn_drafts
from minutebook.agents.turns.session import RESPONSE_MARK, Session
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.records.drafting import drafts

_MOMENT = 2.0  # seconds in which but few turns of a session begin


class TranscribedTurn(Value):
    """A turn of a transcript, all ids of its session, and whether it is the session's last one."""

    turn: Turn
    session_ids: frozenset[str]
    is_last: bool = False


class UnclaimedTurns:
    """The transcripts' turns that no turn of the spool has claimed yet.

    Those that may be one turn are looked up by what has to be equal: the session, and the prompt,
    the answer, the subagent or about the time.
    """

    def __init__(self, project: Project, turns: dict[str, TranscribedTurn]) -> None:
        self.project, self.turns = project, turns
        self.sessions: dict[tuple[str, bool], _TurnIndex] = {}
        for turn_id, transcribed in turns.items():
            turn = transcribed.turn
            for session_id in transcribed.session_ids:
                key = session_id, _is_subagent_turn(turn)
                self.sessions.setdefault(key, _TurnIndex()).add(turn_id, turn)

    def claim(self, session: Session, turn: Turn) -> Turn | None:
        """Take out the turn that is the same as this one of the spool; None where none is."""
        index = self.sessions.get((turn.session_id, _is_subagent_turn(turn)))
        if index is None:
            return None
        if turn.has_no_texts:
            match = self._find_by_digest(session, turn, index)
        else:
            groups = index.list_candidates(turn, self.turns)
            # Turns are claimed in their order: of those that are equally near, the first is meant.
            matches = (
                find_matching_turn(turn, reversed(self._get_turns(turn, group))) for group in groups
            )
            match = next(filter(None, matches), None)
        return self.turns.pop(match.id).turn if match else None

    def _find_by_digest(self, session: Session, turn: Turn, index: _TurnIndex) -> Turn | None:
        """The turn whose prompt, or answer, has the digest that was noted at the record."""
        digest = session.read_digest(turn)
        if digest and not index.has_digests:
            index.has_digests = True
            for turn_id in index.ids:
                transcribed = index.turns[turn_id]
                prompt = turn_drafts.render_prompt(self.project, transcribed.whole_prompt)
                index.add_start(drafts.compute_digest(prompt), turn_id)
                index.add_start(
                    RESPONSE_MARK + drafts.compute_digest(transcribed.response), turn_id
                )
        candidates = self._get_turns(turn, index.list_nearest(digest, turn, self.turns))
        if not candidates:  # what was hidden of it came from other texts of the turn
            candidates = self._get_turns(turn, index.list_contemporary(turn, self.turns))
        return min(candidates, key=lambda each: abs(each.started - turn.started), default=None)

    def _get_turns(self, turn: Turn, turn_ids: Iterable[str]) -> list[Turn]:
        """The turns that nobody has claimed; a resumed session has several ids, all `turn`'s."""
        return [
            replace(self.turns[turn_id].turn, session_id=turn.session_id)
            for turn_id in turn_ids
            if turn_id in self.turns
        ]


class _TurnIndex:
    """The turns of one session's transcripts, in their order, by what may tell which is meant."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.turns: dict[str, Turn] = {}
        self.ids_by_key: dict[tuple[str, object], list[str]] = {}
        # By the prompt or a digest: when turns began, their places, their ids; without times at 0.
        self.starts: dict[str, list[tuple[float, int, str]]] = {}
        self.has_digests = False

    def add(self, turn_id: str, turn: Turn) -> None:
        self.ids.append(turn_id)
        self.turns[turn_id] = turn
        self.add_start(turn.prompt.strip(), turn_id)
        for key in (
            ("response", turn.response.strip()),
            ("subagent", turn.subagent_id),
            ("moment", int(turn.started // _MOMENT)),
        ):
            self.ids_by_key.setdefault(key, []).append(turn_id)

    def add_start(self, text: str, turn_id: str) -> None:
        turn, starts = self.turns[turn_id], self.starts.setdefault(text, [])
        has_times = turn.started and turn.started != turn.ended
        insort(starts, (turn.started if has_times else 0.0, len(starts), turn_id))

    def list_candidates(self, turn: Turn, unclaimed: Container[str]) -> Iterator[list[str]]:
        """Groups of turns that may be the one of the spool; a later group where no earlier fits."""
        if turn.subagent_id:
            yield self._get_ids(("subagent", turn.subagent_id), unclaimed)
        if turn.prompt:
            yield self.list_nearest(turn.prompt.strip(), turn, unclaimed)
            yield self.list_contemporary(turn, unclaimed)
        else:
            if turn.response.strip():
                yield self._get_ids(("response", turn.response.strip()), unclaimed)
            if turn.subagent_id:
                yield self._get_ids(("subagent", ""), unclaimed)

    def list_contemporary(self, turn: Turn, unclaimed: Container[str]) -> list[str]:
        """The turns that began at about the same moment; of a subagent, those of the same one."""
        if turn.subagent_id:
            return self._get_ids(("subagent", turn.subagent_id), unclaimed)
        moment = int(turn.started // _MOMENT)
        return [
            turn_id
            for distance in (-1, 0, 1)
            for turn_id in self._get_ids(("moment", moment + distance), unclaimed)
            if abs(self.turns[turn_id].started - turn.started) < _MOMENT
        ]

    def _get_ids(self, key: tuple[str, object], unclaimed: Container[str]) -> list[str]:
        ids = [turn_id for turn_id in self.ids_by_key.get(key, ()) if turn_id in unclaimed]
        self.ids_by_key[key] = ids
        return ids

    def list_nearest(self, text: str, turn: Turn, unclaimed: Container[str]) -> list[str]:
        """The turns with a text that began last before and first after, or at no time."""
        starts = self.starts.get(text, [])
        ids = []
        index = bisect_left(starts, (turn.started,))
        for position, step in ((index - 1, -1), (index, 0), (0, 0)):
            while 0 <= position < len(starts) and starts[position][2] not in unclaimed:
                del starts[position]
                position += step
            if 0 <= position < len(starts):
                ids.append(starts[position][2])
        return list(dict.fromkeys(ids))


def _is_subagent_turn(turn: Turn) -> bool:
    return bool(turn.subagent_id or turn.subagent_type or turn.parent_id)
