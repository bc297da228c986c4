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
# Of the record that is cited: what says so right before it, with few words between them.
_BEFORE = compile_lazily(
    r"(?i)(?:(?<!\w)(?:super[sc]ed\w*|replac(?:e[sd]?|ing|ement\w*)|formerly|former|previously"
    r"|originally|initially|once|until|till|prior to|before|unlike|instead of|in place of"
    r"|rather than|remov(?:e[sd]?|ing)|renam\w*|renumber\w*|delet(?:e[sd]?|ing)|dropp\w*|drops?"
    r"|withdr\w*|retir\w*|retract\w*|revers\w*|revert\w*|reject\w*|deprecat\w*|obsolet\w*|outdated"
    r"|amend\w*|abandon\w*|used to be|(?:migrat|mov|evol|chang|switch)\w* (?:away )?from"
    r"|history(?: of)?|(?:was|were|been|originally|first) (?:decided|made|taken|introduced"
    r"|recorded|described|proposed|specified|justified|written|required|chosen)"
    r"|decided|introduced|(?:old|earlier|previous|legacy|original)(?: (?:way|rule|approach|design"
    r"|form|text|version|decision|record|idea|plan))?"
    r"|früher\w*|ehemal\w*|vormals|zuvor|bis|statt|anstelle|anciennement|jusqu'à|avant|antes|hasta"
    r"|anteriormente|precedentemente|fino a|voorheen|tot|ранее|прежде|до)"
    r"|以前|旧|原)"
    r"[\s:]*(?:(?<!\w)(?:the|our|its|an?|by|in|of|from|with|under|per|decision|decisions|record"
    r"|records|way|von|vom|der|die|das|durch|in der|par|por|da|de|la|le|el|на)\b[\s:]*){0,3}"
    r"(?:(?:ADR|PHR)s?[-_ ]?#?[0-9]{1,6}(?:,?\s(?:and|or|und|et|y)\s|\s?[,&/]\s?)){0,5}"
    r"[(\[\"'`*_<]*\Z"
    r"|(?:→|->|=>)\s?\Z"
)
# The same behind it, where the record is what the sentence is about, or a remark in brackets.
_GONE_WORDS = (
    r"(?:super[sc]ed|replac|remov|renam|renumber|delet|dropp|withdr|retir|retract|revert|revers"
    r"|reject|deprecat|obsolet|outdat|amend|abandon|merged into|split (?:in|up)|no longer|history"
    r"|historic|void|not (?:in force|valid)|reserved|planned)"
)
_BEHIND = compile_lazily(
    r"(?i)[)\]\"'`*_>]*(?:[ ]?\((?!" + _GONE_WORDS + r")[^()\n]{0,120}\))?"
    r"(?:[\s,:]*\((?:(?:now|since|later|already|which|was|is)\s)*" + _GONE_WORDS + r""
    r"|(?:\s?,|\s[-–—:])\s(?:(?:now|since|later|already|long|which|that|was|is|has|been)\s)*"
    + _GONE_WORDS
    + r"|\s(?:(?:which|that|and|has|have|had)\s)?(?:is|was|are|were|been|got|gets|became)\s"
    r"(?:(?:now|since|later|already|long|then|also|been|the|our|an?)\s){0,3}"
    r"(?:" + _GONE_WORDS + r"|(?:old|former|previous|earlier|original)\b)"
    r"|\s(?:has|have|had)\s(?:(?:since|now|already|long)\s)*been\s(?:(?:since|now)\s)*"
    + _GONE_WORDS
    + r"|\s(?:no longer|used to|had|said|chose|decided|introduced|once|originally|formerly|did)\b"
    r"|\s?(?:→|->|=>)|~~)"
)
_LINK_BEFORE = compile_lazily(r"\[[^\[\]\n]{0,200}\]\(<?(?:[\w.-]{0,80}/){0,9}\Z")
_LINE_END = compile_lazily(r"\n[ \t>#*/;%!-]*")
_NAME_END = compile_lazily(r"[\w./-]{0,200}(?:#[\w-]{0,100})?(?:\]\([^()\s]{0,300}\))?")
_FOREIGN_REACH = 24  # characters between a foreign expression and the citation that it is of
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


def split_sentence(text: str, start: int, end: int, floor: int, ceiling: int) -> tuple[str, str]:
    """The sentence around a span of a text, or as much of it as is near, between two offsets.

    As what is before the span, and what is behind it.
    """
    before = text[max(floor, start - _MAX_BEFORE) : start]
    first = max(
        (
            match.end()
            for match in _BEGINNING.finditer(before)
            if match.end() < len(before) or not match[0].startswith(":")  # "formerly: ADR-2"
        ),
        default=0,
    )
    behind = text[end : min(ceiling, end + _MAX_BEHIND)]
    last = _END.search(behind)
    return before[first:], behind[: last.start() + 1] if last else behind


def is_of_gone(sentence: str) -> bool:
    """Whether a sentence says of something that it is gone, or not there yet."""
    return _GONE.search(sentence) is not None or _speaks_foreign(sentence)


def is_history_of(before: str, behind: str) -> bool:
    """Whether a sentence says of the record that it cites that it holds no longer, or once held.

    The two texts are what the sentence says before the citation and behind it.
    """
    before = _LINK_BEFORE.sub("", _LINE_END.sub(" ", before))
    behind = _LINE_END.sub(" ", behind)
    if before.count("~~") % 2 or _BEFORE.search(before[-_MAX_BEFORE:]):
        return True
    behind = behind[name_end.end() :] if (name_end := _NAME_END.match(behind)) else behind
    if _BEHIND.match(behind):
        return True
    near = re.split(r"[.,;!?]", before[-_FOREIGN_REACH:])[-1]
    return _speaks_foreign(near) or _speaks_foreign(
        re.split(r"[.,;!?]", behind[:_FOREIGN_REACH])[0]
    )


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
