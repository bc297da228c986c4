"""Rules on whether a page can be read: its front matter and its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import Problem, Rule, page_rule
from minutebook.checks.page import Page
from minutebook.text import page_bytes

# The reader of pages finds these: the findings come with the records.
front_matter = Rule(
    "front-matter",
    "error",
    "The front matter is not valid YAML, so that other tools read nothing of it, or something else"
    " than its author meant. What can be read line by line is kept; a warning where that is all.",
)
front_matter_open = Rule(
    "front-matter-open",
    "warning",
    "The line `---` that ends the front matter is missing: other tools take the whole page for"
    " text, or for front matter.",
)
front_matter_shape = Rule(
    "front-matter-shape",
    "warning",
    "The facts at the page's top are not between two lines `---`, so that forges and other tools"
    " show them as text and do not read them.",
)
front_matter_twice = Rule(
    "front-matter-twice",
    "warning",
    "A key stands twice in the front matter: tools differ in which of the two they take.",
)

page_too_large = Rule(
    "page-too-large",
    "warning",
    "A page of more than 1 MB is no record that anybody reads, and every command would have to."
    " Its number, title, status and date are read from its head; the rest is not checked, and no"
    " command changes the page.",
)


@page_rule(
    "not-text",
    "warning",
    "The page has bytes that are not UTF-8: tools show them in different ways, and a search does"
    " not find the words.",
)
def not_text(page: Page) -> Iterator[Problem]:
    """Bytes that are not UTF-8."""
    record = page.record
    start = page_bytes.find_escaped_byte(page.text)
    if start >= 0 or page_bytes.is_utf16(page.text):
        yield Problem(
            record.path,
            page.text.count("\n", 0, max(start, 0)) + 1,
            f"{record.ref} has bytes that are not UTF-8 text, so part of it cannot be read.",
            "Save the file as UTF-8.",
        )


@page_rule(
    "line-ends",
    "warning",
    "The lines of the page end with a carriage return alone: git and other tools take it for one"
    " line, and no command changes it.",
)
def line_ends(page: Page) -> Iterator[Problem]:
    """Lines that end with a carriage return alone."""
    if page_bytes.has_old_line_ends(page.text) and not page_bytes.is_utf16(page.text):
        yield Problem(
            page.record.path,
            1,
            f"{page.record.ref} has lines that end with a carriage return alone.",
            "Save the file with line feeds.",
        )
