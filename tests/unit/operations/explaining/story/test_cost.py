"""What turns have cost: read from their records, added up, shown."""

from __future__ import annotations

import pytest

from made_records import PROMPTS
from minutebook.operations.explaining.story.cost import (
    Cost,
    format_count,
    format_time,
    read_cost,
    sum_costs,
)
from minutebook.records.model import Record
from minutebook.records.reader import read_record


def make_prompt(fields: str) -> Record:
    page = f"---\nid: '0001'\ntitle: T\n{fields}\n---\n\n# T\n"
    return read_record(PROMPTS, "history/prompts/general/0001-t.prompt.md", page)


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ("stage: green", Cost(1)),
        ("tokens: 12", Cost(1, 1, 12)),
        ("tokens: '12'\nduration: 95s", Cost(1, 1, 12, timed=1, seconds=95)),
        ("tokens: 0", Cost(1, 1, 0)),
        ("tokens: many\nduration: soon", Cost(1)),
        ("tokens: true", Cost(1)),
        ("tokens: -3", Cost(1)),
        ("usage: {input: 9, output: 3, cached: 70}", Cost(1, 1, 12, (9, 3, 70))),
        ("tokens: 12\nusage: {output: 3}", Cost(1, 1, 12, (None, 3, None))),
        ("usage: {cached: 5}", Cost(1, 0, 0, (None, None, 5))),
        ("usage: none", Cost(1)),
        ("duration: 1h 2m 3s", Cost(1, timed=1, seconds=3723)),
        ("duration: 2m", Cost(1, timed=1, seconds=120)),
        ("duration: 7.5s", Cost(1, timed=1, seconds=7)),
        ("duration: ''", Cost(1)),
    ],
)
def test_a_record_tells_its_cost(fields: str, cost: Cost) -> None:
    assert read_cost(make_prompt(fields)) == cost


def test_unknown_costs_are_counted_apart() -> None:
    records = [
        make_prompt(fields)
        for fields in ("usage: {input: 9, output: 3}", "tokens: 5", "duration: 4s", "stage: red")
    ]
    total = sum_costs(records)
    assert total == Cost(4, 2, 17, (9, 3, None), timed=1, seconds=4)
    assert total.uncounted == 2
    assert sum_costs(()) == Cost()


@pytest.mark.parametrize(
    ("cost", "text"),
    [
        (Cost(1), "not known"),
        (Cost(1, timed=1, seconds=9), "9 s"),
        (Cost(1, timed=1, seconds=200), "3 min 20 s"),
        (Cost(1, timed=1, seconds=3900), "1 h 05 min"),
    ],
)
def test_a_time_is_shown(cost: Cost, text: str) -> None:
    assert format_time(cost) == text


def test_a_count_is_shown() -> None:
    assert (format_count(None), format_count(0), format_count(12345)) == (
        "not known",
        "0",
        "12,345",
    )
