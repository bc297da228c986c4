"""Compares what is read from records here with what was read from them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.records.model import ADR, Record, RecordSet
from minutebook.records.renaming.incoming import same_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.transfer.import_records import Arrival


def describe_changes(
    there: RecordSet, here: RecordSet, arrivals: Sequence[Arrival], present: Sequence[Arrival]
) -> Iterator[str]:
    """Sentences on records that read otherwise here: their facts, and their relations.

    `arrivals` have come; of those that were `present` the facts alone are compared.
    """
    for arrival in arrivals:
        source, record = arrival.source, arrival.record
        if source.state_raw == record.state_raw and source.state != record.state:
            option = "statuses" if record.kind is ADR else "stages"
            yield (
                f"{record.path} says {record.state_raw!r}, which means {source.state or 'nothing'}"
                f" there and {record.state or 'nothing'} here: see the option {option}"
            )
        yield from _compare(source, record, ("title", "date"))
    for arrival in present:
        source, record = arrival.source, arrival.record
        if not same_text.says_the_same(source, record):
            yield (
                f"{record.path}: its text is another one than that of {source.path}, which does not"
                " come"
            )
        yield from _compare(arrival.source, arrival.record, ("title", "state", "date"))
    yield from _compare_relations(there, here, arrivals, present)


def _compare(source: Record, record: Record, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        value_there, value_here = getattr(source, name), getattr(record, name)
        if value_there != value_here:
            noun = record.kind.state_field if name == "state" else name
            yield f"{record.path}: its {noun} is {value_here!r} here, and {value_there!r} there"


def _compare_relations(
    there: RecordSet, here: RecordSet, arrivals: Sequence[Arrival], present: Sequence[Arrival]
) -> Iterator[str]:
    paths = {each.source.path: each.record.path for each in (*arrivals, *present)}
    refs = {each.source.path: each.record.ref for each in (*arrivals, *present)}
    brought = {arrival.record.path for arrival in arrivals}
    edges_here = {
        (edge.relation, edge.source, edge.target) for edge in here.graph.edges if edge.is_resolved
    }
    expected = set()
    for edge in there.graph.edges:
        if not edge.is_resolved or edge.source not in paths or edge.target not in paths:
            continue
        key = (edge.relation, paths[edge.source], paths[edge.target])
        expected.add(key)
        if key not in edges_here and not brought.isdisjoint(key[1:]):
            yield (
                f"{refs[edge.source]} {edge.relation} {refs[edge.target]} there, and does not here:"
                f" see {key[1]}"
            )
    for relation, source, target in sorted(edges_here - expected):
        if source in brought or (target in brought and source in paths.values()):
            records = here.graph.records_by_path
            yield (
                f"{source} {relation} {records[target].ref} here, a relation that it has not"
                " where it comes from: see what its text names"
            )
