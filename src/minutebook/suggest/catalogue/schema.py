"""The entries of the catalogue: categories, technologies and policies, and how tables give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minutebook.lean.values import Value, field, replace
from minutebook.suggest.catalogue.tables import CatalogueError

# How a technology is recognised: by a dependency's name, by ecosystem …
_ECOSYSTEMS = """
    pypi npm go cargo maven rubygems nuget composer hex pub swift hackage clojars cocoapods cpan
"""
ECOSYSTEMS = frozenset(_ECOSYSTEMS.split())
# … by what a program imports, by language; without an entry, by the ecosystem's names …
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
# … and by what else shows it.
MARKER_METHODS = frozenset(("image", "resource", "file", "action", "scheme", "code", "words"))
_METHODS = ECOSYSTEMS | LANGUAGES | MARKER_METHODS
_PATTERN_KEYS = ("pattern", "unless", "also", "was", "gone")
PLACES = frozenset(("code", "changed", "config", "existing", "tests"))  # values of `in`
_MAX_PATTERNS = 20  # of a category in the configuration
_POLICY_KEYS = frozenset((*_PATTERN_KEYS, "hints", "least", "in", "at", "sure"))
# Keys whose values keep their capitals, and keys whose items may contain blanks.
_CASED_KEYS = frozenset(("code", "words", "alternatives", "companions", "needs"))
_COMMA_KEYS = frozenset(
    ("words", "alternatives", "companions", "needs", "protocols", "together", "multi-purpose")
)
# The keys of a category, and the fields of `Category` that they set.
CATEGORY_FIELDS = {
    "weight": "weight",
    "words": "keywords",
    "alternatives": "alternatives",
    "noun": "noun",
    "purpose": "purpose",
    "title": "title",
    "companions": "companions",
    "needs": "needs",
    "protocols": "protocols",
    "together": "together",
    "multi-purpose": "multi_purpose",
    "traits": "traits",
    "detector": "detector",
}
_SET_KEYS = frozenset(("protocols", "together", "multi-purpose", "traits"))

# What a category can be: the values of its key `traits`.
ADDITIVE = "additive"
ANY_PURPOSE = "any-purpose"
DESIGN = "design"
DEVELOPMENT = "development"
INDEPENDENT = "independent"
NOT_FROM_EXTRAS = "not-from-extras"
PART = "part"
SHARED_STORE = "shared-store"
TRAITS = frozenset(
    (
        *(ADDITIVE, ANY_PURPOSE, DESIGN, DEVELOPMENT, INDEPENDENT, NOT_FROM_EXTRAS, PART),
        SHARED_STORE,
    )
)
# What finds the topics of a category where no name and no pattern does: the values of `detector`.
ASYNC_FUNCTIONS = "async-functions"
NEW_MODULE = "new-module"
NEW_SERVICE = "new-service"
OTHER_PACKAGE = "other-package"
REMOVED_FOLDER = "removed-folder"
REPOSITORY_TYPES = "repository-types"
DESIGN_DETECTORS = (  # of `topics.design`, in the order in which they look
    *("interface-types", "error-hierarchy", "error-value", "related-tables", "many-to-many"),
    *("former-enum", "json-column", "renamed-data", "name-style", "file-layout", "moved-folder"),
    *("language-change", "substitution", "renamed-code", "deprecated-api"),
)
DETECTORS = frozenset(
    (
        *(ASYNC_FUNCTIONS, NEW_MODULE, NEW_SERVICE, OTHER_PACKAGE, REMOVED_FOLDER),
        *(REPOSITORY_TYPES, *DESIGN_DETECTORS),
    )
)


_DEFAULT_WEIGHT = 0.5
_DEFAULT_CERTAINTY = 0.5


class Policy(Value):
    """How a way of working shows in code: `pattern` matches a line that a change adds.

    `hints` are lower-case beginnings of words, one of which such a line contains. The policy is
    not new where a removed line or one of context matches `unless_pattern` (`pattern` itself,
    where that is blank). `file_pattern` must match somewhere in the visible text of the file, too.
    At least `min_lines` lines are needed; where there is a `gone_pattern`, files of which removed
    lines match it. `removed_pattern` must match among the removed lines of the file.
    `is_for_tests`: the lines are looked for in tests instead of code; `is_for_config`: in
    configuration, of which `path_parts`, where there are any, are lower-case parts of paths that a
    file's path contains one of. `is_for_changed_files`: the policy is less certain in a file that
    only grows, because it may repeat what other files do already; `is_for_existing_files`: it is
    not looked for in new files. `certainty` is in 0..1. The patterns are regular expressions.
    `is_configured`: they come with a repository, so they are tried on one line at a time and on its
    beginning alone, where `check_patterns` has told what they cost.
    """

    pattern: str
    hints: tuple[str, ...]
    unless_pattern: str = ""
    file_pattern: str = ""
    gone_pattern: str = ""
    min_lines: int = 1
    is_for_tests: bool = False
    is_for_changed_files: bool = False
    certainty: float = _DEFAULT_CERTAINTY
    removed_pattern: str = ""
    is_for_config: bool = False
    is_for_existing_files: bool = False
    path_parts: tuple[str, ...] = ()
    is_configured: bool = False


class Technology(Value):
    """A technology, or a way of working, within a category.

    `recognised_by` maps a method of recognition (an ecosystem, a language or a marker method) to
    names. `languages` are those whose code can show it; empty for any. `alternatives` are its own;
    where there are none, `Catalogue.find_alternatives` finds its peers. `is_library`: it serves
    another technology of its category, which is the one that is chosen. `is_choice`: others of its
    category are means to it. `title` is what a record that adopts it is called, where that is not
    "Use …". The same technology may be in several categories: those are different choices.
    """

    name: str
    category: str
    recognised_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    policy: Policy | None = None
    alternatives: tuple[str, ...] = ()
    is_library: bool = False
    title: str = ""
    is_choice: bool = False

    @property
    def prose_names(self) -> tuple[str, ...]:
        """What prose calls it; empty where its name is a plain word."""
        return self.recognised_by.get("words", (self.name,))


class Category(Value):
    """A category of decisions. `rows/README.md` describes each of its keys.

    `weight` in 0..1 says how architectural a choice in it is. `keywords` (key `words`) show that
    something is meant for the category. `technologies` are by name, the usual ones first.
    `title` has `{name}` for the technology, `{words}` for its words, `{instead}` for what it
    replaces. `companions` and `needs` are names of other categories. `protocols`, `together` and
    `multi_purpose` are names in lower case.
    """

    name: str
    weight: float = _DEFAULT_WEIGHT
    keywords: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    technologies: Mapping[str, Technology] = field(default_factory=dict)
    noun: str = ""
    purpose: str = ""
    title: str = ""
    traits: frozenset[str] = frozenset()
    detector: str = ""
    companions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    protocols: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    multi_purpose: frozenset[str] = frozenset()


def extend_category(
    base: Category, entries: Mapping[str, object], *, is_configured: bool = False
) -> Category:
    """A category with what a table adds to it; `is_configured` where that is a repository's.

    Raises:
        CatalogueError: an entry is wrong.
    """
    technologies = dict(base.technologies)
    options: dict[str, Any] = {}
    for key, value in entries.items():
        try:
            if isinstance(value, Mapping):
                known = technologies.get(key)
                technologies[key] = _extend_technology(
                    base.name, key, known, value, is_configured=is_configured
                )
            elif value is False:
                technologies.pop(key, None)
            elif key in CATEGORY_FIELDS:
                options[CATEGORY_FIELDS[key]] = _read_option(key, value)
            else:
                raise CatalogueError(
                    f"{key}: a table of how it is recognised, as in {{ pypi = 'redis' }}"
                    f" (or {', '.join(CATEGORY_FIELDS)})"
                )
        except CatalogueError as error:
            place = f"{base.name}.{key}" if isinstance(value, Mapping) else base.name
            raise CatalogueError(f"{place}.{error}") from None
    return replace(base, technologies=technologies, **options)


# What follows names the key alone in its errors: the category and the technology are put before.


def _read_option(key: str, value: object) -> object:
    """The value of a category's field, as its key gives it."""
    if key == "weight":
        return _read_share(key, value)
    if key in ("noun", "purpose"):
        if not isinstance(value, str):
            raise CatalogueError(f"{key}: a string")
        return value
    if key == "title":
        return _read_title(value)
    if key == "detector":
        if value not in DETECTORS:
            raise CatalogueError(f"{key}: one of {', '.join(sorted(DETECTORS))}")
        return value
    names = _read_names(key, value)
    if key == "traits" and not TRAITS.issuperset(names):
        raise CatalogueError(f"{key}: any of {', '.join(sorted(TRAITS))}")
    return frozenset(names) if key in _SET_KEYS else names


def _extend_technology(
    category: str,
    name: str,
    known: Technology | None,
    keys: Mapping[str, object],
    *,
    is_configured: bool,
) -> Technology:
    recognised_by = dict(known.recognised_by) if known else {}
    alternatives = known.alternatives if known else ()
    is_library = known.is_library if known else False
    languages = known.languages if known else frozenset()
    policy = known.policy if known else None
    title = known.title if known else ""
    is_choice = known.is_choice if known else False
    for key, value in keys.items():
        if key in _METHODS:
            names = _read_names(key, value)
            if key in recognised_by:
                names = tuple(dict.fromkeys((*recognised_by[key], *names)))
            recognised_by[key] = names
        elif key == "alternatives":
            alternatives = _read_names(key, value)
        elif key == "for":
            languages = frozenset(_read_names(key, value))
        elif key == "role" and value == "library":
            is_library = True
        elif key == "role" and value == "choice":
            is_choice = True
        elif key == "title":
            title = _read_title(value)
        elif key not in _POLICY_KEYS:
            allowed = ", ".join(sorted(_METHODS | _POLICY_KEYS))
            raise CatalogueError(f"{key}: one of {allowed}, alternatives, for, role, title")
    if "pattern" in keys:
        policy = _read_policy(keys, is_configured=is_configured)
    return Technology(
        name,
        category,
        recognised_by,
        languages,
        policy,
        alternatives,
        is_library,
        title,
        is_choice,
    )


def _read_title(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\n" in value:
        raise CatalogueError("title: a line of text")
    return value.strip()


def _read_policy(keys: Mapping[str, object], *, is_configured: bool) -> Policy:
    patterns = (str(keys.get(key, "")) for key in _PATTERN_KEYS)
    pattern, unless_pattern, file_pattern, removed_pattern, gone_pattern = patterns
    min_lines, place = keys.get("least", 1), keys.get("in", "code")
    if not isinstance(min_lines, int):
        raise CatalogueError("least: a number of lines")
    places = frozenset(_read_names("in", place))
    if not places <= PLACES:
        raise CatalogueError(f"in: any of {', '.join(sorted(PLACES))}")
    return Policy(
        pattern,
        _read_names("hints", keys.get("hints")),
        unless_pattern,
        file_pattern,
        gone_pattern,
        min_lines,
        is_for_tests="tests" in places,
        is_for_changed_files="changed" in places,
        certainty=_read_share("sure", keys.get("sure", _DEFAULT_CERTAINTY)),
        removed_pattern=removed_pattern,
        is_for_config="config" in places,
        is_for_existing_files="existing" in places,
        path_parts=_read_names("at", keys.get("at", "")),
        is_configured=is_configured,
    )


def _read_share(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise CatalogueError(f"{key}: a number from 0 to 1")
    return float(value)


def _read_names(key: str, value: object) -> tuple[str, ...]:
    """The names that a value lists, in lower case unless the key's names have capitals."""
    if isinstance(value, str):
        text = value if key in _CASED_KEYS else value.lower()
        if key not in _COMMA_KEYS:
            return tuple(text.split())
        return tuple([name for part in text.split(",") if (name := part.strip())])
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return tuple(name.strip() if key in _CASED_KEYS else name.strip().lower() for name in value)
    separators = "commas" if key in _COMMA_KEYS else "blanks"
    raise CatalogueError(f"{key}: a string of names with {separators} between them, or a list")


def check_patterns(category: str, entries: Mapping[str, object]) -> None:
    """See that the patterns of a repository's entries are regular expressions of a bounded time.

    Not done for the packaged file: to compile all of them takes longer than all else, and few are
    needed; a test compiles them.

    Raises:
        CatalogueError: one is not, or there are very many.
    """
    from minutebook.text import patterns

    tables = [(name, entry) for name, entry in entries.items() if isinstance(entry, Mapping)]
    if sum("pattern" in keys for _, keys in tables) > _MAX_PATTERNS:
        raise CatalogueError(f"{category}: more than {_MAX_PATTERNS} patterns")
    for name, keys in tables:
        for key in _PATTERN_KEYS:
            fault = patterns.find_fault(str(keys.get(key, "")), is_searched=True)
            if fault:
                raise CatalogueError(f"{category}.{name}.{key}: a regular expression; it {fault}")
