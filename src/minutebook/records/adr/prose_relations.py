"""Relations that a page's prose states: "Superseded by [5. Title](0005-title.md)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutebook.records.adr import vocabulary
from minutebook.records.model import Link
from minutebook.records.relations import parse_relation
from minutebook.text import markdown
from minutebook.text.markdown import Line

_JOINED = 400  # what joins two references is short: a comma, "and", a remark in brackets
_STATUS_KEY = r"(?i)(?:adr )?status[ \t]*:[ \t]*"
_JOIN = r"[\s*+>&,;|-]*(?:\([^()]{0,300}\)[\s,;]*)?(?:\band\b|&)?[\s*+>-]*"
_CLAUSE = r"[.;|!]\s|\n[ \t]*\n|\n(?=[ \t]*[-*+>] )|<br ?/?>"
_TRIGGER = (
    r"(?i)\b(?:super[sc]ed(?:ed by|e[sd]?|ing)|replaces|replaced by|obsoletes|obsoleted by"
    r"|amends|amended by|deprecated (?:by|in favou?r of))\b(?=[^.;]{0,80}\Z)"
)
_SUBJECT = r"(?i)\bth(?:is|e present)\b"
_NOT = r"(?i)\b(?:not|n't|never|which|should|would|could|may|might|if)\b|\bwas:"
_TELLING = ("supersed", "superced", "replaced by", "replaces")
_SUPERSEDING = r"(?i)super[sc]ed|\breplaced by\b|\breplaces\b"


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """A relation in the page's text: `start` and `end` span the words that name the other record.

    `lead` is where the words begin that say which relation it is. `prose`: a sentence says so, not
    a statement of its own.
    """

    link: Link
    lead_start: int
    start: int
    end: int
    is_prose: bool = False


def find_visible_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of a span that say something: no code, no comments, no blanks."""
    for line in markdown.parse_lines(text, start):
        if line.start >= end:
            return
        if not line.is_code and not line.is_comment and line.text.strip():
            yield line


def find_statements(text: str, start: int, end: int, context: str) -> Iterator[StatedRelation]:
    """The relations that the lines of a span state.

    `where` is "status" (a Status section: paragraphs are read whole), "links" (a section of links:
    only lines that begin with a relation's name) or "prose" (anywhere: only sentences on what
    "this" decision supersedes, and lines that begin so).
    """
    run: list[Line] = []
    for line in find_visible_lines(text, start, end):
        if context == "prose" and (
            not may_state_supersession(line.text) or vocabulary.is_status_choice(line.text)
        ):
            continue
        if run and (context != "status" or line.start != run[-1].end):
            yield from find_relations(text, run[0].start, run[-1].end, context, run[0].number)
            run = []
        run.append(line)
    if run:
        yield from find_relations(text, run[0].start, run[-1].end, context, run[0].number)


def may_state_supersession(text: str, start: int = 0) -> bool:
    """Whether a text may say something of superseding at all."""
    # Plain searches: many times faster than a pattern that ignores case.
    words = text[start:].lower()
    return any(telling in words for telling in _TELLING)


def find_relations(
    text: str, start: int, end: int, context: str, line_number: int
) -> Iterator[StatedRelation]:
    """The relations that a span states, `where` as for `statements`; `line` is its first line."""
    chunk = text[start:end]
    name, lead_at, at, prose = "", 0, 0, False
    for mention in vocabulary.find_mentions(chunk):
        lead = chunk[at : mention.start]
        line_number += chunk.count("\n", at, mention.start)
        if not name or len(lead) > _JOINED or not re.fullmatch(_JOIN, lead):
            begin = max((cut.end() for cut in re.finditer(_CLAUSE, lead)), default=0)
            name, prose = _relation(lead[begin:], context)
            if name == "superseded-by" and vocabulary.is_partly_superseded(lead[begin:]):
                name = "amended-by"  # what is superseded in part still holds
            lead_at = at + begin
        line_number += chunk.count("\n", mention.start, mention.end)
        at = mention.end
        if name:
            link = Link(name, mention.text, line_number)
            yield StatedRelation(link, start + lead_at, start + mention.start, start + at, prose)


def _relation(clause: str, where: str) -> tuple[str, bool]:
    """The relation that the words before a mention say, and whether they are a sentence's."""
    words = re.sub(r"\([^()]{0,300}\)", " ", vocabulary.remove_struck(clause))
    words = re.sub(r"[`*_>⚠⌛️✅❌]|\[x\]", " ", words).strip(" \t\r\n:-+—–")
    words = re.sub(_STATUS_KEY, "", words)
    name = parse_relation(words) or ""
    if name and (where != "prose" or re.match(_SUPERSEDING, words)):
        return name, False
    found = list(re.finditer(_TRIGGER, words))
    if not found or where == "links" or re.search(_NOT, words):
        return "", True
    if where == "prose" and not re.search(_SUBJECT, words):
        return "", True
    return parse_relation(found[-1][0]) or "", True
