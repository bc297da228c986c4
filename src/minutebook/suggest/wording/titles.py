"""Word a suggestion: its brief, and a title for its record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.catalogue.schema import PART
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import Topic
from minutebook.suggest.prose.names import find_stems, normalise_words
from minutebook.suggest.prose.options import list_alternatives
from minutebook.suggest.topics.cluster import (
    MAX_NAMED_TOPICS,
    is_companion,
    is_same_choice,
    select_named_topics,
)
from minutebook.suggest.wording.headlines import describe_place, find_headline
from minutebook.suggest.wording.lines import MAX_TITLE_CHARS, format_line, shorten_title

REMOVED_SUFFIX = " removed"  # ends the name of a topic whose technology is dropped
# How a category ends that names what a technology is ("as the database"); other categories name
# what it is for ("for caching"). The `noun` of a category always names what it is.
_NOUN_ENDING = compile_lazily(
    r"(?i)(?:framework|database|orm|broker|store|engine|manager|system|bundler|server|client|tool"
    r"|language|platform|provider|library|gateway|style|cache|queue|runner)\Z"
)


def compose_suggestion(
    topics: Sequence[Topic],
    texts: Mapping[str, str],
    files: Sequence[FileDiff],
    catalogue: Catalogue | None = None,
) -> tuple[str, str, tuple[str, ...]]:
    """Compose the brief of a suggestion, a title for its record, and the alternatives.

    `topics` come strongest first; the first leads, and at most two others are named with it.
    Without topics, brief and title come from the first line of the message or the prompt, else
    from the paths of `files`. Both are one line and never empty. The alternatives do not contain
    what was chosen. `catalogue` is the packaged one unless given.
    """
    catalogue = catalogue or load_catalogue()
    named = select_named_topics(topics, catalogue)
    if not named:
        headline = find_headline(texts) or describe_place(files)
        return format_line(headline), shorten_title(headline), list_alternatives((), texts)
    alternatives = list_alternatives((named[0],), texts)
    chosen = {topic.technology.lower() for topic in named}
    return (
        format_line(_compose_brief(named, catalogue)),
        shorten_title(_compose_title(named, catalogue)),
        tuple(option for option in alternatives if option.lower() not in chosen),
    )


def describe_topic(topic: Topic) -> str:
    """Describe one topic: `Caching: Redis`, `Caching: Valkey instead of Redis`."""
    if topic.action == "drop":
        return topic.name + REMOVED_SUFFIX
    if topic.instead:
        return f"{topic.name} instead of {topic.instead}"
    return topic.name


def compose_successor_title(topic_names: Sequence[str]) -> str:
    """Compose a title for a decision that supersedes another, from the topics of the change.

    `topic_names` are names of topics (`Caching: Redis`), with REMOVED_SUFFIX where the technology
    is dropped. Adopted ones come first; of each category only the first topic is named.
    """
    topics_by_category: dict[str, Topic] = {}
    for name in sorted(topic_names, key=lambda name: name.endswith(REMOVED_SUFFIX)):
        category, _, technology = name.removesuffix(REMOVED_SUFFIX).partition(": ")
        action = "drop" if name.endswith(REMOVED_SUFFIX) else "adopt"
        topics_by_category.setdefault(category, Topic(category, technology, action))
    return shorten_title(
        _compose_title(list(topics_by_category.values())[:MAX_NAMED_TOPICS], load_catalogue())
    )


def _compose_brief(topics: list[Topic], catalogue: Catalogue) -> str:
    lead, rest = topics[0], topics[1:]
    same_choices = [topic for topic in rest if is_same_choice(topic, lead)]
    companions = [topic for topic in rest if is_companion(topic, lead, catalogue)]
    if same_choices and lead.technology:
        categories = _join_phrases(
            [lead.category, *(_lower_category(topic.category) for topic in same_choices)]
        )
        brief = f"{categories}: {describe_topic(lead).partition(': ')[2]}"
    else:
        brief = describe_topic(lead)
    if companions:
        brief += " with " + _join_phrases(
            [_describe_companion(topic, "", catalogue) for topic in companions]
        )
    others = [
        topic
        for topic in rest
        if topic not in companions and (topic not in same_choices or not lead.technology)
    ]
    return "; ".join([brief, *(describe_topic(topic) for topic in others)])


def _compose_title(topics: list[Topic], catalogue: Catalogue) -> str:
    lead, rest = topics[0], topics[1:]
    known = catalogue.find_category(lead.category).technologies.get(lead.technology)
    if known and known.title and lead.action != "drop":
        return known.title
    template = catalogue.find_category(lead.category).title
    if template and lead.action != "drop":
        return _fill_title(template, lead)
    same_choices = [topic for topic in rest if is_same_choice(topic, lead) and lead.technology]
    companions = [
        topic
        for topic in rest
        if is_companion(topic, lead, catalogue) and topic not in same_choices
    ]
    others = [topic for topic in rest if topic not in companions and topic not in same_choices]
    title = _compose_topic_title(
        lead, [_lower_category(topic.category) for topic in same_choices], catalogue
    )
    if companions:
        phrases = [_describe_companion(topic, "the ", catalogue) for topic in companions]
        long_title = f"{title}, with {_join_phrases(phrases)}"
        technologies = [topic.technology for topic in companions if topic.technology]
        if len(long_title) <= MAX_TITLE_CHARS:
            title = long_title
        elif technologies:
            title = f"Use {lead.technology} with {_join_phrases(technologies)}"
    products = [
        topic
        for topic in others
        if topic.technology
        and topic.action == lead.action == "adopt"
        and not companions
        and _is_product_name(topic)
    ]
    if products and lead.technology and _is_product_name(lead):
        long_title = _join_phrases(
            [title, *(_describe_companion(topic, "the ", catalogue) for topic in products)]
        )
        title = long_title
        if len(long_title) > MAX_TITLE_CHARS:
            technologies = [lead.technology, *(topic.technology for topic in products)]
            title = f"Use {_join_phrases(technologies)}"
    return title


def _compose_topic_title(topic: Topic, other_categories: list[str], catalogue: Catalogue) -> str:
    """Compose a title from one topic: `Use Redis for caching`."""
    noun, names_what_it_is = _find_noun(topic, catalogue)
    if names_what_it_is and not other_categories:
        ending = f" as the {noun}"
    else:
        ending = f" for {_join_phrases([noun, *other_categories])}"
    if PART in catalogue.find_category(topic.category).traits and topic.technology:
        verb = "Remove" if topic.action == "drop" else "Add"
        return f"{verb} the {topic.technology} {noun}"
    if topic.action == "drop":
        return f"Stop using {topic.technology}{ending}" if topic.technology else f"Remove {noun}"
    if not topic.technology or not _is_product_name(topic):
        return describe_topic(topic)
    technology = topic.technology
    if any(stem in normalise_words(technology) for stem in find_stems(topic.category)):
        # "cursor pagination" names its category already.
        technology = _lower_category(technology) if " " in technology else technology
        ending = ""
    if topic.instead:
        return f"Use {technology} instead of {topic.instead}{ending}"
    return f"Use {technology}{ending}"


def _fill_title(template: str, topic: Topic) -> str:
    """Fill the title of a category in: `{name}`, `{words}` of the name, `{instead}`."""
    name = re.sub(r"^I(?=[A-Z][a-z])", "", topic.technology)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return (
        template.replace("{name}", topic.technology)
        .replace("{words}", words)
        .replace("{instead}", topic.instead)
    )


def _find_noun(topic: Topic, catalogue: Catalogue) -> tuple[str, bool]:
    """Return how a sentence names the topic's category, and whether that names what it is."""
    noun = catalogue.find_category(topic.category).noun
    if noun:
        return noun, True
    noun = _lower_category(topic.category)
    return noun, _NOUN_ENDING.search(noun) is not None


def _describe_companion(topic: Topic, article: str, catalogue: Catalogue) -> str:
    """Describe a topic that comes with the leading one: `Redis as broker`."""
    noun, names_what_it_is = _find_noun(topic, catalogue)
    if not topic.technology:
        return noun
    return f"{topic.technology} {f'as {article}' if names_what_it_is else 'for '}{noun}"


def _is_product_name(topic: Topic) -> bool:
    """Whether "Use …" reads well with the technology: it does not with "one session a request"."""
    return not (topic.technology[:1].islower() and " " in topic.technology)


def _lower_category(category: str) -> str:
    """Write a category as within a sentence; abbreviations keep their capitals."""
    first = category.partition(" ")[0]
    return category if not first[1:].islower() else category[0].lower() + category[1:]


def _join_phrases(parts: list[str]) -> str:
    return parts[0] if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"
