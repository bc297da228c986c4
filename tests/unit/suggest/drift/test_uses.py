"""What manifests and the deployment's files show, as a whole and in a diff."""

from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.drift import uses

CATALOGUE = load_catalogue()


def test_what_a_tree_uses() -> None:
    texts = {
        "requirements.txt": "fastapi==0.111\r\nredis==5.0\r\n",
        "compose.yaml": "services:\n  db:\n    image: postgres:16\n",
        "requirements-dev.txt": "sqlalchemy==2.0\n",
    }
    seen = uses.find_uses(texts, ["cypress.config.js", "src/app.py"], CATALOGUE)
    assert {"FastAPI", "Redis", "PostgreSQL", "SQLAlchemy", "Cypress"} <= seen.seen.keys()
    assert "SQLAlchemy" not in seen.in_product
    evidence = seen.in_product["Redis"]
    assert (evidence.path, evidence.line, evidence.excerpt) == (
        "requirements.txt",
        2,
        "redis==5.0",
    )


def test_what_a_diff_takes_up_and_gives_up() -> None:
    diff = (
        "diff --git a/requirements.txt b/requirements.txt\n--- a/requirements.txt\n"
        "+++ b/requirements.txt\n@@ -1,3 +1,3 @@\n fastapi==0.111\n-redis==5.0\n-celery==5.3\n"
        "+celery==5.4\n+sqlalchemy==2.0\n"
    )
    change = uses.read_change(diff, CATALOGUE)
    assert list(change.added) == ["SQLAlchemy"]
    assert list(change.removed) == ["Redis"]


def test_what_moves_between_ecosystems_is_neither() -> None:
    diff = (
        "diff --git a/requirements.txt b/requirements.txt\n--- a/requirements.txt\n"
        "+++ b/requirements.txt\n@@ -1,2 +1 @@\n fastapi==0.111\n-redis==5.0\n"
        "diff --git a/go.mod b/go.mod\n--- a/go.mod\n+++ b/go.mod\n@@ -1,2 +1,3 @@\n module a\n"
        " go 1.22\n+require github.com/redis/go-redis/v9 v9.5.1\n"
    )
    change = uses.read_change(diff, CATALOGUE)
    assert "Redis" not in {**change.added, **change.removed}


@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("requirements.txt", True),
        ("setup.py", True),
        ("deploy/compose.yaml", True),
        ("main.tf", True),
        ("app.toml", True),
        ("poetry.lock", False),
        ("src/app.py", False),
        ("README.md", False),
        ("tests/requirements.yml", False),
    ],
)
def test_files_that_tell(path: str, tells: bool) -> None:
    assert uses.is_telling(path) is tells


def test_paths_that_mark_a_technology() -> None:
    (cypress,) = CATALOGUE.find_package("npm", "cypress")
    (redis,) = CATALOGUE.find_package("npm", "ioredis")
    terraform = CATALOGUE.markers["file"]["*.tf"][0]
    paths = ["web/cypress.config.js", "main.tf", "src/a.py"]
    assert uses.list_marking_paths(paths, [cypress]) == ["web/cypress.config.js"]
    assert uses.list_marking_paths(paths, [terraform]) == ["main.tf"]
    assert uses.list_marking_paths(paths, [redis]) == []


def test_names_under_which_a_technology_is_looked_for() -> None:
    (redis,) = CATALOGUE.find_package("npm", "ioredis")
    names = uses.list_names(redis)
    assert "redis" in names
    assert "jedis" in names  # the artifact: its group is in a line of its own
    assert not [name for name in names if "redis" in name and name != "redis"]


@pytest.mark.parametrize(
    ("path", "names"), [("src/app.py", True), ("docs/guide.md", False), ("tests/test_a.py", False)]
)
def test_files_that_may_name_what_is_in_use(path: str, names: bool) -> None:
    assert uses.may_name(path) is names
