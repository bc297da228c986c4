"""By when decisions are to be reviewed."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.fields import read_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.model import Record

_DAY = compile_lazily(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def read_review(record: Record) -> str:
    """By when a decision is to be reviewed, as its page says; "" where nothing is to be reviewed.

    What was rejected, or holds no longer, is not.
    """
    stated = read_field(record, "review-by")
    is_open = record.state in ("accepted", "proposed")
    return stated if is_open and isinstance(stated, str) else ""


def find_review_day(stated: str) -> str:
    """The day (ISO 8601) that a review date begins with; "" where it is not a date."""
    match = _DAY.match(stated)
    return match[0] if match else ""


def find_overdue_review(record: Record, today: str) -> str:
    """The day by which a decision was to be reviewed, where it is before today; else ""."""
    day = find_review_day(read_review(record))
    return day if day < today else ""
