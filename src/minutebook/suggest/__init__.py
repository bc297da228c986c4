"""Suggest a decision record for a change, from its diff and the texts about it.

Nothing is asked of a language model or of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from minutebook.lean.values import replace
from minutebook.records.model import RecordSet
from minutebook.suggest.model import SURE_STRENGTH, Assessment, CoveringRecord, Topic

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.suggest.catalogue.catalogue import Catalogue

__all__ = ["Assessment", "assess", "exclude_covered"]


def assess(
    diff: str,
    message: str = "",
    prompt: str = "",
    response: str = "",
    records: RecordSet | None = None,
    *,
    catalogue: Catalogue | None = None,
    threshold: float | None = None,
    in_use: Collection[str] = (),
    list_usual_sizes: Callable[[], Sequence[int]] = tuple,
) -> Assessment:
    """Assess whether a change decides something that deserves a record, what, and why.

    `diff` is a unified diff, `message` the messages of its commits, `prompt` and `response` what a
    coding agent was asked and answered. What the decisions of `records` cover is not suggested
    again. `catalogue` is the packaged one unless given; `threshold` is the score (0 to 1) from
    which a change is suggested, the packaged one unless given. `in_use` names technologies that
    the code used before the change: using them once more is not a choice, unless the texts say
    that it is one. `list_usual_sizes` says how many lines each of the repository's latest changes
    added and removed: where changes are large as a rule, a large one says less. It is called where
    that may decide whether the change is suggested. Raises nothing for any text.
    """
    from minutebook.suggest import change
    from minutebook.suggest.catalogue import catalogue as catalogues
    from minutebook.suggest.scoring import score, usual_size

    texts = {"message": message, "prompt": prompt, "response": response}
    catalogue = catalogue or catalogues.load_catalogue()
    weights = score.load_weights()
    read = change.read_change(diff, texts, catalogue)
    if not read.files:
        return Assessment(tests=score.judge_tests((), weights))
    read.topics = tuple(topic for topic in read.topics if not _is_further_use(topic, in_use))
    results = score.measure_signals(read)
    evidence = score.collect_evidence(results, weights)
    least_score = weights.threshold if threshold is None else threshold
    log_odds = score.compute_log_odds(results, weights)
    if score.compute_score(log_odds + weights.usual_size.most) >= least_score:
        line_counts = list_usual_sizes()
        shift = weights.usual_size.compute_shift(line_counts)
        log_odds += shift
        evidence += usual_size.make_evidence(shift, line_counts)
    points = score.compute_score(log_odds)
    assessment = Assessment(
        score=points,
        suggested=points >= least_score,
        topics=read.topics,
        evidence=evidence,
        tests=score.judge_tests(evidence, weights),
    )
    if assessment.suggested:
        from minutebook.suggest.wording import decisions

        composed = decisions.compose_decisions(assessment, texts, read.files, catalogue)
        assessment = replace(assessment, decisions=composed)
    return assessment if records is None else exclude_covered(assessment, records, catalogue)


def _is_further_use(topic: Topic, in_use: Collection[str]) -> bool:
    """Whether a topic only uses a technology once more that the code used before."""
    is_stated = any(evidence.signal == "topic-words" for evidence in topic.evidence)
    return topic.technology in in_use and topic.action == "adopt" and not is_stated


def exclude_covered(
    assessment: Assessment, records: RecordSet, catalogue: Catalogue | None = None
) -> Assessment:
    """Take out of an assessment the topics that decisions or earlier suggestions cover.

    Each decision of the change is left out for itself, where there is a record to link to or the
    question was asked before; what merely comes with a covered choice goes with it. A choice that
    says the opposite of a decision on record stays, and names what it reverses: where that decision
    was accepted and the change surely does so, the score does not count. `catalogue` as in
    `assess`.
    """
    from minutebook.suggest.coverage import cover
    from minutebook.suggest.wording import decisions

    if not assessment.topics:
        if not assessment.suggested:
            return assessment
        earlier = cover.find_earlier_suggestions(assessment.brief, records)
        if not earlier:
            return assessment
        return replace(assessment, suggested=False, covered=earlier, decisions=())
    coverings = cover.find_coverings(assessment.topics, records, catalogue)
    if not any(coverings):
        return assessment
    pairs = tuple(zip(assessment.topics, coverings, strict=True))
    reversed_decisions = {
        topic: covering
        for topic, covering in pairs
        if covering and _is_reversal(topic, covering, assessment)
    }
    left = tuple(topic for topic, covering in pairs if not covering or topic in reversed_decisions)
    covered = tuple(
        covering
        for topic, covering in pairs
        if covering and (covering.how != cover.CONTRADICTS or topic in reversed_decisions)
    )
    leads = _find_leads(assessment, pairs, catalogue)
    leads.update(reversed_decisions)
    candidates = _list_candidates(assessment, pairs, leads, catalogue)
    composed = decisions.compose_decisions(
        replace(assessment, topics=candidates), {}, (), catalogue, leads=leads
    )
    worded = (decisions.keep_wording(decision, assessment.decisions) for decision in composed)
    return replace(
        assessment,
        suggested=bool(composed),
        topics=left,
        covered=covered,
        decisions=tuple(
            replace(decision, reverses=_list_reversed(decision.topics, reversed_decisions))
            for decision in worded
        ),
    )


def _is_reversal(topic: Topic, covering: CoveringRecord, assessment: Assessment) -> bool:
    """Whether a change surely says the opposite of a decision on record."""
    if covering.how != "contradicts":
        return False
    if assessment.suggested and topic == assessment.topics[0]:
        return True
    is_due = assessment.suggested or covering.state == "accepted"
    return is_due and topic.strength >= SURE_STRENGTH


def _find_leads(
    assessment: Assessment,
    pairs: Sequence[tuple[Topic, CoveringRecord | None]],
    catalogue: Catalogue | None,
) -> set[Topic]:
    """The topics without a record that lead a decision still, although others have one.

    They are sure, and do not merely come with a covered choice. Where a decision covers what led,
    the next one leads; where the question was asked before, what was not worth one then is not now.
    """
    from minutebook.suggest.topics import cluster

    if not assessment.suggested:
        return set()
    covered_topics = [topic for topic, covering in pairs if covering]
    sure = [
        topic
        for topic, covering in pairs
        if not covering
        and topic.strength >= SURE_STRENGTH
        and not any(cluster.is_companion(topic, lead, catalogue) for lead in covered_topics)
    ]
    own = {decision.topics[0] for decision in assessment.decisions if decision.topics}
    leads = {topic for topic in sure if topic in own}
    if not leads and all(covering.how == "covered" for _, covering in pairs if covering):
        leads.update(sure[:1])
    return leads


def _list_candidates(
    assessment: Assessment,
    pairs: Sequence[tuple[Topic, CoveringRecord | None]],
    leads: Collection[Topic],
    catalogue: Catalogue | None,
) -> tuple[Topic, ...]:
    """The topics that decisions are made of: the leads, and what no covered choice brings along."""
    from minutebook.suggest.topics import cluster

    brings = [topic for topic, covering in pairs if covering and topic not in leads]
    return tuple(
        topic
        for topic, covering in pairs
        if topic in leads
        or (
            leads
            and assessment.suggested
            and not covering
            and not any(cluster.is_companion(topic, lead, catalogue) for lead in brings)
        )
    )


def _list_reversed(
    topics: Sequence[Topic], reversed_decisions: Mapping[Topic, CoveringRecord]
) -> tuple[CoveringRecord, ...]:
    """What the topics of a decision reverse, each decision on record once."""
    by_ref = {
        reversed_decisions[topic].ref: reversed_decisions[topic]
        for topic in topics
        if topic in reversed_decisions
    }
    return tuple(by_ref.values())
