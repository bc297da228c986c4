"""A Status section, as Nygard proposed it and adr-tools writes it; or a heading "Status: Accepted".

The section is edited as adr-tools does it (`_adr_remove_status`, `_adr_add_link`): the line
"Accepted" gives way to "Superseded by [5. Title](0005-title.md)", other relations are paragraphs at
the section's end. A status that says more than "Accepted" is struck through, not removed, so that
removing the link can bring it back. A relation that cannot become the page's status is a bullet.
"""

from __future__ import annotations

from minutebook.records.adr.dialects import Dialect, NewLink, NewStatus, StatedFacts
from minutebook.records.adr.edits import page_edits, status_edits, successors
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import status_words
from minutebook.text import markdown
from minutebook.text.frontmatter import FrontMatter
from minutebook.text.markdown import Section

_DATES = ("date", "updated")


def _read_facts(survey: Survey, front_matter: FrontMatter) -> StatedFacts:
    heading = survey.find_value("status", "heading")
    return StatedFacts(survey.find_value("status", "section") if heading is None else heading)


def _has_section_or_date(survey: Survey, front_matter: FrontMatter) -> bool:
    """Whether a page has a Status section, or the date on a line as adr-tools writes it."""
    place = survey.find_place("date") or survey.find_place("updated")
    has_plain_date = place is not None and place.style == "bullet" and not place.is_marked
    return bool(survey.status_section) or has_plain_date


def _set_status(text: str, new: NewStatus) -> str:
    changed = status_edits.replace_status(text, new, "nygard")
    if changed is None:
        word = new.form.status_words.get(("nygard", new.status), "")
        changed = _add_status(survey_text(text), word or new.status.capitalize())
    if not new.reason:
        return changed
    survey = survey_text(changed)
    if not survey.status_section:
        return page_edits.add_below_title(survey, "Reason", new.reason)
    end = page_edits.find_section_end(survey, survey.status_section)
    return page_edits.insert_line(changed, end, new.reason, blank_before=True)


def _add_status(survey: Survey, status: str) -> str:
    """Add a status to the page's Status section, which is made where it has none."""
    text = survey.text
    if survey.status_section:
        return page_edits.insert_below_heading(text, survey.status_section.body_start, status)
    newline = markdown.detect_newline(text)
    section = f"## Status{newline}{newline}{status}{newline}"
    for other_section in survey.sections:
        if other_section is not survey.title_section:
            start = other_section.start
            return text[:start] + section + newline + text[start:]
    if text and not text.endswith("\n"):
        text += newline
    return text + newline + section


def _add_line(survey: Survey, key: str, value: str) -> str | None:
    """Add a fact below the line of the date, marked as that is; None for a page without one."""
    places = [place for place in survey.places if place.style == "bullet" and place.name in _DATES]
    if not places:
        return None
    model, text = places[0], survey.text
    label = text[model.lines_start : model.start]
    before, mark, after = label.partition("：") if ":" not in label else label.rpartition(":")
    name = before.rstrip(" \t*_").lstrip(" \t>*_+-")
    lead, _, tail = before.partition(name)
    end = page_edits.find_paragraph_end(text, model.lines_start)
    is_list = lead.lstrip().startswith(("- ", "* ", "+ "))
    line = f"{lead}{key}{tail}{mark}{after.rstrip()} {value}"
    return page_edits.insert_line(text, end, line, blank_before=not is_list)


def _add_link(text: str, link: NewLink) -> str:
    survey = survey_text(text)
    place = survey.find_place("status")
    if survey.status_section and not (place and place.style == "heading"):
        return _add_to_section(survey, survey.status_section, link)
    return page_edits.add_relation(survey, link, "nygard", page_edits.add_below_title)


def _add_to_section(survey: Survey, section: Section, link: NewLink) -> str:
    """Add a relation to the Status section; the first successor takes the place of the status."""
    relation, clickable = successors.format_relation(survey.text, link)
    text = survey.text
    is_superseded = any(stated.link.relation == "superseded-by" for stated in survey.relations)
    lead = ""
    if link.relation == "superseded-by" and not is_superseded:
        place = survey.find_place("status", "section")
        old = survey.get_value(place) if place else ""
        relation = status_words.translate_relation(link.relation, old) or relation
        changed = successors.supersede_place(survey, place, link, "nygard") if place else None
        if changed and successors.states(changed, link):
            return changed
        if changed:
            survey = survey_text(changed)
            text, section = changed, survey.status_section or section
        else:
            lead = "- "
    line = f"{lead}{relation.capitalize()} {clickable}"
    end = page_edits.find_section_end(survey, section)
    if end > section.body_start:
        return page_edits.insert_line(text, end, line, blank_before=True)
    return page_edits.insert_below_heading(text, end, line)


DIALECT = Dialect(
    name="nygard",
    priority=40,
    read_facts=_read_facts,
    detect=_has_section_or_date,
    set_status=_set_status,
    add_link=_add_link,
    links_by_title=True,
    add_fact=_add_line,
)
