"""Rules on the suggestions that prompt records hold."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.ages import count_age_days
from minutebook.checks.base import (
    CheckContext,
    Problem,
    find_field_line,
    find_line_number,
    page_rule,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.records.model import PHR


def _list_pending(page: Page) -> list[tuple[str, str, int]]:
    """The suggestions of a page that nobody answered: id, topic and line."""
    if page.record.kind is not PHR:
        return []
    from minutebook.records.phr import suggestions

    return [
        (
            suggestion.id,
            suggestion.topic,
            find_line_number(page.text, suggestion.id, "id")
            or find_field_line(page, suggestions.FIELD_NAME),
        )
        for suggestion in suggestions.read_suggestions(page.record)
        if suggestion.state == suggestions.PENDING
    ]


_PENDING = Fact("pending-suggestions", _list_pending)


@rule(
    "suggestion-pending",
    "warning",
    "A change decided something, and for longer than `suggestion-days` (14 where the configuration"
    " does not say otherwise) nobody has recorded the decision or said why it needs no record: the"
    " reasons are being forgotten.",
    needs="today",
    facts=(_PENDING,),
)
def suggestion_pending(context: CheckContext) -> Iterator[Problem]:
    """A suggestion that nobody answered for longer than the configured days."""
    for record, pending in context.list_facts(_PENDING):
        days = count_age_days(record, context.inputs.today)
        if days <= context.settings.suggestion_days:
            continue
        for suggestion_id, topic, line in pending:
            yield Problem(
                record.path,
                line,
                f"{suggestion_id} has waited for {days} days: {quote_excerpt(topic, 90)}.",
                f"Run `minutebook suggest accept {suggestion_id}`,"
                f" or `minutebook suggest dismiss {suggestion_id} --reason 'no decision'`.",
            )


@page_rule(
    "suggestion-unclear",
    "warning",
    "A suggestion in a prompt record has no id or topic, an id that another one has, or a state"
    " that is not known, so that it cannot be accepted or dismissed.",
)
def suggestion_unclear(page: Page) -> Iterator[Problem]:
    """A suggestion that no command can use, or an id that two suggestions have."""
    from minutebook.records.phr import suggestions

    record = page.record
    for fault in suggestions.find_faults(record) if record.kind is PHR else ():
        yield Problem(
            record.path,
            find_field_line(page, suggestions.FIELD_NAME),
            f"{record.ref} {fault}.",
            "Give each entry an `id` of its own and a `topic`, and as its `state`"
            f" {', '.join(suggestions.STATES[:-1])} or {suggestions.STATES[-1]}.",
        )
