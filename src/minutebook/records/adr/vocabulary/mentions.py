"""Mentions: where a text names another record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value


class Mention(Value):
    """Text that names another record: `[T](0003-t.md)`, `ADR-0003`, `0003-t.md`.

    `start` and `end` are its offsets in the text that was searched. Of "ADRs 60 and 61" each number
    is a mention: `ADRs 60`, and `61`.
    """

    text: str
    start: int
    end: int


_LABEL = r"(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]{0,80}\]){1,300}"
_KINDS = r"(?:L?M?ADR|PHR|DR|AD|DEC|Decision(?: Record)?|ADD)"
_MENTION = compile_lazily(
    rf"(?i)(?P<link>\[{_LABEL}\]\((?P<href><[^<>\n]{{1,400}}>|[^()\s]{{1,400}})"
    r"(?:[ \t]+[\"'][^\"'\n]{0,200}[\"'])?\))"
    # A label whose address stands elsewhere on the page.
    rf"|(?P<reference>\[\W{{0,3}}(?:{_KINDS}s?[- #_]{{0,2}}\d|\d{{3,6}}[-. ])[^\[\]\n]{{0,300}}\]"
    r"(?:\[[^\[\]\n]{0,200}\])?(?!\())"
    r"|(?P<url>\bhttps?://[^\s<>\"'`)\]]{1,400})"
    r"|(?P<several>\bADRs[- #_]{0,2}(?P<first>\d{1,6})(?P<others>(?:\s*(?:,|and|&|/|und|et|y|e|or)"
    r"\s*(?:and\s+)?#?\d{1,6}\b){1,20}))"
    rf"|(?P<ref>(?<![A-Za-z0-9_.-])(?<![A-Za-z_.:-]/)(?:[A-Z]{{2,12}}[-_])?"
    rf"{_KINDS}s?[- #_]{{0,2}}(?:no\.? ?)?"
    r"\d{1,6}(?:[a-z](?![A-Za-z0-9_-])|\.\d{1,2}(?![\w.])|(?![A-Za-z0-9_]))(?:-[a-z][\w-]{0,200})?)"
    r"|(?P<file>`?(?<![\w/.='\"-])(?:[\w.-]{1,100}/){0,8}[\w.-]{0,200}?\w\.(?:md|adoc|rst|org|mdx)\b`?)"
    r"|(?P<stem>(?<![\w/.-])\d{3,8}-[a-z][\w-]{2,200})"
)
_HINT = compile_lazily(
    r"[0-9\[]|\.md"  # a mention holds one of these
)
_PLACEHOLDER = compile_lazily(
    r"NNN|XXX|YYY"  # of a template: `[ADR-NNNN](NNNN-title.md)`
)
_ANY_ADDRESS = compile_lazily(r"(?i)<?(?:[a-z][a-z0-9+.-]*:|//|#)")
# Pages of a repository on a forge, and of a site that is made of records: `/adr/32`.
_RECORD_ADDRESS = compile_lazily(
    r"(?i)<?https?://[^/\s]{1,100}(?:/[^/\s]{1,200}){0,30}?"
    r"(?:/[^/\s]{1,200}\.(?:md|markdown|mdx|adoc|rst|org)(?:[?#]|>?\Z)|/adrs?/[\w.-]{1,100}/?>?\Z)"
)


def may_name_record(text: str, start: int, end: int) -> bool:
    """Whether the text between two offsets has a sign without which no record is named."""
    return _HINT.search(text, start, end) is not None


def find_mentions(text: str) -> Iterator[Mention]:
    """Find where a text names other records; links to what is no page of records do not count."""
    if not _HINT.search(text):
        return
    for match in _MENTION.finditer(text):
        if match["several"]:
            yield Mention(
                text[match.start() : match.end("first")], match.start(), match.end("first")
            )
            for number in re.finditer(r"\d{1,6}", match["others"]):
                start = match.start("others") + number.start()
                yield Mention(number[0], start, start + len(number[0]))
            continue
        if _PLACEHOLDER.search(match[0]):
            continue
        address = match["href"] or match["url"]
        if address and _ANY_ADDRESS.match(address) and not _RECORD_ADDRESS.match(address):
            continue
        yield Mention(match[0].strip("`"), match.start(), match.end())


def find_bare_target(text: str) -> str:
    """The record that a whole text names without a link: a number or a title; "" for none.

    Used where a relation was stated, so that what follows names a record: "Superseded by 12",
    "Superseded by: Use PostgreSQL for orders".
    """
    target = text.strip().strip("*_`\"'“”„«»<>()[]").rstrip(".").strip()
    number = re.match(r"(?i)(?:no\.? ?|nr\.? ?|number |#)?0*(\d{1,5})\Z", target)
    if number:
        return target
    has_quotes = text.strip()[:1] in tuple("\"“„«'")
    is_title = target[:1].isupper() and " " in target and len(target) <= 120
    return target if (has_quotes or is_title) and not re.search(r"[{}<>|]|\bTBD\b", target) else ""
