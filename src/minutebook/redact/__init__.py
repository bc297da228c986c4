"""Hides secrets in a text, and says what was hidden.

A secret becomes a typed placeholder, `[redacted: github-token]`; the second value of a kind becomes
`[redacted: github-token 2]`, and a value that stands in two places the same placeholder in both, so
that the text stays readable. Folders of people become `~`. What was hidden stays hidden: redacting
a text twice changes nothing.
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
if TYPE_CHECKING:  # typing is dear at start-up
    from typing import Protocol
else:
    Protocol = object

__all__ = ["Detector", "HiddenSpan", "RedactedText", "find_secrets", "redact_text"]

HOME_KIND = "home-folder"
_PLACEHOLDER = re.compile(r"\[redacted: ([a-z0-9-]{1,80})(?: (\d{1,6}))?\]")
_LONG = 1_900  # characters: less than what the shortest limit of a pattern lets through
_REST = re.compile(r"[A-Za-z0-9_+/=.%~-]*+")
_COLOUR = re.compile(r"(?:\x1b|\\x1b|\\u001b|\\033)\[[0-9;]{0,20}m", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9_+/~$.-]{12,}+={0,2}")


@dataclass(frozen=True, slots=True)
class HiddenSpan:
    """Something that was hidden: its kind, where it began and ended, and its line, from 1.

    Offsets are of the text as it was given, in characters.
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
    """Something else that finds secrets. What it raises passes: who failed found nothing."""

    @property
    def name(self) -> str:
        """What it is called, for messages."""

    def find(self, text: str) -> Iterable[tuple[str, int, int]]:
        """The secrets of a text: kind, start, end."""


def redact_text(
    text: str, *, home_dirs: Sequence[str] = (), detectors: Sequence[Detector] = ()
) -> RedactedText:
    """The text with its secrets hidden, each whole.

    `home` are folders that become `~` besides those that are known by their form (`/home/name`).
    `detectors` look beside the own rules. Hashes, UUIDs, digests of lock files, public keys,
    references and examples (`${TOKEN}`, `<token>`, `your-api-key`) stay.
    """
    rounds: list[_Round] = []
    hidden: list[HiddenSpan] = []
    labels = _Labels(text)
    now = text
    # What is hidden may bring up what a neighbour kept from being seen: until nothing is found.
    while spans := _spans(now, home_dirs, detectors):
        edits = [(start, end, labels.of(kind, now[start:end])) for kind, start, end in spans]
        for kind, start, end in spans:
            hidden.append(HiddenSpan(kind, _origin(rounds, start), _origin(rounds, end), 0))
        rounds.append(_Round.of(edits))
        now = _applied(now, edits)
    return RedactedText(now, _with_lines(text, sorted(hidden, key=lambda one: one.start)))


def find_secrets(text: str) -> tuple[HiddenSpan, ...]:
    """The secrets of a text, in order, for `check`: folders of people are left out."""
    spans = _merged(_found(text, ()))
    return _with_lines(text, [HiddenSpan(kind, start, end, 0) for kind, start, end in spans])


def _spans(text: str, home: Sequence[str], detectors: Sequence[Detector]) -> list[SecretSpan]:
    """What is to be hidden, in order, none overlapping another."""
    spans = _merged(_found(text, detectors))
    ends = [end for _, _, end in spans]
    people = []
    for span in _merged(
        [(0, HOME_KIND, start, end) for start, end in folders.find_home_dirs(text, home)]
    ):
        after = bisect_right(ends, span[1])  # the first secret that ends behind where it begins
        if after == len(spans) or spans[after][1] >= span[2]:
            people.append(span)
    return sorted(spans + people, key=lambda span: span[1])


_Found = tuple[int, str, int, int]  # rank of who found it, kind, start, end


def _found(text: str, detectors: Sequence[Detector]) -> list[_Found]:
    """All that is secret. Placeholders part the text: nothing is read across one."""
    found: list[_Found] = []
    for offset, piece in _pieces(text):
        plain = _unescaped(piece)
        finders = [
            formats.find_tokens,
            structures.find_structured_secrets,
            assignments.find_assigned_secrets,
            *(one.find for one in detectors),
        ]
        for rank, find in enumerate(finders):
            for kind, start, end in find(plain if rank < 3 else piece):
                if end - start >= _LONG:  # patterns stop somewhere, values may be longer
                    rest = _REST.match(piece, end)
                    end = rest.end() if rest else end
                if start < end:
                    found.append((rank, kind, start + offset, end + offset))
    return found + _again(text, found) if found else found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    if "[redacted: " in text:
        for placeholder in _PLACEHOLDER.finditer(text):
            yield at, text[at : placeholder.start()]
            at = placeholder.end()
    yield at, text[at:]


def _unescaped(text: str) -> str:
    """The text with JSON's escaped line ends as such, no colours, and every letter where it was."""
    if "1b[" in text or "\x1b[" in text or "033[" in text:
        text = _COLOUR.sub(lambda found: " " * len(found[0]), text)
    if "\\" in text:
        text = text.replace("\\n", " \n").replace("\\r", " \r").replace("\\t", " \t")
    return text


def _again(text: str, found: list[_Found]) -> list[_Found]:
    """Where else the values stand that were found by what stood beside them."""
    kinds = {text[start:end]: (rank, kind) for rank, kind, start, end in found}
    kinds = {value: by for value, by in kinds.items() if _telling(value)}
    return [
        (*kinds[value], run.start(), run.start() + len(value))
        for run in (_RUN.finditer(text) if kinds else ())
        for value in (run[0], run[0].rstrip("."))
        if value in kinds
    ]


def _telling(value: str) -> bool:
    return (
        heuristics.is_random(value, 14) or heuristics.is_hex_key(value) or heuristics.is_uuid(value)
    )


def _merged(found: Iterable[_Found]) -> list[SecretSpan]:
    """Spans in order, overlapping ones as one: of the kind of the longest, then of the surest."""
    merged: list[SecretSpan] = []
    best = (0, 0)
    for rank, kind, start, end in sorted(found, key=lambda one: (one[2], -one[3], one[0])):
        weight = (end - start, -rank)
        if not merged or start >= merged[-1][2]:
            merged.append((kind, start, end))
            best = weight
            continue
        last, begun, until = merged[-1]
        merged[-1] = (kind if weight > best else last, begun, max(end, until))
        best = max(best, weight)
    return merged


class _Labels:
    """What stands for each value: one label a value, numbered within its kind from the second."""

    def __init__(self, text: str) -> None:
        self.labels: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        for kind, number in _PLACEHOLDER.findall(text):
            self.counts[kind] = max(self.counts.get(kind, 0), int(number or 1))

    def of(self, kind: str, value: str) -> str:
        if kind == HOME_KIND:
            return "~"
        if value not in self.labels:
            slug = re.sub("[^a-z0-9]+", "-", kind.lower())[:80].strip("-") or "secret"
            count = self.counts[slug] = self.counts.get(slug, 0) + 1
            self.labels[value] = (
                f"[redacted: {slug} {count}]" if count > 1 else f"[redacted: {slug}]"
            )
        return self.labels[value]


def _applied(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, label in edits:
        parts += [text[at:start], label]
        at = end
    return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True)
class _Round:
    """Where each edit of a round ends, in the text before it and in the text after it."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @staticmethod
    def of(edits: Iterable[tuple[int, int, str]]) -> _Round:
        before, after, grown = [], [], 0
        for start, end, label in edits:
            grown += len(label) - (end - start)
            before.append(end)
            after.append(end + grown)
        return _Round(tuple(before), tuple(after))


def _origin(rounds: Sequence[_Round], at: int) -> int:
    """Where a place of the text after all rounds was in the text that was given."""
    for one in reversed(rounds):
        edit = bisect_right(one.after, at)
        at = at - one.after[edit - 1] + one.before[edit - 1] if edit else at
    return at


def _with_lines(text: str, hidden: Iterable[HiddenSpan]) -> tuple[HiddenSpan, ...]:
    """The same with their lines, for what is in the order of the text."""
    told, line, at = [], 1, 0
    for one in hidden:
        line += text.count("\n", at, one.start)
        at = one.start
        told.append(HiddenSpan(one.kind, one.start, one.end, line))
    return tuple(told)
