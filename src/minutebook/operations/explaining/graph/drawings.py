"""Draws a graph: as a Mermaid flowchart, in Graphviz' language, or as a JSON document. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.operations.explaining.graph.choose import Graph
from minutebook.records.index import mermaid
from minutebook.records.index.mermaid import MAX_CHART_BYTES, MAX_CHART_EDGES, MAX_LABEL_CHARS
from minutebook.records.model import PHR, Record
from minutebook.records.relations import PENDING, Edge, format_link_label, format_relation
from minutebook.text.terminal import single_line

# Of each state of decisions, and of prompts: the colours of its fill and its border. The text is
# dark on all of them, so that they can be read on a light page and on a dark one.
_COLOURS = {
    "accepted": ("#dafbe1", "#1a7f37"),
    "proposed": ("#fff8c5", "#9a6700"),
    "rejected": ("#ffebe9", "#cf222e"),
    "deprecated": ("#eaeef2", "#57606a"),
    "superseded": ("#eaeef2", "#57606a"),
    "prompt": ("#ddf4ff", "#0969da"),
}
_TEXT_COLOUR = "#1f2328"
_DASHED = ("rejected", "deprecated", "superseded")


def draw_mermaid(graph: Graph, addresses: Mapping[str, str]) -> tuple[str, int]:
    """The flowchart, and how many records are left out of it.

    `addresses` are those of pages by their paths, percent-encoded.
    Mermaid refuses more than 500 edges or 50,000 characters: of too many records the last stay.
    """
    records = list(graph.records)
    while True:
        text, edge_count = _format_flowchart(records, graph.edges, addresses)
        is_small = len(text.encode()) <= MAX_CHART_BYTES and edge_count <= MAX_CHART_EDGES
        if is_small or not records:
            return text, len(graph.records) - len(records)
        records = records[len(records) // 8 + 1 :]


def _format_flowchart(
    records: Sequence[Record], all_edges: Sequence[Edge], addresses: Mapping[str, str]
) -> tuple[str, int]:
    by_path = {record.path: record for record in records}
    ids = mermaid.assign_node_ids(by_path, by_path)
    edges = [edge for edge in all_edges if edge.source in by_path and edge.target in by_path]
    lines = ["flowchart LR"]
    for record in records:
        label = mermaid.escape_label(format_link_label(record))
        is_prompt = record.kind is PHR
        opening, closing = ("([", "])") if is_prompt else ("[", "]")
        lines.append(f'  {ids[record.path]}{opening}"{label}"{closing}')
    lines += [mermaid.format_edge(edge, ids) for edge in edges]
    lines += [
        f'  click {ids[record.path]} href "{addresses[record.path]}"'
        for record in records
        if record.path in addresses
    ]
    classes = {_name_class(record) for record in records}
    for name, (fill, border) in _COLOURS.items():
        if name in classes:
            dashes = ",stroke-dasharray:4" if name in _DASHED else ""
            style = f"fill:{fill},stroke:{border},color:{_TEXT_COLOUR}{dashes}"
            lines.append(f"  classDef {name} {style}")
    lines += [
        f"  class {ids[record.path]} {_name_class(record)}"
        for record in records
        if _name_class(record)
    ]
    return "\n".join(lines), len(edges)


def _name_class(record: Record) -> str:
    name = "prompt" if record.kind is PHR else record.state
    return name if name in _COLOURS else ""


def draw_dot(graph: Graph, addresses: Mapping[str, str]) -> str:
    """The graph as Graphviz draws it, all of it."""
    by_path = {record.path: record for record in graph.records}
    ids = mermaid.assign_node_ids(by_path, by_path)
    lines = [
        "digraph minutebook {",
        "  rankdir=LR;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif", fillcolor="#ffffff"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for record in graph.records:
        attributes = {"label": _shorten(format_link_label(record))}
        if record.path in addresses:
            attributes["URL"] = addresses[record.path]
        if name := _name_class(record):
            fill, border = _COLOURS[name]
            attributes |= {"fillcolor": fill, "color": border, "fontcolor": _TEXT_COLOUR}
            if name in _DASHED:
                attributes["style"] = "rounded,filled,dashed"
        if record.kind is PHR:
            attributes["shape"] = "ellipse"
        lines.append(f"  {ids[record.path]} {_format_attributes(attributes)};")
    for edge in graph.edges:
        attributes = {"label": _shorten(format_relation(edge.relation, edge.effect))}
        if edge.is_symmetric:
            attributes["dir"] = "none"
        if edge.effect == PENDING:
            attributes["style"] = "dashed"
        ends = f"{ids[edge.source]} -> {ids[edge.target]}"
        lines.append(f"  {ends} {_format_attributes(attributes)};")
    return "\n".join([*lines, "}"])


def _format_attributes(attributes: Mapping[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quote_dot(text)}' for name, text in attributes.items())}]"


def _quote_dot(text: str) -> str:
    r"""A text as a quoted string of Graphviz, which reads escapes (`\N`) and entities in it."""
    escaped = single_line(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shorten(text: str) -> str:
    line = " ".join(single_line(text).split())
    return line if len(line) <= MAX_LABEL_CHARS else line[: MAX_LABEL_CHARS - 1].rstrip() + "…"


def serialize_graph(graph: Graph) -> dict[str, object]:
    """The graph as a document, without its schema."""
    return {
        "nodes": [
            {
                "kind": record.kind.name,
                "ref": record.ref,
                "title": record.title,
                "path": record.path,
                "state": record.state or record.state_raw,
                "date": record.date,
            }
            for record in graph.records
        ],
        "edges": [
            {
                "relation": edge.relation,
                "source": edge.source,
                "target": edge.target,
                "effect": edge.effect,
            }
            for edge in graph.edges
        ],
        "dead_ends": [
            {"relation": link.relation, "source": record.path, "target": link.target}
            for record, link in graph.dead_ends
        ],
    }
