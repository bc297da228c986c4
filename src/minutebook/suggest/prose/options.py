"""List the options of a change: those that its texts weigh, and those that are usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import MARKUP_CHARS
from minutebook.suggest.prose.stated_options import MAX_OPTIONS, StatedOption, find_stated_options
from minutebook.suggest.topics.cluster import select_choices

_MAX_REASON_CHARS = 120


def find_weighed_options(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Find the options that message, prompt and response weigh, each with its reason or ""."""
    return tuple((option.name, option.reason) for option in find_stated_options(texts))


def list_options(
    topics: Sequence[Topic], texts: Mapping[str, str], catalogue: Catalogue | None = None
) -> tuple[str, ...]:
    """List what there was to choose from: the chosen option, then stated ones, then usual ones.

    A reason that was given follows a colon: `RQ: simpler, but no retries`. Where a change makes
    several choices, each option begins with the category of its choice: `Caching: Memcached`.
    `catalogue` is the packaged one unless given.
    """
    stated = find_stated_options(texts)
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
