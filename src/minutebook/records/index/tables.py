"""Tables of records: rows, and the pages they are dealt to, none too long for a forge to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minutebook.records.model import Record
from minutebook.records.relations import in_order
from minutebook.text.markdown import block_inside, cell, link, relative

INDEX = "index"  # the generated block of an index page

# A forge shows tables of about this size and pages of 512 KB; the rest of a page needs room too.
MOST_ROWS = 1_000
MOST_BYTES = 300_000
_MOST_TITLE = 200
_MOST_STATE = 40
_CELL = r"((?:[^|\\]|\\.)*)"
_ROW = re.compile(
    rf"\| \[((?:[^\]\\]|\\.)*)\]\(([^()\s]*)\) \| {_CELL} \| {_CELL} \| {_CELL} \|.*", re.DOTALL
)
_README = ("README.md", "readme.md", "Readme.md")
_YEAR = re.compile(r"[0-9]{4}")
_OLDER = re.compile(r"\[[^\]]*\]\((README-([0-9]{4}|undated)(?:-([0-9]{1,9}))?\.md)\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a table: its `path`, its day ("" or ISO 8601), and the `line` as it stands."""

    path: str
    date: str
    line: str


def row(page: str, record: Record, more: str | None = None, *, ref: str = "") -> Row:
    """The row of a record in a table on `page`; `more` is the markdown of a further cell.

    `ref` is what the first cell says; the record's ref without its folder where it is "".
    """
    name = ref or record.ref.rpartition("/")[2] or record.stem
    ref = link(short(name, _MOST_TITLE), relative(page, record.path))
    title = cell(short(record.title or record.stem, _MOST_TITLE))
    state = cell(short(record.state or record.state_raw, _MOST_STATE))
    date = cell(day(record))
    line = f"| {ref} | {title} | {state} | {date} |"
    return Row(record.path, date, line + (f" {more} |" if more is not None else ""))


def day(record: Record) -> str:
    """The date without a time."""
    return record.date[:10]


def short(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is longer than `most` characters."""
    text = " ".join(text[: 10 * most].split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def table(heads: Iterable[str], rows: Iterable[Row]) -> str:
    """A table: its head, its rule, its rows."""
    heads = tuple(heads)
    top = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    return "\n".join(top + [row.line for row in rows])


def rows_of(page: str, table: str) -> list[Row] | None:
    """The rows of a table that `table` made on this page; None where a line is not one."""
    rows = []
    for line in table.split("\n")[2:]:
        found = _ROW.fullmatch(line)
        if not found:
            return None
        rows.append(Row(target(page, found[2]), found[5], line))
    return rows


def target(page: str, href: str) -> str:
    """The path that a relative address on a page leads to: the inverse of `relative` and `link`."""
    if "%" in href:
        from urllib.parse import unquote

        href = unquote(href, errors="surrogateescape")
    parts = page.split("/")[:-1]
    for part in href.split("/"):
        if part == "..":
            del parts[-1:]
        else:
            parts.append(part)
    return "/".join(parts)


def older_page(page: str, year: str, part: int) -> str:
    """The path of the page for a year's older rows: `README-2025.md`, then `README-2025-2.md`."""
    folder, slash, _ = page.rpartition("/")
    return f"{folder}{slash}README-{year}{f'-{part}' if part > 1 else ''}.md"


def deal(page: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows to pages: the newest to `page`, older ones to pages of their year.

    A year is filled from its oldest row, so that a new record moves rows at the newest end of few
    pages only, whatever their number.
    """
    ordered = sorted(rows, key=lambda row: in_order(row.path))
    start = newest(ordered)
    dealt = {page: ordered[start:]}
    dealt.update(deal_older(page, ordered[:start], {}))
    return dealt


def newest(ordered: list[Row]) -> int:
    """Where the rows begin that fit on one page, counted from the end."""
    size, start = 0, len(ordered)
    while start and len(ordered) - start < MOST_ROWS:
        size += _size(ordered[start - 1])
        if size > MOST_BYTES:
            break
        start -= 1
    return start


def deal_older(
    page: str, rows: Iterable[Row], last: Mapping[str, tuple[int, list[Row]]]
) -> dict[str, list[Row]]:
    """Rows, oldest first, set at the end of their year's last page, or of new ones.

    `last` tells of each year that has pages the number of the last one and its rows.
    """
    dealt: dict[str, list[Row]] = {}
    now = {
        year: (part, list(there), sum(map(_size, there))) for year, (part, there) in last.items()
    }
    for row in rows:
        year = year_of(row)
        part, there, size = now.get(year, (1, [], 0))
        size += _size(row)
        if there and (len(there) >= MOST_ROWS or size > MOST_BYTES):
            part, there, size = part + 1, [], _size(row)
        there.append(row)
        dealt[older_page(page, year, part)] = there
        now[year] = part, there, size
    return dealt


def year_of(row: Row) -> str:
    """The year whose page a row goes to once it is old."""
    return row.date[:4] if _YEAR.match(row.date) else "undated"


def dealt_again(
    pages: Mapping[str, str],
    page: str,
    rows: list[Row],
    new: Row,
    older: Mapping[str, int],
) -> dict[str, list[Row]] | None:
    """Rows dealt to pages once more, with one new; None where it may not be among the newest."""
    if any(one.path == new.path for one in rows):
        return None
    if older and in_order(new.path) < in_order(rows[0].path):
        return None
    ordered = sorted((*rows, new), key=lambda row: in_order(row.path))
    start = newest(ordered)
    last: dict[str, tuple[int, list[Row]]] = {}
    for year in {year_of(row) for row in ordered[:start]} & set(older):
        path = older_page(page, year, older[year])
        there = block_inside(pages.get(path, ""), INDEX) or ""
        mine = rows_of(page, there.partition("\n\n")[2])
        if not mine:
            return None
        last[year] = (older[year], mine)
    return {page: ordered[start:]} | deal_older(page, ordered[:start], last)


def older_paths(page: str, older: Mapping[str, int]) -> set[str]:
    """The paths of all pages of older rows; `older` tells each year's last part."""
    return {
        older_page(page, year, part)
        for year, parts in older.items()
        for part in range(1, parts + 1)
    }


def older_blocks(
    page: str, dealt: Mapping[str, list[Row]], heads: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """The generated blocks of the pages of older rows; `page` holds the newest."""
    name = page.rpartition("/")[2]
    line = f"Older records; the newest are in {link(name, name)}."
    return {
        path: {INDEX: f"{line}\n\n{table(heads, rows)}"}
        for path, rows in dealt.items()
        if path != page
    }


def older_line(older: Iterable[str]) -> str:
    """The line of links to the pages of older rows, the newest first; "" where there are none."""
    names = [path.rpartition("/")[2][len("README-") : -len(".md")] for path in older]
    names.sort(key=lambda name: (name[:1].isdigit(), in_order(name)), reverse=True)
    links = [link(name, f"README-{name}.md") for name in names]
    return "Older: " + ", ".join(links) if links else ""


def older_of(line: str) -> Mapping[str, int]:
    """Of the line of links: for each year the number of its last page."""
    last: dict[str, int] = {}
    for _, year, part in _OLDER.findall(line):
        last[year] = max(last.get(year, 1), int(part or 1))
    return last


def _size(row: Row) -> int:
    return len(row.line.encode("utf-8", "surrogatepass")) + 2


def spelled(pages: Mapping[str, str], page: str) -> str:
    """The page as it is spelled where it is there in another case; two would be one elsewhere."""
    folder, slash, _ = page.rpartition("/")
    found = (f"{folder}{slash}{name}" for name in _README)
    return next((path for path in found if path in pages), page)


def join(folder: str, name: str) -> str:
    """The path of a name in a folder; either may be ""."""
    return f"{folder}/{name}" if folder and name else folder or name
