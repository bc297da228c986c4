"""Which topics of a change belong together: one leads, others come along with it.

The catalogue says what comes along (`companions` of a category): the packaged one where no other
is given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.catalogue.schema import DEVELOPMENT
from minutebook.suggest.model import Topic

MAX_NAMED_TOPICS = 3  # topics that a suggestion names
_MIN_STRENGTH_SHARE = 0.6  # of the lead's strength, from which another topic is named with it
MAX_DECISIONS = 4  # of one change: more is the beginning of a project, and answered by nobody
# From which strength of its own, and weight of its category, a topic is a decision of its own
# beside another: one suggestion with a good lead is better than three dubious ones.
_FURTHER_STRENGTH, _FURTHER_WEIGHT = 0.75, 0.7
# What has to speak for such a topic: it is built upon from now on, or said to be chosen.
_FURTHER_SIGNALS = frozenset(("topic-dependency", "topic-image", "topic-resource", "topic-words"))
TEXTS = ("message", "prompt", "response")  # what evidence names in the place of a file


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


def group_decisions(
    topics: Sequence[Topic],
    catalogue: Catalogue | None = None,
    *,
    leads: Collection[Topic] | None = None,
) -> list[list[Topic]]:
    """Group the topics of a change into its decisions, the leading topic of each first.

    The first topic leads a decision, and so does each other that is sure, matters, and is a choice
    of its own: Redis for caching beside JWT for authentication, not the broker that comes with
    background jobs. With a decision go its companions; with the first, too, what is named with it
    otherwise. What is left over is in no group. `leads` are the topics that lead a decision
    already, where that was settled before: the first topic is then one of the others.
    """
    catalogue = catalogue or load_catalogue()
    groups: list[list[Topic]] = []
    for topic in topics:
        is_lead = topic in leads if leads is not None else not groups
        if len(groups) < MAX_DECISIONS and (
            is_lead or _is_further_decision(topic, groups, catalogue)
        ):
            groups.append([topic])
    taken = {group[0].name for group in groups}
    for group in groups:
        named = select_named_topics([group[0], *topics], catalogue)
        rest = [topic for topic in named[1:] if topic.name not in taken]
        if group is not groups[0]:
            rest = [topic for topic in rest if _goes_with(topic, group[0], catalogue)]
        group += rest
        taken.update(topic.name for topic in rest)
    return groups


def _is_further_decision(
    topic: Topic, groups: Sequence[Sequence[Topic]], catalogue: Catalogue
) -> bool:
    """Whether a topic is sure, matters, and shows in a place that shows none of the others.

    Products of one family (Pekko, Pekko HTTP) are one choice.
    """
    category = catalogue.find_category(topic.category)
    if (
        topic.strength < _FURTHER_STRENGTH
        or category.weight < _FURTHER_WEIGHT
        or DEVELOPMENT in category.traits
        or not topic.technology
    ):
        return False
    if _FURTHER_SIGNALS.isdisjoint(piece.signal for piece in topic.evidence):
        return False
    for lead, *_ in groups:
        needs = catalogue.find_category(lead.category).needs
        if (
            topic.category == lead.category
            or topic.category in needs
            or lead.category in category.needs
            or not {*topic.technology.split()}.isdisjoint(lead.technology.split())
            or _goes_with(topic, lead, catalogue)
            or _goes_with(lead, topic, catalogue)
        ):
            return False
    shown = {
        (piece.path, piece.line) for lead, *_ in groups for piece in lead.evidence if piece.line
    }
    return any(
        piece.path not in TEXTS and (piece.path, piece.line) not in shown
        for piece in topic.evidence
    )


def _goes_with(topic: Topic, lead: Topic, catalogue: Catalogue) -> bool:
    return is_companion(topic, lead, catalogue) or is_same_choice(topic, lead)


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
