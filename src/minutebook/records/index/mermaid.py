"""Relations between decisions as a Mermaid flowchart that every title leaves intact."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.records.model import Record
from minutebook.records.relations import Edge, format_link_label, make_sort_key, reverse_relation
from minutebook.text.terminal import CONTROL_CHARACTERS

# GitHub's renderer refuses more than 500 edges or 50,000 characters.
MAX_CHART_EDGES = 400
MAX_CHART_CHARS = 40_000
_MOST_LABEL = 80
_OVER = frozenset({"rejected", "deprecated", "superseded"})
# All ASCII but these has a meaning somewhere in Mermaid, a label's quotes notwithstanding:
# `%%{init}%%` is a directive, `style:#x;` loses its semicolon, `#` begins an entity.
_SPECIAL = re.compile(r"[!-~](?<![A-Za-z0-9\-.,/()'!?+])")
_UNSEEN = re.compile(f"[{CONTROL_CHARACTERS}\ud800-\udfff]")
_ID = re.compile(r"[^a-z0-9]+")


def render_chart(records: Iterable[Record], edges: Iterable[Edge]) -> tuple[str, int]:
    """The flowchart of the edges between these records, and how many edges are left out.

    Decisions without a relation are not drawn; "" where there is nothing to draw. What is no
    longer in force has a dashed border. Of too many edges the newest stay.
    """
    known = {record.path: record for record in records}
    drawn = sorted(
        (edge for edge in edges if edge.source in known and edge.target in known),
        key=lambda edge: (make_sort_key(edge.source), make_sort_key(edge.target), edge.relation),
    )
    drawn = [edge for edge in drawn if edge.source != edge.target]
    kept = drawn[-MAX_CHART_EDGES:]
    while kept and len(text := _chart(kept, known)) > MAX_CHART_CHARS:
        kept = kept[len(kept) // 8 + 1 :]
    return (text if kept else ""), len(drawn) - len(kept)


def escape_label(label_text: str) -> str:
    """Words as the inside of a quoted Mermaid label: they show as they are."""
    line = " ".join(_UNSEEN.sub(" ", label_text).split())
    line = line if len(line) <= _MOST_LABEL else line[: _MOST_LABEL - 1].rstrip() + "…"
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", line)


def _chart(edges: list[Edge], known: dict[str, Record]) -> str:
    paths = sorted(
        {path for edge in edges for path in (edge.source, edge.target)}, key=make_sort_key
    )
    ids = _ids(paths, known)
    lines = ["flowchart LR"]
    lines += [f'  {ids[path]}["{escape_label(format_link_label(known[path]))}"]' for path in paths]
    for edge in edges:
        arrow = "---" if reverse_relation(edge.relation) == edge.relation else "-->"
        words = edge.relation.replace("-", " ")
        lines.append(f"  {ids[edge.source]} {arrow}|{words}| {ids[edge.target]}")
    over = [ids[path] for path in paths if known[path].state in _OVER]
    if over:
        lines.append("  classDef over stroke-dasharray:4")
        lines.append(f"  class {','.join(over)} over")
    return "\n".join(lines)


def _ids(paths: list[str], known: dict[str, Record]) -> dict[str, str]:
    """Names of nodes: from the ref, so that a new decision changes no other's line."""
    ids: dict[str, str] = {}
    taken: dict[str, int] = {}
    for path in paths:
        stem = "n_" + _ID.sub("_", known[path].ref.lower()).strip("_")
        taken[stem] = taken.get(stem, 0) + 1
        ids[path] = stem if taken[stem] == 1 else f"{stem}__{taken[stem]}"
    return ids
