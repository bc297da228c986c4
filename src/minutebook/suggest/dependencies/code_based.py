"""Names of packages in manifests that are programs, or read like one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.suggest.dependencies.entry import OWN_PACKAGE, ManifestReader, PackageEntry
from minutebook.suggest.diff.patch import Hunk

_FIELD = re.compile(r"(\s*)([A-Za-z][\w-]*)\s*:(?![:{])(.*)")
_STANZA = re.compile(
    r"(library|executable|test-suite|benchmark|common|flag|foreign-library)\b", re.IGNORECASE
)
_FOR_TESTS = ("test-suite", "benchmark")
_BOUNDED = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?::[\w{},-]+)?\s*((?:[=<>^]|-any).*)?$")
_BOUND = re.compile(r"\s*,\s*[A-Za-z0-9-]+|[^,]*[A-Za-z0-9-]\s*(?:[<>]=?|==|\^>=)\s*\d")


def _calls(pattern: str, dev: str = "", name: Callable[[str], str] = str) -> ManifestReader:
    """A reader of a manifest that says a package a call: the pattern has `name` and `rest`.

    What matches `dev` on the line makes it a package for development.
    """

    def read(hunk: Hunk) -> Iterator[PackageEntry]:
        find = re.compile(pattern).finditer  # when first used: there are many of them
        develops = re.compile(dev).search if dev else None
        for number, text in hunk:
            if text.lstrip().startswith(("#", "//", ";")):
                continue
            for found in find(text):
                developed = develops is not None and develops(text) is not None
                yield PackageEntry(name(found["name"]), found["rest"], number, text, developed)

    return read


def _repository(url: str) -> str:
    return url.rstrip("/").removesuffix(".git").rpartition("/")[2].lower()


def _pod(name: str) -> str:
    return name.partition("/")[0].lower()


def _coordinate(name: str) -> str:
    """Clojure's `a/a` is `a`."""
    group, _, artifact = name.partition("/")
    return group if artifact in ("", group) else name


read_mix = _calls(
    r"\{:(?!ok\b|error\b)(?P<name>\w+),(?P<rest>(?!.*\b(?:in_umbrella|path):)\s*(?:\"|git|hex|[a-z]+:|\[).*)",
    r"\bonly:[^}]*:(?:dev|test)\b",
)
read_rebar = _calls(r"\{(?P<name>[a-z]\w*),\s*(?P<rest>\"[^\"]*\"|\{(?:git|pkg|hg)\b.*)")
read_swift = _calls(r"\.package\([^)]*?\burl:\s*\"(?P<name>[^\"]+)\"(?P<rest>.*)", name=_repository)
read_pods = _calls(
    r"""^\s*+(?:pod|\w+\.dependency)[\s(]++["'](?P<name>[\w.+/-]+)["'](?P<rest>(?!.*:path\s*=>).*)""",
    name=_pod,
)
read_carthage = _calls(r"^\s*+(?:github|git)\s++\"(?P<name>[^\"]+)\"(?P<rest>.*)", name=_repository)
read_deps_edn = _calls(
    r"(?:^|[\s{])(?P<name>[a-zA-Z][\w.-]*(?:/[\w.-]+)?)\s+\{(?P<rest>\s*:(?:mvn|git|sha|tag)\b.*)",
    name=_coordinate,
)
read_leiningen = _calls(
    r"\[(?P<name>(?!org\.clojure/clojure\s)[a-zA-Z][\w.-]*(?:/[\w.-]+)?)\s+(?P<rest>\"[^\"]*\".*)",
    name=_coordinate,
)
read_conan_py = _calls(
    r"[\"'](?P<name>[a-z0-9][a-z0-9_.+-]*)/(?P<rest>(?:\d|\[|cci\.)[^\"']*)[\"']",
    r"\b(?:tool|build|test)_requires\b",
)
read_conan_txt = _calls(r"^(?P<name>[a-z0-9][a-z0-9_.+-]*)/(?P<rest>(?:\d|\[|cci\.)\S*)")
read_cpan = _calls(
    r"^\s*+(?:requires|recommends)[\s(]++[\"'](?P<name>[A-Z][\w:]*)[\"'](?P<rest>.*)"
)
read_terraform = _calls(
    r"^\s*source\s*=\s*\"(?:registry\.(?:terraform\.io|opentofu\.org)/)?"
    r"(?P<name>[\w-]+/[\w-]+)\"(?P<rest>)",
    name=str.lower,
)
read_cmake = _calls(
    r"(?i:^\s*(?:find_package|fetchcontent_declare|cpmaddpackage|externalproject_add)\s*\(\s*"
    r"(?:NAME\s+|[\"'](?:gh|gl):[\w-]+/)?)(?P<name>[A-Za-z][\w+.-]*)(?P<rest>.*)",
    name=str.lower,
)
read_bazel = _calls(
    r"\bbazel_dep\(\s*name\s*=\s*\"(?P<name>[\w.-]+)\"(?P<rest>.*)", r"\bdev_dependency\s*=\s*True"
)
read_vcpkg = _calls(
    r"^\s*(?:\{\s*)?(?:\"name\"\s*:\s*)?\"(?P<name>[a-z0-9][a-z0-9-]*)\"(?P<rest>)\s*(?:[,}]|$)"
)


def read_cabal(hunk: Hunk) -> Iterator[PackageEntry]:
    """`*.cabal`: what `build-depends` lists, over as many lines as it takes."""
    field: str | None = None
    dev = False
    for number, text in hunk:
        bare = text.strip()
        if not bare or bare.startswith("--"):
            continue
        stanza = _STANZA.match(text)
        if stanza:
            dev, field = stanza[1].lower() in _FOR_TESTS, ""
            continue
        found = _FIELD.match(text)
        if found and not found[2].lower().startswith(("http", "any")):
            field, bare = found[2].lower(), found[3]
            if field == "name" and not found[1]:
                yield PackageEntry(bare.strip().lower(), "", number, text, ecosystem=OWN_PACKAGE)
        if field in ("build-depends", "build-tool-depends") or (
            field is None and _BOUND.match(bare) and "/" not in bare
        ):
            for part in bare.split(","):
                named = _BOUNDED.match(part.strip())
                if named and (field or named[2] or named[1].islower() or "-" in named[1]):
                    tool = field == "build-tool-depends"
                    yield PackageEntry(named[1].lower(), named[2] or "", number, text, dev or tool)
