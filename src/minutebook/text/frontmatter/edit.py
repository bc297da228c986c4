"""One field of a page's front matter set, taken away or put back; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from minutebook.errors import Refusal
from minutebook.text.frontmatter.emit import (
    format_field,
    format_item,
    format_scalar,
    quote_double,
    quote_single,
)
from minutebook.text.frontmatter.locate import PageEditor, ValueSpan, find_flow_items
from minutebook.text.frontmatter.reader import FrontMatter, lookup_field, parse
from minutebook.text.frontmatter.strict import find_field_spans

_ITEM = re.compile(r"\r?\n([ ]*)-[ ]+(\"?)")


def get_source(text: str, name: str) -> str | None:
    """The source of a value: what follows `key:` up to the end of its last line.

    A comment after a value of one line is not part of it. None where the field is absent.
    """
    place = PageEditor(text).find_value(name)
    return None if place is None else place.source


def set_field(text: str, name: str, value: object) -> str:
    """The page with one field set: str, int, float, bool, None, list or dict.

    `name` may be dotted one level; a parent that is missing is added. A field that is there keeps
    its quotes and, in a list, the lines of the items that stay, and of the keys that stay in an
    item. A page without front matter gets
    it. Raises Refusal where the field can't be changed without changing another.
    """
    page = PageEditor(text)
    place = page.find_value(name)
    had = lookup_field(page.front_matter.fields, name)
    if place is not None and had == value and type(had) is type(value):
        return text
    parent, dot, child = name.partition(".")
    if place is not None:
        made = place.replace_value(text, _source(place, child or name, value, had, page.line_end))
    elif dot:
        flow = format_scalar(child, flow=True)
        made = page.insert_child(parent, child, f"{flow}: {format_scalar(value, flow=True)}")
    else:
        made = page.insert_field(name, format_field(name, value))
    _verify(page.front_matter, made, name, value)
    return made


def set_source(text: str, name: str, source: str | None) -> str:
    """The page with a field's source as `raw` gave it; None takes the field away."""
    if source is None:
        return remove_field(text, name)
    page = PageEditor(text)
    place = page.find_value(name)
    if place is not None:
        return place.replace_value(text, source)
    parent, dot, child = name.partition(".")
    if dot:
        return page.insert_child(parent, child, f"{format_scalar(child)}:{source}")
    return page.insert_field(name, [f"{format_scalar(name)}:{source}"])


def remove_field(text: str, name: str) -> str:
    """The page without a field's lines; a parent or a front matter left empty goes with it."""
    return PageEditor(text).remove_field(name)


def _source(place: ValueSpan, key: str, value: object, had: object, end: str) -> str:
    """A value's new source, in the style of the old one."""
    old = place.source.strip()
    lead = place.source[: len(place.source) - len(place.source.lstrip(" \t"))]
    if not lead or not old or place.source.lstrip(" \t\r").startswith("\n"):
        lead = " "
    if isinstance(value, str):
        return lead + _styled(value, old, flow=place.indent < 0)
    flow = place.indent < 0 or bool(place.comment.strip())
    if isinstance(value, (list, tuple)) and value and isinstance(had, list):
        if old.startswith("[") and not old.startswith("[]"):
            return lead + _flow(old, value, had)
        made = _block(place, value, had, end) if "\n" in place.source else None
        if made is not None:
            return made
    if isinstance(value, (list, tuple, Mapping)) and value and not flow:
        lines = format_field(key, value, " " * place.indent)
        if len(lines) > 1:
            return place.comment + "".join(end + line for line in lines[1:])
    return lead + format_scalar(value, flow=flow)


def _styled(value: str, old: str, *, flow: bool) -> str:
    if old[:1] == '"':
        return quote_double(value)
    if old[:1] == "'":
        return quote_single(value)
    return format_scalar(value, flow=flow)


def _block(place: ValueSpan, value: Sequence[object], had: list[object], end: str) -> str | None:
    """A list of one item a line: items that stay keep their lines, and comments with them."""
    first = place.source[: place.first_line_end - place.value_start]
    rest = place.source[len(first) :]
    starts = list(_ITEM.finditer(rest))
    starts = [found for found in starts if found[1] == starts[0][1]]
    if not starts or len(starts) != len(had):
        return None
    edges = [found.start() for found in starts] + [len(rest)]
    sources = [rest[a:b] for a, b in pairwise(edges)]
    indent = starts[0][1]
    quote = all(found[2] for found in starts)

    def write(item: object, left: list[tuple[object, str]]) -> str:
        """An item that is new, or differs in some keys from one with the same first."""
        if not isinstance(item, Mapping):
            return f"{end}{indent}- {format_scalar(item, quote=quote and isinstance(item, str))}"
        for at, (was, source) in enumerate(left):
            if isinstance(was, Mapping) and [*was.items()][:1] == [*item.items()][:1]:
                del left[at]
                return _entry(source, was, item, end)
        return "".join(end + line for line in format_item(item, indent))

    return first + rest[: edges[0]] + "".join(_kept(value, had, sources, write))


def _entry(source: str, was: Mapping[str, object], item: Mapping[str, object], end: str) -> str:
    """A mapping in a list, from its source: keys that stay keep their lines."""
    dash = source.index("-")
    text = f"{source[:dash]} {source[dash + 1 :]}"
    begin = text.index("\n") + 1
    indent = len(text) - begin - len(text[begin:].lstrip(" "))
    there = {chunk.name: chunk for chunk in find_field_spans(text, begin, len(text), indent)}
    lines = []
    for key, value in item.items():
        chunk = there.get(key)
        if chunk is None or key not in was:
            lines.append(f"{' ' * indent}{format_scalar(key)}: {format_scalar(value)}")
        elif was[key] == _read_back(value):
            lines.append(text[chunk.start : chunk.value_end])
        else:
            place = ValueSpan(text, chunk, indent)
            made = _source(place, key, value, was[key], end)
            note = "" if "\n" in made else place.comment
            lines.append(text[chunk.start : chunk.value_start] + made + note)
    whole = "".join(end + line for line in lines)
    return f"{whole[:dash]}-{whole[dash + 1 :]}"


def _flow(old: str, value: Sequence[object], had: list[object]) -> str:
    """A list in brackets: items that stay keep their quotes."""
    # Over several lines there may be comments between the items.
    spans = [] if "\n" in old else find_flow_items(old, 0, len(old))[0]
    sources = [old[start:end].strip() for start, end in spans]
    quote = bool(sources) and all(source[0] == '"' for source in sources)

    def write(item: object, left: list[tuple[object, str]]) -> str:
        return format_scalar(item, quote=quote and isinstance(item, str), flow=True)

    return "[" + ", ".join(_kept(value, had, sources, write)) + "]"


def _kept(
    value: Sequence[object],
    had: list[object],
    sources: list[str],
    write: Callable[[object, list[tuple[object, str]]], str],
) -> list[str]:
    """Each item as the page has it, where it has it; else as `write` makes it.

    `write` is given the items of the page that were not met yet, with their sources, too.
    """
    unused = list(zip(had, sources, strict=False))
    made = []
    for item in value:
        asked = _read_back(item)
        same = (
            at for at, (was, _) in enumerate(unused) if was == asked and type(was) is type(asked)
        )
        at = next(same, None)
        made.append(write(item, unused) if at is None else unused.pop(at)[1])
    return made


def _verify(head: FrontMatter, made: str, name: str, value: object) -> None:
    """Refuse an edit after which the field does not read as asked, or another reads otherwise."""
    after = parse(made)[0].fields
    if lookup_field(after, name) == _read_back(value) and _others(after, name) == _others(
        head.fields, name
    ):
        return
    raise Refusal(
        f"the front matter can't be edited safely at `{name}`",
        "correct the front matter by hand first: fields run into each other there",
    )


def _others(fields: Mapping[str, object], name: str) -> dict[str, object]:
    """All fields but one, for comparing.

    A text block at the page's end gets its last line end from a field set in below it: that is no
    difference.
    """
    rest = {
        key: value.rstrip("\n") if isinstance(value, str) else value
        for key, value in fields.items()
        if key != name
    }
    parent, dot, child = name.partition(".")
    if dot and name not in fields:
        inner = rest.pop(parent, None)
        siblings = inner.items() if isinstance(inner, Mapping) else ()
        rest[parent] = {key: value for key, value in siblings if key != child}
    return rest


def _read_back(value: object) -> object:
    """A value as reading gives it."""
    if isinstance(value, (list, tuple)):
        return [_read_back(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _read_back(item) for key, item in value.items()}
    return str(value) if isinstance(value, float) else value
