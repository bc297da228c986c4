"""What there was to choose from: what the words of a change weighed, and what is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import MARKUP
from minutebook.suggest.prose.stated_options import MOST, Said, heard
from minutebook.suggest.topics.cluster import choices

_WIDE = 120  # characters of a reason in a row


def weighed(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The options that message, prompt and response weigh, each with the reason given or ""."""
    return tuple((one.option, one.reason) for one in heard(words))


def options(topics: Sequence[Topic], words: Mapping[str, str]) -> tuple[str, ...]:
    """What there was to choose from: the chosen first, then the weighed, then the usual.

    A reason that was given follows a colon: `RQ: simpler, but no retries`. Of a change that makes
    several choices each option says of which it is: `Caching: Memcached`.
    """
    said = heard(words)
    if not topics:
        return tuple(_row(one.option, one.reason) for one in said)
    groups = choices(topics)
    if len(groups) == 1:
        return _rows(topics[0], said, topics)[:MOST]
    lists = [
        _rows(topic, [one for one in said if _about(one, groups) is topic], topics)
        for topic in groups
    ]
    shares = [0] * len(lists)
    for _ in range(MOST):
        for at, rows in enumerate(lists):
            shares[at] += sum(shares) < MOST and shares[at] < len(rows)
    return tuple(
        f"{topic.category}: {row}" if row != topic.category else row
        for topic, rows, share in zip(groups, lists, shares, strict=True)
        for row in rows[:share]
    )


def others(topics: Sequence[Topic], words: Mapping[str, str]) -> tuple[str, ...]:
    """The alternatives to what was chosen, those of the first topic first."""
    said = [option for option, _ in weighed(words)]
    known = [one for topic in topics for one in (topic.instead, *topic.alternatives)]
    return _once([], [*known, *said], topics)[:MOST]


def _rows(topic: Topic, heard: Iterable[Said], topics: Sequence[Topic]) -> tuple[str, ...]:
    """The options of a topic, the chosen first, each with its reason."""
    reasons = {names.plain(one.option): one.reason for one in heard}
    said = [one.option for one in heard]
    chosen = topic.technology or topic.category
    if topic.action == "drop":
        made = _once([f"Remove {chosen}", f"Keep {chosen}"], said, topics)
    else:
        made = _once([chosen], [*said, topic.instead, *topic.alternatives], topics)
    return tuple(_row(one, reasons.get(names.plain(one), "")) for one in made)


def _row(option: str, reason: str) -> str:
    if not reason or not MARKUP.isdisjoint(reason):
        return option
    if len(reason) > _WIDE:
        reason = f"{reason[:_WIDE].rpartition(' ')[0] or reason[:_WIDE]} …"
    return f"{option}: {reason}"


def _about(one: Said, groups: Sequence[Topic]) -> Topic | None:
    """Of which topic something is an option: of the one that knows it, or is spoken of with it."""
    option, around = names.plain(one.option), names.plain(one.around)
    for topic in groups:
        known = (topic.technology, topic.instead, *topic.alternatives)
        if any(names.name(name).stands_in(option) for name in known if name):
            return topic
    for topic in groups:
        if topic.technology and names.name(topic.technology).stands_in(around):
            return topic
    named = (topic for topic in groups if any(s in around for s in names.stems(topic.category)))
    return next(named, None)


def _once(first: list[str], rest: list[str], topics: Sequence[Topic]) -> tuple[str, ...]:
    """Each option once, without those that only name what was chosen."""
    chosen = [names.name(topic.technology) for topic in topics if topic.technology]
    seen: dict[str, str] = {names.plain(one): one for one in first}
    for one in rest:
        key = names.plain(one)
        if key.strip() and not any(name.stands_in(key) for name in chosen):
            seen.setdefault(key, one)
    return tuple(seen.values())
