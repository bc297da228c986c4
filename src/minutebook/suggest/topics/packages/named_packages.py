"""Packages that the catalogue does not know, and that a change is about: its title names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.name_words import guess_category
from minutebook.suggest.catalogue.schema import DEVELOPMENT, OTHER_PACKAGE
from minutebook.suggest.dependencies.entry import GRADLE_PLUGIN_ECOSYSTEM
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.dependencies.naming import COMMON_ENDS, find_short_name, split_name
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.model import Evidence
from minutebook.text.imports import find_imports

_MAX_NAMED = 3  # packages of a change that are topics
_MAX_TITLE_CHARS = 300  # of a line of a message
_MAX_PROMPT_CHARS = 400
_MAX_CANDIDATES = 60  # packages that change: more come with a new project
# Certainties: where a title names the package (that is only for development), and where nothing
# does but the code that imports it, which is the only package that comes.
_NAMED, _DEVELOPMENT_NAMED, _IMPORTED = 0.55, 0.5, 0.4

_TYPES_PREFIX = "@types/"
# Beginnings of names that tell the host of a plugin: people leave them out.
_HOST_PREFIX = compile_lazily(
    r"(?:@[\w.-]+/)?(?:eslint|babel|stylelint|prettier|vite|webpack|rollup|gulp|grunt|gatsby|postcss"
    r"|pytest|flake8|sphinx|mkdocs|rubocop|gradle|maven|fastlane|cypress|jest|karma|serverless)"
    r"-(?:plugin-|config-|preset-)?"
)
# A single word is meant as a package where such a word stands before it, or one after it.
_BEFORE = (
    r"(?:add(?:s|ed|ing)?|us(?:e|es|ed|ing)|install(?:s|ed|ing)?|introduc(?:e|es|ed|ing)"
    r"|includ(?:e|es|ed|ing)|adopt(?:s|ed|ing)?|tr(?:y|ying)|with|via|by|to|from|replac(?:e|es|ed|ing)"
    r"|remov(?:e|es|ed|ing)|drop(?:s|ped|ping)?|uninstall(?:s|ed|ing)?|delet(?:e|es|ed|ing)"
    r"|integrat(?:e|es|ed|ing)|gem|package|library|module|dependency|plugin|crate|bundle|through"
    r"|enabl(?:e|es|ed|ing)|setup|set up|unused|the|swap|migrate|switch|stop using)"
)
_AFTER = r"(?:gems?|packages?|library|lib|module|dependency|plugin|crate|extension|client|sdk)"


# A title that tells of a new version: what it names was in use before.
_NEW_VERSION = compile_lazily(
    r"(?i)^\W*(?:\w+(?:\([^)\n]*\))?!?:\s*)?(?:bump|updat|upgrad)\w*\s[^\n]*\b(?:to|from)\s+v?\d"
)
_REPLACEMENT = compile_lazily(
    r"(?i)\b(?:replac|switch|swap|migrat|mov(?:e|es|ed|ing) from|instead|in favou?r of|chang)"
    r"|[-=]>|→"
)


class NamedPackage(Value):
    """A package that a change is about.

    `name` is as the texts or the manifest spell it; a package that the catalogue knows by its name
    in prose has the name there. `instead` is what it takes the place of, as far as the title says
    so. `certainty` is 0..1. `hosts` are the topics of the tools that it extends, as (category,
    technology), where the change has nothing else of them.
    """

    category: str
    name: str
    certainty: float
    evidence: Evidence
    is_added: bool
    instead: str = ""
    hosts: frozenset[tuple[str, str]] = frozenset()


def find_named_packages(
    dependencies: Iterable[DependencyChange],
    sources: Sequence[SourceFile],
    texts: Mapping[str, str],
    catalogue: Catalogue,
) -> Iterator[NamedPackage]:
    """The packages, unknown to the catalogue, that the title of a change names.

    Where it names none, the only package that comes to a program, and that its code imports.
    """
    general = catalogue.detectors.get(OTHER_PACKAGE)
    if general is None:
        return
    changed = [
        dependency
        for dependency in dependencies
        if dependency.is_direct
        and dependency.action != "bumped"
        and not dependency.name.startswith(_TYPES_PREFIX)
    ]
    unknown = [dependency for dependency in changed if not _is_known(dependency, catalogue)]
    if len(changed) > _MAX_CANDIDATES:
        return
    title = _read_title(texts)
    if _NEW_VERSION.search(title):
        unknown = [dependency for dependency in unknown if dependency.action == "removed"]
    plugins = [dependency for dependency in changed if _is_plugin(dependency, catalogue)]
    hosts = _find_topics(plugins, catalogue) - _find_topics(
        [dependency for dependency in changed if dependency not in plugins], catalogue
    )
    named = []
    for dependency in (*unknown, *plugins):
        spelling = _find_spelling(dependency, title)
        if spelling:
            certainty = _DEVELOPMENT_NAMED if dependency.is_dev else _NAMED
            package = _make_named(dependency, spelling, certainty, general, catalogue)
            own_hosts = hosts & _find_topics([dependency], catalogue)
            named.append(replace(package, hosts=own_hosts))
    if named:
        yield from _pair(named, title)[:_MAX_NAMED]
        return
    added = [
        dependency
        for dependency in changed
        if dependency.action == "added" and not dependency.is_dev
    ]
    if len(added) == 1 and added[0] in unknown and _is_imported(added[0], sources):
        yield _make_named(added[0], _spell_short_name(added[0]), _IMPORTED, general, catalogue)


def _is_known(dependency: DependencyChange, catalogue: Catalogue) -> bool:
    """Whether the catalogue knows a package, or a plugin of a build tool."""
    return bool(
        catalogue.find_package(dependency.ecosystem, dependency.name)
        or (
            dependency.ecosystem == GRADLE_PLUGIN_ECOSYSTEM
            and catalogue.find_marker("action", dependency.name)
        )
    )


def _is_plugin(dependency: DependencyChange, catalogue: Catalogue) -> bool:
    """Whether the catalogue has a package only as one of those of a development tool."""
    technologies = catalogue.find_package(dependency.ecosystem, dependency.name)
    index = catalogue.packages.get(dependency.ecosystem, {})
    return dependency.name.lower() not in index and any(
        DEVELOPMENT in catalogue.find_category(technology.category).traits
        for technology in technologies
    )


def _find_topics(
    dependencies: Iterable[DependencyChange], catalogue: Catalogue
) -> frozenset[tuple[str, str]]:
    return frozenset(
        (technology.category, technology.name)
        for dependency in dependencies
        for technology in catalogue.find_package(dependency.ecosystem, dependency.name)
    )


def _pair(named: list[NamedPackage], title: str) -> list[NamedPackage]:
    """One package instead of another where there are two and the title speaks of a replacement."""
    added = [package for package in named if package.is_added]
    removed = [package for package in named if not package.is_added]
    if len(added) == len(removed) == 1 and _REPLACEMENT.search(title):
        return [replace(added[0], instead=removed[0].name)]
    return named


def _make_named(
    dependency: DependencyChange, name: str, certainty: float, general: str, catalogue: Catalogue
) -> NamedPackage:
    words = split_name(find_short_name(dependency.name))
    evidence = Evidence(
        "topic-dependency", dependency.path, dependency.line, " ".join(dependency.excerpt.split())
    )
    known = catalogue.prose_names.get(" ".join(split_name(name)))
    if known:
        category, name = known[0].category, known[0].name
    else:
        category = guess_category(words, dependency.ecosystem, catalogue) or general
    return NamedPackage(category, name, certainty, evidence, dependency.action == "added")


def _read_title(texts: Mapping[str, str]) -> str:
    """What says in short what a change is about: the message's first line, else the prompt.

    What merges a branch is named by the branch, and by the line that follows.
    """
    lines = [line for line in texts.get("message", "").lstrip().split("\n", 8) if line.strip()]
    count = 2 if lines and lines[0].startswith("Merge ") else 1
    title = " \n ".join(line[:_MAX_TITLE_CHARS] for line in lines[:count])
    return title or texts.get("prompt", "")[:_MAX_PROMPT_CHARS]


def _find_spelling(dependency: DependencyChange, title: str) -> str:
    """The name by which a title names a package; "" where it does not.

    The title's own spelling counts where its capitals are not those of a sentence's first word.
    """
    short_name = _spell_short_name(dependency)
    bare_name = short_name.rpartition("/")[2]
    names = [dependency.name, short_name]
    if bare_name.lower() not in COMMON_ENDS:
        names.append(bare_name)
    for name in dict.fromkeys(names):
        match = _match_name(split_name(name), title)
        if match:
            return _choose_spelling(match, title, bare_name if name == bare_name else short_name)
    plugin_words = split_name(_HOST_PREFIX.sub("", short_name, count=1))
    return short_name if len(plugin_words) > 1 and _match_name(plugin_words, title) else ""


def _spell_short_name(dependency: DependencyChange) -> str:
    """A package's short name with the capitals that its manifest writes."""
    short_name = find_short_name(dependency.name)
    start = dependency.excerpt.lower().find(short_name)
    return dependency.excerpt[start : start + len(short_name)] if start >= 0 else short_name


def _match_name(words: list[str], title: str) -> re.Match[str] | None:
    if len("".join(words)) < 3:
        return None
    name = r"[\W_]{0,2}".join(map(re.escape, words))
    if len(words) > 1:
        return re.search(rf"(?i)(?<![a-z0-9]){name}(?![a-z0-9])", title)
    return re.search(
        rf"(?i)(?:\b(?:{_BEFORE}|(?:swap|replac|exchang)\w*\s\S+\sfor)[\W_]{{1,3}}(?P<a>{name})(?![a-z0-9])"
        rf"|(?<![a-z0-9])(?P<b>{name})[\W_]{{1,3}}{_AFTER}\b|[`'\"](?P<c>{name})[`'\"])",
        title,
    )


def _choose_spelling(match: re.Match[str], title: str, name: str) -> str:
    spelled = match[match.lastgroup] if match.lastgroup else match[0]
    start = match.start(match.lastgroup or 0)
    capitals = sum(character.isupper() for character in spelled)
    is_own_spelling = capitals > 1 or (capitals == 1 and start > 0 and title[start - 1] == " ")
    # A branch's name has hyphens for blanks, and a sentence's first word a capital.
    if (
        is_own_spelling
        and not re.search(r"[\s_/]", spelled)
        and len(spelled) >= len("".join(split_name(name)))
    ):
        return spelled
    return name


def _is_imported(dependency: DependencyChange, sources: Iterable[SourceFile]) -> bool:
    """Whether code that is added imports a package, by its name or its group."""
    parts = [find_short_name(dependency.name), *dependency.name.split(":")[:-1]]
    names = [joined for part in parts if len(joined := "".join(split_name(part))) > 2]
    for source in sources:
        if source.role == file_roles.TEST or not source.added_lines:
            continue
        imports, _ = find_imports(source.language, source.added_lines)
        for _, _, module in imports:
            joined = "".join(split_name(module))
            if any(joined.startswith(name) or joined.endswith(name) for name in names):
                return True
    return False
