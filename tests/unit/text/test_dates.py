"""The one rule for dates: which days are taken, and which days a filter means."""

from __future__ import annotations

import pytest

from minutebook.text import dates


@pytest.mark.parametrize(
    "day", ["1900-01-01", "2026-01-31", "2024-02-29", "2000-02-29", "2099-12-31"]
)
def test_a_day_of_the_calendar_is_taken(day: str) -> None:
    assert dates.require_day(day) == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "such as"),
        ("20260131", "such as"),
        ("2025-W01-1", "such as"),
        ("2025-11", "such as"),
        ("2025-11-1", "such as"),
        ("٢٠٢٥-١١-٠١", "such as"),
        ("1850-01-01", "1900 to 2099"),
        ("2150-01-01", "1900 to 2099"),
        ("2026-02-30", "calendar"),
        ("1900-02-29", "calendar"),
        ("2026-04-31", "calendar"),
        ("2026-00-10", "calendar"),
        ("2026-13-10", "calendar"),
        ("2026-01-00", "calendar"),
    ],
)
def test_anything_else_is_no_day(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dates.require_day(text)


@pytest.mark.parametrize(
    ("date", "bounds"),
    [
        ("2025-11-03", ("2025-11-03", "2025-11-03")),
        ("2025-02-30", ("2025-02-30", "2025-02-30")),
        ("2025-11", ("2025-11-01", "2025-11-30")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-12", ("2025-12-01", "2025-12-31")),
        ("2025", ("2025-01-01", "2025-12-31")),
        ("2025-13", ("", "")),
        ("", ("", "")),
        ("soon", ("", "")),
    ],
)
def test_a_month_and_a_year_count_as_their_days(date: str, bounds: tuple[str, str]) -> None:
    assert dates.find_bounds(date) == bounds


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2025-11-03", ("2025-11-03", "2025-11-03")),
        ("2025-11", ("2025-11-01", "2025-11-30")),
        ("2025", ("2025-01-01", "2025-12-31")),
        ("today", ("2024-03-31", "2024-03-31")),
        (" Yesterday ", ("2024-03-30", "2024-03-30")),
        ("31d", ("2024-02-29", "2024-02-29")),
        ("2w", ("2024-03-17", "2024-03-17")),
        ("2 w", ("2024-03-17", "2024-03-17")),
        ("1m", ("2024-02-29", "2024-02-29")),
        ("3m", ("2023-12-31", "2023-12-31")),
        ("1y", ("2023-03-31", "2023-03-31")),
    ],
)
def test_a_filter_takes_periods_and_distances(text: str, bounds: tuple[str, str]) -> None:
    assert dates.parse_period(text, "2024-03-31") == bounds


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-13", "2026-02-30", "2025-W01-1", "5x", "tomorrow"]
)
def test_a_filter_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        dates.parse_period(text, "2024-03-31")


@pytest.mark.parametrize(
    ("date", "since", "until", "is_shown"),
    [
        ("2025-11", "2025-11-01", "", True),
        ("2025-11", "2025-11-30", "", True),
        ("2025-11", "2025-12-01", "", False),
        ("2025-11", "", "2025-11-30", True),
        ("2025-11", "", "2025-11-01", True),
        ("2025-11", "", "2025-10-31", False),
        ("2025-11", "2025-11-10", "2025-11-20", True),
        ("2025", "2025-12-31", "2026-01-31", True),
        ("2025", "", "2024-12-31", False),
        ("", "2024-12-31", "", False),
        ("2026-01-15", "2026-01-15", "2026-01-15", True),
    ],
)
def test_a_month_counts_as_its_days(date: str, since: str, until: str, is_shown: bool) -> None:
    assert dates.is_in_period(date, since, until) is is_shown
