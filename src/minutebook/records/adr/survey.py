"""Where the text of a decision's page states something: values, and relations to other records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutebook.records.adr import vocabulary
from minutebook.records.adr.prose_relations import (
    StatedRelation,
    find_relations,
    find_statements,
    find_visible_lines,
    may_state_supersession,
)
from minutebook.records.model import Link
from minutebook.records.relations import parse_relation
from minutebook.text import markdown
from minutebook.text.markdown import Line, Section

_EMPHASIS = r"\*\*|__|[*_]"
_KEYED = (
    rf"[ >]{{0,8}}(?P<bullet>[-*+] +)?(?P<bold>{_EMPHASIS})?(?P<key>[A-Za-z][A-Za-z _/-]{{0,39}}?)"
    r"(?:[ \t]*[:：](?(bold)(?P=bold)?)|(?(bold)(?P=bold)(?:[ \t]*[:：]|(?=[ \t]+\S))|(?!)))"
    r"[ \t]*(?P<value>.*)\Z"
)
_BARE = r"(?i)[ >]{0,8}(?P<bullet>[-*+] +)(?P<key>status|date) +(?P<value>\w.*)\Z"
_ABREAST = r"(?<![ \t])[ \t]+[|·•][ \t]+(?=[*_]{0,2}[A-Za-z][A-Za-z ]{1,20}[*_]{0,2}:)"
_BREAK = r"(?i)(?:\\|<br ?/?>)\Z"
_NAMES = {
    **dict.fromkeys(("status", "state", "adr status", "decision status"), "status"),
    **dict.fromkeys(
        (
            "date",
            "decision date",
            "date decided",
            "decided",
            "decided on",
            "created",
            "date created",
        ),
        "date",
    ),
    **dict.fromkeys(("creation date", "created on", "created at", "adr date"), "date"),
    **dict.fromkeys(("updated", "last updated", "last modified", "update date"), "updated"),
}
_HEADS = ("status", "date", "updated")  # two of them in a row head a table
_NOT_TITLES = frozenset(
    [
        "status",
        "context",
        "background",
        "decision",
        "date",
        "summary",
        "problem",
        "introduction",
        "abstract",
        "overview",
        "consequences",
    ]
)
_METADATA = ("metadata", "meta", "meta data", "document info", "adr metadata", "adr info")
_LINKS = (
    *("links", "related", "related decisions", "related adrs", "references", "see also"),
    *("more information", "related records", "related links", "related documents"),
)
_STATUSES = ("status", "adr status", "decision status")
_STATUS_TITLE = r"(?i)(?:[0-9]+[.)] )?(?:adr )?status\s*[:：-]\s*(?P<value>\S.*)"


@dataclass(frozen=True, slots=True)
class FactPlace:
    """A value that a page states: `name` is "status", "date", "updated" or a relation.

    `start` and `end` span the value, `first` and `last` its lines with their line ends. `way` is
    "bullet", "table", "heading" or "section"; `marked` tells whether a bullet or bold type sets it
    off from the prose.
    """

    name: str
    start: int
    end: int
    lines_start: int
    lines_end: int
    line_number: int
    style: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """All that a page's text states, and where.

    `names` are the folded titles of the sections, `status` is the Status section, if there is one.
    """

    sections: tuple[Section, ...]
    folded_titles: tuple[str, ...]
    title_section: Section | None
    status_section: Section | None
    places: tuple[FactPlace, ...]
    relations: tuple[StatedRelation, ...]
    generated_span: tuple[int, int] = (0, 0)

    def find_section(self, titles: tuple[str, ...]) -> Section | None:
        """The first section with one of the titles."""
        pairs = zip(self.folded_titles, self.sections, strict=True)
        return next((section for name, section in pairs if name in titles), None)

    def find_place(self, name: str, *ways: str) -> FactPlace | None:
        """The first place of a name, in one of the ways if any are given."""
        found = (at for at in self.places if at.name == name and (not ways or at.style in ways))
        return next(found, None)


def survey_page(text: str, body_start: int) -> Survey:
    """Read a page's text from `body` on (the end of its front matter) for what it states."""
    body_start = body_start or text.startswith(
        "\ufeff"
    )  # a byte order mark is no part of the first line
    sections = markdown.parse_sections(text, body_start)
    names = tuple(markdown.fold_title(section.title) for section in sections)
    title = _heading(sections, names)
    statuses = (one for one, name in zip(sections, names, strict=True) if name in _STATUSES)
    status = next(statuses, None)
    places = list(_places(text, body_start, _opening(text, sections, names, title)))
    stated: list[StatedRelation] = []
    ends = [*(section.start for section in sections[1:]), len(text)]
    for section, name, end in zip(sections, names, ends, strict=False):
        found = re.match(_STATUS_TITLE, section.title)
        if section is status:
            places += _section_status(text, section, end)
            stated += find_statements(text, section.body_start, end, "status")
        elif found:
            places += _heading_status(text, section, found["value"])
        elif name in _METADATA:
            places += _places(text, section.body_start, end)
        elif name == "date":
            places += _first_line(text, section, end)
        elif name in _LINKS:
            stated += find_statements(text, section.body_start, end, "links")
    for place in places:
        stated += _stated_at(text, place)
    if may_state_supersession(text, body_start):
        stated += find_statements(text, body_start, len(text), "prose")
    span = markdown.find_block(text, "links") or (0, 0)
    kept = {at.start: at for at in reversed(stated) if not span[0] <= at.start < span[1]}
    ordered = tuple(kept[start] for start in sorted(kept))
    return Survey(sections, names, title, status, tuple(places), ordered, span)


def _stated_at(text: str, place: FactPlace) -> Iterator[StatedRelation]:
    """The relations that a value states: that of a status, or those a field is named after."""
    words = text[place.start : place.end]
    if place.name == "status":
        # The lines of a Status section are read as paragraphs, elsewhere.
        if place.style != "section" and not vocabulary.is_status_choice(words):
            yield from find_relations(text, place.start, place.end, "status", place.line_number)
    elif parse_relation(place.name) == place.name:
        for mention in vocabulary.find_mentions(words):
            link = Link(place.name, mention.text, place.line_number)
            start = place.start + mention.start
            yield StatedRelation(link, place.lines_start, start, place.start + mention.end)


def _heading(sections: tuple[Section, ...], names: tuple[str, ...]) -> Section | None:
    for section, name in zip(sections, names, strict=True):
        if section.level == 1:
            return None if name in _NOT_TITLES else section
    if not sections or re.match(_STATUS_TITLE, sections[0].title):
        return None
    return None if names[0].split(" ")[0] in _NOT_TITLES else sections[0]


def _opening(
    text: str, sections: tuple[Section, ...], names: tuple[str, ...], title: Section | None
) -> int:
    """Where the lines end that may state facts: below the title, and a title under the title."""
    for before, section, name in zip((None, *sections), sections, names, strict=False):
        known = name in _NOT_TITLES
        if section is title or (
            before is title
            and not known
            and title is not None
            and not text[title.body_start : section.start].strip()
        ):
            continue
        return section.start
    return len(text)


def _places(text: str, start: int, end: int) -> Iterator[FactPlace]:
    columns: list[str] = []
    for line in find_visible_lines(text, start, end):
        if line.text.lstrip().startswith("|"):
            cells = list(re.finditer(r"(?<!\\)\|[ \t]*((?:\\.|[^|\\\n])*)", line.text.rstrip()))
            names = [_name(cell[1]) for cell in cells]
            if columns and any(strip_cell(cell[1]) for cell in cells):
                for name, cell in zip(columns, cells, strict=False):
                    if name:
                        yield _place(name, line, cell.span(1), "table")
                columns = []
            elif sum(name in _HEADS for name in names) > 1:
                columns = names
            elif len(cells) >= 2 and names[0]:
                yield _place(names[0], line, cells[1].span(1), "table")
            continue
        columns = []
        # Several facts may share a line: "**Status:** Accepted | **Date:** 2024-01-31".
        at = 0
        for cut in [*re.finditer(_ABREAST, line.text), None]:
            end = cut.start() if cut else len(line.text)
            found = re.compile(_KEYED).match(line.text, at, end) or re.compile(_BARE).match(
                line.text, at, end
            )
            if found and (name := _name(found["key"])):
                marked = bool(found["bullet"]) or bool(found.groupdict().get("bold"))
                yield _place(name, line, found.span("value"), "bullet", marked)
            at = cut.end() if cut else end


def strip_cell(cell: str) -> str:
    """What a table's cell says; "" for the cells of the row that rules off its head."""
    return cell.strip(" \t|:-")


def _name(key: str) -> str:
    words = key.strip(" \t*_:`").lower()
    return _NAMES.get(words) or (parse_relation(words) or "")


def _place(
    name: str, line: Line, span: tuple[int, int], way: str, marked: bool = False
) -> FactPlace:
    value = _trimmed(line.text[span[0] : span[1]])
    start = line.start + span[0]
    return FactPlace(
        name, start, start + len(value), line.start, line.end, line.number, way, marked
    )


def _trimmed(value: str) -> str:
    """A value without what follows it: blanks, a hard line break, a comment."""
    for _ in range(4):
        less = value.rstrip()
        if less.endswith("-->") or (less.count("<!--") > less.count("-->")):
            less = less[: max(less.rfind("<!--"), 0)]
        less = re.sub(_BREAK, "", less)
        if less == value:
            break
        value = less
    return value


def _section_status(text: str, section: Section, end: int) -> list[FactPlace]:
    """The line of a Status section that says the status; the first line where none does."""
    found: list[FactPlace] = []
    first: list[FactPlace] = []
    for line in find_visible_lines(text, section.body_start, end):
        if line.text.lstrip().startswith("<!--"):
            continue
        keyed = re.compile(_KEYED).match(line.text)
        name = _name(keyed["key"]) if keyed else ""
        bullet = re.match(r"[ \t>]*(?:[-*+] +)?(?:\[[xX]\] +)?", line.text)
        lead = keyed.start("value") if keyed and name == "status" else bullet.end() if bullet else 0
        if name in ("", "status") and not re.match(r"\[ \]", line.text[lead:]):
            place = _place("status", line, (lead, len(line.text)), "section")
            words = text[place.start : place.end]
            if vocabulary.normalise_status(words) and not found:
                # "Superseded by [..]" is a status too, but words that say more come first.
                found.append(place)
            elif not first and not any(find_relations(text, place.start, place.end, "status", 0)):
                first.append(place)
        elif keyed and name in ("date", "updated"):
            found.append(_place(name, line, keyed.span("value"), "section"))
    return found or first


def _heading_status(text: str, section: Section, value: str) -> list[FactPlace]:
    start = text.find(value, section.start, section.body_start)
    if start < 0:  # an underlined heading over several lines
        return []
    end = start + len(value)
    return [
        FactPlace(
            "status", start, end, section.start, section.body_start, section.line_number, "heading"
        )
    ]


def _first_line(text: str, section: Section, end: int) -> list[FactPlace]:
    for line in find_visible_lines(text, section.body_start, end):
        return [_place("date", line, (0, len(line.text)), "section")]
    return []
