"""The types of signals and their results, and functions that make results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from minutebook.lean.values import Value
from minutebook.suggest.diff.patch import FileDiff

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.suggest.change import Change

_MAX_EXCERPT_CHARS = 120


class Location(Value):
    """A place in a change: path, line (0 for the whole file), and an excerpt of the line."""

    path: str
    line: int = 0
    excerpt: str = ""


class SignalResult(Value):
    """How much a signal found, from 0 (nothing) to 1, and where."""

    value: float = 0.0
    locations: tuple[Location, ...] = ()


EMPTY_RESULT = SignalResult()
Finder = Callable[["Change"], SignalResult]


class Signal(Value):
    """One thing to look for in a change.

    `test` is the significance test that it counts for, "" for none. `sign` is 1 where it speaks
    for a decision, -1 where it speaks against one, 0 where only the data can say. `reason` says
    why it matters. `find` measures it.
    """

    name: str
    test: str
    sign: int
    reason: str
    find: Finder


def scale_count(count: float, full_count: float) -> float:
    """Scale a count to 0..1, by its logarithm: `full_count` and all above it give 1."""
    return min(1.0, math.log1p(count) / math.log1p(full_count)) if count > 0 else 0.0


def count_locations(locations: Iterable[Location], full_count: float) -> SignalResult:
    """Make a result whose value is the scaled number of locations."""
    listed = tuple(locations)
    return SignalResult(scale_count(len(listed), full_count), listed)


def count_files(files: Iterable[FileDiff], full_count: float) -> SignalResult:
    """Make a result whose value is the scaled number of files."""
    return count_locations((Location(file.path) for file in files), full_count)


def make_excerpt(text: str) -> str:
    """Shorten a line, with single blanks, to the 120 characters that evidence shows."""
    text = " ".join(text[: 4 * _MAX_EXCERPT_CHARS].split())
    return text if len(text) <= _MAX_EXCERPT_CHARS else text[: _MAX_EXCERPT_CHARS - 1] + "…"
