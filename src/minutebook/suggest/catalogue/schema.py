"""Technologies and categories: the entries of the catalogue, and how a table of them is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# The ways of recognising. A dependency's name, by ecosystem …
_ECOSYSTEMS = """
    pypi npm go cargo maven rubygems nuget composer hex pub swift hackage clojars cocoapods cpan
"""
ECOSYSTEMS = frozenset(_ECOSYSTEMS.split())
# … what a program imports, by language, and which ecosystem's names it has where none are given …
LANGUAGES = frozenset(("py", "js", "go", "rs", "jvm", "rb", "cs", "dart", "php", "ex", "hs"))
ECOSYSTEM_LANGUAGES = {
    "pypi": "py",
    "npm": "js",
    "go": "go",
    "cargo": "rs",
    "maven": "jvm",
    "rubygems": "rb",
    "nuget": "cs",
    "pub": "dart",
    "composer": "php",
    "hex": "ex",
    "hackage": "hs",
}
# … and what else gives it away.
MARKER_METHODS = frozenset(("image", "resource", "file", "action", "scheme", "code", "words"))
_WAYS = ECOSYSTEMS | LANGUAGES | MARKER_METHODS
_PATTERNS = ("pattern", "unless", "also")
_POLICY = frozenset((*_PATTERNS, "hints", "least", "in", "sure"))
_CASED = frozenset(("code", "words", "alternatives"))  # programs and prose tell capitals apart
_LISTED = frozenset(("words", "alternatives"))  # lists with commas: their items have blanks

_HEAD = re.compile(r'\[(?:"([^"\\]+)"|([\w-]+))\]\s*$')
_ROW = re.compile(r'(?:"([^"\\]+)"|([\w-]+)) = (?:\{ (.*) \}|"([^"\\]*)"|([\d.]+))\s*$')
_PAIR = re.compile(r"""([\w-]+) = (?:"([^"\\]*)"|'([^']*)'|([\d.]+))""")

_WEIGHT = 0.5  # of a category that does not say
_SURE = 0.5  # what a pattern makes sure of, where it does not say


class CatalogueError(ValueError):
    """An entry of the catalogue is not as it should be; says which, and how it should look."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a way of doing things shows in code: `pattern`, on a line that a change adds.

    `hints` are lower-case beginnings, one of which such a line has. It is no news where a removed
    line or one of context matches `unless` (the pattern itself, where that is blank). `also` must
    match in what is to be seen of the file, too. `least` lines are needed. `in_tests`: looked for
    in tests instead; `in_changed`: it makes less sure in a file that only grows, as one more of
    what others may have too. `sure` in 0..1 is how sure it makes. The patterns are regular
    expressions.
    """

    pattern: str
    hints: tuple[str, ...]
    unless_pattern: str = ""
    file_pattern: str = ""
    min_lines: int = 1
    is_for_tests: bool = False
    is_for_changed_files: bool = False
    certainty: float = _SURE


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology, or a way of doing things, within a category.

    `recognised` maps a way of recognising to names. `languages` are those whose code can show it;
    empty for any. `alternatives` are its own; where there are none, `Catalogue.alternatives` finds
    its peers. `is_library`: it serves others of its category, which are what a choice is about.
    The same technology may stand in several categories: those are different choices.
    """

    name: str
    category: str
    recognised_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    policy: Policy | None = None
    alternatives: tuple[str, ...] = ()
    is_library: bool = False

    @property
    def prose_names(self) -> tuple[str, ...]:
        """What prose calls it; none where its name is a plain word."""
        return self.recognised_by.get("words", (self.name,))


@dataclass(frozen=True, slots=True)
class Category:
    """A category of decisions. `weight` in 0..1 says how architectural a choice in it is.

    `words` show that something is meant for the category. `technologies` are by name, the usual
    ones first.
    """

    name: str
    weight: float = _WEIGHT
    keywords: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    technologies: Mapping[str, Technology] = field(default_factory=dict)


def parse_tables(text: str) -> dict[str, Mapping[str, object]]:
    """The tables of the packaged file, as tomllib would give them.

    That file keeps to lines that can be read several times as fast: a table's head, or a key with
    a string, a number or an inline table of them.

    Raises:
        BadCatalogue: a line is none of those.
    """
    found: dict[str, Mapping[str, object]] = {}
    table: dict[str, object] = {}
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        row = _ROW.match(line)
        if row:
            quoted, bare, inline, string, number = row.groups()
            if inline is not None:
                table[quoted or bare] = {
                    key: _number(figure) if figure else one or other
                    for key, one, other, figure in _PAIR.findall(inline)
                }
            else:
                table[quoted or bare] = string if number is None else _number(number)
            continue
        head = _HEAD.match(line)
        if head is None:
            raise CatalogueError(f"not a line of the catalogue: {line[:80]}")
        found[head[1] or head[2]] = table = {}
    return found


def _number(figure: str) -> float:
    return float(figure) if "." in figure else int(figure)


def extend_category(base: Category, entries: Mapping[str, object]) -> Category:
    """A category with what a table adds to it.

    Raises:
        BadCatalogue: an entry is not as it should be.
    """
    weight, words, alternatives = base.weight, base.keywords, base.alternatives
    technologies = dict(base.technologies)
    for key, value in entries.items():
        where = f"{base.name}.{key}"
        if isinstance(value, Mapping):
            technologies[key] = _technology(base.name, key, technologies.get(key), value)
        elif value is False:
            technologies.pop(key, None)
        elif key == "weight":
            weight = _share(where, value)
        elif key == "words":
            words = _names(where, key, value)
        elif key == "alternatives":
            alternatives = _names(where, key, value)
        else:
            raise CatalogueError(
                f"{where}: a table of how it is recognised, as in {{ pypi = 'redis' }}"
                " (or weight, words, alternatives)"
            )
    return Category(base.name, weight, words, alternatives, technologies)


def _technology(
    category: str, name: str, known: Technology | None, ways: Mapping[str, object]
) -> Technology:
    recognised = dict(known.recognised_by) if known else {}
    alternatives = known.alternatives if known else ()
    is_library = known.is_library if known else False
    spoken = known.languages if known else frozenset()
    for way, value in ways.items():
        where = f"{category}.{name}.{way}"
        if way in _WAYS:
            names = _names(where, way, value)
            held = recognised.get(way)
            recognised[way] = tuple(dict.fromkeys((*held, *names))) if held else names
        elif way == "alternatives":
            alternatives = _names(where, way, value)
        elif way == "for":
            spoken = frozenset(_names(where, way, value))
        elif way == "role" and value == "library":
            is_library = True
        elif way not in _POLICY:
            raise CatalogueError(f"{where}: one of {', '.join(sorted(_WAYS | _POLICY))}, for, role")
    policy = known.policy if known else None
    if "pattern" in ways:
        policy = _policy(f"{category}.{name}", ways)
    return Technology(name, category, recognised, spoken, policy, alternatives, is_library)


def _policy(where: str, ways: Mapping[str, object]) -> Policy:
    pattern, unless, also = (str(ways.get(way, "")) for way in _PATTERNS)
    least, place = ways.get("least", 1), ways.get("in", "code")
    if not isinstance(least, int) or place not in ("code", "changed", "tests"):
        raise CatalogueError(
            f"{where}: least is a number of lines, in is 'code', 'changed' or 'tests'"
        )
    hints = _names(f"{where}.hints", "hints", ways.get("hints"))
    sure = _share(f"{where}.sure", ways.get("sure", _SURE))
    return Policy(pattern, hints, unless, also, least, place == "tests", place == "changed", sure)


def check_patterns(category: str, entries: Mapping[str, object]) -> None:
    """See that the patterns of a category's entries are regular expressions.

    Not done for the packaged file: to compile them takes longer than all else, and few are needed.

    Raises:
        BadCatalogue: one is not.
    """
    for name, ways in entries.items():
        given = ways if isinstance(ways, Mapping) else {}
        for way in _PATTERNS:
            try:
                re.compile(str(given.get(way, "")))
            except re.error as wrong:
                where = f"{category}.{name}.{way}"
                raise CatalogueError(f"{where}: a regular expression ({wrong})") from wrong


def _share(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise CatalogueError(f"{where}: a number from 0 to 1")
    return float(value)


def _names(where: str, way: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        text = value if way in _CASED else value.lower()
        if way not in _LISTED:
            return tuple(text.split())
        return tuple([name for one in text.split(",") if (name := one.strip())])
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(one.strip() if way in _CASED else one.strip().lower() for one in value)
    between = "commas" if way in _LISTED else "blanks"
    raise CatalogueError(f"{where}: a string of names with {between} between them, or a list")
