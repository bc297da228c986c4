"""What redaction takes and gives: detectors, hidden spans, redacted texts.

The classes are plain ones: importing `dataclasses` takes longer than redacting a short text.
"""

from __future__ import annotations

from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing is slow, and this is imported at every turn
    from typing import Protocol
else:
    Protocol = object


class Detector(Protocol):
    """Something else that finds secrets. What it raises is not caught: a failure is not "none"."""

    @property
    def name(self) -> str:
        """Its name, for messages."""

    def find(self, text: str) -> Iterable[tuple[str, int, int]]:
        """The secrets of a text: kind, start, end."""


class HiddenSpan:
    """Something that was hidden: its kind, its place, and its line (from 1).

    `start` and `end` are offsets in the original text, in characters.
    """

    __slots__ = ("end", "kind", "line_number", "start")

    def __init__(self, kind: str, start: int, end: int, line_number: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.line_number = line_number

    def _as_tuple(self) -> tuple[str, int, int, int]:
        return self.kind, self.start, self.end, self.line_number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HiddenSpan) and self._as_tuple() == other._as_tuple()

    def __hash__(self) -> int:
        return hash(self._as_tuple())

    def __repr__(self) -> str:
        return f"HiddenSpan{self._as_tuple()!r}"


class RedactedText:
    """A text without its secrets, and what was hidden, in the order of the text."""

    __slots__ = ("hidden_spans", "text")

    def __init__(self, text: str, hidden_spans: tuple[HiddenSpan, ...]) -> None:
        self.text = text
        self.hidden_spans = hidden_spans

    def _as_tuple(self) -> tuple[str, tuple[HiddenSpan, ...]]:
        return self.text, self.hidden_spans

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RedactedText) and self._as_tuple() == other._as_tuple()

    def __hash__(self) -> int:
        return hash(self._as_tuple())

    def __repr__(self) -> str:
        return f"RedactedText{self._as_tuple()!r}"
