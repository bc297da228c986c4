"""The index of all texts: FTS5 without contents, brought up to date when it is asked.

Its rows have the `text_id` of a record as their number. These only grow, and a text that is read
anew gets another one; so what is missing are the records behind the highest number that the index
has. A row of a former text stays: SQLite before 3.43 cannot take one out of an index that keeps no
contents. It is left out of answers, which are joined with the records, and once a quarter of the
rows are of that kind the index is made anew.
"""

from __future__ import annotations

from minutebook.catalog import database
from minutebook.catalog.database import Connection, load_text
from minutebook.catalog.fulltext import folding, page_text
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from minutebook.lean.progress import ProgressReporter

    ReadPage = Callable[[str], str | None]  # path to text, None where it cannot be read
    Row = tuple[int, str, str, str, str]  # text_id, and the columns

TABLE, EXTRA_TABLE = "fulltext", "temp.fulltext_extra"
VERSION = "2"  # of what is indexed, and how: another one is made anew
_VERSION_KEY = "fulltext"
_BATCH_SIZE = 500  # texts that are read and written at a time, some MB
_MAX_EXTRA_TEXTS = 2000  # that are read for one search where the index cannot be written
_MIN_STALE_ROWS = 1000
_STALE_SHARE = 4  # one in so many
_SCHEMA = (
    "CREATE VIRTUAL TABLE {} USING fts5(title, labels, body, parts, content='', "
    f'tokenize="{folding.TOKENIZER}")'
)
_FIELDS = "text_id, path, ref, title, labels, feature, files"


class Refreshed(Value):
    """What there is to search: the tables, and how many records are in none of them."""

    tables: tuple[str, ...]
    missing_count: int = 0


def refresh_index(
    connection: Connection, read_page: ReadPage, report_progress: ProgressReporter | None
) -> Refreshed:
    """Bring the index up to date with the table `records`, a batch at a time.

    Each batch is committed, so that an interruption loses one at most. Where the file cannot be
    written, or another process writes it for long, the missing texts are put into a temporary
    table, if they are few.
    """
    try:
        if not _is_current(connection):
            _create_table(connection)
        if not _count_missing(connection):
            return Refreshed((TABLE,))
        _remove_stale(connection)
        _add_missing(connection, read_page, report_progress)
    except database.DatabaseError as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if not database.is_in_order(error):
            raise
        return _add_extra(connection, read_page)
    return Refreshed((TABLE,))


def _is_current(connection: Connection) -> bool:
    """Whether the index is there, of this version."""
    return bool(database.read_meta(connection, _VERSION_KEY) == VERSION)


def _create_table(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if not _is_current(connection):  # another process may have been faster
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        connection.execute(_SCHEMA.format(TABLE))
        database.write_meta(connection, _VERSION_KEY, VERSION)
    connection.execute("COMMIT")


def _get_last_id(connection: Connection) -> int:
    """The highest text_id that the index has. FTS5 keeps the lengths of rows by their number."""
    row = connection.execute(f"SELECT max(id) FROM {TABLE}_docsize").fetchone()  # noqa: S608
    return row[0] or 0


def _count_missing(connection: Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM records WHERE text_id > ?", (_get_last_id(connection),)
    ).fetchone()
    return int(row[0])


def _remove_stale(connection: Connection) -> None:
    """Empty the index where too many of its rows are of texts that are gone."""
    query = f"SELECT (SELECT count(*) FROM {TABLE}_docsize), (SELECT count(*) FROM records)"  # noqa: S608
    indexed_count, record_count = connection.execute(query).fetchone()
    missing_count = _count_missing(connection)
    stale_count = indexed_count - (record_count - missing_count)
    if stale_count > max(_MIN_STALE_ROWS, indexed_count // _STALE_SHARE):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")  # noqa: S608
        connection.execute("COMMIT")


def _add_missing(
    connection: Connection, read_page: ReadPage, report_progress: ProgressReporter | None
) -> None:
    done, total, count = 0, _count_missing(connection), 1
    while count:
        if report_progress:
            report_progress(min(done, total), total)
        connection.execute("BEGIN IMMEDIATE")
        # Asked within the transaction: another process may have gone on meanwhile.
        count = _add_batch(connection, TABLE, _get_last_id(connection), _BATCH_SIZE, read_page)
        connection.execute("COMMIT")
        done += count


def _add_batch(
    connection: Connection, table: str, last_id: int, size: int, read_page: ReadPage
) -> int:
    """Add the texts of the next records, and give how many they were."""
    query = f"SELECT {_FIELDS} FROM records WHERE text_id > ? ORDER BY text_id LIMIT ?"  # noqa: S608
    rows = connection.execute(query, (last_id, size)).fetchall()
    connection.executemany(
        f"INSERT INTO {table}(rowid, title, labels, body, parts) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        _make_rows(rows, read_page),
    )
    return len(rows)


def _make_rows(records: Iterable[tuple], read_page: ReadPage) -> Iterable[Row]:  # type: ignore[type-arg]
    for text_id, *stored in records:
        path, ref, title, labels, feature, files = map(load_text, stored)
        page = read_page(path) or ""
        body = page_text.read_body(page)
        shown_title = f"{ref} {title}"
        named = f"{labels} {feature} {page_text.read_aliases(page)}"
        parts = f"{folding.list_parts(shown_title)} . {folding.list_parts(body)} . {files}"
        yield (
            text_id,
            folding.fold_text(shown_title),
            folding.fold_text(named),
            folding.fold_text(body),
            folding.fold_text(parts),
        )


def _add_extra(connection: Connection, read_page: ReadPage) -> Refreshed:
    """What can be searched where the file cannot be written."""
    has_table = _is_current(connection)
    tables = (TABLE,) if has_table else ()
    last_id = _get_last_id(connection) if has_table else 0
    query = "SELECT count(*) FROM records WHERE text_id > ?"
    missing_count = int(connection.execute(query, (last_id,)).fetchone()[0])
    if not missing_count or missing_count > _MAX_EXTRA_TEXTS:
        return Refreshed(tables, missing_count)
    connection.execute(f"DROP TABLE IF EXISTS {EXTRA_TABLE}")
    connection.execute(_SCHEMA.format(EXTRA_TABLE))
    _add_batch(connection, EXTRA_TABLE, last_id, missing_count, read_page)
    return Refreshed((*tables, EXTRA_TABLE))
