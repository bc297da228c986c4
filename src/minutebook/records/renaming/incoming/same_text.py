"""Whether two pages say the same, apart from what an import and commands change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import Record
from minutebook.records.phr.page_spans import find_block_spans
from minutebook.records.phr.prompts import read_prompt
from minutebook.text import frontmatter, markdown, page_bytes

# Of the lines of a page that has been edited since, so many are as they were.
_EDITED_SHARE = 0.8
_FACT_SECTIONS = ("status", "date", "links", "more links")
# Facts and relations in lines of their own; the relations that are read are known by their lines.
_FACT_LINE = compile_lazily(
    r"[-*+|> ]*[*_]*(?:status|date|deciders|decision[- ]makers|tags|title|id|number)[*_]*[ ]*[:|]",
    re.IGNORECASE,
)
# What follows where a record gets another number or place: names of files, refs, destinations.
_NAMES = compile_lazily(
    r"(?<=\])\([^()]*\)"
    r"|(?<=\])[ ]?:[ ]*\S+"
    r"|[\w./-]*\b(?!\d{4}-\d\d-\d\d\b)\d{3,}[a-z]?-[\w./%-]+"
    r"|[\w./-]*\b\d{1,2}-[\w./%-]+\.(?:md|mdx|markdown)\b"
    r"|\b[A-Z]{2,8}-\d{1,5}\b|\bADR[ ]?\d{1,5}\b|\#\d{1,5}\b"
    r"|(?<=\[)\d+\b[.:)]?"
)


def says_the_same(record: Record, other: Record) -> bool:
    """Whether the pages of two records have the same words.

    Of a prompt record these are the prompt's. Of any other page its text, where numbers, links, the
    facts that commands set, aliases, generated blocks and line ends may differ; of pages without
    any text the titles.
    """
    prompts = read_prompt(record), read_prompt(other)
    if prompts != (None, None):
        return prompts[0] == prompts[1]
    if record.text == other.text:
        return True
    lines, other_lines = _list_lines(record), _list_lines(other)
    return lines == other_lines if lines or other_lines else _has_same_title(record, other)


def is_edited(record: Record, other: Record) -> bool:
    """Whether a page may be the other one with some of its lines changed since."""
    lines, other_lines = _count_lines(record), _count_lines(other)
    shared = (lines & other_lines).total()
    return bool(shared) and shared >= _EDITED_SHARE * max(lines.total(), other_lines.total())


def is_related(record: Record, other: Record) -> bool:
    """Whether a page may be the other one with most lines changed: a line or the title stays."""
    has_line = bool(_count_lines(record) & _count_lines(other))
    return has_line or _has_same_title(record, other)


def _has_same_title(record: Record, other: Record) -> bool:
    return markdown.fold_title(record.title) == markdown.fold_title(other.title)


def _count_lines(record: Record) -> Counter[str]:
    return Counter(_list_lines(record))


def _list_lines(record: Record) -> list[str]:
    """The lines of a page that no command changes, without what names another record."""
    return list(_walk_lines(record))


def _walk_lines(record: Record) -> Iterator[str]:
    text = page_bytes.read_line_ends(record.text)
    start = frontmatter.parse(text)[0].body_start
    passed_over = find_block_spans(text)
    sections = markdown.parse_sections(text, start)
    passed_over += [(section.start, section.body_start) for section in sections]
    passed_over += [
        (section.start, markdown.find_own_end(text, section, sections))
        for section in sections
        if markdown.fold_title(section.title) in _FACT_SECTIONS
    ]
    link_lines = {link.line for link in record.links if not link.is_prose}
    for line in markdown.parse_lines(text, start):
        if line.number in link_lines or line.text.lstrip().startswith("<!--"):
            continue
        if any(first <= line.start < end for first, end in passed_over):
            continue
        words = _NAMES.sub("#", " ".join(line.text.split()))
        if words and not _FACT_LINE.match(words):
            yield words
