"""How the rows of an index are distributed to pages that a forge can still show."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from minutebook.records.index.rows import Row
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import make_link

# Forges render lists of about this size and pages of up to 512 KB, other text included.
MAX_PAGE_ROWS = 1_000
MAX_PAGE_BYTES = 300_000
_YEAR = re.compile(r"[0-9]{4}")
_OLDER_LINK = re.compile(r"\* \[[^\[\]]*\]\((README-([0-9]{4}|undated)(?:-([0-9]{1,9}))?\.md)\)")
_README_SPELLINGS = ("README.md", "readme.md", "Readme.md")


def name_older_page(page_path: str, year: str, part: int) -> str:
    """The path of the page for a year's older rows: `README-2025.md`, then `README-2025-2.md`."""
    folder, slash, _ = page_path.rpartition("/")
    return f"{folder}{slash}README-{year}{f'-{part}' if part > 1 else ''}.md"


def distribute_rows(page_path: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows, oldest first, by page: the newest on `page_path`, older ones on pages of their year."""
    rows = list(rows)
    start = find_newest_start(rows)
    return {page_path: rows[start:]} | distribute_older_rows(page_path, rows[:start], {})


def find_newest_start(rows: list[Row]) -> int:
    """The index of the first of the rows that stay on the main page.

    From the oldest on, rows are counted into portions of half a page; the last two portions stay.
    So it is once in many records that rows go to another page, and then many of them.
    """
    starts = [0]
    count = size = 0
    for index, row in enumerate(rows):
        row_count, row_size = 1 + len(row.turns), row.count_bytes()
        if count and (
            count + row_count > MAX_PAGE_ROWS // 2 or size + row_size > MAX_PAGE_BYTES // 2
        ):
            starts.append(index)
            count = size = 0
        count += row_count
        size += row_size
    return starts[-2:][0]


def distribute_older_rows(
    page_path: str, rows: Iterable[Row], last_pages: Mapping[str, tuple[int, list[Row]]]
) -> dict[str, list[Row]]:
    """Rows, oldest first, appended to their year's last page or to new pages.

    `last_pages` maps each year that has pages to the number of the last one and its rows. The pages
    of a year are filled from its oldest row, so that new records change few of them.
    """
    rows_by_page: dict[str, list[Row]] = {}
    last_by_year = {
        year: (part, list(part_rows), *_measure(part_rows))
        for year, (part, part_rows) in last_pages.items()
    }
    for row in rows:
        year = row.date[:4] if _YEAR.match(row.date) else "undated"
        part, part_rows, count, size = last_by_year.get(year, (1, [], 0, 0))
        row_count, row_size = _measure([row])
        count, size = count + row_count, size + row_size
        if part_rows and (count > MAX_PAGE_ROWS or size > MAX_PAGE_BYTES):
            part, part_rows, count, size = part + 1, [], row_count, row_size
        part_rows.append(row)
        rows_by_page[name_older_page(page_path, year, part)] = part_rows
        last_by_year[year] = part, part_rows, count, size
    return rows_by_page


def _measure(rows: Iterable[Row]) -> tuple[int, int]:
    """How many rows these are with those beneath them, and how many bytes."""
    rows = list(rows)
    return sum(1 + len(row.turns) for row in rows), sum(row.count_bytes() for row in rows)


def redistribute_rows(
    page_path: str,
    sorted_rows: list[Row],
    last_parts: Mapping[str, int],
    read_page: Callable[[str], list[Row] | None],
) -> dict[str, list[Row]] | None:
    """The rows of the main page, oldest first, by page, after one was added.

    `last_parts` has the number of each year's last page, `read_page` gives the rows of such a page.
    None where that is not to be had.
    """
    start = find_newest_start(sorted_rows)
    years = distribute_older_rows(page_path, sorted_rows[:start], {})
    last_by_year: dict[str, tuple[int, list[Row]]] = {}
    for year, part in last_parts.items():
        if name_older_page(page_path, year, 1) in years:
            part_rows = read_page(name_older_page(page_path, year, part))
            if not part_rows:
                return None
            last_by_year[year] = (part, part_rows)
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


def format_older_links(page_path: str, paths: Collection[str]) -> str | None:
    """The list of links to the pages of older rows, the newest first; None without any."""
    names = [
        path.rpartition("/")[2][len("README-") : -len(".md")] for path in paths if path != page_path
    ]
    names.sort(key=lambda name: (name[:1].isdigit(), make_sort_key(name)), reverse=True)
    return "\n".join(f"* {make_link(name, f'README-{name}.md')}" for name in names) or None


def parse_older_links(text: str) -> Mapping[str, int]:
    """The number of each year's last page, from the list that `format_older_links` made."""
    last_parts: dict[str, int] = {}
    for _, year, part in _OLDER_LINK.findall(text):
        last_parts[year] = max(last_parts.get(year, 1), int(part or 1))
    return last_parts


def match_existing_case(pages: Collection[str], page_path: str) -> str:
    """The path of an existing README in another case, else `page_path`.

    On file systems that ignore case the two would be one file.
    """
    folder, slash, _ = page_path.rpartition("/")
    spellings = (f"{folder}{slash}{name}" for name in _README_SPELLINGS)
    return next((path for path in spellings if path in pages), page_path)


def join_path(folder: str, name: str) -> str:
    """The path of a name in a folder; either may be ""."""
    return f"{folder}/{name}" if folder and name else folder or name
