"""`init`: adopt what is there without a byte changed, else make a beginning."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations import init
from minutebook.operations.project import open_project
from minutebook.records.model import ADR, PHR

from paths import SHAPES

DECISION = "# 1. Use X\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def tree(top: Path) -> dict[str, bytes]:
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def configured(top: Path) -> dict[str, object]:
    return tomllib.loads((top / "minutebook.toml").read_text("utf-8"))


def put(top: Path, path: str, text: str = "") -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, "utf-8")


def test_a_new_repository_gets_a_first_decision_and_its_index(repo: Path) -> None:
    would = init.initialize_repository(".", dry_run=True)
    assert tree(repo) == {}
    begun = init.initialize_repository(".")
    assert begun.adopted == ()
    assert sorted(begun.result.paths) == sorted(would.result.paths) == sorted(tree(repo))
    assert list(tree(repo)) == [
        "decisions/0001-record-architecture-decisions.md",
        "decisions/README.md",
        "minutebook.toml",
    ]
    assert configured(repo) == {}
    (first,) = begun.result.records
    assert (first.ref, first.state, first.date) == ("ADR-0001", "accepted", "2026-01-31")
    # again: nothing
    before = tree(repo)
    again = init.initialize_repository(".")
    assert (again.adopted, again.result.paths) == ((), [])
    assert tree(repo) == before


@pytest.mark.parametrize("template", ["madr", "madr-minimal", "nygard", "y-statement", "spec-kit"])
def test_the_first_decision_fits_every_template(repo: Path, template: str) -> None:
    put(repo, "minutebook.toml", f'adr-template = "{template}"\n')
    (first,) = init.initialize_repository(".").result.records
    assert (first.title, first.state) == ("Record architecture decisions", "accepted")


def test_a_configured_repository_gets_its_first_decision_where_it_says(repo: Path) -> None:
    put(
        repo,
        "pyproject.toml",
        '[tool.minutebook]\nadr-folders = ["arch"]\nadr-template = "nygard"\n',
    )
    begun = init.initialize_repository(".")
    assert begun.result.records[0].path == "arch/0001-record-architecture-decisions.md"
    assert not (repo / "minutebook.toml").exists()


@pytest.mark.parametrize(
    ("files", "table", "first"),
    [
        # adr-tools set up, not used yet
        ({".adr-dir": "doc/arch\n"}, {"adr-folders": ["doc/arch"], "adr-template": "nygard"}, "doc/arch"),
        ({".adr-dir": "./doc/arch/\n"}, {"adr-folders": ["doc/arch"], "adr-template": "nygard"}, "doc/arch"),
        ({".adr-dir": "../away\n"}, {}, "decisions"),
        ({".adr-dir": "/etc\n"}, {}, "decisions"),
        ({".adr-dir": "\n"}, {}, "decisions"),
        # a usual place, without a decision yet
        ({"docs/adr/template.md": DECISION}, {"adr-folders": ["docs/adr"]}, "docs/adr"),
        # prompts without decisions
        (
            {"history/prompts/general/0001-a.general.prompt.md": "x\n"},
            {"adr-folders": ["history/adr"], "phr-folders": ["history/prompts"], "phr-numbering": "folder"},
            "history/adr",
        ),
        (
            {"app/history/prompts/general/0001-a.general.prompt.md": "x\n"},
            {
                "adr-folders": ["app/history/adr"],
                "phr-folders": ["app/history/prompts"],
                "phr-numbering": "folder",
            },
            "app/history/adr",
        ),
        # decisions
        ({"doc/adr/0001-use-x.md": DECISION}, {"adr-folders": ["doc/adr"], "adr-template": "nygard"}, ""),
        (
            {".adr-dir": "arch", "arch/0001-use-x.md": DECISION},
            {"adr-folders": ["arch"], "adr-template": "nygard"},
            "",
        ),
        (
            {"a/adr/0001-x.md": DECISION, "b/adr/0001-x.md": DECISION, "b/adr/0002-y.md": DECISION},
            {"adr-folders": ["b/adr", "a/adr"], "adr-numbering": "folder", "adr-template": "nygard"},
            "",
        ),
    ],
)  # fmt: skip
def test_what_is_there_is_adopted(
    files: dict[str, str], table: dict[str, object], first: str, repo: Path
) -> None:
    for path, text in files.items():
        put(repo, path, text)
    before = tree(repo)
    would = init.initialize_repository(".", dry_run=True)
    assert tree(repo) == before
    begun = init.initialize_repository(".")
    assert configured(repo) == table
    after = tree(repo)
    assert {path: after[path] for path in before} == before
    assert set(begun.result.paths) == set(would.result.paths) == set(after) - set(before)
    made = [record.path for record in begun.result.records]
    assert made == ([f"{first}/0001-record-architecture-decisions.md"] if first else [])
    assert {one.folder.path for one in begun.adopted} == {
        *(table.get("adr-folders", []) if not first else []),  # type: ignore[misc]
        *table.get("phr-folders", []),  # type: ignore[misc]
    }


@pytest.mark.parametrize("shape", sorted(path.name for path in SHAPES.iterdir()))
def test_adopted_records_stay_as_they_are(shape: str, repo: Path, git: Callable[..., str]) -> None:
    shutil.copytree(SHAPES / shape, repo, dirs_exist_ok=True)
    git("add", "-A")
    before = tree(repo)
    begun = init.initialize_repository(".")
    assert begun.adopted
    after = tree(repo)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == set(begun.result.paths)
    project = open_project(".")
    shelf = project.load_records()
    for one in begun.adopted:
        mine = [record for record in shelf.members if record.folder.path == one.folder.path]
        assert len(mine) == one.record_count
    assert any(record.kind in (ADR, PHR) for record in shelf.members)


def test_files_that_git_ignores_are_not_adopted(repo: Path) -> None:
    put(repo, ".gitignore", "build/\n")
    put(repo, "build/adr/0001-x.md", DECISION)
    assert init.initialize_repository(".").adopted == ()


def test_a_link_that_leads_away_is_not_read(repo: Path, tmp_path: Path) -> None:
    put(tmp_path, "away/0001-x.md", DECISION)
    (repo / "docs").mkdir()
    os.symlink(tmp_path / "away", repo / "docs/adr")
    os.symlink(tmp_path / "away/0001-x.md", repo / "0001-x.md")
    assert init.initialize_repository(".", dry_run=True).adopted == ()


def test_from_a_folder_below_it_is_the_repository_that_is_set_up(repo: Path) -> None:
    (repo / "src").mkdir()
    init.initialize_repository("src")
    assert (repo / "minutebook.toml").is_file()
