"""Whether a page has the form of a template that comes with the program, told by its lines alone.

Most folders are written with one of those; asking the page itself is cheap, where reading it as a
decision is not.
"""

from __future__ import annotations

import re

from minutebook.records.drafting.templates import find_names
from minutebook.text import markdown

_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_HEADING = re.compile(r"(#{1,6}) ")
# What a page need not show: values that are left out with their line where nothing is known.
_OPTIONAL_NAMES = frozenset(("drivers", "more", "feature", "deciders", "review_by", "label"))
_OWN_KEYS = frozenset(
    (
        *("status", "status-reason", "date", "review-by", "decision-makers", "feature", "links"),
        "aliases",
    )
)
_MAX_LINES = 2000  # of a page that is compared


def is_made_by(page: str, template: str) -> bool:
    """Whether a page has the headings, labels and fields that a template gives, and no others."""
    lines = [line.rstrip() for line in page.split("\n", _MAX_LINES)[:_MAX_LINES]]
    has_fields = "front_matter" in find_names(template)
    if has_fields:
        if lines[0] != "---" or "---" not in lines[1:]:
            return False
        end = lines.index("---", 1)
        keys = {line.partition(":")[0] for line in lines[1:end] if line[:1].isalpha()}
        if not keys <= _OWN_KEYS:
            return False
        lines = lines[end + 1 :]
    elif lines[0] == "---":
        return False
    headings = [
        line.text.rstrip()
        for line in markdown.parse_lines("\n".join(lines))
        if not line.is_code and _HEADING.match(line.text)
    ]
    if not headings or not _has_title_form(headings[0], template):
        return False
    allowed, required, labels = _read_template(template)
    found = set(headings[1:])
    return (
        required <= found <= allowed
        and len(headings) - 1 == len(found)
        and all(any(line.startswith(label) for line in lines) for label in labels)
    )


def _has_title_form(heading: str, template: str) -> bool:
    """Whether a page's title has the number or label that the template gives titles."""
    source = next(line for line in template.split("\n") if line.startswith("# "))
    has_number = re.match(r"# \d+\. ", heading) is not None
    has_label = re.match(r"# ADR-\d+: ", heading) is not None
    return (has_number, has_label) == ("heading" in source, "label" in source)


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
