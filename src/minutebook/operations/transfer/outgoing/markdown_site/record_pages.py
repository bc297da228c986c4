"""The page of a record for a generator: its facts as a short block, and its text below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.values import replace
from minutebook.operations.reading import guide, page
from minutebook.operations.reading.facts import Fact
from minutebook.operations.schema import serialize
from minutebook.operations.transfer.outgoing.markdown_site import portable
from minutebook.operations.transfer.outgoing.markdown_site.generators import (
    Generator,
    format_front_matter,
)
from minutebook.operations.transfer.outgoing.markdown_site.links import LinkMap
from minutebook.operations.transfer.outgoing.markdown_site.places import make_relative
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.text.markdown import make_code_span, wrap_in_fence

# Facts that the text or the place of the page tells.
_UNSHOWN_FACTS = frozenset(("page", "visibility", "files", "tests", "branch", "session"))
_CODE_FACTS = frozenset(("governs", "labels"))
_MAX_PROSE_CHARS = 4000  # of a line that is shown as prose


class PageMaker:
    """Makes the pages of records. What it reads of a record it does not keep."""

    def __init__(
        self, records: RecordSet, places: Mapping[str, str], generator: Generator, links: LinkMap
    ) -> None:
        self._records = records
        self._places = places
        self._generator = generator
        self._links = links
        self._places_by_name = {
            _fold(f"{record.ref} {record.title}"): places[record.path]
            for record in reversed(records.members)
        }
        self._sessions: dict[str, list[Record]] = {}
        for record in records.of_kind(PHR):
            self._sessions.setdefault(serialize.format_field(record, "session"), []).append(record)

    def make_page(self, record: Record) -> str:
        """The whole page, with a line feed at its end. Texts that are kept apart are not in it."""
        place = self._places[record.path]
        reading = page.make_reading(self._records.with_text(record), self._list_beside(record))
        title = " ".join(filter(None, (reading.ref, reading.title)))
        fields = {record.kind.state_field: record.state or record.state_raw, "date": record.date}
        tags = [" ".join(label.split()) for label in serialize.list_labels(record)]
        front_matter = format_front_matter(
            self._generator, place, title, fields, [*dict.fromkeys(filter(None, tags))]
        )
        blocks = [f"# {portable.escape(title)}", "\n".join(self._list_facts(reading.facts, place))]
        anchors = _list_anchors(title, reading.parts)
        for part in reading.parts:
            text = _quote(part.text) if part.is_quotation else part.text
            blocks.append(
                portable.rewrite(
                    text,
                    self._generator.form,
                    lambda href: self._links.find_target(href, record.path, place, anchors),
                )
            )
        body = "\n\n".join(filter(None, blocks))
        text = f"{front_matter}{body}\n"
        return text.encode("utf-8", "replace").decode()  # bytes that are no text stop generators

    def _list_beside(self, record: Record) -> RecordSet:
        """The records that the facts of a prompt are counted among: those of its session.

        They know the relations to all records, which were looked up once.
        """
        if record.kind is not PHR:
            return self._records
        session = serialize.format_field(record, "session")
        members = tuple(self._sessions[session]) if session else (record,)
        beside = replace(self._records, members=members)
        beside.__dict__.update(graph=self._records.graph, resolver=self._records.resolver)
        return beside

    def _list_facts(self, facts: Iterable[Fact], place: str) -> Iterator[str]:
        for fact in facts:
            if fact.name in _UNSHOWN_FACTS:
                continue
            values = ", ".join(self._write_value(fact.name, each, place) for each in fact.values)
            yield f"-   **{portable.escape(fact.name[:1].upper() + fact.name[1:])}:** {values}"

    def _write_value(self, name: str, value: str, place: str) -> str:
        if target := self._places_by_name.get(_fold(value)):
            return portable.make_link(portable.escape(value), make_relative(target, place))
        return make_code_span(value) if name in _CODE_FACTS else portable.escape(value)


def _fold(text: str) -> str:
    return " ".join(text.split())


def _list_anchors(title: str, parts: Iterable[page.Part]) -> frozenset[str]:
    """What links to the headings of a page end with; of several with one text each has its own."""
    texts = (part.text for part in parts if not part.is_quotation)
    counts: dict[str, int] = {}
    anchors = set()
    for heading in [title, *(each for text in texts for each in portable.list_headings(text))]:
        slug = guide.make_slug(heading)
        count = counts[slug] = counts.get(slug, -1) + 1
        anchors.add(f"{slug}-{count}" if count else slug)
    return frozenset(anchors)


def _quote(text: str) -> str:
    """A text as it was entered: quoted line by line where it is prose, else in a fence."""
    lines = text.replace("\r\n", "\n").split("\n")
    is_prose = not any(
        line.startswith((" ", "\t")) or line.lstrip().startswith(("```", "~~~", "|"))
        for line in lines
    ) and all(len(line) <= _MAX_PROSE_CHARS for line in lines)
    if not is_prose:
        return wrap_in_fence(text, "text")
    escaped = ("\\\n> ".join(_escape_lines(block)) for block in _split_blocks(lines))
    return "\n>\n".join(f"> {block}" for block in escaped)


def _split_blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _escape_lines(lines: Iterable[str]) -> Iterator[str]:
    return map(portable.escape, lines)
