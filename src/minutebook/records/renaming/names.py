"""The names by which texts call a record: those of its file, or of the folder around its page."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records import filenames
from minutebook.records.model import Record
from minutebook.text import markdown

_PATH_BEFORE = compile_lazily(r"[\w.%~@+/-]*\Z")
_MAX_PATH_BEFORE_CHARS = 400
_KIND_PREFIX = compile_lazily(r"(?:adr|phr)[-_]", re.IGNORECASE)


def is_numbered_by_folder(record: Record) -> bool:
    """Whether the number is in the name of the folder around the page, as for a README.

    To change it would move more than one file.
    """
    return record.is_folder_record or record.file_name.lower() == "readme.md"


def get_named_part(record: Record) -> str:
    """The name that states number and slug: the file's, for a README the folder's."""
    if is_numbered_by_folder(record):
        return record.path.rpartition("/")[0].rpartition("/")[2]
    return record.file_name


def locate_parent(record: Record) -> str:
    """The folder in which the file, or the folder, lies that states a record's number."""
    parent = record.path.rpartition("/")[0]
    return parent.rpartition("/")[0] if is_numbered_by_folder(record) else parent


def has_number_in_name(record: Record) -> bool:
    """Whether the name states the number; else the page does, or there is none."""
    return record.number is not None and not record.number_line


def is_of_words(record: Record) -> bool:
    """Whether the name has neither number nor date, so that it may stand in any sentence."""
    if has_number_in_name(record):
        return False
    return not filenames.parse_name(record.kind, get_named_part(record)).date


def locate_name(record: Record) -> int:
    """Where in the name that begins which texts call the record by: an offset.

    It begins with the digits, whatever prefix is before them; with the date where there are none.
    """
    if not has_number_in_name(record):
        return 0
    part = get_named_part(record)
    parsed = filenames.parse_name(record.kind, part)
    if parsed.date:
        return part.index(record.digits, len("20251206"))
    return len(parsed.prefix)


def list_names(record: Record) -> list[str]:
    """A record's name without stage and ending, from its digits on.

    As it is, and as links write it where it has characters that they encode.
    """
    name = get_named_part(record)[locate_name(record) :]
    if record.slug:
        name = name[: name.index(record.slug, _count_digits(record)) + len(record.slug)]
    return list(dict.fromkeys((name, encode_name(name))))


def encode_name(name: str) -> str:
    """A name as the address of a link has it."""
    return markdown.make_link("", name)[len("[](") : -len(")")]


def find_path_before(text: str, start: int, record: Record) -> str | None:
    """What belongs to a name before its beginning at `start`: folders and prefix.

    None where something else stands there, so that it is the middle of another name.
    """
    match = _PATH_BEFORE.search(text[max(0, start - _MAX_PATH_BEFORE_CHARS) : start])
    before = match[0] if match else ""
    prefix = before.rpartition("/")[2]
    own_prefix = get_named_part(record)[: locate_name(record)]
    return before if prefix in ("", own_prefix) or _KIND_PREFIX.fullmatch(prefix) else None


def replace_slug(record: Record, slug: str) -> str:
    """The path of a record with another slug in the name of its file, or of the folder around it.

    Words are joined as in the old one: by `-`, `_` or blanks. A name without a slug stays, and one
    that differs in case alone.
    """
    joint = next((sign for sign in "-_ " if sign in record.slug), "-")
    new_slug = slug.replace("-", joint)
    if not record.slug or filenames.fold_name(new_slug) == filenames.fold_name(record.slug):
        return record.path
    old_part = get_named_part(record)
    slug_start = old_part.index(record.slug, locate_name(record) + _count_digits(record))
    new_part = old_part[:slug_start] + new_slug + old_part[slug_start + len(record.slug) :]
    return replace_named_part(record, new_part)


def replace_named_part(record: Record, new_part: str) -> str:
    """The path of a record with another name that states number and slug."""
    old_part = get_named_part(record)
    folder, _, name = record.path.rpartition("/")
    if not is_numbered_by_folder(record):
        return f"{folder}/{new_part}" if folder else new_part
    if name.startswith(f"{old_part}."):  # `0007-use-redis/0007-use-redis.md`
        name = new_part + name[len(old_part) :]
    around = folder.rpartition("/")[0]
    return "/".join(filter(None, (around, new_part, name)))


def _count_digits(record: Record) -> int:
    return len(record.digits) if has_number_in_name(record) else 0
