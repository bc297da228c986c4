"""Replaces the secrets of texts that belong together, in rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.redact.formats.session_links import SESSION_KIND
from minutebook.redact.hiding import edits as editing
from minutebook.redact.hiding import matches as matching
from minutebook.redact.hiding.finding import find_known_values, find_matches
from minutebook.redact.hiding.known_values import KnownValues
from minutebook.redact.hiding.matches import Match
from minutebook.redact.personal import home_dirs as folders
from minutebook.redact.results import Detector, HiddenSpan, RedactedText


def hide_secrets(
    texts: Sequence[str],
    plain_texts: Sequence[bool],
    home_dirs: Sequence[str],
    detectors: Sequence[Detector],
    known_values: Mapping[str, str],
    *,
    personal: bool,
) -> list[RedactedText]:
    """The texts with each secret replaced; see `redact_texts`.

    `plain_texts`: for each text, whether the finders need not look at it.
    """
    values = KnownValues()
    for value, kind in known_values.items():
        values.add(kind, value)
    parts = [
        TextInWork(text, is_plain=is_plain)
        for text, is_plain in zip(texts, plain_texts, strict=True)
    ]
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


def find_secrets(text: str) -> tuple[HiddenSpan, ...]:
    """The secrets of a text, in order, without home folders."""
    values = KnownValues()
    part = TextInWork(text)
    part.find_matches(())
    part.add_values(values)
    return _number_lines(
        text,
        [
            HiddenSpan(match.kind, match.start, match.end, 0)
            for match in part.select_matches(values, None)
        ],
    )


def hide_session_links(text: str) -> RedactedText:
    """The text with each link to a session replaced, and all else as it is."""
    part = TextInWork(text)
    while links := matching.merge_matches(
        match for match in find_matches(part.text, ()) if match.kind == SESSION_KIND
    ):
        part.hide(links, editing.PlaceholderMaker((), KnownValues()))
    return part.finish()


class TextInWork:
    """A text while its secrets are replaced, in rounds."""

    def __init__(self, text: str, *, is_plain: bool = False) -> None:
        self.original_text = text
        self.text = text
        # Of the finders in `text`; None: not looked for.
        self.matches: list[Match] | None = [] if is_plain else None
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
