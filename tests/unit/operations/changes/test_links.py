"""Relations between records, made and removed."""

from __future__ import annotations

from pathlib import Path

from minutebook.operations.changes import decisions, links
from minutebook.operations.creation import create
from minutebook.operations.project import open_project
from minutebook.records.drafting.drafts import AdrDraft


def test_a_relation_is_made_once_and_removed(repo: Path) -> None:
    project = open_project(".")
    for title in ("First", "Second"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    decisions.supersede_decision(project, "ADR-1", "ADR-2")
    removed = links.relate_records(project, "ADR-2", "supersedes", "ADR-1", remove=True)
    assert [record.state for record in removed.records] == ["accepted", "accepted"]
    assert links.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths
    assert links.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths == []


def test_a_link_says_when_it_takes_effect(repo: Path) -> None:
    project = open_project(".")
    for title, status in (("A", "accepted"), ("B", "proposed"), ("C", "deprecated")):
        create.create_adr(project, AdrDraft(title, status))
    result = links.relate_records(project, "ADR-1", "superseded-by", "ADR-2")
    assert result.notes == (
        "ADR-0001 stays in force until ADR-0002 is accepted: minutebook adr accept ADR-0002",
    )
    result = links.relate_records(project, "ADR-2", "supersedes", "ADR-3")
    assert result.notes == (
        "ADR-0003 stays deprecated until ADR-0002 is accepted: minutebook adr accept ADR-0002",
    )
    assert links.relate_records(project, "ADR-2", "relates-to", "ADR-3").notes == ()
    assert links.relate_records(project, "ADR-2", "supersedes", "ADR-3", remove=True).notes == ()
    accepted = decisions.change_status(project, ["ADR-2"], "accepted", dry_run=True)
    assert accepted.notes == ("ADR-0001 would be superseded by ADR-0002 from now on",)


def test_a_proposal_to_supersede_a_page_that_is_only_read(repo: Path) -> None:
    page = Path("decisions/0001-a.adoc")
    page.parent.mkdir(exist_ok=True)
    page.write_text("= A\n:status: accepted\n", "utf-8")
    project = open_project(".")
    result = decisions.create_newer_decision(project, "1", "Newer", "supersedes")
    (note,) = result.notes
    assert note == (
        "ADR-0001 stays in force until ADR-0002 is accepted; no command changes"
        " decisions/0001-a.adoc, so say there then that it is superseded by ADR-0002:"
        " minutebook edit decisions/0001-a.adoc"
    )
    accepted = decisions.change_status(project, ["2"], "accepted")
    assert accepted.records[0].state == "accepted"
    (note,) = accepted.notes
    assert note == (
        "ADR-0001 is superseded by ADR-0002 from now on; no command changes"
        " decisions/0001-a.adoc, so say it there: minutebook edit decisions/0001-a.adoc"
    )
    assert page.read_text("utf-8") == "= A\n:status: accepted\n"
