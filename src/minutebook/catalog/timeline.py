"""Rows of records for a timeline: both kinds, the newest first, maybe those of some paths alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from minutebook.catalog import governing, rows, tables
from minutebook.catalog.database import Connection, list_placeholders, load_text, store_text
from minutebook.catalog.selection import Selection, make_conditions
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any, TypeVar

    T = TypeVar("T")

# The newest first; how the decisions and the prompts of a day stand is `_order_days`'s.
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
    has_date = selection.has_date
    count = None
    if limit is not None and ids is None and has_date is None:
        counting = f"SELECT count(*) FROM records{conditions}"  # noqa: S608
        count = connection.execute(counting, values).fetchone()[0]
        bounding = f"SELECT date FROM records{conditions} ORDER BY {_ORDER} LIMIT 1 OFFSET ?"  # noqa: S608
        bound = connection.execute(bounding, (*values, max(limit - 1, 0))).fetchone()
        if bound and bound[0]:  # all of the last day that is shown
            conditions += f" {'AND' if conditions else 'WHERE'} date >= ?"
            values = (*values, bound[0])
    query = f"SELECT {_COLUMNS} FROM records{conditions} ORDER BY {_ORDER}"  # noqa: S608
    matching = [
        row
        for row in connection.execute(query, values)
        if (ids is None or row[0] in ids) and (has_date is None or has_date(row[4]))
    ]
    shown = _order_days(connection, matching)[:limit]
    return [_make_row(row) for row in shown], len(matching) if count is None else count


def _order_days(connection: Connection, stored: Sequence[Any]) -> list[Any]:
    """Rows as `_COLUMNS` has them, day by day, with a day's decisions among its prompts.

    Nobody knows the hours: a decision follows the first prompt that decides it, and where none does
    the decisions are spread among the prompts, both as they are numbered.
    """
    deciding: dict[int, set[int]] | None = None
    ordered: list[Any] = []
    for _, of_day in groupby(stored, key=lambda row: row[4]):
        members = list(of_day)
        prompts = [row for row in members if row[2] == "phr"]
        decisions = [row for row in members if row[2] != "phr"]
        if not prompts or not decisions:
            ordered += members
            continue
        if deciding is None:
            deciding = _load_deciding(connection)
        ordered += interleave(prompts, decisions, _make_finder(prompts, deciding))
    return ordered


def _make_finder(
    prompts: Sequence[Any], deciding: Mapping[int, set[int]]
) -> Callable[[Any], int | None]:
    """What tells the place, among prompts (newest first), of the first one that decides."""
    places = {prompt[0]: place for place, prompt in enumerate(prompts)}

    def find_place(decision: Any) -> int | None:
        prompt_places = [places[each] for each in deciding.get(decision[0], ()) if each in places]
        return max(prompt_places, default=None)

    return find_place


def _load_deciding(connection: Connection) -> dict[int, set[int]]:
    """The ids of the prompts that decide each decision, by the ids of these."""
    query = (
        "SELECT target, source FROM links WHERE relation = 'decides' AND target IS NOT NULL"
        " UNION SELECT source, target FROM links"
        " WHERE relation = 'decided-in' AND target IS NOT NULL"
    )
    deciding: dict[int, set[int]] = {}
    for decision, prompt in connection.execute(query):
        deciding.setdefault(decision, set()).add(prompt)
    return deciding


def interleave(
    items: Sequence[T], others: Sequence[T], find_place: Callable[[T], int | None]
) -> list[T]:
    """Two lists of a day as one, each the newest first, and so what comes out.

    `find_place` gives the place of the item that one of the others follows in time, None for one
    that is not known: then it comes where it would if both went on evenly.
    """
    slots: list[list[T]] = [[] for _ in range(len(items) + 1)]
    latest = 0
    for index, other in enumerate(reversed(others), 1):
        place = find_place(other)
        even = -(-index * len(items) // len(others))
        slot = max(even, latest) if place is None else len(items) - place
        latest = max(latest, slot)
        slots[slot].append(other)
    merged = [*slots[0]]
    for item, following in zip(reversed(items), slots[1:], strict=True):
        merged += (item, *following)
    return merged[::-1]


def load_rows(connection: Connection, paths: Iterable[str]) -> list[TimelineRow]:
    """The records whose pages lie at some paths."""
    wanted = list(paths)
    loaded: list[TimelineRow] = []
    for start in range(0, len(wanted), 500):
        part = [store_text(path) for path in wanted[start : start + 500]]
        query = f"SELECT {_COLUMNS} FROM records WHERE path IN ({list_placeholders(part)})"  # noqa: S608
        loaded += map(_make_row, connection.execute(query, part).fetchall())
    return loaded


def find_concerned(connection: Connection, path: str, named: Iterable[str] = ()) -> frozenset[int]:
    """The ids of the records that are about a file, or a folder with a `/` behind it.

    These are prompts that changed it, decisions that govern it, and the records whose own pages lie
    there. The path is one from the top; `named` are texts that the file has for records.
    """
    concerned = {row.record_id for row in governing.find_governing(connection, path, named)}
    plain = path.rstrip("/")
    concerned.update(tables.list_changing(connection, plain))
    query = "SELECT id FROM records WHERE path = ? OR (path >= ? AND path < ?)"
    values = (store_text(plain), store_text(f"{plain}/"), store_text(f"{plain}0"))
    concerned.update(row[0] for row in connection.execute(query, values))
    return frozenset(concerned)


def _make_row(row: Any) -> TimelineRow:
    record_id, path, kind, ref, date, state, title, feature, files = row
    return TimelineRow(
        *(record_id, load_text(path), kind, load_text(ref), date, load_text(state)),
        *(load_text(title), load_text(feature), len(rows.split_items(files))),
    )
