"""Links in a page's text, the records that dead ones meant, and pages with such links healed.

A link is dead where its address is that of no file. What it meant is found as a reference is: by
its file's name, a former name or its slug, else by its number, where one record alone has that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from minutebook.lean.values import Value
from minutebook.records.model import (
    ADR,
    MARKUP_ENDINGS,
    Record,
    RecordSet,
    find_folder,
)
from minutebook.records.references.forms import (
    PAGE_ENDING,
    extract_path,
)
from minutebook.records.renaming.meant_records import find_meant_record, locate_target
from minutebook.records.renaming.visible_text import TextLine, find_text_lines
from minutebook.text import markdown

_INLINE = (
    r"(?<![!\\])\[(?P<label>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,200}\]){0,300})\]"
    r"\([ \t]{0,8}(?P<open><)?(?P<address>(?(open)[^<>\n]{1,400}|[^()\s<>]{1,400}))"
)
_DEFINITION = (
    r" {0,3}\[(?P<label>(?!\^)[^\[\]\n]{1,300})\]:[ \t]{1,8}"
    r"(?P<open><)?(?P<address>(?(open)[^<>\n]{1,400}|[^\s<>]{1,400}))"
)
# What a program or a site puts in comes last: `%BASE%/x.md`, `$BASE/x.md`.
_ELSEWHERE = (
    r"(?i)[a-z][a-z0-9+.-]*:|//|#|[^/]*@|[^/]*\{|.*%(?-i:[A-Z_][A-Z0-9_]{2,})%|.*\$\{?[a-z_]"
)
# What templates and guides have for a name: `NNNN-title.md`, `yyyymmdd-xxx.md`, `0005-example.md`.
_PLACEHOLDER = (
    r"(?i)(?:\A|[/_-])(?:n{3,}|x{3,}|y{4}\w*|#{2,}|0{3,4}-?(?:x+|title|name)|adr-?[nx]+"
    r"|(?:[0-9]{1,5}-)?(?:example|title|placeholder|link|path|template)(?:-[a-z]+)?)"
    r"(?:[/_.-]|\Z)|\.\.\.|[<>*|]"
)
# `<a href="0001-x.md">T</a>`
_ANCHOR = (
    r"(?i)<a[ ](?:[^<>\n]{0,300}?[ ])?href=(?P<quote>[\"'])(?P<address>[^\"'<>\n]{1,400})(?P=quote)"
    r"[^<>\n]{0,300}>(?P<label>[^<>\n]{0,300})"
)
_LABEL_BEGINNING = r"(?<![!\\\]])\[([^\[\]]{1,300})\Z"
_LABEL_END = (
    r"(?P<label>[^\[\]\n]{1,300})\]\([ \t]{0,8}"
    r"(?P<open><)?(?P<address>(?(open)[^<>\n]{1,400}|[^()\s<>]{1,400}))"
)
# `ADR-0007`, `adr-7`, `ADR #7`; with a space only zeros show that it is no count ("ADR 12 times").
_BARE_REF = (
    r"(?:(?<![\w/.#\[-])|(?<=[0-9]/)|(?<![\w\]\[]\[)(?<=\[))"
    r"(?P<kind>ADR|PHR|adr|phr)(?:-| #|(?<=[A-Z]) (?=0[0-9]{2}))(?P<digits>[0-9]{1,6})"
    r"(?![\w-]|\.[0-9]|[.#]\w|/[a-z])"
)
_REF_WORD = r"(?i)\b(?:ADR|PHR)(?:-| #| 0)"
_LINK_SPAN = r"\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,400}\)|\[[^\[\]\n]{0,300}\]|:)|https?://\S{1,400}"


class TextLink(Value):
    """A link in a page's text: its label, its address and where that stands, from 0, and the line.

    `end` is where the address ends without query and fragment.
    """

    label: str
    address: str
    start: int
    end: int
    line: int


class TextRef(Value):
    """A ref in a page's text (`ADR-0007`): the kind and number that it names, and its line."""

    text: str
    kind_name: str
    number: int
    line: int


def find_text_links(text: str) -> Iterator[TextLink]:
    """The links of a page's text that lead to files; no images, code, comments or blocks of ours.

    Addresses elsewhere and what a template has for a name are left out.
    """
    if "](" not in text and "]:" not in text and "href=" not in text:
        return
    previous: TextLine | None = None
    for text_line in find_text_lines(text):
        line = text_line.line
        for match, label in _match_links(line.text, previous, line.number):
            address, start = match["address"], line.start + match.start("address")
            length = len(re.split(r"[?#]", address, maxsplit=1)[0])
            if (
                length
                and text_line.shows(match.start())
                and text_line.shows(match.start("address"))
                and not re.match(_ELSEWHERE, address)
                and not re.search(_PLACEHOLDER, address[:length])
            ):
                yield TextLink(label, address, start, start + length, line.number)
        previous = text_line


def _match_links(
    line: str, previous: TextLine | None, number: int
) -> list[tuple[re.Match[str], str]]:
    """The links of a line, each with its label, of which the line before may have the beginning."""
    matches: list[re.Match[str]] = []
    if "](" in line:
        matches += re.finditer(_INLINE, line)
    if "]:" in line and (definition := re.match(_DEFINITION, line)):
        matches.append(definition)
    if "href=" in line:
        matches += re.finditer(_ANCHOR, line)
    labelled = [(match, match["label"]) for match in matches]
    if previous and previous.line.number == number - 1 and "](" in line:
        opening = re.search(_LABEL_BEGINNING, previous.line.text)
        end = re.match(_LABEL_END, line)
        if opening and end and previous.shows(opening.start()):
            labelled.append((end, f"{opening[1]} {end['label']}"))
    return sorted(labelled, key=lambda each: each[0].start("address"))


def find_text_refs(text: str) -> Iterator[TextRef]:
    """The refs in a page's text (`ADR-0007`) that are no part of a link, a heading or code."""
    if not re.search(_REF_WORD, text):
        return
    for text_line in find_text_lines(text):
        line = text_line.line
        if line.text.startswith("#") or not re.search(_REF_WORD, line.text):
            continue
        links = _find_link_spans(line.text, text)
        for match in re.finditer(_BARE_REF, line.text):
            if text_line.shows(match.start()) and not any(
                first <= match.start() < last for first, last in links
            ):
                kind_name, number = match["kind"].lower(), int(match["digits"])
                yield TextRef(match[0], kind_name, number, line.number)


def _find_link_spans(line: str, text: str) -> list[tuple[int, int]]:
    """Where a line has links and addresses, whose labels the links themselves explain.

    Words in brackets are a link where the page has a definition of them.
    """
    spans = [match.span() for match in re.finditer(_LINK_SPAN, line)]
    spans += [
        match.span()
        for match in re.finditer(r"\[[^\[\]\n]{1,300}\]", line)
        if f"\n{match[0].lower()}:" in text.lower()
    ]
    return spans


def is_placeholder(address: str) -> bool:
    """Whether an address is what a template or a guide has for a name: `NNNN-title.md`."""
    return re.search(_PLACEHOLDER, address) is not None


class DeadLinkFinder:
    """Finds the links in texts that lead to no file, and heals them.

    `current_paths` are all files that git has or would track. Pages below a folder of records are
    there as they were read: git still has the name of one that was moved by hand.
    """

    def __init__(self, records: RecordSet, current_paths: Collection[str]) -> None:
        self._records = records
        self._pages = {record.path for record in records.members}.union(records.pages)
        self._current_paths = frozenset(current_paths)
        self._by_name: dict[str, list[str]] = {}
        for path in self._pages | self._current_paths:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def find_dead(self, record: Record) -> Iterator[TextLink]:
        """The dead links of a record's text."""
        for link in find_text_links(record.text):
            target = locate_target(record, link.address)
            if target and self.leads_nowhere(link.address, target):
                yield link

    def leads_nowhere(self, address: str, target: str) -> bool:
        """Whether an address, which leads to the path `target`, is that of no file."""
        return not self._exists(target, is_absolute=address.startswith("/"))

    def heal(self, record: Record) -> str:
        """The record's page, with the addresses of dead links those of the records they meant."""
        text = record.text
        for link in reversed(list(self.find_dead(record))):
            meant = find_meant_record(self._records, record, link.address, link.label).record
            if meant is not None:
                href = format_address(record, meant, link.address)
                text = text[: link.start] + href + text[link.end :]
        return text

    def _exists(self, target: str, *, is_absolute: bool) -> bool:
        """Whether a path is that of a file, or may be that of one that is not seen from here."""
        if target in self._pages:
            return True
        folders = target.split("/")[:-1]
        if any(
            "/".join(folders[:end]) in self._current_paths for end in range(1, len(folders) + 1)
        ):
            return True  # a link to a folder, or a submodule
        name = target.rpartition("/")[2]
        if not PAGE_ENDING.search(name):  # a site's address
            return any(f"{name}{ending}" in self._by_name for ending in ADR.endings)
        is_listed = find_folder(self._records.folders, target) is not None and not (
            target.lower().endswith(MARKUP_ENDINGS)
            or any(folder.startswith(".") for folder in folders)
        )
        if target in self._current_paths and not is_listed:
            return True
        return is_absolute and any(
            path.endswith(f"/{target}") for path in self._by_name.get(name, ())
        )


def format_address(record: Record, meant: Record, address: str) -> str:
    """The address of a record for a page, written as another address on that page is.

    From the top where that is, with `./` in front or without an ending where that is so.
    """
    if address.startswith("/"):
        href = f"/{meant.path}"
    else:
        href = markdown.make_href(record.path, meant.path)
        if address.startswith("./") and not href.startswith("../"):
            href = f"./{href}"
    if not PAGE_ENDING.search(extract_path(address)):
        href = href.removesuffix(".md")
    return markdown.make_link("", href)[len("[](") : -len(")")]
