"""Which topics of a change belong together: one leads, others come along with it.

The catalogue says what comes along (`companions` of a category): the packaged one where no other
is given.
"""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.model import Topic

MAX_NAMED_TOPICS = 3  # topics that a suggestion names
_MIN_STRENGTH_SHARE = 0.6  # of the lead's strength, from which another topic is named with it


def select_named_topics(topics: Sequence[Topic], catalogue: Catalogue | None = None) -> list[Topic]:
    """The topics to name: the first, its companions, and those that are about as certain."""
    if not topics:
        return []
    lead = topics[0]
    companions = _list_companions(lead, catalogue)
    others = [
        topic
        for topic in topics[1:]
        if (topic.strength >= lead.strength * _MIN_STRENGTH_SHARE or topic.category in companions)
        and topic.name != lead.name
    ]
    others.sort(key=lambda topic: topic.category not in companions)
    return [lead, *others[: MAX_NAMED_TOPICS - 1]]


def select_choices(topics: Sequence[Topic], catalogue: Catalogue | None = None) -> list[Topic]:
    """Those of the topics to name that are choices of their own, one a category."""
    choices: dict[str, Topic] = {}
    for topic in select_named_topics(topics, catalogue):
        lead = topics[0]
        is_own = not (is_companion(topic, lead, catalogue) or is_same_choice(topic, lead))
        if topic is lead or is_own:
            choices.setdefault(topic.category, topic)
    return list(choices.values())


def is_same_choice(topic: Topic, lead: Topic) -> bool:
    """Whether the same technology is adopted, dropped or replaced in both."""
    return (topic.technology, topic.action, topic.instead) == (
        lead.technology,
        lead.action,
        lead.instead,
    )


def is_companion(topic: Topic, lead: Topic, catalogue: Catalogue | None = None) -> bool:
    """Whether a choice comes along with another, as a broker does with background jobs."""
    return (
        topic.category in _list_companions(lead, catalogue)
        and topic.action == lead.action == "adopt"
        and bool(lead.technology)
    )


def _list_companions(lead: Topic, catalogue: Catalogue | None) -> tuple[str, ...]:
    return (catalogue or load_catalogue()).find_category(lead.category).companions
