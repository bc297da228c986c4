"""Change the text of a decision's page: what the dialects have in common.

Functions that edit return the text of the new page, in which no other byte has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.records.adr.dialects import NewLink, NewStatus
from minutebook.records.adr.edits import status_edits, successors
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section, section_hints

_RULE = r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*"
_LINK_SECTIONS = ("links", "related decisions", "related adrs", "related")
_BULLET = r"(?m)^([-*+]) "


# Facts.


def set_status(
    text: str,
    new: NewStatus,
    dialect: str,
    add_fact: Callable[[Survey, str, str], str],
    *,
    is_capitalised: bool = True,
) -> str:
    """Return the page with another status, and a reason where there is one, as facts of its text.

    `add_fact(survey, key, value)` writes what the page does not state yet.
    """
    changed = status_edits.replace_status(text, new, dialect)
    if changed is None:
        word = new.form.status_words.get((dialect, new.status), "")
        status = new.status.capitalize() if is_capitalised else new.status
        changed = add_fact(survey_text(text), "Status", word or status)
    return add_fact(survey_text(changed), "Reason", new.reason) if new.reason else changed


def add_relation(
    survey: Survey,
    link: NewLink,
    dialect: str,
    add_fact: Callable[[Survey, str, str], str],
    *,
    is_fact: bool = False,
) -> str:
    """Return the page with a relation: as its status, as a fact, or in its section of links.

    A successor becomes the status where it can, else a fact; any other relation is a fact where
    `is_fact` says that the page has its relations so. `add_fact(survey, key, value)` writes a fact.
    """
    relation, clickable = successors.format_relation(survey.text, link)
    if link.relation == "superseded-by":
        superseded = successors.supersede_status(survey, link, dialect)
        if superseded and successors.states(superseded, link):
            return superseded
        survey = survey_text(superseded) if superseded else survey
        return add_fact(survey, relation.capitalize(), clickable)
    if is_fact:
        return add_fact(survey, relation.capitalize(), clickable)
    return add_to_links_section(survey, f"{relation.capitalize()} {clickable}")


# Lines.


def insert_line(text: str, position: int, line: str, *, blank_before: bool) -> str:
    """Return a text with a line put in at an offset: the beginning, a line's end or the end."""
    newline = markdown.detect_newline(text)
    blank = newline if blank_before else ""
    if position and text[position - 1] != "\n":
        return f"{text[:position]}{newline}{blank}{line}{text[position:]}"
    return f"{text[:position]}{blank}{line}{newline}{text[position:]}"


def insert_below_heading(text: str, position: int, line: str) -> str:
    """Return a text with a line put in below a heading that ends at an offset.

    Blank lines set it apart from what follows.
    """
    if not text[position:].partition("\n")[0].strip():
        return insert_line(text, position, line, blank_before=True)
    newline = markdown.detect_newline(text)
    return f"{text[:position]}{line}{newline}{newline}{text[position:]}"


def add_below_title(survey: Survey, key: str, value: str) -> str:
    """Return the page with a fact as a bullet below its title, or first where it has none."""
    text = survey.text
    line = f"- {key}: {value}"
    if survey.title_section:
        return insert_below_heading(text, survey.title_section.body_start, line)
    start = frontmatter.parse(text)[0].body_start or int(text.startswith("\ufeff"))
    return f"{text[:start]}{line}{markdown.detect_newline(text) * 2}{text[start:]}"


def add_to_links_section(survey: Survey, line: str) -> str:
    """Return the page with a bullet in its section of links, which is made where it has none."""
    text = survey.text
    newline = markdown.detect_newline(text)
    section = survey.find_section(_LINK_SECTIONS)
    if section:
        end = find_section_end(survey, section)
        bullet = re.compile(_BULLET)
        model = bullet.search(text, section.body_start, end) or bullet.search(text)
        line = f"{model[1] if model else '-'} {line}"
        if end == section.body_start and text[end - 1] == "\n":
            if text.startswith(newline, end):
                return f"{text[:end]}{newline}{line}{newline}{text[end:]}"
            # Not as a new section is made, so that removing the link can tell the two apart.
            return f"{text[:end]}{line}{newline}{newline}{text[end:]}"
        return insert_line(text, end, line, blank_before=False)
    model = re.search(_BULLET, text)
    lines = f"## Links{newline}{newline}{model[1] if model else '-'} {line}"
    block_start, block_end = survey.generated_span
    if block_end:
        return f"{text[:block_start]}{lines}{newline}{newline}{text[block_start:]}"
    if text and not text.endswith("\n"):
        return f"{text}{newline}{newline}{lines}"
    return f"{text}{newline}{lines}{newline}"


def find_section_end(survey: Survey, section: Section) -> int:
    """Return where the last line of a section's own text ends.

    Blank lines, generated blocks and a rule that closes the section do not count.
    """
    end = markdown.find_own_end(survey.text, section, survey.sections)
    if section.start < survey.generated_span[0] < end:
        end = survey.generated_span[0]
    end = section_hints.find_first(survey.text, section.body_start, end)
    last_end = blank_end = section.body_start
    for line in markdown.parse_lines(survey.text, section.body_start):
        if line.start >= end:
            break
        if not line.text.strip():
            blank_end = line.end
        elif blank_end != line.start or not re.fullmatch(_RULE, line.text):
            last_end = line.end
    return last_end


def find_paragraph_end(text: str, start: int) -> int:
    """Return where the lines end that follow each other from an offset without blank or heading."""
    end = start
    for line in markdown.parse_lines(text, start):
        if not line.text.strip() or line.text.startswith("#"):
            break
        end = line.end
    return end
