"""Choose records for a list, and put them in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minutebook.errors import UsageError
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Kind, Record, RecordSet
from minutebook.records.relations import IN_EFFECT, PENDING, RelationGraph
from minutebook.text import dates

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


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records a list shows; an empty field takes all.

    `state` is a stage or status, compared without case. `since` and `until` are days (ISO 8601),
    both included; a record that is dated by a month is shown if one of its days is.
    `decider` is part of a name, compared
    without case. `touched_path` is a file or folder, as seen from the repository's top.
    """

    kind: Kind | None = None
    state: str = ""
    feature: str = ""
    label: str = ""
    agent: str = ""
    decider: str = ""
    since: str = ""
    until: str = ""
    touched_path: str = ""

    def matches(self, record: Record) -> bool:
        """Whether a record is shown."""
        if self.kind is not None and record.kind is not self.kind:
            return False
        if self.state and self.state.lower() not in (
            record.state,
            record.state_raw.lower(),
            show_state(record).lower(),
        ):
            return False
        for name in ("feature", "agent"):
            expected = getattr(self, name)
            if expected and serialize.format_field(record, name) != expected:
                return False
        if self.decider and not any(
            self.decider.casefold() in name.casefold() for name in record.deciders
        ):
            return False
        if self.label and self.label not in serialize.list_labels(record):
            return False
        if (self.since or self.until) and not self._has_date_of(record):
            return False
        return not self.touched_path or any(
            _is_at_or_below(item, self.touched_path)
            for item in reader.read_field_items(record, "files")
        )

    def _has_date_of(self, record: Record) -> bool:
        first, last = dates.find_bounds(record.date)
        return bool(first) and self.since <= last and (not self.until or first <= self.until)


def _is_at_or_below(item: str, path: str) -> bool:
    """Whether an item of `files` is `path` or a file below it; "a.py (new)" means a.py."""
    file = item.partition(" (")[0].strip("` ").removeprefix("./")
    return file == path or file.startswith(path + "/")


def show_state(record: Record) -> str:
    """The stage or status of a record in a list: the known one, else what the page says, cut."""
    return record.state or clean_title(record.state_raw)[:20]


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
    kind: Kind, state: str, records: Iterable[Record], configured_states: Sequence[str] = ()
) -> None:
    """Raises UsageError for a stage or status that is not known and that no record has.

    Known are those of the kind and the configured ones. `records` may state others in their own
    words, which can be asked for too.
    """
    stated = {
        name.lower()
        for record in records
        if record.kind is kind
        for name in (record.state_raw, show_state(record))
    }
    known = (*kind.states, *configured_states)
    if state.lower() not in {*stated, *(name.lower() for name in known)}:
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
