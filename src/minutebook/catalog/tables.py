"""The small tables of the catalog: what it depends on, and the looks that it was made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from minutebook.catalog.database import (
    Connection,
    DatabaseError,
    load_text,
    read_meta,
    store_text,
    write_meta,
)
from minutebook.catalog.looks import FolderLook, join
from minutebook.lean.values import Value

_SEPARATOR = "\0"  # no name has it
_JUDGED_UNDER = "judged-under"  # the signature of the verdicts
# Of prompts nothing is pending.
_NOT_DERIVED = "note = CASE kind WHEN 'adr' THEN NULL ELSE '' END, document = NULL"
# The names that a file had, or a file below a folder: its path is given three times, see callers.
_FORMER_NAMES = (
    "WITH RECURSIVE named(name) AS (SELECT former FROM renamed"
    " WHERE path = ? OR (path >= ? AND path < ?)"
    " UNION SELECT former FROM renamed JOIN named ON path = name)"
)
# The tables that are filled from pages.
_PAGE_TABLES = ("looks", "pages", "records", "names", "links", "probes", "touched")


def _join(names: Iterable[str]) -> str | bytes:
    return store_text(_SEPARATOR.join(names))


def _split(stored: str | bytes) -> tuple[str, ...]:
    text = load_text(stored)
    return tuple(text.split(_SEPARATOR)) if text else ()


def load_roots(connection: Connection) -> tuple[str, ...]:
    """The folders of records that the catalog is of, as paths from the top."""
    return _split(read_meta(connection, "roots"))


def load_witnesses(connection: Connection) -> dict[str, str]:
    """The files that the settings depend on, and what was seen of each."""
    parts = _split(read_meta(connection, "witnesses"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def store_dependencies(
    connection: Connection, roots: Iterable[str], scope: str, witnesses: Mapping[str, str]
) -> None:
    """Keep what the catalog depends on: folders, a text of all that matters, and witnesses."""
    write_meta(connection, "roots", _join(roots))
    write_meta(connection, "scope", store_text(scope))
    write_meta(connection, "witnesses", _join(part for pair in witnesses.items() for part in pair))


def load_scope(connection: Connection) -> str:
    """The text of all that reading depends on, as it was when the rows were made."""
    return load_text(read_meta(connection, "scope"))


def load_looks(
    connection: Connection, is_wanted: Callable[[str], bool] | None = None
) -> dict[str, FolderLook]:
    """The looks at folders that the rows were made from, by path: at all, or at those wanted."""
    looks = {}
    for path, stat, subfolders, names, stats in connection.execute("SELECT * FROM looks"):
        if is_wanted is not None and not is_wanted(load_text(path)):
            continue
        inode, changed, modified = map(int, stat.split())
        folder_stat = (inode, changed, modified)
        looks[load_text(path)] = FolderLook(folder_stat, _split(subfolders), _split(names), stats)
    return looks


def store_looks(connection: Connection, looks: Mapping[str, FolderLook | None]) -> None:
    """Keep new looks, and forget folders that are gone (None)."""
    for path, look in looks.items():
        if look is None:
            connection.execute("DELETE FROM looks WHERE path = ?", (store_text(path),))
            continue
        connection.execute(
            "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?)",
            (
                store_text(path),
                " ".join(map(str, look.stat)),
                _join(look.subfolders),
                _join(look.names),
                look.stats,
            ),
        )


def clear_pages(connection: Connection) -> None:
    """Forget all that came from pages."""
    for table in _PAGE_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608


def load_number(connection: Connection, name: str) -> int:
    """A number that is kept of the catalog as a whole; 0 for none."""
    return int(read_meta(connection, name) or 0)


def store_number(connection: Connection, name: str, number: int) -> None:
    """Keep a number of the catalog as a whole."""
    write_meta(connection, name, number)


def load_list(connection: Connection, name: str) -> set[str]:
    """The paths that are kept of the catalog as a whole under a name."""
    return set(_split(read_meta(connection, name)))


def store_list(connection: Connection, name: str, paths: Iterable[str]) -> None:
    """Keep paths of the catalog as a whole under a name."""
    write_meta(connection, name, _join(sorted(paths)))


def list_pages(connection: Connection) -> Iterator[str]:
    """The paths of all pages that the looks saw, records or not."""
    for folder, stored in connection.execute("SELECT path, names FROM looks").fetchall():
        for name in _split(stored):
            yield join(load_text(folder), name)


def store_other_pages(connection: Connection, paths: Iterable[str], gone: Iterable[str]) -> bool:
    """Keep the paths of pages that are no records, and forget others; whether that changed any."""
    before = connection.total_changes
    connection.executemany(
        "DELETE FROM pages WHERE path = ?", [(store_text(path),) for path in gone]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO pages VALUES (?)", [(store_text(path),) for path in paths]
    )
    return connection.total_changes != before


def list_other_pages(connection: Connection) -> list[str]:
    """The paths of the pages that are no records."""
    query = "SELECT path FROM pages ORDER BY path"
    return [load_text(row[0]) for row in connection.execute(query)]


def list_facts(connection: Connection) -> Iterator[tuple[int, str, str, str, bytes, bytes]]:
    """Of each record the id, the path, that of its folder, the date, the digest and the facts."""
    query = "SELECT id, path, folder, date, digest, facts FROM records ORDER BY path"
    for record_id, path, folder, date, digest, facts in connection.execute(query):
        yield record_id, load_text(path), load_text(folder), date, digest, facts


def list_digests(connection: Connection) -> list[tuple[str, bytes]]:
    """Of each record the path and the digest of its page's text."""
    rows = connection.execute("SELECT path, digest FROM records ORDER BY path").fetchall()
    return [(load_text(path), digest) for path, digest in rows]


def load_verdicts(connection: Connection, signature: str) -> dict[str, str]:
    """What was kept of the judgement of pages under a signature, by path."""
    if load_text(read_meta(connection, _JUDGED_UNDER)) != signature:
        return {}
    query = "SELECT path, verdict FROM records WHERE verdict IS NOT NULL"
    return {load_text(path): load_text(verdict) for path, verdict in connection.execute(query)}


def store_verdicts(connection: Connection, signature: str, verdicts: Mapping[str, str]) -> None:
    """Keep judgements of pages by path, where the catalog can be written just now."""
    if not verdicts:
        return
    with _Change(connection):
        if load_text(read_meta(connection, _JUDGED_UNDER)) != signature:
            connection.execute("UPDATE records SET verdict = NULL")
            write_meta(connection, _JUDGED_UNDER, store_text(signature))
        connection.executemany(
            "UPDATE records SET verdict = ? WHERE path = ?",
            [(store_text(verdict), store_text(path)) for path, verdict in verdicts.items()],
        )


def list_links(connection: Connection) -> Iterator[tuple[int, int, int]]:
    """Of each link the id of its record, its place among its links, and the id of its target.

    Those that lead to no record are left out.
    """
    query = "SELECT source, position, target FROM links WHERE target IS NOT NULL"
    yield from connection.execute(query)


def remove_record(connection: Connection, record_id: int) -> bool:
    """Remove the row of a record; whether it was the last one of its folder."""
    row = connection.execute("SELECT parent FROM records WHERE id = ?", (record_id,)).fetchone()
    connection.execute("DELETE FROM records WHERE id = ?", (record_id,))
    store_touched(connection, {record_id: ()})
    return bool(row) and not has_records(connection, load_text(row[0]))


def store_touched(connection: Connection, paths_by_id: Mapping[int, Iterable[str]]) -> None:
    """Keep the paths of the files that prompts changed, by the ids of their records."""
    connection.executemany(
        "DELETE FROM touched WHERE record = ?", [(record_id,) for record_id in paths_by_id]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO touched VALUES (?, ?)",
        [
            (store_text(path), record_id)
            for record_id, paths in paths_by_id.items()
            for path in paths
        ],
    )


def list_touching(connection: Connection, path: str) -> list[int]:
    """The ids of the prompts that changed what has a path, or a file below that."""
    query = "SELECT DISTINCT record FROM touched WHERE path = ? OR (path >= ? AND path < ?)"
    values = (store_text(path), store_text(f"{path}/"), store_text(f"{path}0"))  # `0` is behind `/`
    return [row[0] for row in connection.execute(query, values)]


def list_changing(connection: Connection, path: str) -> list[int]:
    """The ids of the prompts that changed a file, or a file below a folder, under any name.

    Former names are known as far as `store_renames` was told them.
    """
    query = (
        f"{_FORMER_NAMES} SELECT DISTINCT record FROM touched"  # noqa: S608
        " WHERE path = ? OR (path >= ? AND path < ?) OR path IN (SELECT name FROM named)"
    )
    values = (store_text(path), store_text(f"{path}/"), store_text(f"{path}0"))  # `0` is behind `/`
    return [row[0] for row in connection.execute(query, (*values, *values))]


def list_followed_paths(connection: Connection) -> list[str]:
    """The paths of files that prompts changed, and those that such files got later."""
    query = "SELECT path FROM touched UNION SELECT path FROM renamed"
    return [load_text(row[0]) for row in connection.execute(query)]


def store_renames(
    connection: Connection,
    renames: Iterable[tuple[str, str]],
    known: Mapping[str, str | Iterable[str]],
) -> None:
    """Keep former and later paths of files, and what is `known` of the whole: a text, or paths.

    Left out where the catalog cannot be written just now.
    """
    with _Change(connection):
        connection.executemany(
            "INSERT OR IGNORE INTO renamed (former, path) VALUES (?, ?)",
            [(store_text(former), store_text(path)) for former, path in renames],
        )
        for name, value in known.items():
            write_meta(connection, name, value if isinstance(value, str) else _join(sorted(value)))


def describe_touched(connection: Connection) -> str:
    """What changes where prompts are added that changed files."""
    query = "SELECT count(*), max(record) FROM touched"
    return " ".join(map(str, connection.execute(query).fetchone()))


class TouchingPrompt(Value):
    """What is said of a prompt that changed a file: no more than a list says of it."""

    record_id: int
    ref: str
    title: str
    path: str
    date: str


def list_newest_prompts(
    connection: Connection, record_ids: Collection[int] | None, limit: int
) -> tuple[list[TouchingPrompt], int]:
    """The newest prompts, of some or with None of all, and how many of these there are."""
    among = "" if record_ids is None else f" AND id IN ({', '.join(map(str, record_ids))})"
    query = (
        f"SELECT id, ref, title, path, date FROM records WHERE kind = 'phr'{among}"  # noqa: S608
        " ORDER BY date DESC, number DESC, path DESC LIMIT ?"
    )
    prompts = [
        TouchingPrompt(row[0], *map(load_text, row[1:]))
        for row in connection.execute(query, (limit,))
    ]
    counting = f"SELECT count(*) FROM records WHERE kind = 'phr'{among}"  # noqa: S608
    return prompts, connection.execute(counting).fetchone()[0]


def count_touched(connection: Connection, folder: str, limit: int) -> list[tuple[int, int]]:
    """The ids of the prompts that changed most files below a folder, with how many; "" for all.

    Files count that are there by now, whatever they were called then.
    """
    query = (
        f"{_FORMER_NAMES} SELECT record, count(*) FROM touched"  # noqa: S608
        " WHERE ? = '' OR (path >= ? AND path < ?) OR path IN (SELECT name FROM named)"
        " GROUP BY record ORDER BY count(*) DESC, record DESC LIMIT ?"
    )
    bounds = (store_text(f"{folder}/"), store_text(f"{folder}0"))  # `0` is behind `/`
    values = (store_text(folder), *bounds, store_text(folder), *bounds, limit)
    return connection.execute(query, values).fetchall()


def list_governing(connection: Connection) -> list[tuple[int, str | bytes]]:
    """The ids of the decisions that state what they govern, and the globs as a column has them."""
    return connection.execute("SELECT id, governs FROM records WHERE governs != ''").fetchall()


def list_topics(connection: Connection) -> list[tuple[int, str | bytes | None]]:
    """The ids of decisions that may be in force, the newest first, and the topics of each.

    None where these were not asked for yet; decisions without topics are left out.
    """
    query = (
        "SELECT id, topics FROM records WHERE kind = 'adr' AND topics IS NOT ''"
        " AND (state = 'accepted' OR (state = '' AND state_raw = '')) ORDER BY date DESC, path DESC"
    )
    return connection.execute(query).fetchall()


def has_records(connection: Connection, folder: str) -> bool:
    """Whether any record lies right in a folder."""
    query = "SELECT 1 FROM records WHERE parent = ? LIMIT 1"
    return connection.execute(query, (store_text(folder),)).fetchone() is not None


def list_unsure_dates(connection: Connection) -> dict[str, str]:
    """The paths of the records whose page states a date that may be two days, and that settled."""
    query = "SELECT path, date FROM records WHERE is_unsure"
    return {load_text(path): date for path, date in connection.execute(query)}


def list_session(connection: Connection, record_id: int) -> list[int]:
    """The ids of the prompts of the session that a record is of; none where it states none."""
    query = (
        "SELECT id FROM records WHERE kind = 'phr' AND session != ''"
        " AND session = (SELECT session FROM records WHERE id = ?)"
    )
    return [row[0] for row in connection.execute(query, (record_id,))]


def store_date(connection: Connection, path: str, date: str) -> None:
    """Keep the date of a record that the others have settled."""
    connection.execute(
        f"UPDATE records SET date = ?, {_NOT_DERIVED} WHERE path = ?",  # noqa: S608
        (date, store_text(path)),
    )


def forget_derived(connection: Connection, record_ids: Iterable[int]) -> None:
    """Forget what was derived of records from others, too."""
    connection.executemany(
        f"UPDATE records SET {_NOT_DERIVED} WHERE id = ?",  # noqa: S608
        [(record_id,) for record_id in record_ids],
    )


def store_derived(connection: Connection, column: str, texts: Mapping[int, str]) -> None:
    """Keep what was derived of records, by their ids, where the catalog can be written just now."""
    with _Change(connection):
        connection.executemany(
            f"UPDATE records SET {column} = ? WHERE id = ?",  # noqa: S608
            [(store_text(text), record_id) for record_id, text in texts.items()],
        )


class _Change:
    """A transaction for what is made again where it cannot be kept: the file may be locked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        if kind is None:
            try:
                self._connection.execute("COMMIT")
            except DatabaseError as refusal:
                kind = type(refusal)
        if kind is not None and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        return kind is not None and issubclass(kind, DatabaseError)


def load_documents(connection: Connection, record_ids: Iterable[int]) -> dict[int, str | None]:
    """The documents of records by their ids; None where none is kept."""
    listed = ", ".join(map(str, record_ids))
    query = f"SELECT id, document FROM records WHERE id IN ({listed})"  # noqa: S608
    return dict(connection.execute(query).fetchall())
