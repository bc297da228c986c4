"""Signals from the catalogue: choices that it knows."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.change import Change
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE, SURE_STRENGTH, Topic
from minutebook.suggest.signals.base import EMPTY_RESULT, Location, Signal, SignalResult

# Strength that makes a topic plain: where words name it, where they do not, and where it goes.
_PLAIN, _CERTAIN, _GONE = 0.6, 0.75, 0.85
_MATTERS = 0.4  # weight of a category from which its choices are architecture


def _spots(topics: Iterable[Topic]) -> tuple[Location, ...]:
    return tuple(
        Location(one.path, one.line, one.excerpt) for topic in topics for one in topic.evidence[:2]
    )


def _sure(change: Change) -> list[Topic]:
    return [topic for topic in change.topics if topic.strength >= SURE_STRENGTH]


def find_surest_topic(change: Change) -> SignalResult:
    """Something of the catalogue is taken up, dropped or replaced: how sure that is."""
    best = max(change.topics, key=lambda one: one.strength, default=None)
    return SignalResult((best.strength - 0.3) / 0.7, _spots([best])) if best else EMPTY_RESULT


def find_plain_topics(change: Change) -> SignalResult:
    """A choice that matters, made plainly: the code is sure of it, or the words name it, too."""
    found = [
        topic for topic in change.topics if change.weigh_topic(topic) >= _MATTERS and _plain(topic)
    ]
    return SignalResult(1.0, _spots(found)) if found else EMPTY_RESULT


def _plain(topic: Topic) -> bool:
    if topic.action == "drop":  # code goes for many reasons: here the words have to say so
        return _said(topic) and topic.strength >= _GONE
    return topic.strength >= (_PLAIN if _said(topic) else _CERTAIN)


def _said(topic: Topic) -> bool:
    return any(one.signal == "topic-words" for one in topic.evidence)


def find_sure_topics(change: Change) -> SignalResult:
    """How many such choices are made at once."""
    sure = _sure(change)
    return SignalResult(min(1.0, len(sure) / 3), _spots(sure)) if len(sure) > 1 else EMPTY_RESULT


def find_topic_dependencies(change: Change) -> SignalResult:
    """A package that the catalogue knows comes or goes."""
    found = [
        topic
        for topic in _sure(change)
        if any(one.signal == "topic-dependency" for one in topic.evidence)
    ]
    return SignalResult(1.0, _spots(found)) if found else EMPTY_RESULT


def find_stated_topics(change: Change) -> SignalResult:
    """The words name what the code takes up."""
    found = [topic for topic in change.topics if _said(topic)]
    return SignalResult(1.0, _spots(found)) if found else EMPTY_RESULT


def find_replaced_topics(change: Change) -> SignalResult:
    """One technology takes the place of another of its category."""
    found = [topic for topic in _sure(change) if topic.action == "replace"]
    return SignalResult(1.0, _spots(found)) if found else EMPTY_RESULT


SIGNALS: tuple[Signal, ...] = (
    Signal("topic", ALTERNATIVES, 1, "there are well-known other ways", find_surest_topic),
    Signal(
        "plain-topic", ALTERNATIVES, 1, "a choice that matters, made plainly", find_plain_topics
    ),
    Signal("topics", SCOPE, 1, "several choices at once", find_sure_topics),
    Signal("topic-dependency", IMPACT, 1, "it is built upon from now on", find_topic_dependencies),
    Signal("topic-said", ALTERNATIVES, 1, "the words name what was chosen", find_stated_topics),
    Signal("topic-replaced", ALTERNATIVES, 1, "one way for another", find_replaced_topics),
)
