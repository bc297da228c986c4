"""Revisions: names of commits, parents and merge bases, branches, and the files of a commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git import repo as repos
from minutebook.repository.git import revisions

Git = Callable[..., str]


def open_repo() -> repos.Repo:
    return repos.find_repo(".")


def test_a_commit_is_found_by_any_name(git: Git, commit: Callable[..., str]) -> None:
    first = commit(a_py="1\n")
    git("tag", "-a", "v1", "-m", "x")
    second = commit(a_py="2\n")
    assert revisions.resolve_commit(open_repo(), "HEAD") == second
    assert (
        revisions.resolve_commit(open_repo(), "HEAD~1")
        == revisions.resolve_commit(open_repo(), "v1")
        == first
    )
    assert revisions.resolve_commit(open_repo(), first[:8]) == first


@pytest.mark.parametrize(
    "name", ["nothing", "", "-h", "--all", "a\0b", "HEAD:a.py", "x y", "HEAD~9"]
)
def test_a_name_of_no_commit_is_refused(name: str, commit: Callable[..., str]) -> None:
    commit(a_py="1\n")
    with pytest.raises(revisions.UnknownRevision, match="names no commit") as refused:
        revisions.resolve_commit(open_repo(), name)
    assert (refused.value.exit_status, refused.value.code) == (3, "unknown-revision")
    assert refused.value.hint


def test_the_parent_of_a_root_is_the_empty_tree(commit: Callable[..., str]) -> None:
    first = commit(a_py="1\n")
    second = commit(a_py="2\n")
    assert revisions.find_parent(open_repo(), second) == first
    assert revisions.find_parent(open_repo(), first) == revisions.find_empty_tree(open_repo())


def test_a_parent_that_was_not_fetched(
    top: Path, tmp_path: Path, git: Git, commit: Callable[..., str]
) -> None:
    """Else everything would look new: the usual clone of a workflow has one commit."""
    commit(a_py="1\n")
    second = commit(a_py="2\n")
    git("clone", "-q", "--depth", "1", f"file://{top}", str(tmp_path / "shallow"))
    shallow = repos.find_repo(str(tmp_path / "shallow"))
    with pytest.raises(OperationError, match="is not here") as refused:
        revisions.find_parent(shallow, second)
    assert "fetch-depth" in refused.value.hint


def test_the_merge_base_of_two_commits(git: Git, commit: Callable[..., str]) -> None:
    base = commit(a_py="1\n")
    git("checkout", "-q", "-b", "side")
    side = commit(b_py="1\n")
    git("checkout", "-q", "main")
    main = commit(c_py="1\n")
    assert revisions.find_merge_base(open_repo(), main, side) == base
    git("checkout", "-q", "--orphan", "alone")
    unrelated = commit(a_py="2\n")
    with pytest.raises(OperationError, match="no commit in common"):
        revisions.find_merge_base(open_repo(), main, unrelated)


def test_the_first_commit_of_some_names(commit: Callable[..., str]) -> None:
    first = commit(a_py="1\n")
    assert revisions.find_first_commit(open_repo(), ["nothing", "HEAD", "main"]) == first
    assert revisions.find_first_commit(open_repo(), ["nothing", "--all"]) == ""
    assert revisions.find_first_commit(open_repo(), []) == ""


def test_branch_tips_come_newest_first(
    git: Git,
    commit: Callable[..., str],
    world: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(world, "GIT_COMMITTER_DATE", "2025-01-02T00:00:00Z")
    first = commit(a_py="1\n")
    git("checkout", "-q", "-b", "newer")
    monkeypatch.setitem(world, "GIT_COMMITTER_DATE", "2025-01-03T00:00:00Z")
    second = commit(a_py="2\n")
    tips = [("refs/heads/newer", second), ("refs/heads/main", first)]
    assert revisions.list_branch_tips(open_repo(), "refs/heads", "refs/remotes") == tips
    assert revisions.list_branch_tips(open_repo(), "refs/remotes") == []
    assert revisions.list_remotes(open_repo()) == []
    git("remote", "add", "origin", "/nowhere")
    assert revisions.list_remotes(open_repo()) == ["origin"]


def test_the_files_of_a_commit(commit: Callable[..., str]) -> None:
    first = commit(a_py="1\n", d__é_md="2\n")
    assert revisions.list_commit_paths(open_repo(), first) == ["a.py", "d/é.md"]
    assert revisions.list_commit_paths(open_repo(), first, ["d", "none"]) == ["d/é.md"]
    assert revisions.list_commit_paths(open_repo(), "f" * 40) == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("a..b", ("a", "b")),
        ("a...b", ("a", "b")),
        ("a..", ("a", "HEAD")),
        ("...b", ("HEAD", "b")),
        ("origin/release/1.2..HEAD~3", ("origin/release/1.2", "HEAD~3")),
        ("a", None),
        ("", None),
        ("a..b..c", None),
        ("a....b", None),
        ("a..b...c", None),
    ],
)
def test_the_ends_of_a_range(text: str, ends: tuple[str, str] | None) -> None:
    assert revisions.split_range(text) == ends


def test_the_objects_of_a_commit(commit: Callable[..., str], git: Git, top: Path) -> None:
    (top / "link.md").symlink_to("a.py")
    first = commit(docs__a_md="1\n", docs__é_md="2\n", b_md="3\n")
    objects = revisions.list_commit_objects(open_repo(), first, ["docs"])
    assert set(objects) == {"docs/a.md", "docs/é.md"}
    assert repos.read_blobs(open_repo(), objects.values())[objects["docs/a.md"]] == "1\n"
    assert set(revisions.list_commit_objects(open_repo(), first, ["."])) == {"b.md", *objects}
    empty_tree = revisions.find_empty_tree(open_repo())
    assert revisions.list_commit_objects(open_repo(), empty_tree, ["docs"]) == {}


def test_the_merge_that_brought_a_commit(commit: Callable[..., str], git: Git) -> None:
    root = commit(a_py="1\n")
    git("checkout", "-q", "-b", "side")
    side = commit(b_py="1\n")
    git("checkout", "-q", "main")
    beside = commit(c_py="1\n")
    git("merge", "-q", "--no-ff", "-m", "merge", "side")
    merge = git("rev-parse", "HEAD").strip()
    last = commit(d_py="1\n")
    find_merge_of = revisions.find_merge_of
    assert find_merge_of(open_repo(), side, last) == merge
    assert find_merge_of(open_repo(), root, last) == beside
    assert find_merge_of(open_repo(), beside, last) == merge
    assert find_merge_of(open_repo(), last, last) == ""
    assert find_merge_of(open_repo(), last, side) == ""
