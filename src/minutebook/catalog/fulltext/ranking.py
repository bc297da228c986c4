"""Asks the index: which records a query finds, the best first, and how many they are."""

from __future__ import annotations

from minutebook.catalog import matching
from minutebook.catalog.database import ITEM_SEPARATOR
from minutebook.catalog.fulltext import expression
from minutebook.catalog.fulltext.query import Filter, Query
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minutebook.catalog.database import Connection

# What a word counts in each column, by BM25: title with ref, labels with feature and former names,
# body, parts of mixed words with files. A word of the title says what a record is about, and one in
# a long text may be said by the way: with 8 a title with one of two words comes before a body that
# has both a few times.
_WEIGHTS = (8.0, 5.0, 1.0, 0.5)
_SCORE_DIGITS = 2  # scores that are equal so far are taken as equal: the newer record comes first
_MAX_TIED = 1000  # that are compared by date: a word that all texts have makes all scores equal
_NEWEST = "date DESC, number DESC, id DESC"


class RankedRecord(Value):
    """The number of a record's row in `records`, and its score; a larger one is better."""

    record_id: int
    score: float


def rank_records(
    connection: Connection,
    tables: Sequence[str],
    query: Query,
    limit: int,
    offset: int,
) -> tuple[list[RankedRecord], int]:
    """The records that a query finds, from `offset` on and `limit` at most, and how many there are.

    Without words all that the filters let through, the newest first. A record that is asked for by
    its ref or number comes first.
    """
    match = expression.format_match(query)
    conditions, parameters = _format_conditions(connection, tables, query)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    if not match:
        return _list_newest(connection, where, parameters, limit, offset)
    source = _select_source(tables)
    # One pass for the scores of all: to sort in SQL would read each row of `records` for its date,
    # and to count in SQL would look for the words a second time.
    select = f"SELECT records.id, matches.score FROM {source}{where}"  # noqa: S608
    scores = dict(connection.execute(select, [*[match] * len(tables), *parameters]).fetchall())
    exact_ids = {each for each in _list_exact(connection, query) if each in scores}
    last = min(offset + limit, len(scores)) - 1
    if not limit or offset > last:
        return [], len(scores)
    best = sorted(scores, key=scores.__getitem__)
    bound = round(scores[best[last]], _SCORE_DIGITS)
    end = last + 1
    while (
        end < min(len(best), last + _MAX_TIED) and round(scores[best[end]], _SCORE_DIGITS) <= bound
    ):
        end += 1
    candidates = list({*exact_ids, *best[:end]})
    places = _place_by_date(connection, candidates)
    candidates.sort(
        key=lambda each: (each not in exact_ids, round(scores[each], _SCORE_DIGITS), places[each])
    )
    shown = candidates[offset : offset + limit]
    return [RankedRecord(each, round(-scores[each], 3)) for each in shown], len(scores)


def _list_newest(
    connection: Connection, where: str, parameters: list[str | bytes], limit: int, offset: int
) -> tuple[list[RankedRecord], int]:
    """What `rank_records` gives of a query without words."""
    count = f"SELECT count(*) FROM records{where}"  # noqa: S608
    total = connection.execute(count, parameters).fetchone()[0]
    select = f"SELECT id FROM records{where} ORDER BY {_NEWEST} LIMIT ? OFFSET ?"  # noqa: S608
    rows = connection.execute(select, [*parameters, limit, offset])
    return [RankedRecord(row[0], 0.0) for row in rows], total


def _place_by_date(connection: Connection, record_ids: Sequence[int]) -> dict[int, int]:
    """The place of each record among these by age, the newest first."""
    listed = ", ".join(map(str, record_ids))
    select = f"SELECT id FROM records WHERE id IN ({listed}) ORDER BY {_NEWEST}"  # noqa: S608
    return {row[0]: place for place, row in enumerate(connection.execute(select))}


def _list_exact(connection: Connection, query: Query) -> list[int]:
    """The records that a query asks for by their ref or number."""
    exact = expression.read_exact_number(query)
    if exact is None:
        return []
    kind, number = exact
    keys = [f"n:{each}:{number}" for each in ("phr", "adr") if kind in ("", each)]
    placeholders = ", ".join("?" for _ in keys)
    select = f"SELECT record FROM names WHERE key IN ({placeholders})"  # noqa: S608
    return [row[0] for row in connection.execute(select, keys)]


def _select_source(tables: Sequence[str]) -> str:
    """What is selected from; each table has the words to look for as its parameter."""
    weights = ", ".join(map(str, _WEIGHTS))
    selects = []
    for table in tables:
        name = table.rpartition(".")[2]
        selects.append(
            f"SELECT rowid AS text_id, bm25({name}, {weights}) AS score"  # noqa: S608
            f" FROM {table} WHERE {name} MATCH ?"
        )
    union = " UNION ALL ".join(selects)
    return f"({union}) AS matches JOIN records USING (text_id)"


def _format_conditions(
    connection: Connection, tables: Sequence[str], query: Query
) -> tuple[list[str], list[str | bytes]]:
    conditions: list[str] = []
    parameters: list[str | bytes] = []
    if query.excluded:
        match = expression.format_excluded(query.excluded)
        for table in tables:
            name = table.rpartition(".")[2]
            select = f"SELECT rowid FROM {table} WHERE {name} MATCH ?"  # noqa: S608
            conditions.append(f"records.text_id NOT IN ({select})")
            parameters.append(match)
    for each in query.filters:
        condition, values = _format_filter(connection, each)
        conditions.append(f"NOT ({condition})" if each.is_excluded else f"({condition})")
        parameters += values
    return conditions, parameters


def _format_filter(connection: Connection, filter_: Filter) -> tuple[str, list[str | bytes]]:
    """The condition of a filter: one of its values has to fit."""
    formats: dict[str, Callable[[str], tuple[str, Sequence[str | bytes]]]] = {
        "kind": lambda value: ("records.kind = ?", [value]),
        "stage": lambda value: _match_state(connection, "phr", value),
        "status": lambda value: _match_state(connection, "adr", value),
        "label": lambda value: matching.match_value(connection, "labels", value),
        "agent": lambda value: matching.match_value(connection, "agent", value),
        "feature": lambda value: matching.match_value(connection, "feature", value),
        "path": lambda value: matching.match_path(_PATHS, value),
        "session": _match_session,
        "since": lambda value: (f"{_LAST_DAY} >= ?", [value]),
        "until": lambda value: (f"{_FIRST_DAY} <= ?", [value]),
    }
    conditions: list[str] = []
    parameters: list[str | bytes] = []
    for value in filter_.values:
        condition, values = formats[filter_.name](value)
        conditions.append(condition)
        parameters += values
    return " OR ".join(conditions), parameters


# A record may be dated by a month or a year: its days are those from the first to the last. The
# calendar is not asked; there is no day between 31 and the end of a shorter month. Without a date
# both are NULL, which no comparison takes.
_HAS_DATE = "length(records.date) IN (4, 7, 10)"
_FIRST_DAY = (
    f"iif({_HAS_DATE}, records.date || substr('0000-01-01', length(records.date) + 1), '~')"
)
_LAST_DAY = f"iif({_HAS_DATE}, records.date || substr('0000-12-31', length(records.date) + 1), '')"


# The record's page, and the files that it lists.
_PATHS = f"('{ITEM_SEPARATOR}' || records.path || '{ITEM_SEPARATOR}' || records.files)"


def _match_state(
    connection: Connection, kind: str, value: str
) -> tuple[str, Sequence[str | bytes]]:
    known, known_values = matching.match_value(connection, "state", value)
    stated, stated_values = matching.match_value(connection, "state_raw", value)
    condition = f"records.kind = ? AND ({known} OR {stated})"
    return condition, [kind, *known_values, *stated_values]


def _match_session(value: str) -> tuple[str, Sequence[str | bytes]]:
    return "lower(substr(ifnull(records.session, ''), 1, length(?))) = lower(?)", [value, value]
