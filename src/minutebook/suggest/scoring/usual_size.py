"""How large a repository's ordinary changes are: what stands out in one is everyday in another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from minutebook.lean.values import Value
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import Evidence

SIGNAL_NAME = "usual-size"
_MIN_SHIFT = 0.05  # in log-odds: a smaller one is not shown as evidence
# Files that nobody writes by hand; and those that are all that a version bump changes.
_UNWRITTEN_ROLES = frozenset((file_roles.LOCK, file_roles.GENERATED, file_roles.ASSET))
_BUMPED_ROLES = _UNWRITTEN_ROLES | {file_roles.MANIFEST}


def count_lines(line_counts: Mapping[str, int]) -> int:
    """How many lines of its files a change wrote; 0 for a version bump, which is not ordinary.

    `line_counts` maps paths to the lines that were added and removed.
    """
    roles = {path: file_roles.find_role(path) for path in line_counts}
    if all(role in _BUMPED_ROLES for role in roles.values()):
        return 0
    return sum(line_counts[path] for path, role in roles.items() if role not in _UNWRITTEN_ROLES)


class UsualSize(Value):
    """How much the usual size of a repository's changes counts.

    A size is the natural logarithm of one more than the lines that a change adds and removes.
    `mean` is that of changes everywhere, and what a repository's own sizes are averaged with as if
    it had `prior_changes` of that size. Each unit above the mean takes `weight` from the log-odds,
    `most` at most.
    """

    weight: float
    mean: float
    prior_changes: float
    most: float

    def compute_shift(self, line_counts: Sequence[int]) -> float:
        """What is added to the log-odds of a change where others change so many lines."""
        own = sum(math.log1p(count) for count in line_counts)
        total = own + self.prior_changes * self.mean
        average = total / (len(line_counts) + self.prior_changes)
        return max(-self.most, min(self.most, self.weight * (self.mean - average)))


def make_evidence(shift: float, line_counts: Sequence[int]) -> tuple[Evidence, ...]:
    """Show a shift as evidence; nothing where it is small."""
    if abs(shift) < _MIN_SHIFT:
        return ()
    middle = sorted(line_counts)[len(line_counts) // 2]
    excerpt = f"a change here has {middle} lines as a rule"
    return (Evidence(SIGNAL_NAME, "", 0, excerpt, round(shift, 4)),)
