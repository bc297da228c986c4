"""Index pages are refreshed after a change by hand, and made when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.indexes import index
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def test_an_index_follows_a_page_that_was_changed_by_hand(project: Project) -> None:
    record = create.create_adr(project, AdrDraft("First")).records[0]
    page = Path(record.path)
    page.write_text(page.read_text("utf-8").replace("# ADR-0001 First", "# Another"), "utf-8")
    assert index.refresh_generated(project).paths == ["decisions/README.md"]
    assert index.refresh_generated(project).paths == []
    assert index.rebuild_indexes(project).paths == []


def test_only_a_rebuild_makes_a_missing_index(project: Project) -> None:
    for number in (1, 2):
        Path("decisions").mkdir(exist_ok=True)
        Path(f"decisions/000{number}-a.md").write_text("# A\n")
    assert index.refresh_generated(project).paths == []
    assert index.rebuild_indexes(project, dry_run=True).paths == ["decisions/README.md"]
    assert index.rebuild_indexes(project).paths == ["decisions/README.md"]


def test_an_edited_page_loses_the_comments_for_sections_that_it_has(project: Project) -> None:
    record = create.create_adr(project, AdrDraft("First")).records[0]
    page = Path(record.path)
    hint = next(line for line in page.read_text("utf-8").split("\n") if "Context" in line)
    page.write_text(page.read_text("utf-8").replace(hint, f"{hint}\n\nIt is slow."), "utf-8")
    assert index.refresh_generated(project).paths == []
    assert index.refresh_generated(project, edited_path=record.path).paths == [record.path]
    assert "\n\n## Context and Problem Statement\n\nIt is slow.\n\n<!-- ##" in page.read_text(
        "utf-8"
    )
