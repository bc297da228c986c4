"""A page's lines and sections.

Lines end at a line feed and nowhere else; a carriage return before it belongs to the line end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FENCE_PATTERN = re.compile(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)\Z", re.DOTALL)
_COMMENT = re.compile(r" {0,3}<!--")
_MARK = re.compile(
    r"\n {0,3}(?:#{1,6}(?![^ \t\r\n])|(?:=+|-+)[ \t]*\r?$|`{3}|~{3}|<!--)", re.MULTILINE
)
# What begins a block that no underline can turn into a heading: list, quote, table row, HTML,
# indented code.
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[-*+>|<]|\d{1,9}[.)](?:[ \t]|\Z))| {4}|\t")
_ANCHOR = re.compile(r"\{#[^{}\s]*\}\Z")
_NUMBERING = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,9}(?:[.):]\s*|\s*[-–—]\s+|\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: offsets `start` and `end` (line end included), `number` from 1.

    `text` is without its line end. `code`: on or in a fence. `comment`: in an HTML comment that
    spans lines, its first and last line included.
    """

    start: int
    end: int
    text: str
    number: int
    is_code: bool
    is_comment: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it, as offsets into the page.

    `start` is where the heading begins, `body` where its lines end (an underline included), `end`
    where the next heading of the same or a higher level begins. `line` counts from 1.
    """

    level: int
    title: str
    line_number: int
    start: int
    body_start: int
    end: int


def detect_newline(text: str) -> str:
    r"""The page's line end: "\r\n" where its first line ends so, else "\n"."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def parse_lines(text: str, start: int = 0) -> Iterator[Line]:
    """The lines of a page from offset `start` (a line's beginning) on.

    A fence or comment that is never closed runs to the end, as it does when rendered.
    """
    return walk_lines(text, start, [])


def walk_lines(text: str, start: int, unclosed: list[int]) -> Iterator[Line]:
    """`lines`; adds to `unclosed` where a fence or comment begins that is never closed."""
    fence, comment, began = "", False, start
    number = text.count("\n", 0, start) + 1
    size = len(text)
    while start < size:
        stop = text.find("\n", start)
        end = size if stop < 0 else stop + 1
        words = text[start : end if stop < 0 else stop]
        if stop >= 0 and words.endswith("\r"):
            words = words[:-1]
        code, hidden = bool(fence), comment
        if fence:
            if is_closing_fence(words, fence):
                fence = ""
        elif comment:
            comment = "-->" not in words
        elif "```" in words or "~~~" in words or "<!--" in words:
            if opening := FENCE_PATTERN.match(words):
                code, fence, began = True, opening[1] or opening[2], start
            elif _COMMENT.match(words):
                # CommonMark: `<!-->` is a whole comment, so the arrow may overlap the opening.
                comment = hidden = "-->" not in words
                began = start
        yield Line(start, end, words, number, code, hidden)
        start, number = end, number + 1
    if fence or comment:
        unclosed.append(began)


def is_closing_fence(line: str, fence: str) -> bool:
    """Whether a line closes the fence that these signs opened."""
    bare = line.strip(" \t")
    return (
        len(bare) >= len(fence)
        and not bare.strip(fence[0])
        and len(line) - len(line.lstrip(" ")) <= 3
        and not line.startswith("\t")
    )


def parse_sections(text: str, start: int = 0) -> tuple[Section, ...]:
    """The headings of a page from `start` on (the end of its front matter), in their order."""
    found = list(_headings(text, start))
    ends = [len(text)] * len(found)
    above: list[int] = []
    for index, (level, _, begins, _) in enumerate(found):
        while above and found[above[-1]][0] >= level:
            ends[above.pop()] = begins
        above.append(index)
    made = []
    number, counted = 1, 0
    for (level, title, begins, body), end in zip(found, ends, strict=True):
        number, counted = number + text.count("\n", counted, begins), begins
        made.append(Section(level, title, number, begins, body, end))
    return tuple(made)


def _headings(text: str, start: int) -> Iterator[tuple[int, str, int, int]]:
    """Level, title, beginning and end of each heading.

    A page is mostly prose: only lines that may be a heading, an underline, a fence or a comment
    are looked at. The line feed in front makes every line begin alike, and the offset of a mark
    that of its line.
    """
    floor, fence = start, ""
    for mark in _MARK.finditer("\n" + text, start):
        at = mark.start()
        if at < floor:
            continue
        end = _line_end(text, at)
        words = text[at:end].rstrip("\r\n")
        sign = words.lstrip(" ")[0]
        if fence:
            if is_closing_fence(words, fence):
                fence = ""
        elif sign == "#":
            yield (
                mark.end() - 1 - at - words.index("#"),
                _title(text[mark.end() - 1 : end]),
                at,
                end,
            )
        elif sign in "=-":
            begins, title = _underlined(text, floor, at)
            if begins < at:
                yield 1 if sign == "=" else 2, title, begins, end
        elif sign == "<":
            close = text.find("-->", at)
            end = len(text) if close < 0 else _line_end(text, close)
        elif opening := FENCE_PATTERN.match(words):
            fence = opening[1] or opening[2]
        else:
            continue
        floor = end


def _line_end(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1


def _underlined(text: str, floor: int, at: int) -> tuple[int, str]:
    """Where the paragraph above an underline begins, and its words; `at` where there is none."""
    begins, above = at, at
    while above > floor:
        above = text.rfind("\n", floor, above - 1) + 1 or floor
        if not text[above:begins].strip():
            break
        begins = above
    if begins == at or _NO_PARAGRAPH.match(text, begins):
        return at, ""
    return begins, _title(" ".join(text[begins:at].split()))


def _title(words: str) -> str:
    words = words.strip()
    bare = words.rstrip("#")
    if bare != words and (not bare or bare[-1] in " \t"):
        words = bare.rstrip()
    if words.endswith("}") and (anchor := _ANCHOR.search(words[words.rfind("{") :])):
        words = words[: len(words) - len(anchor[0])].rstrip()
    return words


def find_section(sections: Sequence[Section], *titles: str) -> Section | None:
    """The first section with one of the titles, earlier titles first.

    Case, numbering in front ("3. "), emoji and punctuation around the words do not count.
    """
    folded = [fold_title(section.title) for section in sections]
    for title in titles:
        wanted = fold_title(title)
        for section, words in zip(sections, folded, strict=True):
            if words == wanted:
                return section
    return None


def fold_title(title: str) -> str:
    """A heading's words for comparing: lower case, one line, without numbering and ornament."""
    words = " ".join(title.casefold().split())
    words = _bare(words)
    if numbering := _NUMBERING.match(words):
        words = _bare(words[numbering.end() :]) or words
    return words


def _bare(words: str) -> str:
    first, last = 0, len(words)
    while first < last and not words[first].isalnum():
        first += 1
    while last > first and not words[last - 1].isalnum():
        last -= 1
    return words[first:last]


def find_own_end(text: str, section: Section, sections: Sequence[Section]) -> int:
    """Where a section's own content ends: the next heading of any level, or the page's end."""
    # Found by halving: a page may have thousands of headings, and each be asked for.
    after = bisect_right(sections, section.start, key=_start)
    return sections[after].start if after < len(sections) else len(text)


def _start(section: Section) -> int:
    return section.start
