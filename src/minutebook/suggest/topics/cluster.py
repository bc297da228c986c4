"""Which topics of a change belong together: one leads, others come with it."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.suggest.model import Topic

MAX_NAMED_TOPICS = 3  # topics that a suggestion names
# What comes along with a choice rather than being another: by the category of the choice.
_ALONG = {
    "Background jobs": ("Message broker",),
    "Workflow engine": ("Message broker", "Database"),
    "ORM": ("Database", "Schema migrations", "Connection pooling"),
    "Web framework": ("Application server", "Validation"),
    "Authentication": ("Password hashing",),
    "Metrics and tracing": ("Log management",),
}


def select_named_topics(topics: Sequence[Topic]) -> list[Topic]:
    """The topics to name: the first, and those about as sure."""
    if not topics:
        return []
    lead = topics[0]
    along = _ALONG.get(lead.category, ())
    sure = [
        one
        for one in topics[1:]
        if (one.strength >= lead.strength * 0.6 or (one.category in along))
        and one.name != lead.name
    ]
    sure.sort(key=lambda one: one.category not in along)
    return [lead, *sure[: MAX_NAMED_TOPICS - 1]]


def select_choices(topics: Sequence[Topic]) -> list[Topic]:
    """Those of the topics to name that are choices of their own, one a category."""
    named: dict[str, Topic] = {}
    for one in select_named_topics(topics):
        lead = topics[0]
        if one is lead or not (is_companion(one, lead) or is_same_choice(one, lead)):
            named.setdefault(one.category, one)
    return list(named.values())


def is_same_choice(topic: Topic, lead: Topic) -> bool:
    """Whether the same technology is chosen (or goes) for both."""
    return (topic.technology, topic.action, topic.instead) == (
        lead.technology,
        lead.action,
        lead.instead,
    )


def is_companion(topic: Topic, lead: Topic) -> bool:
    """Whether a choice comes with another rather than being one of its own: a broker with jobs."""
    return (
        topic.category in _ALONG.get(lead.category, ())
        and topic.action == lead.action == "adopt"
        and bool(lead.technology)
    )
