"""Topics that packages give by their names alone: renamed ones, and those that the title names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minutebook.lean.values import Value
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import OTHER_PACKAGE
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.dependencies.naming import find_short_name
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.model import Evidence
from minutebook.suggest.topics.packages.named_packages import find_named_packages
from minutebook.suggest.topics.packages.renamed_packages import (
    RenamedPackage,
    find_renamed_packages,
)

# Certainties that one package took the place of another: where the catalogue says so, and where
# their names alone do.
_LISTED, _ALIKE = 0.6, 0.45

TopicKey = tuple[str, str]  # a category and a technology


class PackageTopic(Value):
    """A topic that packages give: what is adopted, instead of what; or dropped.

    `said_by_it` are the topics that say the same less well: the old name is dropped, the new one
    adopted.
    """

    key: TopicKey
    instead: str
    certainty: float
    evidence: tuple[Evidence, ...]
    is_added: bool
    said_by_it: frozenset[TopicKey] = frozenset()


def find_package_topics(
    dependencies: Sequence[DependencyChange],
    sources: Sequence[SourceFile],
    texts: Mapping[str, str],
    catalogue: Catalogue,
) -> Iterator[PackageTopic]:
    """The topics of packages that were renamed, then of those that only their names tell of."""
    renamed = find_renamed_packages(dependencies)
    for package in renamed:
        yield from _make_renamed_topics(package, catalogue)
    ends = {id(package.old) for package in renamed} | {id(package.new) for package in renamed}
    others = [dependency for dependency in dependencies if id(dependency) not in ends]
    for named in find_named_packages(others, sources, texts, catalogue):
        key = (named.category, named.name)
        evidence = (named.evidence,)
        yield PackageTopic(
            key, named.instead, named.certainty, evidence, named.is_added, named.hosts - {key}
        )


def _make_renamed_topics(package: RenamedPackage, catalogue: Catalogue) -> Iterator[PackageTopic]:
    old, new = package.old, package.new
    old_technologies = catalogue.find_package(old.ecosystem, old.name)
    new_technologies = catalogue.find_package(new.ecosystem, new.name)
    old_names = {technology.category: technology.name for technology in old_technologies}
    new_names = {technology.category: technology.name for technology in new_technologies}
    category = next(
        (name for name in new_names if name in old_names),
        package.category if package.category in catalogue.categories else "",
    ) or next(iter(new_names or old_names), catalogue.detectors.get(OTHER_PACKAGE, ""))
    if not category:
        return
    was, now = package.was, package.now
    old_name, new_name = old_names.get(category), new_names.get(category)
    if old_name and new_name and old_name != new_name:  # technologies of their own
        was, now = old_name, new_name
    key = (category, now)
    same = {(technology.category, technology.name) for technology in old_technologies}
    same |= {(technology.category, technology.name) for technology in new_technologies}
    same.add((category, find_short_name(new.name)))  # as one package of a technology for another
    evidence = tuple(
        Evidence("topic-dependency", end.path, end.line, " ".join(end.excerpt.split()))
        for end in (new, old)
    )
    certainty = _LISTED if package.is_listed else _ALIKE
    yield PackageTopic(key, was, certainty, evidence, True, frozenset(same - {key}))
