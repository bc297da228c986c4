"""The files of a change whose lines can show what is in use: code, configuration, tests."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff, NumberedLine
from minutebook.text.imports import find_language

MAX_LINE_CHARS = 400  # longer lines are not looked at: they are generated

_HASH_COMMENT = compile_lazily(r"(?:^|\s)#.*")
_SLASH_COMMENT = compile_lazily(r"(?:^|\s)//.*|(?<![\w\"'/*])/\*.*?(?:\*/|$)|^\s*\*.*")
_DASH_COMMENT = compile_lazily(r"(?:^|\s)--.*")
_COMMENT_PATTERNS = {
    **dict.fromkeys(("js", "jvm", "go", "rs", "cs", "php", "dart"), _SLASH_COMMENT),
    **dict.fromkeys(("hs", "sql"), _DASH_COMMENT),
}
_TRIPLE_QUOTES = compile_lazily(r'"""|\'\'\'')
_READ_ROLES = frozenset(
    (
        file_roles.CODE,
        file_roles.CONFIG,
        file_roles.INFRASTRUCTURE,
        file_roles.MANIFEST,
        file_roles.MIGRATION,
        file_roles.TEST,
        file_roles.OTHER,
    )
)


class LineIndex:
    """Lines of a file, and a quick way to those that contain a word."""

    __slots__ = ("_starts", "lines", "lower")

    def __init__(self, lines: list[NumberedLine]) -> None:
        self.lines = lines
        self.lower = "\n".join([text for _, text in lines]).lower()
        self._starts: list[int] = []  # where each line begins in the lower-case text

    def find_lines(self, hints: Iterable[str]) -> list[NumberedLine]:
        """The lines that contain one of some lower-case beginnings of words."""
        text = self.lower
        positions: set[int] = set()  # of lines in the list
        for hint in hints:
            start = text.find(hint)
            if start >= 0 and not self._starts:
                # From the lower-case text itself: there, a letter may have become two.
                sizes = [len(line) + 1 for line in text.split("\n")]
                self._starts = list(accumulate(sizes, initial=0))
            while start >= 0:
                next_line = bisect_right(self._starts, start)
                positions.add(next_line - 1)
                start = text.find(hint, self._starts[next_line])
        return [self.lines[position] for position in sorted(positions)]


class SourceFile(Value, frozen=False):
    """A file of a change, its lines by whether they are added, removed or context.

    `language` is as in the catalogue; "" for configuration and what else is no program.
    `docstring_lines` are the numbers of added lines that are within docstrings.
    """

    path: str
    role: str
    language: str
    added_lines: list[NumberedLine] = field(default_factory=list)
    removed_lines: list[NumberedLine] = field(default_factory=list)
    context_lines: list[NumberedLine] = field(default_factory=list)
    docstring_lines: frozenset[int] = frozenset()

    def strip_added_line(self, line_number: int, text: str) -> str:
        """An added line without its comment; "" where it is within a docstring."""
        return "" if line_number in self.docstring_lines else self.strip_comment(text)

    def strip_comment(self, text: str) -> str:
        """A line without its comment."""
        if "#" in text or "//" in text or "*" in text or "--" in text:
            return _COMMENT_PATTERNS.get(self.language, _HASH_COMMENT).sub("", text)
        return text


def read_sources(files: Iterable[FileDiff]) -> list[SourceFile]:
    """The files that can show what is in use."""
    return [source for file in files if (source := _read_source(file))]


def _read_source(file: FileDiff) -> SourceFile | None:
    role = file_roles.find_role(file.path)
    if file.is_binary or role not in _READ_ROLES or file_roles.is_style_sheet(file.path):
        return None
    source = SourceFile(file.path, role, find_language(file.path))
    source.added_lines = [line for line in file.added_lines if len(line[1]) <= MAX_LINE_CHARS]
    source.removed_lines = [line for line in file.removed_lines if len(line[1]) <= MAX_LINE_CHARS]
    source.context_lines = [
        (number, text)
        for sign, number, text in file.lines
        if sign == " " and len(text) <= MAX_LINE_CHARS
    ]
    if source.language == "py":
        source.docstring_lines = _find_docstring_lines(file)
    return source


def _find_docstring_lines(file: FileDiff) -> frozenset[int]:
    """The lines of Python's new text that are within a docstring, as far as the hunks show it."""
    numbers: set[int] = set()
    open_quotes = ""
    expected = 0  # the number of the next line, while a hunk goes on
    for sign, number, text in file.lines:
        if sign == "-":
            continue
        if number != expected:
            open_quotes = ""
        expected = number + 1
        was_open = bool(open_quotes)
        if '"""' in text or "'''" in text:
            for quotes in _TRIPLE_QUOTES.findall(text):
                open_quotes = "" if quotes == open_quotes else open_quotes or quotes
            if was_open or text.lstrip("rRbBuUfF \t").startswith(('"""', "'''")):
                numbers.add(number)
        elif open_quotes:
            numbers.add(number)
    return frozenset(numbers)
