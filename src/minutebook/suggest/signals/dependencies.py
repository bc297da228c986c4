"""Signals from dependencies and pieces of infrastructure that a change adds or removes."""

from __future__ import annotations

from collections.abc import Callable

from minutebook.suggest.change import Change
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import file_roles
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import Finder, Location, Signal, SignalResult, count_locations

_LASTING_KINDS = (
    "terraform-resource",
    "terraform-module",
    "cloudformation-resource",
    "azure-resource",
    "kubernetes-kind",
)
_RUNNING_KINDS = ("compose-service", "container-image", "helm-chart", "procfile-process")
_PIPELINE_KINDS = ("ci-workflow", "ci-job", "ci-action")
_NAMED_KINDS = (*_LASTING_KINDS, *_RUNNING_KINDS, *_PIPELINE_KINDS)


def _locate(item: DependencyChange | InfrastructurePiece) -> Location:
    return Location(item.path, item.line, item.excerpt)


def _find_packages(full_count: int, is_wanted: Callable[[DependencyChange, bool], bool]) -> Finder:
    """Make a finder of direct dependencies.

    `is_wanted` gets a dependency, and whether the manifest that names it is new.
    """

    def find(change: Change) -> SignalResult:
        new_manifests = {
            file.path for file in change.select_files(file_roles.MANIFEST) if file.status == "added"
        }
        return count_locations(
            (
                _locate(package)
                for package in change.dependencies
                if package.is_direct and is_wanted(package, package.path in new_manifests)
            ),
            full_count,
        )

    return find


def find_swapped_dependencies(change: Change) -> SignalResult:
    """Find packages that are added while another of the same ecosystem is removed."""
    direct = [package for package in change.dependencies if package.is_direct]
    removed_ecosystems = {package.ecosystem for package in direct if package.action == "removed"}
    return count_locations(
        (
            _locate(package)
            for package in direct
            if package.action == "added" and package.ecosystem in removed_ecosystems
        ),
        3,
    )


def _find_pieces(full_count: int, is_wanted: Callable[[InfrastructurePiece], bool]) -> Finder:
    """Make a finder of pieces of infrastructure."""

    def find(change: Change) -> SignalResult:
        return count_locations(
            (_locate(piece) for piece in change.pieces if is_wanted(piece)), full_count
        )

    return find


_DEPENDENCY_REASON = "what is built upon is hard to take out"
SIGNALS: tuple[Signal, ...] = (
    Signal(
        "new-dependency",
        IMPACT,
        1,
        _DEPENDENCY_REASON,
        _find_packages(
            5,
            lambda package, is_new_manifest: (
                package.action == "added" and not package.is_dev and not is_new_manifest
            ),
        ),
    ),
    # In a new manifest all packages are new, though other modules may use them already.
    Signal(
        "founding-dependency",
        IMPACT,
        1,
        _DEPENDENCY_REASON,
        _find_packages(
            10,
            lambda package, is_new_manifest: (
                package.action == "added" and not package.is_dev and is_new_manifest
            ),
        ),
    ),
    Signal(
        "new-tool",
        ALTERNATIVES,
        1,
        "a tool was picked among several",
        _find_packages(5, lambda package, _: package.action == "added" and package.is_dev),
    ),
    Signal(
        "gone-dependency",
        IMPACT,
        0,
        "what was built upon is left",
        _find_packages(5, lambda package, _: package.action == "removed"),
    ),
    Signal("swapped-dependency", ALTERNATIVES, 1, "one way for another", find_swapped_dependencies),
    Signal(
        "lasting-infrastructure",
        IMPACT,
        1,
        "resources hold data and cost money",
        _find_pieces(6, lambda piece: piece.action == "added" and piece.kind in _LASTING_KINDS),
    ),
    Signal(
        "running-infrastructure",
        IMPACT,
        1,
        "what runs must be operated",
        _find_pieces(4, lambda piece: piece.action == "added" and piece.kind in _RUNNING_KINDS),
    ),
    Signal(
        "pipeline",
        SCOPE,
        1,
        "every change goes through it",
        _find_pieces(4, lambda piece: piece.action == "added" and piece.kind in _PIPELINE_KINDS),
    ),
    Signal(
        "other-piece",
        IMPACT,
        1,
        "the surroundings are configured",
        _find_pieces(4, lambda piece: piece.action == "added" and piece.kind not in _NAMED_KINDS),
    ),
    Signal(
        "gone-infrastructure",
        IMPACT,
        0,
        "something runs no more",
        _find_pieces(4, lambda piece: piece.action == "removed"),
    ),
)
