"""Org as markdown: https://orgmode.org/manual/."""

from __future__ import annotations

import re

from minutebook.records.adr.vocabulary import statuses
from minutebook.records.markup import PageBuilder, make_link

_HEADING = r"(?P<stars>\*{1,20})[ \t]+(?P<title>\S.*)"
_KEYWORD = r"#\+(?P<name>[A-Za-z][\w-]{0,60}):(?:[ \t]*(?P<value>.*))?"
_BLOCK_BEGIN = r"(?i)[ \t]*#\+begin_(?P<name>\w{1,40}).*"
_BLOCK_END = r"(?i)[ \t]*#\+end_\w{1,40}.*"
_COMMENT = r"[ \t]*#(?:[ \t].*|\+.*)?"
_DRAWER = r"(?i)[ \t]*:(?P<name>[\w-]{1,60}):[ \t]*"
_PROPERTY = r"[ \t]*:(?P<name>[\w-]{1,60}):[ \t]+(?P<value>\S.*)"
_TERM = r"[ \t]*[-+][ \t]+(?P<key>[^:\n]{1,60}?)[ \t]+::[ \t]+(?P<value>\S.*)"
_LINK = r"\[\[(?:file:)?(?P<target>[^\[\]\n]{1,300})\](?:\[(?P<label>[^\[\]\n]{1,300})\])?\]"
_TIMESTAMP = r"[<\[](?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[^<>\[\]\n]{0,40}[>\]]"
_TODO = r"(?P<word>[A-Z][A-Z-]{2,20})(?=[ \t])[ \t]+|\[#[A-Z0-9]\][ \t]*"
_TAGS = r"[ \t]+:[\w@#%:]{1,200}:[ \t]*\Z"
_TODO_WORDS = frozenset(("TODO", "DONE", "NEXT", "WAITING", "CANCELED", "CANCELLED"))
_CODE = "~~~~~~~~~~"  # a fence that no line of code closes


def convert(lines: list[str], page: PageBuilder) -> None:
    """Add the lines of a page to `page`, as markdown."""
    _Converter(lines, page).convert()


class _Converter:
    def __init__(self, lines: list[str], page: PageBuilder) -> None:
        self.lines, self.page = lines, page
        # A page with a title has its sections below it.
        self.depth = int(any(line[:8].lower() == "#+title:" for line in lines))
        self.heading_count = self.depth
        self.block = self.drawer = ""

    def convert(self) -> None:
        for line in self.lines:
            self._convert_line(line.rstrip())

    def _convert_line(self, line: str) -> None:
        page = self.page
        if self.block:
            self._continue_block(line)
        elif self.drawer:
            self._continue_drawer(line)
        elif match := re.fullmatch(_HEADING, line):
            self._add_heading(len(match["stars"]), match["title"])
        elif match := re.fullmatch(_BLOCK_BEGIN, line):
            self.block = match["name"].lower()
            page.add("" if self.block in ("quote", "comment") else _CODE)
        elif match := re.fullmatch(_KEYWORD, line):
            self._convert_keyword(match["name"].lower(), match["value"] or "")
        elif match := re.fullmatch(_DRAWER, line):
            self.drawer = match["name"].lower()
            page.add()
        elif re.fullmatch(_COMMENT, line):
            page.add()
        elif match := re.fullmatch(_TERM, line):
            page.add(f"- {match['key']}: {_convert_inline(match['value'])}")
        else:
            page.add(_convert_inline(line))

    def _continue_block(self, line: str) -> None:
        if re.fullmatch(_BLOCK_END, line):
            self.page.add("" if self.block in ("quote", "comment") else _CODE)
            self.block = ""
        elif self.block == "comment":
            self.page.add()
        else:
            self.page.add(f"> {_convert_inline(line)}" if self.block == "quote" else line)

    def _continue_drawer(self, line: str) -> None:
        """The properties of the page, or of its title, are its fields."""
        match = re.fullmatch(_PROPERTY, line)
        if line.strip().lower() == ":end:":
            self.drawer = ""
        elif match and self.drawer == "properties" and self.heading_count < 2:
            self.page.set_field(match["name"], _convert_inline(match["value"]))
        self.page.add()

    def _convert_keyword(self, name: str, value: str) -> None:
        if name == "title":
            self.page.add_heading(1, _convert_inline(value))
            return
        if name == "property":
            name, _, value = value.partition(" ")
        self.page.set_field(name, _convert_inline(value))
        self.page.add()

    def _add_heading(self, stars: int, title: str) -> None:
        title = re.sub(_TAGS, "", title)
        for _ in range(2):  # a keyword and a priority
            match = re.match(_TODO, title)
            if not match or not (match["word"] is None or self._read_keyword(match["word"])):
                break
            title = title[match.end() :]
        self.heading_count += 1
        self.page.add_heading(stars + self.depth, _convert_inline(title))

    def _read_keyword(self, word: str) -> bool:
        """Whether a word before a heading is its state; that of the title is the page's."""
        is_status = bool(statuses.normalise_status(word.lower()))
        if is_status and not self.heading_count:
            self.page.set_field("status", word.lower())
        return is_status or word in _TODO_WORDS


def _convert_inline(text: str) -> str:
    """A line with its links and dates as in markdown."""
    if "[" not in text and "<" not in text:
        return text
    text = re.sub(_LINK, lambda match: make_link(match["label"] or "", match["target"]), text)
    return re.sub(_TIMESTAMP, lambda match: match["date"], text)
