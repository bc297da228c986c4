"""Code spans (CommonMark 0.31, 6.1): text between two runs of as many backticks."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.lean.patterns import compile_lazily

_BACKTICKS_OR_LINE_END = compile_lazily(r"`+|\n")


def find_code_spans(text: str) -> list[tuple[int, int]]:
    """The offsets of the code spans of a text, backticks included; none goes beyond its line."""
    runs = [(match.start(), match.end()) for match in _BACKTICKS_OR_LINE_END.finditer(text)]
    closing_indexes: list[int] = []  # for each run the index of the next one of its length, or 0
    next_by_length: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        start, end = runs[index]
        if text[start] == "\n":
            next_by_length.clear()
            closing_indexes.append(0)
        else:
            closing_indexes.append(next_by_length.get(end - start, 0))
            next_by_length[end - start] = index
    closing_indexes.reverse()
    spans = []
    index = 0
    while index < len(runs):
        closing = closing_indexes[index]
        if closing:
            spans.append((runs[index][0], runs[closing][1]))
            index = closing
        index += 1
    return spans


def replace_outside_code(text: str, replace: Callable[[str], str]) -> str:
    """A text with `replace` applied to each part between its code spans."""
    parts, offset = [], 0
    for start, end in find_code_spans(text):
        parts += [replace(text[offset:start]), text[start:end]]
        offset = end
    return "".join([*parts, replace(text[offset:])])


def make_code_span(text: str) -> str:
    """A text as a code span, in one line, in more backticks than stand together in it."""
    text = " ".join(text.split())
    runs = re.findall("`+", text)
    fence = "`" * (max(map(len, runs), default=0) + 1)
    edge = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{edge}{text}{edge}{fence}"
