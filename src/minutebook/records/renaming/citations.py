"""Where files name records: by name, by number, on the record's own page.

A name (`0007-use-redis`, with or without folders and endings) says itself which record it means. A
bare number (`ADR-0007`) that several records have does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from minutebook.errors import Refusal
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records import references, relations
from minutebook.records.adr.fields import fold_key
from minutebook.records.model import Link, Record, RecordSet
from minutebook.records.phr.page_spans import find_block_spans
from minutebook.records.phr.prompts import find_prompt_lines
from minutebook.records.references.forms import CITED_REF, list_cited_numbers
from minutebook.records.renaming.names import (
    find_path_before,
    has_number_in_name,
    is_of_words,
    list_names,
)
from minutebook.text import frontmatter, markdown

_NUMBER = compile_lazily(r"(?<![0-9])[0-9]{1,6}(?![0-9])")
_SUGGESTION_ID = compile_lazily(
    r"(?<![\w-])S-(?P<digits>[0-9]{1,6})-[0-9]{1,9}(?![\w-])", re.IGNORECASE
)
_REF_IN_FOLDER = compile_lazily(
    r"(?<![\w-])(?P<label>[^\W_][\w./-]{0,200})/(?P<digits>[0-9]{1,6})(?![\w/-]|\.\w)"
)
# The number with which a title begins: `ADR-0007: …`, `7. …`, `7 - …`, `0007 …`.
_TITLE_NUMBER = compile_lazily(
    r"[\"']?(?:(?:adr|phr|decision(?: record)?)[-_ #:]*(?P<named>[0-9]{1,6})\b"
    r"|(?P<digits>[0-9]{1,6})(?=[.:)](?![0-9])| [-–—] )|(?P<wide>0[0-9]{2,5})(?= ))",
    re.IGNORECASE,
)
_BARE_NUMBER = compile_lazily(r"#?([0-9]{1,6})\.?")
_MARKDOWN_LINK = compile_lazily(r"\[((?:[^\[\]\\\n]|\\.){0,1000})\]\((<?[^()\n]{0,1000})\)")
_LABEL_NUMBER = compile_lazily(
    r"(?<=[\[(\s])(?P<digits>[0-9]{1,6})(?=[.:)]\s|$)"
    r"|(?i:adr|phr)[-_ ]?#?(?P<named>[0-9]{1,6})(?!\w)"
)
_ENDINGS = compile_lazily(r"(?:\.[A-Za-z][\w-]*){0,4}")
_WORD_CHARACTER = compile_lazily(r"[\w-]")
_OWN_NUMBER_FIELDS = frozenset({"id", "phr-id", "adr-id", "number", "title"})


class Citation(Value):
    """What may mean one of several records in a text: its offsets and line (from 1).

    It is the digits of a number, or a whole `name` (`0007-use-redis`, "" for a number alone).
    `candidates` are the records with the number; `record` is the one that the text means, None
    where it does not say.
    """

    start: int
    end: int
    line: int
    candidates: tuple[Record, ...]
    record: Record | None = None
    name: str = ""


def build_search_patterns(records: Iterable[Record]) -> tuple[str, ...]:
    """Extended regular expressions, to be used without case, for a search with `git grep`.

    Every file that names one of the records matches at least one of them.
    """
    records = tuple(records)
    numbers = "|".join(map(str, sorted({record.number or 0 for record in records})))
    labels = {record.ref.rpartition("/")[0] for record in records} - {""}
    return (
        f"(adr|phr)s?[-_ ]?#?0*({numbers})([^0-9]|$)",
        f"s-0*({numbers})-[0-9]",
        *(f"{re.escape(label)}/0*({numbers})([^0-9]|$)" for label in sorted(labels)),
        *sorted({re.escape(name) for record in records for name in list_names(record)}),
    )


class CitationFinder:
    """Finds what may mean one of some records.

    Each of `groups` holds the records that have one number in one series, or one that has none.
    """

    def __init__(self, records: RecordSet, groups: Iterable[tuple[Record, ...]]) -> None:
        self._resolver = records.resolver
        self._records_by_path = {record.path: record for record in records.members}
        self._records_by_name: dict[str, list[Record]] = {}
        number_counts: dict[tuple[str, int], int] = {}
        for record in records.members:
            number_key = (record.kind.name, record.number or 0)
            number_counts[number_key] = number_counts.get(number_key, 0) + 1
            for name in list_names(record):
                self._records_by_name.setdefault(name, []).append(record)
        self._groups_by_path: dict[str, tuple[Record, ...]] = {}
        self._groups_by_number: dict[tuple[str, int], tuple[Record, ...]] = {}
        self._groups_by_label: dict[tuple[str, int], tuple[Record, ...]] = {}
        self._names_by_digits: dict[str, list[tuple[str, Record]]] = {}
        self._other_names: list[tuple[str, Record]] = []  # with a date, or words alone
        for group in groups:
            self._add_names(group)
            if group[0].number is None:
                continue
            number_key = (group[0].kind.name, group[0].number)
            label = group[0].ref.rpartition("/")[0]
            if not label or number_counts[number_key] == len(group):
                self._groups_by_number[number_key] = group
            if label:
                self._groups_by_label[label.casefold(), number_key[1]] = group

    def _add_names(self, group: tuple[Record, ...]) -> None:
        for record in group:
            self._groups_by_path[record.path] = group
            for name in list_names(record):
                if has_number_in_name(record):
                    self._names_by_digits.setdefault(record.digits, []).append((name, record))
                else:
                    self._other_names.append((name, record))

    def find_citations(self, path: str, text: str) -> tuple[Citation, ...]:
        """The citations in a file, in their order, each place once.

        A prompt and generated blocks do not count: they stay as they are.
        """
        page = self._records_by_path.get(path)
        by_start: dict[int, Citation] = {}
        for citation in self._find_all(path, page, text):
            by_start.setdefault(citation.start, citation)
        return _leave_out_quoted(page, text, _number_lines(text, by_start)) if by_start else ()

    def find_labels(self, path: str, text: str) -> tuple[Citation, ...]:
        """The labels of the links in a file whose address names one of the records.

        The name of each is the label. What does not count is as for `find_citations`.
        """
        page = self._records_by_path.get(path)
        named = {citation.start: citation for citation in self._find_names(path, page, text)}
        by_start = {
            link.start(1): self._make_citation_of(link.span(1), record, link[1])
            for link, record in _find_links(text, named)
        }
        return _leave_out_quoted(page, text, _number_lines(text, by_start)) if by_start else ()

    def _find_all(self, path: str, page: Record | None, text: str) -> Iterator[Citation]:
        """The citations of a file, the surest first: of one place the first one counts."""
        named = list(self._find_names(path, page, text))
        yield from (citation for citation in named if citation.record is not None)
        if page is not None and path in self._groups_by_path:
            yield from self._find_own_number(page, text)
        yield from self._find_labels(text, {citation.start: citation for citation in named})
        yield from named
        yield from self._find_refs(text)
        if page is not None:
            for link in page.links:
                yield from self._find_stored_number(page, link, text)

    def _make_citation(
        self, span: tuple[int, int], group: tuple[Record, ...], name: str = ""
    ) -> Citation:
        record = group[0] if len(group) == 1 else None
        return Citation(*span, 0, group, record, name)

    def _make_citation_of(self, span: tuple[int, int], record: Record, name: str = "") -> Citation:
        group = self._groups_by_path[record.path]
        return Citation(*span, 0, group, record, name)

    def _find_own_number(self, page: Record, text: str) -> Iterator[Citation]:
        """Where a page states its own number: id, title, first heading, ids of suggestions."""
        front_matter = frontmatter.parse(text)[0]
        spans = list(_find_field_numbers(text, front_matter))
        sections = markdown.parse_sections(text, front_matter.body_start)
        heading = next((section for section in sections if section.level == 1), None)
        if heading:
            source = text[heading.start : heading.body_start]
            title_start = heading.body_start - len(source.lstrip("# \t"))
            match = _TITLE_NUMBER.match(text, title_start, heading.body_start)
            spans += [_get_digits_span(match)] if match else []
        if page.kind.name == "phr":
            spans += [match.span("digits") for match in _SUGGESTION_ID.finditer(text)]
        for start, end in spans:
            if int(text[start:end]) == page.number:
                yield self._make_citation_of((start, end), page)

    def _find_names(self, path: str, page: Record | None, text: str) -> Iterator[Citation]:
        """File names and stored targets; which record of several with one name is meant."""
        for start, name, record in self._find_spelled_names(text):
            end = start + len(name)
            before = find_path_before(text, start, record)
            if before is None or _WORD_CHARACTER.match(text, end):
                continue
            endings = _ENDINGS.match(text, end)
            full_name = before + name + (endings[0] if endings else "")
            is_word = is_of_words(record)
            cited = (
                self._resolve_word(path, page, full_name, text, start)
                if is_word
                else self._resolve_name(path, page, name, full_name)
            )
            if cited is not None and cited.path in self._groups_by_path:
                yield self._make_citation_of((start, end), cited, name)
            elif cited is None and not is_word:
                yield self._make_citation((start, end), self._groups_by_path[record.path], name)

    def _find_spelled_names(self, text: str) -> Iterator[tuple[int, str, Record]]:
        """Where one of the names is spelled in a text, be it as a part of another one."""
        for match in _NUMBER.finditer(text) if self._names_by_digits else ():
            for name, record in self._names_by_digits.get(match[0], ()):
                if text.startswith(name, match.start()):
                    yield match.start(), name, record
        for name, record in self._other_names:
            start = text.find(name)
            while start >= 0:
                yield start, name, record
                start = text.find(name, start + len(name))

    def _resolve_name(
        self, path: str, page: Record | None, name: str, full_name: str
    ) -> Record | None:
        """The record that a name in the file at `path` means, None where it may mean several.

        `full_name` is the name with the folders before it and the endings behind it.
        """
        namesakes = self._records_by_name[name]
        if len(namesakes) == 1:
            return namesakes[0]
        record = self._find_by_path(path, full_name)
        if record is not None:
            return record
        if page is not None:
            for link in page.links:
                if full_name in link.target:
                    return relations.resolve_link(self._resolver, page, link)
        try:
            return self._resolver.resolve(full_name, near_record=page)
        except Refusal:
            return None

    def _resolve_word(
        self, path: str, page: Record | None, full_name: str, text: str, start: int
    ) -> Record | None:
        """The record that a name means which may stand in any sentence: as a path or a link alone.

        A link that a page stores stands on its line, or below its key in front matter.
        """
        record = self._find_by_path(path, full_name)
        if record is not None or page is None or not page.links:
            return record
        line = text.count("\n", 0, start) + 1
        is_in_head = start < frontmatter.parse(text)[0].body_start
        for link in page.links:
            is_there = line == link.line or (is_in_head and line > link.line)
            if is_there and full_name in link.target:
                return relations.resolve_link(self._resolver, page, link)
        return None

    def _find_by_path(self, path: str, full_name: str) -> Record | None:
        """The record at a path that a file names, seen from the file or from the top."""
        folder = path.rpartition("/")[0]
        paths = map(references.normalize_path, (f"{folder}/{full_name}", full_name))
        return next(filter(None, map(self._records_by_path.get, paths)), None)

    def _find_labels(self, text: str, named: Mapping[int, Citation]) -> Iterator[Citation]:
        """The number in the label of a link whose address names a record.

        `named` are the citations by name, by where they start.
        """
        for link, record in _find_links(text, named):
            for match in _LABEL_NUMBER.finditer(text, link.start(1), link.end(1)):
                start, end = _get_digits_span(match)
                if int(text[start:end]) == record.number:
                    yield self._make_citation_of((start, end), record)

    def _find_refs(self, text: str) -> Iterator[Citation]:
        """`ADR-0007`, `S-0007-1`, `feature/0003`."""
        for match in CITED_REF.finditer(text):
            for start, end in list_cited_numbers(text, match):
                key = match["kind"].lower(), int(text[start:end])
                if group := self._groups_by_number.get(key):
                    yield self._make_citation((start, end), group)
        for match in _SUGGESTION_ID.finditer(text):
            group = self._groups_by_number.get(("phr", int(match["digits"])))
            if group:
                yield self._make_citation(match.span("digits"), group)
        for match in _REF_IN_FOLDER.finditer(text) if self._groups_by_label else ():
            parts, number = match["label"].casefold().split("/"), int(match["digits"])
            ends = ("/".join(parts[start:]) for start in range(len(parts)))
            groups = (self._groups_by_label.get((end, number)) for end in ends)
            if group := next(filter(None, groups), None):
                yield self._make_citation(match.span("digits"), group)

    def _find_stored_number(self, page: Record, link: Link, text: str) -> Iterator[Citation]:
        """A relation in front matter that names its record by a bare number: `amends: [7]`."""
        match = _BARE_NUMBER.fullmatch(link.target.strip())
        if match is None:
            return
        kind = relations.infer_link_kind(page, link)
        group = self._groups_by_number.get((kind.name, int(match[1])))
        if group is None:
            return
        for line in markdown.parse_lines(text):
            if line.number > link.line and not line.text.startswith((" ", "\t", "-")):
                return  # the field ends where the next one begins
            if line.number < link.line:
                continue
            for digits in _NUMBER.finditer(text, line.start, line.end):
                around = (
                    text[digits.start() - 1 : digits.start()]
                    + text[digits.end() : digits.end() + 1]
                )
                is_whole = not re.search(r"[\w.-]", around.strip())
                if int(digits[0]) == group[0].number and is_whole:
                    yield self._make_citation(digits.span(), group)


def _find_links(text: str, named: Mapping[int, Citation]) -> Iterator[tuple[re.Match[str], Record]]:
    """The links of a text whose address names one record, and that record."""
    starts = sorted(named)
    for link in _MARKDOWN_LINK.finditer(text) if starts else ():
        first = bisect_left(starts, link.start(2))
        cited = [named[start] for start in starts[first : bisect_left(starts, link.end(2), first)]]
        if len(cited) == 1 and cited[0].record is not None:
            yield link, cited[0].record


def _leave_out_quoted(
    page: Record | None, text: str, citations: Iterable[Citation]
) -> tuple[Citation, ...]:
    """The citations that stand neither in the prompt of a `page` nor in a generated block."""
    prompt_lines = find_prompt_lines(page) if page else range(0)
    spans = find_block_spans(text)
    return tuple(
        citation
        for citation in citations
        if citation.line not in prompt_lines
        and not any(start <= citation.start < end for start, end in spans)
    )


def _number_lines(text: str, by_start: Mapping[int, Citation]) -> Iterator[Citation]:
    """The citations in their order, each with its line; what is within a name is part of it."""
    line, counted_offset, name_end = 1, 0, 0
    for start, citation in sorted(by_start.items()):
        if start < name_end:
            continue
        name_end = citation.end if citation.name else 0
        line += text.count("\n", counted_offset, start)
        counted_offset = start
        yield replace(citation, line=line)


def _find_field_numbers(
    text: str, front_matter: frontmatter.FrontMatter
) -> Iterator[tuple[int, int]]:
    """The offsets of the numbers in the fields that may state a page's own number."""
    lines = list(markdown.parse_lines(text, 0))
    for key, line_number in front_matter.line_numbers.items():
        if fold_key(key) not in _OWN_NUMBER_FIELDS or line_number > len(lines):
            continue
        line = lines[line_number - 1]
        value_start = line.start + line.text.find(":") + 1
        if fold_key(key) == "title":
            value_start += len(text[value_start:]) - len(text[value_start:].lstrip(" \t"))
            match = _TITLE_NUMBER.match(text, value_start, line.end)
            if match:
                yield _get_digits_span(match)
        else:
            for match in _NUMBER.finditer(text, value_start, line.end):
                yield match.span()


def _get_digits_span(match: re.Match[str]) -> tuple[int, int]:
    """The offsets of the digits, which one of a pattern's groups matched."""
    return match.span(match.lastgroup or 0)
