"""Finds the word "password" with one mistake: a letter lacks, is wrong, too many or swapped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"  # `string` compiles a pattern when it is imported
_WORD = "password"
# One mistake leaves one half of the word whole, except where both halves meet.
_WHOLE_PARTS = ("pass", "word", "paswsord")
_LONGEST = len(_WORD) + 1
_OTHER_WORDS = frozenset((_WORD, "passwords", "assword", "passport", "swordpass"))


@lru_cache(maxsize=1)
def list_misspellings() -> frozenset[str]:
    """All that one mistake makes of "password"."""
    splits = [(_WORD[:index], _WORD[index:]) for index in range(len(_WORD) + 1)]
    words = {head + tail[1:] for head, tail in splits if tail}
    words |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    words |= {head + letter + tail[1:] for head, tail in splits if tail for letter in _ALPHABET}
    words |= {head + letter + tail for head, tail in splits for letter in _ALPHABET}
    return frozenset(words - _OTHER_WORDS)


def find_misspellings(lower_text: str) -> Iterator[tuple[int, int]]:
    """Where they stand in a text in small letters: start and end."""
    for part in _WHOLE_PARTS:
        position = lower_text.find(part)
        while position >= 0:
            start, end = position, position + len(part)
            while start > position - _LONGEST and lower_text[start - 1 : start] in _LETTERS:
                start -= 1
            while end < position + 2 * _LONGEST and lower_text[end : end + 1] in _LETTERS:
                end += 1
            if lower_text[start:end] in list_misspellings():
                yield start, end
            position = lower_text.find(part, end)


_LETTERS = frozenset(_ALPHABET)
