"""Chooses rows of records for a list, by what people ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from minutebook.catalog import matching
from minutebook.catalog.database import Connection, load_text, store_text
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

_MOST = 2**62  # that SQLite takes as a number
_NEWEST = "date = '', date DESC, number IS NULL, number DESC, suffix DESC, kind, path DESC"
# What `list` may be sorted by, each with the columns. What is equal in them is newest first.
ORDERS = {
    "newest": _NEWEST,
    "oldest": "date = '', date, number IS NULL, number, suffix, kind DESC, path",
    "number": "kind = 'adr', folder, number IS NULL, number, suffix, date, path",
    "title": f"title COLLATE NOCASE, {_NEWEST}",
    "state": f"shown_state = '', shown_state COLLATE NOCASE, {_NEWEST}",
    "feature": f"feature = '', feature COLLATE NOCASE, {_NEWEST}",
}
DEFAULT_ORDER = "newest"


class Selection(Value):
    """Which records a list shows; an empty field takes all.

    Names are compared without case. `kind` is "phr" or "adr", `state` a stage or status, `decider`
    a part of a name, `session` the beginning of an agent's id of a session, `file` a path or its
    end: that of a file, or of a folder with files below it. `has_date` takes the dates (ISO 8601,
    maybe less than a day) that are to be shown.
    """

    kind: str = ""
    state: str = ""
    feature: str = ""
    label: str = ""
    agent: str = ""
    decider: str = ""
    session: str = ""
    file: str = ""
    has_date: Callable[[str], bool] | None = None


class ListedRecord(Value):
    """What a list shows of a record.

    `state` is the known stage or status, else what the page says, cut. `note` says what is pending
    beside the status of a decision; None where that has to be found out.
    """

    id: int
    ref: str
    date: str
    state: str
    title: str
    feature: str
    note: str | None


def select_records(
    connection: Connection, selection: Selection, order: str = ""
) -> list[ListedRecord]:
    """All records that are asked for: see `select_part`."""
    return select_part(connection, selection, order)[0]


def select_part(
    connection: Connection,
    selection: Selection,
    order: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[ListedRecord], int]:
    """Of the records that are asked for `limit` behind the first `offset`, and how many there are.

    They come in an order of ORDERS; without one those of sessions as they came, others by
    DEFAULT_ORDER.
    """
    conditions, values = make_conditions(connection, selection)
    is_as_asked = bool(selection.session) and not order
    sorting = "date, number, path" if is_as_asked else ORDERS[order or DEFAULT_ORDER]
    query = (
        "SELECT id, ref, date, shown_state, title, feature, note, state_raw, deciders, session"  # noqa: S608
        f" FROM records{conditions} ORDER BY {sorting}"
    )
    is_decided = not (
        selection.state or selection.decider or selection.has_date is not None or is_as_asked
    )
    if is_decided and limit is not None:  # SQLite sorts a few of many faster than all
        part = (min(limit, _MOST), min(offset, _MOST))
        rows = connection.execute(f"{query} LIMIT ? OFFSET ?", (*values, *part)).fetchall()
        counting = f"SELECT count(*) FROM records{conditions}"  # noqa: S608
        return _list_rows(rows), connection.execute(counting, values).fetchone()[0]
    rows = _filter_rows(connection.execute(query, values).fetchall(), selection)
    if is_as_asked:
        first_places: dict[str, int] = {}
        for place, row in enumerate(rows):
            first_places.setdefault(row[9], place)
        rows.sort(key=lambda row: first_places[row[9]])
    end = None if limit is None else offset + limit
    return _list_rows(rows[offset:end]), len(rows)


def _filter_rows(rows: list[Any], selection: Selection) -> list[Any]:
    """The rows that are asked for by what SQLite cannot decide."""
    if selection.state:
        state = selection.state.casefold()
        rows = [
            row
            for row in rows
            if state in (load_text(row[3]).casefold(), load_text(row[7]).casefold())
        ]
    if selection.decider:
        decider = selection.decider.casefold()
        rows = [row for row in rows if decider in load_text(row[8]).casefold()]
    if selection.has_date is not None:
        rows = [row for row in rows if selection.has_date(row[2])]
    return rows


def _list_rows(rows: Iterable[Any]) -> list[ListedRecord]:
    return [
        ListedRecord(
            *(row[0], load_text(row[1]), row[2]),
            *(load_text(row[3]), load_text(row[4]), load_text(row[5]), row[6]),
        )
        for row in rows
    ]


def make_conditions(connection: Connection, selection: Selection) -> tuple[str, Sequence[object]]:
    """The part of a query that SQLite can decide alone, and its values."""
    conditions: list[str] = []
    values: list[object] = []
    if selection.kind:
        conditions.append("kind = ?")
        values.append(selection.kind)
    for column, value in list_stated(selection):
        condition, stored = matching.match_value(connection, column, value)
        conditions.append(f"({condition})")
        values += stored
    if selection.session:
        conditions.append("lower(substr(session, 1, ?)) = lower(?)")
        values += (len(selection.session), store_text(selection.session))
    if selection.file:
        condition, paths = matching.match_path("records.files", selection.file)
        conditions.append(f"({condition})")
        values += paths
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def list_stated(selection: Selection) -> list[tuple[str, str]]:
    """What records are to state in their own words: columns with the values asked for."""
    stated = (("feature", selection.feature), ("agent", selection.agent))
    return [(column, value) for column, value in (*stated, ("labels", selection.label)) if value]


def list_states(connection: Connection, kind: str) -> set[str]:
    """The stages or statuses that records of a kind state, as they say it and as lists show it."""
    query = "SELECT DISTINCT state_raw, shown_state FROM records WHERE kind = ?"
    return {load_text(state) for row in connection.execute(query, (kind,)) for state in row}


def list_newest(
    connection: Connection, kind: str, limit: int, states: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The refs and titles of the newest records, of one kind or with "" of both.

    With states only of records in one of them.
    """
    in_states = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    query = (
        f"SELECT ref, title FROM records WHERE ? IN ('', kind){in_states}"  # noqa: S608
        f" ORDER BY {_NEWEST} LIMIT ?"
    )
    rows = connection.execute(query, (kind, *states, limit))
    return [(load_text(ref), load_text(title)) for ref, title in rows]


def count_records(connection: Connection) -> int:
    """How many records there are."""
    return int(connection.execute("SELECT count(*) FROM records").fetchone()[0])
