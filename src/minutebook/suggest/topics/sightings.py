"""Every sight of a technology in a change, and whether it was in use before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import MARKER_METHODS, Technology
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import Evidence
from minutebook.suggest.topics.code_uses import CodeUses, TechnologyUse

MAX_EXCERPT_CHARS = 120  # characters

# How sure a single sight makes that a technology is taken up, and that one is dropped: code is
# moved about more often than it is dropped, and a module that goes has its own manifest.
_COMES = {
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
_GOES = {
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
_FOR_TESTS = 0.5  # a dependency for development alone
_BY_ENDING = 0.25  # a further file of many of a kind
_FIRST_OF_MANY = 0.45  # what looks like the first of them
_EXTRA, _EXTRA_GOES = 0.6, 0.3  # what a package is taken up for: bcrypt in `passlib[bcrypt]`
_SERVED = "Web framework"  # what an extra is for, and does not bring: `strawberry[fastapi]`
_BELOW = 0.5  # what a file in a folder of its own makes sure, of what one at the top does

_EXTRAS = re.compile(r"[\"' -]*[\w.-]+\[([\w., -]+)\]")
_WORKFLOWS = ".github/workflows/"
_FIRST = re.compile(
    r"(?:^|/)\.github/workflows/(?:ci|tests?|build|main|checks?|verify|python-(?:app|package)|node"
    r"|node\.js|nodejs|maven|gradle|go|rust|dotnet|dotnet-core|php|ruby|scala|laravel|django"
    r"|continuous-integration|unit-?tests?|build-and-test|build_and_test)\.ya?ml$",
    re.IGNORECASE,
)
_WAY = {
    "compose-service": "image",
    "container-image": "image",
    "helm-chart": "image",
    "terraform-resource": "resource",
    "terraform-module": "resource",
    "cloudformation-resource": "resource",
    "ci-action": "action",
    "build-plugin": "action",
    "kubernetes-kind": "kind",
}
# What development dependencies are for: there, one is as good as any other.
_DEVELOPMENT = frozenset(
    (
        "Test strategy",
        "End-to-end tests",
        "Coverage",
        "Code quality tools",
        "Static typing",
        "Bundler",
        "Documentation",
        "Package manager",
        "Monorepo tool",
        "Release process",
        "Security scanning",
        "Language and runtime",
        "Styling",
        "Build system",
    )
)


@dataclass(frozen=True, slots=True)
class TechnologySighting:
    """A sight of a technology: how sure it makes (0..1), the evidence, whether it comes or goes.

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
    """Every sight of a technology of the catalogue in a change."""
    for one in dependencies:
        if one.action != "bumped" and one.is_direct:
            yield from _packages(one, catalogue)
    for piece in pieces:
        yield from _piece(piece, catalogue)
    files = list(files)
    for file in files:
        if file.status in ("added", "deleted"):
            yield from _files(file, catalogue, is_first=_is_first(file, files))
    for comes, found in ((True, uses.added), (False, uses.removed)):
        for use in found:
            yield make_sighting(use, is_added=comes)


def _packages(one: DependencyChange, catalogue: Catalogue) -> Iterator[TechnologySighting]:
    """What a package is, and in Python what its extras are for."""
    comes = one.action == "added"
    evidence = _evidence("topic-dependency", one.path, one.line, one.excerpt)
    for technology in catalogue.find_package(one.ecosystem, one.name):
        is_dev = one.is_dev and technology.category not in _DEVELOPMENT
        sure = _FOR_TESTS if is_dev else (_COMES if comes else _GOES)["topic-dependency"]
        yield TechnologySighting(technology, sure, evidence, comes, one.name)
    extras = _EXTRAS.match(one.excerpt) if one.ecosystem == "pypi" and not one.is_dev else None
    for extra in extras[1].split(",") if extras else ():
        for technology in catalogue.find_package("pypi", extra.strip()):
            if technology.category == _SERVED:
                continue
            yield TechnologySighting(technology, _EXTRA if comes else _EXTRA_GOES, evidence, comes)


def _piece(piece: InfrastructurePiece, catalogue: Catalogue) -> Iterator[TechnologySighting]:
    way, name = _WAY.get(piece.kind, ""), piece.name
    signal, comes = f"topic-{way}", piece.action == "added"
    if way == "kind":  # a resource of Terraform's is called after it
        way, name = "resource", f"kubernetes_{name}"
    evidence = _evidence(signal, piece.path, piece.line, piece.excerpt)
    for technology in catalogue.find_marker(way, name) if way else ():
        yield TechnologySighting(technology, (_COMES if comes else _GOES)[signal], evidence, comes)


def make_sighting(use: TechnologyUse, *, is_added: bool = True) -> TechnologySighting:
    """A use in the lines of a program as a sight."""
    sure = use.certainty or (_COMES if is_added else _GOES)[use.signal]
    return TechnologySighting(
        use.technology, sure, _evidence(use.signal, use.path, use.line, use.text), is_added
    )


def _evidence(signal: str, path: str, line: int, text: str) -> Evidence:
    return Evidence(signal, path, line, " ".join(text.split())[:MAX_EXCERPT_CHARS])


def _is_first(file: FileDiff, files: list[FileDiff]) -> bool:
    """Whether a file looks like the first workflow: it is called so, and no other is changed."""
    return bool(_FIRST.search(file.path)) and not any(
        _WORKFLOWS in one.path and one.status != "added" for one in files
    )


def _files(file: FileDiff, catalogue: Catalogue, *, is_first: bool) -> Iterator[TechnologySighting]:
    """What a file configures by its name. `is_first`: it begins what others of its kind go on."""
    path = file.path.lower()
    if file_roles.find_role(file.path) == file_roles.GENERATED or "/fixtures/" in f"/{path}":
        return
    comes = file.status == "added"
    folder, _, name = path.rpartition("/")
    evidence = _evidence("topic-file", file.path, 0, file.path)
    sure = (_COMES if comes else _GOES)["topic-file"]
    names = catalogue.markers.get("file", {})
    for known, counts in (
        (path, sure),
        (name if folder else "", sure if folder.startswith(".") else sure * _BELOW),
        (f"*/{name}", sure),
        (f"*.{name.rpartition('.')[2]}", _BY_ENDING),
        (f"{folder}/*", _FIRST_OF_MANY if is_first else _BY_ENDING),
    ):
        for technology in names.get(known, ()):
            yield TechnologySighting(technology, counts, evidence, comes)


def is_in_use(name: str, technologies: Iterable[Technology], uses: CodeUses) -> bool:
    """Whether a technology was in use before: a removed line or one of context names it."""
    if name in uses.earlier_names:
        return True
    names: set[str] = set()
    for technology in technologies:
        names.update(word.lower() for word in technology.prose_names)
        for way, held in technology.recognised_by.items():
            if way == "image" or way not in MARKER_METHODS:
                names.update(one.rstrip("*").rstrip("-/:.@_") for one in held)
    return any(len(one) > 2 and has_name(one, uses.earlier_text) for one in names)


def has_name(name: str, text: str) -> bool:
    """Whether lower-case text has a name: `redis` in `redis_url` too, not in `predisposed`."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalpha()):
            return True
        at = text.find(name, at + 1)
    return False
