"""Change what a decision's page states, in the page's own form and no other byte.

A Status section is edited as adr-tools does it (`_adr_remove_status`, `_adr_add_link`): the line
"Accepted" gives way to "Superseded by [5. Title](0005-title.md)", other relations are paragraphs
at the section's end. A status that says more than "Accepted" is struck through, not removed, so
that `drop_link` can bring it back. A relation that could not become the page's status is a bullet.
"""

from __future__ import annotations

import re

from minutebook.records.adr import vocabulary
from minutebook.records.adr.form_drop import drop_link as drop_link
from minutebook.records.adr.form_drop import (
    find_relation_key,
    find_status_key,
    is_empty_field,
    survey_text,
)
from minutebook.records.adr.survey import FactPlace, Survey
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section

# One word or two, with an emoji before or a full stop behind: struck or replaced as a whole.
_SIMPLE = r"(?:[^\w\s~\[\](){}<>|*`]+ ?)?[A-Za-z]+(?: [A-Za-z]+)?[.!]?"
_WRAPPED = r"(\*\*|__|[*_`])(?P<words>[^*_`]+)\1"
_KEY = (
    r"(?P<lead>[ >]{0,8}(?:[-*+] +)?)(?P<bold>\*\*|__|[*_])?[A-Za-z][A-Za-z _/-]{0,39}?"
    r"(?P<tail>[ \t]*:(?(bold)(?P=bold)?)|(?(bold)(?P=bold)[ \t]*:?|(?!)))"
)
_PLAIN = r"\w[\w ./-]*"
_RULE = r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*"
_LINK_SECTIONS = ("links", "related decisions", "related adrs", "related")
_BULLET = r"(?m)^([-*+]) "


def set_status(text: str, dialect: str, status: str, *, reason: str = "", today: str = "") -> str:
    """The page with another status, in its own form; the same page where it says so already.

    `reason` becomes one line: below the status, or `status-reason` in front matter; `today` (ISO
    8601) is set before it. Words that say more than a status are kept.
    """
    text = _put_state(text, dialect, status)
    said = " ".join(reason.split())
    return _put_reason(text, dialect, f"{today}: {said}" if today else said) if said else text


def add_link(text: str, dialect: str, relation: str, label: str, href: str, target: str) -> str:
    """The page with one more relation, in its own form.

    `label` and `href` make the link that readers click, `target` (`0007-use-redis`) is what front
    matter stores. `superseded-by` becomes the page's status as well: no `put_status` is needed.
    """
    if dialect == "front-matter":
        return _put_field(text, relation, label, target)
    seen = survey_text(text)
    link = markdown.make_link(label, href)
    words = _spelt(text, relation.replace("-", " "))
    heir = relation == "superseded-by"
    place = next((at for at in seen.places if at.name == "status"), None)
    if dialect == "nygard" and seen.status_section and not (place and place.style == "heading"):
        return _put_in_section(text, seen, seen.status_section, heir, words, link)
    if heir and place:
        was = text[place.start : place.end]
        if re.fullmatch(_SIMPLE, was) and vocabulary.normalise_status(was) not in (
            "",
            "superseded",
        ):
            kept = "" if was in ("Accepted", "accepted") else f"~~{was}~~ "
            become = kept + _like(was, words) + " " + _in_cell(link, place)
            return text[: place.start] + become + text[place.end :]
    keyed = any(
        at.style == dialect and at.name not in ("status", "date", "updated") for at in seen.places
    )
    if dialect == "table" or heir or keyed:
        return _put_line(text, seen, dialect, words.capitalize(), link)
    return _put_in_links(text, seen, f"{words.capitalize()} {link}")


# The status.


def _put_state(text: str, form: str, status: str) -> str:
    if form == "front-matter":
        name = find_status_key(frontmatter.parse(text)[0].fields)
        was = frontmatter.get_field(text, name)
        said = was if isinstance(was, str) else ""
        if vocabulary.normalise_status(said) == status:
            return text
        return frontmatter.set_field(text, name, _like(said, status))
    seen = survey_text(text)
    place = next((at for at in seen.places if at.name == "status"), None)
    if not place:
        if form == "nygard":
            return _put_new_status(text, seen, status.capitalize())
        return _put_line(
            text, seen, form, "Status", status if form == "plain" else status.capitalize()
        )
    start, end = place.start, place.end
    if vocabulary.normalise_status(text[start:end]) == status:
        return text
    if wrapped := re.compile(_WRAPPED).fullmatch(text, start, end):
        start, end = wrapped.span("words")
    was = text[start:end]
    known = vocabulary.normalise_status(was)
    words = (
        _like(was, status) if known else status if place.style == "bullet" else status.capitalize()
    )
    if not was or (known and re.fullmatch(_SIMPLE, was)) or vocabulary.is_status_choice(was):
        return text[:start] + words + text[end:]
    if place.style == "section":
        nl = markdown.detect_newline(text)
        return text[: place.lines_start] + words + nl + nl + text[place.lines_start :]
    return f"{text[:start]}{words}; was: {was}{text[end:]}"


def _put_new_status(text: str, seen: Survey, words: str) -> str:
    if seen.status_section:
        return _below(text, seen.status_section.body_start, words)
    nl = markdown.detect_newline(text)
    section = f"## Status{nl}{nl}{words}{nl}"
    others = [one.start for one in seen.sections if one is not seen.title_section]
    if others:
        return text[: others[0]] + section + nl + text[others[0] :]
    ended = text if text.endswith("\n") or not text else text + nl
    return ended + nl + section


def _put_reason(text: str, form: str, words: str) -> str:
    if form == "front-matter":
        return frontmatter.set_field(text, "status-reason", words)
    seen = survey_text(text)
    if form == "nygard" and seen.status_section:
        return _insert(text, _last_line(text, seen, seen.status_section), words, gap=True)
    return _put_line(text, seen, form, "Reason", words)


def _like(model: str, words: str) -> str:
    """Words with capitals as in the words that they stand for: lower, Title or ALL."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return words.upper()
    return words[:1].upper() + words[1:] if letters and letters[0].isupper() else words


def _spelt(text: str, words: str) -> str:
    """As the page spells it: adr-tools writes "Superceded", and so do pages that it made."""
    if re.search(r"\bsuperced", text, re.IGNORECASE) and not re.search(
        r"\bsupersed", text, re.IGNORECASE
    ):
        return words.replace("supersed", "superced")
    return words


# Front matter.


def _put_field(text: str, relation: str, label: str, target: str) -> str:
    fields = frontmatter.parse(text)[0].fields
    key = find_relation_key(fields, relation)
    had = frontmatter.get_field(text, key) if key in fields or "." in key else None
    kept = [] if is_empty_field(had) else list(had) if isinstance(had, list | tuple) else [had]
    name = find_status_key(fields)
    was = fields.get(name)
    said = was.strip() if relation == "superseded-by" and isinstance(was, str) else ""
    if (
        said
        and not vocabulary.is_status_choice(said)
        and vocabulary.normalise_status(said) != "superseded"
    ):
        text = frontmatter.set_field(text, name, _heir(said, label, target))
    return frontmatter.set_field(text, key, [*kept, target])


def _heir(was: str, label: str, target: str) -> str:
    """A status by MADR's rule, and what it was before where that was more than "accepted"."""
    words = _like(was, "superseded by")
    before = "" if was in ("Accepted", "accepted") else f" (was {was})"
    # Quotes or bars that the label alone would bring could not be told from the page's own.
    plain = re.fullmatch(_PLAIN, label) is not None
    return f"{words} {label if plain else target}{before}"


# Text.


def _put_in_section(
    text: str, seen: Survey, section: Section, heir: bool, words: str, link: str
) -> str:
    """A relation in a Status section; an heir takes the place of the word "Accepted"."""
    line = f"{words.capitalize()} {link}"
    if heir and not any(at.link.relation == "superseded-by" for at in seen.relations):
        place = next(
            (at for at in seen.places if at.style == "section" and at.name == "status"), None
        )
        was = text[place.start : place.end] if place else ""
        end = markdown.find_own_end(text, section, seen.sections)
        alone = place is not None and text[place.lines_start : place.start].strip(" \t>") == ""
        if not place or not alone or "~" in text[section.body_start : end] or not _is_status(was):
            line = f"- {line}"
        elif was in ("Accepted", "accepted"):
            return text[: place.start] + _like(was, words) + " " + link + text[place.end :]
        else:
            text = text[: place.start] + f"~~{was}~~" + text[place.end :]
            seen = survey_text(text)
            section = seen.status_section or section
    last = _last_line(text, seen, section)
    return (
        _insert(text, last, line, gap=True)
        if last > section.body_start
        else _below(text, last, line)
    )


def _is_status(words: str) -> bool:
    return bool(re.fullmatch(_SIMPLE, words)) and vocabulary.normalise_status(words) not in (
        "",
        "superseded",
    )


def _last_line(text: str, seen: Survey, section: Section) -> int:
    """Where the last line of a section's own text ends, blank lines and generated blocks aside."""
    end = markdown.find_own_end(text, section, seen.sections)
    if section.start < seen.generated_span[0] < end:
        end = seen.generated_span[0]
    last = blank = section.body_start
    for line in markdown.parse_lines(text, section.body_start):
        if line.start >= end:
            break
        if not line.text.strip():
            blank = line.end
        elif blank != line.start or not re.fullmatch(_RULE, line.text):
            last = line.end  # a rule apart from the text only closes the section
    return last


def _insert(text: str, at: int, words: str, *, gap: bool) -> str:
    """A line put in at `at`, a line's end or the page's; a blank line before it where asked."""
    nl = markdown.detect_newline(text)
    blank = nl if gap else ""
    if at and text[at - 1] != "\n":
        return f"{text[:at]}{nl}{blank}{words}{text[at:]}"
    return f"{text[:at]}{blank}{words}{nl}{text[at:]}"


def _below(text: str, at: int, words: str) -> str:
    """A line put in below a heading that ends at `at`, apart from what follows."""
    if not text[at:].partition("\n")[0].strip():
        return _insert(text, at, words, gap=True)
    nl = markdown.detect_newline(text)
    return f"{text[:at]}{words}{nl}{nl}{text[at:]}"


def _put_in_links(text: str, seen: Survey, line: str) -> str:
    """A bullet in the page's section of links, which is made where there is none."""
    nl = markdown.detect_newline(text)
    section = seen.find_section(_LINK_SECTIONS)
    if section:
        last = _last_line(text, seen, section)
        marks = re.compile(_BULLET).search(text, section.body_start, last) or re.compile(
            _BULLET
        ).search(text)
        line = f"{marks[1] if marks else '-'} {line}"
        if last == section.body_start and text[last - 1] == "\n":
            # Not as a new section is made, so that dropping can tell the two apart.
            return f"{text[:last]}{line}{nl}{nl}{text[last:]}"
        return _insert(text, last, line, gap=False)
    new = f"## Links{nl}{nl}- {line}"
    if seen.generated_span[1]:
        at = seen.generated_span[0]
        return f"{text[:at]}{new}{nl}{nl}{text[at:]}"
    if text and not text.endswith("\n"):
        return f"{text}{nl}{nl}{new}"
    return f"{text}{nl}{new}{nl}"


def _put_line(text: str, seen: Survey, form: str, key: str, value: str) -> str:
    """A fact of its own, below those that the page states in its form, or below the title."""
    places = [at for at in seen.places if at.style == form]
    if not places:
        line = f"- {key}: {value}"
        if seen.title_section:
            return _below(text, seen.title_section.body_start, line)
        at = frontmatter.parse(text)[0].body_start or text.startswith("\ufeff")
        return f"{text[:at]}{line}{markdown.detect_newline(text) * 2}{text[at:]}"
    anchor = next((at for at in places if at.name == "status"), places[0])
    row = text[anchor.lines_start : anchor.lines_end]
    end = _run_end(text, anchor.lines_start)
    if form == "table":
        pad = " " if row.lstrip().startswith("| ") else ""
        return _insert(
            text, end, f"|{pad}{key}{pad}|{pad}{_in_cell(value, anchor)}{pad}|", gap=False
        )
    keyed = re.match(_KEY, row)
    lead, bold, tail = keyed.group("lead", "bold", "tail") if keyed else ("- ", "", ":")
    # Without bullets a line of its own needs a paragraph of its own.
    gap = not lead.strip(" >")
    return _insert(text, end, f"{lead}{bold or ''}{key}{tail} {value}", gap=gap)


def _run_end(text: str, start: int) -> int:
    """Where the lines end that follow each other from `start` without a blank or a heading."""
    end = start
    for line in markdown.parse_lines(text, start):
        if not line.text.strip() or line.text.startswith("#"):
            break
        end = line.end
    return end


def _in_cell(words: str, place: FactPlace) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", words) if place.style == "table" else words
