"""Which rows of the catalog a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from minutebook.catalog import database, rows
from minutebook.catalog.matching import list_values
from minutebook.catalog.selection import (
    DEFAULT_ORDER,
    ORDERS,
    Selection,
    count_records,
    list_newest,
    list_states,
    select_part,
    select_records,
)
from minutebook.cli import option_types
from minutebook.operations.schema.serialize import list_labels
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Kind, Record

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")
PROMPT = reader.read_record(
    PROMPTS,
    "history/prompts/007-x/0003-a.plan.prompt.md",
    "---\ntitle: A\nstage: plan\ndate: 2026-01-15\nfeature: 007-x\nagent: codex\nlabels: [db]\n"
    "session: 5e55-1\nfiles:\n  - ./src/a.py (new)\n  - '`lib/b.py`'\n  - docs/\n---\n",
)
DECISION = reader.read_record(
    DECISIONS,
    "decisions/0001-b.md",
    "---\ndeciders: [Ada Lovelace, Straße]\n---\n# B\n\n## Status\n\nIn limbo\n",
)


def fill_catalog(records: Iterable[Record]) -> database.Connection:
    """A catalog in memory that has rows of records, and nothing else."""
    connection = database.open_in_memory("1")
    columns = ", ".join(rows.COLUMNS)
    for number, record in enumerate(records, 1):
        row = (number, number, *rows.make_row(record, list_labels(record), b""))
        marks = database.list_placeholders(row)
        connection.execute(f"INSERT INTO records (id, text_id, {columns}) VALUES ({marks})", row)
    return connection


@pytest.mark.parametrize(
    ("selection", "has_prompt", "has_decision"),
    [
        (Selection(), True, True),
        (Selection(kind="phr"), True, False),
        (Selection(kind="adr"), False, True),
        (Selection(state="plan"), True, False),
        (Selection(state="PLAN"), True, False),
        (Selection(state="In limbo"), False, True),
        (Selection(state="in LIMBO"), False, True),
        (Selection(feature="007-x"), True, False),
        (Selection(feature="007"), False, False),
        (Selection(agent="codex"), True, False),
        (Selection(agent="claude"), False, False),
        (Selection(label="db"), True, False),
        (Selection(label="d"), False, False),
        (Selection(file="src/a.py"), True, False),
        (Selection(file="src"), True, False),
        (Selection(file="lib/b.py"), True, False),
        (Selection(file="src/a"), False, False),
        (Selection(file="a.py"), True, False),
        (Selection(file=".py"), False, False),
        (Selection(label="DB"), True, False),
        (Selection(feature="007-X"), True, False),
        (Selection(agent="CODEX"), True, False),
        (Selection(session="5E55"), True, False),
        (Selection(decider="lovelace"), False, True),
        (Selection(decider="STRASSE"), False, True),
        (Selection(session="5e55"), True, False),
        (Selection(session="e55"), False, False),
        (Selection(has_date=lambda date: date == "2026-01-15"), True, False),
        (Selection(file="docs"), True, False),
    ],
)
def test_what_a_selection_takes(selection: Selection, has_prompt: bool, has_decision: bool) -> None:
    taken = [record.ref for record in select_records(fill_catalog([PROMPT, DECISION]), selection)]
    assert taken == ["PHR-0003"] * has_prompt + ["ADR-0001"] * has_decision


def test_prompts_come_first_then_folders_and_numbers() -> None:
    def record(kind: Kind, path: str, date: str = "") -> Record:
        text = f"---\ndate: {date}\n---\n# {path}\n" if date else f"# {path}\n"
        return reader.read_record(DECISIONS if kind is ADR else PROMPTS, path, text)

    ordered = [
        record(PHR, "history/prompts/b/0001-a.prompt.md"),
        record(PHR, "history/prompts/a/0002-a.prompt.md", "2020-01-01"),
        record(ADR, "decisions/0009-a.md"),
        record(ADR, "decisions/0010-a.md"),
        record(ADR, "decisions/z.md", "2019-01-01"),
        record(ADR, "decisions/a.md", "2020-01-01"),
    ]
    listed = select_records(fill_catalog(reversed(ordered)), Selection(), "number")
    assert [each.title for each in listed] == [each.title for each in ordered]


@pytest.mark.parametrize(
    ("order", "refs"),
    [
        ("", "ADR-0002 ADR-0001 PHR-0001 ADR-0003 PHR-0002"),
        ("newest", "ADR-0002 ADR-0001 PHR-0001 ADR-0003 PHR-0002"),
        ("oldest", "ADR-0003 PHR-0001 ADR-0001 ADR-0002 PHR-0002"),
        ("number", "PHR-0001 PHR-0002 ADR-0001 ADR-0002 ADR-0003"),
        ("title", "ADR-0001 ADR-0002 PHR-0001 PHR-0002 ADR-0003"),
        ("state", "ADR-0002 PHR-0001 PHR-0002 ADR-0001 ADR-0003"),
        ("feature", "PHR-0001 PHR-0002 ADR-0002 ADR-0001 ADR-0003"),
    ],
)
def test_orders(order: str, refs: str) -> None:
    """What is equal is newest first; what has no date or feature comes last."""

    def record(kind: Kind, number: int, **fields: str) -> Record:
        folder = DECISIONS if kind is ADR else PROMPTS
        title = fields.pop("title")
        head = "".join(f"{name}: {value}\n" for name, value in fields.items())
        path = f"{folder.path}/{number:04d}-x.md"
        return reader.read_record(folder, path, f"---\n{head}---\n# {title}\n")

    records = [
        record(PHR, 2, title="c", stage="plan", feature="B"),
        record(ADR, 1, title="a", date="2026-01-02", status="proposed"),
        record(ADR, 3, title="z", date="2026-01", status="rejected"),
        record(PHR, 1, title="B", date="2026-01-02", stage="plan", feature="a"),
        record(ADR, 2, title="b", date="2026-01-02", status="accepted"),
    ]
    listed = select_records(fill_catalog(records), Selection(), order)
    assert [each.ref for each in listed] == refs.split()


def test_the_help_tells_all_orders() -> None:
    assert tuple(ORDERS) == option_types.SORT_ORDERS
    assert option_types.SORT_ORDERS[0] == DEFAULT_ORDER


def test_a_session_can_be_sorted_too() -> None:
    listed = select_records(fill_catalog([PROMPT]), Selection(session="5e55"), "oldest")
    assert [each.ref for each in listed] == ["PHR-0003"]


def test_the_newest_of_a_kind() -> None:
    connection = fill_catalog([PROMPT, DECISION])
    assert list_newest(connection, "", 5) == [("PHR-0003", "A"), ("ADR-0001", "B")]
    assert list_newest(connection, "", 1) == [("PHR-0003", "A")]
    assert list_newest(connection, "adr", 5) == [("ADR-0001", "B")]


def test_values_of_a_column() -> None:
    connection = fill_catalog([PROMPT, DECISION])
    assert list_values(connection, "labels") == ["db"]
    assert list_values(connection, "deciders") == ["Ada Lovelace", "Straße"]
    assert list_values(connection, "feature") == ["007-x"]


def test_turns_of_a_session_stand_together_in_the_order_of_asking() -> None:
    turns = [
        ("s1", 2, "2026-01-02"),
        ("s2", 3, "2026-01-01"),
        ("s1", 4, "2026-01-01"),
        ("s2", 1, "2026-01-03"),
    ]
    records = [
        reader.read_record(
            PROMPTS,
            f"history/prompts/{number:04d}-x.md",
            f"---\nsession: {session}\ndate: {date}\n---\n",
        )
        for session, number, date in turns
    ]
    listed = select_records(fill_catalog(records), Selection(session="s"))
    assert [each.ref for each in listed] == ["PHR-0003", "PHR-0001", "PHR-0004", "PHR-0002"]


def test_what_states_records_have_and_how_many_there_are() -> None:
    connection = fill_catalog([PROMPT, DECISION])
    assert list_states(connection, "adr") == {"In limbo"}
    assert list_states(connection, "phr") == {"plan"}
    assert count_records(connection) == 2


@pytest.mark.parametrize("selection", [Selection(), Selection(kind="adr"), Selection(state="red")])
@pytest.mark.parametrize(
    ("limit", "offset"), [(1, 0), (0, 0), (2, 1), (None, 1), (9, 9), (10**30, 10**30)]
)
def test_a_part_is_that_of_the_whole_list(
    selection: Selection, limit: int | None, offset: int
) -> None:
    connection = fill_catalog([PROMPT, DECISION])
    whole = select_records(connection, selection)
    part, count = select_part(connection, selection, "", limit, offset)
    assert part == whole[offset:][: len(whole) if limit is None else limit]
    assert count == len(whole)
