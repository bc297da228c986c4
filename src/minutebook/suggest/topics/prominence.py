"""How plainly the texts of a change say that it is about a topic.

What a change is about stands in its headline; what it merely needs stands further down, or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import SURE_STRENGTH, Topic
from minutebook.suggest.prose import polarity
from minutebook.suggest.prose.headlines import find_headline
from minutebook.suggest.prose.names import (
    ProseName,
    find_stems,
    make_prose_name,
    normalise_words,
    split_words,
)
from minutebook.suggest.topics.stated_names import find_name

# The headline names the technology; the category alone; another text does; none does.
NAMED, CATEGORY_NAMED, MENTIONED, UNNAMED = 3, 2, 1, 0

_PACKAGE_TOKEN = compile_lazily(r"[@\w][\w.:/@-]{2,80}")
_VERSION_TAIL = compile_lazily(r"@[\d^~].*$")
# What a package's name begins with where it is for one framework: "waffle" is django-waffle.
_FRAMEWORK_PREFIX = compile_lazily(
    r"^(?:django|flask|fastapi|rails|rack|express|react|vue|nestjs|spring|laravel|symfony|phoenix"
    r"|python|py|node|go|ruby|php|rust)[-_.]"
)
# Parts of packages' names that say nothing of what a package is.
_PLAIN_PARTS = split_words(
    "github com org net dev io gem version require implementation api test package packages name"
    " include dependency dependencies artifactid groupid client server core common lib library"
    " python django flask rails spring react node the and for with app service services plugin"
    " support module types data web http https model models user users"
)

_SAMPLE_PLACE = compile_lazily(
    r"(?:^|/)(?:samples?|examples?|demos?|playground|sandbox|tutorials?|getting-?started|cookbook)/"
)
_SIDE_PLACE = compile_lazily(
    r"(?:^|/)(?:\.github|\.circleci|tests?|docs?|benchmarks?|e2e|specs?|fixtures?)/"
)


class Headline(Value):
    """The headline of a change: as it reads, its plain words, those that it adopts and refuses."""

    text: str = ""
    plain: str = " "
    adopted: str = " "
    refused: str = " "


def read_headline(texts: Mapping[str, str]) -> Headline:
    """Read the headline of a change's texts; one without text where there is none."""
    text = find_headline(texts)
    plain = normalise_words(text)
    sides = polarity.split_sides(plain)
    return Headline(text, plain, sides.adopted, sides.refused)


def measure_prominence(topic: Topic, headline: Headline, catalogue: Catalogue) -> int:
    """How plainly the texts speak of a topic: NAMED, CATEGORY_NAMED, MENTIONED or UNNAMED."""
    if headline.text:
        if find_named_package(topic, headline) or names_technology(topic, headline, catalogue):
            return NAMED
        keywords = catalogue.find_category(topic.category).keywords
        if find_name((topic.category, *keywords), headline.plain) or any(
            stem in headline.plain for stem in find_stems(topic.category)
        ):
            return CATEGORY_NAMED
    if any(evidence.signal == "topic-words" for evidence in topic.evidence):
        return MENTIONED
    return UNNAMED


def names_technology(topic: Topic, headline: Headline, catalogue: Catalogue) -> bool:
    """Whether a headline names the technology of a topic, or what it replaces."""
    return any(
        name.is_named_in(headline.plain, headline.text)
        for technology in (topic.technology, topic.instead)
        for name in make_names(topic.category, technology, catalogue)
    )


def make_names(category: str, technology: str, catalogue: Catalogue) -> list[ProseName]:
    """What prose may call a technology: one name; none where that is a plain word."""
    known = catalogue.find_category(category).technologies.get(technology)
    prose_names = known.prose_names if known else (technology,)
    return [make_prose_name(prose_names[0], prose_names[1:])] if any(prose_names) else []


def find_named_package(topic: Topic, headline: Headline) -> str:
    """The package of a topic that the headline names: `csv-safe`, as it is spelled there.

    "" where there is none. A package is named where its whole name stands there, in one word.
    """
    words = {word.lower(): word for word in map(_strip_marks, headline.text.split())}
    for package in list_packages(topic):
        name = package.lower()
        short = name.rpartition("/")[2].rpartition(":")[2]
        for form in (name, short, _FRAMEWORK_PREFIX.sub("", short)):
            if form in words and form not in _PLAIN_PARTS and len(form) > 2:
                return words[form]
    return ""


def shares_word_with_package(topic: Topic, headline: Headline) -> bool:
    """Whether the headline has a word of the name of a topic's package: CSV, of `csv-safe`.

    A package's name says what it is for. Only one of which nothing else is known is read so: of
    others the catalogue knows what they are for.
    """
    words = set(headline.plain.split())
    return any(
        len(part) > 2 and part in words and part not in _PLAIN_PARTS
        for package in list_packages(topic)
        if normalise_words(package.rpartition("/")[2]) == normalise_words(topic.technology)
        for part in normalise_words(package.rpartition("/")[2]).split()
    )


def _strip_marks(word: str) -> str:
    return word.strip("`'\"(),.:;")


def list_packages(topic: Topic) -> list[str]:
    """What may be names of packages in the evidence of a topic, as manifests write them."""
    return [
        _VERSION_TAIL.sub("", token).rstrip(".:")
        for evidence in topic.evidence
        if evidence.signal == "topic-dependency"
        for token in _PACKAGE_TOKEN.findall(evidence.excerpt)
        if re.search(r"[A-Za-z]{3}", token)
    ]


def is_product_name(technology: str) -> bool:
    """Whether a technology has a name of its own, as ways of working have none: "page numbers"."""
    return not (technology[:1].islower() and " " in technology)


def is_mere_protocol(topic: Topic, topics: Iterable[Topic], catalogue: Catalogue) -> bool:
    """Whether a topic is the protocol, and another one who provides it: OAuth2, by Auth0."""
    protocols = catalogue.find_category(topic.category).protocols
    return topic.technology.lower() in protocols and any(
        other.category == topic.category
        and other.action != "drop"
        and other.strength >= SURE_STRENGTH
        and other.technology.lower() not in protocols
        for other in topics
    )


def is_sample(path: str) -> bool:
    """Whether a file is of a sample: what it uses, the product need not use."""
    return _SAMPLE_PLACE.search(path.lower()) is not None


def is_of_product(path: str) -> bool:
    """Whether a file is of the product itself: no test, sample, documentation or CI file."""
    return not (
        file_roles.find_role(path) in (file_roles.TEST, file_roles.DOC)
        or _SIDE_PLACE.search(path.lower())
        or is_sample(path)
    )
