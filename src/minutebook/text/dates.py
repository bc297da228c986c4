"""Dates as records state them: ISO 8601, and only as precise as is known. Pure: no clock in it.

One rule for options, JSON documents and filters. A day is written YYYY-MM-DD, the calendar has it,
and it lies in the years that are recognised in prose and in file names, 1900 to 2099. A page may
state less than a day: a month (2025-11) or a year (2025).
"""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

_PERIOD = compile_lazily(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_AGO = compile_lazily(r"([0-9]{1,3}) ?([dwmy])")
_DAY = compile_lazily(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERIOD_FORMS = "2026-01-31, 2026-01, 2026, today, yesterday, 10d, 2w, 3m or 1y"


def require_day(text: str) -> str:
    """The text, where it is a day. Raises ValueError that ends a sentence such as "the date …"."""
    if not _DAY.fullmatch(text):
        raise ValueError("must be a date such as 2026-01-31")
    if not _PERIOD.fullmatch(text):
        raise ValueError("must be in the years 1900 to 2099")
    year, month, day = map(int, text.split("-"))
    if not (1 <= month <= 12 and 1 <= day <= _count_days(year, month)):
        raise ValueError("must be a day that the calendar has")
    return text


def find_bounds(date: str) -> tuple[str, str]:
    """The first and the last day of a day, month or year; two empty texts for anything else.

    A day that a page states is taken as it is, even one that the calendar does not have.
    """
    parts = _PERIOD.fullmatch(date)
    if not parts:
        return "", ""
    year, month, day = parts.groups()
    if day:
        return date, date
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    if not 1 <= int(month) <= 12:
        return "", ""
    return f"{date}-01", f"{date}-{_count_days(int(year), int(month))}"


def is_in_period(date: str, since: str, until: str) -> bool:
    """Whether a day, month or year has a day from `since` to `until`; "" is no bound."""
    first, last = find_bounds(date)
    return bool(first) and since <= last and (not until or first <= until)


def parse_period(text: str, today: str) -> tuple[str, str]:
    """The first and the last day of what a filter was given, seen from `today` (ISO 8601).

    A day, a month, a year, `today`, `yesterday`, or the day so many days, weeks, months or years
    ago (`10d`, `2w`, `3m`, `1y`). Raises ValueError for anything else.
    """
    text = text.strip().lower()
    ago = _AGO.fullmatch({"today": "0d", "yesterday": "1d"}.get(text, text))
    if ago:
        day = _subtract(today, int(ago[1]), ago[2])
        return day, day
    if len(text) == len("2026-01-31"):
        require_day(text)
    first, last = find_bounds(text)
    if not first:
        raise ValueError("must be a day, a month, a year or a time ago")
    return first, last


def _subtract(today: str, count: int, unit: str) -> str:
    from datetime import date, timedelta

    if unit in "dw":
        return (
            date.fromisoformat(today) - timedelta(days=count * (7 if unit == "w" else 1))
        ).isoformat()
    year, month, day = map(int, today.split("-"))
    months = year * 12 + month - 1 - count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    return f"{year:04d}-{month:02d}-{min(day, _count_days(year, month)):02d}"


def _count_days(year: int, month: int) -> int:
    """How many days a month has. `calendar` costs more to import than a filter does."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
