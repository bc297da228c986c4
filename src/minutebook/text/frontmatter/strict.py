"""Front matter line by line: the canonical form read fast, and the offsets of each field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text.frontmatter.emit import parse_plain

# A key at the beginning of a line: quoted, or up to three words of which the first begins with a
# letter. More words are prose with a colon.
_KEY_WORDS = r"[^\W\d][\w.-]*+(?:[ ][\w.-]++){0,2}"
KEY_PATTERN = compile_lazily(
    rf"([ ]*+)(\"(?>(?:[^\"\\\n]|\\.)*)\"|'[^'\n]*+'|{_KEY_WORDS})[ \t]*+:(?=[ \t\r\n]|\Z)"
)
_FLOW_ITEM = compile_lazily(
    r"[ ]*(?:\"((?>(?:[^\"\\]|\\.)*))\"|'((?>(?:[^']|'')*))'"
    r"|(-?[^\s,\[\]{}\"'#:&*!|>%@`?-][^,\[\]{}\"'#:&*]*+))[ ]*(,|\Z)"
)
_QUOTED_CONTENT = compile_lazily(
    r"(?>(?:[^\"\\]|\\[\"\\/bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*)\Z"
)
_ESCAPE = compile_lazily(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
# A path that no reader of YAML takes for a number: `.inf` is one.
_PATH_KEY = compile_lazily(r"(?:[^\W\d]|\.[\w-]*+[/.])[\w./@+-]*+\Z")
_PLAIN_STARTS = frozenset("/_.$(<+^;~\\=")


class FieldSpan(Value):
    """The offsets of one field.

    `start` is where its line begins, `value_start` is after the colon, `value_end` where its last
    line ends, and `end` the same with the line end. `line_index` counts from 0 at the first line
    that was searched.
    """

    name: str
    start: int
    value_start: int
    value_end: int
    end: int
    line_index: int


class NotCanonical(Exception):
    """The text is not in canonical form; the YAML reader may be able to read it."""


def parse_canonical(  # noqa: C901  one loop, for speed: there may be thousands of pages
    text: str, line_number: int, fields: dict[str, object], line_numbers: dict[str, int]
) -> None:
    """Read canonical form into `fields` and `line_numbers`; raises NotCanonical at anything else.

    `line_number` is that of the text's first line.
    """
    if not text.replace("\n", "").isprintable():
        raise NotCanonical
    parent = ""
    indent = -1
    items: list[object] | None = None
    mapping: dict[str, object] | None = None
    item_mapping: dict[str, object] | None = None
    for line in text.split("\n"):
        first_char = line[:1]
        if first_char == " " or first_char == "-":
            line_content = line.lstrip(" ")
            line_indent = len(line) - len(line_content)
            if not parent or not line_content or line_content[0] == "#":
                raise NotCanonical
            if indent < 0:
                indent = line_indent
            elif indent != line_indent:
                if item_mapping is None or indent + 2 != line_indent:
                    raise NotCanonical
                _read_pair(item_mapping, line_content)
                continue
            if line_content.startswith("- "):
                if mapping is not None:
                    raise NotCanonical
                if items is None:
                    items = []
                    fields[parent] = items
                if ": " in line_content and line_content[2:3].isalpha():
                    item_mapping = {}
                    _read_pair(item_mapping, line_content[2:])
                    items.append(item_mapping)
                else:
                    item_mapping = None
                    items.append(parse_value(line_content[2:].lstrip(" ")))
            else:
                if items is not None or not line_indent:
                    raise NotCanonical
                if mapping is None:
                    mapping = {}
                    fields[parent] = mapping
                key, line_content = _split_pair(line_content, is_inner=True)
                if key in mapping:
                    raise NotCanonical
                mapping[key] = parse_value(line_content) if line_content else None
        elif first_char and first_char != "#":
            key, line_content = _split_pair(line)
            if key in fields:
                raise NotCanonical
            line_numbers[key] = line_number
            items = mapping = item_mapping = None
            indent = -1
            if line_content:
                fields[key] = parse_value(line_content)
                parent = ""
            else:
                fields[key] = None
                parent = key
        line_number += 1


def _read_pair(mapping: dict[str, object], line_content: str) -> None:
    """Read a line `key: value` into a mapping that is an item of a list."""
    key, line_content = _split_pair(line_content)
    if key in mapping or not line_content:
        raise NotCanonical
    mapping[key] = parse_value(line_content)


def _split_pair(line: str, *, is_inner: bool = False) -> tuple[str, str]:
    """A key and its value; a key within a mapping may be a path, as in `traces`."""
    key, colon, value_text = line.partition(": ")
    if not colon:
        if line[-1] != ":":
            raise NotCanonical
        key = line[:-1]
    if not (key.isidentifier() or key.replace("-", "_").isidentifier()) and not (
        is_inner and _PATH_KEY.match(key)
    ):
        raise NotCanonical
    return key, value_text.lstrip(" ")


def parse_value(text: str) -> object:
    """One value in canonical form; raises NotCanonical at anything else."""
    first_char = text[:1]
    if (
        first_char.isalnum()
        or first_char in _PLAIN_STARTS
        or (first_char == "-" and text[1:2].isalnum())
    ):
        if ": " in text or " #" in text or text[-1] in ": ":
            raise NotCanonical
        return parse_plain(text)
    if first_char == '"':
        content = text[1:-1]
        if len(text) > 1 and text[-1] == '"':
            if '"' not in content and "\\" not in content:
                return content
            if _QUOTED_CONTENT.match(content):
                return _unescape(content)
    elif first_char == "'":
        content = text[1:-1]
        if len(text) > 1 and text[-1] == "'" and "'" not in content.replace("''", ""):
            return content.replace("''", "'")
    elif first_char == "[" and text[-1] == "]":
        return _parse_flow_list(text[1:-1].strip(" "))
    elif text == "{}":
        return {}
    raise NotCanonical


def _parse_flow_list(content: str) -> list[object]:
    items: list[object] = []
    offset = 0
    while offset < len(content):
        match = _FLOW_ITEM.match(content, offset)
        if not match:
            raise NotCanonical
        double, single, bare, comma = match.groups()
        if bare is not None:
            items.append(parse_plain(bare.rstrip(" ")))
        elif single is not None:
            items.append(single.replace("''", "'"))
        elif _QUOTED_CONTENT.match(double):
            items.append(_unescape(double))
        else:
            raise NotCanonical
        offset = match.end()
        if comma and offset == len(content):
            raise NotCanonical
    return items


def _unescape(content: str) -> str:
    return _ESCAPE.sub(_decode_escape, content) if "\\" in content else content


def _decode_escape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)


def find_field_spans(text: str, start: int, end: int, indent: int = 0) -> Iterator[FieldSpan]:
    """The fields between two offsets whose keys have this indent, each with all its lines.

    Blank lines and comments after a field belong to no field.
    """
    name, field_start, value_start, value_end, field_end, field_line = "", -1, 0, 0, 0, 0
    line_index, offset = 0, start
    while offset < end:
        line_feed = text.find("\n", offset, end)
        next_line = end if line_feed < 0 else line_feed + 1
        content_end = end if line_feed < 0 else line_feed
        if line_feed >= 0 and text.endswith("\r", offset, content_end):
            content_end -= 1
        key_match = KEY_PATTERN.match(text, offset, content_end)
        if key_match and len(key_match[1]) == indent:
            if field_start >= 0:
                yield FieldSpan(name, field_start, value_start, value_end, field_end, field_line)
            name, field_start, value_start = unquote_key(key_match[2]), offset, key_match.end()
            value_end, field_end, field_line = content_end, next_line, line_index
        elif field_start >= 0:
            line_content = text[offset:content_end].lstrip(" \t")
            if line_content and (line_content[0] != "#" or not text.startswith("#", offset)):
                value_end, field_end = content_end, next_line
        line_index, offset = line_index + 1, next_line
    if field_start >= 0:
        yield FieldSpan(name, field_start, value_start, value_end, field_end, field_line)


def unquote_key(key: str) -> str:
    """A key's name without the quotes it may stand in."""
    if key[0] == '"' and _QUOTED_CONTENT.match(key[1:-1]):
        return _unescape(key[1:-1])
    return key[1:-1] if key[0] in "\"'" else key
