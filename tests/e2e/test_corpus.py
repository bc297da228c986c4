"""Repositories with records of other tools: all records are read, and no record is changed.

Small repositories of each kind are in tests/shapes. `MINUTEBOOK_CORPUS` may name a folder with real
ones: `phr/REPO/…` and `adr/REPO/…`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command_runner import Runner
from json_documents import validate_document
from paths import SHAPES

CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")
# Hand-made indexes and templates beside the records: they may be listed, and need not be.
OTHER_PAGES = frozenset({"readme.md", "index.md", "template.md"})


def list_shapes() -> list[Path]:
    return sorted(path for path in SHAPES.iterdir() if path.is_dir())


def list_repositories() -> Iterator[object]:
    """The real repositories as parameters, or one parameter that is skipped with the reason."""
    paths = sorted(Path(CORPUS).glob("*/*/")) if CORPUS else []
    for path in paths:
        yield pytest.param(path, id=f"{path.parent.name}/{path.name}")
    if not paths:
        reason = f"there is nothing in {CORPUS}" if CORPUS else "MINUTEBOOK_CORPUS is not set"
        yield pytest.param(Path(), marks=pytest.mark.skip(reason=reason))


def read_pages(top: Path) -> dict[str, bytes]:
    """Every file outside git's directory, path to bytes."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(top).parts
    }


def check_adoption(source: Path, repo: Path, run: Runner, git: Callable[..., str]) -> None:
    """Start to use minutebook in a copy of `source`; check what it reads and what it changes."""
    shutil.copytree(source, repo, dirs_exist_ok=True)
    git("add", "-A", "-f")
    git("-c", "core.safecrlf=false", "commit", "-q", "-m", "before")
    before = read_pages(repo)

    validate_document("init", run("init", "--json").ok().json)
    listed = run("list", "--json").ok().json
    validate_document("list", listed)
    checked = run("check", "--format", "json")
    assert checked.exit in (0, 1), checked.err
    validate_document("check", checked.json)
    run("index").ok()
    decision = run("adr", "new", "A new decision", "--json").ok().json
    prompt = run("phr", "new", "A new prompt", "--prompt", "Do.\n---\n", "--json").ok().json
    for written in (decision, prompt):
        validate_document("written", written)
        assert written["record"]["path"] not in before
    shown = run("show", prompt["record"]["path"], "--json").ok().json
    validate_document("show", shown)
    assert shown["record"]["prompt"] == "Do.\n---\n"
    run("index").ok()
    settled = read_pages(repo)
    assert run("index", "--json").ok().json["writes"] == []
    assert run("index", "--check").exit == 0
    assert read_pages(repo) == settled

    markdown = {path for path in before if path.endswith(".md")}
    reported = {record["path"] for record in listed["records"]}
    reported |= {finding["path"] for finding in checked.json["findings"]}
    other_pages = {
        path for path in markdown - reported if path.rpartition("/")[2].lower() in OTHER_PAGES
    }
    assert markdown - reported - other_pages == set()

    records = {record["path"] for record in listed["records"]} & set(before)
    assert {path for path in records if settled[path] != before[path]} == set()
    for path in set(before) - records:
        # Only an index page gains a block; the text that was in it stays.
        assert path in settled
        if settled[path] != before[path]:
            assert path.rpartition("/")[2].lower() in OTHER_PAGES
            assert settled[path].startswith(before[path].rstrip())

    # The new pages have no findings, whatever the old ones have.
    new_paths = [written["record"]["path"] for written in (decision, prompt)]
    assert run("check", "--format", "json", *new_paths).json["findings"] == []


@pytest.mark.parametrize("source", list_shapes(), ids=lambda path: path.name)
def test_a_shape_is_adopted(source: Path, repo: Path, run: Runner, git: Callable[..., str]) -> None:
    check_adoption(source, repo, run, git)


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.parametrize("source", list(list_repositories()))
def test_a_real_repository_is_adopted(
    source: Path, repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    check_adoption(source, repo, run, git)


def list_records(source: str, repo: Path, run: Runner) -> dict[str, dict[str, object]]:
    """The records of a shape, file name to the document that `list --json` has of it."""
    shutil.copytree(SHAPES / source, repo, dirs_exist_ok=True)
    run("init").ok()
    records = run("list", "--sort", "number", "--json").ok().json["records"]
    return {record["path"].rpartition("/")[2]: record for record in records}


def test_facts_are_read_from_adr_tools(repo: Path, run: Runner) -> None:
    records = list_records("adr-tools", repo, run)
    assert [(record["ref"], record["status"]) for record in records.values()] == [
        ("ADR-0001", "accepted"),
        ("ADR-0002", "superseded"),
        ("ADR-0003", "accepted"),
        ("ADR-0004", "proposed"),
    ]
    assert records["0003-store-orders-in-postgresql.md"]["date"] == "2019-06-01"
    links = records["0003-store-orders-in-postgresql.md"]["links"]
    assert isinstance(links, list)
    assert {(link["relation"], link["target"]) for link in links} >= {
        ("supersedes", "0002-store-orders-in-mysql"),
        ("amended-by", "0004-pool-connections"),
    }


def test_facts_are_read_from_madr(repo: Path, run: Runner) -> None:
    records = list_records("madr-bullets", repo, run)
    assert {record["ref"]: (record["status"], record["date"]) for record in records.values()} == {
        "ADR-0000": ("accepted", "2020-03-04"),
        "ADR-0001": ("accepted", "2020-03-04"),
        "ADR-0002": ("superseded", "2020-05-05"),
        "ADR-0003": ("accepted", "2021-01-02"),
    }


def test_facts_are_read_from_broken_prompt_records(repo: Path, run: Runner) -> None:
    records = list_records("spec-kit", repo, run)
    facts = {
        name: (record["number"], record["title"], record.get("stage"))
        for name, record in records.items()
    }
    for name, expected in {
        "0002-unquoted-colon.general.prompt.md": (2, "Fix: the build breaks", "general"),
        "0005-upper-case.tasks.prompt.md": (5, "Upper case", "tasks"),
        "0006-in-a-fence.green.prompt.md": (6, "In a fence", "green"),
        "0007-without-fences.red.prompt.md": (7, "Without fences", "red"),
        "0008-never-closed.refactor.prompt.md": (8, "Never closed", "refactor"),
        "0008-octal.general.prompt.md": (8, "Octal", "general"),
        "2025-11-27-dated.general.prompt.md": (None, "Dated", "general"),
        "20251206-0002-numbered.misc.prompt.md": (2, "Date and number", "misc"),
        "20251130-101700-timed.general.prompt.md": (None, "Date and time", "general"),
    }.items():
        assert facts[name] == expected


@pytest.mark.parametrize(
    ("source", "adr", "phr"),
    [
        (
            "adr-tools",
            "doc/architecture/0005-a.md",
            "history/prompts/general/0001-b.general.prompt.md",
        ),
        ("madr-bullets", "docs/adr/0004-a.md", "history/prompts/general/0001-b.general.prompt.md"),
        ("spec-kit", "history/adr/0002-a.md", "history/prompts/general/0010-b.general.prompt.md"),
    ],
)
def test_a_new_record_gets_the_next_number_in_the_folder_in_use(
    source: str, adr: str, phr: str, repo: Path, run: Runner
) -> None:
    list_records(source, repo, run)
    assert run("adr", "new", "A", "--json").ok().json["record"]["path"] == adr
    assert run("phr", "new", "B", "--json").ok().json["record"]["path"] == phr
