"""Signals from topics: choices among technologies that the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.catalogue.schema import DESIGN
from minutebook.suggest.change import Change
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE, SURE_STRENGTH, Topic
from minutebook.suggest.signals.base import EMPTY_RESULT, Location, Signal, SignalResult
from minutebook.suggest.topics import prominence
from minutebook.suggest.topics.prominence import Headline

# The least strength of a plain topic: where the texts name it, where they do not, and where it is
# dropped.
STATED_STRENGTH, UNSTATED_STRENGTH, DROPPED_STRENGTH = 0.6, 0.75, 0.85
# From this weight on a choice is weighty, from these strengths on without doubt.
_WEIGHTY, _STATED_DOUBTLESS, _DOUBTLESS = 0.6, 0.85, 0.9
# The least weight and strength of a choice that the headline makes plain. What a package or a
# resource of the change shows needs less strength than what code alone does.
_SHOWING_SIGNALS = frozenset(("topic-dependency", "topic-image", "topic-resource"))
_NAMED_WEIGHT, _NAMED_SHOWN, _NAMED_UNSHOWN = 0.2, 0.55, 0.65
_NAMED_GONE_WEIGHT, _NAMED_GONE_SHOWN = 0.4, 0.45
_CATEGORY_NAMED_SHOWN = 0.6  # of a weighty category
# The least number of new packages for one category, times its weight, that is a choice by itself.
_MANY_PACKAGES = 1.6
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
    """Find choices that leave no doubt.

    They are weighty ones, those that the headline makes plain, and several packages for one thing.
    """
    headline = prominence.read_headline(change.texts)
    choices = list_choices(change)
    doubtless = [
        topic
        for topic in choices
        if _is_weighty_and_sure(change, topic)
        or _is_announced(change, topic, headline)
        or _is_many_packages(change, topic, choices)
    ]
    return _make_result(doubtless)


def _is_weighty_and_sure(change: Change, topic: Topic) -> bool:
    if change.weigh_topic(topic) < _WEIGHTY or not _is_plain(topic):
        return False
    if _is_stated(topic):
        return topic.strength >= _STATED_DOUBTLESS
    return topic.action != "drop" and topic.strength >= _DOUBTLESS


def _is_announced(change: Change, topic: Topic, headline: Headline) -> bool:
    """Whether the headline says what is chosen, or for what, and the files agree."""
    how_named = prominence.measure_prominence(topic, headline, change.catalogue)
    weight = change.weigh_topic(topic)
    is_shown = any(evidence.signal in _SHOWING_SIGNALS for evidence in topic.evidence)
    if how_named == prominence.NAMED and topic.action == "drop":
        return is_shown and weight >= _NAMED_GONE_WEIGHT and topic.strength >= _NAMED_GONE_SHOWN
    if how_named == prominence.NAMED:
        least_strength = _NAMED_SHOWN if is_shown else _NAMED_UNSHOWN
        return weight >= _NAMED_WEIGHT and topic.strength >= least_strength
    is_adopted = topic.action != "drop" and topic.strength >= _CATEGORY_NAMED_SHOWN
    is_for_it = how_named == prominence.CATEGORY_NAMED and is_adopted
    return is_for_it and is_shown and weight >= _WEIGHTY


def _is_many_packages(change: Change, topic: Topic, choices: Iterable[Topic]) -> bool:
    """Whether a topic is one of those for whose category the change adds several packages."""
    places = {
        (evidence.path, evidence.line)
        for other in choices
        if other.category == topic.category and other.action == "adopt"
        for evidence in other.evidence
        if evidence.signal == "topic-dependency"
    }
    return topic.action == "adopt" and len(places) * change.weigh_topic(topic) >= _MANY_PACKAGES


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
        "a choice that leaves no doubt",
        find_doubtless_choices,
    ),
    Signal("topics", SCOPE, 1, "several choices at once", find_sure_topics),
    Signal("topic-dependency", IMPACT, 1, "it is built upon from now on", find_topic_dependencies),
    Signal("topic-said", ALTERNATIVES, 1, "the words name what was chosen", find_stated_topics),
    Signal("topic-replaced", ALTERNATIVES, 1, "one way for another", find_replaced_topics),
    Signal("design", SCOPE, 1, "how the code is designed inside", find_design),
)
