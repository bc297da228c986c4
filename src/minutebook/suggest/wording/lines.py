"""Texts cut to the length of a line and of a title."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames import clean_title

_MAX_BRIEF_CHARS = 100
MAX_TITLE_CHARS = 60  # a longer title makes an unwieldy file name
# What begins a phrase that a long title can do without.
_PHRASE_START = compile_lazily(
    r"(?:[,;:(]| [-–—]| (?:because|so that|which|when|while|since|after|before|by|for|with|in|on|as"
    r"|instead of|rather than)) "
)


def format_line(text: str) -> str:
    """Make a text one line of bounded length, cut at a word, that begins with a capital."""
    text = clean_title(text)
    if len(text) > _MAX_BRIEF_CHARS:
        text = text[:_MAX_BRIEF_CHARS].rpartition(" ")[0] or text[:_MAX_BRIEF_CHARS]
        text = text.rstrip(" ,;:-")
    return text[:1].upper() + text[1:] if text[:2].islower() or text[1:2] == " " else text


def shorten_title(title: str) -> str:
    """Shorten a title by its last phrases where it is too long for a file name."""
    title = clean_title(title)
    if len(title) > MAX_TITLE_CHARS:
        phrase_starts = [
            phrase.start() for phrase in _PHRASE_START.finditer(title, 0, MAX_TITLE_CHARS + 2)
        ]
        shorter = title[: max(phrase_starts, default=0)]
        title = shorter if len(shorter.split()) > 1 else title
    return format_line(title)
