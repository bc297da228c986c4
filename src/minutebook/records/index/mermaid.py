"""Relations between decisions as a Mermaid flowchart, with titles escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary.relation_words import is_known
from minutebook.records.model import Record
from minutebook.records.relations import (
    LAPSED,
    PENDING,
    Edge,
    format_link_label,
    format_relation,
    make_sort_key,
)
from minutebook.text.terminal import single_line

# GitHub's renderer refuses more than 500 edges or 50,000 characters.
MAX_CHART_EDGES = 400
MAX_CHART_BYTES = 40_000
MAX_LABEL_CHARS = 80
_NOT_IN_FORCE = frozenset({"rejected", "deprecated", "superseded"})
# All other ASCII punctuation has a meaning somewhere in Mermaid, even in a quoted label:
# `%%{init}%%` is a directive, `style:#x;` loses its semicolon, `#` begins an entity.
_SPECIAL = compile_lazily(r"[!-~](?<![A-Za-z0-9\-.,/()'!?+])")
_NOT_ID_CHARS = compile_lazily(r"[^a-z0-9]+")


def render_chart(records: Iterable[Record], edges: Iterable[Edge]) -> tuple[str, int]:
    """The flowchart of the edges between these records, and how many edges are left out.

    Decisions without a relation are not drawn; the chart is "" where there are no edges. Decisions
    that are no longer in force have a dashed border, a supersession that takes effect later a
    dotted arrow; one that has lapsed is not drawn. Of too many edges the newest stay.
    """
    record_by_path = {record.path: record for record in records}
    sorted_edges = sorted(
        (edge for edge in edges if edge.source in record_by_path and edge.target in record_by_path),
        key=lambda edge: (
            make_order_key(edge.source),
            make_order_key(edge.target),
            edge.relation,
        ),
    )
    sorted_edges = [
        edge for edge in sorted_edges if edge.source != edge.target and edge.effect != LAPSED
    ]
    kept_edges = sorted_edges[-MAX_CHART_EDGES:]
    while (
        kept_edges
        and len((text := _format_chart(kept_edges, record_by_path)).encode()) > MAX_CHART_BYTES
    ):
        kept_edges = kept_edges[len(kept_edges) // 8 + 1 :]
    return (text if kept_edges else ""), len(sorted_edges) - len(kept_edges)


def make_order_key(path: str) -> tuple[object, ...]:
    """A sort key of decisions: by the number in their file names, in whatever folder."""
    return make_sort_key(path.rpartition("/")[2]), path


def escape_label(label_text: str) -> str:
    """Text as the content of a quoted Mermaid label, escaped to be shown as it is."""
    line = " ".join(single_line(label_text).split())
    line = line if len(line) <= MAX_LABEL_CHARS else line[: MAX_LABEL_CHARS - 1].rstrip() + "…"
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", line)


def _format_chart(edges: list[Edge], record_by_path: dict[str, Record]) -> str:
    paths = sorted(
        {path for edge in edges for path in (edge.source, edge.target)}, key=make_order_key
    )
    ids = assign_node_ids(paths, record_by_path)
    lines = ["flowchart LR"]
    lines += [
        f'  {ids[path]}["{escape_label(format_link_label(record_by_path[path]))}"]'
        for path in paths
    ]
    lines += [format_edge(edge, ids) for edge in edges]
    not_in_force = [ids[path] for path in paths if record_by_path[path].state in _NOT_IN_FORCE]
    if not_in_force:
        lines.append("  classDef over stroke-dasharray:4")
        lines += [f"  class {each} over" for each in not_in_force]  # a line for each: they merge
    return "\n".join(lines)


def format_edge(edge: Edge, ids: Mapping[str, str]) -> str:
    """The line of a chart that draws an edge; `ids` are those of the nodes by their paths."""
    arrow = "---" if edge.is_symmetric else "-.->" if edge.effect == PENDING else "-->"
    label = format_relation(edge.relation, edge.effect)
    if not is_known(edge.relation):
        label = f'"{escape_label(label)}"'  # it may be a word that means something to Mermaid
    return f"  {ids[edge.source]} {arrow}|{label}| {ids[edge.target]}"


def assign_node_ids(paths: Iterable[str], record_by_path: Mapping[str, Record]) -> dict[str, str]:
    """Node ids by path, made from the refs, so that a new decision changes no other line."""
    ids: dict[str, str] = {}
    use_counts: dict[str, int] = {}
    for path in paths:
        stem = "n_" + _NOT_ID_CHARS.sub("_", record_by_path[path].ref.lower()).strip("_")
        use_counts[stem] = use_counts.get(stem, 0) + 1
        ids[path] = stem if use_counts[stem] == 1 else f"{stem}__{use_counts[stem]}"
    return ids
