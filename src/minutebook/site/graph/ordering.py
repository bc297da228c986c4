"""Gives every edge of a graph a way to go, so that none goes in a circle."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

Ends = tuple[int, int]


def orient_edges(count: int, edges: Sequence[Ends], are_ordered: Sequence[bool]) -> list[bool]:
    """Which edges have to be turned around so that all go forward.

    Nodes are numbers below `count`, in the order of time. Edges that are ordered say themselves
    what comes first; only where they make a circle, those in it go by time. All others go along
    with these, and by time where that leaves a choice.
    """
    ordered = [edge for edge, is_ordered in zip(edges, are_ordered, strict=True) if is_ordered]
    circles = _number_circles(count, ordered)

    def turn(source: int, target: int) -> bool:
        return circles[source] == circles[target] and source > target

    turned = [
        (target, source) if turn(source, target) else (source, target) for source, target in ordered
    ]
    rank = [0] * count
    for position, node in enumerate(sort_by_edges(count, turned)):
        rank[node] = position
    return [rank[source] > rank[target] for source, target in edges]


def sort_by_edges(count: int, edges: Sequence[Ends]) -> list[int]:
    """The nodes so that every edge goes forward, the lowest numbers first where that is free."""
    followers: list[list[int]] = [[] for _ in range(count)]
    waits_for = [0] * count
    for source, target in edges:
        followers[source].append(target)
        waits_for[target] += 1
    ready = [node for node in range(count) if not waits_for[node]]
    in_order = []
    while ready:
        node = heapq.heappop(ready)
        in_order.append(node)
        for follower in followers[node]:
            waits_for[follower] -= 1
            if not waits_for[follower]:
                heapq.heappush(ready, follower)
    if len(in_order) != count:
        raise ValueError("the edges go in a circle")
    return in_order


def _number_circles(count: int, edges: Sequence[Ends]) -> list[int]:
    """For each node a number that it shares with all that it is in a circle with.

    Tarjan's algorithm, with a stack of its own: a chain may be longer than Python recurses.
    """
    followers: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        followers[source].append(target)
    visit_number = [0] * count
    lowest = [0] * count
    circles = [-1] * count
    open_nodes: list[int] = []
    visits = 0
    for start in range(count):
        if visit_number[start]:
            continue
        path = [(start, 0)]
        while path:
            node, next_follower = path.pop()
            if not next_follower:
                visits += 1
                visit_number[node] = lowest[node] = visits
                open_nodes.append(node)
            else:
                below = followers[node][next_follower - 1]
                lowest[node] = min(lowest[node], lowest[below])
            for position in range(next_follower, len(followers[node])):
                follower = followers[node][position]
                if not visit_number[follower]:
                    path += [(node, position + 1), (follower, 0)]
                    break
                if circles[follower] < 0:
                    lowest[node] = min(lowest[node], visit_number[follower])
            else:
                if lowest[node] == visit_number[node]:
                    while True:
                        member = open_nodes.pop()
                        circles[member] = node
                        if member == node:
                            break
    return circles


def split_components(count: int, edges: Sequence[Ends]) -> list[list[int]]:
    """The nodes by what hangs together, each in ascending order, the lowest first."""
    root = list(range(count))

    def find_root(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for source, target in edges:
        first, second = sorted((find_root(source), find_root(target)))
        root[second] = first
    members: dict[int, list[int]] = {}
    for node in range(count):
        members.setdefault(find_root(node), []).append(node)
    return list(members.values())
