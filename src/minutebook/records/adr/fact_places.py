"""Facts in lines with a key and in tables: `- Status: accepted`, `| Date | 2024-01-31 |`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.adr.vocabulary import (
    dates,
    labels,
    languages,
    mentions,
    relation_words,
    statuses,
)
from minutebook.text.markdown import Line
from minutebook.text.markdown.sections import find_visible_lines

_EMPHASIS = r"\*\*|__|[*_]"
KEYED_LINE = compile_lazily(
    rf"[ >]{{0,8}}(?P<bullet>[-*+] +)?(?P<bold>{_EMPHASIS})?"
    r"(?P<key>[^\W\d_](?:[^\W\d_]|[ _/()（）·'’\u0900-\u0e4e-]){0,39}?)"
    r"(?:[ \t]*[:：](?(bold)(?P=bold)?)|(?(bold)(?P=bold)(?:[ \t]*[:：]|(?=[ \t]+\S))|(?!)))"
    r"[ \t]*(?P<value>.*)\Z"
)
_BULLET_WITHOUT_COLON = compile_lazily(
    r"(?i)[ >]{0,8}(?P<bullet>[-*+] +)(?P<key>status|date) +(?P<value>\w.*)\Z"
)
# Several facts may share a line: "**Status:** Accepted | **Date:** 2024-01-31".
_FACT_SEPARATOR = compile_lazily(
    r"(?<![ \t])[ \t]+[|·•][ \t]+"
    r"(?=[*_]{0,2}[^\W\d_](?:[^\W\d_]| ){1,20}[*_]{0,2}[:：])"
)
TABLE_CELL = compile_lazily(r"(?<!\\)\|[ \t]*((?:\\.|[^|\\\n])*)")
_LINE_BREAK = compile_lazily(r"(?i)(?:\\|<br ?/?>)\Z")
_BADGE_LINE = compile_lazily(r"[ \t>*-]{0,8}\[?(?P<image>!\[[^\[\]\n]{0,200}\]\([^()\s]{1,400}\))")
_HTML_CELLS = compile_lazily(
    r"(?i)<t[hd](?:\s[^<>]{0,100})?>\s{0,9}(?:<(?:b|strong)>)?(?P<key>[^<>]{1,40}?)\s{0,9}"
    r"(?:</(?:b|strong)>)?</t[hd]>\s{0,9}<td(?:\s[^<>]{0,100})?>\s{0,9}(?P<value>.{0,400}?)\s{0,9}</td>"
)
_FACT_SIGN = compile_lazily("[:：*_+-]")  # a line with a key has one of these
_BAR = compile_lazily("[|·•]")
_LIST_ITEM = compile_lazily(r"[ \t>]*(?:[-*+]|\d{1,3}[.)]) ")
# "<dt>Status</dt> <dd>Accepted</dd>", "<b>Status:</b> Accepted", over two lines at most.
_HTML_TAG = r"(?:\s[^<>\n]{0,100})?>"
_HTML_FACT = compile_lazily(
    rf"(?i)<(?P<tag>dt|th|td|b|strong|em|i){_HTML_TAG}\s{{0,4}}(?P<key>[^<>\n:：]{{2,40}})[:：]?"
    rf"\s{{0,2}}</(?P=tag)>[ \t]{{0,4}}[:：]?\s{{0,20}}"
    rf"(?:<(?:dd|td|span|a|code|p|b|strong){_HTML_TAG}\s{{0,20}}){{0,3}}"
    r"(?P<value>[^<>\n|&·•]{1,200})"
)
_MAX_HTML_CHARS = 400  # behind a line with a label in HTML that may have its value
_MAX_LABEL_ITEMS = 50
_LISTED_FACTS = ("tags", "deciders", "governs")  # whose value may be a list below their label
_COLUMN_NAMES = ("status", "date", "updated")  # two of them in a row are the head of a table


class FactPlace(Value):
    """Where a page's text states a value. Offsets count from the beginning of the text.

    `name` is that of a fact (`labels.find_fact`) or of a relation. `start` and `end` span the
    value, `lines_start` and `lines_end` its lines with their line ends. `style` is "bullet" (a line
    with a key), "table", "badge" (an image), "heading" or "section". `is_marked` tells whether a
    bullet or bold type sets the line apart from prose.
    """

    name: str
    start: int
    end: int
    lines_start: int
    lines_end: int
    line_number: int
    style: str
    is_marked: bool = False


def find_places(text: str, lines: Iterable[Line], end: int) -> Iterator[FactPlace]:
    """The facts in keyed lines and tables among some visible lines, which end before an offset."""
    rows: list[Line] = []
    for line in lines:
        if line.text.lstrip().startswith("|"):
            rows.append(line)
            continue
        if rows:
            yield from _find_in_table(rows)
            rows = []
        yield from _find_in_line(text, line, end)
    yield from _find_in_table(rows)


def _find_in_table(rows: list[Line]) -> Iterator[FactPlace]:
    """The facts of a table: a row for each, or a column, of which the newest row counts."""
    columns: list[str] = []
    newest: tuple[str, list[FactPlace]] = ("", [])
    row_count = 0
    for index, line in enumerate(rows):
        cells = list(TABLE_CELL.finditer(line.text.rstrip()))
        names = [parse_fact_name(cell[1]) for cell in cells]
        if not any(_strip_cell(cell[1]) for cell in cells):
            continue  # the row of dashes below the head
        if columns and len(cells) > 1 and _names_record(names[0], cells[1][1]):
            yield make_place(names[0], line, cells[1].span(1), "table")
        elif columns:
            row_count += 1
            places = [
                make_place(name, line, cell.span(1), "table")
                for name, cell in zip(columns, cells, strict=False)
                if name
            ]
            date = dates.find_date(line.text)
            if date >= newest[0]:
                newest = date, places
        elif sum(name in _COLUMN_NAMES for name in names) > 1 or _is_head(rows, index, names):
            columns = names
        elif len(cells) >= 2 and names[0]:
            yield make_place(names[0], line, cells[1].span(1), "table")
    if row_count == 1 or newest[0]:  # many rows without dates are about many records
        yield from newest[1]


def _names_record(relation: str, value: str) -> bool:
    """Whether a row below a head is a fact of its own: a relation, and the record that it names."""
    is_relation = relation_words.is_named(relation)
    return is_relation and next(mentions.find_mentions(value), None) is not None


def _is_head(rows: list[Line], index: int, names: list[str]) -> bool:
    """Whether a row is the head of columns of which one is the status, not a fact of its own."""
    if index or "status" not in names or len(rows) < 3:
        return False
    cells = [match[1] for match in TABLE_CELL.finditer(rows[0].text.rstrip())]
    below = [match[1] for match in TABLE_CELL.finditer(rows[1].text.rstrip())]
    has_dashes = not any(_strip_cell(cell) for cell in below)
    return has_dashes and not any(statuses.normalise_status(cell) for cell in cells)


def _find_in_line(text: str, line: Line, end: int) -> Iterator[FactPlace]:
    """The facts of a line: cells of HTML, a badge, or keys with their values."""
    if "<t" in line.text and "<a" in line.text:
        for cell in _HTML_CELLS.finditer(line.text):
            if name := parse_fact_name(cell["key"]):
                yield make_place(name, line, cell.span("value"), "table")
                return
    if line.text.lstrip().startswith("<"):
        yield from _find_html_facts(text, line, end)
        return
    if "![" in line.text and (badge := _BADGE_LINE.match(line.text)):
        if statuses.is_status_badge(badge["image"]):
            yield make_place("status", line, badge.span("image"), "badge")
        return
    if not _FACT_SIGN.search(line.text):
        return  # most lines are prose
    fact_start = 0
    has_bars = _BAR.search(line.text) is not None
    for separator in [*(_FACT_SEPARATOR.finditer(line.text) if has_bars else ()), None]:
        fact_end = separator.start() if separator else len(line.text)
        match = _match_fact(line.text, fact_start, fact_end)
        if match and (name := parse_fact_name(match["key"])):
            is_marked = bool(match["bullet"] or match.groupdict().get("bold"))
            place = make_place(name, line, match.span("value"), "bullet", is_marked)
            is_label = place.start == place.end and (
                name in _LISTED_FACTS or relation_words.is_named(name)
            )
            yield _extend_over_list(text, place, end) if is_label else place
        fact_start = separator.end() if separator else fact_end


def _find_html_facts(text: str, line: Line, end: int) -> Iterator[FactPlace]:
    """The facts in elements of HTML whose labels are in a line."""
    pattern = _HTML_FACT
    for match in pattern.finditer(text, line.start, min(end, line.end + _MAX_HTML_CHARS)):
        if match.start() >= line.end:
            return
        name, value = parse_fact_name(match["key"]), match["value"]
        is_head = parse_fact_name(value) and not statuses.normalise_status(value)  # of a table
        if not name or is_head:
            continue
        start = match.start("value") + len(value) - len(value.lstrip())
        lines_start = text.rfind("\n", 0, start) + 1
        number = line.number + text.count("\n", line.start, lines_start)
        line_feed = text.find("\n", start)
        lines_end = len(text) if line_feed < 0 else line_feed + 1
        lines = (lines_start, lines_end, number)
        yield FactPlace(name, start, start + len(value.strip()), *lines, "bullet", True)


def _extend_over_list(text: str, place: FactPlace, end: int) -> FactPlace:
    """A label's place with the list below it as its value; the place itself where there is none."""
    last = None
    for line in islice(find_visible_lines(text, place.lines_end, end, 1), _MAX_LABEL_ITEMS):
        if not _LIST_ITEM.match(line.text) or _match_fact(line.text, 0, len(line.text)):
            break
        last = line
    if last is None:
        return place
    value_end = last.start + len(last.text.rstrip())
    return replace(place, start=place.lines_end, end=value_end, lines_end=last.end)


def _match_fact(line: str, start: int, end: int) -> re.Match[str] | None:
    return KEYED_LINE.match(line, start, end) or _BULLET_WITHOUT_COLON.match(line, start, end)


def _strip_cell(cell: str) -> str:
    """What a table's cell says; "" for the cells of the row of dashes below its head."""
    return cell.strip(" \t|:-")


@lru_cache(maxsize=4000)  # most pages have the same labels
def parse_fact_name(key: str) -> str:
    """The name of the fact that a key stands for, "" for none."""
    folded = key.strip(" \t*_:：`")
    return (
        labels.find_fact(folded)
        or relation_words.parse_relation(folded)
        or languages.find_named_relation(folded)
        or relation_words.find_paired(folded)
    )


def make_place(
    name: str, line: Line, span: tuple[int, int], style: str, is_marked: bool = False
) -> FactPlace:
    """The place of a value that spans some columns of a line, without what follows the value."""
    value = _strip_value(line.text[span[0] : span[1]])
    start = line.start + span[0]
    end = start + len(value)
    return FactPlace(name, start, end, line.start, line.end, line.number, style, is_marked)


def _strip_value(value: str) -> str:
    """A value without what follows it: blanks, hard line breaks, comments; at most four of them."""
    for _ in range(4):
        stripped = value.rstrip()
        if stripped.endswith("-->") or stripped.count("<!--") > stripped.count("-->"):
            stripped = stripped[: max(stripped.rfind("<!--"), 0)]
        if stripped.endswith(("\\", ">")):
            stripped = _LINE_BREAK.sub("", stripped)
        if stripped == value:
            break
        value = stripped
    return value
