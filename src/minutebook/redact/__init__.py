"""Hides secrets in a text, and says what was hidden.

A secret is replaced by a placeholder with its kind, `[redacted: github-token]`; the second value of
a kind by `[redacted: github-token 2]`. A value that occurs twice gets the same placeholder in both
places, so that the text stays readable. Home folders of people become `~`. Redacting a redacted
text changes nothing.

`formats` finds tokens with a vendor's format, `structures` secrets of a known shape, `assignments`
and `sentences` values that a name or a sentence says are secret; `heuristics` tells secrets from
what only looks like one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from minutebook.redact import assignments, formats, heuristics, structures
from minutebook.redact import home_dirs as folders
from minutebook.redact.formats import SecretSpan

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing is slow, and this is imported at every turn
    from typing import Protocol
else:
    Protocol = object

__all__ = ["Detector", "HiddenSpan", "RedactedText", "find_secrets", "redact_text"]

HOME_KIND = "home-folder"
_PLACEHOLDER = re.compile(r"\[redacted: ([a-z0-9-]{1,80})(?: (\d{1,6}))?\]")
_LONG_VALUE_CHARS = 1_900  # less than the shortest limit of the patterns that have one
_VALUE_REST = re.compile(r"[A-Za-z0-9_+/=.%~-]*+")
_COLOUR = re.compile(r"(?:\x1b|\\x1b|\\u001b|\\033)\[[0-9;]{0,20}m", re.IGNORECASE)
_VALUE = re.compile(r"[A-Za-z0-9_+/~$.-]{12,}+={0,2}")


@dataclass(frozen=True, slots=True)
class HiddenSpan:
    """Something that was hidden: its kind, its place, and its line (from 1).

    `start` and `end` are offsets in the original text, in characters.
    """

    kind: str
    start: int
    end: int
    line_number: int


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text without its secrets, and what was hidden, in the order of the text."""

    text: str
    hidden_spans: tuple[HiddenSpan, ...]


class Detector(Protocol):
    """Something else that finds secrets. What it raises is not caught: a failure is not "none"."""

    @property
    def name(self) -> str:
        """Its name, for messages."""

    def find(self, text: str) -> Iterable[tuple[str, int, int]]:
        """The secrets of a text: kind, start, end."""


def redact_text(
    text: str, *, home_dirs: Sequence[str] = (), detectors: Sequence[Detector] = ()
) -> RedactedText:
    """Replace each secret of the text, in full, by a placeholder.

    `home_dirs` are folders that become `~`, in addition to those of a known form (`/home/name`).
    `detectors` look for secrets in addition to the package's own finders. Hashes, UUIDs, digests of
    lock files, public keys, references and examples (`${TOKEN}`, `<token>`, `your-api-key`) stay.
    """
    rounds: list[_EditRound] = []
    hidden_spans: list[HiddenSpan] = []
    labels = _LabelMaker(text)
    current_text = text
    # A secret may be found only when the one beside it is hidden: repeat until nothing is found.
    while spans := _select_spans(current_text, home_dirs, detectors):
        edits = [
            (start, end, labels.get_label(kind, current_text[start:end]))
            for kind, start, end in spans
        ]
        for kind, start, end in spans:
            hidden_spans.append(
                HiddenSpan(
                    kind,
                    _find_original_position(rounds, start),
                    _find_original_position(rounds, end),
                    0,
                )
            )
        rounds.append(_EditRound.from_edits(edits))
        current_text = _apply_edits(current_text, edits)
    return RedactedText(
        current_text, _number_lines(text, sorted(hidden_spans, key=lambda span: span.start))
    )


def find_secrets(text: str) -> tuple[HiddenSpan, ...]:
    """The secrets of a text, in order, for `check`: home folders are left out."""
    spans = _merge_overlaps(_find_matches(text, ()))
    return _number_lines(text, [HiddenSpan(kind, start, end, 0) for kind, start, end in spans])


def _select_spans(
    text: str, home_dirs: Sequence[str], detectors: Sequence[Detector]
) -> list[SecretSpan]:
    """What to hide, in order, without overlaps. A home folder within a secret is part of it."""
    spans = _merge_overlaps(_find_matches(text, detectors))
    ends = [end for _, _, end in spans]
    home_spans = []
    for span in _merge_overlaps(
        [(0, HOME_KIND, start, end) for start, end in folders.find_home_dirs(text, home_dirs)]
    ):
        index = bisect_right(ends, span[1])  # the first secret that ends behind the folder's start
        if index == len(spans) or spans[index][1] >= span[2]:
            home_spans.append(span)
    return sorted(spans + home_spans, key=lambda span: span[1])


_Match = tuple[int, str, int, int]  # rank of the finder (0 is the surest), kind, start, end


def _find_matches(text: str, detectors: Sequence[Detector]) -> list[_Match]:
    """All secrets, in no order; they may overlap. None extends across a placeholder."""
    matches: list[_Match] = []
    for offset, piece in _split_at_placeholders(text):
        unescaped = _unescape(piece)
        finders = [
            formats.find_tokens,
            structures.find_structured_secrets,
            assignments.find_assigned_secrets,
            *(detector.find for detector in detectors),
        ]
        for rank, find in enumerate(finders):
            for kind, start, end in find(unescaped if rank < 3 else piece):
                if end - start >= _LONG_VALUE_CHARS:  # a pattern has a limit, a value has none
                    rest = _VALUE_REST.match(piece, end)
                    end = rest.end() if rest else end
                if start < end:
                    matches.append((rank, kind, start + offset, end + offset))
    return matches + _find_repetitions(text, matches) if matches else matches


def _split_at_placeholders(text: str) -> Iterator[tuple[int, str]]:
    """The pieces between placeholders, each with its offset."""
    start = 0
    if "[redacted: " in text:
        for placeholder in _PLACEHOLDER.finditer(text):
            yield start, text[start : placeholder.start()]
            start = placeholder.end()
    yield start, text[start:]


def _unescape(text: str) -> str:
    """The text with JSON's escaped line ends as such and without colours; no character moves."""
    if "1b[" in text or "\x1b[" in text or "033[" in text:
        text = _COLOUR.sub(lambda match: " " * len(match[0]), text)
    if "\\" in text:
        text = text.replace("\\n", " \n").replace("\\r", " \r").replace("\\t", " \t")
    return text


def _find_repetitions(text: str, matches: list[_Match]) -> list[_Match]:
    """The other places of values that were found only by the text beside them."""
    rank_and_kind = {text[start:end]: (rank, kind) for rank, kind, start, end in matches}
    # Only values that mean nothing else: a word may stand elsewhere for what it says.
    rank_and_kind = {
        value: facts for value, facts in rank_and_kind.items() if heuristics.is_key(value, 14)
    }
    return [
        (*rank_and_kind[value], run.start(), run.start() + len(value))
        for run in (_VALUE.finditer(text) if rank_and_kind else ())
        for value in (run[0], run[0].rstrip("."))
        if value in rank_and_kind
    ]


def _merge_overlaps(matches: Iterable[_Match]) -> list[SecretSpan]:
    """The matches in order, overlapping ones as one of the kind of the longest, then the surest."""
    spans: list[SecretSpan] = []
    best_weight = (0, 0)
    for rank, kind, start, end in sorted(
        matches, key=lambda match: (match[2], -match[3], match[0])
    ):
        weight = (end - start, -rank)
        if not spans or start >= spans[-1][2]:
            spans.append((kind, start, end))
            best_weight = weight
            continue
        previous_kind, previous_start, previous_end = spans[-1]
        spans[-1] = (
            kind if weight > best_weight else previous_kind,
            previous_start,
            max(end, previous_end),
        )
        best_weight = max(best_weight, weight)
    return spans


class _LabelMaker:
    """Makes the placeholders: one for each value, numbered within its kind from the second on."""

    def __init__(self, text: str) -> None:
        self.labels: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        for kind, number in _PLACEHOLDER.findall(text):
            self.counts[kind] = max(self.counts.get(kind, 0), int(number or 1))

    def get_label(self, kind: str, value: str) -> str:
        """The text that replaces a value; the same for the same value."""
        if kind == HOME_KIND:
            return "~"
        if value not in self.labels:
            slug = re.sub("[^a-z0-9]+", "-", kind.lower())[:80].strip("-") or "secret"
            count = self.counts[slug] = self.counts.get(slug, 0) + 1
            self.labels[value] = (
                f"[redacted: {slug} {count}]" if count > 1 else f"[redacted: {slug}]"
            )
        return self.labels[value]


def _apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with each range (start, end) replaced by its label."""
    parts, position = [], 0
    for start, end, label in edits:
        parts += [text[position:start], label]
        position = end
    return "".join([*parts, text[position:]])


@dataclass(frozen=True, slots=True)
class _EditRound:
    """Where each edit of a round ends, in the text before it and in the text after it."""

    ends_before: tuple[int, ...]
    ends_after: tuple[int, ...]

    @staticmethod
    def from_edits(edits: Iterable[tuple[int, int, str]]) -> _EditRound:
        ends_before, ends_after, growth = [], [], 0
        for start, end, label in edits:
            growth += len(label) - (end - start)
            ends_before.append(end)
            ends_after.append(end + growth)
        return _EditRound(tuple(ends_before), tuple(ends_after))


def _find_original_position(rounds: Sequence[_EditRound], position: int) -> int:
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


def _number_lines(text: str, spans: Iterable[HiddenSpan]) -> tuple[HiddenSpan, ...]:
    """The spans with their line numbers; they must be in the order of the text."""
    numbered_spans, line_number, position = [], 1, 0
    for span in spans:
        line_number += text.count("\n", position, span.start)
        position = span.start
        numbered_spans.append(HiddenSpan(span.kind, span.start, span.end, line_number))
    return tuple(numbered_spans)
