"""Lines with a key: MADR 2 and spec-kit (`- Status: accepted`, `**Status**: Accepted`)."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.dialects import (
    Dialect,
    NewLink,
    NewStatus,
    StatedFacts,
)
from minutebook.records.adr.edits import page_edits
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary.relation_words import is_named
from minutebook.text.frontmatter import FrontMatter

_KEY = (
    r"(?P<lead>[ >]{0,8}(?:[-*+] +)?)(?P<bold>\*\*|__|[*_])?[A-Za-z][A-Za-z _/-]{0,39}?"
    r"(?P<tail>[ \t]*:(?(bold)(?P=bold)?)|(?(bold)(?P=bold)[ \t]*:?|(?!)))"
)
_LINE_BREAK = compile_lazily(r"( {2,8}|\\)\r?\n?\Z")


def _read_facts(survey: Survey, front_matter: FrontMatter) -> StatedFacts:
    return StatedFacts(survey.find_value("status", "bullet", "badge"))


def _has_marked_date(survey: Survey, front_matter: FrontMatter) -> bool:
    place = survey.find_place("date") or survey.find_place("updated")
    return not survey.status_section and bool(place and place.style == "bullet" and place.is_marked)


def _set_status(text: str, new: NewStatus) -> str:
    return page_edits.set_status(text, new, "bullet", _add_line)


def _add_link(text: str, link: NewLink) -> str:
    survey = survey_text(text)
    has_relation_lines = any(
        place.style == "bullet" and is_named(place.name) for place in survey.places
    )
    return page_edits.add_relation(survey, link, "bullet", _add_line, is_fact=has_relation_lines)


def _add_line(survey: Survey, key: str, value: str) -> str:
    """Add a fact below those that the page states in this way, marked as its status is."""
    text = survey.text
    places = [place for place in survey.places if place.style == "bullet"]
    if not places:
        return page_edits.add_below_title(survey, key, value)
    model = next((place for place in places if place.name == "status"), places[0])
    match = re.match(_KEY, text[model.lines_start : model.lines_end])
    lead, bold, tail = match.group("lead", "bold", "tail") if match else ("- ", "", ":")
    end = page_edits.find_paragraph_end(text, model.lines_start)
    # Without bullets, or below HTML, a line of its own has to be a paragraph of its own.
    is_paragraph = not lead.strip(" >") or match is None
    line = f"{lead}{bold or ''}{key}{tail} {value}"
    has_neighbour = any(model.lines_end <= place.lines_start < end for place in places)
    if bold and is_paragraph and has_neighbour:  # facts in lines that follow each other
        break_sign = _LINE_BREAK.search(text[model.lines_start : model.lines_end])
        if break_sign:  # the last line of them has none
            return page_edits.insert_line(
                text, model.lines_end, f"{line}{break_sign[1]}", blank_before=False
            )
        return page_edits.insert_line(text, end, line, blank_before=False)
    return page_edits.insert_line(text, end, line, blank_before=is_paragraph)


DIALECT = Dialect(
    name="bullet",
    priority=20,
    read_facts=_read_facts,
    detect=_has_marked_date,
    set_status=_set_status,
    add_link=_add_link,
    add_fact=_add_line,
)
