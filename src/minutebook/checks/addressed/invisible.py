"""Invisible characters that carry or reorder a text."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily

INVISIBLE = "has a text in invisible characters"
REORDERED = "has characters that turn the direction of writing"

_ANY = compile_lazily(
    "[\u200b-\u200f\u202d\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_TAGS = compile_lazily("[\U000e0000-\U000e007f]+")
_FLAG, _FLAG_END, _MAX_FLAG_CHARS = "\U0001f3f4", "\U000e007f", 8
_ZERO_WIDTH_RUN = compile_lazily("[\u200b-\u200f\u2060-\u2064\ufeff]{4,}")
_SELECTOR_RUN = compile_lazily("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}")
_OVERRIDE = compile_lazily("[\u202d\u202e][^\n\u202c]{0,60}")


def find_invisible(text: str) -> Iterator[tuple[str, int, str]]:
    """Where a text hides one: kind, start, and what it says or consists of.

    Flags of regions, joined emoji and the joiners of scripts that need them are none of it.
    """
    if text.isascii() or not _ANY.search(text):
        return
    for match in _TAGS.finditer(text):
        is_flag = text[match.start() - 1 : match.start()] == _FLAG and match[0].endswith(_FLAG_END)
        if not is_flag or len(match[0]) > _MAX_FLAG_CHARS:
            hidden = "".join(chr(ord(char) - 0xE0000) for char in match[0])
            yield INVISIBLE, match.start(), f"tags: {hidden}"
    for pattern, what in ((_ZERO_WIDTH_RUN, "of no width"), (_SELECTOR_RUN, "that vary others")):
        for match in pattern.finditer(text):
            yield INVISIBLE, match.start(), f"{len(match[0])} characters {what}"
    for match in _OVERRIDE.finditer(text):
        yield REORDERED, match.start(), match[0]
