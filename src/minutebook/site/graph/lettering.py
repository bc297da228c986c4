"""How wide a text is, about, and how a title is put into two lines of a node.

No font is at hand when a site is built, and the reader's is not known: widths are those of the
widest of the usual sans-serif faces (DejaVu Sans, Verdana), by groups of characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from minutebook.text.terminal import single_line

ELLIPSIS = "…"
_WIDTHS = {
    0.29: "ijlI'",
    0.33: " .,:;|`/\\",
    0.41: "frt()[]{}-!J",
    0.53: 'szc"*_?',
    0.60: "kvxyLF",
    0.64: "abdeghnopqu0123456789PSTEY$",
    0.70: "ABCKRVXZ",
    0.79: "DGHNOQU&",
    0.84: "wM#+=<>~^",
    0.99: "mW@%",
}
_WIDTH_BY_CHARACTER = {
    character: width for width, characters in _WIDTHS.items() for character in characters
}
_OTHER_WIDTH = 0.68
_JOINER = "\u200d"


@lru_cache(maxsize=4096)
def _measure_character(character: str) -> float:
    known = _WIDTH_BY_CHARACTER.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return _OTHER_WIDTH


def measure(text: str, size: float) -> float:
    """The width of a line of text in a font of a size, in the same unit."""
    return sum(map(_measure_character, text)) * size


def _split_clusters(text: str) -> Iterator[str]:
    """The characters of a text, each with the marks that belong to it."""
    cluster = ""
    for character in text:
        is_mark = not _measure_character(character) or cluster.endswith(_JOINER)
        if cluster and not is_mark:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def cut(text: str, size: float, width: float) -> str:
    """A text in at most `width`, with an ellipsis where something is cut off."""
    if measure(text, size) <= width:
        return text
    room = width - measure(ELLIPSIS, size)
    kept = ""
    for cluster in _split_clusters(text):
        room -= measure(cluster, size)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def wrap(text: str, size: float, width: float, line_count: int = 2) -> list[str]:
    """A text in one to `line_count` lines of at most `width`, the last cut with an ellipsis.

    Lines end between words, after a hyphen or a slash, between characters of East Asian scripts,
    and within a word only where it is longer than a line. What would reorder or hide text is shown.
    """
    rest = " ".join(single_line(text).split())
    lines: list[str] = []
    while rest and len(lines) < line_count - 1 and measure(rest, size) > width:
        end = _find_line_end(rest, size, width)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest or not lines:
        lines.append(cut(rest, size, width))
    return lines


def _find_line_end(text: str, size: float, width: float) -> int:
    """Where the first line of a text that is wider than a line ends."""
    used, position = 0.0, 0
    last_break = 0
    for cluster in _split_clusters(text):
        used += measure(cluster, size)
        if cluster == " " or (_is_wide(cluster) and position):
            last_break = position
        if used > width:
            break
        position += len(cluster)
        if cluster in ("-", "/") or _is_wide(cluster):
            last_break = position
    # A break far from the end leaves a gap where a long word is better split.
    if last_break and measure(text[:last_break], size) >= width * 0.35:
        return last_break
    return max(position, 1)


def _is_wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in "WF"
