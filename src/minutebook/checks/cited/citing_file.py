"""A file outside of the records that may cite them, and what its places are: prose, comments, code.

A number in code may be data, and one in quotes or in a fence an example; a name with its slug
(`0007-use-redis`) is neither.
"""

from __future__ import annotations

from functools import cached_property

from minutebook.checks.cited import history_words
from minutebook.checks.cited.comments import CommentSpans
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.references.forms import CITED_REF

# What a file is, as whoever reads it tells: by its path, see `suggest.diff.file_roles`.
CODE, PROSE, TEST, OTHER = "code", "prose", "test", "other"

_ADDRESS = compile_lazily(r"[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'`)\]]{1,400}\Z", 2)
_FOREIGN = compile_lazily(r"(?:^|[\s(\[])[\w.-]{1,60}/[\w.-]{1,60}(?:#|[ \t]|'s[ \t])\Z")
_OPENING_QUOTES, _CLOSING_QUOTES = "`\"'“‘«", "`\"'”’»"
_LABEL_BEGINNING = compile_lazily(r"(?<![\\\]])\[[^\[\]]{0,200}\Z")
_LABEL_END = compile_lazily(r"[^\[\]\n]{0,200}\][(\[]")
_PAGE_NAME = compile_lazily(r"(?<![0-9])[0-9]{2,6}-[A-Za-z]")
_FENCE = compile_lazily(r"(?m)^[ \t>]{0,12}(```+|~~~+)")
_LIST_LINE = compile_lazily(r"[ \t]{0,8}(?:[-*+]|\d{1,4}[.)]|\|)[ \t]")
_MAX_LINE_CHARS = 2000  # a longer one was not written by a person
_LEAST_LISTED = 3  # records that a list of decisions names


class CitingFile(Value):
    """A file that may cite records: its path, its text, and its role, one of those above."""

    path: str
    text: str
    role: str


class Places:
    """What tells of places in a citing file whether a citation there is meant to hold."""

    def __init__(self, file: CitingFile) -> None:
        self._file = file
        self._text = self.text = file.text
        self._list_lines: set[int] | None = None

    @cached_property
    def _comments(self) -> CommentSpans:
        return CommentSpans(self._file.path, self._text)

    @cached_property
    def _fences(self) -> list[tuple[int, int]]:
        """The spans of the fenced blocks of a document; code has none."""
        if self._file.role != PROSE:
            return []
        spans, opening, start = [], "", 0
        for match in _FENCE.finditer(self._text):
            if not opening:
                opening, start = match[1], match.start()
            elif match[1].startswith(opening):
                spans.append((start, match.end()))
                opening = ""
        return [*spans, (start, len(self._text))] if opening else spans

    def is_meant(self, start: int, end: int, *, is_name: bool, is_unknown: bool = False) -> bool:
        """Whether a citation is one: no address elsewhere, no example, no data of a program.

        Nor is an unknown number one in the label of a link.
        """
        text = self._text
        line_start = self._find_line_start(start)
        ceiling = min(len(text), end + _MAX_LINE_CHARS)
        line_end = text.find("\n", end, ceiling)
        line_end = ceiling if line_end < 0 else line_end
        before = text[max(line_start, start - 400) : start]
        if line_end - line_start > _MAX_LINE_CHARS or _ADDRESS.search(before):
            return False
        if any(first <= start < last for first, last in self._fences):
            return False
        if is_name:
            return True
        if _FOREIGN.search(before):
            return False
        if self._file.role == OTHER:
            return True  # quotes are around values there
        if self._is_quoted(start, end, line_start, line_end):
            return False
        if is_unknown and _LABEL_BEGINNING.search(before) and _LABEL_END.match(text, end):
            return False  # where the link leads is told of it, if it leads nowhere
        return self._file.role == PROSE or self._comments.find(start) is not None

    def _is_quoted(self, start: int, end: int, line_start: int, line_end: int) -> bool:
        """Whether a number is in quotes or in code marks, alone or with few words: an example."""
        text = self._text
        if text[start - 1 : start] in tuple(_OPENING_QUOTES) and text[end : end + 1] in tuple(
            _CLOSING_QUOTES
        ):
            return True
        return text.count("`", line_start, start) % 2 == 1 and "`" in text[end:line_end]

    def get_sentence(self, start: int, end: int) -> str:
        """The sentence around a citation; behind code it is the rest of the line."""
        before, behind = self.split_sentence(start, end)
        return before + self._text[start:end] + behind

    def split_sentence(self, start: int, end: int) -> tuple[str, str]:
        """What a sentence says before a citation and behind it."""
        floor, ceiling = 0, len(self._text)
        if self._file.role in (CODE, TEST):
            floor, ceiling = self._comments.find_block(start) or (floor, ceiling)
        return history_words.split_sentence(self._text, start, end, floor, ceiling)

    def is_in_list(self, start: int) -> bool:
        """Whether a citation is in an item of a list, or a row, of several that cite records."""
        if self._list_lines is None:
            refs = (*CITED_REF.finditer(self._text), *_PAGE_NAME.finditer(self._text))
            starts = {self._find_line_start(match.start()) for match in refs}
            self._list_lines = {first for first in starts if _LIST_LINE.match(self._text, first)}
        is_list = len(self._list_lines) >= _LEAST_LISTED
        return is_list and self._find_line_start(start) in self._list_lines

    def _find_line_start(self, offset: int) -> int:
        """Where the line of an offset begins; of a very long one somewhere before the offset."""
        floor = max(0, offset - _MAX_LINE_CHARS - 1)
        return max(self._text.rfind("\n", floor, offset) + 1, floor)
