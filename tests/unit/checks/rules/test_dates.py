"""Rules on dates that have passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checked_pages import adr, find, make_records
from minutebook.checks import CheckInputs, CheckSettings, check


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("status: accepted\nreview-by: 2024-05-31", "was to be reviewed by 2024-05-31"),
        ("status: proposed\nreview_by: 2024-05-31", "was to be reviewed by 2024-05-31"),
        ("status: accepted\nReview-By: '2024-05-31'", "was to be reviewed by 2024-05-31"),
        ("status: accepted\nreview-by: 2024-06-01", ""),
        (
            "status: accepted\nreview-by: next spring",
            "has the review date `next spring`, which is not a date",
        ),
        ("status: accepted\nreview-by: '{{DATE}}'", ""),
        ("status: superseded\nreview-by: 2024-05-31", ""),
        ("status: accepted\nreview-by:", ""),
        ("status: accepted", ""),
    ],
)
def test_review_due(head: str, what: str) -> None:
    rows = find("review-due", adr(1, head=head), today="2024-06-01")
    assert rows == ([("warning", "0001-x.md", 3, f"ADR-0001 {what}.")] if what else [])
    assert find("review-due", adr(1, head=head)) == []


@pytest.mark.parametrize(
    ("head", "days"),
    [
        ("status: proposed\ndate: 2024-04-01", 61),
        ("status: proposed\ndate: 2024-04-02", None),
        ("status: proposed\ndate: 2024-13-45", None),
        ("status: proposed", None),
        ("status: accepted\ndate: 2020-01-01", None),
    ],
)
def test_long_proposed(head: str, days: int | None) -> None:
    rows = find("long-proposed", adr(1, head=head), today="2024-06-01")
    assert rows == (
        [("info", "0001-x.md", 2, f"ADR-0001 has been proposed for {days} days.")] if days else []
    )


def test_the_days_that_a_decision_may_stay_proposed() -> None:
    pages = adr(1, head="status: proposed\ndate: 2024-04-01")
    settings = CheckSettings(proposed_days=61)
    assert find("long-proposed", pages, settings=settings, today="2024-06-01") == []


def test_a_date_that_is_not_in_the_calendar() -> None:
    records = make_records(adr(1, head="status: proposed"))
    (record,) = records.members
    dated = replace(records, members=(replace(record, date="2024-13-45"),))
    codes = {finding.code for finding in check(dated, CheckInputs("2024-06-01"))}
    assert "long-proposed" not in codes
