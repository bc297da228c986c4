"""Packages of a change that became others: the same project under another name, or its fork."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.values import Value
from minutebook.suggest.catalogue.renames import Rename, load_renames
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.dependencies.naming import (
    find_owned_name,
    find_short_name,
    is_fork,
    split_name,
)

_MAX_PACKAGES = 80  # that a change adds, or removes, of an ecosystem: more are no renames


class RenamedPackage(Value):
    """A package that another one takes the place of.

    `was` and `now` are what people call them, `category` is the one that both are of; "" where only
    the catalogue can tell. `is_listed`: the catalogue has it; else the names alone look so.
    """

    old: DependencyChange
    new: DependencyChange
    was: str
    now: str
    category: str
    is_listed: bool


def find_renamed_packages(dependencies: Iterable[DependencyChange]) -> list[RenamedPackage]:
    """The packages that a change has renamed, each with the first that takes its place."""
    by_ecosystem: dict[str, tuple[list[DependencyChange], list[DependencyChange]]] = {}
    for dependency in dependencies:
        if dependency.is_direct and dependency.action != "bumped":
            sides = by_ecosystem.setdefault(dependency.ecosystem, ([], []))
            sides[dependency.action == "added"].append(dependency)
    renamed: list[RenamedPackage] = []
    for ecosystem, (removed, added) in by_ecosystem.items():
        if not removed or not added or max(len(removed), len(added)) > _MAX_PACKAGES:
            continue
        renames = load_renames(ecosystem)
        for old in removed:
            old_name = old.name.lower()
            listed = [rename for rename in renames if rename.is_of_old(old_name)]
            pairs = [(new, _find_row(new, listed)) for new in added]
            pairs = [pair for pair in pairs if pair[1] or is_fork(old.name, pair[0].name)]
            if pairs:
                # akka-http became pekko-http, not pekko-actor
                new, row = max(pairs, key=lambda pair: _count_shared_words(old, pair[0]))
                was, now = find_short_name(old.name), find_short_name(new.name)
                if was == now:  # with another owner
                    was, now = find_owned_name(old.name), find_owned_name(new.name)
                if row:
                    was, now = row.was or was, row.now or now
                category = row.category if row else ""
                renamed.append(RenamedPackage(old, new, was, now, category, row is not None))
    return renamed


def _find_row(new: DependencyChange, listed: list[Rename]) -> Rename | None:
    return next((rename for rename in listed if rename.has_new(new.name.lower())), None)


def _count_shared_words(old: DependencyChange, new: DependencyChange) -> int:
    old_words = set(split_name(find_short_name(old.name)))
    return len(old_words.intersection(split_name(find_short_name(new.name))))
