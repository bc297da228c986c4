"""The index of prompts: an overview by stage, month, feature and age, and a list a route."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutebook.records.index import tables
from minutebook.records.index.tables import (
    INDEX,
    Row,
    day,
    join,
    row,
    rows_of,
    spelled,
    table,
    target,
)
from minutebook.records.model import PHR, Folder, Record
from minutebook.records.relations import in_order
from minutebook.text.markdown import block_inside, cell, link, relative

RECORDS = "records"  # the list of a route, where its page holds the overview too
NEWEST = 20
MOST_FEATURES = 500
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

    stages: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    features: dict[str, tuple[int, str]] = field(default_factory=dict)
    newest: list[Row] = field(default_factory=list)

    def add(self, record: Record, feature_page: str) -> None:
        """Count one more record; `newest` is the caller's."""
        self.stages[cell(record.state) or _NO_STAGE] += 1
        month = day(record)[:7]
        self.months[month if _MONTH.fullmatch(month) else ""] += 1
        count, latest = self.features.get(feature_page, (0, ""))
        self.features[feature_page] = (count + 1, max(latest, cell(day(record))))


def overview(page: str, records: Iterable[Record], feature_page: dict[str, str]) -> Overview:
    """Read off the records. `feature_page` leads from a route to its page."""
    records = tuple(records)
    seen = Overview()
    for record in records:
        seen.add(record, feature_page[record.route])
    latest = sorted(records, key=lambda one: _age(one.path, cell(day(one))), reverse=True)
    seen.newest = [row(page, record, ref=record.ref) for record in latest[:NEWEST]]
    return seen


def with_row(rows: Iterable[Row], one: Row) -> list[Row]:
    """The newest rows, with one more that may belong to them."""
    ordered = sorted((*rows, one), key=lambda row: _age(row.path, row.date), reverse=True)
    return ordered[:NEWEST]


def render(page: str, folder: str, seen: Overview) -> str:
    """The overview as the inside of a generated block on `page`."""
    total = sum(seen.months.values())
    if not total:
        return "No prompts are recorded yet."
    stages = _staged(seen.stages)
    undated = f", {seen.months['']} without a date" if seen.months[""] else ""
    parts = [
        f"{total} prompt{'s' * (total != 1)} recorded{undated}.",
        "### Newest",
        table(_HEADS, seen.newest),
        "### Features",
        _features(page, folder, seen.features),
    ]
    more = len(seen.features) - MOST_FEATURES
    if more > 0:
        parts.append(f"And {more} more, in the folders below `{folder}`.")
    counts = [str(seen.stages[name]) for name in stages]
    parts += ["### Stages", _across(stages, [counts]), "### Months", _months(seen.months)]
    return "\n\n".join(parts)


def parse(page: str, folder: str, inside: str) -> Overview | None:
    """The inverse of `render`; None for a text that `render` would not give."""
    parts = inside.split("\n\n")
    first = _TOTAL.fullmatch(parts[0])
    if len(parts) != 9 or not first:
        return None
    seen = Overview()
    seen.months[""] = int(first[1] or 0)
    try:
        stages = parts[6].split("\n")
        names = stages[0][2:-2].split(" | ")
        counts = [int(count) for count in stages[2][2:-2].split(" | ")]
        seen.stages.update(dict(zip(names, counts, strict=True)))
        for line in parts[8].split("\n")[2:]:
            year, *cells = line[2:-2].split(" | ")
            for month, count in enumerate(cells, 1):
                if count.strip():
                    seen.months[f"{year}-{month:02d}"] = int(count)
    except (ValueError, IndexError):
        return None
    for line in parts[4].split("\n")[2:]:
        if found := _FEATURE.fullmatch(line):
            seen.features[target(page, found[1])] = (int(found[2]), found[3])
    seen.newest = rows_of(page, parts[2]) or []
    return seen if render(page, folder, seen) == inside else None


def _age(path: str, date: str) -> tuple[object, ...]:
    """Sorts by day, then by name: within a day the higher number is newer."""
    return date, in_order(path.rpartition("/")[2]), path


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
    shown = sorted(features, key=lambda path: (features[path][1], in_order(path)))[-MOST_FEATURES:]
    lines = ["| Feature | Prompts | Latest |", "| --- | ---: | --- |"]
    for path in sorted(shown, key=in_order):
        home = path.rpartition("/")[0]
        name = home.removeprefix(folder).lstrip("/") or home.rpartition("/")[2] or "here"
        count, latest = features[path]
        lines.append(f"| {link(name, relative(page, path))} | {count} | {latest} |")
    return "\n".join(lines)


def prompts(
    page: str, folder: Folder, records: list[Record], pages: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of prompts: page to block name to its inside."""
    routes: dict[str, list[Record]] = {}
    for record in records:
        routes.setdefault(record.route, []).append(record)
    homes = {route: _route_page(pages, folder, route) for route in routes}
    seen = overview(page, records, homes)
    blocks = {page: {INDEX: render(page, folder.path, seen)}}
    for route, mine in sorted(routes.items()):
        at = homes[route]
        dealt = tables.deal(at, [row(at, record) for record in mine])
        for path, made in _prompt_blocks(
            at, dealt, set(dealt) - {at}, _block_name(at, page)
        ).items():
            blocks.setdefault(path, {}).update(made)
    return blocks


def _prompt_blocks(
    page: str, dealt: Mapping[str, list[Row]], older: Iterable[str], name: str
) -> dict[str, dict[str, str]]:
    parts = [table(_HEADS, dealt[page]), tables.older_line(older)]
    blocks = {page: {name: "\n\n".join(part for part in parts if part)}}
    return blocks | tables.older_blocks(page, dealt, _HEADS)


def with_prompt(
    pages: Mapping[str, str], page: str, inside: str, folder: Folder, record: Record
) -> dict[str, dict[str, str]] | None:
    """The prompts' pages with one more row; None where the pages are not as they should be."""
    seen = parse(page, folder.path, inside)
    if seen is None:
        return None
    at = _route_page(pages, folder, record.route)
    name = _block_name(at, page)
    count = seen.features.get(at, (0, ""))[0]
    there = block_inside(pages.get(at, ""), name)
    if (there is None) != (count == 0):
        return None
    seen.add(record, at)
    seen.newest = with_row(seen.newest, row(page, record, ref=record.ref))
    blocks = {page: {INDEX: render(page, folder.path, seen)}}
    listed, _, tail = (there or table(_HEADS, ())).partition("\n\n")
    rows, older = rows_of(at, listed), tables.older_of(tail)
    paths = tables.older_paths(at, older)
    if rows is None or (there and _prompt_blocks(at, {at: rows}, paths, name)[at][name] != there):
        return None
    dealt = tables.dealt_again(pages, at, rows, row(at, record), older)
    if dealt is None:
        return None
    for path, made in _prompt_blocks(at, dealt, {*paths, *dealt} - {at}, name).items():
        blocks.setdefault(path, {}).update(made)
    return blocks


def _route_page(pages: Mapping[str, str], folder: Folder, route: str) -> str:
    return spelled(pages, join(join(folder.path, route), "README.md"))


def _block_name(at: str, home: str) -> str:
    return RECORDS if at == home else INDEX
