"""Which records a list shows, and in which order."""

from __future__ import annotations

import pytest

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.operations.reading import query
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Kind, Record, RecordSet

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")

PROMPT = reader.read_record(
    PROMPTS,
    "history/prompts/007-x/0003-a.plan.prompt.md",
    "---\ntitle: A\nstage: plan\ndate: 2026-01-15\nfeature: 007-x\nagent: codex\nlabels: [db]\n"
    "files:\n  - ./src/a.py (new)\n  - '`lib/b.py`'\n  - docs/\n---\n",
)
DECISION = reader.read_record(DECISIONS, "decisions/0001-b.md", "# B\n\n## Status\n\nIn limbo\n")
STATED = {PHR.name: ["plan"], ADR.name: ["In limbo"]}


def test_prompts_come_first_then_folders_and_numbers() -> None:
    def record(kind: Kind, path: str, date: str = "") -> Record:
        text = f"---\ndate: {date}\n---\n" if date else ""
        return reader.read_record(DECISIONS if kind is ADR else PROMPTS, path, text)

    ordered = [
        record(PHR, "history/prompts/b/0001-a.prompt.md"),
        record(PHR, "history/prompts/a/0002-a.prompt.md", "2020-01-01"),
        record(ADR, "decisions/0009-a.md"),
        record(ADR, "decisions/0010-a.md"),
        record(ADR, "decisions/z.md", "2019-01-01"),
        record(ADR, "decisions/a.md", "2020-01-01"),
    ]
    assert query.sort_records(ordered[::-1]) == ordered


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ADR, "accepted"),
        (ADR, "Superseded"),
        (ADR, "in limbo"),  # a decision says so
        (PHR, "Green"),
        (PHR, "deploy"),  # configured
    ],
)
def test_a_state_that_is_known_or_stated_may_be_asked_for(kind: Kind, state: str) -> None:
    query.require_known_state(kind, state, STATED[kind.name], ["deploy"])


@pytest.mark.parametrize(
    ("kind", "state", "message"),
    [
        (ADR, "nonsense", "no status is called 'nonsense'"),
        (ADR, "plan", "no status is called 'plan'"),
        (PHR, "in limbo", "no stage is called 'in limbo'"),
    ],
)
def test_an_unknown_state_is_refused_with_the_known_ones(
    kind: Kind, state: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as error:
        query.require_known_state(kind, state, STATED[kind.name], ["deploy"])
    assert error.value.hint.startswith(f"one of: {kind.states[0]}, ")
    assert error.value.hint.endswith("deploy")


def make_decisions(*heads: str) -> RecordSet:
    return RecordSet(
        (DECISIONS,),
        tuple(
            reader.read_record(
                DECISIONS, f"decisions/{number:04d}-x.md", f"---\n{head}\n---\n# X\n"
            )
            for number, head in enumerate(heads, 1)
        ),
    )


@pytest.mark.parametrize(
    ("heads", "notes"),
    [
        (("status: accepted", "date: 2024-01-01"), ["", ""]),
        (
            ("status: accepted", "status: proposed\nsupersedes: 0001-x"),
            ["would be superseded by ADR-0002", "would supersede ADR-0001"],
        ),
        (
            ("status: accepted", *["status: accepted\namends: 0001-x"] * 5),
            [
                "amended by ADR-0002, ADR-0003, ADR-0004 and 2 more",
                *[""] * 5,
            ],
        ),
        (
            (
                "status: accepted\namended-by: 0003-x",
                "status: draft\nsupersedes: 0001-x",
                "status: accepted",
            ),
            [
                "would be superseded by ADR-0002; amended by ADR-0003",
                "would supersede ADR-0001",
                "",
            ],
        ),
        (("status: accepted", "status: rejected\nsupersedes: 0001-x"), ["", ""]),
        (
            ("status: superseded by ADR-0002", "status: accepted\nsupersedes: 0001-x"),
            ["", ""],
        ),
        (("status: rejected", "status: accepted\namends: 0001-x"), ["", ""]),
        (
            ("status: accepted", "status: proposed\namends: 0001-x", "amends: 0001-x"),
            [
                "would be amended by ADR-0002; amended by ADR-0003",
                "would amend ADR-0001",
                "",
            ],
        ),
    ],
)
def test_a_list_shows_what_others_change_of_a_decision(
    heads: tuple[str, ...], notes: list[str]
) -> None:
    records = make_decisions(*heads)
    assert query.describe_effects(records.members, records) == notes


def test_a_list_says_nothing_more_of_a_prompt() -> None:
    records = make_decisions("status: accepted", "status: accepted\namends: 0001-x")
    records = replace(records, members=(*records.members, PROMPT))
    assert query.describe_effects([PROMPT], records) == [""]
    assert "graph" not in vars(records)
    assert query.describe_effects([PROMPT, records.members[0]], records) == [
        "",
        "amended by ADR-0002",
    ]
