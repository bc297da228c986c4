"""Judge where a decision's page stands on a topic: for it, against it, or not about it."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ADDITIVE, Category
from minutebook.suggest.coverage.decision_text import DecisionText
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.names import ProseName, normalise_words

# How sure a stance is: stated by the title, the decision or the options; or by a rejected page.
TITLE_LEVEL, DECISION_LEVEL, OPTION_LEVEL, REJECTED_LEVEL = 4, 3, 2, 1
FOR, AGAINST, OPEN = "for", "against", "open"
# The purposes that a store or a platform of many purposes may serve.
_STORE_PURPOSES = names.split_words(
    "cache jobs broker database sessions rate search vector locks flags objects authentication"
    " idempotency"
)
_ADOPTION_VERB = compile_lazily(
    r" (?:we )?(?:will )?(?:us(?:e|ing)|adopt\w*|cho\w+|select\w*|introduc\w+|implement\w*"
    r"|employ\w*|(?:mov|switch|migrat)\w* to|go with|standardi[sz]e on|build on|run on|deploy on) "
)
_USE_PHRASE = compile_lazily(
    r" (?:use|using|adopt|adopting|choose|introduce) (.+?) (?:for|as|to) (.+)"
)


class TopicQuery(Value):
    """A topic, and how prose names it.

    `rival_names` are those of the topic's alternatives, `peer_names` those of the category's other
    technologies. `category_stems` begin the words for the category, `purposes` are the keys of
    PURPOSE_STEMS that those mean. `is_multi_purpose`: a page that adopts the technology covers the
    topic only if it does so for the topic's purpose; this holds for the technologies of
    `multi_purpose_names`, too. `is_additive`: a second technology of the category contradicts
    nothing. `search_words` and `rival_first_words` tell quickly which pages are worth reading.
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

    @property
    def other_names(self) -> tuple[ProseName, ...]:
        """The names of all technologies that the topic's technology stands against."""
        replaced = (self.replaced_name,) if self.replaced_name else ()
        return (*replaced, *self.rival_names, *self.peer_names)

    def is_candidate(self, plain_title: str, title_words: frozenset[str], lower_text: str) -> bool:
        """Whether a page may be about the topic: a quick test before its text is read closely."""
        return (
            any(word in lower_text for word in self.search_words)
            or not title_words.isdisjoint(self.rival_first_words)
            or any(stem in plain_title for stem in self.category_stems)
        )

    def has_category(self, text: str) -> bool:
        """Whether plain words name the topic's category."""
        return any(stem in text for stem in self.category_stems)


def make_query(topic: Topic, catalogue: Catalogue) -> TopicQuery:
    """Make the query for a topic, by what the catalogue knows of it."""
    category = catalogue.find_category(topic.category)
    technologies = category.technologies
    plain_technology = normalise_words(topic.technology).strip()

    def make_name(technology: str) -> ProseName:
        return names.make_prose_name(
            technology, technologies[technology].prose_names if technology in technologies else ()
        )

    technology_name = make_name(topic.technology) if topic.technology else None
    replaced_name = make_name(topic.instead) if topic.instead else None
    is_in_other_category = any(
        topic.technology in other.technologies
        for other in catalogue.categories.values()
        if other.name != topic.category
    )
    stems = names.find_stems(topic.category, category.keywords)
    is_additive = ADDITIVE in category.traits
    other_technologies = [
        technology
        for technology in dict.fromkeys((*topic.alternatives, *technologies))
        if not is_additive
        and _are_rivals(plain_technology, normalise_words(technology).strip(), category)
        and (technology in topic.alternatives or technologies[technology].prose_names)
        and names.has_other_words(normalise_words(technology), stems, topic.category)
    ]
    rival_names = tuple(
        make_name(technology)
        for technology in other_technologies
        if technology in topic.alternatives
    )
    peer_names = tuple(
        make_name(technology)
        for technology in other_technologies
        if technology not in topic.alternatives
    )
    own_names = [name for name in (technology_name, replaced_name) if name]
    return TopicQuery(
        topic=topic,
        technology_name=technology_name,
        replaced_name=replaced_name,
        rival_names=rival_names,
        peer_names=peer_names,
        category_stems=stems,
        purposes=names.find_purposes(" ".join((*stems, ""))),
        is_multi_purpose=plain_technology in catalogue.multi_purpose
        or (names.is_practice(topic.technology) and topic.technology not in technologies)
        or is_in_other_category,
        search_words=_find_search_words(own_names or [ProseName(stems)]),
        rival_first_words=frozenset(form.split()[0] for name in rival_names for form in name.forms),
        is_additive=is_additive,
        multi_purpose_names=catalogue.multi_purpose,
    )


def _are_rivals(technology: str, other_technology: str, category: Category) -> bool:
    """Whether two technologies of a category, as plain words, exclude each other."""
    if (
        not other_technology
        or technology == other_technology
        or category.together.issuperset((technology, other_technology))
    ):
        return False
    return (technology in category.protocols) == (other_technology in category.protocols)


def _find_search_words(prose_names: list[ProseName]) -> tuple[str, ...]:
    """Return words of which a text contains one if it names one of the names.

    They are the longest word of each form, without those that contain another.
    """
    longest_words = {max(form.split(), key=len) for name in prose_names for form in name.forms}
    longest_words |= {max(name.tokens, key=len) for name in prose_names if name.tokens}
    return tuple(
        word
        for word in longest_words
        if not any(other_word != word and other_word in word for other_word in longest_words)
    )


def find_stance(query: TopicQuery, decision: DecisionText, state: str) -> tuple[int, bool] | None:
    """Judge how sure a page is about a topic, and whether it agrees with the change.

    `state` is the decision's status; what a rejected one proposed was refused. Returns a level and
    whether it agrees; None where the page is not about the topic.
    """
    level, side = (
        _find_recorded_topic(query, decision)
        or _find_side(query, query.technology_name, decision)
        or (0, "")
    )
    action = query.topic.action
    if state == "rejected":
        return (REJECTED_LEVEL, False) if side == FOR and action != "drop" else None
    if action == "drop":
        return (level, side == AGAINST) if side in (FOR, AGAINST) else None
    if side:
        return level, side != AGAINST
    opposed_level = _measure_opposition(query, decision)
    return (opposed_level, False) if opposed_level else None


def is_adopted(query: TopicQuery, decision: DecisionText) -> bool:
    """Whether a page surely adopts the topic's technology, and does not only build on it.

    Its title says so, or the name of the option that is chosen; where the title is about the
    category, the beginning of what the text adopts counts, too.
    """
    if _find_recorded_topic(query, decision):
        return True
    name = query.technology_name
    side = _find_side(query, name, decision)
    if name is None or side is None or side[1] != FOR:
        return False
    if name.is_named_in(decision.title_sides.adopted, decision.raw_title):
        return True
    said = [decision.chosen_option]
    if query.has_category(decision.plain_title):
        said += decision.adopted_clauses
    starts = (f"{text.partition(' , ')[0]} " for text in said)
    return any(names.is_subject(start, name) for start in starts)


def _find_recorded_topic(query: TopicQuery, decision: DecisionText) -> tuple[int, str] | None:
    return (
        (TITLE_LEVEL, FOR)
        if normalise_words(query.topic.name) in decision.recorded_topics
        else None
    )


def _find_side(
    query: TopicQuery, name: ProseName | None, decision: DecisionText
) -> tuple[int, str] | None:
    """Find how surely, and on which side (FOR, AGAINST, OPEN), a page puts a technology.

    A topic without technology (`name` is None) is judged by its category.
    """
    if name is None:
        return _find_category_side(query, decision)
    serves_purpose = _serves_purpose(query, decision)
    is_about_category = query.has_category(decision.plain_title)
    level = TITLE_LEVEL if is_about_category else DECISION_LEVEL
    is_considered = any(
        name.is_named_in(option) and (is_about_category or names.is_subject(option, name))
        for option in decision.options
    )
    is_passed_over = is_considered and (
        not name.is_named_in(decision.chosen_option)
        if decision.chosen_option
        else _is_another_adopted_by_title(query, name, decision)
    )
    if serves_purpose and name.is_named_in(decision.title_sides.refused, decision.raw_title):
        return TITLE_LEVEL, AGAINST
    if serves_purpose and is_passed_over:
        return level, AGAINST
    if serves_purpose and name.is_named_in(decision.title_sides.adopted, decision.raw_title):
        return TITLE_LEVEL, FOR
    for clause in (decision.chosen_option, *decision.adopted_clauses):
        is_meant = is_about_category or query.has_category(clause) or names.is_subject(clause, name)
        if is_meant and name.is_named_in(clause) and _serves_purpose(query, decision, clause):
            return level, FOR
    return _find_passing_side(query, name, decision, is_considered) if serves_purpose else None


def _is_another_adopted_by_title(
    query: TopicQuery, name: ProseName, decision: DecisionText
) -> bool:
    """Whether the title adopts another option of its page, or another technology."""
    adopted = decision.title_sides.adopted
    if name.is_named_in(adopted, decision.raw_title):
        return False
    other_options = (option for option in decision.options if not name.is_named_in(option))
    if any(option.strip() and option in adopted for option in other_options):
        return True
    return any(rival.is_named_in(adopted, decision.raw_title) for rival in query.other_names)


def _find_passing_side(
    query: TopicQuery, name: ProseName, decision: DecisionText, is_considered: bool
) -> tuple[int, str] | None:
    """Find the same for a technology that the page neither adopts nor refuses outright."""
    is_about_category = query.has_category(decision.plain_title)
    if names.is_subject(decision.refused_text, name):
        return TITLE_LEVEL if is_about_category else DECISION_LEVEL, AGAINST
    if is_considered or (is_about_category and name.is_named_in(decision.options_text)):
        is_settled = decision.adopted_clauses or _is_another_adopted_by_title(query, name, decision)
        return OPTION_LEVEL, AGAINST if is_settled else OPEN
    if name.is_named_in(decision.title_sides.mentioned):
        return TITLE_LEVEL, OPEN
    if name.is_named_in(decision.labels) and (
        is_about_category or query.has_category(decision.labels)
    ):
        return OPTION_LEVEL, OPEN
    return None


def _find_category_side(query: TopicQuery, decision: DecisionText) -> tuple[int, str] | None:
    """Find the same for a category, where the topic has no technology."""
    if query.has_category(decision.title_sides.refused):
        return TITLE_LEVEL, AGAINST
    if query.has_category(decision.plain_title) or query.has_category(decision.labels):
        return TITLE_LEVEL, FOR
    is_frequent = names.count_stems(decision.plain_text, query.category_stems) > 2
    if is_frequent and any(query.has_category(clause) for clause in decision.adopted_clauses):
        return DECISION_LEVEL, FOR
    return None


def _serves_purpose(query: TopicQuery, decision: DecisionText, clause: str = "") -> bool:
    """Whether a page that names the technology means it for the topic's purpose.

    `clause` is the text that names it, where that is not the title.
    """
    if (
        not query.is_multi_purpose
        or query.has_category(decision.plain_title)
        or query.has_category(decision.labels)
    ):
        return True
    if clause and query.has_category(clause):
        return True
    if (
        names.find_purposes(decision.plain_title) | names.find_purposes(clause)
    ) & _STORE_PURPOSES - query.purposes:
        return False
    own_count = names.count_stems(decision.plain_text, query.category_stems)
    other_counts = [
        names.count_purpose(decision.plain_text, purpose)
        for purpose in _STORE_PURPOSES - query.purposes
    ]
    return own_count >= max(other_counts) if own_count else not any(other_counts)


def _measure_opposition(query: TopicQuery, decision: DecisionText) -> int:
    """Measure how surely a page decided for another technology; 0 where it did not."""
    if query.technology_name is None:
        return 0
    level = 0
    for rival in query.other_names:
        is_about_category = query.has_category(rival.remove_from(decision.plain_title))
        if rival.is_named_in(decision.title_sides.adopted, decision.raw_title):
            # What the page adopts may serve another purpose than the topic's.
            is_multi_purpose = query.is_multi_purpose or _is_multi_purpose_name(query, rival)
            is_adopted = (
                rival not in query.peer_names
                and _is_adopted_by_title(decision, rival)
                and _serves_purpose(replace(query, is_multi_purpose=is_multi_purpose), decision)
            )
            if is_about_category or is_adopted:
                return TITLE_LEVEL
        elif is_about_category and rival.is_named_in(decision.adopted_text):
            level = max(level, OPTION_LEVEL)
        if any(
            rival.is_named_in(clause) and query.has_category(rival.remove_from(clause))
            for clause in decision.adopted_clauses
        ):
            level = max(level, DECISION_LEVEL)
    is_about_category = query.has_category(decision.plain_title)
    if level or query.is_additive:
        return level
    return TITLE_LEVEL if is_about_category and _names_choice(query, decision) else 0


def _is_multi_purpose_name(query: TopicQuery, name: ProseName) -> bool:
    return any(form.strip() in query.multi_purpose_names for form in name.forms)


def _is_adopted_by_title(decision: DecisionText, name: ProseName) -> bool:
    """Whether a title says that a technology is adopted, not that it has a part or a problem."""
    verb = _ADOPTION_VERB.match(decision.plain_title)
    if verb:
        return names.is_subject(decision.plain_title[verb.end() - 1 :], name)
    return not names.has_other_words(decision.plain_title, name.forms)


def _names_choice(query: TopicQuery, decision: DecisionText) -> bool:
    """Whether a page about the category names a choice, in words of its own."""
    if not names.has_other_words(decision.plain_title, query.category_stems, query.topic.category):
        return bool(decision.chosen_option.strip())
    left, colon, right = decision.plain_title.partition(" : ")
    if colon and query.has_category(f"{left} "):
        return names.has_other_words(f" {right}", query.category_stems, query.topic.category)
    use_phrase = _USE_PHRASE.match(decision.plain_title)
    return (
        use_phrase is not None
        and any(stem in f" {' '.join(use_phrase[2].split()[:3])} " for stem in query.category_stems)
        and names.has_other_words(f" {use_phrase[1]} ", query.category_stems, query.topic.category)
    )
