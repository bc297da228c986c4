"""What can be told of the catalog: where it is, how large, and whether it is up to date."""

from __future__ import annotations

import os

from minutebook import __version__
from minutebook.catalog import database, freshness, looks, selection, tables
from minutebook.lean.values import Value
from minutebook.operations.reading.cataloguing import opening, refreshing
from minutebook.operations.reading.cataloguing.page_rows import digest_page
from minutebook.repository import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

FRESH, BEHIND, MISSING, FOREIGN, DAMAGED, IN_MEMORY = (
    *("fresh", "behind", "missing", "of another version", "damaged", "in memory"),
)


class CatalogStatus(Value):
    """The state of a catalog, before any command brings it up to date.

    `path` is its file, "" where none is kept here. `state` is one of the words above, `records`
    how many it has, `behind` how many pages came, went or changed since, `size` its bytes on the
    disk. `has_full_text`: a search has been made.
    """

    state: str
    path: str
    records: int = 0
    behind: int = 0
    size: int = 0
    has_full_text: bool = False


def describe_catalog(start: str) -> CatalogStatus:
    """The state of the catalog that commands in a folder use. Raises as `open_project` does."""
    path, top = refreshing.find_catalog(start)
    if path == database.IN_MEMORY:
        return CatalogStatus(IN_MEMORY, "")
    if not os.path.isfile(path):
        return CatalogStatus(MISSING, path)
    size = os.path.getsize(path)
    try:
        connection = database.connect(path)
        if database.read_meta(connection, "version") != database.describe_version(__version__):
            return CatalogStatus(FOREIGN, path, size=size)
        paths = _list_changed(connection, top)
        # What was too new to be trusted is looked into by the next command, and is no change.
        witnesses = {
            path: description
            for path, description in tables.load_witnesses(connection).items()
            if not looks.is_unsure(description)
        }
        is_fresh = not paths and freshness.are_witnesses_same(top, witnesses)
        return CatalogStatus(
            *(FRESH if is_fresh else BEHIND, path, selection.count_records(connection)),
            *(len(paths), size, database.has_table(connection, "fulltext")),
        )
    except database.DAMAGE:
        return CatalogStatus(DAMAGED, path, size=size)


def _list_changed(connection: database.Connection, top: str) -> set[str]:
    """The pages whose text is another than the catalog has, or that came or went."""
    changes = opening.find_changes(connection, top)
    digests = dict(tables.list_digests(connection))
    changed = {*changes.added, *changes.removed}
    for path in set(changes.changed) - changed:
        page = store.read_page(top, path)
        if path in digests and (page is None or digest_page(*page) != digests[path]):
            changed.add(path)
    return changed


def rebuild_catalog(start: str, report_progress: ProgressReporter | None = None) -> CatalogStatus:
    """Make the catalog anew from the pages, and give its state. Raises as `open_project` does."""
    refreshing.remove_catalog(start)
    catalog = refreshing.open_refreshed(start, report_progress)
    if catalog.path == database.IN_MEMORY:
        return CatalogStatus(IN_MEMORY, "", selection.count_records(catalog.connection))
    catalog.connection.close()
    return describe_catalog(start)
