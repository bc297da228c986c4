"""The record block: fields in an invisible comment at a page's end, for what only machines read.

    <!-- minutebook:record
    session: 0197
    digest: sha256:…
    -->

`reader.parse` gives its fields with those of the front matter, and `edit` changes a field where it
stands. What stands there is written as front matter is; nothing in it can end the comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from minutebook.text.frontmatter.emit import format_fields
from minutebook.text.frontmatter.strict import NotCanonical, parse_canonical

FORM_FIELD = "form"  # how the page shows its texts; it is no fact, and not given as one
MARKER = "<!-- minutebook:record"
# Fields of a page with a record block that go there when they are new.
MACHINE_FIELDS = frozenset(
    "session duration tokens commits suggestions links.follows fidelity digest aliases".split()  # noqa: SIM905
)
MAX_LISTED_ITEMS = 3  # a longer list stands in the record block: front matter is shown as a table
_BLOCK = re.compile(r"^<!-- minutebook:record\r?\n((?:(?!-->)[\s\S])*?)^-->\s*\Z", re.MULTILINE)


class RecordBlock(NamedTuple):
    """The offsets of a page's record block, of the text of its fields, and where it begins."""

    start: int
    fields_start: int
    fields_end: int


def find_record_block(text: str) -> RecordBlock | None:
    """The record block that ends a page; None for none."""
    start = text.rfind(MARKER)
    match = _BLOCK.match(text, start) if start >= 0 else None
    return RecordBlock(start, match.start(1), match.end(1)) if match else None


def format_record_block(fields: Mapping[str, object]) -> str:
    """A record block with these fields; there is no line end behind it."""
    return f"{MARKER}\n{format_fields(fields)}-->"


def read_record_block(text: str) -> tuple[dict[str, object], dict[str, int]]:
    """The fields of a page's record block, and the line of each in the page; empty for none."""
    block = find_record_block(text)
    fields: dict[str, object] = {}
    lines: dict[str, int] = {}
    if block is None or block.fields_start == block.fields_end:
        return fields, lines
    source = text[block.fields_start : block.fields_end].replace("\r\n", "\n")
    first_line = text.count("\n", 0, block.fields_start) + 1
    try:
        parse_canonical(source.removesuffix("\n"), first_line, fields, lines)
    except NotCanonical:
        from minutebook.text.frontmatter import reader

        read = reader.parse(f"---\n{source}---\n")[0]
        fields = dict(read.fields)
        lines = {key: line + first_line - 2 for key, line in read.line_numbers.items()}
    return fields, lines


def join_fields(fields: Mapping[str, object], more: Mapping[str, object]) -> dict[str, object]:
    """The fields of the front matter with those of the record block; mappings are joined.

    Of a field that both have the front matter's value counts: people see that one.
    """
    joined = {**more, **fields}
    for key, value in more.items():
        first = fields.get(key)
        if isinstance(value, Mapping) and isinstance(first, Mapping):
            joined[key] = {**value, **first}
    return {key: joined[key] for key in (*fields, *(key for key in more if key not in fields))}


def split_fields(
    fields: Mapping[str, object],
) -> tuple[dict[str, object], dict[str, object]]:
    """The fields for the front matter of a page with a record block, and those for the block."""
    front: dict[str, object] = {}
    hidden: dict[str, object] = {}
    for name, value in fields.items():
        (hidden if _is_long(value) or name in MACHINE_FIELDS else front)[name] = value
    return front, hidden


def belongs_in_block(text: str, name: str, value: object) -> bool:
    """Whether a field of this value goes to the page's record block, rather than front matter.

    That is so on pages that have one: of a field that stands there already, of a new one that only
    machines read, and of a list with more than `MAX_LISTED_ITEMS`.
    """
    if find_record_block(text) is None:
        return False
    if _is_long(value) or name in MACHINE_FIELDS:
        return True
    fields = read_record_block(text)[0]
    parent, _, child = name.partition(".")
    inner = fields.get(parent)
    return name in fields or (isinstance(inner, Mapping) and child in inner)


def _is_long(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) > MAX_LISTED_ITEMS
