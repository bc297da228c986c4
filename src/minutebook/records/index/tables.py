"""Tables of records, and how their rows are distributed to pages that a forge can still show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minutebook.records.model import INDEX_BLOCK, Record
from minutebook.records.references import normalize_path
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import escape_cell, get_block_content, make_href, make_link

# Forges render tables of about this size and pages of up to 512 KB, other text included.
MAX_TABLE_ROWS = 1_000
MAX_TABLE_BYTES = 300_000
MAX_TITLE_CHARS = 200
MAX_STATE_CHARS = 40
_CELL = r"((?:[^|\\]|\\.)*)"
_ROW = re.compile(
    rf"\| \[((?:[^\]\\]|\\.)*)\]\(([^()\s]*)\) \| {_CELL} \| {_CELL} \| {_CELL} \|.*", re.DOTALL
)
_README_SPELLINGS = ("README.md", "readme.md", "Readme.md")
_YEAR = re.compile(r"[0-9]{4}")
_OLDER_LINK = re.compile(r"\[[^\[\]]*\]\((README-([0-9]{4}|undated)(?:-([0-9]{1,9}))?\.md)\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a table: its `path`, its date ("" or ISO 8601), and the table's `line`."""

    path: str
    date: str
    line: str


def make_row(
    page_path: str, record: Record, extra_cell: str | None = None, *, label: str = ""
) -> Row:
    """The row of a record in a table on the page at `page_path`.

    `extra_cell` is the markdown of a further cell. `label` is the text of the first cell; "" stands
    for the record's ref without its folder.
    """
    name = label or record.ref.rpartition("/")[2] or record.stem
    label = make_link(shorten_text(name, MAX_TITLE_CHARS), make_href(page_path, record.path))
    title = escape_cell(shorten_text(record.title or record.stem, MAX_TITLE_CHARS))
    state = escape_cell(shorten_text(record.state or record.state_raw, MAX_STATE_CHARS))
    date = escape_cell(format_day(record))
    line = f"| {label} | {title} | {state} | {date} |"
    return Row(record.path, date, line + (f" {extra_cell} |" if extra_cell is not None else ""))


def format_day(record: Record) -> str:
    """The record's date without a time."""
    return record.date[:10]


def shorten_text(text: str, max_chars: int) -> str:
    """The text on one line, cut with an ellipsis where it is longer than `max_chars` characters."""
    text = " ".join(text[: 10 * max_chars].split())
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"


def render_table(headings: Iterable[str], rows: Iterable[Row]) -> str:
    """A markdown table."""
    headings = tuple(headings)
    head_lines = [
        "| " + " | ".join(headings) + " |",
        "| " + " | ".join("---" for _ in headings) + " |",
    ]
    return "\n".join(head_lines + [row.line for row in rows])


def parse_rows(page_path: str, table: str) -> list[Row] | None:
    """The rows of a table made by `render_table`; None where a line is not a row of a record."""
    rows = []
    for line in table.split("\n")[2:]:
        match = _ROW.fullmatch(line)
        if not match:
            return None
        rows.append(Row(resolve_href(page_path, match[2]), match[5], line))
    return rows


def resolve_href(page_path: str, href: str) -> str:
    """The path that a relative href on a page leads to: the inverse of `make_href`."""
    if "%" in href:
        from urllib.parse import unquote

        href = unquote(href, errors="surrogateescape")
    return normalize_path(f"{page_path.rpartition('/')[0]}/{href}")


def name_older_page(page_path: str, year: str, part: int) -> str:
    """The path of the page for a year's older rows: `README-2025.md`, then `README-2025-2.md`."""
    folder, slash, _ = page_path.rpartition("/")
    return f"{folder}{slash}README-{year}{f'-{part}' if part > 1 else ''}.md"


def distribute_rows(page_path: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by page: the newest on `page_path`, older ones on pages of their year.

    The pages of a year are filled from its oldest row, so that a new record changes few pages,
    however many there are.
    """
    sorted_rows = sorted(rows, key=lambda row: make_sort_key(row.path))
    start = find_newest_start(sorted_rows)
    rows_by_page = {page_path: sorted_rows[start:]}
    rows_by_page.update(distribute_older_rows(page_path, sorted_rows[:start], {}))
    return rows_by_page


def find_newest_start(rows: list[Row]) -> int:
    """The index of the first of the last rows that fit on one page together."""
    size, start = 0, len(rows)
    while start and len(rows) - start < MAX_TABLE_ROWS:
        size += _count_row_bytes(rows[start - 1])
        if size > MAX_TABLE_BYTES:
            break
        start -= 1
    return start


def distribute_older_rows(
    page_path: str, rows: Iterable[Row], last_pages: Mapping[str, tuple[int, list[Row]]]
) -> dict[str, list[Row]]:
    """Rows, oldest first, appended to their year's last page or to new pages.

    `last_pages` maps each year that has pages to the number of the last one and its rows.
    """
    rows_by_page: dict[str, list[Row]] = {}
    last_by_year = {
        year: (part, list(part_rows), sum(map(_count_row_bytes, part_rows)))
        for year, (part, part_rows) in last_pages.items()
    }
    for row in rows:
        year = get_row_year(row)
        part, part_rows, size = last_by_year.get(year, (1, [], 0))
        size += _count_row_bytes(row)
        if part_rows and (len(part_rows) >= MAX_TABLE_ROWS or size > MAX_TABLE_BYTES):
            part, part_rows, size = part + 1, [], _count_row_bytes(row)
        part_rows.append(row)
        rows_by_page[name_older_page(page_path, year, part)] = part_rows
        last_by_year[year] = part, part_rows, size
    return rows_by_page


def get_row_year(row: Row) -> str:
    """The year whose page a row goes to when it is old, or "undated"."""
    return row.date[:4] if _YEAR.match(row.date) else "undated"


def redistribute_rows(
    pages: Mapping[str, str],
    page_path: str,
    rows: list[Row],
    new_row: Row,
    last_parts: Mapping[str, int],
) -> dict[str, list[Row]] | None:
    """The rows by page with a new one; None where it may not belong to the newest.

    `rows` are those on `page_path`, `last_parts` has the number of each year's last page.
    """
    if any(row.path == new_row.path for row in rows):
        return None
    if last_parts and make_sort_key(new_row.path) < make_sort_key(rows[0].path):
        return None
    sorted_rows = sorted((*rows, new_row), key=lambda row: make_sort_key(row.path))
    start = find_newest_start(sorted_rows)
    last_by_year: dict[str, tuple[int, list[Row]]] = {}
    for year in {get_row_year(row) for row in sorted_rows[:start]} & set(last_parts):
        path = name_older_page(page_path, year, last_parts[year])
        content = get_block_content(pages.get(path, ""), INDEX_BLOCK) or ""
        part_rows = parse_rows(page_path, content.partition("\n\n")[2])
        if not part_rows:
            return None
        last_by_year[year] = (last_parts[year], part_rows)
    return {page_path: sorted_rows[start:]} | distribute_older_rows(
        page_path, sorted_rows[:start], last_by_year
    )


def list_older_paths(page_path: str, last_parts: Mapping[str, int]) -> set[str]:
    """The paths of all pages of older rows; `last_parts` has the last page's number by year."""
    return {
        name_older_page(page_path, year, part)
        for year, parts in last_parts.items()
        for part in range(1, parts + 1)
    }


def render_older_blocks(
    page_path: str, rows_by_page: Mapping[str, list[Row]], headings: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """The generated blocks of the pages of older rows; the newest are on `page_path`."""
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
    """The number of each year's last page, from the line that `render_older_links` made."""
    last_parts: dict[str, int] = {}
    for _, year, part in _OLDER_LINK.findall(line):
        last_parts[year] = max(last_parts.get(year, 1), int(part or 1))
    return last_parts


def _count_row_bytes(row: Row) -> int:
    return len(row.line.encode("utf-8", "surrogatepass")) + 2


def match_existing_case(pages: Mapping[str, str], page_path: str) -> str:
    """The path of an existing README in another case, else `page_path`.

    On file systems that ignore case the two would be one file.
    """
    folder, slash, _ = page_path.rpartition("/")
    spellings = (f"{folder}{slash}{name}" for name in _README_SPELLINGS)
    return next((path for path in spellings if path in pages), page_path)


def join_path(folder: str, name: str) -> str:
    """The path of a name in a folder; either may be ""."""
    return f"{folder}/{name}" if folder and name else folder or name
