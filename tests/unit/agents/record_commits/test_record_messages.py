"""Messages of commits of records."""

from __future__ import annotations

import pytest

from checked_pages import make_records
from minutebook.agents.record_commits.own_commits import PromptPages
from minutebook.agents.record_commits.record_messages import format_message, list_trailers
from minutebook.lean.values import replace
from minutebook.operations.project import open_project
from minutebook.records.model import Record

PATH = "history/prompts/general/0001-a.green.prompt.md"


def make_record(number: int, title: str) -> Record:
    path = f"history/prompts/cart/{number:04d}-a.green.prompt.md"
    text = (
        f"---\nid: '{number:04d}'\ntitle: {title}\nagent: claude\nfeature: cart\n---\n\n# {title}\n"
    )
    (record,) = make_records({path: text}).members
    return record


def test_one_record() -> None:
    template = "docs({feature}): {title} ({stage}, {agent}) {ref}"
    message = format_message(template, [make_record(1, "Add a cart")])
    assert message == "docs(cart): Add a cart (green, claude) PHR-0001\n\nPHR: PHR-0001\n"
    assert list_trailers(message) == ["PHR-0001"]


def test_many_records_are_cut() -> None:
    records = [make_record(number, "A") for number in range(1, 61)]
    message = format_message("{ref}", records)
    lines = message.split("\n")
    assert lines[0] == "PHR-0001"
    assert lines[2] == "* PHR-0001 A"
    assert lines[52] == "* and 10 more"
    assert len(list_trailers(message)) == 60


def test_the_body_has_the_oldest_record_first() -> None:
    message = format_message("[{agent}] {title}", [make_record(3, "B"), make_record(1, "A")])
    assert message == ("[claude] B\n\n* PHR-0001 A\n* PHR-0003 B\n\nPHR: PHR-0003\nPHR: PHR-0001\n")


@pytest.mark.parametrize(
    ("template", "subject"),
    [
        ("[{agent}/{feature}] {title}", "[claude] A"),
        ("docs({feature}): {title}", "docs: A"),
        ("{feature}: {title}", "A"),
        ("{title} [{feature}]", "A"),
        ("{title} - {feature}", "A"),
        ("{feature}", "PHR-0001"),
    ],
)
def test_an_empty_fact_goes_with_its_separator(template: str, subject: str) -> None:
    record = make_record(1, "A")
    record = replace(record, fields={**record.fields, "feature": ""})
    assert format_message(template, [record]).split("\n")[0] == subject


def test_a_record_without_a_title_has_its_name() -> None:
    record = replace(make_record(1, "A"), title="")
    assert format_message("{title}", [record]).startswith("0001-a")


@pytest.mark.parametrize(
    ("message", "refs"),
    [
        ("", []),
        ("PHR: PHR-0001 said", []),
        ("x\n\nPHR: PHR-0001", ["PHR-0001"]),
        ("x\n\nPHR: PHR-0001\nSigned-off-by: A\nPHR: PHR-0002\n", ["PHR-0001", "PHR-0002"]),
        ("x\n\nPHR: PHR-0001\n\nmore", []),
    ],
)
def test_trailers(message: str, refs: list[str]) -> None:
    assert list_trailers(message) == refs


@pytest.mark.parametrize(
    ("trailers", "paths", "expected"),
    [
        (["PHR-0001"], [PATH], True),
        (["PHR-0001"], [PATH, "history/README.md"], True),
        (["PHR-0002"], [PATH], False),  # a commit by hand of the record before
        ([], [PATH], False),
        (["PHR-0001"], [PATH, "app.py"], False),
        (["PHR-0001"], ["history/README.md"], False),
        (["PHR-0001"], [], False),
    ],
)
def test_commits_of_records(
    trailers: list[str], paths: list[str], expected: bool, repo: object
) -> None:
    assert PromptPages(open_project(".")).is_record_commit(trailers, paths) == expected
