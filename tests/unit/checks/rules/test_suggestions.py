"""Rules on the suggestions that prompt records hold."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, make_records, phr
from minutebook.checks import CheckInputs, CheckSettings, check
from minutebook.checks.run import fix_findings

SUGGESTING_HEAD = "date: 2024-05-01\nsuggestions:\n  - id: S-0001-1\n    topic: {topic}\n    state: {state}\nfidelity: v"


@pytest.mark.parametrize(
    ("state", "days", "today", "waited"),
    [
        ("pending", 14, "2024-05-16", 15),
        ("pending", 14, "2024-05-15", None),
        ("pending", 0, "2024-05-02", 1),
        ("accepted", 14, "2024-06-01", None),
        ("dismissed", 14, "2024-06-01", None),
        ("pending", 14, "", None),
    ],
)
def test_a_pending_suggestion(state: str, days: int, today: str, waited: int | None) -> None:
    pages = phr(1, SUGGESTING_HEAD.format(topic="'`Caching`'", state=state))
    settings = CheckSettings(suggestion_days=days)
    message = f"S-0001-1 has waited for {waited} days: `'Caching'`."
    assert find("suggestion-pending", pages, settings=settings, today=today) == (
        [("warning", "0001-x.general.prompt.md", 4, message)] if waited else []
    )


@pytest.mark.parametrize("day", ["", "date: soon", "date: 2024-13-45"])
def test_a_suggestion_without_a_date_is_not_reported(day: str) -> None:
    pages = phr(
        1, SUGGESTING_HEAD.format(topic="T", state="pending").replace("date: 2024-05-01", day)
    )
    assert find("suggestion-pending", pages, today="2026-01-31") == []


def test_a_pending_suggestion_says_how_to_fix_it() -> None:
    pages = make_records(phr(1, SUGGESTING_HEAD.format(topic="T", state="pending")))
    (finding,) = (
        finding
        for finding in check(pages, CheckInputs(today="2024-06-01"))
        if finding.code == "suggestion-pending"
    )
    assert finding.fix == (
        "Run `minutebook suggest accept S-0001-1`,"
        " or `minutebook suggest dismiss S-0001-1 --reason 'no decision'`."
    )


PENDING = phr(1, SUGGESTING_HEAD.format(topic="T", state="pending"))


@pytest.mark.parametrize("is_settled", [True, False])
def test_a_settled_suggestion_waits_no_more(is_settled: bool) -> None:
    pages = make_records(PENDING)
    key = (pages.members[0].path, "S-0001-1")
    settled = {key: "Celery was removed again with abc1234"} if is_settled else {}
    inputs = CheckInputs(today="2024-06-01", find_settled=lambda: settled)
    findings = [finding for finding in check(pages, inputs) if "suggestion" in finding.code]
    code = "suggestion-settled" if is_settled else "suggestion-pending"
    assert [(finding.code, finding.line) for finding in findings] == [(code, 4)]
    if is_settled:
        assert findings[0].message == (
            "S-0001-1 needs no answer any more (`T`): Celery was removed again with abc1234."
        )
        assert findings[0].fix == "Run `minutebook check --fix --only suggestion-settled`."
        (write,) = fix_findings(pages, findings, inputs).writes
        assert "state: dismissed\n    reason: Celery was removed again with abc1234\n" in write.text
        assert "    closed-by: minutebook\n" in write.text
        assert fix_findings(pages, findings).writes == ()  # nobody says why


def test_git_is_not_asked_where_nothing_is_pending() -> None:
    pages = make_records(phr(1, SUGGESTING_HEAD.format(topic="T", state="accepted")))
    inputs = CheckInputs(today="2024-06-01", find_settled=lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    assert [finding for finding in check(pages, inputs) if "suggestion" in finding.code] == []


def test_a_decision_holds_no_suggestions() -> None:
    head = "status: accepted\n" + SUGGESTING_HEAD.format(topic="T", state="odd")
    assert find("suggestion-pending", adr(1, head=head), today="2026-01-31") == []
    assert find("suggestion-unclear", adr(1, head=head)) == []


@pytest.mark.parametrize(
    ("entries", "faults"),
    [
        ("  - {id: S-1, topic: T}", []),
        ("  - {id: S-1}", ["has a suggestion (number 1) without id or topic"]),
        (
            "  - {id: S-1, topic: T, state: done}\n  - {id: S-1, topic: U}",
            [
                "has the suggestion S-1 in the state `done`, which is not known",
                "has the suggestion S-1 twice",
            ],
        ),
    ],
)
def test_unclear_suggestions(entries: str, faults: list[str]) -> None:
    rows = find("suggestion-unclear", phr(1, f"title: A\nsuggestions:\n{entries}"))
    name = "0001-x.general.prompt.md"
    assert rows == [("warning", name, 3, f"PHR-0001 {fault}.") for fault in faults]


def test_unclear_suggestions_says_how_to_fix_it() -> None:
    (finding,) = find_findings("suggestion-unclear", phr(1, "suggestions: none yet"))[:1]
    assert finding.fix == (
        "Give each entry an `id` of its own and a `topic`, and as its `state`"
        " pending, accepted or dismissed."
    )
