"""Draws the legend of a graph: of what it shows, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from minutebook.site.book import Entry
from minutebook.site.graph.edges import Edge
from minutebook.site.graph.nodes import HATCH_ID, make_class

_KINDS = {
    "supersedes": "supersedes",
    "amends": "amends",
    "depends-on": "depends on",
    "decides": "prompt behind it",
    "relates-to": "relates to",
    "other": "as written beside it",
}
_GROUPS = {"in force": "in force", "proposed": "proposed", "gone": "gone", "": "other status"}


def draw_legend(entries: Iterable[Entry], edges: Iterable[Edge], *, has_circle: bool) -> str:
    """The legend as a list: kinds of edges and groups of decisions, in a fixed order."""
    edges = list(edges)
    kinds = {edge.kind for edge in edges}
    directed = {edge.kind for edge in edges if not edge.is_symmetric}
    groups = {entry.group for entry in entries if entry.kind == "adr"}
    items = [
        _draw_item(_draw_box_sample(group), words)
        for group, words in _GROUPS.items()
        if group in groups
    ]
    items += [
        _draw_item(_draw_line_sample(f"kind-{kind}", has_head=kind in directed), words)
        for kind, words in _KINDS.items()
        if kind in kinds
    ]
    if any(not edge.is_effective for edge in edges):
        sample = _draw_line_sample("kind-supersedes is-pending", has_head=True)
        items.append(_draw_item(sample, "once accepted"))
    if has_circle:
        sample = _draw_line_sample("kind-supersedes is-circular", has_head=True)
        items.append(_draw_item(sample, "closes a circle"))
    return f'<ul class="graph-legend" aria-label="Legend">{"".join(items)}</ul>'


def _draw_item(sample: str, words: str) -> str:
    return f"<li>{sample} {escape(words)}</li>"


def _draw_line_sample(classes: str, *, has_head: bool) -> str:
    head = '<path class="head" d="M38 8l-9 4.5v-9z"/>' if has_head else ""
    end = 31 if has_head else 38
    return (
        '<svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true" focusable="false">'
        f'<g class="edge {classes}"><path class="line" fill="none" d="M2 8H{end}"/>'
        f"{head}</g></svg>"
    )


def _draw_box_sample(group: str) -> str:
    radius = 1 if group == "gone" else 4
    band_fill = f' fill="url(#{HATCH_ID})"' if group == "gone" else ""
    return (
        '<svg width="30" height="16" viewBox="0 0 30 16" aria-hidden="true" focusable="false">'
        f'<g class="node {make_class("group", group)}">'
        f'<rect class="box" x="1" y="1" width="28" height="14" rx="{radius}"/>'
        f'<rect class="band"{band_fill} x="3.5" y="3.5" width="5" height="9" rx="1"/></g></svg>'
    )
