"""Finds the records that a file's text names: `ADR-0007` in a comment, a link to a page.

Without `re`, which costs more than Python's start: it is asked before an edit, too.
"""

from __future__ import annotations

MAX_FILE_BYTES = 256 * 1024  # of a file that are looked at
_MAX_NAMES = 300
_PREFIXES = ("adr", "phr")
_JOINTS = "-_ #"
_PAGE_ENDINGS = (".md", ".adoc", ".rst", ".org")
_MAX_NAME_CHARS = 200
_DIGITS = "0123456789"
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def find_named_records(text: str) -> list[str]:
    """The names of records in a text, each once and in lower case: `adr-0007`, `0007-use-x.md`."""
    folded = text.lower()
    names: dict[str, None] = {}
    for prefix in _PREFIXES:
        start = folded.find(prefix)
        while start >= 0 and len(names) < _MAX_NAMES:
            if name := _read_ref(folded, start):
                names[name] = None
            start = folded.find(prefix, start + len(prefix))
    for ending in _PAGE_ENDINGS:
        start = folded.find(ending)
        while start >= 0 and len(names) < _MAX_NAMES:
            if name := _read_page_name(folded, start, ending):
                names[name] = None
            start = folded.find(ending, start + len(ending))
    return list(names)


def _read_ref(folded: str, start: int) -> str:
    """The ref whose kind stands at an offset: `adr-7`, `acme-adr-0007`; "" for none."""
    begin = start
    while begin and start - begin < _MAX_NAME_CHARS and folded[begin - 1] in _NAME_CHARS - {"."}:
        begin -= 1
    before = folded[begin:start]
    if before and not before.endswith("-"):
        return ""
    position = start + len(_PREFIXES[0])
    joint = folded[position : position + 1]
    if joint and joint in _JOINTS:
        position += 1
    end = position
    while folded[end : end + 1] and folded[end] in _DIGITS:
        end += 1
    after = folded[end : end + 1]
    is_date = joint == " " and after == "-" and folded[end + 1 : end + 2].isdecimal()
    if end == position or after.isalnum() or after == "_" or is_date:
        return ""
    return f"{before.lstrip('-')}{folded[start : start + 3]}-{folded[position:end]}"


def _read_page_name(folded: str, start: int, ending: str) -> str:
    """The name of the page whose ending stands at an offset; "" for one without a number."""
    end = start + len(ending)
    if folded[end : end + 1].isalnum():
        return ""
    begin = start
    while begin and start - begin < _MAX_NAME_CHARS and folded[begin - 1] in _NAME_CHARS:
        begin -= 1
    name = folded[begin:end].lstrip(".-_")
    return name if any(digit in name for digit in _DIGITS) else ""
