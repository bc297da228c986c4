"""Find what the text of a decision's page states, and where: values, and relations to records.

A survey holds what the text states in any format; the dialects say what they make of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from minutebook.records.adr.prose_relations import (
    StatedRelation,
    find_relations,
    find_statements,
    find_visible_lines,
    may_state_supersession,
)
from minutebook.records.adr.vocabulary import mentions, statuses
from minutebook.records.adr.vocabulary.dates import DATE_LABELS
from minutebook.records.model import LINKS_BLOCK, Link
from minutebook.records.relations import parse_relation
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Line, Section

_EMPHASIS = r"\*\*|__|[*_]"
_KEYED_LINE = (
    rf"[ >]{{0,8}}(?P<bullet>[-*+] +)?(?P<bold>{_EMPHASIS})?(?P<key>[A-Za-z][A-Za-z _/-]{{0,39}}?)"
    r"(?:[ \t]*[:：](?(bold)(?P=bold)?)|(?(bold)(?P=bold)(?:[ \t]*[:：]|(?=[ \t]+\S))|(?!)))"
    r"[ \t]*(?P<value>.*)\Z"
)
_BULLET_WITHOUT_COLON = r"(?i)[ >]{0,8}(?P<bullet>[-*+] +)(?P<key>status|date) +(?P<value>\w.*)\Z"
# Several facts may share a line: "**Status:** Accepted | **Date:** 2024-01-31".
_FACT_SEPARATOR = r"(?<![ \t])[ \t]+[|·•][ \t]+(?=[*_]{0,2}[A-Za-z][A-Za-z ]{1,20}[*_]{0,2}:)"
_TABLE_CELL = r"(?<!\\)\|[ \t]*((?:\\.|[^|\\\n])*)"
_LIST_MARK = r"[ \t>]*(?:[-*+] +)?(?:\[[xX]\] +)?"
_LINE_BREAK = r"(?i)(?:\\|<br ?/?>)\Z"
_STATUS_HEADING = r"(?i)(?:[0-9]+[.)] )?(?:adr )?status\s*[:：-]\s*(?P<value>\S.*)"
_FACT_NAMES = {
    **dict.fromkeys(("status", "state", "adr status", "decision status"), "status"),
    **DATE_LABELS,
}
_MAX_STATUS_LINES = 200  # of a Status section that are looked at for its facts
_COLUMN_NAMES = ("status", "date", "updated")  # two of them in a row are the head of a table
_SECTIONS_NOT_TITLES = frozenset(
    (
        *("status", "context", "background", "decision", "date", "summary", "problem"),
        *("introduction", "abstract", "overview", "consequences"),
    )
)
_STATUS_SECTIONS = ("status", "adr status", "decision status")
_METADATA_SECTIONS = (
    *("metadata", "meta", "meta data", "document info", "adr metadata", "adr info"),
)
_LINK_SECTIONS = (
    *("links", "related", "related decisions", "related adrs", "references", "see also"),
    *("more information", "related records", "related links", "related documents"),
)


class FactPlace(NamedTuple):
    """Where a page's text states a value. Offsets count from the beginning of the text.

    `name` is "status", "date", "updated" or a relation. `start` and `end` span the value,
    `lines_start` and `lines_end` its lines with their line ends. `style` is "bullet" (a line with a
    key), "table", "heading" or "section". `is_marked` tells whether a bullet or bold type sets the
    line apart from prose.
    """

    name: str
    start: int
    end: int
    lines_start: int
    lines_end: int
    line_number: int
    style: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Survey:
    """All that a page's text states, and where.

    `folded_titles` are the titles of the `sections` in lower case, without markup.
    `generated_span` are the offsets of the generated block of links, (0, 0) where there is none.
    `opening_start` is where the text begins behind the front matter.
    """

    text: str
    sections: tuple[Section, ...]
    folded_titles: tuple[str, ...]
    title_section: Section | None
    status_section: Section | None
    places: tuple[FactPlace, ...]
    relations: tuple[StatedRelation, ...]
    generated_span: tuple[int, int] = (0, 0)
    opening_start: int = 0

    def find_section(self, folded_titles: tuple[str, ...]) -> Section | None:
        """Return the first section with one of the titles."""
        titled_sections = zip(self.folded_titles, self.sections, strict=True)
        return next((section for title, section in titled_sections if title in folded_titles), None)

    def find_place(self, name: str, *styles: str) -> FactPlace | None:
        """Return the first place of a fact, in one of the styles if any are given."""
        for place in self.places:
            if place.name == name and (not styles or place.style in styles):
                return place
        return None

    def get_value(self, place: FactPlace) -> str:
        """Return the value that stands at a place."""
        return self.text[place.start : place.end]

    def find_value(self, name: str, *styles: str) -> str | None:
        """Return the value at the first place of a fact, None where the text does not state it."""
        place = self.find_place(name, *styles)
        return self.get_value(place) if place else None


def survey_text(text: str) -> Survey:
    """Survey a page, its front matter left aside."""
    return survey_page(text, frontmatter.parse(text)[0].body_start)


def survey_page(text: str, body_start: int) -> Survey:
    """Survey a page from offset `body_start` on, where its front matter ends. Never raises."""
    body_start = body_start or int(text.startswith("\ufeff"))  # a byte order mark is not text
    sections = markdown.parse_sections(text, body_start)
    titles = tuple(markdown.fold_title(section.title) for section in sections)
    title_section = _find_title_section(sections, titles)
    status_section = next(
        (
            section
            for section, title in zip(sections, titles, strict=True)
            if title in _STATUS_SECTIONS
        ),
        None,
    )
    opening_end = _find_opening_end(text, sections, titles, title_section)
    places = list(_find_places(text, body_start, opening_end))
    relations: list[StatedRelation] = []
    ends = [*(section.start for section in sections[1:]), len(text)]
    for section, title, end in zip(sections, titles, ends, strict=False):
        status_heading = re.match(_STATUS_HEADING, section.title)
        line = section.line_number + text.count("\n", section.start, section.body_start)
        if section is status_section:
            places += _find_section_facts(text, section, end, line)
            relations += find_statements(text, section.body_start, end, "status", line)
        elif status_heading:
            places += _find_heading_status(text, section, status_heading["value"])
        elif title in _METADATA_SECTIONS:
            places += _find_places(text, section.body_start, end, line)
        elif title == "date":
            places += _find_section_date(text, section, end, line)
        elif title in _LINK_SECTIONS:
            relations += find_statements(text, section.body_start, end, "links", line)
    for place in places:
        relations += _find_place_relations(text, place)
    if may_state_supersession(text, body_start):
        relations += find_statements(text, body_start, len(text), "prose")
    generated_span = markdown.find_block(text, LINKS_BLOCK) or (0, 0)
    # What is found twice counts as it was found first: prose is read last.
    by_start = {
        relation.start: relation
        for relation in reversed(relations)
        if not generated_span[0] <= relation.start < generated_span[1]
    }
    return Survey(
        text,
        sections,
        titles,
        title_section,
        status_section,
        tuple(places),
        tuple(by_start[start] for start in sorted(by_start)),
        generated_span,
        body_start,
    )


def _find_place_relations(text: str, place: FactPlace) -> Iterator[StatedRelation]:
    """The relations that a value states: those in a status, or those that its key names."""
    value = text[place.start : place.end]
    if place.name == "status":
        # The lines of a Status section are read as paragraphs, by `survey_page`.
        if place.style != "section" and not statuses.is_status_choice(value):
            yield from find_relations(text, place.start, place.end, "status", place.line_number)
    elif parse_relation(place.name) == place.name:
        for mention in mentions.find_mentions(value):
            link = Link(place.name, mention.text, place.line_number)
            start, end = place.start + mention.start, place.start + mention.end
            yield StatedRelation(link, place.lines_start, start, end)


def _find_title_section(
    sections: tuple[Section, ...], folded_titles: tuple[str, ...]
) -> Section | None:
    for section, title in zip(sections, folded_titles, strict=True):
        if section.level == 1:
            return None if title in _SECTIONS_NOT_TITLES else section
    if not sections or re.match(_STATUS_HEADING, sections[0].title):
        return None
    return None if folded_titles[0].split(" ")[0] in _SECTIONS_NOT_TITLES else sections[0]


def _find_opening_end(
    text: str,
    sections: tuple[Section, ...],
    folded_titles: tuple[str, ...],
    title_section: Section | None,
) -> int:
    """Where the lines end that may state facts: those below the title, or its subtitle."""
    for previous, section, title in zip((None, *sections), sections, folded_titles, strict=False):
        is_subtitle = (
            previous is title_section
            and title_section is not None
            and title not in _SECTIONS_NOT_TITLES
            and not text[title_section.body_start : section.start].strip()
        )
        if section is not title_section and not is_subtitle:
            return section.start
    return len(text)


def _find_places(text: str, start: int, end: int, first_number: int = 0) -> Iterator[FactPlace]:
    """The facts in the keyed lines and tables between two offsets.

    `first_number` is as for `parse_lines`.
    """
    columns: list[str] = []
    for line in find_visible_lines(text, start, end, first_number):
        if line.text.lstrip().startswith("|"):
            cells = list(re.finditer(_TABLE_CELL, line.text.rstrip()))
            names = [_parse_fact_name(cell[1]) for cell in cells]
            if columns and any(_strip_cell(cell[1]) for cell in cells):
                for name, cell in zip(columns, cells, strict=False):
                    if name:
                        yield _make_place(name, line, cell.span(1), "table")
                columns = []
            elif sum(name in _COLUMN_NAMES for name in names) > 1:
                columns = names
            elif len(cells) >= 2 and names[0]:
                yield _make_place(names[0], line, cells[1].span(1), "table")
            continue
        columns = []
        fact_start = 0
        for separator in [*re.finditer(_FACT_SEPARATOR, line.text), None]:
            fact_end = separator.start() if separator else len(line.text)
            match = _match_fact(line.text, fact_start, fact_end)
            if match and (name := _parse_fact_name(match["key"])):
                is_marked = bool(match["bullet"] or match.groupdict().get("bold"))
                yield _make_place(name, line, match.span("value"), "bullet", is_marked)
            fact_start = separator.end() if separator else fact_end


def _match_fact(line: str, start: int, end: int) -> re.Match[str] | None:
    return re.compile(_KEYED_LINE).match(line, start, end) or re.compile(
        _BULLET_WITHOUT_COLON
    ).match(line, start, end)


def _strip_cell(cell: str) -> str:
    """What a table's cell says; "" for the cells of the row of dashes below its head."""
    return cell.strip(" \t|:-")


def _parse_fact_name(key: str) -> str:
    """The name of the fact that a key stands for, "" for none."""
    folded = key.strip(" \t*_:`").lower()
    return _FACT_NAMES.get(folded) or parse_relation(folded) or ""


def _make_place(
    name: str, line: Line, span: tuple[int, int], style: str, is_marked: bool = False
) -> FactPlace:
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
        stripped = re.sub(_LINE_BREAK, "", stripped)
        if stripped == value:
            break
        value = stripped
    return value


def _find_section_facts(
    text: str, section: Section, end: int, first_number: int
) -> list[FactPlace]:
    """The dates in a Status section, and the line that says the status.

    That is the first line with a known status; where there is none and no date either, the first
    line that states no relation. `first_number` is the number of the section's first line.
    """
    places: list[FactPlace] = []
    fallback: list[FactPlace] = []
    lines = find_visible_lines(text, section.body_start, end, first_number)
    for line in islice(lines, _MAX_STATUS_LINES):
        if line.text.lstrip().startswith("<!--"):
            continue
        keyed = re.compile(_KEYED_LINE).match(line.text)
        name = _parse_fact_name(keyed["key"]) if keyed else ""
        if keyed and name in ("date", "updated"):
            places.append(_make_place(name, line, keyed.span("value"), "section"))
        elif name in ("", "status"):
            mark = re.match(_LIST_MARK, line.text)
            value_start = keyed.start("value") if keyed and name else mark.end() if mark else 0
            if line.text.startswith("[ ]", value_start):
                continue
            place = _make_place("status", line, (value_start, len(line.text)), "section")
            if statuses.normalise_status(text[place.start : place.end]) and not places:
                # "Superseded by [..]" is a status too, but a line before it comes first.
                places.append(place)
            elif not fallback and not any(
                find_relations(text, place.start, place.end, "status", 0)
            ):
                fallback.append(place)
    return places or fallback


def _find_heading_status(text: str, section: Section, value: str) -> list[FactPlace]:
    start = text.find(value, section.start, section.body_start)
    if start < 0:  # an underlined heading over several lines
        return []
    end = start + len(value)
    lines = (section.start, section.body_start, section.line_number)
    return [FactPlace("status", start, end, *lines, "heading")]


def _find_section_date(text: str, section: Section, end: int, first_number: int) -> list[FactPlace]:
    for line in find_visible_lines(text, section.body_start, end, first_number):
        return [_make_place("date", line, (0, len(line.text)), "section")]
    return []
