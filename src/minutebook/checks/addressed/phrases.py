"""Finds phrases that tell an agent what to do: tables of patterns, by kind and language.

A pattern is matched where one of its first words stands, in a text in small letters whose invisible
signs are taken out (`folding`). Repeats are bounded, so that a long text costs no more than in
proportion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.checks.addressed.english import ENGLISH
from minutebook.checks.addressed.languages import OTHER_LANGUAGES, UNSPACED_LANGUAGES
from minutebook.checks.addressed.languages_orders import (
    ORDERS_IN_OTHER_LANGUAGES,
    UNSPACED_ORDERS,
)
from minutebook.checks.addressed.orders import ORDERS
from minutebook.checks.addressed.phrase import WORD, Phrase
from minutebook.lean.patterns import compile_lazily


def _sort_by_word(rows: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    rows_by_word: dict[str, list[Phrase]] = {}
    for row in rows:
        for word in row.first_words:
            rows_by_word.setdefault(word, []).append(row)
    return rows_by_word


_ANYWHERE = _sort_by_word(
    row
    for row in (*ENGLISH, *ORDERS, *OTHER_LANGUAGES, *ORDERS_IN_OTHER_LANGUAGES)
    if not row.in_comments
)
_IN_COMMENTS = _sort_by_word(row for row in ENGLISH if row.in_comments)
# What may stand before the verb of an order in English, at the end of the text before it.
_ORDER = compile_lazily(
    r"(?:^|[.!?:;,(\[{\"'“”‘’«»>—–#*|`]|\b(?:please|must|should|shall|now|then|also|and|but|so|just|simply"
    r"|kindly|instead|immediately|always|first|you|you (?:\w{1,10} ){1,3}to|\ws have to)|\n[ \t]*\n"
    r"|(?:^|\n)[ \t]*(?:[-*+]|\d{1,3}[.)])|(?:^|\n)(?:#|```|~~~)[^\n]{0,60})\s*$"
)
_REACH = 60  # characters before a verb


def is_order(text: str, position: int) -> bool:
    """Whether the verb at a position is an order: it begins a sentence, or follows "you must"."""
    before = text[max(0, position - _REACH) : position]
    if position > _REACH:
        before = f"x{before}"
    return bool(_ORDER.search(before))


def find_phrases(text: str) -> Iterator[tuple[str, int, int]]:
    """The phrases of a folded text that count anywhere: kind, start, end; they may overlap."""
    yield from _find_spaced(text, _ANYWHERE)
    if not text.isascii():
        for phrase in (*UNSPACED_LANGUAGES, *UNSPACED_ORDERS):
            for word in phrase.first_words:
                start = text.find(word)
                while start >= 0:
                    if match := phrase.pattern.match(text, start):
                        yield phrase.kind, start, match.end()
                    start = text.find(word, start + len(word))


def find_comment_phrases(text: str) -> Iterator[tuple[str, int, int]]:
    """The phrases of a comment, folded, that count in comments alone: kind, start, end."""
    yield from _find_spaced(text, _IN_COMMENTS)


def _find_spaced(
    text: str, rows_by_word: Mapping[str, list[Phrase]]
) -> Iterator[tuple[str, int, int]]:
    # Most pages have few of the words.
    for word in rows_by_word.keys() & set(WORD.findall(text)):
        rows = rows_by_word[word]
        start = text.find(word)
        while start >= 0:
            before = text[start - 1 : start]
            if start == 0 or not (before.isalnum() or before in "_/"):
                for phrase in rows:
                    match = phrase.pattern.match(text, start)
                    if match and (not phrase.is_imperative or is_order(text, start)):
                        yield phrase.kind, start, match.end()
            start = text.find(word, start + len(word))
