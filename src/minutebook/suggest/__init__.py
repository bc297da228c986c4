"""Suggest a decision record for a change, from its diff and the texts about it.

Nothing is asked of a language model or of the network.
"""

from __future__ import annotations

from collections.abc import Collection

from minutebook.lean.values import replace
from minutebook.records.model import RecordSet
from minutebook.suggest.model import SURE_STRENGTH, Assessment, Topic

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
) -> Assessment:
    """Assess whether a change decides something that deserves a record, what, and why.

    `diff` is a unified diff, `message` the messages of its commits, `prompt` and `response` what a
    coding agent was asked and answered. What the decisions of `records` cover is not suggested
    again. `catalogue` is the packaged one unless given; `threshold` is the score (0 to 1) from
    which a change is suggested, the packaged one unless given. `in_use` names technologies that
    the code used before the change: using them once more is not a choice, unless the texts say
    that it is one. Raises nothing for any text.
    """
    from minutebook.suggest import change
    from minutebook.suggest.catalogue import catalogue as catalogues
    from minutebook.suggest.scoring import score

    texts = {"message": message, "prompt": prompt, "response": response}
    catalogue = catalogue or catalogues.load_catalogue()
    weights = score.load_weights()
    read = change.read_change(diff, texts, catalogue)
    if not read.files:
        return Assessment(tests=score.judge_tests((), weights))
    read.topics = tuple(topic for topic in read.topics if not _is_further_use(topic, in_use))
    results = score.measure_signals(read)
    evidence = score.collect_evidence(results, weights)
    points = score.compute_score(results, weights)
    assessment = Assessment(
        score=points,
        suggested=points >= (weights.threshold if threshold is None else threshold),
        topics=read.topics,
        evidence=evidence,
        tests=score.judge_tests(evidence, weights),
    )
    if assessment.suggested:
        from minutebook.suggest.wording import titles

        brief, title, alternatives = titles.compose_suggestion(
            assessment.topics, texts, read.files, catalogue
        )
        assessment = replace(assessment, brief=brief, title=title, alternatives=alternatives)
    return assessment if records is None else exclude_covered(assessment, records, catalogue)


def _is_further_use(topic: Topic, in_use: Collection[str]) -> bool:
    """Whether a topic only uses a technology once more that the code used before."""
    is_stated = any(evidence.signal == "topic-words" for evidence in topic.evidence)
    return topic.technology in in_use and topic.action == "adopt" and not is_stated


def exclude_covered(
    assessment: Assessment, records: RecordSet, catalogue: Catalogue | None = None
) -> Assessment:
    """Take out of an assessment the topics that decisions or earlier suggestions cover.

    The change stays suggested only where a topic is left that is sure and does not merely come
    with a covered one: otherwise there is a decision to link to, or the question was asked
    before. `catalogue` as in `assess`.
    """
    from minutebook.suggest.coverage import cover
    from minutebook.suggest.topics import cluster
    from minutebook.suggest.wording import titles

    uncovered, covered = cover.split_covered(assessment.topics, records, catalogue)
    if not assessment.topics and assessment.suggested:
        covered = cover.find_earlier_suggestions(assessment.brief, records)
    if not covered:
        return assessment
    covered_topics = [topic for topic in assessment.topics if topic not in uncovered]
    new_topics = [
        topic
        for topic in uncovered
        if topic.strength >= SURE_STRENGTH
        and not any(cluster.is_companion(topic, lead, catalogue) for lead in covered_topics)
    ]
    if assessment.suggested and new_topics:
        brief, title, alternatives = titles.compose_suggestion(uncovered, {}, (), catalogue)
    else:
        brief, title, alternatives = "", "", ()
    return replace(
        assessment,
        suggested=assessment.suggested and bool(new_topics),
        topics=uncovered,
        covered=covered,
        brief=brief,
        title=title,
        alternatives=alternatives,
    )
