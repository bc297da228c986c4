"""Which files name packages, in which ecosystem, and how each is read: manifests and lock files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import (
    ManifestReader,
    PackageEntry,
    normalise_pep503,
    strip_go_version,
)
from minutebook.suggest.diff.patch import Hunk

RegistryRow = tuple[str, str, str]  # the ecosystem; the module that reads it, its function

# Manifests by lower-case name.
_MANIFEST_NAMES: dict[str, RegistryRow] = {
    "pyproject.toml": ("pypi", "python", "pyproject"),
    "pipfile": ("pypi", "python", "pyproject"),
    "setup.py": ("pypi", "python", "setup_py"),
    "setup.cfg": ("pypi", "python", "setup_cfg"),
    "package.json": ("npm", "json", "npm"),
    "bower.json": ("npm", "json", "npm"),
    "pnpm-workspace.yaml": ("npm", "yaml", "catalogues"),
    "deno.json": ("npm", "json", "deno"),
    "deno.jsonc": ("npm", "json", "deno"),
    "composer.json": ("composer", "json", "composer"),
    "go.mod": ("go", "line_based", "go_mod"),
    "gopkg.toml": ("go", "line_based", "gopkg"),
    "pom.xml": ("maven", "jvm", "pom"),
    "build.sc": ("maven", "jvm", "sbt"),
    "build.mill": ("maven", "jvm", "sbt"),
    "gemfile": ("rubygems", "line_based", "gemfile"),
    "cargo.toml": ("cargo", "line_based", "cargo"),
    "directory.packages.props": ("nuget", "line_based", "nuget"),
    "directory.build.props": ("nuget", "line_based", "nuget"),
    "directory.build.targets": ("nuget", "line_based", "nuget"),
    "packages.config": ("nuget", "line_based", "nuget"),
    "paket.dependencies": ("nuget", "line_based", "paket"),
    "mix.exs": ("hex", "code_based", "mix"),
    "rebar.config": ("hex", "code_based", "rebar"),
    "package.yaml": ("hackage", "yaml", "hpack"),
    "pubspec.yaml": ("pub", "yaml", "pubspec"),
    "shard.yml": ("shards", "yaml", "pubspec"),
    "package.swift": ("swift", "code_based", "swift"),
    "podfile": ("cocoapods", "code_based", "pods"),
    "cartfile": ("carthage", "code_based", "carthage"),
    "deps.edn": ("clojars", "code_based", "deps_edn"),
    "bb.edn": ("clojars", "code_based", "deps_edn"),
    "project.clj": ("clojars", "code_based", "leiningen"),
    "conanfile.py": ("conan", "code_based", "conan_py"),
    "conanfile.txt": ("conan", "code_based", "conan_txt"),
    "vcpkg.json": ("vcpkg", "code_based", "vcpkg"),
    "cmakelists.txt": ("cmake", "code_based", "cmake"),
    "module.bazel": ("bazel", "code_based", "bazel"),
    "cpanfile": ("cpan", "code_based", "cpan"),
    "chart.yaml": ("helm", "yaml", "chart"),
    "requirements.yaml": ("helm", "yaml", "chart"),
}
# Manifests by the end of their names, from a dot on.
_MANIFEST_SUFFIXES: dict[str, RegistryRow] = {
    ".gradle": ("maven", "jvm", "gradle"),
    ".gradle.kts": ("maven", "jvm", "gradle"),
    ".versions.toml": ("maven", "jvm", "catalogue"),
    ".sbt": ("maven", "jvm", "sbt"),
    ".gemspec": ("rubygems", "line_based", "gemfile"),
    ".csproj": ("nuget", "line_based", "nuget"),
    ".fsproj": ("nuget", "line_based", "nuget"),
    ".vbproj": ("nuget", "line_based", "nuget"),
    ".cabal": ("hackage", "code_based", "cabal"),
    ".podspec": ("cocoapods", "code_based", "pods"),
    ".tf": ("terraform", "code_based", "terraform"),
}
_REQUIREMENTS_PATH = compile_lazily(
    r"(?:^|[-_./])(?:requirements?|constraints)(?:[-_./].*)?\.(?:txt|in|pip)$"
)
_SCALA_BUILD_PATH = compile_lazily(r"(?:^|/)project/(?:[^/]+/)*[^/]+\.scala$")
_BUILD_CODE_PATH = compile_lazily(r"(?:^|/)(?:buildsrc|build-logic)/.*\.(?:kt|groovy|java)$")
_CONDA_PATH = compile_lazily(r"(?:^|/)(?:conda[-_]?)?env(?:ironment)?[^/]*\.ya?ml$")
_FURTHER_GLOBS = {
    "pypi": ("*requirements*", "*constraints*", "*env*.y*ml"),
    "maven": ("*.scala", "*.kt", "*.groovy", "*.java"),
}
# Of files that the patterns above may match.
_PATH_SUFFIXES = (".scala", ".kt", ".groovy", ".java", ".txt", ".in", ".pip", ".yml", ".yaml")
_FOREIGN_FOLDER = compile_lazily(
    r"(?:^|/)(?:node_modules|vendor|third_party|testdata|__?fixtures_?_?|fixtures|__snapshots__)/"
)


def _read_matches(pattern: str, normalise: Callable[[str], str] = str.lower) -> ManifestReader:
    """A reader of a lock file with a package a line: its name is the pattern's first group.

    What is new in a lock file may have come with another package: the entries are not direct.
    """

    def read(hunk: Hunk) -> Iterator[PackageEntry]:
        match_line = re.compile(pattern).match  # compiled when first used: there are many of them
        for number, text in hunk:
            match = match_line(text)
            if match:
                yield PackageEntry(normalise(match[1]), "", number, text, is_direct=False)

    return read


_NODE_LINE = (
    r'\s*"(?:[^"]*node_modules/|(?!requires"|(?:\w+D|d)ependencies|packages"|engines"|bin"|funding"'
    r'|peerDependenciesMeta"|[^"]*/.*/|""))((?:@[^/"]+/)?[^/"]+)": \{$'
)
_GO_LINE = r"(\S++) v[^\s/]++ h1:"
_TOML_NAME = r'name = "([^"]+)"'

# Lock files by lower-case name: the ecosystem, and how the line that begins a package is read.
LOCK_FILES: dict[str, tuple[str, ManifestReader]] = {
    "go.sum": ("go", _read_matches(_GO_LINE, strip_go_version)),
    "go.work.sum": ("go", _read_matches(_GO_LINE, strip_go_version)),
    "gopkg.lock": ("go", _read_matches(rf"\s*{_TOML_NAME}", strip_go_version)),
    "yarn.lock": ("npm", _read_matches(r'"?((?:@[^@/"\s]+/)?[^@/"\s#]+)@(?!workspace:)[^:]')),
    "package-lock.json": ("npm", _read_matches(_NODE_LINE)),
    "npm-shrinkwrap.json": ("npm", _read_matches(_NODE_LINE)),
    "pnpm-lock.yaml": ("npm", _read_matches(r"  '?/?((?:@[^@/'\s]+/)?[^@/'\s:]+)[@/]\d[^:]*:")),
    "bun.lock": ("npm", _read_matches(r'\s*"(?:[^"]*/)?((?:@[^/"]+/)?[^/"]+)": \["')),
    "gemfile.lock": ("rubygems", _read_matches(r" {4}([\w.-]+) \(")),
    "cargo.lock": ("cargo", _read_matches(_TOML_NAME, normalise_pep503)),
    "poetry.lock": ("pypi", _read_matches(_TOML_NAME, normalise_pep503)),
    "uv.lock": ("pypi", _read_matches(_TOML_NAME, normalise_pep503)),
    "pdm.lock": ("pypi", _read_matches(_TOML_NAME, normalise_pep503)),
    "pipfile.lock": ("pypi", _read_matches(r' {8}"([^"]+)": \{', normalise_pep503)),
    "composer.lock": ("composer", _read_matches(r'\s*"name": "([\w.-]+/[\w.-]+)"')),
    "packages.lock.json": ("nuget", _read_matches(r'\s*"([\w.-]+)": \{')),
    "paket.lock": ("nuget", _read_matches(r" {4}([\w.-]+) \(")),
    "gradle.lockfile": ("maven", _read_matches(r"([\w.-]+:[\w.-]+):[^=]+=")),
    "mix.lock": ("hex", _read_matches(r'\s*"(\w+)": \{:')),
    "pubspec.lock": ("pub", _read_matches(r"  (\w+):$")),
    "podfile.lock": ("cocoapods", _read_matches(r'  - "?([\w.+-]+)')),
    "package.resolved": ("swift", _read_matches(r'\s*"identity"\s*:\s*"([^"]+)"')),
    "cabal.project.freeze": ("hackage", _read_matches(r"[\s\w:-]*any\.([\w-]+) ==")),
    ".terraform.lock.hcl": ("terraform", _read_matches(r'provider "[^"/]+/([^"]+)"')),
}


def find_reader(path: str) -> tuple[str, ManifestReader] | None:
    """The ecosystem of a manifest or lock file and how it is read; None for any other file.

    The module of a reader is loaded when a change needs it: to compile its patterns takes a while.
    """
    path = path.lower()
    name = path.rpartition("/")[2]
    if _FOREIGN_FOLDER.search(path):
        return None
    if name in LOCK_FILES:
        return LOCK_FILES[name]
    row = _find_row(path, name)
    if row is None:
        return None
    ecosystem, module, function = row
    reader = import_module(f"minutebook.suggest.dependencies.{module}")
    return ecosystem, getattr(reader, f"read_{function}")


def _find_row(path: str, name: str) -> RegistryRow | None:
    row = _MANIFEST_NAMES.get(name)
    _, dot, suffix = name.partition(".")
    while dot and row is None:
        row = _MANIFEST_SUFFIXES.get(dot + suffix)
        _, dot, suffix = suffix.partition(".")
    if row is not None or not name.endswith(_PATH_SUFFIXES):
        return row
    if _SCALA_BUILD_PATH.search(path):
        return "maven", "jvm", "sbt"
    if _BUILD_CODE_PATH.search(path):
        return "maven", "jvm", "gradle"
    if _REQUIREMENTS_PATH.search(path):
        return "pypi", "python", "constraints" if "constraints" in name else "requirements"
    return ("pypi", "yaml", "conda") if _CONDA_PATH.search(path) else None


def list_manifest_globs(ecosystem: str) -> list[str]:
    """The names of an ecosystem's manifests, as globs, in lower case; some are wider."""
    names = [name for name, row in _MANIFEST_NAMES.items() if row[0] == ecosystem]
    names += [f"*{suffix}" for suffix, row in _MANIFEST_SUFFIXES.items() if row[0] == ecosystem]
    return [*names, *_FURTHER_GLOBS.get(ecosystem, ())]


def is_lock_file(path: str) -> bool:
    """Whether a file is a lock file that can be read."""
    return path.rpartition("/")[2].lower() in LOCK_FILES
