"""Find the relations that a page's text states: "Superseded by [5. Title](0005-title.md)".

Text is read by the sentence: see `sentences`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.statements.sentences import (
    CONDITION_AFTER,
    MAX_SENTENCE_CHARS,
    NOT_STATED,
    OTHER_RECORD,
    OTHER_REPOSITORY,
    PARTIAL_AFTER,
    PARTIAL_RELATIONS,
    read_clause,
)
from minutebook.records.adr.vocabulary import languages, mentions, statuses
from minutebook.records.adr.vocabulary.relation_words import parse_relation
from minutebook.records.model import Link
from minutebook.text.markdown import Line
from minutebook.text.markdown.sections import find_visible_lines

_MAX_JOIN_LENGTH = 400  # what joins two mentions is short: a comma, "and", a remark in brackets
JOIN = (  # what may stand between records that are named together
    r"[\s*+>&,;|-]*+(?:\([^()]{0,300}\)[\s,;]*+)?"
    r"(?:\b(?:and|und|et|y|e|en|и)\b|&|/|和|と|및)?[\s*+>-]*"
)
_SENTENCE_END = compile_lazily(  # one of few characters comes first: a search skips to it
    r"[.;|!?。！；\n<](?:(?<=[.;|!?])(?<!\be\.g.)(?<!\bi\.e.)(?<!\bcf.)(?<!\bvs.)(?<!\bNo.)\s"
    r"|(?<=[。！；])|(?<=\n)(?:[ \t]*\n|(?=[ \t>]*(?:[-*+] |\d{1,3}[.)] )))|(?<=<)br ?/?>)"
)
# A value that names no record: "None so far", "n/a (see ADR-1)", "ADR-NNNN (if applicable)".
_NO_TARGET = compile_lazily(
    r"(?i)[\W_]*(?:(?:not?|none|n/?\.?a|nothing|nobody|nil|null|optional|tbd|tba|todo|unknown|if|when"
    r"|nein|kein\w*|non|aucun\w*|ningun\w*|nenhum\w*|nessun\w*|geen|нет|無|无|なし|없음)(?![\w-])"
    r"|the (?:adr|decision|record) that\b|(?:[A-Za-z]{2,8}[- ]?)?(?:NNN|XXX|YYY))"
)
_UNLINKED_SUCCESSOR = compile_lazily(
    r"(?im)^[^\w\n]{0,20}(?:status\W{1,4})?(?:super[sc]{1,2}e{1,2}d+ed|replaced|obsoleted|overridden)"
    r"[ \t]+(?:by|with)[ \t]*:?[ \t]+(?P<target>[^\n]{1,200}?)[ \t]*$"
)
_SUCCESSOR_VERB = compile_lazily(r"(?i)super|replaced|obsoleted|overridden")
_SEE = compile_lazily(
    r"(?i)\W*(?:superseded\W+)?(?:please )?(?:see|refer to|cf\.?|now|use|in favou?r of|siehe|voir"
    r"|véase|ver|vedi|zie|см|参见|参照)?\W*(?:also )?(?:the |our )?(?:new(?:er)? |following )?"
    r"(?:decision |adr )?\W*\Z"
)
_OPEN_ITEM = compile_lazily(
    r"[ \t>]*(?:[-*+] )?(?:\[ ?\]|☐) "  # of a list of ticks
)
_BLOCK_BEGINNING = compile_lazily(r"[ \t>]*(?:[-*+] |\d{1,3}[.)] |#{1,6} )")
_SHARED_PIECES = ("super", "replace", "ersetzt", "mplac", "mplaz", "stitu", "vervang")
_UNSHARED_WORDS = ("замен", "取代", "替代", "置き換え", "대체")  # that have none of the pieces
_SUPERSESSION_WORDS = (
    *("supersed", "superced", "superseed", "replaced by", "replaces", "ersetzt", "remplac"),
    *("reemplaz", "sustitu", "substitu", "sostitu", "vervang", *_UNSHARED_WORDS),
)


class StatedRelation(Value):
    """A relation in a page's text. Offsets count from the beginning of the text.

    `start` and `end` span the text that names the other record. `lead_start` is where the words
    begin that say which relation it is; records that are named together share it. `is_prose` tells
    whether a sentence says it, not a statement of its own. `origin` is the place that states it:
    "status", "fact" (a line or cell with a key), "section" (one titled with the relation), "links"
    (a section of links to decisions), "references" (of any other links), "opening" (below the
    page's title) or "prose".
    """

    link: Link
    lead_start: int
    start: int
    end: int
    is_prose: bool = False
    origin: str = "status"


def find_statements(text: str, lines: Iterable[Line], context: str) -> Iterator[StatedRelation]:
    """Find the relations that some visible lines of a text state.

    `context` is "status" (a Status section), "section" (one titled with a relation: see
    `find_named`), "links" (a section of links: lines that begin with a relation's name), "opening"
    or "prose" (anywhere: only what "this" decision supersedes, and lines that say nothing else; the
    lines are those of `select_blocks`). Lines that follow each other are read as one paragraph, but
    in a section of links.
    """
    lines = list(lines)
    if not lines or not _may_state(text, lines[0].start, lines[-1].end, context):
        return
    paragraph: list[Line] = []
    for line in lines:
        is_skipped = (
            _OPEN_ITEM.match(line.text) is not None
            or (context in ("opening", "prose") and _is_no_prose(line.text, context))
            or (context == "status" and statuses.is_status_choice(line.text))
        )
        if paragraph and (
            is_skipped
            or context == "links"
            or not _follows(line, paragraph[-1], context)
            or (context != "status" and _starts_block(line.text))
        ):
            yield from _find_in_lines(text, paragraph, context)
            paragraph = []
        if not is_skipped:
            paragraph.append(line)
    if paragraph:
        yield from _find_in_lines(text, paragraph, context)


def _may_state(text: str, start: int, end: int, context: str) -> bool:
    """Whether a text names a record between two offsets, or has a verb for a successor."""
    if mentions.may_name_record(text, start, end):
        return True
    return context == "status" and _SUCCESSOR_VERB.search(text, start, end) is not None


def select_blocks(text: str, start: int, end: int) -> Iterator[Line]:
    """The visible lines of those blocks, between blank lines, that may say anything on superseding.

    Most pages are prose of which nothing is on superseding. Where no code and no comment makes a
    difference, only the lines of such blocks are looked at.
    """
    if any(text.find(mark, start, end) >= 0 for mark in ("```", "~~~", "<!--")):
        block: list[Line] = []
        for line in find_visible_lines(text, start, end):
            if block and line.start != block[-1].end:
                if may_state_supersession(text, block[0].start, block[-1].end):
                    yield from block
                block = []
            block.append(line)
        if block and may_state_supersession(text, block[0].start, block[-1].end):
            yield from block
        return
    while start < end:
        blank = text.find("\n\n", start, end)
        block_end = end if blank < 0 else blank + 1
        if may_state_supersession(text, start, block_end):
            yield from find_visible_lines(text, start, block_end)
        start = block_end


def _follows(line: Line, previous: Line, context: str) -> bool:
    """Whether a line belongs to the paragraph of the one before, or to the list that it labels."""
    if line.start == previous.end:
        return not previous.text.startswith("#")
    is_label = context == "status" and previous.text.rstrip(" \t*_").endswith((":", "："))
    return is_label and _starts_block(line.text)


def _is_no_prose(line: str, context: str) -> bool:
    """Whether a line is none of the page's own sentences: a table, a quotation, a template's."""
    stripped = line.lstrip()
    return (
        stripped.startswith("|")
        or line.startswith(("    ", "\t"))  # code, or the end of an item
        or (context == "prose" and stripped.startswith(">"))
        or ("|" in line and "super" in line.lower() and statuses.is_status_choice(line))
    )


def _starts_block(line: str) -> bool:
    return _BLOCK_BEGINNING.match(line) is not None


def _find_in_lines(text: str, lines: list[Line], context: str) -> Iterator[StatedRelation]:
    start, end = lines[0].start, lines[-1].end
    if context in ("opening", "prose") and not may_state_supersession(text, start, end):
        return
    yield from find_relations(text, start, end, context, lines[0].number)


def may_state_supersession(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a text may say anything on superseding between two offsets."""
    # Plain searches: many times faster than a pattern that ignores case. Most texts have none of
    # the few pieces that the words share.
    lowered = text[start:end].lower()
    for piece in _SHARED_PIECES:
        if piece in lowered:
            return any(word in lowered for word in _SUPERSESSION_WORDS)
    return not lowered.isascii() and any(word in lowered for word in _UNSHARED_WORDS)


def find_named(text: str, lines: Iterable[Line], relation: str) -> Iterator[StatedRelation]:
    """Find the records that the lines of a section name which has a relation for its title."""
    for line in lines:
        if not line.text.lstrip().startswith(("|", "#")):
            line_end = line.start + len(line.text)
            yield from find_targets(text, line.start, line_end, relation, line.number, "section")


def find_targets(
    text: str, start: int, end: int, relation: str, line_number: int, origin: str = "fact"
) -> Iterator[StatedRelation]:
    """Find the records that a value names which states a relation: "Supersedes: ADR-3, ADR-4".

    Where it names none as pages usually do, a number or a title alone counts.
    """
    value = text[start:end]
    if _NO_TARGET.match(value):
        return
    named = list(mentions.find_mentions(value))
    if not named and (target := mentions.find_bare_target(value)):
        offset = value.index(target)
        named = [mentions.Mention(target, offset, offset + len(target))]
    for mention in named:
        after = value[mention.end :]
        if CONDITION_AFTER.match(after) or OTHER_REPOSITORY.match(after):
            continue
        is_part = relation in PARTIAL_RELATIONS and PARTIAL_AFTER.match(after)
        line = line_number + value.count("\n", 0, mention.start) if line_number else 0
        yield StatedRelation(
            Link(PARTIAL_RELATIONS[relation] if is_part else relation, mention.text, line),
            start,
            start + mention.start,
            start + mention.end,
            origin=origin,
        )


def find_relations(
    text: str, start: int, end: int, context: str, line_number: int
) -> Iterator[StatedRelation]:
    """Find the relations that the text between two offsets states, read as one paragraph.

    `context` is as for `find_statements`; `line_number` is that of the first line.
    """
    paragraph = text[start:end]
    named = _find_unstruck(paragraph)
    if not named:
        if context == "status":
            yield from _find_unlinked(paragraph, start, line_number)
        return
    breaks = [0, *(match.end() for match in _SENTENCE_END.finditer(paragraph))]
    relation, is_prose = "", False
    lead_start = previous_end = 0
    for mention in named:
        lead = paragraph[previous_end : mention.start]
        line_number += paragraph.count("\n", previous_end, mention.start)
        if not relation or len(lead) > _MAX_JOIN_LENGTH or not re.fullmatch(JOIN, lead):
            sentence_start = breaks[bisect_right(breaks, mention.start) - 1]
            next_index = bisect_left(breaks, mention.end)  # "[3. Use X](…)" ends no sentence
            next_break = breaks[next_index] if next_index < len(breaks) else len(paragraph)
            lead_start = max(sentence_start, previous_end)
            # A bounded view of the sentence: a page may name very many records in one.
            after = paragraph[mention.end : min(next_break, mention.end + MAX_SENTENCE_CHARS)]
            before = paragraph[max(sentence_start, lead_start - MAX_SENTENCE_CHARS) : lead_start]
            clause = paragraph[lead_start : mention.start]
            relation, is_prose = "", False
            if context == "status" and _SEE.match(clause):
                label_start = max(lead_start - MAX_SENTENCE_CHARS, 0)
                above = paragraph[label_start:lead_start]
                relation = _read_label_above(
                    "Superseded." if re.match(r"(?i)\W*superseded", clause) else above
                )
            if not relation:
                relation, is_prose = read_clause(clause, before, after, context)
        line_number += paragraph.count("\n", mention.start, mention.end)
        previous_end = mention.end
        if relation:
            yield StatedRelation(
                Link(relation, mention.text, line_number, is_prose and context == "prose"),
                start + lead_start,
                start + mention.start,
                start + mention.end,
                is_prose,
                context,
            )


def _find_unstruck(text: str) -> list[mentions.Mention]:
    """The mentions of records that are not struck through."""
    found = list(mentions.find_mentions(text))
    struck = statuses.find_struck(text) if found else []
    return [
        mention
        for mention in found
        if not any(start <= mention.start < end for start, end in struck)
    ]


def _read_label_above(before: str) -> str:
    """The relation of a record that is named below a label, or after "Superseded. See"; "" else."""
    last = before.rstrip(" \t\r\n*_-+.>")
    sentence = re.split(r"[.;!?]\s|\n", last)[-1].strip(" \t*_:：`>-+")
    if NOT_STATED.search(sentence) or OTHER_RECORD.search(sentence):
        return ""
    relation = parse_relation(sentence) or languages.find_relation(sentence, "") or ""
    if not relation and statuses.normalise_status(sentence) == "superseded":
        relation = "superseded-by"
    return relation


def _find_unlinked(paragraph: str, start: int, line_number: int) -> Iterator[StatedRelation]:
    """The successor that a status names by a number or a title alone: "Superseded by 12"."""
    for match in _UNLINKED_SUCCESSOR.finditer(paragraph):
        if target := mentions.find_bare_target(match["target"]):
            target_start = paragraph.index(target, match.start("target"))
            yield StatedRelation(
                Link("superseded-by", target, line_number + paragraph.count("\n", 0, target_start)),
                start + match.start(),
                start + target_start,
                start + target_start + len(target),
            )
