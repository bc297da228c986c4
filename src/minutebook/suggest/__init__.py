"""What a change decides: read from its diff and its words alone, without a model, offline."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from minutebook.records.model import Shelf
from minutebook.suggest.model import SURE, Assessment, Topic

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.suggest.catalogue.catalogue import Catalogue

__all__ = ["Assessment", "assess", "settle"]


def assess(
    diff: str,
    message: str = "",
    prompt: str = "",
    response: str = "",
    shelf: Shelf | None = None,
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
    weights = score.weights()
    seen = change.read(diff, words, catalogue or catalogues.packaged())
    if not seen.files:
        return Assessment(tests=score.tests((), weights))
    seen.topics = tuple(one for one in seen.topics if not _one_more(one, in_use))
    sightings = score.sightings(seen)
    evidence = score.evidence(sightings, weights)
    points = score.score(sightings, weights)
    found = Assessment(
        score=points,
        suggested=points >= (weights.threshold if threshold is None else threshold),
        topics=seen.topics,
        evidence=evidence,
        tests=score.tests(evidence, weights),
    )
    if found.suggested:
        from minutebook.suggest import wording

        said, title, alternatives = wording.brief(found.topics, words, seen.files)
        found = replace(found, brief=said, title=title, alternatives=alternatives)
    return settle(found, shelf, catalogue) if shelf is not None else found


def _one_more(topic: Topic, in_use: Collection[str]) -> bool:
    said = any(one.signal == "topic-words" for one in topic.evidence)
    return topic.technology in in_use and topic.action == "adopt" and not said


def settle(found: Assessment, shelf: Shelf, catalogue: Catalogue | None = None) -> Assessment:
    """An assessment without the topics that the shelf's decisions and suggestions speak of.

    A change is not suggested of which nothing is left that is sure and stands for itself: there is
    a decision to link it to, or the question was put before. `catalogue` as in `assess`.
    """
    from minutebook.suggest import wording
    from minutebook.suggest.coverage import cover
    from minutebook.suggest.topics import cluster

    left, covered = cover.covering(found.topics, shelf, catalogue)
    if not found.topics and found.suggested:
        covered = cover.asked(found.brief, shelf)
    if not covered:
        return found
    leads = [topic for topic in found.topics if topic not in left]
    new = [
        topic
        for topic in left
        if topic.strength >= SURE and not any(cluster.goes_along(topic, lead) for lead in leads)
    ]
    if not found.suggested or not new:
        found = replace(found, suggested=False, title="", brief="", alternatives=())
        return replace(found, topics=left, covered=covered)
    said, title, alternatives = wording.brief(left, {}, ())
    return replace(
        found, topics=left, covered=covered, title=title, brief=said, alternatives=alternatives
    )
