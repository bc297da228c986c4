"""Search records: a query in people's words to hits, with what matches in them marked."""

from __future__ import annotations

from minutebook.catalog.database import IN_MEMORY, load_text
from minutebook.catalog.fulltext import index, marks, page_text, ranking
from minutebook.catalog.fulltext.query import FIELDS, Filter, Query, parse_query, replace_words
from minutebook.errors import UsageError
from minutebook.lean.values import Value, replace
from minutebook.repository import page_files

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from minutebook.catalog.database import Connection
    from minutebook.lean.progress import ProgressReporter
    from minutebook.operations.reading.cataloguing.opening import Catalog

    ReadPage = Callable[[str], str | None]

DEFAULT_LIMIT = 20
# The names of kinds are written out: the model is not needed for a query without filters.
_PHR, _ADR = "phr", "adr"
_COLUMNS = (
    "kind ref number title path date state state_raw feature agent labels deciders".split()  # noqa: SIM905
)
_SEPARATOR = "\x1f"


class FoundRecord(Value):
    """What a hit says of its record; the fields are those of `records.model.Record`."""

    kind: str
    ref: str
    number: int | None
    title: str
    path: str
    date: str
    state: str
    state_raw: str
    feature: str
    agent: str
    labels: tuple[str, ...]
    deciders: tuple[str, ...]


class Hit(Value):
    """A record that a search finds.

    Title and snippet are pieces: texts, each with whether it is what matches. `score` is BM25's; a
    larger one is better.
    """

    record: FoundRecord
    title: tuple[tuple[str, bool], ...]
    snippet: tuple[tuple[str, bool], ...]
    score: float


class SearchResult(Value):
    """The hits from `offset` on, and how many records there are.

    `corrections` are words that are in no text, with what was taken instead. `unsearched_count` is
    how many records could not be searched. Where nothing is found `notes` say what may be wrong.
    """

    hits: tuple[Hit, ...]
    total: int
    corrections: tuple[tuple[str, str], ...] = ()
    unsearched_count: int = 0
    notes: tuple[str, ...] = ()


def search_records(
    catalog: Catalog,
    text: str,
    report_progress: ProgressReporter | None,
    *,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
) -> SearchResult:
    """The records that a query finds, the best first; see `catalog.fulltext.query`.

    `report_progress` is told how many texts are indexed, and of how many. Raises UsageError for a
    query that asks for nothing, and for filters that are not understood.
    """
    query = parse_query(text)
    if query.is_empty:
        raise UsageError(
            f"{text!r} has no word to search for" if text.strip() else "no words to search for",
            f"give words, or a filter: {', '.join(f'{name}:' for name in FIELDS)}",
        )
    query = replace(query, filters=tuple(_read_filter(catalog, each) for each in query.filters))
    connection, read_page = catalog.connection, _choose_reader(catalog)
    needs_words = query.required or query.excluded
    searched = index.Refreshed((index.TABLE,))
    if needs_words:
        searched = index.refresh_index(connection, read_page, report_progress)
    if needs_words and not searched.tables:
        return SearchResult((), 0, (), searched.missing_count)
    ranked, total = ranking.rank_records(connection, searched.tables, query, limit, offset)
    meant_words: dict[str, str] = {}
    if not total and query.required:
        from minutebook.catalog.fulltext import spelling

        meant_words = spelling.correct_words(connection, searched.tables, query, read_page)
        if meant_words:
            query = replace_words(query, meant_words)
            ranked, total = ranking.rank_records(connection, searched.tables, query, limit, offset)
    hits = _make_hits(connection, query, ranked, read_page)
    corrections = tuple(meant_words.items()) if total else ()
    notes: Sequence[str] = ()
    if not total:
        from minutebook.operations.reading import nothing

        notes = nothing.explain_query(connection, query)
    return SearchResult(hits, total, corrections, searched.missing_count, tuple(notes))


def _choose_reader(catalog: Catalog) -> ReadPage:
    """What reads the text of a page; not from the disk where the rows come from elsewhere."""
    if catalog.path == IN_MEMORY:  # as where a sparse checkout leaves pages out
        records = catalog.get_project().load_records()
        return {record.path: record.text for record in records.members}.get

    def read_page(path: str) -> str | None:
        page = page_files.read_page(catalog.top, path)
        return page[0] if page else None

    return read_page


def _read_filter(catalog: Catalog, filter_: Filter) -> Filter:
    """A filter with values as the catalog has them. Raises UsageError for one that cannot be."""
    read_value: Callable[[str], str] = {
        "kind": _read_kind,
        "stage": lambda value: _read_state(catalog, _PHR, value),
        "status": lambda value: _read_state(catalog, _ADR, value),
        "path": lambda value: catalog.get_project().resolve_path(value),
        "since": lambda value: _read_period(catalog, "since", value)[0],
        "until": lambda value: _read_period(catalog, "until", value)[1],
    }.get(filter_.name, str)
    return replace(filter_, values=tuple(map(read_value, filter_.values)))


def _read_kind(value: str) -> str:
    from minutebook.records.model import find_kind

    kind = find_kind(value)
    if kind is None:
        raise UsageError(f"no kind of record is called {value!r}", "kind:phr or kind:adr")
    return kind.name


def _read_state(catalog: Catalog, kind_name: str, value: str) -> str:
    """A stage or status that is known, or that a record states."""
    from minutebook.records.model import KINDS

    kind = KINDS[kind_name]
    known = [*kind.states]
    if kind_name == _PHR and value.lower() not in known:
        known += catalog.get_project().settings.stages
    if value.casefold() not in map(str.casefold, known):
        from minutebook.catalog import selection

        stated = selection.list_states(catalog.connection, kind.name)
        if value.casefold() not in map(str.casefold, stated):
            raise UsageError(
                f"no {kind.state_field} is called {value!r}", f"one of: {', '.join(known)}"
            )
    return value


def _read_period(catalog: Catalog, name: str, value: str) -> tuple[str, str]:
    from minutebook.text import dates

    try:
        return dates.parse_period(value, catalog.get_project().today)
    except ValueError as error:
        raise UsageError(
            f"{name}: {error}, not {value!r}", f"one of: {dates.PERIOD_FORMS}"
        ) from None


def _make_hits(
    connection: Connection,
    query: Query,
    ranked: Sequence[ranking.RankedRecord],
    read_page: ReadPage,
) -> tuple[Hit, ...]:
    """The hits of the records that are shown: their pages alone are read."""
    records = [_read_record(connection, each.record_id) for each in ranked]
    bodies = [page_text.read_body(read_page(record.path) or "") for record in records]
    titles = [record.title for record in records]
    spans = marks.find_spans(query, [*titles, *bodies])
    return tuple(
        Hit(
            record,
            tuple(marks.split_pieces(record.title, title_spans)),
            tuple(marks.cut_snippet(body, body_spans)),
            each.score,
        )
        for each, record, body, title_spans, body_spans in zip(
            ranked, records, bodies, spans[: len(records)], spans[len(records) :], strict=True
        )
    )


def _read_record(connection: Connection, record_id: int) -> FoundRecord:
    query = f"SELECT {', '.join(_COLUMNS)} FROM records WHERE id = ?"  # noqa: S608
    row = connection.execute(query, (record_id,)).fetchone()
    values: list[Any] = [load_text(value) if isinstance(value, bytes) else value for value in row]
    kind, ref, number, title, path, date, state, state_raw, feature, agent, labels, deciders = (
        values
    )
    facts = (title, path, date, state, state_raw, feature, agent)
    return FoundRecord(kind, ref, number, *facts, _split_items(labels), _split_items(deciders))


def _split_items(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(_SEPARATOR)))


def serialize_result(result: SearchResult, limit: int, offset: int) -> dict[str, object]:
    """The hits from `offset` on, at most `limit`, as the document of `search` has them."""
    from minutebook.operations.reading.notice import RECORDS_NOTICE

    return {
        "notice": RECORDS_NOTICE,
        "hits": [_serialize_hit(hit) for hit in result.hits],
        "total": result.total,
        "limit": limit,
        "offset": offset,
        "corrections": [{"word": word, "taken": taken} for word, taken in result.corrections],
        "unsearched": result.unsearched_count,
    }


def _serialize_hit(hit: Hit) -> dict[str, object]:
    """A hit as the document of `search` has it."""
    record = hit.record
    document: dict[str, object] = {
        "kind": record.kind,
        "ref": record.ref,
        "number": record.number,
        "title": record.title,
        "path": record.path,
        "date": record.date,
    }
    if record.kind == _PHR:
        document["stage"] = record.state or record.state_raw
        document["feature"], document["agent"] = record.feature, record.agent
    else:
        document["status"], document["status_raw"] = record.state, record.state_raw
        document["deciders"] = list(record.deciders)
    document["labels"] = list(record.labels)
    return {
        "record": document,
        "snippet": "".join(text for text, _ in hit.snippet),
        "marks": _list_marks(hit.snippet),
        "score": hit.score,
    }


def _list_marks(pieces: Sequence[tuple[str, bool]]) -> list[tuple[int, int]]:
    """The offsets of the marked pieces in the text that all pieces make."""
    offset, offsets = 0, []
    for text, is_marked in pieces:
        if is_marked:
            offsets.append((offset, offset + len(text)))
        offset += len(text)
    return offsets
