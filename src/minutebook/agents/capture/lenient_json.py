"""JSON from outside, read leniently: a wrong type is nothing, never an error."""

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

_MOST = 4000  # characters of a tool's output that are kept: enough for a summary of tests
_DEPTH = 6  # how deep texts are looked for in nested content


def split_words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def as_mapping(value: object) -> Mapping[str, object]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """`value` where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def first_text(payload: Mapping[str, object], *keys: str) -> str:
    """The first of the fields `names` that is a text and not empty, else ""."""
    for name in keys:
        value = payload.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def as_int(value: object) -> int | None:
    """`value` where it is a whole number, else None; true and false are no numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def parse_time(value: object) -> float:
    """A time in unix seconds; 0.0 where there is none. Takes ISO 8601, seconds and milliseconds.

    A text without a zone is read as UTC.
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
        read = datetime.fromisoformat(value.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def extract_text(value: object, max_depth: int = _DEPTH) -> str:
    """The text of a content: a text, or the texts of an array of parts, one below the other."""
    if isinstance(value, str):
        return value
    if max_depth == 0:
        return ""
    if isinstance(value, list):
        return "\n".join(found for part in value if (found := extract_text(part, max_depth - 1)))
    held = as_mapping(value)
    for name in ("text", "content", "llmContent", "textResultForLlm", "text_result_for_llm"):
        if held.get(name):
            return extract_text(held[name], max_depth - 1)
    return ""


def shorten_text(text: str, max_chars: int = _MOST) -> str:
    """`text` with its middle left out where it is longer than `most` characters."""
    if len(text) <= max_chars:
        return text
    half = max_chars // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def parse_json(text: str) -> object:
    """`text` as one JSON document, None where it is none."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def parse_json_lines(text: str) -> Iterator[Mapping[str, object]]:
    """The objects of a text of JSON lines; a line that is none (cut short, say) is skipped."""
    for line in text.split("\n"):
        if line.lstrip(" \t\ufeff")[:1] == "{":
            read = as_mapping(parse_json(line.strip(" \t\r\ufeff")))
            if read:
                yield read
