"""At a session's start: which decisions are in force, the ones that govern files and the newest."""

from __future__ import annotations

import os

from minutebook.agents.telling import wording
from minutebook.agents.telling.at_edit import complete_rows, get_link_target
from minutebook.agents.telling.told_notes import ToldNotes
from minutebook.catalog import database, governing
from minutebook.operations.reading.cataloguing import former_names, opening
from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLD_AT_START = ("all", "session")
_CONTEXT_LOST = ("compact", "clear")  # why a session begins that knows nothing of what it was told
_MAX_ROWS = 12
_MAX_NEW_PAGES = 1_000  # of which a catalog is made while an agent waits
_MAX_READ_ROWS = 200  # decisions whose pages are read, where their sentences are not known yet
_GOVERNS = "governs "


def tell_of_session(payload: Mapping[str, object], cwd: str, notes: ToldNotes) -> str:
    """What an agent is to be told at the start of its session; "" for nothing.

    A session that goes on with what it knew is told nothing again. Raises OSError where it cannot
    be noted, Refusal where the settings cannot be read.
    """
    if payload.get("source") in _CONTEXT_LOST:
        notes.forget()
        notes.read()
    if notes.has_file(""):
        return ""
    try:
        text, link_targets = _summarize_decisions(os.path.realpath(cwd))
    except database.DAMAGE:  # the next command makes it anew
        return ""
    return text if text and notes.add("", link_targets) else ""


def _summarize_decisions(folder: str) -> tuple[str, list[str]]:
    top, git_dir, _ = light.find_git_folders(folder)
    if not top or not (os.path.isfile(light.locate_catalog(git_dir)) or _is_small(top)):
        return "", []
    catalog = opening.open_catalog(top)
    connection = catalog.connection
    former_names.refresh_former_names(catalog)  # for the edits of this session
    if (database.read_meta(connection, "tell") or _TOLD_AT_START[0]) not in _TOLD_AT_START:
        return "", []
    rows = governing.list_most_cited(connection)
    rows.sort(key=lambda row: row.date, reverse=True)
    rows.sort(key=lambda row: not row.evidence.startswith(_GOVERNS))
    shown = complete_rows(connection, top, git_dir, rows[:_MAX_ROWS])
    quotes = [
        wording.Quote(
            row.ref,
            row.title,
            row.sentence or "",
            row.evidence.partition(";")[0] if row.evidence.startswith(_GOVERNS) else "",
        )
        for row in shown
    ]
    text, count = wording.format_for_session(quotes, len(rows))
    # The first edits find the sentences ready.
    complete_rows(connection, top, git_dir, rows[_MAX_ROWS:_MAX_READ_ROWS])
    return text, [get_link_target(row.path) for row in shown[:count]]


def _is_small(top: str) -> bool:
    """Whether so few pages lie in the usual places that a catalog of them is made at once."""
    from minutebook.operations.project import open_project

    count = 0
    for folder in open_project(top).settings.list_folders():
        for _, _, names in os.walk(os.path.join(top, folder.path)):
            count += len(names)
            if count > _MAX_NEW_PAGES:
                return False
    return True
