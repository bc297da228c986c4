"""Signals where the texts and the diff agree: what the words name is what is added or removed."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.change import Change
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.model import ALTERNATIVES, IMPACT, Topic
from minutebook.suggest.prose.names import split_words
from minutebook.suggest.signals import lexicon, topics
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Finder,
    Location,
    Signal,
    SignalResult,
    count_locations,
)

_MAX_BODY_CHARS = 20_000  # the rest of a message is not read
_WORD = compile_lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")  # `HTTPClient` is `http` and `client`
_MIN_NAME_CHARS = 3  # shorter words of names are in any text
# Words of names that say nothing of what is named.
_VAGUE_WORDS = split_words(
    "the and for add use from with new test tests spec src app main lib docs index file files code"
    " service support update remove fix into model models core common utils types client server"
    " api sdk plugin org com github net java python microsoft google amazon aws azure"
)


def _list_words(text: str) -> set[str]:
    words = {word.lower() for word in _WORD.findall(text) if len(word) >= _MIN_NAME_CHARS}
    return words - _VAGUE_WORDS


def _find_named_packages(action: str) -> Finder:
    """Make a finder of direct dependencies, added or removed, that the title names."""

    def find(change: Change) -> SignalResult:
        title_words = _list_words(lexicon.extract_headline(change.description))
        return _locate_packages(
            package
            for package in _select_packages(change, action)
            if title_words & _list_words(package.name)
        )

    return find


def _select_packages(change: Change, *actions: str) -> list[DependencyChange]:
    return [
        package
        for package in change.dependencies
        if package.is_direct and package.action in actions
    ]


def _locate_packages(packages: Iterable[DependencyChange]) -> SignalResult:
    return count_locations(
        (Location(package.path, package.line, package.excerpt) for package in packages), 1
    )


def find_packages_in_text(change: Change) -> SignalResult:
    """Find direct dependencies, added or removed, that the description names in full."""
    text = _read_description(change)
    return _locate_packages(
        package
        for package in _select_packages(change, "added", "removed")
        if len(package.name) > _MIN_NAME_CHARS and package.name.lower() in text
    )


def _read_description(change: Change) -> str:
    return lexicon.remove_boilerplate(change.description[:_MAX_BODY_CHARS]).lower()


def find_topic_in_title(change: Change) -> SignalResult:
    """Find the surest topic's technology in the title."""
    return _find_topic_in(change, lexicon.extract_headline(change.description).lower())


def find_topic_in_text(change: Change) -> SignalResult:
    """Find the surest topic's technology in the description."""
    return _find_topic_in(change, _read_description(change))


def _find_topic_in(change: Change, text: str) -> SignalResult:
    topic = _find_surest(change)
    if topic is None or not topic.technology or topic.technology.lower() not in text:
        return EMPTY_RESULT
    return SignalResult(1.0, (Location(change.description_source, 1, topic.technology),))


def _find_surest(change: Change) -> Topic | None:
    return max(topics.list_choices(change), key=lambda topic: topic.strength, default=None)


_NAMED_REASON = "the title names what comes in"
SIGNALS: tuple[Signal, ...] = (
    Signal("named-dependency", ALTERNATIVES, 1, _NAMED_REASON, _find_named_packages("added")),
    Signal(
        "named-gone-dependency",
        IMPACT,
        1,
        "the title names what goes",
        _find_named_packages("removed"),
    ),
    Signal("dependency-said", ALTERNATIVES, 1, "the words name the package", find_packages_in_text),
    Signal(
        "topic-in-title", ALTERNATIVES, 1, "the title names what was chosen", find_topic_in_title
    ),
    Signal("topic-in-text", ALTERNATIVES, 1, "the words name what was chosen", find_topic_in_text),
)
