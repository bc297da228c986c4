"""Change the text of a decision's page: what the dialects have in common.

Functions that edit return the text of the new page, in which no other byte has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.records.adr.dialects import NewLink
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import status_words, statuses
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section

# One word or two, with an emoji before or a full stop behind: struck or replaced as a whole.
_SIMPLE_STATUS = r"(?:[^\w\s~\[\](){}<>|*`]+ ?)?[^\W\d_]+(?: [^\W\d_]+)?[.!]?"
_EMPHASISED_STATUS = r"(\*\*|__|[*_`])(?P<status>[^*_`]+)\1"
_BADGE_LABEL = r"!\[(?:[^\[\]\n:]{1,40}: ?)?(?P<status>[^\[\]\n]{1,60})\]"
_BADGE_MESSAGE = (
    r"badge/(?:[^/?\s-]{1,60}-{1,2})?(?P<status>[^/?\s-]{2,60})-[A-Za-z0-9]{2,20}"
    r"(?:\.svg)?(?=[?#)])"
)
# An item of a list of ticks.
_TICKED = (
    r"[ \t>]*(?:[-*+]|\d{1,3}[.)]) \[(?P<mark>[ xX✓])\] (?P<words>[^\r\n]*?)[ \t]*(?:\r?\n|\Z)"
)
_RULE = r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*"
_LINK_SECTIONS = ("links", "related decisions", "related adrs", "related")
_BULLET = r"(?m)^([-*+]) "


# Facts.


def set_status(
    text: str,
    status: str,
    reason: str,
    add_fact: Callable[[Survey, str, str], str],
    *,
    is_capitalised: bool = True,
) -> str:
    """Return the page with another status, and a reason where there is one, as facts of its text.

    `add_fact(survey, key, value)` writes what the page does not state yet.
    """
    survey = survey_text(text)
    text = replace_status(survey, status) or add_fact(
        survey, "Status", status.capitalize() if is_capitalised else status
    )
    return add_fact(survey_text(text), "Reason", reason) if reason else text


def add_relation(
    survey: Survey,
    link: NewLink,
    add_fact: Callable[[Survey, str, str], str],
    *,
    is_fact: bool = False,
) -> str:
    """Return the page with a relation: as its status, as a fact, or in its section of links.

    A successor becomes the status where it can, else a fact; any other relation is a fact where
    `is_fact` says that the page has its relations so. `add_fact(survey, key, value)` writes a fact.
    """
    relation, clickable = format_relation(survey.text, link)
    is_successor = link.relation == "superseded-by"
    superseded = supersede_status(survey, relation, clickable) if is_successor else None
    if superseded:
        return superseded
    if is_successor or is_fact:
        return add_fact(survey, relation.capitalize(), clickable)
    return add_to_links_section(survey, f"{relation.capitalize()} {clickable}")


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


# The status.


def replace_status(survey: Survey, status: str) -> str | None:
    """Return the page with another status in the place of its own, None where it states none.

    A page that states the status already stays as it is. What says more than a status is kept: a
    line of a section below the new status, elsewhere behind it ("rejected; was: done in #5").
    """
    text = survey.text
    place = survey.find_place("status")
    if not place:
        return None
    start, end = place.start, place.end
    if statuses.normalise_status(text[start:end]) == status:
        return text
    if emphasised := re.compile(_EMPHASISED_STATUS).fullmatch(text, start, end):
        start, end = emphasised.span("status")
    old = text[start:end]
    is_known = bool(statuses.normalise_status(old))
    if moved := _move_tick(text, place, status):
        return moved
    if place.style == "badge":
        return text[:start] + replace_in_badge(old, status) + text[end:]
    if is_known:
        new = spell_status(old, status)
    else:
        new = status if place.style == "bullet" else status.capitalize()
    is_simple = is_known and re.fullmatch(_SIMPLE_STATUS, old)
    if not old or is_simple or statuses.is_status_choice(old) or statuses.is_leftover(old):
        return text[:start] + new + text[end:]
    if place.style == "section":
        newline = markdown.detect_newline(text)
        return text[: place.lines_start] + new + newline * 2 + text[place.lines_start :]
    return f"{text[:start]}{new}; was: {old}{text[end:]}"


def _move_tick(text: str, place: FactPlace, status: str, words: str = "") -> str | None:
    """The page with the tick of a list at another status, which may get new words.

    None where the status at `place` is not ticked, or the list has no such item.
    """
    ticked = re.compile(_TICKED).fullmatch(text, place.lines_start, place.lines_end)
    if not ticked or ticked["mark"] == " ":
        return None
    for item in _list_ticks(text, place):
        is_meant = statuses.normalise_status(item["words"]) == status
        if item["mark"] == " " and is_meant:
            new_item = f"{text[item.start() : item.start('mark')]}{ticked['mark']}] "
            new_item += words or item["words"]
            new_item += text[item.end("words") : item.end()]
            changes = [
                (ticked.start("mark"), ticked.end("mark"), " "),
                (item.start(), item.end(), new_item),
            ]
            for start, end, new in sorted(changes, reverse=True):
                text = text[:start] + new + text[end:]
            return text
    return None


def _list_ticks(text: str, place: FactPlace) -> list[re.Match[str]]:
    """The items of the list of ticks around a place."""
    run: list[re.Match[str]] = []
    for item in re.finditer(rf"(?m)^{_TICKED}", text):
        if run and item.start() != run[-1].end():
            if run[-1].end() > place.start:
                break
            run = []
        run.append(item)
    return run


def replace_in_badge(image: str, status: str) -> str:
    """An image of a badge with another status, in its alternative text and in its address."""
    label = re.match(_BADGE_LABEL, image)
    if label and statuses.normalise_status(label["status"]):
        new = match_case(label["status"], status)
        image = f"{image[: label.start('status')]}{new}{image[label.end('status') :]}"
    message = re.search(_BADGE_MESSAGE, image)
    if not message:
        return image
    new = match_case(message["status"], status)
    return f"{image[: message.start('status')]}{new}{image[message.end('status') :]}"


def supersede_status(survey: Survey, relation: str, clickable: str) -> str | None:
    """Return the page with "superseded by" (`relation`) and a link as its status.

    "Accepted" gives way, another status is struck through, so that removing the link can bring it
    back. None where the page states no status, or one that says more than a status.
    """
    place = survey.find_place("status")
    old = survey.get_value(place) if place else ""
    if not place or not is_simple_status(old):
        return None
    if survey.text[place.lines_start : place.start].lstrip().startswith("<"):
        return None  # a link in markdown would not be shown as one in an element of HTML
    struck = "" if old in ("Accepted", "accepted") else f"~~{old}~~ "
    relation = status_words.translate_relation("superseded-by", old) or relation
    ticked = f"{match_case(old, relation)} {clickable}"
    if moved := _move_tick(survey.text, place, "superseded", ticked):
        return moved
    new = f"{struck}{match_case(old, relation)} {escape_bars(clickable, place)}"
    return survey.text[: place.start] + new + survey.text[place.end :]


def is_simple_status(text: str) -> bool:
    """Whether a text is a known status and nothing else, and not "superseded"."""
    return bool(re.fullmatch(_SIMPLE_STATUS, text)) and statuses.normalise_status(text) not in (
        "",
        "superseded",
    )


# Spelling.


def spell_status(model: str, status: str) -> str:
    """A known status in the language and with the capitals of the words that it replaces."""
    word = re.sub(r"\A\W+|\W+\Z", "", model)
    return match_case(model, status_words.translate_status(status, word))


def match_case(model: str, text: str) -> str:
    """Return words with the capitals of the text that they replace: lower, Title or ALL."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return text.upper()
    return text[:1].upper() + text[1:] if letters and letters[0].isupper() else text


def escape_bars(text: str, place: FactPlace) -> str:
    """Return words as they can stand at a place: in a table a bar would end the cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", text) if place.style == "table" else text


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
            # Not as a new section is made, so that removing the link can tell the two apart.
            return f"{text[:end]}{line}{newline}{newline}{text[end:]}"
        return insert_line(text, end, line, blank_before=False)
    lines = f"## Links{newline}{newline}- {line}"
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
