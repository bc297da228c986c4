"""Commits of some files alone, and what git says of commits that were made anew."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git.commits import record_commits
from minutebook.repository.git.commits.record_commits import CommitSettings, IndexEntry
from minutebook.repository.git.repo import find_repo

Git = Callable[..., str]
Commit = Callable[..., str]


@pytest.mark.parametrize(
    ("settings", "variables", "expected"),
    [
        ({}, {}, CommitSettings(True, False)),
        ({"user.email": " "}, {}, CommitSettings(False, False)),
        (
            {"user.name": "", "author.name": "A", "committer.name": "B"},
            {},
            CommitSettings(True, False),
        ),
        ({"user.name": "", "author.name": "A"}, {}, CommitSettings(False, False)),
        (
            {"user.name": "", "author.name": "A"},
            {"GIT_COMMITTER_NAME": "B"},
            CommitSettings(True, False),
        ),
        ({"commit.gpgsign": "true"}, {}, CommitSettings(True, True)),
        ({"commit.gpgsign": "On"}, {}, CommitSettings(True, True)),
        ({"commit.gpgsign": "0"}, {}, CommitSettings(True, False)),
    ],
)
def test_who_commits(
    settings: dict[str, str],
    variables: dict[str, str],
    expected: CommitSettings,
    top: Path,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in settings.items():
        git("config", name, value)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert record_commits.read_commit_settings(find_repo(str(top))) == expected


def test_before_the_first_commit_nothing_is_checked_out(top: Path) -> None:
    repo = find_repo(str(top))
    assert record_commits.read_head_commit(repo) is None
    assert record_commits.list_tree_objects(repo, "HEAD", ["a.txt"]) == {}
    assert record_commits.list_unsafe_paths(repo, ["a.txt"]) == set()


def test_what_is_checked_out(top: Path, git: Git, commit: Commit) -> None:
    first = commit("first\n\nWith é.", a_txt="x")
    repo = find_repo(str(top))
    head = record_commits.read_head_commit(repo)
    assert head is not None
    assert (head.sha, head.parents, head.ref, head.is_signed) == (
        first,
        [],
        "refs/heads/main",
        False,
    )
    assert head.message.strip() == "first\n\nWith é."
    git("checkout", "-q", "--detach")
    detached = record_commits.read_head_commit(repo)
    assert detached is not None
    assert detached.ref == "HEAD"


def test_which_commits_are_in_a_history(top: Path, git: Git, commit: Commit) -> None:
    first, second = commit("one"), commit("two")
    repo = find_repo(str(top))
    assert record_commits.is_ancestor(repo, first[:12], second)
    assert record_commits.is_ancestor(repo, second, second)
    assert not record_commits.is_ancestor(repo, second, first)
    assert not record_commits.is_ancestor(repo, "f" * 12, second)
    assert record_commits.is_on_branch(repo, first)
    git("commit", "-q", "--allow-empty", "--amend", "-m", "three")
    assert not record_commits.is_on_branch(repo, second)


def test_what_the_index_has(top: Path, git: Git, commit: Commit) -> None:
    commit(a_txt="x", gitignore="")
    (top / ".gitignore").write_text("ignored.txt\n")
    for name in ("new.txt", "ignored.txt", "intended é.txt"):
        (top / name).write_text("x")
    git("add", "-N", "intended é.txt")
    repo = find_repo(str(top))
    names = ["a.txt", "new.txt", "ignored.txt", "intended é.txt", "missing.txt"]
    entries = record_commits.list_index_entries(repo, names)
    assert sorted(entries) == ["a.txt", "intended é.txt", "new.txt"]
    assert entries["new.txt"] == IndexEntry()
    assert entries["a.txt"].object_id == git("rev-parse", "HEAD:a.txt").strip()
    assert record_commits.list_index_entries(repo, []) == {}


def test_a_conflict_is_not_plain(top: Path, git: Git, commit: Commit) -> None:
    commit(a_txt="x")
    git("checkout", "-q", "-b", "other")
    commit(a_txt="y")
    git("checkout", "-q", "main")
    commit(a_txt="z")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "other")
    repo = find_repo(str(top))
    assert not record_commits.list_index_entries(repo, ["a.txt"])["a.txt"].is_plain


@pytest.mark.parametrize(
    ("others", "has_remote", "expected"),
    [
        ({}, False, set()),
        ({"a.txt": "x"}, False, set()),
        ({"a.txt": "other"}, False, {"a.txt"}),
        ({"a.txt": None}, False, {"a.txt"}),
        ({"new.txt": "x"}, False, {"new.txt"}),
        ({"else.txt": "x"}, False, set()),
        ({}, True, {"a.txt"}),
    ],
)
def test_what_a_checkout_may_want_to_change(
    others: dict[str, str | None],
    has_remote: bool,
    expected: set[str],
    top: Path,
    git: Git,
    commit: Commit,
) -> None:
    commit(a_txt="x", b_txt="x")
    git("checkout", "-q", "-b", "other")
    for name, text in others.items():
        path = top / name
        path.unlink() if text is None else path.write_text(text)
    commit("other")
    git("checkout", "-q", "main")
    if has_remote:
        git("update-ref", "refs/remotes/origin/main", "main")
    repo = find_repo(str(top))
    assert record_commits.list_unsafe_paths(repo, ["a.txt", "new.txt"]) == expected
    assert record_commits.list_unsafe_paths(repo, []) == set()
    assert record_commits.list_unsafe_paths(repo, ["a\nb"]) == {"a\nb"}


def test_the_object_format_sha256(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "sha256"

    def git(*args: str) -> str:
        command = ["git", "-C", str(top), *args]
        return subprocess.run(command, env=world, check=True, capture_output=True, text=True).stdout

    top.mkdir()
    git("init", "-q", "--object-format=sha256")
    (top / "a.txt").write_text("x")
    git("add", "a.txt")
    git("commit", "-q", "-m", "first")
    (top / "b").mkdir()
    (top / "b/ü.txt").write_text("y")
    repo = find_repo(str(top))
    head = record_commits.read_head_commit(repo)
    assert head is not None
    objects = record_commits.store_files(repo, ["b/ü.txt"])
    tree = record_commits.write_tree(repo, head.sha, objects)
    commit = record_commits.create_commit(repo, tree, [head.sha], "second\n")
    record_commits.add_to_index(repo, list(objects))
    record_commits.move_head(repo, head, commit, "commit: second")
    assert git("status", "--porcelain") == ""
    assert git("log", "--format=%s").split() == ["second", "first"]
    assert "commit: second" in git("reflog")
    with pytest.raises(OperationError):
        record_commits.move_head(repo, head, head.sha, "it has moved")


def test_line_ends_are_stored_as_git_is_told(top: Path, git: Git, commit: Commit) -> None:
    git("config", "core.autocrlf", "true")
    commit(gitattributes="*.md text\n")
    (top / "a.md").write_bytes(b"one\r\ntwo\r\n")
    repo = find_repo(str(top))
    objects = record_commits.store_files(repo, ["a.md"])
    for text in ("one\ntwo\n", "one\r\ntwo\r\n"):
        assert record_commits.is_object_of(repo, "a.md", text, objects["a.md"])
    assert not record_commits.is_object_of(repo, "a.md", "other\n", objects["a.md"])
    assert record_commits.store_files(repo, []) == {}


def test_commits_with_the_same_patch(top: Path, git: Git, commit: Commit) -> None:
    commit("first", a_txt="x")
    git("checkout", "-q", "-b", "other")
    former = commit("change", b_txt="y")
    git("checkout", "-q", "main")
    commit("between", c_txt="z")
    git("cherry-pick", "other")
    picked = git("rev-parse", "HEAD").strip()
    last = commit("last", b_txt="other")
    repo = find_repo(str(top))

    def find(*former_ids: str) -> dict[str, str]:
        return record_commits.find_same_patches(repo, [last, picked], former_ids, last)

    assert find(former[:12], "f" * 12) == {picked: former}
    assert find(picked) == {}  # it is there itself
    assert find("f" * 12) == find() == {}
    empty = commit("empty")
    assert record_commits.find_same_patches(repo, [empty], [former], empty) == {}
