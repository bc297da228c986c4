"""Signals from words: the message or the prompt, comments and documents."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.suggest.change import Change
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import ALTERNATIVES, IMPACT
from minutebook.suggest.signals import lexicon
from minutebook.suggest.signals.base import (
    NOTHING,
    Sighting,
    Signal,
    Spot,
    amount,
    excerpt,
    several,
)
from minutebook.suggest.signals.code import COMMENT

_MOST = 20_000  # characters of a message that are read
_LONGEST = 600  # characters of a line of prose
_SILENT = (file_roles.LOCK, file_roles.GENERATED, file_roles.ASSET, file_roles.TEST)
_REVERT = re.compile(r"\W*(?:revert|undo|back ?out|roll ?back)", re.IGNORECASE)
_USUAL = 6  # words of a title, where there is none

Find = Callable[[Change], Sighting]


def _title(pattern: re.Pattern[str], full: int = 1) -> Find:
    """Different matches in the first line that says something."""

    def find(change: Change) -> Sighting:
        return _said(change, lexicon.headline(change.said), pattern, full)

    return find


def _body(pattern: re.Pattern[str], full: int) -> Find:
    """Different matches in all that was said."""

    def find(change: Change) -> Sighting:
        return _said(change, lexicon.body(change.said[:_MOST]), pattern, full)

    return find


def _said(change: Change, text: str, pattern: re.Pattern[str], full: int) -> Sighting:
    first: dict[str, Spot] = {}
    for found in pattern.finditer(text.lower()):
        if found[0] not in first:
            line = text.count("\n", 0, found.start()) + 1
            first[found[0]] = Spot(change.place, line, _around(text, found.start()))
    return several(first.values(), full)


def _around(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return excerpt(text[max(begin, at - 60) : end if end >= 0 else len(text)])


def _kind(*wanted: str) -> Find:
    """A type that the message states as Conventional Commits do."""

    def find(change: Change) -> Sighting:
        said = lexicon.kind(change.said)
        return several([Spot(change.place, 1, said)] if said in wanted else [], 1)

    return find


def closes(change: Change) -> Sighting:
    """A title that begins with a verb of everyday work."""
    title = lexicon.headline(change.said)
    return several(
        [Spot(change.place, 1, excerpt(title))] if lexicon.CLOSES.match(title) else [], 1
    )


def revert(change: Change) -> Sighting:
    """A change that takes another back."""
    return Sighting(1.0) if _REVERT.match(change.said) else NOTHING


def long_title(change: Change) -> Sighting:
    """How long the title is; without one nothing is known of it, and what is usual is taken."""
    return Sighting(amount(len(lexicon.headline(change.said).split()) or _USUAL, 15))


def reasons(change: Change) -> Sighting:
    """Reasons in comments and documents that the change adds."""
    return several(
        (
            Spot(file.path, number, excerpt(text))
            for file, role in zip(change.files, change.roles, strict=True)
            if role not in _SILENT
            for number, text in file.added
            if len(text) < _LONGEST
            and (role == file_roles.DOC or COMMENT.match(text))
            and lexicon.REASON.search(text.lower())
        ),
        8,
    )


def matter_in_documents(change: Change) -> Sighting:
    """What architecture is made of, as documents name it that the change adds to."""
    said: set[str] = set()
    for file in change.of(file_roles.DOC):
        for _, text in file.added:
            said.update(lexicon.MATTER.findall(text[:_LONGEST].lower()))
    return Sighting(amount(len(said), 20))


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
    Signal("closes", "", -1, "the title begins as everyday work does", closes),
    Signal("revert", "", -1, "it takes something back", revert),
    Signal("long-title", "", -1, "the title goes into detail", long_title),
    Signal("reasons", ALTERNATIVES, 1, "comments and documents give reasons", reasons),
    Signal("matter-documents", ALTERNATIVES, 1, "documents speak of it", matter_in_documents),
)
