"""What a change decides, as far as the catalogue knows it: its topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import (
    ASYNC_FUNCTIONS,
    DESIGN,
    INDEPENDENT,
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
    pairing,
    policies,
    prominence,
    sightings,
    stated_names,
)
from minutebook.suggest.topics.candidates import MIN_TOPIC_STRENGTH, TopicCandidate, TopicCandidates
from minutebook.suggest.topics.code_uses import TechnologyUse
from minutebook.suggest.topics.design import detection
from minutebook.suggest.topics.design.findings import DesignFinding
from minutebook.suggest.topics.packages import package_names, package_topics
from minutebook.suggest.topics.packages.package_topics import PackageTopic
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

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
_PROTOCOL_SHARE = 0.6  # of a protocol that someone provides, who is worth more of a word
_SAMPLE_WEIGHT = 0.5  # the share of what it weighs there
# What a topic weighs by how plainly the texts speak of it: `prominence` has the degrees.
_PROMINENCE_SHARES = (0.85, 1.0, 1.2, 2.0)


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
    topics = [*pairing.make_topics(adopted, dropped, stated, catalogue)]
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
        places = [piece.path for piece in topic.evidence if piece.signal != "topic-words"]
        if places and all(map(prominence.is_sample, places)):
            weight *= _SAMPLE_WEIGHT
        if headline:
            share = _PROMINENCE_SHARES[prominence.measure_prominence(topic, headline, catalogue)]
            if prominence.is_mere_protocol(topic, topics, catalogue):
                share *= _PROTOCOL_SHARE
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
