"""Comments that say what belongs in a section of which nothing is known yet.

A page has no empty headings: a line such as `<!-- ## Consequences: what becomes harder. -->` stands
for the section. It is taken away when the page has the section. The templates hold these comments
below the headings that they stand for. Where other tools need the heading, the comment has no hash
signs (`<!-- Consequences: what becomes harder. -->`) and stands below it until something else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text.markdown.sections import (
    Line,
    detect_newline,
    find_own_end,
    find_shown_lines,
    fold_title,
    parse_lines,
    parse_sections,
)

_HINT_PATTERN = r"<!-- (?P<heading>#{2,6} (?P<title>[^:\n]{1,100})): (?:(?!-->).)*-->[ \t]*"
_HINT = compile_lazily(_HINT_PATTERN)
_HINT_LINE = compile_lazily(rf"{_HINT_PATTERN}(?=\r?\n|\Z)")


class Hint(Value):
    """A comment for a section: the heading that it stands for (`## Context`), title and line."""

    heading: str
    title: str
    line: Line


def find_heading(line: str) -> str:
    """The heading that a line stands for, where it is such a comment, else ""."""
    match = _HINT.fullmatch(line) if line.startswith("<!-- #") else None
    return match["heading"] if match else ""


def is_advice(line: str, title: str) -> bool:
    """Whether a line is a comment for below the heading of this title."""
    return line.startswith(f"<!-- {title}: ") and line.rstrip(" \t\r\n").endswith("-->")


def find_hints(text: str) -> Iterator[Hint]:
    """The comments of a page that stand for sections, in page order."""
    if "<!-- #" not in text:
        return
    for line in parse_lines(text):
        match = None if line.is_code or line.is_comment else _HINT.fullmatch(line.text)
        if match:
            yield Hint(match["heading"], match["title"], line)


def find_starts(text: str) -> tuple[int, ...]:
    """Where each of these comments begins."""
    return tuple(match.start() for match in find_shown_lines(text, "<!-- #", _HINT_LINE))


def find_first(text: str, start: int, end: int) -> int:
    """Where the first of these comments begins between two offsets; `end` for none."""
    return next((hint_start for hint_start in find_starts(text) if start <= hint_start < end), end)


def show_headings(text: str) -> str:
    """The page with headings in the place of the comments that stand for them."""
    for hint in reversed(list(find_hints(text))):
        text = (
            text[: hint.line.start] + hint.heading + text[hint.line.start + len(hint.line.text) :]
        )
    return text


def make_hint(heading: str, advice: str, *, stays: bool) -> str:
    """The comment for a section with this heading; "" where the heading has another form.

    It stands for the section, or below its heading where that `stays`.
    """
    hint = f"<!-- {heading}: {advice} -->"
    if find_heading(hint) != heading:
        return ""
    return make_advice(hint) if stays else hint


def make_advice(hint: str) -> str:
    """The comment for below a heading that says what one for its section says."""
    return re.sub(r"<!-- #+ ", "<!-- ", hint, count=1)


def settle(text: str) -> str:
    """The page without the comments for sections that it has by now.

    Text that somebody wrote below such a comment gets the heading that it stands for.
    """
    if "<!-- " not in text:
        return text
    text = _drop_advice(text)
    titles = {fold_title(section.title) for section in parse_sections(text)}
    newline = detect_newline(text)
    for hint in reversed(list(find_hints(text))):
        before, after = text[: hint.line.start], text[hint.line.end :]
        if fold_title(hint.title) in titles:
            if before.endswith(newline * 2):
                before = before if after.strip() else before.removesuffix(newline)
                after = after.removeprefix(newline)
        elif _begins_with_text(after):
            after = hint.heading + newline * 2 + after.lstrip("\r\n")
        else:
            continue
        text = before + after
    return text


def _begins_with_text(text: str) -> bool:
    """Whether the first line that is not blank is neither a heading nor a comment."""
    first = text.lstrip()
    return bool(first) and not re.match(r"#{1,6}[ \t]|<!--", first)


def _drop_advice(text: str) -> str:
    """The page without the comments below headings that have something else below them, too."""
    sections = parse_sections(text)
    for section in reversed(sections):
        end = find_own_end(text, section, sections)
        lines = [line for line in parse_lines(text, section.body_start) if line.end <= end]
        shown = [line for line in lines if line.text.strip()]
        has_text = any(not line.text.startswith("<!--") for line in shown[1:])
        if has_text and is_advice(shown[0].text, section.title):
            text = text[: shown[0].start] + text[shown[1].start :]
    return text
