"""What a signal is, and what it sees in a change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from minutebook.suggest.diff.patch import FileDiff

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.suggest.change import Change

_EXCERPT = 120  # characters


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a change, and what stands there."""

    path: str
    line: int = 0
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class SignalResult:
    """What a signal saw: how much of it, from 0 (nothing) to 1, and where."""

    value: float = 0.0
    locations: tuple[Location, ...] = ()


EMPTY_RESULT = SignalResult()


@dataclass(frozen=True, slots=True)
class Signal:
    """A thing to look for: its name, the test of significance it speaks to, why it matters.

    `sense` is 1 where it speaks for a decision, -1 where against, 0 where only the data can say.
    """

    name: str
    test: str
    sign: int
    reason: str
    find: Callable[[Change], SignalResult]


def scale_count(count: float, full_count: float) -> float:
    """How much a count is, from 0 to 1: the first says most, more than `full` says no more."""
    return min(1.0, math.log1p(count) / math.log1p(full_count)) if count > 0 else 0.0


def count_locations(locations: Iterable[Location], full_count: float) -> SignalResult:
    """As many places as there are."""
    seen = tuple(locations)
    return SignalResult(scale_count(len(seen), full_count), seen)


def count_files(files: Iterable[FileDiff], full_count: float) -> SignalResult:
    """As many files as there are."""
    return count_locations((Location(file.path) for file in files), full_count)


def make_excerpt(text: str) -> str:
    """A line as evidence shows it."""
    text = " ".join(text[: 4 * _EXCERPT].split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
