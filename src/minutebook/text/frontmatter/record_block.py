"""The record block: fields in an invisible comment below a page, for what only machines read.

    <!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->
    <!-- minutebook:record
    session: 0197
    digest: sha256:…
    -->

`reader.parse` gives its fields with those of the front matter, and `edit` changes a field where it
stands. What stands there is written as front matter is; nothing in it can end the comment. People
may write below it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text.frontmatter.emit import format_fields
from minutebook.text.frontmatter.strict import NotCanonical, parse_canonical
from minutebook.text.frontmatter.table_width import fits_table

FORM_FIELD = "form"  # how the page shows its texts; it is no fact, and not given as one
MARKER = "<!-- minutebook:record"
# Fields of a page with a record block that go there when they are new.
MACHINE_FIELDS = frozenset(
    (
        *("session", "duration", "tokens", "usage", "commits", "suggestions", "asked_before"),
        *("traces", "told"),
        *("links.follows", "fidelity", "digest", "response-digest", "aliases"),
    )
)
# The fields in the order in which they are given room in the front matter.
_SHOWN_FIRST = (
    *("id", "title", "stage", "date", "visibility", "feature", "agent", "model", "links", "labels"),
    *("user", "branch", "command", "surface", "files", "tests"),
)
MAX_LISTED_ITEMS = 3  # a longer list stands in the record block: front matter is shown as a table
# What linters of markdown are not to mind: quoted texts have signs of their own for lists (MD004)
# and emphasis (MD049, MD050), and headings that the page has, too (MD024); the title stands in the
# front matter, as every convention wants, and in a heading (MD025), and may be a question (MD026).
_LINT_COMMENT = "<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->"
# Not possessive: Python before 3.11.5 loses a group around a possessive repeat of groups.
_BLOCK = compile_lazily(
    r"^<!-- minutebook:record\r?\n((?:(?![^\n]*-->)[^\n]*\n)*)-->[ \t]*(?:\r?\n|\r?\Z)",
    re.MULTILINE,
)
_FORMER_FIELD = "\nfidelity:"  # in front matter: the page has the former form, without a block


class RecordBlock(Value):
    """The offsets of a page's record block, of the text of its fields, and where it ends."""

    start: int
    fields_start: int
    fields_end: int
    end: int


def find_record_block(text: str) -> RecordBlock | None:
    """The record block of a page; None for none.

    It is the last such comment at a line's beginning: one that ends the page, else one that is not
    in code or in a longer comment. In a page's quotations none stands so, but in those of the
    former form, which has its facts in the front matter: it has no record block.
    """
    start = text.rfind(MARKER)
    if start < 0:
        return None
    front_end = text.find("\n---", 3) if text.startswith(("---", "\ufeff---")) else -1
    if front_end > 0 and text.find(_FORMER_FIELD, 0, front_end) >= 0:
        return None
    match = _BLOCK.match(text, start)
    if match is None or text[match.end() :].strip():
        match = _find_above_text(text, max(front_end, 0))
    if match is None:
        return None
    start = match.start()
    before = text[:start].removesuffix("\n").removesuffix("\r")
    if before.endswith(_LINT_COMMENT):
        start = len(before) - len(_LINT_COMMENT)
    return RecordBlock(start, match.start(1), match.end(1), match.end())


def _find_above_text(text: str, offset: int) -> re.Match[str] | None:
    """The last record block of a page with text below it; front matter ends at `offset`."""
    matches = {match.start(): match for match in _BLOCK.finditer(text, offset)}
    if not matches:
        return None
    from minutebook.text.markdown import parse_lines

    found, is_in_comment = None, False
    for line in parse_lines(text, text.find("\n", offset + 1) + 1 if offset else 0):
        if line.start in matches and not line.is_code and not is_in_comment:
            found = matches[line.start]
        is_in_comment = line.is_comment and "-->" not in line.text
    return found


def format_record_block(fields: Mapping[str, object]) -> str:
    """A record block with these fields; there is no line end behind it."""
    return f"{_LINT_COMMENT}\n{MARKER}\n{format_fields(fields)}-->"


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
    """The fields for the front matter of a page with a record block, and those for the block.

    The block has those that only machines read, lists with more than `MAX_LISTED_ITEMS`, and what
    has no room beside the others in the table that a forge makes of front matter.
    """
    shown: dict[str, object] = {}
    for name in sorted(fields, key=_rank_field):
        if name in MACHINE_FIELDS or _has_long_list(fields[name]):
            continue
        if fits_table({**shown, name: fields[name]}):
            shown[name] = fields[name]
    front = {name: value for name, value in fields.items() if name in shown}
    return front, {name: value for name, value in fields.items() if name not in shown}


def _rank_field(name: str) -> int:
    return _SHOWN_FIRST.index(name) if name in _SHOWN_FIRST else len(_SHOWN_FIRST)


def belongs_in_block(text: str, name: str, fields: Mapping[str, object]) -> bool:
    """Whether a field of a page goes to its record block, rather than to its front matter.

    `fields` are those of the front matter as they would be. That is so on pages that have a block:
    of a field that stands there already, of a new one that only machines read, and where the front
    matter would have a long list, or more than its table has room for.
    """
    if find_record_block(text) is None:
        return False
    parent, _, child = name.partition(".")
    value = fields.get(name) if name in fields else fields.get(parent)
    inner = value.get(child) if child and isinstance(value, Mapping) else value
    if name in MACHINE_FIELDS or _has_long_list(inner):
        return True
    stated = read_record_block(text)[0]
    inner = stated.get(parent)
    if name in stated or (isinstance(inner, Mapping) and child in inner):
        return True
    return not fits_table(fields)


def _has_long_list(value: object) -> bool:
    values = value.values() if isinstance(value, Mapping) else [value]
    return any(isinstance(each, list | tuple) and len(each) > MAX_LISTED_ITEMS for each in values)
