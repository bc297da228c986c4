"""Parts of a system that a change adds or removes."""

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
from minutebook.suggest.topics.code_uses import TechnologyUse


def add(path: str, text: str = "x = 1\n") -> str:
    return diff(path, None, text)


def remove(path: str, text: str = "x = 1\n") -> str:
    return diff(path, text, None)


def edit(path: str, old: str = "x\n", text: str = "y\n") -> str:
    return diff(path, old, text)


def find_names(*diffs: str) -> tuple[list[str], list[str]]:
    """The names of the parts that are added, and of those that are removed."""
    return tuple(
        list(dict.fromkeys(f"{use.technology.category}: {use.technology.name}" for use in uses))
        for uses in find_uses("".join(diffs))
    )


def find_uses(diff_text: str) -> tuple[list[TechnologyUse], list[TechnologyUse]]:
    files = patch.parse_diff(diff_text)
    sources = source_files.read_sources(files)
    return modules.find_module_changes(files, sources, catalogue.load_catalogue().detectors)


ROUTES = "@router.get('/orders')\ndef listed(): ...\n"


RENAMED = (
    "diff --git a/app/ordering/c.py b/app/c.py\nsimilarity index 100%\n"
    "rename from app/ordering/c.py\nrename to app/c.py\n"
)


@pytest.mark.parametrize(
    ("diffs", "removed_parts"),
    [
        ([remove("app/ordering/a.py"), remove("app/ordering/b.py")], ["Subsystem: ordering"]),
        # The innermost folder that all of them share names it, unless it only contains parts …
        (
            [remove("acme/ordering/src/a.py"), remove("acme/ordering/src/b.py")],
            ["Subsystem: ordering"],
        ),
        (
            [remove("ordering/x/a.py"), remove("ordering/z/b.py"), edit("m.py")],
            ["Subsystem: ordering"],
        ),
        ([remove("src/a.py"), remove("src/b.py")], []),
        # … or is a layer, a version, a tool's folder.
        ([remove("app/utils/a.py"), remove("app/utils/b.py")], []),
        ([remove("app/v2/a.py"), remove("app/v2/b.py")], []),
        ([remove(".cache/a.py"), remove(".cache/b.py")], []),
        # A file of it remains, is new, or was moved.
        ([remove("app/ordering/a.py"), remove("app/ordering/b.py"), edit("app/ordering/c.py")], []),
        ([remove("app/ordering/a.py"), remove("app/ordering/b.py"), add("app/sales/a.py")], []),
        (
            [
                remove("app/ordering/a.py"),
                remove("app/ordering/b.py"),
                add("x/c.py"),
                add("x/d.py"),
            ],
            [],
        ),
        (
            [
                remove("app/ordering/a.py"),
                remove("app/ordering/b.py"),
                RENAMED,
            ],
            [],
        ),
        # One file is no part; tests, documents, and files at the top are none either.
        ([remove("app/ordering/a.py")], []),
        ([remove("tests/ordering/test_a.py"), remove("tests/ordering/test_b.py")], []),
        ([remove("guide/a.md"), remove("guide/b.md")], []),
        ([remove("a.py"), remove("b.py")], []),
    ],
)
def test_removed_parts(diffs, removed_parts):
    assert find_names(*diffs) == ([], removed_parts)


@pytest.mark.parametrize(
    ("paths", "new_parts"),
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
def test_new_parts(paths, new_parts):
    files = [add(f"billing/{path}") for path in paths]
    assert find_names(*files, edit("compose.yaml")) == (new_parts, [])


@pytest.mark.parametrize(
    "folder", ["examples", "tests", "services/e2e", "extensions/billing", "src", "docs/billing"]
)
def test_folders_that_are_no_service(folder):
    files = [add(f"{folder}/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert find_names(*files, edit("m.py")) == ([], [])


def test_a_service_in_a_folder_of_services():
    files = [add(f"services/billing/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert find_names(*files) == (["Service: billing"], [])


def test_an_image_in_an_existing_folder_is_no_service():
    files = [add(f"billing/{path}") for path in ("Dockerfile", "a.py", "b.py")]
    assert find_names(*files, edit("billing/c.py")) == ([], [])


def test_where_all_files_are_new_there_is_no_new_part():
    names = ("Dockerfile", "a.py", "b.py")
    files = [add(f"{folder}/{name}") for folder in ("billing", "ordering") for name in names]
    assert find_names(*files) == ([], [])
    assert find_names(*files, edit("m.py"))[0] == ["Service: billing", "Service: ordering"]


IMPLEMENTATION = "class SqlOrderRepository(OrderRepository):\n    pass\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "class OrderRepository(ABC):\n    pass\n" + IMPLEMENTATION),
        ("a.py", "class OrderRepository(Protocol):\n    pass\n" + IMPLEMENTATION),
        ("a.ts", "abstract class OrderRepository {}\nclass Sql extends OrderRepository {}\n"),
        (
            "a.java",
            "interface OrderRepository {\n}\nclass Sql implements OrderRepository {\n}\n",
        ),
        ("a.go", "type OrderRepository interface {\n}\ntype sqlRepository struct {\n}\n"),
        ("a.rs", "pub trait OrderRepository {}\nimpl OrderRepository for Sql {}\n"),
    ],
)
def test_abstract_repositories(path, text):
    assert find_names(add(path, text)) == (["Data access: repositories"], [])


@pytest.mark.parametrize(
    "diffs",
    [
        [add("a.py", "class OrderRepository(Base):\n    pass\n")],
        [add("a.py", "class OrderRepository(ABC):\n    pass\n")],
        [add("a.py", "class OrderRepository(ABC):\n    pass\nrepo: OrderRepository\n")],
        [add("A.java", "interface OrderRepository extends JpaRepository<Order, Long> {\n}\n")],
        # There was a repository before.
        [
            add("a.py", "class OrderRepository(ABC):\n    pass\n" + IMPLEMENTATION),
            edit("b.py", "from app.repositories import users\n"),
        ],
        [add("tests/test_a.py", "class OrderRepository(ABC):\n    pass\n" + IMPLEMENTATION)],
    ],
)
def test_code_without_new_abstract_repositories(diffs):
    assert find_names(*diffs) == ([], [])


def test_several_implementations_are_more_certain_than_one():
    contract = add("a.py", "class OrderRepository(ABC):\n    pass\n")
    one, two = (
        max(use.certainty for use in find_uses(contract + add("b.py", text))[0])
        for text in (IMPLEMENTATION, IMPLEMENTATION + IMPLEMENTATION.replace("Sql", "Memory"))
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
def test_a_removed_subsystem_is_plain_where_it_had_routes_and_is_named(message, routes, plain):
    text = remove("app/ordering/a.py", routes) + remove("app/ordering/b.py") + edit("app/main.py")
    read = change.read_change(text, {"message": message}, catalogue.load_catalogue())
    assert [(topic.name, topic.action) for topic in read.topics] == [
        ("Subsystem: ordering", "drop")
    ]
    assert topics.find_plain_topics(read).value == plain


@given(st.text(max_size=300), st.sampled_from(["a/b/c.py", "a/Dockerfile", "\ud800/x.py", "/", ""]))
def test_no_text_raises(text, path):
    for make_diff in (add, remove):
        find_names(make_diff(path, text.replace("\n", " ") + "\n"))
