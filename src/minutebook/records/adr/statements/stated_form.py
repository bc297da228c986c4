"""What a page states in the form that it has for facts, and not in a sentence of its prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.records.adr.dialects import list_dialects
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.adr.vocabulary.relation_words import parse_relation
from minutebook.records.model import Link
from minutebook.text import frontmatter

# Sections whose lines are links to other decisions. References are to anything, so not among them.
_LINK_SECTIONS = frozenset(
    ("links", "related", "related decisions", "related adrs", "related records")
)
# How `page_edits` and `dialects.front_matter` keep the status that "superseded by" takes the place
# of: struck through, or behind it.
_FORMER_STATUS = r"~~?(?P<struck>[^~\n]{1,200})~~?|\(was (?P<was>[^()\n]{1,200})\)"


def is_stated_in_form(text: str, relation: str, matches: Callable[[Link], bool]) -> bool:
    """Whether a page states a relation, to a record that `matches` picks, in its form for facts.

    That is a field, its status, a fact, a line of its own below the title or in a section of links;
    anything else in its text is none.
    """
    front_matter = frontmatter.parse(text)[0]
    survey = survey_page(text, front_matter.body_start)
    for dialect in list_dialects():
        for link in dialect.read_facts(survey, front_matter).links:
            if link.relation == relation and matches(link):
                return True
    spans = list(_list_fact_spans(survey, relation))
    return any(
        stated.link.relation == relation
        and not stated.is_prose
        and any(start <= stated.start < end for start, end in spans)
        and matches(stated.link)
        for stated in survey.relations
    )


def _list_fact_spans(survey: Survey, relation: str) -> Iterator[tuple[int, int]]:
    """The spans of a page's text that state facts and links."""
    for place in survey.places:
        yield place.lines_start, place.lines_end
    ends = [*(section.start for section in survey.sections[1:]), len(survey.text)]
    for section, title, end in zip(survey.sections, survey.folded_titles, ends, strict=False):
        if (
            section is survey.status_section
            or section is survey.title_section  # the lines below the title
            or title in _LINK_SECTIONS
            or parse_relation(title) == relation
        ):
            yield section.start, end


def read_former_status(text: str) -> str:
    """The known status that a superseded page had before, as its status shows it; "" for none."""
    front_matter = frontmatter.parse(text)[0]
    survey = survey_page(text, front_matter.body_start)
    fields = [value for key, value in front_matter.fields.items() if key.lower() == "status"]
    values = [value for value in fields if isinstance(value, str)]
    values += [survey.get_value(place) for place in survey.places if place.name == "status"]
    section = survey.status_section
    if section:
        values.append(survey.text[section.body_start : section.end][:2000])
    for value in values:
        for former in re.finditer(_FORMER_STATUS, value):
            if status := statuses.normalise_status(former["struck"] or former["was"]):
                return status
        stated = statuses.normalise_status(value)
        if stated not in ("", "superseded"):
            return stated  # the page says "superseded by" beside its status
    return ""
