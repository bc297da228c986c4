"""Names of packages in manifests that say one a line: Go, Ruby, Rust, .NET."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.dependencies.entry import (
    DEVELOPMENT_PATTERN,
    OWN_PACKAGE,
    PackageEntry,
    normalise_pep503,
    read_toml_lines,
    strip_go_version,
)
from minutebook.suggest.diff.patch import Hunk

_MODULE = re.compile(
    r"\s*(?:require\s+)?([\w~-]+(?:\.[\w~-]+)+(?:/[\w.~!-]+)*)\s+(v\d\S*)\s*(//\s*indirect)?"
)
_GEM = re.compile(r"""\s*gem[\s(]+["']([\w.-]+)["'](.*)""")
_SPEC = re.compile(r"""\s*\w+\.add_(runtime_|development_)?dependency[\s(]+["']([\w.-]+)["'](.*)""")
_GROUP = re.compile(r"\s*group[\s(]+(.*?)\)?\s+do\b")
_GROUPS = re.compile(r"group[s]?:|:group[s]?\s*=>")
_CRATE_SPEC = re.compile(r"""["'](?:[\^~=<>*]|\d)|\{""")
_REAL = re.compile(r"""\bpackage\s*=\s*["']([\w-]+)["']""")
_NO_CRATES = frozenset(
    ["version", "edition", "rust-version", "name", "resolver", "license", "workspace"]
)
_PAKET = re.compile(r"\s*nuget\s+([\w.-]+)(.*)")
_REFERENCE = re.compile(
    r"<(?:PackageReference|PackageVersion|GlobalPackageReference|package|DotNetCliToolReference)\s"
    r"[^>]*?\b(?:Include|Update|id)\s*=\s*[\"']([\w.-]+)[\"']([^>]*)"
)


def read_go_mod(hunk: Hunk) -> Iterator[PackageEntry]:
    """`go.mod`. What is `// indirect` is no more than a lock file's."""
    block = ""
    for number, text in hunk:
        bare = text.strip()
        if bare.endswith("("):
            block = bare.partition(" ")[0].rstrip("(")
        elif bare == ")":
            block = ""
        if "=>" in bare or bare.startswith(("//", "exclude ", "replace ", "retract ")):
            continue
        if block in ("replace", "exclude", "retract"):
            continue
        if bare.startswith("module "):
            yield PackageEntry(
                strip_go_version(bare[7:].strip()), "", number, text, ecosystem=OWN_PACKAGE
            )
        found = _MODULE.match(text)
        if found:
            yield PackageEntry(
                strip_go_version(found[1]), found[2], number, text, is_direct=not found[3]
            )


def read_gemfile(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Gemfile` and `*.gemspec`."""
    dev = False
    for number, text in hunk:
        group = _GROUP.match(text)
        if group:
            dev = _is_dev(group[1])
        elif text.startswith("end"):
            dev = False
        found = _GEM.match(text)
        if found:
            if re.search(r"\bpath(?::|\s*=>)", found[2]):
                continue
            inline = _GROUPS.search(found[2])
            yield PackageEntry(
                found[1].lower(),
                found[2],
                number,
                text,
                dev or (bool(inline) and _is_dev(found[2][inline.end() :] if inline else "")),
            )
            continue
        found = _SPEC.match(text)
        if found:
            yield PackageEntry(found[2].lower(), found[3], number, text, found[1] == "development_")


def _is_dev(words: str) -> bool:
    groups = re.findall(r":(\w+)", words)
    return bool(groups) and all(DEVELOPMENT_PATTERN.search(group) for group in groups)


def read_cargo(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Cargo.toml`. `x.workspace = true` names what the workspace's manifest has."""
    for pair in read_toml_lines(hunk):
        last = pair.table.rpartition(".")[2]
        dev = "dev-dependencies" in pair.table or "build-dependencies" in pair.table
        if not pair.key:
            before = pair.table.removesuffix(f".{last}")
            if before.endswith("dependencies") and before != pair.table and not pair.value:
                yield PackageEntry(normalise_pep503(last), "", pair.line, pair.text, dev)
            continue
        if pair.table == "package" and pair.key == "name":
            yield PackageEntry(
                normalise_pep503(pair.value.strip("\"' ")),
                "",
                pair.line,
                pair.text,
                ecosystem=OWN_PACKAGE,
            )
        if pair.table and not last.endswith("dependencies"):
            continue
        name, _, rest = pair.key.partition(".")
        if rest or ("workspace" in pair.value and "=" in pair.value):
            continue
        if "path" in pair.value and "version" not in pair.value:
            continue
        if not pair.table and (name in _NO_CRATES or not _CRATE_SPEC.match(pair.value)):
            continue
        real = _REAL.search(pair.value)
        yield PackageEntry(
            normalise_pep503(real[1] if real else name), pair.value, pair.line, pair.text, dev
        )


def read_nuget(hunk: Hunk) -> Iterator[PackageEntry]:
    """Project files of .NET, `Directory.Packages.props`, `packages.config`.

    A reference without a version names what the central file has, and is read there.
    """
    for number, text in hunk:
        if "<" not in text:
            continue
        found = _REFERENCE.search(text)
        if not found:
            continue
        versioned = "ersion" in found[0].replace("PackageVersion ", "")
        if versioned or not found[2].rstrip().endswith("/"):
            dev = "privateassets=" in found[2].lower() or "developmentDependency" in found[2]
            yield PackageEntry(found[1].lower(), found[2], number, text, dev)


def read_paket(hunk: Hunk) -> Iterator[PackageEntry]:
    """`paket.dependencies`."""
    for number, text in hunk:
        found = _PAKET.match(text)
        if found:
            yield PackageEntry(found[1].lower(), found[2], number, text)


def read_gopkg(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Gopkg.toml` of Go's dep."""
    for pair in read_toml_lines(hunk):
        if pair.key == "name" and pair.table in ("", "constraint"):
            yield PackageEntry(strip_go_version(pair.value.strip("\"' ")), "", pair.line, pair.text)
