"""Matches of finders, and what they come to: spans to hide, in order, without overlaps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from minutebook.lean.values import Value

HOME_KIND = "home-folder"
# The ranks of finders: where two matches are equally long, the one of the lowest rank names it.
FORMAT_RANK, STRUCTURE_RANK, NAME_RANK, DETECTOR_RANK, REPETITION_RANK, PERSONAL_RANK = range(6)


class Match(Value):
    """A secret in a text: who found it (a rank), its kind and its place.

    `value` is the secret itself, where the text writes it otherwise (encoded, wrapped); "" where
    it stands in the text as it is.
    """

    rank: int
    kind: str
    start: int
    end: int
    value: str = ""

    def move(self, offset: int) -> Match:
        """The match in a text of which its own text is a piece that begins at `offset`."""
        return Match(self.rank, self.kind, self.start + offset, self.end + offset, self.value)


def merge_matches(matches: Iterable[Match]) -> list[Match]:
    """The matches in order, overlapping ones as one of the kind of the longest, then the surest."""
    merged: list[Match] = []
    best_weight = (0, 0)
    for match in sorted(matches, key=lambda match: (match.start, -match.end, match.rank)):
        weight = (match.end - match.start, -match.rank)
        previous = merged[-1] if merged else None
        if previous is None or match.start >= previous.end:
            merged.append(match)
            best_weight = weight
            continue
        best = match if weight > best_weight else previous
        end = max(match.end, previous.end)
        # A value that is known holds only for the very place where it was found.
        is_whole = (best.start, best.end) == (previous.start, end)
        merged[-1] = Match(
            best.rank, best.kind, previous.start, end, best.value if is_whole else ""
        )
        best_weight = max(best_weight, weight)
    return merged


def add_home_dirs(secrets: list[Match], home_dirs: Iterable[tuple[int, int]]) -> list[Match]:
    """The secrets with the home folders, in order. A folder within a secret is part of it."""
    ends = [secret.end for secret in secrets]
    home_matches = []
    for home in merge_matches(Match(0, HOME_KIND, start, end) for start, end in home_dirs):
        index = bisect_right(ends, home.start)  # the first secret that ends behind the start
        if index == len(secrets) or secrets[index].start >= home.end:
            home_matches.append(home)
    return sorted(secrets + home_matches, key=lambda match: match.start)
