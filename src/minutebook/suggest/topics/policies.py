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
from minutebook.suggest.diff.patch import NumberedLine
from minutebook.suggest.diff.source_files import LineIndex, SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse
from minutebook.text.patterns import MAX_SUBJECT_CHARS

_CODE_ROLES = frozenset((file_roles.CODE, file_roles.MIGRATION))
_CONFIG_ROLES = frozenset(
    (
        *(file_roles.CODE, file_roles.CONFIG, file_roles.INFRASTRUCTURE, file_roles.MANIFEST),
        file_roles.OTHER,
    )
)
_MAX_CONFIGURED_LINES = 2_000  # on which a repository's own pattern is tried
_GROWN_FILE_SHARE = 0.6  # of a policy's certainty, in a file that only grows


class _Lines:
    """The lines of some files: those that are added, and those that were there before."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        self.added: list[tuple[SourceFile, LineIndex]] = []
        earlier: list[NumberedLine] = []
        for source in sources:
            if source.added_lines:
                self.added.append((source, LineIndex(source.added_lines)))
            earlier += source.context_lines
            earlier += source.removed_lines
        self.earlier = LineIndex(earlier)

    def has_earlier(self, policy: Policy) -> bool:
        """Whether a removed line or one of context shows a policy."""
        if policy.unless_pattern:
            text = "\n".join([text for _, text in self.earlier.lines])
            return _has_match(policy, policy.unless_pattern, text, re.MULTILINE)
        lines = _bound_lines(policy, self.earlier.find_lines(policy.hints))
        search = re.compile(policy.pattern).search
        return any(search(text) for _, text in lines)


def find_policies(sources: Iterable[SourceFile], catalogue: Catalogue) -> Iterator[TechnologyUse]:
    """The lines that show a policy which the change adopts."""
    sources = list(sources)
    code = _Lines(
        source
        for source in sources
        if source.role in _CODE_ROLES and source.language not in ("", "sh")
    )
    tests = _Lines(source for source in sources if source.role == file_roles.TEST)
    config = _Lines(
        source for source in sources if source.role in _CONFIG_ROLES and not source.language
    )
    for technology, policy in catalogue.policies:
        if policy.gone_pattern:  # `design.idioms` looks for those
            continue
        lines = tests if policy.is_for_tests else config if policy.is_for_config else code
        uses = list(_find_uses(technology, policy, lines))
        if not uses or len(uses) < policy.min_lines:
            continue
        if not lines.has_earlier(policy):
            yield from uses


def _find_uses(technology: Technology, policy: Policy, lines: _Lines) -> Iterator[TechnologyUse]:
    for source, index in lines.added:
        if technology.languages and source.language not in technology.languages:
            continue
        candidates = index.find_lines(policy.hints)
        if not candidates or not _matches_file(source, policy):
            continue
        candidates = _bound_lines(policy, candidates)
        pattern = re.compile(policy.pattern)
        signal = "topic-setting" if policy.is_for_config else "topic-policy"
        certainty = policy.certainty
        if policy.is_for_changed_files and not source.removed_lines:
            certainty *= _GROWN_FILE_SHARE
        for number, text in candidates:
            if pattern.search(text) and pattern.search(source.strip_added_line(number, text)):
                yield TechnologyUse(technology, signal, source.path, number, text, certainty)


def _bound_lines(policy: Policy, lines: list[NumberedLine]) -> list[NumberedLine]:
    """The lines on which the pattern of a policy is tried."""
    if not policy.is_configured:
        return lines
    return [(number, text[:MAX_SUBJECT_CHARS]) for number, text in lines[:_MAX_CONFIGURED_LINES]]


def _matches_file(source: SourceFile, policy: Policy) -> bool:
    """Whether the path, the removed lines and the visible text match, where that is asked for."""
    if policy.is_for_existing_files and not (source.removed_lines or source.context_lines):
        return False
    path = f"/{source.path.lower()}"
    if policy.path_parts and not any(part in path for part in policy.path_parts):
        return False
    if policy.removed_pattern:
        removed = "\n".join([text for _, text in source.removed_lines])
        if not _has_match(policy, policy.removed_pattern, removed, re.MULTILINE):
            return False
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
