"""The rule on how a decision's status may change."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, find_state_line, rule
from minutebook.records.model import Kind
from minutebook.records.relations import IN_EFFECT


@rule(
    "forbidden-move",
    "error",
    "A decision's status went where it may not: what was rejected or superseded is history, and"
    " does not come back by an edit. A new decision can say what changed. A supersession can be"
    " taken back on both pages: minutebook unlink.",
    needs="previous_texts",
    in_baseline=False,
)
def forbidden_move(context: CheckContext) -> Iterator[Problem]:
    """A status that cannot follow, directly or by others between, the one that the page had."""
    superseded_paths = {
        edge.target
        for edge in context.graph.edges
        if edge.relation == "supersedes" and edge.effect == IN_EFFECT
    }
    for record in context.records.members:
        text = context.inputs.previous_texts.get(record.path)
        if text is None or not record.kind.transitions or not record.state:
            continue
        record = context.records.with_text(record)
        if text == record.text:
            continue
        from minutebook.records import reader  # few pages have changed

        previous_record = reader.read_record(record.folder, record.path, text)
        previous = previous_record.state
        if not previous or record.state in _list_reachable_states(record.kind, previous):
            continue
        named_successor = any(link.relation == "superseded-by" for link in previous_record.links)
        if previous == "superseded" and named_successor and record.path not in superseded_paths:
            continue  # the supersession was taken back
        yield Problem(
            record.path,
            find_state_line(record),
            f"{record.ref} went from {previous} to {record.state}, which a decision may not.",
            f"Set it back to {previous}, and record what changed as a new decision that"
            " supersedes it.",
        )


def _list_reachable_states(kind: Kind, state: str) -> set[str]:
    """The state itself, and all that any number of allowed transitions lead to."""
    reachable, pending = {state}, [state]
    while pending:
        following = kind.transitions.get(pending.pop(), frozenset()) - reachable
        reachable |= following
        pending += following
    return reachable
