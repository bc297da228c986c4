"""What the readers of manifests share: package entries, normalised names, lines of TOML."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.diff.patch import Hunk

# Values of `PackageEntry.ecosystem` for what is no dependency: the project's own package, and a
# reference to an entry of a central file, such as Gradle's `libs.foo`.
OWN_PACKAGE, CATALOGUE_REFERENCE = "=own", "=reference"
GRADLE_PLUGIN_ECOSYSTEM = "gradle-plugin"  # of what Gradle's own plugins are named in

_MAJOR_VERSION = compile_lazily(r"(?:/v\d+|\.v\d+)$")
_SEPARATORS = compile_lazily(r"[-_.]+")
_TOML_TABLE = compile_lazily(r"\s*+\[{1,2}([^\[\]]+)\]{1,2}\s*+(?:#|$)")
_TOML_PAIR = compile_lazily(r"""\s*+(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_.-]++))\s*+=\s*+(.*)""")
DEVELOPMENT_PATTERN = compile_lazily(
    r"(?i)(?:^|[^a-z])(?:dev|devel|development|tests?|testing|lint|linters?|docs?|typing|types|ci|"
    r"quality|format|fmt|style|checks?|bench|benchmarks?|coverage|debug|spec|specs|e2e|build)"
    r"(?:$|[^a-z])"
)


class PackageEntry(Value, frozen=False):
    """A package that a line of a manifest names.

    `version` is what else the line says of it, as written. `is_dev`: for development and tests
    alone. `is_direct`: named by people, not by a lock file. `ecosystem` is "" for that of the file.
    """

    name: str
    version: str
    line: int
    text: str
    is_dev: bool = False
    is_direct: bool = True
    ecosystem: str = ""


ManifestReader = Callable[[Hunk], Iterator[PackageEntry]]


def normalise_pep503(name: str) -> str:
    """A Python package's name as PEP 503 normalises it; names of crates compare so, too."""
    return _SEPARATORS.sub("-", name).lower()


def strip_go_version(path: str) -> str:
    """A Go module's path without its major version, which makes no other module of it."""
    return _MAJOR_VERSION.sub("", path)


class TomlLine(Value, frozen=False):
    """A line of TOML: a key and the beginning of its value, in its table.

    `table` is "" at the top of a hunk, where the table's header is not visible. A header itself has
    neither key nor value.
    """

    table: str
    key: str
    value: str
    line: int
    text: str


def read_toml_lines(hunk: Hunk) -> Iterator[TomlLine]:
    """The lines of a TOML text, without blank ones.

    A line that is no `key = value`, such as a further line of an array, has no key; its value is
    all its text.
    """
    table = ""
    for number, text in hunk:
        if not text or text.isspace():
            continue
        match = _TOML_TABLE.match(text)
        if match:
            table = match[1].strip()
            yield TomlLine(table, "", "", number, text)
            continue
        match = _TOML_PAIR.match(text)
        if match:
            yield TomlLine(table, match[1] or match[2] or match[3], match[4], number, text)
        else:
            yield TomlLine(table, "", text, number, text)
