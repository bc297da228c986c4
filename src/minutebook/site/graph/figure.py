"""Draws chosen records and their relations as one figure: the SVG, its legend, and a note."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from minutebook.lean.values import Value, replace
from minutebook.site.book import Book, Entry
from minutebook.site.graph.edges import BookIndex, Edge
from minutebook.site.graph.layout import Layout, lay_out
from minutebook.site.graph.legend import draw_legend
from minutebook.site.graph.lines import draw_edge, measure_label
from minutebook.site.graph.nodes import (
    DECISION_SIZE,
    HATCH_ID,
    REPOSITORY_LINE,
    draw_node,
    measure_node,
)
from minutebook.site.graph.packing import Place, Size

_MARGIN = 18.0
_GRID_GAP = 14.0
_HEADING_ROOM = 60.0
_LEAST_COLUMNS = 4  # of the grid of lone decisions
_ROOM_OF_LINKED = 1.7  # of one with relations, beside that of a lone one
_WIDTH_BY_HEIGHT = 1.5
_MOST_NEAR_WIDTH = 1_150.0  # of a figure beside a text: one that would be wider goes downwards


class Figure(Value):
    """What is drawn: records in the order of time, edges among them, and how it is called.

    `name` is short and distinguishes the figure on its page. `here` is the key of the record whose
    page it is on, "" for none; `note` is a sentence under it.
    """

    name: str
    title: str
    entries: tuple[Entry, ...]
    edges: tuple[Edge, ...]
    page_url: str
    here: str = ""
    note: str = ""


def draw_figure(book: Book, index: BookIndex, figure: Figure) -> str:
    """The figure as HTML. Its ids begin with `page-`."""
    linked_keys = {key for edge in figure.edges for key in (edge.source, edge.target)}
    linked = [entry for entry in figure.entries if entry.key in linked_keys]
    lone = sorted(
        (entry for entry in figure.entries if entry.key not in linked_keys),
        key=lambda entry: (entry.repository, entry.number, entry.key),
    )
    number_by_key = {entry.key: number for number, entry in enumerate([*linked, *lone])}
    ends = [_order_ends(edge, number_by_key) for edge in figure.edges]
    has_repository = len(book.repositories) > 1
    lone_size = DECISION_SIZE[0], DECISION_SIZE[1] + (REPOSITORY_LINE if has_repository else 0)
    least_width = _choose_width(len(linked), len(lone), lone_size) if lone else 0.0
    sizes = [measure_node(entry, has_repository=has_repository) for entry in linked]
    layout = _lay_out_edges(figure, sizes, ends, least_width)
    is_downward = bool(figure.here) and layout.width > _MOST_NEAR_WIDTH
    if is_downward:
        turned_sizes = [(height, width) for width, height in sizes]
        layout = _turn(_lay_out_edges(figure, turned_sizes, ends, 0.0))
    grid, width, height = _place_grid(len(lone), layout, least_width, lone_size)
    places = [*layout.places, *grid]
    nodes = [
        draw_node(
            entry,
            number_by_key[entry.key],
            (x + _MARGIN, y + _MARGIN),
            figure.page_url,
            index,
            is_here=entry.key == figure.here,
            has_repository=has_repository,
        )
        for entry, (x, y) in zip([*linked, *lone], places, strict=True)
    ]
    lines = _draw_lines(figure, layout, number_by_key, ends, is_downward=is_downward)
    heading = _draw_heading(len(lone), layout, width) if lone and linked else ""
    has_circle = any(line.is_circular for line in layout.lines)
    legend = draw_legend(figure.entries, figure.edges, has_circle=has_circle)
    note = f'<p class="graph-note">{escape(figure.note)}</p>' if figure.note else ""
    near = " graph-near" if figure.here else ""
    name = f"page-{figure.name}"
    is_large = ' data-graph=""' if not figure.here else ""
    box = f"{width + 2 * _MARGIN:.0f} {height + 2 * _MARGIN:.0f}"
    box_width, box_height = box.split()
    return (
        f'<figure class="graph{near}"{is_large}>'
        f'<div class="graph-view" tabindex="0" role="region" aria-label="{escape(figure.title)}">'
        f'<svg class="graph-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box}"'
        f' width="{box_width}" height="{box_height}" role="group"'
        f' aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{escape(figure.title)}</title>'
        f'<desc id="{name}-desc">{escape(_describe(figure, len(lone), has_circle))}</desc>'
        f"{_HATCH}"
        f'<g class="edges" aria-hidden="true">{"".join(lines)}{heading}</g>'
        f'<g class="nodes" role="list">{"".join(nodes)}</g>'
        f"</svg></div><figcaption>{legend}{note}</figcaption></figure>"
    )


_HATCH = (
    f'<defs><pattern id="{HATCH_ID}" class="hatch" width="4" height="4"'
    ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V4"/></pattern></defs>'
)


def _lay_out_edges(
    figure: Figure, sizes: Sequence[Size], ends: Sequence[tuple[int, int]], least_width: float
) -> Layout:
    return lay_out(
        sizes,
        ends,
        [edge.is_ordered for edge in figure.edges],
        [measure_label(edge) for edge in figure.edges],
        [edge.kind if edge.is_effective else f"{edge.kind} pending" for edge in figure.edges],
        width=least_width,
    )


def _turn(layout: Layout) -> Layout:
    """A layout with time from top to bottom."""
    return Layout(
        tuple((x, y) for y, x in layout.places),
        tuple(replace(line, points=tuple((x, y) for y, x in line.points)) for line in layout.lines),
        layout.height,
        layout.width,
    )


def _order_ends(edge: Edge, number_by_key: dict[str, int]) -> tuple[int, int]:
    first, last = edge.earlier_first if edge.is_ordered else (edge.source, edge.target)
    return number_by_key[first], number_by_key[last]


def _draw_lines(
    figure: Figure,
    layout: Layout,
    number_by_key: dict[str, int],
    ends: Sequence[tuple[int, int]],
    *,
    is_downward: bool,
) -> list[str]:
    drawn = []
    for edge, line, (first, last) in zip(figure.edges, layout.lines, ends, strict=True):
        numbers = number_by_key[edge.source], number_by_key[edge.target]
        begins_at = last if line.is_reversed else first
        moved = replace(line, points=tuple((x + _MARGIN, y + _MARGIN) for x, y in line.points))
        is_target_first = begins_at == numbers[1]
        drawn.append(draw_edge(edge, numbers, moved, is_target_first, is_downward=is_downward))
    return drawn


def _choose_width(linked_count: int, lone_count: int, size: Size) -> float:
    """A width in which about so many nodes come to something wider than high."""
    step_x, step_y = size[0] + _GRID_GAP, size[1] + _GRID_GAP
    area = (lone_count + linked_count * _ROOM_OF_LINKED) * step_x * step_y
    columns = max(_LEAST_COLUMNS, round(math.sqrt(area * _WIDTH_BY_HEIGHT) / step_x))
    return columns * step_x - _GRID_GAP


def _place_grid(
    count: int, layout: Layout, least_width: float, size: Size
) -> tuple[list[Place], float, float]:
    """The places of lone decisions in rows below the rest; the width and height of it all."""
    if not count:
        return [], layout.width, layout.height
    step_x, step_y = size[0] + _GRID_GAP, size[1] + _GRID_GAP
    columns = min(count, int((max(layout.width, least_width) + _GRID_GAP) // step_x))
    top = layout.height + _HEADING_ROOM if layout.height else 0.0
    places = [
        (number % columns * step_x, top + number // columns * step_y) for number in range(count)
    ]
    width = max(layout.width, columns * step_x - _GRID_GAP)
    return places, width, top + -(-count // columns) * step_y - _GRID_GAP


def count_decisions(count: int) -> str:
    """A number of decisions as people say it."""
    return "1 decision" if count == 1 else f"{count:,} decisions"


def _draw_heading(count: int, layout: Layout, width: float) -> str:
    y = layout.height + _MARGIN + 32
    return (
        f'<path class="rule" d="M{_MARGIN:.0f} {y - 6:.0f}H{width + _MARGIN:.0f}"/>'
        f'<text class="heading" x="{_MARGIN:.0f}" y="{y + 14:.0f}">'
        f"{count_decisions(count)} without a relation</text>"
    )


def _describe(figure: Figure, lone_count: int, has_circle: bool) -> str:
    counts = f"{_count(len(figure.entries), 'record')}, {_count(len(figure.edges), 'relation')}"
    sentences = [f"{counts}: the oldest at the left; each record tells its relations."]
    if lone_count:
        sentences.append(f"{lone_count:,} without a relation stand below.")
    if has_circle:
        sentences.append("Some relations go in a circle.")
    return " ".join(sentences)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
