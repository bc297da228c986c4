"""The catalogue: categories of decisions, their technologies, and how each is recognised.

Its data are the tables in `rows`, beside this module. A repository's configuration adds to them
with tables of the same shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field, replace
from minutebook.suggest.catalogue import schema
from minutebook.suggest.catalogue.schema import (
    ECOSYSTEM_LANGUAGES,
    ECOSYSTEMS,
    LANGUAGES,
    MARKER_METHODS,
    Category,
    Policy,
    Technology,
)
from minutebook.suggest.catalogue.tables import CatalogueError, parse_tables

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Category",
    "Technology",
    "extend_catalogue",
    "load_catalogue",
]

# The files of `rows`, in the order of their categories: of several that a technology may be meant
# for, the first counts.
ROW_FILES = (
    *("services", "data", "work", "access", "operation", "testing", "delivery", "pipelines"),
    *("clouds", "front_ends", "programs", "parts", "keeping", "design"),
)
_PROSE_WORD = compile_lazily(r"[^\W_]+[+#]*")  # a word as `prose.names.normalise_words` splits them
_RESOURCE_SEPARATORS = str.maketrans("/.", "__")  # Microsoft.Network/virtualNetworks
_IDENTIFIER = compile_lazily(r"[A-Za-z_]\w*")

TechnologyIndex = dict[str, tuple[Technology, ...]]
CategoryTables = dict[str, Mapping[str, object]]
PhraseIndex = dict[str, tuple[tuple[str, Technology], ...]]


class Catalogue(Value):
    """Categories by name, and indexes for what is seen in a change.

    `packages` is by ecosystem and name, `imports` by language and name, `markers` by method
    (`image`, `resource`, `file`, `action`, `scheme`) and name; a name that ends in `*` is for
    all that begin so. `code_phrases` maps the longest identifier of a phrase that sets a
    technology up to (the phrase, the technology). `prose_names` is by a technology's names in
    prose: lower case, one blank between words. `policies` are the technologies with a policy.
    `detectors` maps a detector of `schema` to the category that it finds topics of.
    `multi_purpose` are the names in prose of what serves many ends.
    """

    categories: Mapping[str, Category] = field(default_factory=dict)
    packages: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    imports: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    markers: Mapping[str, TechnologyIndex] = field(default_factory=dict)
    code_phrases: PhraseIndex = field(default_factory=dict)
    prose_names: TechnologyIndex = field(default_factory=dict)
    policies: tuple[tuple[Technology, Policy], ...] = ()
    detectors: Mapping[str, str] = field(default_factory=dict)
    multi_purpose: frozenset[str] = frozenset()

    def find_category(self, name: str) -> Category:
        """The category of a name; one that says nothing where the catalogue has none."""
        return self.categories.get(name) or Category(name)

    def find_title(self, category_name: str, technology_name: str) -> str:
        """What a record is called that adopts a technology, where its row says so."""
        known = self.find_category(category_name).technologies.get(technology_name)
        return known.title if known else ""

    def list_modules(self, technology_name: str) -> list[tuple[str, str]]:
        """What programs import that use a technology, as (language, module), in lower case."""
        return [
            (language, module.lower())
            for category in self.categories.values()
            if (technology := category.technologies.get(technology_name))
            for language, modules in _list_imports(technology.recognised_by)
            for module in modules
        ]

    def find_package(self, ecosystem: str, name: str) -> tuple[Technology, ...]:
        """The technologies of a dependency, by its name in its ecosystem."""
        return _find_by_prefix(self.packages.get(ecosystem, {}), name.lower(), "-/:.@_")

    def find_import(self, language: str, module: str) -> tuple[Technology, ...]:
        """The technologies that a program uses which imports a module or package of this name."""
        index = self.imports.get(language, {})
        return _find_by_prefix(index, module.lower(), "./", starless=True)

    def find_marker(self, method: str, name: str) -> tuple[Technology, ...]:
        """The technologies of an image, a resource, a file name, an action or a URL scheme."""
        index = self.markers.get(method, {})
        if method == "resource":
            name = name.lower().replace("::", "_").translate(_RESOURCE_SEPARATORS)
            return _find_by_prefix(index, name, "_", starless=True)
        name = name.lower()
        technologies = _find_by_prefix(index, name, "-/_", starless=method == "action")
        if not technologies and method == "image" and "/" in name:  # of whoever's name
            technologies = _find_by_prefix(index, name.rpartition("/")[2], "-_")
        return technologies

    def find_alternatives(
        self, category_name: str, technology_name: str = "", limit: int = 4
    ) -> tuple[str, ...]:
        """What else would be viable, at most `limit` names, without what was chosen.

        The technology's own alternatives; without those its peers of the same ecosystem, then
        what the category lists.
        """
        category = self.find_category(category_name)
        chosen = category.technologies.get(technology_name)
        ecosystems = chosen.recognised_by.keys() & ECOSYSTEMS if chosen else frozenset()

        def is_viable(name: str) -> bool:
            """Whether it is not, by its packages, at home in other ecosystems alone."""
            known = category.technologies.get(name)
            elsewhere = known.recognised_by.keys() & ECOSYSTEMS if known else frozenset()
            return not ecosystems or not elsewhere or not ecosystems.isdisjoint(elsewhere)

        if chosen and chosen.alternatives:
            return tuple(filter(is_viable, chosen.alternatives))[:limit]
        names: dict[str, str] = {}  # by lower case
        if ecosystems:
            peers = [
                peer.name
                for peer in category.technologies.values()
                if peer is not chosen and ecosystems & peer.recognised_by.keys()
            ]
            names = {name.lower(): name for name in peers}
            names = dict(list(names.items())[: limit - bool(category.alternatives)])
        for name in category.alternatives or (() if names else category.technologies):
            if is_viable(name):
                names.setdefault(name.lower(), name)
        names.pop(technology_name.lower(), None)
        return tuple(names.values())[:limit]


def _find_by_prefix(
    index: TechnologyIndex, name: str, separators: str, *, starless: bool = False
) -> tuple[Technology, ...]:
    """The technologies of a name: its own entry, or that of its longest beginning.

    A beginning ends at one of the separators. With `starless`, entries without a star stand for
    the names that begin so as well.
    """
    technologies = index.get(name)
    if technologies:
        return technologies
    for end in range(len(name) - 1, 0, -1):
        if name[end] in separators:
            technologies = index.get(name[: end + 1] + "*")
            if not technologies and starless:
                technologies = index.get(name[:end])
            if technologies:
                return technologies
    return ()


_packaged: list[Catalogue] = []


def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program. Read once a process."""
    if not _packaged:
        folder = __file__.removesuffix("c").removesuffix("catalogue.py") + "rows/"
        rows: CategoryTables = {}
        for name in ROW_FILES:
            raw: bytes = __spec__.loader.get_data(f"{folder}{name}.toml")  # type: ignore[union-attr]
            rows |= parse_tables(raw.decode())
        _packaged.append(_build_indexes(_extend_categories({}, rows)))
    return _packaged[0]


def extend_catalogue(base: Catalogue, additions: Mapping[str, object]) -> Catalogue:
    """A catalogue with what tables of the file's shape add.

    A technology that is there already is recognised by what is given as well; `false` for it
    removes it. A package that the tables give to a technology no longer stands for the others of
    its category. The other keys of a category take the place of what it had.

    Raises:
        CatalogueError: an entry is wrong.
    """
    tables: CategoryTables = {}
    for name, entries in additions.items():
        if not isinstance(entries, Mapping):
            raise CatalogueError(f"{name}: a table, as in {name}.Redis = {{ pypi = 'redis' }}")
        schema.check_patterns(name, entries)
        tables[name] = entries
    categories = _extend_categories(base.categories, tables, is_configured=True)
    for name, entries in tables.items():
        categories[name] = _move_packages(categories[name], entries)
    return _build_indexes(categories)


def _move_packages(category: Category, entries: Mapping[str, object]) -> Category:
    """A category where packages of the given entries stand for these technologies alone."""
    changed = {
        name: technology for name, technology in category.technologies.items() if name in entries
    }
    moved = {
        (ecosystem, package)
        for technology in changed.values()
        for ecosystem in ECOSYSTEMS
        for package in technology.recognised_by.get(ecosystem, ())
    }
    others = {
        name: replace(
            technology,
            recognised_by={
                method: tuple(package for package in names if (method, package) not in moved)
                for method, names in technology.recognised_by.items()
            },
        )
        for name, technology in category.technologies.items()
        if name not in changed
    }
    return replace(category, technologies={**others, **changed})


def _extend_categories(
    known: Mapping[str, Category], tables: CategoryTables, *, is_configured: bool = False
) -> dict[str, Category]:
    categories = dict(known)
    for name, entries in tables.items():
        categories[name] = schema.extend_category(
            categories.get(name, Category(name)), entries, is_configured=is_configured
        )
    return categories


def _build_indexes(categories: Mapping[str, Category]) -> Catalogue:
    packages: dict[str, TechnologyIndex] = {}
    imports: dict[str, TechnologyIndex] = {}
    markers: dict[str, TechnologyIndex] = {}
    code_phrases: PhraseIndex = {}
    prose_names: TechnologyIndex = {}
    policies: list[tuple[Technology, Policy]] = []
    for category in categories.values():
        for technology in category.technologies.values():
            for method, names in technology.recognised_by.items():
                if method in ECOSYSTEMS:
                    _add_names(packages.setdefault(method, {}), names, technology)
                elif method == "code":
                    for phrase in names:
                        keyword = _find_keyword(phrase)
                        code_phrases[keyword] = (
                            *code_phrases.get(keyword, ()),
                            (phrase, technology),
                        )
                elif method in MARKER_METHODS and method != "words":
                    _add_names(markers.setdefault(method, {}), names, technology)
            for language, modules in _list_imports(technology.recognised_by):
                _add_names(imports.setdefault(language, {}), modules, technology)
            plain_names = [
                name.lower() if name.isalnum() else " ".join(_PROSE_WORD.findall(name.lower()))
                for name in technology.prose_names
            ]
            _add_names(prose_names, plain_names, technology)
            if technology.policy:
                policies.append((technology, technology.policy))
    return Catalogue(
        categories,
        packages,
        imports,
        markers,
        code_phrases,
        prose_names,
        tuple(policies),
        {category.detector: name for name, category in categories.items() if category.detector},
        frozenset().union(*(category.multi_purpose for category in categories.values())),
    )


def _add_names(index: TechnologyIndex, names: Iterable[str], technology: Technology) -> None:
    for name in names:
        known = index.get(name)
        index[name] = (*known, technology) if known else (technology,)


def _find_keyword(phrase: str) -> str:
    """The identifier of a phrase that is looked for first: its longest."""
    return max(_IDENTIFIER.findall(phrase), key=len, default=phrase)


def _list_imports(
    recognised_by: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, Iterable[str]]]:
    """What programs import, by language: as the entry says, else as the dependency is called."""
    for method, names in recognised_by.items():
        if method in LANGUAGES:
            yield method, names
        elif (language := ECOSYSTEM_LANGUAGES.get(method)) and language not in recognised_by:
            yield language, [module for name in names if (module := _guess_module(language, name))]


def _guess_module(language: str, dependency: str) -> str:
    """The module of a dependency; "" where its name does not tell."""
    if language in ("py", "rs"):
        return dependency.removesuffix("-*").replace("-", "_")
    if language == "jvm":  # a group that is one technology's own names its packages
        return dependency.removesuffix(":*") if dependency.endswith(":*") else ""
    if language in ("php", "ex", "hs"):  # modules have other names than packages there
        return ""
    return dependency.removesuffix("/*")
