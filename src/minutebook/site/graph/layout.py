"""Lays out a graph: time from left to right, what hangs together in a block, the blocks packed."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.lean.values import Value
from minutebook.site.graph.coordinates import place_in_layers
from minutebook.site.graph.crossings import reduce_crossings
from minutebook.site.graph.layers import Layers, build_layers
from minutebook.site.graph.ordering import Ends, orient_edges, split_components
from minutebook.site.graph.packing import Place, Size, choose_width, pack

NODE_GAP = 16.0
LAYER_GAP = 58.0
_MOST_LAYER_GAP = 150.0
_GAP_PER_EDGE = 1.5
BLOCK_GAPS = (LAYER_GAP, 28.0)  # across as between layers: columns of blocks stand in line
_PORT_STEP, _LABELLED_PORT_STEP, _LEAST_PORT_STEP = 11.0, 18.0, 5.0
_PORT_MARGIN = 12.0


class Line(Value):
    """The way of an edge in a layout.

    `points` are pairs of places, where it leaves a column and enters the next one: level at each.
    `is_reversed`: it runs from its target to its source, as these come in time. `is_circular`: so
    it does though the relation says otherwise, since it is part of a circle.
    """

    points: tuple[Place, ...]
    is_reversed: bool
    is_circular: bool


class Layout(Value):
    """The top left corner of each node, the line of each edge, and the size of it all."""

    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(
    sizes: Sequence[Size],
    edges: Sequence[Ends],
    are_ordered: Sequence[bool],
    label_widths: Sequence[float],
    looks: Sequence[str],
    *,
    width: float = 0.0,
) -> Layout:
    """The layout of a graph without lone nodes.

    Nodes are numbers in the order of time, with their sizes. An edge's ends are in the order that
    its relation gives them where it is one of `are_ordered`; edges of one look may share a way.
    `width` is the least that the whole is
    packed for.
    """
    are_turned = orient_edges(len(sizes), edges, are_ordered)
    components = split_components(len(sizes), edges)
    edges_by_component: dict[int, list[int]] = {}
    component_of = {node: number for number, nodes in enumerate(components) for node in nodes}
    for index, (source, _) in enumerate(edges):
        edges_by_component.setdefault(component_of[source], []).append(index)
    blocks = [
        _lay_out_component(
            nodes,
            edges_by_component.get(number, []),
            sizes,
            edges,
            are_turned,
            label_widths,
            looks,
        )
        for number, nodes in enumerate(components)
    ]
    # The largest first; of equal ones the oldest.
    in_order = sorted(
        range(len(blocks)), key=lambda number: (-blocks[number].height, -blocks[number].width)
    )
    block_sizes = [(blocks[number].width, blocks[number].height) for number in in_order]
    total_width = choose_width(block_sizes, BLOCK_GAPS, minimum=width)
    corners = pack(block_sizes, total_width, BLOCK_GAPS)
    places: list[Place] = [(0.0, 0.0)] * len(sizes)
    lines: list[Line] = [Line((), False, False)] * len(edges)
    for number, (left, top) in zip(in_order, corners, strict=True):
        block = blocks[number]
        for node, (x, y) in zip(components[number], block.places, strict=True):
            places[node] = (x + left, y + top)
        for index, points in zip(edges_by_component.get(number, []), block.points, strict=True):
            moved = tuple((x + left, y + top) for x, y in points)
            is_turned = are_turned[index]
            lines[index] = Line(moved, is_turned, is_turned and are_ordered[index])
    ends = [
        (left + size[0], top + size[1])
        for (left, top), size in zip(corners, block_sizes, strict=True)
    ]
    return Layout(
        tuple(places),
        tuple(lines),
        max((right for right, _ in ends), default=0.0),
        max((bottom for _, bottom in ends), default=0.0),
    )


class _Block(Value):
    """A component by itself: corners of its nodes, points of its edges, its size."""

    places: list[Place]
    points: list[list[Place]]
    width: float
    height: float


def _lay_out_component(
    nodes: Sequence[int],
    edge_indexes: Sequence[int],
    all_sizes: Sequence[Size],
    all_edges: Sequence[Ends],
    are_turned: Sequence[bool],
    all_label_widths: Sequence[float],
    all_looks: Sequence[str],
) -> _Block:
    number = {node: position for position, node in enumerate(nodes)}
    sizes = [all_sizes[node] for node in nodes]
    forward = []
    for index in edge_indexes:
        source, target = all_edges[index]
        ends = (target, source) if are_turned[index] else (source, target)
        forward.append((number[ends[0]], number[ends[1]]))
    layers = build_layers(len(nodes), forward, [all_looks[index] for index in edge_indexes])
    reduce_crossings(layers)
    middles = place_in_layers(layers, [height for _, height in sizes], NODE_GAP)
    label_widths = [all_label_widths[index] for index in edge_indexes]
    columns = _place_columns(layers, sizes, label_widths)
    layer_of = {vertex: place for place, layer in enumerate(layers.order) for vertex in layer}
    corners = []
    for node, (width, height) in enumerate(sizes):
        left, column_width = columns[layer_of[node]]
        # What is narrower than its column stands by what follows it.
        corners.append((left + column_width - width, middles[node] - height / 2))
    points = _route(layers, layer_of, columns, corners, sizes, middles, label_widths)
    ways = [y for way in points for _, y in way]
    top = min([y for _, y in corners] + ways, default=0.0)
    bottom = max(
        [y + height for (_, y), (_, height) in zip(corners, sizes, strict=True)] + ways,
        default=0.0,
    )
    last_left, last_width = columns[-1]
    return _Block(
        [(x, y - top) for x, y in corners],
        [[(x, y - top) for x, y in way] for way in points],
        last_left + last_width,
        bottom - top,
    )


def _place_columns(
    layers: Layers, sizes: Sequence[Size], label_widths: Sequence[float]
) -> list[tuple[float, float]]:
    """The left side and the width of each layer; between two there is room for their edges."""
    layer_of = {vertex: place for place, layer in enumerate(layers.order) for vertex in layer}
    label_room = [0.0] * len(layers.order)
    for route, width in zip(layers.routes, label_widths, strict=True):
        if width:
            place = layer_of[route[0]]
            label_room[place] = max(label_room[place], width + 36)
    columns, left = [], 0.0
    for place, layer in enumerate(layers.order):
        width = max((sizes[vertex][0] for vertex in layer if vertex < layers.node_count), default=0)
        columns.append((left, width))
        edge_count = sum(len(layers.after[vertex]) for vertex in layer)
        gap = LAYER_GAP + min(_GAP_PER_EDGE * max(0, edge_count - 4), 60.0)
        left += width + min(max(gap, label_room[place]), _MOST_LAYER_GAP)
    return columns


def _route(
    layers: Layers,
    layer_of: dict[int, int],
    columns: Sequence[tuple[float, float]],
    corners: Sequence[Place],
    sizes: Sequence[Size],
    middles: Sequence[float],
    label_widths: Sequence[float],
) -> list[list[Place]]:
    """The points of each edge: out of its first node, past each waypoint, into its last node."""
    leaving = _spread_ports(layers, sizes, middles, label_widths, is_leaving=True)
    entering = _spread_ports(layers, sizes, middles, label_widths, is_leaving=False)
    ways = []
    for index, route in enumerate(layers.routes):
        first, last = route[0], route[-1]
        way = [(corners[first][0] + sizes[first][0], leaving[index])]
        for vertex in route[1:-1]:
            left, width = columns[layer_of[vertex]]
            way += [(left, middles[vertex]), (left + width, middles[vertex])]
        way.append((corners[last][0], entering[index]))
        ways.append(way)
    return ways


def _spread_ports(
    layers: Layers,
    sizes: Sequence[Size],
    middles: Sequence[float],
    label_widths: Sequence[float],
    *,
    is_leaving: bool,
) -> list[float]:
    """Where each edge leaves its first node, or enters its last: apart, in the order of the others.

    One that leads to something of the same height stays in the middle, so that chains are straight.
    Edges that share their way share a port; all do where there are too many to be told apart.
    """
    routes_of: dict[int, list[int]] = {}
    for index, route in enumerate(layers.routes):
        routes_of.setdefault(route[0] if is_leaving else route[-1], []).append(index)
    ports = [0.0] * len(layers.routes)
    for node, indexes in routes_of.items():
        by_port: dict[tuple[float, int, int], list[int]] = {}
        for index in indexes:
            next_vertex = layers.routes[index][1 if is_leaving else -2]
            is_shared = next_vertex >= layers.node_count
            port = (middles[next_vertex], next_vertex, -1 if is_shared else index)
            by_port.setdefault(port, []).append(index)
        in_order = sorted(by_port)
        room = sizes[node][1] - 2 * _PORT_MARGIN
        has_label = any(label_widths[index] for index in indexes)
        most_step = _LABELLED_PORT_STEP if has_label else _PORT_STEP
        step = min(most_step, room / max(1, len(in_order) - 1))
        step = step if step >= _LEAST_PORT_STEP else 0.0
        level = [place for place, port in enumerate(in_order) if abs(port[0] - middles[node]) < 0.5]
        centre = level[0] if len(level) == 1 else (len(in_order) - 1) / 2
        # Not so far to one side that ports leave the node.
        low, high = (len(in_order) - 1) * step - room / 2, room / 2
        offset = min(max(centre * step, low), high)
        for place, port in enumerate(in_order):
            for index in by_port[port]:
                ports[index] = middles[node] + place * step - offset
    return ports
