"""JSON as people keep it, with comments and trailing commas: read with places, edited as text.

An edit changes the bytes that it must and no others. `remove` undoes `append` byte for byte, but
for the white space inside a container that was empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_NESTING_LEVELS = 100  # levels; settings of people have ten

_SPACE = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_COMMENT = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_BESIDE = re.compile(r"(?:[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/))*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
_INDENT = re.compile(r"[ \t]*")
_SHUT = {"{": "}", "[": "]"}


class InvalidJson(ValueError):
    """The text is no JSON, nor JSON with comments. `line` counts from 1."""

    def __init__(self, message: str, line_number: int) -> None:
        super().__init__(f"line {line_number}: {message}")
        self.line_number = line_number


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in an object or array: `start` is where its key begins, or the value.

    `key` is "" in an array; `comma` is where the comma after it stands, -1 where there is none.
    """

    start: int
    key: str
    value: Node
    comma_offset: int = -1


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands. `kind` is "{", "[" or "" for a scalar, whose `plain` it is."""

    kind: str
    start: int
    end: int
    items: tuple[Item, ...] = ()
    scalar: object = None

    def get(self, key: str) -> Node | None:
        """The value of a key of an object; of a key that is there twice the last, as JSON.parse."""
        found = [item.value for item in self.items if self.kind == "{" and item.key == key]
        return found[-1] if found else None

    def to_python(self) -> object:
        """The value as Python has it."""
        if self.kind == "{":
            return {item.key: item.value.to_python() for item in self.items}
        if self.kind == "[":
            return [item.value.to_python() for item in self.items]
        return self.scalar


def parse(text: str) -> Node:
    """The value that a text holds. Raises NotJson."""
    at = _past(text, 1 if text.startswith("\ufeff") else 0)
    node = _value(text, at, 0)
    at = _past(text, node.end)
    if at < len(text):
        raise _wrong(text, at, "something stands after the end")
    return node


def append_item(text: str, container: Node, value: object, key: str = "") -> str:
    """The text with a value added at the end of an object (under `key`) or of an array.

    It is indented as the text is; it goes on one line where what is there stands on one. A comment
    beside the last item stays beside it; a trailing comma is kept up.
    """
    end, unit = "\r\n" if "\r\n" in text else "\n", _unit(text)
    last = container.items[-1] if container.items else None
    if last is None:
        comment = _last_comment(text, container.start + 1, container.end - 1)
        at = comment.end() if comment else container.start + 1
        if _flat(text):
            return text[:at] + _written(value, key) + text[container.end - 1 :]
        outer = _indent_of_line(text, container.start)
        inner = end + outer + unit
        piece = inner + _written(value, key, unit, inner) + end + outer
        return text[:at] + piece + text[container.end - 1 :]
    done = last.comma_offset >= 0
    at = last.comma_offset + 1 if done else last.value.end
    lead = text[container.start + 1 : container.items[0].start]
    line = lead.rfind("\n")
    if line < 0:
        piece = " " + _written(value, key)
        stop = at
    else:
        found = _INDENT.match(lead, line + 1)
        indent = end + (found[0] if found else "")
        piece = indent + _written(value, key, unit, indent)
        beside = _BESIDE.match(text, at)
        stop = beside.end() if beside else at
    comma, trailing = ("", ",") if done else (",", "")
    return text[:at] + comma + text[at:stop] + piece + trailing + text[stop:]


def remove_item(text: str, container: Node, index: int) -> str:
    """The text without the item of this index; comments around it stay."""
    item = container.items[index]
    before = container.items[index - 1].comma_offset + 1 if index else container.start + 1
    comment = _last_comment(text, before, item.start)
    start = comment.end() if comment else before
    stop, comma = item.value.end, -1
    if item.comma_offset >= 0:
        if _COMMENT.search(text, stop, item.comma_offset):
            comma = item.comma_offset
        else:
            stop = item.comma_offset + 1
    elif index:
        comma = before - 1  # as `append` set it
    if comment is None:
        if len(container.items) == 1 and not text[stop : container.end - 1].strip():
            stop = container.end - 1
    elif comment[0].startswith("//") and text[stop] not in "\r\n":  # what ends it must stay
        start += 2 if text.startswith("\r\n", start) else 1
    cuts = [(start, stop), *([(comma, comma + 1)] if comma >= 0 else [])]
    for first, last in sorted(cuts, reverse=True):
        text = text[:first] + text[last:]
    return text


def _value(text: str, at: int, depth: int) -> Node:
    sign = text[at : at + 1]
    if sign in _SHUT and sign:
        return _container(text, at, sign, depth + 1)
    if sign == '"':
        string, end = _string(text, at)
        return Node("", at, end, scalar=string)
    found = _SCALAR.match(text, at)
    if not found:
        raise _wrong(text, at, "a value is missing" if sign else "the text ends too early")
    import json

    try:
        return Node("", at, found.end(), scalar=json.loads(found[0]))
    except ValueError:  # more digits than Python turns into a number
        raise _wrong(text, at, "a number is too long") from None


def _container(text: str, start: int, sign: str, depth: int) -> Node:
    if depth > MAX_NESTING_LEVELS:
        raise _wrong(text, start, f"nested deeper than {MAX_NESTING_LEVELS} levels")
    items: list[Item] = []
    at = _past(text, start + 1)
    while text[at : at + 1] != _SHUT[sign]:
        if items and items[-1].comma_offset < 0:
            raise _wrong(text, at, "a comma or a closing bracket is missing")
        begin, key = at, ""
        if sign == "{":
            key, at = _string(text, at)
            at = _past(text, at)
            if text[at : at + 1] != ":":
                raise _wrong(text, at, "a colon is missing")
            at = _past(text, at + 1)
        value = _value(text, at, depth)
        at = _past(text, value.end)
        comma = -1
        if text[at : at + 1] == ",":
            comma = at
            at = _past(text, at + 1)
        items.append(Item(begin, key, value, comma))
    return Node(sign, start, at + 1, tuple(items))


def _string(text: str, at: int) -> tuple[str, int]:
    found = _STRING.match(text, at)
    if not found:
        raise _wrong(text, at, "a string is missing, or does not end")
    import json

    return json.loads(found[0]), found.end()


def _past(text: str, at: int) -> int:
    """Where white space and comments end."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _wrong(text: str, at: int, message: str) -> InvalidJson:
    return InvalidJson(message, text.count("\n", 0, at) + 1)


def _last_comment(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The last comment in a gap between two values."""
    comments = list(_COMMENT.finditer(text, start, stop))
    return comments[-1] if comments else None


def _flat(text: str) -> bool:
    """Whether a text holds something, all of it on one line."""
    inside = text.strip("\ufeff \t\r\n")
    return "\n" not in inside and bool(inside.strip("{}[] \t"))


def _unit(text: str) -> str:
    """One step of the text's indentation: that of the first item of the whole; two blanks else."""
    root = parse(text)
    if root.items:
        lead = text[root.start + 1 : root.items[0].start]
        found = _INDENT.match(lead, lead.rfind("\n") + 1)
        if "\n" in lead and found and found[0]:
            return found[0]
    return "  "


def _indent_of_line(text: str, at: int) -> str:
    found = _INDENT.match(text, text.rfind("\n", 0, at) + 1, at)
    return found[0] if found else ""


def _written(value: object, key: str, unit: str = "", indent: str = "") -> str:
    """A value as text, with its key: on one line, or with lines that begin with `indent`."""
    import json

    text = json.dumps(value, indent=unit or None, ensure_ascii=False).replace("\n", indent)
    return f"{json.dumps(key, ensure_ascii=False)}: {text}" if key else text
