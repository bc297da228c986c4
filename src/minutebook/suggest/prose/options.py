"""List the options of a change: those that its texts weigh, and those that are usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import MARKUP_CHARS
from minutebook.suggest.prose.stated_options import (
    MAX_OPTIONS,
    StatedOption,
    find_stated_options,
    find_tradeoffs,
)
from minutebook.suggest.topics.cluster import select_choices

_MAX_REASON_CHARS = 120
_MAX_TEXT_CHARS, _MAX_SENTENCE_CHARS = 20_000, 1000  # what is read to find a reason
_SENTENCE_END = compile_lazily(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-*+•#])")
_REASON = compile_lazily(
    r"(?i)\b(because(?: of)?|so that|since(?= (?:it|they|we|our|this|that|there|the|of)\b)"
    r"|in order to|as(?= (?:it|they|we|our|this|that|there)\b))\s+([^.;:!?()\n]{3,200})"
)


def find_weighed_options(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Find the options that message, prompt and response weigh, each with its reason or ""."""
    return tuple((option.name, option.reason) for option in find_stated_options(texts))


def list_options(
    topics: Sequence[Topic],
    texts: Mapping[str, str],
    catalogue: Catalogue | None = None,
    *,
    other_leads: Sequence[Topic] = (),
) -> tuple[str, ...]:
    """List what there was to choose from: the chosen option, then stated ones, then usual ones.

    A reason that was given follows a colon: `RQ: simpler, but no retries`. Where a change makes
    several choices, each option begins with the category of its choice: `Caching: Memcached`.
    `other_leads` lead the other decisions of the change: what the texts weigh for those is left
    out. `catalogue` is the packaged one unless given.
    """
    stated = find_stated_options(texts)
    if topics and other_leads:
        stated = _select_own(stated, topics[0], other_leads)
    if not topics:
        return tuple(_format_option(option.name, option.reason) for option in stated)
    groups = select_choices(topics, catalogue)
    if len(groups) == 1:
        return _format_topic_options(topics[0], stated, topics)[:MAX_OPTIONS]
    rows_by_group = [
        _format_topic_options(
            topic, [option for option in stated if _find_topic(option, groups) is topic], topics
        )
        for topic in groups
    ]
    shares = [0] * len(rows_by_group)
    for _ in range(MAX_OPTIONS):
        for index, rows in enumerate(rows_by_group):
            shares[index] += sum(shares) < MAX_OPTIONS and shares[index] < len(rows)
    return tuple(
        f"{topic.category}: {row}" if row != topic.category else row
        for topic, rows, share in zip(groups, rows_by_group, shares, strict=True)
        for row in rows[:share]
    )


def keep_own_alternatives(
    alternatives: Iterable[str], lead: Topic, other_leads: Sequence[Topic], texts: Mapping[str, str]
) -> tuple[str, ...]:
    """The alternatives without those that the texts weigh for another decision of the change."""
    stated = find_stated_options(texts)
    own = {option.name for option in _select_own(stated, lead, other_leads)}
    usual = {lead.instead, *lead.alternatives}
    foreign = {option.name for option in stated if option.name not in own} - usual
    return tuple(option for option in alternatives if option not in foreign)


def _select_own(
    stated: Sequence[StatedOption], lead: Topic, other_leads: Sequence[Topic]
) -> tuple[StatedOption, ...]:
    """The stated options of one decision of several: those that its lead or its category knows."""
    leads = (lead, *other_leads)
    return tuple(option for option in stated if _find_topic(option, leads) is lead)


def list_alternatives(topics: Sequence[Topic], texts: Mapping[str, str]) -> tuple[str, ...]:
    """List the alternatives to what was chosen, those of the first topic first."""
    stated = [option for option, _ in find_weighed_options(texts)]
    usual = [option for topic in topics for option in (topic.instead, *topic.alternatives)]
    return _deduplicate([], [*usual, *stated], topics)[:MAX_OPTIONS]


def _format_topic_options(
    topic: Topic, stated: Iterable[StatedOption], topics: Sequence[Topic]
) -> tuple[str, ...]:
    """Format the options of a topic, the chosen one first, each with its reason."""
    reasons = {names.normalise_words(option.name): option.reason for option in stated}
    stated_names = [option.name for option in stated]
    chosen = topic.technology or topic.category
    if topic.action == "drop":
        names_in_order = _deduplicate([f"Remove {chosen}", f"Keep {chosen}"], stated_names, topics)
    else:
        names_in_order = _deduplicate(
            [chosen], [*stated_names, topic.instead, *topic.alternatives], topics
        )
    return tuple(
        _format_option(option, reasons.get(names.normalise_words(option), ""))
        for option in names_in_order
    )


def _format_option(option: str, reason: str) -> str:
    if not reason or not MARKUP_CHARS.isdisjoint(reason):
        return option
    if len(reason) > _MAX_REASON_CHARS:
        reason = f"{reason[:_MAX_REASON_CHARS].rpartition(' ')[0] or reason[:_MAX_REASON_CHARS]} …"
    return f"{option}: {reason}"


def _find_topic(stated: StatedOption, groups: Sequence[Topic]) -> Topic | None:
    """Find the topic of an option: the one that knows it, or that its context names."""
    plain_option = names.normalise_words(stated.name)
    plain_context = names.normalise_words(stated.context)
    for topic in groups:
        known = (topic.technology, topic.instead, *topic.alternatives)
        if any(names.make_prose_name(name).is_named_in(plain_option) for name in known if name):
            return topic
    for topic in groups:
        if topic.technology and names.make_prose_name(topic.technology).is_named_in(plain_context):
            return topic
    named_with = (
        topic
        for topic in groups
        if any(stem in plain_context for stem in names.find_stems(topic.category))
    )
    return next(named_with, None)


def _deduplicate(leading: list[str], others: list[str], topics: Sequence[Topic]) -> tuple[str, ...]:
    """List each option once, without those among `others` that name what was chosen."""
    chosen = [names.make_prose_name(topic.technology) for topic in topics if topic.technology]
    options_by_key: dict[str, str] = {names.normalise_words(option): option for option in leading}
    for option in others:
        key = names.normalise_words(option)
        if key.strip() and not any(name.is_named_in(key) for name in chosen):
            options_by_key.setdefault(key, option)
    return tuple(options_by_key.values())


# What the texts say of the choice ---------------------------------------------------------------


def find_reason(option: str, texts: Iterable[str]) -> str:
    """Find why an option was chosen, as a sentence that names it says: "because it has retries".

    The first of `texts` that says so counts; "" where none does, or where it is said with markup.
    """
    name = names.make_prose_name(option)
    for text in texts:
        for sentence in _SENTENCE_END.split(text[:_MAX_TEXT_CHARS]):
            match = _REASON.search(sentence) if len(sentence) <= _MAX_SENTENCE_CHARS else None
            if match is None or not MARKUP_CHARS.isdisjoint(match[0]):
                continue
            if name.is_named_in(names.normalise_words(sentence[: match.start()])):
                opening = "because" if match[1].lower().startswith(("since", "as")) else match[1]
                return f"{opening.lower()} {match[2].strip(' ,')}"
    return ""


def find_own_tradeoffs(text: str, option: str, other_options: Sequence[str]) -> tuple[str, ...]:
    """Find what an answer says that a choice costs, without what it says so of another choice.

    A sentence is about the option that was named last, in it or before it.
    """
    lower_text = text.lower()

    def find_last(name: str, end: int) -> int:
        return lower_text.rfind(name.lower(), 0, end) if name else -1

    own = []
    for tradeoff in find_tradeoffs(text):
        start = text.find(tradeoff)
        end = start + len(tradeoff) if start >= 0 else -1
        others = max((find_last(name, end) for name in other_options), default=-1)
        if end < 0 or others < 0 or find_last(option, end) >= others:
            own.append(tradeoff)
    return tuple(own)
