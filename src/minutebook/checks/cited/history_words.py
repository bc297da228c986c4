"""Whether a text speaks of history: what once held may be named there as long as anybody likes."""

from __future__ import annotations

import re
from functools import cache

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary.language_table import LANGUAGES, split_words

# Of what is gone: it explains also a number that no record has.
_GONE = compile_lazily(
    r"(?i)\b(?:super[sc]ed\w*|replac(?:e[sd]|ing|ement)\w*|formerly|former|removed?|removing|renamed"
    r"|renumber\w*|deleted?|dropped|withdrawn|retired|retract\w*|reverted|reverts|until|used to be"
    r"|(?:was|were|been|originally|first) (?:decided|made|taken|introduced|recorded|described"
    r"|proposed|specified)|decided (?:in|by)|no longer (?:exists?|there)|merged into"
    r"|split (?:in|up)|reserved|planned|upcoming|future|to be written|not yet written|will be)\b|~~"
)
_PAST = compile_lazily(
    r"(?i)\b(?:histor\w*|previous\w*|earlier|original\w*|used to|before|no longer|any ?more"
    r"|deprecat\w*|obsolete\w*|outdated|old|older|legacy|revers\w*|reject\w*|migrat\w*|amend\w*"
    r"|introduced|instead of|in place of|unlike|evol\w*|ago|at the time|back then|in the past"
    r"|initially|at first|prior to)\b|→|->|=>"
)
_HISTORY_PATH = compile_lazily(
    r"(?i)(?:^|/)(?:change-?log|changes|history|news|release[-_ ]?notes?|releases?|migrat\w*"
    r"|upgrad(?:e|ing)\w*|archived?|deprecated|retrospectives?|post-?mortems?|journal|worklog|devlog"
    r"|meeting[-_]?(?:notes|minutes)|minutes|changelog\.d|\.changes?|\.changeset|newsfragments|blog"
    r"|posts|audits?|reviews?|reports?)(?:[-_.]?v?[0-9][^/]*|[-_](?:notes?|guide|log))?"
    r"(?:\.[a-z]{1,9})?(?:/|$)"
)
_MIGRATIONS_PATH = compile_lazily(r"(?i)(?:^|/)(?:migrations?|alembic|versions)/")
_MAX_BEFORE, _MAX_BEHIND = 240, 160
_BREAK = r"\n[ \t>#*/;%!-]*\n|\n[ \t#*/>]*(?:[-*+]|\d+\.|\|) "
_NO_LIST_NUMBER = "".join(rf"(?<![\s\[(][0-9]{{{count}}})" for count in (1, 2, 3, 4))
_STOP = rf"{_NO_LIST_NUMBER}[.!?;。；][)\"'”»]?"
_BEGINNING = compile_lazily(rf"(?:{_STOP}|:)\s|{_BREAK}")
_END = compile_lazily(rf"{_STOP}(?:\s|\Z)|{_BREAK}|\n[ \t>#*/;%!-]*(?=[A-Z`\"'])")


def is_history_path(path: str, *, is_code: bool = False) -> bool:
    """Whether a file tells what happened: a changelog, notes on a release, a migration.

    Code does in migrations alone: a folder of it may be named after what it is for.
    """
    return (_MIGRATIONS_PATH if is_code else _HISTORY_PATH).search(path) is not None


def find_sentence(text: str, start: int, end: int, floor: int, ceiling: int) -> str:
    """The sentence around a span of a text, or as much of it as is near, between two offsets."""
    before = text[max(floor, start - _MAX_BEFORE) : start]
    first = max((match.end() for match in _BEGINNING.finditer(before)), default=0)
    behind = text[end : min(ceiling, end + _MAX_BEHIND)]
    last = _END.search(behind)
    return before[first:] + text[start:end] + (behind[: last.start() + 1] if last else behind)


def is_of_gone(sentence: str) -> bool:
    """Whether a sentence says of something that it is gone, or not there yet."""
    return _GONE.search(sentence) is not None or _speaks_foreign(sentence)


def is_of_past(sentence: str) -> bool:
    """Whether a sentence speaks of what was, or of what came instead."""
    return _PAST.search(sentence) is not None or is_of_gone(sentence)


def _speaks_foreign(sentence: str) -> bool:
    return _compile_foreign().search(sentence.casefold()) is not None


@cache
def _compile_foreign() -> re.Pattern[str]:
    """The words of other languages for what was superseded, supersedes, or holds no longer."""
    expressions = {
        expression
        for language in LANGUAGES.values()
        for words in (
            *(language.superseded, language.superseded_by, language.supersedes),
            language.deprecated,
        )
        for expression in split_words(words)
    }
    longest_first = sorted(map(re.escape, expressions), key=len, reverse=True)
    ascii_words = [word for word in longest_first if word.isascii()]
    others = [word for word in longest_first if not word.isascii()]
    return re.compile(rf"\b(?:{'|'.join(ascii_words)})\b|{'|'.join(others)}")
