"""Set, remove or restore one field of a page's front matter; every other byte stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from minutebook.errors import Refusal
from minutebook.lean.patterns import compile_lazily
from minutebook.text.frontmatter import record_block
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
from minutebook.text.markdown import detect_newline

_ITEM_START = compile_lazily(r"\r?\n([ ]*)-[ ]+(\"?)")


def get_source(text: str, name: str) -> str | None:
    """The source of a value: the text after `key:` up to the end of its last line.

    A comment after a one-line value is not part of it. None where the field is absent.
    """
    value_span = PageEditor(text).find_value(name)
    return None if value_span is None else value_span.source


def set_field(text: str, name: str, value: object) -> str:
    """The page with one field set: str, int, float, bool, None, list or dict.

    `name` may be dotted one level; a missing parent is added. An existing field keeps its quotes
    and, in a list, the lines of the items that stay and of the keys that stay in an item. A page
    without front matter gets it. Raises Refusal where the field cannot be changed without changing
    another.
    """
    if record_block.MARKER in text and record_block.belongs_in_block(
        text, name, _preview_front(text, name, value)
    ):
        return _set_in_block(text, name, value)
    editor = PageEditor(text)
    value_span = editor.find_value(name)
    old_value = lookup_field(editor.front_matter.fields, name)
    if editor.front_matter.shape in ("toml", "json"):
        return _edit_other_format(editor.front_matter, text, name, value)
    if value_span is not None and old_value == value and type(old_value) is type(value):
        return text
    parent, dot, child = name.partition(".")
    if value_span is not None:
        new_text = value_span.replace_value(
            text, _format_source(value_span, child or name, value, old_value, editor.newline)
        )
    elif dot:
        flow_key = format_scalar(child, flow=True)
        new_text = editor.insert_child(
            parent, child, f"{flow_key}: {format_scalar(value, flow=True)}"
        )
    else:
        new_text = editor.insert_field(
            name,
            [f"{format_scalar(name, flow=True)}: {format_scalar(value, flow=True)}"]
            if editor.is_flow
            else format_field(name, value),
        )
    _verify_edit(editor.front_matter, new_text, name, value)
    return new_text


def set_source(text: str, name: str, source: str | None) -> str:
    """The page with a field's source as `get_source` returned it; None removes the field."""
    if source is None:
        return remove_field(text, name)
    editor = PageEditor(text)
    value_span = editor.find_value(name)
    if value_span is not None:
        return value_span.replace_value(text, source)
    parent, dot, child = name.partition(".")
    if dot:
        return editor.insert_child(parent, child, f"{format_scalar(child)}:{source}")
    return editor.insert_field(name, [f"{format_scalar(name)}:{source}"])


def remove_field(text: str, name: str) -> str:
    """The page without a field's lines, and without a parent or front matter that is empty then."""
    editor = PageEditor(text)
    if editor.front_matter.shape in ("toml", "json"):
        return _edit_other_format(editor.front_matter, text, name, None)
    if editor.find_value(name) is None and record_block.find_record_block(text):
        return _edit_in_block(text, lambda fields: remove_field(fields, name))
    return editor.remove_field(name)


def _preview_front(text: str, name: str, value: object) -> dict[str, object]:
    """The fields of a page's front matter alone, with one set."""
    block = record_block.find_record_block(text)
    front = dict(parse(text[: block.start])[0].fields) if block else {}
    parent, dot, child = name.partition(".")
    if not dot or name in front:
        return {**front, name: value}
    inner = front.get(parent)
    return {**front, parent: {**(inner if isinstance(inner, Mapping) else {}), child: value}}


def _set_in_block(text: str, name: str, value: object) -> str:
    """The page with a field set in its record block, and gone from its front matter."""
    if PageEditor(text).find_value(name) is not None:
        text = PageEditor(text).remove_field(name)
    before = parse(text)[0]
    new_text = _edit_in_block(text, lambda fields: set_field(fields, name, value))
    _verify_edit(before, new_text, name, value)
    return new_text


def set_block_field(text: str, name: str, value: object | None) -> str:
    """The page with a field of its record block that is no fact; None removes it."""
    if value is None:
        return _edit_in_block(text, lambda fields: remove_field(fields, name))
    return _edit_in_block(text, lambda fields: set_field(fields, name, value))


def _edit_in_block(text: str, edit: Callable[[str], str]) -> str:
    """The page with the fields of its record block edited as those of front matter are."""
    block = record_block.find_record_block(text)
    if block is None:  # the caller has asked
        return text
    newline = detect_newline(text)
    fence = f"---{newline}"
    source = text[block.fields_start : block.fields_end]
    edited = edit(f"{fence}{source}{fence}" if source else "")
    edited = edited.removeprefix(fence).removesuffix(fence) if edited else ""
    return text[: block.fields_start] + edited + text[block.fields_end :]


def _edit_other_format(front_matter: FrontMatter, text: str, name: str, value: object) -> str:
    """The page with a field of TOML or JSON set, or removed where the value is None."""
    from minutebook.text.frontmatter.other_formats import edit_other_format

    if lookup_field(front_matter.fields, name) == value:
        return text
    new_text = edit_other_format(text, front_matter, name, value)
    _verify_edit(front_matter, new_text, name, value)
    return new_text


def _format_source(
    value_span: ValueSpan, key: str, value: object, old_value: object, newline: str
) -> str:
    """A value's new source, with the quotes, brackets or lines of the old one."""
    old_source = value_span.source.strip()
    leading_space = value_span.source[
        : len(value_span.source) - len(value_span.source.lstrip(" \t"))
    ]
    if not leading_space or not old_source or value_span.source.lstrip(" \t\r").startswith("\n"):
        leading_space = " "
    if isinstance(value, str):
        return leading_space + _format_string(value, old_source, flow=value_span.indent < 0)
    flow = value_span.indent < 0 or bool(value_span.comment.strip())
    if isinstance(value, (list, tuple)) and value and isinstance(old_value, list):
        if old_source.startswith("[") and not old_source.startswith("[]"):
            return leading_space + _format_flow_list(old_source, value, old_value)
        new_source = (
            _format_block_list(value_span, value, old_value, newline)
            if "\n" in value_span.source
            else None
        )
        if new_source is not None:
            return new_source
    if isinstance(value, (list, tuple, Mapping)) and value and not flow:
        lines = format_field(key, value, " " * value_span.indent)
        if len(lines) > 1:
            return value_span.comment + "".join(newline + line for line in lines[1:])
    return leading_space + format_scalar(value, flow=flow)


def _format_string(value: str, old_source: str, *, flow: bool) -> str:
    if old_source[:1] == '"':
        return quote_double(value)
    if old_source[:1] == "'":
        return quote_single(value)
    return format_scalar(value, flow=flow)


def _format_block_list(
    value_span: ValueSpan, value: Sequence[object], old_items: list[object], newline: str
) -> str | None:
    """A list with one item a line: items that stay keep their lines and comments.

    None where the old items cannot be told apart by their lines.
    """
    first_line = value_span.source[: value_span.first_line_end - value_span.value_start]
    item_text = value_span.source[len(first_line) :]
    item_starts = list(_ITEM_START.finditer(item_text))
    item_starts = [match for match in item_starts if match[1] == item_starts[0][1]]
    if not item_starts or len(item_starts) != len(old_items):
        return None
    item_offsets = [match.start() for match in item_starts] + [len(item_text)]
    sources = [item_text[start:end] for start, end in pairwise(item_offsets)]
    indent = item_starts[0][1]
    all_quoted = all(match[2] for match in item_starts)

    def format_new_item(item: object, unused: list[tuple[object, str]]) -> str:
        """The source of a new item; of a mapping whose first key is in the page its edited one."""
        if not isinstance(item, Mapping):
            quote = all_quoted and isinstance(item, str)
            return f"{newline}{indent}- {format_scalar(item, quote=quote)}"
        for index, (old_item, source) in enumerate(unused):
            if isinstance(old_item, Mapping) and [*old_item.items()][:1] == [*item.items()][:1]:
                del unused[index]
                return _format_mapping_item(source, old_item, item, newline)
        return "".join(newline + line for line in format_item(item, indent))

    return (
        first_line
        + item_text[: item_offsets[0]]
        + "".join(_keep_items(value, old_items, sources, format_new_item))
    )


def _format_mapping_item(
    item_source: str, old_item: Mapping[str, object], new_item: Mapping[str, object], newline: str
) -> str:
    """A mapping in a list, edited from its old source: keys that stay keep their lines."""
    dash = item_source.index("-")
    text = f"{item_source[:dash]} {item_source[dash + 1 :]}"
    second_line_start = text.index("\n") + 1
    indent = len(text) - second_line_start - len(text[second_line_start:].lstrip(" "))
    spans_by_key = {
        field_span.name: field_span
        for field_span in find_field_spans(text, second_line_start, len(text), indent)
    }
    lines = []
    for key, value in new_item.items():
        chunk = spans_by_key.get(key)
        if chunk is None or key not in old_item:
            lines.append(f"{' ' * indent}{format_scalar(key)}: {format_scalar(value)}")
        elif old_item[key] == _normalize(value):
            lines.append(text[chunk.start : chunk.value_end])
        else:
            value_span = ValueSpan(text, chunk, indent)
            new_source = _format_source(value_span, key, value, old_item[key], newline)
            comment = "" if "\n" in new_source else value_span.comment
            lines.append(text[chunk.start : chunk.value_start] + new_source + comment)
    joined = "".join(newline + line for line in lines)
    return f"{joined[:dash]}-{joined[dash + 1 :]}"


def _format_flow_list(old_source: str, value: Sequence[object], old_items: list[object]) -> str:
    """A list in brackets: items that stay keep their quotes."""
    # In a list of several lines there may be comments between the items.
    spans = [] if "\n" in old_source else find_flow_items(old_source, 0, len(old_source))[0]
    sources = [old_source[start:end].strip() for start, end in spans]
    quote = bool(sources) and all(source[0] == '"' for source in sources)

    def format_new_item(item: object, unused: list[tuple[object, str]]) -> str:
        return format_scalar(item, quote=quote and isinstance(item, str), flow=True)

    return "[" + ", ".join(_keep_items(value, old_items, sources, format_new_item)) + "]"


def _keep_items(
    value: Sequence[object],
    old_items: list[object],
    sources: list[str],
    format_new_item: Callable[[object, list[tuple[object, str]]], str],
) -> list[str]:
    """The source of each item: from the page where it has the item, else from `format_new_item`.

    `format_new_item` also gets the page's items that are not used yet, with their sources.
    """
    unused = list(zip(old_items, sources, strict=False))
    item_sources = []
    for item in value:
        normalized = _normalize(item)
        matching_indexes = (
            index
            for index, (old_item, _) in enumerate(unused)
            if old_item == normalized and type(old_item) is type(normalized)
        )
        match = next(matching_indexes, None)
        item_sources.append(
            format_new_item(item, unused) if match is None else unused.pop(match)[1]
        )
    return item_sources


def _verify_edit(front_matter: FrontMatter, new_text: str, name: str, value: object) -> None:
    """Raise Refusal if the field does not read as `value` after an edit, or another one changed."""
    new_fields = parse(new_text)[0].fields
    if lookup_field(new_fields, name) == _normalize(value) and _collect_other_fields(
        new_fields, name
    ) == _collect_other_fields(front_matter.fields, name):
        return
    raise Refusal(
        f"the front matter can't be edited safely at `{name}`",
        "correct the front matter by hand first: fields overlap there",
    )


def _collect_other_fields(fields: Mapping[str, object], name: str) -> dict[str, object]:
    """All fields but one, for comparing.

    Line ends at a value's end are left out: a text block at the page's end gets one when a field is
    inserted below it.
    """
    other_fields = {
        key: value.rstrip("\n") if isinstance(value, str) else value
        for key, value in fields.items()
        if key != name
    }
    parent, dot, child = name.partition(".")
    if dot and name not in fields:
        parent_value = other_fields.pop(parent, None)
        siblings = parent_value.items() if isinstance(parent_value, Mapping) else ()
        other_fields[parent] = {key: value for key, value in siblings if key != child}
    return other_fields


def _normalize(value: object) -> object:
    """A value as `parse` returns it."""
    if isinstance(value, (list, tuple)):
        return [_normalize(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _normalize(item) for key, item in value.items()}
    return str(value) if isinstance(value, float) else value
