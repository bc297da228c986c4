"""Which category a technology is used for that serves several: Redis caches, and is a broker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.lean.values import replace
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import SHARED_STORE, Category, Technology
from minutebook.suggest.topics import sightings
from minutebook.suggest.topics.code_uses import CodeUses
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

# Points for a category.
_MIN_FURTHER_POINTS = 4  # for a further category beside the one that has most
_MIN_NEW_POINTS = 2  # for a new category of a technology that is in use already
_NEEDED_POINTS = 4  # another category of the change needs this one
_SHARED_STORE_POINTS = 2  # another technology comes that keeps its state in a store
_WORD_POINTS = 2  # for each keyword around what was seen, two at most, and where the texts say one
_SEEN_POINTS = 0.5  # the technology was recognised in this category
_IN_USE_SHARE = 0.8  # of a certainty, where the technology is in use for something else

_SEPARATORS = str.maketrans("_-./", "    ")


def find_in_use(all_sightings: Iterable[TechnologySighting], uses: CodeUses) -> set[str]:
    """The names of the technologies seen that the change shows in use before."""
    technologies: dict[str, list[Technology]] = {}
    for sighting in all_sightings:
        technology = sighting.technology
        technologies.setdefault(technology.name, []).append(technology)
    return {name for name, same in technologies.items() if sightings.is_in_use(name, same, uses)}


def assign_categories(
    new_sightings: list[TechnologySighting],
    names_in_use: set[str],
    uses: CodeUses,
    stated_names: StatedNames,
    catalogue: Catalogue,
) -> Iterator[TechnologySighting]:
    """The sightings of what is added, in the categories that they are about.

    A technology that is in use already has sightings only in categories that are new for it.
    """
    by_name: dict[str, list[TechnologySighting]] = {}
    names_by_category: dict[str, set[str]] = {}
    for sighting in new_sightings:
        technology = sighting.technology
        by_name.setdefault(technology.name, []).append(sighting)
        names_by_category.setdefault(technology.category, set()).add(technology.name)
    needed = {
        needed for name in names_by_category for needed in catalogue.find_category(name).needs
    }
    needed -= names_by_category.keys()  # another technology meets the need already
    for name, same in by_name.items():
        if name in names_in_use:
            same = [
                sighting
                for sighting in same
                if (sighting.evidence.path, name) not in uses.earlier_places
            ]
        categories = [
            category for category in catalogue.categories.values() if name in category.technologies
        ]
        if not same or len(categories) == 1:
            yield from () if name in names_in_use else same
            continue
        points = {
            category.name: _count_points(category, same, needed, stated_names)
            for category in categories
        }
        for category in categories:
            others = names_by_category.get(category.name, set()) - {name}
            if SHARED_STORE in category.traits and others:
                points[category.name] += _SHARED_STORE_POINTS
        best = max(points, key=lambda category_name: points[category_name])
        for category in categories:
            if category.name != best and points[category.name] < _MIN_FURTHER_POINTS:
                continue
            if name in names_in_use and (
                points[category.name] < _MIN_NEW_POINTS or _was_used_for(category, uses)
            ):
                continue
            share = _IN_USE_SHARE if name in names_in_use else 1.0
            for sighting in same:
                yield replace(
                    sighting,
                    technology=category.technologies[name],
                    certainty=sighting.certainty * share,
                )


def _count_points(
    category: Category,
    same: list[TechnologySighting],
    needed: set[str],
    stated_names: StatedNames,
) -> float:
    """How much speaks for a category: the words around what was seen, and in the texts."""
    context = " ".join(f"{sighting.evidence.path} {sighting.evidence.excerpt}" for sighting in same)
    context = context.lower().translate(_SEPARATORS)
    keywords = sum(
        1 for keyword in category.keywords if re.search(rf"(?<![a-z]){re.escape(keyword)}", context)
    )
    was_seen = any(sighting.technology.category == category.name for sighting in same)
    return (
        _WORD_POINTS * min(2, keywords)
        + _WORD_POINTS * stated_names.has_adopted(category.keywords)
        + _NEEDED_POINTS * (category.name in needed)
        + _SEEN_POINTS * was_seen
    )


def _was_used_for(category: Category, uses: CodeUses) -> bool:
    """Whether the code that was there before speaks of a category already."""
    return any(sightings.has_name(keyword, uses.earlier_text) for keyword in category.keywords)
