"""The files of a change whose lines can show what is in use: code, configuration, tests."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff

MAX_LINE_CHARS = 400  # characters of a line that is looked at: longer ones were not written by hand

_LANGUAGE = {
    ending: language
    for language, endings in {
        "py": ".py .pyi",
        "js": ".js .jsx .ts .tsx .mjs .cjs .mts .cts .vue .svelte .astro",
        "jvm": ".java .kt .kts .scala .groovy",
        "go": ".go",
        "rb": ".rb .rake .ru",
        "rs": ".rs",
        "cs": ".cs .fs .vb",
        "php": ".php",
        "ex": ".ex .exs",
        "hs": ".hs",
        "dart": ".dart",
        "sql": ".sql",
        "sh": ".sh .bash .zsh .ps1",
    }.items()
    for ending in endings.split()
}
_HASH = re.compile(r"(?:^|\s)#.*")
_SLASHES = re.compile(r"(?:^|\s)//.*|/\*.*?(?:\*/|$)|^\s*\*.*")
_DASHES = re.compile(r"(?:^|\s)--.*")
_COMMENT = {
    **dict.fromkeys(("js", "jvm", "go", "rs", "cs", "php", "dart"), _SLASHES),
    **dict.fromkeys(("hs", "sql"), _DASHES),
}
_TRIPLE = re.compile(r'"""|\'\'\'')
_READ = frozenset(
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
    """Lines of a file, (number, text), and quickly which of them have a word."""

    __slots__ = ("_starts", "lines", "lower")

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.lower = "\n".join([text for _, text in lines]).lower()
        self._starts: list[int] = []

    def find_lines(self, hints: Iterable[str]) -> list[tuple[int, str]]:
        """The lines that have one of some beginnings, which are in lower case."""
        whole = self.lower
        found: set[int] = set()
        for hint in hints:
            at = whole.find(hint)
            if at >= 0 and not self._starts:
                # From the text itself: in lower case, a letter may have become two.
                sizes = [len(text) + 1 for text in whole.split("\n")]
                self._starts = list(accumulate(sizes, initial=0))
            while at >= 0:
                line = bisect_right(self._starts, at)
                found.add(line - 1)
                at = whole.find(hint, self._starts[line])
        return [self.lines[line] for line in sorted(found)]


@dataclass(slots=True)
class SourceFile:
    """A file of a change, its lines parted into what is added, removed and stays: (number, text).

    `language` is as in the catalogue; "" for configuration and what else is no program.
    `documented` are the added lines that lie in docstrings, by number.
    """

    path: str
    role: str
    language: str
    added_lines: list[tuple[int, str]] = field(default_factory=list)
    removed_lines: list[tuple[int, str]] = field(default_factory=list)
    context_lines: list[tuple[int, str]] = field(default_factory=list)
    docstring_lines: frozenset[int] = frozenset()

    def strip_added_line(self, line_number: int, text: str) -> str:
        """A line that was added without its comment; nothing of it where a docstring has it."""
        return "" if line_number in self.docstring_lines else self.strip_comment(text)

    def strip_comment(self, text: str) -> str:
        """A line without its comment."""
        if "#" in text or "//" in text or "*" in text or "--" in text:
            return _COMMENT.get(self.language, _HASH).sub("", text)
        return text


def read_sources(files: Iterable[FileDiff]) -> list[SourceFile]:
    """The files that can show what is in use."""
    return [source for file in files if (source := _source(file))]


def _source(file: FileDiff) -> SourceFile | None:
    role = file_roles.find_role(file.path)
    if file.is_binary or role not in _READ or file_roles.is_style_sheet(file.path):
        return None
    source = SourceFile(file.path, role, _LANGUAGE.get(file.suffix, ""))
    source.added_lines = [line for line in file.added_lines if len(line[1]) <= MAX_LINE_CHARS]
    source.removed_lines = [line for line in file.removed_lines if len(line[1]) <= MAX_LINE_CHARS]
    source.context_lines = [
        (number, text)
        for sign, number, text in file.lines
        if sign == " " and len(text) <= MAX_LINE_CHARS
    ]
    if source.language == "py":
        source.docstring_lines = _documented(file)
    return source


def _documented(file: FileDiff) -> frozenset[int]:
    """The lines of Python's new text that lie in a docstring, as far as the hunks show it."""
    found: set[int] = set()
    mark = ""
    due = 0  # the number of the next line, while a hunk goes on
    for sign, number, text in file.lines:
        if sign == "-":
            continue
        if number != due:
            mark = ""
        due = number + 1
        began = bool(mark)
        if '"""' in text or "'''" in text:
            before = text.lstrip("rRbBuUfF \t")
            for triple in _TRIPLE.findall(text):
                mark = "" if triple == mark else mark or triple
            if began or before.startswith(('"""', "'''")):
                found.add(number)
        elif mark:
            found.add(number)
    return frozenset(found)
