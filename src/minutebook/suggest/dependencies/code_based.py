"""Names of packages in manifests that are programs, or similar to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import OWN_PACKAGE, ManifestReader, PackageEntry
from minutebook.suggest.diff.patch import Hunk

_CABAL_FIELD = compile_lazily(r"(\s*)([A-Za-z][\w-]*)\s*:(?![:{])(.*)")
_CABAL_STANZA = compile_lazily(
    r"(library|executable|test-suite|benchmark|common|flag|foreign-library)\b", re.IGNORECASE
)
_DEVELOPMENT_STANZAS = ("test-suite", "benchmark")
_CABAL_PACKAGE = compile_lazily(r"([A-Za-z][A-Za-z0-9-]*)(?::[\w{},-]+)?\s*((?:[=<>^]|-any).*)?$")
_CABAL_BOUND = compile_lazily(r"\s*,\s*[A-Za-z0-9-]+|[^,]*[A-Za-z0-9-]\s*(?:[<>]=?|==|\^>=)\s*\d")


def _read_calls(
    pattern: str, dev_pattern: str = "", normalise: Callable[[str], str] = str
) -> ManifestReader:
    """A reader of a manifest with a call a package: the pattern's groups are `name` and `rest`.

    A line that matches `dev_pattern` is about packages for development.
    """

    def read(hunk: Hunk) -> Iterator[PackageEntry]:
        find_calls = re.compile(pattern).finditer  # compiled when first used: there are many
        search_dev = re.compile(dev_pattern).search if dev_pattern else None
        for number, text in hunk:
            if text.lstrip().startswith(("#", "//", ";")):
                continue
            for call in find_calls(text):
                is_dev = search_dev is not None and search_dev(text) is not None
                yield PackageEntry(normalise(call["name"]), call["rest"], number, text, is_dev)

    return read


def _name_repository(url: str) -> str:
    """The name of a repository, by its URL."""
    return url.rstrip("/").removesuffix(".git").rpartition("/")[2].lower()


def _name_pod(name: str) -> str:
    """The pod of a subspec: `Firebase/Auth` is of `firebase`."""
    return name.partition("/")[0].lower()


def _name_artifact(name: str) -> str:
    """The name of an artifact of Clojure: `a/a` is `a`."""
    group, _, artifact = name.partition("/")
    return group if artifact in ("", group) else name


read_mix = _read_calls(
    r"\{:(?!ok\b|error\b)(?P<name>\w+),(?P<rest>(?!.*\b(?:in_umbrella|path):)\s*(?:\"|git|hex|[a-z]+:|\[).*)",
    r"\bonly:[^}]*:(?:dev|test)\b",
)
read_rebar = _read_calls(r"\{(?P<name>[a-z]\w*),\s*(?P<rest>\"[^\"]*\"|\{(?:git|pkg|hg)\b.*)")
read_swift = _read_calls(
    r"\.package\([^)]*?\burl:\s*\"(?P<name>[^\"]+)\"(?P<rest>.*)", normalise=_name_repository
)
read_pods = _read_calls(
    r"""^\s*+(?:pod|\w+\.dependency)[\s(]++["'](?P<name>[\w.+/-]+)["'](?P<rest>(?!.*:path\s*=>).*)""",
    normalise=_name_pod,
)
read_carthage = _read_calls(
    r"^\s*+(?:github|git)\s++\"(?P<name>[^\"]+)\"(?P<rest>.*)", normalise=_name_repository
)
read_deps_edn = _read_calls(
    r"(?:^|[\s{])(?P<name>[a-zA-Z][\w.-]*(?:/[\w.-]+)?)\s+\{(?P<rest>\s*:(?:mvn|git|sha|tag)\b.*)",
    normalise=_name_artifact,
)
read_leiningen = _read_calls(
    r"\[(?P<name>(?!org\.clojure/clojure\s)[a-zA-Z][\w.-]*(?:/[\w.-]+)?)\s+(?P<rest>\"[^\"]*\".*)",
    normalise=_name_artifact,
)
read_conan_py = _read_calls(
    r"[\"'](?P<name>[a-z0-9][a-z0-9_.+-]*)/(?P<rest>(?:\d|\[|cci\.)[^\"']*)[\"']",
    r"\b(?:tool|build|test)_requires\b",
)
read_conan_txt = _read_calls(r"^(?P<name>[a-z0-9][a-z0-9_.+-]*)/(?P<rest>(?:\d|\[|cci\.)\S*)")
read_cpan = _read_calls(
    r"^\s*+(?:requires|recommends)[\s(]++[\"'](?P<name>[A-Z][\w:]*)[\"'](?P<rest>.*)"
)
read_terraform = _read_calls(
    r"^\s*source\s*=\s*\"(?:registry\.(?:terraform\.io|opentofu\.org)/)?"
    r"(?P<name>[\w-]+/[\w-]+)\"(?P<rest>)",
    normalise=str.lower,
)
read_cmake = _read_calls(
    r"(?i:^\s*(?:find_package|fetchcontent_declare|cpmaddpackage|externalproject_add)\s*\(\s*"
    r"(?:NAME\s+|[\"'](?:gh|gl):[\w-]+/)?)(?P<name>[A-Za-z][\w+.-]*)(?P<rest>.*)",
    normalise=str.lower,
)
read_bazel = _read_calls(
    r"\bbazel_dep\(\s*name\s*=\s*\"(?P<name>[\w.-]+)\"(?P<rest>.*)", r"\bdev_dependency\s*=\s*True"
)
read_vcpkg = _read_calls(
    r"^\s*(?:\{\s*)?(?:\"name\"\s*:\s*)?\"(?P<name>[a-z0-9][a-z0-9-]*)\"(?P<rest>)\s*(?:[,}]|$)"
)


def read_cabal(hunk: Hunk) -> Iterator[PackageEntry]:
    """`*.cabal`: what `build-depends` lists, on one line or several."""
    field: str | None = None  # that lines belong to; None where its name is not visible
    is_dev = False
    for number, text in hunk:
        content = text.strip()
        if not content or content.startswith("--"):
            continue
        stanza = _CABAL_STANZA.match(text)
        if stanza:
            is_dev, field = stanza[1].lower() in _DEVELOPMENT_STANZAS, ""
            continue
        match = _CABAL_FIELD.match(text)
        if match and not match[2].lower().startswith(("http", "any")):
            field, content = match[2].lower(), match[3]
            if field == "name" and not match[1]:
                yield PackageEntry(content.strip().lower(), "", number, text, ecosystem=OWN_PACKAGE)
        if field in ("build-depends", "build-tool-depends") or (
            field is None and _CABAL_BOUND.match(content) and "/" not in content
        ):
            for part in content.split(","):
                package = _CABAL_PACKAGE.match(part.strip())
                if package and (field or package[2] or package[1].islower() or "-" in package[1]):
                    is_tool = field == "build-tool-depends"
                    yield PackageEntry(
                        package[1].lower(), package[2] or "", number, text, is_dev or is_tool
                    )
