"""Find the relations that a page's text states: "Superseded by [5. Title](0005-title.md)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from minutebook.records.adr.vocabulary import mentions, statuses
from minutebook.records.model import Link
from minutebook.records.relations import parse_relation
from minutebook.text import markdown
from minutebook.text.markdown import Line

_MAX_JOIN_LENGTH = 400  # what joins two mentions is short: a comma, "and", a remark in brackets
_STATUS_KEY = r"(?i)(?:adr )?status[ \t]*:[ \t]*"
_JOIN = r"[\s*+>&,;|-]*+(?:\([^()]{0,300}\)[\s,;]*+)?(?:\band\b|&)?[\s*+>-]*"
_CLAUSE_END = r"[.;|!]\s|\n[ \t]*\n|\n(?=[ \t]*[-*+>] )|<br ?/?>"
_RELATION_VERB = (
    r"(?i)\b(?:super[sc]ed(?:ed by|e[sd]?|ing)|replaces|replaced by|obsoletes|obsoleted by"
    r"|amends|amended by|deprecated (?:by|in favou?r of))\b(?=[^.;]{0,80}\Z)"
)
_THIS_DECISION = r"(?i)\bth(?:is|e present)\b"
_NOT_STATED = r"(?i)\b(?:not|n't|never|which|should|would|could|may|might|if)\b|\bwas:"
_SUPERSESSION_WORDS = ("supersed", "superced", "replaced by", "replaces")
_SUPERSESSION_BEGINNING = r"(?i)super[sc]ed|\breplaced by\b|\breplaces\b"


class StatedRelation(NamedTuple):
    """A relation in a page's text. Offsets count from the beginning of the text.

    `start` and `end` span the text that names the other record. `lead_start` is where the words
    begin that say which relation it is; records that are named together share it. `is_prose` tells
    whether a sentence says it, not a statement of its own.
    """

    link: Link
    lead_start: int
    start: int
    end: int
    is_prose: bool = False


def find_visible_lines(text: str, start: int, end: int, first_number: int = 0) -> Iterator[Line]:
    """Find the lines between two offsets that readers see: no code, comments or blank lines.

    `first_number` is as for `parse_lines`.
    """
    for line in markdown.parse_lines(text, start, first_number):
        if line.start >= end:
            return
        if not line.is_code and not line.is_comment and line.text.strip():
            yield line


def find_statements(
    text: str, start: int, end: int, context: str, first_number: int = 0
) -> Iterator[StatedRelation]:
    """Find the relations that the lines between two offsets state.

    `context` is "status" (a Status section: paragraphs are read whole), "links" (a section of
    links: only lines that begin with a relation's name) or "prose" (anywhere: only sentences on
    what "this" decision supersedes, and lines that begin so).
    """
    paragraph: list[Line] = []
    for line in find_visible_lines(text, start, end, first_number):
        if context == "prose" and (
            not may_state_supersession(line.text) or statuses.is_status_choice(line.text)
        ):
            continue
        if paragraph and (context != "status" or line.start != paragraph[-1].end):
            yield from _find_in_lines(text, paragraph, context)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield from _find_in_lines(text, paragraph, context)


def _find_in_lines(text: str, lines: list[Line], context: str) -> Iterator[StatedRelation]:
    return find_relations(text, lines[0].start, lines[-1].end, context, lines[0].number)


def may_state_supersession(text: str, start: int = 0) -> bool:
    """Whether a text may say anything on superseding from an offset on."""
    # Plain searches: many times faster than a pattern that ignores case.
    lowered = text[start:].lower()
    return any(word in lowered for word in _SUPERSESSION_WORDS)


def find_relations(
    text: str, start: int, end: int, context: str, line_number: int
) -> Iterator[StatedRelation]:
    """Find the relations that the text between two offsets states, read as one paragraph.

    `context` is as for `find_statements`; `line_number` is that of the first line.
    """
    paragraph = text[start:end]
    relation, is_prose = "", False
    lead_start = previous_end = 0
    for mention in mentions.find_mentions(paragraph):
        lead = paragraph[previous_end : mention.start]
        line_number += paragraph.count("\n", previous_end, mention.start)
        if not relation or len(lead) > _MAX_JOIN_LENGTH or not re.fullmatch(_JOIN, lead):
            clause_ends = (match.end() for match in re.finditer(_CLAUSE_END, lead))
            clause_start = max(clause_ends, default=0)
            clause = lead[clause_start:]
            relation, is_prose = _parse_clause(clause, context)
            if relation == "superseded-by" and statuses.is_partly_superseded(clause):
                relation = "amended-by"  # what is superseded in part still holds
            lead_start = previous_end + clause_start
        line_number += paragraph.count("\n", mention.start, mention.end)
        previous_end = mention.end
        if relation:
            yield StatedRelation(
                Link(relation, mention.text, line_number, is_prose and context == "prose"),
                start + lead_start,
                start + mention.start,
                start + mention.end,
                is_prose,
            )


def _parse_clause(clause: str, context: str) -> tuple[str, bool]:
    """The relation that the text before a mention states, "" for none; whether a sentence does."""
    clause_text = re.sub(r"\([^()]{0,300}\)", " ", statuses.remove_struck(clause))
    clause_text = re.sub(r"[`*_>⚠⌛️✅❌]|\[x\]", " ", clause_text).strip(" \t\r\n:-+—–")
    clause_text = re.sub(_STATUS_KEY, "", clause_text)
    relation = parse_relation(clause_text) or ""
    if relation and (context != "prose" or re.match(_SUPERSESSION_BEGINNING, clause_text)):
        return relation, False
    verbs = re.findall(_RELATION_VERB, clause_text)
    if not verbs or context == "links" or re.search(_NOT_STATED, clause_text):
        return "", True
    if context == "prose" and not re.search(_THIS_DECISION, clause_text):
        return "", True
    return parse_relation(verbs[-1]) or "", True
