"""Rules on dates that have passed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    count_age_days,
    find_field_line,
    find_state_line,
    is_template_value,
    quote_excerpt,
    rule,
)
from minutebook.records import reader


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
            yield Problem(
                record.path,
                find_state_line(record),
                f"{record.ref} has been proposed for {days} days.",
                f"Run `minutebook adr accept {record.ref}`"
                f" or `minutebook adr reject {record.ref}`.",
            )
