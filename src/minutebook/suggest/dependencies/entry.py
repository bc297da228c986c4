"""What the readers of manifests share: an entry, names as their ecosystems compare them, TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from minutebook.suggest.diff.patch import Hunk

# Instead of an ecosystem: the project's own package, and a name that stands for one that a central
# file has, such as Gradle's `libs.foo`.
OWN_PACKAGE, CATALOGUE_REFERENCE = "=own", "=reference"

_MAJOR = re.compile(r"(?:/v\d+|\.v\d+)$")
_SEPARATORS = re.compile(r"[-_.]+")
_TABLE = re.compile(r"\s*+\[{1,2}([^\[\]]+)\]{1,2}\s*+(?:#|$)")
_PAIR = re.compile(r"""\s*+(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_.-]++))\s*+=\s*+(.*)""")
DEVELOPMENT_PATTERN = re.compile(
    r"(?i)(?:^|[^a-z])(?:dev|devel|development|tests?|testing|lint|linters?|docs?|typing|types|ci|"
    r"quality|format|fmt|style|checks?|bench|benchmarks?|coverage|debug|spec|specs|e2e|build)"
    r"(?:$|[^a-z])"
)


@dataclass(slots=True)  # not frozen: a lock file has thousands, and a frozen one takes thrice long
class PackageEntry:
    """A package that a manifest names. `version` is what else it says of it, as written."""

    name: str
    version: str
    line: int
    text: str
    is_dev: bool = False
    is_direct: bool = True
    ecosystem: str = ""  # where it is another than the file's


ManifestReader = Callable[[Hunk], Iterator[PackageEntry]]


def normalise_pep503(name: str) -> str:
    """A Python package's name as PEP 503 normalises it; crates compare so, too."""
    return _SEPARATORS.sub("-", name).lower()


def strip_go_version(path: str) -> str:
    """A Go module's path without its major version, which is no other module."""
    return _MAJOR.sub("", path)


@dataclass(slots=True)
class TomlLine:
    """A line of TOML: a key and the beginning of its value, in the table that it stands in.

    `table` is "" at the top of a hunk, where its header is out of sight. A header alone is a pair
    without a key.
    """

    table: str
    key: str
    value: str
    line: int
    text: str


def read_toml_lines(hunk: Hunk) -> Iterator[TomlLine]:
    """The lines of a TOML text; one that is no `key = value` has the blank key and all its text.

    So has each line of an array but its first.
    """
    table = ""
    for number, text in hunk:
        if not text or text.isspace():
            continue
        found = _TABLE.match(text)
        if found:
            table = found[1].strip()
            yield TomlLine(table, "", "", number, text)
            continue
        found = _PAIR.match(text)
        if found:
            yield TomlLine(table, found[1] or found[2] or found[3], found[4], number, text)
        else:
            yield TomlLine(table, "", text, number, text)
