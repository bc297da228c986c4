"""Every sighting of a technology in a change, and whether it was in use before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import (
    DEVELOPMENT,
    MARKER_METHODS,
    NOT_FROM_EXTRAS,
    Technology,
)
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import Evidence
from minutebook.suggest.topics.code_uses import CodeUses, TechnologyUse

MAX_EXCERPT_CHARS = 120

# How certain a single sighting makes that a technology is adopted, and that one is dropped: code is
# moved more often than dropped, and a module that is removed takes its own manifest with it.
_ADDED_CERTAINTIES = {
    "topic-dependency": 0.75,
    "topic-image": 0.65,
    "topic-resource": 0.45,
    "topic-file": 0.55,
    "topic-action": 0.45,
    "topic-identifier": 0.55,
    "topic-kind": 0.28,
    "topic-scheme": 0.4,
    "topic-import": 0.25,
}
_REMOVED_CERTAINTIES = {
    "topic-dependency": 0.5,
    "topic-image": 0.45,
    "topic-resource": 0.25,
    "topic-file": 0.5,
    "topic-action": 0.25,
    "topic-identifier": 0.28,
    "topic-kind": 0.2,
    "topic-scheme": 0.2,
    "topic-import": 0.12,
}
_DEVELOPMENT_CERTAINTY = 0.5  # a dependency for development alone
# Of a package that a manifest no longer names, and that a lock file keeps; or whose manifest went
# with its folder, while other modules may use it.
_KEPT_CERTAINTY, _GONE_FOLDER_CERTAINTY = 0.28, 0.28
_FURTHER_FILE_CERTAINTY = 0.25  # a further file of many of a kind
_FIRST_FILE_CERTAINTY = 0.45  # what looks like the first of them
# What a package is adopted (dropped) for: bcrypt in `passlib[bcrypt]`.
_ADDED_EXTRA_CERTAINTY, _REMOVED_EXTRA_CERTAINTY = 0.6, 0.3
_SUBFOLDER_SHARE = 0.5  # of a certainty, for a file in a folder that is not at the top

_EXTRAS = compile_lazily(r"[\"' -]*[\w.-]+\[([\w., -]+)\]")
_WORKFLOW_FOLDER = ".github/workflows/"
_FIRST_WORKFLOW = compile_lazily(
    r"(?:^|/)\.github/workflows/(?:ci|tests?|build|main|checks?|verify|python-(?:app|package)|node"
    r"|node\.js|nodejs|maven|gradle|go|rust|dotnet|dotnet-core|php|ruby|scala|laravel|django"
    r"|continuous-integration|unit-?tests?|build-and-test|build_and_test)\.ya?ml$",
    re.IGNORECASE,
)
_MARKER_METHODS_BY_KIND = {
    "compose-service": "image",
    "container-image": "image",
    "helm-chart": "image",
    "terraform-resource": "resource",
    "terraform-module": "resource",
    "cloudformation-resource": "resource",
    "azure-resource": "resource",
    "ci-action": "action",
    "build-plugin": "action",
    "kubernetes-kind": "kind",
}


class TechnologySighting(Value):
    """A sighting of a technology: how certain it makes (0..1), the evidence, added or removed.

    `package` is the dependency's name, where it is one.
    """

    technology: Technology
    certainty: float
    evidence: Evidence
    is_added: bool
    package: str = ""


def find_sightings(
    files: Iterable[FileDiff],
    dependencies: Iterable[DependencyChange],
    pieces: Iterable[InfrastructurePiece],
    uses: CodeUses,
    catalogue: Catalogue,
) -> Iterator[TechnologySighting]:
    """Every sighting of a technology of the catalogue in a change."""
    files = list(files)
    gone = {file.path for file in files if file.status == "deleted" and "/" in file.path}
    for dependency in dependencies:
        if dependency.action != "bumped" and dependency.is_direct:
            is_gone = dependency.path in gone
            yield from _see_dependency(dependency, catalogue, is_in_gone_folder=is_gone)
    for piece in pieces:
        yield from _see_piece(piece, catalogue)
    for file in files:
        if file.status in ("added", "deleted"):
            is_first = _is_first_workflow(file, files)
            yield from _see_file(file, catalogue, is_first=is_first)
    for is_added, lines in ((True, uses.added), (False, uses.removed)):
        for use in lines:
            yield make_sighting(use, is_added=is_added)


def make_sighting(use: TechnologyUse, *, is_added: bool = True) -> TechnologySighting:
    """The sighting that a use in the lines of a program is."""
    certainty = use.certainty or _get_certainty(use.signal, is_added=is_added)
    evidence = _make_evidence(use.signal, use.path, use.line, use.text)
    return TechnologySighting(use.technology, certainty, evidence, is_added)


def _get_certainty(signal: str, *, is_added: bool) -> float:
    return (_ADDED_CERTAINTIES if is_added else _REMOVED_CERTAINTIES)[signal]


def _make_evidence(signal: str, path: str, line: int, text: str) -> Evidence:
    return Evidence(signal, path, line, " ".join(text.split())[:MAX_EXCERPT_CHARS])


def _see_dependency(
    dependency: DependencyChange, catalogue: Catalogue, *, is_in_gone_folder: bool
) -> Iterator[TechnologySighting]:
    """The technologies that a package is, and in Python those that its extras are for."""
    signal, is_added = "topic-dependency", dependency.action == "added"
    evidence = _make_evidence(signal, dependency.path, dependency.line, dependency.excerpt)
    for technology in catalogue.find_package(dependency.ecosystem, dependency.name):
        certainty = _get_certainty(signal, is_added=is_added)
        if dependency.is_dev and not _has_trait(technology, DEVELOPMENT, catalogue):
            certainty = _DEVELOPMENT_CERTAINTY if is_added else certainty * _DEVELOPMENT_CERTAINTY
        if dependency.is_kept:
            certainty = min(certainty, _KEPT_CERTAINTY)
        if is_in_gone_folder:
            certainty = min(certainty, _GONE_FOLDER_CERTAINTY)
        yield TechnologySighting(technology, certainty, evidence, is_added, dependency.name)
    if dependency.ecosystem != "pypi" or dependency.is_dev:
        return
    extras = _EXTRAS.match(dependency.excerpt)
    for extra in extras[1].split(",") if extras else ():
        for technology in catalogue.find_package("pypi", extra.strip()):
            if not _has_trait(technology, NOT_FROM_EXTRAS, catalogue):
                certainty = _ADDED_EXTRA_CERTAINTY if is_added else _REMOVED_EXTRA_CERTAINTY
                yield TechnologySighting(technology, certainty, evidence, is_added)


def _has_trait(technology: Technology, trait: str, catalogue: Catalogue) -> bool:
    return trait in catalogue.find_category(technology.category).traits


def _see_piece(piece: InfrastructurePiece, catalogue: Catalogue) -> Iterator[TechnologySighting]:
    method, name = _MARKER_METHODS_BY_KIND.get(piece.kind, ""), piece.name
    if not method:
        return
    signal, is_added = f"topic-{method}", piece.action == "added"
    if method == "kind":  # the catalogue has it as the Terraform resource of the same kind
        method, name = "resource", f"kubernetes_{name}"
    certainty = _get_certainty(signal, is_added=is_added)
    evidence = _make_evidence(signal, piece.path, piece.line, piece.excerpt)
    for technology in catalogue.find_marker(method, name):
        yield TechnologySighting(technology, certainty, evidence, is_added)


def _is_first_workflow(file: FileDiff, files: list[FileDiff]) -> bool:
    """Whether a file looks like the first workflow, by its name: no other is changed."""
    return bool(_FIRST_WORKFLOW.search(file.path)) and not any(
        _WORKFLOW_FOLDER in other.path and other.status != "added" for other in files
    )


def _see_file(
    file: FileDiff, catalogue: Catalogue, *, is_first: bool
) -> Iterator[TechnologySighting]:
    """The technologies that a file configures, by its name. `is_first`: the first of its kind."""
    path = file.path.lower()
    if file_roles.find_role(file.path) == file_roles.GENERATED or "/fixtures/" in f"/{path}":
        return
    is_added = file.status == "added"
    folder, _, name = path.rpartition("/")
    evidence = _make_evidence("topic-file", file.path, 0, file.path)
    full = _get_certainty("topic-file", is_added=is_added)
    files = catalogue.markers.get("file", {})
    for marker, certainty in (
        (path, full),
        (name if folder else "", full if folder.startswith(".") else full * _SUBFOLDER_SHARE),
        (f"*/{name}", full),
        (f"*.{name.rpartition('.')[2]}", _FURTHER_FILE_CERTAINTY),
        (f"{folder}/*", _FIRST_FILE_CERTAINTY if is_first else _FURTHER_FILE_CERTAINTY),
    ):
        for technology in files.get(marker, ()):
            yield TechnologySighting(technology, certainty, evidence, is_added)


def is_in_use(name: str, technologies: Iterable[Technology], uses: CodeUses) -> bool:
    """Whether a technology was in use before: a removed line or one of context names it."""
    if name in uses.earlier_names:
        return True
    names: set[str] = set()
    for technology in technologies:
        names.update(prose_name.lower() for prose_name in technology.prose_names)
        for method, markers in technology.recognised_by.items():
            if method == "image" or method not in MARKER_METHODS:
                names.update(marker.rstrip("*").rstrip("-/:.@_") for marker in markers)
    return any(len(word) > 2 and has_name(word, uses.earlier_text) for word in names)


def has_name(name: str, text: str) -> bool:
    """Whether lower-case text contains a name: `redis` in `redis_url` too, not in `predisposed`."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalpha()):
            return True
        start = text.find(name, start + 1)
    return False
