"""Records that a sparse checkout leaves out of the working tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import Conflict, OperationError
from minutebook.operations.project import open_project
from minutebook.records.model import Write
from minutebook.repository.git import repo as repos

from command_runner import Runner

Git = Callable[..., str]
SOME_RECORDS_LEFT_OUT = ("--no-cone", "/*", "!/decisions/0003*", "!/decisions/0001*")
ALL_RECORDS_LEFT_OUT = ("--cone", "src")


@pytest.fixture(autouse=True)
def history(repo: Path, git: Git, run: Runner) -> None:
    """Commit a prompt record and three decisions, the last with a title beyond ASCII."""
    for title in ("One", "Two", "Drei Größen"):
        run("adr", "new", title).ok()
    run("phr", "new", "A turn", "--prompt", "x").ok()
    (repo / "src").mkdir()
    (repo / "src/a.py").write_text("")
    git("add", "-A")
    git("commit", "-q", "-m", "first")


def list_pages(repo: Path) -> list[str]:
    return sorted(path.name for path in repo.glob("decisions/*"))


@pytest.mark.parametrize("args", [SOME_RECORDS_LEFT_OUT, ALL_RECORDS_LEFT_OUT])
def test_records_left_out_are_read_from_git(
    args: tuple[str, ...], repo: Path, git: Git, run: Runner
) -> None:
    commands = (("list",), ("show", "ADR-3"), ("check",))
    outputs = {command: run(*command).ok().out for command in commands}
    git("sparse-checkout", "set", *args)
    assert "0003-drei-groessen.md" not in "".join(list_pages(repo))
    pages = list_pages(repo)
    for command, output in outputs.items():
        assert run(*command).ok().out == output
    run("index").ok()
    assert list_pages(repo) == pages
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("args", [SOME_RECORDS_LEFT_OUT, ALL_RECORDS_LEFT_OUT])
def test_a_new_record_counts_records_left_out(
    args: tuple[str, ...], repo: Path, git: Git, run: Runner
) -> None:
    git("sparse-checkout", "set", *args)
    assert run("adr", "new", "Four").ok().out.startswith("ADR-0004  decisions/0004-four.md")
    index = (repo / "decisions/README.md").read_text("utf-8")
    assert [index.count(f"(000{number}-") for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert "decisions/README.md" in git("status", "--porcelain")
    assert run("check").ok().out


def test_a_changed_record_is_written_to_the_working_tree(repo: Path, git: Git, run: Runner) -> None:
    (page,) = (repo / "decisions").glob("0003*")
    text = page.read_text("utf-8")
    git("sparse-checkout", "set", *SOME_RECORDS_LEFT_OUT)
    assert not page.exists()
    run("adr", "accept", "ADR-3").ok()
    assert page.read_text("utf-8") != text
    assert "accepted" in page.read_text("utf-8")
    assert page.name in git("-c", "core.quotePath=false", "status", "--porcelain")
    run("check").ok()


def test_a_page_in_the_working_tree_counts_before_that_of_git(repo: Path, git: Git) -> None:
    (page,) = (repo / "decisions").glob("0003*")
    git("sparse-checkout", "set", *SOME_RECORDS_LEFT_OUT)
    page.write_text("# 3. Other\n")
    assert [record.title for record in open_project(".").load_records().members][2] == "Other"


def test_removing_a_record_left_out_is_refused(repo: Path, git: Git) -> None:
    """It would stay in git's index, and be read from there again."""
    git("sparse-checkout", "set", *SOME_RECORDS_LEFT_OUT)
    project = open_project(".")
    record = project.load_records().members[0]
    with pytest.raises(Conflict) as conflict:
        project.run_operation(lambda records: ((), [Write(record.path, None, record.text)]))
    assert "git sparse-checkout add" in conflict.value.hint
    with pytest.raises(Conflict):
        project.run_operation(
            lambda records: ((), [Write(record.path, "x", record.text + "other")])
        )
    assert not os.path.lexists(repo / record.path)


def test_a_usual_folder_that_is_left_out_is_still_recognized(
    repo: Path, git: Git, run: Runner
) -> None:
    git("mv", "decisions", "adr-of-old")
    (repo / "docs").mkdir()
    git("mv", "adr-of-old", "docs/adr")
    git("commit", "-q", "-m", "moved")
    git("sparse-checkout", "set", *ALL_RECORDS_LEFT_OUT)
    assert not (repo / "docs").exists()
    assert "docs/adr/0001-one.md" in run("list", "--json").ok().out


def test_symbolic_links_and_hidden_folders_are_not_records(repo: Path, git: Git) -> None:
    os.symlink("0002-two.md", repo / "decisions/0008-link.md")
    (repo / "decisions/.old").mkdir()
    (repo / "decisions/.old/0009-x.md").write_text("# X\n")
    git("add", "-A")
    git("commit", "-q", "-m", "more")
    git("sparse-checkout", "set", *ALL_RECORDS_LEFT_OUT)
    numbers = {record.number for record in open_project(".").load_records().members}
    assert numbers == {1, 2, 3}


def test_git_is_not_run_without_a_sparse_checkout(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repos, "run_git", None)
    assert len(open_project(".").load_records().members) == 4


def test_a_text_missing_from_the_clone_is_an_error(repo: Path, git: Git) -> None:
    """An error is better than a list in which a record is missing."""
    git("sparse-checkout", "set", *SOME_RECORDS_LEFT_OUT)
    object_id = git("rev-parse", "HEAD:decisions/0001-one.md").strip()
    os.unlink(repo / ".git/objects" / object_id[:2] / object_id[2:])
    with pytest.raises(OperationError, match=f"{object_id} is not in this clone"):
        open_project(".").load_records()


def test_temporary_files_are_listed(repo: Path, git: Git) -> None:
    """Git ignores them, but `check --fix` has to see them."""
    (repo / "src/.minutebook-1-2.tmp").touch()
    assert ".tmp" not in git("status", "--porcelain", "-uall")
    assert "src/.minutebook-1-2.tmp" in repos.list_files(open_project(".").repo)
