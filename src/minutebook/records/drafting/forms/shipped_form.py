"""Whether a page has the form of a template that comes with the program, told by its lines alone.

Most folders are written with one of those; asking the page itself is cheap, where reading it as a
decision is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.records.drafting.templates import find_names
from minutebook.records.model import LINKS_BLOCK
from minutebook.text import markdown
from minutebook.text.markdown import section_hints

_PLACEHOLDER = compile_lazily(r"\{\{ *([a-z_]+) *\}\}")
_HEADING = compile_lazily(r"(#{1,6}) ")
# What a page need not show: values that are left out with their line where nothing is known.
_OPTIONAL_NAMES = frozenset(
    (
        *("drivers", "more", "feature", "deciders", "review_by", "governs", "label", "chosen"),
        "because",
    )
)
_OWN_KEYS = frozenset(
    (
        *("status", "status-reason", "date", "review-by", "decision-makers", "feature", "links"),
        *("aliases", "governs"),
    )
)
# The beginnings of titles with the values `heading`, `label` and `numbered_title`.
_TITLE_FORMS = (r"# \d+\. ", r"# ADR-\d+: ", r"# ADR-\d+ ")
_ADDED_HEADINGS = frozenset(("## Links",))  # by a relation that is stated on the page
_MAX_LINES = 2000  # of a page that is compared


def list_own_headings(page: str, others: Sequence[str]) -> frozenset[str]:
    """The headings of a page that fewer than half of the other pages have."""
    counts = Counter(
        heading for other in others for heading in set(_list_headings(_read_body(other)))
    )
    headings = _list_headings(_read_body(page))
    return frozenset(heading for heading in headings if 2 * counts[heading] < max(len(others), 1))


def adapt_template(
    page: str, template: str, own_headings: frozenset[str] = frozenset()
) -> str | None:
    """The template as a page has it that has its headings, labels and fields, and no others.

    A comment that stands for a section counts as its heading. `own_headings`, see
    `list_own_headings`, may be on the page beside those of the template, and that of its links.
    Where the page's title has no number, or its labels another sign before them, those of the
    template are as the page has them. None for a page of another form.
    """
    lines = _list_lines(page)
    has_fields = "front_matter" in find_names(template)
    if has_fields:
        if lines[0] != "---" or "---" not in lines[1:]:
            return None
        end = lines.index("---", 1)
        keys = {line.partition(":")[0] for line in lines[1:end] if line[:1].isalpha()}
        if not keys <= _OWN_KEYS:
            return None
        lines = lines[end + 1 :]
    elif lines[0] == "---":
        return None
    if any(line.startswith("- **") for line in lines):  # as older pages have their labels
        template = re.sub(r"(?m)^\* (?=\*\*)", "- ", template)
    headings = _list_headings("\n".join(lines))
    if not headings or not (adapted := _adapt_title(headings[0], template)):
        return None
    allowed, required, labels = _read_template(template)
    ignored = (own_headings | _ADDED_HEADINGS) - allowed
    below = [heading for heading in headings[1:] if heading not in ignored]
    found = set(below)
    fits = (
        required <= found <= allowed
        and len(below) == len(found)
        and all(any(line.startswith(label) for line in lines) for label in labels)
    )
    return adapted if fits else None


def _list_lines(page: str) -> list[str]:
    """The lines of a page without its block of links, as far as it is compared."""
    text = markdown.remove_block(page, LINKS_BLOCK)
    return [line.rstrip() for line in text.split("\n", _MAX_LINES)[:_MAX_LINES]]


def _read_body(page: str) -> str:
    """A page, as far as it is compared, without its front matter."""
    lines = _list_lines(page)
    has_fields = lines[0] == "---" and "---" in lines[1:]
    return "\n".join(lines[lines.index("---", 1) + 1 :] if has_fields else lines)


def _list_headings(body: str) -> list[str]:
    """The headings of a page, then those that comments stand for."""
    headings = [
        line.text.rstrip()
        for line in markdown.parse_lines(body)
        if not line.is_code and not line.is_comment and _HEADING.match(line.text)
    ]
    return headings + [hint.heading for hint in section_hints.find_hints(body)] if headings else []


def _adapt_title(heading: str, template: str) -> str:
    """The template with its title as a heading has it; "" where it has a form of its own.

    That is a number or a label where templates give none, or none where they give one.
    """
    source = next(line for line in template.split("\n") if line.startswith("# "))
    forms = ("heading" in source, "label" in source, "numbered_title" in source)
    form = tuple(re.match(pattern, heading) is not None for pattern in _TITLE_FORMS)
    if form == forms:
        return template
    if forms[2] and not any(form):
        return template.replace(source, "# {{ title }}")
    return ""


def _read_template(template: str) -> tuple[set[str], set[str], list[str]]:
    """The headings that pages of a template may have, those that they have, and their labels."""
    allowed: set[str] = set()
    required: set[str] = set()
    labels: list[str] = []
    heading = ""
    for line in template.split("\n"):
        names = _PLACEHOLDER.findall(line)
        if _HEADING.match(line):
            heading = "" if line.startswith("# ") else line
            if heading:
                allowed.add(heading)
        elif names and heading and not _OPTIONAL_NAMES.issuperset(names):
            required.add(heading)
        label = line.partition("{{")[0].rstrip()
        if label and names and not line.startswith("#") and _OPTIONAL_NAMES.isdisjoint(names):
            labels.append(label)
    return allowed, required, labels
