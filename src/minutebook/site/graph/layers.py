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


def _fold_leaves(layer: list[int], edges: Sequence[Ends]) -> dict[int, int]:
    """Moves leaves of a node that has many to further layers; by their edges' numbers that node.

    Those that follow it stand in the order of time, those before it, too.
    """
    edges_of: list[list[int]] = [[] for _ in layer]
    for index, (source, target) in enumerate(edges):
        edges_of[source].append(index)
        edges_of[target].append(index)
    hub_of: dict[int, int] = {}
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
                hub_of[index] = node
    return hub_of


def build_layers(count: int, edges: Sequence[Ends], looks: Sequence[str]) -> Layers:
    """The layers of a graph whose edges all go forward, each in the order of the nodes' numbers.

    Many edges of one look from one node to others that have no more than these share a way.
    """
    layer = assign_layers(count, edges)
    hub_of = _fold_leaves(layer, edges)
    first = min(layer, default=0)
    layer = [each - first for each in layer]
    order: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node in range(count):
        order[layer[node]].append(node)
    layers = Layers(
        count, order, [[] for _ in range(count)], [[] for _ in range(count)], [[] for _ in edges]
    )
    shared: dict[tuple[int, str, int], int] = {}
    room = MAX_WAYPOINTS
    by_length = sorted(
        range(len(edges)),
        key=lambda index: (layer[edges[index][1]] - layer[edges[index][0]], edges[index]),
    )
    for index in by_length:
        source, target = edges[index]
        needed = layer[target] - layer[source] - 1
        if needed > room:
            layers.routes[index] = [source, target]
            continue
        room -= needed
        route = [source]
        for position in range(layer[source] + 1, layer[target]):
            if index in hub_of:
                way = (hub_of[index], looks[index], position)
                if way not in shared:
                    shared[way] = _add_waypoint(layers, position)
                route.append(shared[way])
            else:
                route.append(_add_waypoint(layers, position))
        route.append(target)
        for left, right in itertools.pairwise(route):
            if index not in hub_of or right not in layers.after[left]:
                layers.after[left].append(right)
                layers.before[right].append(left)
        layers.routes[index] = route
    for waypoint in shared.values():
        for vertex in layers.before[waypoint]:
            _move_to_middle(layers.after[vertex], waypoint)
        for vertex in layers.after[waypoint]:
            _move_to_middle(layers.before[vertex], waypoint)
    return layers


def _add_waypoint(layers: Layers, position: int) -> int:
    """Adds a waypoint to a layer; its number."""
    waypoint = layers.vertex_count
    layers.before.append([])
    layers.after.append([])
    layers.order[position].append(waypoint)
    return waypoint


def _move_to_middle(vertices: list[int], vertex: int) -> None:
    """A way that many edges share lies in the middle of what is beside it."""
    vertices.remove(vertex)
    vertices.insert((len(vertices) + 1) // 2, vertex)
