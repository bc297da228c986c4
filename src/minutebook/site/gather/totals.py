"""What the entries of a book come to: figures, and what happened when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from minutebook.records.phr.suggestions import PENDING
from minutebook.site.book import Count, Debt, Entry, Figures, TimelineEvent

_MONTH_CHARS = 7  # of a day
_MAX_MONTHS = 600  # fifty years: a date that is far off is a slip


def sum_figures(
    entries: Sequence[Entry],
    day: str,
    proposed_days: Mapping[str, int],
    *,
    commits: int,
    explained_commits: int,
) -> Figures:
    """The figures of all entries.

    What waits is as old as on `day`. `proposed_days` says for each repository how many days a
    decision may be only proposed.
    """
    prompts = [entry for entry in entries if entry.kind == "phr"]
    return Figures(
        months=tuple(_list_months(entries)),
        agents=_count((entry.agent, entry) for entry in prompts),
        models=_count((entry.model, entry) for entry in prompts),
        people=_count((name, entry) for entry in entries for name in entry.people),
        debt=_find_debt(entries, day, proposed_days),
        tokens=sum(entry.tokens for entry in prompts),
        seconds=sum(entry.seconds for entry in prompts),
        commits=commits,
        explained_commits=explained_commits,
    )


def _count(named: Iterable[tuple[str, Entry]]) -> tuple[Count, ...]:
    """Names by how often they come, the most frequent first; "" is none."""
    sums: dict[str, list[int]] = {}
    for name, entry in named:
        if name:
            numbers = sums.setdefault(name, [0, 0, 0])
            numbers[0 if entry.kind == "phr" else 1] += 1
            numbers[2] += entry.tokens
    counts = [Count(name, *numbers) for name, numbers in sums.items()]
    return tuple(sorted(counts, key=lambda each: (-each.prompts - each.decisions, each.name)))


def _list_months(entries: Iterable[Entry]) -> Iterator[Count]:
    """The months from the first to the last one that a record is of."""
    counts = {
        count.name: count
        for count in _count((entry.date[:_MONTH_CHARS], entry) for entry in entries)
        if len(count.name) == _MONTH_CHARS and "01" <= count.name[5:] <= "12"
    }
    if not counts:
        return
    names = sorted(counts)
    last = int(names[-1][:4]) * 12 + int(names[-1][5:]) - 1
    first = max(int(names[0][:4]) * 12 + int(names[0][5:]) - 1, last - _MAX_MONTHS)
    for number in range(first, last + 1):
        name = f"{number // 12:04d}-{number % 12 + 1:02d}"
        yield counts.get(name, Count(name))


def _find_debt(entries: Sequence[Entry], day: str, proposed_days: Mapping[str, int]) -> Debt:
    proposed = [entry for entry in entries if entry.kind == "adr" and entry.state == "proposed"]
    proposed.sort(key=lambda entry: (entry.date or day, entry.key))
    pending = [
        _count_days(entry.date, day)
        for entry in entries
        for suggestion in entry.suggestions
        if suggestion.state == PENDING
    ]
    overdue = [
        entry
        for entry in proposed
        if _count_days(entry.date, day) > proposed_days[entry.repository]
    ]
    due = [entry for entry in entries if entry.review_due]
    due.sort(key=lambda entry: (entry.review_due, entry.key))
    return Debt(
        tuple(entry.key for entry in proposed),
        len(overdue),
        len(pending),
        max(pending, default=0),
        tuple(entry.key for entry in due),
    )


def _count_days(since: str, day: str) -> int:
    """The days between two days; 0 where one of them is none."""
    try:
        return max((date.fromisoformat(day[:10]) - date.fromisoformat(since[:10])).days, 0)
    except ValueError:
        return 0


def list_events(entries: Iterable[Entry]) -> tuple[TimelineEvent, ...]:
    """What happened when, the newest first; `entries` are the newest first.

    A decision's first event is its status on its own day, the others are those that it got.
    """
    events = []
    for place, entry in enumerate(entries):
        if entry.kind == "phr":
            steps = [(entry.date, "")]
        else:
            steps = [(change.day, change.status) for change in entry.history]
            if entry.date and all(entry.date < day for day, _ in steps):
                steps.insert(0, (entry.date, ""))
        for order, (day, status) in enumerate(steps):
            if day:
                kind = "prompt" if entry.kind == "phr" else "decision"
                event = TimelineEvent(day, kind, entry.key, status)
                events.append((day, entry.date == day, -place, order, event))
    events.sort(key=lambda item: item[:4], reverse=True)
    return tuple(event for *_, event in events)
