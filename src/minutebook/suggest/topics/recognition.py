"""What a change decides, as far as the catalogue knows it: its topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import (
    ADDITIVE,
    ASYNC_FUNCTIONS,
    DESIGN,
    INDEPENDENT,
    OTHER_PACKAGE,
)
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
    package_names,
    package_topics,
    policies,
    prominence,
    sightings,
    stated_names,
)
from minutebook.suggest.topics.candidates import MAX_EVIDENCE, TopicCandidate, TopicCandidates
from minutebook.suggest.topics.code_uses import TechnologyUse
from minutebook.suggest.topics.design import detection
from minutebook.suggest.topics.design.findings import DesignFinding
from minutebook.suggest.topics.package_topics import PackageTopic
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

MIN_TOPIC_STRENGTH = 0.3  # what is weaker is no topic

_MAX_ALTERNATIVES = 5
# What each further policy of a category adds to a certainty, where other lines show it.
_FURTHER_POLICY = 0.12
# Signals of what is built upon: where it is removed and the texts say so, it is gone for good,
# while code is removed for many reasons.
_SUPPLY_SIGNALS = frozenset(("topic-dependency", "topic-image"))
_SWAPPED = 0.6  # certainty where one package of a technology replaces another
# Certainties where the message names the technology, one that is only imported, one that is gone
# for good, or only a keyword of the category …
_NAMED, _IMPORT_NAMED, _REMOVAL_NAMED, _KEYWORD_NAMED = 0.45, 0.25, 0.72, 0.3
_OTHER_TEXT_SHARE = 0.6  # … and the share of these where the prompt or the response does
_SAMPLE_SHARE = 0.7  # of a certainty, in a sample or an example: the product need not use it
_MIN_RIVAL_STRENGTH = 0.2  # of what takes the place of a dependency that is dropped
# What a topic weighs by how plainly the texts speak of it: `prominence` has the degrees.
_PROMINENCE_SHARES = (0.85, 1.0, 1.2, 2.0)
_REPLACED_SHARE = 0.4  # of the doubt, that a replaced technology of the category removes


def detect_topics(
    files: tuple[FileDiff, ...],
    dependencies: Sequence[DependencyChange],
    pieces: Iterable[InfrastructurePiece],
    texts: Mapping[str, str],
    catalogue: Catalogue,
) -> tuple[Topic, ...]:
    """What a change adopts, drops or replaces of what the catalogue knows.

    `texts` are `message`, `prompt` and `response`, as far as there are any. What was in use before
    is no topic. What the headline names comes first, else what weighs most: a topic's strength, by
    its category's weight.
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
        _add_policy(adopted, use, catalogue)
    _count_further_policies(adopted, policy_uses)
    if ASYNC_FUNCTIONS in catalogue.detectors:
        turn = async_style.find_async_change(sources, catalogue.detectors[ASYNC_FUNCTIONS])
        if turn:
            instead, async_uses = turn
            for use in async_uses:
                _add_policy(adopted, use, catalogue).instead = instead
    new_parts, removed_parts = modules.find_module_changes(files, sources, catalogue.detectors)
    for use in new_parts:
        _add_policy(adopted, use, catalogue)
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
    for topic in package_topics.find_package_topics(dependencies, sources, texts, catalogue):
        _add_package_topic(adopted, dropped, topic)
    _add_stated(adopted, stated.adopted_texts, stated, catalogue)
    _add_stated(dropped, stated.refused_texts, stated, catalogue)
    topics = [*_make_topics(adopted, dropped, stated, catalogue)]
    return _sort_topics(topics, texts, catalogue)


def _sort_topics(
    topics: list[Topic], texts: Mapping[str, str], catalogue: Catalogue
) -> tuple[Topic, ...]:
    """What the change is about first: what its headline names, then what weighs most.

    What another choice needs comes after it: the broker after the jobs.
    """
    weights: dict[str, float] = {}  # by category
    shares: dict[tuple[str, str], float] = {}
    headline = prominence.read_headline(texts) if len(topics) > 1 else None
    for topic in topics:
        weight = topic.strength * (0.4 + catalogue.find_category(topic.category).weight)
        if headline:
            share = _PROMINENCE_SHARES[prominence.measure_prominence(topic, headline, catalogue)]
            shares[topic.category, topic.technology] = share
            weight *= share
        weights[topic.category] = max(weight, weights.get(topic.category, 0.0))
    for name in weights:
        for needed in catalogue.find_category(name).needs:
            if needed in weights:
                weights[needed] = min(weights[needed], weights[name] - 0.001)
    return tuple(
        sorted(
            topics,
            key=lambda topic: (
                -weights[topic.category],
                -topic.strength * shares.get((topic.category, topic.technology), 1.0),
            ),
        )
    )


def _collect_candidates(some_sightings: Iterable[TechnologySighting]) -> TopicCandidates:
    candidates: TopicCandidates = {}
    for sighting in some_sightings:
        key = (sighting.technology.category, sighting.technology.name)
        candidate = candidates.setdefault(key, TopicCandidate(*key))
        share = _SAMPLE_SHARE if prominence.is_sample(sighting.evidence.path) else 1.0
        candidate.add_evidence(sighting.certainty * share, sighting.evidence)
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
        names = package_names.describe_swap(old.package, new.package)
        if names is None:
            continue
        old_name, new_name = names
        key = (category, new_name)
        candidate = adopted.setdefault(key, TopicCandidate(*key, instead=old_name))
        candidate.instead = old_name
        candidate.add_evidence(_SWAPPED, new.evidence)
        candidate.add_evidence(_SWAPPED, old.evidence)


def _add_package_topic(
    adopted: TopicCandidates, dropped: TopicCandidates, topic: PackageTopic
) -> None:
    """Add what packages alone say, in the place of what says the same less well."""
    for key in topic.said_by_it:
        adopted.pop(key, None)
        dropped.pop(key, None)
    side = adopted if topic.is_added else dropped
    candidate = side.setdefault(topic.key, TopicCandidate(*topic.key))
    candidate.instead = topic.instead or candidate.instead
    for evidence in topic.evidence:
        candidate.add_evidence(topic.certainty, evidence)
    if topic.is_added:  # it goes on through another package
        dropped.pop(topic.key, None)


def _add_policy(
    adopted: TopicCandidates, use: TechnologyUse, catalogue: Catalogue
) -> TopicCandidate:
    """Add a policy: to the strongest candidate of its category, else as one of its own.

    One that is a choice, to which others of the category are means, is always one of its own, and
    so is one of a category of independent choices.
    """
    sighting = sightings.make_sighting(use)
    key = (use.technology.category, use.technology.name)
    peers = [
        candidate
        for candidate in adopted.values()
        if candidate.category == key[0] and not candidate.is_only_imported
    ]
    is_independent = INDEPENDENT in catalogue.find_category(key[0]).traits
    if use.technology.is_choice or is_independent:
        peers = []
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
