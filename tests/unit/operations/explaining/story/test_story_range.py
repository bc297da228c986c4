"""Which change a range, a branch, a commit or nothing stands for, in real histories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.operations.explaining.story.story_range import list_range_commits, resolve_range
from minutebook.operations.project import open_project
from minutebook.repository.git.revisions import UnknownRevision

Git = Callable[..., str]


@pytest.fixture
def commit(repo: Path, git: Git) -> Callable[[str], str]:
    def make_commit(name: str) -> str:
        (repo / name).write_text(name)
        git("add", "-A")
        git("commit", "-q", "-m", name)
        return git("rev-parse", "HEAD").strip()

    return make_commit


def list_subjects(repo: Path, text: str = "") -> list[str]:
    project = open_project(str(repo))
    found = resolve_range(project, text)
    return [commit.subject for commit in list_range_commits(project, found)]


@pytest.fixture
def history(repo: Path, git: Git, commit: Callable[[str], str]) -> Path:
    """`main` with a merged branch, a squash and a commit on top; `open` is not merged."""
    commit("root")
    git("checkout", "-q", "-b", "merged")
    commit("m1")
    commit("m2")
    git("checkout", "-q", "main")
    commit("beside")
    git("merge", "-q", "--no-ff", "-m", "Merge it", "merged")
    commit("squash")
    git("checkout", "-q", "-b", "open")
    commit("o1")
    git("merge", "-q", "--no-ff", "--allow-unrelated-histories", "-m", "again", "main")
    commit("o2")
    git("checkout", "-q", "main")
    commit("last")
    return repo


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("main..open", ["o1", "o2"]),
        ("main...open", ["o1", "o2"]),
        ("open..main", ["last"]),
        ("..open", ["o1", "o2"]),
        ("open..", ["last"]),
        ("open", ["o1", "o2"]),
        ("open~1", ["o1"]),
        ("merged", ["m1", "m2"]),  # the whole of a merged branch
        ("merged~1", ["m1"]),
        ("main~1", ["squash"]),
        ("main~2", ["m1", "m2"]),  # the merge, with all that it brought
        ("main~3", ["beside"]),
        ("main~4", ["root"]),
        ("main", ["last"]),
        ("", ["last"]),
        ("..", []),
    ],
)
def test_what_a_text_stands_for(history: Path, text: str, subjects: list[str]) -> None:
    assert list_subjects(history, text) == subjects


def test_what_is_checked_out_counts_with_its_working_tree(history: Path, git: Git) -> None:
    git("checkout", "-q", "open")
    found = resolve_range(open_project(str(history)))
    assert (found.name, found.has_working_tree) == ("open", True)
    assert list_subjects(history) == ["o1", "o2"]
    assert not resolve_range(open_project(str(history)), "open").has_working_tree
    git("checkout", "-q", "--detach")
    assert resolve_range(open_project(str(history))).name == "HEAD"


def test_before_the_first_commit(repo: Path) -> None:
    found = resolve_range(open_project(str(repo)))
    assert found.base == found.head
    assert list_subjects(repo) == []


@pytest.mark.parametrize("text", ["a..b..c", "main....open", "-x", "--all", "a b", "x\ty"])
def test_what_is_not_a_range(history: Path, text: str) -> None:
    with pytest.raises(UsageError, match="is not a commit range"):
        resolve_range(open_project(str(history)), text)


@pytest.mark.parametrize("text", ["nowhere", "main..nowhere", "nowhere..main"])
def test_what_is_not_there(history: Path, text: str) -> None:
    with pytest.raises(UnknownRevision, match="'nowhere' names no commit"):
        resolve_range(open_project(str(history)), text)
