"""Which records and relations a graph shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.values import Value
from minutebook.records import references
from minutebook.records.index.mermaid import make_order_key
from minutebook.records.model import ADR, PHR, Kind, Link, Record, RecordSet
from minutebook.records.phr import visibility
from minutebook.records.relations import LAPSED, Edge


class Graph(Value):
    """Records by kind and number, and the relations between them.

    `dead_ends` are links of these records that lead to no record or to several. `lone_count` counts
    the records that would be shown if they had a relation.
    """

    records: tuple[Record, ...]
    edges: tuple[Edge, ...]
    dead_ends: tuple[tuple[Record, Link], ...]
    lone_count: int


def choose_graph(
    records: RecordSet,
    starts: Sequence[Record] = (),
    *,
    kinds: Iterable[Kind] = (ADR,),
    state: str = "",
    depth: int | None = None,
    has_lone: bool = False,
) -> Graph:
    """The graph of some kinds of records, or of what relations lead to from `starts`.

    From there no further than `depth` relations, whichever way they point. Without starts, records
    without a relation are left out unless `has_lone`, and prompts where they have none to a
    decision, unless prompts alone are asked for. `state` asks for a stage or status, in whatever
    case. Records that the tree is to show nothing of are never shown, nor relations that have
    lapsed.
    """
    kinds = tuple(kinds)
    started = {record.path for record in starts}
    allowed = {
        record.path: record
        for record in records.members
        if not visibility.is_private(record)
        and (record.path in started or (record.kind in kinds and _has_state(record, state)))
    }
    edges = [
        edge
        for edge in records.graph.edges
        if edge.source in allowed
        and edge.target in allowed
        and edge.source != edge.target
        and edge.effect != LAPSED
    ]
    if started:
        shown = _walk(started & allowed.keys(), edges, depth)
        lone_count = 0
    else:
        if ADR in kinds and PHR in kinds:
            edges = [
                edge
                for edge in edges
                if ADR in (allowed[edge.source].kind, allowed[edge.target].kind)
            ]
        shown = {path for edge in edges for path in (edge.source, edge.target)}
        lone = {path for path, record in allowed.items() if path not in shown}
        if ADR in kinds:  # prompts come along with decisions
            lone = {path for path in lone if allowed[path].kind is ADR}
        lone_count = 0 if has_lone else len(lone)
        shown |= lone if has_lone else set()
    return Graph(
        tuple(sorted((allowed[path] for path in shown), key=_make_key)),
        tuple(
            sorted(
                (edge for edge in edges if edge.source in shown and edge.target in shown),
                key=lambda edge: (
                    make_order_key(edge.source),
                    make_order_key(edge.target),
                    edge.relation,
                ),
            )
        ),
        tuple(
            (record, link)
            for record, link in records.graph.dangling_links
            if record.path in shown and references.is_reference(link.target)
        ),
        lone_count,
    )


def _has_state(record: Record, state: str) -> bool:
    return not state or state.casefold() in (record.state.casefold(), record.state_raw.casefold())


def _make_key(record: Record) -> tuple[object, ...]:
    return record.kind is PHR, make_order_key(record.path)


def _walk(starts: Iterable[str], edges: Iterable[Edge], depth: int | None) -> set[str]:
    """The paths that edges lead to from some, in at most `depth` steps."""
    neighbours: dict[str, list[str]] = {}
    for edge in edges:
        neighbours.setdefault(edge.source, []).append(edge.target)
        neighbours.setdefault(edge.target, []).append(edge.source)
    reached = set(starts)
    border, steps = reached, 0
    while border and (depth is None or steps < depth):
        border = {other for path in border for other in neighbours.get(path, ())} - reached
        reached |= border
        steps += 1
    return reached
