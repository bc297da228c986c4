"""The catalogue: categories of decisions, their technologies, and how each is recognised.

It is data: `catalogue.toml` beside this module. A repository's configuration adds to it with
tables of the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from minutebook.suggest.catalogue import schema
from minutebook.suggest.catalogue.schema import (
    ECOSYSTEM_LANGUAGES,
    ECOSYSTEMS,
    LANGUAGES,
    MARKER_METHODS,
    CatalogueError,
    Category,
    Technology,
)

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Category",
    "Technology",
    "extend_catalogue",
    "load_catalogue",
]

_PROSE = re.compile(r"[^\W_]+[+#]*")  # the words of a name, as `terms.plain` parts them
_KEYWORD = re.compile(r"[A-Za-z_]\w*")

TechnologyIndex = dict[str, tuple[Technology, ...]]
CategoryTables = dict[str, Mapping[str, object]]
PhraseIndex = dict[str, tuple[tuple[str, Technology], ...]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Categories by name, and tables to look up what was seen.

    `packages` is by ecosystem and name, `imports` by language and name; a name that ends in `*` is
    a beginning. `others` is by way (`image`, `resource`, `file`, `action`, `scheme`) and name.
    `code` maps a word of what sets a technology up to (all of it, the technology). `prose` is by
    the words of its names in prose: lower case, a blank between them. `policies` are recognised by
    a pattern.
    """

    categories: Mapping[str, Category] = field(default_factory=dict)
    packages: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    imports: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    markers: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    code_phrases: PhraseIndex = field(default_factory=dict)
    prose_names: TechnologyIndex = field(default_factory=dict)
    policies: tuple[Technology, ...] = ()

    def find_package(self, ecosystem: str, name: str) -> tuple[Technology, ...]:
        """What a dependency is, by its ecosystem's name for it."""
        return _looked_up(self.packages.get(ecosystem, {}), name.lower(), "-/:.@_")

    def find_import(self, language: str, module: str) -> tuple[Technology, ...]:
        """What a program takes up that imports a module or a package of this name."""
        return _looked_up(self.imports.get(language, {}), module.lower(), "./", whole=True)

    def find_marker(self, method: str, name: str) -> tuple[Technology, ...]:
        """What an image, a resource, a file's name, an action or a URL's scheme stands for."""
        table = self.markers.get(method, {})
        if method == "resource":
            return _looked_up(table, name.lower().replace("::", "_"), "_", whole=True)
        return _looked_up(table, name.lower(), "-/_", whole=method == "action")

    def find_alternatives(
        self, category: str, technology: str = "", limit: int = 4
    ) -> tuple[str, ...]:
        """What else would be viable, at most `limit`, without what was chosen.

        As the technology says; else its peers of the same ecosystem, then what the category says.
        """
        held = self.categories.get(category)
        if held is None:
            return ()
        chosen = held.technologies.get(technology)
        if chosen and chosen.alternatives:
            return chosen.alternatives[:limit]
        said: dict[str, str] = {}
        own = chosen.recognised_by.keys() & ECOSYSTEMS if chosen else frozenset()
        if own:
            peers = [
                peer.name for peer in held.technologies.values() if own & peer.recognised_by.keys()
            ]
            said = {one.lower(): one for one in peers if one != technology}
            said = dict(list(said.items())[: limit - bool(held.alternatives)])
        for one in held.alternatives or (() if said else held.technologies):
            said.setdefault(one.lower(), one)
        said.pop(technology.lower(), None)
        return tuple(said.values())[:limit]


def _looked_up(
    table: TechnologyIndex, name: str, cuts: str, *, whole: bool = False
) -> tuple[Technology, ...]:
    """What a name stands for: itself, or the longest beginning of it that the table has.

    `whole`: every entry is a beginning, with or without the star.
    """
    found = table.get(name)
    if found:
        return found
    for at in range(len(name) - 1, 0, -1):
        if name[at] in cuts:
            found = table.get(name[: at + 1] + "*") or (table.get(name[:at]) if whole else None)
            if found:
                return found
    return ()


_packaged: list[Catalogue] = []


def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program. Read once a process."""
    if not _packaged:
        path = __file__.removesuffix("c").removesuffix(".py") + ".toml"
        raw: bytes = __spec__.loader.get_data(path)  # type: ignore[union-attr]
        _packaged.append(_indexed(_added({}, schema.parse_tables(raw.decode()))))
    return _packaged[0]


def extend_catalogue(base: Catalogue, additions: Mapping[str, object]) -> Catalogue:
    """A catalogue with what a table of the file's shape adds.

    A technology that is there already is recognised by what is given as well; `false` for it
    forgets it. A package that the table gives to a technology is no longer one of the others of
    its category. Weight, words and alternatives of a category take the place of what it had.

    Raises:
        BadCatalogue: an entry is not as it should be.
    """
    checked: CategoryTables = {}
    for name, entries in additions.items():
        if not isinstance(entries, Mapping):
            raise CatalogueError(f"{name}: a table, as in {name}.Redis = {{ pypi = 'redis' }}")
        schema.check_patterns(name, entries)
        checked[name] = entries
    added = _added(base.categories, checked)
    return _indexed({**added, **{name: _settled(added[name], checked[name]) for name in checked}})


def _settled(category: Category, given: Mapping[str, object]) -> Category:
    """A category whose packages that a repository named are of what it named alone."""
    mine = {name: one for name, one in category.technologies.items() if name in given}
    taken = {
        (way, package)
        for one in mine.values()
        for way in ECOSYSTEMS
        for package in one.recognised_by.get(way, ())
    }
    theirs = {
        name: replace(
            one,
            recognised_by={
                way: tuple(each for each in names if (way, each) not in taken)
                for way, names in one.recognised_by.items()
            },
        )
        for name, one in category.technologies.items()
        if name not in mine
    }
    return replace(category, technologies={**theirs, **mine})


def _added(known: Mapping[str, Category], tables: CategoryTables) -> dict[str, Category]:
    categories = dict(known)
    for name, entries in tables.items():
        categories[name] = schema.extend_category(categories.get(name, Category(name)), entries)
    return categories


def _indexed(categories: Mapping[str, Category]) -> Catalogue:
    packages: dict[str, TechnologyIndex] = {}
    imports: dict[str, TechnologyIndex] = {}
    others: dict[str, TechnologyIndex] = {}
    code: PhraseIndex = {}
    prose: TechnologyIndex = {}
    policies: list[Technology] = []
    for category in categories.values():
        for technology in category.technologies.values():
            for way, names in technology.recognised_by.items():
                if way in ECOSYSTEMS:
                    _put(packages.setdefault(way, {}), names, technology)
                elif way == "code":
                    for phrase in names:
                        keyword = _keyword(phrase)
                        code[keyword] = (*code.get(keyword, ()), (phrase, technology))
                elif way in MARKER_METHODS and way != "words":
                    _put(others.setdefault(way, {}), names, technology)
            for language, modules in _imports(technology.recognised_by):
                _put(imports.setdefault(language, {}), modules, technology)
            said = [" ".join(_PROSE.findall(name.lower())) for name in technology.prose_names]
            _put(prose, said, technology)
            if technology.policy:
                policies.append(technology)
    return Catalogue(categories, packages, imports, others, code, prose, tuple(policies))


def _put(table: TechnologyIndex, names: Iterable[str], found: Technology) -> None:
    for name in names:
        held = table.get(name)
        table[name] = (*held, found) if held else (found,)


def _keyword(phrase: str) -> str:
    """The word of a phrase that is looked for first: its longest."""
    return max(_KEYWORD.findall(phrase), key=len, default=phrase)


def _imports(ways: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Iterable[str]]]:
    """What programs import, by language: as said, else as the dependency is called."""
    for way, names in ways.items():
        if way in LANGUAGES:
            yield way, names
        elif (language := ECOSYSTEM_LANGUAGES.get(way)) and language not in ways:
            yield language, [one for name in names if (one := _module(language, name))]


def _module(language: str, name: str) -> str:
    """The module of a dependency; "" where its name does not tell."""
    if language in ("py", "rs"):
        return name.removesuffix("-*").replace("-", "_")
    if language == "jvm":  # a group that is one technology's own names its packages
        return name.removesuffix(":*") if name.endswith(":*") else ""
    if language in ("php", "ex", "hs"):  # modules are called otherwise there
        return ""
    return name.removesuffix("/*")
