"""Words for statuses: what a text begins with, in the languages that pages are written in."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.vocabulary.language_table import LANGUAGES, split_words

# What people write for each status, from the lifecycles of the known templates and tools: MADR,
# adr-tools, KEP, PEP, EIP, Rust RFC, IETF.
_SPELLINGS = {
    "accepted": "accepted accept approved approve active adopted adopt agreed implemented"
    " implementable implementing complete completed done decided final finalised finalized merged"
    " ratified live living current effective valid shipped released enforced committed mandatory"
    " endorsed confirmed settled signed resolved ok okay passed enacted authorised"
    " authorized sanctioned acknowledged lgtm",
    "proposed": "proposed propose proposal draft drafted drafting pending wip open review reviewing"
    " proposing discussion discussing deferred postponed candidate tbd experimental"
    " provisional considering tentative tentatively planned exploratory undecided unresolved"
    " suggested requested submitted parked paused blocked brainstorm idea concept incubating"
    " prototype unimplemented unapproved ongoing stagnant awaiting research spike"
    " preliminary exploring investigating",
    "rejected": "rejected reject declined denied abandoned withdrawn cancelled canceled discarded"
    " refused dismissed dropped vetoed unaccepted scrapped",
    "deprecated": "deprecated deprecate obsolete obsoleted retired reverted historic historical"
    " outdated archived sunset removed inactive invalid void expired withdrawing rescinded"
    " discontinued revoked repealed legacy depreciated decommissioned invalidated superfluous"
    " irrelevant stale",
}
STATUS_BY_WORD = {
    word: status for status, spellings in _SPELLINGS.items() for word in spellings.split()
}
# Patterns are kept as text: `re` compiles and caches them at first use, so that a command pays
# only for those that its pages need.
_PHRASES = (
    (
        r"final comment period|last call|request(?:ed|s)? for comments?|fcp\b|in[ -]progress",
        "proposed",
    ),
    (r"(?:ready |up |open |out )?for (?:review|discussion|comments?|approval)", "proposed"),
    (r"(?:in|under)[ -](?:\w+ )?(?:review|discussion|consideration|debate|evaluation)", "proposed"),
    (r"on[ -](?:hold|ice)|work in progress|to be (?:decided|discussed|reviewed|done)", "proposed"),
    (r"to be (?:accepted|approved|agreed|confirmed|implemented|determined)", "proposed"),
    (r"not[ -]?yet[ -]\w+|not[ -](?:started|decided|implemented|final|finali[sz]ed)", "proposed"),
    (r"no (?:decision|consensus|status)|needs? \w+|waiting (?:for|on)|trial(?:led)?\b", "proposed"),
    (r"not[ -](?:accepted|approved|adopted|agreed|pursued|chosen|done)", "rejected"),
    (r"won'?t[ -](?:do|fix|implement)|will not (?:do|implement|pursue)|turned down", "rejected"),
    (r"never (?:implemented|adopted|accepted|approved|merged)|no[ -]go", "rejected"),
    (r"(?:no|not any) longer(?! (?:an? )?(?:proposed|draft|open|wip)\b)", "deprecated"),
    (r"not (?:in use|in force|valid|relevant)|out of date", "deprecated"),
    (r"end[ -]of[ -]life|out of force|phased out", "deprecated"),
    (r"in (?:use|force|effect|production|place)|signed[ -]off|agreed (?:up)?on", "accepted"),
    (r"(?:decision )?(?:made|taken)\b|go ahead|rolled out|in principle", "accepted"),
)
# What may stand before the status in its own clause, beside its subject.
_CLAUSE_LEAD = compile_lazily(
    r"(?:(?:adr |decision )?(?:status|state|current status)\s*(?:[:=]|is\b|\Z)\s*"
    r"|(?:currently|now|presently|fully|mostly|largely|partially|partly|initially|formally|finally"
    r"|officially|already|still|conditionally|unanimously|provisionally accepted|recently|since"
    r"|later|then|subsequently|also|but|and|update[ds]?|note|nb|edit|it|we|team|been|has|have|was"
    r"|is|are|were|got|being|this|the|our|an?|current|adr(?![-_ #]{0,2}\d)|decision|document"
    r"|record|proposal|page|architecture|architectural|design|rfc|number)\b[\s:,-]*"
    r"|\d{1,3}[.)]\s+"
    r"|(?:on |as of |in |since )?\d[\d./ -]{3,11}\d(?:t[\d:.z+-]{1,20})?\s*[:,)-]{0,2}\s*)"
)
_WORD = compile_lazily(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ORNAMENT = r"[^\w\[\]~]"
_MAX_LEAD_WORDS = 8
_MAX_FUZZY_CHARS = 14

_STATUS_COLUMNS = ("accepted", "proposed", "rejected", "deprecated", "superseded")


def strip_lead(clause: str) -> str:
    """A clause from its first word that says something of the status."""
    text = re.sub(rf"^{_ORNAMENT}+", "", clause.strip(" \t[]{}<>\"'"))
    for _ in range(_MAX_LEAD_WORDS):
        match = _CLAUSE_LEAD.match(text)
        if not match or not match[0]:
            break
        text = re.sub(rf"^(?:{_ORNAMENT}|[\[\]{{}}])+", "", text[match.end() :])
    return text


@lru_cache(maxsize=1000)  # the clauses of statuses are much the same on all pages
def find_leading_status(clause: str) -> tuple[str, str]:
    """The status that a clause begins with, and what follows the word; "" and "" for none."""
    text = strip_lead(clause.casefold())
    if not text:
        return "", ""
    for pattern, status in _PHRASES:
        if match := re.match(pattern, text):
            return status, text[match.end() :]
    word = _WORD.match(text)
    if not word:
        return "", ""
    rest = text[word.end() :]
    for candidate in (word[0], *re.split(r"['’-]", word[0])[:1]):
        if candidate in STATUS_BY_WORD and not is_noun(candidate, rest):
            return STATUS_BY_WORD[candidate], rest
    if word[0] in STATUS_BY_WORD:
        return "", ""
    known_status, length = match_expression(text, list_foreign_words().by_status)
    if known_status:
        return known_status, text[length:]
    return _guess_misspelt(word[0]), rest


def find_misspelt_word(text: str) -> str:
    """The word with which a status begins where it is none, but near to one: "Acepted"; "" else."""
    word = _WORD.match(strip_lead(text.casefold()))
    if word and not find_known_status(word[0]) and _guess_misspelt(word[0]):
        return word[0]
    return ""


def find_known_status(word: str) -> str:
    """The status that a word is spelled for, in any language; "" for none."""
    known = STATUS_BY_WORD.get(word)
    return known or match_expression(word, list_foreign_words().by_status)[0] or ""


def is_noun(word: str, rest: str) -> bool:
    """Whether a word that may be a status names a thing here: "open source", "review board"."""
    if word in ("open", "current", "final", "done", "live", "active", "review", "yes"):
        following = re.match(r"[ \t-]+([a-z]+)", rest)
        return following is not None and following[1] not in (
            *("for", "in", "since", "on", "by", "as", "with", "and", "until", "but", "at"),
            *("again", "comment", "pending", "period", "process", "now", "state", "status"),
        )
    return False


@cache
def _list_misspellable() -> tuple[str, ...]:
    words = "accepted approved proposed rejected deprecated implemented withdrawn adopted cancelled"
    return tuple(f"{words} declined abandoned obsolete completed".split())


def _guess_misspelt(word: str) -> str:
    """The status of a word that is one letter away from a common one ("Acepted"); "" for none."""
    if not 6 < len(word) <= _MAX_FUZZY_CHARS:
        return ""
    for known in _list_misspellable():
        # The first letter is rarely wrong; most words are told apart by it.
        if (
            known[0] == word[0]
            and abs(len(known) - len(word)) < 2
            and _is_one_edit_apart(word, known)
        ):
            return STATUS_BY_WORD[known]
    return ""


def _is_one_edit_apart(word: str, known: str) -> bool:
    """Whether one letter was left out, added, changed or swapped with its neighbour."""
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    ends = (word[start:], known[start:])
    return (
        ends[0][1:] == ends[1][1:]
        or ends[0][1:] == ends[1]
        or ends[0] == ends[1][1:]
        or (ends[0][:2] == ends[1][:2][::-1] and ends[0][2:] == ends[1][2:])
    )


class _ForeignWords(Value):
    """The words of all languages but English.

    `by_status` and `superseded` have expressions with their status by the two letters that they
    begin with, the longest first. `superseded_after` is a pattern of what stands around or behind
    a successor, `after_words` the words that it looks for.
    """

    by_status: dict[str, list[tuple[str, str]]]
    superseded: dict[str, list[tuple[str, str]]]
    superseded_by: tuple[str, ...]
    superseded_after: str
    after_words: tuple[str, ...]


@cache
def list_foreign_words() -> _ForeignWords:
    """The words of all languages of the table."""
    by_status: dict[str, str] = {}
    superseded: dict[str, str] = {}
    successors: set[str] = set()
    after_patterns: list[str] = []
    after_words: list[str] = []
    for language in LANGUAGES.values():
        for status in ("accepted", "proposed", "rejected", "deprecated"):
            for expression in split_words(getattr(language, status)):
                by_status.setdefault(expression, status)
        superseded |= dict.fromkeys(split_words(language.superseded), "superseded")
        successors.update(split_words(language.superseded_by))
        if language.by_after:
            before = "|".join(split_words(language.by_before))
            after = "|".join(split_words(language.by_after))
            after_words += split_words(language.by_after)
            after_patterns.append(rf"(?:{before})[^。；]{{1,80}}(?:{after})" if before else after)
    return _ForeignWords(
        _index_by_beginning(by_status),
        _index_by_beginning(superseded),
        tuple(successors),
        "|".join(after_patterns),
        tuple(after_words),
    )


def _index_by_beginning(statuses: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for expression, status in sorted(statuses.items(), key=lambda item: -len(item[0])):
        index.setdefault(expression[:2], []).append((expression, status))
    return index


def match_expression(
    text: str, expressions: dict[str, list[tuple[str, str]]]
) -> tuple[str | None, int]:
    """The status of the longest expression that a text begins with, and its length."""
    for expression, status in expressions.get(text[:2], ()):
        if text.startswith(expression):
            following = text[len(expression) : len(expression) + 1]
            # Languages that are written without blanks do not part an expression from its ending.
            if not expression[-1] < "\u2e80" or not following.isalpha():
                return status, len(expression)
    return None, 0


def translate_status(status: str, model: str) -> str:
    """A known status in the language of another word for a status, of the same ending if it can be.

    "accepted" in that of "vorgeschlagen" is "akzeptiert", in that of "rejetée" "acceptée". The
    status itself where the language is English, or not known.
    """
    word = model.strip().casefold()
    for language in LANGUAGES.values() if word not in STATUS_BY_WORD else ():
        for column in _STATUS_COLUMNS:
            if word in split_words(getattr(language, column)):
                return _choose_form(split_words(getattr(language, status)), word)
        if word in split_words(language.superseded_by):
            return _choose_form(split_words(getattr(language, status)), word.split()[0])
    return status


def _choose_form(expressions: list[str], model: str) -> str:
    """The first of some expressions, in the form whose first word ends as the model does."""
    first = expressions[0]
    forms = (other for other in expressions if other[:4] == first[:4])
    return next((other for other in forms if other.split()[0][-1] == model[-1]), first)


def translate_relation(relation: str, model: str) -> str:
    """The words for a supersession in the language of a word for a status; "" for English."""
    word = model.strip().casefold()
    column = relation.replace("-", "_")
    if word in STATUS_BY_WORD or column not in ("superseded_by", "supersedes"):
        return ""
    for language in LANGUAGES.values():
        if any(word in split_words(getattr(language, status)) for status in _STATUS_COLUMNS):
            return _choose_form(split_words(getattr(language, column)), word)
    return ""
