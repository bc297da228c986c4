"""A table of facts (`| Status | Approved |`), or one with a column for each."""

from __future__ import annotations

from minutebook.records.adr.dialects import Dialect, NewLink, NewStatus, StatedFacts
from minutebook.records.adr.edits import page_edits, successors
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.text.frontmatter import FrontMatter


def _read_facts(survey: Survey, front_matter: FrontMatter) -> StatedFacts:
    return StatedFacts(survey.find_value("status", "table"))


def _has_date_cell(survey: Survey, front_matter: FrontMatter) -> bool:
    place = survey.find_place("date") or survey.find_place("updated")
    return not survey.status_section and bool(place and place.style == "table")


def _set_status(text: str, new: NewStatus) -> str:
    return page_edits.set_status(text, new, "table", _add_row)


def _add_link(text: str, link: NewLink) -> str:
    return page_edits.add_relation(survey_text(text), link, "table", _add_row, is_fact=True)


def _add_row(survey: Survey, key: str, value: str) -> str:
    """Add a row below the table's last one, padded as the row of the status is."""
    text = survey.text
    places = [place for place in survey.places if place.style == "table"]
    if not places:
        return page_edits.add_below_title(survey, key, value)
    model = next((place for place in places if place.name == "status"), places[0])
    model_row = text[model.lines_start : model.lines_end]
    padding = " " if model_row.lstrip().startswith("| ") else ""
    cells = (f"{padding}{cell}{padding}" for cell in (key, successors.escape_bars(value, model)))
    end = page_edits.find_paragraph_end(text, model.lines_start)
    return page_edits.insert_line(text, end, f"|{'|'.join(cells)}|", blank_before=False)


DIALECT = Dialect(
    name="table",
    priority=30,
    read_facts=_read_facts,
    detect=_has_date_cell,
    set_status=_set_status,
    add_link=_add_link,
    add_fact=_add_row,
)
