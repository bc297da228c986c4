"""Lists of records, from the catalog: which are shown, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.catalog import selection, tables
from minutebook.catalog.selection import ListedRecord
from minutebook.catalog.selection import Selection as Selection
from minutebook.errors import UsageError
from minutebook.lean.values import Value
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.operations.reading.notice import RECORDS_NOTICE

_BATCH = 500  # records whose documents are in memory


class Listing(Value):
    """Records of a list: those shown, and how many there are of those asked for, and in all."""

    shown: list[ListedRecord]
    match_count: int
    record_count: int


def list_records(
    catalog: Catalog,
    wanted: Selection,
    *,
    order: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Listing:
    """The records that are asked for, `limit` of them behind the first `offset`.

    `order` is as for `select_records`. Raises UsageError for one that is not known, and for a stage
    or status that is not known and that no record has.
    """
    if order and order not in selection.ORDERS:
        raise UsageError(
            f"nothing is sorted by {order!r}", f"one of: {', '.join(selection.ORDERS)}"
        )
    if wanted.state and wanted.kind:
        _require_known_state(catalog, wanted)
    shown, match_count = selection.select_part(catalog.connection, wanted, order, limit, offset)
    count = match_count or selection.count_records(catalog.connection)
    return Listing(shown, match_count, count)


def name_unknown_values(catalog: Catalog, wanted: Selection) -> list[str]:
    """For each name that was asked for and that no record states, what there is instead."""
    from minutebook.operations.reading import nothing

    return nothing.name_unknown_values(catalog.connection, selection.list_stated(wanted))


def _require_known_state(catalog: Catalog, wanted: Selection) -> None:
    from minutebook.operations.reading import query
    from minutebook.records.model import KINDS

    kind = KINDS[wanted.kind]
    stages = () if wanted.kind == "adr" else catalog.get_project().settings.stages
    stated = selection.list_states(catalog.connection, wanted.kind)
    query.require_known_state(kind, wanted.state, stated, stages)


def list_notes(catalog: Catalog, shown: list[ListedRecord]) -> list[str]:
    """What is said beside each of some records."""
    unknown = [record.id for record in shown if record.note is None]
    if not unknown:
        return [record.note or "" for record in shown]
    from minutebook.operations.reading.cataloguing import (
        derived,  # only after something has changed
    )

    notes = derived.fill_notes(catalog, unknown)
    return [notes[record.id] if record.note is None else record.note for record in shown]


def format_document(
    catalog: Catalog, listed: Listing, limit: int | None, offset: int
) -> Iterator[str]:
    """A list as a JSON document, in parts: as `json.dumps` would write it."""
    documents = list_documents(catalog, listed.shown)
    first = next(documents, "")  # before anything is printed: the catalog may prove to be damaged
    yield f'{{"schema": "minutebook.v1", "notice": "{RECORDS_NOTICE}", "records": [{first}'
    for document in documents:
        yield f", {document}"
    shown_limit = "null" if limit is None else limit
    yield f'], "total": {listed.match_count}, "limit": {shown_limit}, "offset": {offset}}}\n'


def list_documents(catalog: Catalog, shown: list[ListedRecord]) -> Iterator[str]:
    """Each of some records as a part of a JSON document."""
    for start in range(0, len(shown), _BATCH):
        ids = [record.id for record in shown[start : start + _BATCH]]
        documents = tables.load_documents(catalog.connection, ids)
        missing = [each for each in ids if documents[each] is None]
        if missing:
            from minutebook.operations.reading.cataloguing import derived

            documents |= derived.make_documents(catalog, missing)
        yield from (documents[each] or "" for each in ids)
