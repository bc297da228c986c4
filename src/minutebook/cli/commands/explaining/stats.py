"""`minutebook stats`: how many records there are, what waits, and what prompts have cost."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project, parse_period
from minutebook.errors import UsageError
from minutebook.text import dates
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json
    from minutebook.operations.explaining.story import cost, statistics
    from minutebook.operations.explaining.story.team_figures import TeamFigures
    from minutebook.operations.project import Project
    from minutebook.records.model import Record, RecordSet

_MAX_FILES = 50  # in a document
_MAX_GROUPS = 10  # of a table in the overview
_MIN_NAME_CELLS, _MAX_NAME_CELLS = 16, 60
_UNKNOWN = "-"
_HEAD = ("turns", "counted", "tokens", "input", "output", "cached", "time")


def stats_(
    commit_range: Annotated[
        str,
        typer.Argument(
            metavar="[RANGE]",
            help="Only what a change added: A..B, a branch or a commit. [default: all records]",
            show_default=False,
        ),
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Not before: 2026-01-31, 2026-01, yesterday, 2w.")
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            metavar="feature|month|agent|model|decision|stage|label",
            help="One table of costs, with every row.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Count the records, what waits, and what the prompts have cost.

    What waits is decisions that are only proposed, and suggestions that nobody answered. Of the
    last 500 commits it is told how many a record explains, unless RANGE or --by is given.
    Tokens are input and output, as far as records tell; `cached` is beside them. A turn whose
    tokens are not known is not among the `counted`.
    """
    from minutebook.operations.explaining.story import statistics

    if by and by not in statistics.GROUPINGS:
        raise UsageError(
            f"records are not grouped by {by!r}", f"one of: {', '.join(statistics.GROUPINGS)}"
        )
    if commit_range and since:
        raise UsageError("RANGE and --since do not go together", "leave one of them out")
    project = open_project(output.working_folder)
    members, records = _choose_records(project, commit_range, since)
    figures = statistics.compute_statistics(members, records, [by] if by else statistics.GROUPINGS)
    team = _compute_team(project, members, records, asks_git=not (by or commit_range))
    if as_json:
        from minutebook.operations.explaining.story import team_figures

        parts = team_figures.serialize_figures(team, _MAX_FILES)
        output.print_document(**_serialize(figures), **parts)
        return
    if not members:
        output.print_note("no records")
        return
    lines = _format_costs(figures, by, None) if by else _format_overview(figures, team)
    output.print_lines(lines)


def _compute_team(
    project: Project, members: Sequence[Record], records: RecordSet, *, asks_git: bool
) -> TeamFigures:
    from minutebook.operations.explaining.story import team_coverage, team_figures

    return team_figures.compute_figures(
        members,
        records,
        today=project.today,
        max_proposed_days=project.settings.proposed_days,
        commits=team_coverage.count_explained(project, records) if asks_git else None,
    )


def _choose_records(
    project: Project, commit_range: str, since: str
) -> tuple[Sequence[Record], RecordSet]:
    """The records that are counted, and all that they are among."""
    if commit_range:
        from minutebook.operations.explaining.story import range_records, story_range

        in_range = range_records.find_range_records(
            project, story_range.resolve_range(project, commit_range)
        )
        members = [prompt.record for prompt in in_range.prompts]
        members += [
            decision.record
            for decision in in_range.decisions
            if decision.change != range_records.REMOVED
        ]
        return members, in_range.records
    from minutebook.records.index import shown_titles

    since_day, _ = parse_period(since, project.today, "--since")
    records = shown_titles.hide_secrets(project.load_records(has_texts=False))
    if not since_day:
        return records.members, records
    return [
        record for record in records.members if dates.is_in_period(record.date, since_day, "")
    ], records


# For people -------------------------------------------------------------------------------------


def _format_overview(figures: statistics.Statistics, team: TeamFigures) -> Iterator[str]:
    tables = [*_list_counts(figures, team), *_list_team_tables(team), *_list_costs(figures)]
    for index, table in enumerate(tables):
        yield from [""] if index else []
        yield from table


def _list_counts(figures: statistics.Statistics, team: TeamFigures) -> Iterator[Iterable[str]]:
    is_mixed = len(figures.counts["kind"]) > 1
    for name, groups in figures.counts.items():
        if name == "month" and is_mixed:
            rows = [
                (_name(name, month.name), f"{month.prompts:,}", f"{month.decisions:,}")
                for month in team.months
            ]
            yield _format_table([("records by month", "prompts", "decisions"), *rows])
        elif groups:
            counts = [(_name(name, group.name), f"{group.records:,}") for group in groups]
            yield _format_table([(f"records by {name}", ""), *counts])


def _list_team_tables(team: TeamFigures) -> Iterator[Iterable[str]]:
    ranked = (("prompts by model", team.models), ("prompts by person", team.people))
    for title, names in (*ranked, ("decisions by person", team.deciders)):
        if names:
            rows = [(escape_line(name), f"{count:,}") for name, count in names[:_MAX_GROUPS]]
            yield _format_table([(title, ""), *rows])
    if team.files:
        rows = [(escape_line(path), f"{count:,}") for path, count in team.files[:_MAX_GROUPS]]
        yield _format_table([("most touched files", "prompts"), *rows])
    if team.debt.proposed:
        ages = [(age.name, f"{age.median_days:,}", f"{age.oldest_days:,}") for age in team.ages]
        yield _format_table([("days since the date", "median", "oldest"), *ages])
        waiting = [
            (f"{escape_line(each.record.ref)} {escape_line(each.record.title)}", f"{each.days:,}")
            for each in team.debt.proposed[:_MAX_GROUPS]
        ]
        yield [*_format_table([("proposed decisions", "days"), *waiting]), *_describe_debt(team)]
    elif team.debt.suggestion_count:
        yield _describe_debt(team)
    if team.prompts:
        yield _describe_coverage(team)


def _describe_debt(team: TeamFigures) -> Iterator[str]:
    debt = team.debt
    if len(debt.proposed) > _MAX_GROUPS:
        more = len(debt.proposed) - _MAX_GROUPS
        yield f"  … and {more:,} more: minutebook list adr --status proposed"
    if debt.overdue_count:
        yield f"{debt.overdue_count:,} for longer than proposed-days: accept or reject them."
    if debt.suggestion_count:
        count, days = debt.suggestion_count, debt.oldest_suggestion_days
        wait = "suggestions wait" if count > 1 else "suggestion waits"
        yield f"{count:,} {wait} for an answer, up to {days:,} days: minutebook suggest list"


def _describe_coverage(team: TeamFigures) -> Iterator[str]:
    yield f"prompts that made decisions: {team.deciding_prompts:,} of {team.prompts:,}"
    if team.commits is not None and team.commits.commits:
        known = team.commits
        share = 100 * known.explained // known.commits
        yield (
            f"commits that a record explains: {known.explained:,} of {known.commits:,} ({share} %)"
        )


def _list_costs(figures: statistics.Statistics) -> Iterator[Iterable[str]]:
    from minutebook.operations.explaining.story.markdown_story import describe_gaps

    total = figures.total
    if total.counted or total.timed:
        for name in figures.costs:
            if any(group.name for group in figures.costs[name]):
                yield _format_costs(figures, name, _MAX_GROUPS)
        table = _format_table([("cost", *_HEAD), ("all", *_format_cost(total))])
        yield [*table, *describe_gaps(total)]
    elif total.turns:
        yield [f"cost: not known of any of {total.turns:,} turns"]


def _format_costs(
    figures: statistics.Statistics, grouping: str, max_groups: int | None
) -> Iterator[str]:
    from minutebook.operations.explaining.story.markdown_story import describe_gaps

    groups = figures.costs[grouping]
    shown = groups if max_groups is None else groups[:max_groups]
    rows: list[tuple[str, ...]] = [(f"cost by {grouping}", *_HEAD)]
    rows += [(_name(grouping, group.name), *_format_cost(group.cost)) for group in shown]
    if max_groups is None:
        rows.append(("all", *_format_cost(figures.total)))
    yield from _format_table(rows)
    if len(groups) > len(shown):
        yield f"  … and {len(groups) - len(shown)} more: minutebook stats --by {grouping}"
    if max_groups is None:
        yield from describe_gaps(figures.total)


def _name(grouping: str, name: str) -> str:
    return escape_line(name) or f"(no {grouping})"


def _format_cost(each: cost.Cost) -> tuple[str, ...]:
    from minutebook.operations.explaining.story import cost

    counts = (each.tokens if each.counted else None, *each.kinds)
    shown = (_UNKNOWN if count is None else f"{count:,}" for count in counts)
    time = cost.format_time(each) if each.timed else _UNKNOWN
    return (f"{each.turns:,}", f"{each.counted:,}", *shown, time)


def _format_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A head and rows as lines, names on the left, numbers on the right.

    Where a terminal has no room for all columns, the last ones are left out.
    """
    head, *others = rows
    indented = [head, *((f"  {name}", *cells) for name, *cells in others)]
    columns = list(zip(*indented, strict=True))
    widths = [max(map(output.count_cells, column)) for column in columns]
    least = min(widths[0], _MIN_NAME_CELLS)
    while len(widths) > 1 and _sum_widths(widths[1:]) + least > output.get_line_width():
        widths.pop()
    room = output.get_line_width() - _sum_widths(widths[1:])
    widths[0] = min(widths[0], max(room, 1), _MAX_NAME_CELLS)
    for name, *cells in indented:
        first = output.cut_cells(name, widths[0])
        padding = " " * (widths[0] - output.count_cells(first))
        padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=False)]
        yield "  ".join([first + padding, *padded]).rstrip()


def _sum_widths(widths: Iterable[int]) -> int:
    return sum(width + 2 for width in widths)


# For programs -----------------------------------------------------------------------------------


def _serialize(figures: statistics.Statistics) -> dict[str, object]:
    from minutebook.operations.explaining.story.document import serialize_cost

    return {
        "records": {
            name: [{"name": group.name, "records": group.records} for group in groups]
            for name, groups in figures.counts.items()
        },
        "cost": {
            name: [{"name": group.name, **serialize_cost(group.cost)} for group in groups]
            for name, groups in figures.costs.items()
        },
        "total": serialize_cost(figures.total),
    }
