"""Draws the edges of a graph: curves, arrowheads, and the words that have no line of their own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from minutebook.site.graph.edges import Edge
from minutebook.site.graph.layout import Line
from minutebook.site.graph.lettering import cut, measure
from minutebook.site.graph.packing import Place

LABEL_FONT = 11.0
_MAX_LABEL_WIDTH = 110.0
_HEAD_LENGTH, _HEAD_HALF_WIDTH = 9.0, 4.5
# Relations that their line tells apart; of all others the word is written beside it.
_KINDS_BY_LINE = frozenset({"supersedes", "amends", "depends-on", "decides", "relates-to"})


def label_edge(edge: Edge) -> str:
    """What is written beside an edge: "" where its line says enough."""
    if edge.kind in _KINDS_BY_LINE:
        return ""
    return cut(edge.words, LABEL_FONT, _MAX_LABEL_WIDTH)


def measure_label(edge: Edge) -> float:
    """The width of what is written beside an edge, 0 for nothing."""
    return measure(label_edge(edge), LABEL_FONT)


def draw_edge(
    edge: Edge,
    numbers: tuple[int, int],
    line: Line,
    is_target_first: bool,
    *,
    is_downward: bool = False,
) -> str:
    """The edge between two nodes with these numbers, source first.

    `is_target_first` where its line begins at its target; `is_downward` where time goes from top to
    bottom.
    """
    classes = [f"edge kind-{edge.kind}"]
    if not edge.is_effective:
        classes.append("is-pending")
    if line.is_circular:
        classes.append("is-circular")
    has_head = not edge.is_symmetric
    points = list(line.points)
    head = ""
    if has_head:
        tip = points[0] if is_target_first else points[-1]
        back = _HEAD_LENGTH if is_target_first else -_HEAD_LENGTH
        head = (
            f'<path class="head" d="M{_format_place(tip)}l{_HEAD_HALF_WIDTH:g} {back:g}'
            f'h{-2 * _HEAD_HALF_WIDTH:g}z"/>'
            if is_downward
            else f'<path class="head" d="M{_format_place(tip)}l{back:g} {_HEAD_HALF_WIDTH:g}'
            f'v{-2 * _HEAD_HALF_WIDTH:g}z"/>'
        )
        stop = back * 0.8
        shortened = (tip[0], tip[1] + stop) if is_downward else (tip[0] + stop, tip[1])
        points[0 if is_target_first else -1] = shortened
    label = label_edge(edge)
    lettering = ""
    if label:
        x = (line.points[0][0] + line.points[1][0]) / 2
        y = (line.points[0][1] + line.points[1][1]) / 2 - 4
        lettering = (
            f'<text class="label" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">'
            f"{escape(label)}</text>"
        )
    curve = draw_curve(points, is_downward=is_downward)
    return (
        f'<g class="{" ".join(classes)}" data-ends="{numbers[0]} {numbers[1]}">'
        f'<path class="line" fill="none" d="{curve}"/>{head}{lettering}</g>'
    )


def draw_curve(points: Sequence[Place], *, is_downward: bool = False) -> str:
    """A path through points that goes along time at each: every second part of it goes straight."""
    commands = [f"M{_format_place(points[0])}"]
    for number, (start, end) in enumerate(itertools.pairwise(points)):
        is_across_column = number % 2 == 1
        aside = abs(start[0] - end[0]) if is_downward else abs(start[1] - end[1])
        if is_across_column or aside < 0.5:
            commands.append(f"L{_format_place(end)}")
            continue
        if is_downward:
            middle = (start[1] + end[1]) / 2
            first, last = (start[0], middle), (end[0], middle)
        else:
            middle = (start[0] + end[0]) / 2
            first, last = (middle, start[1]), (middle, end[1])
        commands.append(f"C{_format_place(first)} {_format_place(last)} {_format_place(end)}")
    return "".join(commands)


def _format_place(place: Place) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"
