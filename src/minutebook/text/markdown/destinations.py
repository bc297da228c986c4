"""Where the links and pictures of a page lead: found, and changed without another byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text.markdown.code_spans import find_code_spans
from minutebook.text.markdown.links import encode_href
from minutebook.text.markdown.sections import parse_lines

# `](path "title")` and `](<path with blanks>)`; in a bare path brackets may stand one level deep.
_INLINE = compile_lazily(
    r"\]\([ \t]{0,4}(?:<(?P<pointed>[^<>\n]{1,1000})>"
    r"|(?P<bare>(?:[^\s()<>]|\([^\s()]{0,200}\)){1,1000}))"
)
_DEFINITION = compile_lazily(
    r" {0,3}\[[^\[\]\n]{1,300}\]:[ \t]{0,8}"
    r"(?:<(?P<pointed>[^<>\n]{1,1000})>|(?P<bare>[^\s<>]{1,1000}))"
)
_ATTRIBUTE = compile_lazily(
    r"(?i)<(?:img|a|source|image|object|embed)\b[^<>\n]{0,500}?\b(?:src|href|data|srcset)[ ]?=[ ]?"
    r"(?:\"(?P<pointed>[^\"<>\n]{1,1000})\"|'(?P<bare>[^'<>\n]{1,1000})')"
)
_ABSOLUTE = compile_lazily(r"[A-Za-z][A-Za-z0-9+.-]{1,40}:|[/#?\\{$]")
_BYTE = compile_lazily("(?:%[0-9A-Fa-f]{2})+")


class Destination(Value):
    """A path from the page that a link of it leads to, without its anchor.

    `start` and `end` are the offsets in the text; `path` is decoded.
    """

    start: int
    end: int
    path: str


def find_destinations(text: str, start: int = 0) -> tuple[Destination, ...]:
    """The relative paths that links, pictures and link definitions from `start` on lead to.

    Neither addresses nor anchors, and nothing in code.
    """
    found: dict[int, Destination] = {}
    for line in parse_lines(text, start):
        if line.is_code or not ("](" in line.text or "]:" in line.text or "<" in line.text):
            continue
        spans = find_code_spans(line.text)
        for match in _match_all(line.text):
            group = "bare" if match["pointed"] is None else "pointed"
            first, written = match.start(group), match[group]
            if any(begin <= first < end for begin, end in spans):
                continue
            path = re.split("[#?]", written, maxsplit=1)[0].rstrip()
            if path and not _ABSOLUTE.match(path):
                offset = line.start + first
                found[offset] = Destination(offset, offset + len(path), decode_href(path))
    return tuple(found[offset] for offset in sorted(found))


def _match_all(line: str) -> Iterator[re.Match[str]]:
    yield from _INLINE.finditer(line)
    if definition := _DEFINITION.match(line):
        yield definition
    yield from _ATTRIBUTE.finditer(line)


def decode_href(href: str) -> str:
    """A path as a link writes it, with its percent escapes read; bytes that are no text stay."""
    return _BYTE.sub(
        lambda match: bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "surrogateescape"),
        href,
    )


def replace_destinations(text: str, start: int, choose_path: Callable[[int, str], str]) -> str:
    """The page with other paths in its links.

    `choose_path` is given the offset and the path of each, and gives the path to write.
    """
    parts, position = [], 0
    for destination in find_destinations(text, start):
        path = choose_path(destination.start, destination.path)
        if path != destination.path:
            parts += [text[position : destination.start], encode_href(path)]
            position = destination.end
    return "".join([*parts, text[position:]])
