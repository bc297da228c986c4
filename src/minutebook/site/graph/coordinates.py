"""How far down each node of a layer stands: chains run straight, and nothing overlaps.

After Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): vertices are
aligned with the middle one of their neighbours, in four ways (with those before or after, from the
top or from the bottom), and the middle of the four results is taken. Blocks are put as close as
they may be by longest paths, as dagre does it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from minutebook.site.graph.layers import Layers
from minutebook.site.graph.ordering import sort_by_edges

WAYPOINT_GAP = 12.0


def place_in_layers(layers: Layers, heights: Sequence[float], gap: float) -> list[float]:
    """The middle of each vertex, from 0 down.

    `heights` are those of the nodes; waypoints have none. Between two nodes of a layer there is at
    least `gap`, beside a waypoint `WAYPOINT_GAP`.
    """
    count = layers.vertex_count
    if not count:
        return []
    all_heights = [*heights, *[0.0] * (count - layers.node_count)]
    conflicts = _find_conflicts(layers)

    def separate(upper: int, lower: int) -> float:
        are_nodes = upper < layers.node_count and lower < layers.node_count
        return (all_heights[upper] + all_heights[lower]) / 2 + (gap if are_nodes else WAYPOINT_GAP)

    results: list[list[float]] = []
    for neighbours, order in (
        (layers.before, layers.order),
        (layers.after, layers.order[::-1]),
    ):
        for is_from_top in (True, False):
            ordered = order if is_from_top else [layer[::-1] for layer in order]
            roots = _align(ordered, neighbours, conflicts, count)
            places = _compact(ordered, roots, separate)
            results.append(places if is_from_top else [-place for place in places])
    return _balance(results, all_heights)


def _find_conflicts(layers: Layers) -> set[tuple[int, int]]:
    """Edges that cross the middle of a long edge, which is to stay straight; left end first."""
    place = [0] * layers.vertex_count
    for layer in layers.order:
        for position, vertex in enumerate(layer):
            place[vertex] = position
    conflicts: set[tuple[int, int]] = set()
    for previous, layer in zip(layers.order, layers.order[1:], strict=False):
        upper_bound, first_unseen = 0, 0
        for position, vertex in enumerate(layer):
            inner = _find_inner_end(layers, vertex)
            is_last = position == len(layer) - 1
            if inner is None and not is_last:
                continue
            lower_bound = len(previous) if inner is None else place[inner]
            for unseen in layer[first_unseen : position + 1]:
                for neighbour in layers.before[unseen]:
                    is_across = not upper_bound <= place[neighbour] <= lower_bound
                    if is_across and not _is_inner(layers, neighbour, unseen):
                        conflicts.add((neighbour, unseen))
            first_unseen, upper_bound = position + 1, lower_bound
    return conflicts


def _is_inner(layers: Layers, left: int, right: int) -> bool:
    return left >= layers.node_count and right >= layers.node_count


def _find_inner_end(layers: Layers, vertex: int) -> int | None:
    """The waypoint before a waypoint; None where there is none."""
    for neighbour in layers.before[vertex]:
        if _is_inner(layers, neighbour, vertex):
            return neighbour
    return None


def _align(
    order: Sequence[Sequence[int]],
    neighbours: Sequence[Sequence[int]],
    conflicts: set[tuple[int, int]],
    count: int,
) -> list[int]:
    """The block of each vertex, named by its first one: vertices that stand at one height."""
    root, next_in_block = list(range(count)), list(range(count))
    place = [0] * count
    for layer in order:
        for position, vertex in enumerate(layer):
            place[vertex] = position
    for layer in order:
        last_place = -1
        for vertex in layer:
            ends = sorted(neighbours[vertex], key=place.__getitem__)
            for middle in sorted({(len(ends) - 1) // 2, len(ends) // 2}) if ends else ():
                end = ends[middle]
                is_free = next_in_block[vertex] == vertex and last_place < place[end]
                if is_free and (end, vertex) not in conflicts and (vertex, end) not in conflicts:
                    next_in_block[end] = vertex
                    next_in_block[vertex] = root[vertex] = root[end]
                    last_place = place[end]
    return root


def _compact(
    order: Sequence[Sequence[int]],
    roots: Sequence[int],
    separate: Callable[[int, int], float],
) -> list[float]:
    """The place of each vertex where blocks are as close together as they may be."""
    distances: dict[tuple[int, int], float] = {}
    for layer in order:
        for upper, lower in itertools.pairwise(layer):
            ends = (roots[upper], roots[lower])
            distances[ends] = max(distances.get(ends, 0.0), separate(upper, lower))
    above: dict[int, list[tuple[int, float]]] = {}
    below: dict[int, list[tuple[int, float]]] = {}
    for (upper, lower), distance in distances.items():
        above.setdefault(lower, []).append((upper, distance))
        below.setdefault(upper, []).append((lower, distance))
    in_order = sort_by_edges(len(roots), list(distances))
    place = [0.0] * len(roots)
    for block in in_order:
        place[block] = max((place[each] + gap for each, gap in above.get(block, ())), default=0.0)
    for block in reversed(in_order):  # what has room below it moves to what it is next to
        if block in below:
            room = min(place[each] - gap for each, gap in below[block])
            place[block] = max(place[block], room)
    return [place[root] for root in roots]


def _balance(results: list[list[float]], heights: Sequence[float]) -> list[float]:
    """The mean of the middle two of four placements, after these are put beside the smallest."""
    tops = [min(map(_subtract_half, places, heights)) for places in results]
    bottoms = [max(map(_add_half, places, heights)) for places in results]
    smallest = min(range(len(results)), key=lambda index: bottoms[index] - tops[index])
    for index, places in enumerate(results):
        is_from_top = index % 2 == 0
        shift = tops[smallest] - tops[index] if is_from_top else bottoms[smallest] - bottoms[index]
        results[index] = [place + shift for place in places]
    balanced = [sum(sorted(places)[1:3]) / 2 for places in zip(*results, strict=True)]
    top = min(map(_subtract_half, balanced, heights))
    return [place - top for place in balanced]


def _subtract_half(place: float, height: float) -> float:
    return place - height / 2


def _add_half(place: float, height: float) -> float:
    return place + height / 2
