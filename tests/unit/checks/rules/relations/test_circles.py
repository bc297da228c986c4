"""Rules on relations that lead back to where they begin."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, make_records
from minutebook.checks import check


def link(number: int, relation: str, *targets: str, status: str = "accepted") -> dict[str, str]:
    return adr(number, head=f"status: {status}\nlinks:\n  {relation}: [{', '.join(targets)}]")


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        (link(1, "supersedes", "0001-x"), "ADR-0001 says that it supersedes itself."),
        (link(1, "depends-on", "ADR-1"), "ADR-0001 says that it depends on itself."),
        (link(1, "superseded-by", "0001-x"), "ADR-0001 says that it is superseded by itself."),
        (adr(1, head="status: superseded by ADR-1"), "ADR-0001 says that it is superseded by itself."),
        (link(1, "supersedes", "0002-x") | adr(2), ""),
        (link(1, "relates-to", "0001-x"), ""),
        (link(1, "supersedes", "0009-y"), ""),
    ],
)  # fmt: skip
def test_a_relation_to_itself(pages: dict[str, str], message: str) -> None:
    rows = find("own-relation", pages)
    assert [(row[0], row[1], row[3]) for row in rows] == (
        [("warning", "0001-x.md", message)] if message else []
    )


def test_the_cure_of_a_relation_to_itself() -> None:
    (finding,) = find_findings("own-relation", link(1, "superseded-by", "0001-x"))
    assert "`minutebook unlink ADR-0001 superseded-by ADR-0001`" in finding.fix
    page = {"decisions/0001-a.adoc": "= A\n:status: superseded by ADR-1\n"}
    (finding,) = find_findings("own-relation", page)
    assert finding.fix == "Correct it by hand: `minutebook edit ADR-0001`."


@pytest.mark.parametrize(
    ("pages", "messages"),
    [
        (
            link(1, "supersedes", "0002-x") | link(2, "supersedes", "0001-x"),
            ["2 decisions supersede each other in a circle: ADR-0001 → ADR-0002 → ADR-0001."],
        ),
        (
            link(1, "depends-on", "0002-x")
            | link(2, "depends-on", "0003-x")
            | link(3, "depends-on", "0001-x"),
            [
                "3 decisions depend on each other in a circle: ADR-0001 → ADR-0002 → ADR-0003 → ADR-0001."
            ],
        ),
        (  # the shortest way round, once
            link(1, "depends-on", "0002-x", "0003-x", "0004-x")
            | link(2, "depends-on", "0003-x", "0004-x")
            | link(3, "depends-on", "0001-x")
            | adr(4),
            ["2 decisions depend on each other in a circle: ADR-0001 → ADR-0003 → ADR-0001."],
        ),
        (  # two circles
            link(1, "depends-on", "0002-x")
            | link(2, "depends-on", "0001-x", "0003-x")
            | link(3, "depends-on", "0004-x")
            | link(4, "depends-on", "0003-x"),
            [
                "2 decisions depend on each other in a circle: ADR-0001 → ADR-0002 → ADR-0001.",
                "2 decisions depend on each other in a circle: ADR-0003 → ADR-0004 → ADR-0003.",
            ],
        ),
        (  # a chain, and two ways to one end
            link(1, "depends-on", "0002-x", "0003-x")
            | link(2, "depends-on", "0003-x")
            | link(3, "supersedes", "0001-x"),
            [],
        ),
        (  # what was rejected supersedes nothing
            link(1, "supersedes", "0002-x") | link(2, "supersedes", "0001-x", status="rejected"),
            [],
        ),
    ],
)
def test_circles(pages: dict[str, str], messages: list[str]) -> None:
    assert [row[3] for row in find("circular-relation", pages)] == messages


def test_the_cure_of_a_circle() -> None:
    pages = link(1, "depends-on", "0002-x") | link(2, "depends-on", "0001-x")
    (finding,) = find_findings("circular-relation", pages)
    assert finding.fix == (
        "Read the pages, and take out what does not hold: `minutebook edit ADR-0001`,"
        " or `minutebook unlink ADR-0002 depends-on ADR-0001`."
    )
    pages = {
        "decisions/0001-a.adoc": "= A\n:status: accepted\n\nDepends on: ADR-2\n\n* Depends on: ADR-2\n",
        "decisions/0002-b.md": "---\nstatus: accepted\nlinks: {depends-on: [ADR-1]}\n---\n\n# B\n",
    }
    for finding in find_findings("circular-relation", pages):
        assert "unlink" not in finding.fix


def test_a_long_circle() -> None:
    count = 1200  # deeper than functions may call each other
    pages: dict[str, str] = {}
    for number in range(1, count + 1):
        pages |= link(number, "depends-on", f"{number % count + 1:04d}-x")
    (finding,) = check(make_records(pages), only=["circular-relation"])
    assert finding.message.startswith("1200 decisions depend on each other in a circle: ADR-0001")
