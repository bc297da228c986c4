"""A page's lines and sections.

Only a line feed ends a line; a carriage return before it belongs to the line end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

FENCE_PATTERN = compile_lazily(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)\Z", re.DOTALL)
_COMMENT_OPENING = compile_lazily(r" {0,3}<!--")
_BLOCK_START = compile_lazily(
    # People type a no-break space after the hashes, too: it is meant to be a heading.
    r"\n {0,3}(?:(?P<hashes>#{1,6})(?![^ \t\r\n\xa0])|(?P<underline>=+|-+)[ \t]*\r?$"
    r"|(?P<fence>`{3}|~{3})|(?P<comment><!--))",
    re.MULTILINE,
)
# A fence, or a comment of several lines: what the pattern is quick at need not be looked at twice.
_HIDING_START = compile_lazily(r"\n {0,3}(?:`{3}|~{3}|<!(?![^\n]*-->)--)")
_CLOSING_START = compile_lazily(r"^[ \t]*(?:`{3}|~{3})", re.MULTILINE)
# The start of a block that an underline cannot turn into a heading: list, quote, table row, HTML,
# indented code.
_NOT_PARAGRAPH = compile_lazily(r" {0,3}(?:[-*+>|<]|\d{1,9}[.)](?:[ \t]|\Z))| {4}|\t")
_ANCHOR = compile_lazily(r"\{#[^{}\s]*\}\Z")
_NUMBERING = compile_lazily(r"\d{1,9}(?:\.\d{1,9}){0,9}(?:[.):]\s*|\s*[-–—]\s+|\s+)(?=\S)")


class Line(Value):
    """A line of a page: offsets `start` and `end` (line end included), `number` from 1.

    `text` is without its line end. `is_code`: a fence or inside one. `is_comment`: in an HTML
    comment of several lines, its first and last line included.
    """

    start: int
    end: int
    text: str
    number: int
    is_code: bool
    is_comment: bool


class Section(Value):
    """A heading and the text below it, as offsets into the page.

    `start` is where the heading begins, `body_start` where its lines end (an underline included),
    `end` where the next heading of the same or a higher level begins. `line_number` counts from 1.
    """

    level: int
    title: str
    line_number: int
    start: int
    body_start: int
    end: int


def detect_newline(text: str) -> str:
    r"""The page's line end: "\r\n" where its first line ends so, else "\n"."""
    line_feed = text.find("\n")
    return "\r\n" if line_feed > 0 and text[line_feed - 1] == "\r" else "\n"


def parse_lines(text: str, start: int = 0, first_number: int = 0) -> Iterator[Line]:
    """The lines of a page from the offset `start`, which must be a line's beginning.

    `first_number` is the number of the first line; 0: it is counted, which takes time by the
    offset. A fence or comment that is never closed extends to the end, as it does when rendered.
    """
    return walk_lines(text, start, [], first_number)


def walk_lines(
    text: str, start: int, unclosed_starts: list[int], first_number: int = 0
) -> Iterator[Line]:
    """`parse_lines`; appends the offset of an unclosed fence or comment to `unclosed_starts`."""
    fence, in_comment, opening_start = "", False, start
    number = first_number or text.count("\n", 0, start) + 1
    size = len(text)
    while start < size:
        line_feed = text.find("\n", start)
        end = size if line_feed < 0 else line_feed + 1
        line = text[start : end if line_feed < 0 else line_feed]
        if line_feed >= 0 and line.endswith("\r"):
            line = line[:-1]
        if fence or in_comment or "```" in line or "~~~" in line or "<!--" in line:
            was_open = bool(fence) or in_comment
            is_code, is_comment, fence, in_comment = _read_signs(line, fence, in_comment)
            if not was_open:
                opening_start = start
        else:
            is_code = is_comment = False
        yield Line(start, end, line, number, is_code, is_comment)
        start, number = end, number + 1
    if fence or in_comment:
        unclosed_starts.append(opening_start)


def _read_signs(line: str, fence: str, in_comment: bool) -> tuple[bool, bool, str, bool]:
    """Whether a line is code, or in a comment; then the open fence and comment below it.

    `fence` ("" for none) and `in_comment` are those above it.
    """
    if fence:
        return True, False, "" if is_closing_fence(line, fence) else fence, False
    if in_comment:
        return False, True, "", "-->" not in line
    if opening := FENCE_PATTERN.match(line):
        return True, False, opening[1] or opening[2], False
    # CommonMark: `<!-->` is a whole comment, so the arrow may overlap the opening.
    is_open = _COMMENT_OPENING.match(line) is not None and "-->" not in line
    return False, is_open, "", is_open


def find_visible_lines(text: str, start: int, end: int, first_number: int = 0) -> Iterator[Line]:
    """Find the lines between two offsets that readers see: no code, comments or blank lines.

    `first_number` is as for `parse_lines`.
    """
    # The lines of `walk_lines`, but none is made that nobody sees: most pages are read by this.
    fence, in_comment = "", False
    number = (first_number or text.count("\n", 0, start) + 1) - 1
    end = min(end, len(text))
    while start < end:
        line_start, number = start, number + 1
        line_feed = text.find("\n", line_start)
        start = len(text) if line_feed < 0 else line_feed + 1
        line = text[line_start : start if line_feed < 0 else line_feed]
        if line_feed >= 0 and line.endswith("\r"):
            line = line[:-1]
        if fence:
            if is_closing_fence(line, fence):
                fence = ""
        elif in_comment:
            in_comment = "-->" not in line
        elif "```" in line or "~~~" in line or "<!--" in line:
            if opening := FENCE_PATTERN.match(line):
                fence = opening[1] or opening[2]
            elif _COMMENT_OPENING.match(line) and "-->" not in line:
                in_comment = True
            elif not _is_comment(line.strip()):
                yield Line(line_start, start, line, number, False, False)
        elif line and not line.isspace():
            yield Line(line_start, start, line, number, False, False)


def _is_comment(line: str) -> bool:
    """Whether a line is one comment and nothing else."""
    return line.startswith("<!--") and line.find("-->") == len(line) - len("-->")


def find_shown_lines(text: str, sign: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern at lines outside of fences and of comments of several lines.

    Only lines with a `sign` count. Quicker than to walk the lines: most need not be looked at.
    """
    spans: Iterator[tuple[int, int]] | None = None
    span: tuple[int, int] | None = None
    hidden_end = 0  # of the last fence or comment that begins above the match
    offset = text.find(sign)
    while offset >= 0:
        line_start, line_end = text.rfind("\n", 0, offset) + 1, _find_line_end(text, offset)
        if match := pattern.match(text, line_start, line_end):
            if spans is None:
                spans = _find_hidden_spans(text)
                span = next(spans, None)
            while span and span[0] < line_start:
                hidden_end, span = span[1], next(spans, None)
            if line_start >= hidden_end:
                yield match
        offset = text.find(sign, line_end)


def _find_hidden_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each fence, and of each comment of several lines, as readers see them."""
    start = 0
    shifted = f"\n{text}"  # each line has a line feed before it, at its own offset
    while opening := _HIDING_START.search(shifted, start):
        line_start = opening.start()
        start = _find_line_end(text, line_start)
        if opening[0].endswith("-"):
            comment_end = text.find("-->", line_start)
            end = len(text) if comment_end < 0 else _find_line_end(text, comment_end)
        elif fence := FENCE_PATTERN.match(_cut_line(text, line_start, start)):
            end = _find_fence_end(text, start, fence[1] or fence[2])
        else:
            continue
        yield line_start, end
        start = end


def _find_fence_end(text: str, start: int, fence: str) -> int:
    """Where the line ends that closes a fence whose content begins at `start`; the text's end."""
    for closing in _CLOSING_START.finditer(text, start):
        end = _find_line_end(text, closing.start())
        if is_closing_fence(_cut_line(text, closing.start(), end), fence):
            return end
    return len(text)


def _cut_line(text: str, start: int, end: int) -> str:
    """The line between two offsets without its line end."""
    line = text[start:end]
    return line[:-1].removesuffix("\r") if line.endswith("\n") else line


def is_closing_fence(line: str, fence: str) -> bool:
    """Whether a line closes a fence that was opened with `fence` (backticks or tildes)."""
    stripped = line.strip(" \t")
    return (
        len(stripped) >= len(fence)
        and not stripped.strip(fence[0])
        and len(line) - len(line.lstrip(" ")) <= 3
        and not line.startswith("\t")
    )


def parse_sections(text: str, start: int = 0) -> tuple[Section, ...]:
    """The sections of a page from `start` (the end of its front matter), in page order."""
    mark_chars = int(text.startswith("\ufeff"))
    if mark_chars:  # a byte order mark is no part of the first line
        text = f"\n{text[1:]}"
    headings = list(_walk_headings(text, start))
    ends = [len(text)] * len(headings)
    open_indexes: list[int] = []
    for index, (level, _, heading_start, _) in enumerate(headings):
        while open_indexes and headings[open_indexes[-1]][0] >= level:
            ends[open_indexes.pop()] = heading_start
        open_indexes.append(index)
    sections = []
    line_number, counted_offset = 1, mark_chars
    for (level, title, heading_start, body_start), end in zip(headings, ends, strict=True):
        line_number, counted_offset = (
            line_number + text.count("\n", counted_offset, heading_start),
            heading_start,
        )
        sections.append(Section(level, title, line_number, heading_start, body_start, end))
    return tuple(sections)


def _walk_headings(text: str, start: int) -> Iterator[tuple[int, str, int, int]]:
    """Level, title, start and end of each heading.

    A page is mostly prose, so one pattern finds the lines that may be a heading, an underline, a
    fence or a comment. The line feed that is put in front lets the pattern match the first line
    too, and makes a match's offset that of its line.
    """
    min_offset, fence = start, ""
    for mark_match in _BLOCK_START.finditer("\n" + text, start):
        line_start = mark_match.start()
        if line_start < min_offset:
            continue
        end = _find_line_end(text, line_start)
        mark = mark_match.lastgroup
        if fence:
            if mark == "fence" and is_closing_fence(text[line_start:end].rstrip("\r\n"), fence):
                fence = ""
        elif mark == "hashes":
            mark_end = mark_match.end() - 1
            hash_count = mark_match.end("hashes") - mark_match.start("hashes")
            yield hash_count, _clean_heading(text[mark_end:end]), line_start, end
        elif mark == "underline":
            heading_start, title = _find_underlined_heading(text, min_offset, line_start)
            if heading_start < line_start:
                level = 1 if mark_match["underline"][0] == "=" else 2
                yield level, title, heading_start, end
        elif mark == "comment":
            comment_end = text.find("-->", line_start)
            end = len(text) if comment_end < 0 else _find_line_end(text, comment_end)
        elif opening := FENCE_PATTERN.match(text[line_start:end].rstrip("\r\n")):
            fence = opening[1] or opening[2]
        else:
            continue
        min_offset = end


def _find_line_end(text: str, offset: int) -> int:
    line_feed = text.find("\n", offset)
    return len(text) if line_feed < 0 else line_feed + 1


def _find_underlined_heading(text: str, min_offset: int, underline_start: int) -> tuple[int, str]:
    """Start and title of the paragraph above an underline; `underline_start` and "" for none."""
    paragraph_start = line_start = underline_start
    while line_start > min_offset:
        line_start = text.rfind("\n", min_offset, line_start - 1) + 1 or min_offset
        if not text[line_start:paragraph_start].strip():
            break
        paragraph_start = line_start
    if paragraph_start == underline_start or _NOT_PARAGRAPH.match(text, paragraph_start):
        return underline_start, ""
    return paragraph_start, _clean_heading(" ".join(text[paragraph_start:underline_start].split()))


def _clean_heading(title: str) -> str:
    title = title.strip()
    without_hashes = title.rstrip("#")
    if without_hashes != title and (not without_hashes or without_hashes[-1] in " \t"):
        title = without_hashes.rstrip()
    if title.endswith("}") and (anchor_match := _ANCHOR.search(title[title.rfind("{") :])):
        title = title[: len(title) - len(anchor_match[0])].rstrip()
    return title


def find_bullet_sign(text: str, start: int = 0) -> str:
    """The sign with which most items of a page's lists begin; an asterisk where it has none.

    `start` is where its front matter ends. Code and comments do not count.
    """
    counts = {"*": 0, "-": 0, "+": 0}
    for line in parse_lines(text, start, 1):
        stripped = line.text.lstrip(" \t>")
        if stripped[1:2] == " " and stripped[0] in counts and not (line.is_code or line.is_comment):
            counts[stripped[0]] += 1
    return max(counts, key=lambda sign: counts[sign])


def find_section(sections: Sequence[Section], *titles: str) -> Section | None:
    """The first section with one of the titles, trying the titles in order.

    Case, numbering in front ("3. "), emoji and punctuation around the words are ignored.
    """
    folded_titles = [fold_title(section.title) for section in sections]
    for title in titles:
        folded = fold_title(title)
        for section, folded_title in zip(sections, folded_titles, strict=True):
            if folded_title == folded:
                return section
    return None


@lru_cache(maxsize=2000)  # most pages have the same sections
def fold_title(title: str) -> str:
    """A heading for comparing: lower case, one line, without numbering, emoji and punctuation.

    Nor with comments: MADR 2 has "Links <!-- optional -->".
    """
    if "<!--" in title:
        title = re.sub(r"<!--[^>]*+-->|<!--.*", " ", title)
    folded = " ".join(title.casefold().split())
    folded = _strip_ornament(folded)
    if numbering_match := _NUMBERING.match(folded):
        folded = _strip_ornament(folded[numbering_match.end() :]) or folded
    return folded


def _strip_ornament(title: str) -> str:
    start, end = 0, len(title)
    while start < end and not title[start].isalnum():
        start += 1
    while end > start and not title[end - 1].isalnum():
        end -= 1
    return title[start:end]


def find_own_end(text: str, section: Section, sections: Sequence[Section]) -> int:
    """The offset where a section's own content ends: the next heading of any level, or the end."""
    # A binary search: a page may have thousands of headings, and this is called for each.
    next_index = bisect_right(sections, section.start, key=_get_start)
    return sections[next_index].start if next_index < len(sections) else len(text)


def _get_start(section: Section) -> int:
    return section.start
