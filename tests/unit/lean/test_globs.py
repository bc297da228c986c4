"""Globs of paths: what decisions say that they govern."""

from __future__ import annotations

import pytest

from minutebook.lean.globs import (
    GlobIndex,
    explain_invalid,
    find_literal_folder,
    format_globs,
    matches_glob,
    measure_glob,
    reaches_into,
    split_globs,
)


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


def test_brackets_may_hold_several_ranges_and_signs() -> None:
    assert matches_glob("[a-cx-z].py", "y.py")
    assert not matches_glob("[a-cx].py", "d.py")


@pytest.mark.parametrize(
    ("glob", "reason"),
    [
        ("src/auth/**", ""),
        ("*.sql", ""),
        ("./src/a.py", ""),
        ("app/\\[id]/x", ""),
        ("", "is empty"),
        (" / ", "has a sign that pages have no place for"),
        ("./", "is empty"),
        ("/etc/x", "is absolute"),
        ("~/x", "is absolute"),
        ("C:\\x", "is absolute"),
        ("../x", "leads out of its folder"),
        ("a\\..\\b", "leads out of its folder"),
        ("!x", "is an exception"),
        ("a`b", "has a sign that pages have no place for"),
        ("a\nb", "has a sign that pages have no place for"),
        ("a\x1bb", "has a sign that pages have no place for"),
        ("src\\auth", "has a backslash between folders"),
        ("[", "has a bracket that is not closed"),
        ("src/[a/b].py", "has a bracket that is not closed"),
        ("src/[a-c].py", ""),
        ("src/\\[", ""),
        ("src/{auth,x}/**", "has braces, which mean themselves"),
        ("src/{id}/x.py", ""),
        ("src/{a,b", ""),
        ("a" * 301, "is longer than 300 characters"),
    ],
)
def test_what_is_no_glob_is_explained(glob: str, reason: str) -> None:
    assert explain_invalid(glob)[0] == reason
    assert bool(explain_invalid(glob)[1]) is bool(reason)


def test_braces_are_written_out_in_the_hint() -> None:
    hint = explain_invalid("src/{auth,x}/**")[1]
    assert hint == "give a glob for each: 'src/auth/**' 'src/x/**'"


@pytest.mark.parametrize(
    ("value", "globs"),
    [
        ("`src/**`, `*.sql`", ["src/**", "*.sql"]),
        ("src/**, *.sql; a.py", ["src/**", "*.sql", "a.py"]),
        ("  - src/**\n  - `*.sql`\n", ["src/**", "*.sql"]),
        ("src/\\*\\*", ["src/**"]),
        ("`a,b.py`", ["a,b.py"]),
        ("all of the code", []),
        ("all of `src/**` and more", ["src/**"]),
        ("", []),
    ],
)
def test_globs_in_the_value_of_a_line(value: str, globs: list[str]) -> None:
    assert split_globs(value) == globs
    assert split_globs(format_globs(globs)) == globs


@pytest.mark.parametrize(
    ("glob", "folder"),
    [
        ("src/auth/**", "src/auth"),
        ("src/*/x.py", "src"),
        ("src/a.py", "src"),
        ("*.sql", ""),
        ("**/x", ""),
        ("./a/b/", "a/b"),
    ],
)
def test_the_folder_that_all_files_lie_in(glob: str, folder: str) -> None:
    assert find_literal_folder(glob) == folder


FILES = ("src/auth/login.py", "src/auth/keys.sql", "db/0001.sql", "vendor")


@pytest.mark.parametrize(
    ("glob", "is_found"),
    [
        ("src/auth/login.py", True),
        ("src/auth", True),
        ("src/auth/", True),
        ("src/auth/login.py/", False),
        ("src/auth/**", True),
        ("vendor/lib/x.c", True),  # in a submodule, as far as can be told
        ("src/auth/login", False),
        ("*.sql", True),
        ("auth/", True),
        ("login.py/", False),
        ("*.rs", False),
        ("src/*/keys.*", True),
        ("src/**/*.rs", False),
        ("test/**/*.py", False),
        ("**/login.py", True),
        ("**/*.rs", False),
    ],
)
def test_many_globs_are_asked_of_many_files(glob: str, is_found: bool) -> None:
    index = GlobIndex(FILES)
    assert index.has_match(glob) is is_found
    assert index.has_match(glob) is is_found  # as it was found before
