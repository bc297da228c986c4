"""What a change decides, as far as the catalogue knows it: its topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.values import Value, field
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ASYNC_FUNCTIONS, DESIGN
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import source_files
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.topics import (
    async_style,
    categories,
    code_uses,
    modules,
    policies,
    sightings,
    stated_names,
)
from minutebook.suggest.topics.code_uses import TechnologyUse
from minutebook.suggest.topics.design import detection
from minutebook.suggest.topics.design.findings import DesignFinding
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

MIN_TOPIC_STRENGTH = 0.3  # what is weaker is no topic

_MAX_EVIDENCE = 6  # pieces that a topic keeps
_MAX_ALTERNATIVES = 5
_MAX_SIGNAL_CERTAINTY = 0.95
# What adds to a certainty: each further file that shows a signal, up to three; each further policy
# of the category that other lines show.
_FURTHER_FILE, _MAX_FURTHER_FILES = 0.05, 3
_FURTHER_POLICY = 0.12
# Signals of which many say no more than one does.
_UNCOUNTED_SIGNALS = frozenset(("topic-import", "topic-file", "topic-design"))
# Signals of what is built upon: where it is removed and the texts say so, it is gone for good,
# while code is removed for many reasons.
_SUPPLY_SIGNALS = frozenset(("topic-dependency", "topic-image"))
_SWAPPED = 0.6  # certainty where one package of a technology replaces another
# Certainties where the message names the technology, one that is only imported, one that is gone
# for good, or only a keyword of the category …
_NAMED, _IMPORT_NAMED, _REMOVAL_NAMED, _KEYWORD_NAMED = 0.45, 0.25, 0.72, 0.3
_OTHER_TEXT_SHARE = 0.6  # … and the share of these where the prompt or the response does
_REPLACED_SHARE = 0.4  # of the doubt, that a replaced technology of the category removes


class TopicCandidate(Value, frozen=False):
    """What speaks for one technology of a category being adopted, or dropped."""

    category: str
    technology: str
    evidence_by_signal: dict[str, list[Evidence]] = field(default_factory=dict)
    certainties: dict[str, float] = field(default_factory=dict)  # by signal
    instead: str = ""

    def add_evidence(self, certainty: float, evidence: Evidence) -> None:
        """Add a sighting, and how certain it makes by itself."""
        self.evidence_by_signal.setdefault(evidence.signal, []).append(evidence)
        self.certainties[evidence.signal] = max(
            certainty, self.certainties.get(evidence.signal, 0.0)
        )

    @property
    def strength(self) -> float:
        """How certain all sightings make together: each removes its share of the doubt."""
        doubt = 1.0
        for signal, certainty in self.certainties.items():
            files = len({evidence.path for evidence in self.evidence_by_signal[signal]})
            if signal not in _UNCOUNTED_SIGNALS:
                certainty += _FURTHER_FILE * min(_MAX_FURTHER_FILES, files - 1)
            doubt *= 1 - min(_MAX_SIGNAL_CERTAINTY, certainty)
        return 1 - doubt

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The first evidence of each signal, then more of them."""
        lists = self.evidence_by_signal.values()
        first = [evidence_list[0] for evidence_list in lists]
        more = [evidence for evidence_list in lists for evidence in evidence_list[1:]]
        return tuple([*first, *more][:_MAX_EVIDENCE])

    @property
    def is_only_imported(self) -> bool:
        """Whether nothing but imports speaks for it."""
        return self.certainties.keys() == {"topic-import"}


TopicCandidates = dict[tuple[str, str], TopicCandidate]  # by category and technology


def detect_topics(
    files: tuple[FileDiff, ...],
    dependencies: Iterable[DependencyChange],
    pieces: Iterable[InfrastructurePiece],
    texts: Mapping[str, str],
    catalogue: Catalogue,
) -> tuple[Topic, ...]:
    """What a change adopts, drops or replaces of what the catalogue knows.

    `texts` are `message`, `prompt` and `response`, as far as there are any. What was in use before
    is no topic. The weightiest topics come first: their strength, by their category's weight.
    """
    sources = source_files.read_sources(files)
    uses = code_uses.find_code_uses(sources, catalogue)
    stated = stated_names.read_stated_names(texts)
    all_sightings = list(sightings.find_sightings(files, dependencies, pieces, uses, catalogue))
    added = [sighting for sighting in all_sightings if sighting.is_added]
    names_in_use = categories.find_in_use(all_sightings, uses)
    adopted = _collect_candidates(
        categories.assign_categories(added, names_in_use, uses, stated, catalogue)
    )
    _add_swapped_packages(adopted, all_sightings)
    policy_uses = sorted(policies.find_policies(sources, catalogue), key=lambda use: -use.certainty)
    for use in policy_uses:
        _add_policy(adopted, use)
    _count_further_policies(adopted, policy_uses)
    if ASYNC_FUNCTIONS in catalogue.detectors:
        turn = async_style.find_async_change(sources, catalogue.detectors[ASYNC_FUNCTIONS])
        if turn:
            instead, async_uses = turn
            for use in async_uses:
                _add_policy(adopted, use).instead = instead
    new_parts, removed_parts = modules.find_module_changes(files, sources, catalogue.detectors)
    for use in new_parts:
        _add_policy(adopted, use)
    for finding in detection.find_design(files, sources, catalogue):
        _add_design(adopted, finding)
    remaining = {sighting.technology.name for sighting in added} | uses.context_names
    dropped = _collect_candidates(
        sighting
        for sighting in all_sightings
        if not sighting.is_added and sighting.technology.name not in remaining
    )
    dropped |= _collect_candidates(
        sightings.make_sighting(use, is_added=False) for use in removed_parts
    )
    _add_stated(adopted, stated.adopted_texts, stated, catalogue)
    _add_stated(dropped, stated.refused_texts, stated, catalogue)
    return _sort_topics([*_make_topics(adopted, dropped, stated, catalogue)], catalogue)


def _sort_topics(topics: list[Topic], catalogue: Catalogue) -> tuple[Topic, ...]:
    """The weightiest first; what another choice needs comes after it: the broker after the jobs."""
    weights: dict[str, float] = {}  # by category
    for topic in topics:
        weight = topic.strength * (0.4 + catalogue.find_category(topic.category).weight)
        weights[topic.category] = max(weight, weights.get(topic.category, 0.0))
    for name in weights:
        for needed in catalogue.find_category(name).needs:
            if needed in weights:
                weights[needed] = min(weights[needed], weights[name] - 0.001)
    return tuple(sorted(topics, key=lambda topic: (-weights[topic.category], -topic.strength)))


def _collect_candidates(some_sightings: Iterable[TechnologySighting]) -> TopicCandidates:
    candidates: TopicCandidates = {}
    for sighting in some_sightings:
        key = (sighting.technology.category, sighting.technology.name)
        candidate = candidates.setdefault(key, TopicCandidate(*key))
        candidate.add_evidence(sighting.certainty, sighting.evidence)
    return candidates


def _add_swapped_packages(
    adopted: TopicCandidates, all_sightings: Iterable[TechnologySighting]
) -> None:
    """Add technologies that are in use through another package now: PyJWT for python-jose."""
    packages: dict[tuple[str, str], tuple[list[TechnologySighting], list[TechnologySighting]]] = {}
    for sighting in all_sightings:
        if sighting.package:
            key = (sighting.technology.category, sighting.technology.name)
            packages.setdefault(key, ([], []))[sighting.is_added].append(sighting)
    for (category, _), (removed, added) in packages.items():
        if len(removed) != 1 or len(added) != 1:
            continue
        old, new = removed[0], added[0]
        if _split_package(old.package) & _split_package(new.package):
            continue
        key = (category, new.package)
        candidate = adopted.setdefault(key, TopicCandidate(*key, instead=old.package))
        candidate.instead = old.package
        candidate.add_evidence(_SWAPPED, new.evidence)
        candidate.add_evidence(_SWAPPED, old.evidence)


def _split_package(package: str) -> set[str]:
    """The parts of a package's name that tell its family."""
    parts = re.split(r"[-_.:/@]", package)
    return {part.rstrip("0123456789") for part in parts if len(part) > 2}


def _add_policy(adopted: TopicCandidates, use: TechnologyUse) -> TopicCandidate:
    """Add a policy: to the strongest candidate of its category, else as one of its own."""
    sighting = sightings.make_sighting(use)
    key = (use.technology.category, use.technology.name)
    peers = [
        candidate
        for candidate in adopted.values()
        if candidate.category == key[0] and not candidate.is_only_imported
    ]
    candidate = max(peers, key=lambda peer: peer.strength, default=None)
    if candidate is None:
        candidate = adopted.setdefault(key, TopicCandidate(*key))
    candidate.add_evidence(sighting.certainty, sighting.evidence)
    return candidate


def _add_design(adopted: TopicCandidates, finding: DesignFinding) -> None:
    """Add a choice of design, always as a candidate of its own."""
    sighting = sightings.make_sighting(finding.use)
    key = (finding.use.technology.category, finding.use.technology.name)
    candidate = adopted.setdefault(key, TopicCandidate(*key))
    candidate.instead = finding.instead
    candidate.add_evidence(sighting.certainty, sighting.evidence)


def _count_further_policies(adopted: TopicCandidates, policy_uses: list[TechnologyUse]) -> None:
    """Let each further policy of a category add a little, where other lines show it.

    A permission check, its column and its use make more certain together than one of them.
    """
    lines_by_name: dict[str, dict[str, set[tuple[str, int]]]] = {}  # by category
    for use in policy_uses:
        names = lines_by_name.setdefault(use.technology.category, {})
        names.setdefault(use.technology.name, set()).add((use.path, use.line))
    for candidate in adopted.values():
        counted: set[tuple[str, int]] = set()
        for lines in lines_by_name.get(candidate.category, {}).values():
            if counted and not lines & counted and "topic-policy" in candidate.certainties:
                candidate.certainties["topic-policy"] += _FURTHER_POLICY
            counted |= lines


def _add_stated(
    candidates: TopicCandidates,
    texts: Mapping[str, str],
    stated: StatedNames,
    catalogue: Catalogue,
) -> None:
    """Let texts speak for the candidates that they name, or whose category they name.

    `texts` is one of the two sides of `stated`.
    """
    for candidate in candidates.values():
        category = catalogue.find_category(candidate.category)
        known = category.technologies.get(candidate.technology)
        names = known.prose_names if known else (candidate.technology,)
        certainty = _NAMED
        if candidate.is_only_imported:
            certainty = _IMPORT_NAMED
        elif texts is stated.refused_texts and not _SUPPLY_SIGNALS.isdisjoint(
            candidate.certainties
        ):
            certainty = _REMOVAL_NAMED
        is_design = DESIGN in category.traits
        for source, text in texts.items():
            if is_design:  # "replace the old ledger by journals" speaks of both
                text = f"{stated.adopted_texts[source]} {stated.refused_texts[source]}"
            named = stated_names.find_name(names, text)
            is_likely = is_design or candidate.strength >= MIN_TOPIC_STRENGTH
            keyword = stated_names.find_name(category.keywords, text) if is_likely else ""
            if named or keyword:
                share = 1.0 if source == "message" else _OTHER_TEXT_SHARE
                excerpt = stated.find_sentence(source, named or keyword)
                candidate.add_evidence(
                    (certainty if named else _KEYWORD_NAMED) * share,
                    Evidence("topic-words", source, 0, excerpt),
                )


def _make_topics(
    adopted: TopicCandidates, dropped: TopicCandidates, stated: StatedNames, catalogue: Catalogue
) -> Iterator[Topic]:
    """The topics: what is adopted, instead of what, and what is dropped for nothing."""
    unpaired = dict(dropped)
    strong = [
        candidate for candidate in adopted.values() if candidate.strength >= MIN_TOPIC_STRENGTH
    ]
    merged = _merge_libraries(strong, catalogue)
    for candidate in sorted(merged, key=lambda candidate: -candidate.strength):
        strength, evidence = candidate.strength, candidate.evidence
        rivals = [rival for rival in unpaired.values() if rival.category == candidate.category]
        rival = max(rivals, key=lambda rival: rival.strength, default=None)
        if rival is not None:
            del unpaired[(rival.category, rival.technology)]
            candidate.instead = rival.technology
            strength = 1 - (1 - strength) * (1 - _REPLACED_SHARE)
            evidence = (*evidence[: _MAX_EVIDENCE - 1], rival.evidence[0])
        action = "replace" if candidate.instead else "adopt"
        yield _make_topic(candidate, action, strength, evidence, stated, catalogue)
    for candidate in unpaired.values():
        if candidate.strength >= MIN_TOPIC_STRENGTH:
            yield _make_topic(
                candidate, "drop", candidate.strength, candidate.evidence, stated, catalogue
            )


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
