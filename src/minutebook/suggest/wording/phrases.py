"""The words for topics: what is done with a technology, and what for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ANY_PURPOSE, PART
from minutebook.suggest.model import Topic
from minutebook.suggest.prose.names import find_stems, normalise_words, split_words
from minutebook.suggest.topics.cluster import is_companion, is_same_choice
from minutebook.suggest.topics.prominence import is_product_name
from minutebook.suggest.wording.lines import MAX_TITLE_CHARS
from minutebook.suggest.wording.observations import spell_number

REMOVED_SUFFIX = " removed"  # ends the name of a topic whose technology is dropped
# How a category ends that names what a technology is ("as the database"); other categories name
# what it is for ("for caching"). The `noun` of a category always names what it is.
_NOUN_ENDING = compile_lazily(
    r"(?i)(?:framework|database|orm|broker|store|engine|manager|system|bundler|server|client|tool"
    r"|language|platform|provider|library|gateway|cache|queue|runner)\Z"
)
# Names of ways of working that begin a phrase of their own: "refusing with 429", "one a request".
_PHRASE = compile_lazily(r"(?:[a-z]+ing |one a )")
# Words that only say that something is set up: "CORS configuration".
_SETTING_UP = compile_lazily(r"(?P<subject>.+) (?:configuration|settings|setup)\Z")


def describe_topic(topic: Topic) -> str:
    """Describe one topic: `Caching: Redis`, `Caching: Valkey instead of Redis`."""
    if topic.action == "drop":
        return topic.name + REMOVED_SUFFIX
    if topic.instead:
        return f"{topic.name} instead of {topic.instead}"
    return topic.name


def name_topic(topic: Topic) -> str:
    """Name a topic so that it says whether its technology is dropped: `Caching: Redis removed`."""
    return topic.name + REMOVED_SUFFIX if topic.action == "drop" else topic.name


def compose_brief(topics: Sequence[Topic], catalogue: Catalogue) -> str:
    """Compose one line on topics, the first leading: `Jobs: Celery with Redis as broker`."""
    lead, rest = topics[0], topics[1:]
    same_choices = [topic for topic in rest if is_same_choice(topic, lead)]
    companions = [topic for topic in rest if is_companion(topic, lead, catalogue)]
    if same_choices and lead.technology:
        categories = join_phrases(
            [lead.category, *(_lower_category(topic.category) for topic in same_choices)]
        )
        brief = f"{categories}: {describe_topic(lead).partition(': ')[2]}"
    else:
        brief = describe_topic(lead)
    if companions:
        brief += " with " + join_phrases(
            [_describe_companion(topic, "", catalogue) for topic in companions]
        )
    others = [
        topic
        for topic in rest
        if topic not in companions and (topic not in same_choices or not lead.technology)
    ]
    return "; ".join([brief, *(describe_topic(topic) for topic in others)])


def compose_count_title(topics: Sequence[Topic], count: int, catalogue: Catalogue) -> str:
    """Compose a title that only says what was seen: `Three new packages for authentication`."""
    purpose = _name_purpose(topics[0], catalogue)[0]
    return f"{spell_number(count).capitalize()} new packages for {purpose}"


def compose_topics_title(topics: Sequence[Topic], catalogue: Catalogue, package: str = "") -> str:
    """Compose a title from topics, the first leading: `Use Redis for caching and rate limiting`.

    `package` is what the technology that leads is called instead, where it is called by a
    package's own name.
    """
    lead, rest = topics[0], topics[1:]
    if lead.instead and _is_same_name(package, lead.instead):
        package = ""  # the headline names what goes by its package
    row_title = catalogue.find_title(lead.category, lead.technology)
    if row_title and lead.action != "drop":
        # A way of working says it all; of a product, what it replaces is worth a word.
        replaced = lead.instead if is_product_name(lead.technology) else ""
        return f"{row_title} instead of {replaced}" if replaced else row_title
    template = catalogue.find_category(lead.category).title
    if template and lead.action != "drop":
        return _fill_title(template, lead)
    peers = _select_peers(topics)
    same_choices = [topic for topic in rest if is_same_choice(topic, lead) and lead.technology]
    companions = [
        topic
        for topic in rest
        if is_companion(topic, lead, catalogue) and topic not in same_choices
    ]
    others = [topic for topic in rest if topic not in [*companions, *same_choices, *peers]]
    categories = [_name_purpose(topic, catalogue)[0] for topic in same_choices]
    further = [topic.technology for topic in peers if topic is not lead] if not companions else []
    title = _compose_topic_title(lead, categories, catalogue, further, package)
    if companions:
        phrases = [_describe_companion(topic, "the ", catalogue) for topic in companions]
        long_title = f"{title}, with {join_phrases(phrases)}"
        technologies = [topic.technology for topic in companions if topic.technology]
        if len(long_title) <= MAX_TITLE_CHARS:
            title = long_title
        elif technologies:
            short_title = f"Use {package or lead.technology} with {join_phrases(technologies)}"
            title = short_title if len(short_title) <= MAX_TITLE_CHARS else title
    products = [
        topic
        for topic in others
        if topic.technology
        and topic.action == lead.action == "adopt"
        and not companions
        and is_product_name(topic.technology)
        and not catalogue.find_title(topic.category, topic.technology)
    ]
    if products and lead.technology and is_product_name(lead.technology):
        long_title = join_phrases(
            [title, *(_describe_companion(topic, "the ", catalogue) for topic in products)]
        )
        technologies = [lead.technology, *further, *(topic.technology for topic in products)]
        title = (
            long_title
            if len(long_title) <= MAX_TITLE_CHARS
            else f"Use {join_phrases([_lower_practice(name) for name in technologies])}"
        )
    return title


def _is_same_name(package: str, technology: str) -> bool:
    """Whether a package's name and a technology's are one, but for signs, case and a vendor."""
    folded = [re.sub(r"[\W_]", "", name.lower()) for name in (package, technology)]
    return bool(folded[0]) and (folded[0] in folded[1] or folded[1] in folded[0])


def _fill_title(template: str, topic: Topic) -> str:
    """Fill the title of a category in: `{name}`, `{words}` of the name, `{instead}`."""
    name = re.sub(r"^I(?=[A-Z][a-z])", "", topic.technology)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return (
        template.replace("{name}", topic.technology)
        .replace("{words}", words)
        .replace("{instead}", topic.instead)
    )


def join_phrases(parts: Sequence[str]) -> str:
    """Join phrases as a sentence does: `a, b and c`."""
    return parts[0] if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _select_peers(topics: Sequence[Topic]) -> list[Topic]:
    """The first topic with the others of its category, where all are adopted products."""
    lead = topics[0]
    peers = [
        topic
        for topic in topics
        if topic.category == lead.category
        and topic.action == "adopt"
        and topic.technology
        and is_product_name(topic.technology)
    ]
    return peers if lead in peers else []


def _compose_topic_title(
    topic: Topic,
    other_purposes: list[str],
    catalogue: Catalogue,
    further: list[str],
    package: str = "",
) -> str:
    """Compose a title from one topic and its peers: `Use Redis for caching`."""
    noun = _name_purpose(topic, catalogue)[0]
    if PART in catalogue.find_category(topic.category).traits and topic.technology:
        verb = "Remove" if topic.action == "drop" else "Add"
        return f"{verb} the {topic.technology} {noun}"
    category = catalogue.find_category(topic.category)
    is_plugin = category.technologies and topic.technology not in category.technologies
    ending = f" {_describe_use(topic, other_purposes, catalogue)}"
    if ANY_PURPOSE in category.traits or (is_plugin and ending.startswith(" as the ")):
        ending = ""  # a package says itself what it is
    if topic.action == "drop":
        if not topic.technology:
            return f"Remove {noun}"
        return f"Stop using {package or _lower_practice(topic.technology)}{ending}"
    if not topic.technology or _PHRASE.match(topic.technology):
        return describe_topic(topic)
    setting_up = _SETTING_UP.match(topic.technology)
    if setting_up and not further:
        return f"Configure {setting_up['subject']}"
    technology = package or _lower_practice(topic.technology)
    if any(stem in normalise_words(technology) for stem in find_stems(topic.category)):
        ending = ""  # "cursor pagination" names its category already
    technologies = join_phrases([technology, *map(_lower_practice, further)])
    if topic.instead:
        return f"Use {technology} instead of {_lower_practice(topic.instead)}{ending}"
    return f"Use {technologies}{ending}"


def _describe_use(topic: Topic, other_purposes: list[str], catalogue: Catalogue) -> str:
    """What a technology is used as, or for: `as the database`, `for caching and locks`."""
    noun, names_what_it_is = _name_purpose(topic, catalogue)
    if names_what_it_is and not other_purposes:
        return f"as the {noun}"
    return f"for {join_phrases([noun, *other_purposes])}"


def _name_purpose(topic: Topic, catalogue: Catalogue) -> tuple[str, bool]:
    """Return how a sentence names the topic's category, and whether that names what it is."""
    category = catalogue.find_category(topic.category)
    if category.noun:
        return category.noun, True
    if category.purpose:
        return category.purpose, False
    noun = _lower_category(topic.category)
    return noun, _NOUN_ENDING.search(noun) is not None and " and " not in noun


def _describe_companion(topic: Topic, article: str, catalogue: Catalogue) -> str:
    """Describe a topic that comes with the leading one: `Redis as broker`."""
    noun, names_what_it_is = _name_purpose(topic, catalogue)
    if not topic.technology:
        return noun
    technology = _lower_practice(topic.technology)
    return f"{technology} {f'as {article}' if names_what_it_is else 'for '}{noun}"


def _lower_practice(technology: str) -> str:
    """Write a technology as within a sentence: "in-process memory", but "Travis CI".

    Only the name of a way of working begins in lower case: its first word is a plain one, with a
    hyphen, or known as such, and no other word has a capital.
    """
    own = technology.replace(" of its own", " of our own")
    first, _, rest = own.partition(" ")
    is_plain = first in _PLAIN_FIRST_WORDS or re.fullmatch(r"[A-Z][a-z]+-[a-z]+", first)
    return own[:1].lower() + own[1:] if rest.islower() and is_plain else own


_PLAIN_FIRST_WORDS = split_words(
    "Dev Load Result Web Cursor Page Keyset Token Session Role Row Snapshot Contract Mutation Event"
    " Feature Static Shared Database Message Structured Connection Optimistic Pessimistic Soft"
    " Bearer Blue Rolling Circuit Rate Request Response Error Code Unit Integration Offset"
)


def _lower_category(category: str) -> str:
    """Write a category as within a sentence; abbreviations keep their capitals."""
    first = category.partition(" ")[0]
    return category if not first[1:].islower() else category[0].lower() + category[1:]
