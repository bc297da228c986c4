"""Orders the nodes of each layer so that few edges cross."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.site.graph.layers import Layers

_SWEEPS = 12
_SWEEPS_OF_MANY = 6
_MANY_VERTICES = 3_000  # and no exchanges of neighbours among so many


def reduce_crossings(layers: Layers) -> None:
    """Changes the order of each layer: sweeps to and fro, by the middle of each one's neighbours.

    The best order of all sweeps stays. Bounded by the number of sweeps.
    """
    is_small = layers.vertex_count <= _MANY_VERTICES
    _start_by_walking(layers)
    best, best_crossings = _copy(layers.order), count_crossings(layers)
    sweeps_without_gain = 0
    for sweep in range(_SWEEPS if is_small else _SWEEPS_OF_MANY):
        if not best_crossings or sweeps_without_gain == 4:
            break
        is_forward = sweep % 2 == 0
        _sweep(layers, is_forward, sweep % 4 >= 2)
        if is_small:
            _exchange_neighbours(layers)
        crossings = count_crossings(layers)
        sweeps_without_gain += 1
        if crossings < best_crossings:
            best, best_crossings = _copy(layers.order), crossings
            sweeps_without_gain = 0
    layers.order = best


def _copy(order: list[list[int]]) -> list[list[int]]:
    return [list(layer) for layer in order]


def _start_by_walking(layers: Layers) -> None:
    """The first order: as a walk along the edges meets the vertices, so that trees do not cross."""
    layer_of = _find_positions(layers.order, layers.vertex_count)[0]
    order: list[list[int]] = [[] for _ in layers.order]
    visited = [False] * layers.vertex_count
    for start in (vertex for layer in layers.order for vertex in layer):
        pending = [start]
        while pending:
            vertex = pending.pop()
            if visited[vertex]:
                continue
            visited[vertex] = True
            order[layer_of[vertex]].append(vertex)
            pending += reversed([*layers.after[vertex], *layers.before[vertex]])
    layers.order = order


def _find_positions(order: Sequence[Sequence[int]], count: int) -> tuple[list[int], list[int]]:
    """The layer of each vertex, and its place in it."""
    layer_of, place = [0] * count, [0] * count
    for number, layer in enumerate(order):
        for position, vertex in enumerate(layer):
            layer_of[vertex], place[vertex] = number, position
    return layer_of, place


def _sweep(layers: Layers, is_forward: bool, is_last_first: bool) -> None:
    """Orders each layer by the mean place of the neighbours in the one before it in the sweep.

    What has none keeps its place. `is_last_first` turns around what has the same mean.
    """
    _, place = _find_positions(layers.order, layers.vertex_count)
    neighbours = layers.before if is_forward else layers.after
    numbers = range(len(layers.order))
    for number in numbers if is_forward else reversed(numbers):
        layer = layers.order[number]
        means = {
            vertex: sum(place[each] for each in neighbours[vertex]) / len(neighbours[vertex])
            for vertex in layer
            if neighbours[vertex]
        }
        movable = [vertex for vertex in layer if vertex in means]
        if is_last_first:
            movable.reverse()
        movable.sort(key=means.__getitem__)
        in_order = iter(movable)
        layers.order[number] = [next(in_order) if vertex in means else vertex for vertex in layer]
        for position, vertex in enumerate(layers.order[number]):
            place[vertex] = position


def _exchange_neighbours(layers: Layers) -> None:
    """Exchanges two beside each other wherever their edges cross less then; a few rounds."""
    _, place = _find_positions(layers.order, layers.vertex_count)
    for _ in range(4):
        is_better = False
        for layer in layers.order:
            ends = {
                vertex: (
                    sorted([place[each] for each in layers.before[vertex]]),
                    sorted([place[each] for each in layers.after[vertex]]),
                )
                for vertex in layer
            }
            for upper_place in range(len(layer) - 1):
                upper, lower = layer[upper_place], layer[upper_place + 1]
                gain = 0
                for ups, lows in zip(ends[upper], ends[lower], strict=True):
                    if ups and lows and ups[-1] > lows[0]:
                        gain += _count_pairs_above(lows, ups) - _count_pairs_above(ups, lows)
                if gain > 0:
                    layer[upper_place], layer[upper_place + 1] = lower, upper
                    place[upper], place[lower] = upper_place + 1, upper_place
                    is_better = True
        if not is_better:
            return


def _count_pairs_above(ups: list[int], lows: list[int]) -> int:
    """How many pairs have the first of `ups` before the second of `lows`; both are sorted."""
    pairs = position = 0
    for low in lows:
        while position < len(ups) and ups[position] < low:
            position += 1
        pairs += position
    return pairs


def count_crossings(layers: Layers) -> int:
    """How many edges cross between the layers, by counting inversions in a Fenwick tree."""
    _, place = _find_positions(layers.order, layers.vertex_count)
    crossings = 0
    for layer, following in zip(layers.order, layers.order[1:], strict=False):
        tree = [0] * (len(following) + 1)
        inserted = 0
        for vertex in layer:
            ends = sorted(place[each] for each in layers.after[vertex])
            for end in ends:
                not_below, index = 0, end + 1
                while index:
                    not_below += tree[index]
                    index -= index & -index
                crossings += inserted - not_below
            for end in ends:
                index = end + 1
                while index < len(tree):
                    tree[index] += 1
                    index += index & -index
            inserted += len(ends)
    return crossings
