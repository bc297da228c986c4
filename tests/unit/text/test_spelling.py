"""How far words are from each other."""

from __future__ import annotations

import pytest

from minutebook.text.spelling import measure_distance


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("redis", "redis", 0),
        ("redis", "reids", 1),
        ("redis", "redi", 1),
        ("redis", "rediss", 1),
        ("redis", "radis", 1),
        ("redis", "radiss", 2),
        ("redis", "kafka", 3),
        ("redis", "re", 3),
        ("redis", "redissss", 3),
        ("", "ab", 2),
        ("ca", "abc", 3),
    ],
)
def test_typos_are_counted_up_to_a_limit(first: str, second: str, distance: int) -> None:
    assert measure_distance(first, second, 2) == distance
    assert measure_distance(second, first, 2) == distance
