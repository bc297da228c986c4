"""The files that globs mean: as globs are matched elsewhere, and not too many."""

from __future__ import annotations

import pytest

from minutebook.lean.globs import matches_glob
from minutebook.site.gather.governed import MAX_FILES, GovernedFiles

FILES = [
    "README.md",
    "app.py",
    "docs/app.py",
    "src/a/b.py",
    "src/a/c.sql",
    "src/ab/d.py",
    "srcs/e.py",
]


@pytest.mark.parametrize(
    "glob",
    [
        *("src", "src/", "src/**", "./src/a", "*.py", "app.py", "src/*/b.py", "**/d.py", "a", "x"),
        *("src/a/b.py", "src/[ab]/b.py", "", "/"),
    ],
)
def test_all_files_that_match(glob: str) -> None:
    expected = [path for path in FILES if matches_glob(glob, path)]
    assert list(GovernedFiles(FILES).find(glob)) == expected


def test_no_more_than_so_many() -> None:
    files = GovernedFiles(f"src/{number:05}.py" for number in range(3 * MAX_FILES))
    assert len(files.find("src/**")) == MAX_FILES
