"""At a session's start: which decisions are in force, the ones that govern files and the newest."""

from __future__ import annotations

import os

from minutebook.agents.telling import wording
from minutebook.agents.telling.at_edit import get_link_target
from minutebook.agents.telling.told_notes import ToldNotes
from minutebook.catalog import database
from minutebook.errors import Refusal
from minutebook.operations.reading.cataloguing import opening
from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLD_AT_START = ("all", "session")
_CONTEXT_LOST = ("compact", "clear")  # why a session begins that knows nothing of what it was told
_MAX_ROWS = 12
_MAX_NEW_PAGES = 1_000  # of which a catalog is made while an agent waits
# Statuses that a page does not state count as in force, where none is written anywhere.
_IN_FORCE = "kind = 'adr' AND (state = 'accepted' OR (state = '' AND state_raw = ''))"


def tell_of_session(payload: Mapping[str, object], cwd: str, notes: ToldNotes) -> str:
    """What an agent is to be told at the start of its session; "" for nothing.

    A session that goes on with what it knew is told nothing again. Raises OSError where it cannot
    be noted.
    """
    if payload.get("source") in _CONTEXT_LOST:
        notes.forget()
        notes.read()
    if notes.has_file(""):
        return ""
    try:
        text, link_targets = _summarize_decisions(os.path.realpath(cwd))
    except (*database.DAMAGE, Refusal):  # the next command says it
        return ""
    return text if text and notes.add("", link_targets) else ""


def _summarize_decisions(folder: str) -> tuple[str, list[str]]:
    top, git_dir, _ = light.find_git_folders(folder)
    if not top or not (os.path.isfile(light.locate_catalog(git_dir)) or _is_small(top)):
        return "", []
    catalog = opening.open_catalog(top)
    connection = catalog.connection
    if (database.read_meta(connection, "tell") or _TOLD_AT_START[0]) not in _TOLD_AT_START:
        return "", []
    rows = connection.execute(
        "SELECT id, ref, path, title, sentence, governs FROM records"  # noqa: S608
        f" WHERE {_IN_FORCE} ORDER BY governs = '', date DESC, path DESC LIMIT {_MAX_ROWS}"
    ).fetchall()
    total = connection.execute(f"SELECT count(*) FROM records WHERE {_IN_FORCE}").fetchone()[0]  # noqa: S608
    quotes = [
        wording.Quote(
            database.load_text(ref),
            database.load_text(title),
            database.load_text(sentence or ""),
            ", ".join(database.split_items(governs)),
        )
        for _, ref, _, title, sentence, governs in rows
    ]
    text, count = wording.format_for_session(quotes, total)
    return text, [get_link_target(database.load_text(row[2])) for row in rows[:count]]


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
