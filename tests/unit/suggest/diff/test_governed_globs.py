"""Globs for the files that a decision governs, by those that were changed for it."""

from __future__ import annotations

import pytest

from minutebook.suggest.diff.governed_globs import MAX_GLOBS, choose_globs

PATHS = [
    *("src/auth/a.py", "src/auth/b.py", "src/auth/deep/c.py", "src/bill/x.py", "src/bill/y.py"),
    *("src/bill/z.py", "tests/test_a.py", "docs/auth.md", "uv.lock", "pyproject.toml", "run.py"),
    *("app/[id]/page.tsx", ".github/workflows/ci.yml", "src/gen/x_pb2.py"),
]


@pytest.mark.parametrize(
    ("changed", "globs"),
    [
        ([], ()),
        (["src/auth/a.py"], ("src/auth/a.py",)),
        (["src/auth/a.py", "src/auth/b.py"], ("src/auth/a.py", "src/auth/b.py")),
        (["src/auth/a.py", "src/auth/deep/c.py"], ("src/auth/**",)),
        (["src/bill/x.py", "src/bill/y.py"], ("src/bill/**",)),
        (["src/bill/x.py", "run.py"], ("run.py", "src/bill/x.py")),
        (["tests/test_a.py", "docs/auth.md", "uv.lock", "pyproject.toml"], ()),
        (["src/gen/x_pb2.py", ".github/workflows/ci.yml", "gone.py"], ()),
        (["app/[id]/page.tsx"], ("app/\\[id]/page.tsx",)),
        ([path for path in PATHS if path.startswith("src/")], ("src/**",)),
    ],
)
def test_the_fewest_readable_globs(changed: list[str], globs: tuple[str, ...]) -> None:
    assert choose_globs(changed, PATHS) == globs


def test_the_deepest_folder_that_holds_them() -> None:
    paths = [f"src/auth/f{number}.py" for number in range(1, 5)]
    assert choose_globs(set(paths), paths) == ("src/auth/**",)
    assert choose_globs(set(paths), [*paths, "src/README.md"]) == ("src/auth/**",)
    both = [*paths, "src/x/a.py"]
    assert choose_globs(set(both), both) == ("src/**",)


def test_what_is_governed_already_is_left_out() -> None:
    changed = ["src/auth/a.py", "src/auth/deep/c.py", "src/bill/x.py"]
    assert choose_globs(changed, PATHS, ["src/auth/**"]) == ("src/bill/x.py",)


def test_there_are_not_more_than_a_person_reads() -> None:
    paths = [f"pkg{number}/{name}.py" for number in range(20) for name in "abc"]
    assert len(choose_globs([path for path in paths if "/a" in path], paths)) == MAX_GLOBS
