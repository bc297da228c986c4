"""The index of prompts: an overview by age, feature, stage and month, and a list for each route.

A route is a folder below the folder of prompts, usually that of a feature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutebook.records.index import tables
from minutebook.records.index.tables import (
    Row,
    format_day,
    join_path,
    make_row,
    match_existing_case,
    parse_rows,
    render_table,
    resolve_href,
)
from minutebook.records.model import INDEX_BLOCK, PHR, Folder, Record
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import escape_cell, get_block_content, make_href, make_link

RECORDS_BLOCK = "records"  # the list of a route, where its page holds the overview too
MAX_NEWEST_ROWS = 20
MAX_FEATURES = 500
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_NO_STAGE = "no stage"
_HEADINGS = ("Record", "Title", "Stage", "Date")
_FEATURE_ROW = re.compile(r"\| \[(?:[^\]\\]|\\.)*\]\(([^()\s]*)\) \| ([0-9]+) \| ([^|]*) \|")
_TOTAL_LINE = re.compile(r"[0-9]+ prompts? recorded(?:, ([0-9]+) without a date)?\.")


@dataclass(slots=True)
class Overview:
    """The facts of the overview: counts by stage and by month ("2025-11"), features, newest rows.

    `features` maps the page of each route to the number of its records and the latest date.
    """

    stage_counts: Counter[str] = field(default_factory=Counter)
    month_counts: Counter[str] = field(default_factory=Counter)
    features: dict[str, tuple[int, str]] = field(default_factory=dict)
    newest_rows: list[Row] = field(default_factory=list)

    def add_record(self, record: Record, feature_page: str) -> None:
        """Count one more record. `newest_rows` is left to the caller."""
        self.stage_counts[escape_cell(record.state) or _NO_STAGE] += 1
        month = format_day(record)[:7]
        self.month_counts[month if _MONTH.fullmatch(month) else ""] += 1
        count, latest = self.features.get(feature_page, (0, ""))
        self.features[feature_page] = (count + 1, max(latest, escape_cell(format_day(record))))


def build_overview(
    page_path: str, records: Iterable[Record], page_by_route: dict[str, str]
) -> Overview:
    """The overview of the records, for the page at `page_path`."""
    records = tuple(records)
    overview = Overview()
    for record in records:
        overview.add_record(record, page_by_route[record.subfolder])
    newest_records = sorted(
        records,
        key=lambda record: _make_age_key(record.path, escape_cell(format_day(record))),
        reverse=True,
    )
    overview.newest_rows = [
        make_row(page_path, record, label=record.ref) for record in newest_records[:MAX_NEWEST_ROWS]
    ]
    return overview


def add_newest_row(rows: Iterable[Row], new_row: Row) -> list[Row]:
    """The newest rows, with one more that may belong to them."""
    ordered = sorted(
        (*rows, new_row), key=lambda row: _make_age_key(row.path, row.date), reverse=True
    )
    return ordered[:MAX_NEWEST_ROWS]


def render_overview(page_path: str, folder_path: str, overview: Overview) -> str:
    """The overview as the content of a generated block on the page at `page_path`."""
    total = sum(overview.month_counts.values())
    if not total:
        return "No prompts are recorded yet."
    stages = _sort_stages(overview.stage_counts)
    undated = f", {overview.month_counts['']} without a date" if overview.month_counts[""] else ""
    parts = [
        f"{total} prompt{'s' * (total != 1)} recorded{undated}.",
        "### Newest",
        render_table(_HEADINGS, overview.newest_rows),
        "### Features",
        _render_features(page_path, folder_path, overview.features),
    ]
    omitted = len(overview.features) - MAX_FEATURES
    if omitted > 0:
        parts.append(f"And {omitted} more, in the folders below `{folder_path}`.")
    counts = [str(overview.stage_counts[name]) for name in stages]
    parts += [
        "### Stages",
        _render_count_table(stages, [counts]),
        "### Months",
        _render_months(overview.month_counts),
    ]
    return "\n\n".join(parts)


def parse_overview(page_path: str, folder_path: str, content: str) -> Overview | None:
    """The inverse of `render_overview`; None for a text that it would not return."""
    parts = content.split("\n\n")
    total_match = _TOTAL_LINE.fullmatch(parts[0])
    if len(parts) != 9 or not total_match:
        return None
    overview = Overview()
    overview.month_counts[""] = int(total_match[1] or 0)
    try:
        stages = parts[6].split("\n")
        names = stages[0][2:-2].split(" | ")
        counts = [int(count) for count in stages[2][2:-2].split(" | ")]
        overview.stage_counts.update(dict(zip(names, counts, strict=True)))
        for line in parts[8].split("\n")[2:]:
            year, *cells = line[2:-2].split(" | ")
            for month, count in enumerate(cells, 1):
                if count.strip():
                    overview.month_counts[f"{year}-{month:02d}"] = int(count)
    except (ValueError, IndexError):
        return None
    for line in parts[4].split("\n")[2:]:
        if row_match := _FEATURE_ROW.fullmatch(line):
            overview.features[resolve_href(page_path, row_match[1])] = (
                int(row_match[2]),
                row_match[3],
            )
    overview.newest_rows = parse_rows(page_path, parts[2]) or []
    return overview if render_overview(page_path, folder_path, overview) == content else None


def _make_age_key(path: str, date: str) -> tuple[object, ...]:
    """A sort key by date, then by name: on one date the higher number is newer."""
    return date, make_sort_key(path.rpartition("/")[2]), path


def _sort_stages(stages: Iterable[str]) -> list[str]:
    """Stages in the order of `PHR.states`, then those of the repository, then none."""
    order = {name: position for position, name in enumerate(PHR.states)}
    return sorted(stages, key=lambda name: (name == _NO_STAGE, order.get(name, 99), name))


def _render_count_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of right-aligned numbers."""
    headings = list(headings)
    rows_with_heads = [headings, ["---:"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in rows_with_heads)


def _render_months(months: Counter[str]) -> str:
    years = sorted({month[:4] for month in months if month})
    rows = [
        [year, *(str(months.get(f"{year}-{number:02d}") or "") for number in range(1, 13))]
        for year in years
    ]
    return _render_count_table(("Year", *_MONTHS), rows)


def _render_features(page_path: str, folder_path: str, features: dict[str, tuple[int, str]]) -> str:
    shown_pages = sorted(features, key=lambda path: (features[path][1], make_sort_key(path)))[
        -MAX_FEATURES:
    ]
    lines = ["| Feature | Prompts | Latest |", "| --- | ---: | --- |"]
    for path in sorted(shown_pages, key=make_sort_key):
        route_folder = path.rpartition("/")[0]
        name = (
            route_folder.removeprefix(folder_path).lstrip("/")
            or route_folder.rpartition("/")[2]
            or "here"
        )
        count, latest = features[path]
        lines.append(f"| {make_link(name, make_href(page_path, path))} | {count} | {latest} |")
    return "\n".join(lines)


def render_prompt_blocks(
    page_path: str, folder: Folder, records: list[Record], pages: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of prompts: page path to block name to content."""
    records_by_route: dict[str, list[Record]] = {}
    for record in records:
        records_by_route.setdefault(record.subfolder, []).append(record)
    page_by_route = {route: _locate_route_page(pages, folder, route) for route in records_by_route}
    overview = build_overview(page_path, records, page_by_route)
    blocks = {page_path: {INDEX_BLOCK: render_overview(page_path, folder.path, overview)}}
    for route, route_records in sorted(records_by_route.items()):
        route_page = page_by_route[route]
        rows_by_page = tables.distribute_rows(
            route_page, [make_row(route_page, record) for record in route_records]
        )
        for path, page_blocks in _render_route_blocks(
            route_page,
            rows_by_page,
            set(rows_by_page) - {route_page},
            _choose_block_name(route_page, page_path),
        ).items():
            blocks.setdefault(path, {}).update(page_blocks)
    return blocks


def _render_route_blocks(
    page_path: str,
    rows_by_page: Mapping[str, list[Row]],
    older_paths: Iterable[str],
    block_name: str,
) -> dict[str, dict[str, str]]:
    parts = [
        render_table(_HEADINGS, rows_by_page[page_path]),
        tables.render_older_links(older_paths),
    ]
    blocks = {page_path: {block_name: "\n\n".join(part for part in parts if part)}}
    return blocks | tables.render_older_blocks(page_path, rows_by_page, _HEADINGS)


def insert_prompt(
    pages: Mapping[str, str], page_path: str, content: str, folder: Folder, record: Record
) -> dict[str, dict[str, str]] | None:
    """The blocks of the index of prompts with one more row, parsed from the pages alone.

    None where the pages are not as they were generated.
    """
    overview = parse_overview(page_path, folder.path, content)
    if overview is None:
        return None
    route_page = _locate_route_page(pages, folder, record.subfolder)
    block_name = _choose_block_name(route_page, page_path)
    count = overview.features.get(route_page, (0, ""))[0]
    old_content = get_block_content(pages.get(route_page, ""), block_name)
    if (old_content is None) != (count == 0):
        return None
    overview.add_record(record, route_page)
    overview.newest_rows = add_newest_row(
        overview.newest_rows, make_row(page_path, record, label=record.ref)
    )
    blocks = {page_path: {INDEX_BLOCK: render_overview(page_path, folder.path, overview)}}
    table, _, older_line = (old_content or render_table(_HEADINGS, ())).partition("\n\n")
    rows, last_parts = parse_rows(route_page, table), tables.parse_older_links(older_line)
    older_paths = tables.list_older_paths(route_page, last_parts)
    if rows is None or (
        old_content
        and _render_route_blocks(route_page, {route_page: rows}, older_paths, block_name)[
            route_page
        ][block_name]
        != old_content
    ):
        return None
    rows_by_page = tables.redistribute_rows(
        pages, route_page, rows, make_row(route_page, record), last_parts
    )
    if rows_by_page is None:
        return None
    for path, page_blocks in _render_route_blocks(
        route_page, rows_by_page, {*older_paths, *rows_by_page} - {route_page}, block_name
    ).items():
        blocks.setdefault(path, {}).update(page_blocks)
    return blocks


def _locate_route_page(pages: Mapping[str, str], folder: Folder, route: str) -> str:
    return match_existing_case(pages, join_path(join_path(folder.path, route), "README.md"))


def _choose_block_name(route_page: str, main_page: str) -> str:
    return RECORDS_BLOCK if route_page == main_page else INDEX_BLOCK
