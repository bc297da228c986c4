"""The lines of a file that a trace has, as ranges."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.provenance.traces import Trace, hash_line

_SAMPLE_SLACK = 6  # times the usual distance of two lines of a sample: few are further apart


def find_ranges(trace: Trace, lines: Sequence[str]) -> list[tuple[int, int]]:
    """The first and the last line, from 1, of each part of a file that a trace has the lines of.

    What stands between two such lines belongs to their range where it says nothing (`}`, a blank
    line). Of a trace that is a sample, other lines do too, as long as the trace does not exclude
    them, and there are not many of them.
    """
    max_gap = _SAMPLE_SLACK * trace.count // len(trace.hashes) if trace.is_sample else 0
    ranges: list[tuple[int, int]] = []
    first = last = gap = 0
    for number, line in enumerate(lines, 1):
        line_hash = hash_line(line)
        if trace.has_line(line_hash):
            if first and gap < 0:
                ranges.append((first, last))
                first = 0
            first, last, gap = first or number, number, 0
        elif line_hash and gap >= 0:
            gap = -1 if trace.excludes(line_hash) or gap >= max_gap else gap + 1
    if first:
        ranges.append((first, last))
    return ranges
