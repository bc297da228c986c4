"""Finds the record that a process wrote but did not note as it died."""

from __future__ import annotations

import os

from minutebook.agents.turns.session import Session
from minutebook.operations.private_texts import find
from minutebook.operations.project import Project
from minutebook.records.drafting import drafts
from minutebook.records.filenames import parse_name
from minutebook.records.model import PHR
from minutebook.repository import store

_MAX_SEARCHED_RECORDS = 50  # the highest ones, and as many of those that were written last


def find_unnoted_record(
    project: Project, session: Session, draft: drafts.PhrDraft
) -> tuple[str, str]:
    """Find the record that a process wrote but did not note as it died: path and digest, or ""."""
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    paths = {path for folder in folders for path in store.list_pages(project.top, folder)}
    paths.difference_update(session.list_record_paths())
    # A number of this clone's block may be lower than those of others.
    by_number = sorted(paths, key=lambda path: parse_name(PHR, path.rpartition("/")[2]).number or 0)
    by_time = sorted(paths, key=lambda path: _read_time(project, path))
    searched = (*by_number[-_MAX_SEARCHED_RECORDS:], *by_time[-_MAX_SEARCHED_RECORDS:])
    for path in dict.fromkeys(reversed(searched)):
        text = store.read_text(project.top, path) or ""
        if drafts.compute_digest(draft.prompt) in text and draft.session in text:
            return path, drafts.compute_digest(text)
    for record in find.list_private(project).members:
        if record.path not in session.list_record_paths() and (
            record.fields.get("session"),
            record.fields.get("digest"),
        ) == (draft.session, drafts.compute_digest(draft.prompt)):
            return record.path, ""
    return "", ""


def _read_time(project: Project, path: str) -> float:
    """When a page was written, in seconds since the epoch; 0 where it is gone."""
    try:
        return os.stat(os.path.join(project.top, path)).st_mtime
    except OSError:
        return 0.0
