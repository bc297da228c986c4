"""Find what covers the topics of a change: decisions on record and earlier suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.coverage import decision_text, stance
from minutebook.suggest.coverage.decision_text import DecisionText
from minutebook.suggest.coverage.stance import TopicQuery
from minutebook.suggest.model import CoveringRecord, Topic
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.wording.titles import REMOVED_SUFFIX

COVERED, CONTRADICTS, DISMISSED, PENDING = "covered", "contradicts", "dismissed", "pending"
_ENDED_STATES = ("superseded", "deprecated")


def split_covered(
    topics: Sequence[Topic], records: RecordSet | None, catalogue: Catalogue | None = None
) -> tuple[tuple[Topic, ...], tuple[CoveringRecord, ...]]:
    """Split topics into those that no record covers, and the covering records of the others.

    A decision in force (accepted, proposed, or of an unknown status) covers what it decides and
    contradicts what it decided against; a rejected one contradicts what it proposed. A suggestion
    of an earlier turn covers a topic while it is unanswered (`pending`; the title says what it is
    about) and after it was dismissed (`dismissed`; the title says why). An accepted suggestion
    covers its topics by the decision that was made of it. Each topic has one covering record, of
    several decisions the surest and latest. `catalogue` is the packaged one unless given.
    """
    coverings = find_coverings(topics, records, catalogue)
    return (
        tuple(topic for topic, covering in zip(topics, coverings, strict=True) if not covering),
        tuple(filter(None, coverings)),
    )


def find_coverings(
    topics: Sequence[Topic], records: RecordSet | None, catalogue: Catalogue | None = None
) -> tuple[CoveringRecord | None, ...]:
    """Find what covers each topic, in their order; None where nothing does. See `split_covered`."""
    if records is None or not topics:
        return (None,) * len(topics)
    catalogue = catalogue or load_catalogue()
    decisions = DecisionPages(records)
    earlier_suggestions = list(_iterate_earlier_coverings(records, decisions))
    coverings: list[CoveringRecord | None] = []
    for topic in topics:
        decision_covering = _find_covering_decision(stance.make_query(topic, catalogue), decisions)
        candidates = [decision_covering] if decision_covering else []
        candidates += [
            earlier for key, earlier in earlier_suggestions if key == _make_topic_key(topic)
        ]
        coverings.append(min(candidates, key=_rank_covering, default=None))
    return tuple(coverings)


def _rank_covering(covering: CoveringRecord) -> int:
    """How early a record is named of several that are about a topic.

    A suggestion that would supersede the decision asks already what a contradiction would ask.
    """
    if covering.how == PENDING and covering.target:
        return 2
    return (COVERED, DISMISSED, "", CONTRADICTS, PENDING).index(covering.how)


def find_earlier_suggestions(brief: str, records: RecordSet) -> tuple[CoveringRecord, ...]:
    """Find an earlier suggestion of a change that has no topics, by its brief; at most one."""
    key = (normalise_words(brief), False)
    return tuple(
        covering
        for topic_key, covering in _iterate_earlier_coverings(records, DecisionPages(records))
        if topic_key == key
    )[:1]


class DecisionPages:
    """The decisions of a record set that may be in force, each read once, when it is needed.

    `candidates` holds for each its record, its plain title, the title's words, and its text in
    lower case.
    """

    def __init__(self, records: RecordSet) -> None:
        self.record_set = records
        self.records = [
            record for record in records.of_kind(ADR) if record.state not in _ENDED_STATES
        ]
        titles = (normalise_words(record.title) for record in self.records)
        self.candidates = [
            (record, title, frozenset(title.split()), record.text.lower())
            for record, title in zip(self.records, titles, strict=True)
        ]
        self._texts_by_path: dict[str, DecisionText] = {}
        self._superseded_paths: frozenset[str] | None = None

    def read_decision(self, record: Record) -> DecisionText:
        """Read what a decision's page decides."""
        if record.path not in self._texts_by_path:
            self._texts_by_path[record.path] = decision_text.read_decision(record)
        return self._texts_by_path[record.path]

    def resolve_link(self, target: str, record: Record) -> Record | None:
        """Find the decision that a link of a record names; None where it names no single one."""
        try:
            return self.record_set.resolver.resolve(target, near_record=record, default_kind=ADR)
        except (UnknownRef, AmbiguousRef):
            return None

    def is_in_force(self, record: Record) -> bool:
        """Whether neither the decision's state nor another decision says that it has ended."""
        if self._superseded_paths is None:
            self._superseded_paths = frozenset(
                path for successor in self.records for path in self._iterate_superseded(successor)
            )
        return record.state not in _ENDED_STATES and record.path not in self._superseded_paths

    def _iterate_superseded(self, record: Record) -> Iterator[str]:
        """Iterate over the paths of what a decision supersedes; a proposed one does not yet."""
        for link in record.links:
            if link.relation == "supersedes" and record.state not in ("proposed", "rejected"):
                superseded = self.resolve_link(link.target, record)
                if superseded:
                    yield superseded.path


def _find_covering_decision(query: TopicQuery, decisions: DecisionPages) -> CoveringRecord | None:
    """Find the decision that covers or contradicts a topic: the surest, of those the latest."""
    best: tuple[tuple[int, int, str], Record, str] | None = None
    for record, plain_title, title_words, lower_text in decisions.candidates:
        if not query.is_candidate(plain_title, title_words, lower_text):
            continue
        covering = stance.find_stance(query, decisions.read_decision(record), record.state)
        if covering and decisions.is_in_force(record):
            level, agrees = covering
            rank = (level, record.number or 0, record.date)
            if best is None or rank >= best[0]:
                best = rank, record, COVERED if agrees else CONTRADICTS
    if best is None:
        return None
    _, record, how = best
    suffix = REMOVED_SUFFIX if query.topic.action == "drop" else ""
    return _make_covering(query.topic.name + suffix, record, how)


def _make_covering(topic: str, decision: Record, how: str) -> CoveringRecord:
    return CoveringRecord(
        topic,
        decision.ref,
        decision.title,
        decision.path,
        how,
        decision.state,
        decision.link_target,
    )


def _make_topic_key(topic: Topic) -> tuple[str, bool]:
    """Return the plain name of a topic, and whether its technology is dropped."""
    return normalise_words(topic.name), topic.action == "drop"


def _iterate_earlier_coverings(
    records: RecordSet, decisions: DecisionPages
) -> Iterator[tuple[tuple[str, bool], CoveringRecord]]:
    """Iterate over the topics of earlier suggestions, by key, each with what covers it."""
    for record, suggestion in suggestions.iterate_suggestions(records):
        is_removal = suggestion.topic.endswith(REMOVED_SUFFIX)
        coverings = list(_iterate_coverings(record, suggestion, decisions))
        for name in suggestion.topic_names:
            plain_name = name.removesuffix(REMOVED_SUFFIX)
            key = (normalise_words(plain_name), is_removal or plain_name != name)
            yield from ((key, covering) for covering in coverings)


def _iterate_coverings(
    record: Record, suggestion: Suggestion, decisions: DecisionPages
) -> Iterator[CoveringRecord]:
    """Iterate over what covers the topics of a suggestion that stands in a record."""
    topic = suggestion.topic
    if suggestion.is_closed:
        return  # its cause went again: where it comes back, it is asked anew
    if suggestion.state == suggestions.DISMISSED:
        yield CoveringRecord(topic, suggestion.id, suggestion.reason, record.path, DISMISSED)
    elif suggestion.state != suggestions.ACCEPTED:
        target = next(iter(suggestion.supersedes), "")
        yield CoveringRecord(topic, suggestion.id, topic, record.path, PENDING, target=target)
    else:
        for link in record.links:
            if link.relation != "decides":
                continue
            decision = decisions.resolve_link(link.target, record)
            if decision is None or decision.kind is not ADR or decision.state == "rejected":
                continue
            if decisions.is_in_force(decision):
                yield _make_covering(topic, decision, COVERED)
