"""What the tests of git's answers share: a repository, and commits made of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from written_files import write_file

Git = Callable[..., str]


@pytest.fixture
def top(repo: Path) -> Path:
    """The repository's top."""
    return repo


@pytest.fixture
def commit(top: Path, git: Git) -> Callable[..., str]:
    """Write files (None removes one), commit them, give the commit's name."""

    def commit_files(message: str = "x", **files: str | bytes | None) -> str:
        for name, text in files.items():
            write_file(top / name.replace("__", "/").replace("_", "."), text)
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD").strip()

    return commit_files
