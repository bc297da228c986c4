"""The Status section: which of its lines says the status."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, takewhile

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.adr.fact_places import (
    KEYED_LINE,
    TABLE_CELL,
    FactPlace,
    make_place,
    parse_fact_name,
)
from minutebook.records.adr.statements.prose_relations import find_relations
from minutebook.records.adr.vocabulary import dates, relation_words, statuses
from minutebook.records.adr.vocabulary.status_words import find_misspelt_word
from minutebook.text.markdown import Line
from minutebook.text.markdown.sections import find_visible_lines

_LIST_MARK = compile_lazily(r"[ \t>]*(?:[-*+] +)?(?:\[[xX]\] +)?")
# Two words at most, with marks around them.
_TICK = compile_lazily(r"☑|☒|✔|✅|\[[xX]\]")
_OPEN_BOX = compile_lazily(r"\[ ?\]|☐|\( ?\) ")
_TICKED_BOX = compile_lazily(r"\[[xX✓]\]")
_LIST_ITEM = compile_lazily(r"[ \t>]*(?:[-*+]|\d{1,3}[.)]) ")
_BARE_STATUS = compile_lazily(r"[^\w\n]{0,12}[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?[^\w\n]{0,6}")
_ONE_WORD = compile_lazily(r"[^\w\n]{0,6}[^\W\d_]{4,20}[^\w\n]{0,6}")
_KEY_SIGN = compile_lazily("[:：*_]")  # a line with a key has one of these
_MAX_STATUS_LINES = 200  # of a Status section that are looked at for its facts


class _StatusLine(Value):
    """A line of a Status section that may say the status.

    `is_bare`: it says nothing else, and is not one of a list; `is_item`: it is one, and says
    nothing else. `is_ticked`: it has a ticked box. `dated_text` is what may have the date of
    the status.
    """

    place: FactPlace
    status: str
    dated_text: str
    is_bare: bool
    is_item: bool
    is_ticked: bool


def find_listed_status(text: str, label: FactPlace, end: int) -> FactPlace:
    """The place of the status in the list below a label ("Status:"); the label's own for none."""
    lines = find_visible_lines(text, label.lines_end, end, label.line_number + 1)
    status_lines = []
    for line in takewhile(_is_item, islice(lines, _MAX_STATUS_LINES)):
        mark = _LIST_MARK.match(line.text)
        value_start = mark.end() if mark else 0
        if not _OPEN_BOX.match(line.text, value_start):
            status_lines.append(_read_status_line(text, line, value_start))
    stated = [line for line in status_lines if line.status]
    return replace(_choose_status_place(stated), style=label.style) if stated else label


def _is_item(line: Line) -> bool:
    """Whether a line is an item of a list, and no fact with a label of its own."""
    is_item = _LIST_ITEM.match(line.text) is not None
    return is_item and KEYED_LINE.match(line.text) is None


def find_section_facts(text: str, lines: Iterable[Line]) -> list[FactPlace]:
    """The dates among the visible lines of a Status section, and the line that says the status.

    A line above that one that says nothing but one word, which is no status, or is misspelled, is
    an "unread-status".
    """
    dated_places: list[FactPlace] = []
    status_lines: list[_StatusLine] = []
    fallback: list[FactPlace] = []
    previous_end, was_bare = -1, False
    for line in islice(lines, _MAX_STATUS_LINES):
        keyed = KEYED_LINE.match(line.text) if _KEY_SIGN.search(line.text) else None
        name = parse_fact_name(keyed["key"]) if keyed else ""
        if keyed and name in ("date", "updated", "tags", "deciders", "governs"):
            dated_places.append(make_place(name, line, keyed.span("value"), "section"))
        elif keyed and relation_words.is_named(name):
            dated_places.append(make_place(name, line, keyed.span("value"), "bullet"))
        else:
            mark = _LIST_MARK.match(line.text)
            value_start = keyed.start("value") if keyed and name else mark.end() if mark else 0
            is_open = _OPEN_BOX.match(line.text, value_start)
            if is_open and not _TICK.search(line.text):
                continue
            status_line = _read_status_line(text, line, value_start)
            if status_line.is_bare and line.start == previous_end and not was_bare:
                status_line = replace(status_line, is_bare=False)  # the end of a sentence
            previous_end, was_bare = line.end, status_line.is_bare
            place = status_line.place
            if status_line.status:
                status_lines.append(status_line)
            elif not fallback and not any(
                find_relations(text, place.start, place.end, "status", 0)
            ):
                fallback.append(place)
    stated = [_choose_status_place(status_lines)] if status_lines else fallback
    unread = []
    if status_lines:
        misspelt = (line.place for line in status_lines if line.is_bare or line.is_item)
        unread = [
            replace(place, name="unread-status")
            for place in (*fallback, *misspelt)
            if place.start < stated[0].start and _is_unread(text[place.start : place.end])
        ]
    return [*stated, *unread, *dated_places]


def _is_unread(value: str) -> bool:
    """Whether a line stands where a status does, and says none, or one that is misspelled."""
    is_word = _ONE_WORD.fullmatch(value) is not None
    return is_word and (not statuses.normalise_status(value) or bool(find_misspelt_word(value)))


def _read_status_line(text: str, line: Line, value_start: int) -> _StatusLine:
    span = (value_start, len(line.text))
    is_row = line.text.lstrip().startswith("|")
    if is_row:  # of a history as a table: the cell that says a status
        cells = [match.span(1) for match in TABLE_CELL.finditer(line.text)]
        texts = [line.text[start:end] for start, end in cells]
        span = next(
            (
                cell
                for cell, cell_text in zip(cells, texts, strict=True)
                if statuses.normalise_status(cell_text)
            ),
            span,
        )
    place = make_place("status", line, span, "section")
    value = text[place.start : place.end]
    lead = line.text[:value_start]
    is_alone = not is_row and _BARE_STATUS.fullmatch(value) is not None
    has_mark = bool(lead.strip(" \t>"))
    return _StatusLine(
        place,
        statuses.normalise_status(value),
        line.text if is_row else value,
        is_alone and not has_mark,
        is_alone and has_mark,
        (has_mark and _TICKED_BOX.search(lead) is not None) or value.startswith(("☑", "☒", "✔")),
    )


def _choose_status_place(lines: list[_StatusLine]) -> FactPlace:
    """The place of the status among the lines of a Status section that say one.

    The last ticked one; else the last that says nothing but a status ("Proposed", then "Accepted"
    below it), unless a template left all of them; else the newest of a history with dates, or its
    last; else the first: what follows explains it.
    """
    if ticked := [line for line in lines if line.is_ticked]:
        return ticked[-1].place
    for alone in (
        [line for line in lines if line.is_bare],
        [line for line in lines if line.is_item],
    ):
        if len({line.status for line in alone} & {"accepted", "rejected", "proposed"}) > 2:
            first, last = alone[0].place, alone[-1].place
            return replace(first, end=last.end, lines_end=last.lines_end)
        if alone and (alone[0].is_bare or len(alone) > 1):
            return alone[-1].place
    line_dates = [dates.find_date(line.dated_text) for line in lines] if len(lines) > 1 else [""]
    if all(line_dates):
        newest = max(line_dates)
        chosen = [line for line, date in zip(lines, line_dates, strict=True) if date == newest][
            -1
        ].place
        # A status that is added goes above the whole history.
        return replace(chosen, lines_start=lines[0].place.lines_start)
    return lines[0].place
