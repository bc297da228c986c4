"""Decisions that need no dependency: how endpoints, transactions, versions, retries … are done.

The catalogue has the patterns by which they show. A policy is new only where neither a removed
line nor one of context shows it already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Policy, Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import LineIndex, SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse
from minutebook.text.patterns import MAX_SUBJECT_CHARS

_CODE_ROLES = frozenset((file_roles.CODE, file_roles.MIGRATION))
_MAX_CONFIGURED_LINES = 2_000  # on which a repository's own pattern is tried
_GROWN_FILE_SHARE = 0.6  # of a policy's certainty, in a file that only grows


class _Lines:
    """The lines of some files: those that are added, and the text that was there before."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        self.added: list[tuple[SourceFile, LineIndex]] = []
        earlier: list[str] = []
        for source in sources:
            if source.added_lines:
                self.added.append((source, LineIndex(source.added_lines)))
            earlier += [text for _, text in source.context_lines]
            earlier += [text for _, text in source.removed_lines]
        self.earlier_text = "\n".join(earlier)


def find_policies(sources: Iterable[SourceFile], catalogue: Catalogue) -> Iterator[TechnologyUse]:
    """The lines that show a policy which the change adopts."""
    sources = list(sources)
    code = _Lines(
        source
        for source in sources
        if source.role in _CODE_ROLES and source.language not in ("", "sh")
    )
    tests = _Lines(source for source in sources if source.role == file_roles.TEST)
    for technology, policy in catalogue.policies:
        if policy.gone_pattern:  # `design.idioms` looks for those
            continue
        lines = tests if policy.is_for_tests else code
        uses = list(_find_uses(technology, policy, lines))
        if not uses or len(uses) < policy.min_lines:
            continue
        known = policy.unless_pattern or policy.pattern
        if not _has_match(policy, known, lines.earlier_text, re.MULTILINE):
            yield from uses


def _find_uses(technology: Technology, policy: Policy, lines: _Lines) -> Iterator[TechnologyUse]:
    for source, index in lines.added:
        if technology.languages and source.language not in technology.languages:
            continue
        candidates = index.find_lines(policy.hints)
        if not candidates or not _matches_file(source, policy):
            continue
        if policy.is_configured:
            candidates = [
                (number, text[:MAX_SUBJECT_CHARS])
                for number, text in candidates[:_MAX_CONFIGURED_LINES]
            ]
        pattern = re.compile(policy.pattern)
        certainty = policy.certainty
        if policy.is_for_changed_files and not source.removed_lines:
            certainty *= _GROWN_FILE_SHARE
        for number, text in candidates:
            if pattern.search(text) and pattern.search(source.strip_added_line(number, text)):
                yield TechnologyUse(
                    technology, "topic-policy", source.path, number, text, certainty
                )


def _matches_file(source: SourceFile, policy: Policy) -> bool:
    """Whether the visible text of a file matches; any does where there is no pattern."""
    if not policy.file_pattern:
        return True
    visible = (*source.added_lines, *source.context_lines)
    return _has_match(policy, policy.file_pattern, "\n".join([text for _, text in visible]))


def _has_match(policy: Policy, pattern: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    """Whether a pattern of a policy matches somewhere in a text of several lines."""
    if not policy.is_configured:
        return re.search(pattern, text, flags) is not None
    search = re.compile(pattern).search
    lines = text.split("\n")[:_MAX_CONFIGURED_LINES]
    return any(search(line[:MAX_SUBJECT_CHARS]) for line in lines)
