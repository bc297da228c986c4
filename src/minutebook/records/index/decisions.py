"""The index of decisions: a table, a chart of relations, and the links that lead to no record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from minutebook.records.filenames import fold_name, parse_name
from minutebook.records.index import tables
from minutebook.records.index.tables import Row
from minutebook.records.model import ADR, INDEX_BLOCK, Record
from minutebook.records.references import is_reference
from minutebook.records.relations import Edge, RelationGraph
from minutebook.text.markdown import escape_cell, make_href, make_link

_HEADINGS = ("Decision", "Title", "Status", "Date", "Relations")
_NO_STATUS = "without a status"
MAX_LINKS = 12  # in one row, and in the line of links that lead to no record
_STATUS_COUNT = re.compile(r"([0-9]+) ([^,:]+?)(?=[,.:])")
_DIGITS = re.compile(r"[0-9]{1,18}")
_DANGLING_LINKS = "Links that lead to no record: "


def render_decision_blocks(
    page_path: str, records: list[Record], graph: RelationGraph
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of decisions: page to block name to content."""
    paths = {record.path for record in records}
    rows = [
        tables.make_row(page_path, record, _render_relations(page_path, record, graph))
        for record in records
    ]
    rows_by_page = tables.distribute_rows(page_path, rows)
    counts = Counter(escape_cell(record.state) or _NO_STATUS for record in records)
    closing_parts = [*_render_chart(paths, graph), *_render_dangling_links(paths, graph)]
    return _render_blocks(
        page_path, rows_by_page, set(rows_by_page) - {page_path}, counts, closing_parts
    )


def _render_blocks(
    page_path: str,
    rows_by_page: Mapping[str, list[Row]],
    older_paths: Iterable[str],
    counts: Counter[str],
    closing_parts: list[str],
) -> dict[str, dict[str, str]]:
    """The blocks of the main page of decisions and of the pages with older rows."""
    total = sum(counts.values())
    state_order = {name: position for position, name in enumerate(ADR.states)}
    states = sorted(counts, key=lambda name: (name == _NO_STATUS, state_order.get(name, 99), name))
    summary = ", ".join(f"{counts[name]} {name}" for name in states)
    summary = "" if states == [_NO_STATUS] else summary
    first_line = f"{total} decision{'s' * (total != 1)}" + (f": {summary}." if summary else ".")
    parts = [
        first_line,
        tables.render_table(_HEADINGS, rows_by_page[page_path]),
        tables.render_older_links(older_paths),
        *closing_parts,
    ]
    blocks = {page_path: {INDEX_BLOCK: "\n\n".join(part for part in parts if part)}}
    return blocks | tables.render_older_blocks(page_path, rows_by_page, _HEADINGS)


def insert_decision(
    pages: Mapping[str, str], page_path: str, content: str, record: Record
) -> dict[str, dict[str, str]] | None:
    """The blocks of the index of decisions with one more row, parsed from the pages alone.

    None where the pages are not as they were generated, or other rows may change too.
    """
    parts = content.split("\n\n")
    first_line, table, *closing_parts = parts if len(parts) > 1 else (*parts, "")
    last_parts = (
        tables.parse_older_links(closing_parts[0])
        if closing_parts and closing_parts[0].startswith("Older: ")
        else {}
    )
    if last_parts:
        closing_parts = closing_parts[1:]
    rows = tables.parse_rows(page_path, table)
    counts = _parse_counts(first_line)
    if not rows or record.links or any(_may_resolve_to(part, record) for part in closing_parts):
        return None
    names = [row.path.rpartition("/")[2] for row in rows]
    last_number, slugs = (
        parse_name(ADR, names[-1]).number,
        {parse_name(ADR, name).slug for name in names},
    )
    # A number or slug that exists already would make references ambiguous; a page without chart
    # and without dangling links has no reference that could be.
    if (
        last_number is None
        or last_number >= (record.number or 0)
        or (record.slug in slugs and closing_parts)
    ):
        return None
    older_paths = tables.list_older_paths(page_path, last_parts)
    if (
        _render_blocks(page_path, {page_path: rows}, older_paths, counts, closing_parts)[page_path][
            INDEX_BLOCK
        ]
        != content
    ):
        return None
    counts[escape_cell(record.state) or _NO_STATUS] += 1
    rows_by_page = tables.redistribute_rows(
        pages, page_path, rows, tables.make_row(page_path, record, ""), last_parts
    )
    if rows_by_page is None:
        return None
    return _render_blocks(
        page_path, rows_by_page, {*older_paths, *rows_by_page} - {page_path}, counts, closing_parts
    )


def _parse_counts(first_line: str) -> Counter[str]:
    """The number of decisions by status, from the first line of the index."""
    total, colon, status_counts = first_line.partition(": ")
    if not colon:
        return Counter({_NO_STATUS: int("0" + "".join(_DIGITS.findall(total)[:1]))})
    return Counter({name: int(count) for count, name in _STATUS_COUNT.findall(status_counts)})


def _may_resolve_to(part: str, record: Record) -> bool:
    """Whether one of the listed dangling links may lead to the new record."""
    if not part.startswith(_DANGLING_LINKS):
        return False
    numbers = {int(digits) for digits in _DIGITS.findall(part)}
    folded_part = fold_name(part)
    return (
        record.number in numbers
        or fold_name(record.slug) in folded_part
        or folded_part.endswith(" more.")
    )


def _render_relations(page_path: str, record: Record, graph: RelationGraph) -> str:
    """The relations to other decisions, as a table cell."""
    links = [
        relation.phrase(make_link(relation.record.ref, make_href(page_path, relation.record.path)))
        for relation in graph.list_relations(record)
        if relation.record.kind is ADR
    ]
    omitted = len(links) - MAX_LINKS
    return ", ".join(links[:MAX_LINKS]) + (f" and {omitted} more" if omitted > 0 else "")


def _render_chart(paths: set[str], graph: RelationGraph) -> list[str]:
    """The chart of relations of the decisions at `paths`, as parts of the index."""
    from minutebook.records.index import mermaid

    decisions = {
        path: record for path, record in graph.records_by_path.items() if record.kind is ADR
    }
    edges = [edge for edge in graph.edges if _touches(edge, paths)]
    chart, omitted = mermaid.render_chart(decisions.values(), edges)
    if not chart:
        return []
    parts = ["### How they relate", f"```mermaid\n{chart}\n```"]
    return parts + ([f"{omitted} older relations are not drawn."] if omitted else [])


def _touches(edge: Edge, paths: set[str]) -> bool:
    return edge.is_resolved and (edge.source in paths or edge.target in paths)


def _render_dangling_links(paths: set[str], graph: RelationGraph) -> list[str]:
    """The line of links that name a record and find none, as a part of the index."""
    links = [
        f"{make_link(record.ref, record.file_name)} {link.relation.replace('-', ' ')}"
        f" {escape_cell(tables.shorten_text(link.target, 80))}"
        for record, link in graph.dangling_links
        if record.path in paths and link.relation != "decided-in" and is_reference(link.target)
    ]
    omitted = len(links) - MAX_LINKS
    line = "; ".join(links[:MAX_LINKS]) + (f"; and {omitted} more" if omitted > 0 else "")
    return [f"{_DANGLING_LINKS}{line}."] if links else []
