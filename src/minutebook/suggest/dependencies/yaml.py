"""Names of packages in YAML manifests: Dart, Helm, hpack, pnpm's catalogues, Crystal, conda."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import OWN_PACKAGE, PackageEntry, normalise_pep503
from minutebook.suggest.diff.patch import Hunk

_YAML_KEY = compile_lazily(
    r"""([ ]*)(-[ ]+)?["']?((?:@[\w.-]+/)?[\w.-]+)["']?[ ]*:(?:[ ]+(.*?))?[ ]*$"""
)
_LIST_ITEM = compile_lazily(
    r"""[ ]*-[ ]+["']?(?:[\w-]+::)?([A-Za-z0-9][\w.-]*)(\[[^\]]*\])?[ ]*"""
    r"""(?:([=<>!~^][^#"']*))?["']?[ ]*(?:\#.*)?$"""
)
_VERSION_RANGE = compile_lazily(r"[\"']?(?:[\^~<>=]|\d+\.\d+)|any$")
_PUB_SECTIONS = {"dependencies": False, "dev_dependencies": True, "development_dependencies": True}
_HPACK_DEV_SECTIONS = ("tests", "benchmarks", "internal-tests")
_NOT_CONDA_PACKAGES = frozenset(["python", "pip"])


def read_pubspec(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pubspec.yaml` and `shard.yml`. A package with a path is of the same repository."""
    section: str | None = None
    pending: PackageEntry | None = None  # a name whose value is on the next lines
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if not match:
            continue
        indent, key, value = len(match[1]), match[3], match[4] or ""
        if pending and indent > 2:
            if key != "path":
                yield pending
            pending = None
        elif indent == 0:
            section, pending = key, None
            if key == "name":
                yield PackageEntry(value, "", number, text, ecosystem=OWN_PACKAGE)
        elif indent == 2:
            pending = None
            if section in _PUB_SECTIONS or (
                section is None and key != "sdk" and _VERSION_RANGE.match(value)
            ):
                entry = PackageEntry(
                    key, value, number, text, _PUB_SECTIONS.get(section or "", False)
                )
                if value:
                    yield entry
                else:
                    pending = entry


def read_chart(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Chart.yaml` and `requirements.yaml` of Helm: the charts that a chart consists of."""
    section: str | None = None
    pending: PackageEntry | None = None  # a chart whose version is on the next lines
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if not match:
            continue
        key, value = match[3], (match[4] or "").strip("\"'")
        if not match[1] and not match[2]:
            section = key
        if key == "name" and (match[2] or section is None):
            pending = PackageEntry(value, "", number, text)
        elif pending and key in ("version", "repository") and section in (None, "dependencies"):
            if "file://" not in value:
                pending.version = value
                yield pending
            pending = None


def read_hpack(hunk: Hunk) -> Iterator[PackageEntry]:
    """`package.yaml` of Haskell."""
    key = top = ""
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if match and not match[2]:
            key = match[3]
            top = top if match[1] else key
            if key == "name" and not match[1]:
                yield PackageEntry(match[4] or "", "", number, text, ecosystem=OWN_PACKAGE)
            continue
        match = _LIST_ITEM.match(text)
        if match and (key.endswith("dependencies") or (not key and match[3])):
            yield PackageEntry(
                match[1].lower(), match[3] or "", number, text, top in _HPACK_DEV_SECTIONS
            )


def read_catalogues(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pnpm-workspace.yaml`: the catalogues that manifests refer to with `catalog:`."""
    top = ""
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if not match or match[2]:
            continue
        if not match[1]:
            top = match[3]
        elif match[4] and top in ("", "catalog", "catalogs") and _VERSION_RANGE.match(match[4]):
            yield PackageEntry(match[3].lower(), match[4], number, text)


def read_conda(hunk: Hunk) -> Iterator[PackageEntry]:
    """`environment.yml`: names of conda, which are those of PyPI but for a few."""
    key = ""
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if match:
            key = match[3]
            continue
        match = _LIST_ITEM.match(text)
        if match and (key in ("dependencies", "pip") or (not key and match[3])):
            name = normalise_pep503(match[1])
            if name not in _NOT_CONDA_PACKAGES:
                yield PackageEntry(name, match[3] or "", number, text)
