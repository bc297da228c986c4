"""Statuses with their dates, line by line: a new status is one more line, as the others are."""

from __future__ import annotations

import re

from minutebook.lean.values import Value
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import statuses
from minutebook.text import markdown
from minutebook.text.markdown import Line
from minutebook.text.markdown.sections import find_visible_lines

_DATE = r"\d{4}-\d{2}-\d{2}"
# What the reason of a status says: "Accepted on 2026-01-31: good enough".
REASON_LINE = r"(?:Accepted|Rejected|Deprecated) on \d{4}-\d{2}-\d{2}: \S"
_LETTER = r"[^\W\d_]"
_MAX_HISTORY_LINES = 100


class Entry(Value):
    """A line of a history, with its date and the word for its status."""

    line: Line
    date: re.Match[str]
    word: re.Match[str]


def list_history(survey: Survey, place: FactPlace) -> list[Entry]:
    """Return the lines with a status and its date among which a status is; none for one alone."""
    text = survey.text
    if place.style == "table":
        start = text.rfind("\n\n", 0, place.start) + 2
        blank = text.find("\n\n", place.start)
        end = len(text) if blank < 0 else blank
    elif place.style == "section" and (section := survey.find_section_of(place.start)):
        start = section.body_start
        end = markdown.find_own_end(text, section, survey.sections)
    else:
        return []
    is_reason = re.compile(REASON_LINE).match
    entries = [
        Entry(line, date, word)
        for line in find_visible_lines(text, start, end)
        if (line.start <= place.start < line.end or not is_reason(line.text))
        and (date := re.search(_DATE, line.text))
        and (word := _find_status(line.text))
    ]
    return entries if 1 < len(entries) <= _MAX_HISTORY_LINES else []


def extend_history(survey: Survey, place: FactPlace, status: str, today: str) -> str | None:
    """Return the page with a status, given as words, and a date as one more line of its history.

    The newest line is the last one, or the first where the others are in that order. None where
    the status is not one of a history, or one whose lines are not read so simply.
    """
    history = list_history(survey, place)
    if not history:
        return None
    is_rising = history[0].date[0] <= history[-1].date[0]
    model = history[-1] if is_rising else history[0]
    line = _format_line(model, status, today)
    if line is None:
        return None
    text, newline = survey.text, markdown.detect_newline(survey.text)
    first, second, position = history[0].line, history[1].line, model.line
    blank = newline if text[first.end : second.start].strip(" \t") else ""
    if not is_rising:
        return f"{text[: position.start]}{line}{newline}{blank}{text[position.start :]}"
    line_end = "" if text[: position.end].endswith("\n") else newline
    return f"{text[: position.end]}{line_end}{blank}{line}{newline}{text[position.end :]}"


def _format_line(model: Entry, status: str, today: str) -> str | None:
    """A line of a history like another one; None where words stand before its status and date."""
    text = model.line.text
    line, position = "", 0
    for (start, end), new in sorted([(model.date.span(), today), (model.word.span(), status)]):
        line += text[position:start] + new
        position = end
    if text.lstrip().startswith("|"):
        return line + re.sub(r"[^|]", " ", text[position:].rstrip())
    if re.search(_LETTER, text[: min(model.date.start(), model.word.start())]):
        return None
    # What was said of the other status is not true of the new one.
    rest = text[position:]
    return line + (rest[:1].strip(" ,;:-") if re.search(r"\w", rest) else rest)


def _find_status(line: str) -> re.Match[str] | None:
    """The first word of a line that is a known status."""
    words = re.finditer(r"[^\W\d_]{2,}", line)
    return next((word for word in words if statuses.normalise_status(word[0])), None)
