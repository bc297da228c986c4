"""Where a decision's page stands on a topic: for it, against it, or silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ADDITIVE, Category
from minutebook.suggest.coverage.decision_text import DecisionText
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.names import ProseName, normalise_words

# How sure a page is: its title says so, its decision does, its options do; a refused page's word.
TITLE_LEVEL, DECISION_LEVEL, OPTION_LEVEL, REJECTED_LEVEL = 4, 3, 2, 1
FOR, AGAINST, OPEN = "for", "against", "open"
# The ends that a store or a platform of many purposes may serve.
_ENDS = names.split_words(
    "cache jobs broker database sessions rate search vector locks flags objects authentication"
    " idempotency"
)
_TAKE = re.compile(
    r" (?:we )?(?:will )?(?:us(?:e|ing)|adopt\w*|cho\w+|select\w*|introduc\w+|implement\w*"
    r"|employ\w*|(?:mov|switch|migrat)\w* to|go with|standardi[sz]e on|build on|run on|deploy on) "
)
_USE = re.compile(r" (?:use|using|adopt|adopting|choose|introduce) (.+?) (?:for|as|to) (.+)")


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A topic, and how prose would speak of it.

    `stems` begin the words for its category, `ends` are the roles (keys of `terms.ROLES`) that
    those mean. `rivals` are its alternatives, `peers` what else the category knows.
    `is_multi_purpose`: that a page is for the technology says nothing unless it is for this end; so
    it is for the others of `multi_purpose_names`. `is_additive`: a second technology of the
    category contradicts nothing. `search_words` and `rival_first_words` tell quickly which pages
    are worth reading.
    """

    topic: Topic
    technology_name: ProseName | None
    replaced_name: ProseName | None
    rival_names: tuple[ProseName, ...]
    peer_names: tuple[ProseName, ...]
    category_stems: tuple[str, ...]
    purposes: frozenset[str]
    is_multi_purpose: bool
    search_words: tuple[str, ...]
    rival_first_words: frozenset[str]
    is_additive: bool
    multi_purpose_names: frozenset[str]

    def is_candidate(self, plain_title: str, title_words: frozenset[str], lower_text: str) -> bool:
        """Whether a page may speak of it: plain title, the title's words, text in lower case."""
        return (
            any(needle in lower_text for needle in self.search_words)
            or not title_words.isdisjoint(self.rival_first_words)
            or any(stem in plain_title for stem in self.category_stems)
        )

    def has_category(self, text: str) -> bool:
        """Whether plain words name its category."""
        return any(stem in text for stem in self.category_stems)


def make_query(topic: Topic, catalogue: Catalogue) -> TopicQuery:
    """How prose would speak of a topic, as the catalogue knows it."""
    category = catalogue.find_category(topic.category)
    known = category.technologies
    own = normalise_words(topic.technology).strip()

    def name(technology: str) -> ProseName:
        return names.make_prose_name(
            technology, known[technology].prose_names if technology in known else ()
        )

    named = name(topic.technology) if topic.technology else None
    instead = name(topic.instead) if topic.instead else None
    homes = [
        one.name for one in catalogue.categories.values() if topic.technology in one.technologies
    ]
    stems = names.find_stems(topic.category, category.keywords)
    peers = [
        (other in topic.alternatives, name(other))
        for other in dict.fromkeys((*topic.alternatives, *known))
        if _rivals(own, normalise_words(other).strip(), category)
        and (other in topic.alternatives or known[other].prose_names)
        and names.has_other_words(normalise_words(other), stems, topic.category)
    ]
    is_additive = ADDITIVE in category.traits
    if is_additive:
        peers = []
    return TopicQuery(
        topic,
        named,
        instead,
        tuple(one for near, one in peers if near),
        tuple(one for near, one in peers if not near),
        stems,
        names.find_purposes(" ".join((*stems, ""))),
        own in catalogue.multi_purpose
        or (names.is_practice(topic.technology) and topic.technology not in known)
        or any(one != topic.category for one in homes),
        _needles([one for one in (named, instead) if one] or [ProseName(stems)]),
        frozenset(form.split()[0] for near, one in peers for form in one.forms if near),
        is_additive,
        catalogue.multi_purpose,
    )


def _rivals(one: str, other: str, category: Category) -> bool:
    """Whether two technologies of a category, as plain words, are instead of each other."""
    if not other or one == other or category.together.issuperset((one, other)):
        return False
    return (one in category.protocols) == (other in category.protocols)


def _needles(names: list[ProseName]) -> tuple[str, ...]:
    """What a text must hold that names one of them: the longest word of each form."""
    found = {max(form.split(), key=len) for one in names for form in one.forms}
    found |= {max(one.tokens, key=len) for one in names if one.tokens}
    return tuple(one for one in found if not any(each != one and each in one for each in found))


def find_stance(query: TopicQuery, decision: DecisionText, state: str) -> tuple[int, bool] | None:
    """How sure a page is about a topic, and whether it agrees with the change; None: silent.

    `state` is the page's status. What a rejected page proposed was refused.
    """
    level, side = (
        _recorded(query, decision) or _on(query, query.technology_name, decision) or (0, "")
    )
    action = query.topic.action
    if state == "rejected":
        return (REJECTED_LEVEL, False) if side == FOR and action != "drop" else None
    if action == "drop":
        return (level, side == AGAINST) if side in (FOR, AGAINST) else None
    if side:
        return level, side != AGAINST
    sure = _otherwise(query, decision)
    return (sure, False) if sure else None


def _recorded(one: TopicQuery, page: DecisionText) -> tuple[int, str] | None:
    return (TITLE_LEVEL, FOR) if normalise_words(one.topic.name) in page.recorded_topics else None


def _on(one: TopicQuery, name: ProseName | None, page: DecisionText) -> tuple[int, str] | None:
    """On which side of a page something stands, and how surely."""
    if name is None:
        return _on_category(one, page)
    fits, about = _fits(one, page), one.has_category(page.plain_title)
    said = TITLE_LEVEL if about else DECISION_LEVEL
    considered = any(
        name.is_named_in(option) and (about or names.is_subject(option, name))
        for option in page.options
    )
    passed_over = considered and (
        not name.is_named_in(page.chosen_option)
        if page.chosen_option
        else _title_takes_another(one, name, page)
    )
    if fits and name.is_named_in(page.title_sides.refused, page.raw_title):
        return TITLE_LEVEL, AGAINST
    if fits and passed_over:
        return said, AGAINST
    if fits and name.is_named_in(page.title_sides.adopted, page.raw_title):
        return TITLE_LEVEL, FOR
    for clause in (page.chosen_option, *page.adopted_clauses):
        meant = about or one.has_category(clause) or names.is_subject(clause, name)
        if meant and name.is_named_in(clause) and _fits(one, page, clause):
            return said, FOR
    return _in_passing(one, name, page, considered) if fits else None


def _title_takes_another(one: TopicQuery, name: ProseName, page: DecisionText) -> bool:
    """Whether a title adopts another option of its page, or a rival: the choice is made there."""
    adopted = page.title_sides.adopted
    if name.is_named_in(adopted, page.raw_title):
        return False
    others = (option for option in page.options if not name.is_named_in(option))
    if any(option.strip() and option in adopted for option in others):
        return True
    rivals = (
        *([one.replaced_name] if one.replaced_name else ()),
        *one.rival_names,
        *one.peer_names,
    )
    return any(other.is_named_in(adopted, page.raw_title) for other in rivals)


def _in_passing(
    one: TopicQuery, name: ProseName, page: DecisionText, considered: bool
) -> tuple[int, str] | None:
    """The same for what a page neither adopts nor refuses outright."""
    about = one.has_category(page.plain_title)
    if names.is_subject(page.refused_text, name):
        return TITLE_LEVEL if about else DECISION_LEVEL, AGAINST
    if considered or (about and name.is_named_in(page.options_text)):
        settled = page.adopted_clauses or _title_takes_another(one, name, page)
        return OPTION_LEVEL, AGAINST if settled else OPEN
    if name.is_named_in(page.title_sides.mentioned):
        return TITLE_LEVEL, OPEN
    if name.is_named_in(page.labels) and (about or one.has_category(page.labels)):
        return OPTION_LEVEL, OPEN
    return None


def _on_category(one: TopicQuery, page: DecisionText) -> tuple[int, str] | None:
    """Where a page stands on a way of working that has no technology."""
    if one.has_category(page.title_sides.refused):
        return TITLE_LEVEL, AGAINST
    if one.has_category(page.plain_title) or one.has_category(page.labels):
        return TITLE_LEVEL, FOR
    often = names.count_stems(page.plain_text, one.category_stems) > 2
    if often and any(one.has_category(clause) for clause in page.adopted_clauses):
        return DECISION_LEVEL, FOR
    return None


def _fits(one: TopicQuery, page: DecisionText, where: str = "") -> bool:
    """Whether a page that speaks of the technology means it for the topic's end.

    `where` are the words that name it, where they are not the title.
    """
    if (
        not one.is_multi_purpose
        or one.has_category(page.plain_title)
        or one.has_category(page.labels)
    ):
        return True
    if where and one.has_category(where):
        return True
    if (names.find_purposes(page.plain_title) | names.find_purposes(where)) & _ENDS - one.purposes:
        return False
    mine = names.count_stems(page.plain_text, one.category_stems)
    others = [names.count_purpose(page.plain_text, role) for role in _ENDS - one.purposes]
    return mine >= max(others) if mine else not any(others)


def _otherwise(one: TopicQuery, page: DecisionText) -> int:
    """How surely a page decided the topic's category in another way; 0 where it did not."""
    if one.technology_name is None:
        return 0
    level = 0
    for name in (
        *([one.replaced_name] if one.replaced_name else ()),
        *one.rival_names,
        *one.peer_names,
    ):
        about = one.has_category(name.remove_from(page.plain_title))
        if name.is_named_in(page.title_sides.adopted, page.raw_title):
            # What the page takes up may serve another end than the topic's.
            meant = replace(one, is_multi_purpose=True) if _serves_many(one, name) else one
            taken = name not in one.peer_names and _takes(page, name) and _fits(meant, page)
            if about or taken:
                return TITLE_LEVEL
        elif about and name.is_named_in(page.adopted_text):
            level = max(level, OPTION_LEVEL)
        if any(
            name.is_named_in(each) and one.has_category(name.remove_from(each))
            for each in page.adopted_clauses
        ):
            level = max(level, DECISION_LEVEL)
    about = one.has_category(page.plain_title)
    if level or one.is_additive:
        return level
    return TITLE_LEVEL if about and _chose(one, page) else 0


def _serves_many(one: TopicQuery, name: ProseName) -> bool:
    return any(form.strip() in one.multi_purpose_names for form in name.forms)


def _takes(page: DecisionText, name: ProseName) -> bool:
    """Whether a title says that something is taken up, not that it has a part or a problem."""
    verb = _TAKE.match(page.plain_title)
    if verb:
        return names.is_subject(page.plain_title[verb.end() - 1 :], name)
    return not names.has_other_words(page.plain_title, name.forms)


def _chose(one: TopicQuery, page: DecisionText) -> bool:
    """Whether a page on the category names a choice, in words of its own."""
    if not names.has_other_words(page.plain_title, one.category_stems, one.topic.category):
        return bool(page.chosen_option.strip())
    left, colon, right = page.plain_title.partition(" : ")
    if colon and one.has_category(f"{left} "):
        return names.has_other_words(f" {right}", one.category_stems, one.topic.category)
    found = _USE.match(page.plain_title)
    return (
        found is not None
        and any(stem in f" {' '.join(found[2].split()[:3])} " for stem in one.category_stems)
        and names.has_other_words(f" {found[1]} ", one.category_stems, one.topic.category)
    )
