"""Rows of records for a timeline: both kinds, the newest first, maybe those of some paths alone."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.catalog import rows, tables
from minutebook.catalog.database import Connection, list_placeholders, load_text, store_text
from minutebook.catalog.selection import Selection, make_conditions
from minutebook.lean.globs import matches_glob
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

# The newest first; of a day, of which nobody knows the hours, decisions before prompts.
_ORDER = "date = '', date DESC, kind, number IS NULL, number DESC, suffix DESC, path DESC"
_COLUMNS = "id, path, kind, ref, date, shown_state, title, feature, files"


class TimelineRow(Value):
    """What a timeline shows of a record without looking at others; `state` is as lists show it."""

    id: int
    path: str
    kind: str
    ref: str
    date: str
    state: str
    title: str
    feature: str
    file_count: int


def select_timeline(
    connection: Connection,
    selection: Selection,
    *,
    ids: frozenset[int] | None = None,
    limit: int | None = None,
) -> tuple[list[TimelineRow], int]:
    """The newest of the records that are asked for, at most `limit`, and how many there are.

    With `ids` only of those records.
    """
    conditions, values = make_conditions(connection, selection)
    query = f"SELECT {_COLUMNS} FROM records{conditions} ORDER BY {_ORDER}"  # noqa: S608
    if limit is not None and ids is None and selection.has_date is None:
        found = connection.execute(f"{query} LIMIT ?", (*values, limit)).fetchall()
        counting = f"SELECT count(*) FROM records{conditions}"  # noqa: S608
        return [_make_row(row) for row in found], connection.execute(counting, values).fetchone()[0]
    has_date = selection.has_date
    matching = [
        row
        for row in connection.execute(query, values)
        if (ids is None or row[0] in ids) and (has_date is None or has_date(row[4]))
    ]
    return [_make_row(row) for row in matching[:limit]], len(matching)


def load_rows(connection: Connection, paths: Iterable[str]) -> list[TimelineRow]:
    """The records whose pages lie at some paths."""
    wanted = list(paths)
    loaded: list[TimelineRow] = []
    for start in range(0, len(wanted), 500):
        part = [store_text(path) for path in wanted[start : start + 500]]
        query = f"SELECT {_COLUMNS} FROM records WHERE path IN ({list_placeholders(part)})"  # noqa: S608
        loaded += map(_make_row, connection.execute(query, part).fetchall())
    return loaded


def find_concerned(connection: Connection, paths: Iterable[str]) -> frozenset[int]:
    """The ids of the records that are about some files or folders: paths from the top.

    These are prompts that changed one, decisions that state that they govern one, and the records
    whose own pages lie there.
    """
    concerned: set[int] = set()
    governing = [
        (each, rows.split_items(globs)) for each, globs in tables.list_governing(connection)
    ]
    for path in paths:
        concerned.update(tables.list_changing(connection, path))
        concerned.update(
            record_id
            for record_id, globs in governing
            if any(_is_governed(path, glob) for glob in globs)
        )
        query = "SELECT id FROM records WHERE path = ? OR (path >= ? AND path < ?)"
        values = (store_text(path), store_text(f"{path}/"), store_text(f"{path}0"))
        concerned.update(row[0] for row in connection.execute(query, values))
    return frozenset(concerned)


def _is_governed(path: str, glob: str) -> bool:
    """Whether a glob means a file, or a folder or something below it."""
    return matches_glob(glob, path) or glob.removeprefix("./").startswith(f"{path}/")


def _make_row(row: Any) -> TimelineRow:
    record_id, path, kind, ref, date, state, title, feature, files = row
    return TimelineRow(
        *(record_id, load_text(path), kind, load_text(ref), date, load_text(state)),
        *(load_text(title), load_text(feature), len(rows.split_items(files))),
    )
