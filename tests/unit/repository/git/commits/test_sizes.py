"""How many lines of which files the latest commits changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git import repo
from minutebook.repository.git.commits.sizes import list_line_counts

Git = Callable[..., str]


@pytest.fixture
def top(repo: Path) -> Path:
    """The repository's top; the module of the same name is used here too."""
    return repo


def commit_files(top: Path, git: Git, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (top / name).write_bytes(content)
    git("add", "-A")
    git("commit", "-q", "-m", "x")


def open_repo() -> repo.Repo:
    opened = repo.find_repo(".")
    assert opened
    return opened


def test_lines_of_each_file(top: Path, git: Git) -> None:
    commit_files(top, git, {"a.py": b"1\n2\n3\n"})
    commit_files(top, git, {"a.py": b"1\n2\n4\n5\n", "a name\twith\nmuch.txt": b"x\n"})
    commit_files(top, git, {"logo.png": b"\0\1\2", "b.py": b"1\n"})
    opened = open_repo()
    latest, middle, first = list_line_counts(opened, "HEAD", 9)
    assert latest == {"logo.png": 0, "b.py": 1}
    assert middle == {"a.py": 3, "a name\twith\nmuch.txt": 1}
    assert first == {}  # it has no parent: all that is there is not what one changed
    assert list_line_counts(opened, "HEAD~1", 1) == [middle]


def test_a_merge_has_what_it_brought(top: Path, git: Git) -> None:
    commit_files(top, git, {"a.py": b"1\n"})
    git("switch", "-q", "-c", "side")
    commit_files(top, git, {"b.py": b"1\n"})
    commit_files(top, git, {"c.py": b"1\n2\n"})
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert list_line_counts(open_repo(), "HEAD", 9) == [{"b.py": 1, "c.py": 2}, {}]


def test_a_folder_without_commits(top: Path) -> None:
    with pytest.raises(OperationError):
        list_line_counts(open_repo(), "HEAD", 9)
