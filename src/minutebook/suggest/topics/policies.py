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
from minutebook.suggest.diff.source_files import Lines, Source
from minutebook.suggest.topics.code_uses import Use

_CODE = frozenset((file_roles.CODE, file_roles.MIGRATION))
_GROWN = 0.6  # of what a policy makes sure, in a file that only grows


class _Pile:
    """The lines of some files: what is added, and what was there before."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.added: list[tuple[Source, Lines]] = []
        before: list[str] = []
        for source in sources:
            if source.added:
                self.added.append((source, Lines(source.added)))
            before += [text for _, text in source.context]
            before += [text for _, text in source.removed]
        self.before = "\n".join(before)


def found(sources: Iterable[Source], catalogue: Catalogue) -> Iterator[Use]:
    """The lines that show a policy which the change takes up."""
    sources = list(sources)
    code = _Pile(one for one in sources if one.role in _CODE and one.language not in ("", "sh"))
    tests = _Pile(one for one in sources if one.role == file_roles.TEST)
    for technology in catalogue.policies:
        policy = technology.policy
        pile = tests if policy and policy.in_tests else code
        shown = list(_shown(technology, policy, pile)) if policy else []
        if policy is None or not shown:
            continue
        known = policy.unless or policy.pattern
        if len(shown) >= policy.least and not re.search(known, pile.before, re.MULTILINE):
            yield from shown


def _shown(technology: Technology, policy: Policy, pile: _Pile) -> Iterator[Use]:
    for source, lines in pile.added:
        if technology.languages and source.language not in technology.languages:
            continue
        hinted = lines.having(policy.hints)
        if not hinted or not _has(source, policy.also):
            continue
        pattern = re.compile(policy.pattern)
        for number, text in hinted:
            if pattern.search(text) and pattern.search(source.bare(number, text)):
                sure = policy.sure
                if policy.in_changed and not source.removed:
                    sure *= _GROWN
                yield Use(technology, "topic-policy", source.path, number, text, sure)


def _has(source: Source, pattern: str) -> bool:
    """Whether the text of a file matches, as far as it is to be seen."""
    shown = (*source.added, *source.context)
    return not pattern or re.search(pattern, "\n".join([text for _, text in shown])) is not None
