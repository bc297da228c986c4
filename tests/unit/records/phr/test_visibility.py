"""How much of a record the tree shows: chosen by rules, stated on pages, said in titles."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import PHR, Folder
from minutebook.records.phr import visibility
from minutebook.records.phr.visibility import VisibilityRule

PROMPTS = Folder(PHR, "history/prompts")
RULES = (
    VisibilityRule("private", branch="security/*"),
    VisibilityRule("summary", feature="billing-*"),
    VisibilityRule("summary", label="hr"),
    VisibilityRule("private", label="board", feature="billing-*"),
    VisibilityRule("full", branch="docs/*"),
)


@pytest.mark.parametrize(
    ("default", "feature", "labels", "branches", "expected"),
    [
        ("full", "", [], ["main"], "full"),
        ("full", "", [], ["security/leak"], "private"),
        ("full", "", [], ["security/a/b"], "private"),
        ("full", "", [], ["Security/Leak"], "private"),
        ("full", "", [], ["my-security/leak"], "full"),
        ("full", "billing-vat", [], ["main"], "summary"),
        ("full", "billing", [], ["main"], "full"),
        ("full", "", ["ui", "HR"], ["main"], "summary"),
        ("full", "", ["board"], ["main"], "full"),  # every key of a rule has to match
        ("full", "billing-vat", ["board"], ["main"], "private"),
        ("full", "billing-vat", [], ["docs/x"], "summary"),  # the one that shows least
        ("full", "", [], ["main", "security/leak"], "private"),
        ("private", "", [], ["docs/x"], "full"),  # a rule counts before the default
        ("private", "", [], [""], "private"),
    ],
)
def test_the_visibility_of_a_record(
    default: str, feature: str, labels: list[str], branches: list[str], expected: str
) -> None:
    chosen = visibility.choose_visibility(
        default, RULES, feature=feature, labels=labels, branches=branches
    )
    assert chosen == expected


@pytest.mark.parametrize(
    ("visibilities", "strictest"),
    [
        ([], "full"),
        (["", ""], "full"),
        (["summary", "full"], "summary"),
        (["private", "summary"], "private"),
    ],
)
def test_the_strictest_visibility(visibilities: list[str], strictest: str) -> None:
    assert visibility.choose_strictest(visibilities) == strictest


@pytest.mark.parametrize(
    ("stated", "read", "is_apart", "is_private"),
    [
        ("summary", "summary", True, False),
        (" Private ", "private", True, True),
        ("full", "full", False, False),
        ("secret", "", False, False),
        ("[summary]", "", False, False),
    ],
)
def test_what_a_page_states(stated: str, read: str, is_apart: bool, is_private: bool) -> None:
    text = f"---\nid: 1\nvisibility: {stated}\n---\n"
    record = reader.read_record(PROMPTS, "history/prompts/0001-x.general.prompt.md", text)
    assert visibility.read_visibility(record) == read
    assert visibility.keeps_texts_apart(record) is is_apart
    assert visibility.is_private(record) is is_private


@pytest.mark.parametrize(
    ("stage", "files", "feature", "title"),
    [
        ("green", ["src/auth/login.py"], "", "Change of src/auth/login.py"),
        ("green", ["a/b/c/d/e.py"], "", "Change of c/d/e.py"),
        ("green", ["src/auth/a.py", "src/auth/b/c.py"], "", "Change of 2 files in src/auth"),
        ("refactor", ["src/a.py", "lib/b.py"], "vat", "Refactoring of 2 files for vat"),
        ("green", ["a.py", "src/b.py"], "", "Change of 2 files"),
        ("green", ["src/x/a.py", "src/x/b.py"], "vat", "Change of 2 files in src/x"),
        ("explainer", [], "", "Question"),
        ("explainer", [], "vat", "Question on vat"),
        ("plan", [], "vat", "Work on a plan for vat"),
        ("misc", [], "", "Task"),
    ],
)
def test_a_title_says_nothing_of_the_prompt(
    stage: str, files: list[str], feature: str, title: str
) -> None:
    assert visibility.make_neutral_title(stage, files, feature) == title
