"""At an edit: the decisions in force for the file are told once, in their own words.

This runs before or after a call of a tool, while an agent waits. So the catalog is asked as it is;
only where decisions changed since it was made are their pages read, and where there is none nothing
is told: a session's start makes it.
"""

from __future__ import annotations

import os

from minutebook.agents.telling import wording
from minutebook.agents.telling.edited_files import EditedFile, find_edited_files
from minutebook.agents.telling.told_notes import ToldNotes
from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minutebook.catalog.database import Connection
    from minutebook.catalog.governing import GoverningRow

_TOLD_AT_EDIT = ("all", "edit")


def tell_of_edit(payload: Mapping[str, object], cwd: str, notes: ToldNotes) -> str:
    """What an agent is to be told of the files that a call of a tool writes; "" for nothing.

    Raises OSError where it cannot be noted.
    """
    for file in find_edited_files(payload, cwd):
        if notes.has_file(file.path):
            continue
        rows, total = _find_decisions(file)
        quotes = [
            wording.Quote(
                row.ref,
                row.title,
                row.sentence or "",
                row.evidence,
                is_known=notes.has_quoted(get_link_target(row.path)),
            )
            for row in rows
        ]
        text, count = wording.format_for_edit(file.path, quotes, total)
        if text and notes.add(file.path, [get_link_target(row.path) for row in rows[:count]]):
            return text  # what other files of the call need is told at the next one
    return ""


def get_link_target(page: str) -> str:
    """What links call the record of a page: `0007-use-redis`."""
    return os.path.splitext(page.rpartition("/")[2])[0]


def _find_decisions(file: EditedFile) -> tuple[list[GoverningRow], int]:
    """The most binding decisions in force for a file, with what they decide, and how many are."""
    from minutebook.catalog import database, freshness

    path = light.locate_catalog(file.git_dir)
    if not os.path.isfile(path):
        return [], 0
    try:
        connection = freshness.connect_current(file.top, path)
        if connection is None:
            from minutebook.operations.reading.cataloguing import opening

            connection = opening.open_catalog(file.top).connection
        return _list_in_force(connection, file)
    except database.DAMAGE:
        return [], 0


def _list_in_force(connection: Connection, file: EditedFile) -> tuple[list[GoverningRow], int]:
    from minutebook.catalog import database, governing
    from minutebook.provenance import named_records

    told = database.read_meta(connection, "tell") or _TOLD_AT_EDIT[0]
    if told not in _TOLD_AT_EDIT or _is_page(connection, file.path):
        return [], 0
    text = light.read_beginning(os.path.join(file.top, file.path), named_records.MAX_FILE_BYTES)
    named = [] if "\0" in text else named_records.find_named_records(text)
    rows = governing.find_governing(connection, file.path, named)
    rows = [row for row in rows if row.is_in_force]
    quoted = rows[: wording.MAX_QUOTED]
    return complete_rows(connection, file.top, file.git_dir, quoted), len(rows)


def _is_page(connection: Connection, path: str) -> bool:
    """Whether a file is a record's page, or lies where pages lie."""
    from minutebook.catalog import looks, tables

    roots = tables.load_roots(connection)
    return any(root != "." and looks.is_below(path, root) for root in roots) or (
        "." in roots and path.endswith((".md", ".rst", ".adoc", ".org")) and "/" not in path
    )


def complete_rows(
    connection: Connection, top: str, git_dir: str, rows: Sequence[GoverningRow]
) -> list[GoverningRow]:
    """Rows with the sentence of each: where one was never asked for, its page is read once."""
    unread = [row.record_id for row in rows if row.sentence is None]
    if not unread:
        return list(rows)
    from minutebook.lean.values import replace
    from minutebook.operations.reading.cataloguing import derived, opening

    catalog = opening.Catalog(connection, light.locate_catalog(git_dir), top, top)
    sentences = derived.fill_sentences(catalog, unread)
    return [replace(row, sentence=sentences.get(row.record_id, row.sentence)) for row in rows]
