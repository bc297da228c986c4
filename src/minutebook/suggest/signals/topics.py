"""Signals from the catalogue: choices that it knows."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.change import Change
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE, SURE, Topic
from minutebook.suggest.signals.base import NOTHING, Sighting, Signal, Spot

# Strength that makes a topic plain: where words name it, where they do not, and where it goes.
_PLAIN, _CERTAIN, _GONE = 0.6, 0.75, 0.85
_MATTERS = 0.4  # weight of a category from which its choices are architecture


def _spots(topics: Iterable[Topic]) -> tuple[Spot, ...]:
    return tuple(
        Spot(one.path, one.line, one.excerpt) for topic in topics for one in topic.evidence[:2]
    )


def _sure(change: Change) -> list[Topic]:
    return [topic for topic in change.topics if topic.strength >= SURE]


def topic(change: Change) -> Sighting:
    """Something of the catalogue is taken up, dropped or replaced: how sure that is."""
    best = max(change.topics, key=lambda one: one.strength, default=None)
    return Sighting((best.strength - 0.3) / 0.7, _spots([best])) if best else NOTHING


def plain_topic(change: Change) -> Sighting:
    """A choice that matters, made plainly: the code is sure of it, or the words name it, too."""
    found = [topic for topic in change.topics if change.weight(topic) >= _MATTERS and _plain(topic)]
    return Sighting(1.0, _spots(found)) if found else NOTHING


def _plain(topic: Topic) -> bool:
    if topic.action == "drop":  # code goes for many reasons: here the words have to say so
        return _said(topic) and topic.strength >= _GONE
    return topic.strength >= (_PLAIN if _said(topic) else _CERTAIN)


def _said(topic: Topic) -> bool:
    return any(one.signal == "topic-words" for one in topic.evidence)


def topics(change: Change) -> Sighting:
    """How many such choices are made at once."""
    sure = _sure(change)
    return Sighting(min(1.0, len(sure) / 3), _spots(sure)) if len(sure) > 1 else NOTHING


def topic_dependency(change: Change) -> Sighting:
    """A package that the catalogue knows comes or goes."""
    found = [
        topic
        for topic in _sure(change)
        if any(one.signal == "topic-dependency" for one in topic.evidence)
    ]
    return Sighting(1.0, _spots(found)) if found else NOTHING


def topic_said(change: Change) -> Sighting:
    """The words name what the code takes up."""
    found = [topic for topic in change.topics if _said(topic)]
    return Sighting(1.0, _spots(found)) if found else NOTHING


def topic_replaced(change: Change) -> Sighting:
    """One technology takes the place of another of its category."""
    found = [topic for topic in _sure(change) if topic.action == "replace"]
    return Sighting(1.0, _spots(found)) if found else NOTHING


SIGNALS: tuple[Signal, ...] = (
    Signal("topic", ALTERNATIVES, 1, "there are well-known other ways", topic),
    Signal("plain-topic", ALTERNATIVES, 1, "a choice that matters, made plainly", plain_topic),
    Signal("topics", SCOPE, 1, "several choices at once", topics),
    Signal("topic-dependency", IMPACT, 1, "it is built upon from now on", topic_dependency),
    Signal("topic-said", ALTERNATIVES, 1, "the words name what was chosen", topic_said),
    Signal("topic-replaced", ALTERNATIVES, 1, "one way for another", topic_replaced),
)
