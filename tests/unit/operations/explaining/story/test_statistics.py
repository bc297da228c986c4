"""Figures on records: how many of each sort, and what prompts cost by what they have in common."""

from __future__ import annotations

from made_records import DECISIONS, PROMPTS
from minutebook.operations.explaining.story.statistics import GROUPINGS, Group, compute_statistics
from minutebook.records.model import Record, RecordSet
from minutebook.records.reader import read_record


def make_prompt(number: int, fields: str, route: str = "general") -> Record:
    page = f"---\nid: '{number:04d}'\ntitle: T\n{fields}---\n\n# T\n"
    return read_record(PROMPTS, f"history/prompts/{route}/{number:04d}-t.green.prompt.md", page)


def make_decision(number: int, status: str) -> Record:
    page = f"---\nstatus: {status}\ndate: 2026-02-01\n---\n\n# Decide\n"
    return read_record(DECISIONS, f"decisions/{number:04d}-d.md", page)


MEMBERS = (
    make_prompt(
        1,
        "date: 2026-01-05\nagent: claude\nsurface: claude\nmodel: opus\ntokens: 10\n"
        "labels: [a, b]\nlinks:\n  adr: ['0001-d', '0002-d']\n",
        "cart",
    ),
    make_prompt(2, "date: 2026-02-05\nagent: explore\nsurface: claude\ntokens: 5\n", "cart"),
    make_prompt(
        3,
        "stage: red\ndate: 2026-01-07\nfeature: pay\nmodel: opus\nlinks:\n  implements: ['0001-d']\n",
    ),
    make_prompt(4, "stage: brand new\ntokens: 7\n"),
    make_decision(1, "accepted"),
    make_decision(2, "odd"),
    make_decision(3, "proposed"),
)
RECORDS = RecordSet((PROMPTS, DECISIONS), MEMBERS)


def names(groups: tuple[Group, ...]) -> list[tuple[str, int]]:
    return [(group.name, group.records) for group in groups]


def test_how_many_records_there_are() -> None:
    counts = compute_statistics(MEMBERS, RECORDS).counts
    assert {name: names(groups) for name, groups in counts.items()} == {
        "kind": [("phr", 4), ("adr", 3)],
        "stage": [("red", 1), ("green", 2), ("brand new", 1)],
        "status": [("proposed", 1), ("accepted", 1), ("odd", 1)],
        "month": [("2026-01", 2), ("2026-02", 4), ("", 1)],
        "agent": [("claude", 2), ("", 2)],
    }


def test_what_prompts_have_cost() -> None:
    statistics = compute_statistics(MEMBERS, RECORDS)
    assert list(statistics.costs) == list(GROUPINGS)
    shown = {
        name: [(group.name, group.records, group.cost.tokens) for group in groups]
        for name, groups in statistics.costs.items()
    }
    assert shown == {
        "feature": [("cart", 2, 15), ("pay", 1, 0), ("", 1, 7)],
        "month": [("2026-01", 2, 10), ("2026-02", 1, 5), ("", 1, 7)],
        "agent": [("claude", 2, 15), ("", 2, 7)],
        "model": [("opus", 2, 10), ("", 2, 12)],
        "decision": [("ADR-0001 Decide", 2, 10), ("ADR-0002 Decide", 1, 10), ("", 2, 12)],
        "stage": [("green", 2, 15), ("brand new", 1, 7), ("red", 1, 0)],
        "label": [("a", 1, 10), ("b", 1, 10), ("", 3, 12)],
    }
    assert (statistics.total.turns, statistics.total.counted, statistics.total.tokens) == (4, 3, 22)


def test_one_grouping_alone() -> None:
    statistics = compute_statistics((), RECORDS, ["model"])
    assert statistics.costs == {"model": ()}
    assert statistics.total.turns == 0
