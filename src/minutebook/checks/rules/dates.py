"""Rules on dates: those that have passed, and those that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    count_age_days,
    find_field_line,
    find_line_number,
    find_state_line,
    format_argument,
    is_adopted,
    is_template_value,
    quote_excerpt,
    rule,
)
from minutebook.records import reader
from minutebook.records.adr.vocabulary import dates
from minutebook.records.model import PHR, Record


@rule(
    "review-due",
    "warning",
    "The date by which the decision was to be reviewed has passed, or is not a date.",
    needs="today",
)
def review_due(context: CheckContext) -> Iterator[Problem]:
    """A decision whose review date has passed, or cannot be understood."""
    for record in context.records.members:
        due = reader.read_field(record, "review-by")
        if (
            not isinstance(due, str)
            or record.state not in ("accepted", "proposed")
            or is_template_value(due)
        ):
            continue
        date = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", due)
        if date and date[0] >= context.inputs.today:
            continue
        what = (
            f"was to be reviewed by {date[0]}"
            if date
            else f"has the review date {quote_excerpt(due)}, which is not a date"
        )
        yield Problem(
            record.path,
            find_field_line(record, "review-by"),
            f"{record.ref} {what}.",
            "Review the decision and write the next date (such as 2026-01-31) as its `review-by`.",
        )


@rule(
    "long-proposed",
    "info",
    "A decision has been proposed for longer than `proposed-days` (60 where the configuration does"
    " not say otherwise): people act on it, or wait for it, without knowing.",
    needs="today",
)
def long_proposed(context: CheckContext) -> Iterator[Problem]:
    """A decision that has been waiting for longer than the configured days."""
    for record in context.records.members:
        if record.state != "proposed":
            continue
        days = count_age_days(record, context.inputs.today)
        if days > context.settings.proposed_days:
            argument = format_argument(context.records, record)
            yield Problem(
                record.path,
                find_state_line(record),
                f"{record.ref} has been proposed for {days} days.",
                f"Run `minutebook adr accept {argument}` or `minutebook adr reject {argument}`."
                if record.is_editable
                else f"Change its status by hand: `minutebook edit {argument}`.",
            )


@rule(
    "ambiguous-date",
    "warning",
    "The date may be two days (`03/04/2024`). It is read as the other dates of its page or folder"
    " are written, or as the records before and after it allow; where they do not tell, the record"
    " has no date.",
)
def ambiguous_date(context: CheckContext) -> Iterator[Problem]:
    """A date that may be two days."""
    for record, reading in _list_faulty(context, dates.AMBIGUOUS):
        days = [day for _, day in reading.by_order]
        told = f"may be {', '.join(days[:-1])} or {days[-1]}"
        if record.date in days:
            told += f", and is read as {record.date}, as the other pages show"
        elif record.date:
            told += f", so that the record has the date {record.date}"
        yield Problem(
            record.path,
            _find_date_line(record),
            f"{record.ref} has the date {quote_excerpt(reading.excerpt)}, which {told}.",
            f"Write the day that is meant: {' or '.join(days)}.",
            severity="info" if record.date or _is_foreign(record) else "",
        )


@rule(
    "unread-date",
    "warning",
    "The date is no day of the calendar, or is not written in a form that is known: the record has"
    " no date, and filters by date leave it out.",
)
def unread_date(context: CheckContext) -> Iterator[Problem]:
    """A date that the calendar does not have, or that is no date."""
    for record, reading in _list_faulty(context, dates.IMPOSSIBLE, dates.UNREADABLE):
        what = (
            "is not a day of the calendar"
            if reading.fault == dates.IMPOSSIBLE
            else "cannot be read as one"
        )
        yield Problem(
            record.path,
            _find_date_line(record),
            f"{record.ref} has the date {quote_excerpt(reading.excerpt)}, which {what}.",
            "Write it as year, month and day, such as 2026-01-31.",
            severity="info" if record.date or _is_foreign(record) else "",
        )


def _list_faulty(context: CheckContext, *faults: str) -> Iterator[tuple[Record, dates.DateReading]]:
    """The records whose date has one of the faults, with the reading of its text."""
    for record in context.records.members:
        if record.date_text and not is_template_value(record.date_text):
            reading = dates.read_date(record.date_text)
            if reading.fault in faults:
                yield record, reading


def _find_date_line(record: Record) -> int:
    """The line of a faulty date: where its text stands, else its field."""
    return find_line_number(record.text, record.date_text, "dat") or find_field_line(record, "date")


def _is_foreign(record: Record) -> bool:
    return record.kind is PHR and is_adopted(record)
