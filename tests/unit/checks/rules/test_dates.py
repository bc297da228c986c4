"""Rules on dates: those that have passed, and those that cannot be read."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, make_records, phr
from minutebook.checks import CheckInputs, CheckSettings, check
from minutebook.lean.values import replace


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


def test_an_ambiguous_date() -> None:
    page = adr(2, head="status: accepted\ndate: 05/07/2023")
    message = "ADR-0002 has the date `05/07/2023`, which may be 2023-07-05 or 2023-05-07"
    assert find("ambiguous-date", page) == [("warning", "0002-x.md", 3, f"{message}.")]
    (finding,) = find_findings("ambiguous-date", page)
    assert finding.fix == "Write the day that is meant: 2023-07-05 or 2023-05-07."
    others = adr(1, head="status: accepted\ndate: 25/12/2022")
    message += ", and is read as 2023-07-05, as the other pages show"
    assert find("ambiguous-date", others | page) == [("info", "0002-x.md", 3, f"{message}.")]


def test_an_ambiguous_date_in_a_changelog() -> None:
    page = adr(2, body="## Changelog\n\n- 07-03-2024: a\n- 14-03-2024: b\n")
    message = (
        "ADR-0002 has the date `07-03-2024`, which may be 2024-03-07 or 2024-07-03, so that the"
        " record has the date 2024-03-14."
    )
    assert find("ambiguous-date", page) == [("info", "0002-x.md", 9, message)]


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("date: 2025-02-30", "`2025-02-30`, which is not a day of the calendar"),
        ("date: 26 Foo 2024", "`26 Foo 2024`, which cannot be read as one"),
        ("Date: ۱۴۰۳/۰۵/۲۱", "`1403/05/21`, which cannot be read as one"),
        ("date: '{{ 2024 }}'", ""),
        ("date: 2024-02-29", ""),
        ("date: soon", ""),
    ],
)
def test_a_date_that_is_not_read(head: str, what: str) -> None:
    rows = find("unread-date", adr(1, head=f"status: accepted\n{head}"))
    expected = [("warning", "0001-x.md", 3, f"ADR-0001 has the date {what}.")] if what else []
    assert rows == expected
    assert find("ambiguous-date", adr(1, head=head)) == []


def test_a_date_that_is_not_read_on_a_page_that_has_another() -> None:
    page = adr(1, head="date: 2025-02-30", body="## Changelog\n\n- 2025-03-01: a\n")
    assert [row[0] for row in find("unread-date", page)] == ["info"]


def test_the_date_of_a_prompt_record_of_another_tool() -> None:
    head = "stage: plan\ndate: 2025-02-30"
    assert [row[0] for row in find("unread-date", phr(1, head))] == ["info"]
    assert [row[0] for row in find("unread-date", phr(1, head + "\nfidelity: verbatim"))] == [
        "warning"
    ]
