"""Repositories that have records already: all of them are read, and nothing of theirs is changed.

Small ones of every shape stand in tests/shapes. `MINUTEBOOK_CORPUS` may name a folder of real ones:
`phr/REPO/…` and `adr/REPO/…`.
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
# Pages beside the records: hand-made indexes and templates. They may be listed, and need not be.
BESIDE = frozenset({"readme.md", "index.md", "template.md"})


def shapes() -> list[Path]:
    return sorted(path for path in SHAPES.iterdir() if path.is_dir())


def repositories() -> Iterator[object]:
    """Real ones, or one parameter that is skipped and says why."""
    found = sorted(Path(CORPUS).glob("*/*/")) if CORPUS else []
    for path in found:
        yield pytest.param(path, id=f"{path.parent.name}/{path.name}")
    if not found:
        why = f"there is nothing in {CORPUS}" if CORPUS else "MINUTEBOOK_CORPUS is not set"
        yield pytest.param(Path(), marks=pytest.mark.skip(reason=why))


def pages(top: Path) -> dict[str, bytes]:
    """Every file outside git's directory, path to bytes."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(top).parts
    }


def adopted(source: Path, repo: Path, run: Runner, git: Callable[..., str]) -> None:
    """Plays the adoption of a repository and holds it against what is promised."""
    shutil.copytree(source, repo, dirs_exist_ok=True)
    git("add", "-A", "-f")
    git("-c", "core.safecrlf=false", "commit", "-q", "-m", "as it was")
    before = pages(repo)

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
    settled = pages(repo)
    assert run("index", "--json").ok().json["writes"] == []
    assert run("index", "--check").exit == 0
    assert pages(repo) == settled

    markdown = {path for path in before if path.endswith(".md")}
    told = {record["path"] for record in listed["records"]}
    told |= {finding["path"] for finding in checked.json["findings"]}
    beside = {path for path in markdown - told if path.rpartition("/")[2].lower() in BESIDE}
    assert markdown - told - beside == set()

    records = {record["path"] for record in listed["records"]} & set(before)
    assert {path for path in records if settled[path] != before[path]} == set()
    for path in set(before) - records:
        # Only an index page gains a block; a person's own text in it stays.
        assert path in settled
        if settled[path] != before[path]:
            assert path.rpartition("/")[2].lower() in BESIDE
            assert settled[path].startswith(before[path].rstrip())

    # The pages that were just made are as they should be, whatever the others are like.
    for written in (decision, prompt):
        again = run("check", "--format", "json", written["record"]["path"])
        assert again.json["findings"] == []


@pytest.mark.parametrize("source", shapes(), ids=lambda path: path.name)
def test_a_shape(source: Path, repo: Path, run: Runner, git: Callable[..., str]) -> None:
    adopted(source, repo, run, git)


@pytest.mark.parametrize("source", list(repositories()))
def test_a_real_repository(source: Path, repo: Path, run: Runner, git: Callable[..., str]) -> None:
    adopted(source, repo, run, git)


def listed(source: str, repo: Path, run: Runner) -> dict[str, dict[str, object]]:
    shutil.copytree(SHAPES / source, repo, dirs_exist_ok=True)
    run("init").ok()
    records = run("list", "--json").ok().json["records"]
    return {record["path"].rpartition("/")[2]: record for record in records}


def test_what_is_read_of_adr_tools(repo: Path, run: Runner) -> None:
    found = listed("adr-tools", repo, run)
    assert [(one["ref"], one["status"]) for one in found.values()] == [
        ("ADR-0001", "accepted"),
        ("ADR-0002", "superseded"),
        ("ADR-0003", "accepted"),
        ("ADR-0004", "proposed"),
    ]
    assert found["0003-store-orders-in-postgresql.md"]["date"] == "2019-06-01"
    links = found["0003-store-orders-in-postgresql.md"]["links"]
    assert isinstance(links, list)
    assert {(link["relation"], link["target"]) for link in links} >= {
        ("supersedes", "0002-store-orders-in-mysql"),
        ("amended-by", "0004-pool-connections"),
    }


def test_what_is_read_of_madr(repo: Path, run: Runner) -> None:
    found = listed("madr-bullets", repo, run)
    assert {one["ref"]: (one["status"], one["date"]) for one in found.values()} == {
        "ADR-0000": ("accepted", "2020-03-04"),
        "ADR-0001": ("accepted", "2020-03-04"),
        "ADR-0002": ("superseded", "2020-05-05"),
        "ADR-0003": ("accepted", "2021-01-02"),
    }


def test_what_is_read_of_broken_prompt_records(repo: Path, run: Runner) -> None:
    found = listed("spec-kit", repo, run)
    titles = {name: (one["number"], one["title"], one.get("stage")) for name, one in found.items()}
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
        assert titles[name] == expected


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
def test_the_next_number(source: str, adr: str, phr: str, repo: Path, run: Runner) -> None:
    listed(source, repo, run)
    assert run("adr", "new", "A", "--json").ok().json["record"]["path"] == adr
    assert run("phr", "new", "B", "--json").ok().json["record"]["path"] == phr
