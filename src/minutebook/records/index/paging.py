"""How the rows of an index are distributed to pages that a forge can still show.

The main page has the newest rows; the others stand on pages of their year. Where records are
numbered in one series, rows go by blocks of numbers: a block is on the main page, or on a page for
each year that it has rows of. So the page of a row follows from its number and its date, and a new
record moves no other row, but for a block that leaves the main page as a whole. Rows that have no
such number, and those of a feature, are one block, which is divided in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames import parse_name
from minutebook.records.filenames.index_names import OLDER_PAGE_END
from minutebook.records.index.rows import SEPARATOR, Row, make_age_key
from minutebook.records.model import PHR, Folder
from minutebook.text.markdown import make_link

# Forges render lists of about this size and pages of up to 512 KB. Beside its rows a page has
# other lists of up to 110 KB, and text of its own.
MAX_PAGE_ROWS = 500
MAX_PAGE_BYTES = 250_000
BLOCK_NUMBERS = 250
_CENTURIES = ("19", "20")  # such a name may begin with a date
_YEAR = compile_lazily(r"[0-9]{4}")
_OLDER_LINK = compile_lazily(rf"\]\((README{OLDER_PAGE_END}\.md)\)")
README_SPELLINGS = ("README.md", "readme.md", "Readme.md")

FindNumber = Callable[[Row], "int | None"]


def find_no_number(row: Row) -> None:
    """The `FindNumber` of rows that are not numbered in one series."""


def choose_number_finder(folder: Folder) -> FindNumber:
    """What finds the numbers of the rows of all records of a folder, in their file names."""
    if folder.kind is PHR and folder.numbering == "folder":
        return find_no_number

    def find_number(row: Row) -> int | None:
        name = row.path.rpartition("/")[2]
        digits = name[:4]
        if (
            name[4:5] == "-"
            and digits.isdecimal()
            and digits.isascii()
            and digits[:2] not in _CENTURIES
        ):
            return int(digits)  # most names: in a tenth of the time
        return parse_name(folder.kind, name).number

    return find_number


def name_older_page(page_path: str, year: str, block: int | None, part: int = 1) -> str:
    """The path of a page of older rows: `README-2025.md`, `README-2025-500.md` from number 500 on.

    `block` is None for the first block of a year. A block that is too large for a page has further
    parts: `README-2025-500-2.md`.
    """
    folder, slash, _ = page_path.rpartition("/")
    names = ["README", year, *([] if block is None else [str(block)])]
    names += [str(part)] if part > 1 else []
    return f"{folder}{slash}{'-'.join(names)}.md"


def distribute_rows(
    page_path: str, rows: Iterable[Row], find_number: FindNumber
) -> dict[str, list[Row]]:
    """Rows by page, oldest first: the newest on `page_path`, others on pages of their year."""
    main_rows, older_rows = _split_main_rows(rows, find_number)
    return {page_path: main_rows} | _distribute_older_rows(page_path, older_rows, find_number)


def _find_block(row: Row, find_number: FindNumber) -> int:
    """The first number of a row's block; 0 for rows without a number."""
    return (find_number(row) or 0) // BLOCK_NUMBERS * BLOCK_NUMBERS


def belongs_to_older_page(new_row: Row, rows: Iterable[Row], find_number: FindNumber) -> bool:
    """Whether a new row belongs to another page than these rows, which are those of a main page.

    There are pages of older rows. Whatever the answer, the page may have to give rows to others.
    """
    rows = list(rows)
    new_block, first_block = _find_block(new_row, find_number), _find_first_block(rows, find_number)
    if new_block != first_block:
        return new_block < first_block
    same_block = [row for row in rows if _find_block(row, find_number) == new_block]
    return make_age_key(new_row) < min(map(make_age_key, same_block))


def _find_first_block(rows: Iterable[Row], find_number: FindNumber) -> int:
    return min(_find_block(row, find_number) for row in rows)


def _split_main_rows(rows: Iterable[Row], find_number: FindNumber) -> tuple[list[Row], list[Row]]:
    """The rows of the main page, and the older ones, both oldest first.

    The highest blocks stay on the main page, as many as it can hold. Of a block that it cannot
    hold alone the newest rows stay.
    """
    rows = sorted(rows, key=make_age_key)
    if _fits(*_measure(rows)):
        return rows, []
    by_block: dict[int, list[Row]] = {}
    for row in rows:
        by_block.setdefault(_find_block(row, find_number), []).append(row)
    blocks = sorted(by_block, reverse=True)
    newest = by_block[blocks[0]]
    start = _find_newest_start(newest)
    main_rows, older_rows = newest[start:], newest[:start]
    count, size = _measure(newest)
    for block in blocks[1:]:
        block_count, block_size = _measure(by_block[block])
        count, size = count + block_count, size + block_size
        (main_rows if _fits(count, size) else older_rows).extend(by_block[block])
    return (
        sorted(main_rows, key=make_age_key),
        sorted(older_rows, key=make_age_key),
    )


def _find_newest_start(rows: list[Row]) -> int:
    """The index of the first of the rows of one block that stay on the main page.

    From the oldest on, rows are counted into portions of half a page; the last two portions stay.
    So it is once in many records that rows go to another page, and then many of them.
    """
    if _fits(*_measure(rows)):
        return 0
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


def _fits(count: int, size: int) -> bool:
    return count <= MAX_PAGE_ROWS and size <= MAX_PAGE_BYTES


def _measure(rows: Iterable[Row]) -> tuple[int, int]:
    """How many rows these are with those beneath them, and how many bytes."""
    rows = list(rows)
    return sum(1 + len(row.turns) for row in rows), sum(row.count_bytes() for row in rows)


def _distribute_older_rows(
    page_path: str,
    rows: Iterable[Row],
    find_number: FindNumber,
    first_blocks: Mapping[str, int] | None = None,
    last_parts: Mapping[tuple[str, int], tuple[int, list[Row]]] | None = None,
) -> dict[str, list[Row]]:
    """Rows, oldest first, by the page of their year and block, each appended to the last part.

    `first_blocks` has the first block of each year that has pages, `last_parts` the number and the
    rows of the last part of a year's block. Parts are filled from the oldest row, so that new
    records change few of them.
    """
    by_year_and_block: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        year = row.date[:4] if _YEAR.match(row.date) else "undated"
        by_year_and_block.setdefault((year, _find_block(row, find_number)), []).append(row)
    first_by_year = dict(first_blocks or {})
    for year, block in sorted(by_year_and_block):
        first_by_year.setdefault(year, block)
    rows_by_page: dict[str, list[Row]] = {}
    for (year, block), block_rows in by_year_and_block.items():
        part, part_rows = (last_parts or {}).get((year, block), (1, []))
        part_rows = list(part_rows)
        count, size = _measure(part_rows)
        for row in block_rows:
            row_count, row_size = _measure([row])
            count, size = count + row_count, size + row_size
            if part_rows and not _fits(count, size):
                part, part_rows, count, size = part + 1, [], row_count, row_size
            part_rows.append(row)
            is_plain = part == 1 and block == first_by_year[year]
            page = name_older_page(page_path, year, None if is_plain else block, part)
            rows_by_page[page] = part_rows
    return rows_by_page


def redistribute_rows(
    page_path: str,
    rows: list[Row],
    older_paths: Collection[str],
    read_rows: Callable[[str], list[Row]],
    find_number: FindNumber,
) -> dict[str, list[Row]] | None:
    """The rows of the main page by page, after one was added.

    `older_paths` are the pages of older rows, `read_rows` gives the rows of one. None where those
    that a row has to go to are not to be had.
    """
    main_rows, older_rows = _split_main_rows(rows, find_number)
    first_blocks: dict[str, int] = {}
    last_parts: dict[tuple[str, int], tuple[int, list[Row]]] = {}
    for path in _distribute_older_rows(page_path, older_rows, find_number):
        year = _split_name(path)[0]
        plain_page = name_older_page(page_path, year, None)
        if plain_page not in older_paths or year in first_blocks:
            continue
        plain_rows = read_rows(plain_page)
        if not plain_rows:
            return None
        first_block = first_blocks[year] = _find_first_block(plain_rows, find_number)
        last_parts[year, first_block] = 1, plain_rows
        for other in older_paths:
            other_year, block, part = _split_name(other)
            if other_year == year and block is not None:
                last_part = last_parts.get((year, block), (1, []))[0]
                last_parts[year, block] = max(part, last_part), []
        for block in {_find_block(row, find_number) for row in older_rows}:
            part, part_rows = last_parts.get((year, block), (0, []))
            if part == 0 or part_rows:
                continue
            part_rows = read_rows(name_older_page(page_path, year, block, part))
            if not part_rows:
                return None
            last_parts[year, block] = part, part_rows
    return {page_path: main_rows} | _distribute_older_rows(
        page_path, older_rows, find_number, first_blocks, last_parts
    )


def _split_name(path: str) -> tuple[str, int | None, int]:
    """The year of a page of older rows, its block where the name has it, and its part."""
    _, year, *numbers = path.rpartition("/")[2].removesuffix(".md").split("-")
    block = int(numbers[0]) if numbers else None
    return year, block, int(numbers[1]) if numbers[1:] else 1


def format_older_links(page_path: str, paths: Collection[str]) -> str | None:
    """The list of links to the pages of older rows, a line for each year; None without any.

    The newest year comes first; a page that a year gets changes the line of the year.
    """
    older_paths = sorted((path for path in paths if path != page_path), key=_make_page_key)
    lines = [
        "* " + SEPARATOR.join(_format_older_link(path) for path in year_paths)
        for _, year_paths in groupby(older_paths, key=lambda path: _split_name(path)[0])
    ]
    return "\n".join(lines) or None


def _make_page_key(path: str) -> tuple[int, int, int]:
    """A sort key of pages of older rows: the newest year first, in it the lowest numbers first."""
    year, block, part = _split_name(path)
    return -int(year) if year.isdigit() else 1, -1 if block is None else block, part


def _format_older_link(path: str) -> str:
    year, block, part = _split_name(path)
    label = year if block is None else f"from {block}"
    if part > 1:
        label = f"{label}, part {part}"
    return make_link(label, path.rpartition("/")[2])


def parse_older_paths(page_path: str, text: str) -> set[str]:
    """The paths of all pages of older rows, from the list that `format_older_links` made."""
    folder, slash, _ = page_path.rpartition("/")
    return {f"{folder}{slash}{name}" for name in _OLDER_LINK.findall(text)}


def match_existing_case(pages: Collection[str], page_path: str) -> str:
    """The path of an existing README in another case, else `page_path`.

    On file systems that ignore case the two would be one file.
    """
    folder, slash, _ = page_path.rpartition("/")
    spellings = (f"{folder}{slash}{name}" for name in README_SPELLINGS)
    return next((path for path in spellings if path in pages), page_path)


def join_path(folder: str, name: str) -> str:
    """The path of a name in a folder; either may be ""."""
    return f"{folder}/{name}" if folder and name else folder or name
