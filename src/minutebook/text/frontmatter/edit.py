"""One field of a page's front matter set, taken away or put back; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from minutebook.errors import Refusal
from minutebook.text.frontmatter.emit import double, entry, field, scalar, single
from minutebook.text.frontmatter.locate import Page, Place, items
from minutebook.text.frontmatter.reader import Head, pick, read
from minutebook.text.frontmatter.strict import chunks

_ITEM = re.compile(r"\r?\n([ ]*)-[ ]+(\"?)")


def raw(text: str, name: str) -> str | None:
    """The source of a value: what follows `key:` up to the end of its last line.

    A comment after a value of one line is not part of it. None where the field is absent.
    """
    place = Page(text).find(name)
    return None if place is None else place.raw


def put(text: str, name: str, value: object) -> str:
    """The page with one field set: str, int, float, bool, None, list or dict.

    `name` may be dotted one level; a parent that is missing is added. A field that is there keeps
    its quotes and, in a list, the lines of the items that stay, and of the keys that stay in an
    item. A page without front matter gets
    it. Raises Refusal where the field can't be changed without changing another.
    """
    page = Page(text)
    place = page.find(name)
    had = pick(page.head.fields, name)
    if place is not None and had == value and type(had) is type(value):
        return text
    parent, dot, child = name.partition(".")
    if place is not None:
        made = place.replaced(text, _source(place, child or name, value, had, page.newline))
    elif dot:
        flow = scalar(child, flow=True)
        made = page.within(parent, child, f"{flow}: {scalar(value, flow=True)}")
    else:
        made = page.insert(name, field(name, value))
    _verify(page.head, made, name, value)
    return made


def put_raw(text: str, name: str, source: str | None) -> str:
    """The page with a field's source as `raw` gave it; None takes the field away."""
    if source is None:
        return drop(text, name)
    page = Page(text)
    place = page.find(name)
    if place is not None:
        return place.replaced(text, source)
    parent, dot, child = name.partition(".")
    if dot:
        return page.within(parent, child, f"{scalar(child)}:{source}")
    return page.insert(name, [f"{scalar(name)}:{source}"])


def drop(text: str, name: str) -> str:
    """The page without a field's lines; a parent or a front matter left empty goes with it."""
    return Page(text).without(name)


def _source(place: Place, key: str, value: object, had: object, end: str) -> str:
    """A value's new source, in the style of the old one."""
    old = place.raw.strip()
    lead = place.raw[: len(place.raw) - len(place.raw.lstrip(" \t"))]
    if not lead or not old or place.raw.lstrip(" \t\r").startswith("\n"):
        lead = " "
    if isinstance(value, str):
        return lead + _styled(value, old, flow=place.indent < 0)
    flow = place.indent < 0 or bool(place.note.strip())
    if isinstance(value, (list, tuple)) and value and isinstance(had, list):
        if old.startswith("[") and not old.startswith("[]"):
            return lead + _flow(old, value, had)
        made = _block(place, value, had, end) if "\n" in place.raw else None
        if made is not None:
            return made
    if isinstance(value, (list, tuple, Mapping)) and value and not flow:
        lines = field(key, value, " " * place.indent)
        if len(lines) > 1:
            return place.note + "".join(end + line for line in lines[1:])
    return lead + scalar(value, flow=flow)


def _styled(value: str, old: str, *, flow: bool) -> str:
    if old[:1] == '"':
        return double(value)
    if old[:1] == "'":
        return single(value)
    return scalar(value, flow=flow)


def _block(place: Place, value: Sequence[object], had: list[object], end: str) -> str | None:
    """A list of one item a line: items that stay keep their lines, and comments with them."""
    first = place.raw[: place.eol - place.value]
    rest = place.raw[len(first) :]
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
            return f"{end}{indent}- {scalar(item, quote=quote and isinstance(item, str))}"
        for at, (was, source) in enumerate(left):
            if isinstance(was, Mapping) and [*was.items()][:1] == [*item.items()][:1]:
                del left[at]
                return _entry(source, was, item, end)
        return "".join(end + line for line in entry(item, indent))

    return first + rest[: edges[0]] + "".join(_kept(value, had, sources, write))


def _entry(source: str, was: Mapping[str, object], item: Mapping[str, object], end: str) -> str:
    """A mapping in a list, from its source: keys that stay keep their lines."""
    dash = source.index("-")
    text = f"{source[:dash]} {source[dash + 1 :]}"
    begin = text.index("\n") + 1
    indent = len(text) - begin - len(text[begin:].lstrip(" "))
    there = {chunk.name: chunk for chunk in chunks(text, begin, len(text), indent)}
    lines = []
    for key, value in item.items():
        chunk = there.get(key)
        if chunk is None or key not in was:
            lines.append(f"{' ' * indent}{scalar(key)}: {scalar(value)}")
        elif was[key] == _read_back(value):
            lines.append(text[chunk.start : chunk.stop])
        else:
            place = Place(text, chunk, indent)
            made = _source(place, key, value, was[key], end)
            note = "" if "\n" in made else place.note
            lines.append(text[chunk.start : chunk.value] + made + note)
    whole = "".join(end + line for line in lines)
    return f"{whole[:dash]}-{whole[dash + 1 :]}"


def _flow(old: str, value: Sequence[object], had: list[object]) -> str:
    """A list in brackets: items that stay keep their quotes."""
    # Over several lines there may be comments between the items.
    spans = [] if "\n" in old else items(old, 0, len(old))[0]
    sources = [old[start:end].strip() for start, end in spans]
    quote = bool(sources) and all(source[0] == '"' for source in sources)

    def write(item: object, left: list[tuple[object, str]]) -> str:
        return scalar(item, quote=quote and isinstance(item, str), flow=True)

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


def _verify(head: Head, made: str, name: str, value: object) -> None:
    """Refuse an edit after which the field does not read as asked, or another reads otherwise."""
    after = read(made)[0].fields
    if pick(after, name) == _read_back(value) and _others(after, name) == _others(
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
