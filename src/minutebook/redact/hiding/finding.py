"""Lets every finder look at a text, and at the views of it in which secrets stand whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import contexts, formats, structures
from minutebook.redact.formats import SecretSpan
from minutebook.redact.formats.session_links import SESSION_KIND
from minutebook.redact.hiding.edits import split_at_placeholders
from minutebook.redact.hiding.known_values import KnownValues
from minutebook.redact.hiding.matches import (
    DETECTOR_RANK,
    FORMAT_RANK,
    NAME_RANK,
    PERSONAL_RANK,
    REPETITION_RANK,
    STRUCTURE_RANK,
    Match,
)
from minutebook.redact.personal import find_personal_data
from minutebook.redact.results import Detector
from minutebook.redact.views import base64_runs, readings
from minutebook.redact.views.view import View

_LONG_VALUE_CHARS = 1_900  # less than the shortest limit of the patterns that have one
_EDIT_REACH = 800  # how far from a sign of its surroundings a secret may stand, in characters
_CONTINUED = compile_lazily(r"\\\r?\n(?P<run>[A-Za-z0-9_+/=.~%-]{1,200}+)")
_VALUE_REST = compile_lazily(r"[A-Za-z0-9_+/=.%~-]*+")
_COLOUR = compile_lazily(r"(?:\x1b|\\x1b|\\u001b|\\033)\[[0-9;]{0,20}[mK]", re.IGNORECASE)

Finder = Callable[[str], Iterable[SecretSpan]]
_FORMATS: tuple[int, Finder] = (FORMAT_RANK, formats.find_tokens)
_STRUCTURES: tuple[int, Finder] = (STRUCTURE_RANK, structures.find_structured_secrets)
_NAMES: tuple[int, Finder] = (NAME_RANK, contexts.find_context_secrets)


def find_matches(
    text: str, detectors: Sequence[Detector], *, personal: bool = False
) -> Iterator[Match]:
    """What the finders find, in no order; it may overlap. None extends across a placeholder.

    `personal`: what is of a person, too.
    """
    for offset, piece in split_at_placeholders(text):
        if personal:
            for kind, start, end in find_personal_data(_blank_colours(_unescape_line_ends(piece))):
                yield Match(PERSONAL_RANK, kind, start + offset, end + offset)
        for match in _find_in_piece(piece, detectors):
            if match.start < match.end:
                yield match.move(offset)


def _find_in_piece(piece: str, detectors: Sequence[Detector]) -> Iterator[Match]:
    lines = _unescape_line_ends(piece)
    plain = _blank_colours(lines)
    token_ends: dict[int, int] = {}  # of what is found without a view, by its start
    for rank, find in (_FORMATS, _STRUCTURES, _NAMES):
        for kind, start, end in find(plain):
            end = _find_long_end(piece, start, end)
            token_ends[start] = max(end, token_ends.get(start, 0))
            yield Match(rank, kind, start, end)
    for detector in detectors:
        for kind, start, end in detector.find(piece):
            yield Match(DETECTOR_RANK, kind, start, end)
    visible = readings.read_visible(lines)
    if not visible.is_original:
        yield from _find_in_view(visible, (_FORMATS, _STRUCTURES, _NAMES), token_ends)
    decoded = readings.read_decoded(visible)
    if decoded is not visible:
        yield from _find_in_view(
            decoded, (_FORMATS, _STRUCTURES, _NAMES), token_ends, is_known_elsewhere=True
        )
    unwrapped = readings.read_unwrapped(decoded)
    if unwrapped is not decoded:
        yield from _find_in_view(unwrapped, (_FORMATS,), token_ends)
    for kind, start, end in base64_runs.find_encoded_secrets(visible.text, _find_kinds):
        yield Match(STRUCTURE_RANK, kind, *visible.find_original_span(start, end))
    for kind, start, end in base64_runs.find_manifest_secrets(plain):
        yield Match(STRUCTURE_RANK, kind, start, end)


def find_known_values(text: str, values: KnownValues) -> Iterator[Match]:
    """All places of known values: as they are, within a view, and within a run of base64."""
    if not len(values):
        return
    for offset, piece in split_at_placeholders(text):
        lines = _unescape_line_ends(piece)
        for match in values.find(_blank_colours(lines)):
            yield match.move(offset)
        visible = readings.read_visible(lines)
        for view in {visible, readings.read_decoded(visible)}:
            if not view.is_original:
                for match in values.find(view.text):
                    start, end = view.find_original_span(match.start, match.end)
                    yield Match(match.rank, match.kind, start, end, match.value).move(offset)
        for run in base64_runs.list_base64_runs(piece):
            if found := next(values.find(run.read_text()), None):
                yield Match(REPETITION_RANK, found.kind, run.start, run.end).move(offset)


def _find_kinds(text: str) -> Iterator[str]:
    """The kinds of the secrets in a text that was encoded."""
    for _, find in (_FORMATS, _STRUCTURES, _NAMES):
        for kind, _, _ in find(text):
            yield kind


def _find_long_end(text: str, start: int, end: int) -> int:
    """Where a match ends: a pattern has a limit, a value has none."""
    if end - start >= _LONG_VALUE_CHARS:
        rest = _VALUE_REST.match(text, end)
        end = rest.end() if rest else end
    # A shell goes on in the next line, behind a backslash.
    line = _CONTINUED.match(text, end)
    return line.end() if line and readings.may_be_piece(line["run"]) else end


def _find_in_view(
    view: View,
    finders: Iterable[tuple[int, Finder]],
    token_ends: dict[int, int],
    *,
    is_known_elsewhere: bool = False,
) -> Iterator[Match]:
    """What finders find in a view, and not, or less of it, in the text itself.

    `is_known_elsewhere`: what is far from the view's own edits was found before.
    """
    token_starts = sorted(token_ends)
    for rank, find in finders:
        spans = _find_near_edits(view, find) if is_known_elsewhere else find(view.text)
        for kind, start, end in spans:
            original_start, original_end = view.find_original_span(start, end)
            index = bisect_right(token_starts, original_start)
            next_start = token_starts[index] if index < len(token_starts) else original_end
            if next_start < original_end and _is_word_before_token(view, start, next_start):
                continue
            known_end = token_ends[token_starts[index - 1]] if index else 0
            known_end = view.find_view_position(known_end) if known_end > original_start else 0
            if kind == SESSION_KIND:  # the next line would look like the rest of any id
                end = _find_line_end(view, start, end, is_link_before=known_end > start)
                if end <= start:
                    continue
            end = _find_certain_end(view, start, _find_long_end(view.text, start, end), known_end)
            if end > known_end:
                original_start, original_end = view.find_original_span(start, end)
                yield Match(rank, kind, original_start, original_end, view.text[start:end])


def _find_near_edits(view: View, find: Finder) -> Iterator[SecretSpan]:
    """What a finder finds near the edits of a view; everything where they are near everywhere.

    The finder looks twice as far, so that no cut changes what is near.
    """
    for part_start, part_end in view.list_parts_near_edits(2 * _EDIT_REACH):
        is_whole = part_start == 0 and part_end == len(view.text)
        for kind, start, end in find(view.text[part_start:part_end]):
            start, end = start + part_start, end + part_start
            if is_whole or view.is_near_edit(start, end, _EDIT_REACH):
                yield kind, start, end


def _is_word_before_token(view: View, start: int, token_start: int) -> bool:
    """Whether a joint alone joins a word at `start` to a token that is known in the original."""
    end = view.find_view_position(token_start)
    word = view.text[start:end]
    return end in view.joints and word[-1].isalnum() and not readings.may_be_piece(word)


def _find_certain_end(view: View, start: int, end: int, known_end: int) -> int:
    """Where a token of a view ends: at a joint, where it is as long there as such tokens are.

    `known_end`: where it ends when no joint is crossed; 0 where it is no token then.
    """
    joints = view.find_joints(start, end)
    usual_chars = formats.get_usual_chars(view.text, start) if joints else None
    if usual_chars and start + usual_chars in (known_end, *joints):
        return start + usual_chars
    return end


def _find_line_end(view: View, start: int, end: int, *, is_link_before: bool) -> int:
    """Where a link of a view ends: before the first line that need not be of it.

    A line is of it below one that is as wide as lines are wrapped, and where what stands before it
    is no link yet, if nothing else stands on it. `start` is where there is no link.
    """
    text = view.original_text
    for joint in view.find_joints(start, end):
        position = view.find_original_span(joint - 1, joint)[1]
        next_position = view.find_original_span(joint, joint + 1)[0]
        if text.find("\n", position, next_position + 1) < 0:
            continue
        if not readings.is_wrapped_line(text, position) and (
            is_link_before or not readings.is_alone_in_line(text, next_position)
        ):
            return joint if is_link_before else start
    return end


def _unescape_line_ends(text: str) -> str:
    """The text with JSON's escaped line ends as such; no character moves."""
    if "\\" in text:
        text = text.replace("\\n", " \n").replace("\\r", " \r").replace("\\t", " \t")
    return text


def _blank_colours(text: str) -> str:
    """The text with blanks in place of colours; no character moves."""
    if "1b[" in text or "\x1b[" in text or "033[" in text:
        text = _COLOUR.sub(lambda match: " " * len(match[0]), text)
    return text
