"""Front matter that is not YAML, read field by field, so that one bad value hides no other."""

from __future__ import annotations

from minutebook.lean.values import Value
from minutebook.text.frontmatter.pyyaml import MAX_YAML_CHARS, UnreadableYaml, load_yaml
from minutebook.text.frontmatter.strict import (
    KEY_PATTERN,
    FieldSpan,
    NotCanonical,
    find_field_spans,
    parse_canonical,
    parse_value,
)

_MAX_YAML_TRIES = 200  # fields that are given to YAML one by one: each costs a parser


class ParseProblem(Value):
    """Why front matter is not YAML: the beginning of a message, and how to correct it.

    `line_index` counts from 0 in the front matter, -1 where no single field is the cause.
    `severity` is "error" where lines belong to no field.
    """

    severity: str
    line_index: int
    message: str
    fix: str


def recover_fields(
    text: str, start: int, end: int
) -> tuple[dict[str, object], ParseProblem, list[tuple[str, int]]]:
    """The fields between two offsets, the first problem, and the repeated keys with their lines.

    A field that neither the strict reader nor YAML can read becomes the list, mapping or text that
    its lines look like.
    """
    fields: dict[str, object] = {}
    unreadable: list[tuple[FieldSpan, str]] = []
    duplicate_keys: list[tuple[str, int]] = []
    tries_left = _MAX_YAML_TRIES if end - start <= MAX_YAML_CHARS else 0
    first_field_start = end
    for field_span in find_field_spans(text, start, end):
        first_field_start = min(first_field_start, field_span.start)
        if field_span.name in fields:
            duplicate_keys.append((field_span.name, field_span.line_index))
        own_fields = _read_single_field(text, field_span, tries_left)
        if field_span.name not in own_fields:
            value_text = text[field_span.value_start : field_span.value_end].replace("\r\n", "\n")
            own_fields = {field_span.name: _guess_value(value_text, allow_mapping=True)}
            unreadable.append((field_span, value_text))
            tries_left -= tries_left > 0
        fields[field_span.name] = own_fields[field_span.name]
    severity = "error" if text[start:first_field_start].strip() else "warning"
    if not unreadable:
        return (
            fields,
            ParseProblem(severity, -1, "", "correct the YAML of the front matter"),
            duplicate_keys,
        )
    field_span, value_text = unreadable[0]
    message = f"`{field_span.name}` is not YAML: "
    return (
        fields,
        ParseProblem(
            severity, field_span.line_index, message, _suggest_fix(field_span.name, value_text)
        ),
        duplicate_keys,
    )


def _read_single_field(text: str, field_span: FieldSpan, tries_left: int) -> dict[str, object]:
    """One field read by itself; {} where it can't be read."""
    field_text = text[field_span.start : field_span.end].replace("\r\n", "\n")
    fields: dict[str, object] = {}
    try:
        parse_canonical(field_text, 0, fields, {})
    except NotCanonical:
        pass
    else:
        return fields
    try:
        loaded = load_yaml(field_text)[0] if tries_left else None
    except UnreadableYaml:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _guess_value(value_text: str, *, allow_mapping: bool = False) -> object:
    """A value that is not YAML: its items or fields where all lines are such, else its text."""
    stripped = value_text.strip()
    if value_text.lstrip(" \t").startswith("\n"):
        lines = stripped.split("\n")
        if all(f"{line.strip()} ".startswith("- ") for line in lines):
            return [_parse_item(row.strip()[2:].strip()) for row in lines]
        second_line = value_text.index("\n") + 1
        first_key = KEY_PATTERN.match(value_text, second_line) if allow_mapping else None
        if first_key and first_key[1]:
            child_spans = find_field_spans(
                value_text, second_line, len(value_text), len(first_key[1])
            )
            return {
                child_span.name: _guess_value(
                    value_text[child_span.value_start : child_span.value_end]
                )
                for child_span in child_spans
            }
    return _parse_item(stripped)


def _parse_item(text: str) -> object:
    try:
        return parse_value(text) if text else None
    except NotCanonical:
        return text


def _suggest_fix(name: str, value_text: str) -> str:
    first_char = value_text.strip()[:1]
    if "{{" in value_text:
        return f"fill in `{name}` or take it away"
    if not value_text.replace("\n", "").replace("\t", "").isprintable():
        return f"take the unprintable characters out of `{name}`"
    if "\t" in value_text:
        return f"indent the lines of `{name}` with spaces, not tabs"
    if first_char and first_char in "\"'" and value_text.count(first_char) % 2:
        return f"close the quotes of `{name}`"
    if first_char and first_char in "*&!%@`":
        return f"quote the value of `{name}`: it begins with `{first_char}`"
    if first_char and first_char in "|>":
        return f"indent every line of the text below `{name}`"
    if ": " in value_text:
        return f"quote the value of `{name}`: it contains ': '"
    return f"indent every line below `{name}`"
