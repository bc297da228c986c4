"""Decisions move on: accepted, rejected, deprecated, superseded."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.errors import ForbiddenTransition, UnknownRef, UsageError
from minutebook.operations.changes import decisions
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def test_a_status_changes_as_far_as_it_may(project: Project) -> None:
    create.create_adr(project, AdrDraft("First"))
    planned = decisions.change_status(
        project, ["ADR-1"], "accepted", reason="it works", dry_run=True
    )
    assert planned.records[0].state == "accepted"
    assert open_project(".").load_records().members[0].state == "proposed"
    result = decisions.change_status(project, ["1"], "accepted", reason="it works")
    assert result == planned
    assert "it works" in Path(result.records[0].path).read_text("utf-8")
    with pytest.raises(ForbiddenTransition, match="ADR-0001 is accepted already"):
        decisions.change_status(project, ["1"], "accepted")
    with pytest.raises(ForbiddenTransition, match="cannot become rejected"):
        decisions.change_status(project, ["1"], "rejected")
    assert decisions.change_status(project, ["1"], "deprecated").records[0].state == "deprecated"


def test_a_supersession_is_about_both_decisions(project: Project) -> None:
    for title in ("First", "Second"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    result = decisions.supersede_decision(project, "ADR-1", "ADR-2")
    assert [(record.ref, record.state) for record in result.records] == [
        ("ADR-0002", "accepted"),
        ("ADR-0001", "superseded"),
    ]


def make_decisions(project: Project, *statuses: str) -> None:
    for number, status in enumerate(statuses, 1):
        create.create_adr(project, AdrDraft(f"Page {number}", status))


def test_a_supersession_takes_effect_when_the_successor_is_accepted(project: Project) -> None:
    make_decisions(project, "accepted", "proposed")
    pending = decisions.supersede_decision(project, "1", "2")
    assert [record.state for record in pending.records] == ["proposed", "accepted"]
    assert pending.notes == (
        "ADR-0001 stays in force until ADR-0002 is accepted: minutebook adr accept ADR-0002",
    )
    planned = decisions.change_status(project, ["2"], "accepted", dry_run=True)
    accepted = decisions.change_status(project, ["2"], "accepted")
    assert (planned.records, planned.writes) == (accepted.records, accepted.writes)
    assert [(record.ref, record.state) for record in accepted.records] == [
        ("ADR-0002", "accepted"),
        ("ADR-0001", "superseded"),
    ]
    assert accepted.notes == ("ADR-0001 is superseded by ADR-0002 from now on",)
    assert set(accepted.paths) >= {record.path for record in accepted.records}


def test_a_rejected_successor_leaves_no_trace_in_the_old_decision(project: Project) -> None:
    make_decisions(project, "accepted", "proposed")
    before = Path("decisions/0001-page-1.md").read_text("utf-8")
    decisions.supersede_decision(project, "1", "2")
    assert Path("decisions/0001-page-1.md").read_text("utf-8") != before
    rejected = decisions.change_status(project, ["2"], "rejected")
    assert (rejected.notes, [record.ref for record in rejected.records]) == ((), ["ADR-0002"])
    assert Path("decisions/0001-page-1.md").read_text("utf-8") == before
    # A page without a block of links gets none.
    make_decisions(project, "accepted", "accepted", "proposed")
    page = Path("decisions/0005-page-3.md")
    page.write_text(
        page.read_text("utf-8").replace("---\n\n", "supersedes: 0003-page-1\n---\n\n", 1)
    )
    assert decisions.change_status(project, ["5"], "rejected").paths == [
        str(page),
        "decisions/README.md",
    ]


def test_a_supersession_in_a_sentence_is_said_and_not_written(project: Project) -> None:
    make_decisions(project, "accepted", "proposed")
    page = Path("decisions/0002-page-2.md")
    page.write_text(page.read_text("utf-8") + "\nThis decision supersedes ADR-0001 altogether.\n")
    result = decisions.change_status(project, ["2"], "accepted")
    assert result.notes == (
        (
            "ADR-0002 says in a sentence that it supersedes ADR-0001, which stays accepted; if that"
            " is meant: minutebook adr supersede ADR-0001 --by ADR-0002"
        ),
    )
    assert [record.ref for record in result.records] == ["ADR-0002"]
    done = decisions.supersede_decision(project, "1", "2")
    assert [record.state for record in done.records] == ["accepted", "superseded"]
    assert done.notes == ()


def test_an_amended_decision_stays_in_force(project: Project) -> None:
    make_decisions(project, "accepted", "proposed")
    result = decisions.amend_decision(project, "1", "2")
    assert [record.state for record in result.records] == ["proposed", "accepted"]
    assert "amended by" in Path("decisions/0001-page-1.md").read_text("utf-8")
    new = decisions.create_newer_decision(project, "1", "Page 3", "amends")
    assert [link.relation for link in new.records[0].links] == ["amends"]
    assert (result.notes, new.notes) == ((), ())


def test_a_new_successor_is_proposed(project: Project) -> None:
    make_decisions(project, "accepted")
    result = decisions.create_newer_decision(project, "1", "3 tiers of caching", "supersedes")
    assert [(record.ref, record.state) for record in result.records] == [("ADR-0002", "proposed")]
    assert result.notes == (
        "ADR-0001 stays in force until ADR-0002 is accepted: minutebook adr accept ADR-0002",
    )


@pytest.mark.parametrize(
    ("title", "message", "hint"),
    [
        ("2", "2 is ADR-0002: --by?", "minutebook adr supersede ADR-0001 --by ADR-0002"),
        (" #2 ", "#2 is ADR-0002: --by?", "minutebook adr supersede ADR-0001 --by ADR-0002"),
        ("adr 2", "adr 2 is ADR-0002: --by?", "minutebook adr supersede ADR-0001 --by ADR-0002"),
        (
            "ADR-0002",
            "ADR-0002 is ADR-0002: --by?",
            "minutebook adr supersede ADR-0001 --by ADR-0002",
        ),
        (
            "0002-page-2",
            "0002-page-2 is ADR-0002: --by?",
            "minutebook adr supersede ADR-0001 --by ADR-0002",
        ),
        (
            "decisions/0002-page-2.md",
            "decisions/0002-page-2.md is ADR-0002: --by?",
            "minutebook adr supersede ADR-0001 --by ADR-0002",
        ),
        ("1", "1 is ADR-0001 itself", "minutebook adr supersede ADR-0001 --with TITLE"),
        ("7", "--with takes the title of a new decision, and 7 is none", "minutebook list adr"),
        ("2-factor-login", "", ""),
        ("2 factor login", "", ""),
        ("Page 9", "", ""),
        ("page 2", "page 2 is ADR-0002: --by?", "minutebook adr supersede ADR-0001 --by ADR-0002"),
        ("about.md", "", ""),
        ("HTTP/2", "", ""),
    ],
)
def test_a_reference_is_not_a_title(project: Project, title: str, message: str, hint: str) -> None:
    make_decisions(project, "accepted", "accepted")
    if not message:
        assert decisions.create_newer_decision(project, "1", title, "supersedes").records
        return
    with pytest.raises(UsageError) as refusal:
        decisions.create_newer_decision(project, "1", title, "supersedes")
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        (
            "Use O'Reilly's cache",
            "minutebook adr amend ADR-0001 --with 'Use O'\"'\"'Reilly'\"'\"'s cache'",
        ),
        ("Redis", "minutebook adr amend ADR-0001 --with Redis"),
        ("9", "minutebook list adr"),
        ("ADR-9", "minutebook list adr"),
        ("0009-gone", "minutebook list adr"),
    ],
)
def test_a_title_is_not_a_reference(project: Project, reference: str, hint: str) -> None:
    make_decisions(project, "accepted")
    with pytest.raises(UnknownRef) as refusal:
        decisions.amend_decision(project, "1", reference)
    assert refusal.value.hint == hint
    with pytest.raises(UnknownRef) as refusal:  # the old decision is looked for first
        decisions.amend_decision(project, "8", reference)
    assert refusal.value.hint == "minutebook list adr"
