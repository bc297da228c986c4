"""Front matter that is no YAML, read field by field, so that one bad value hides no other."""

from __future__ import annotations

from dataclasses import dataclass

from minutebook.text.frontmatter.pyyaml import MAX_YAML_CHARS, UnreadableYaml, load_yaml
from minutebook.text.frontmatter.strict import (
    KEY_PATTERN,
    FieldSpan,
    NotCanonical,
    find_field_spans,
    parse_canonical,
    parse_value,
)

_TRIES = 200  # fields that are given to YAML one by one: each costs a parser


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """What keeps front matter from being YAML: begins a message, names a cure.

    `line` counts from 0 in the front matter, -1 where no single field is to blame. `severity` is
    "error" where lines belong to no field.
    """

    severity: str
    line_index: int
    message: str
    fix: str


def recover_fields(
    text: str, start: int, end: int
) -> tuple[dict[str, object], ParseProblem, list[tuple[str, int]]]:
    """The fields between two offsets, the first problem, and the keys that stand twice.

    A field that neither the strict reader nor YAML takes becomes the list, the mapping or the
    text that its lines look like.
    """
    fields: dict[str, object] = {}
    bad: list[tuple[FieldSpan, str]] = []
    twice: list[tuple[str, int]] = []
    tries = _TRIES if end - start <= MAX_YAML_CHARS else 0
    first = end
    for chunk in find_field_spans(text, start, end):
        first = min(first, chunk.start)
        if chunk.name in fields:
            twice.append((chunk.name, chunk.line_index))
        got = _alone(text, chunk, tries)
        if chunk.name not in got:
            words = text[chunk.value_start : chunk.value_end].replace("\r\n", "\n")
            got = {chunk.name: _words(words, deep=True)}
            bad.append((chunk, words))
            tries -= tries > 0
        fields[chunk.name] = got[chunk.name]
    severity = "error" if text[start:first].strip() else "warning"
    if not bad:
        return fields, ParseProblem(severity, -1, "", "correct the YAML of the front matter"), twice
    chunk, words = bad[0]
    message = f"`{chunk.name}` is not YAML: "
    return (
        fields,
        ParseProblem(severity, chunk.line_index, message, _cure(chunk.name, words)),
        twice,
    )


def _alone(text: str, chunk: FieldSpan, tries: int) -> dict[str, object]:
    """One field read by itself; {} where it can't be."""
    own = text[chunk.start : chunk.end].replace("\r\n", "\n")
    got: dict[str, object] = {}
    try:
        parse_canonical(own, 0, got, {})
    except NotCanonical:
        pass
    else:
        return got
    try:
        loaded = load_yaml(own)[0] if tries else None
    except UnreadableYaml:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _words(words: str, *, deep: bool = False) -> object:
    """A value that is no YAML: its items or fields where it has nothing else, else its text."""
    own = words.strip()
    if words.lstrip(" \t").startswith("\n"):
        rows = own.split("\n")
        if all(f"{row.strip()} ".startswith("- ") for row in rows):
            return [_item(row.strip()[2:].strip()) for row in rows]
        at = words.index("\n") + 1
        first = KEY_PATTERN.match(words, at) if deep else None
        if first and first[1]:
            inner = find_field_spans(words, at, len(words), len(first[1]))
            return {each.name: _words(words[each.value_start : each.value_end]) for each in inner}
    return _item(own)


def _item(words: str) -> object:
    try:
        return parse_value(words) if words else None
    except NotCanonical:
        return words


def _cure(name: str, words: str) -> str:
    first = words.strip()[:1]
    if "{{" in words:
        return f"fill in `{name}` or take it away"
    if not words.replace("\n", "").replace("\t", "").isprintable():
        return f"take the unprintable characters out of `{name}`"
    if "\t" in words:
        return f"indent the lines of `{name}` with spaces, not tabs"
    if first and first in "\"'" and words.count(first) % 2:
        return f"close the quotes of `{name}`"
    if first and first in "*&!%@`":
        return f"quote the value of `{name}`: it begins with `{first}`"
    if first and first in "|>":
        return f"indent every line of the text below `{name}`"
    if ": " in words:
        return f"quote the value of `{name}`: it contains ': '"
    return f"indent every line below `{name}`"
