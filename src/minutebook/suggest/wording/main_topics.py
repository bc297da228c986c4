"""How sure it is, by what a change shows, that a topic is what the change is about."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import DESIGN, PART
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import SURE_STRENGTH, Topic
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.topics.cluster import is_companion, is_same_choice
from minutebook.suggest.topics.prominence import MENTIONED, is_of_product, is_product_name

_MIN_MAIN_WEIGHT = 0.65  # of a category whose choice is the main thing although no text says so
# Other choices that weigh as much, where a text mentions the first: with more, or with any where
# none does, there is no main thing.
_MAX_MAIN_RIVALS = 1
# A small change: how many files that people write it has at most, which share of them shows the
# topic that it is about, and how sure that is.
_MAX_FOCUSED_FILES, _MIN_SHOWN_SHARE, _MIN_FOCUSED_STRENGTH = 8, 0.3, 0.3
_WRITTEN_ROLES = frozenset(
    (
        *(file_roles.CODE, file_roles.MANIFEST, file_roles.INFRASTRUCTURE, file_roles.MIGRATION),
        *(file_roles.SCHEMA, file_roles.CONFIG, file_roles.TEST),
    )
)
# Evidence of what a project is built upon.
_SUPPLY_SIGNALS = frozenset(("topic-dependency", "topic-image", "topic-resource", "topic-file"))
_BUILT_SIGNALS = frozenset((*_SUPPLY_SIGNALS, "topic-design"))
_MIN_DESIGN_PLACES = 5  # files that show a way to design, from which it is what a change is about


def is_main(topic: Topic, degree: int, topics: Sequence[Topic], catalogue: Catalogue) -> bool:
    """Whether a topic is the main thing of a change although the headline does not name it."""
    if not could_be_main(topic, catalogue):
        return False
    rivals = {
        other.category
        for other in topics
        if other.category != topic.category
        and not is_companion(other, topic, catalogue)
        and not is_same_choice(other, topic)
        and could_be_main(other, catalogue)
    }
    return len(rivals) <= (_MAX_MAIN_RIVALS if degree == MENTIONED else 0)


def is_only_design(lead: Topic, topics: Sequence[Topic], catalogue: Catalogue) -> bool:
    """Whether all that is seen is one way to design a system, applied in many places."""
    return (
        len(topics) == 1
        and lead.strength >= SURE_STRENGTH
        and DESIGN in catalogue.find_category(lead.category).traits
        and has_own_title(lead, catalogue)
        and len({piece.path for piece in lead.evidence}) >= _MIN_DESIGN_PLACES
    )


def has_own_title(topic: Topic, catalogue: Catalogue) -> bool:
    """Whether the catalogue words a topic as a choice: in its row, or for all of its category."""
    return bool(
        catalogue.find_title(topic.category, topic.technology)
        or catalogue.find_category(topic.category).title
    )


def has_sure_rivals(lead: Topic, topics: Sequence[Topic]) -> bool:
    """Whether topics of other categories are about as sure as the one that leads."""
    return any(
        topic.category != lead.category
        and topic.strength >= max(SURE_STRENGTH, lead.strength - 0.2)
        for topic in topics
    )


def is_built_upon(topic: Topic) -> bool:
    """Whether a topic shows in what a project is built upon, or in its design."""
    return any(piece.signal in _BUILT_SIGNALS for piece in topic.evidence)


def shows_it_alone(
    lead: Topic, topics: Sequence[Topic], files: Sequence[FileDiff], catalogue: Catalogue
) -> bool:
    """Whether a small change is about one topic, as far as its files show."""
    others = {
        topic.category
        for topic in topics
        if topic.category != lead.category
        and is_product_name(topic.technology)
        and not is_companion(topic, lead, catalogue)
        and not is_same_choice(topic, lead)
        and not is_only_listed(topic, lead)
    }
    weight = catalogue.find_category(lead.category).weight
    paths = {file.path for file in files if file_roles.find_role(file.path) in _WRITTEN_ROLES}
    shown = paths & {evidence.path for evidence in lead.evidence}
    return (
        lead.strength >= _MIN_FOCUSED_STRENGTH
        and len(others) <= (_MAX_MAIN_RIVALS if weight >= _MIN_MAIN_WEIGHT else 0)
        and len(paths) <= _MAX_FOCUSED_FILES
        and len(shown) >= len(paths) * _MIN_SHOWN_SHARE
    )


def is_only_listed(topic: Topic, lead: Topic) -> bool:
    """Whether a topic shows in a manifest alone, and the one that leads in code as well."""
    signals, lead_signals = (
        {piece.signal for piece in each.evidence} - {"topic-words"} for each in (topic, lead)
    )
    return (
        signals == {"topic-dependency"}
        and signals < lead_signals
        and topic.strength < lead.strength
    )


def could_be_main(topic: Topic, catalogue: Catalogue) -> bool:
    """Whether a topic is a weighty choice that the product itself is built upon."""
    category = catalogue.find_category(topic.category)
    return (
        topic.strength >= SURE_STRENGTH
        and category.weight >= _MIN_MAIN_WEIGHT
        and PART not in category.traits
        and is_product_name(topic.technology)
        and any(
            evidence.signal in _SUPPLY_SIGNALS and is_of_product(evidence.path)
            for evidence in topic.evidence
        )
    )


def is_plainly_seen(topic: Topic) -> bool:
    """Whether what was seen is the technology itself, not a word that others use as well.

    A dependency, an image or a file is; in code the longest word of its name has to stand there:
    `pool_size` alone is no SQLAlchemy.
    """
    if any(evidence.signal in _SUPPLY_SIGNALS for evidence in topic.evidence):
        return True
    longest = max(normalise_words(topic.technology).split(), key=len, default="")
    return any(
        longest in evidence.excerpt.lower()
        for evidence in topic.evidence
        if evidence.signal != "topic-words"
    )
