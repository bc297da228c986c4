"""What a page states in the form that it has for facts, and not in a sentence of its prose."""

from __future__ import annotations

from collections.abc import Callable

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.dialects import list_dialects
from minutebook.records.adr.survey import survey_page
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.model import Link
from minutebook.text import frontmatter

# Where a statement is a fact, see `StatedRelation`.
_ORIGINS_OF_FACTS = ("status", "fact", "section", "links", "opening")
# How `edits` and `dialects.front_matter` keep the status that "superseded by" takes the place
# of: struck through, or behind it.
_FORMER_STATUS = compile_lazily(
    r"~~?(?P<struck>[^~\n]{1,200})~~?|\(was (?P<was>[^()\n]{1,200})\)"
    r"|; was: (?P<behind>[^\n]{1,200})"
)


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
    return any(
        stated.link.relation == relation
        and not stated.is_prose
        and stated.origin in _ORIGINS_OF_FACTS
        and matches(stated.link)
        for stated in survey.relations
    )


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
        for former in _FORMER_STATUS.finditer(value):
            if status := statuses.normalise_status(
                former["struck"] or former["was"] or former["behind"]
            ):
                return status
        stated = statuses.normalise_status(value)
        if stated not in ("", "superseded"):
            return stated  # the page says "superseded by" beside its status
    return ""
