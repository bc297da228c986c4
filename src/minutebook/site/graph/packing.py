"""Puts rectangles side by side on a plane, close together and in a fixed order."""

from __future__ import annotations

import math
from collections.abc import Sequence

Size = tuple[float, float]
Place = tuple[float, float]


def choose_width(sizes: Sequence[Size], gaps: Size, *, minimum: float = 0.0) -> float:
    """A width in which rectangles come to a plane that is somewhat wider than high."""
    area = sum((width + gaps[0]) * (height + gaps[1]) for width, height in sizes)
    widest = max((width for width, _ in sizes), default=0.0)
    return max(widest, minimum, math.sqrt(area * 1.9))


def pack(sizes: Sequence[Size], width: float, gaps: Size) -> list[Place]:
    """The top left corner of each rectangle, in at most `width`: each as high up as it fits.

    Between two there are the `gaps`, across and down. Those that come first are put first. The
    outline of what is there already is a list of steps.
    """
    gap, gap_below = gaps
    skyline: list[tuple[float, float, float]] = [(0.0, width + gap, 0.0)]  # from, to, how far down
    places = []
    for rectangle_width, rectangle_height in sizes:
        best: tuple[float, float] | None = None
        for first, (start, _, _) in enumerate(skyline):
            end = start + rectangle_width + gap
            if end > width + gap + 1e-6:
                break
            top = 0.0
            for step_start, _, step_top in skyline[first:]:
                if step_start >= end - 1e-6:
                    break
                top = max(top, step_top)
            if best is None or top < best[0] - 1e-6:
                best = (top, start)
        if best is None:  # wider than the plane
            best = (max(step_top for _, _, step_top in skyline), 0.0)
        top, start = best
        places.append((start, top))
        skyline = _raise(
            skyline, start, start + rectangle_width + gap, top + rectangle_height + gap_below
        )
    return places


def _raise(
    skyline: list[tuple[float, float, float]], start: float, end: float, top: float
) -> list[tuple[float, float, float]]:
    steps = []
    for step_start, step_end, step_top in skyline:
        if step_start < start:
            steps.append((step_start, min(step_end, start), step_top))
        if step_end > end:
            steps.append((max(step_start, end), step_end, step_top))
    steps.append((start, end, top))
    steps.sort()
    merged: list[tuple[float, float, float]] = []
    for step in steps:
        if step[1] - step[0] < 1e-6:
            continue
        if merged and merged[-1][2] == step[2]:
            merged[-1] = (merged[-1][0], step[1], step[2])
        else:
            merged.append(step)
    return merged
