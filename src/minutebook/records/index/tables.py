"""Tables of records: rows, and the pages they are dealt to, none too long for a forge to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minutebook.records.model import Record
from minutebook.records.references import normalize_path
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import escape_cell, get_block_content, make_href, make_link

INDEX_BLOCK = "index"  # the generated block of an index page

# A forge shows tables of about this size and pages of 512 KB; the rest of a page needs room too.
MAX_TABLE_ROWS = 1_000
MAX_TABLE_BYTES = 300_000
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


def make_row(
    page_path: str, record: Record, extra_cell: str | None = None, *, label: str = ""
) -> Row:
    """The row of a record in a table on `page`; `more` is the markdown of a further cell.

    `ref` is what the first cell says; the record's ref without its folder where it is "".
    """
    name = label or record.ref.rpartition("/")[2] or record.stem
    label = make_link(shorten_text(name, _MOST_TITLE), make_href(page_path, record.path))
    title = escape_cell(shorten_text(record.title or record.stem, _MOST_TITLE))
    state = escape_cell(shorten_text(record.state or record.state_raw, _MOST_STATE))
    date = escape_cell(format_day(record))
    line = f"| {label} | {title} | {state} | {date} |"
    return Row(record.path, date, line + (f" {extra_cell} |" if extra_cell is not None else ""))


def format_day(record: Record) -> str:
    """The date without a time."""
    return record.date[:10]


def shorten_text(text: str, max_chars: int) -> str:
    """The text, cut with an ellipsis where it is longer than `most` characters."""
    text = " ".join(text[: 10 * max_chars].split())
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"


def render_table(headings: Iterable[str], rows: Iterable[Row]) -> str:
    """A table: its head, its rule, its rows."""
    headings = tuple(headings)
    top = ["| " + " | ".join(headings) + " |", "| " + " | ".join("---" for _ in headings) + " |"]
    return "\n".join(top + [row.line for row in rows])


def parse_rows(page_path: str, table: str) -> list[Row] | None:
    """The rows of a table that `table` made on this page; None where a line is not one."""
    rows = []
    for line in table.split("\n")[2:]:
        found = _ROW.fullmatch(line)
        if not found:
            return None
        rows.append(Row(resolve_href(page_path, found[2]), found[5], line))
    return rows


def resolve_href(page_path: str, href: str) -> str:
    """The path that a relative address on a page leads to: the inverse of `relative` and `link`."""
    if "%" in href:
        from urllib.parse import unquote

        href = unquote(href, errors="surrogateescape")
    return normalize_path(f"{page_path.rpartition('/')[0]}/{href}")


def name_older_page(page_path: str, year: str, part: int) -> str:
    """The path of the page for a year's older rows: `README-2025.md`, then `README-2025-2.md`."""
    folder, slash, _ = page_path.rpartition("/")
    return f"{folder}{slash}README-{year}{f'-{part}' if part > 1 else ''}.md"


def distribute_rows(page_path: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows to pages: the newest to `page`, older ones to pages of their year.

    A year is filled from its oldest row, so that a new record moves rows at the newest end of few
    pages only, whatever their number.
    """
    ordered = sorted(rows, key=lambda row: make_sort_key(row.path))
    start = find_newest_start(ordered)
    dealt = {page_path: ordered[start:]}
    dealt.update(distribute_older_rows(page_path, ordered[:start], {}))
    return dealt


def find_newest_start(rows: list[Row]) -> int:
    """Where the rows begin that fit on one page, counted from the end."""
    size, start = 0, len(rows)
    while start and len(rows) - start < MAX_TABLE_ROWS:
        size += _size(rows[start - 1])
        if size > MAX_TABLE_BYTES:
            break
        start -= 1
    return start


def distribute_older_rows(
    page_path: str, rows: Iterable[Row], last_pages: Mapping[str, tuple[int, list[Row]]]
) -> dict[str, list[Row]]:
    """Rows, oldest first, set at the end of their year's last page, or of new ones.

    `last` tells of each year that has pages the number of the last one and its rows.
    """
    dealt: dict[str, list[Row]] = {}
    now = {
        year: (part, list(there), sum(map(_size, there)))
        for year, (part, there) in last_pages.items()
    }
    for row in rows:
        year = get_row_year(row)
        part, there, size = now.get(year, (1, [], 0))
        size += _size(row)
        if there and (len(there) >= MAX_TABLE_ROWS or size > MAX_TABLE_BYTES):
            part, there, size = part + 1, [], _size(row)
        there.append(row)
        dealt[name_older_page(page_path, year, part)] = there
        now[year] = part, there, size
    return dealt


def get_row_year(row: Row) -> str:
    """The year whose page a row goes to once it is old."""
    return row.date[:4] if _YEAR.match(row.date) else "undated"


def redistribute_rows(
    pages: Mapping[str, str],
    page_path: str,
    rows: list[Row],
    new_row: Row,
    last_parts: Mapping[str, int],
) -> dict[str, list[Row]] | None:
    """Rows dealt to pages once more, with one new; None where it may not be among the newest."""
    if any(one.path == new_row.path for one in rows):
        return None
    if last_parts and make_sort_key(new_row.path) < make_sort_key(rows[0].path):
        return None
    ordered = sorted((*rows, new_row), key=lambda row: make_sort_key(row.path))
    start = find_newest_start(ordered)
    last: dict[str, tuple[int, list[Row]]] = {}
    for year in {get_row_year(row) for row in ordered[:start]} & set(last_parts):
        path = name_older_page(page_path, year, last_parts[year])
        there = get_block_content(pages.get(path, ""), INDEX_BLOCK) or ""
        mine = parse_rows(page_path, there.partition("\n\n")[2])
        if not mine:
            return None
        last[year] = (last_parts[year], mine)
    return {page_path: ordered[start:]} | distribute_older_rows(page_path, ordered[:start], last)


def list_older_paths(page_path: str, last_parts: Mapping[str, int]) -> set[str]:
    """The paths of all pages of older rows; `older` tells each year's last part."""
    return {
        name_older_page(page_path, year, part)
        for year, parts in last_parts.items()
        for part in range(1, parts + 1)
    }


def render_older_blocks(
    page_path: str, rows_by_page: Mapping[str, list[Row]], headings: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """The generated blocks of the pages of older rows; `page` holds the newest."""
    name = page_path.rpartition("/")[2]
    line = f"Older records; the newest are in {make_link(name, name)}."
    return {
        path: {INDEX_BLOCK: f"{line}\n\n{render_table(headings, rows)}"}
        for path, rows in rows_by_page.items()
        if path != page_path
    }


def render_older_links(paths: Iterable[str]) -> str:
    """The line of links to the pages of older rows, the newest first; "" where there are none."""
    names = [path.rpartition("/")[2][len("README-") : -len(".md")] for path in paths]
    names.sort(key=lambda name: (name[:1].isdigit(), make_sort_key(name)), reverse=True)
    links = [make_link(name, f"README-{name}.md") for name in names]
    return "Older: " + ", ".join(links) if links else ""


def parse_older_links(line: str) -> Mapping[str, int]:
    """Of the line of links: for each year the number of its last page."""
    last: dict[str, int] = {}
    for _, year, part in _OLDER.findall(line):
        last[year] = max(last.get(year, 1), int(part or 1))
    return last


def _size(row: Row) -> int:
    return len(row.line.encode("utf-8", "surrogatepass")) + 2


def match_existing_case(pages: Mapping[str, str], page_path: str) -> str:
    """The page as it is spelled where it is there in another case; two would be one elsewhere."""
    folder, slash, _ = page_path.rpartition("/")
    found = (f"{folder}{slash}{name}" for name in _README)
    return next((path for path in found if path in pages), page_path)


def join_path(folder: str, name: str) -> str:
    """The path of a name in a folder; either may be ""."""
    return f"{folder}/{name}" if folder and name else folder or name
