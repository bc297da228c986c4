"""Fences that give back what was set in them, and generated blocks between markers."""

from __future__ import annotations

import re

from minutebook.text.markdown.sections import (
    FENCE_PATTERN,
    detect_newline,
    is_closing_fence,
    parse_lines,
    walk_lines,
)

_RUN = re.compile(r"`+")


def wrap_in_fence(content: str, info: str = "text") -> str:
    """Content as a fence, byte for byte; the fence is longer than any in it.

    There is no line end after the closing fence.
    """
    longest = max((len(run) for run in _RUN.findall(content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{content}\n{fence}"


def unwrap_fence(block: str) -> str | None:
    """What `fenced` was given, or None where the block is anything but exactly one fence.

    Blank lines around the fence do not count. In a fence whose own lines end in CRLF the last
    CRLF belongs to the fence.
    """
    block = block.strip("\r\n \t")
    stop = block.find("\n")
    if stop < 0 or not (opening := FENCE_PATTERN.match(block[:stop])):
        return None
    fence = opening[1] or opening[2]
    for line in parse_lines(block, stop + 1):
        if is_closing_fence(line.text, fence):
            if line.end != len(block):
                return None
            content = block[stop + 1 : line.start]
            if block[stop - 1] == "\r" and content.endswith("\r\n"):
                return content[:-2]
            return content[:-1]
    return None


def find_block(text: str, name: str) -> tuple[int, int] | None:
    """The span of a generated block, its marker lines included, the last line end not.

    Markers count where they stand alone on a line outside fences and longer comments. Of several
    openings before a closing the nearest counts, so that a lost closing swallows no text.
    """
    if f"/minutebook:{name}" not in text:
        return None
    marker = re.compile(rf" {{0,3}}<!--[ \t]*(/?)minutebook:{re.escape(name)}[ \t]*-->[ \t]*\Z")
    opened: int | None = None
    for line in parse_lines(text):
        if "minutebook:" in line.text and not line.is_code and not line.is_comment:
            if not (found := marker.match(line.text)):
                continue
            if not found[1]:
                opened = line.start
            elif opened is not None:
                return opened, line.start + len(line.text)
    return None


def get_block_content(text: str, name: str) -> str | None:
    r"""What stands between a block's markers, lines ended "\n", no blank around it."""
    if (span := find_block(text, name)) is None:
        return None
    whole = text[span[0] : span[1]].replace("\r\n", "\n")
    return whole[whole.find("\n") + 1 : whole.rfind("\n") + 1].strip("\n")


def put_block(text: str, name: str, content: str) -> str:
    """The page with this generated block: in place of the old one, else at the page's end.

    Every other byte stays; a page without a final newline stays without one. Where the page ends
    in a fence or comment that is never closed, the block goes before that, or it would not show.
    """
    end = detect_newline(text)
    body = content.replace("\r\n", "\n").strip("\n")
    parts = [f"<!-- minutebook:{name} -->", *body.split("\n"), f"<!-- /minutebook:{name} -->"]
    block = end.join(part for part in parts if body or part)
    if span := find_block(text, name):
        return text[: span[0]] + block + text[span[1] :]
    at = _open_end(text)
    before, after = text[:at], text[at:]
    if not before:
        return block + end + after
    if not before.endswith("\n"):
        return before + end + end + block
    return before + end + block + end + after


def _open_end(text: str) -> int:
    """Where a fence or comment that is never closed begins; the page's end where there is none."""
    unclosed = [len(text)]
    for _ in walk_lines(text, 0, unclosed):
        pass
    return unclosed[-1]


def remove_block(text: str, name: str) -> str:
    """The page without this generated block and the blank line that `put_block` set before it."""
    if (span := find_block(text, name)) is None:
        return text
    start, stop = span
    before, after = text[:start], text[stop:]
    if not after:
        return _less(_less(before))
    after = after[after.find("\n") + 1 :] if "\n" in after else ""
    blank = _less(before)
    return (blank if not blank or blank.endswith("\n") else before) + after


def _less(text: str) -> str:
    """The text less one line end."""
    return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
