"""What a change decides, as far as the catalogue and its policies know: its topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from minutebook.suggest.catalogue.catalogue import Catalogue
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
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

MIN_TOPIC_STRENGTH = 0.3  # strength: what is less sure is no topic

_EVIDENCE = 6  # pieces that a topic keeps
_ALTERNATIVES = 5
_AGAIN = 0.05  # for each further file that shows it, up to three
_ALIKE = frozenset(("topic-import", "topic-file"))  # of these, many say no more than one
_FURTHER = 0.12  # for each further way of the category that other lines show
_SWAPPED = 0.6  # a package goes and another for the same comes
# The message names the technology, or one that is only imported, or speaks of the category.
_NAMED, _IMPORTED, _MEANT = 0.45, 0.25, 0.3
_LEFT = 0.72  # it names what the change needs no more
_BUILT_ON = frozenset(("topic-dependency", "topic-image"))
_ELSEWHERE = 0.6  # of these, where the prompt or the answer does
_REPLACES = 0.4  # of the doubt that goes where another technology of the category goes


@dataclass(slots=True)
class TopicCandidate:
    """What speaks for one choice of a category being taken up, or going."""

    category: str
    technology: str
    evidence_by_signal: dict[str, list[Evidence]] = field(default_factory=dict)  # by signal
    certainties: dict[str, float] = field(default_factory=dict)
    instead: str = ""

    def add_evidence(self, certainty: float, evidence: Evidence) -> None:
        """Note a sight, and how sure it alone makes."""
        self.evidence_by_signal.setdefault(evidence.signal, []).append(evidence)
        self.certainties[evidence.signal] = max(
            certainty, self.certainties.get(evidence.signal, 0.0)
        )

    @property
    def strength(self) -> float:
        """All sights together: what each leaves in doubt is in doubt still."""
        doubt = 1.0
        for signal, sure in self.certainties.items():
            files = len({one.path for one in self.evidence_by_signal[signal]})
            if signal not in _ALIKE:
                sure += _AGAIN * min(3, files - 1)
            doubt *= 1 - min(0.95, sure)
        return 1 - doubt

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The first sight of each kind, then more of them."""
        first = [seen[0] for seen in self.evidence_by_signal.values()]
        rest = [one for seen in self.evidence_by_signal.values() for one in seen[1:]]
        return tuple([*first, *rest][:_EVIDENCE])


TopicCandidates = dict[tuple[str, str], TopicCandidate]


def detect_topics(
    files: tuple[FileDiff, ...],
    dependencies: Iterable[DependencyChange],
    pieces: Iterable[InfrastructurePiece],
    texts: Mapping[str, str],
    catalogue: Catalogue,
) -> tuple[Topic, ...]:
    """What a change takes up, drops or replaces, of what the catalogue knows.

    `words` are those of `message`, `prompt` and `response`, as far as there are any. What was in
    use before is no topic. Those that weigh most stand first: their strength, by their category's
    weight.
    """
    read = source_files.read_sources(files)
    seen = code_uses.find_code_uses(read, catalogue)
    said = stated_names.read_stated_names(texts)
    found = list(sightings.find_sightings(files, dependencies, pieces, seen, catalogue))
    known = categories.find_in_use(found, seen)
    fresh = _cases(
        categories.assign_categories(
            [one for one in found if one.is_added], known, seen, said, catalogue
        )
    )
    _swapped(fresh, found)
    ways = sorted(policies.find_policies(read, catalogue), key=lambda one: -one.certainty)
    for use in ways:
        _policy(fresh, sightings.make_sighting(use))
    _several(fresh, ways)
    turned = async_style.find_async_change(read)
    if turned:
        for use in turned[1]:
            _policy(fresh, sightings.make_sighting(use)).instead = turned[0]
    new, left = modules.find_module_changes(files, read)
    for use in new:
        _policy(fresh, sightings.make_sighting(use))
    taken = {one.technology.name for one in found if one.is_added} | seen.context_names
    gone = _cases(one for one in found if not one.is_added and one.technology.name not in taken)
    gone |= _cases(sightings.make_sighting(use, is_added=False) for use in left)
    _heard(fresh, said.adopted_texts, said, catalogue)
    _heard(gone, said.refused_texts, said, catalogue)
    return _ordered(list(_told(fresh, gone, said, catalogue)), catalogue)


def _ordered(told: list[Topic], catalogue: Catalogue) -> tuple[Topic, ...]:
    """The weightiest first; what another choice needs stands behind it: the broker of the jobs."""
    weights: dict[str, float] = {}
    for topic in told:
        held = catalogue.categories.get(topic.category)
        weight = topic.strength * (0.4 + (held.weight if held else 0.5))
        weights[topic.category] = max(weight, weights.get(topic.category, 0.0))
    for needing, needed in categories.NEEDED_CATEGORIES.items():
        if needing in weights and needed in weights:
            weights[needed] = min(weights[needed], weights[needing] - 0.001)
    return tuple(sorted(told, key=lambda topic: (-weights[topic.category], -topic.strength)))


def _cases(found: Iterable[TechnologySighting]) -> TopicCandidates:
    cases: TopicCandidates = {}
    for one in found:
        key = (one.technology.category, one.technology.name)
        cases.setdefault(key, TopicCandidate(*key)).add_evidence(one.certainty, one.evidence)
    return cases


def _swapped(fresh: TopicCandidates, found: Iterable[TechnologySighting]) -> None:
    """Add what is in use through another package now: PyJWT for python-jose."""
    packages: dict[tuple[str, str], tuple[list[TechnologySighting], list[TechnologySighting]]] = {}
    for one in found:
        if one.package:
            key = (one.technology.category, one.technology.name)
            packages.setdefault(key, ([], []))[one.is_added].append(one)
    for (category, _), (gone, come) in packages.items():
        if len(gone) != 1 or len(come) != 1:
            continue
        old, new = gone[0], come[0]
        if _parts(old.package) & _parts(new.package):
            continue
        case = fresh.setdefault((category, new.package), TopicCandidate(category, new.package))
        case.instead = old.package
        case.add_evidence(_SWAPPED, new.evidence)
        case.add_evidence(_SWAPPED, old.evidence)


def _parts(package: str) -> set[str]:
    """The parts of a package's name that tell its family."""
    parts = re.split(r"[-_.:/@]", package)
    return {part.rstrip("0123456789") for part in parts if len(part) > 2}


def _policy(fresh: TopicCandidates, sight: TechnologySighting) -> TopicCandidate:
    """Take a policy up; where another way or a technology of its category comes, within that."""
    category, name = sight.technology.category, sight.technology.name
    peers = [
        case
        for case in fresh.values()
        if case.category == category and case.certainties.keys() != {"topic-import"}
    ]
    case = max(peers, key=lambda one: one.strength, default=None)
    if case is None:
        case = fresh.setdefault((category, name), TopicCandidate(category, name))
    case.add_evidence(sight.certainty, sight.evidence)
    return case


def _several(fresh: TopicCandidates, ways: list[TechnologyUse]) -> None:
    """Let the further ways of a category speak for what is taken up: a check, a column, its use.

    They do where other lines show them, each a little.
    """
    shown: dict[str, dict[str, set[tuple[str, int]]]] = {}
    for use in ways:
        names = shown.setdefault(use.technology.category, {})
        names.setdefault(use.technology.name, set()).add((use.path, use.line))
    for case in fresh.values():
        seen: set[tuple[str, int]] = set()
        for places in shown.get(case.category, {}).values():
            if seen and not places & seen and "topic-policy" in case.certainties:
                case.certainties["topic-policy"] += _FURTHER
            seen |= places


def _heard(
    cases: TopicCandidates, sides: Mapping[str, str], said: StatedNames, catalogue: Catalogue
) -> None:
    """Let what was said speak for the cases that it names, or whose category it names."""
    for case in cases.values():
        held = catalogue.categories.get(case.category)
        known = held.technologies.get(case.technology) if held else None
        is_thin = case.certainties.keys() == {"topic-import"}
        # Code goes for many reasons; a package that the words name goes for good.
        certain = (
            _LEFT
            if sides is said.refused_texts and not _BUILT_ON.isdisjoint(case.certainties)
            else _NAMED
        )
        for source, text in sides.items():
            share = 1.0 if source == "message" else _ELSEWHERE
            named = stated_names.find_name(known.prose_names if known else (case.technology,), text)
            meant = (
                stated_names.find_name(held.keywords, text)
                if held and case.strength >= MIN_TOPIC_STRENGTH
                else ""
            )
            if named or meant:
                excerpt = said.find_sentence(source, named or meant)
                sure = _MEANT if not named else _IMPORTED if is_thin else certain
                case.add_evidence(sure * share, Evidence("topic-words", source, 0, excerpt))


def _told(
    fresh: TopicCandidates, gone: TopicCandidates, said: StatedNames, catalogue: Catalogue
) -> Iterator[Topic]:
    """The topics: what is taken up, in the place of what goes, and what goes for nothing."""
    left = dict(gone)
    sure = [case for case in fresh.values() if case.strength >= MIN_TOPIC_STRENGTH]
    for case in sorted(_served(sure, catalogue), key=lambda one: -one.strength):
        strength, evidence = case.strength, case.evidence
        rivals = [one for one in left.values() if one.category == case.category]
        rival = max(rivals, key=lambda one: one.strength, default=None)
        if rival is not None:
            del left[(rival.category, rival.technology)]
            case.instead = rival.technology
            strength = 1 - (1 - strength) * (1 - _REPLACES)
            evidence = (*evidence[: _EVIDENCE - 1], rival.evidence[0])
        action = "replace" if case.instead else "adopt"
        yield _topic(case, action, strength, evidence, said, catalogue)
    for case in left.values():
        if case.strength < MIN_TOPIC_STRENGTH:
            continue
        yield _topic(case, "drop", case.strength, case.evidence, said, catalogue)


def _served(cases: list[TopicCandidate], catalogue: Catalogue) -> Iterator[TopicCandidate]:
    """The cases, those of libraries within the ones that they serve."""
    libraries: list[TopicCandidate] = []
    others: list[TopicCandidate] = []
    for case in cases:
        held = catalogue.categories.get(case.category)
        known = held.technologies.get(case.technology) if held else None
        (libraries if known and known.is_library else others).append(case)
    for case in libraries:
        peers = [one for one in others if one.category == case.category]
        served = max(peers, key=lambda one: one.strength, default=None)
        if served is None:
            yield case
            continue
        for signal, seen in case.evidence_by_signal.items():
            for evidence in seen:
                served.add_evidence(case.certainties[signal], evidence)
    yield from others


def _topic(
    case: TopicCandidate,
    action: str,
    strength: float,
    evidence: tuple[Evidence, ...],
    said: StatedNames,
    catalogue: Catalogue,
) -> Topic:
    held = catalogue.categories.get(case.category)
    weighed = [
        one.name
        for one in (held.technologies.values() if held else ())
        if said.has_refused(one.prose_names)
    ]
    others = catalogue.find_alternatives(case.category, case.technology, _ALTERNATIVES)
    instead = [case.instead] if case.instead else []
    alternatives = dict.fromkeys((*instead, *weighed, *others))
    alternatives.pop(case.technology, None)
    return Topic(
        case.category,
        case.technology,
        action,
        case.instead,
        tuple(alternatives)[:_ALTERNATIVES],
        round(strength, 3),
        evidence,
    )
