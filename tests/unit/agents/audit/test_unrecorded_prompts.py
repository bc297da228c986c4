"""Prompts that get no record of their own, where only a transcript or another tool knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.agents.stores.importing import import_store
from minutebook.operations.project import Project, open_project
from minutebook.records import reader
from minutebook.records.model import PHR
from minutebook.records.phr.asked_before import read_asked_before
from stored_prompts import put_specstory

import agent_transcripts as told
from command_runner import Runner

HELLO, THANKS = ("hi", "Hi! What shall I do?"), ("thanks", "You're welcome!")
CART = ("Add a cart", "Added, with `cart.py`.")


@pytest.fixture(autouse=True)
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in told.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Path(world["HOME"])


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def list_lines(project: Project) -> dict[str | None, list[str]]:
    """The prompts of the records, each with those that its record states besides."""
    return {
        reader.read_prompt(record): [asked.prompt for asked in read_asked_before(record)]
        for record in project.load_records().of_kind(PHR)
    }


def test_transcripts_are_judged_by_the_same_rule(home: Path, repo: Path, project: Project) -> None:
    told.claude(home, repo, "s1", HELLO, CART, THANKS)
    audit = run_audit(project)
    assert [prompt.turn.prompt for prompt in audit.missing_prompts] == ["Add a cart"]
    assert [prompt.turn.prompt for prompt in audit.idle_prompts] == ["hi", "thanks"]
    assert audit.asked_prompts == []


def test_a_backfill_takes_what_was_asked_before(home: Path, repo: Path, project: Project) -> None:
    told.claude(home, repo, "s1", HELLO, ("/clear", ""), CART, THANKS)
    audit = run_audit(project, backfill=True)
    assert list_lines(project) == {"Add a cart": ["hi", "/clear"]}
    assert [prompt.turn.prompt for prompt in audit.asked_prompts] == ["hi", "/clear"]
    assert [prompt.turn.prompt for prompt in audit.idle_prompts] == ["thanks"]
    again = run_audit(project, backfill=True)
    assert (again.backfilled_records, again.missing_prompts, again.false_claims) == ((), [], ())
    assert len(again.asked_prompts) == 2


def test_another_clone_finds_lines_by_their_digests(
    home: Path, repo: Path, project: Project, run: Runner
) -> None:
    """It has the pages and a transcript, and no spool; equal prompts are one line each."""
    told.claude(home, repo, "s1", HELLO, HELLO, CART)
    run_audit(project, backfill=True)
    for path in Path(".git/minutebook").glob("spool-*/*"):
        path.unlink()
    told.claude(home, repo, "s1", HELLO, HELLO, CART, HELLO)
    audit = run_audit(project)
    assert [prompt.reason for prompt in audit.asked_prompts] == ["asked before"] * 2
    assert len(audit.idle_prompts) == 1
    document = run("audit", "--json").ok().json["prompts"]
    assert (document["known"], document["recorded"]) == (3, 3)
    page = "history/prompts/general/0001-add-a-cart.general.prompt.md"
    assert [each["record"] for each in document["asked_before"]] == [page, page]
    assert "2 of them in a later prompt's record (asked before)" in run("audit").ok().out


def test_an_import_takes_what_was_asked_before(repo: Path, project: Project) -> None:
    messages = [
        (f"{who} (2026-03-06 20:{minute:02d}:00Z)", text)
        for minute, texts in enumerate((HELLO, CART, THANKS))
        for who, text in zip(("User", "Agent"), texts, strict=True)
    ]
    put_specstory(repo, "one", *messages)
    result = import_store(project, "specstory")
    assert (len(result.records), result.unchanging_count) == (1, 2)
    assert list_lines(project) == {"Add a cart": ["hi", "thanks"]}
    assert "Asked before:\n\n* “hi”\n\nAsked after:\n\n* “thanks”\n" in result.records[0].text
    again = import_store(project, "specstory")
    assert (again.records, again.known_count, again.unchanging_count) == ((), 3, 0)
