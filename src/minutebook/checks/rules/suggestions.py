"""What `check` asks of the suggestions that prompt records hold."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import Context, age, field_line, line_of, short
from minutebook.records.model import PHR, Finding
from minutebook.records.phr import suggestions


def suggestion_pending(context: Context) -> Iterator[Finding]:
    """A suggestion that nobody answered for longer than the configured days."""
    for record, one in suggestions.every(context.shelf):
        days = age(record, context.surroundings.today)
        if one.state == suggestions.PENDING and days > context.settings.suggestion_days:
            yield Finding(
                "suggestion-pending",
                "warning",
                record.path,
                line_of(record.text, one.id, "id") or field_line(record, suggestions.FIELD),
                f"{one.id} has waited for {days} days: {short(one.topic, 90)}.",
                f"Run `minutebook suggest accept {one.id}`,"
                f" or `minutebook suggest dismiss {one.id} --reason …`.",
            )


def suggestion_unclear(context: Context) -> Iterator[Finding]:
    """An entry of a ledger that no command can make use of, or that two may mean."""
    for record in context.shelf.of(PHR):
        for words in suggestions.faults(record):
            yield Finding(
                "suggestion-unclear",
                "warning",
                record.path,
                field_line(record, suggestions.FIELD),
                f"{record.ref} {words}.",
                "Give each entry an `id` of its own and a `topic`, and as its `state`"
                f" {', '.join(suggestions.STATES[:-1])} or {suggestions.STATES[-1]}.",
            )
