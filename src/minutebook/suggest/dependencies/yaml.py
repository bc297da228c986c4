"""Names of packages in YAML manifests: Dart, Helm, hpack, pnpm's catalogues, Crystal, conda."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.dependencies.entry import OWN_PACKAGE, PackageEntry, normalise_pep503
from minutebook.suggest.diff.patch import Hunk

_KEY = re.compile(r"""([ ]*)(-[ ]+)?["']?((?:@[\w.-]+/)?[\w.-]+)["']?[ ]*:(?:[ ]+(.*?))?[ ]*$""")
_ITEM = re.compile(
    r"""[ ]*-[ ]+["']?(?:[\w-]+::)?([A-Za-z0-9][\w.-]*)(\[[^\]]*\])?[ ]*"""
    r"""(?:([=<>!~^][^#"']*))?["']?[ ]*(?:\#.*)?$"""
)
_RANGE = re.compile(r"[\"']?(?:[\^~<>=]|\d+\.\d+)|any$")
_PUB = {"dependencies": False, "dev_dependencies": True, "development_dependencies": True}
_HPACK_DEV = ("tests", "benchmarks", "internal-tests")
_NOT_CONDA = frozenset(["python", "pip"])


def read_pubspec(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pubspec.yaml` and `shard.yml`. A package with a path is of the same repository."""
    section: str | None = None
    held: PackageEntry | None = None  # a name whose value stands on the lines below
    for number, text in hunk:
        found = _KEY.match(text)
        if not found:
            continue
        indent, key, value = len(found[1]), found[3], found[4] or ""
        if held and indent > 2:
            if key != "path":
                yield held
            held = None
        elif indent == 0:
            section, held = key, None
            if key == "name":
                yield PackageEntry(value, "", number, text, ecosystem=OWN_PACKAGE)
        elif indent == 2:
            held = None
            if section in _PUB or (section is None and key != "sdk" and _RANGE.match(value)):
                entry = PackageEntry(key, value, number, text, _PUB.get(section or "", False))
                if value:
                    yield entry
                else:
                    held = entry


def read_chart(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Chart.yaml` and `requirements.yaml` of Helm: the charts that a chart is made of."""
    section: str | None = None
    held: PackageEntry | None = None
    for number, text in hunk:
        found = _KEY.match(text)
        if not found:
            continue
        key, value = found[3], (found[4] or "").strip("\"'")
        if not found[1] and not found[2]:
            section = key
        if key == "name" and (found[2] or section is None):
            held = PackageEntry(value, "", number, text)
        elif held and key in ("version", "repository") and section in (None, "dependencies"):
            if "file://" not in value:
                held.version = value
                yield held
            held = None


def read_hpack(hunk: Hunk) -> Iterator[PackageEntry]:
    """`package.yaml` of Haskell."""
    key = top = ""
    for number, text in hunk:
        found = _KEY.match(text)
        if found and not found[2]:
            key = found[3]
            top = top if found[1] else key
            if key == "name" and not found[1]:
                yield PackageEntry(found[4] or "", "", number, text, ecosystem=OWN_PACKAGE)
            continue
        found = _ITEM.match(text)
        if found and (key.endswith("dependencies") or (not key and found[3])):
            yield PackageEntry(found[1].lower(), found[3] or "", number, text, top in _HPACK_DEV)


def read_catalogues(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pnpm-workspace.yaml`: the catalogues that manifests refer to with `catalog:`."""
    top = ""
    for number, text in hunk:
        found = _KEY.match(text)
        if not found or found[2]:
            continue
        if not found[1]:
            top = found[3]
        elif found[4] and top in ("", "catalog", "catalogs") and _RANGE.match(found[4]):
            yield PackageEntry(found[3].lower(), found[4], number, text)


def read_conda(hunk: Hunk) -> Iterator[PackageEntry]:
    """`environment.yml`: conda's names, which are PyPI's but for a few."""
    key = ""
    for number, text in hunk:
        found = _KEY.match(text)
        if found:
            key = found[3]
            continue
        found = _ITEM.match(text)
        if found and (key in ("dependencies", "pip") or (not key and found[3])):
            name = normalise_pep503(found[1])
            if name not in _NOT_CONDA:
                yield PackageEntry(name, found[3] or "", number, text)
