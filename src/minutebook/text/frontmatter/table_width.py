"""How wide the table is that a forge makes of front matter, at least.

A forge shows front matter as a table with one row: a column for each field, with the table of its
items in it where it has several. A column is as wide as its longest word, and the table scrolls
where the columns do not fit. The figures are those of GitHub's stylesheet: 16 px letters, cells
with a padding of 13 px and a border.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily

MAX_TABLE_WIDTH = 880  # px: the narrowest page that a forge shows on a screen of 1,000 px
_CELL, _LETTER, _BOLD_LETTER, _WIDE_LETTER = 27, 8.6, 9.4, 16
_TITLE_WIDTH = 190  # px that a title should have, or it is many lines tall
_WORD = compile_lazily(r"[^\s-]+-?")


def fits_table(fields: Mapping[str, object]) -> bool:
    """Whether the table of these fields is shown whole."""
    return sum(map(_measure_column, fields, fields.values())) <= MAX_TABLE_WIDTH


def _measure_column(name: str, value: object) -> float:
    header = _CELL + len(name) * _BOLD_LETTER
    width = _measure_value(value)
    if name == "title":
        width = max(width, min(_CELL + len(str(value)) * _LETTER, _TITLE_WIDTH))
    return max(header, width)


def _measure_value(value: object) -> float:
    if isinstance(value, Mapping):
        return _CELL + sum(map(_measure_column, map(str, value), value.values()))
    if isinstance(value, list | tuple):
        return _CELL + sum(map(_measure_value, value))
    return _CELL + max(map(_measure_word, _WORD.findall(str(value))), default=0)


def _measure_word(word: str) -> float:
    """The width of a word; one of wide letters breaks between any two of them."""
    narrow = sum(1 for char in word if char < "\u1100")
    return max(narrow * _LETTER, _WIDE_LETTER if narrow < len(word) else 0)
