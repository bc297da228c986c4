"""Signals from topics: choices among technologies that the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.catalogue.schema import DESIGN
from minutebook.suggest.change import Change
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE, SURE_STRENGTH, Topic
from minutebook.suggest.signals.base import EMPTY_RESULT, Location, Signal, SignalResult

# The least strength of a plain topic: where the texts name it, where they do not, and where it is
# dropped.
STATED_STRENGTH, UNSTATED_STRENGTH, DROPPED_STRENGTH = 0.6, 0.75, 0.85
# From this weight on a choice is weighty, from these strengths on without doubt.
_WEIGHTY, _STATED_DOUBTLESS, _DOUBTLESS = 0.6, 0.85, 0.9
_MIN_CATEGORY_WEIGHT = 0.4  # from this weight on, choices of a category are architecture


def _locate_topics(topics: Iterable[Topic]) -> tuple[Location, ...]:
    return tuple(
        Location(evidence.path, evidence.line, evidence.excerpt)
        for topic in topics
        for evidence in topic.evidence[:2]
    )


def _make_result(topics: list[Topic]) -> SignalResult:
    return SignalResult(1.0, _locate_topics(topics)) if topics else EMPTY_RESULT


def _is_design(change: Change, topic: Topic) -> bool:
    return DESIGN in change.catalogue.find_category(topic.category).traits


def list_choices(change: Change) -> list[Topic]:
    """The topics that are choices among technologies: `find_design` measures the others."""
    return [topic for topic in change.topics if not _is_design(change, topic)]


def _select_sure(change: Change) -> list[Topic]:
    return [topic for topic in list_choices(change) if topic.strength >= SURE_STRENGTH]


def find_surest_topic(change: Change) -> SignalResult:
    """Measure how sure the surest topic is."""
    surest = max(list_choices(change), key=lambda topic: topic.strength, default=None)
    if surest is None:
        return EMPTY_RESULT
    return SignalResult((surest.strength - 0.3) / 0.7, _locate_topics([surest]))


def find_plain_topics(change: Change) -> SignalResult:
    """Find plain choices in categories that matter: the code alone is sure, or the texts agree."""
    plain_topics = [
        topic
        for topic in list_choices(change)
        if change.weigh_topic(topic) >= _MIN_CATEGORY_WEIGHT and _is_plain(topic)
    ]
    return _make_result(plain_topics)


def find_doubtless_choices(change: Change) -> SignalResult:
    """Find choices of weighty categories that leave no doubt."""
    doubtless = [
        topic
        for topic in list_choices(change)
        if change.weigh_topic(topic) >= _WEIGHTY and _is_plain(topic) and _is_doubtless(topic)
    ]
    return _make_result(doubtless)


def _is_doubtless(topic: Topic) -> bool:
    if _is_stated(topic):
        return topic.strength >= _STATED_DOUBTLESS
    return topic.action != "drop" and topic.strength >= _DOUBTLESS


def _is_plain(topic: Topic) -> bool:
    if topic.action == "drop":  # code is removed for many reasons: the texts have to say so
        return _is_stated(topic) and topic.strength >= DROPPED_STRENGTH
    return topic.strength >= (STATED_STRENGTH if _is_stated(topic) else UNSTATED_STRENGTH)


def _is_stated(topic: Topic) -> bool:
    return any(evidence.signal == "topic-words" for evidence in topic.evidence)


def find_sure_topics(change: Change) -> SignalResult:
    """Measure how many sure topics there are, where there are several."""
    sure_topics = _select_sure(change)
    return (
        SignalResult(min(1.0, len(sure_topics) / 3), _locate_topics(sure_topics))
        if len(sure_topics) > 1
        else EMPTY_RESULT
    )


def find_topic_dependencies(change: Change) -> SignalResult:
    """Find topics shown by a package that is added or removed."""
    matching = [
        topic
        for topic in _select_sure(change)
        if any(evidence.signal == "topic-dependency" for evidence in topic.evidence)
    ]
    return _make_result(matching)


def find_stated_topics(change: Change) -> SignalResult:
    """Find topics that the texts name too."""
    stated = [topic for topic in list_choices(change) if _is_stated(topic)]
    return _make_result(stated)


def find_replaced_topics(change: Change) -> SignalResult:
    """Find topics in which one technology replaces another of its category."""
    replaced = [topic for topic in _select_sure(change) if topic.action == "replace"]
    return _make_result(replaced)


def find_design(change: Change) -> SignalResult:
    """Measure the weightiest choice of design: how sure it is, by how architectural."""
    designs = [topic for topic in change.topics if _is_design(change, topic)]
    heaviest = max(
        designs, key=lambda topic: topic.strength * change.weigh_topic(topic), default=None
    )
    if heaviest is None:
        return EMPTY_RESULT
    weight = heaviest.strength * change.weigh_topic(heaviest)
    return SignalResult(min(1.0, 2 * weight), _locate_topics([heaviest]))


SIGNALS: tuple[Signal, ...] = (
    Signal("topic", ALTERNATIVES, 1, "there are well-known other ways", find_surest_topic),
    Signal(
        "plain-topic", ALTERNATIVES, 1, "a choice that matters, made plainly", find_plain_topics
    ),
    Signal(
        "doubtless-choice",
        ALTERNATIVES,
        1,
        "a weighty choice that leaves no doubt",
        find_doubtless_choices,
    ),
    Signal("topics", SCOPE, 1, "several choices at once", find_sure_topics),
    Signal("topic-dependency", IMPACT, 1, "it is built upon from now on", find_topic_dependencies),
    Signal("topic-said", ALTERNATIVES, 1, "the words name what was chosen", find_stated_topics),
    Signal("topic-replaced", ALTERNATIVES, 1, "one way for another", find_replaced_topics),
    Signal("design", SCOPE, 1, "how the code is designed inside", find_design),
)
