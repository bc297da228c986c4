"""In which category a technology comes that serves many ends: Redis caches, carries, limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Category, Technology
from minutebook.suggest.topics import sightings
from minutebook.suggest.topics.code_uses import CodeUses
from minutebook.suggest.topics.sightings import TechnologySighting
from minutebook.suggest.topics.stated_names import StatedNames

_CLEAR = 4  # points by which a further end is one, beside the one that has most
_SERVES = 2  # points without which a technology in use serves no new end
_USED = 0.8  # of a sight, where the technology is in use for something else

_LEANS = 2  # points for what a limiter counts in: it may serve something else as well
_LIMITS = "Rate limiting"

# What one choice of a category needs another for: jobs wait in a broker.
NEEDED_CATEGORIES = {"Background jobs": "Message broker"}
_JOINTS = str.maketrans("_-./", "    ")


def find_in_use(found: Iterable[TechnologySighting], uses: CodeUses) -> set[str]:
    """The names of the technologies seen that the change shows in use before."""
    entries: dict[str, list[Technology]] = {}
    for one in found:
        entries.setdefault(one.technology.name, []).append(one.technology)
    return {name for name, held in entries.items() if sightings.is_in_use(name, held, uses)}


def assign_categories(
    new_sightings: list[TechnologySighting],
    names_in_use: set[str],
    uses: CodeUses,
    stated_names: StatedNames,
    catalogue: Catalogue,
) -> Iterator[TechnologySighting]:
    """The sights of what comes, in the categories that they are about.

    One that is in use already comes only where it serves another end from now on.
    """
    by_name: dict[str, list[TechnologySighting]] = {}
    for one in new_sightings:
        by_name.setdefault(one.technology.name, []).append(one)
    needed = {
        NEEDED_CATEGORIES[one.technology.category]
        for one in new_sightings
        if one.technology.category in NEEDED_CATEGORIES
    }
    needed -= {one.technology.category for one in new_sightings}  # met by what serves no other end
    limited = {one.technology.name for one in new_sightings if one.technology.category == _LIMITS}
    for name, found in by_name.items():
        if name in names_in_use:
            found = [one for one in found if (one.evidence.path, name) not in uses.earlier_places]
        homes = [one for one in catalogue.categories.values() if name in one.technologies]
        if not found or len(homes) == 1:
            yield from () if name in names_in_use else found
            continue
        points = {home.name: _points(home, found, needed, stated_names) for home in homes}
        if _LIMITS in points and limited - {name}:
            points[_LIMITS] += _LEANS
        best = max(points, key=lambda home: points[home])
        for home in homes:
            if home.name != best and points[home.name] < _CLEAR:
                continue
            if name in names_in_use and (points[home.name] < _SERVES or _was_meant(home, uses)):
                continue
            here = home.technologies[name]
            share = _USED if name in names_in_use else 1.0
            for one in found:
                yield replace(one, technology=here, certainty=one.certainty * share)


def _points(
    home: Category, found: list[TechnologySighting], needed: set[str], said: StatedNames
) -> float:
    """How much speaks for a category: the words around what was seen, what was said."""
    around = " ".join(f"{one.evidence.path} {one.evidence.excerpt}" for one in found)
    around = around.lower().translate(_JOINTS)
    words = sum(1 for word in home.keywords if re.search(rf"(?<![a-z]){re.escape(word)}", around))
    own = any(one.technology.category == home.name for one in found)
    told = said.has_adopted(home.keywords)
    return 2 * min(2, words) + 2 * told + _CLEAR * (home.name in needed) + 0.5 * own


def _was_meant(home: Category, uses: CodeUses) -> bool:
    """Whether what was there before speaks of a category already."""
    return any(sightings.has_name(word, uses.earlier_text) for word in home.keywords)
