"""Figures that a team asks for: who works with what, what waits, what is explained. Pure.

They are about records and commits that are given; `today` is a day (ISO 8601).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.catalog.rows import list_touched
from minutebook.checks.ages import count_age_days
from minutebook.lean.values import Value, to_dict
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.schema import serialize
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, PHR, Record, RecordSet
from minutebook.records.phr import suggestions, visibility

_DECIDING = ("decides", "implements")


class MonthFigures(Value):
    """How many prompts and decisions a month has; "" is the month of those without a date."""

    name: str
    prompts: int
    decisions: int


class StatusAge(Value):
    """How old the decisions of a status are, in days since their dates, of those that have one."""

    name: str
    records: int
    median_days: int
    oldest_days: int


class OpenDecision(Value):
    """A decision that is only proposed, and for how many days."""

    record: Record
    days: int


class Debt(Value):
    """What waits for people: proposals, the oldest first, and suggestions without an answer.

    `overdue_count` counts the proposals that are older than the settings allow (`proposed-days`),
    `oldest_suggestion_days` is 0 without a suggestion.
    """

    proposed: tuple[OpenDecision, ...] = ()
    overdue_count: int = 0
    suggestion_count: int = 0
    oldest_suggestion_days: int = 0


class CommitCoverage(Value):
    """Of how many commits, that change more than records, how many a record explains."""

    commits: int
    explained: int


class TeamFigures(Value):
    """See the parts. `people` and `models` are counts of prompts, `deciders` of decisions.

    `files` are the most touched ones with the number of prompts that did; `commits` is None where
    nobody asked git.
    """

    months: tuple[MonthFigures, ...]
    ages: tuple[StatusAge, ...]
    debt: Debt
    deciding_prompts: int
    prompts: int
    files: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, int], ...]
    deciders: tuple[tuple[str, int], ...]
    commits: CommitCoverage | None = None


def compute_figures(
    members: Iterable[Record],
    records: RecordSet,
    *,
    today: str,
    max_proposed_days: int,
    commits: CommitCoverage | None = None,
) -> TeamFigures:
    """The figures of some records of a record set.

    Of records that the tree is to show nothing of, nothing but their number counts.
    """
    shown = list(members)
    prompts = [record for record in shown if record.kind is PHR]
    decisions = [record for record in shown if record.kind is ADR]
    open_prompts = [record for record in prompts if not visibility.is_private(record)]
    agents = RecordAgents(records)
    return TeamFigures(
        _count_months(prompts, decisions),
        tuple(_find_ages(decisions, today)),
        _find_debt(decisions, open_prompts, today, max_proposed_days),
        sum(_has_decided(record, records) for record in open_prompts),
        len(prompts),
        _rank(path for record in open_prompts for path in list_touched(record)),
        _rank(agents.find_model(record) for record in open_prompts),
        _rank(clean_title(serialize.format_field(record, "user")) for record in open_prompts),
        _rank(clean_title(name) for record in decisions for name in set(record.deciders)),
        commits,
    )


def _count_months(
    prompts: Sequence[Record], decisions: Sequence[Record]
) -> tuple[MonthFigures, ...]:
    numbers: dict[str, list[int]] = {}
    for index, records in enumerate((prompts, decisions)):
        for record in records:
            numbers.setdefault(record.date[:7], [0, 0])[index] += 1
    names = sorted(numbers, key=lambda name: (not name, name))
    return tuple(MonthFigures(name, *numbers[name]) for name in names)


def _find_ages(decisions: Iterable[Record], today: str) -> Iterable[StatusAge]:
    days_by_state: dict[str, list[int]] = {}
    for record in decisions:
        if record.date and record.state:
            days_by_state.setdefault(record.state, []).append(_count_days(record, today))
    for state in ADR.states:
        if ages := sorted(days_by_state.get(state, ())):
            yield StatusAge(state, len(ages), ages[len(ages) // 2], ages[-1])


def _find_debt(
    decisions: Iterable[Record], prompts: Iterable[Record], today: str, max_days: int
) -> Debt:
    proposed = [
        OpenDecision(record, _count_days(record, today))
        for record in decisions
        if record.state == "proposed"
    ]
    proposed.sort(key=lambda each: (-each.days, each.record.path))
    pending = [
        _count_days(record, today)
        for record in prompts
        for suggestion in suggestions.read_suggestions(record)
        if suggestion.state == suggestions.PENDING
    ]
    overdue_count = sum(each.days > max_days for each in proposed)
    return Debt(tuple(proposed), overdue_count, len(pending), max(pending, default=0))


def _has_decided(record: Record, records: RecordSet) -> bool:
    relations = records.graph.list_relations(record)
    return any(each.name in _DECIDING and each.record.kind is ADR for each in relations)


def _count_days(record: Record, today: str) -> int:
    return max(count_age_days(record, today), 0)  # a date may be one to come


def _rank(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names by how often they come, the most frequent first; those that are "" are none."""
    numbers: dict[str, int] = {}
    for name in names:
        if name:
            numbers[name] = numbers.get(name, 0) + 1
    return tuple(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def serialize_figures(figures: TeamFigures, max_rows: int) -> Mapping[str, object]:
    """The figures as parts of a document; of files the first `max_rows`."""
    debt = figures.debt
    return {
        "months": [to_dict(each) for each in figures.months],
        "ages": [to_dict(each) for each in figures.ages],
        "debt": {
            "proposed": [
                {
                    "ref": each.record.ref,
                    "title": each.record.title,
                    "path": each.record.path,
                    "date": each.record.date,
                    "days": each.days,
                }
                for each in debt.proposed
            ],
            "overdue": debt.overdue_count,
            "suggestions": debt.suggestion_count,
            "oldest_suggestion_days": debt.oldest_suggestion_days,
        },
        "coverage": {
            "prompts": figures.prompts,
            "deciding_prompts": figures.deciding_prompts,
            "commits": figures.commits.commits if figures.commits else None,
            "explained_commits": figures.commits.explained if figures.commits else None,
        },
        "files": [{"path": path, "prompts": count} for path, count in figures.files[:max_rows]],
        **{
            name: [{"name": each, "records": count} for each, count in getattr(figures, name)]
            for name in ("models", "people", "deciders")
        },
    }
