"""Reads JSON from outside leniently: a value of a wrong type counts as missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = [
    "as_int",
    "as_list",
    "as_mapping",
    "extract_text",
    "first_text",
    "parse_json",
    "parse_json_lines",
    "parse_time",
    "shorten_text",
    "split_words",
]

_MAX_OUTPUT_CHARS = 4000  # that are kept of a tool's output: enough for a summary of tests
_MAX_DEPTH = 6  # levels of nested content in which text is looked for


def split_words(text: str) -> frozenset[str]:
    """The words of a list that is written as one string, to keep long lists readable."""
    return frozenset(text.split())


def as_mapping(value: object) -> Mapping[str, object]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """`value` where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def first_text(payload: Mapping[str, object], *keys: str) -> str:
    """The first of the fields `keys` that is a non-empty string; "" where none is."""
    for key in keys:
        value = payload.get(key)
        if isinstance(value, str) and value:
            return value
    return ""


def as_int(value: object) -> int | None:
    """`value` where it is a whole number, else None; true and false do not count as numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def parse_time(value: object) -> float:
    """Parse a time (ISO 8601, seconds or milliseconds) to unix seconds; 0.0 where it is not one.

    A string without a time zone is read as UTC.
    """
    if isinstance(value, bool):
        return 0.0
    if isinstance(value, (int, float)):
        if not 0 < value < 1e14:
            return 0.0
        return value / 1000 if value > 1e11 else float(value)
    if not isinstance(value, str) or not value:
        return 0.0
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def extract_text(value: object, max_depth: int = _MAX_DEPTH) -> str:
    """The text of a content: a string, or those of nested parts, each on lines of its own."""
    if isinstance(value, str):
        return value
    if max_depth == 0:
        return ""
    if isinstance(value, list):
        return "\n".join(text for part in value if (text := extract_text(part, max_depth - 1)))
    mapping = as_mapping(value)
    for key in ("text", "content", "llmContent", "textResultForLlm", "text_result_for_llm"):
        if mapping.get(key):
            return extract_text(mapping[key], max_depth - 1)
    return ""


def shorten_text(text: str, max_chars: int = _MAX_OUTPUT_CHARS) -> str:
    """`text` with its middle left out where it is longer than `max_chars` characters."""
    if len(text) <= max_chars:
        return text
    half = max_chars // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def parse_json(text: str) -> object:
    """Parse `text` as one JSON document; None where it is not one."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def parse_json_lines(text: str) -> Iterator[Mapping[str, object]]:
    """The objects of JSON lines; a line that is not an object (one cut short, say) is skipped."""
    for line in text.split("\n"):
        if line.lstrip(" \t\ufeff")[:1] == "{":
            mapping = as_mapping(parse_json(line.strip(" \t\r\ufeff")))
            if mapping:
                yield mapping
