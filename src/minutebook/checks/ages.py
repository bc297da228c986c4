"""How old records are."""

from __future__ import annotations

from minutebook.records.model import Record


def count_age_days(record: Record, today: str) -> int:
    """How many days ago a record was made, by its date; 0 where that is not a date."""
    from datetime import date

    try:
        return (date.fromisoformat(today[:10]) - date.fromisoformat(record.date[:10])).days
    except ValueError:
        return 0  # no date, or one such as 2023-13-45
