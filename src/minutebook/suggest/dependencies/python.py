"""Names of packages in Python's manifests."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import (
    DEVELOPMENT_PATTERN,
    OWN_PACKAGE,
    PackageEntry,
    normalise_pep503,
    read_toml_lines,
)
from minutebook.suggest.diff.patch import Hunk

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_REQUIREMENT = compile_lazily(
    rf"\s*+({_NAME})\s*+(\[[^\]]*\])?\s*+(\(?[=<>!~^][^#;\\]*|@\s*+[^\s#;]+)?\s*+(?:[;#\\]|$)"
)
_EGG_FRAGMENT = compile_lazily(rf"[#&]egg=({_NAME})")
_STRING = compile_lazily(r""""([^"]*)"|'([^']*)'""")
_VERSION_SPEC = compile_lazily(
    r"[\"'](?:[\^~*=<>!]|\d+(?:\.\d+)+)|\{.*\b(?:version|git|path|url|extras)\s*="
)
_LIST_START = compile_lazily(
    r"""\s*+["']?([\w.-]++)["']?\s*+[:=]\s*+[\[({]|\s*+(?:\w+\.)?(\w++)\s*+(?:\+=|\.extend\()\s*+[\[(]"""
)
_LIST_NAME = compile_lazily(
    r"(?i)(?:^|_|-)(?:requires?|requirements?|dependencies|deps)$|^requires?_"
)
_OPERATORS = frozenset("=<>!~")
_LOCAL_PACKAGE = compile_lazily(r"\b(?:path|workspace)\s*=")
_DEVELOPMENT_ARGUMENTS = ("setup_requires", "tests_require")
_TABLES_WITH_LISTS = frozenset(["project", "build-system", "tool.uv", "tool.rye", "tool.briefcase"])
_PACKAGE_TABLES = frozenset(
    ["dependencies", "dev-dependencies", "packages", "dev-packages", "pypi-dependencies"]
)
# Lists that say which version is taken where another package requires one.
_PIN_LISTS = frozenset(
    ["override-dependencies", "constraint-dependencies", "build-constraint-dependencies"]
)
_NOT_PACKAGES = frozenset(["python", "requires-python", "minversion", "required-version"])


def read_requirements(hunk: Hunk) -> Iterator[PackageEntry]:
    """`requirements.txt` and its like.

    What pip-compile wrote is a lock file: its lines say `# via`, or have hashes.
    """
    is_compiled = any("# via" in text or "--hash=" in text for _, text in hunk)
    for number, text in hunk:
        stripped = text.lstrip()
        if not stripped or stripped[0] == "#":
            continue
        fragment = _EGG_FRAGMENT.search(text)
        if fragment:
            yield PackageEntry(normalise_pep503(fragment[1]), stripped, number, text)
            continue
        if stripped[0] == "-":
            continue
        match = _REQUIREMENT.match(stripped.partition(" --")[0])
        if match:
            yield PackageEntry(
                normalise_pep503(match[1]), match[3] or "", number, text, is_direct=not is_compiled
            )


def read_constraints(hunk: Hunk) -> Iterator[PackageEntry]:
    """`constraints.txt`: versions of packages that others require."""
    for entry in read_requirements(hunk):
        entry.is_direct = False
        yield entry


def read_pyproject(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pyproject.toml` and `Pipfile`: PEP 621, PEP 735, Poetry, uv, PDM, Hatch, build systems."""
    key: str | None = None  # of the array that lines belong to; None where it is not visible
    is_dev = False
    uncertain: list[PackageEntry] = []  # strings of an array whose key is not visible
    for pair in read_toml_lines(hunk):
        if pair.key or not pair.value:
            yield from _select_requirements(uncertain)
            uncertain, key = [], ""
            is_dev = _is_dev_table(pair.table, pair.key)
            if pair.key and pair.value.startswith("["):
                if _is_requirement_list(pair.table, pair.key):
                    key = pair.key
                    yield from _read_strings(pair.value, pair.line, pair.text, is_dev)
            elif pair.key:
                yield from _read_pair(
                    pair.table, pair.key, pair.value, pair.line, pair.text, is_dev
                )
            elif ".dependencies." in pair.table and pair.table.startswith("tool.poetry."):
                name = pair.table.rpartition(".dependencies.")[2].strip("\"'")
                yield PackageEntry(normalise_pep503(name), "", pair.line, pair.text, is_dev)
            if pair.value.rstrip(" ,").endswith("]"):
                key = ""
            continue
        if key is None:
            uncertain += _read_strings(pair.value, pair.line, pair.text, is_dev)
        elif key:
            yield from _read_strings(pair.value, pair.line, pair.text, is_dev)
        if pair.value.lstrip().startswith("]"):
            yield from _select_requirements(uncertain)
            uncertain, key = [], ""
    yield from _select_requirements(uncertain)


def _select_requirements(uncertain: list[PackageEntry]) -> list[PackageEntry]:
    """The strings of an array, where one has a version or an extra: these are requirements."""
    if any(entry.version or f"{entry.name}[" in entry.text.lower() for entry in uncertain):
        return uncertain
    return []


def _is_requirement_list(table: str, key: str) -> bool:
    if key in _PIN_LISTS:
        return False
    if table in ("project.optional-dependencies", "dependency-groups", "tool.pdm.dev-dependencies"):
        return True
    if not table or table in _TABLES_WITH_LISTS or table.startswith("tool.hatch.envs."):
        return _LIST_NAME.search(key) is not None
    return False


def _is_dev_table(table: str, key: str) -> bool:
    if table == "build-system" or table.startswith("tool.hatch.envs."):
        return True
    if table in ("project.optional-dependencies", "dependency-groups"):
        return DEVELOPMENT_PATTERN.search(key) is not None
    return DEVELOPMENT_PATTERN.search(table) is not None or key == "dev-dependencies"


def _read_pair(
    table: str, key: str, value: str, line: int, text: str, is_dev: bool
) -> Iterator[PackageEntry]:
    """The package of a line of Poetry or Pipenv: `name = "^1.2"`."""
    if key == "name" and table in ("project", "tool.poetry"):
        yield PackageEntry(
            normalise_pep503(value.strip("\"' ")), "", line, text, ecosystem=OWN_PACKAGE
        )
    if key.lower() in _NOT_PACKAGES or _LOCAL_PACKAGE.search(value):
        return
    if table:
        last = table.rpartition(".")[2]
        if last not in _PACKAGE_TABLES or table.startswith("tool.hatch."):
            return
    elif "version" in key.lower() or not _VERSION_SPEC.match(value):
        return
    yield PackageEntry(normalise_pep503(key), value, line, text, is_dev)


def _read_strings(value: str, line: int, text: str, is_dev: bool) -> Iterator[PackageEntry]:
    """The requirements that quoted strings of a line are."""
    if value.lstrip().startswith("#"):
        return
    for match in _STRING.finditer(value):
        string = match[1] if match[1] is not None else match[2]
        requirement = _REQUIREMENT.match(string)
        if requirement:
            yield PackageEntry(
                normalise_pep503(requirement[1]), requirement[3] or "", line, text, is_dev
            )


def read_setup_py(hunk: Hunk) -> Iterator[PackageEntry]:
    """`setup.py`: strings in lists that are called requirements, and strings with versions."""
    is_list = is_extras = is_dev = False  # of the list that lines belong to
    for number, text in hunk:
        match = _LIST_START.match(text)
        if match:
            name = match[1] or match[2]
            if _LIST_NAME.search(name):
                is_list, is_extras = True, name.startswith("extras")
            elif not is_extras:
                is_list = False
            is_dev = (
                name in _DEVELOPMENT_ARGUMENTS
                or DEVELOPMENT_PATTERN.search(name.replace("_", " ")) is not None
            )
        for entry in _read_strings(text[match.end() :] if match else text, number, text, is_dev):
            if entry.version[:1] in _OPERATORS if entry.version else is_list:
                yield entry
        stripped = text.lstrip()
        if stripped.startswith(("}", ")")) or (stripped.startswith("]") and not is_extras):
            is_list = is_extras = is_dev = False


def read_setup_cfg(hunk: Hunk) -> Iterator[PackageEntry]:
    """`setup.cfg`: indented lines below `install_requires =` or an extra."""
    section = key = ""
    for number, text in hunk:
        stripped = text.strip()
        if text.startswith("["):
            section, key = stripped.strip("[]"), ""
        elif text[:1] not in (" ", "\t"):
            key, _, rest = stripped.partition("=")
            key = key.strip()
            stripped = rest.strip()
        is_list = _LIST_NAME.search(key) is not None or section == "options.extras_require"
        match = _REQUIREMENT.match(stripped)
        is_hidden = not key and not section  # what the lines belong to is not visible
        is_requirement = match and is_hidden and match[3] and match[3][0] in _OPERATORS
        if match and (is_list or is_requirement):
            is_dev = DEVELOPMENT_PATTERN.search(key.replace("_", " ")) is not None
            yield PackageEntry(normalise_pep503(match[1]), match[3] or "", number, text, is_dev)
