"""Many prompt records in one go: as if each had been created alone, in one change set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.creation.create_prompts import create_phrs
from minutebook.operations.project import open_project
from minutebook.records.drafting.drafts import PhrDraft, compute_digest

from command_runner import Runner, read_tree


def make_draft(title: str, **more: str) -> PhrDraft:
    known = {"stage": "general", "date": "2026-01-05", "branch": "main", "user": "Ada"}
    return PhrDraft(title, prompt=f"{title}!", **{**known, **more})  # type: ignore[arg-type]


DRAFTS = [
    make_draft("First"),
    make_draft("Of a feature", feature="007-cart", stage="plan"),
    make_draft("The same title"),
    make_draft("The same title"),
    make_draft("Our rules", stage="constitution"),
]


@pytest.mark.parametrize("numbering", ["repository", "folder"])
def test_the_same_files_as_one_by_one(
    repo: Path, run: Runner, tmp_path: Path, numbering: str
) -> None:
    run("init").ok()
    (repo / "minutebook.toml").write_text(f'phr-numbering = "{numbering}"\n')
    run("phr", "new", "There before", "--prompt", "p").ok()
    before = read_tree(repo)
    for draft in DRAFTS:
        create.create_phr(open_project("."), draft, is_turn=True)
    alone = read_tree(repo)
    for path in alone.keys() - before.keys():
        (repo / path).unlink()
    for path, raw in before.items():
        (repo / path).write_bytes(raw)
    result = create_phrs(open_project("."), DRAFTS)
    assert read_tree(repo) == alone
    assert [record.title for record in result.records] == [draft.title for draft in DRAFTS]
    assert run("check").ok().out == "nothing wrong\n"


def test_the_first_records_begin_the_index(repo: Path, run: Runner) -> None:
    result = create_phrs(open_project("."), DRAFTS[:2])
    assert "history/README.md" in result.paths
    run("index", "--check").ok()


def test_numbers_on_other_branches_and_claimed_ones_are_left_out(
    repo: Path, git: Callable[..., str]
) -> None:
    project = open_project(".")
    create_phrs(project, DRAFTS[:2])
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    git("checkout", "-q", "--orphan", "other")
    git("rm", "-rqf", ".")
    claims = repo / ".git/minutebook/claims/phr"
    claims.mkdir(parents=True)
    (claims / "4").touch()
    result = create_phrs(open_project("."), DRAFTS[2:])
    assert [record.number for record in result.records] == [5, 6, 7]


def test_one_that_was_recorded_meanwhile_is_left_out(repo: Path) -> None:
    drafts = [make_draft("First", session="s"), make_draft("Second", session="s")]
    known = create_phrs(open_project("."), drafts[:1]).records[0]
    assert f"digest: {compute_digest('First!')}" in known.text
    result = create_phrs(open_project("."), drafts)
    assert [record.title for record in result.records] == ["Second"]
    result = create_phrs(open_project("."), drafts[:1], known_paths={known.path})
    assert [record.title for record in result.records] == ["First"]  # it was asked for again


def test_nothing_is_written_for_nothing(repo: Path) -> None:
    result = create_phrs(open_project("."), [])
    assert (result.records, result.writes) == ((), ())
    assert not (repo / "history").exists()


def test_a_dry_run_writes_nothing(repo: Path) -> None:
    before = read_tree(repo)
    result = create_phrs(open_project("."), DRAFTS, dry_run=True)
    assert len(result.records) == 5
    assert read_tree(repo) == before


def test_numbers_are_claimed_on_the_remote(
    repo: Path, tmp_path: Path, git: Callable[..., str]
) -> None:
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    (repo / "minutebook.toml").write_text('reserve = "origin"\nreserve-block = 1\n')
    result = create_phrs(open_project("."), DRAFTS[2:4])
    assert [record.number for record in result.records] == [1, 2]
    refs = git("ls-remote", "origin", "refs/minutebook/phr/*")
    assert [line.rpartition("/")[2] for line in refs.splitlines()] == ["1", "2"]
    assert list((repo / ".git/minutebook/claims/phr").iterdir()) == []
