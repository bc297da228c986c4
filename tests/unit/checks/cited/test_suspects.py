"""What is told of citations without reading their files."""

from __future__ import annotations

import re

import pytest

from minutebook.checks.cited.suspects import Suspects
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, RecordSet

DECISIONS, PROMPTS = Folder(ADR, "docs/decisions"), Folder(PHR, "history/prompts")
IN_FORCE = "---\nstatus: accepted\n---\n\n# Use it\n"
SUPERSEDED = "---\nstatus: superseded by ADR-0003\n---\n\n# Use it\n"
PROMPT = "---\ntitle: Ask\nstage: general\n---\n\n## Prompt\n\nDo.\n"
PAGES = {
    "docs/decisions/0001-use-redis.md": SUPERSEDED,
    "docs/decisions/0003-use-redis-again.md": IN_FORCE,
    "docs/decisions/0004-a.md": IN_FORCE,
    "docs/decisions/0004-b.md": IN_FORCE,
    "docs/decisions/2024-01-05-by-date.md": SUPERSEDED,
    "docs/decisions/0011-use-redis.md": IN_FORCE,
}
PROMPT_PAGES = ("0001-a", "0002-b")


def make_suspects(*prompts: str, folders: tuple[Folder, ...] = (DECISIONS, PROMPTS)) -> Suspects:
    members = [reader.read_record(DECISIONS, path, text) for path, text in PAGES.items()]
    members += [
        reader.read_record(PROMPTS, f"history/prompts/general/{name}.general.prompt.md", PROMPT)
        for name in prompts or PROMPT_PAGES
    ]
    return Suspects(RecordSet(folders, tuple(members)))


def list_suspected(suspects: Suspects, text: str) -> list[str]:
    """What in a text is matched, and may be faulty: as git and `find_matches` do it."""
    pattern = re.compile(suspects.build_pattern(), re.IGNORECASE | re.ASCII)
    return [match[0] for match in pattern.finditer(text) if suspects.may_be_faulty(match[0])]


@pytest.mark.parametrize(
    "text",
    [
        "ADR-0003, adr 3, ADR3; PHR-1 and PHR-0002",
        "0003-use-redis-again and 0011-again",
        "docs/decisions/0003-use-redis-again.md.",
        "[x](decisions/0003-use-redis-again)",
        "decisions/0003",
        "phr-0002-b",
        "on 2024-01-06-something, 10-fold",
        "s-0001-1",
        "quadr-3",
    ],
)
def test_what_holds_needs_no_reading(text: str) -> None:
    assert list_suspected(make_suspects(), text) == []


@pytest.mark.parametrize(
    ("text", "suspected"),
    [
        ("ADR-0001", ["ADR-0001"]),
        ("adrs #1", ["adrs #1"]),
        ("ADR-9 and PHR-0007", ["ADR-9", "PHR-0007"]),
        ("ADR-4", ["ADR-4"]),
        ("0001-use-redis", ["1-use-redis"]),
        ("x/0001-Use-Redis.md", ["1-Use-Redis"]),
        ("0003-x-adr-0001", ["3-x-adr-0001"]),
        ("adr-0001-use-redis", ["adr-0001-u"]),
        ("phr-0001-use-redis", ["phr-0001-u"]),  # a number that a superseded decision has
        ("decisions/0001", ["decisions/0001"]),
        ("decisions/0003-gone.md", ["decisions/0003-gone.md"]),
        ("decisions/adr-0003-gone.md", ["decisions/adr-0003-gone.md"]),
        ("Decisions/0003-use-redis-again.md", ["Decisions/0003-use-redis-again.md"]),
        ("decisions/0003-ü.md", ["decisions/0003-"]),
        ("see 2024-01-05-by-date", ["2024-01-05-by-date"]),
        ("ADR-99999999999999999999", ["ADR-99999999999999999999"]),
    ],
)
def test_what_may_not_hold_is_looked_at(text: str, suspected: list[str]) -> None:
    assert list_suspected(make_suspects(), text) == suspected


def test_ids_of_suggestions_count_where_prompts_share_a_number() -> None:
    suspects = make_suspects("0007-a", "0007-b")
    assert list_suspected(suspects, "S-0007-1") == ["S-0007-1"]
    assert list_suspected(suspects, "PHR-7") == ["PHR-7"]


def test_paths_are_looked_at_where_two_folders_have_one_name() -> None:
    twin = Folder(ADR, "other/decisions")
    suspects = make_suspects(folders=(DECISIONS, PROMPTS, twin))
    path = "decisions/0003-use-redis-again.md"
    assert list_suspected(suspects, path) == [path]


def test_a_kind_without_records_is_another_project_s() -> None:
    members = (reader.read_record(DECISIONS, "docs/decisions/0003-a.md", IN_FORCE),)
    suspects = Suspects(RecordSet((DECISIONS,), members))
    assert list_suspected(suspects, "PHR-8, 3-x, ADR-3") == []
