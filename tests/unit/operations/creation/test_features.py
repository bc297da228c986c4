"""Which feature is worked on."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation.features import find_feature
from minutebook.operations.project import open_project


def write(top: Path, path: str, text: str = "") -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("branch", "feature"),
    [
        ("main", ""),
        ("", ""),
        ("007-cart", "007-cart"),
        ("feature/007-cart", "007-cart"),
        ("feat/007-cart", "007-cart"),
        ("feature/cart", "cart"),
        ("feat/a/b", "a/b"),
        ("fix/007-cart", "007-cart"),
        ("fix/login-redirect", "login-redirect"),
        ("bugfix/login", "login"),
        ("hotfix/login", "login"),
        ("hotfix/1.2.3", ""),
        ("hotfix/v2.0", ""),
        ("SHOP-12", "SHOP-12"),
        ("SHOP-12-cart", "SHOP-12-cart"),
        ("alice/SHOP-12-cart", "SHOP-12-cart"),
        ("feature/SHOP-12-cart", "SHOP-12-cart"),
        ("utf-8-names", ""),
        ("release/2026-01", ""),
        ("dependabot/npm_and_yarn/vite-6", ""),
        ("12-x", ""),
        ("named-otherwise", "named-otherwise"),  # specs/named-otherwise is there
    ],
)
def test_the_feature_of_a_branch(branch: str, feature: str, repo: Path) -> None:
    (repo / "specs/named-otherwise").mkdir(parents=True)
    assert find_feature(open_project("."), branch) == feature


@pytest.mark.parametrize(
    ("pattern", "feature"),
    [("JIRA-[0-9]+", "JIRA-12"), ("(x)|(JIRA)", "JIRA"), ("^no", ""), ("", "")],
)
def test_a_configured_pattern(pattern: str, feature: str, repo: Path) -> None:
    project = open_project(".")
    configured = replace(project, settings=replace(project.settings, feature_branch=pattern))
    assert find_feature(configured, "JIRA-12-cart") == feature


def test_a_pattern_that_does_not_compile(repo: Path) -> None:
    write(repo, "minutebook.toml", 'feature-branch = "("\n')
    with pytest.raises(UsageError, match="is not a regular expression"):
        find_feature(open_project("."), "main")


@pytest.fixture
def specified(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the specifications 001-login and 002-cart, and no variables of spec-kit."""
    for name in ("001-login", "002-cart"):
        (repo / "specs" / name).mkdir(parents=True)
    for variable in ("SPECIFY_FEATURE", "SPECIFY_FEATURE_DIRECTORY"):
        monkeypatch.delenv(variable, raising=False)
    return repo


@pytest.mark.parametrize(
    ("variable", "value", "feature"),
    [
        ("SPECIFY_FEATURE", "001-login", "001-login"),
        ("SPECIFY_FEATURE", " 001-login ", "001-login"),
        ("SPECIFY_FEATURE", "specs/001-login", "001-login"),
        ("SPECIFY_FEATURE", "001-login-again", "001-login"),  # spec-kit goes by the number
        ("SPECIFY_FEATURE", "", "other"),
        ("SPECIFY_FEATURE", "  ", "other"),
        ("SPECIFY_FEATURE", "begun", "begun"),  # its folder is made later
        ("SPECIFY_FEATURE", "../..", "other"),
        ("SPECIFY_FEATURE", "003-cart", "003-cart"),
        ("SPECIFY_FEATURE", "feature/003-cart", "003-cart"),
        ("SPECIFY_FEATURE", " specs/003-cart/ ", "003-cart"),
        ("SPECIFY_FEATURE_DIRECTORY", "specs/003-cart", "003-cart"),
        ("SPECIFY_FEATURE_DIRECTORY", "specs/002-cart/", "002-cart"),
        ("SPECIFY_FEATURE_DIRECTORY", "/tmp/x/specs/002-cart", "002-cart"),
        ("SPECIFY_FEATURE_DIRECTORY", "C:\\\\x\\\\specs\\\\002-cart", "002-cart"),
    ],
)
def test_a_variable_of_spec_kit_names_the_feature(
    variable: str, value: str, feature: str, specified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert find_feature(open_project("."), "feature/other") == feature


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ('{"feature_directory": "specs/002-cart"}', "002-cart"),
        ('\ufeff{"feature_directory": "specs/002-cart"}', "002-cart"),
        ('{"feature": "002-cart"}', "002-cart"),
        ('{"feature_directory": ""}', "other"),
        ('{"feature_directory": "specs/009-begun"}', "009-begun"),
        ('{"feature_directory": " feature/009-begun "}', "009-begun"),
        ('{"feature_directory": 3}', "other"),
        ('{"feature_directory": "specs/.."}', "other"),
        ("[]", "other"),
        ("{", "other"),
        ("[" * 100_000, "other"),
        ("", "other"),
    ],
)
def test_the_feature_file_names_the_feature(text: str, feature: str, specified: Path) -> None:
    write(specified, ".specify/feature.json", text)
    assert find_feature(open_project("."), "feature/other") == feature


def test_the_variable_comes_before_the_file_and_the_file_before_the_branch(
    specified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(specified, ".specify/feature.json", '{"feature_directory": "specs/002-cart"}')
    project = open_project(".")
    assert find_feature(project, "feature/other") == "002-cart"
    assert find_feature(project, "feature/other", is_now=False) == "other"
    monkeypatch.setenv("SPECIFY_FEATURE", "001-login")
    assert find_feature(project, "feature/other") == "001-login"
    assert find_feature(project, "feature/other", is_now=False) == "other"


def test_without_specifications_any_name_is_taken(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECIFY_FEATURE", "cart")
    assert find_feature(open_project("."), "main") == "cart"
    monkeypatch.setenv("SPECIFY_FEATURE", "a/../..")
    assert find_feature(open_project("."), "main") == ""
