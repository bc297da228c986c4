"""The lines of a page's text that readers see as text: no code of any form, nothing generated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.phr.page_spans import find_generated_spans
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Line
from minutebook.text.markdown.sections import find_visible_lines

Span = tuple[int, int]
_LIST_ITEM = compile_lazily(r"(?P<indent>[ \t]*)(?P<mark>(?:[-*+]|[0-9]{1,9}[.)])[ \t]{1,4})\S")
_CODE_INDENT = 4  # columns more than the text around have what is code
# What shows its content as it is: HTML's elements for code, and Liquid's and Jinja's blocks.
_VERBATIM = compile_lazily(
    r"<(?P<tag>pre|code|samp|kbd)(?=[ >])[^<>]{0,300}>.{0,20000}?(?:</(?P=tag)[ ]?>|\Z)"
    r"|\{%-? ?(?P<block>raw|verbatim|highlight)\b.{0,20000}?(?:\{%-? ?end(?P=block) ?-?%\}|\Z)",
    re.IGNORECASE | re.DOTALL,
)


class TextLine(Value):
    """A line of text, and where in it (from 0) is what readers do not see as text."""

    line: Line
    hidden: list[Span]

    def shows(self, offset: int) -> bool:
        """Whether readers see as text what begins at an offset of the line."""
        return not any(first <= offset < last for first, last in self.hidden)


def find_text_lines(text: str) -> Iterator[TextLine]:
    """The lines of a page that are text; code, comments and blocks of ours in them are hidden."""
    start = frontmatter.parse(text)[0].body_start
    spans = [*find_generated_spans(text), *_find_verbatim(text, start)]
    indented = _find_indented_code(text, start)
    for line in find_visible_lines(text, start, len(text)):
        if line.number in indented:
            continue
        hidden = markdown.find_code_spans(line.text) if "`" in line.text else []
        if "<!--" in line.text:
            hidden += [match.span() for match in re.finditer(r"<!--.*?(?:-->|\Z)", line.text)]
        hidden += [
            (first - line.start, last - line.start)
            for first, last in spans
            if first < line.end and line.start < last
        ]
        yield TextLine(line, hidden)


def _find_verbatim(text: str, start: int) -> list[Span]:
    """Where elements and blocks stand that show their content as it is."""
    if not re.search(r"(?i)<(?:pre|code|samp|kbd)[ >]|\{%", text):
        return []
    code_lines = [line for line in markdown.parse_lines(text, start) if line.is_code]
    fences = {line.start for line in code_lines}
    spans = []
    for match in _VERBATIM.finditer(text, start):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.start())
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        quoted = markdown.find_code_spans(line)
        offset = match.start() - line_start
        if line_start not in fences and not any(a <= offset < b for a, b in quoted):
            spans.append(match.span())
    return spans


def _find_indented_code(text: str, start: int) -> set[int]:
    """The numbers of the lines that are code since they are indented, behind a blank line."""
    if "\n    " not in text and "\n\t" not in text:
        return set()
    numbers = set()
    is_after_blank, is_code, content_indent = True, False, 0
    for line in markdown.parse_lines(text, start):
        stripped = line.text.strip()
        if not stripped:
            is_after_blank = True
            continue
        indent = _measure_indent(line.text)
        is_code = indent >= content_indent + _CODE_INDENT and (is_after_blank or is_code)
        if is_code and not line.is_code and not line.is_comment:
            numbers.add(line.number)
        else:
            item = _LIST_ITEM.match(line.text)
            if item:
                content_indent = _measure_indent(line.text) + len(item["mark"].expandtabs(4))
            elif is_after_blank and indent < content_indent:
                content_indent = 0  # the list ended
        is_after_blank = False
    return numbers


def _measure_indent(line: str) -> int:
    """How many columns a line is indented by."""
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))
