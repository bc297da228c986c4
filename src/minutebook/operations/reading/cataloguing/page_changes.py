"""Takes pages that changed into the catalog: their rows, their names, and what links lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from minutebook.catalog import database, names, rows, tables
from minutebook.catalog.database import Connection, list_placeholders, load_text, store_text
from minutebook.catalog.looks import Changes
from minutebook.lean.progress import track_progress
from minutebook.lean.values import replace
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing import page_rows
from minutebook.records import filenames, reader
from minutebook.records.filenames.companions import may_have_companions
from minutebook.records.model import ADR, MARKUP_ENDINGS, Folder, RecordSet, find_folder
from minutebook.records.references import Resolver
from minutebook.records.references.name_index import OTHER_PAGES_KEY
from minutebook.repository import store

_MANY = 1_000  # pages: where the indexes of an empty catalog are made after its rows
_INSERT = (
    f"INSERT OR REPLACE INTO records (id, text_id, {', '.join(rows.COLUMNS)})"  # noqa: S608
    f" VALUES ({list_placeholders((0, 0, *rows.COLUMNS))})"
)


def apply_changes(
    connection: Connection,
    project: Project,
    own_names: Iterable[str],
    changes: Changes,
) -> None:
    """Bring the rows up to date with pages that came, went or changed, in an open transaction."""
    _PageChanges(connection, project, own_names).apply(changes)


def apply_records(connection: Connection, project: Project, records: RecordSet) -> None:
    """Fill an empty catalog with records that were read from elsewhere than the disk."""
    _PageChanges(connection, project, records.own_names).fill(records)


class _PageChanges:
    """One change of the catalog: what has to be looked at again is collected on the way."""

    def __init__(self, connection: Connection, project: Project, own_names: Iterable[str]) -> None:
        self._connection, self._project, self._own_names = connection, project, own_names
        self._folders = project.settings.list_folders()
        self._folders_by_path = {folder.path: folder for folder in self._folders}
        self._changed_keys: set[str] = set()  # of names that came or went
        self._changed_ids: set[int] = set()
        self._linking_ids: set[int] = set()  # of changed records with links
        self._texts: dict[str, tuple[str, bool]] = {}  # of records that are not on the disk
        row = connection.execute("SELECT max(id), max(text_id) FROM records").fetchone()
        self._last_id = row[0] or 0
        self._last_text_id = max(row[1] or 0, tables.load_number(connection, "last-text-id"))
        # Of a first build nothing depends on what was there: names are not even compared.
        self._is_first = not self._last_id

    def apply(self, changes: Changes) -> None:
        """See `apply_changes`."""
        connection = self._connection
        tables.store_looks(connection, changes.folders)
        homes = self._choose_records(changes)
        known = self._load_known([*changes.removed, *homes])
        gone = [path for path in known if homes.get(path) is None]
        self._remove([known[path] for path in gone])
        wanted = [
            (path, folder, known[path][1] if path in known else b"")
            for path, folder in homes.items()
            if folder is not None
        ]
        del homes
        builds_all = self._is_first and len(wanted) > _MANY
        if builds_all:
            database.prepare_filling(connection)
        tracked = track_progress(wanted, self._project.report_progress)
        for batch in page_rows.read_pages(self._project.top, tracked):
            self._store_batch(batch, known)
        tables.store_number(connection, "last-text-id", self._last_text_id)
        self._update_links({path for path, _, _ in wanted} if self._is_first else None)
        if builds_all:
            database.make_indexes(connection)
        self._settle_dates()

    def fill(self, records: RecordSet) -> None:
        """See `apply_records`."""
        tables.store_other_pages(self._connection, records.pages, ())
        self._texts = {record.path: (record.text, record.is_cut) for record in records.members}
        read = [(record.path, page_rows.make_row(record, b"")) for record in records.members]
        self._store_batch(read, {})
        self._update_links(set(self._texts))

    # Which pages are records --------------------------------------------------------------------

    def _choose_records(self, changes: Changes) -> dict[str, Folder | None]:
        """The pages to look at, each with its folder where it is a record.

        Whether a page is one may depend on the names beside it: then all pages of its folder are
        looked at, and those that became records or ceased to be are among the answer.
        """
        homes: dict[str, Folder | None] = {}
        removed = set(changes.removed)
        moved = {*changes.added, *removed}
        to_choose: set[str] = set()
        changed: dict[str, set[str]] = {}  # pages by folder
        doubtful = tables.load_list(self._connection, "doubtful")
        for path in (*changes.changed, *removed):
            folder = find_folder(self._folders, path)
            if folder is None:
                continue
            if folder.kind is ADR and (path in moved or folder.path in doubtful):
                to_choose.add(folder.path)
            if path not in removed:
                changed.setdefault(folder.path, set()).add(path)
        pages = self._list_pages(to_choose)
        for folder_path in changed.keys() | to_choose:
            folder = self._folders_by_path[folder_path]
            paths = changed.get(folder_path, set())
            if folder_path in to_choose and may_have_companions(folder, pages[folder_path]):
                homes |= self._choose_in_folder(folder, pages[folder_path], paths)
            else:
                homes |= {
                    path: folder if filenames.is_record(folder, path) else None
                    for path in sorted(paths)
                }
        self._store_other_pages(homes, changes)
        return homes

    def _list_pages(self, folder_paths: Iterable[str]) -> dict[str, list[str]]:
        """All pages of some folders of records, by folder."""
        pages: dict[str, list[str]] = {path: [] for path in folder_paths}
        if pages:
            for path in tables.list_pages(self._connection):
                folder = find_folder(self._folders, path)
                if folder is not None and folder.path in pages:
                    pages[folder.path].append(path)
        return pages

    def _choose_in_folder(
        self, folder: Folder, pages: list[str], changed: Collection[str]
    ) -> dict[str, Folder | None]:
        """The same for one folder of decisions, of which `pages` are all pages."""
        consulted: set[str] = set()

        def read_text(path: str) -> str:
            consulted.add(path)
            page = self._read_page(path)
            return page[0] if page else ""

        selected = filenames.select_records([folder], pages, read_text)
        doubtful = tables.load_list(self._connection, "doubtful") - {folder.path}
        tables.store_list(
            self._connection, "doubtful", doubtful | ({folder.path} if consulted else set())
        )
        query = "SELECT path FROM records WHERE folder = ?"
        listed = self._connection.execute(query, (store_text(folder.path),))
        before = {load_text(row[0]) for row in listed}
        looked_at = {*changed, *(before ^ selected.keys())}
        return {path: selected.get(path) for path in sorted(looked_at)}

    def _store_other_pages(self, homes: dict[str, Folder | None], changes: Changes) -> None:
        """Keep which pages are none of the records, as links may lead to them."""
        removed = frozenset(changes.removed)
        others = [
            path
            for path, folder in homes.items()
            if folder is None and path not in removed
            if not path.lower().endswith(MARKUP_ENDINGS)
        ]
        index_pages = store.list_index_pages(self._project.top, self._folders)
        others += [path for path in index_pages if self._read_page(path)]
        gone = [*removed, *(path for path, folder in homes.items() if folder is not None)]
        if tables.store_other_pages(self._connection, others, gone):
            self._changed_keys.add(OTHER_PAGES_KEY)

    # Rows ---------------------------------------------------------------------------------------

    def _load_known(self, paths: Iterable[str]) -> dict[str, tuple[int, bytes]]:
        """The ids and the digests of the rows that there are of some pages."""
        known: dict[str, tuple[int, bytes]] = {}
        if self._is_first:
            return known
        for path in paths:
            query = "SELECT id, digest FROM records WHERE path = ?"
            row = self._connection.execute(query, (store_text(path),)).fetchone()
            if row:
                known[path] = row
        return known

    def _remove(self, removed: Iterable[tuple[int, bytes]]) -> None:
        for record_id, _ in removed:
            self._changed_ids.add(record_id)
            self._changed_keys |= names.store_names(self._connection, record_id, ())
            if tables.remove_record(self._connection, record_id):
                self._changed_keys.add(OTHER_PAGES_KEY)

    def _store_batch(
        self,
        batch: Iterable[tuple[str, page_rows.ReadPage]],
        known: Mapping[str, tuple[int, bytes]],
    ) -> None:
        """Store the rows of pages and their names, those of new records under new ids."""
        stored_rows, keys_by_id, touched = [], {}, {}
        for path, row in batch:
            before = known.get(path)
            if row is None:
                self._remove([before] if before else [])
                continue
            if isinstance(row, str):
                continue
            if before is None:
                self._last_id += 1
                if not (self._is_first or tables.has_records(self._connection, row.parent)):
                    self._changed_keys.add(OTHER_PAGES_KEY)
            record_id = before[0] if before else self._last_id
            self._last_text_id += 1
            stored_rows.append((record_id, self._last_text_id, *row.columns))
            keys_by_id[record_id] = row.keys
            touched[record_id] = row.touched
            if row.has_links:
                self._linking_ids.add(record_id)
        self._connection.executemany(_INSERT, stored_rows)
        tables.store_touched(self._connection, touched)
        if self._is_first:
            names.add_names(self._connection, keys_by_id)
            return
        for record_id, keys in keys_by_id.items():
            self._changed_keys |= names.store_names(self._connection, record_id, keys)
            self._changed_ids.add(record_id)

    # What depends on other records --------------------------------------------------------------

    def _update_links(self, all_paths: Collection[str] | None) -> None:
        """Look up anew what may lead elsewhere now, and forget what depends on it.

        `all_paths` are those of all records where all of them are new: then nothing was known.
        """
        connection = self._connection
        stored = names.StoredNames(
            connection, self._folders_by_path, self._read_text, paths=all_paths
        )
        if all_paths is not None:
            self._store_links(self._linking_ids, stored)
            return
        sources = self._linking_ids | names.find_dependents(connection, self._changed_keys)
        affected = self._changed_ids | sources
        affected |= names.find_neighbours(connection, affected)
        names.remove_links(connection, self._changed_ids | sources)
        self._store_links(sources, stored)
        affected |= names.find_neighbours(connection, affected)
        tables.forget_derived(connection, affected)

    def _store_links(self, sources: Iterable[int], stored: names.StoredNames) -> None:
        tracked = track_progress(sorted(sources), self._project.report_progress)
        names.store_links(self._connection, tracked, stored, Resolver(stored, self._own_names))

    def _read_page(self, path: str) -> tuple[str, bool] | None:
        return self._texts.get(path) or store.read_page(self._project.top, path)

    def _read_text(self, path: str) -> str:
        page = self._read_page(path)
        return page[0] if page else ""

    def _settle_dates(self) -> None:
        """Settle dates that may be two days, where the other pages tell which it is."""
        unsure = tables.list_unsure_dates(self._connection)
        if not unsure:
            return
        stored = names.StoredNames(self._connection, self._folders_by_path, self._read_text)
        members = [
            replace(record, date="") if record.path in unsure else record
            for record in stored.load_kind(ADR)
        ]
        settled = reader.settle_dates(
            RecordSet(self._folders, tuple(members), read_text=self._read_text)
        )
        for record in settled.members:
            if record.path in unsure and record.date != unsure[record.path]:
                tables.store_date(self._connection, record.path, record.date)
