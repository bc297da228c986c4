"""Relations between records, made and removed."""

from __future__ import annotations

from pathlib import Path

from minutebook.operations import create, decisions, links
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
