"""Lists of prompts: the rows of records by day, the turns of a session together.

A record's row stays where it is when others come: nothing in a list depends on how old a row is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from minutebook.lean.values import replace
from minutebook.records.index import paging, rows
from minutebook.records.index.layouts import Layout
from minutebook.records.index.rows import Row
from minutebook.records.model import INDEX_BLOCK, PHR, Record
from minutebook.records.relations import RelationGraph, make_sort_key
from minutebook.text.markdown import make_href, make_link

FOLLOWS = "follows"
MAX_TURNS = 50  # that one row has with those beneath it, itself counted
_UNDATED = "Without a date"
_EMPTY = "No prompts are recorded yet."


def render_blocks(
    page_path: str,
    rows_by_page: Mapping[str, list[Row]],
    all_pages: Collection[str],
    closing_values: Mapping[str, str | None],
    layout: Layout,
) -> dict[str, dict[str, str]]:
    """The blocks of these pages; `all_pages` are those that there are, the main one among them."""
    older_pages = paging.format_older_links(page_path, all_pages)
    blocks = {}
    for path, page_rows in rows_by_page.items():
        is_main = path == page_path
        days = _format_days(page_rows) or None
        values: dict[str, str | None] = {
            "newest_href": None if is_main else page_path.rpartition("/")[2],
            "none_yet": None if page_rows else _EMPTY,
            "by_day": days,
            # What a repository's own template of the former form has a place for.
            "newest": days,
            "earlier": None,
            "older_href": "#older-prompts" if is_main and older_pages else None,
            "older_pages": older_pages if is_main else None,
        }
        values["features_href"] = (
            "#features" if is_main and closing_values.get("features") else None
        )
        values |= closing_values if is_main else dict.fromkeys(closing_values)
        blocks[path] = {INDEX_BLOCK: layout.render(values)}
    return blocks


def parse_page(page_path: str, content: str, layout: Layout) -> tuple[list[Row], dict[str, str]]:
    """The rows on an index page, oldest first, and the values of its sections; both may lack."""
    values = layout.parse(content) or {}
    page_rows: list[Row] = []
    for part in values.get("by_day", values.get("newest", "")).split("\n\n"):
        if part.startswith("### "):
            day = part[len("### ") :]
            day = "" if day == _UNDATED else day
        elif part:
            day_rows = rows.parse_rows(page_path, part, day=day)
            if day_rows is None:
                return [], {}
            page_rows += day_rows
    return sorted(page_rows, key=rows.make_age_key), values


def make_row(
    page_path: str, record: Record, graph: RelationGraph | None, *, is_overview: bool = True
) -> Row:
    """The row of a prompt, with its stage and decisions; in the overview with its feature."""
    relations = [
        relation
        for relation in (graph.list_relations(record) if graph else ())
        if relation.name in rows.NOTED_RELATIONS and relation.is_stored
    ]
    state = record.state or record.state_raw
    route_page = paging.join_path(
        paging.join_path(record.folder.path, record.subfolder), "README.md"
    )
    facts = [
        "" if state == PHR.initial_state else rows.format_state(state),
        make_link(record.subfolder, make_href(page_path, route_page))
        if is_overview and record.subfolder not in ("", state, PHR.initial_state)
        else "",
    ]
    name = "" if record.number is None else record.ref
    return rows.make_row(
        page_path,
        record,
        facts,
        name=name if is_overview else name.rpartition("/")[2],
        notes=rows.format_notes(page_path, relations),
    )


def find_parent(record: Record, graph: RelationGraph) -> str:
    """The path of the prompt that a prompt follows, as its page says; "" for none."""
    return max(
        (
            relation.record.path
            for relation in graph.list_relations(record)
            if relation.name == FOLLOWS and relation.is_stored
        ),
        key=make_sort_key,
        default="",
    )


def group_turns(page_rows: list[Row], parents: Mapping[str, str]) -> list[Row]:
    """The rows of a page, oldest first, each with those of its session beneath it.

    A row belongs to the session of the one that it follows, where the page has that. The first of
    a session is the row that the others stand beneath; of a long one every fiftieth is.
    """
    page_rows.sort(key=rows.make_age_key)
    paths = {row.path for row in page_rows}
    sessions: dict[str, list[Row]] = {}
    for row in page_rows:
        sessions.setdefault(_find_first_turn(row.path, parents, paths), []).append(row)
    for first_path, members in sessions.items():
        members.sort(key=lambda row: row.path != first_path)  # also where a clock was wrong
    grouped_rows = [
        replace(members[start], turns=tuple(members[start + 1 : start + MAX_TURNS]))
        for members in sessions.values()
        for start in range(0, len(members), MAX_TURNS)
    ]
    return sorted(grouped_rows, key=rows.make_age_key)


def _find_first_turn(path: str, parents: Mapping[str, str], paths: Collection[str]) -> str:
    """What a record's session began with, as far as the page has it; of a circle its least path."""
    visited: dict[str, None] = {}
    while path not in visited:
        visited[path] = None
        parent = parents.get(path, "")
        if parent not in paths:
            return path
        path = parent
    order = list(visited)
    return min(order[order.index(path) :])


def _format_days(page_rows: Iterable[Row]) -> str:
    """Rows as a list for each day, the newest first."""
    newest_first = sorted(page_rows, key=rows.make_age_key, reverse=True)
    return "\n\n".join(
        f"### {day or _UNDATED}\n\n{rows.format_rows(day_rows, is_dated=False)}"
        for day, day_rows in groupby(newest_first, key=lambda row: row.date)
    )
