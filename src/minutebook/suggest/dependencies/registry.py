"""Which files name packages, in which ecosystem, and how each is read."""

from __future__ import annotations

import re
from importlib import import_module

from minutebook.suggest.dependencies import lockfiles
from minutebook.suggest.dependencies.entry import ManifestReader

RegistryRow = tuple[str, str, str]  # the ecosystem; the module that reads it, its function

# By file name, lower case.
_NAMES: dict[str, RegistryRow] = {
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
# By what a file name ends in, from a dot on.
_ENDINGS: dict[str, RegistryRow] = {
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
_REQUIREMENTS = re.compile(
    r"(?:^|[-_./])(?:requirements?|constraints)(?:[-_./].*)?\.(?:txt|in|pip)$"
)
_SCALA = re.compile(r"(?:^|/)project/(?:[^/]+/)*[^/]+\.scala$")
_BUILD_CODE = re.compile(r"(?:^|/)(?:buildsrc|build-logic)/.*\.(?:kt|groovy|java)$")
_CONDA = re.compile(r"(?:^|/)(?:conda[-_]?)?env(?:ironment)?[^/]*\.ya?ml$")
_ODD = (".scala", ".kt", ".groovy", ".java", ".txt", ".in", ".pip", ".yml", ".yaml")
_FOREIGN = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third_party|testdata|__?fixtures_?_?|fixtures|__snapshots__)/"
)


def find_reader(path: str) -> tuple[str, ManifestReader] | None:
    """The ecosystem of a manifest or lock file and how it is read; None for any other file.

    A room that reads is not loaded before a change needs it: their patterns take their time.
    """
    path = path.lower()
    name = path.rpartition("/")[2]
    lock = lockfiles.READERS.get(name)
    row = None if lock else _row(path, name)
    if (lock or row) is None or _FOREIGN.search(path):
        return None
    if row is None:
        return lock
    return row[0], getattr(
        import_module(f"minutebook.suggest.dependencies.{row[1]}"), f"read_{row[2]}"
    )


def _row(path: str, name: str) -> RegistryRow | None:
    known = _NAMES.get(name)
    _, dot, ending = name.partition(".")
    while dot and known is None:
        known = _ENDINGS.get(dot + ending)
        _, dot, ending = ending.partition(".")
    if known is not None or not name.endswith(_ODD):
        return known
    if _SCALA.search(path):
        return "maven", "jvm", "sbt"
    if _BUILD_CODE.search(path):
        return "maven", "jvm", "gradle"
    if _REQUIREMENTS.search(path):
        return "pypi", "python", "constraints" if "constraints" in name else "requirements"
    return ("pypi", "yaml", "conda") if _CONDA.search(path) else None


def is_lock_file(path: str) -> bool:
    """Whether a file is a lock file that can be read."""
    return path.rpartition("/")[2].lower() in lockfiles.READERS
