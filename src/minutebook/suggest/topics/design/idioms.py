"""One way of writing that gives way to another in many files at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Policy
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import MAX_LINE_CHARS, LineIndex, SourceFile
from minutebook.suggest.topics.design.findings import CodeLine, DesignFinding, make_findings
from minutebook.text.imports import find_language

_MIN_FILES = 5  # that write the new way, and the old one no more
_MIN_SHARE = 0.3  # of the files of code that are modified
_MAX_PAIRS = 1_000  # pairs of lines that are compared in a file
_MAX_LINES = 1_000  # of a file, that the patterns of an idiom are tried on
_CERTAINTY = 0.14  # too little alone: the texts have to name what is used now

_TOKEN = compile_lazily(r"[A-Za-z_]\w*|\S")
_WORD = compile_lazily(r"[A-Za-z_]\w{2,}\Z")
_DEFINING = "class|interface|trait|struct|enum|record|type|def|func|function|fun|fn|module|protocol"
_IMPORT = compile_lazily(r"\s*(?:import|from|use|using|require|#include|alias|package|namespace)\b")


def find_substitution(files: Sequence[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The name that takes the place of another in most files, where both go on to exist.

    The technology is the new name; the old one is what it is used instead of.
    """
    yield from _find_most_common(files, category, is_renamed=False)


def find_renamed_code(files: Sequence[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The type or function that gets another name, and is called by that in most files."""
    yield from _find_most_common(files, category, is_renamed=True)


def _find_most_common(
    files: Sequence[FileDiff], category: str, *, is_renamed: bool
) -> Iterator[DesignFinding]:
    lines_by_pair, file_count = collect_substitutions(files)
    if not lines_by_pair:
        return
    (old, new), lines = max(lines_by_pair.items(), key=lambda item: len(item[1]))
    if len(lines) < max(_MIN_FILES, _MIN_SHARE * file_count):
        return
    definition = re.compile(rf"(?:{_DEFINING})\s+(?:\(.*?\)\s*)?{re.escape(new)}\b")
    is_defined = any(
        definition.search(text)
        for file in files
        for _, text in file.added_lines
        if new in text and len(text) <= MAX_LINE_CHARS
    )
    if is_defined == is_renamed:
        yield from make_findings(category, new, lines.values(), _CERTAINTY, old)


def collect_substitutions(
    files: Sequence[FileDiff],
) -> tuple[dict[tuple[str, str], dict[str, CodeLine]], int]:
    """The names that take the place of others, and how many files of programs are modified.

    They are by (old name, new name), and by path: the first line that shows it there.
    """
    found: dict[tuple[str, str], dict[str, CodeLine]] = {}
    file_count = 0
    for file in files:
        if file.status == "added" or not find_language(file.path):
            continue
        if file_roles.find_role(file.path) not in (file_roles.CODE, file_roles.TEST):
            continue
        file_count += bool(file.added_lines)
        for old_text, number, new_text in islice(_pair_lines(file), _MAX_PAIRS):
            pair = _find_difference(old_text, new_text)
            if pair:
                found.setdefault(pair, {}).setdefault(file.path, (file.path, number, new_text))
    return found, file_count


def _pair_lines(file: FileDiff) -> Iterator[tuple[str, int, str]]:
    """Lines that take the place of others: runs of removed lines before as many added ones."""
    removed: list[str] = []
    added: list[tuple[int, str]] = []
    for sign, number, text in (*file.lines, (" ", 0, "")):
        if sign == "+":
            added.append((number, text))
            continue
        if added or sign == " ":
            if len(removed) == len(added):
                for old_text, (new_number, new_text) in zip(removed, added, strict=True):
                    if max(len(old_text), len(new_text)) <= MAX_LINE_CHARS:
                        yield old_text, new_number, new_text
            removed, added = [], []
        if sign == "-":
            removed.append(text)


def _find_difference(old_text: str, new_text: str) -> tuple[str, str] | None:
    """The one name in which two lines differ; None where they differ in more."""
    if _IMPORT.match(old_text):
        return None
    old, new = _TOKEN.findall(old_text), _TOKEN.findall(new_text)
    if len(old) != len(new):
        return None
    pairs = {(before, after) for before, after in zip(old, new, strict=True) if before != after}
    if len(pairs) != 1:
        return None
    before, after = pairs.pop()
    return (before, after) if _WORD.match(before) and _WORD.match(after) else None


def find_turned_idioms(
    sources: Iterable[SourceFile], catalogue: Catalogue
) -> Iterator[DesignFinding]:
    """The ways of writing of the catalogue that several files turn to: rows with the key `gone`.

    In each of these files, removed lines are in the old way and added ones in the new.
    """
    indexes = [
        (source, LineIndex(source.added_lines))
        for source in sources
        if source.added_lines and source.removed_lines and source.language
    ]
    for technology, policy in catalogue.policies:
        if not policy.gone_pattern:
            continue
        role = file_roles.TEST if policy.is_for_tests else file_roles.CODE
        lines = [
            line
            for source, index in indexes
            if source.role == role
            and (not technology.languages or source.language in technology.languages)
            and (line := _find_turned_line(source, index, policy))
        ]
        if len(lines) >= policy.min_lines:
            yield from make_findings(technology.category, technology.name, lines, policy.certainty)


def _find_turned_line(source: SourceFile, index: LineIndex, policy: Policy) -> CodeLine | None:
    """The first added line of a file that is in the new way, where removed ones are in the old."""
    pattern, gone_pattern = re.compile(policy.pattern), re.compile(policy.gone_pattern)
    shown = (
        line for line in index.find_lines(policy.hints)[:_MAX_LINES] if pattern.search(line[1])
    )
    line = next(shown, None)
    if line is None:
        return None
    gone = sum(1 for _, text in source.removed_lines[:_MAX_LINES] if gone_pattern.search(text))
    kept = sum(1 for _, text in source.added_lines[:_MAX_LINES] if gone_pattern.search(text))
    return (source.path, *line) if gone > kept else None
