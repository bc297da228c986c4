"""Replaces what is hidden by placeholders, and tells where it stood in the original text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact.formats.session_links import SESSION_KIND, SESSION_PLACEHOLDER
from minutebook.redact.hiding.known_values import KnownValues
from minutebook.redact.hiding.matches import HOME_KIND, Match

_PLACEHOLDER = compile_lazily(r"\[redacted: ([a-z0-9-]{1,80})(?: (\d{1,6}))?\]")


def split_at_placeholders(text: str) -> Iterator[tuple[int, str]]:
    """The pieces between placeholders, each with its offset."""
    start = 0
    if "[redacted: " in text:
        for placeholder in _PLACEHOLDER.finditer(text):
            yield start, text[start : placeholder.start()]
            start = placeholder.end()
    yield start, text[start:]


class PlaceholderMaker:
    """Makes the placeholders: one for each value, numbered within its kind from the second on."""

    def __init__(self, texts: Iterable[str], known_values: KnownValues) -> None:
        self._known_values = known_values
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for text in texts:
            for kind, number in _PLACEHOLDER.findall(text):
                self._counts[kind] = max(self._counts.get(kind, 0), int(number or 1))

    def get_placeholder(self, match: Match, text: str) -> str:
        """The text that replaces a match in its text; the same for the same value."""
        if match.kind == HOME_KIND:
            return "~"
        if match.kind == SESSION_KIND:
            return SESSION_PLACEHOLDER
        value = match.value or text[match.start : match.end]
        value = self._known_values.get_value(value)
        if value not in self._placeholders:
            slug = re.sub("[^a-z0-9]+", "-", match.kind.lower())[:80].strip("-") or "secret"
            count = self._counts[slug] = self._counts.get(slug, 0) + 1
            self._placeholders[value] = (
                f"[redacted: {slug} {count}]" if count > 1 else f"[redacted: {slug}]"
            )
        return self._placeholders[value]


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with each range (start, end) replaced by its placeholder."""
    parts, position = [], 0
    for start, end, placeholder in edits:
        parts += [text[position:start], placeholder]
        position = end
    return "".join([*parts, text[position:]])


class EditRound(Value):
    """Where each edit of a round ends, in the text before it and in the text after it."""

    ends_before: tuple[int, ...]
    ends_after: tuple[int, ...]

    @staticmethod
    def from_edits(edits: Iterable[tuple[int, int, str]]) -> EditRound:
        """The round of these edits, which are in order."""
        ends_before, ends_after, growth = [], [], 0
        for start, end, placeholder in edits:
            growth += len(placeholder) - (end - start)
            ends_before.append(end)
            ends_after.append(end + growth)
        return EditRound(tuple(ends_before), tuple(ends_after))


def find_original_position(rounds: Sequence[EditRound], position: int) -> int:
    """The position in the original text of a position in the text after all rounds."""
    for edit_round in reversed(rounds):
        edit_count = bisect_right(edit_round.ends_after, position)
        position = (
            position
            - edit_round.ends_after[edit_count - 1]
            + edit_round.ends_before[edit_count - 1]
            if edit_count
            else position
        )
    return position
