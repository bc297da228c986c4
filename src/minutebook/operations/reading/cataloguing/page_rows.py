"""Reads pages into rows of the catalog, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from minutebook.catalog import rows
from minutebook.lean.digests import blake2b
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.model import Folder, Record
from minutebook.records.references.name_index import get_folder, list_keys
from minutebook.repository import store

_DIGEST_BYTES = 16
_BATCH = 500  # pages

# A page to read: its path, its folder, and the digest that the catalog has of it; b"" for none.
WantedPage = tuple[str, Folder, bytes]


class PageRow:
    """What the catalog keeps of a record: its columns, the keys that name it, whether it links.

    `parent` is the folder that it lies in, as `get_folder` gives it, `touched` are the paths of the
    files that a prompt changed.
    """

    __slots__ = ("columns", "has_links", "keys", "parent", "touched")

    def __init__(
        self,
        columns: tuple[object, ...],
        keys: list[str],
        parent: str,
        has_links: bool,
        touched: list[str],
    ) -> None:
        self.columns, self.keys, self.parent = columns, keys, parent
        self.has_links, self.touched = has_links, touched


# None where the page is gone, "" where its text is the one that the catalog has.
ReadPage = PageRow | str | None


def digest_page(text: str, is_cut: bool) -> bytes:
    """What tells one page from another: its text, and whether that is only the head of it."""
    raw = text.encode("utf-8", "surrogateescape")
    return blake2b(raw + b"\0cut" * is_cut, digest_size=_DIGEST_BYTES).digest()


def make_row(record: Record, digest: bytes) -> PageRow:
    """What the catalog keeps of a record. `digest` is that of its page's text."""
    columns = rows.make_row(record, serialize.list_labels(record), digest)
    return PageRow(
        columns,
        list_keys(record),
        get_folder(record),
        bool(record.links),
        rows.list_touched(record),
    )


def read_pages(top: str, wanted: Iterable[WantedPage]) -> Iterator[list[tuple[str, ReadPage]]]:
    """Read pages of records, in their order: lists of paths with what was read, of some hundreds.

    Raises OperationError where a page may not be read.
    """
    remaining = iter(wanted)
    while batch := list(islice(remaining, _BATCH)):
        yield [(path, _read_page(top, folder, path, digest)) for path, folder, digest in batch]


def _read_page(top: str, folder: Folder, path: str, known_digest: bytes) -> ReadPage:
    page = store.read_page(top, path)
    if page is None:
        return None
    text, is_cut = page
    digest = digest_page(text, is_cut)
    if digest == known_digest:
        return ""
    return make_row(reader.read_record(folder, path, text, is_cut=is_cut), digest)
