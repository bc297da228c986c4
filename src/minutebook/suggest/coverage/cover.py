"""Not again: what the decisions on the shelf, and earlier suggestions, say of a change's topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.model import ADR, Record, Shelf
from minutebook.records.phr import suggestions
from minutebook.records.references import Resolver
from minutebook.suggest.catalogue.catalogue import Catalogue, packaged
from minutebook.suggest.coverage import decision_text, stance
from minutebook.suggest.coverage.decision_text import Decided
from minutebook.suggest.coverage.stance import Asked
from minutebook.suggest.model import Covering, Topic
from minutebook.suggest.prose.names import plain
from minutebook.suggest.wording import REMOVED

COVERED, CONTRADICTS, DISMISSED, PENDING = "covered", "contradicts", "dismissed", "pending"
_GONE = ("superseded", "deprecated")


def covering(
    topics: Sequence[Topic], shelf: Shelf | None, catalogue: Catalogue | None = None
) -> tuple[tuple[Topic, ...], tuple[Covering, ...]]:
    """The topics that nothing on the shelf speaks of, and what speaks of the others.

    A decision that stands (accepted, proposed, or of no known status) covers what it decides and
    contradicts what it decided against; a rejected one contradicts what it refused. A suggestion
    of an earlier turn keeps a topic quiet while it is open (`pending`; the title says what it is
    about) and once it was dismissed (`dismissed`; the title says why); an accepted one covers its
    topics through the decision that was made of it. One covering a topic, the surest and latest.
    """
    if shelf is None or not topics:
        return tuple(topics), ()
    catalogue = catalogue or packaged()
    pages = _Pages(shelf)
    earlier = list(_earlier(shelf, pages))
    left: list[Topic] = []
    found: list[Covering] = []
    for topic in topics:
        says = _says(stance.asked(topic, catalogue), pages)
        told = [says] if says else []
        told += [one for key, one in earlier if key == _key(topic)]
        if told:
            order = (COVERED, DISMISSED, CONTRADICTS, PENDING)
            found.append(min(told, key=lambda one: order.index(one.how)))
        else:
            left.append(topic)
    return tuple(left), tuple(found)


def asked(brief: str, shelf: Shelf) -> tuple[Covering, ...]:
    """What earlier suggestions say of a change that no topic tells of, by its brief."""
    key = (plain(brief), False)
    return tuple(one for known, one in _earlier(shelf, _Pages(shelf)) if known == key)[:1]


class _Pages:
    """The decisions of a shelf that may speak of a topic, each read once, when it is asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.resolver: Resolver | None = None
        self.records = [record for record in shelf.of(ADR) if record.state not in _GONE]
        titles = (plain(record.title) for record in self.records)
        self.seen = [
            (record, title, frozenset(title.split()), record.text.lower())
            for record, title in zip(self.records, titles, strict=True)
        ]
        self._read: dict[str, Decided] = {}
        self._replaced: frozenset[str] | None = None

    def page(self, record: Record) -> Decided:
        if record.path not in self._read:
            self._read[record.path] = decision_text.read(record)
        return self._read[record.path]

    def find(self, words: str, near: Record) -> Record | None:
        """The decision that a link names."""
        if self.resolver is None:
            self.resolver = Resolver(self.shelf.records)
        try:
            return self.resolver.find(words, near=near, bare=ADR)
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


def _says(one: Asked, pages: _Pages) -> Covering | None:
    """What the decisions say of a topic: the surest of them, the latest of those."""
    best: tuple[tuple[int, int, str], Record, str] | None = None
    for record, title, words, text in pages.seen:
        if not one.may_speak(title, words, text):
            continue
        found = stance.of(one, pages.page(record), record.state)
        if found and pages.holds(record):
            level, agrees = found
            rank = (level, record.number or 0, record.date)
            if best is None or rank >= best[0]:
                best = rank, record, COVERED if agrees else CONTRADICTS
    if best is None:
        return None
    _, record, how = best
    gone = REMOVED if one.topic.action == "drop" else ""
    return Covering(one.topic.name + gone, record.ref, record.title, record.path, how)


def _key(topic: Topic) -> tuple[str, bool]:
    return plain(topic.name), topic.action == "drop"


def _earlier(shelf: Shelf, pages: _Pages) -> Iterator[tuple[tuple[str, bool], Covering]]:
    """What the ledgers of earlier turns say, by topic."""
    for record, one in suggestions.every(shelf):
        says = [Covering(one.topic, one.id, one.topic, record.path, PENDING)]
        if one.state == suggestions.DISMISSED:
            says = [Covering(one.topic, one.id, one.reason, record.path, DISMISSED)]
        elif one.state == suggestions.ACCEPTED:
            says = [
                Covering(one.topic, made.ref, made.title, made.path, COVERED)
                for link in record.links
                if link.relation == "decides" and (made := pages.find(link.target, record))
                if made.kind is ADR and made.state != "rejected" and pages.holds(made)
            ]
        goes = one.topic.endswith(REMOVED)
        for name in one.names:
            for each in says:
                yield (plain(name.removesuffix(REMOVED)), goes), each
