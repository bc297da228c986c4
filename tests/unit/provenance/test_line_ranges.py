"""Ranges: the lines of a file that a trace has."""

from __future__ import annotations

import pytest

from minutebook.provenance.line_ranges import find_ranges
from minutebook.provenance.traces import Trace, hash_line, make_trace, read_trace


def trace_of(*lines: str, max_lines: int = 48) -> Trace:
    trace = read_trace(make_trace(lines, max_lines))
    assert trace is not None
    return trace


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("other", []),
        ("a1\nb2", [(1, 2)]),
        ("other\n  a1\n\tb2\nother", [(2, 3)]),
        ("a1\n\n}\nb2", [(1, 4)]),
        ("\n}\na1\n}\n\n", [(3, 3)]),
        ("a1\nother\nb2", [(1, 1), (3, 3)]),
        ("a1\n\nother\n\nb2\na1", [(1, 1), (5, 6)]),
        ("other\nother\na1", [(3, 3)]),
        ("a1\r\nb2\r", [(1, 2)]),
    ],
)
def test_lines_of_a_trace_are_ranges(text: str, ranges: list[tuple[int, int]]) -> None:
    assert find_ranges(trace_of("a1", "b2"), text.split("\n")) == ranges


def test_a_sample_takes_what_it_cannot_exclude() -> None:
    lines = [f"line number {number}" for number in range(200)]
    sample = trace_of(*lines)
    assert sample.is_sample
    ranges = find_ranges(sample, lines)
    covered = {number for first, last in ranges for number in range(first, last + 1)}
    assert len(covered) > 180
    foreign = sorted((f"foreign {number}" for number in range(40)), key=hash_line)
    assert sample.excludes(hash_line(foreign[0]))
    (first, last), *_ = find_ranges(sample, [*lines[:50], foreign[0], *lines[50:]])
    assert last <= 50
    assert first >= 1


def test_a_sample_leaps_over_few_lines_only() -> None:
    lines = sorted((f"line number {number}" for number in range(200)), key=hash_line)
    sample, unknown = trace_of(*lines), lines[60:]
    near = [lines[0], *unknown[:3], lines[1]]
    far = [lines[0], *unknown[:80], lines[1]]
    assert find_ranges(sample, near) == [(1, 5)]
    assert find_ranges(sample, far) == [(1, 1), (82, 82)]
