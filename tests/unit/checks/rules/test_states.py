"""Rules on stages and statuses."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, phr
from minutebook.checks import CheckSettings


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
