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
SOME = ("--no-cone", "/*", "!/decisions/0003*", "!/decisions/0001*")
ALL = ("--cone", "src")


@pytest.fixture(autouse=True)
def history(repo: Path, git: Git, run: Runner) -> None:
    """Three decisions, the last with a name and a text that git shows in another form."""
    for title in ("One", "Two", "Drei Größen"):
        run("adr", "new", title).ok()
    run("phr", "new", "A turn", "--prompt", "x").ok()
    (repo / "src").mkdir()
    (repo / "src/a.py").write_text("")
    git("add", "-A")
    git("commit", "-q", "-m", "first")


def pages(repo: Path) -> list[str]:
    return sorted(path.name for path in repo.glob("decisions/*"))


@pytest.mark.parametrize("words", [SOME, ALL])
def test_they_are_on_the_shelf(words: tuple[str, ...], repo: Path, git: Git, run: Runner) -> None:
    before = {verb: run(*verb).ok().out for verb in (("list",), ("show", "ADR-3"), ("check",))}
    git("sparse-checkout", "set", *words)
    assert "0003-drei-groessen.md" not in "".join(pages(repo))
    there = pages(repo)
    for verb, said in before.items():
        assert run(*verb).ok().out == said
    run("index").ok()
    assert pages(repo) == there
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("words", [SOME, ALL])
def test_a_new_record_beside_them(
    words: tuple[str, ...], repo: Path, git: Git, run: Runner
) -> None:
    git("sparse-checkout", "set", *words)
    assert run("adr", "new", "Four").ok().out.startswith("ADR-0004  decisions/0004-four.md")
    index = (repo / "decisions/README.md").read_text("utf-8")
    assert [index.count(f"(000{number}-") for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert "decisions/README.md" in git("status", "--porcelain")
    assert run("check").ok().out


def test_a_verb_takes_in_what_it_changes(repo: Path, git: Git, run: Runner) -> None:
    (was,) = (repo / "decisions").glob("0003*")
    text = was.read_text("utf-8")
    git("sparse-checkout", "set", *SOME)
    assert not was.exists()
    run("adr", "accept", "ADR-3").ok()
    assert was.read_text("utf-8") != text
    assert "accepted" in was.read_text("utf-8")
    assert was.name in git("-c", "core.quotePath=false", "status", "--porcelain")
    run("check").ok()


def test_what_is_there_all_the_same_is_read_from_there(repo: Path, git: Git) -> None:
    (page,) = (repo / "decisions").glob("0003*")
    git("sparse-checkout", "set", *SOME)
    page.write_text("# 3. Other\n")
    assert [one.title for one in open_project(".").load_records().members][2] == "Other"


def test_none_is_removed(repo: Path, git: Git) -> None:
    """It would stay in git's index, and be found there again."""
    git("sparse-checkout", "set", *SOME)
    project = open_project(".")
    record = project.load_records().members[0]
    with pytest.raises(Conflict) as refused:
        project.run_operation(lambda shelf: ((), [Write(record.path, None, record.text)]))
    assert "git sparse-checkout add" in refused.value.hint
    with pytest.raises(Conflict):
        project.run_operation(lambda shelf: ((), [Write(record.path, "x", record.text + "other")]))
    assert not os.path.lexists(repo / record.path)


def test_usual_places_that_are_left_out_hold(repo: Path, git: Git, run: Runner) -> None:
    git("mv", "decisions", "adr-of-old")
    (repo / "docs").mkdir()
    git("mv", "adr-of-old", "docs/adr")
    git("commit", "-q", "-m", "moved")
    git("sparse-checkout", "set", *ALL)
    assert not (repo / "docs").exists()
    assert "docs/adr/0001-one.md" in run("list", "--json").ok().out


def test_links_and_hidden_folders_are_no_pages(repo: Path, git: Git) -> None:
    os.symlink("0002-two.md", repo / "decisions/0008-link.md")
    (repo / "decisions/.old").mkdir()
    (repo / "decisions/.old/0009-x.md").write_text("# X\n")
    git("add", "-A")
    git("commit", "-q", "-m", "more")
    git("sparse-checkout", "set", *ALL)
    numbers = {record.number for record in open_project(".").load_records().members}
    assert numbers == {1, 2, 3}


def test_others_pay_nothing(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repos, "run_git", None)
    assert len(open_project(".").load_records().members) == 4


def test_a_text_that_is_not_in_the_clone(repo: Path, git: Git) -> None:
    """Better no answer than one in which a record is missing."""
    git("sparse-checkout", "set", *SOME)
    name = git("rev-parse", "HEAD:decisions/0001-one.md").strip()
    os.unlink(repo / ".git/objects" / name[:2] / name[2:])
    with pytest.raises(OperationError, match=f"{name} is not in this clone"):
        open_project(".").load_records()


def test_temporary_files_are_among_the_paths(repo: Path, git: Git) -> None:
    """Git passes them over, `check --fix` must not."""
    (repo / "src/.minutebook-1-2.tmp").touch()
    assert ".tmp" not in git("status", "--porcelain", "-uall")
    assert "src/.minutebook-1-2.tmp" in repos.list_files(open_project(".").repo)
