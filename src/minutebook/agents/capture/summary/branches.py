"""Patterns with many branches, of which only those are compiled that a text can match.

To compile a long list of phrases costs more than all that is then done with it, and a turn's end is
a process of its own. So the phrases of a list are looked up by their first letters, and few of them
are left to compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

__all__ = ["has_word_of", "join_hinted", "match_start", "search_phrases"]

# How a branch begins: with one of several words, or with letters of which none is optional. Where
# it begins otherwise, nothing is known of it.
_GROUP = r"\(\?:([^()\[\]\\?*+{\n]+)\)(?![?*+{])"
_LITERAL_START = r"(?:[\w ¿'’-](?![?*+{]))*"


def match_start(phrases: str, text: str, ending: str = "") -> re.Match[str] | None:
    """Match the first of the phrases with which a text begins, in any case, and `ending` after it.

    `phrases` are the branches of a pattern, "|" between them; in none of them is a bracket escaped
    or in a set.
    """
    beginning = text[:60].lower()
    fitting = [
        branch for branch, starts in _split_branches(phrases) if beginning.startswith(starts)
    ]
    return re.match(f"(?i)(?:{'|'.join(fitting)}){ending}", text) if fitting else None


def search_phrases(
    phrases: str, text: str, before: str = r"\b", ending: str = r"\b"
) -> re.Match[str] | None:
    """Find the first of the phrases in a text, in any case, between `before` and `ending`."""
    lowered = text.lower()
    blank = " " if before.endswith(" ") else ""
    fitting = [
        branch
        for branch, starts in _split_branches(phrases)
        if any(blank + start in lowered for start in starts)
    ]
    return re.search(f"(?i){before}(?:{'|'.join(fitting)}){ending}", text) if fitting else None


def join_hinted(patterns: Iterable[tuple[str, str]], text: str) -> str:
    """The patterns whose hint is in a text, as one; "" where there is none.

    A hint is what each match of its pattern has in it; where there are several, "|" is between.
    """
    return "|".join(
        pattern for hints, pattern in patterns if any(hint in text for hint in hints.split("|"))
    )


def has_word_of(words: str, text: str) -> bool:
    """Whether any of the words, in small letters with blanks between, is in a text, in any case."""
    lowered = text.lower()
    return any(word in lowered for word in words.split())


@cache
def _split_branches(phrases: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The branches of a pattern, each with the texts with which it can begin."""
    branches: list[str] = []
    depth = 0
    for piece in phrases.split("|"):
        if depth:
            branches[-1] += f"|{piece}"
        else:
            branches.append(piece)
        depth += piece.count("(") - piece.count(")")
    beginnings = re.findall(f"(?m)^(?:{_GROUP}|({_LITERAL_START}))", "\n".join(branches))
    return tuple(
        (branch, tuple((group or literal).lower().split("|")))
        for branch, (group, literal) in zip(branches, beginnings, strict=True)
    )
