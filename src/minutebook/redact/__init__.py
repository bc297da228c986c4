"""Hides secrets in texts, and says what was hidden.

A secret is replaced by a placeholder with its kind, `[redacted: github-token]`; the second value of
a kind by `[redacted: github-token 2]`. A value has the same placeholder wherever it occurs, in all
texts that are redacted together, so that they stay readable. Home folders of people become `~`.
Redacting redacted texts changes nothing.

`formats` finds tokens with a vendor's format, `structures` secrets of a known shape, `contexts`
those that only their surroundings show; `heuristics` tells secrets from what only looks like one. `hiding` merges what they find, finds the same values elsewhere, and
replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from minutebook.redact.hiding import edits as editing
from minutebook.redact.hiding import matches as matching
from minutebook.redact.hiding.finding import Detector, find_known_values, find_matches
from minutebook.redact.hiding.known_values import KnownValues
from minutebook.redact.hiding.matches import Match
from minutebook.redact.personal import home_dirs as folders

__all__ = [
    "Detector",
    "HiddenSpan",
    "RedactedText",
    "find_secrets",
    "redact_text",
    "redact_texts",
]


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


def redact_texts(
    texts: Sequence[str],
    *,
    home_dirs: Sequence[str] = (),
    detectors: Sequence[Detector] = (),
    personal: bool = False,
    known_values: Mapping[str, str] | None = None,
) -> list[RedactedText]:
    """Replace each secret of texts that belong together by a placeholder; in the order of `texts`.

    What is found in one text is hidden in all of them, wherever the value stands between signs that
    are neither letters nor digits: as it is, percent-encoded, JSON-escaped or in base64. A value
    that is a common word stays where nothing says that it is secret
    (`hiding.known_values.is_distinctive` has the rule).

    `home_dirs` are folders that become `~`, in addition to those of a known form (`/home/name`).
    `detectors` look for secrets in addition to the package's own finders. `personal`: e-mail
    addresses, phone numbers and what else is of a person are hidden too. `known_values` are values
    that were hidden before, each with its kind. Hashes, UUIDs, digests of lock files, public keys,
    references and examples (`${TOKEN}`, `<token>`, `your-api-key`) stay. Linear in the length of
    all texts.
    """
    values = KnownValues()
    for value, kind in (known_values or {}).items():
        values.add(kind, value)
    parts = [_TextInWork(text) for text in texts]
    placeholders = editing.PlaceholderMaker(texts, values)
    # A secret may be found only when the one beside it is hidden: repeat until nothing is found.
    while True:
        for part in parts:
            part.find_matches(detectors, personal=personal)
            part.add_values(values)
        is_complete = True
        for part in parts:
            if matches := part.select_matches(values, home_dirs):
                part.hide(matches, placeholders)
                is_complete = False
        if is_complete:
            return [part.finish() for part in parts]


def redact_text(
    text: str,
    *,
    home_dirs: Sequence[str] = (),
    detectors: Sequence[Detector] = (),
    personal: bool = False,
    known_values: Mapping[str, str] | None = None,
) -> RedactedText:
    """Replace each secret of the text, in full, by a placeholder; see `redact_texts`."""
    (redacted,) = redact_texts(
        [text],
        home_dirs=home_dirs,
        detectors=detectors,
        personal=personal,
        known_values=known_values,
    )
    return redacted


def find_secrets(text: str) -> tuple[HiddenSpan, ...]:
    """The secrets of a text, in order, for `check`: home folders are left out."""
    values = KnownValues()
    part = _TextInWork(text)
    part.find_matches(())
    part.add_values(values)
    return _number_lines(
        text,
        [
            HiddenSpan(match.kind, match.start, match.end, 0)
            for match in part.select_matches(values, None)
        ],
    )


class _TextInWork:
    """A text while its secrets are replaced, in rounds."""

    def __init__(self, text: str) -> None:
        self.original_text = text
        self.text = text
        self.matches: list[Match] | None = None  # of the finders in `text`; None: not looked for
        self.searched_values = -1  # how many values were known when they were last looked for
        self.rounds: list[editing.EditRound] = []
        self.hidden_spans: list[HiddenSpan] = []

    def find_matches(self, detectors: Sequence[Detector], *, personal: bool = False) -> None:
        """Let the finders look at the text, unless they have since it changed."""
        if self.matches is None:
            self.matches = list(find_matches(self.text, detectors, personal=personal))
            self.searched_values = -1

    def add_values(self, values: KnownValues) -> None:
        """Make the values known that were found."""
        for match in self.matches or ():
            values.add(match.kind, match.value or self.text[match.start : match.end])

    def select_matches(self, values: KnownValues, home_dirs: Sequence[str] | None) -> list[Match]:
        """What to hide, in order, without overlaps; without home folders where they are None."""
        if self.searched_values == len(values):
            return []  # nothing was found, and nothing is new
        self.searched_values = len(values)
        matches = [*(self.matches or ()), *find_known_values(self.text, values)]
        secrets = matching.merge_matches(matches)
        if home_dirs is None:
            return secrets
        return matching.add_home_dirs(secrets, folders.find_home_dirs(self.text, home_dirs))

    def hide(self, matches: list[Match], placeholders: editing.PlaceholderMaker) -> None:
        """Replace the matches, which are in order and do not overlap."""
        edits = [
            (match.start, match.end, placeholders.get_placeholder(match, self.text))
            for match in matches
        ]
        for match in matches:
            start, end = (
                editing.find_original_position(self.rounds, position)
                for position in (match.start, match.end)
            )
            self.hidden_spans.append(HiddenSpan(match.kind, start, end, 0))
        self.rounds.append(editing.EditRound.from_edits(edits))
        self.text = editing.apply_edits(self.text, edits)
        self.matches = None

    def finish(self) -> RedactedText:
        """The text as it is now, with what was hidden in the original one."""
        spans = sorted(self.hidden_spans, key=lambda span: span.start)
        return RedactedText(self.text, _number_lines(self.original_text, spans))


def _number_lines(text: str, spans: Iterable[HiddenSpan]) -> tuple[HiddenSpan, ...]:
    """The spans with their line numbers; they must be in the order of the text."""
    numbered_spans, line_number, position = [], 1, 0
    for span in spans:
        line_number += text.count("\n", position, span.start)
        position = span.start
        numbered_spans.append(HiddenSpan(span.kind, span.start, span.end, line_number))
    return tuple(numbered_spans)
