"""Names of packages in lock files, where what is new may have come with another package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.suggest.dependencies.entry import (
    ManifestReader,
    PackageEntry,
    normalise_pep503,
    strip_go_version,
)
from minutebook.suggest.diff.patch import Hunk


def _lines(pattern: str, name: Callable[[str], str] = str.lower) -> ManifestReader:
    """A reader of a lock file that says a package a line, as the pattern's first group has it."""

    def read(hunk: Hunk) -> Iterator[PackageEntry]:
        match = re.compile(pattern).match  # when first used: there are many of them
        for number, text in hunk:
            found = match(text)
            if found:
                yield PackageEntry(name(found[1]), "", number, text, is_direct=False)

    return read


_NODE = (
    r'\s*"(?:[^"]*node_modules/|(?!requires"|(?:\w+D|d)ependencies|packages"|engines"|bin"|funding"'
    r'|peerDependenciesMeta"|[^"]*/.*/|""))((?:@[^/"]+/)?[^/"]+)": \{$'
)
_GO = r"(\S++) v[^\s/]++ h1:"
_TOML = r'name = "([^"]+)"'

# By file name, lower case: the ecosystem and the line that begins a package.
READERS: dict[str, tuple[str, ManifestReader]] = {
    "go.sum": ("go", _lines(_GO, strip_go_version)),
    "go.work.sum": ("go", _lines(_GO, strip_go_version)),
    "gopkg.lock": ("go", _lines(rf"\s*{_TOML}", strip_go_version)),
    "yarn.lock": ("npm", _lines(r'"?((?:@[^@/"\s]+/)?[^@/"\s#]+)@(?!workspace:)[^:]')),
    "package-lock.json": ("npm", _lines(_NODE)),
    "npm-shrinkwrap.json": ("npm", _lines(_NODE)),
    "pnpm-lock.yaml": ("npm", _lines(r"  '?/?((?:@[^@/'\s]+/)?[^@/'\s:]+)[@/]\d[^:]*:")),
    "bun.lock": ("npm", _lines(r'\s*"(?:[^"]*/)?((?:@[^/"]+/)?[^/"]+)": \["')),
    "gemfile.lock": ("rubygems", _lines(r" {4}([\w.-]+) \(")),
    "cargo.lock": ("cargo", _lines(_TOML, normalise_pep503)),
    "poetry.lock": ("pypi", _lines(_TOML, normalise_pep503)),
    "uv.lock": ("pypi", _lines(_TOML, normalise_pep503)),
    "pdm.lock": ("pypi", _lines(_TOML, normalise_pep503)),
    "pipfile.lock": ("pypi", _lines(r' {8}"([^"]+)": \{', normalise_pep503)),
    "composer.lock": ("composer", _lines(r'\s*"name": "([\w.-]+/[\w.-]+)"')),
    "packages.lock.json": ("nuget", _lines(r'\s*"([\w.-]+)": \{')),
    "paket.lock": ("nuget", _lines(r" {4}([\w.-]+) \(")),
    "gradle.lockfile": ("maven", _lines(r"([\w.-]+:[\w.-]+):[^=]+=")),
    "mix.lock": ("hex", _lines(r'\s*"(\w+)": \{:')),
    "pubspec.lock": ("pub", _lines(r"  (\w+):$")),
    "podfile.lock": ("cocoapods", _lines(r'  - "?([\w.+-]+)')),
    "package.resolved": ("swift", _lines(r'\s*"identity"\s*:\s*"([^"]+)"')),
    "cabal.project.freeze": ("hackage", _lines(r"[\s\w:-]*any\.([\w-]+) ==")),
    ".terraform.lock.hcl": ("terraform", _lines(r'provider "[^"/]+/([^"]+)"')),
}
