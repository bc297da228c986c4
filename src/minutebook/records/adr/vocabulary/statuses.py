"""Statuses: what the text of a status means, in the words that people write.

A status is read by its clauses: the first that begins with a word for a status says it, and what
follows explains it ("Accepted, because the deprecated options were dropped"). Three things after it
count: a later stage of a history ("Proposed → Accepted"), a clause that says that the decision
itself was superseded, and the mark on one of several words ("Proposed | **Accepted**").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.vocabulary.languages import is_denied
from minutebook.records.adr.vocabulary.status_words import (
    STATUS_BY_WORD,
    find_leading_status,
    is_noun,
    list_foreign_words,
    match_expression,
    strip_lead,
)

_STRUCK_TEXT = compile_lazily(r"(~~?)[^~\n]+\1")
_COMMENT = compile_lazily(r"<!--(?:(?!-->)[\s\S]){0,2000}(?:-->|\Z)")
_IMAGE = compile_lazily(r"!\[([^\[\]\n]{0,200})\]\(<?([^()\s<>]{0,400})[^()\n]{0,200}\)")
_MARKDOWN_LINK = compile_lazily(r"!?\[((?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)")
_URL = compile_lazily(r"\(https?:[^)\s]{0,400}\)|https?:[^\s)>]{0,400}")
_BADGE = compile_lazily(
    r"badge/(?:[^/?\s-]{1,60}-{1,2})?([^/?\s-]{2,60})-[A-Za-z0-9]{2,20}(?:\.svg)?(?:[?#]|\Z)"
)
FORMER = "; was: "  # stands between a status and the words that it took the place of
_FORMER_STATUS = compile_lazily(
    rf"(?:{FORMER}| \(was )[\s\S]*"  # the second is that of front matter
)
# "superseded" and the ways to misspell it.
SUPERSEDED_WORD = r"sup[er]{1,3}[sc]{1,2}[eai]{0,2}d+e?d"  # with the usual misspellings
_BY = r"(?:by|with|in favou?r of|thr(?:ough|u)|via|from|in|:|=)"
_SUPERSEDED_CLAUSE = compile_lazily(
    rf"(?:{SUPERSEDED_WORD}\b(?=\s*(?:\Z|[\[(:;,.!–—*_~/-]|\d|(?:by|with|in|on|since|as|via|from|due"
    rf"|because|through|thru|after|when|and)\b|adrs?\b|\w{{0,9}}[-#]?\d))(?!\s+by (?:no|any))"
    rf"|(?:replaced|obsoleted|over(?:ridden|ruled|taken|written)|invalidated|supplanted|displaced"
    rf"|subsumed|succeeded|eclipsed)\b(?:\s*\([^()]{{0,200}}\))?\s*{_BY}\s"
    rf"|(?:merged|folded|consolidated|absorbed|incorporated|integrated|rolled|split|moved|renamed)"
    rf"\s+(?:up\s+)?(?:in)?(?:to|by)\s+(?=\W{{0,4}}(?:adrs?\b|\w{{0,9}}[-#]?\d|\[))"
    rf"|(?:replaced|overridden)\s*\Z)"
)
_PARTLY = compile_lazily(
    r"\b(?:parts?|partial|partially|partly|some|sections?|clauses?|portions?|aspects?|points?)\b"
    rf"[^.;\n]{{0,60}}?\b(?:{SUPERSEDED_WORD}|replaced|overridden|invalidated|obsoleted)\b"
    rf"|\b(?:{SUPERSEDED_WORD}|replaced|overridden|obsoleted)[- ](?:in[- ]part|partially|partly"
    rf"|in (?:one|some|many|several|certain|two) \w+)\b"
    rf"|\b(?:{SUPERSEDED_WORD}|replaced) by [^.;\n]{{1,60}} for v?\d"
    r"|\bamended\b"
)
_NOT_NOW = compile_lazily(
    r"\b(?:will|shall|would|should|could|may|might|can|must|to) (?:\w+ )?(?:be|have)\b|\bgoing to\b"
    r"|\b(?:if|unless|until|once|when|whenever|upon|provided|assuming|in case|as soon as)\b"
    r"|\b(?:not|never|isn't|wasn't|hasn't|won't|nor|without|no|non-?)\b"
)
_CHOICE_SIGN = compile_lazily(r"/|,|\bor\b|、|\n")
_GUIDANCE = compile_lazily(
    r"\bsuch as\b|\b(?:one|any) of\b[^.\n]{0,20}[:(]|\bvalid (?:\w+ ){0,3}status"
    r"|\bwhat is the status|\bpossible (?:values|status)|\ballowed (?:values|status)"
    r"|\ba decision (?:may|can|might) be\b|\bchoose\b|\bselect\b|\bpick one\b"
    r"|\boptions?\s*:|\be\.g\.\s*[\"'`]?(?:proposed|accepted)"
    r"|\bstatus(?:es)? (?:can|could|may|must|should) be\b"
)
_ARROW = r"\s*(?:→|⇒|➜|➔|⟶|➡️?|›|»|-{1,2}>|=>|>>|=+>)\s*"
_SEPARATOR = compile_lazily(
    rf"(?P<arrow>{_ARROW})|(?P<stop>[.!?](?=[\s)*_]|\Z)|\n|。|！|；)|(?P<bar>[|/、]|\bor\b|\boder\b|\bou\b)"
    r"|(?P<later>[,;:(&]?\s*\b(?:and |but )?(?:then|later|now|finally|subsequently"
    r"|puis|ensuite|dann|später|danach|luego|después|depois|poi|daarna|затем|потом|позже)\b|然后|之后|后来)"
    r"|(?P<comma>[,;:()&，：（）+–—]|\s-{1,3}\s|\band\b|\bbut\b|<br ?/?>)"
)
_DATE_HINT = compile_lazily(r"\d{4}|\d{1,2}[./]\d{1,2}")
_MARKED = compile_lazily(
    r"(?:\[[xX✓✔*]\]|\([xX•*]\)|[☑✓✔✅🟢●◉🗹])\s*(?P<ticked>[^|/,;\n\[\](☐☑✓✔✅●○]{2,60})"
    r"|(?P<mark>\*\*|__|==|`|<(?P<tag>b|strong|mark|u|ins)>)(?P<marked>[^*_=`<\n|]{2,60})"
    r"(?:\*\*|__|==|`|</(?P=tag)>)"
    r"|(?<![*\w])[*_](?P<slanted>[^*_\n|]{2,60})[*_](?![*\w])"
)
_MENTION_SIGN = compile_lazily(r"(?<![a-z0-9])adrs?[-_ #]{0,2}\d|(?<!\d)\d{1,5}(?!\d)|\[")
_MAX_STATUS_CHARS = 1000


class _Clause(Value):
    """A clause of a status: what parts it from the one before, its text, the status it begins with.

    `separator` is "", "arrow", "stop", "bar", "later" or "comma"; `rest` is what follows the word.
    """

    separator: str
    text: str
    status: str
    rest: str


def normalise_status(raw: str, own_statuses: Mapping[str, str] | None = None) -> str:
    """Return the known status that the text of a status means, "" where it means none.

    Implemented, approved and active count as accepted; what is partly superseded stays accepted; a
    template's choice ("[ accepted | deprecated ]") has no meaning yet; text that is struck through
    does not count. `own_statuses` are a repository's own words, casefolded, and what each means.
    """
    status = STATUS_BY_WORD.get(raw.lower())
    if own_statuses:
        status = _find_own_status(raw, own_statuses) or status
    if status:
        return status
    return _read_status(raw[:_MAX_STATUS_CHARS])


@lru_cache(maxsize=1000)  # many pages of a repository state theirs in the same words
def _read_status(raw: str) -> str:
    text = _clean(raw)
    if not text:
        return ""
    if marked := _find_marked(text):
        return marked
    if is_status_choice(text) or _GUIDANCE.search(text.casefold()):
        return ""
    return _read_clauses(text)


def _find_own_status(raw: str, own_statuses: Mapping[str, str]) -> str:
    text = " ".join(_clean(raw[:_MAX_STATUS_CHARS]).casefold().split()).strip("*_`.!\"' ")
    if text in own_statuses:
        return own_statuses[text]
    return own_statuses.get(re.split(r"[.,;:(\n]", text, maxsplit=1)[0].strip("*_` "), "")


def _clean(raw: str) -> str:
    """A status without comments, struck words, former statuses, images and addresses."""
    text = _COMMENT.sub(" ", raw) if "<!--" in raw else raw
    text = remove_struck(text).replace("’", "'")
    text = _FORMER_STATUS.sub("", text)
    if "](" in text:
        text = _IMAGE.sub(_read_badge, text)
        text = _MARKDOWN_LINK.sub(r" [\1] ", text)
    return _URL.sub(" ", text).strip()


def _read_badge(match: re.Match[str]) -> str:
    """What an image says: its alternative text, else the message in a badge's address."""
    if find_leading_status(match[1])[0] or is_superseded_clause(match[1]):
        return f" {match[1]} "
    badge = _BADGE.search(match[2])
    return f" {badge[1]} ".replace("_", " ").replace("%20", " ") if badge else f" {match[1]} "


def _find_marked(text: str) -> str:
    """The status that is marked among several words for a status; "" where none or several are."""
    words = {
        word.strip().casefold() for word in re.split(r"[|/,;\n☐☑✅❌○●]|\[[ xX]?\]", text) if word
    }
    statuses = {find_leading_status(word.strip("*_`=<> "))[0] for word in words} - {""}
    if len(statuses) < 2:
        return ""
    marked = {
        find_leading_status(match["ticked"] or match["marked"] or match["slanted"])[0]
        for match in _MARKED.finditer(text)
    } - {""}
    return marked.pop() if len(marked) == 1 else ""


def _read_clauses(text: str) -> str:
    """The status that the clauses of a text say."""
    clauses = list(_split_clauses(text))
    status, is_dated = "", False
    beginning = ""
    for clause in clauses:
        if is_superseded_clause(clause.text) and not _PARTLY.search(clause.text):
            return "superseded"
        has_date = bool(_DATE_HINT.search(clause.text))
        if clause.status and (
            not status
            or clause.separator in ("arrow", "later")
            or (is_dated and has_date)
            or (clause.separator == "stop" and _is_bare(clause))
        ):
            status, is_dated = clause.status, has_date
        beginning = beginning or clause.text
    if status:
        return status
    lowered = text.casefold()
    if _PARTLY.search(lowered) and not _NOT_NOW.search(lowered):
        return "accepted"
    return _find_inner_status(lowered)


def _is_bare(clause: _Clause) -> bool:
    """Whether a later sentence is a status, not a sentence that happens to begin like one."""
    return clause.status in ("deprecated", "rejected") and bool(
        re.match(r"\W*(?:\Z|(?:in|since|on|by|as of|with|after|from|due)\b|\d)", clause.rest)
    )


def _split_clauses(text: str) -> Iterator[_Clause]:
    start, separator = 0, ""
    lowered = text.casefold()
    for match in [*_SEPARATOR.finditer(lowered), None]:
        end = match.start() if match else len(lowered)
        clause = lowered[start:end]
        if clause.strip():
            status, rest = find_leading_status(clause)
            yield _Clause(separator, clause.strip(), status, rest)
            separator = ""
        if match:
            start = match.end()
            found = match.lastgroup or ""
            # "Accepted (then rejected)": the stronger of two separators in a row counts.
            separator = found if separator not in ("arrow", "later", "stop") else separator


def is_superseded_clause(clause: str) -> bool:
    """Whether a clause of a status says that the decision itself is superseded."""
    text = strip_lead(clause.casefold())
    if _SUPERSEDED_CLAUSE.match(text):
        return True
    return bool(text) and _is_superseded_elsewhere(text)


def _is_superseded_elsewhere(text: str) -> bool:
    """Whether a clause in a language other than English says that a decision is superseded."""
    words = list_foreign_words()
    if text.startswith(words.superseded_by):
        return not is_denied(text)
    if (
        any(word in text for word in words.after_words)
        and len(_MENTION_SIGN.findall(text)) == 1
        and re.search(words.superseded_after, text)
    ):
        return not is_denied(text)
    status, length = match_expression(text, words.superseded)
    # In some languages the same word before a record means that the record is superseded.
    return (
        status is not None
        and re.match(r"\s*(?:\Z|[.,;:!()（）。，、]|\d{4})", text[length:]) is not None
        and not is_denied(text)
    )


def _find_inner_status(lowered: str) -> str:
    """The first word for a status early in a sentence; "" where it is negated or put off."""
    beginning = re.sub(r"[*_`>\[\]{}]", " ", lowered).strip()[:80]
    for match in re.finditer(r"[a-z]+", beginning):
        if match[0] not in STATUS_BY_WORD:
            continue
        before = beginning[: match.start()]
        if re.search(r"\badrs?[-_ #]{0,2}\d", before):  # it is the other record's status
            return ""
        if re.search(r"\b(?:an?|the|this|our|one|new)\s\Z", before):  # "the proposal"
            continue
        if _NOT_NOW.search(before) or re.search(SUPERSEDED_WORD, before):
            return ""
        if is_noun(match[0], beginning[match.end() :]):
            continue
        return STATUS_BY_WORD[match[0]]
    return ""


def is_status_badge(image: str) -> bool:
    """Whether an image is a badge of a status: `![Status](…/badge/status-accepted-green)`."""
    match = _IMAGE.fullmatch(image)
    if not match or "badge" not in match[2].lower():
        return False
    says_status = re.search(r"(?i)\b(?:status|state|adr|decision)\b", f"{match[1]} {match[2]}")
    return says_status is not None and normalise_status(image) != ""


def is_status_choice(text: str) -> bool:
    """Whether a text is a template's choice of statuses (`[accepted | deprecated | …]`)."""
    text = remove_struck(text[:400].casefold())
    if "](" in text:
        text = _MARKDOWN_LINK.sub(" ", text)
    if "|" in text:
        parts = (re.sub(r"\A[\W\d_]+", "", part) for part in text.split("|"))
        statuses = {
            "superseded" if is_superseded_clause(part) else find_leading_status(part)[0]
            for part in parts
        }
        return len(statuses - {""}) > 1
    if not _CHOICE_SIGN.search(text) or _DATE_HINT.search(text):
        return False
    line_statuses = [
        "superseded" if _SUPERSEDED_CLAUSE.match(part) else find_leading_status(part)[0]
        for part in (
            re.sub(r"\A\W+|\W+\Z", "", part) for part in re.split(r"[/,\n、]|\bor\b", text)
        )
        if part
    ]
    distinct = set(line_statuses) - {""}
    has_alternatives = bool(re.search(r"/|\bor\b", text))
    return len(distinct) > (1 if has_alternatives else 2) and "" not in line_statuses


def is_leftover(text: str) -> bool:
    """Whether a text in the place of a status is a template's own: a placeholder, or its advice."""
    stripped = text.strip().strip("*_`")
    is_placeholder = stripped.startswith(("{", "<")) or re.fullmatch(r"\[[^\[\]]*\]", stripped)
    return not re.search(r"\w", text) or bool(
        is_placeholder or _GUIDANCE.search(stripped.casefold())
    )


def find_struck(text: str) -> list[tuple[int, int]]:
    """The spans of what is struck through in a text."""
    return [match.span() for match in _STRUCK_TEXT.finditer(text)] if "~" in text else []


def remove_struck(text: str) -> str:
    """Return a text without what is struck through in it (`~~so~~`)."""
    return _STRUCK_TEXT.sub(" ", text) if "~" in text else text
