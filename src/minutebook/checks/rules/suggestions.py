"""Rules on the suggestions that prompt records hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.checks.ages import count_age_days
from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    Problem,
    find_field_line,
    find_line_number,
    page_rule,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.records.model import PHR, RecordSet, Write


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
    uses="find_settled",
    facts=(_PENDING,),
)
def suggestion_pending(context: CheckContext) -> Iterator[Problem]:
    """A suggestion that nobody answered for longer than the configured days."""
    settled: Mapping[tuple[str, str], str] | None = None
    for record, pending in context.list_facts(_PENDING):
        days = count_age_days(record, context.inputs.today)
        if days <= context.settings.suggestion_days:
            continue
        for suggestion_id, topic, line in pending:
            if settled is None and context.inputs.find_settled:
                settled = context.inputs.find_settled()
            if (record.path, suggestion_id) in (settled or {}):
                continue  # `suggestion-settled` says so
            yield Problem(
                record.path,
                line,
                f"{suggestion_id} has waited for {days} days: {quote_excerpt(topic, 90)}.",
                f"Run `minutebook suggest accept {suggestion_id}`,"
                f" or `minutebook suggest dismiss {suggestion_id} --reason 'no decision'`.",
            )


def close_settled(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Close the suggestions of the pages at `paths` that need no answer any more."""
    from minutebook.records import linking
    from minutebook.records.phr import suggestions

    settled = inputs.find_settled() if inputs.find_settled else {}
    reasons = {key: reason for key, reason in settled.items() if key[0] in paths}
    writes = list(suggestions.plan_closing(records, reasons))
    return tuple(linking.complete_writes(records, writes))


@rule(
    "suggestion-settled",
    "info",
    "A suggestion waits for an answer that it needs no more: a decision on record says by now what"
    " it asks, or what it asks about has left the code again with a commit.",
    needs="find_settled",
    facts=(_PENDING,),
    fix=close_settled,
    fixes="closes the suggestion with that as the reason; where its cause comes back, it is asked"
    " anew.",
    in_baseline=False,
)
def suggestion_settled(context: CheckContext) -> Iterator[Problem]:
    """A suggestion whose question was settled without an answer."""
    find_settled = context.inputs.find_settled
    pending = list(context.list_facts(_PENDING))
    settled = find_settled() if pending and find_settled else {}
    for record, waiting in pending:
        for suggestion_id, topic, line in waiting:
            if reason := settled.get((record.path, suggestion_id)):
                yield Problem(
                    record.path,
                    line,
                    f"{suggestion_id} needs no answer any more ({quote_excerpt(topic, 90)}):"
                    f" {reason}.",
                    "Run `minutebook check --fix --only suggestion-settled`.",
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
