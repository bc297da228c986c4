"""Index pages are refreshed after a change by hand, and made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.indexes import index
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.index import paging
from minutebook.repository import store


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


@pytest.mark.parametrize("name", ["minutebook.toml", "pyproject.toml", ""])
def test_what_nobody_asked_for_begins_no_index_where_records_were_before(
    name: str, repo: Path, git: Callable[..., str]
) -> None:
    def commit(paths: dict[str, str]) -> None:
        for path, text in paths.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text)
        git("add", "-A")
        git("commit", "-q", "-m", "more")

    commit({"pyproject.toml": "[tool.other]\n"})
    commit({"docs/adr/0001-a.md": "# A\n"})
    settings = 'adr-folders = ["docs/adr", "new"]\n'
    if name == "minutebook.toml":
        commit({name: settings})
    elif name:
        commit({name: f"[tool.other]\n[tool.minutebook]\n{settings}"})
    commit({"new/0002-b.md": "# B\n"} if name else {"more.txt": ""})
    project = open_project(".")
    written = index.rebuild_indexes(project, only_kept=True).paths
    assert written == (["new/README.md"] if name else [])
    # Asked for, it is begun, and kept from then on.
    assert index.rebuild_indexes(project).paths == ["docs/adr/README.md"]
    Path("docs/adr/0001-a.md").write_text("# Other\n")
    assert "docs/adr/README.md" in index.rebuild_indexes(project, only_kept=True).paths


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


def test_a_new_record_reads_as_many_pages_however_many_records_there_are(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MAX_PAGE_ROWS", 4)
    monkeypatch.setattr(paging, "BLOCK_NUMBERS", 2)
    counts = []
    for number in range(1, 15):
        read: list[str] = []
        with monkeypatch.context() as patch:
            read_page = store.read_page

            def note(top: str, path: str) -> tuple[str, bool] | None:
                read.append(path)  # noqa: B023 - it is called in this turn alone
                return read_page(top, path)  # noqa: B023

            patch.setattr(store, "read_page", note)
            create.create_adr(project, AdrDraft(f"Decision {number}"))
        counts.append(len(read))
    assert len(list(Path("decisions").glob("README-*.md"))) == 6
    assert max(counts[6:]) <= max(counts[:3]) + 2
    assert index.rebuild_indexes(project, dry_run=True).paths == []
