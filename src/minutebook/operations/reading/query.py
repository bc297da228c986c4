"""Choose records for a list, and put them in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.errors import UsageError
from minutebook.operations.schema import serialize
from minutebook.records.model import ADR, Kind, Record, RecordSet
from minutebook.records.relations import IN_EFFECT, PENDING, RelationGraph

# What stands beside the status of a decision in a list, and of how many others at most.
_SHOWN_RELATIONS = (
    ("supersedes", PENDING),
    ("superseded-by", PENDING),
    ("amends", PENDING),
    ("amended-by", PENDING),
    ("amended-by", IN_EFFECT),
    *((f"part{ending}-supersedes", PENDING) for ending in ("ly", "ially")),
    *((f"part{ending}-superseded-by", PENDING) for ending in ("ly", "ially")),
    *((f"part{ending}-superseded-by", IN_EFFECT) for ending in ("ly", "ially")),
)
_CHANGES = frozenset(("amends", *(name for name, _ in _SHOWN_RELATIONS)))
_MAX_SHOWN_REFS = 3


def describe_effects(shown: Sequence[Record], records: RecordSet) -> list[str]:
    """What a list says beside each record: what changes in it when which decision is accepted.

    "" where there is nothing to say.
    """
    # The graph takes time, and most lists need none.
    has_decisions = any(record.kind is ADR for record in shown)
    needs_graph = has_decisions and any(map(_changes_others, records.members))
    graph = records.graph if needs_graph else None
    return [_describe_effects(record, graph) for record in shown]


def _describe_effects(record: Record, graph: RelationGraph | None) -> str:
    if graph is None or record.kind is not ADR or record.state in ("rejected", "superseded"):
        return ""
    refs_by_words: dict[str, list[str]] = {}
    for relation in graph.list_relations(record):
        if (relation.name, relation.effect) in _SHOWN_RELATIONS:
            refs_by_words.setdefault(relation.words, []).append(relation.record.ref)
    notes = []
    for words, refs in refs_by_words.items():
        omitted = len(refs) - _MAX_SHOWN_REFS
        more = f" and {omitted} more" if omitted > 0 else ""
        notes.append(f"{words} {', '.join(refs[:_MAX_SHOWN_REFS])}{more}")
    return "; ".join(notes)


def _changes_others(record: Record) -> bool:
    """Whether a page states a relation that a list shows beside the status of a decision."""
    return record.kind is ADR and any(link.relation in _CHANGES for link in record.links)


def require_known_state(
    kind: Kind, state: str, stated: Iterable[str], configured_states: Sequence[str] = ()
) -> None:
    """Raises UsageError for a stage or status that is not known and that no record has.

    Known are those of the kind and the configured ones. Records may state others in their own
    words, `stated`, which can be asked for too.
    """
    known = (*kind.states, *configured_states)
    if state.casefold() not in {name.casefold() for name in (*stated, *known)}:
        raise UsageError(
            f"no {kind.state_field} is called {state!r}", f"one of: {', '.join(known)}"
        )


def sort_records(records: Iterable[Record]) -> list[Record]:
    """Records as a list shows them: prompts, then decisions; by folder and number, undated last."""
    return sorted(
        records,
        key=lambda record: (
            record.kind is ADR,
            record.folder.path,
            record.number is None,
            record.number or 0,
            record.suffix,
            record.date,
            record.path,
        ),
    )


def sort_session(records: Iterable[Record]) -> list[Record]:
    """Prompt records of sessions in the order in which they were asked, session by session.

    The numbers tell within a day: they are reserved when a prompt is given.
    """
    members = sorted(records, key=lambda record: (record.date, record.number or 0, record.path))
    sessions = [serialize.format_field(record, "session") for record in members]
    return sorted(
        members, key=lambda record: sessions.index(serialize.format_field(record, "session"))
    )
