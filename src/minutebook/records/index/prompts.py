"""The index of prompts: an overview by stage, month, feature and age, and a list a route."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutebook.records.index import tables
from minutebook.records.index.tables import (
    INDEX_BLOCK,
    Row,
    format_day,
    join_path,
    make_row,
    match_existing_case,
    parse_rows,
    render_table,
    resolve_href,
)
from minutebook.records.model import PHR, Folder, Record
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import escape_cell, get_block_content, make_href, make_link

RECORDS_BLOCK = "records"  # the list of a route, where its page holds the overview too
MAX_NEWEST_ROWS = 20
MAX_FEATURES = 500
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_NO_STAGE = "no stage"
_HEADS = ("Record", "Title", "Stage", "Date")
_FEATURE = re.compile(r"\| \[(?:[^\]\\]|\\.)*\]\(([^()\s]*)\) \| ([0-9]+) \| ([^|]*) \|")
_TOTAL = re.compile(r"[0-9]+ prompts? recorded(?:, ([0-9]+) without a date)?\.")


@dataclass(slots=True)
class Overview:
    """What the overview tells: counts by stage, by month ("2025-11"), by feature's page.

    `features` holds for each page of a route the number of its records and the latest day.
    """

    stage_counts: Counter[str] = field(default_factory=Counter)
    month_counts: Counter[str] = field(default_factory=Counter)
    features: dict[str, tuple[int, str]] = field(default_factory=dict)
    newest_rows: list[Row] = field(default_factory=list)

    def add_record(self, record: Record, feature_page: str) -> None:
        """Count one more record; `newest` is the caller's."""
        self.stage_counts[escape_cell(record.state) or _NO_STAGE] += 1
        month = format_day(record)[:7]
        self.month_counts[month if _MONTH.fullmatch(month) else ""] += 1
        count, latest = self.features.get(feature_page, (0, ""))
        self.features[feature_page] = (count + 1, max(latest, escape_cell(format_day(record))))


def build_overview(
    page_path: str, records: Iterable[Record], page_by_route: dict[str, str]
) -> Overview:
    """Read off the records. `feature_page` leads from a route to its page."""
    records = tuple(records)
    seen = Overview()
    for record in records:
        seen.add_record(record, page_by_route[record.subfolder])
    latest = sorted(
        records, key=lambda one: _age(one.path, escape_cell(format_day(one))), reverse=True
    )
    seen.newest_rows = [
        make_row(page_path, record, label=record.ref) for record in latest[:MAX_NEWEST_ROWS]
    ]
    return seen


def add_newest_row(rows: Iterable[Row], new_row: Row) -> list[Row]:
    """The newest rows, with one more that may belong to them."""
    ordered = sorted((*rows, new_row), key=lambda row: _age(row.path, row.date), reverse=True)
    return ordered[:MAX_NEWEST_ROWS]


def render_overview(page_path: str, folder_path: str, overview: Overview) -> str:
    """The overview as the inside of a generated block on `page`."""
    total = sum(overview.month_counts.values())
    if not total:
        return "No prompts are recorded yet."
    stages = _staged(overview.stage_counts)
    undated = f", {overview.month_counts['']} without a date" if overview.month_counts[""] else ""
    parts = [
        f"{total} prompt{'s' * (total != 1)} recorded{undated}.",
        "### Newest",
        render_table(_HEADS, overview.newest_rows),
        "### Features",
        _features(page_path, folder_path, overview.features),
    ]
    more = len(overview.features) - MAX_FEATURES
    if more > 0:
        parts.append(f"And {more} more, in the folders below `{folder_path}`.")
    counts = [str(overview.stage_counts[name]) for name in stages]
    parts += ["### Stages", _across(stages, [counts]), "### Months", _months(overview.month_counts)]
    return "\n\n".join(parts)


def parse_overview(page_path: str, folder_path: str, content: str) -> Overview | None:
    """The inverse of `render`; None for a text that `render` would not give."""
    parts = content.split("\n\n")
    first = _TOTAL.fullmatch(parts[0])
    if len(parts) != 9 or not first:
        return None
    seen = Overview()
    seen.month_counts[""] = int(first[1] or 0)
    try:
        stages = parts[6].split("\n")
        names = stages[0][2:-2].split(" | ")
        counts = [int(count) for count in stages[2][2:-2].split(" | ")]
        seen.stage_counts.update(dict(zip(names, counts, strict=True)))
        for line in parts[8].split("\n")[2:]:
            year, *cells = line[2:-2].split(" | ")
            for month, count in enumerate(cells, 1):
                if count.strip():
                    seen.month_counts[f"{year}-{month:02d}"] = int(count)
    except (ValueError, IndexError):
        return None
    for line in parts[4].split("\n")[2:]:
        if found := _FEATURE.fullmatch(line):
            seen.features[resolve_href(page_path, found[1])] = (int(found[2]), found[3])
    seen.newest_rows = parse_rows(page_path, parts[2]) or []
    return seen if render_overview(page_path, folder_path, seen) == content else None


def _age(path: str, date: str) -> tuple[object, ...]:
    """Sorts by day, then by name: within a day the higher number is newer."""
    return date, make_sort_key(path.rpartition("/")[2]), path


def _staged(stages: Iterable[str]) -> list[str]:
    """Stages in the order work passes through them, unknown ones after."""
    known = {name: at for at, name in enumerate(PHR.states)}
    return sorted(stages, key=lambda name: (name == _NO_STAGE, known.get(name, 99), name))


def _across(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of numbers."""
    heads = list(heads)
    lines = [heads, ["---:"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _months(months: Counter[str]) -> str:
    years = sorted({month[:4] for month in months if month})
    rows = [
        [year, *(str(months.get(f"{year}-{at:02d}") or "") for at in range(1, 13))]
        for year in years
    ]
    return _across(("Year", *_MONTHS), rows)


def _features(page: str, folder: str, features: dict[str, tuple[int, str]]) -> str:
    shown = sorted(features, key=lambda path: (features[path][1], make_sort_key(path)))[
        -MAX_FEATURES:
    ]
    lines = ["| Feature | Prompts | Latest |", "| --- | ---: | --- |"]
    for path in sorted(shown, key=make_sort_key):
        home = path.rpartition("/")[0]
        name = home.removeprefix(folder).lstrip("/") or home.rpartition("/")[2] or "here"
        count, latest = features[path]
        lines.append(f"| {make_link(name, make_href(page, path))} | {count} | {latest} |")
    return "\n".join(lines)


def render_prompt_blocks(
    page_path: str, folder: Folder, records: list[Record], pages: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of prompts: page to block name to its inside."""
    routes: dict[str, list[Record]] = {}
    for record in records:
        routes.setdefault(record.subfolder, []).append(record)
    homes = {route: _route_page(pages, folder, route) for route in routes}
    seen = build_overview(page_path, records, homes)
    blocks = {page_path: {INDEX_BLOCK: render_overview(page_path, folder.path, seen)}}
    for route, mine in sorted(routes.items()):
        at = homes[route]
        dealt = tables.distribute_rows(at, [make_row(at, record) for record in mine])
        for path, made in _prompt_blocks(
            at, dealt, set(dealt) - {at}, _block_name(at, page_path)
        ).items():
            blocks.setdefault(path, {}).update(made)
    return blocks


def _prompt_blocks(
    page: str, dealt: Mapping[str, list[Row]], older: Iterable[str], name: str
) -> dict[str, dict[str, str]]:
    parts = [render_table(_HEADS, dealt[page]), tables.render_older_links(older)]
    blocks = {page: {name: "\n\n".join(part for part in parts if part)}}
    return blocks | tables.render_older_blocks(page, dealt, _HEADS)


def insert_prompt(
    pages: Mapping[str, str], page_path: str, content: str, folder: Folder, record: Record
) -> dict[str, dict[str, str]] | None:
    """The prompts' pages with one more row; None where the pages are not as they should be."""
    seen = parse_overview(page_path, folder.path, content)
    if seen is None:
        return None
    at = _route_page(pages, folder, record.subfolder)
    name = _block_name(at, page_path)
    count = seen.features.get(at, (0, ""))[0]
    there = get_block_content(pages.get(at, ""), name)
    if (there is None) != (count == 0):
        return None
    seen.add_record(record, at)
    seen.newest_rows = add_newest_row(
        seen.newest_rows, make_row(page_path, record, label=record.ref)
    )
    blocks = {page_path: {INDEX_BLOCK: render_overview(page_path, folder.path, seen)}}
    listed, _, tail = (there or render_table(_HEADS, ())).partition("\n\n")
    rows, older = parse_rows(at, listed), tables.parse_older_links(tail)
    paths = tables.list_older_paths(at, older)
    if rows is None or (there and _prompt_blocks(at, {at: rows}, paths, name)[at][name] != there):
        return None
    dealt = tables.redistribute_rows(pages, at, rows, make_row(at, record), older)
    if dealt is None:
        return None
    for path, made in _prompt_blocks(at, dealt, {*paths, *dealt} - {at}, name).items():
        blocks.setdefault(path, {}).update(made)
    return blocks


def _route_page(pages: Mapping[str, str], folder: Folder, route: str) -> str:
    return match_existing_case(pages, join_path(join_path(folder.path, route), "README.md"))


def _block_name(at: str, home: str) -> str:
    return RECORDS_BLOCK if at == home else INDEX_BLOCK
