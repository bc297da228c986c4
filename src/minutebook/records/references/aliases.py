"""The names that records had before they were given another number or title."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import Record
from minutebook.text import markdown

# The comment that holds a former name, in pages without front matter.
ALIAS_MARKER = "minutebook:alias"
_ALIAS_COMMENT = compile_lazily(
    rf"[ \t]*(?:<!--|\{{/\*) {ALIAS_MARKER} (\S{{1,300}}) (?:-->|\*/\}})[ \t]*"
)


def read_aliases(record: Record) -> tuple[str, ...]:
    """The names that a record had before it was given another number, as its page states them."""
    value: object = record.fields.get("aliases")
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = [item.strip() for item in items if isinstance(item, str) and item.strip()]
    return tuple(dict.fromkeys([*names, *record.noted_aliases]))


def find_noted_aliases(text: str) -> tuple[str, ...]:
    """The former names that comments of a page state."""
    if ALIAS_MARKER not in text:
        return ()
    lines = (line.text for line in markdown.parse_lines(text) if not line.is_code)
    return tuple(comment[1] for line in lines if (comment := _ALIAS_COMMENT.fullmatch(line)))
