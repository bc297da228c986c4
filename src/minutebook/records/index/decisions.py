"""The index of decisions: a table, a chart of relations, and what leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from minutebook.records.filenames import fold_name, parse_name
from minutebook.records.index import tables
from minutebook.records.index.tables import INDEX_BLOCK, Row
from minutebook.records.model import ADR, Record
from minutebook.records.references import is_reference
from minutebook.records.relations import Edge, RelationGraph
from minutebook.text.markdown import escape_cell, make_href, make_link

_HEADS = ("Decision", "Title", "Status", "Date", "Relations")
_NO_STATUS = "without a status"
_MOST_LINKS = 12  # in one row, and in the line of links that lead nowhere
_COUNT = re.compile(r"([0-9]+) ([^,:]+?)(?=[,.:])")
_DIGITS = re.compile(r"[0-9]{1,18}")
_LOST = "Links that lead to no record: "


def render_decision_blocks(
    page_path: str, records: list[Record], graph: RelationGraph
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of decisions: page to block name to its inside."""
    here = {record.path for record in records}
    rows = [
        tables.make_row(page_path, record, _relations(page_path, record, graph))
        for record in records
    ]
    dealt = tables.distribute_rows(page_path, rows)
    counts = Counter(escape_cell(record.state) or _NO_STATUS for record in records)
    tail = [*_graph(here, graph), *_lost(here, graph)]
    return _decision_blocks(page_path, dealt, set(dealt) - {page_path}, counts, tail)


def _decision_blocks(
    page: str,
    dealt: Mapping[str, list[Row]],
    older: Iterable[str],
    counts: Counter[str],
    tail: list[str],
) -> dict[str, dict[str, str]]:
    """The blocks of the decisions' main page and of pages with older rows."""
    total = sum(counts.values())
    order = {name: at for at, name in enumerate(ADR.states)}
    states = sorted(counts, key=lambda name: (name == _NO_STATUS, order.get(name, 99), name))
    told = ", ".join(f"{counts[name]} {name}" for name in states)
    told = "" if states == [_NO_STATUS] else told
    head = f"{total} decision{'s' * (total != 1)}" + (f": {told}." if told else ".")
    parts = [
        head,
        tables.render_table(_HEADS, dealt[page]),
        tables.render_older_links(older),
        *tail,
    ]
    blocks = {page: {INDEX_BLOCK: "\n\n".join(part for part in parts if part)}}
    return blocks | tables.render_older_blocks(page, dealt, _HEADS)


def insert_decision(
    pages: Mapping[str, str], page_path: str, content: str, record: Record
) -> dict[str, dict[str, str]] | None:
    """The decisions' pages with one more row; None where relations may change other rows."""
    parts = content.split("\n\n")
    head, table, *tail = parts if len(parts) > 1 else (*parts, "")
    older = tables.parse_older_links(tail[0]) if tail and tail[0].startswith("Older: ") else {}
    if older:
        tail = tail[1:]
    rows = tables.parse_rows(page_path, table)
    counts = _counts(head)
    if not rows or record.links or any(_may_find(part, record) for part in tail):
        return None
    names = [one.path.rpartition("/")[2] for one in rows]
    last, slugs = parse_name(ADR, names[-1]).number, {parse_name(ADR, name).slug for name in names}
    # A number or slug that is there already would make references ambiguous; where no relation is
    # drawn and no link is lost, there is none that could be.
    if last is None or last >= (record.number or 0) or (record.slug in slugs and tail):
        return None
    paths = tables.list_older_paths(page_path, older)
    if (
        _decision_blocks(page_path, {page_path: rows}, paths, counts, tail)[page_path][INDEX_BLOCK]
        != content
    ):
        return None
    counts[escape_cell(record.state) or _NO_STATUS] += 1
    dealt = tables.redistribute_rows(
        pages, page_path, rows, tables.make_row(page_path, record, ""), older
    )
    if dealt is None:
        return None
    return _decision_blocks(page_path, dealt, {*paths, *dealt} - {page_path}, counts, tail)


def _counts(head: str) -> Counter[str]:
    """How many decisions have which status, off the index's first line."""
    total, colon, told = head.partition(": ")
    if not colon:
        return Counter({_NO_STATUS: int("0" + "".join(_DIGITS.findall(total)[:1]))})
    return Counter({name: int(count) for count, name in _COUNT.findall(told)})


def _may_find(part: str, record: Record) -> bool:
    """Whether a link that leads nowhere so far may lead to the new record."""
    if not part.startswith(_LOST):
        return False
    numbers = {int(digits) for digits in _DIGITS.findall(part)}
    said = fold_name(part)
    return record.number in numbers or fold_name(record.slug) in said or said.endswith(" more.")


def _relations(page: str, record: Record, graph: RelationGraph) -> str:
    """The relations to other decisions, as a table's cell."""
    said = [
        f"{relation.replace('-', ' ')} {make_link(other.ref, make_href(page, other.path))}"
        for relation, other, _ in graph.list_relations(record)
        if other.kind is ADR
    ]
    more = len(said) - _MOST_LINKS
    return ", ".join(said[:_MOST_LINKS]) + (f" and {more} more" if more > 0 else "")


def _graph(here: set[str], graph: RelationGraph) -> list[str]:
    """The chart of relations with the decisions of a folder, as parts of the index."""
    from minutebook.records.index import mermaid

    decisions = {
        path: record for path, record in graph.records_by_path.items() if record.kind is ADR
    }
    edges = [edge for edge in graph.edges if _is_at(edge, here)]
    chart, more = mermaid.render_chart(decisions.values(), edges)
    if not chart:
        return []
    parts = ["### How they relate", f"```mermaid\n{chart}\n```"]
    return parts + ([f"{more} older relations are not drawn."] if more else [])


def _is_at(edge: Edge, here: set[str]) -> bool:
    return edge.is_resolved and (edge.source in here or edge.target in here)


def _lost(here: set[str], graph: RelationGraph) -> list[str]:
    """The line of links that claim a record and find none, as a part of the index."""
    lost = [
        f"{make_link(record.ref, record.file_name)} {one.relation.replace('-', ' ')}"
        f" {escape_cell(tables.shorten_text(one.target, 80))}"
        for record, one in graph.dangling_links
        if record.path in here and one.relation != "decided-in" and is_reference(one.target)
    ]
    more = len(lost) - _MOST_LINKS
    line = "; ".join(lost[:_MOST_LINKS]) + (f"; and {more} more" if more > 0 else "")
    return [f"{_LOST}{line}."] if lost else []
