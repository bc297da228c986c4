"""What there was to choose from: what the words of a change weighed, and what is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import MARKUP_CHARS
from minutebook.suggest.prose.stated_options import MAX_OPTIONS, StatedOption, find_stated_options
from minutebook.suggest.topics.cluster import select_choices

_WIDE = 120  # characters of a reason in a row


def find_weighed_options(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The options that message, prompt and response weigh, each with the reason given or ""."""
    return tuple((one.option, one.reason) for one in find_stated_options(texts))


def list_options(
    topics: Sequence[Topic], texts: Mapping[str, str], catalogue: Catalogue | None = None
) -> tuple[str, ...]:
    """What there was to choose from: the chosen first, then the weighed, then the usual.

    A reason that was given follows a colon: `RQ: simpler, but no retries`. Of a change that makes
    several choices each option says of which it is: `Caching: Memcached`. `catalogue` is the
    packaged one unless given.
    """
    said = find_stated_options(texts)
    if not topics:
        return tuple(_row(one.option, one.reason) for one in said)
    groups = select_choices(topics, catalogue)
    if len(groups) == 1:
        return _rows(topics[0], said, topics)[:MAX_OPTIONS]
    lists = [
        _rows(topic, [one for one in said if _about(one, groups) is topic], topics)
        for topic in groups
    ]
    shares = [0] * len(lists)
    for _ in range(MAX_OPTIONS):
        for at, rows in enumerate(lists):
            shares[at] += sum(shares) < MAX_OPTIONS and shares[at] < len(rows)
    return tuple(
        f"{topic.category}: {row}" if row != topic.category else row
        for topic, rows, share in zip(groups, lists, shares, strict=True)
        for row in rows[:share]
    )


def list_alternatives(topics: Sequence[Topic], texts: Mapping[str, str]) -> tuple[str, ...]:
    """The alternatives to what was chosen, those of the first topic first."""
    said = [option for option, _ in find_weighed_options(texts)]
    known = [one for topic in topics for one in (topic.instead, *topic.alternatives)]
    return _once([], [*known, *said], topics)[:MAX_OPTIONS]


def _rows(topic: Topic, heard: Iterable[StatedOption], topics: Sequence[Topic]) -> tuple[str, ...]:
    """The options of a topic, the chosen first, each with its reason."""
    reasons = {names.normalise_words(one.option): one.reason for one in heard}
    said = [one.option for one in heard]
    chosen = topic.technology or topic.category
    if topic.action == "drop":
        made = _once([f"Remove {chosen}", f"Keep {chosen}"], said, topics)
    else:
        made = _once([chosen], [*said, topic.instead, *topic.alternatives], topics)
    return tuple(_row(one, reasons.get(names.normalise_words(one), "")) for one in made)


def _row(option: str, reason: str) -> str:
    if not reason or not MARKUP_CHARS.isdisjoint(reason):
        return option
    if len(reason) > _WIDE:
        reason = f"{reason[:_WIDE].rpartition(' ')[0] or reason[:_WIDE]} …"
    return f"{option}: {reason}"


def _about(one: StatedOption, groups: Sequence[Topic]) -> Topic | None:
    """Of which topic something is an option: of the one that knows it, or is spoken of with it."""
    option, around = names.normalise_words(one.option), names.normalise_words(one.context)
    for topic in groups:
        known = (topic.technology, topic.instead, *topic.alternatives)
        if any(names.make_prose_name(name).is_named_in(option) for name in known if name):
            return topic
    for topic in groups:
        if topic.technology and names.make_prose_name(topic.technology).is_named_in(around):
            return topic
    named = (
        topic for topic in groups if any(s in around for s in names.find_stems(topic.category))
    )
    return next(named, None)


def _once(first: list[str], rest: list[str], topics: Sequence[Topic]) -> tuple[str, ...]:
    """Each option once, without those that only name what was chosen."""
    chosen = [names.make_prose_name(topic.technology) for topic in topics if topic.technology]
    seen: dict[str, str] = {names.normalise_words(one): one for one in first}
    for one in rest:
        key = names.normalise_words(one)
        if key.strip() and not any(name.is_named_in(key) for name in chosen):
            seen.setdefault(key, one)
    return tuple(seen.values())
