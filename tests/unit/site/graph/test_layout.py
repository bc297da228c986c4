"""The layout of graphs: nothing overlaps, time goes forward, and the same graph looks the same."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutebook.site.graph.crossings import count_crossings, reduce_crossings
from minutebook.site.graph.layers import MAX_WAYPOINTS, build_layers
from minutebook.site.graph.layout import Layout, lay_out
from minutebook.site.graph.ordering import orient_edges, sort_by_edges
from minutebook.site.graph.packing import pack

SIZE = (220.0, 62.0)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[bool]]:
    """A count of nodes, edges between different ones, and which of these are ordered."""
    count = draw(st.integers(2, 16))
    nodes = st.integers(0, count - 1)
    edges = draw(
        st.lists(st.tuples(nodes, nodes).filter(lambda ends: ends[0] != ends[1]), max_size=30)
    )
    are_ordered = draw(st.lists(st.booleans(), min_size=len(edges), max_size=len(edges)))
    return count, edges, are_ordered


def lay_out_plainly(
    count: int, edges: list[tuple[int, int]], are_ordered: list[bool] | None = None
) -> Layout:
    ordered = [True] * len(edges) if are_ordered is None else are_ordered
    return lay_out([SIZE] * count, edges, ordered, [0.0] * len(edges), ["amends"] * len(edges))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_no_two_nodes_overlap(graph: tuple[int, list[tuple[int, int]], list[bool]]) -> None:
    layout = lay_out_plainly(*graph)
    assert len(layout.places) == graph[0]
    for (x, y), (other_x, other_y) in combinations(layout.places, 2):
        is_apart = abs(x - other_x) >= SIZE[0] + 8 or abs(y - other_y) >= SIZE[1] + 8
        assert is_apart, layout.places


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_every_edge_goes_forward(graph: tuple[int, list[tuple[int, int]], list[bool]]) -> None:
    _, edges, are_ordered = graph
    layout = lay_out_plainly(*graph)
    for (source, target), is_ordered, line in zip(edges, are_ordered, layout.lines, strict=True):
        first, last = (target, source) if line.is_reversed else (source, target)
        left, right = layout.places[first], layout.places[last]
        assert left[0] + SIZE[0] < right[0]
        assert line.points[0][0] == left[0] + SIZE[0]
        assert line.points[-1][0] == right[0]
        for (_, port), (_, top) in ((line.points[0], left), (line.points[-1], right)):
            assert top <= port <= top + SIZE[1]
        assert line.is_circular == (line.is_reversed and is_ordered)


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_all_lies_within_the_size(graph: tuple[int, list[tuple[int, int]], list[bool]]) -> None:
    layout = lay_out_plainly(*graph)
    corners = [(x + SIZE[0], y + SIZE[1]) for x, y in layout.places]
    points = [point for line in layout.lines for point in line.points]
    for x, y in [*layout.places, *corners, *points]:
        assert -0.01 <= x <= layout.width + 0.01
        assert -0.01 <= y <= layout.height + 0.01


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_lines_go_through_no_node(graph: tuple[int, list[tuple[int, int]], list[bool]]) -> None:
    """Where a line crosses a column of nodes, it goes between them."""
    layout = lay_out_plainly(*graph)
    for line in layout.lines:
        for (start_x, y), (end_x, end_y) in list(zip(line.points, line.points[1:], strict=False))[
            1::2
        ]:
            assert y == end_y
            for x, top in layout.places:
                is_beside = x >= end_x or x + SIZE[0] <= start_x
                assert is_beside or not top < y < top + SIZE[1]


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_the_same_graph_is_laid_out_the_same(
    graph: tuple[int, list[tuple[int, int]], list[bool]],
) -> None:
    assert lay_out_plainly(*graph) == lay_out_plainly(*graph)


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_only_edges_in_a_circle_go_against_their_relation(
    graph: tuple[int, list[tuple[int, int]], list[bool]],
) -> None:
    count, edges, are_ordered = graph
    are_turned = orient_edges(count, edges, are_ordered)
    forward = [
        (target, source) if is_turned else (source, target)
        for (source, target), is_turned in zip(edges, are_turned, strict=True)
    ]
    sort_by_edges(count, forward)  # refuses a circle
    ordered = [edge for edge, is_ordered in zip(edges, are_ordered, strict=True) if is_ordered]
    for (source, target), is_turned, is_ordered in zip(edges, are_turned, are_ordered, strict=True):
        if is_turned and is_ordered:
            assert can_reach(target, source, ordered)


def can_reach(start: int, end: int, edges: list[tuple[int, int]]) -> bool:
    reached, pending = set(), [start]
    while pending:
        node = pending.pop()
        if node not in reached:
            reached.add(node)
            pending += [target for source, target in edges if source == node]
    return end in reached


def test_edges_in_a_circle_cannot_be_sorted() -> None:
    with pytest.raises(ValueError, match="circle"):
        sort_by_edges(2, [(0, 1), (1, 0)])


def test_a_chain_is_straight_and_in_the_order_of_time() -> None:
    layout = lay_out_plainly(30, [(node, node + 1) for node in range(29)])
    assert {y for _, y in layout.places} == {0.0}
    assert [x for x, _ in layout.places] == sorted(x for x, _ in layout.places)
    assert {y for line in layout.lines for _, y in line.points} == {SIZE[1] / 2}


def test_a_chain_longer_than_python_recurses() -> None:
    layout = lay_out_plainly(2_500, [(node, node + 1) for node in range(2_499)])
    assert len({x for x, _ in layout.places}) == 2_500


def test_a_circle_is_opened_at_its_oldest_node() -> None:
    layout = lay_out_plainly(3, [(0, 1), (1, 2), (2, 0)])
    assert [line.is_circular for line in layout.lines] == [False, False, True]


def test_edges_without_an_order_go_along_with_those_that_have_one() -> None:
    # 2 comes before 0 by its relation: what is between 0 and 2 does not make a circle of it.
    assert orient_edges(3, [(2, 0), (0, 2)], [True, False]) == [False, True]


def test_two_edges_between_the_same_nodes_are_drawn_apart() -> None:
    layout = lay_out_plainly(2, [(0, 1), (0, 1), (1, 0)], [True, False, False])
    assert len({line.points[0][1] for line in layout.lines}) == 3


def test_many_leaves_of_a_node_stand_in_columns_around_one_way() -> None:
    layout = lay_out_plainly(41, [(0, leaf) for leaf in range(1, 41)])
    columns: dict[float, list[int]] = {}
    for node, (x, _) in enumerate(layout.places[1:], 1):
        columns.setdefault(x, []).append(node)
    assert list(columns.values()) == [
        list(range(start, start + 10)) for start in (1, 11, 21, 31)
    ]  # the oldest are the nearest
    assert layout.height < layout.width
    ways = {line.points[1:-1] for line in layout.lines}
    assert len(ways) == len(columns)


def test_many_leaves_before_a_node_stand_in_columns_too() -> None:
    layout = lay_out_plainly(31, [(leaf, 30) for leaf in range(30)])
    assert len({x for x, _ in layout.places}) == 5
    assert layout.places[29][0] > layout.places[0][0]


def test_a_tree_has_no_crossings() -> None:
    edges = [(node, child) for node in range(7) for child in (2 * node + 1, 2 * node + 2)]
    layers = build_layers(15, edges, [""] * len(edges))
    reduce_crossings(layers)
    assert count_crossings(layers) == 0


@pytest.mark.parametrize(
    ("edges", "crossings"),
    [
        ([(0, 2), (1, 3)], 0),
        ([(0, 3), (1, 2)], 1),
        ([(0, 2), (0, 3), (1, 2), (1, 3)], 1),
    ],
)
def test_crossings_are_counted(edges: list[tuple[int, int]], crossings: int) -> None:
    assert count_crossings(build_layers(4, edges, [""] * len(edges))) == crossings


def test_an_avoidable_crossing_is_avoided() -> None:
    layers = build_layers(6, [(0, 5), (1, 4), (2, 3)], [""] * 3)
    reduce_crossings(layers)
    assert count_crossings(layers) == 0


def test_waypoints_are_bounded() -> None:
    count = 400
    edges = [(node, node + 1) for node in range(count - 1)]
    edges += [(first, count - 1 - last) for first in range(60) for last in range(60)]
    layers = build_layers(count, edges, [""] * len(edges))
    assert layers.vertex_count <= count + MAX_WAYPOINTS
    assert all(
        route[0] == source and route[-1] == target
        for route, (source, target) in zip(layers.routes, edges, strict=True)
    )


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 300)), max_size=25),
    st.integers(300, 900),
)
@settings(max_examples=50, deadline=None)
def test_packed_rectangles_do_not_overlap(sizes: list[tuple[int, int]], width: int) -> None:
    places = pack(sizes, width, (10, 20))
    for (place, size), (other, other_size) in combinations(zip(places, sizes, strict=True), 2):
        is_beside = place[0] + size[0] + 10 <= other[0] or other[0] + other_size[0] + 10 <= place[0]
        is_below = place[1] + size[1] + 20 <= other[1] or other[1] + other_size[1] + 20 <= place[1]
        assert is_beside or is_below
    assert all(x >= 0 and x + size[0] <= width for (x, _), size in zip(places, sizes, strict=True))
