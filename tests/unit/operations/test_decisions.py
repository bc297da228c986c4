"""Decisions move on: accepted, rejected, deprecated, superseded."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.errors import ForbiddenTransition
from minutebook.operations import create, decisions
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def test_a_status_changes_as_far_as_it_may(project: Project) -> None:
    create.create_adr(project, AdrDraft("First"))
    planned = decisions.change_status(project, "ADR-1", "accepted", reason="it works", dry_run=True)
    assert planned.records[0].state == "accepted"
    assert open_project(".").load_records().members[0].state == "proposed"
    result = decisions.change_status(project, "1", "accepted", reason="it works")
    assert result == planned
    assert "it works" in Path(result.records[0].path).read_text("utf-8")
    with pytest.raises(ForbiddenTransition, match="ADR-0001 is accepted already"):
        decisions.change_status(project, "1", "accepted")
    with pytest.raises(ForbiddenTransition, match="cannot become rejected"):
        decisions.change_status(project, "1", "rejected")
    assert decisions.change_status(project, "1", "deprecated").records[0].state == "deprecated"


def test_a_supersession_is_about_both_decisions(project: Project) -> None:
    for title in ("First", "Second"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    result = decisions.supersede_decision(project, "ADR-1", "ADR-2")
    assert [(record.ref, record.state) for record in result.records] == [
        ("ADR-0002", "accepted"),
        ("ADR-0001", "superseded"),
    ]
