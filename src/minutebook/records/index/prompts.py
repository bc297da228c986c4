"""The index of prompts: an overview by day, with the features, and a list for each feature.

A feature's records lie in a folder below the folder of prompts, its route.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from minutebook.records.filenames import parse_name
from minutebook.records.index import paging, rows
from minutebook.records.index.layouts import FEATURE, PROMPTS, Layout
from minutebook.records.index.paging import join_path, match_existing_case
from minutebook.records.index.rows import Row
from minutebook.records.model import INDEX_BLOCK, PHR, Folder, Link, Record
from minutebook.records.references import is_reference
from minutebook.records.relations import RelationGraph, make_sort_key
from minutebook.text.markdown import get_block_content, make_href, make_link

MAX_FEATURES = 500
MAX_TURNS = 50  # that one row has with those beneath it
_OPEN_MONTHS = 2  # that are not folded: the newest ones that have prompts
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_FOLLOWS = "follows"
_UNDATED = "Without a date"
_EMPTY = "No prompts are recorded yet."
_FOLDED_FEATURES = "Features of earlier months"
_FOLD_START = re.compile(r"<details><summary>[^<>]*</summary> <!-- [^<>]* -->")
_FOLD_END = "</details>"
_FEATURE_ROW = re.compile(r"\* \[(?:[^\]\\]|\\.)*\]\(([^()\s]*)\)")
_STORED_TARGET = re.compile(r"[0-9]+-\S+")


def render_prompt_blocks(
    page_path: str,
    folder: Folder,
    records: list[Record],
    pages: Mapping[str, str],
    graph: RelationGraph,
    layouts: Mapping[str, Layout],
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of prompts: page path to block name to content."""
    parents = {record.path: _find_parent(record, graph) for record in records}
    records_by_route: dict[str, list[Record]] = {}
    for record in records:
        records_by_route.setdefault(record.subfolder, []).append(record)
    main_rows = _group_turns([_make_row(page_path, record, graph) for record in records], parents)
    rows_by_page = paging.distribute_rows(page_path, main_rows)
    features: dict[str, str] = {}  # the latest month by the path of the feature's page
    blocks: dict[str, dict[str, str]] = {}
    for route, route_records in sorted(records_by_route.items()):
        route_page = _locate_route_page(pages, folder, route)
        if route_page == page_path:
            continue  # the overview lists them
        features[route_page] = max(_get_month(rows.format_day(record)) for record in route_records)
        route_rows = _group_turns(
            [_make_row(route_page, record, graph, is_overview=False) for record in route_records],
            parents,
        )
        route_rows_by_page = paging.distribute_rows(route_page, route_rows)
        blocks |= _render_blocks(
            route_page,
            route_rows_by_page,
            set(route_rows_by_page),
            {"overview_href": make_href(route_page, page_path)},
            layouts[FEATURE],
        )
    open_months = _list_months(rows_by_page[page_path])[:_OPEN_MONTHS]
    closing_values = {
        "features": _format_features(
            page_path,
            folder.path,
            [path for path, month in features.items() if month in open_months],
            [path for path, month in features.items() if month not in open_months],
        ),
        "dangling_links": _render_dangling_links(page_path, set(parents), graph),
    }
    return blocks | _render_blocks(
        page_path, rows_by_page, set(rows_by_page), closing_values, layouts[PROMPTS]
    )


def _render_blocks(
    page_path: str,
    rows_by_page: Mapping[str, list[Row]],
    all_pages: Collection[str],
    closing_values: Mapping[str, str | None],
    layout: Layout,
) -> dict[str, dict[str, str]]:
    """The blocks of these pages; `all_pages` are those that there are, the main one among them."""
    blocks = {}
    for path, page_rows in rows_by_page.items():
        is_main = path == page_path
        open_months = _list_months(page_rows)[:_OPEN_MONTHS] if is_main else []
        open_rows = [row for row in page_rows if _get_month(row.date) in open_months]
        other_rows = [row for row in page_rows if _get_month(row.date) not in open_months]
        values: dict[str, str | None] = {
            "newest_href": None if is_main else page_path.rpartition("/")[2],
            "none_yet": None if page_rows else _EMPTY,
            "newest": _format_days(open_rows) or None,
            "earlier": _format_months(other_rows) or None,
            "older_pages": paging.format_older_links(page_path, all_pages) if is_main else None,
        }
        values |= closing_values if is_main else dict.fromkeys(closing_values)
        blocks[path] = {INDEX_BLOCK: layout.render(values)}
    return blocks


def _parse_page(page_path: str, content: str, layout: Layout) -> tuple[list[Row], dict[str, str]]:
    """The rows on an index page, oldest first, and the values of its sections; both may lack."""
    values = layout.parse(content) or {}
    page_rows: list[Row] = []
    for part in f"{values.get('newest', '')}\n\n{values.get('earlier', '')}".split("\n\n"):
        if part.startswith("### "):
            day = part[len("### ") :]
            day = "" if day == _UNDATED else day
        elif part and not _FOLD_START.fullmatch(part) and part != _FOLD_END:
            day_rows = rows.parse_rows(page_path, part, day=day) if page_rows or part else None
            if day_rows is None:
                return [], {}
            page_rows += day_rows
    return sorted(page_rows, key=rows.make_age_key), values


# Rows -------------------------------------------------------------------------------------------


def _make_row(
    page_path: str, record: Record, graph: RelationGraph | None, *, is_overview: bool = True
) -> Row:
    """The row of a prompt, with its stage and decisions; in the overview with its feature."""
    relations = [
        relation
        for relation in (graph.list_relations(record) if graph else ())
        if relation.name in rows.NOTED_RELATIONS and relation.is_stored
    ]
    state = record.state or record.state_raw
    route_page = join_path(join_path(record.folder.path, record.subfolder), "README.md")
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


def _find_parent(record: Record, graph: RelationGraph) -> str:
    """The path of the prompt that a prompt follows, as its page says; "" for none."""
    return max(
        (
            relation.record.path
            for relation in graph.list_relations(record)
            if relation.name == _FOLLOWS and relation.is_stored
        ),
        key=make_sort_key,
        default="",
    )


def _group_turns(page_rows: list[Row], parents: Mapping[str, str]) -> list[Row]:
    """The rows of a page, oldest first, each with those of its session beneath it.

    A row belongs to the session of the one that it follows, where the page has that. The oldest of
    a session is the row that the others stand beneath; of a long one every fiftieth is.
    """
    page_rows.sort(key=rows.make_age_key)
    paths = {row.path for row in page_rows}
    sessions: dict[str, list[Row]] = {}
    for row in page_rows:
        sessions.setdefault(_find_first_turn(row.path, parents, paths), []).append(row)
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


# Days, months and features ----------------------------------------------------------------------


def _get_month(date: str) -> str:
    """The month of a day, as "2025-11"; "" for none."""
    return date[:7] if _MONTH.fullmatch(date[:7]) else ""


def _list_months(page_rows: Iterable[Row]) -> list[str]:
    """The months that rows are of, the newest first, "" last."""
    return sorted({_get_month(row.date) for row in page_rows}, reverse=True)


def _format_days(page_rows: Iterable[Row]) -> str:
    """Rows as a list for each day, the newest first."""
    newest_first = sorted(page_rows, key=rows.make_age_key, reverse=True)
    return "\n\n".join(
        f"### {day or _UNDATED}\n\n{rows.format_rows(day_rows, is_dated=False)}"
        for day, day_rows in groupby(newest_first, key=lambda row: row.date)
    )


def _format_months(page_rows: list[Row]) -> str:
    """Rows as lists by day, folded by month, the newest first."""
    parts = []
    for month in _list_months(page_rows):
        month_rows = [row for row in page_rows if _get_month(row.date) == month]
        match = _MONTH.fullmatch(month)
        name = f"{_MONTHS[int(match[2]) - 1]} {match[1]}" if match else "Other prompts"
        parts.append(_fold(name, _format_days(month_rows)))
    return "\n\n".join(parts)


def _fold(summary: str, content: str) -> str:
    """Markdown that a forge shows when it is asked for; linters are told that it is meant so."""
    return (
        f"<details><summary>{summary}</summary> <!-- markdownlint-disable-line MD033 -->\n\n"
        f"{content}\n\n{_FOLD_END}"
    )


def _format_features(
    page_path: str, folder_path: str, current: Iterable[str], others: Iterable[str]
) -> str | None:
    """The list of features, given by their pages: those of the latest months, the others folded."""
    current, others = sorted(current, key=make_sort_key), sorted(others, key=make_sort_key)
    is_cut = len(current) + len(others) > MAX_FEATURES
    others = others[: max(0, MAX_FEATURES - len(current))]
    lists = [
        [_format_feature(page_path, folder_path, path) for path in paths]
        for paths in (current[:MAX_FEATURES], others)
    ]
    if is_cut:
        lists[1 if others else 0].append(f"* {rows.OTHERS}, in the folders below `{folder_path}`")
    parts = ["\n".join(lists[0]), _fold(_FOLDED_FEATURES, "\n".join(lists[1])) if lists[1] else ""]
    return "\n\n".join(part for part in parts if part) or None


def _format_feature(page_path: str, folder_path: str, feature_page: str) -> str:
    route_folder = feature_page.rpartition("/")[0]
    route = route_folder.removeprefix(folder_path).lstrip("/")
    name = route or route_folder.rpartition("/")[2]
    return f"* {make_link(name, make_href(page_path, feature_page))}"


def _parse_features(page_path: str, text: str) -> tuple[list[str], list[str]] | None:
    """The pages of features of the latest months, and of the others; None for another text."""
    lists: list[list[str]] = [[], []]
    index = 0
    for line in text.split("\n"):
        if match := _FEATURE_ROW.fullmatch(line):
            lists[index].append(rows.resolve_href(page_path, match[1]))
        elif _FOLD_START.fullmatch(line):
            index = 1
        elif line not in ("", _FOLD_END):
            return None
    return lists[0], lists[1]


def _render_dangling_links(page_path: str, paths: set[str], graph: RelationGraph) -> str | None:
    """The list of shown relations that name a record and find none."""
    return rows.format_dangling_links(
        page_path,
        [
            (record, link.relation, link.target)
            for record, link in graph.dangling_links
            if record.path in paths
            and link.relation in (*rows.NOTED_RELATIONS, _FOLLOWS)
            and is_reference(link.target)
        ],
    )


def _locate_route_page(pages: Mapping[str, str], folder: Folder, route: str) -> str:
    return match_existing_case(pages, join_path(join_path(folder.path, route), "README.md"))


# One more row -----------------------------------------------------------------------------------


def insert_prompt(
    pages: Mapping[str, str],
    page_path: str,
    content: str,
    folder: Folder,
    record: Record,
    layouts: Mapping[str, Layout],
) -> dict[str, dict[str, str]] | None:
    """The blocks of the index of prompts with one more row, parsed from the pages alone.

    None where the pages are not as they were generated, or other rows may change too.
    """
    if any(link.relation in rows.NOTED_RELATIONS for link in record.links):
        return None  # the titles of decisions are not on the pages
    followed = [link for link in record.links if link.relation.startswith("follow")]
    layout = layouts[PROMPTS]
    page_rows, values = _parse_page(page_path, content, layout)
    features = _parse_features(page_path, values.get("features", ""))
    all_rows = [each for row in page_rows for each in row.list_all()]
    if not all_rows or features is None or not _is_new_name(record, all_rows, pages, page_path):
        return None
    parent = _find_followed_row(followed, all_rows, pages) if followed else ""
    if parent is None:
        return None
    closing_values: dict[str, str | None] = {
        name: values.get(name) or None for name in ("features", "dangling_links")
    }
    months = _list_months(page_rows)
    route_page = _locate_route_page(pages, folder, record.subfolder)
    old_content = get_block_content(pages.get(route_page, ""), INDEX_BLOCK)
    is_listed = any(route_page in paths for paths in features)
    if route_page != page_path and (old_content is None) == is_listed:
        return None
    if _get_month(rows.format_day(record)) in months[:_OPEN_MONTHS] and route_page != page_path:
        features = (
            [*{*features[0], route_page}],
            [path for path in features[1] if path != route_page],
        )
    elif not is_listed and route_page != page_path:
        features[1].append(route_page)
    new_values = {
        **closing_values,
        "features": _format_features(page_path, folder.path, *features),
    }
    blocks = _insert_row(
        pages,
        page_path,
        content,
        _make_row(page_path, record, None),
        parent,
        layout,
        (closing_values, new_values),
    )
    if (
        blocks is None
        or _list_months(_parse_page(page_path, blocks[page_path][INDEX_BLOCK], layout)[0]) != months
    ):
        return None  # other features may be those of the latest months
    if route_page == page_path:
        return blocks
    route_values: dict[str, str | None] = {"overview_href": make_href(route_page, page_path)}
    new_row = _make_row(route_page, record, None, is_overview=False)
    if old_content is None:
        return blocks | _render_blocks(
            route_page, {route_page: [new_row]}, {route_page}, route_values, layouts[FEATURE]
        )
    route_blocks = _insert_row(
        pages,
        route_page,
        old_content,
        new_row,
        parent,
        layouts[FEATURE],
        (route_values, route_values),
    )
    return None if route_blocks is None else blocks | route_blocks


def _insert_row(
    pages: Mapping[str, str],
    page_path: str,
    content: str,
    new_row: Row,
    parent: str,
    layout: Layout,
    values_before_and_after: tuple[Mapping[str, str | None], Mapping[str, str | None]],
) -> dict[str, dict[str, str]] | None:
    """The blocks of a list of prompts with one more row, beneath the session of `parent`."""
    page_rows, values = _parse_page(page_path, content, layout)
    last_parts = paging.parse_older_links(values.get("older_pages", ""))
    older_paths = paging.list_older_paths(page_path, last_parts)
    before, after = values_before_and_after
    blocks = _render_blocks(
        page_path, {page_path: page_rows}, {*older_paths, page_path}, before, layout
    )
    if blocks[page_path][INDEX_BLOCK] != content:
        return None
    if last_parts and rows.make_age_key(new_row) < rows.make_age_key(page_rows[0]):
        return None

    def read_page(path: str) -> list[Row]:
        old_content = get_block_content(pages.get(path, ""), INDEX_BLOCK) or ""
        old_rows, _ = _parse_page(path, old_content, layout)
        blocks = _render_blocks(page_path, {path: old_rows}, (), before, layout)
        return old_rows if blocks[path][INDEX_BLOCK] == old_content else []

    index = next(
        (
            index
            for index, row in enumerate(page_rows)
            if parent and any(each.path == parent for each in row.list_all())
        ),
        None,
    )
    if index is None:
        page_rows = sorted([*page_rows, new_row], key=rows.make_age_key)
    else:
        row = page_rows[index]
        if 1 + len(row.turns) >= MAX_TURNS or rows.make_age_key(new_row) < rows.make_age_key(
            row.list_all()[-1]
        ):
            return None  # a session in several pieces, or another order of its turns
        page_rows[index] = replace(row, turns=(*row.turns, new_row))
    rows_by_page = paging.redistribute_rows(page_path, page_rows, last_parts, read_page)
    if rows_by_page is None:
        return None
    return _render_blocks(page_path, rows_by_page, {*older_paths, *rows_by_page}, after, layout)


def _is_new_name(
    record: Record, all_rows: Iterable[Row], pages: Mapping[str, str], page_path: str
) -> bool:
    """Whether a record has another number and slug than all others, as far as the pages tell."""
    for row in all_rows:
        name = parse_name(PHR, row.path.rpartition("/")[2])
        if name.slug == record.slug:
            return False
        is_same_series = record.folder.numbering != "folder" or (
            row.path.rpartition("/")[0] == record.path.rpartition("/")[0]
        )
        if is_same_series and (name.number is None or name.number >= (record.number or 0)):
            return False
    return True


def _find_followed_row(
    links: list[Link], all_rows: Iterable[Row], pages: Mapping[str, str]
) -> str | None:
    """The path of the one record that a new one follows; None where the pages do not tell."""
    target = links[0].target.removeprefix("phr-")
    if len(links) > 1 or links[0].relation != _FOLLOWS or not _STORED_TARGET.fullmatch(target):
        return None
    paths = []
    for row in all_rows:
        name = parse_name(PHR, row.path.rpartition("/")[2])
        if f"{name.digits}-{name.slug}" == target:
            paths.append(row.path)
    older_pages = (text for path, text in pages.items() if "/README-" in path)
    if len(paths) != 1 or any(
        f"/{target}." in text or f"({target}." in text for text in older_pages
    ):
        return None
    return paths[0]
