"""Rules on the suggestions that prompt records hold."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    count_age_days,
    find_field_line,
    find_line_number,
    quote_excerpt,
    rule,
)
from minutebook.records.model import PHR
from minutebook.records.phr import suggestions


@rule(
    "suggestion-pending",
    "warning",
    "A change decided something, and for longer than `suggestion-days` (14 where the configuration"
    " does not say otherwise) nobody has recorded the decision or said why it needs no record: the"
    " reasons are being forgotten.",
    needs="today",
)
def suggestion_pending(context: CheckContext) -> Iterator[Problem]:
    """A suggestion that nobody answered for longer than the configured days."""
    for record, suggestion in suggestions.iterate_suggestions(context.records):
        days = count_age_days(record, context.inputs.today)
        if suggestion.state == suggestions.PENDING and days > context.settings.suggestion_days:
            yield Problem(
                record.path,
                find_line_number(record.text, suggestion.id, "id")
                or find_field_line(record, suggestions.FIELD_NAME),
                f"{suggestion.id} has waited for {days} days:"
                f" {quote_excerpt(suggestion.topic, 90)}.",
                f"Run `minutebook suggest accept {suggestion.id}`,"
                f" or `minutebook suggest dismiss {suggestion.id} --reason 'no decision'`.",
            )


@rule(
    "suggestion-unclear",
    "warning",
    "A suggestion in a prompt record has no id or topic, an id that another one has, or a state"
    " that is not known, so that it cannot be accepted or dismissed.",
)
def suggestion_unclear(context: CheckContext) -> Iterator[Problem]:
    """A suggestion that no command can use, or an id that two suggestions have."""
    for record in context.records.of_kind(PHR):
        for fault in suggestions.find_faults(record):
            yield Problem(
                record.path,
                find_field_line(record, suggestions.FIELD_NAME),
                f"{record.ref} {fault}.",
                "Give each entry an `id` of its own and a `topic`, and as its `state`"
                f" {', '.join(suggestions.STATES[:-1])} or {suggestions.STATES[-1]}.",
            )
