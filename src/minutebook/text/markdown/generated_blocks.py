"""Fences that keep their content byte for byte, and generated blocks between markers.

A generated block begins with the line `<!-- minutebook:NAME -->` and ends with
`<!-- /minutebook:NAME -->`; everything between them is written by the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.text.markdown.sections import (
    FENCE_PATTERN,
    detect_newline,
    find_shown_lines,
    is_closing_fence,
    parse_lines,
    walk_lines,
)

_MARKER = compile_lazily(r" {0,3}<!--[ \t]*(/?)minutebook:(\S*?)[ \t]*-->[ \t]*\Z")
_BACKTICK_RUN = compile_lazily(r"`+")
_FOLD_TAG = compile_lazily(r"`[^`]*`|<(/?)details(?![\w-])", re.IGNORECASE)


def wrap_in_fence(content: str, info: str = "text") -> str:
    """The content in a code fence that is longer than any backtick run in it.

    There is no line end after the closing fence.
    """
    longest_run = max((len(run) for run in _BACKTICK_RUN.findall(content)), default=0)
    fence = "`" * max(3, longest_run + 1)
    return f"{fence}{info}\n{content}\n{fence}"


def unwrap_fence(block: str) -> str | None:
    """The content of a fence: the inverse of `wrap_in_fence`.

    None where the block is anything but one fence with blank lines around it. In a fence whose own
    lines end in CRLF the last CRLF belongs to the fence.
    """
    block = block.strip("\r\n \t")
    first_line_end = block.find("\n")
    if first_line_end < 0 or not (opening := FENCE_PATTERN.match(block[:first_line_end])):
        return None
    fence = opening[1] or opening[2]
    for line in parse_lines(block, first_line_end + 1):
        if is_closing_fence(line.text, fence):
            if line.end != len(block):
                return None
            content = block[first_line_end + 1 : line.start]
            if block[first_line_end - 1] == "\r" and content.endswith("\r\n"):
                return content[:-2]
            return content[:-1]
    return None


def find_block(text: str, name: str) -> tuple[int, int] | None:
    """The span of a generated block, from its opening marker to the end of its closing marker.

    Markers count where they stand alone on a line outside fences and longer comments. Of several
    opening markers before a closing one the nearest counts, so that text after an opening marker
    without a closing one is not taken for generated.
    """
    if f"/minutebook:{name}" not in text:
        return None
    opening_start: int | None = None
    for start, end, is_closing in _find_markers(text, name):
        if not is_closing:
            opening_start = start
        elif opening_start is not None:
            return opening_start, end
    return None


def _find_markers(text: str, name: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each marker of a block, and whether it is a closing one."""
    for match in find_shown_lines(text, f"minutebook:{name}", _compile_marker(name)):
        yield match.start(), match.end(), bool(match[1])


@lru_cache(maxsize=16)  # there are few blocks
def _compile_marker(name: str) -> re.Pattern[str]:
    return re.compile(
        rf" {{0,3}}<!--[ \t]*(/?)minutebook:{re.escape(name)}[ \t]*-->[ \t]*(?=\r?\n|\Z)"
    )


def get_block_content(text: str, name: str) -> str | None:
    r"""The text between a block's markers, with "\n" line ends and no blank lines around it."""
    if (span := find_block(text, name)) is None:
        return None
    block = text[span[0] : span[1]].replace("\r\n", "\n")
    return block[block.find("\n") + 1 : block.rfind("\n") + 1].strip("\n")


def put_block(
    text: str, name: str, content: str, *, is_spaced: bool = False, offset: int | None = None
) -> str:
    """The page with a generated block: in place of the old one, else at the page's end.

    An opening marker whose closing one is gone gives way to it, and what stands below that stays:
    nothing tells whether it was generated. Every other byte stays; a page without a final newline
    stays without one. Where the page ends in a fence, comment or fold that is never closed the
    block goes before it, because it would not be seen inside; or to `offset`, where a line begins.
    With `is_spaced` blank lines stand between the markers and the content, as a heading or a list
    needs them.
    """
    newline = detect_newline(text)
    content_text = content.replace("\r\n", "\n").strip("\n")
    block_lines = [
        f"<!-- minutebook:{name} -->",
        *(("", *content_text.split("\n"), "") if is_spaced else content_text.split("\n")),
        f"<!-- /minutebook:{name} -->",
    ]
    block = newline.join(part for part in block_lines if content_text or part)
    if span := find_block(text, name):
        return text[: span[0]] + block + text[span[1] :]
    for start, end, is_closing in _find_markers(text, name):
        if not is_closing:
            return text[:start] + block + text[end:]
    if offset is None:
        offset = find_unclosed_start(text)
    if text.endswith(("\n\n", "\n\r\n"), 0, offset) and offset < len(text):
        offset -= 2 if text[offset - 2] == "\r" else 1  # a blank line comes after the block, too
    before, after = text[:offset], text[offset:]
    if not before:
        return block + newline + after
    if not before.endswith("\n"):
        return before + newline + newline + block
    return before + newline + block + newline + after


def find_unclosed_start(text: str) -> int:
    """The offset of the line at which a page's end is hidden; the page's end without one.

    That is a fence or comment that is never closed, or the outermost `<details>` of that kind.
    """
    offsets = [len(text)]
    fold_starts: list[int] = []
    for line in walk_lines(text, 0, offsets):
        if "details" in line.text.lower() and not (line.is_code or line.is_comment):
            for match in _FOLD_TAG.finditer(line.text):
                if match[1] == "":
                    fold_starts.append(line.start)
                elif match[1] and fold_starts:
                    fold_starts.pop()
    return min(offsets + fold_starts[:1])


def remove_block(text: str, name: str) -> str:
    """The page without a generated block and the blank line that `put_block` set before it."""
    if (span := find_block(text, name)) is None:
        return text
    start, end = span
    before, after = text[:start], text[end:]
    if not after:
        return _strip_newline(_strip_newline(before))
    after = after[after.find("\n") + 1 :] if "\n" in after else ""
    shortened = _strip_newline(before)
    return (shortened if not shortened or shortened.endswith("\n") else before) + after


def _strip_newline(text: str) -> str:
    """The text without its last line end."""
    return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
