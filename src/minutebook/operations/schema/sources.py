"""Where the facts of a record come from: the form that states each, and the line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from minutebook.records import filenames
from minutebook.records.adr.fields import fold_key, list_items
from minutebook.records.adr.listed_values import DECIDER_FIELDS, GOVERNS_KEYS
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.adr.vocabulary import dates, statuses, titles
from minutebook.records.adr.vocabulary.relation_words import list_own_names
from minutebook.records.model import ADR, PHR, Record
from minutebook.text import frontmatter
from minutebook.text.frontmatter import FrontMatter
from minutebook.text.markdown.sections import find_visible_lines
from minutebook.text.terminal import encodable

FILE_NAME = "file-name"


class FactSource(NamedTuple):
    """What states a fact of a record.

    `fact` is "number", "title", "status", "stage", "date", "labels", "deciders", "governs"
    or a relation,
    `value` the text that states it. `form` is "file-name", "front-matter", "bullet", "table",
    "badge", "heading", "section" (a Status section or one titled with the relation), "status" (in
    the words of the status), "fact" (a line or cell with a label), "links" (a section of links),
    "opening" (below the title) or "prose". `line` counts from 1; 0 is the page's name.
    """

    fact: str
    value: str
    form: str
    line: int


def list_sources(record: Record) -> tuple[FactSource, ...]:
    """What states the facts of a record; a fact that nothing states is left out."""
    front_matter = frontmatter.parse(record.text)[0]
    own_relations = list_own_names(record.folder.own_relations)
    survey = survey_page(record.text, front_matter.body_start, own_relations)
    candidates = (
        _find_number(record, survey, front_matter),
        _find_title(record, survey, front_matter),
        _find_stage(record, front_matter)
        if record.kind is PHR
        else _find_status(record, survey, front_matter),
        _find_date(record, survey, front_matter),
    )
    sources = [source for source in candidates if source is not None]
    sources += _find_tags(record, survey, front_matter)
    sources += _find_listed(record.deciders, "deciders", DECIDER_FIELDS, survey, front_matter)
    sources += _find_listed(record.governs, "governs", GOVERNS_KEYS, survey, front_matter)
    sources += _find_relations(record, survey)
    # A page may hold bytes that are no text.
    return tuple(source._replace(value=encodable(source.value)) for source in sources)


def _find_number(record: Record, survey: Survey, front_matter: FrontMatter) -> FactSource | None:
    if record.number is None:
        return None
    name = filenames.parse_name(record.kind, record.file_name)
    if name.number == record.number or record.digits in record.stem:
        return FactSource("number", record.digits, FILE_NAME, 0)
    heading = survey.title_section
    if heading and record.digits in heading.title:
        return FactSource("number", record.digits, "heading", heading.line_number)
    for key, value in front_matter.fields.items():
        if record.digits in str(value):
            line = front_matter.line_numbers.get(key, 0)
            return FactSource("number", record.digits, "front-matter", line)
    return None


def _find_title(record: Record, survey: Survey, front_matter: FrontMatter) -> FactSource | None:
    field = _find_field(front_matter, ("title",), lambda text: _is_title(record, text))
    if field:
        return FactSource("title", *field)
    heading = survey.title_section
    if heading and _is_title(record, heading.title):
        return FactSource("title", heading.title, "heading", heading.line_number)
    for line in find_visible_lines(record.text, front_matter.body_start, len(record.text)):
        if record.title in line.text:
            return FactSource("title", record.title, "bullet", line.number)
    return FactSource("title", record.stem, FILE_NAME, 0)


def _is_title(record: Record, text: str) -> bool:
    return record.title in (
        filenames.clean_title(text),
        filenames.clean_title(titles.strip_title_number(text)),
    )


def _find_stage(record: Record, front_matter: FrontMatter) -> FactSource | None:
    stage = record.state.lower()
    field = _find_field(front_matter, ("stage",), lambda text: text.strip().lower() == stage)
    if field:
        return FactSource("stage", *field)
    return FactSource("stage", record.state, FILE_NAME, 0) if record.state else None


def _find_status(record: Record, survey: Survey, front_matter: FrontMatter) -> FactSource | None:
    """What states the status: its own statement, or the one that makes the page superseded."""
    if not record.state and not record.state_raw:
        return None
    meaning = statuses.normalise_status(record.state_raw, record.folder.own_statuses)
    if record.state == "superseded" and meaning != "superseded":
        for stated in survey.relations:
            if stated.link.relation == "superseded-by":
                value = record.text[stated.start : stated.end]
                return FactSource("status", value, stated.origin, stated.link.line)
    if record.dialect == "front-matter":
        for key in ("status", "state", "adr-status"):
            line = _find_field_line(front_matter, key)
            if line:
                return FactSource("status", record.state_raw, "front-matter", line)
    for place in survey.places:
        if place.name == "status" and survey.get_value(place) == record.state_raw:
            return FactSource("status", record.state_raw, place.style, place.line_number)
    return None


def _find_date(record: Record, survey: Survey, front_matter: FrontMatter) -> FactSource | None:
    if not record.date:
        return None
    field = _find_field(front_matter, None, lambda text: dates.find_date(text) == record.date)
    if field:
        return FactSource("date", *field)
    for place in survey.places:
        value = survey.get_value(place)
        if place.name in ("date", "updated", "status") and dates.find_date(value) == record.date:
            return FactSource("date", value, place.style, place.line_number)
    if filenames.parse_name(record.kind, record.file_name).date == record.date:
        return FactSource("date", record.date, FILE_NAME, 0)
    for line in find_visible_lines(record.text, front_matter.body_start, len(record.text)):
        if dates.find_date(line.text) == record.date:
            return FactSource("date", line.text.strip(), "prose", line.number)
    return FactSource("date", record.date, FILE_NAME, 0)


def _find_tags(record: Record, survey: Survey, front_matter: FrontMatter) -> Iterator[FactSource]:
    """What states the labels: a field, or a line of the text."""
    for key in front_matter.fields:
        if fold_key(key) in ("labels", "tags"):
            value = ", ".join(list_items(front_matter.fields[key]))
            yield FactSource("labels", value, "front-matter", front_matter.line_numbers.get(key, 0))
    place = survey.find_place("tags") if record.tags else None
    if place:
        yield FactSource("labels", survey.get_value(place), place.style, place.line_number)


def _find_listed(
    values: tuple[str, ...],
    fact: str,
    keys: Collection[str],
    survey: Survey,
    front_matter: FrontMatter,
) -> Iterator[FactSource]:
    """What states the people who decided, or what is governed: a field, else a line or a row."""
    if not values:
        return
    for key, line in front_matter.line_numbers.items():
        if fold_key(key) in keys and list_items(front_matter.fields.get(key)):
            yield FactSource(fact, ", ".join(values), "front-matter", line)
            return
    place = survey.find_place(fact)
    if place:
        yield FactSource(fact, survey.get_value(place), place.style, place.line_number)


def _find_field(
    front_matter: FrontMatter, names: tuple[str, ...] | None, matches: Callable[[str], bool]
) -> tuple[str, str, int] | None:
    """Text, form and line of the first field, of some names or of any, whose text matches."""
    for key, value in front_matter.fields.items():
        text = value if isinstance(value, str) else ""
        if text and (names is None or fold_key(key) in names) and matches(text):
            return text, "front-matter", front_matter.line_numbers.get(key, 0)
    return None


def _find_field_line(front_matter: FrontMatter, name: str) -> int:
    lines = front_matter.line_numbers
    return next((lines[key] for key in lines if fold_key(key) == name), 0)


def _find_relations(record: Record, survey: Survey) -> Iterator[FactSource]:
    """What states each relation that the page stores."""
    stored = {(link.relation, link.target): link.line for link in record.links}
    for stated in survey.relations if record.kind is ADR else ():
        line = stored.pop((stated.link.relation, stated.link.target), None)
        if line is not None:
            yield FactSource(stated.link.relation, stated.link.target, stated.origin, line)
    for (relation, target), line in stored.items():
        yield FactSource(relation, target, "front-matter", line)
