"""Not again: what the decisions on the shelf, and earlier suggestions, say of a change's topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.records.phr import suggestions
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.coverage import decision_text, stance
from minutebook.suggest.coverage.decision_text import DecisionText
from minutebook.suggest.coverage.stance import TopicQuery
from minutebook.suggest.model import CoveringRecord, Topic
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.wording import REMOVED_SUFFIX

COVERED, CONTRADICTS, DISMISSED, PENDING = "covered", "contradicts", "dismissed", "pending"
_GONE = ("superseded", "deprecated")


def split_covered(
    topics: Sequence[Topic], records: RecordSet | None, catalogue: Catalogue | None = None
) -> tuple[tuple[Topic, ...], tuple[CoveringRecord, ...]]:
    """The topics that nothing on the shelf speaks of, and what speaks of the others.

    A decision that stands (accepted, proposed, or of no known status) covers what it decides and
    contradicts what it decided against; a rejected one contradicts what it refused. A suggestion
    of an earlier turn keeps a topic quiet while it is open (`pending`; the title says what it is
    about) and once it was dismissed (`dismissed`; the title says why); an accepted one covers its
    topics through the decision that was made of it. One covering a topic, the surest and latest.
    """
    if records is None or not topics:
        return tuple(topics), ()
    catalogue = catalogue or load_catalogue()
    pages = _Pages(records)
    earlier = list(_earlier(records, pages))
    left: list[Topic] = []
    found: list[CoveringRecord] = []
    for topic in topics:
        says = _says(stance.make_query(topic, catalogue), pages)
        told = [says] if says else []
        told += [one for key, one in earlier if key == _key(topic)]
        if told:
            order = (COVERED, DISMISSED, CONTRADICTS, PENDING)
            found.append(min(told, key=lambda one: order.index(one.how)))
        else:
            left.append(topic)
    return tuple(left), tuple(found)


def find_earlier_suggestions(brief: str, records: RecordSet) -> tuple[CoveringRecord, ...]:
    """What earlier suggestions say of a change that no topic tells of, by its brief."""
    key = (normalise_words(brief), False)
    return tuple(one for known, one in _earlier(records, _Pages(records)) if known == key)[:1]


class _Pages:
    """The decisions of a shelf that may speak of a topic, each read once, when it is asked for."""

    def __init__(self, shelf: RecordSet) -> None:
        self.shelf = shelf
        self.records = [record for record in shelf.of_kind(ADR) if record.state not in _GONE]
        titles = (normalise_words(record.title) for record in self.records)
        self.seen = [
            (record, title, frozenset(title.split()), record.text.lower())
            for record, title in zip(self.records, titles, strict=True)
        ]
        self._read: dict[str, DecisionText] = {}
        self._replaced: frozenset[str] | None = None

    def page(self, record: Record) -> DecisionText:
        if record.path not in self._read:
            self._read[record.path] = decision_text.read_decision(record)
        return self._read[record.path]

    def find(self, words: str, near: Record) -> Record | None:
        """The decision that a link names."""
        try:
            return self.shelf.resolver.resolve(words, near_record=near, default_kind=ADR)
        except (UnknownRef, AmbiguousRef):
            return None

    def holds(self, record: Record) -> bool:
        """Whether no other decision says that it supersedes this one."""
        if self._replaced is None:
            self._replaced = frozenset(path for one in self.records for path in self._replaces(one))
        return record.state not in _GONE and record.path not in self._replaced

    def _replaces(self, record: Record) -> Iterator[str]:
        """The paths of what a decision supersedes; one that is only proposed does not yet."""
        for link in record.links:
            if link.relation == "supersedes" and record.state not in ("proposed", "rejected"):
                other = self.find(link.target, record)
                if other:
                    yield other.path


def _says(one: TopicQuery, pages: _Pages) -> CoveringRecord | None:
    """What the decisions say of a topic: the surest of them, the latest of those."""
    best: tuple[tuple[int, int, str], Record, str] | None = None
    for record, title, words, text in pages.seen:
        if not one.is_candidate(title, words, text):
            continue
        found = stance.find_stance(one, pages.page(record), record.state)
        if found and pages.holds(record):
            level, agrees = found
            rank = (level, record.number or 0, record.date)
            if best is None or rank >= best[0]:
                best = rank, record, COVERED if agrees else CONTRADICTS
    if best is None:
        return None
    _, record, how = best
    gone = REMOVED_SUFFIX if one.topic.action == "drop" else ""
    return CoveringRecord(one.topic.name + gone, record.ref, record.title, record.path, how)


def _key(topic: Topic) -> tuple[str, bool]:
    return normalise_words(topic.name), topic.action == "drop"


def _earlier(shelf: RecordSet, pages: _Pages) -> Iterator[tuple[tuple[str, bool], CoveringRecord]]:
    """What the ledgers of earlier turns say, by topic."""
    for record, one in suggestions.iterate_suggestions(shelf):
        says = [CoveringRecord(one.topic, one.id, one.topic, record.path, PENDING)]
        if one.state == suggestions.DISMISSED:
            says = [CoveringRecord(one.topic, one.id, one.reason, record.path, DISMISSED)]
        elif one.state == suggestions.ACCEPTED:
            says = [
                CoveringRecord(one.topic, made.ref, made.title, made.path, COVERED)
                for link in record.links
                if link.relation == "decides" and (made := pages.find(link.target, record))
                if made.kind is ADR and made.state != "rejected" and pages.holds(made)
            ]
        goes = one.topic.endswith(REMOVED_SUFFIX)
        for name in one.topic_names:
            for each in says:
                yield (normalise_words(name.removesuffix(REMOVED_SUFFIX)), goes), each
