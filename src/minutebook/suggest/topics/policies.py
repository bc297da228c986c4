"""Decisions that need no dependency: how endpoints, transactions, versions, retries … are done.

The catalogue says by what patterns they show. Each is a policy of its own only where neither a
removed line nor one of context shows it already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Policy, Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import LineIndex, SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse

_CODE = frozenset((file_roles.CODE, file_roles.MIGRATION))
_GROWN = 0.6  # of what a policy makes sure, in a file that only grows


class _Pile:
    """The lines of some files: what is added, and what was there before."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        self.added: list[tuple[SourceFile, LineIndex]] = []
        before: list[str] = []
        for source in sources:
            if source.added_lines:
                self.added.append((source, LineIndex(source.added_lines)))
            before += [text for _, text in source.context_lines]
            before += [text for _, text in source.removed_lines]
        self.before = "\n".join(before)


def find_policies(sources: Iterable[SourceFile], catalogue: Catalogue) -> Iterator[TechnologyUse]:
    """The lines that show a policy which the change takes up."""
    sources = list(sources)
    code = _Pile(one for one in sources if one.role in _CODE and one.language not in ("", "sh"))
    tests = _Pile(one for one in sources if one.role == file_roles.TEST)
    for technology in catalogue.policies:
        policy = technology.policy
        pile = tests if policy and policy.is_for_tests else code
        shown = list(_shown(technology, policy, pile)) if policy else []
        if policy is None or not shown:
            continue
        known = policy.unless_pattern or policy.pattern
        if len(shown) >= policy.min_lines and not re.search(known, pile.before, re.MULTILINE):
            yield from shown


def _shown(technology: Technology, policy: Policy, pile: _Pile) -> Iterator[TechnologyUse]:
    for source, lines in pile.added:
        if technology.languages and source.language not in technology.languages:
            continue
        hinted = lines.find_lines(policy.hints)
        if not hinted or not _has(source, policy.file_pattern):
            continue
        pattern = re.compile(policy.pattern)
        for number, text in hinted:
            if pattern.search(text) and pattern.search(source.strip_added_line(number, text)):
                sure = policy.certainty
                if policy.is_for_changed_files and not source.removed_lines:
                    sure *= _GROWN
                yield TechnologyUse(technology, "topic-policy", source.path, number, text, sure)


def _has(source: SourceFile, pattern: str) -> bool:
    """Whether the text of a file matches, as far as it is to be seen."""
    shown = (*source.added_lines, *source.context_lines)
    return not pattern or re.search(pattern, "\n".join([text for _, text in shown])) is not None
