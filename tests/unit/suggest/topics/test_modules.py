"""What a system is cut into: parts that come, parts that go, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from file_diffs import diff
from minutebook.suggest import change
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.diff import patch, source_files
from minutebook.suggest.signals import topics
from minutebook.suggest.topics import modules


def new(path: str, text: str = "x = 1\n") -> str:
    return diff(path, None, text)


def gone(path: str, text: str = "x = 1\n") -> str:
    return diff(path, text, None)


def edit(path: str, old: str = "x\n", text: str = "y\n") -> str:
    return diff(path, old, text)


def found(*diffs: str) -> tuple[list[str], list[str]]:
    """The names of the parts that come, and of those that go."""
    files = patch.parse_diff("".join(diffs))
    come, go = modules.find_module_changes(files, source_files.read_sources(files))
    return tuple(
        list(dict.fromkeys(f"{use.technology.category}: {use.technology.name}" for use in uses))
        for uses in (come, go)
    )


ROUTES = "@router.get('/orders')\ndef listed(): ...\n"


RENAMED = (
    "diff --git a/app/ordering/c.py b/app/c.py\nsimilarity index 100%\n"
    "rename from app/ordering/c.py\nrename to app/c.py\n"
)


@pytest.mark.parametrize(
    ("diffs", "parts_gone"),
    [
        ([gone("app/ordering/a.py"), gone("app/ordering/b.py")], ["Subsystem: ordering"]),
        # The innermost folder that all of them share names it, unless that only holds parts …
        ([gone("acme/ordering/src/a.py"), gone("acme/ordering/src/b.py")], ["Subsystem: ordering"]),
        ([gone("ordering/x/a.py"), gone("ordering/z/b.py"), edit("m.py")], ["Subsystem: ordering"]),
        ([gone("src/a.py"), gone("src/b.py")], []),
        # … or is a layer, a version, what a tool keeps.
        ([gone("app/utils/a.py"), gone("app/utils/b.py")], []),
        ([gone("app/v2/a.py"), gone("app/v2/b.py")], []),
        ([gone(".cache/a.py"), gone(".cache/b.py")], []),
        # Something of it stays, comes, or was brought elsewhere.
        ([gone("app/ordering/a.py"), gone("app/ordering/b.py"), edit("app/ordering/c.py")], []),
        ([gone("app/ordering/a.py"), gone("app/ordering/b.py"), new("app/sales/a.py")], []),
        (
            [gone("app/ordering/a.py"), gone("app/ordering/b.py"), new("x/c.py"), new("x/d.py")],
            [],
        ),
        (
            [
                gone("app/ordering/a.py"),
                gone("app/ordering/b.py"),
                RENAMED,
            ],
            [],
        ),
        # One file is no part; tests, papers, and what lies at the top are none either.
        ([gone("app/ordering/a.py")], []),
        ([gone("tests/ordering/test_a.py"), gone("tests/ordering/test_b.py")], []),
        ([gone("guide/a.md"), gone("guide/b.md")], []),
        ([gone("a.py"), gone("b.py")], []),
    ],
)
def test_what_goes(diffs, parts_gone):
    assert found(*diffs) == ([], parts_gone)


@pytest.mark.parametrize(
    ("diffs", "parts_new"),
    [
        (["Dockerfile", "a.py", "b.py"], ["Service: billing"]),
        (["Containerfile", "pyproject.toml", "a.py", "src/b.py"], ["Service: billing"]),
        (["pyproject.toml", "a.py", "b.py"], ["Module: billing"]),
        (["web/package.json", "Dockerfile", "web/a.js", "b.py"], ["Service: billing"]),
        (["Dockerfile", "a.py"], []),
        (["a.py", "b.py", "c.py"], []),
        (["Dockerfile", "README.md", "site.css"], []),
    ],
)
def test_what_comes(diffs, parts_new):
    files = [new(f"billing/{path}") for path in diffs]
    assert found(*files, edit("compose.yaml")) == (parts_new, [])


@pytest.mark.parametrize(
    "folder", ["examples", "tests", "services/e2e", "extensions/billing", "src", "docs/billing"]
)
def test_folders_that_are_no_service(folder):
    files = [new(f"{folder}/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert found(*files, edit("m.py")) == ([], [])


def test_a_service_in_a_folder_of_services():
    files = [new(f"services/billing/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert found(*files) == (["Service: billing"], [])


def test_an_image_for_what_is_there_is_no_service():
    files = [new(f"billing/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert found(*files, edit("billing/c.py")) == ([], [])


def test_where_all_is_new_nothing_is_a_part():
    names = ("Dockerfile", "a.py", "b.py")
    files = [new(f"{folder}/{name}") for folder in ("billing", "ordering") for name in names]
    assert found(*files) == ([], [])
    assert found(*files, edit("m.py"))[0] == ["Service: billing", "Service: ordering"]


MADE = "class SqlOrderRepository(OrderRepository):\n    pass\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "class OrderRepository(ABC):\n    pass\n" + MADE),
        ("a.py", "class OrderRepository(Protocol):\n    pass\n" + MADE),
        ("a.ts", "abstract class OrderRepository {}\nclass Sql extends OrderRepository {}\n"),
        (
            "a.java",
            "interface OrderRepository {\n}\nclass Sql implements OrderRepository {\n}\n",
        ),
        ("a.go", "type OrderRepository interface {\n}\ntype sqlRepository struct {\n}\n"),
        ("a.rs", "pub trait OrderRepository {}\nimpl OrderRepository for Sql {}\n"),
    ],
)
def test_repositories(path, text):
    assert found(new(path, text)) == (["Data access: repositories"], [])


@pytest.mark.parametrize(
    "diffs",
    [
        [new("a.py", "class OrderRepository(Base):\n    pass\n")],
        [new("a.py", "class OrderRepository(ABC):\n    pass\n")],
        [new("a.py", "class OrderRepository(ABC):\n    pass\nrepo: OrderRepository\n")],
        [new("A.java", "interface OrderRepository extends JpaRepository<Order, Long> {\n}\n")],
        # Another was there before.
        [
            new("a.py", "class OrderRepository(ABC):\n    pass\n" + MADE),
            edit("b.py", "from app.repositories import users\n"),
        ],
        [new("tests/test_a.py", "class OrderRepository(ABC):\n    pass\n" + MADE)],
    ],
)
def test_what_is_no_new_pattern(diffs):
    assert found(*diffs) == ([], [])


def test_several_repositories_are_surer_than_one():
    contract = new("a.py", "class OrderRepository(ABC):\n    pass\n")
    one, two = (
        max(
            use.certainty
            for use in modules.find_module_changes(files, source_files.read_sources(files))[0]
        )
        for files in (
            patch.parse_diff(contract + new("b.py", MADE)),
            patch.parse_diff(contract + new("b.py", MADE + MADE.replace("Sql", "Memory"))),
        )
    )
    assert two > one


@pytest.mark.parametrize(
    ("message", "routes", "plain"),
    [
        ("Remove ordering: it moves to the ERP", ROUTES, 1),
        ("Remove ordering: it moves to the ERP", "x = 1\n" + "y" * 500, 0),
        ("Tidy up", ROUTES, 0),
    ],
)
def test_a_subsystem_goes_plainly_where_it_was_called_and_is_named(message, routes, plain):
    text = gone("app/ordering/a.py", routes) + gone("app/ordering/b.py") + edit("app/main.py")
    seen = change.read_change(text, {"message": message}, catalogue.load_catalogue())
    assert [(one.name, one.action) for one in seen.topics] == [("Subsystem: ordering", "drop")]
    assert topics.find_plain_topics(seen).value == plain


@given(st.text(max_size=300), st.sampled_from(["a/b/c.py", "a/Dockerfile", "\ud800/x.py", "/", ""]))
def test_nothing_raises(text, path):
    for made in (new, gone):
        found(made(path, text.replace("\n", " ") + "\n"))
