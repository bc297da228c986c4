"""The chain of a session's records: what a turn follows, and links of its subagents' records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import Session
from minutebook.operations.changes import links
from minutebook.operations.private_texts import keep
from minutebook.operations.project import Project
from minutebook.records.drafting import drafts
from minutebook.records.model import Record, Write
from minutebook.repository import store


def find_previous(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn]
) -> Turn | None:
    """The turn that a turn follows: its parent, else the last recorded one before it.

    Those with a private record are passed over: nothing in the tree names one.
    """
    if turn.parent_id:
        return next((other for other in turns if other.id == turn.parent_id), None)
    earlier: list[tuple[Turn, str]] = []
    for other in turns:
        if other.id == turn.id:
            break
        path = "" if other.parent_id else session.read_noted_record(other)[0]
        if path:
            earlier.append((other, path))
    return next(
        (other for other, path in reversed(earlier) if not keep.is_kept_private(project, path)),
        None,
    )


def find_proposal(turn: Turn, turns: Sequence[Turn]) -> str:
    """What the agent answered right before a turn of the session's own; "" where that is unknown.

    The user's "yes" may be about what it proposes.
    """
    own_turns = [
        other
        for other in turns
        if not (other.parent_id or other.subagent_id or other.subagent_type)
    ]
    pairs = pairwise(own_turns)
    return next((before.response for before, after in pairs if after.id == turn.id), "")


def find_last_record(session: Session, turns: Sequence[Turn]) -> str:
    """The record of the session's last turn whose events were set aside; "" for none.

    Its number need not be the highest: a block of numbers may have come later.
    """
    known_paths = {session.read_noted_record(turn)[0] for turn in turns}
    former_paths = [path for path in session.list_record_paths() if path not in known_paths | {""}]
    return former_paths[-1] if former_paths else ""


def link_subagent_records(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn], record: Record
) -> tuple[Write, ...]:
    """Link subagents' records, written while the turn went on, to its own; returns the writes."""
    writes: tuple[Write, ...] = ()
    for child in turns:
        path = session.read_noted_record(child)[0] if child.parent_id == turn.id else ""
        text = store.read_text(project.top, path) if path else None
        if text is not None:
            writes += links.relate_records(project, path, "follows", record.path).writes
            update_note(project, session, child, text)
    if writes:
        update_note(project, session, turn, record.text)
    return writes


def update_note(project: Project, session: Session, turn: Turn, previous_text: str) -> None:
    """Note the page that a link of ours changed, unless someone had edited it before."""
    path, digest, _ = session.read_noted_record(turn)
    if drafts.compute_digest(previous_text) == digest:
        text = store.read_text(project.top, path) or ""
        session.note_record(turn, path, text, session.read_digest(turn))
