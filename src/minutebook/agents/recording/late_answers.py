"""Answers that come when the record of their turn is written already."""

from __future__ import annotations

from minutebook.agents.capture.turn import Turn
from minutebook.agents.recording.unnoted import find_unnoted_record
from minutebook.agents.turns import turn_drafts
from minutebook.agents.turns.session import Session
from minutebook.operations.creation import answers
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.records.drafting import drafts
from minutebook.records.model import Record
from minutebook.repository import store


def complete_edited_record(
    project: Project, session: Session, turn: Turn, draft: drafts.PhrDraft, path: str
) -> OperationResult | None:
    """Put a turn's answer into its record, which someone edited or gave another name since.

    Only where it was written without an answer and has none; else returns None.
    """
    if session.lacks_answer(turn) and draft.response:
        if store.read_text(project.top, path) is None:
            path = find_unnoted_record(project, session, draft)[0] or path
        if store.read_text(project.top, path) is not None:
            result = answers.add_response(project, path, draft)
            if result.writes:
                return result
    session.note_record(turn, path, "", session.read_digest(turn))
    return None


def add_late_answer(project: Project, session: Session, turn: Turn, path: str) -> Record | None:
    """Put a turn's answer into its record, where that was written without one and has none.

    Returns the record, None where nothing was written. Raises as `record_turn` does.
    """
    if not (session.lacks_answer(turn) and turn.response):
        return None
    draft = turn_drafts.build_draft(project, Redactor(project), turn, (), ())
    result = answers.add_response(project, path, draft)
    if not result.writes:
        return None
    session.note_record(turn, path, "", session.read_digest(turn))
    return result.records[0]
