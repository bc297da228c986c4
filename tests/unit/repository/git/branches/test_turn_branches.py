"""Which branches a turn was on, by HEAD's log and what was noted at its beginning."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.repository.git import repo as repos
from minutebook.repository.git import tree_status
from minutebook.repository.git.branches import turn_branches
from minutebook.repository.git.branches.turn_branches import HeadNote, TurnBranches

Git = Callable[..., str]


@pytest.fixture
def start(repo: Path, git: Git) -> Callable[[], HeadNote]:
    """Two branches with a commit each, `main` checked out; notes HEAD as a prompt does."""
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "other")
    git("commit", "-q", "--allow-empty", "-m", "second")
    git("checkout", "-q", "main")

    def note() -> HeadNote:
        notes = [each.partition(" ") for each in tree_status.read_head_notes(str(repo))]
        branches = tuple(text for name, _, text in notes if name == "@branch")
        size = next(int(text) for name, _, text in notes if name == "@log")
        return HeadNote(time.time(), branches, git("rev-parse", "HEAD").strip(), size)

    return note


def find(note: HeadNote) -> TurnBranches:
    return turn_branches.find_turn_branches(repos.find_repo("."), note)


def test_what_was_left_before_the_turn_does_not_count(start: Callable[[], HeadNote]) -> None:
    assert find(start()) == TurnBranches(("main",))


def test_a_log_that_was_shortened_goes_by_its_seconds(
    start: Callable[[], HeadNote], git: Git
) -> None:
    note = start()
    git("reflog", "expire", "--expire=now", "HEAD")
    git("checkout", "-q", "other")
    git("checkout", "-q", "main")
    late = HeadNote(0.0, note.branches, note.commit, note.log_size)
    assert set(find(late).names) == {"main", "other"}
    later = HeadNote(time.time() + 1e9, note.branches, note.commit, -1)
    assert find(later).names == ("main",)


def test_a_bisection_goes_back_to_its_branch(start: Callable[[], HeadNote], git: Git) -> None:
    git("checkout", "-q", "other")
    git("commit", "-q", "--allow-empty", "-m", "third")
    git("bisect", "start", "HEAD", "HEAD~2")
    note = start()
    assert note.branches == ("", "other")
    found = find(note)
    assert (found.names, found.commits) == (("other",), ())


def test_a_commit_has_the_branches_that_contain_it(start: Callable[[], HeadNote], git: Git) -> None:
    git("update-ref", "refs/remotes/hub/team/x", "other")
    git("remote", "add", "hub", "../hub")
    git("checkout", "-q", "--detach", "other")
    repository = repos.find_repo(".")
    found = turn_branches.find_branches_of_commits(repository, find(start()))
    assert (set(found.names), found.is_unknown) == ({"other", "team/x"}, False)
    git("commit", "-q", "--allow-empty", "-m", "on none")
    assert turn_branches.find_branches_of_commits(repository, find(start())).is_unknown


def test_refs_in_a_form_that_git_alone_reads(
    repo: Path, start: Callable[[], HeadNote], monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    (repo / ".git/reftable").mkdir()  # not every git can make one: it is asked all the same
    assert set(find(HeadNote(0.0)).names) == {"main", "other"}
    (repo / ".git/HEAD").write_text("ref: refs/heads/.invalid\n")
    monkeypatch.setattr(tree_status, "query_git", lambda *args: "refs/heads/main\n")
    assert tree_status.read_branches(str(repo / ".git")) == ["main"]
