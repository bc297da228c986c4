"""The title that a decision's page states: in its heading, a field, or a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.fields import fold_nested
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import titles
from minutebook.text import markdown
from minutebook.text.frontmatter import FrontMatter
from minutebook.text.markdown import Section
from minutebook.text.markdown.sections import find_visible_lines

TITLE_FIELDS = ("title", "adr-title", "decision-title")
_TITLE_SECTIONS = ("title", "adr title", "titel", "titre", "título", "titolo")
_TITLE_KEY = (
    r"(?:(?:adr|decision|page|record) )?(?:title|titel|titre|título|titolo)|标题|タイトル|제목"
)
# "Title: Use Redis", "- **Title**: Use Redis", "| Title | Use Redis |"
_TITLE_LINE = compile_lazily(
    rf"(?i)[ >]{{0,8}}(?:[-*+] |\| ?)?[*_]{{0,3}}(?:{_TITLE_KEY})[*_]{{0,3}} ?[:：|][*_]{{0,3}} ?"
    r"(?P<value>[^|]{1,300})"
)
# A heading without a blank behind its mark: "#2. Use Redis".
_TIGHT_HEADING = compile_lazily(r"#{1,2}(?P<value>[^#\s!].{0,300})")
_HTML_HEADING = compile_lazily(r"(?is)<h1(?:\s[^<>]{0,200})?>(?P<value>.{1,400}?)</h1>")
_BOLD_LINE = compile_lazily(r"\*\*(?P<value>[^*]{1,200})\*\*[ \\]{0,4}")
_MAX_OPENING_CHARS = 3000  # of the text before the first heading that may hold a title
_MAX_OPENING_LINES = 40


def find_title(survey: Survey, front_matter: FrontMatter) -> str:
    """Return the title of a page, "" where it states none; the name of its file is one then.

    A heading of the first level counts first, then the front matter, other headings, and a line
    that is called the title. Headings of sections and what a template has left are no titles.
    """
    heading = survey.title_section
    first_level = heading if heading and heading.level == 1 else None
    title = _read_place(survey, _locate_first_heading(survey))
    if not title and first_level:
        title = _read_heading(first_level)
    if not title:
        title = _find_field(front_matter)
    if not title and heading and not first_level:
        title = _read_heading(heading)
    if not title:
        title = _read_place(survey, _locate_stated(survey))
    subtitle = None if title else _find_subtitle(survey)
    return title or (_read_heading(subtitle) if subtitle else "")


def find_title_places(survey: Survey) -> Iterator[tuple[int, int]]:
    """Start and end of each text below the front matter that may be the page's title."""
    headings = (survey.title_section, _find_subtitle(survey))
    places = (
        _locate_first_heading(survey),
        *(_locate_heading(survey, section) for section in headings if section),
        _locate_stated(survey),
    )
    yield from dict.fromkeys(filter(None, places))


def _read_place(survey: Survey, place: tuple[int, int] | None) -> str:
    return titles.read_title(survey.text[place[0] : place[1]]) if place else ""


def _locate_heading(survey: Survey, section: Section) -> tuple[int, int] | None:
    """Where the words of a heading stand, in one line or several."""
    words = r"\s+".join(map(re.escape, section.title.split()))
    match = re.compile(words).search(survey.text, section.start, section.body_start)
    return match.span() if match and words else None


def _read_heading(section: Section) -> str:
    if titles.is_section_name(section.title):
        return ""
    return titles.read_title(section.title)


def _find_field(front_matter: FrontMatter) -> str:
    fields = fold_nested(front_matter.fields)
    values = (fields.get(name) for name in TITLE_FIELDS)
    found = (titles.read_title(value) for value in values if isinstance(value, str))
    return next(filter(None, found), "")


def _locate_first_heading(survey: Survey) -> tuple[int, int] | None:
    """Where the heading stands that is none of markdown: of HTML, or with no blank behind its mark.

    It counts where nothing but blank lines and comments is above it and no heading.
    """
    start = survey.opening_start
    if survey.sections and not survey.text[start : survey.sections[0].start].strip():
        return None
    opening = survey.text[start : start + _MAX_OPENING_CHARS]
    if "#" not in opening and "<h1" not in opening.lower():
        return None
    for line in find_visible_lines(survey.text, start, start + len(opening)):
        if match := _TIGHT_HEADING.match(line.text):
            return _shift(match, line.start)
        if re.match(r"(?i)\s*<(?:h1|div|p|center)\b", line.text):
            match = _HTML_HEADING.search(survey.text[line.start : start + len(opening)])
            return _shift(match, line.start) if match else None
        return None
    return None


def _shift(match: re.Match[str], offset: int) -> tuple[int, int]:
    """The offsets in the page of the value in a line that begins at `offset`."""
    return offset + match.start("value"), offset + match.end("value")


def _locate_stated(survey: Survey) -> tuple[int, int] | None:
    """Where the title stands in a line, or a section, called so; or in a first line in bold."""
    is_first = True
    start = survey.opening_start
    lines = find_visible_lines(survey.text, start, start + _MAX_OPENING_CHARS)
    for line, _ in zip(lines, range(_MAX_OPENING_LINES), strict=False):
        if match := _TITLE_LINE.match(line.text):
            return _shift(match, line.start)
        match = _BOLD_LINE.fullmatch(line.text) if is_first else None
        if match and not titles.is_section_name(match["value"]):
            return _shift(match, line.start)
        is_first = False
    section = survey.find_section(_TITLE_SECTIONS)
    if section and section.level > 1:
        end = markdown.find_own_end(survey.text, section, survey.sections)
        for line in find_visible_lines(survey.text, section.body_start, end):
            indent = len(line.text) - len(line.text.lstrip())
            return line.start + indent, line.start + len(line.text.rstrip())
    return None


def _find_subtitle(survey: Survey) -> Section | None:
    """The heading right below a first one that is a label alone: "# ADR 7", "## Use Redis".

    It may be of the same level, where the first one is the head of every page.
    """
    if survey.title_section is None or len(survey.sections) < 2:
        return None
    first, second = survey.sections[:2]
    if first is not survey.title_section or second.level not in (first.level, first.level + 1):
        return None
    return None if survey.text[first.body_start : second.start].strip() else second
