"""Rules on stages and statuses."""

from __future__ import annotations

import pytest

from checked_pages import DECISIONS, adr, find, find_findings, phr
from minutebook.checks import CheckSettings
from minutebook.lean.values import replace


def test_unknown_status() -> None:
    pages = (
        adr(1, head="status: wobbly")
        | adr(2)
        | adr(3, head="status: '{{STATUS}}'")
        | adr(4, head="status: ...")
    )
    leftover = "ADR-000{} still has its template's words for the status, `{}`: nobody chose one."
    assert find("unknown-status", pages) == [
        ("warning", "0001-x.md", 2, "ADR-0001 has the status `wobbly`, which is not a known one."),
        ("warning", "0003-x.md", 2, leftover.format(3, "{{STATUS}}")),
        ("warning", "0004-x.md", 2, leftover.format(4, "...")),
    ]


def test_the_line_of_an_unknown_status_in_a_section() -> None:
    pages = {
        "decisions/0001-a.md": "# 1. A\n\nDate: 2024-01-02\n\n## Status\n\nWobbly\n\n## Context\n\nStatus: Wobbly?\n"
    }
    assert find("unknown-status", pages)[0][:3] == ("warning", "0001-a.md", 11)


@pytest.mark.parametrize(
    ("head", "settings", "severities"),
    [
        ("stage: phase6", CheckSettings(), ["info"]),
        ("stage: phase6\nfidelity: verbatim", CheckSettings(), ["warning"]),
        ("stage: phase6", CheckSettings(stages=("phase6",)), []),
        ("stage: green", CheckSettings(), []),
    ],
)
def test_unknown_stage(head: str, settings: CheckSettings, severities: list[str]) -> None:
    rows = find("unknown-stage", phr(1, head, name="x.phase6"), settings=settings)
    assert [row[0] for row in rows] == severities


def test_a_template_left_in_a_stage_is_a_placeholder() -> None:
    assert find("unknown-stage", phr(1, "stage: ...", name="x")) == []


def test_unknown_stage_says_how_to_fix_it() -> None:
    (finding,) = find_findings("unknown-stage", phr(1, "stage: phase6", name="x.phase6"))
    assert finding.fix.endswith("general, or add `phase6` to `stages` in the configuration.")
    assert finding.line == 2


def test_no_status_counts_only_where_most_state_one() -> None:
    bare = {"decisions/plain.md": "# Plain\n\nWords.\n"}
    assert find("no-status", bare) == []
    assert find("no-status", bare | adr(2)) == []
    assert find("no-status", bare | adr(2) | adr(3)) == [
        ("info", "plain.md", 0, "plain states no status, though most records in decisions do.")
    ]


def test_no_stage() -> None:
    pages = phr(1, "title: A", name="x") | phr(2, "stage: green") | phr(3, "stage: red")
    assert [row[:3] for row in find("no-stage", pages)] == [("info", "0001-x.prompt.md", 0)]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("# X\n\nStatus: Acceptd\nStatus: Rejected\n", "`Acceptd` as its status, which is no known one; it is read as accepted."),
        ("# X\n\n## Status\n\nAcceptd\n\nRejected\n", "`Acceptd` as its status, which is no known one; `Rejected` is read in its place."),
        ("# X\n\n## Status\n\nwobbly\n\nRejected\n", "`wobbly` as its status, which is no known one; `Rejected` is read in its place."),
        ("# X\n\n## Status\n\n- Propsed\n- Accepted\n", "`Propsed` as its status, which is no known one; `Accepted` is read in its place."),
        ("# X\n\n## Status\n\nWobbly\n\nSuperseded by ADR-7\n", "`Wobbly` as its status, which is no known one; `Superseded by ADR-7` is read in its place."),
        ("---\nstatus: acceptd\n---\n\n# X\n\n## Status\n\nProposed\n", "`acceptd` as its status, which is no known one; it is read as accepted."),
        ("# X\n\nStatus: Accepted\n", ""),
        ("# X\n\n## Status\n\nProposed\n\nAccepted\n", ""),
        ("# X\n\n## Status\n\n~~Accepted~~\n\nSuperseded by ADR-7\n", ""),
        ("# X\n\n## Status\n\nSuperceded by ADR-7\n", ""),
        ("# X\n\nStatus: angenommen\n", ""),
        ("# X\n\nStatus: wobbly\n", ""),  # `unknown-status` says so
        ("# X\n\nStatus: {status}\n\n## Status\n\nAccepted\n", ""),
    ],
)  # fmt: skip
def test_a_misspelled_status_is_not_masked(page: str, message: str) -> None:
    rows = find("misspelled-status", {"decisions/0001-x.md": page})
    assert [row[3] for row in rows] == ([f"ADR-0001 states {message}"] if message else [])


def test_a_word_of_ones_own_is_not_misspelled() -> None:
    page = {"decisions/0001-x.md": "# X\n\n## Status\n\nacceptd\n\nRejected\n"}
    folder = replace(DECISIONS, own_statuses={"acceptd": "accepted"})
    assert find("misspelled-status", page, folder) == []
    assert len(find("misspelled-status", page)) == 1


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        ("---\nstatus: accepted\n---\n\n# X\n\n## Status\n\nProposed\n", ("accepted", "Proposed")),
        ("---\nstatus: accepted\n---\n\n# X\n\n* Status: superseded by ADR-7\n", ("accepted", "superseded by ADR-7")),
        ("# X\n\nStatus: Accepted\n\n## Status\n\nRejected\n\n## Status: Proposed\n", ("Accepted", "Rejected")),
        ("---\nstatus: accepted\n---\n\n# X\n\n## Status\n\nApproved\n", ()),
        ("---\nstatus: accepted\n---\n\n# X\n\n## Status\n\nWe go on with this.\n", ()),
        ("---\nstatus: accepted\n---\n\n# X\n\nStatus: " + "proposed words " * 10 + "\n", ()),
        ("# X\n\n## Status\n\n2024-01-02 Proposed\n\n2024-02-03 Accepted\n", ()),
        ("---\nstatus: wobbly\n---\n\n# X\n\n## Status\n\nProposed\n", ()),
        ("---\nstatus: accepted\n---\n\n# X\n\n## Status\n\n{proposed | rejected}\n", ()),
    ],
)  # fmt: skip
def test_two_statuses_that_differ(page: str, statuses: tuple[str, ...]) -> None:
    rows = find("status-differs", {"decisions/0001-x.md": page})
    expected = [
        f"ADR-0001 states two statuses: `{statuses[0]}`, which counts, and `{other}`."
        for other in statuses[1:]
    ]
    assert [row[3] for row in rows] == expected
