"""Names of packages in manifests with one a line: Go, Ruby, Rust, .NET."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import (
    DEVELOPMENT_PATTERN,
    OWN_PACKAGE,
    PackageEntry,
    normalise_pep503,
    read_toml_lines,
    strip_go_version,
)
from minutebook.suggest.diff.patch import Hunk

_GO_MODULE = compile_lazily(
    r"\s*(?:require\s+)?([\w~-]+(?:\.[\w~-]+)+(?:/[\w.~!-]+)*)\s+(v\d\S*)\s*(//\s*indirect)?"
)
_GEM_CALL = compile_lazily(r"""\s*gem[\s(]+["']([\w.-]+)["'](.*)""")
_GEMSPEC_CALL = compile_lazily(
    r"""\s*\w+\.add_(runtime_|development_)?dependency[\s(]+["']([\w.-]+)["'](.*)"""
)
_GROUP_BLOCK = compile_lazily(r"\s*group[\s(]+(.*?)\)?\s+do\b")
_GROUP_OPTION = compile_lazily(r"group[s]?:|:group[s]?\s*=>")
_CRATE_REQUIREMENT = compile_lazily(r"""["'](?:[\^~=<>*]|\d)|\{""")
_RENAMED_CRATE = compile_lazily(r"""\bpackage\s*=\s*["']([\w-]+)["']""")
_NOT_CRATES = frozenset(
    ["version", "edition", "rust-version", "name", "resolver", "license", "workspace"]
)
_PAKET_LINE = compile_lazily(r"\s*nuget\s+([\w.-]+)(.*)")
_NUGET_REFERENCE = compile_lazily(
    r"<(?:PackageReference|PackageVersion|GlobalPackageReference|package|DotNetCliToolReference)\s"
    r"[^>]*?\b(?:Include|Update|id)\s*=\s*[\"']([\w.-]+)[\"']([^>]*)"
)


def read_go_mod(hunk: Hunk) -> Iterator[PackageEntry]:
    """`go.mod`. What is `// indirect` counts as in a lock file."""
    block = ""
    for number, text in hunk:
        stripped = text.strip()
        if stripped.endswith("("):
            block = stripped.partition(" ")[0].rstrip("(")
        elif stripped == ")":
            block = ""
        if "=>" in stripped or stripped.startswith(("//", "exclude ", "replace ", "retract ")):
            continue
        if block in ("replace", "exclude", "retract"):
            continue
        if stripped.startswith("module "):
            yield PackageEntry(
                strip_go_version(stripped[7:].strip()), "", number, text, ecosystem=OWN_PACKAGE
            )
        match = _GO_MODULE.match(text)
        if match:
            yield PackageEntry(
                strip_go_version(match[1]), match[2], number, text, is_direct=not match[3]
            )


def read_gemfile(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Gemfile` and `*.gemspec`."""
    is_dev = False
    for number, text in hunk:
        group = _GROUP_BLOCK.match(text)
        if group:
            is_dev = _is_dev_group(group[1])
        elif text.startswith("end"):
            is_dev = False
        match = _GEM_CALL.match(text)
        if match:
            if re.search(r"\bpath(?::|\s*=>)", match[2]):
                continue
            option = _GROUP_OPTION.search(match[2])
            is_dev_gem = option is not None and _is_dev_group(match[2][option.end() :])
            yield PackageEntry(match[1].lower(), match[2], number, text, is_dev or is_dev_gem)
            continue
        match = _GEMSPEC_CALL.match(text)
        if match:
            yield PackageEntry(match[2].lower(), match[3], number, text, match[1] == "development_")


def _is_dev_group(text: str) -> bool:
    """Whether all groups that a text names are for development."""
    groups = re.findall(r":(\w+)", text)
    return bool(groups) and all(DEVELOPMENT_PATTERN.search(group) for group in groups)


def read_cargo(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Cargo.toml`. `x.workspace = true` refers to the workspace's manifest, and is left out."""
    for pair in read_toml_lines(hunk):
        last = pair.table.rpartition(".")[2]
        is_dev = "dev-dependencies" in pair.table or "build-dependencies" in pair.table
        if not pair.key:
            parent = pair.table.removesuffix(f".{last}")
            if parent.endswith("dependencies") and parent != pair.table and not pair.value:
                yield PackageEntry(normalise_pep503(last), "", pair.line, pair.text, is_dev)
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
        if not pair.table and (name in _NOT_CRATES or not _CRATE_REQUIREMENT.match(pair.value)):
            continue
        renamed = _RENAMED_CRATE.search(pair.value)
        yield PackageEntry(
            normalise_pep503(renamed[1] if renamed else name),
            pair.value,
            pair.line,
            pair.text,
            is_dev,
        )


def read_nuget(hunk: Hunk) -> Iterator[PackageEntry]:
    """Project files of .NET, `Directory.Packages.props`, `packages.config`.

    A reference without a version refers to the central file, and is read there.
    """
    for number, text in hunk:
        if "<" not in text:
            continue
        match = _NUGET_REFERENCE.search(text)
        if not match:
            continue
        has_version = "ersion" in match[0].replace("PackageVersion ", "")
        if has_version or not match[2].rstrip().endswith("/"):
            is_dev = "privateassets=" in match[2].lower() or "developmentDependency" in match[2]
            yield PackageEntry(match[1].lower(), match[2], number, text, is_dev)


def read_paket(hunk: Hunk) -> Iterator[PackageEntry]:
    """`paket.dependencies`."""
    for number, text in hunk:
        match = _PAKET_LINE.match(text)
        if match:
            yield PackageEntry(match[1].lower(), match[2], number, text)


def read_gopkg(hunk: Hunk) -> Iterator[PackageEntry]:
    """`Gopkg.toml` of Go's dep."""
    for pair in read_toml_lines(hunk):
        if pair.key == "name" and pair.table in ("", "constraint"):
            yield PackageEntry(strip_go_version(pair.value.strip("\"' ")), "", pair.line, pair.text)
