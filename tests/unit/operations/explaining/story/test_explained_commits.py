"""Which records explain a commit, and which commits change records alone."""

from __future__ import annotations

import pytest

from made_records import DECISIONS, PROMPTS, make_record
from minutebook.operations.explaining.story.explained_commits import CommitExplainer
from minutebook.records.model import ROOT, Folder, Record, RecordSet
from minutebook.records.reader import read_record
from minutebook.repository.git.commits.history import Commit

SHA = "abcdef0123456789abcdef0123456789abcdef01"


def make_prompt(number: int, commits: str) -> Record:
    page = f"---\nid: '{number:04d}'\ntitle: T\ncommits: [{commits}]\n---\n\n# T\n"
    return read_record(PROMPTS, f"history/prompts/general/{number:04d}-t.prompt.md", page)


RECORDS = RecordSet(
    (PROMPTS, DECISIONS),
    (
        make_prompt(1, "abcdef0123, 'abcde'"),
        make_prompt(2, "ABCDEF0"),
        make_prompt(3, ""),
        make_record("decisions/0001-a.md"),
    ),
)


def make_commit(message: str = "x", *paths: str, sha: str = "0" * 40) -> Commit:
    return Commit(sha, 0, (), message.split("\n")[0], message, frozenset(paths))


@pytest.mark.parametrize(
    ("commit", "is_explained", "refs"),
    [
        (make_commit(), False, []),
        (make_commit(sha=SHA), True, ["PHR-0001", "PHR-0002"]),
        (make_commit("Do it\n\nPHR: PHR-0003"), True, ["PHR-0003"]),
        (make_commit("Squash\n\n* One\n\n  PHR: PHR-3 PHR-0001\n* PHR: PHR-0002"), True,
         ["PHR-0003", "PHR-0001", "PHR-0002"]),
        (make_commit("Do it\n\nPHR: PHR-0099"), True, []),
        (make_commit("As PHR: PHR-0003 says"), False, []),
        (make_commit("x", "a.py", "decisions/0001-a.md"), True, ["ADR-0001"]),
        (make_commit("x", "decisions/0007-gone.md"), True, []),
        (make_commit("x", "decisions/README.md"), True, []),
        (make_commit("x", "decisions/README.md", "a.py"), False, []),
    ],
)  # fmt: skip
def test_who_explains_a_commit(commit: Commit, is_explained: bool, refs: list[str]) -> None:
    explanation = CommitExplainer(RECORDS).explain(commit)
    assert explanation.is_explained == is_explained
    assert [record.ref for record in explanation.records] == refs


@pytest.mark.parametrize(
    ("paths", "is_only"),
    [
        (["decisions/0001-a.md"], True),
        (["decisions/README.md", "history/README.md", "history/prompts/x/README-2025.md"], True),
        (["decisions/0001-a.md", "a.py"], False),
        (["decisions/picture.png"], False),
        (["README.md"], False),
        ([], False),
    ],
)
def test_what_changes_records_alone(paths: list[str], is_only: bool) -> None:
    assert CommitExplainer(RECORDS).changes_only_records(make_commit("x", *paths)) == is_only


def test_records_in_the_top_folder_leave_its_other_pages_alone() -> None:
    top = Folder(DECISIONS.kind, ROOT)
    explainer = CommitExplainer(RecordSet((top,), ()))
    assert explainer.is_page("0001-use-redis.md")
    assert not explainer.is_page("CONTRIBUTING.md")


def test_what_a_commit_was_before_explains_it() -> None:
    new, picked = "1" * 40, "2" * 40
    records = RecordSet((PROMPTS,), (make_prompt(1, SHA[:12]),))
    explainer = CommitExplainer(records, {SHA: new, "9" * 40: picked})
    explained = [explainer.explain(make_commit(sha=sha)).is_explained for sha in (SHA, new, picked)]
    assert explained == [True, True, False]
    explainer.follow({picked: SHA, "3" * 40: "4" * 40})
    assert [each.ref for each in explainer.explain(make_commit(sha=picked)).records] == ["PHR-0001"]
    assert not explainer.explain(make_commit(sha="3" * 40)).is_explained
    assert set(explainer.list_listed()) == {SHA[:12], new, picked}
