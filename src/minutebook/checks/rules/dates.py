"""Rules on dates: those that have passed, and those that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.ages import count_age_days
from minutebook.checks.base import (
    STATE_LINE,
    CheckContext,
    Problem,
    find_field_line,
    find_line_number,
    format_argument,
    is_adopted,
    is_template_value,
    page_rule,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.records.adr import reviews
from minutebook.records.model import PHR, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.adr.vocabulary.dates import DateReading


def _find_review(page: Page) -> tuple[str, int] | None:
    """When the decision of a page is to be reviewed, as it says, and the line."""
    due = reviews.read_review(page.record)
    if is_template_value(due):  # as "" is
        return None
    return due, find_field_line(page, "review-by")


_REVIEW = Fact("review-by", _find_review)


@rule(
    "review-due",
    "warning",
    "The date by which the decision was to be reviewed has passed, or is not a date.",
    needs="today",
    facts=(_REVIEW,),
)
def review_due(context: CheckContext) -> Iterator[Problem]:
    """A decision whose review date has passed, or cannot be understood."""
    for record, (due, line) in context.list_facts(_REVIEW):
        date = reviews.find_review_day(due)
        if date and date >= context.inputs.today:
            continue
        what = (
            f"was to be reviewed by {date}"
            if date
            else f"has the review date {quote_excerpt(due)}, which is not a date"
        )
        yield Problem(
            record.path,
            line,
            f"{record.ref} {what}.",
            "Review the decision and write the next date (such as 2026-01-31) as its `review-by`.",
        )


@rule(
    "long-proposed",
    "info",
    "A decision has been proposed for longer than `proposed-days` (60 where the configuration does"
    " not say otherwise): people act on it, or wait for it, without knowing.",
    needs="today",
    facts=(STATE_LINE,),
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
                context.get_fact(STATE_LINE, record) or 0,
                f"{record.ref} has been proposed for {days} days.",
                f"Run `minutebook adr accept {argument}` or `minutebook adr reject {argument}`."
                if record.is_editable
                else f"Change its status by hand: `minutebook edit {argument}`.",
            )


def _find_unsure_line(page: Page) -> tuple[int, ...]:
    """The line of a date that may be two days; nothing where the page has none."""
    from minutebook.records.adr.vocabulary import dates

    return (_find_date_line(page),) if _read_faulty(page.record, dates.AMBIGUOUS) else ()


_UNSURE_DATE = Fact("unsure-date", _find_unsure_line)


@rule(
    "ambiguous-date",
    "warning",
    "The date may be two days (`03/04/2024`). It is read as the other dates of its page or folder"
    " are written, or as the records before and after it allow; where they do not tell, the record"
    " has no date.",
    facts=(_UNSURE_DATE,),
)
def ambiguous_date(context: CheckContext) -> Iterator[Problem]:
    """A date that may be two days."""
    for record, (line,) in context.list_facts(_UNSURE_DATE):
        from minutebook.records.adr.vocabulary import dates  # few repositories have such a date

        reading = dates.read_date(record.date_text)
        days = [day for _, day in reading.by_order]
        told = f"may be {', '.join(days[:-1])} or {days[-1]}"
        if record.date in days:
            told += f", and is read as {record.date}, as the other pages show"
        elif record.date:
            told += f", so that the record has the date {record.date}"
        yield Problem(
            record.path,
            line,
            f"{record.ref} has the date {quote_excerpt(reading.excerpt)}, which {told}.",
            f"Write the day that is meant: {' or '.join(days)}.",
            severity="info" if record.date or _is_foreign(record) else "",
        )


@page_rule(
    "unread-date",
    "warning",
    "The date is no day of the calendar, or is not written in a form that is known: the record has"
    " no date, and filters by date leave it out.",
)
def unread_date(page: Page) -> Iterator[Problem]:
    """A date that the calendar does not have, or that is no date."""
    from minutebook.records.adr.vocabulary import dates

    record = page.record
    if reading := _read_faulty(record, dates.IMPOSSIBLE, dates.UNREADABLE):
        what = (
            "is not a day of the calendar"
            if reading.fault == dates.IMPOSSIBLE
            else "cannot be read as one"
        )
        yield Problem(
            record.path,
            _find_date_line(page),
            f"{record.ref} has the date {quote_excerpt(reading.excerpt)}, which {what}.",
            "Write it as year, month and day, such as 2026-01-31.",
            severity="info" if record.date or _is_foreign(record) else "",
        )


def _read_faulty(record: Record, *faults: str) -> DateReading | None:
    """The reading of a record's date where it has one of the faults, else None."""
    if not record.date_text or is_template_value(record.date_text):
        return None
    from minutebook.records.adr.vocabulary import dates

    reading = dates.read_date(record.date_text)
    return reading if reading.fault in faults else None


def _find_date_line(page: Page) -> int:
    """The line of a faulty date: where its text stands, else its field."""
    date_text = page.record.date_text
    return find_line_number(page.text, date_text, "dat") or find_field_line(page, "date")


def _is_foreign(record: Record) -> bool:
    return record.kind is PHR and is_adopted(record)
