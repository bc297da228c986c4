"""Front matter line by line: the canonical form read at speed, and where each field stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutebook.text.frontmatter.emit import parse_plain

# A key at the beginning of a line: quoted, or up to three words of which the first has a letter
# in front. Longer ones are prose with a colon.
_KEY_WORDS = r"[^\W\d][\w.-]*+(?:[ ][\w.-]++){0,2}"
KEY_PATTERN = re.compile(
    rf"([ ]*+)(\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|{_KEY_WORDS})[ \t]*+:(?=[ \t\r\n]|\Z)"
)
_FLOW = re.compile(
    r"[ ]*(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^']|'')*+)'"
    r"|(-?[^\s,\[\]{}\"'#:&*!|>%@`?-][^,\[\]{}\"'#:&*]*+))[ ]*(,|\Z)"
)
_INNER = re.compile(r"(?:[^\"\\]|\\[\"\\/bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*+\Z")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SAFE = frozenset("/_.$(<+^;~\\=")


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """One field's place.

    `start` is where its line begins, `value` what follows the colon, `stop` where its last line
    ends, `end` the same with the line end. `line` counts from 0 where the walk began.
    """

    name: str
    start: int
    value_start: int
    value_end: int
    end: int
    line_index: int


class NotCanonical(Exception):
    """Not canonical form; the next reader may know."""


def parse_canonical(  # noqa: C901  one loop, for speed: a shelf is thousands of pages
    text: str, line_number: int, fields: dict[str, object], line_numbers: dict[str, int]
) -> None:
    """Read canonical form into `fields` and `lines`; raises Odd at anything else."""
    if not text.replace("\n", "").isprintable():
        raise NotCanonical
    parent = ""
    indent = -1
    items: list[object] | None = None
    inner: dict[str, object] | None = None
    entry: dict[str, object] | None = None
    for line in text.split("\n"):
        first = line[:1]
        if first == " " or first == "-":
            words = line.lstrip(" ")
            deep = len(line) - len(words)
            if not parent or not words or words[0] == "#":
                raise NotCanonical
            if indent < 0:
                indent = deep
            elif indent != deep:
                if entry is None or indent + 2 != deep:
                    raise NotCanonical
                _pair(entry, words)
                continue
            if words.startswith("- "):
                if inner is not None:
                    raise NotCanonical
                if items is None:
                    items = []
                    fields[parent] = items
                if ": " in words and words[2:3].isalpha():
                    entry = {}
                    _pair(entry, words[2:])
                    items.append(entry)
                else:
                    entry = None
                    items.append(parse_value(words[2:].lstrip(" ")))
            else:
                if items is not None or not deep:
                    raise NotCanonical
                if inner is None:
                    inner = {}
                    fields[parent] = inner
                key, words = _split(words)
                if key in inner:
                    raise NotCanonical
                inner[key] = parse_value(words) if words else None
        elif first and first != "#":
            key, words = _split(line)
            if key in fields:
                raise NotCanonical
            line_numbers[key] = line_number
            items = inner = entry = None
            indent = -1
            if words:
                fields[key] = parse_value(words)
                parent = ""
            else:
                fields[key] = None
                parent = key
        line_number += 1


def _pair(entry: dict[str, object], words: str) -> None:
    """Read a line into a mapping that is an item of a list."""
    key, words = _split(words)
    if key in entry or not words:
        raise NotCanonical
    entry[key] = parse_value(words)


def _split(line: str) -> tuple[str, str]:
    key, colon, words = line.partition(": ")
    if not colon:
        if line[-1] != ":":
            raise NotCanonical
        key = line[:-1]
    if not (key.isidentifier() or key.replace("-", "_").isidentifier()):
        raise NotCanonical
    return key, words.lstrip(" ")


def parse_value(text: str) -> object:
    """One value in canonical form; raises Odd at anything else."""
    first = text[:1]
    if first.isalnum() or first in _SAFE or (first == "-" and text[1:2].isalnum()):
        if ": " in text or " #" in text or text[-1] in ": ":
            raise NotCanonical
        return parse_plain(text)
    if first == '"':
        inner = text[1:-1]
        if len(text) > 1 and text[-1] == '"':
            if '"' not in inner and "\\" not in inner:
                return inner
            if _INNER.match(inner):
                return _unescaped(inner)
    elif first == "'":
        inner = text[1:-1]
        if len(text) > 1 and text[-1] == "'" and "'" not in inner.replace("''", ""):
            return inner.replace("''", "'")
    elif first == "[" and text[-1] == "]":
        return _list(text[1:-1].strip(" "))
    elif text == "{}":
        return {}
    raise NotCanonical


def _list(words: str) -> list[object]:
    items: list[object] = []
    at = 0
    while at < len(words):
        found = _FLOW.match(words, at)
        if not found:
            raise NotCanonical
        double, single, bare, comma = found.groups()
        if bare is not None:
            items.append(parse_plain(bare.rstrip(" ")))
        elif single is not None:
            items.append(single.replace("''", "'"))
        elif _INNER.match(double):
            items.append(_unescaped(double))
        else:
            raise NotCanonical
        at = found.end()
        if comma and at == len(words):
            raise NotCanonical
    return items


def _unescaped(words: str) -> str:
    return _ESCAPE.sub(_char, words) if "\\" in words else words


def _char(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)


def find_field_spans(text: str, start: int, end: int, indent: int = 0) -> Iterator[FieldSpan]:
    """The fields between two offsets whose keys stand at this indent, each with all its lines.

    Blank lines and comments after a field belong to none.
    """
    name, began, value, stop, last, line = "", -1, 0, 0, 0, 0
    number, at = 0, start
    while at < end:
        brk = text.find("\n", at, end)
        after = end if brk < 0 else brk + 1
        bare = end if brk < 0 else brk
        if brk >= 0 and text.endswith("\r", at, bare):
            bare -= 1
        found = KEY_PATTERN.match(text, at, bare)
        if found and len(found[1]) == indent:
            if began >= 0:
                yield FieldSpan(name, began, value, stop, last, line)
            name, began, value = unquote_key(found[2]), at, found.end()
            stop, last, line = bare, after, number
        elif began >= 0:
            words = text[at:bare].lstrip(" \t")
            if words and (words[0] != "#" or not text.startswith("#", at)):
                stop, last = bare, after
        number, at = number + 1, after
    if began >= 0:
        yield FieldSpan(name, began, value, stop, last, line)


def unquote_key(key: str) -> str:
    """A key's name without the quotes it may stand in."""
    if key[0] == '"' and _INNER.match(key[1:-1]):
        return _unescaped(key[1:-1])
    return key[1:-1] if key[0] in "\"'" else key
