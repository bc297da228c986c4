"""JSON from outside, read leniently: a wrong type is nothing, never an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = [
    "document",
    "entries",
    "first",
    "lines",
    "mapping",
    "moment",
    "shorten",
    "whole",
    "words",
    "words_of",
]

_MOST = 4000  # characters of a tool's output that are kept: enough for a summary of tests
_DEPTH = 6  # how deep texts are looked for in nested content


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def mapping(value: object) -> Mapping[str, object]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[object]:
    """`value` where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def first(payload: Mapping[str, object], *names: str) -> str:
    """The first of the fields `names` that is a text and not empty, else ""."""
    for name in names:
        value = payload.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def whole(value: object) -> int | None:
    """`value` where it is a whole number, else None; true and false are no numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(value: object) -> float:
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


def words(value: object, depth: int = _DEPTH) -> str:
    """The text of a content: a text, or the texts of an array of parts, one below the other."""
    if isinstance(value, str):
        return value
    if depth == 0:
        return ""
    if isinstance(value, list):
        return "\n".join(found for part in value if (found := words(part, depth - 1)))
    held = mapping(value)
    for name in ("text", "content", "llmContent", "textResultForLlm", "text_result_for_llm"):
        if held.get(name):
            return words(held[name], depth - 1)
    return ""


def shorten(text: str, most: int = _MOST) -> str:
    """`text` with its middle left out where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def document(text: str) -> object:
    """`text` as one JSON document, None where it is none."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def lines(text: str) -> Iterator[Mapping[str, object]]:
    """The objects of a text of JSON lines; a line that is none (cut short, say) is skipped."""
    for line in text.split("\n"):
        if line.lstrip(" \t\ufeff")[:1] == "{":
            read = mapping(document(line.strip(" \t\r\ufeff")))
            if read:
                yield read
