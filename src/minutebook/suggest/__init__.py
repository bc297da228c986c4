"""What a change decides: read from its diff and its words alone, without a model, offline."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

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
    """Whether a change decides something that deserves a record, what, and on what grounds.

    `diff` is a unified diff, `message` that of its commits, `prompt` and `response` what a coding
    agent was asked and said. `shelf`: what its decisions cover is not suggested again. `catalogue`
    is the packaged one unless given; `threshold` the score from which a change is suggested;
    `in_use` are technologies that the code had before: one more use of them is no choice, unless
    the words say that it is one.
    Raises nothing for any text.
    """
    from minutebook.suggest import change, score
    from minutebook.suggest.catalogue import catalogue as catalogues

    words = {"message": message, "prompt": prompt, "response": response}
    catalogue = catalogue or catalogues.load_catalogue()
    weights = score.load_weights()
    seen = change.read_change(diff, words, catalogue)
    if not seen.files:
        return Assessment(tests=score.judge_tests((), weights))
    seen.topics = tuple(one for one in seen.topics if not _one_more(one, in_use))
    sightings = score.measure_signals(seen)
    evidence = score.collect_evidence(sightings, weights)
    points = score.compute_score(sightings, weights)
    found = Assessment(
        score=points,
        suggested=points >= (weights.threshold if threshold is None else threshold),
        topics=seen.topics,
        evidence=evidence,
        tests=score.judge_tests(evidence, weights),
    )
    if found.suggested:
        from minutebook.suggest import wording

        said, title, alternatives = wording.compose_suggestion(
            found.topics, words, seen.files, catalogue
        )
        found = replace(found, brief=said, title=title, alternatives=alternatives)
    return exclude_covered(found, records, catalogue) if records is not None else found


def _one_more(topic: Topic, in_use: Collection[str]) -> bool:
    said = any(one.signal == "topic-words" for one in topic.evidence)
    return topic.technology in in_use and topic.action == "adopt" and not said


def exclude_covered(
    assessment: Assessment, records: RecordSet, catalogue: Catalogue | None = None
) -> Assessment:
    """An assessment without the topics that the shelf's decisions and suggestions speak of.

    A change is not suggested of which nothing is left that is sure and stands for itself: there is
    a decision to link it to, or the question was put before. `catalogue` as in `assess`.
    """
    from minutebook.suggest import wording
    from minutebook.suggest.coverage import cover
    from minutebook.suggest.topics import cluster

    left, covered = cover.split_covered(assessment.topics, records, catalogue)
    if not assessment.topics and assessment.suggested:
        covered = cover.find_earlier_suggestions(assessment.brief, records)
    if not covered:
        return assessment
    leads = [topic for topic in assessment.topics if topic not in left]
    new = [
        topic
        for topic in left
        if topic.strength >= SURE_STRENGTH
        and not any(cluster.is_companion(topic, lead, catalogue) for lead in leads)
    ]
    if not assessment.suggested or not new:
        assessment = replace(assessment, suggested=False, title="", brief="", alternatives=())
        return replace(assessment, topics=left, covered=covered)
    said, title, alternatives = wording.compose_suggestion(left, {}, (), catalogue)
    return replace(
        assessment, topics=left, covered=covered, title=title, brief=said, alternatives=alternatives
    )
