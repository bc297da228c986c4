"""Whether a suggested title is about what the ADR's title says: the written rule.

A suggestion matches an ADR's title where one of these holds:

1. *The same technology.* The ADR's title names a technology that the catalogue knows, in any of its
   spellings (k8s, Kubernetes), and the suggestion's title or brief names it too.
2. *The category, where no technology is said.* The ADR's title names no technology that the
   catalogue knows; the suggestion's leading topic is of a category by whose words ("Database",
   "sign in", "alarms": the catalogue's for it) the ADR's title calls it, and those are a third of
   the words that say something.
3. *The same words.* Of the words of the ADR's title that say something, the suggestion's title and
   brief have at least two, or the only one that there is; and at least a third of them. Words are
   compared in lower case, without accents and English endings; parts of compounds count for
   themselves (`tower-mcp`, `IAmAnHTTPClient`). Words that any change could use do not count (use,
   add, support, service, system, data, AWS, …).

None holds
- where both name technologies of one category and share none of them: RSpec is not Minitest;
- where the ADR's title says "Use X for …" and what is shared is no part of X: "Use nodenv to manage
  Node" is not about Node;
- where the direction is the opposite: one drops the technology that the other takes up.

Titles that are none (a template's "These are optional elements", "Proposal", "Context and Problem
Statement", binary rubbish) are unreadable: no suggestion can be compared with them, and they are
left out. Of several titles of one change any may match.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from minutebook.suggest.catalogue.catalogue import Technology, load_catalogue
from minutebook.suggest.prose.names import (
    find_stems,
    make_prose_name,
    normalise_words,
    split_words,
)

_UNREADABLE = re.compile(
    r"(?i)these are optional elements|^(?:proposal|context and problem statement|context|status"
    r"|(?:positive |negative )?consequences|decision(?: outcome| drivers)?|title|template"
    r"|considered options|summary|overview|introduction|background|abstract)$"
)
_NUMBER = re.compile(
    r"(?i)^\W*(?:(?:adr|rfc)\W*)*(?:(?:n|\d{1,5})\s*(?:[.:)—–-]|(?=\s))\s*(?:(?:adr|rfc)\b\W*)?)*"
)
_FILE_ENDING = re.compile(r"\.(?:rst|md|mmd|adoc|txt)$")
# Words that any decision or change could use, and those of vendors, whose products differ.
_GENERIC_WORDS = split_words(
    """
    a an and the of for our in to with on by from at as is are be this that it its not no or via
    we should can will into over than how when where what which all any each per only through own
    use using used add adding added support supporting introduce implement implementation create
    make set setup up allow enable update upgrade change move new initial first basic improve
    handle handling manage management provide run running switch migrate migration replace remove
    removal stop drop instead adopt apply define refactor feature work convert rework
    service system data code file type class module package library framework tool platform
    component project application app user strategy approach design architecture structure model
    pattern process integration option value standard default custom internal decision
    record adr solution version general simple common base way format content name
    merge pull request commit pr wip fix feat chore docs net python java
    aws amazon google azure microsoft apache github git hub gov uk cloud api server client
    """
)
_DROPPING = re.compile(
    r"(?i)\b(?:stop|remov\w*|drop\w*|without|retir\w*|delet\w*|not?|deprecat\w*)\b"
)
_ENDING = re.compile(
    r"(?:ations?|ating|ated|ates?|isations?|izations?|ications?|ments?|ingly|ings?|ions?|ities|ity|ers?"
    r"|ors?|ies|ied|ed|es|s|e|y|ly)$"
)
_OBJECT = re.compile(
    r"(?i)(?:to )?(?:us(?:e|ing)|adopt|introduce|choose|switch to|mov(?:e|ing) to|migrate to) "
    r"(?P<object>.+?)(?= (?:for|as|to|in|instead|when|at|on)\b|\Z)"
)
_WORD = re.compile(r"[^\W_]+[+#]*")
_SPLIT_CASE = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LEAST_STEM_CHARS = 3


@dataclass(frozen=True)
class Proposal:
    """What would be proposed for a change if it were suggested, and its decision's real title.

    `topics` are (category, technology, action, instead), the strongest first. `is_headline` says
    that no topic was found: the title is the message's first line, or says where the change is.
    """

    title: str
    brief: str
    topics: tuple[tuple[str, str, str, str], ...]
    real_title: str

    @property
    def is_headline(self) -> bool:
        return not self.topics


def list_readable_titles(text: str) -> list[str]:
    """The readable titles of an ADR's title field, which may hold several; without numbers."""
    titles = []
    for part in text.split(";"):
        title = _FILE_ENDING.sub("", part.strip().lstrip("# ").strip())
        title = _NUMBER.sub("", title).strip()
        if (
            title
            and not _UNREADABLE.search(title)
            and "\ufffd" not in title
            and all(char.isprintable() for char in title)
            and _WORD.search(title)
            and not part.strip().endswith(".mmd")
        ):
            titles.append(title)
    return titles


def is_match(proposal: Proposal) -> bool | None:
    """Whether a proposal matches its decision's title; None where that is unreadable."""
    titles = list_readable_titles(proposal.real_title)
    return any(_matches(proposal, title) for title in titles) if titles else None


def _matches(proposal: Proposal, title: str) -> bool:
    said = f"{proposal.title}. {proposal.brief}"
    real, suggested = _find_technologies(title), _find_technologies(said)
    known = _list_technologies()
    for _, technology, _, instead in proposal.topics:
        suggested |= {name for name in (technology, instead) if name in known and name in said}
    shared = real & suggested
    if any(_is_opposite(proposal, title, name) for name in shared):
        return False
    if real and suggested and not shared and _list_categories(suggested) & _list_categories(real):
        return False
    object_words = _list_words(_find_object(title))
    common = _list_words(title) & _list_words(said)
    if object_words and not (
        common & object_words or shared & _find_technologies(_find_object(title))
    ):
        return False
    if shared or (not real and proposal.topics and _names_category(title, proposal.topics[0][0])):
        return True
    word_count = len(_list_words(title))
    return len(common) >= min(2, word_count) and 3 * len(common) >= word_count > 0


def _find_object(title: str) -> str:
    """What a title says to use: X of "Use X for …"; "" where it says something else."""
    match = _OBJECT.match(title.replace("-", " ").replace("_", " "))
    return match["object"] if match else ""


def _names_category(title: str, category: str) -> bool:
    """Whether a third of a title's words, or more, are those of a category."""
    words = normalise_words(title.replace("-", " ").replace("_", " "))
    keywords = load_catalogue().find_category(category).keywords
    stems = [stem for stem in find_stems(category, keywords) if stem in words]
    beginnings = tuple(word for stem in stems for word in stem.split())
    said = _list_words(title)
    named = {_stem(word) for word in words.split() if beginnings and word.startswith(beginnings)}
    return (
        3 * len(set(named)) >= len(said | {_stem(word) for word in named}) > 0 if named else False
    )


def _is_opposite(proposal: Proposal, title: str, name: str) -> bool:
    """Whether the title and the proposal take a technology up and drop it."""
    actions = {action for _, technology, action, _ in proposal.topics if technology == name}
    if not actions:
        return False
    is_dropped = actions == {"drop"}
    return is_dropped != bool(_DROPPING.search(title))


@cache
def _list_technologies() -> dict[str, set[str]]:
    """The categories of each technology of the catalogue."""
    categories: dict[str, set[str]] = {}
    for category in load_catalogue().categories.values():
        for technology in category.technologies:
            categories.setdefault(technology, set()).add(category.name)
    return categories


def _list_categories(technologies: set[str]) -> set[str]:
    return {name for technology in technologies for name in _list_technologies()[technology]}


@cache
def _list_names() -> list[tuple[str, tuple[str, ...]]]:
    """All technologies with their spellings in plain words."""
    by_name: dict[str, Technology] = {}
    for technologies in load_catalogue().prose_names.values():
        for technology in technologies:
            by_name.setdefault(technology.name, technology)
    return [
        (name, make_prose_name(name, technology.prose_names).forms)
        for name, technology in by_name.items()
    ]


def _find_technologies(title: str) -> set[str]:
    """The technologies that a title names: of names within each other the longest."""
    words = normalise_words(title.replace("-", " ").replace("_", " "))
    found = {
        form: name
        for name, forms in _list_names()
        for form in forms
        if form in words
        and form.strip() not in _GENERIC_WORDS
        and make_prose_name(name).is_named_in(words, title)
    }
    return {
        name
        for form, name in found.items()
        if not any(form != other and form in other for other in found)
    }


def _list_words(title: str) -> set[str]:
    """The stems of a title's words that say something."""
    text = unicodedata.normalize("NFKD", _SPLIT_CASE.sub(" ", title)).lower()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return {
        _stem(word)
        for word in _WORD.findall(text)
        if word not in _GENERIC_WORDS
        and _stem(word) not in _GENERIC_STEMS
        and not word.isdigit()
        and len(word) > 1
    }


def _stem(word: str) -> str:
    while len(stem := _ENDING.sub("", word)) >= _LEAST_STEM_CHARS and stem != word:
        word = stem
    return word


_GENERIC_STEMS = frozenset(_stem(word) for word in _GENERIC_WORDS)
