"""State on a decision's page which files it governs, in the form that the page has for facts.

No other byte changes. Front matter has a list; a line, a row or a list below a label has the globs
in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.errors import Conflict
from minutebook.lean.globs import format_globs
from minutebook.records.adr.dialects import get_dialect
from minutebook.records.adr.edits.known_formats import find_known_form
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.fields import PARENTS, fold_key
from minutebook.records.adr.listed_values import GOVERNS_FIELD, GOVERNS_KEYS
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.model import Record
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import FrontMatter

_LABEL = "Governs"
_LIST_SIGN = r"[ \t>]*(?:[-*+]|\d{1,3}[.)]) "
_BY_HAND = "state it by hand, in a field or a line that begins with 'Governs:'"


def set_governed_files(record: Record, globs: Sequence[str]) -> str:
    """Return the page of a decision with these globs as the files that it governs; none remove it.

    Raises Conflict where the page has no place for such a fact.
    """
    text = record.text
    front_matter, _ = frontmatter.parse(text)
    key = _find_key(front_matter)
    if key or record.dialect == "front-matter":
        prefix = find_known_form([record]).field_prefix
        name = key or f"{prefix}{GOVERNS_FIELD}"
        if not globs:
            return frontmatter.remove_field(text, name)
        return frontmatter.set_field(text, name, list(globs))
    survey = survey_page(text, front_matter.body_start)
    place = survey.find_place(GOVERNS_FIELD)
    if place is not None:
        return _replace_value(survey, place, globs) if globs else _remove_place(survey, place)
    if not globs:
        return text
    add_fact = get_dialect(record.dialect).add_fact
    added = add_fact(survey, _LABEL, format_globs(globs)) if add_fact else None
    if added is not None:
        return added
    if front_matter.fields:
        return frontmatter.set_field(text, GOVERNS_FIELD, list(globs))
    raise Conflict("the page has neither front matter nor lines that state facts", _BY_HAND)


def _find_key(front_matter: FrontMatter) -> str:
    """The name of the field that states what is governed; with a dot in a mapping of facts."""
    for key, value in front_matter.fields.items():
        if fold_key(key) in GOVERNS_KEYS:
            return key
        if fold_key(key) in PARENTS and isinstance(value, dict):
            for inner_key in value:
                if fold_key(str(inner_key)) in GOVERNS_KEYS:
                    return f"{key}.{inner_key}"
    return ""


def _replace_value(survey: Survey, place: FactPlace, globs: Sequence[str]) -> str:
    """The page with other globs in a place, one an item where the place has a list."""
    text = survey.text
    value = text[place.start : place.end]
    if sign := re.match(_LIST_SIGN, value):
        newline = markdown.detect_newline(text)
        lines = newline.join(f"{sign[0]}`{glob}`" for glob in globs)
    else:
        lines = format_globs(globs)
        is_tight = place.start == place.end and text[place.start - 1 : place.start] not in " \t|"
        lines = f" {lines}" if is_tight else lines
    return f"{text[: place.start]}{lines}{text[place.end :]}"


def _remove_place(survey: Survey, place: FactPlace) -> str:
    """The page without the lines of a place, and without the blank line that set them apart."""
    text = survey.text
    others = [
        other
        for other in survey.places
        if other is not place and place.lines_start <= other.start < place.lines_end
    ]
    label = text[place.lines_start : place.start]
    if others or (place.style == "table" and label.count("|") - label.count("\\|") != 2):
        raise Conflict(f"line {place.line_number} states other facts, too", _BY_HAND)
    before, after = text[: place.lines_start], text[place.lines_end :]
    newline = markdown.detect_newline(text)
    is_apart = before.endswith(newline * 2) and (not after or after.startswith(newline))
    if is_apart:
        return before[: -len(newline)] + after
    return before + after
