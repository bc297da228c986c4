"""Topics from candidates: what is adopted, instead of what, and what is dropped for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ADDITIVE, OTHER_PACKAGE
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.topics.candidates import (
    MAX_EVIDENCE,
    MIN_TOPIC_STRENGTH,
    TopicCandidate,
    TopicCandidates,
)
from minutebook.suggest.topics.stated_names import StatedNames

_MAX_ALTERNATIVES = 5
_MIN_RIVAL_STRENGTH = 0.2  # of what takes the place of a dependency that is dropped
_REPLACED_SHARE = 0.4  # of the doubt, that a replaced technology of the category removes


def make_topics(
    adopted: TopicCandidates, dropped: TopicCandidates, stated: StatedNames, catalogue: Catalogue
) -> Iterator[Topic]:
    """The topics: what is adopted, instead of what, and what is dropped for nothing."""
    unpaired = dict(dropped)
    general = catalogue.detectors.get(OTHER_PACKAGE)  # of packages for different ends
    strong = [
        candidate
        for candidate in adopted.values()
        if candidate.strength >= MIN_TOPIC_STRENGTH or _takes_a_place(candidate, dropped, catalogue)
    ]
    merged = _merge_libraries(strong, catalogue)
    for candidate in sorted(merged, key=lambda candidate: -candidate.strength):
        strength, evidence = candidate.strength, candidate.evidence
        rivals = [
            rival
            for rival in unpaired.values()
            if rival.category != general
            and _are_rivals(candidate, rival, catalogue)
            and _can_pair(rival, stated, candidate, catalogue)
        ]
        paths = candidate.paths
        rival = max(
            rivals, key=lambda rival: (bool(paths & rival.paths), rival.strength), default=None
        )
        if rival is not None:
            del unpaired[(rival.category, rival.technology)]
            candidate.instead = rival.technology
            strength = 1 - (1 - strength) * (1 - _REPLACED_SHARE)
            evidence = (*evidence[: MAX_EVIDENCE - 1], rival.evidence[0])
        action = "replace" if candidate.instead else "adopt"
        yield _make_topic(candidate, action, strength, evidence, stated, catalogue)
    for candidate in unpaired.values():
        if candidate.strength >= MIN_TOPIC_STRENGTH:
            yield _make_topic(
                candidate, "drop", candidate.strength, candidate.evidence, stated, catalogue
            )


def _takes_a_place(
    candidate: TopicCandidate, dropped: TopicCandidates, catalogue: Catalogue
) -> bool:
    """Whether a weak candidate is what a program uses now instead of a dependency that is dropped.

    The standard library needs no dependency: System.Text.Json shows by an import alone.
    """
    return candidate.strength >= _MIN_RIVAL_STRENGTH and any(
        "topic-dependency" in rival.certainties
        and rival.strength >= MIN_TOPIC_STRENGTH
        and _are_rivals(candidate, rival, catalogue)
        for rival in dropped.values()
    )


def _are_rivals(candidate: TopicCandidate, rival: TopicCandidate, catalogue: Catalogue) -> bool:
    """Whether the one can be used instead of the other, by the catalogue."""
    if candidate.category != rival.category:
        return False
    category = catalogue.find_category(candidate.category)
    names = {candidate.technology.lower(), rival.technology.lower()}
    return not names <= category.together and len(names & category.protocols) != 1


def _can_pair(
    rival: TopicCandidate, stated: StatedNames, candidate: TopicCandidate, catalogue: Catalogue
) -> bool:
    """Whether what is dropped is replaced by a candidate, where several can be beside each other.

    There, the manifest has to be the same, or a text to refuse the one that is dropped.
    """
    category = catalogue.find_category(rival.category)
    both_depend = all("topic-dependency" in each.certainties for each in (rival, candidate))
    if ADDITIVE not in category.traits or not both_depend or rival.paths & candidate.paths:
        return True
    known = category.technologies.get(rival.technology)
    return stated.has_refused(known.prose_names if known else (rival.technology,))


def _merge_libraries(
    candidates: list[TopicCandidate], catalogue: Catalogue
) -> Iterator[TopicCandidate]:
    """The candidates, with those that are libraries merged into the strongest that they serve."""
    libraries: list[TopicCandidate] = []
    others: list[TopicCandidate] = []
    for candidate in candidates:
        technologies = catalogue.find_category(candidate.category).technologies
        known = technologies.get(candidate.technology)
        (libraries if known and known.is_library else others).append(candidate)
    for library in libraries:
        peers = [other for other in others if other.category == library.category]
        served = max(peers, key=lambda peer: peer.strength, default=None)
        if served is None:
            yield library
            continue
        for signal, all_evidence in library.evidence_by_signal.items():
            for evidence in all_evidence:
                served.add_evidence(library.certainties[signal], evidence)
    yield from others


def _make_topic(
    candidate: TopicCandidate,
    action: str,
    strength: float,
    evidence: tuple[Evidence, ...],
    stated: StatedNames,
    catalogue: Catalogue,
) -> Topic:
    refused = [
        technology.name
        for technology in catalogue.find_category(candidate.category).technologies.values()
        if stated.has_refused(technology.prose_names)
    ]
    usual = catalogue.find_alternatives(candidate.category, candidate.technology, _MAX_ALTERNATIVES)
    replaced = [candidate.instead] if candidate.instead else []
    alternatives = dict.fromkeys((*replaced, *refused, *usual))
    alternatives.pop(candidate.technology, None)
    return Topic(
        candidate.category,
        candidate.technology,
        action,
        candidate.instead,
        tuple(alternatives)[:_MAX_ALTERNATIVES],
        round(strength, 3),
        evidence,
    )
