"""Word a suggestion: its brief, and a title for its record.

The title says what was decided, or else what was seen; it invents nothing. It comes from one of
three candidates: the *topics* of the change (what the catalogue recognised), the *headline* (the
line of the message, the branch or the prompt that says what the change is about), and *what was
seen* (new packages of a kind, a new interface, a folder).

1. Without topics: the headline, else what was seen.
2. The topic leads whose technology the headline names; else the weightiest, where `recognition`
   weighs more what the headline names by its category, and less what no text mentions.
3. Named with it are what comes along with it (the broker with the background jobs) and what is said
   as plainly: at most three topics that the headline names, else at most two.
4. The headline is the title where it says it better:
   - it makes the choice in words ("Move deployments to Nomad"), or names both sides of a
     replacement;
   - it speaks of the topic, and that is no product but a way of working, a part of the system, or
     was seen by a word in the code alone;
   - it names a technology of another kind than the topic that leads;
   - the change drops something, of which it says nothing, or what comes instead;
   - it names none of the topics, and none of them is the main thing: a weighty choice, seen in
     what the product (not its tests, samples and pipelines) is built upon, with at most one other.
5. Otherwise the topics are, in words: what is used, instead of what, what for.

Words: technologies are spelled as the catalogue spells them, in headlines too. A headline stands in
the imperative, and "Add the wicked gem for multi-step forms" is "Use Wicked for multi-step forms".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.catalogue.schema import PART
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import SURE_STRENGTH, Topic
from minutebook.suggest.prose import imperative
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.prose.options import list_alternatives
from minutebook.suggest.topics.cluster import MAX_NAMED_TOPICS
from minutebook.suggest.topics.prominence import is_product_name, make_names
from minutebook.suggest.wording.leads import HEADLINE, OTHER_HEADLINE, TOPICS, Lead, choose_lead
from minutebook.suggest.wording.lines import format_line, shorten_title
from minutebook.suggest.wording.observations import describe_contract, describe_place
from minutebook.suggest.wording.phrases import (
    REMOVED_SUFFIX,
    compose_brief,
    compose_count_title,
    compose_topics_title,
    describe_topic,
    name_topic,
)

__all__ = [
    "REMOVED_SUFFIX",
    "compose_successor_title",
    "compose_suggestion",
    "describe_topic",
    "name_topic",
]

# "Add the wicked gem for multi-step forms": what is added, and what for.
_ADDITION = compile_lazily(
    r"(?i)(?:add|install|introduce|set up|setup|integrate|include|use|adopt|implement|enable)"
    r" (?:the |an? |in )?[`'\"]?(?P<name>[^\s`'\"]+(?: [^\s`'\"]+){0,2}?)[`'\"]?"
    r"(?: (?:gem|librar(?:y|ies)|packages?|crate|plugin|dependency|module|add-on|extension))?"
    r" (?P<purpose>(?:for|as) .+|to (?:manage|handle|check|send|run|generate|track|test|monitor"
    r"|build|parse|process|store|validate|render|serve|collect|record|measure|schedule|provide"
    r"|support|make|create|detect|enforce|format|read|write|sign|verify|query|deploy)\b.+)"
)


def compose_suggestion(
    topics: Sequence[Topic],
    texts: Mapping[str, str],
    files: Sequence[FileDiff],
    catalogue: Catalogue | None = None,
    *,
    other_topics: Sequence[Topic] = (),
) -> tuple[str, str, tuple[str, ...]]:
    """Compose the brief of a suggestion, a title for its record, and the alternatives.

    `topics` come weightiest first. Brief and title are one line and never empty; where the rule
    above gives the word to a headline that speaks of something else than the topics, so does the
    brief. The alternatives do not contain what was chosen. `catalogue` is the packaged one unless
    given. `other_topics` are those of the other decisions of the same change.
    """
    catalogue = catalogue or load_catalogue()
    lead = choose_lead(topics, texts, files, catalogue, other_topics)
    if lead.source == OTHER_HEADLINE:
        seen = describe_contract(files) or describe_place(files)
        line = _spell_names(lead.headline, lead, catalogue) or seen
        brief = line
        if lead.says_more and lead.topics[0].strength >= SURE_STRENGTH:
            brief = _join_headline(describe_topic(lead.topics[0]), line)
        return format_line(brief), shorten_title(line), list_alternatives((), texts)
    title = _compose_title(lead, catalogue)
    alternatives = list_alternatives((lead.topics[0],), texts)
    chosen = {topic.technology.lower() for topic in lead.topics}
    brief = compose_brief(lead.topics, catalogue)
    if lead.says_more and lead.source == TOPICS:
        brief = _join_headline(brief, _spell_names(lead.headline, lead, catalogue))
    return (
        format_line(brief),
        shorten_title(title),
        tuple(option for option in alternatives if option.lower() not in chosen),
    )


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
        compose_topics_title(list(topics_by_category.values())[:MAX_NAMED_TOPICS], load_catalogue())
    )


def _join_headline(brief: str, headline: str) -> str:
    """A brief, and what the headline says beside it: `Email: Amazon SES; send a confirmation`."""
    if imperative.begins_with_verb(headline):
        headline = headline[:1].lower() + headline[1:]
    return f"{brief}; {headline}"


def _compose_title(lead: Lead, catalogue: Catalogue) -> str:
    """Compose the title of a lead with topics: from its headline, or the topics in words."""
    topic = lead.topics[0]
    if lead.purpose:
        technology = lead.package or topic.technology
        purpose = _spell_names(lead.purpose, lead, catalogue)
        return f"Use {technology} to {purpose[:1].lower()}{purpose[1:]}"
    addition = _ADDITION.match(lead.headline)
    if addition and topic.action == "adopt" and is_product_name(topic.technology):
        name = addition["name"]
        is_topic = any(
            form.strip() == normalise_words(name).strip()
            for prose_name in make_names(topic.category, topic.technology, catalogue)
            for form in prose_name.forms
        )
        if is_topic or name == lead.package:
            technology = lead.package or topic.technology
            return f"Use {technology} {_spell_names(addition['purpose'], lead, catalogue)}"
    if lead.source == HEADLINE:
        return _spell_names(lead.headline, lead, catalogue)
    if lead.package_count:
        return compose_count_title(lead.topics, lead.package_count, catalogue)
    return compose_topics_title(lead.topics, catalogue, lead.package)


def _spell_names(text: str, lead: Lead, catalogue: Catalogue) -> str:
    """A text with the technologies that it names spelled as the catalogue spells them."""
    names = [
        name
        for topic in lead.topics
        if PART not in catalogue.find_category(topic.category).traits
        for name in (topic.technology, topic.instead)
        if name and is_product_name(name)
    ]
    # Of other technologies only those that are no plain words: RabbitMQ, not Flow.
    for word in normalise_words(text).split():
        names += [
            technology.name
            for technology in catalogue.prose_names.get(word, ())
            if technology.name.lower() == word and not technology.name[1:].islower()
        ]
    for name in dict.fromkeys(names):
        text = re.sub(
            rf"(?i)(?<![\w./@-]){re.escape(name)}(?![\w/@-]|\.\w)",
            lambda _, name=name: name,  # type: ignore[misc]
            text,
        )
    return text
