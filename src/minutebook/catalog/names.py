"""Finds records of the catalog by the keys that name them, and keeps what their links lead to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice

from minutebook.catalog.database import Connection, load_text, store_text
from minutebook.catalog.rows import load_record
from minutebook.records.model import Folder, Kind, Record
from minutebook.records.references import NameIndex, Resolver
from minutebook.records.references.name_index import list_probes
from minutebook.records.relations import resolve_link

_MAX_VARIABLES = 500  # of one statement
_MAX_LOADED = 5000  # records that are kept in memory

FoldersByPath = Mapping[str, Folder]
TextReader = Callable[[str], str]


class StoredNames(NameIndex):
    """The records of the catalog, found by keys; each is loaded when it is first found."""

    def __init__(
        self,
        connection: Connection,
        folders: FoldersByPath,
        read_text: TextReader,
        paths: Collection[str] | None = None,
    ) -> None:
        """`paths` are those of all records, where they are known: most guesses are none."""
        super().__init__()
        self._paths = paths
        self._connection, self._stored_folders = connection, folders
        self._read_text = read_text
        self._loaded: dict[int, Record] = {}  # the last ones
        self._ids: dict[str, int] = {}
        self._all_folders: frozenset[str] | None = None

    def find_at(self, path: str) -> Record | None:
        """The record at a path; None where there is none."""
        if self._paths is not None and path not in self._paths:
            return None
        rows = self._load("path = ?", (store_text(path),))
        return rows[0] if rows else None

    def find(self, key: str) -> list[Record]:
        """The records under a key, by their paths."""
        return self._load("id IN (SELECT record FROM names WHERE key = ?)", (store_text(key),))

    def list_keys(self, sign: str) -> Iterable[str]:
        """The keys that begin with a sign, such as `t:`."""
        query = "SELECT DISTINCT key FROM names WHERE key >= ? AND key < ?"
        rows = self._connection.execute(query, (sign, sign + "\U0010ffff"))
        return [load_text(row[0]) for row in rows]

    def has_other_page(self, path: str) -> bool:
        """Whether a path is that of a page that is no record."""
        query = "SELECT 1 FROM pages WHERE path = ?"
        return self._connection.execute(query, (store_text(path),)).fetchone() is not None

    def list_folders(self) -> Collection[str]:
        """The folders that hold records."""
        if self._all_folders is None:
            rows = self._connection.execute("SELECT DISTINCT parent FROM records").fetchall()
            self._all_folders = frozenset(
                [*(load_text(row[0]) for row in rows), *self._stored_folders]
            )
        return self._all_folders

    def has_name(self, record: Record, name: str) -> bool:
        """Whether a record's page has a name in its text."""
        return name in self._read_text(record.path)

    def get_id(self, record: Record) -> int:
        """The id of the row of a record that was found here."""
        if record.path not in self._ids:  # it was let go meanwhile
            query = "SELECT id FROM records WHERE path = ?"
            row = self._connection.execute(query, (store_text(record.path),)).fetchone()
            self._ids[record.path] = row[0]
        return self._ids[record.path]

    def load(self, ids: Iterable[int]) -> list[Record]:
        """The records of rows, by their paths."""
        records: list[Record] = []
        for part in split(list(ids)):
            records += self._load(f"id IN ({', '.join(map(str, part))})", ())
        return sorted(records, key=lambda record: record.path)

    def load_kind(self, kind: Kind) -> list[Record]:
        """All records of a kind, by their paths."""
        return self._load("kind = ?", (kind.name,))

    def make_record(self, path: str, folder: str, date: str, facts: bytes) -> Record:
        """The record of a row, with no text."""
        return load_record(facts, self._stored_folders[folder], date)

    def _load(self, condition: str, values: tuple[object, ...]) -> list[Record]:
        query = f"SELECT id, path, folder, date, facts FROM records WHERE {condition} ORDER BY path"  # noqa: S608
        records = []
        if len(self._loaded) > _MAX_LOADED:
            self._loaded.clear()
            self._ids.clear()
        for row in self._connection.execute(query, values).fetchall():
            record_id, path, folder, date, facts = row
            if record_id not in self._loaded:
                record = self.make_record(load_text(path), load_text(folder), date, facts)
                self._loaded[record_id] = record
                self._ids[record.path] = record_id
            records.append(self._loaded[record_id])
        return records


class KnownTargets(Resolver):
    """A resolver that knows what some links lead to, and asks the catalog for other references."""

    def __init__(
        self,
        names: NameIndex,
        own_names: Iterable[str],
        targets: Mapping[tuple[str, str, str], Record],
    ) -> None:
        """`targets` are by the path of the page, the text of the link and the name of its kind."""
        super().__init__(names, own_names)
        self._targets = targets

    def find_candidates(
        self,
        reference: str,
        *,
        near_record: Record | None = None,
        kind: Kind | None = None,
        default_kind: Kind | None = None,
    ) -> list[Record]:
        """As the resolver does that reads all records."""
        if near_record is not None and default_kind is not None:
            key = (near_record.path, reference, default_kind.name)
            record = self._targets.get(key)
            if record is not None:
                return [record]
        return super().find_candidates(
            reference, near_record=near_record, kind=kind, default_kind=default_kind
        )


def split(items: Iterable[int]) -> Iterator[list[int]]:
    """Some ids in parts that a statement takes."""
    remaining = iter(items)
    while part := list(islice(remaining, _MAX_VARIABLES)):
        yield part


def add_names(connection: Connection, keys_by_id: Mapping[int, Iterable[str]]) -> None:
    """Keep the keys of records that have none yet."""
    pairs = [(store_text(key), each) for each, keys in keys_by_id.items() for key in keys]
    connection.executemany("INSERT INTO names VALUES (?, ?)", _sort_pairs(pairs))


def _sort_pairs(pairs: list[tuple[str | bytes, int]]) -> list[tuple[str | bytes, int]]:
    """Keys with ids in an order in which rows that are near each other are written together."""
    return sorted(pairs, key=lambda pair: pair[0] if isinstance(pair[0], str) else "")


def store_names(connection: Connection, record_id: int, keys: Iterable[str]) -> set[str]:
    """Keep the keys of a record; gives those that came or went."""
    rows = connection.execute("SELECT key FROM names WHERE record = ?", (record_id,)).fetchall()
    before, after = {load_text(row[0]) for row in rows}, set(keys)
    if before - after:
        connection.executemany(
            "DELETE FROM names WHERE key = ? AND record = ?",
            [(store_text(key), record_id) for key in before - after],
        )
    connection.executemany(
        "INSERT OR IGNORE INTO names VALUES (?, ?)",
        [(store_text(key), record_id) for key in after - before],
    )
    return before ^ after


def store_links(
    connection: Connection, sources: Iterable[int], stored: StoredNames, resolver: Resolver
) -> None:
    """Keep what the links of records lead to that have none kept yet, and on which keys it depends.

    `resolver` looks them up in `stored`.
    """
    for part in split(sources):
        rows, pairs = [], []
        for record in stored.load(part):
            source_id = stored.get_id(record)
            probes: set[str] = set()
            for position, link in enumerate(record.links):
                target = resolve_link(resolver, record, link)
                target_id = stored.get_id(target) if target else None
                rows.append((source_id, position, target_id, store_text(link.relation)))
                probes |= list_probes(link.target, record.path)
            pairs += [(store_text(key), source_id) for key in probes]
        connection.executemany("INSERT INTO links VALUES (?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO probes VALUES (?, ?)", _sort_pairs(pairs))


def remove_links(connection: Connection, sources: Iterable[int]) -> None:
    """Forget what the links of records lead to."""
    ids = [(source,) for source in sources]
    connection.executemany("DELETE FROM links WHERE source = ?", ids)
    connection.executemany("DELETE FROM probes WHERE source = ?", ids)


def find_dependents(connection: Connection, keys: Iterable[str]) -> set[int]:
    """The ids of the records whose links may lead elsewhere after keys came or went."""
    sources: set[int] = set()
    for key in keys:
        rows = connection.execute("SELECT source FROM probes WHERE key = ?", (store_text(key),))
        sources.update(row[0] for row in rows)
    return sources


def find_neighbours(connection: Connection, ids: Iterable[int]) -> set[int]:
    """The ids of the records that are linked with others, either way, without these."""
    members = list(ids)
    neighbours: set[int] = set()
    for part in split(members):
        listed = ", ".join(map(str, part))
        for query in (
            f"SELECT target FROM links WHERE source IN ({listed}) AND target IS NOT NULL",  # noqa: S608
            f"SELECT source FROM links WHERE target IN ({listed})",  # noqa: S608
        ):
            neighbours.update(row[0] for row in connection.execute(query))
    return neighbours.difference(members)


def load_targets(connection: Connection, source_id: int) -> dict[int, int | None]:
    """The ids of what the links of a record lead to, by position; None for no record."""
    query = "SELECT position, target FROM links WHERE source = ?"
    return dict(connection.execute(query, (source_id,)).fetchall())


def list_beginning(
    connection: Connection,
    beginning: str,
    kind: str = "",
    states: Collection[str] = (),
    limit: int = _MAX_VARIABLES,
) -> list[tuple[str, str, str]]:
    """The keys that begin with a text, each with the ref and the title of its record.

    With the name of a kind only of records of that kind, with states only of those in one of them.
    """
    in_states = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    query = (
        "SELECT names.key, ref, title FROM names JOIN records ON records.id = names.record"  # noqa: S608
        f" WHERE names.key >= ? AND names.key < ? AND (? = '' OR kind = ?){in_states} LIMIT ?"
    )
    end = beginning + "\U0010ffff"
    rows = connection.execute(query, (store_text(beginning), end, kind, kind, *states, limit))
    return [(load_text(key), load_text(ref), load_text(title)) for key, ref, title in rows]


def is_linked(connection: Connection, record_id: int) -> bool:
    """Whether a record has a link, or another one has one to it."""
    query = "SELECT 1 FROM links WHERE source = ? UNION ALL SELECT 1 FROM links WHERE target = ?"
    return connection.execute(query, (record_id, record_id)).fetchone() is not None
