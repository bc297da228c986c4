"""A row of the tables of phrases, and the kinds of what a text tells an agent."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

# The kinds, each as what a message says of a page.
OVERRIDE = "tells an agent to disregard its instructions"
CONCEAL = "tells an agent to conceal something from the user"
DISCLOSE = "tells an agent to disclose its instructions or secrets"
SEND = "tells an agent to send secrets"
ADDRESS = "addresses an agent with an instruction"
# What is found in a prompt, too, which is an instruction by nature; and what is reported, weighing
# less, where it stands in quotation marks or code.
STRONG_KINDS = frozenset((OVERRIDE, CONCEAL, DISCLOSE, SEND))


class Phrase(Value):
    """One row: its kind, the first words that it begins with, and the pattern from there on.

    `is_imperative`: it counts only where its verb is an order, at a sentence's beginning or behind
    "please", "you must" and the like. `in_comments`: it counts only in a comment.
    """

    kind: str
    first_words: tuple[str, ...]
    pattern: re.Pattern[str]
    is_imperative: bool = False
    in_comments: bool = False


WORD = compile_lazily(r"\w+")
# A blank of a pattern; sets and what looks behind are passed over.
_BLANK = compile_lazily(r"\[\^?\]?[^\]]*\]|\(\?<[=!][^)]*\)| ")


def make_phrase(
    kind: str,
    anchors: str,
    rest: str,
    *,
    is_imperative: bool = False,
    in_comments: bool = False,
) -> Phrase:
    """A row of the table; the anchors have commas between, and blanks stand for any white space."""
    anchor_texts = tuple(anchor.strip() for anchor in anchors.split(","))
    head = "|".join(map(re.escape, sorted(anchor_texts, key=len, reverse=True)))
    pattern = rf"(?:{head}){rest}".replace("\\ ", " ")
    pattern = _BLANK.sub(lambda match: match[0] if match[0] != " " else r"(?:\s{1,4})", pattern)
    first_words = tuple(dict.fromkeys(WORD.findall(word)[0] for word in anchor_texts))
    return Phrase(kind, first_words, compile_lazily(pattern), is_imperative, in_comments)
