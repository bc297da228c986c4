"""Decisions in AsciiDoc, reStructuredText and Org: read as markdown, line by line."""

from __future__ import annotations

from typing import NamedTuple

_MAX_LINES = 20_000  # of a page that are read: a decision has some hundreds
_FRONT_MATTER_FENCE = "---"
_FIELD_NAMES = {
    **dict.fromkeys(("revdate", "adr-date", "decision-date", "docdate", "publish-date"), "date"),
    **dict.fromkeys(("adr-status", "decision-status", "adr-state"), "status"),
    **dict.fromkeys(("filetags", "keywords"), "tags"),
}


class MarkdownPage(NamedTuple):
    """A page of another format as markdown with the same number of lines.

    `fields` are what its header states as fields, `line_numbers` the line (from 1) of each.
    """

    text: str
    fields: dict[str, object]
    line_numbers: dict[str, int]


def convert_page(file_name: str, text: str) -> MarkdownPage:
    """A page as markdown: headings, facts, tables, links and code, in their lines.

    A page of a format that is markdown already is as it was. Never raises.
    """
    ending = file_name.lower().rpartition(".")[2]
    if ending not in ("adoc", "asciidoc", "rst", "org"):
        return MarkdownPage(text, {}, {})
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    body_start = _find_body(lines)
    body = lines[body_start : body_start + _MAX_LINES]
    builder = PageBuilder(body_start)
    if ending == "rst":
        from minutebook.records.markup import restructuredtext

        restructuredtext.convert(body, builder)
    elif ending == "org":
        from minutebook.records.markup import org

        org.convert(body, builder)
    else:
        from minutebook.records.markup import asciidoc

        asciidoc.convert(body, builder)
    blank_lines = [""] * (len(lines) - body_start - len(body))
    page = "\n".join([*lines[:body_start], *builder.lines, *blank_lines])
    return MarkdownPage(page, builder.fields, builder.line_numbers)


def _find_body(lines: list[str]) -> int:
    """How many lines front matter has at the beginning of a page: 0 for none."""
    if lines[0].rstrip() == _FRONT_MATTER_FENCE:
        for index, line in enumerate(lines[1:200], 1):
            if line.rstrip() == _FRONT_MATTER_FENCE:
                return index + 1
    return 0


class PageBuilder:
    """Collects the lines and the fields of a page while it is converted."""

    def __init__(self, first_index: int) -> None:
        self.lines: list[str] = []
        self.fields: dict[str, object] = {}
        self.line_numbers: dict[str, int] = {}
        self._first_number = first_index + 1

    def add(self, line: str = "") -> None:
        """Add the next line; without a text the line shows nothing."""
        self.lines.append(line)

    def add_heading(self, level: int, title: str) -> None:
        """Add a heading as the next line."""
        self.add(f"{'#' * min(max(level, 1), 6)} {title.strip()}")

    def set_field(self, name: str, value: str) -> None:
        """Note a field that the next line states; the first of a name counts."""
        key = name.strip().lower().replace(" ", "-").replace("_", "-")
        key = _FIELD_NAMES.get(key, key)
        if value.strip() and key not in self.fields:
            self.fields[key] = value.strip()
            self.line_numbers[key] = self._first_number + len(self.lines)


def make_link(label: str, target: str) -> str:
    """A link in markdown; one without a label is called by its target."""
    return f"[{label.strip() or target.strip()}]({target.strip()})"
