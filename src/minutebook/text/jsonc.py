"""JSON with comments and trailing commas (JSONC), parsed with offsets and edited as text.

An edit changes only the bytes that it must. `remove_item` undoes `append_item` byte for byte,
except for the white space inside a container that was empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

MAX_NESTING_LEVELS = 100  # settings files have about ten

_SPACE_AND_COMMENTS = compile_lazily(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_COMMENT = compile_lazily(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_COMMENTS_ON_LINE = compile_lazily(r"(?:[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/))*")
_EXTENSION = compile_lazily(r'"(?:[^"\\]|\\.)*"|//[^\r\n]*|/\*.*?\*/|,', re.DOTALL)
_STRING = compile_lazily(
    r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
)
_SCALAR = compile_lazily(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
_INDENT = compile_lazily(r"[ \t]*")
COMMENT, TRAILING_COMMA = "a comment", "a trailing comma"
_CLOSING_BRACKETS = {"{": "}", "[": "]"}


class InvalidJson(ValueError):
    """The text is neither JSON nor JSON with comments. `line_number` counts from 1."""

    def __init__(self, message: str, line_number: int) -> None:
        super().__init__(f"line {line_number}: {message}")
        self.line_number = line_number


class Item(Value):
    """A member of an object or array; `start` is the offset of its key, or of its value.

    `key` is "" in an array; `comma_offset` is that of the comma after it, -1 where there is none.
    """

    start: int
    key: str
    value: Node
    comma_offset: int = -1


class Node(Value):
    """A value and its offsets. `kind` is "{", "[" or, for a scalar (its value in `scalar`), ""."""

    kind: str
    start: int
    end: int
    items: tuple[Item, ...] = ()
    scalar: object = None

    def get(self, key: str) -> Node | None:
        """The value of an object's key; the last one of a repeated key, as JSON.parse does."""
        values = [item.value for item in self.items if self.kind == "{" and item.key == key]
        return values[-1] if values else None

    def to_python(self) -> object:
        """The value as plain Python data."""
        if self.kind == "{":
            return {item.key: item.value.to_python() for item in self.items}
        if self.kind == "[":
            return [item.value.to_python() for item in self.items]
        return self.scalar


def parse(text: str) -> Node:
    """Parse a text's value. Raises InvalidJson."""
    offset = _skip_space(text, 1 if text.startswith("\ufeff") else 0)
    node = _parse_value(text, offset, 0)
    offset = _skip_space(text, node.end)
    if offset < len(text):
        raise _make_error(text, offset, "there is text after the end")
    return node


def list_extensions(text: str) -> Iterator[tuple[str, int]]:
    """What strict JSON does not have in a text that `parse` takes, each with its line number."""
    line_number, counted_to = 1, 0
    for match in _EXTENSION.finditer(text):
        what = COMMENT if match[0][0] == "/" else ""
        if match[0] == ",":
            next_offset = _skip_space(text, match.end())
            what = TRAILING_COMMA if text[next_offset : next_offset + 1] in ("}", "]") else ""
        if what:
            line_number += text.count("\n", counted_to, match.start())
            counted_to = match.start()
            yield what, line_number


def append_item(text: str, container: Node, value: object, key: str = "") -> str:
    """The text with a value added at the end of an object (under `key`) or of an array.

    It is indented as the text is, and written on one line where the existing items are. A comment
    beside the last item stays beside it; a trailing comma is repeated.
    """
    newline, indent_step = "\r\n" if "\r\n" in text else "\n", _detect_indent_step(text)
    last_item = container.items[-1] if container.items else None
    if last_item is None:
        comment = _find_last_comment(text, container.start + 1, container.end - 1)
        insert_offset = comment.end() if comment else container.start + 1
        if _is_single_line(text):
            return text[:insert_offset] + _format_item(value, key) + text[container.end - 1 :]
        outer_indent = _read_line_indent(text, container.start)
        item_start = newline + outer_indent + indent_step
        new_text = (
            item_start + _format_item(value, key, indent_step, item_start) + newline + outer_indent
        )
        return text[:insert_offset] + new_text + text[container.end - 1 :]
    has_trailing_comma = last_item.comma_offset >= 0
    insert_offset = last_item.comma_offset + 1 if has_trailing_comma else last_item.value.end
    before_first_item = text[container.start + 1 : container.items[0].start]
    line_break = before_first_item.rfind("\n")
    if line_break < 0:
        new_text = " " + _format_item(value, key)
        comments_end = insert_offset
    else:
        indent_match = _INDENT.match(before_first_item, line_break + 1)
        item_start = newline + (indent_match[0] if indent_match else "")
        new_text = item_start + _format_item(value, key, indent_step, item_start)
        comments = _COMMENTS_ON_LINE.match(text, insert_offset)
        comments_end = comments.end() if comments else insert_offset
    comma, trailing_comma = ("", ",") if has_trailing_comma else (",", "")
    return (
        text[:insert_offset]
        + comma
        + text[insert_offset:comments_end]
        + new_text
        + trailing_comma
        + text[comments_end:]
    )


def remove_item(text: str, container: Node, index: int) -> str:
    """The text without the item of an index; comments around it stay."""
    item = container.items[index]
    previous_end = container.items[index - 1].comma_offset + 1 if index else container.start + 1
    comment = _find_last_comment(text, previous_end, item.start)
    start = comment.end() if comment else previous_end
    end, comma_offset = item.value.end, -1
    if item.comma_offset >= 0:
        if _COMMENT.search(text, end, item.comma_offset):
            comma_offset = item.comma_offset
        else:
            end = item.comma_offset + 1
    elif index:
        comma_offset = previous_end - 1  # the comma that `append_item` set
    if comment is None:
        if len(container.items) == 1 and not text[end : container.end - 1].strip():
            end = container.end - 1
    elif comment[0].startswith("//") and text[end] not in "\r\n":  # its line end must stay
        start += 2 if text.startswith("\r\n", start) else 1
    spans = [(start, end), *([(comma_offset, comma_offset + 1)] if comma_offset >= 0 else [])]
    for span_start, span_end in sorted(spans, reverse=True):
        text = text[:span_start] + text[span_end:]
    return text


def _parse_value(text: str, offset: int, depth: int) -> Node:
    first_char = text[offset : offset + 1]
    if first_char in _CLOSING_BRACKETS and first_char:
        return _parse_container(text, offset, first_char, depth + 1)
    if first_char == '"':
        string, end = _parse_string(text, offset)
        return Node("", offset, end, scalar=string)
    scalar_match = _SCALAR.match(text, offset)
    if not scalar_match:
        raise _make_error(
            text, offset, "a value is missing" if first_char else "the text ends too early"
        )
    import json

    try:
        return Node("", offset, scalar_match.end(), scalar=json.loads(scalar_match[0]))
    except ValueError:  # more digits than Python turns into a number
        raise _make_error(text, offset, "a number is too long") from None


def _parse_container(text: str, start: int, opening: str, depth: int) -> Node:
    if depth > MAX_NESTING_LEVELS:
        raise _make_error(text, start, f"nested deeper than {MAX_NESTING_LEVELS} levels")
    items: list[Item] = []
    offset = _skip_space(text, start + 1)
    while text[offset : offset + 1] != _CLOSING_BRACKETS[opening]:
        if items and items[-1].comma_offset < 0:
            raise _make_error(text, offset, "a comma or a closing bracket is missing")
        item_start, key = offset, ""
        if opening == "{":
            key, offset = _parse_string(text, offset)
            offset = _skip_space(text, offset)
            if text[offset : offset + 1] != ":":
                raise _make_error(text, offset, "a colon is missing")
            offset = _skip_space(text, offset + 1)
        value = _parse_value(text, offset, depth)
        offset = _skip_space(text, value.end)
        comma_offset = -1
        if text[offset : offset + 1] == ",":
            comma_offset = offset
            offset = _skip_space(text, offset + 1)
        items.append(Item(item_start, key, value, comma_offset))
    return Node(opening, start, offset + 1, tuple(items))


def _parse_string(text: str, offset: int) -> tuple[str, int]:
    match = _STRING.match(text, offset)
    if not match:
        raise _make_error(text, offset, "a string is missing, or does not end")
    import json

    return json.loads(match[0]), match.end()


def _skip_space(text: str, offset: int) -> int:
    """The offset where white space and comments end."""
    match = _SPACE_AND_COMMENTS.match(text, offset)
    return match.end() if match else offset


def _make_error(text: str, offset: int, message: str) -> InvalidJson:
    return InvalidJson(message, text.count("\n", 0, offset) + 1)


def _find_last_comment(text: str, start: int, end: int) -> re.Match[str] | None:
    """The last comment in a gap between two values."""
    comments = list(_COMMENT.finditer(text, start, end))
    return comments[-1] if comments else None


def _is_single_line(text: str) -> bool:
    """Whether a text has items, all of them on one line."""
    content = text.strip("\ufeff \t\r\n")
    return "\n" not in content and bool(content.strip("{}[] \t"))


def _detect_indent_step(text: str) -> str:
    """One step of the text's indentation: that of the root's first item, else two blanks."""
    root = parse(text)
    if root.items:
        before_first_item = text[root.start + 1 : root.items[0].start]
        indent_match = _INDENT.match(before_first_item, before_first_item.rfind("\n") + 1)
        if "\n" in before_first_item and indent_match and indent_match[0]:
            return indent_match[0]
    return "  "


def _read_line_indent(text: str, offset: int) -> str:
    match = _INDENT.match(text, text.rfind("\n", 0, offset) + 1, offset)
    return match[0] if match else ""


def _format_item(value: object, key: str, indent_step: str = "", line_start: str = "") -> str:
    """A value as JSON with its key: on one line, or with lines that begin with `line_start`."""
    import json

    json_text = json.dumps(value, indent=indent_step or None, ensure_ascii=False).replace(
        "\n", line_start
    )
    return f"{json.dumps(key, ensure_ascii=False)}: {json_text}" if key else json_text
