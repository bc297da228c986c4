"""`init`: adopt what is there without changing a byte, or create the first decision."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.creation import init
from minutebook.operations.project import open_project
from minutebook.records.model import ADR, PHR
from minutebook.repository.settings import record_folders

from command_runner import read_tree
from paths import SHAPES

DECISION = "# 1. Use X\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def read_config(top: Path) -> dict[str, object]:
    return tomllib.loads((top / "minutebook.toml").read_text("utf-8"))


def write(top: Path, path: str, text: str = "") -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, "utf-8")


def test_a_new_repository_gets_a_first_decision_and_its_index(repo: Path) -> None:
    planned = init.initialize_repository(".", dry_run=True)
    assert read_tree(repo) == {}
    setup = init.initialize_repository(".")
    assert setup.adopted == ()
    assert sorted(setup.result.paths) == sorted(planned.result.paths) == sorted(read_tree(repo))
    assert list(read_tree(repo)) == [
        ".gitattributes",
        "decisions/0001-record-architecture-decisions.md",
        "decisions/README.md",
        "minutebook.toml",
    ]
    assert read_config(repo) == {}
    (first,) = setup.result.records
    assert (first.ref, first.state, first.date) == ("ADR-0001", "accepted", "2026-01-31")
    # again: nothing
    before = read_tree(repo)
    again = init.initialize_repository(".")
    assert (again.adopted, again.result.paths) == ((), [])
    assert read_tree(repo) == before


@pytest.mark.parametrize("template", ["madr", "madr-minimal", "nygard", "y-statement", "spec-kit"])
def test_the_first_decision_fits_every_template(repo: Path, template: str) -> None:
    write(repo, "minutebook.toml", f'adr-template = "{template}"\n')
    (first,) = init.initialize_repository(".").result.records
    assert (first.title, first.state) == ("Record architecture decisions", "accepted")


def test_the_first_decision_goes_to_the_configured_folder(repo: Path) -> None:
    write(
        repo,
        "pyproject.toml",
        '[tool.minutebook]\nadr-folders = ["arch"]\nadr-template = "nygard"\n',
    )
    setup = init.initialize_repository(".")
    assert setup.result.records[0].path == "arch/0001-record-architecture-decisions.md"
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
        ({"doc/adr/0001-use-x.md": DECISION}, {"adr-folders": ["doc/adr"]}, ""),
        (
            {".adr-dir": "arch", "arch/0001-use-x.md": DECISION},
            {"adr-folders": ["arch"]},
            "",
        ),
        (
            {"a/adr/0001-x.md": DECISION, "b/adr/0001-x.md": DECISION, "b/adr/0002-y.md": DECISION},
            {"adr-folders": ["b/adr", "a/adr"], "adr-numbering": "folder"},
            "",
        ),
    ],
)  # fmt: skip
def test_existing_records_are_adopted(
    files: dict[str, str], table: dict[str, object], first: str, repo: Path
) -> None:
    for path, text in files.items():
        write(repo, path, text)
    before = read_tree(repo)
    planned = init.initialize_repository(".", dry_run=True)
    assert read_tree(repo) == before
    setup = init.initialize_repository(".")
    assert read_config(repo) == table
    after = read_tree(repo)
    assert {path: after[path] for path in before} == before
    assert set(setup.result.paths) == set(planned.result.paths) == set(after) - set(before)
    created = [record.path for record in setup.result.records]
    assert created == ([f"{first}/0001-record-architecture-decisions.md"] if first else [])
    assert {discovered.folder.path for discovered in setup.adopted} == {
        *(table.get("adr-folders", []) if not first else []),  # type: ignore[misc]
        *table.get("phr-folders", []),  # type: ignore[misc]
    }


@pytest.mark.parametrize("shape", sorted(path.name for path in SHAPES.iterdir()))
def test_adopted_records_stay_as_they_are(shape: str, repo: Path, git: Callable[..., str]) -> None:
    shutil.copytree(SHAPES / shape, repo, dirs_exist_ok=True)
    git("add", "-A")
    before = read_tree(repo)
    setup = init.initialize_repository(".")
    assert setup.adopted
    after = read_tree(repo)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == set(setup.result.paths)
    project = open_project(".")
    records = project.load_records()
    for discovered in setup.adopted:
        folder = discovered.folder.path
        count = sum(record.folder.path == folder for record in records.members)
        assert count == discovered.record_count
    assert any(record.kind in (ADR, PHR) for record in records.members)


def test_what_was_passed_over_is_said(repo: Path, git: Callable[..., str]) -> None:
    write(repo, "docs/adr/0001-x.md", DECISION)
    write(repo, "vendor/lib/adr/0001-x.md", DECISION)
    write(repo, "docs/rfcs/0001-x.md", "# Notes\n")
    write(
        repo,
        ".gitmodules",
        '[submodule "lib"]\n\tpath = libs/lib\n\turl = ../lib\n[x]\npath=../y\n',
    )
    write(repo, "libs/lib/docs/adr/0001-x.md", DECISION)
    git("init", "-q", "libs/lib")
    setup = init.initialize_repository(".", dry_run=True)
    assert [found.folder.path for found in setup.adopted] == ["docs/adr"]
    assert [(folder.path, folder.reason) for folder in setup.passed_over] == [
        ("docs/rfcs", "none has the headings of a decision"),
        ("libs/lib/docs/adr", "in a git submodule, which has records of its own"),
        ("vendor/lib/adr", "vendored code"),
    ]
    assert init.initialize_repository(".").passed_over == setup.passed_over


def test_folders_that_a_configuration_cannot_name_are_passed_over(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("a", "b", "c", "\\d", "e\nf"):
        write(repo, f"{folder}/adr/0001-x.md", DECISION)
    write(repo, "history/prompts/general/0001-a.general.prompt.md", "x\n")
    monkeypatch.setattr(record_folders, "MAX_FOLDERS", 2)
    setup = init.initialize_repository(".")
    assert read_config(repo)["adr-folders"] == ["a/adr", "b/adr"]
    assert [(folder.path, folder.reason) for folder in setup.passed_over] == [
        ("\\d/adr", "a configuration cannot name it: rename it"),
        ("c/adr", "a configuration names at most 2 folders"),
        ("e\nf/adr", "a configuration cannot name it: rename it"),
    ]
    assert [found.folder.path for found in setup.adopted] == ["history/prompts", "a/adr", "b/adr"]


def test_a_folder_that_new_decisions_go_to_is_not_passed_over(repo: Path) -> None:
    write(repo, "docs/adr/README.md", "# Decisions\n")
    assert init.initialize_repository(".").passed_over == ()
    assert read_config(repo) == {"adr-folders": ["docs/adr"]}
    assert init.initialize_repository(".").passed_over == ()


@pytest.mark.parametrize(
    ("config_path", "config", "folders", "addition"),
    [
        ("minutebook.toml", 'adr-folders = ["docs/adr"]\n', ["a/adr", "docs/adr/0001-x.md"], {"adr_folders": ["docs/adr", "a/adr"], "adr_numbering": "folder"}),
        ("pyproject.toml", '[tool.minutebook]\nadr-folders = ["docs/adr"]\n', ["docs/adr"], {}),
        # a folder below a configured one is read already
        ("minutebook.toml", 'adr-folders = ["docs"]\n', ["docs/adr"], {}),
        # the default is not there
        ("minutebook.toml", 'redact = "on"\n', ["docs/adr"], {"adr_folders": ["docs/adr"]}),
        # relative to the file's own folder, and only what lies below it
        ("a/minutebook.toml", 'redact = "on"\n', ["docs/adr", "a/adr"], {"adr_folders": ["adr"]}),
        ("minutebook.toml", 'adr-folders = ["adr"]\n', ["adr", "."], {"adr_folders": ["adr", "."], "adr_numbering": "folder"}),
    ],
)  # fmt: skip
def test_a_configuration_is_not_changed_and_what_it_leaves_out_is_offered(
    config_path: str, config: str, folders: list[str], addition: dict[str, object], repo: Path
) -> None:
    for folder in folders:
        for name in ("0001-x.md", "0002-y.md"):
            write(repo, f"{folder}/{name}" if not folder.endswith(".md") else folder, DECISION)
    write(repo, config_path, config)
    before = read_tree(repo)
    setup = init.initialize_repository(os.path.dirname(config_path) or ".")
    after = read_tree(repo)
    assert b"/README.md linguist-generated" in after.pop(".gitattributes")
    assert after == before
    assert setup.source == config_path
    assert setup.addition == addition
    assert setup.adopted == ()
    base = os.path.dirname(config_path)
    offered = [
        os.path.normpath(os.path.join(base, str(path))) for path in addition.get("adr_folders", ())
    ]  # type: ignore[attr-defined]
    assert {found.folder.path for found in setup.offered} <= set(offered)
    assert bool(setup.offered) is bool(addition)


def test_prompts_that_are_not_configured_are_offered_and_a_first_decision_is_made(
    repo: Path,
) -> None:
    write(repo, "minutebook.toml", 'phr-folders = ["prompts"]\n')
    write(repo, "history/prompts/general/0001-a.general.prompt.md", "x\n")
    setup = init.initialize_repository(".")
    assert setup.addition == {"phr_folders": ["history/prompts"]}
    assert [record.path for record in setup.result.records] == [
        "decisions/0001-record-architecture-decisions.md"
    ]


def test_files_that_git_ignores_are_not_adopted(repo: Path) -> None:
    write(repo, ".gitignore", "build/\n")
    write(repo, "build/adr/0001-x.md", DECISION)
    assert init.initialize_repository(".").adopted == ()


def test_a_link_out_of_the_repository_is_not_followed(repo: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/0001-x.md", DECISION)
    (repo / "docs").mkdir()
    os.symlink(tmp_path / "outside", repo / "docs/adr")
    os.symlink(tmp_path / "outside/0001-x.md", repo / "0001-x.md")
    os.symlink(tmp_path / "outside/0001-x.md", repo / "0002-x.md")
    assert init.initialize_repository(".", dry_run=True).adopted == ()


def test_a_subfolder_sets_up_the_whole_repository(repo: Path) -> None:
    (repo / "src").mkdir()
    init.initialize_repository("src")
    assert (repo / "minutebook.toml").is_file()


def test_the_folder_that_log4brains_names_is_adopted(repo: Path) -> None:
    write(repo, ".log4brains.yml", "project:\n  adrFolder: ./docs/records\n")
    assert init.initialize_repository(".", dry_run=True).adopted == ()
    write(repo, "docs/records/20200102-use-x.md", DECISION)
    assert len(open_project(".").load_records().members) == 1  # without a configuration, too
    (found,) = init.initialize_repository(".").adopted
    assert (found.folder.path, found.record_count) == ("docs/records", 1)
    assert read_config(repo)["adr-folders"] == ["docs/records"]


def test_a_log4brains_folder_without_decisions_gets_the_first(repo: Path) -> None:
    write(repo, ".log4brains.yml", "project:\n  adrFolder: ./docs/records\n")
    init.initialize_repository(".")
    assert read_config(repo) == {"adr-folders": ["docs/records"]}


def test_attributes_that_cannot_be_written_keep_nothing_from_being_set_up(
    repo: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").write_text("*.md text\n")
    (repo / ".gitattributes").symlink_to(tmp_path / "elsewhere")
    setup = init.initialize_repository(".")
    assert ".gitattributes" not in setup.result.paths
    assert (repo / "decisions/README.md").exists()
    assert (tmp_path / "elsewhere").read_text() == "*.md text\n"
