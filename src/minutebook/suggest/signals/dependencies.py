"""Signals from what a change builds and runs upon: packages and pieces of infrastructure."""

from __future__ import annotations

from collections.abc import Callable

from minutebook.suggest.change import Change
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import file_roles
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import Location, Signal, SignalResult, count_locations

_LASTING = ("terraform-resource", "terraform-module", "cloudformation-resource", "kubernetes-kind")
_RUNNING = ("compose-service", "container-image", "helm-chart", "procfile-process")
_PIPELINE = ("ci-workflow", "ci-job", "ci-action")
_KNOWN = (*_LASTING, *_RUNNING, *_PIPELINE)

Finder = Callable[[Change], SignalResult]


def _spot(one: DependencyChange | InfrastructurePiece) -> Location:
    return Location(one.path, one.line, one.excerpt)


def _packages(full: int, wanted: Callable[[DependencyChange, bool], bool]) -> Finder:
    """Packages that a manifest names; `wanted` is also told whether the change begins it."""

    def find(change: Change) -> SignalResult:
        begun = {
            file.path for file in change.select_files(file_roles.MANIFEST) if file.status == "added"
        }
        return count_locations(
            (
                _spot(one)
                for one in change.dependencies
                if one.is_direct and wanted(one, one.path in begun)
            ),
            full,
        )

    return find


def find_swapped_dependencies(change: Change) -> SignalResult:
    """One package comes where another goes, in one ecosystem."""
    direct = [one for one in change.dependencies if one.is_direct]
    gone = {one.ecosystem for one in direct if one.action == "removed"}
    return count_locations(
        (_spot(one) for one in direct if one.action == "added" and one.ecosystem in gone), 3
    )


def _pieces(full: int, wanted: Callable[[InfrastructurePiece], bool]) -> Finder:
    def find(change: Change) -> SignalResult:
        return count_locations((_spot(one) for one in change.pieces if wanted(one)), full)

    return find


_BUILT = "what is built upon is hard to take out"
SIGNALS: tuple[Signal, ...] = (
    Signal(
        "new-dependency",
        IMPACT,
        1,
        _BUILT,
        _packages(5, lambda one, begun: one.action == "added" and not one.is_dev and not begun),
    ),
    # In a manifest that is new all names are: other modules may have them already.
    Signal(
        "founding-dependency",
        IMPACT,
        1,
        _BUILT,
        _packages(10, lambda one, begun: one.action == "added" and not one.is_dev and begun),
    ),
    Signal(
        "new-tool",
        ALTERNATIVES,
        1,
        "a tool was picked among several",
        _packages(5, lambda one, _: one.action == "added" and one.is_dev),
    ),
    Signal(
        "gone-dependency",
        IMPACT,
        0,
        "what was built upon is left",
        _packages(5, lambda one, _: one.action == "removed"),
    ),
    Signal("swapped-dependency", ALTERNATIVES, 1, "one way for another", find_swapped_dependencies),
    Signal(
        "lasting-infrastructure",
        IMPACT,
        1,
        "resources hold data and cost money",
        _pieces(6, lambda one: one.action == "added" and one.kind in _LASTING),
    ),
    Signal(
        "running-infrastructure",
        IMPACT,
        1,
        "what runs must be operated",
        _pieces(4, lambda one: one.action == "added" and one.kind in _RUNNING),
    ),
    Signal(
        "pipeline",
        SCOPE,
        1,
        "every change goes through it",
        _pieces(4, lambda one: one.action == "added" and one.kind in _PIPELINE),
    ),
    Signal(
        "other-piece",
        IMPACT,
        1,
        "the surroundings are configured",
        _pieces(4, lambda one: one.action == "added" and one.kind not in _KNOWN),
    ),
    Signal(
        "gone-infrastructure",
        IMPACT,
        0,
        "something runs no more",
        _pieces(4, lambda one: one.action == "removed"),
    ),
)
