"""Where files name records that share a number: by name, by number, on the page itself.

A name (`0007-use-redis`, with or without folders and endings) says itself which record it means. A
bare number (`ADR-0007`) that several records have does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from minutebook.errors import Refusal
from minutebook.records import filenames, references, relations
from minutebook.records.model import Link, Record, RecordSet
from minutebook.records.phr.prompts import find_prompt_lines
from minutebook.text import frontmatter, markdown

_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,6}(?![0-9])")
_CITED = re.compile(
    r"(?<![\w/])(?:(?<!\.)|(?<=\.\.))(?P<kind>adr|phr)s?[-_ ]?#?(?P<digits>[0-9]{1,6})"
    r"(?!\w|\.[0-9]|-[\w-]{1,200}\.md)",
    re.IGNORECASE,
)
_SUGGESTED = re.compile(r"(?<![\w-])S-(?P<digits>[0-9]{1,6})-[0-9]{1,9}(?![\w-])", re.IGNORECASE)
_PLACED = re.compile(r"(?<![\w-])(?P<label>[^\W_][\w.-]*)/(?P<digits>[0-9]{1,6})(?![\w/-]|\.\w)")
_TITLED = re.compile(
    r"[\"']?(?:(?:adr|phr|decision(?: record)?)[-_ #:]*(?P<named>[0-9]{1,6})\b"
    r"|(?P<digits>[0-9]{1,6})(?=[.:)](?![0-9])| [-–—] )|(?P<wide>0[0-9]{2,5})(?= ))",
    re.IGNORECASE,
)
_BARE = re.compile(r"#?([0-9]{1,6})\.?")
_LABEL = re.compile(r"\[((?:[^\[\]\\\n]|\\.){0,1000})\]\((<?[^()\n]{0,1000})\)")
_LABELLED = re.compile(
    r"(?<=[\[(\s])(?P<digits>[0-9]{1,6})(?=[.:)]\s|$)"
    r"|(?i:adr|phr)[-_ ]?#?(?P<named>[0-9]{1,6})(?!\w)"
)
_BEFORE = re.compile(r"[\w.%~@+/-]*\Z")
_BEHIND = re.compile(r"(?:\.[A-Za-z][\w-]*){0,4}")
_WORD = re.compile(r"[\w-]")
_KIND = re.compile(r"(?:adr|phr)[-_]", re.IGNORECASE)
_BLOCKS = ("links", "index")
_OWN = frozenset({"id", "phr-id", "adr-id", "number", "title"})


@dataclass(frozen=True, slots=True)
class Citation:
    """Digits in a text that may mean one of several records: offsets, and the line (from 1).

    `record` is the one they mean, None where they do not say.
    """

    start: int
    end: int
    line: int
    candidates: tuple[Record, ...]
    record: Record | None = None


def is_numbered_by_folder(record: Record) -> bool:
    """Whether the number is that of a folder around the page: more than a file would move."""
    return record.file_name.lower() == "readme.md"


def build_search_patterns(records: Iterable[Record]) -> tuple[str, ...]:
    """Extended expressions, case aside, one of which every file that names a record matches."""
    numbers = sorted({record.number or 0 for record in records})
    either = "|".join(map(str, numbers))
    labels = {record.ref.rpartition("/")[0] for record in records} - {""}
    return (
        f"(adr|phr)s?[-_ ]?#?0*({either})([^0-9]|$)",
        f"s-0*({either})-[0-9]",
        *(f"{re.escape(label)}/0*({either})([^0-9]|$)" for label in sorted(labels)),
        *sorted({re.escape(name) for record in records for name, _ in _names(record)}),
    )


class CitationFinder:
    """Finds what may mean one of some records that share numbers."""

    def __init__(self, records: RecordSet, groups: Iterable[tuple[Record, ...]]) -> None:
        self._resolver = records.resolver
        self._pages = {record.path: record for record in records.members}
        self._cited: dict[tuple[str, int], tuple[Record, ...]] = {}
        self._placed: dict[tuple[str, int], tuple[Record, ...]] = {}
        self._named: dict[str, list[tuple[str, Record]]] = {}
        everywhere: dict[tuple[str, int], int] = {}
        for record in records.members:
            key = (record.kind.name, record.number or 0)
            everywhere[key] = everywhere.get(key, 0) + 1
        for group in groups:
            first = group[0]
            key = (first.kind.name, first.number or 0)
            label = first.ref.rpartition("/")[0]
            if not label or everywhere[key] == len(group):
                self._cited[key] = group
            if label:
                self._placed[label.casefold(), key[1]] = group
            for record in group:
                for name, digits in _names(record):
                    self._named.setdefault(digits, []).append((name, record))
        self._groups = {record.path: group for group in groups for record in group}
        self._namesakes: dict[str, list[Record]] = {}
        for record in records.members:
            for name, _ in _names(record):
                self._namesakes.setdefault(name, []).append(record)

    def find_citations(self, path: str, text: str) -> tuple[Citation, ...]:
        """The places of a file, in their order. A prompt and generated blocks stay as they are."""
        page = self._pages.get(path)
        found: dict[int, Citation] = {}
        for spot in self._all(path, page, text):
            found.setdefault(spot.start, spot)
        if not found:
            return ()
        quoted = find_prompt_lines(page) if page else range(0)
        blocks = [span for name in _BLOCKS if (span := markdown.find_block(text, name))]
        return tuple(
            spot
            for _, spot in sorted(found.items())
            if spot.line not in quoted
            and not any(first <= spot.start < last for first, last in blocks)
        )

    def _all(self, path: str, page: Record | None, text: str) -> Iterator[Citation]:
        if page is not None and path in self._groups:
            yield from self._own(page, text)
        named = {spot.start: spot for spot in self._names_in(path, page, text)}
        yield from self._labels(text, named)
        yield from named.values()
        yield from self._numbers_in(text)
        for link in page.links if page else ():
            yield from self._stored(page, link, text) if page else ()

    def _spot(self, text: str, span: tuple[int, int], group: tuple[Record, ...]) -> Citation:
        record = group[0] if len(group) == 1 else None
        return Citation(*span, text.count("\n", 0, span[0]) + 1, group, record)

    def _of(self, text: str, span: tuple[int, int], record: Record) -> Citation:
        group = self._groups[record.path]
        return Citation(*span, text.count("\n", 0, span[0]) + 1, group, record)

    def _own(self, page: Record, text: str) -> Iterator[Citation]:
        """Where a page states its own number: its id, its title, its first heading, its ledger."""
        top = frontmatter.parse(text)[0]
        lines = list(markdown.parse_lines(text, 0))
        for key, number in top.line_numbers.items():
            name = key.lower().replace("_", "-")
            if name in _OWN and number <= len(lines):
                line = lines[number - 1]
                at = line.start + line.text.index(":") + 1 if ":" in line.text else line.start
                at += len(text[at:]) - len(text[at:].lstrip(" \t"))
                seek = _TITLED.match(text, at, line.end) if name == "title" else None
                spans = [_span(seek)] if seek else []
                if name != "title":
                    spans = [each.span() for each in _NUMBER.finditer(text, at, line.end)]
                for first, last in spans:
                    if int(text[first:last]) == page.number:
                        yield self._of(text, (first, last), page)
        title = next(
            (one for one in markdown.parse_sections(text, top.body_start) if one.level == 1), None
        )
        if title:
            start = (
                title.start
                + len(text[title.start : title.body_start])
                - len(text[title.start : title.body_start].lstrip("# \t"))
            )
            told = _TITLED.match(text, start, title.body_start)
            if told and int(text[slice(*_span(told))]) == page.number:
                yield self._of(text, _span(told), page)
        for found in _SUGGESTED.finditer(text):
            if page.kind.name == "phr" and int(found["digits"]) == page.number:
                yield self._of(text, found.span("digits"), page)

    def _names_in(self, path: str, page: Record | None, text: str) -> Iterator[Citation]:
        """File names and stored targets; which record of several with one name is meant."""
        for found in _NUMBER.finditer(text):
            for name, record in self._named.get(found[0], ()):
                if not text.startswith(name, found.start()):
                    continue
                end = found.start() + len(name)
                before = _before(text, found.start(), record)
                if before is None or _WORD.match(text, end):
                    continue
                behind = _BEHIND.match(text, end)
                token = before + name + (behind[0] if behind else "")
                meant = self._meant(path, page, name, token)
                if meant is None:
                    yield self._spot(text, found.span(), self._groups[record.path])
                elif meant.path in self._groups:
                    yield self._of(text, found.span(), meant)
                break

    def _meant(self, path: str, page: Record | None, name: str, token: str) -> Record | None:
        alike = self._namesakes[name]
        if len(alike) == 1:
            return alike[0]
        folder = path.rpartition("/")[0]
        for tried in (f"{folder}/{token}", token):
            if references.normalize_path(tried) in self._pages:
                return self._pages[references.normalize_path(tried)]
        for link in page.links if page else ():
            if page and token in link.target:
                return relations.resolve_link(self._resolver, page, link)
        try:
            return self._resolver.resolve(token, near_record=page)
        except Refusal:
            return None

    def _labels(self, text: str, named: Mapping[int, Citation]) -> Iterator[Citation]:
        """The number in the words of a link that leads to a record by its name."""
        for link in _LABEL.finditer(text):
            inside = [spot for at, spot in named.items() if link.start(2) <= at < link.end(2)]
            if len(inside) != 1 or inside[0].record is None:
                continue
            record = inside[0].record
            for found in _LABELLED.finditer(text, link.start(1), link.end(1)):
                first, last = _span(found)
                if int(text[first:last]) == record.number:
                    yield self._of(text, (first, last), record)

    def _numbers_in(self, text: str) -> Iterator[Citation]:
        """`ADR-0007`, `S-0007-1`, `feature/0003`."""
        for found in _CITED.finditer(text):
            group = self._cited.get((found["kind"].lower(), int(found["digits"])))
            if group:
                yield self._spot(text, found.span("digits"), group)
        for found in _SUGGESTED.finditer(text):
            group = self._cited.get(("phr", int(found["digits"])))
            if group:
                yield self._spot(text, found.span("digits"), group)
        for found in _PLACED.finditer(text) if self._placed else ():
            group = self._placed.get((found["label"].casefold(), int(found["digits"])))
            if group:
                yield self._spot(text, found.span("digits"), group)

    def _stored(self, page: Record, link: Link, text: str) -> Iterator[Citation]:
        """A relation in front matter that names its record by a bare number: `amends: [7]`."""
        bare = _BARE.fullmatch(link.target.strip())
        kind = relations.infer_link_kind(page, link)
        group = self._cited.get((kind.name, int(bare[1]))) if bare else None
        for line in markdown.parse_lines(text) if group else ():
            if line.number > link.line and not line.text.startswith((" ", "\t", "-")):
                return
            for found in _NUMBER.finditer(text, line.start, line.end):
                if group and line.number >= link.line and int(found[0]) == group[0].number:
                    around = text[found.start() - 1 : found.start()] + text[found.end() :][:1]
                    if not re.search(r"[\w.-]", around.strip()):
                        yield self._spot(text, found.span(), group)


def _span(found: re.Match[str]) -> tuple[int, int]:
    """The digits that one of a pattern's groups found."""
    return found.span(found.lastgroup or 0)


def locate_digits(record: Record) -> int:
    """Where the number begins in the name that states it."""
    name = _numbered_name(record)
    said = filenames.parse_name(record.kind, name)
    return name.index(record.digits, 8) if said.date else len(said.prefix)


def _numbered_name(record: Record) -> str:
    if is_numbered_by_folder(record):
        return record.path.rpartition("/")[0].rpartition("/")[2]
    return record.file_name


def _names(record: Record) -> list[tuple[str, str]]:
    """What a record's name is from its digits on, without stage and ending; and the digits.

    As it is, and as links write it where it has signs that they encode.
    """
    if record.number is None:
        return []
    name = _numbered_name(record)[locate_digits(record) :]
    if record.slug:
        name = name[: name.index(record.slug, len(record.digits)) + len(record.slug)]
    encoded = markdown.make_link("", name)[3:-1]
    return [(one, record.digits) for one in dict.fromkeys((name, encoded))]


def _before(text: str, at: int, record: Record) -> str | None:
    """What belongs to a name before its digits: folders and prefix. None: another name's middle."""
    said = _BEFORE.search(text[max(0, at - 400) : at])
    run = said[0] if said else ""
    tail = run.rpartition("/")[2]
    own = _numbered_name(record)[: locate_digits(record)]
    return run if tail in ("", own) or _KIND.fullmatch(tail) else None
