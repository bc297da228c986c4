"""The catalog's file: opened, made where there is none, made anew where it cannot be trusted.

Any number of processes may read and write it at once: a change is one transaction, and who finds
the file locked waits. A process that dies leaves the state before its transaction.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from typing import Any
else:
    try:
        # What `sqlite3` is made of: its adapters of dates, which nothing here needs, make a third
        # of Python's start of its import (measured: 1.33 times `python -c pass`, not 1.62).
        import _sqlite3 as sqlite3
    except ImportError:
        import sqlite3

Connection = sqlite3.Connection
DatabaseError = sqlite3.DatabaseError  # also raised by what is no database
# What reading a catalog raises that is not as it was written: SQLite sees damage to its own pages,
# damage within them gives values of another type or number, and ids that lead nowhere.
DAMAGE = (DatabaseError, AttributeError, LookupError, TypeError, ValueError)
IN_MEMORY = ":memory:"
ITEM_SEPARATOR = "\x1f"  # around each item of a list in a column
# Changes with the tables, and with what their columns hold.
_SCHEMA_VERSION = 3
_WAIT_SECONDS = 30.0  # for another process to end its change: to build all of it takes as long
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE looks (
    path TEXT PRIMARY KEY, stat TEXT, subfolders TEXT, names TEXT, stats BLOB
) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    text_id INTEGER NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    folder TEXT NOT NULL,
    parent TEXT NOT NULL,
    ref TEXT NOT NULL,
    number INTEGER,
    suffix TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    state_raw TEXT NOT NULL,
    shown_state TEXT NOT NULL,
    date TEXT NOT NULL,
    feature TEXT NOT NULL,
    agent TEXT NOT NULL,
    session TEXT NOT NULL,
    labels TEXT NOT NULL,
    deciders TEXT NOT NULL,
    files TEXT NOT NULL,
    is_unsure INTEGER NOT NULL,
    digest BLOB NOT NULL,
    facts BLOB NOT NULL,
    verdict BLOB,
    note TEXT,
    document TEXT,
    governs TEXT NOT NULL,
    sentence TEXT,
    topics TEXT
);
CREATE TABLE names (key TEXT, record INTEGER, PRIMARY KEY (key, record)) WITHOUT ROWID;
CREATE TABLE links (
    source INTEGER, position INTEGER, target INTEGER, relation TEXT NOT NULL,
    PRIMARY KEY (source, position)
) WITHOUT ROWID;
CREATE TABLE probes (key TEXT, source INTEGER, PRIMARY KEY (key, source)) WITHOUT ROWID;
CREATE TABLE touched (path TEXT, record INTEGER, PRIMARY KEY (path, record)) WITHOUT ROWID;
CREATE TABLE renamed (path TEXT, former TEXT, PRIMARY KEY (path, former)) WITHOUT ROWID;
"""
_INDEXES = {
    "records_by_session": "records (session) WHERE session != ''",
    "records_by_parent": "records (parent)",
    "records_unsure": "records (path) WHERE is_unsure",
    "names_by_record": "names (record)",
    "links_by_target": "links (target) WHERE target IS NOT NULL",
    "probes_by_source": "probes (source)",
    "touched_by_record": "touched (record)",
    "records_governing": "records (path) WHERE governs != ''",
}
_FILLING_CACHE_KB = 32_768  # of pages of the file, while most of it is written


def open_database(path: str, program_version: str) -> Connection:
    """Open the catalog at a path, or make an empty one there.

    One of another version, of another Python, or that is damaged is removed first. Raises OSError
    and DatabaseError where none can be kept there.
    """
    version = describe_version(program_version)
    for _ in range(2):
        connection = connect(path)
        try:
            if _read_version(connection) == version:
                return connection
            if not _has_tables(connection):
                _make_tables(connection, version)
                if _read_version(connection) == version:
                    return connection
        except sqlite3.DatabaseError as error:
            if is_in_order(error):
                connection.close()
                raise
        connection.close()
        remove_database(path)
    raise sqlite3.DatabaseError(f"{path} cannot be made")


def open_in_memory(program_version: str) -> Connection:
    """An empty catalog that ends with the process."""
    connection = connect(IN_MEMORY)
    _make_tables(connection, describe_version(program_version))
    return connection


def connect(path: str) -> Connection:
    """A connection that begins and ends its transactions itself, where it is told to."""
    return sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)


def describe_version(program_version: str) -> str:
    """What a catalog has to be made by, to be trusted: its rows are read as they were written.

    The time of the installed program is part of it: two builds may have one version.
    """
    installed = os.stat(__file__).st_mtime_ns
    return f"{_SCHEMA_VERSION} {program_version} {installed} {sys.version.partition(' ')[0]}"


def remove_database(path: str) -> None:
    """Remove a catalog's file, and what SQLite keeps beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        try:
            os.unlink(path + ending)
        except FileNotFoundError:
            pass


def _make_tables(connection: Connection, version: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _has_tables(connection):  # another process may have made them meanwhile
            for statement in _SCHEMA.split(";"):
                if statement.strip():
                    connection.execute(statement)
            make_indexes(connection)
            write_meta(connection, "version", version)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def prepare_filling(connection: Connection) -> None:
    """Make an empty catalog ready for many rows: its indexes are to be made behind them."""
    connection.execute(f"PRAGMA cache_size = -{_FILLING_CACHE_KB}")
    for name in _INDEXES:
        connection.execute(f"DROP INDEX {name}")


def make_indexes(connection: Connection) -> None:
    """Make the indexes that are not there."""
    for name, columns in _INDEXES.items():
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")


def _has_tables(connection: Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def has_table(connection: Connection, name: str) -> bool:
    """Whether the catalog has a table of a name: full text is made when first searched."""
    query = "SELECT 1 FROM sqlite_master WHERE name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


def _read_version(connection: Connection) -> str:
    """The version of the program that made a catalog; "" where it has no tables."""
    if not _has_tables(connection):
        return ""
    return str(read_meta(connection, "version"))


def is_in_order(error: Exception) -> bool:
    """Whether an error says that a catalog is held by another process, or may not be written."""
    if isinstance(error, sqlite3.ProgrammingError):
        raise error  # a mistake of ours, which is not to be hidden
    return isinstance(error, OSError) or any(
        word in str(error) for word in ("locked", "busy", "readonly", "unable to open", "full")
    )


def read_meta(connection: Connection, name: str) -> Any:
    """What is kept of the catalog as a whole under a name; "" for nothing."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else ""


def write_meta(connection: Connection, name: str, value: object) -> None:
    """Keep something of the catalog as a whole."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def store_text(text: str) -> str | bytes:
    """A text as SQLite takes it: as bytes where it has what was not UTF-8 on the disk."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
    return text


def load_text(stored: str | bytes) -> str:
    """A text that `store_text` gave."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogateescape")


def split_items(stored: str | bytes) -> tuple[str, ...]:
    """The items of a list as a column holds them: see `rows.join_items`."""
    text = load_text(stored).strip(ITEM_SEPARATOR)
    return tuple(text.split(ITEM_SEPARATOR)) if text else ()


def list_placeholders(values: Iterable[object]) -> str:
    """`?, ?, ?` for so many values."""
    return ", ".join("?" for _ in values)
