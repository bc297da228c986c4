"""The rule on how a decision's status may change."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, phr

SUPERSEDING = "status: accepted\nlinks: {supersedes: [0001-x]}"


@pytest.mark.parametrize(
    ("previous", "current", "message"),
    [
        (
            "status: rejected",
            "status: accepted",
            "ADR-0001 went from rejected to accepted, which a decision may not.",
        ),
        (
            "status: accepted",
            "status: proposed",
            "ADR-0001 went from accepted to proposed, which a decision may not.",
        ),
        (
            "status: deprecated",
            "status: accepted",
            "ADR-0001 went from deprecated to accepted, which a decision may not.",
        ),
        (
            "status: rejected",
            "status: superseded",
            "ADR-0001 went from rejected to superseded, which a decision may not.",
        ),
        ("status: proposed", "status: accepted", ""),
        ("status: proposed", "status: deprecated", ""),  # accepted between the two commits
        ("status: accepted", "status: superseded", ""),
        ("status: accepted", "status: accepted\ndate: 2024-01-02", ""),
        ("status: wobbly", "status: accepted", ""),
        ("date: 2024-01-02", "status: accepted", ""),
        ("status: accepted", "status: wobbly", ""),
    ],
)
def test_forbidden_move(previous: str, current: str, message: str) -> None:
    before = adr(1, head=previous) | {"decisions/0009-gone.md": ""}
    rows = find("forbidden-move", adr(1, head=current) | adr(2), previous_texts=before)
    assert rows == ([("error", "0001-x.md", 2, message)] if message else [])


@pytest.mark.parametrize(
    ("previous", "current", "successor", "is_found"),
    [
        ("superseded by ADR-0002", "accepted", "status: accepted", False),
        ("superseded by ADR-0002", "rejected", "status: accepted", False),
        ("superseded by ADR-0002", "accepted", SUPERSEDING, True),
        ("superseded by ADR-0002", "accepted", SUPERSEDING.replace("accepted", "proposed"), False),
        ("superseded", "accepted", "status: accepted", True),
    ],
)
def test_a_supersession_that_was_taken_back_is_no_forbidden_move(
    previous: str, current: str, successor: str, is_found: bool
) -> None:
    pages = adr(1, head=f"status: {current}") | adr(2, head=successor)
    before = adr(1, head=f"status: {previous}")
    assert bool(find("forbidden-move", pages, previous_texts=before)) == is_found


def test_an_unchanged_page_has_not_moved() -> None:
    pages = adr(1, head="status: rejected")
    assert find("forbidden-move", pages, previous_texts=pages) == []


def test_a_stage_may_become_any_other() -> None:
    before, now = phr(1, "stage: green"), phr(1, "stage: red")
    assert find("forbidden-move", now, previous_texts=before) == []
