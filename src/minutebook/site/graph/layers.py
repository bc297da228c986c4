"""Puts nodes into layers, and marks the way of long edges through the layers between."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from minutebook.lean.values import Value
from minutebook.site.graph.ordering import Ends, sort_by_edges

# Waypoints cost time and memory as nodes do. The longest edges of a graph that would need more go
# without, in one curve behind the nodes.
MAX_WAYPOINTS = 12_000
# Of so many nodes with nothing but an edge to one and the same node, not all stand in one layer.
_MANY_LEAVES = 12
_LEAVES_BY_COLUMN = 2.3  # how much longer a column of them is than there are columns


class Layers(Value, frozen=False):
    """Nodes and waypoints in layers, the first at the left.

    Vertices below `node_count` are nodes, others waypoints. `before` and `after` are the vertices
    that each has an edge with in the layers beside its own. `routes` are the vertices of each edge,
    in the order of the edges.
    """

    node_count: int
    order: list[list[int]]
    before: list[list[int]]
    after: list[list[int]]
    routes: list[list[int]]

    @property
    def vertex_count(self) -> int:
        """How many nodes and waypoints there are."""
        return len(self.before)


def assign_layers(count: int, edges: Sequence[Ends]) -> list[int]:
    """The layer of each node: every edge leads to a later one, and few edges are long.

    Numbers may be below 0.
    """
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    in_order = sort_by_edges(count, edges)
    layer = [0] * count
    for node in in_order:
        layer[node] = max((layer[each] + 1 for each in before[node]), default=0)
    # What has more edges to later nodes than to earlier ones moves to them.
    for node in reversed(in_order):
        if len(after[node]) > len(before[node]):
            layer[node] = min(layer[each] for each in after[node]) - 1
    return layer


def _fold_leaves(layer: list[int], edges: Sequence[Ends]) -> set[int]:
    """Moves leaves of a node that has many to further layers; the numbers of their edges.

    Those that follow it stand in the order of time, those before it, too.
    """
    edges_of: list[list[int]] = [[] for _ in layer]
    for index, (source, target) in enumerate(edges):
        edges_of[source].append(index)
        edges_of[target].append(index)
    folded: set[int] = set()
    for node, indexes in enumerate(edges_of):
        for is_after in (True, False):
            leaves = []
            for index in indexes:
                source, target = edges[index]
                leaf = target if is_after else source
                if leaf != node and len(edges_of[leaf]) == 1:
                    leaves.append((leaf, index))
            if len(leaves) <= _MANY_LEAVES:
                continue
            leaves.sort(reverse=not is_after)
            length = math.ceil(math.sqrt(len(leaves) * _LEAVES_BY_COLUMN))
            length = math.ceil(len(leaves) / math.ceil(len(leaves) / length))
            for position, (leaf, index) in enumerate(leaves):
                column = 1 + position // length
                layer[leaf] = layer[node] + (column if is_after else -column)
                folded.add(index)
    return folded


def build_layers(count: int, edges: Sequence[Ends], looks: Sequence[str]) -> Layers:
    """The layers of a graph whose edges all go forward, each in the order of the nodes' numbers.

    Many edges of one look from one node to others that have no more than these share a way.
    """
    layer = assign_layers(count, edges)
    folded = _fold_leaves(layer, edges)
    first = min(layer, default=0)
    layer = [each - first for each in layer]
    edge_count_of = [0] * count
    for ends in edges:
        for end in ends:
            edge_count_of[end] += 1
    shared: dict[tuple[int, str, int], int] = {}
    order: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node in range(count):
        order[layer[node]].append(node)
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    routes: list[list[int]] = [[] for _ in edges]
    room = MAX_WAYPOINTS
    by_length = sorted(
        range(len(edges)), key=lambda index: layer[edges[index][1]] - layer[edges[index][0]]
    )
    for index in by_length:
        source, target = edges[index]
        needed = layer[target] - layer[source] - 1
        if needed > room:
            routes[index] = [source, target]
            continue
        room -= needed
        hub = source if edge_count_of[source] > 1 else target
        route = [source]
        for position in range(layer[source] + 1, layer[target]):
            way = (hub, looks[index], position)
            waypoint = shared.get(way) if index in folded else None
            if waypoint is None:
                waypoint = len(before)
                before.append([])
                after.append([])
                order[position].append(waypoint)
                if index in folded:
                    shared[way] = waypoint
            route.append(waypoint)
        route.append(target)
        for left, right in itertools.pairwise(route):
            is_there = index in folded and right in after[left]
            if not is_there:
                after[left].append(right)
                before[right].append(left)
        routes[index] = route
    return Layers(count, order, before, after, routes)
