"""Statuses with their dates, line by line: a new status is one more line, as the others are."""

from __future__ import annotations

import re

from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.statements.prose_relations import find_visible_lines
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import statuses
from minutebook.text import markdown
from minutebook.text.markdown import Line

_DATE = r"\d{4}-\d{2}-\d{2}"
_LETTER = r"[^\W\d_]"
_MAX_HISTORY_LINES = 100


def list_history(survey: Survey, place: FactPlace) -> list[Line]:
    """Return the lines with a status and its date among which a status is; none for one alone."""
    text = survey.text
    if place.style == "table":
        start = text.rfind("\n\n", 0, place.start) + 2
        blank = text.find("\n\n", place.start)
        end = len(text) if blank < 0 else blank
    elif place.style == "section" and survey.status_section:
        start = survey.status_section.body_start
        end = markdown.find_own_end(text, survey.status_section, survey.sections)
    else:
        return []
    lines = [
        line
        for line in find_visible_lines(text, start, end)
        if re.search(_DATE, line.text) and _find_status(line.text)
    ]
    return lines if 1 < len(lines) <= _MAX_HISTORY_LINES else []


def extend_history(survey: Survey, place: FactPlace, status: str, today: str) -> str | None:
    """Return the page with a status, given as words, and a date as one more line of its history.

    The newest line is the last one, or the first where the others are in that order. None where
    the status is not one of a history, or one whose lines are not read so simply.
    """
    history = list_history(survey, place)
    if not history:
        return None
    days = [match[0] for line in history if (match := re.search(_DATE, line.text))]
    is_rising = days[0] <= days[-1]
    model = history[-1] if is_rising else history[0]
    line = _format_line(model.text, status, today)
    if line is None:
        return None
    text, newline = survey.text, markdown.detect_newline(survey.text)
    first, second = history[:2]
    blank = newline if text[first.end : second.start].strip(" \t") else ""
    if not is_rising:
        return f"{text[: model.start]}{line}{newline}{blank}{text[model.start :]}"
    line_end = "" if text[: model.end].endswith("\n") else newline
    return f"{text[: model.end]}{line_end}{blank}{line}{newline}{text[model.end :]}"


def _format_line(model: str, status: str, today: str) -> str | None:
    """A line of a history like another one; None where words stand before its status and date."""
    found = _find_status(model)
    date = re.search(_DATE, model)
    if found is None or date is None:
        return None
    spans = sorted([(date.span(), today), (found.span(), status)])
    line, position = "", 0
    for (start, end), new in spans:
        line += model[position:start] + new
        position = end
    if model.lstrip().startswith("|"):
        return line + re.sub(r"[^|]", " ", model[position:].rstrip())
    if re.search(_LETTER, model[: spans[0][0][0]]):
        return None
    closing = re.match(r"\W*", model[position:])
    rest = model[position:]
    # What was said of the other status is not true of the new one.
    return line + (rest if closing and closing.end() == len(rest) else rest[:1].strip(" ,;:-"))


def _find_status(line: str) -> re.Match[str] | None:
    """The first word of a line that is a known status, whatever its capitals."""
    for word in re.finditer(r"[^\W\d_]{2,}", line):
        if statuses.normalise_status(word[0]):
            return word
    return None
