"""AsciiDoc as markdown: https://docs.asciidoctor.org/asciidoc/latest/."""

from __future__ import annotations

import re

from minutebook.records.markup import PageBuilder, make_link

_HEADING = r"(?P<mark>={1,6})[ \t]+(?P<title>\S.*)"
_ATTRIBUTE = r":(?P<name>!?\w[\w-]{0,60}!?):(?:[ \t]+(?P<value>.*))?"
_CODE_FENCE = r"(-{4,}|\.{4,}|\+{4,}|`{3,}|~{3,})(?:\w.*)?"
_COMMENT_FENCE = r"/{4,}"
_QUOTE_FENCE = r"_{4,}"
_OTHER_FENCE = r"={4,}|\*{4,}|--|[,:]===|!==="
_TABLE_FENCE = r"\|={3,}"
_UNDERLINE = r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\+{3,})"
_UNDERLINE_LEVELS = "=-~^+"
_IGNORED = (
    r"//.*|\[[^\n]*\]|\.[^\s.].*|<<<|'{3,}"
    r"|(?:include|ifdef|ifndef|ifeval|endif|image|video|audio|toc)::.*"
)
_LIST_ITEM = r"(?P<mark>\*{1,5}|-|\.{1,5})[ \t]+(?P<text>\S.*)"
_TERM = r"(?P<key>[^:|]{1,60}?):{2,4}(?:[ \t]+(?P<value>\S.*))?"
_REVISION = r"(?:[vV]?[0-9][\w.]{0,20},[ \t]*)?(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\b.*"
_AUTHOR = r"[^<>@\n]{1,100}<[^<>\s]{1,100}@[^<>\s]{1,100}>.*"
_CELL = r"(?:^|(?<=[ \t]))[0-9.+*^<>]{0,8}[aehlmsv]?(?<!\\)\|"
_INLINE_LINK = (
    r"(?:\b(?:xref|link):(?P<target>[^\s\[\]]{1,300})|(?P<url>https?://[^\s\[\]]{1,300}))"
    r"\[(?P<label>[^\]\n]{0,300})\]"
    r"|<<(?P<anchor>[^<>,\n]{1,300})(?:,[ \t]*(?P<text>[^<>\n]{0,300}))?>>"
)
_CODE = "~~~~~~~~~~"  # a fence that no line of code closes


def convert(lines: list[str], page: PageBuilder) -> None:
    """Add the lines of a page to `page`, as markdown."""
    _Converter(lines, page).convert()


class _Converter:
    def __init__(self, lines: list[str], page: PageBuilder) -> None:
        self.lines, self.page = lines, page
        self.fence = self.quote = ""
        self.in_table, self.cell = False, ""
        self.heading_count, self.title_index, self.term = 0, -9, ""

    def convert(self) -> None:
        for index, line in enumerate(self.lines):
            self._convert_line(index, line.rstrip())

    def _convert_line(self, index: int, line: str) -> None:
        if self.fence:
            self._continue_fence(line)
        elif self.in_table:
            self._convert_row(line)
        elif self._find_underline(index, line):
            self.page.add()
        elif match := re.fullmatch(_CODE_FENCE, line):
            self.fence = match[1]
            self.page.add(_CODE)
        elif re.fullmatch(_COMMENT_FENCE, line):
            self.fence = line
            self.page.add()
        elif re.fullmatch(_QUOTE_FENCE, line):
            self.quote = "" if self.quote else "> "
            self.page.add()
        elif re.fullmatch(_TABLE_FENCE, line):
            self.in_table = True
            self.page.add()
        elif re.fullmatch(_OTHER_FENCE, line):
            self.page.add()
        else:
            self._convert_text(index, line)

    def _continue_fence(self, line: str) -> None:
        is_comment = self.fence.startswith("/")
        if line == self.fence:
            self.fence = ""
            self.page.add("" if is_comment else _CODE)
        else:
            self.page.add("" if is_comment else line)

    def _find_underline(self, index: int, line: str) -> bool:
        """Make the line above a heading where this one underlines it."""
        if not index or not re.fullmatch(_UNDERLINE, line):
            return False
        title = self.lines[index - 1].strip()
        is_alone = index == 1 or not self.lines[index - 2].strip()
        if not is_alone or not title[:1].isalnum() or abs(len(title) - len(line)) > 2:
            return False
        self.page.lines.pop()
        self._add_heading(index - 1, _UNDERLINE_LEVELS.index(line[0]) + 1, title)
        return True

    def _add_heading(self, index: int, level: int, title: str) -> None:
        if not self.heading_count:
            self.title_index = index
        self.heading_count += 1
        self.page.add_heading(level, _convert_inline(title))

    def _convert_text(self, index: int, line: str) -> None:
        page, is_below_title = self.page, index - self.title_index in (1, 2)
        if match := re.fullmatch(_HEADING, line):
            self._add_heading(index, len(match["mark"]), match["title"])
        elif match := re.fullmatch(_ATTRIBUTE, line):
            if self.heading_count < 2:
                page.set_field(match["name"], match["value"] or "")
            page.add()
        elif is_below_title and (match := re.match(_REVISION, line)):
            page.set_field("date", match["date"])
            page.add()
        elif re.fullmatch(_IGNORED, line) or (is_below_title and re.fullmatch(_AUTHOR, line)):
            page.add()
        elif match := re.fullmatch(_LIST_ITEM, line):
            mark, depth = ("1." if match["mark"][0] == "." else "-"), len(match["mark"]) - 1
            page.add(f"{self.quote}{'  ' * depth}{mark} {_convert_inline(match['text'])}")
        elif match := re.fullmatch(_TERM, line):
            self.term = "" if match["value"] else match["key"]
            value = match["value"]
            page.add(f"- {match['key']}: {_convert_inline(value)}" if value else "")
        elif self.term and line.strip():  # the value stands below its term
            page.add(f"- {self.term}: {_convert_inline(line.strip())}")
            self.term = ""
        else:
            page.add(self.quote + _convert_inline(line) if line else "")

    def _convert_row(self, line: str) -> None:
        """A row of a table; cells in lines of their own are put together by two."""
        if re.fullmatch(_TABLE_FENCE, line):
            self.in_table, self.cell = False, ""
            self.page.add()
            return
        cells = [cell.strip() for cell in re.split(_CELL, _convert_inline(line))[1:]]
        if len(cells) == 1 and not self.cell:
            self.cell = cells[0]
            self.page.add()
        elif cells:
            self.page.add(f"| {' | '.join([self.cell, *cells] if len(cells) == 1 else cells)} |")
            self.cell = ""
        else:
            self.page.add(line)


def _convert_inline(text: str) -> str:
    """A line with its links as in markdown."""
    if "[" not in text and "<<" not in text:
        return text
    return re.sub(_INLINE_LINK, _convert_link, text)


def _convert_link(match: re.Match[str]) -> str:
    if match["anchor"]:
        return make_link(match["text"] or "", match["anchor"].rstrip("#"))
    return make_link(match["label"], match["target"] or match["url"])
