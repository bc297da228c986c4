"""Signals from words: the message or the prompt, comments and documents."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.suggest.change import Change
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import ALTERNATIVES, IMPACT
from minutebook.suggest.signals import lexicon
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Location,
    Signal,
    SignalResult,
    count_locations,
    make_excerpt,
    scale_count,
)
from minutebook.suggest.signals.code import COMMENT_PATTERN

_MOST = 20_000  # characters of a message that are read
_LONGEST = 600  # characters of a line of prose
_SILENT = (file_roles.LOCK, file_roles.GENERATED, file_roles.ASSET, file_roles.TEST)
_REVERT = re.compile(r"\W*(?:revert|undo|back ?out|roll ?back)", re.IGNORECASE)
_USUAL = 6  # words of a title, where there is none

Finder = Callable[[Change], SignalResult]


def _title(pattern: re.Pattern[str], full: int = 1) -> Finder:
    """Different matches in the first line that says something."""

    def find(change: Change) -> SignalResult:
        return _said(change, lexicon.headline(change.description), pattern, full)

    return find


def _body(pattern: re.Pattern[str], full: int) -> Finder:
    """Different matches in all that was said."""

    def find(change: Change) -> SignalResult:
        return _said(change, lexicon.body(change.description[:_MOST]), pattern, full)

    return find


def _said(change: Change, text: str, pattern: re.Pattern[str], full: int) -> SignalResult:
    first: dict[str, Location] = {}
    for found in pattern.finditer(text.lower()):
        if found[0] not in first:
            line = text.count("\n", 0, found.start()) + 1
            first[found[0]] = Location(
                change.description_source, line, _around(text, found.start())
            )
    return count_locations(first.values(), full)


def _around(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return make_excerpt(text[max(begin, at - 60) : end if end >= 0 else len(text)])


def _kind(*wanted: str) -> Finder:
    """A type that the message states as Conventional Commits do."""

    def find(change: Change) -> SignalResult:
        said = lexicon.kind(change.description)
        return count_locations(
            [Location(change.description_source, 1, said)] if said in wanted else [], 1
        )

    return find


def find_routine_verb(change: Change) -> SignalResult:
    """A title that begins with a verb of everyday work."""
    title = lexicon.headline(change.description)
    return count_locations(
        [Location(change.description_source, 1, make_excerpt(title))]
        if lexicon.CLOSES.match(title)
        else [],
        1,
    )


def find_revert(change: Change) -> SignalResult:
    """A change that takes another back."""
    return SignalResult(1.0) if _REVERT.match(change.description) else EMPTY_RESULT


def measure_title_length(change: Change) -> SignalResult:
    """How long the title is; without one nothing is known of it, and what is usual is taken."""
    return SignalResult(
        scale_count(len(lexicon.headline(change.description).split()) or _USUAL, 15)
    )


def find_reasons(change: Change) -> SignalResult:
    """Reasons in comments and documents that the change adds."""
    return count_locations(
        (
            Location(file.path, number, make_excerpt(text))
            for file, role in zip(change.files, change.roles, strict=True)
            if role not in _SILENT
            for number, text in file.added_lines
            if len(text) < _LONGEST
            and (role == file_roles.DOC or COMMENT_PATTERN.match(text))
            and lexicon.REASON.search(text.lower())
        ),
        8,
    )


def measure_document_terms(change: Change) -> SignalResult:
    """What architecture is made of, as documents name it that the change adds to."""
    said: set[str] = set()
    for file in change.select_files(file_roles.DOC):
        for _, text in file.added_lines:
            said.update(lexicon.MATTER.findall(text[:_LONGEST].lower()))
    return SignalResult(scale_count(len(said), 20))


_CHOSEN = "the words say that a choice was made"
_BEGUN = "the words say that something begins"
_NAMED = "the words name what architecture is made of"
SIGNALS: tuple[Signal, ...] = (
    Signal("choice-title", ALTERNATIVES, 1, _CHOSEN, _title(lexicon.CHOICE)),
    Signal("choice-body", ALTERNATIVES, 1, _CHOSEN, _body(lexicon.CHOICE, 4)),
    Signal("begin-title", IMPACT, 1, _BEGUN, _title(lexicon.BEGIN)),
    Signal("begin-body", IMPACT, 0, _BEGUN, _body(lexicon.BEGIN, 6)),
    Signal("matter-title", IMPACT, 1, _NAMED, _title(lexicon.MATTER, 2)),
    Signal("matter-body", IMPACT, 1, _NAMED, _body(lexicon.MATTER, 8)),
    Signal("reason-body", ALTERNATIVES, 1, "the words give reasons", _body(lexicon.REASON, 4)),
    Signal("fix-title", "", -1, "the title says that something is mended", _title(lexicon.FIX)),
    Signal("routine-title", "", -1, "the title says that it is routine", _title(lexicon.ROUTINE)),
    Signal("surface-title", "", -1, "the title speaks of what is seen", _title(lexicon.SURFACE)),
    Signal("fix-body", "", 0, "the words speak of faults", _body(lexicon.FIX, 6)),
    Signal(
        "kind-fix",
        "",
        -1,
        "it is called a fix",
        _kind("fix", "bugfix", "hotfix", "style", "test", "tests"),
    ),
    Signal(
        "kind-chore",
        "",
        -1,
        "it is called upkeep",
        _kind("chore", "deps", "bump", "ci", "build", "docs", "doc", "revert", "refactor"),
    ),
    Signal("closes", "", -1, "the title begins as everyday work does", find_routine_verb),
    Signal("revert", "", -1, "it takes something back", find_revert),
    Signal("long-title", "", -1, "the title goes into detail", measure_title_length),
    Signal("reasons", ALTERNATIVES, 1, "comments and documents give reasons", find_reasons),
    Signal("matter-documents", ALTERNATIVES, 1, "documents speak of it", measure_document_terms),
)
