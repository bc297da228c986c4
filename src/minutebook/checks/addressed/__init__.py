"""Finds text in a record that addresses the agent that reads it, by phrase, markup and signs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from minutebook.checks.addressed import folding, invisible, markup, phrase, phrases
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.model import PHR, Record
from minutebook.records.phr import prompts
from minutebook.text import markdown
from minutebook.text.markdown import code_spans

# What a person who asks an agent for something does not write by nature.
_KINDS_IN_PROMPTS = phrase.STRONG_KINDS | {markup.ROLE_MARKUP}
_STRONG_KINDS = phrase.STRONG_KINDS | {markup.ROLE_MARKUP, markup.TOOL_MARKUP}
_OWN_WORD = compile_lazily(r"\b(?:my|i|mine)\b")
_QUOTED = compile_lazily(
    r"\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»|‘[^’\n]{1,200}’"
    r"|(?<!\w)'[^'\n]{1,200}'(?!\w)|「[^」\n]{1,200}」"
)

# A markdown comment without HTML: `[//]: # (text)`.
_REFERENCE_COMMENT = compile_lazily(r"(?m)^\[(?://|comment|_|#)\]:[ \t]{0,8}(?:#|<>)[^\n]*")
Match = tuple[str, int, int]  # kind, start, end
Spans = list[tuple[int, int]]


class Address(Value):
    """A place where a page addresses an agent.

    `line` counts from 1, `kind` says how, as a sentence on the page, `excerpt` is what
    stands there. `is_quoted`: in code or quotation marks, where it may be only named.
    """

    line: int
    kind: str
    excerpt: str
    is_quoted: bool


def find_addresses(record: Record) -> list[Address]:
    """The places of a record's page that address an agent, by line, one of a kind on a line.

    The cost grows in proportion to the page: each pattern here is bounded at a place.
    """
    page = record.text
    places: dict[tuple[int, str], Address] = {}
    hidden = list(invisible.find_invisible(page))
    if hidden:
        line_starts = _list_line_starts(page)
        for kind, start, excerpt in hidden:
            line = bisect_right(line_starts, start)
            places.setdefault((line, kind), Address(line, kind, excerpt, is_quoted=False))
    folded = folding.fold_text(page)
    comments = _find_comments(folded)
    matches = [*phrases.find_phrases(folded), *markup.find_markup(folded)]
    for start, end in comments:
        for kind, match_start, match_end in phrases.find_comment_phrases(folded[start:end]):
            matches.append((kind, start + match_start, start + match_end))
    if matches:
        for address in _weigh_matches(record, folded, matches, comments):
            known = places.get((address.line, address.kind))
            if known is None or (known.is_quoted and not address.is_quoted):
                places[address.line, address.kind] = address
    return sorted(places.values(), key=lambda address: (address.line, address.kind))


def _list_line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _find_comments(folded: str) -> Spans:
    """The comments of a text, in order; one that is never closed goes to the end."""
    spans = []
    start = folded.find("<!--")
    while start >= 0:
        end = folded.find("-->", start + 4)
        end = len(folded) if end < 0 else end
        spans.append((start + 4, end))
        start = folded.find("<!--", end)
    if "]:" in folded:
        spans += [match.span() for match in _REFERENCE_COMMENT.finditer(folded)]
    return spans


def _weigh_matches(
    record: Record, folded: str, matches: list[Match], comments: Spans
) -> Iterator[Address]:
    """The matches that count where they stand: in a prompt fewer do than in an answer."""
    line_starts = _list_line_starts(folded)
    page_lines = record.text.split("\n")
    prompt_lines, response_lines = (
        _find_quoted_lines(record, name) for name in ("prompt", "response")
    )
    in_comment = _SpanIndex(comments)
    in_quotation = _SpanIndex(_find_quoted(folded, line_starts, (prompt_lines, response_lines)))
    seen: set[tuple[int, str, bool]] = set()
    for kind, start, end in sorted(matches):
        line = bisect_right(line_starts, start)
        is_comment = in_comment.holds(start, start + 1)
        is_quoted = not is_comment and in_quotation.holds(start, end)
        if (line, kind, is_quoted) in seen or (is_quoted and kind not in _STRONG_KINDS):
            continue
        is_asked = record.kind is PHR and not is_comment and line not in response_lines
        if is_asked and not _counts_in_prompts(kind, folded[start:end]):
            continue
        seen.add((line, kind, is_quoted))
        excerpt = folded[start:end]
        column = page_lines[line - 1].lower().find(excerpt)
        if column >= 0:
            excerpt = page_lines[line - 1][column : column + len(excerpt)]
        yield Address(line, kind, excerpt, is_quoted)


def _counts_in_prompts(kind: str, excerpt: str) -> bool:
    """Whether a match counts in what a person asked; "ignore my first prompt" does not."""
    return kind in _KINDS_IN_PROMPTS and not _OWN_WORD.search(excerpt)


def _find_quoted_lines(record: Record, name: str) -> range:
    """The lines (from 1) on which the prompt or the response of a prompt record stands."""
    span = prompts.find_quoted_span(record, name) if record.kind is PHR else None
    if span is None:
        return range(0)
    first, last = (record.text.count("\n", 0, position) + 1 for position in span)
    return range(first, last + 1)


def _find_quoted(folded: str, line_starts: list[int], texts: Iterable[range]) -> Spans:
    """The code and the quotations of a text, but for the fences that hold a prompt or an answer."""
    spans = code_spans.find_code_spans(folded)
    spans += [match.span() for match in _QUOTED.finditer(folded)]
    fenced_texts = [lines for lines in texts if lines and _is_fenced(folded, line_starts, lines)]
    for line in markdown.parse_lines(folded):
        number = bisect_right(line_starts, line.start)
        if line.is_code and not any(number in lines for lines in fenced_texts):
            end = line_starts[number] if number < len(line_starts) else len(folded)
            spans.append((line.start, end))
    return spans


def _is_fenced(folded: str, line_starts: list[int], lines: range) -> bool:
    """Whether what stands on some lines is in a fence."""
    start = line_starts[lines.start - 1]
    return folded[start : start + 200].lstrip().startswith(("```", "~~~"))


class _SpanIndex:
    """Spans of a text, those that touch as one, in which a place is looked up."""

    def __init__(self, spans: Spans) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, start: int, end: int) -> bool:
        """Whether one of the spans holds a part of the text."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]
