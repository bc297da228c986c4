"""State by what a decision is superseded, as its status, in each place of its text that states it.

Functions that edit return the text of the new page, in which no other byte has changed.
"""

from __future__ import annotations

import re

from minutebook.records.adr.dialects import NewLink, NewStatus
from minutebook.records.adr.edits.forms import FolderForm
from minutebook.records.adr.edits.histories import list_history
from minutebook.records.adr.edits.status_edits import (
    SIMPLE_STATUS,
    find_tick,
    is_plain_accepted,
    is_replaceable,
    list_status_places,
    match_case,
    move_tick,
    replace_in_place,
)
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import mentions, status_words, statuses
from minutebook.text import markdown
from minutebook.text.markdown.sections import find_visible_lines

_IN_HTML = r"\A<|</?\w[^<>]*>\Z"  # what stands before a value in an element
_EMPHASIS = r"\*{1,2}"  # a word is not read behind an underscore
_MAX_STRUCK_CHARS = 300


def supersede_status(survey: Survey, link: NewLink, dialect: str) -> str | None:
    """Return the page with "superseded" as its status in one place, with by what if it has room.

    A place with room for a link comes first. None where no place can be changed.
    """
    places = list_status_places(survey)
    places.sort(key=lambda place: not has_room_for_link(survey, place))
    changed = (supersede_place(survey, place, link, dialect) for place in places)
    return next(filter(None, changed), None)


def states(
    text: str, link: NewLink, before: Survey | None = None, place: FactPlace | None = None
) -> bool:
    """Whether the text of a page states a relation, with the link to click.

    With `place`, whether it does so there; `before` is the page as it was when it had that place.
    """
    start, end = 0, len(text)
    if before and place:
        start, end = place.lines_start, place.lines_end + len(text) - len(before.text)
    target = markdown.make_link(link.label, link.href).replace("\\|", "|")
    return any(
        stated.link.relation == link.relation
        and stated.link.target.replace("\\|", "|") == target
        and start <= stated.start < end
        for stated in survey_text(text).relations
    )


def supersede_place(survey: Survey, place: FactPlace, link: NewLink, dialect: str) -> str | None:
    """Return the page with "superseded" as the status at a place, with by what where it has room.

    "Accepted" gives way, another status is struck through, and what says more stays behind the
    successor, so that removing the link can bring it back. None where the place says what has to
    stay, or is superseded already.
    """
    form = link.form
    if not _can_give_way(survey, place, form):
        return None
    has_room = dialect not in form.bare_dialects and has_room_for_link(survey, place)
    if has_room or move_tick(survey.text, place, NewStatus("superseded", form=form)):
        changed = _put_successor(survey, place, link)
        # What is struck through may be read as a part of the sentence.
        is_read = states(changed, link, survey, place) or find_tick(survey.text, place)
        return changed if is_read else None
    new = NewStatus("superseded", form=form)
    word = form.status_words.get((dialect, "superseded"), "")
    keeps_former = dialect not in form.bare_dialects
    return replace_in_place(survey, place, new, word, keeps_former=keeps_former)


def _put_successor(survey: Survey, place: FactPlace, link: NewLink) -> str:
    """The page with "superseded by" and a link as the status at a place."""
    text, old = survey.text, survey.get_value(place)
    relation, clickable = format_relation(text, link)
    words = status_words.translate_relation("superseded-by", old.strip("*_")) or relation
    words = f"{match_case(old, words)} {clickable}"
    if moved := move_tick(text, place, NewStatus("superseded", form=link.form), words):
        return moved
    is_in_list = _has_lead(survey, place)
    words = escape_bars(words, place)
    if link.form.has_closed_statuses or (is_plain_accepted(old, link.form) and not is_in_list):
        emphasis = re.match(_EMPHASIS, old)
        mark = emphasis[0] if emphasis else ""
        return f"{text[: place.start]}{mark}{words}{mark}{text[place.end :]}"
    is_in_paragraph = place.style == "section" and not _is_paragraph(survey, place)
    if not is_replaceable(old, link.form) or (is_in_paragraph and not is_in_list):
        return f"{text[: place.start]}{words}{statuses.FORMER}{old}{text[place.end :]}"
    struck = f"{text[: place.start]}~~{old}~~"
    if place.style != "section" or is_in_list:
        return f"{struck} {words}{text[place.end :]}"
    newline = markdown.detect_newline(text)
    rest = text[place.end : place.lines_end].rstrip("\r\n")
    line_end = text[place.end + len(rest) : place.lines_end]
    return f"{struck}{rest}{newline * 2}{words}{line_end}{text[place.lines_end :]}"


def supersede_other_places(text: str, link: NewLink, dialect: str) -> str:
    """Return the page, superseded in one place of `dialect`, so in all that state its status."""
    new = NewStatus("superseded", form=link.form)
    for index in range(len(list_status_places(survey_text(text)))):
        survey = survey_text(text)
        for place in list_status_places(survey)[index : index + 1]:
            if place.style == "section" and _states_successor(survey, place):
                continue  # beside what cannot give way
            changed = supersede_place(survey, place, link, "")
            stated = link.form.normalise_status(survey.get_value(place))
            is_second = dialect == "front-matter" and place.style != "section"
            if not changed and is_second and stated not in ("", "superseded"):
                changed = replace_in_place(survey, place, new)
            text = changed or text
    return text


def _states_successor(survey: Survey, place: FactPlace) -> bool:
    """Whether the Status section of a place says by what the page is superseded."""
    section = survey.find_section_of(place.start)
    return section is not None and any(
        stated.link.relation == "superseded-by" and section.start <= stated.start < section.end
        for stated in survey.relations
    )


def _can_give_way(survey: Survey, place: FactPlace, form: FolderForm) -> bool:
    """Whether the status at a place is a known one, not "superseded", and can be struck through."""
    text = survey.get_value(place)
    if form.normalise_status(text) in ("", "superseded") or statuses.is_status_choice(text):
        return False
    if find_tick(survey.text, place):
        return True
    section = survey.find_section_of(place.start)
    if place.style == "section" and section:
        end = markdown.find_own_end(survey.text, section, survey.sections)
        if "~" in survey.text[section.body_start : end]:
            return False
        if list_history(survey, place):
            return False
        if _has_lead(survey, place) and _has_statuses(survey, section.body_start, end, form):
            return False
    if place.style == "badge" or re.fullmatch(SIMPLE_STATUS, text):
        return True
    is_whole = place.style != "section" or _is_paragraph(survey, place)
    has_marks = any(mark in text for mark in "~<`\n") or len(text) > _MAX_STRUCK_CHARS
    return is_whole and not has_marks and next(mentions.find_mentions(text), None) is None


def _has_statuses(survey: Survey, start: int, end: int, form: FolderForm) -> bool:
    """Whether several lines of a Status section say a status."""
    lines = find_visible_lines(survey.text, start, end)
    return sum(bool(form.normalise_status(line.text.strip(" -*+>"))) for line in lines) > 1


def _is_paragraph(survey: Survey, place: FactPlace) -> bool:
    """Whether the line of a place is a paragraph or an item of its own."""
    text = survey.text
    line_before = text[: place.lines_start].rstrip("\r\n").rpartition("\n")[2]
    follows_blank = not text[: place.lines_start].removesuffix("\n").endswith(("\n", "\r"))
    next_line = text[place.lines_end :].partition("\n")[0].strip()
    is_first = not follows_blank or line_before.startswith(("#", "=", "-"))
    return is_first and (not next_line or next_line.startswith("#"))


def has_room_for_link(survey: Survey, place: FactPlace) -> bool:
    """Whether a link would be one at a place: not in a badge, nor in an element of HTML."""
    lead = survey.text[place.lines_start : place.start].strip()
    return place.style != "badge" and re.search(_IN_HTML, lead) is None


def _has_lead(survey: Survey, place: FactPlace) -> bool:
    """Whether a status in a section is an item of a list, or has a label of its own."""
    lead = survey.text[place.lines_start : place.start]
    return place.style == "section" and bool(lead.strip(" \t>"))


def format_relation(text: str, link: NewLink) -> tuple[str, str]:
    """Return a relation's name in words, spelt as the page spells it, and the link to click.

    adr-tools writes "Superceded", and so do pages that it made.
    """
    relation_text = link.relation.replace("-", " ")
    if re.search(r"\bsuperced", text, re.IGNORECASE) and not re.search(
        r"\bsupersed", text, re.IGNORECASE
    ):
        relation_text = relation_text.replace("supersed", "superced")
    return relation_text, markdown.make_link(link.label, link.href)


def escape_bars(text: str, place: FactPlace) -> str:
    """Return words as they can stand at a place: in a table a bar would end the cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", text) if place.style == "table" else text
