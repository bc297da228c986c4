"""Names of packages in Python's manifests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.dependencies.entry import (
    DEVELOPMENT_PATTERN,
    OWN_PACKAGE,
    PackageEntry,
    normalise_pep503,
    read_toml_lines,
)
from minutebook.suggest.diff.patch import Hunk

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_REQUIREMENT = re.compile(
    rf"\s*+({_NAME})\s*+(\[[^\]]*\])?\s*+(\(?[=<>!~^][^#;\\]*|@\s*+[^\s#;]+)?\s*+(?:[;#\\]|$)"
)
_EGG = re.compile(rf"[#&]egg=({_NAME})")
_STRING = re.compile(r""""([^"]*)"|'([^']*)'""")
_SPEC = re.compile(r"[\"'](?:[\^~*=<>!]|\d+(?:\.\d+)+)|\{.*\b(?:version|git|path|url|extras)\s*=")
_LIST = re.compile(
    r"""\s*+["']?([\w.-]++)["']?\s*+[:=]\s*+[\[({]|\s*+(?:\w+\.)?(\w++)\s*+(?:\+=|\.extend\()\s*+[\[(]"""
)
_LISTS = re.compile(r"(?i)(?:^|_|-)(?:requires?|requirements?|dependencies|deps)$|^requires?_")
_OPERATORS = frozenset("=<>!~")
_PATH = re.compile(r"\b(?:path|workspace)\s*=")
_SETUP = ("setup_requires", "tests_require")
_LISTING = frozenset(["project", "build-system", "tool.uv", "tool.rye", "tool.briefcase"])
_TABLES = frozenset(
    ["dependencies", "dev-dependencies", "packages", "dev-packages", "pypi-dependencies"]
)
_NOT = frozenset(["python", "requires-python", "minversion", "required-version"])


def read_requirements(hunk: Hunk) -> Iterator[PackageEntry]:
    """`requirements.txt` and its like.

    What pip-compile wrote is no manifest but a lock: its lines say `# via`, or carry hashes.
    """
    compiled = any("# via" in text or "--hash=" in text for _, text in hunk)
    for number, text in hunk:
        bare = text.lstrip()
        if not bare or bare[0] == "#":
            continue
        egg = _EGG.search(text)
        if egg:
            yield PackageEntry(normalise_pep503(egg[1]), bare, number, text)
            continue
        if bare[0] == "-":
            continue
        found = _REQUIREMENT.match(bare.partition(" --")[0])
        if found:
            yield PackageEntry(
                normalise_pep503(found[1]), found[3] or "", number, text, is_direct=not compiled
            )


def read_constraints(hunk: Hunk) -> Iterator[PackageEntry]:
    """`constraints.txt`: versions of what is there anyway."""
    for entry in read_requirements(hunk):
        entry.is_direct = False
        yield entry


def read_pyproject(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pyproject.toml` and `Pipfile`: PEP 621, PEP 735, Poetry, uv, PDM, Hatch, build systems."""
    key: str | None = None  # of the array that lines belong to; None: out of sight, above
    dev = False
    unsure: list[PackageEntry] = []  # strings of an array whose key is out of sight
    for pair in read_toml_lines(hunk):
        if pair.key or not pair.value:
            yield from _settled(unsure)
            unsure, key = [], ""
            dev = _is_dev(pair.table, pair.key)
            if pair.key and pair.value.startswith("["):
                if _is_list(pair.table, pair.key):
                    key = pair.key
                    yield from _strings(pair.value, pair.line, pair.text, dev)
            elif pair.key:
                yield from _pair(pair.table, pair.key, pair.value, pair.line, pair.text, dev)
            elif ".dependencies." in pair.table and pair.table.startswith("tool.poetry."):
                name = pair.table.rpartition(".dependencies.")[2].strip("\"'")
                yield PackageEntry(normalise_pep503(name), "", pair.line, pair.text, dev)
            if pair.value.rstrip(" ,").endswith("]"):
                key = ""
            continue
        if key is None:
            unsure += _strings(pair.value, pair.line, pair.text, dev)
        elif key:
            yield from _strings(pair.value, pair.line, pair.text, dev)
        if pair.value.lstrip().startswith("]"):
            yield from _settled(unsure)
            unsure, key = [], ""
    yield from _settled(unsure)


def _settled(unsure: list[PackageEntry]) -> list[PackageEntry]:
    """An array with a version or an extra in it is one of requirements."""
    if any(entry.version or f"{entry.name}[" in entry.text.lower() for entry in unsure):
        return unsure
    return []


def _is_list(table: str, key: str) -> bool:
    if table in ("project.optional-dependencies", "dependency-groups", "tool.pdm.dev-dependencies"):
        return True
    if not table or table in _LISTING or table.startswith("tool.hatch.envs."):
        return _LISTS.search(key) is not None
    return False


def _is_dev(table: str, key: str) -> bool:
    if table == "build-system" or table.startswith("tool.hatch.envs."):
        return True
    if table in ("project.optional-dependencies", "dependency-groups"):
        return DEVELOPMENT_PATTERN.search(key) is not None
    return DEVELOPMENT_PATTERN.search(table) is not None or key == "dev-dependencies"


def _pair(
    table: str, key: str, value: str, line: int, text: str, dev: bool
) -> Iterator[PackageEntry]:
    """A package as Poetry and Pipenv write it: `name = "^1.2"`."""
    if key == "name" and table in ("project", "tool.poetry"):
        yield PackageEntry(
            normalise_pep503(value.strip("\"' ")), "", line, text, ecosystem=OWN_PACKAGE
        )
    if key.lower() in _NOT or _PATH.search(value):
        return
    if table:
        last = table.rpartition(".")[2]
        if last not in _TABLES or table.startswith("tool.hatch."):
            return
    elif "version" in key.lower() or not _SPEC.match(value):
        return
    yield PackageEntry(normalise_pep503(key), value, line, text, dev)


def _strings(value: str, line: int, text: str, dev: bool) -> Iterator[PackageEntry]:
    """The requirements that quoted strings of a line are."""
    if value.lstrip().startswith("#"):
        return
    for found in _STRING.finditer(value):
        words = found[1] if found[1] is not None else found[2]
        requirement = _REQUIREMENT.match(words)
        if requirement:
            yield PackageEntry(
                normalise_pep503(requirement[1]), requirement[3] or "", line, text, dev
            )


def read_setup_py(hunk: Hunk) -> Iterator[PackageEntry]:
    """`setup.py`: strings in lists that are called requirements, or that read like one."""
    listed = extras = dev = False
    for number, text in hunk:
        found = _LIST.match(text)
        if found:
            name = found[1] or found[2]
            if _LISTS.search(name):
                listed, extras = True, name.startswith("extras")
            elif not extras:
                listed = False
            dev = name in _SETUP or DEVELOPMENT_PATTERN.search(name.replace("_", " ")) is not None
        for entry in _strings(text[found.end() :] if found else text, number, text, dev):
            if entry.version[:1] in _OPERATORS if entry.version else listed:
                yield entry
        bare = text.lstrip()
        if bare.startswith(("}", ")")) or (bare.startswith("]") and not extras):
            listed = extras = dev = False


def read_setup_cfg(hunk: Hunk) -> Iterator[PackageEntry]:
    """`setup.cfg`: indented lines below `install_requires =` or an extra."""
    section = key = ""
    for number, text in hunk:
        bare = text.strip()
        if text.startswith("["):
            section, key = bare.strip("[]"), ""
        elif text[:1] not in (" ", "\t"):
            key, _, rest = bare.partition("=")
            key = key.strip()
            bare = rest.strip()
        listed = _LISTS.search(key) is not None or section == "options.extras_require"
        found = _REQUIREMENT.match(bare)
        unsure = found and not key and not section and found[3] and found[3][0] in _OPERATORS
        if found and (listed or unsure):
            dev = DEVELOPMENT_PATTERN.search(key.replace("_", " ")) is not None
            yield PackageEntry(normalise_pep503(found[1]), found[3] or "", number, text, dev)
