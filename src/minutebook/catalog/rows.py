"""Records as rows of the catalog, and rows as records."""

from __future__ import annotations

import marshal
from binascii import crc32
from collections.abc import Iterable, Mapping
from sys import intern

from minutebook.catalog.database import ITEM_SEPARATOR, store_text
from minutebook.catalog.database import split_items as split_items
from minutebook.lean.values import fields, to_dict
from minutebook.records.adr.fields import fold_fields, format_value, read_field_items
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Finding, Folder, Link, Record
from minutebook.records.phr.traced_files import clean_file, list_traced
from minutebook.records.references.name_index import get_folder

# Fields of a record that its facts leave out: what the text says is read from the page.
_LEFT_OUT = ("kind", "folder", "text")
_FACT_NAMES = tuple(each.name for each in fields(Record) if each.name not in _LEFT_OUT)
_SCALARS = ("feature", "agent", "session")
_MAX_STATE_CHARS = 20
# Fields of a record of which many have the same text.
_SHARED = ("state", "state_raw", "date", "dialect", "subfolder", "series", "date_text")
_MAX_SHARED_CHARS = 40
# Columns of a record's row behind its ids, in the order of `make_row`.
COLUMNS = (
    *("path", "kind", "folder", "parent", "ref", "number", "suffix", "title", "state", "state_raw"),
    *("shown_state", "date", "feature", "agent", "session", "labels", "deciders", "files"),
    *("is_unsure", "digest", "facts", "note", "governs"),
)


class DamagedFacts(ValueError):
    """What a row holds is not what was written: the catalog is to be made anew."""


def make_row(record: Record, labels: Iterable[str], digest: bytes) -> tuple[object, ...]:
    """The row of a record, as in COLUMNS. `digest` is that of its page's text."""
    folded_fields = fold_fields(record.fields)  # once for all columns
    parent = get_folder(record)
    files = read_field_items(record, "files") if folded_fields else ()
    return (
        *map(store_text, (record.path, record.kind.name, record.folder.path, parent, record.ref)),
        record.number,
        record.suffix,
        *map(store_text, (record.title, record.state, record.state_raw, show_state(record))),
        record.date,
        *(store_text(format_value(folded_fields.get(name))) for name in _SCALARS),
        *map(store_text, (join_items(labels), join_items(record.deciders))),
        store_text(join_items(map(clean_file, files))),
        _may_be_two_days(record),
        digest,
        dump_facts(record),
        None if record.kind is ADR else "",
        store_text(join_items(record.governs)),
    )


def list_touched(record: Record) -> list[str]:
    """The paths of the files that a prompt changed, as its page lists them and its traces do."""
    if record.kind is ADR:
        return []
    files = read_field_items(record, "files")
    return list(dict.fromkeys([*map(clean_file, files), *list_traced(record.fields, files)]))


def show_state(record: Record) -> str:
    """The stage or status of a record in a list: the known one, else what the page says, cut."""
    return record.state or clean_title(record.state_raw)[:_MAX_STATE_CHARS]


def _may_be_two_days(record: Record) -> bool:
    """Whether other records may settle which day a page states."""
    if record.date or not record.date_text:
        return False
    from minutebook.records.adr.vocabulary import dates  # most dates are sure

    return bool(dates.read_date(record.date_text).by_order)


def join_items(items: Iterable[str]) -> str:
    """The items of a list as a column holds them: each with a separator before and behind it."""
    joined = ITEM_SEPARATOR.join(item.replace(ITEM_SEPARATOR, " ") for item in items)
    return f"{ITEM_SEPARATOR}{joined}{ITEM_SEPARATOR}" if joined else ""


def dump_facts(record: Record) -> bytes:
    """All that a record says but its text, with a sum that tells damage."""
    contents = to_dict(record)
    contents["links"] = [tuple(to_dict(link).values()) for link in record.links]
    contents["findings"] = [tuple(to_dict(finding).values()) for finding in record.findings]
    contents["fields"] = {_share(name): _share(value) for name, value in record.fields.items()}
    for name in _SHARED:
        contents[name] = _share(contents[name])
    try:
        facts = marshal.dumps([contents[name] for name in _FACT_NAMES])
    except ValueError:  # a date, say
        contents["fields"] = _copy_plain(record.fields)
        facts = marshal.dumps([contents[name] for name in _FACT_NAMES])
    return crc32(facts).to_bytes(4, "big") + facts


def _share(value: object) -> object:
    """A value, a short text as an object that all records share when they are loaded.

    `marshal` keeps that a text is interned. It makes 100,000 records a third smaller in memory.
    """
    if type(value) is str and len(value) <= _MAX_SHARED_CHARS:
        return intern(value)
    return value


def _copy_plain(value: object) -> object:
    """A value of front matter made of what can be stored alone."""
    if isinstance(value, Mapping):
        return {_copy_plain(key): _copy_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copy_plain(item) for item in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def load_record(stored: bytes, folder: Folder, date: str, text: str = "") -> Record:
    """The record of a row, with a text where one is given. Raises DamagedFacts.

    `date` is the one that the row states: other records may have settled it.
    """
    facts = stored[4:]
    if crc32(facts).to_bytes(4, "big") != stored[:4]:
        raise DamagedFacts
    try:
        contents = dict(zip(_FACT_NAMES, marshal.loads(facts), strict=True))  # noqa: S302 - ours
        contents["links"] = tuple(Link(*link) for link in contents["links"])
        contents["findings"] = tuple(Finding(*finding) for finding in contents["findings"])
    except (EOFError, TypeError, ValueError):
        raise DamagedFacts from None
    contents["date"] = date
    return Record(kind=folder.kind, folder=folder, text=text, **contents)
