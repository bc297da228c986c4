"""The relations of a record as the site shows them, seen from it, in its page's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.records.adr.statements.plain_sentences import strip_markup
from minutebook.records.adr.vocabulary.relation_words import is_marked_reverse
from minutebook.records.filenames import clean_title
from minutebook.records.model import Link, Record, RecordSet
from minutebook.records.phr import told
from minutebook.records.relations import IN_EFFECT, format_relation, reverse_relation
from minutebook.site.book import Relation

_TURN_RELATIONS = ("follows", "followed-by")
_TOLD = "was told of"
_MAX_TEXT_CHARS = 300


class Relations:
    """Lists the relations of the records of a repository."""

    def __init__(self, records: RecordSet, urls: Mapping[str, str]) -> None:
        """`urls` are those of the records' pages, by the paths of the records."""
        self._records, self._urls = records, urls
        self._dangling: dict[str, list[Link]] = {}
        for source, link in records.graph.dangling_links:
            if not link.is_prose:
                self._dangling.setdefault(source.path, []).append(link)

    def list_relations(self, record: Record, neighbour_paths: set[str]) -> tuple[Relation, ...]:
        """The relations of a record, each once.

        Without what only says that one of its `neighbour_paths` is beside it in the session, and
        without those to records that the site does not show.
        """
        return tuple(dict.fromkeys(self._list(record, neighbour_paths)))

    def _list(self, record: Record, neighbour_paths: set[str]) -> Iterator[Relation]:
        for relation in self._records.graph.list_relations(record):
            other = relation.record
            is_beside = relation.name in _TURN_RELATIONS and other.path in neighbour_paths
            if other.path in self._urls and not is_beside:
                name = relation.words
                if is_marked_reverse(relation.name):  # only the other page's word is known
                    name = f"“{format_relation(reverse_relation(relation.name))}” said by"
                yield self._make(name, other, is_effective=relation.effect == IN_EFFECT)
        for link in self._dangling.get(record.path, ()):
            title = clean_title(link.target)[:_MAX_TEXT_CHARS]
            yield Relation(link.relation.replace("-", " "), "", title)
        for name, other_record in told.find_told(record, self._records):
            if other_record is None:
                yield Relation(_TOLD, "", clean_title(name)[:_MAX_TEXT_CHARS])
            elif other_record.path in self._urls:
                other = self._records.graph.records_by_path[other_record.path]
                yield self._make(_TOLD, other, is_effective=True)

    def _make(self, name: str, other: Record, *, is_effective: bool) -> Relation:
        status = other.state or clean_title(strip_markup(other.state_raw))
        url = self._urls[other.path]
        return Relation(name, other.ref, other.title, url, status, is_effective)
