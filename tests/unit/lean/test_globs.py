"""Globs of paths: what decisions say that they govern."""

from __future__ import annotations

import pytest

from minutebook.lean.globs import matches_glob, measure_glob, reaches_into


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("src/auth.py", "src/auth.py"),
        ("./src/auth.py", "src/auth.py"),
        ("/src/auth.py", "src/auth.py"),
        ("src/auth", "src/auth/deep/login.py"),
        ("src/auth/", "src/auth/login.py"),
        ("src/**", "src/auth/login.py"),
        ("src/**/login.py", "src/login.py"),
        ("src/**/login.py", "src/a/b/login.py"),
        ("**/login.py", "login.py"),
        ("**", "a/b"),
        ("**", "a"),
        ("**/auth/**", "auth/login.py"),
        ("**/auth/**", "src/auth/deep/login.py"),
        ("*.sql", "db/schema/users.sql"),
        ("migrations", "db/migrations/0001.sql"),
        ("src/*/api.py", "src/billing/api.py"),
        ("api/v?/*.py", "api/v2/users.py"),
        ("api/v[1-3].py", "api/v2.py"),
        ("api/v[!13].py", "api/v2.py"),
        ("a[b", "a[b"),
        (r"a\*b", "a*b"),
        ("a[]]b", "a]b"),
        ("src/ünïcode/*", "src/ünïcode/x"),
    ],
)
def test_a_glob_means_a_path(glob: str, path: str) -> None:
    assert matches_glob(glob, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("", "src/auth.py"),
        ("/", "src/auth.py"),
        ("src/auth.py", "src/auth.pyc"),
        ("src/auth.py", "other/src/auth.py"),
        ("src/auth/", "src/auth"),
        ("src/**", "src"),
        ("**/auth/**", "src/auth"),
        ("src/*", "source/a"),
        ("src/*.py", "src/auth/login.py"),
        ("*.sql", "db/users.sql.txt"),
        ("api/v?.py", "api/v10.py"),
        ("api/v[!13].py", "api/v1.py"),
        ("SRC/auth.py", "src/auth.py"),
        ("a/**/b", "a/c"),
    ],
)
def test_a_glob_does_not_mean_a_path(glob: str, path: str) -> None:
    assert not matches_glob(glob, path)


def test_a_glob_of_stars_takes_no_time_that_grows_with_its_power() -> None:
    assert not matches_glob("*a" * 200 + "b", "a" * 400)
    assert not matches_glob("**/a/" * 100 + "b", "a/" * 200 + "c")


@pytest.mark.parametrize(
    ("glob", "folder", "reaches"),
    [
        ("src/auth/**", "", True),
        ("src/auth/**", "src", True),
        ("./src/auth/**", "src/auth", True),
        ("src/auth/**", "src/auth/deep/er", True),
        ("src/auth/login.py", "src/auth", True),
        ("src/auth/login.py", "src/web", False),
        ("src/*/api/*.py", "src/web", True),
        ("src/*/api/*.py", "src/web/api", True),
        ("src/*/api/*.py", "src/web/site", False),
        ("**/api/*.py", "src/web", True),
        ("*.sql", "src", True),
        ("src", "src/auth", True),
        ("/docs/**", "src", False),
        ("", "src", False),
        ("/", "", False),
    ],
)
def test_a_glob_reaches_into_a_folder(glob: str, folder: str, reaches: bool) -> None:
    assert reaches_into(glob, folder) is reaches


def test_globs_are_measured_by_their_parts() -> None:
    globs = ["**", "*.py", "src/**", "src/auth/**", "src/auth/*.py", "src/auth/login.py"]
    assert sorted(globs, key=measure_glob) == globs


def test_long_globs_mean_nothing_and_many_stars_are_one() -> None:
    assert not matches_glob("a" * 301, "a" * 301)
    assert not reaches_into("*" * 301 + "/a", "src")
    assert matches_glob("*" * 299 + "b", "a" * 3000 + "b")
