"""reStructuredText as markdown: https://docutils.sourceforge.io/docs/ref/rst/."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.records.markup import PageBuilder, make_link

_ADORNMENT = r"([=\-`:'\"~^_*+#<>.])\1{1,}"
_FIELD = r":(?P<name>[A-Za-z][\w /-]{0,40}):(?:[ \t]+(?P<value>.*))?"
_DIRECTIVE = r"\.\. (?P<name>[\w:-]{1,60})::(?:[ \t]+(?P<argument>.*))?"
_EXPLICIT = r"\.\.(?:[ \t].*)?"
_SHOWN_DIRECTIVES = frozenset(
    "note warning important tip attention caution danger hint error admonition seealso container "  # noqa: SIM905
    "epigraph topic sidebar list-table".split()
)
_RECORD_DIRECTIVES = frozenset(("adr", "decision", "record", "need"))
_TARGET = r"\.\. _(?:`(?P<quoted>[^`\n]{1,200})`|(?P<name>[^:\n]{1,200})):[ \t]+(?P<url>\S{1,400})"
_GRID_BORDER = r"\+[-=+]{2,}"
_TABLE_BORDER = r"=+(?:[ ]+=+)+"
_LIST_ROW = r"[ \t]*\*[ \t]+-[ \t]+(?P<cell>.*)"
_LIST_CELL = r"[ \t]+-[ \t]+(?P<cell>.*)"
_INLINE = (
    r"(?::[\w:+-]{1,40}:)?`(?P<label>[^`<>\n]{0,300}?)[ \t]*<(?P<url>[^<>`\n]{1,300})>`_{0,2}"
    r"|:(?P<doc>[\w:+-]{1,40}):`(?P<path>[^`\n]{1,300})`"
    r"|(?<![`\w])`(?P<name>[^`\n]{1,200})`__?|``(?P<code>[^`\n]{1,300})``"
)


def convert(lines: list[str], page: PageBuilder) -> None:
    """Add the lines of a page to `page`, as markdown."""
    _Converter(lines, page).convert()


class _Converter:
    def __init__(self, lines: list[str], page: PageBuilder) -> None:
        self.lines, self.page = [line.rstrip() for line in lines], page
        self.styles: list[tuple[str, bool]] = []
        self.heading_count = 0
        self.targets: Mapping[str, str] = {
            " ".join((match["quoted"] or match["name"]).lower().split()): match["url"]
            for line in self.lines
            if line.startswith(".. _") and (match := re.fullmatch(_TARGET, line))
        }

    def convert(self) -> None:
        index = 0
        while index < len(self.lines):
            index = self._convert_at(index)

    def _get(self, index: int) -> str:
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def _convert_at(self, index: int) -> int:
        """Convert what begins at a line; gives the index of the line behind it."""
        line, page = self.lines[index], self.page
        heading_end = self._convert_heading(index)
        if heading_end:
            return heading_end
        if re.fullmatch(_TABLE_BORDER, line):
            return self._convert_table(index)
        if line.startswith(".."):
            return self._convert_explicit(index)
        if match := re.fullmatch(_FIELD, line):
            return self._convert_field(index, match["name"], match["value"] or "")
        if re.fullmatch(_ADORNMENT, line) or re.fullmatch(_GRID_BORDER, line):
            page.add()  # a transition, the border of a table
        elif line.startswith("| ") and not line.endswith("|"):
            page.add(self._convert_inline(line[2:]))  # a block of lines
        elif line.startswith("#. "):
            page.add(f"1. {self._convert_inline(line[3:])}")
        elif line.endswith("::"):
            page.add(self._convert_inline(line[:-1]))
            return self._hide_block(index + 1, 0)
        else:
            page.add(self._convert_inline(line))
        return index + 1

    def _convert_heading(self, index: int) -> int:
        """Convert a heading, underlined or between two lines; 0 where there is none."""
        line, following = self.lines[index], self._get(index + 1)
        if not line or not following.strip():
            return 0
        is_adornment = re.fullmatch(_ADORNMENT, line)
        last = self._get(index + 2)
        if is_adornment and last == line and len(line) > 2:
            self.page.add()
            self._add_heading(line[0], True, following)
            self.page.add()
            return index + 3
        is_title = not line[0].isspace() and not is_adornment and not self._get(index - 1)
        is_underlined = re.fullmatch(_ADORNMENT, following) and len(following) > 2
        if is_title and is_underlined and len(following) >= len(line) - 3:
            self._add_heading(following[0], False, line)
            self.page.add()
            return index + 2
        return 0

    def _add_heading(self, char: str, has_overline: bool, title: str) -> None:
        style = (char, has_overline)
        if style not in self.styles:
            self.styles.append(style)
        self.heading_count += 1
        self.page.add_heading(self.styles.index(style) + 1, self._convert_inline(title))

    def _convert_field(self, index: int, name: str, value: str) -> int:
        """A field: of the page where it stands in its head, else a line with a key."""
        end = index + 1
        while self._get(end).startswith((" ", "\t")):
            value = value or self._get(end).strip()
            end += 1
        value = self._convert_inline(value)
        if self.heading_count < 2:
            self.page.set_field(name, value)
            self.page.add()
        else:
            self.page.add(f"- {name}: {value}")
        for _ in range(index + 1, end):
            self.page.add()
        return end

    def _convert_explicit(self, index: int) -> int:
        """A directive, a comment, a target: shown where it is text."""
        match = re.fullmatch(_DIRECTIVE, self.lines[index])
        if match is None:
            if not re.fullmatch(_EXPLICIT, self.lines[index]):
                self.page.add(self._convert_inline(self.lines[index]))
                return index + 1
            self.page.add()
            return self._hide_block(index + 1, 0)
        name = match["name"].lower()
        if name in _RECORD_DIRECTIVES and match["argument"]:
            self._add_heading(".", True, match["argument"])
            return self._convert_options(index + 1)
        self.page.add()
        if name not in _SHOWN_DIRECTIVES:
            return self._hide_block(index + 1, 0)
        return self._convert_list_table(index + 1) if name == "list-table" else index + 1

    def _convert_options(self, index: int) -> int:
        """The options of a directive that is a record: its fields."""
        while match := re.fullmatch(_FIELD, self._get(index).strip()):
            self.page.set_field(match["name"], match["value"] or "")
            self.page.add()
            index += 1
        return index

    def _hide_block(self, index: int, indent: int) -> int:
        """Leave out the lines that are indented more, and the blank ones among them."""
        while index < len(self.lines):
            line = self.lines[index]
            if line and len(line) - len(line.lstrip()) <= indent:
                break
            self.page.add()
            index += 1
        return index

    def _convert_list_table(self, index: int) -> int:
        """The rows of a table that is written as a list of lists."""
        cells: list[str] = []
        while index < len(self.lines) and self._get(index)[:1] in ("", " ", "\t"):
            line = self.lines[index]
            if row := re.fullmatch(_LIST_ROW, line):
                cells = [row["cell"]]
                self.page.add()
            elif cells and (cell := re.fullmatch(_LIST_CELL, line)):
                cells.append(cell["cell"])
                self.page.add(self._convert_inline(f"| {' | '.join(cells)} |"))
            else:
                self.page.add()
            index += 1
        return index

    def _convert_table(self, index: int) -> int:
        """A table whose columns are set apart by blanks below lines of `=`."""
        spans = [match.span() for match in re.finditer("=+", self.lines[index])]
        self.page.add()
        index += 1
        while index < len(self.lines):
            line = self.lines[index]
            is_border = bool(re.fullmatch(_TABLE_BORDER, line))
            if is_border or not line:
                self.page.add()
                if is_border and not self._get(index + 1):
                    return index + 1
            else:
                cells = [line[start:end].strip() for start, end in spans[:-1]]
                cells.append(line[spans[-1][0] :].strip())
                self.page.add(self._convert_inline(f"| {' | '.join(cells)} |"))
            index += 1
        return index

    def _convert_inline(self, text: str) -> str:
        """A line with its links and code as in markdown."""
        return re.sub(_INLINE, self._convert_link, text) if "`" in text else text

    def _convert_link(self, match: re.Match[str]) -> str:
        if match["url"]:
            return make_link(match["label"], match["url"])
        if match["path"]:
            path = match["path"]
            return make_link(path, path) if match["doc"] in ("doc", "download") else path
        if match["name"]:
            url = self.targets.get(" ".join(match["name"].lower().split()), "")
            return make_link(match["name"], url) if url else match["name"]
        return f"`{match['code']}`"
