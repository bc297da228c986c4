"""What `check` asks of the suggestions that prompt records hold."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    count_age_days,
    find_field_line,
    find_line_number,
    quote_excerpt,
)
from minutebook.records.model import PHR, Finding
from minutebook.records.phr import suggestions


def suggestion_pending(context: CheckContext) -> Iterator[Finding]:
    """A suggestion that nobody answered for longer than the configured days."""
    for record, one in suggestions.iterate_suggestions(context.records):
        days = count_age_days(record, context.inputs.today)
        if one.state == suggestions.PENDING and days > context.settings.suggestion_days:
            yield Finding(
                "suggestion-pending",
                "warning",
                record.path,
                find_line_number(record.text, one.id, "id")
                or find_field_line(record, suggestions.FIELD_NAME),
                f"{one.id} has waited for {days} days: {quote_excerpt(one.topic, 90)}.",
                f"Run `minutebook suggest accept {one.id}`,"
                f" or `minutebook suggest dismiss {one.id} --reason …`.",
            )


def suggestion_unclear(context: CheckContext) -> Iterator[Finding]:
    """An entry of a ledger that no command can make use of, or that two may mean."""
    for record in context.records.of_kind(PHR):
        for words in suggestions.find_faults(record):
            yield Finding(
                "suggestion-unclear",
                "warning",
                record.path,
                find_field_line(record, suggestions.FIELD_NAME),
                f"{record.ref} {words}.",
                "Give each entry an `id` of its own and a `topic`, and as its `state`"
                f" {', '.join(suggestions.STATES[:-1])} or {suggestions.STATES[-1]}.",
            )
