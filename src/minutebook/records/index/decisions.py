"""The index of decisions: those in force and others, a chart of relations, and dangling links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from minutebook.records.filenames import parse_name
from minutebook.records.index import paging, rows
from minutebook.records.index.layouts import Layout
from minutebook.records.index.rows import Row
from minutebook.records.model import ADR, INDEX_BLOCK, Folder, Record
from minutebook.records.references import is_reference
from minutebook.records.relations import Edge, RelationGraph, make_sort_key

_NO_LONGER, _NO_STATUS = "no_longer_in_force", "no_known_status"
_GROUP_BY_STATE = {
    "accepted": "in_force",
    "proposed": "proposed",
    **dict.fromkeys(("rejected", "deprecated", "superseded"), _NO_LONGER),
}
_GROUPS = ("in_force", "proposed", _NO_LONGER, _NO_STATUS)
_OMITTED = "Older relations are not drawn: the rows of their decisions name them"
_OMITTED_ELSEWHERE = ", here and on the pages of [older decisions](#older-decisions)."
_EMPTY = "No decisions are recorded yet."


def render_decision_blocks(
    page_path: str, folder: Folder, records: list[Record], graph: RelationGraph, layout: Layout
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of decisions: page to block name to content."""
    paths = {record.path for record in records}
    all_rows = [_make_row(page_path, record, graph) for record in records]
    find_number = paging.choose_number_finder(folder)
    rows_by_page = paging.distribute_rows(page_path, all_rows, find_number)
    closing_values = {
        "chart": _render_chart(paths, graph),
        "dangling_links": _render_dangling_links(page_path, paths, graph),
    }
    return _render_blocks(page_path, rows_by_page, set(rows_by_page), closing_values, layout)


def _render_blocks(
    page_path: str,
    rows_by_page: Mapping[str, list[Row]],
    all_pages: Iterable[str],
    closing_values: Mapping[str, str | None],
    layout: Layout,
) -> dict[str, dict[str, str]]:
    """The blocks of these pages; `all_pages` are those that there are, the main one among them."""
    blocks = {}
    older_pages = paging.format_older_links(page_path, [*all_pages])
    chart = _link_omitted(closing_values.get("chart"), older_pages)
    main_values = {**closing_values, "chart": chart}
    for path, page_rows in rows_by_page.items():
        page_rows = sorted(page_rows, key=_make_order_key)
        values: dict[str, str | None] = {
            group: rows.format_rows((row for row in page_rows if row.group == group), is_dated=True)
            or None
            for group in _GROUPS
        }
        is_main = path == page_path
        values |= {
            "newest_href": None if is_main else page_path.rpartition("/")[2],
            "none_yet": None if page_rows else _EMPTY,
            "older_href": "#older-decisions" if is_main and older_pages else None,
            "older_pages": older_pages if is_main else None,
        }
        values |= main_values if is_main else dict.fromkeys(main_values)
        blocks[path] = {INDEX_BLOCK: layout.render(values)}
    return blocks


def _parse_page(page_path: str, content: str, layout: Layout) -> tuple[list[Row], dict[str, str]]:
    """The rows on an index page, in their order, and the values of its sections; both may lack."""
    values = layout.parse(content) or {}
    page_rows: list[Row] = []
    for group in _GROUPS:
        group_rows = rows.parse_rows(page_path, values.get(group, ""), group=group)
        if group_rows is None:
            return [], {}
        page_rows += group_rows
    return page_rows, values


def insert_decision(
    page_path: str,
    content: str,
    record: Record,
    layout: Layout,
    read_page: Callable[[str], str | None],
) -> dict[str, dict[str, str]] | None:
    """The blocks of the index of decisions with one more row, parsed from the pages alone.

    `content` is that of the main page, `read_page` gives the text of a page of older rows. None
    where the pages are not as they were generated, or other rows may change too.
    """
    page_rows, values = _parse_page(page_path, content, layout)
    if not page_rows or record.links or not _has_new_name(record, page_rows):
        return None
    older_paths = paging.parse_older_paths(page_path, values.get("older_pages", ""))
    closing_values = {name: values.get(name) or None for name in ("chart", "dangling_links")}
    blocks = _render_blocks(page_path, {page_path: page_rows}, older_paths, closing_values, layout)
    if blocks[page_path][INDEX_BLOCK] != content:
        return None

    def read_rows(path: str) -> list[Row]:
        old_content = rows.read_block(read_page(path) or "") or ""
        old_rows, _ = _parse_page(path, old_content, layout)
        blocks = _render_blocks(page_path, {path: old_rows}, (), closing_values, layout)
        return old_rows if blocks[path][INDEX_BLOCK] == old_content else []

    new_row = _make_row(page_path, record, None)
    find_number = paging.choose_number_finder(record.folder)
    if older_paths and paging.belongs_to_older_page(new_row, page_rows, find_number):
        return None
    rows_by_page = paging.redistribute_rows(
        page_path, [*page_rows, new_row], older_paths, read_rows, find_number
    )
    if rows_by_page is None:
        return None
    all_pages = {*older_paths, *rows_by_page}
    return _render_blocks(page_path, rows_by_page, all_pages, closing_values, layout)


def _has_new_name(record: Record, page_rows: Iterable[Row]) -> bool:
    """Whether no row has the number or the slug of a new record.

    Else references to the others might have become ambiguous.
    """
    find_number = paging.choose_number_finder(record.folder)
    return all(
        find_number(row) not in (None, record.number)
        and (
            record.slug not in row.path
            or parse_name(ADR, row.path.rpartition("/")[2]).slug != record.slug
        )
        for row in page_rows
    )


def _make_order_key(row: Row) -> tuple[object, ...]:
    """A sort key of the rows of a page: by the number in their file names, in whatever folder."""
    return make_sort_key(row.path.rpartition("/")[2]), make_sort_key(row.path)


def _make_row(page_path: str, record: Record, graph: RelationGraph | None) -> Row:
    """The row of a decision, with its relations to others."""
    group = _GROUP_BY_STATE.get(record.state, _NO_STATUS)
    relations = [
        relation
        for relation in (graph.list_relations(record) if graph else ())
        if relation.record.kind is ADR
    ]
    facts = rows.format_relations(page_path, relations)
    is_clear = record.state == "superseded" and any(
        fact.startswith("superseded by ") for fact in facts
    )
    if group in (_NO_LONGER, _NO_STATUS) and not is_clear:
        facts.insert(0, rows.format_state(record.state or record.state_raw))
    name = record.ref.rpartition("/")[2] if record.number is not None else ""
    return rows.make_row(page_path, record, facts, name=name, group=group)


def _render_chart(paths: set[str], graph: RelationGraph) -> str | None:
    """The chart of relations of the decisions at `paths`; None where there are none."""
    from minutebook.records.index import mermaid

    decisions = {
        path: record for path, record in graph.records_by_path.items() if record.kind is ADR
    }
    edges = [edge for edge in graph.edges if _touches(edge, paths)]
    chart, omitted = mermaid.render_chart(decisions.values(), edges)
    if not chart:
        return None
    return f"```mermaid\n{chart}\n```" + (f"\n\n{_OMITTED}." if omitted else "")


def _link_omitted(chart: str | None, older_pages: str | None) -> str | None:
    """A chart with the way to the relations that are not drawn, where some are on older pages."""
    drawn, separator, _ = (chart or "").partition(f"\n\n{_OMITTED}")
    return f"{drawn}{separator}{_OMITTED_ELSEWHERE if older_pages else '.'}" if separator else chart


def _touches(edge: Edge, paths: set[str]) -> bool:
    return edge.is_resolved and (edge.source in paths or edge.target in paths)


def _render_dangling_links(page_path: str, paths: set[str], graph: RelationGraph) -> str | None:
    """The list of links that name a record and find none."""
    return rows.format_dangling_links(
        page_path,
        [
            (record, link.relation, link.target)
            for record, link in graph.dangling_links
            if record.path in paths and link.relation != "decided-in" and is_reference(link.target)
        ],
    )
