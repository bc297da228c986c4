"""Remove a relation from the text of a decision's page: what `add_link` wrote, or people by hand.

What is removed does not depend on the page's dialect: any page may have been edited in any form.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.errors import Conflict
from minutebook.lean.values import replace
from minutebook.records.adr.dialects import NewStatus
from minutebook.records.adr.edits import status_edits
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.statements.prose_relations import StatedRelation
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import status_words, statuses
from minutebook.records.model import Link
from minutebook.text import markdown

_MAX_REMOVALS = 25  # of a relation from one page: each reads it again
_STRUCK = r"(~~?)(?P<words>[^~\n]+)\1"
_EMPHASISED = r"(\*{1,2})(?P<words>\w[^\n]*)\1"
_HEADING = r"#|=+\s*\Z|-+\s*\Z|\.\.\.\s*\Z"
_LEAD = r"[\s>]*(?P<bullet>[-*+] +)?[\s>]*"
_REMARK = r"[.,;!]?(?:[ \t]*(?:\([^()\r\n]*\)|[-–—:][^\r\n]*))?[.,;!]?"
_WORDS = r"[^\W\d_]+(?: [^\W\d_]+)*"
_SEPARATORS = " \t;,.:–—-("


def remove_from_text(text: str, relation: str, matches: Callable[[Link], bool]) -> str:
    """Return the page without the relations of a name that `matches` picks in its text.

    A relation that a sentence of prose states stays. Where nothing supersedes the page any more,
    its status is the one before, or "accepted" where that does not show. Raises Conflict where the
    page states the relation very often: each removal reads the page again.
    """
    for _ in range(_MAX_REMOVALS):
        survey = survey_text(text, (relation,))
        stated_relation = next(
            (
                stated
                for stated in survey.relations
                if stated.link.relation == relation and not stated.is_prose and matches(stated.link)
            ),
            None,
        )
        has_others = any(
            other.link.relation == relation and not other.is_prose and not matches(other.link)
            for other in survey.relations
        )
        shorter = _remove_relation(survey, stated_relation, has_others) if stated_relation else text
        if len(shorter) >= len(text):
            return text
        text = shorter
    raise Conflict(
        f"the page states a relation, {relation}, more than {_MAX_REMOVALS} times",
        "edit it by hand",
    )


def _remove_relation(survey: Survey, stated: StatedRelation, has_others: bool) -> str:
    """The page without one statement; `has_others`: it states the relation to other records."""
    text = survey.text
    siblings = [other for other in survey.relations if other.lead_start == stated.lead_start]
    if len(siblings) > 1:
        return _remove_sibling(text, siblings, stated)
    is_last_successor = stated.link.relation == "superseded-by" and not has_others
    place = next(
        (place for place in survey.places if place.start <= stated.start < place.end), None
    )
    if place and place.name == stated.link.relation:
        facts_of_line = [other for other in survey.places if other.lines_start == place.lines_start]
        if len(facts_of_line) > 1:
            return text[: stated.start] + text[stated.end :]
        return _cut_lines(text, place.lines_start, place.lines_end)
    ticked = status_edits.find_tick(text, place) if place and place.name == "status" else None
    if place and ticked:
        return _remove_from_tick(text, place, ticked, stated)
    emphasised = place and re.compile(_EMPHASISED).fullmatch(text, place.start, place.end)
    if emphasised and is_last_successor and emphasised.end("words") == stated.end:
        start, end = emphasised.span("words")
        return text[:start] + _spell_accepted(emphasised["words"]) + text[end:]
    former = statuses.FORMER
    if place and is_last_successor and text.startswith(former, stated.end, place.end):
        return text[: place.start] + text[stated.end + len(former) :]
    if place and (place.style != "section" or "~" in text[place.start : stated.start]):
        value = remove_from_status(
            survey.get_value(place),
            stated.lead_start - place.start,
            stated.end - place.start,
            is_last_successor=is_last_successor,
        )
        return text[: place.start] + value + text[place.end :]
    return _remove_statement(survey, stated, is_last_successor)


def _remove_from_tick(
    text: str, place: FactPlace, ticked: re.Match[str], stated: StatedRelation
) -> str:
    """The page with the tick of a list at "accepted", and without by what it is superseded."""
    word_end = ticked.start("words") + len(ticked["words"].split()[0])
    shorter = text[:word_end] + text[stated.end :]
    survey = survey_text(shorter)
    moved = replace(place, end=word_end, lines_end=place.lines_end - len(text) + len(shorter))
    return status_edits.replace_in_place(survey, moved, NewStatus("accepted"))


def _remove_sibling(text: str, siblings: list[StatedRelation], stated: StatedRelation) -> str:
    """Remove one of several records that a statement names, with what joins it to the next one."""
    index = siblings.index(stated)
    if index + 1 < len(siblings):
        return text[: stated.start] + text[siblings[index + 1].start :]
    return text[: siblings[index - 1].end] + text[stated.end :]


def remove_from_status(status: str, start: int, end: int, *, is_last_successor: bool) -> str:
    """Return the text of a status without the relation that stands between two offsets.

    Without its last successor the page has the status before, where that is struck through, else
    "accepted".
    """
    start = max(start, 0)
    struck = re.compile(_STRUCK).search(status, start, end)
    if struck and is_last_successor:
        return status[:start] + struck["words"]
    before = status[:start].rstrip(_SEPARATORS)
    after = status[end:].strip(_SEPARATORS + ")")
    if before or after:
        return " ".join(filter(None, (before, after)))
    if is_last_successor:
        return _spell_accepted(status[start:end])
    return _match_first_letter(status, "superseded" if "seded" in status else "")


def _spell_accepted(statement: str) -> str:
    """The word "accepted" in the language of a successor's statement, with its capitals."""
    match = re.match(_WORDS, statement)
    words = match[0].split() if match else []
    beginnings = (" ".join(words[:length]) for length in range(len(words), 0, -1))
    translations = (status_words.translate_status("accepted", one) for one in beginnings)
    status = next((one for one in translations if one != "accepted"), "accepted")
    return status_edits.match_case(match[0] if match else "", status)


def _match_first_letter(model: str, text: str) -> str:
    first_letter = next((char for char in model if char.isalpha()), "")
    return text[:1].upper() + text[1:] if first_letter.isupper() else text


def _remove_statement(survey: Survey, stated: StatedRelation, is_last_successor: bool) -> str:
    """Remove a relation that is stated in a line of its own, or in a part of one."""
    text = survey.text
    lead = re.compile(_LEAD).match(text, stated.lead_start, stated.start)
    statement_start = lead.end() if lead else stated.lead_start
    line_start = text.rfind("\n", 0, statement_start) + 1
    newline = text.find("\n", stated.end)
    line_end = len(text) if newline < 0 else newline + 1
    remark = re.compile(_REMARK).match(text, stated.end, line_end)
    statement_end = remark.end() if remark else stated.end
    if text[line_start:statement_start].strip(" \t>-*+"):
        before = text[:statement_start].rstrip(" \t;,")
        if text[statement_end:line_end].strip() and text[stated.end : statement_end] in (",", ";"):
            return before + text[stated.end :]  # it parts what stands before and behind
        ends_sentence = text[stated.end : statement_end] == "." and not before.endswith(".")
        return before + ("." if ends_sentence else "") + text[statement_end:]
    if text[statement_end:line_end].strip():
        return text[:statement_start] + text[statement_end:].lstrip(" \t")
    section = survey.status_section
    inner = survey.find_section_of(line_start)
    if section and inner and inner.title == section.title:
        section = inner
    is_bullet = bool(lead and lead["bullet"])
    if (
        is_last_successor
        and not is_bullet
        and section
        and section.body_start <= line_start < section.end
    ):
        struck_texts = list(re.compile(_STRUCK).finditer(text, section.body_start, line_start))
        if struck_texts:
            struck = struck_texts[-1]
            text = _cut_lines(text, line_start, line_end)
            return text[: struck.start()] + struck["words"] + text[struck.end() :]
        places = [place for place in survey.places if place.style == "section"]
        if not any(
            place.name == "status" and section.start <= place.start < line_start for place in places
        ):
            status = _spell_accepted(text[statement_start : stated.end])
            return text[:statement_start] + status + text[statement_end:]
    without_section = _remove_links_section(survey, line_start, line_end)
    return _cut_lines(text, line_start, line_end) if without_section is None else without_section


def _remove_links_section(survey: Survey, line_start: int, line_end: int) -> str | None:
    """The page without a Links section that `add_link` made for the line; None for any other."""
    text = survey.text
    newline = markdown.detect_newline(text)
    heading = f"## Links{newline}{newline}"
    start = line_start - len(heading)
    is_section = any(section.start == start for section in survey.sections)
    if not is_section or text[start:line_start] != heading:
        return None
    if line_end == len(text):
        before = text[:start].removesuffix(newline)
        return before if text.endswith("\n") else before.removesuffix(newline)
    block_start, block_end = survey.generated_span
    if block_end and text[line_end:block_start] == newline:
        return text[:start] + text[block_start:]
    return None


def _cut_lines(text: str, start: int, end: int) -> str:
    """A text without the lines between two offsets, and without the blank line before them."""
    newline = markdown.detect_newline(text)
    before, after = text[:start], text[end:]
    if not text[start:end].endswith("\n"):
        before = before.removesuffix(newline)
        return before.removesuffix(newline) if before.endswith(newline) else before
    next_line = after.partition("\n")[0].strip()
    follows_blank = before.endswith(newline * 2) or before == newline
    if follows_blank and (not next_line or next_line.startswith(("#", "<!--"))):
        return before.removesuffix(newline) + after
    previous_line = before.removesuffix(newline).rpartition("\n")[2]
    if after.startswith(newline) and (
        before in ("", "\ufeff") or re.match(_HEADING, previous_line)
    ):
        return before + after.removeprefix(newline)
    return before + after
