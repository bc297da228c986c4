"""Choose what a title is made from: the topics that lead, or the headline of the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import DEVELOPMENT, PART
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import SURE_STRENGTH, Topic
from minutebook.suggest.prose import imperative
from minutebook.suggest.prose.names import (
    is_subject,
    make_prose_name,
    normalise_words,
)
from minutebook.suggest.topics.cluster import MAX_NAMED_TOPICS, is_companion, is_same_choice
from minutebook.suggest.topics.prominence import (
    CATEGORY_NAMED,
    MENTIONED,
    NAMED,
    UNNAMED,
    Headline,
    find_named_package,
    is_mere_protocol,
    is_of_product,
    is_product_name,
    is_sample,
    make_names,
    measure_prominence,
    read_headline,
    shares_word_with_package,
)
from minutebook.suggest.wording.main_topics import (
    could_be_main,
    has_own_title,
    has_sure_rivals,
    is_built_upon,
    is_main,
    is_only_design,
    is_only_listed,
    is_plainly_seen,
    shows_it_alone,
)

_MIN_STRENGTH_SHARE = 0.6  # of the lead's strength, from which another topic is named with it
_MIN_TOLD_REMOVAL = 0.85  # strength of a removal that a text tells of, wherever it does
_MAX_UNNAMED_TOPICS = 2  # that are named together where the headline names none of them
_MIN_PURPOSE_WORDS = 4  # of a headline that says more than the name of a category does
# Evidence of what something is done by: a package, or code that sets it up.
_MEANS_SIGNALS = frozenset(("topic-dependency", "topic-policy", "topic-identifier"))
# Headlines that say by themselves what is chosen.
_CHOICE = compile_lazily(
    r"(?i)(?:use|adopt|switch|migrate|move|replace|swap|convert|port|choose|prefer|standardi[sz]e"
    r"|go back|turn|rework|rewrite|consolidate|centrali[sz]e|unify|store|keep|upgrade)\b"
)
_LEAVING = compile_lazily(
    r"(?i)\b(?:clean|prun|leftover|remov|drop|delet|retir|deprecat|decommission|uninstall|abandon|eliminat|discontinu"
    r"|disabl|stop|replac|without|unused|no longer|rid of|away from|off\b|instead)"
)
# Verbs that say nothing of what for: "Add alarms", "Set up search".
_EMPTY_VERB = compile_lazily(
    r"(?i)(?:add|introduce|implement|install|set ?up|configure|enable|include|create|initial\w*|fix"
    r"|improve|support|update|bump|change|refactor|clean)\b"
)
_SWAP = compile_lazily(r"(?i)\b(?:replac|swap|switch|migrat|mov)\w* .* (?:with|by|to|for) \w")
_REPLACEMENT_WORDS = compile_lazily(r" (?:from|with|by|instead|rather|to|over|for) ")


# Who says this sets tools up, and does not merely use them: "Set up tests and linting".
_SETTING_UP = compile_lazily(
    r"(?i)(?:set ?up|install|introduce|adopt|configure|use|initial|enable)\b"
)

_MIN_COUNTED_PACKAGES = 3  # of a category, from which they are counted and not named

TOPICS, HEADLINE, OTHER_HEADLINE = "topics", "headline", "other headline"


class Lead(Value):
    """What a title is made from.

    `topics` are those to name, the one that leads first. `source` is TOPICS, HEADLINE where that
    says better what the topics are about, or OTHER_HEADLINE where the headline is about something
    else, and the topics merely come with it. `package` is what the headline calls the technology
    that leads, where it calls it by a package's own name. `purpose` is the headline where it says
    what the technology that leads is for, by a verb, and does not name it.
    `says_more` says that the headline and the topic are each worth a word of the brief.
    `package_count` is how many new packages the topics stand for, where they are counted, else 0.
    """

    source: str
    topics: tuple[Topic, ...] = ()
    headline: str = ""
    package: str = ""
    purpose: str = ""
    says_more: bool = False
    package_count: int = 0


def choose_lead(
    topics: Sequence[Topic],
    texts: Mapping[str, str],
    files: Sequence[FileDiff],
    catalogue: Catalogue,
    other_topics: Sequence[Topic] = (),
) -> Lead:
    """Choose what the title of a decision is made from; `titles` has the rule.

    `topics` come weightiest first, `files` are all that the change touches. `other_topics` are
    those of other decisions of the same change: where there are some, a headline that names none of
    `topics` is theirs, and one that names theirs, too, is the title of neither.
    """
    headline = read_headline(texts)
    degrees = [measure_prominence(topic, headline, catalogue) for topic in topics]
    names_others = any(
        measure_prominence(topic, headline, catalogue) == NAMED for topic in other_topics
    )
    if names_others or (other_topics and max(degrees, default=0) < CATEGORY_NAMED):
        headline = Headline()
    if not topics:
        return Lead(OTHER_HEADLINE, (), headline.text)
    named_first = [place for place, degree in enumerate(degrees) if degree == NAMED]
    # "Define security groups in Terraform" is about the way that has these words as its title.
    said_whole = [
        place
        for place in named_first
        if (title := catalogue.find_title(topics[place].category, topics[place].technology))
        and title.lower() in headline.text.lower()
    ]
    index = (said_whole or named_first or [0])[0]
    means = _find_means(topics, degrees, headline, catalogue)
    index = topics.index(means) if means else index
    lead, degree = topics[index], degrees[index]
    counted, package_count = _count_unsaid_packages(lead, topics, degrees)
    named = counted or _select_named(lead, degree, topics, degrees, catalogue)
    package = _find_own_package(lead, headline)
    source = TOPICS
    is_focused = shows_it_alone(lead, topics, files, catalogue)
    is_aside = degree < NAMED and is_built_upon(lead) and not has_sure_rivals(lead, topics)
    if means:
        return Lead(source, (lead,), headline.text, package, headline.text)
    if headline.text and _is_headline_better(
        lead, degree, headline, topics, catalogue, is_focused=is_focused
    ):
        source = HEADLINE if degree >= CATEGORY_NAMED else OTHER_HEADLINE
    says_more = is_aside and len(headline.text.split()) > 1
    return Lead(
        source, named, headline.text, package, says_more=says_more, package_count=package_count
    )


def _count_unsaid_packages(
    lead: Topic, topics: Sequence[Topic], degrees: Sequence[int]
) -> tuple[tuple[Topic, ...], int]:
    """Technologies of the lead's category of which no text says a word, and how many packages.

    None of many leads: they are counted. None and 0 where they are few, or a text names one.
    """
    peers = tuple(topic for topic in topics if topic.category == lead.category)
    is_said = any(
        degree != UNNAMED
        for topic, degree in zip(topics, degrees, strict=True)
        if topic.category == lead.category
    )
    if is_said or len(peers) < 2 or not all(map(_is_new_package, peers)):
        return (), 0
    places = {
        (piece.path, piece.line)
        for topic in peers
        for piece in topic.evidence
        if piece.signal == "topic-dependency"
    }
    count = max(len(peers), len(places))
    return (peers, count) if count >= _MIN_COUNTED_PACKAGES else ((), 0)


def _find_means(
    topics: Sequence[Topic], degrees: Sequence[int], headline: Headline, catalogue: Catalogue
) -> Topic | None:
    """The one new package of the product by which is done what the headline says by a verb.

    Its name or its category has a word of the headline: csv-safe prevents the injection of CSV.
    None where the headline names a technology itself, or makes a choice in words.
    """
    if (
        NAMED in degrees
        or not imperative.begins_with_verb(headline.text)
        or _CHOICE.match(headline.text)
        or _LEAVING.search(headline.text)
        or _EMPTY_VERB.match(headline.text)
    ):
        return None
    is_long = len(headline.text.split()) >= _MIN_PURPOSE_WORDS
    means = [
        topic
        for topic, degree in zip(topics, degrees, strict=True)
        if topic.action == "adopt"
        and is_product_name(topic.technology)
        and any(
            piece.signal in _MEANS_SIGNALS and is_of_product(piece.path) for piece in topic.evidence
        )
        and (
            shares_word_with_package(topic, headline)
            or (
                degree == CATEGORY_NAMED
                and topic.strength >= SURE_STRENGTH
                and topic is topics[0]
                and is_long
                and not has_own_title(topic, catalogue)
            )
        )
    ]
    return means[0] if len(means) == 1 else None


def _find_own_package(lead: Topic, headline: Headline) -> str:
    """The package that the headline names, in its spelling there.

    "" where the technology's own name is as good: `pg` is PostgreSQL.
    """
    package = find_named_package(lead, headline)
    bare = normalise_words(package).replace(" ", "")
    forms = [form.replace(" ", "") for form in make_prose_name(lead.technology).forms]
    return "" if any(bare in form for form in forms) else package


def _select_named(
    lead: Topic,
    degree: int,
    topics: Sequence[Topic],
    degrees: Sequence[int],
    catalogue: Catalogue,
) -> tuple[Topic, ...]:
    """The topics to name: the lead, what comes along with it, and what is said as plainly."""
    companions: list[Topic] = []
    others: list[Topic] = []
    for topic, other_degree in zip(topics, degrees, strict=True):
        if topic.name == lead.name:
            continue
        if is_companion(topic, lead, catalogue):
            companions.append(topic)
        elif (degree < CATEGORY_NAMED and is_only_listed(topic, lead)) or (
            other_degree < NAMED and is_mere_protocol(topic, (lead,), catalogue)
        ):
            continue
        elif other_degree >= min(degree, NAMED) and (
            topic.strength >= lead.strength * _MIN_STRENGTH_SHARE
            and (degree >= CATEGORY_NAMED or _is_as_weighty(topic, lead, catalogue))
        ):
            others.append(topic)
    if degree < NAMED and companions:
        others = [topic for topic in others if is_same_choice(topic, lead)]
    limit = MAX_NAMED_TOPICS if degree == NAMED or companions else _MAX_UNNAMED_TOPICS
    return (lead, *[*companions, *others][: limit - 1])


def _is_new_package(topic: Topic) -> bool:
    return topic.action == "adopt" and any(
        evidence.signal == "topic-dependency" for evidence in topic.evidence
    )


def _is_as_weighty(topic: Topic, lead: Topic, catalogue: Catalogue) -> bool:
    """Whether a topic that no headline names weighs about as much as the one that leads."""
    category, lead_category = (catalogue.find_category(each.category) for each in (topic, lead))
    if DEVELOPMENT in category.traits and DEVELOPMENT not in lead_category.traits:
        return False
    return (
        category.weight * topic.strength
        >= lead_category.weight * lead.strength * _MIN_STRENGTH_SHARE
    )


def _is_headline_better(
    lead: Topic,
    degree: int,
    headline: Headline,
    topics: Sequence[Topic],
    catalogue: Catalogue,
    *,
    is_focused: bool,
) -> bool:
    """Whether the headline says better than the leading topic what is decided."""
    if lead.action == "drop":
        return not _is_told_removal(lead, degree, headline)
    names_part = PART in catalogue.find_category(lead.category).traits
    if degree < CATEGORY_NAMED:
        if is_only_design(lead, topics, catalogue):
            return False
        return not (is_focused or is_main(lead, degree, topics, catalogue))
    if is_focused and has_own_title(lead, catalogue):
        return _names_other_technology(lead, headline, catalogue)
    if names_part or not lead.technology or not is_product_name(lead.technology):
        return True
    is_development = DEVELOPMENT in catalogue.find_category(lead.category).traits
    places = [piece.path for piece in lead.evidence if piece.signal != "topic-words"]
    if not is_development and all(map(is_sample, places)):
        return True
    if degree == CATEGORY_NAMED:
        return not is_focused and (
            lead.strength < SURE_STRENGTH
            or not is_plainly_seen(lead)
            or (is_development and not _SETTING_UP.match(headline.text))
            or (
                not could_be_main(lead, catalogue)
                and _names_other_technology(lead, headline, catalogue)
            )
        )
    if _is_in(headline.refused, lead.category, lead.technology, catalogue) and not _is_in(
        headline.adopted, lead.category, lead.technology, catalogue
    ):
        return True  # the headline drops what the change seems to adopt
    if lead.instead:
        return _is_in(headline.plain, lead.category, lead.instead, catalogue) and bool(
            _REPLACEMENT_WORDS.search(headline.plain)
        )
    if lead.strength < SURE_STRENGTH and not is_focused:
        return True
    return _CHOICE.match(headline.text) is not None and len(headline.text.split()) > 3


def _is_told_removal(lead: Topic, degree: int, headline: Headline) -> bool:
    """Whether the texts tell of a removal, so that it is what the change is about.

    A headline that says what comes instead tells more than that something goes.
    """
    if not _LEAVING.search(headline.text) or _SWAP.search(headline.text):
        return False
    return degree == NAMED or (degree >= MENTIONED and lead.strength >= _MIN_TOLD_REMOVAL)


def _is_in(words: str, category: str, technology: str, catalogue: Catalogue) -> bool:
    return any(name.is_named_in(words) for name in make_names(category, technology, catalogue))


def _names_other_technology(lead: Topic, headline: Headline, catalogue: Catalogue) -> bool:
    """Whether a headline names a technology of another category, which is the main thing then."""
    return any(
        f" {name} " in headline.adopted
        and all(
            technology.category != lead.category and is_product_name(technology.name)
            for technology in technologies
        )
        and is_subject(headline.plain, make_prose_name(name))
        for name, technologies in catalogue.prose_names.items()
        if name
    )
