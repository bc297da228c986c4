"""Refs of other tools: notes however they are spread, trees, and trailers of commits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.repository.git.remotes import foreign_refs
from minutebook.repository.git.repo import Repo, find_repo, read_blobs
from stored_prompts import add_note, feed_git, put_tree

Git = Callable[..., str]


@pytest.fixture
def clone(repo: Path) -> Repo:
    return find_repo(str(repo))


def commit(git: Git, message: str = "change") -> str:
    git("commit", "-q", "--allow-empty", "-m", message)
    return git("rev-parse", "HEAD").strip()


def test_notes_with_their_commits(clone: Repo, repo: Path, git: Git) -> None:
    first, second = commit(git), commit(git, "other")
    add_note(git, first, "one")
    add_note(git, second, "two")
    notes = foreign_refs.list_notes(clone, "refs/notes/ai")
    texts = read_blobs(clone, notes.values())
    assert {sha: texts[name] for sha, name in notes.items()} == {first: "one\n", second: "two\n"}
    # Git spreads many notes over folders by the first digits.
    blob = notes[first]
    tree = feed_git(str(repo), f"100644 blob {blob}\t{first[2:]}\n", "mktree")
    top = feed_git(str(repo), f"040000 tree {tree}\t{first[:2]}\n", "mktree")
    git("update-ref", "refs/notes/ai", feed_git(str(repo), "", "commit-tree", top))
    assert foreign_refs.list_notes(clone, "refs/notes/ai") == {first: blob}


def test_refs_and_their_files(clone: Repo, git: Git) -> None:
    put_tree(git, "refs/entire/checkpoints/NW/1", {"a b/ü.txt": "text", "top": "x"})
    ((ref, name),) = foreign_refs.list_refs(clone, "refs/entire/checkpoints")
    assert (ref, name) == ("refs/entire/checkpoints/NW/1", git("rev-parse", ref).strip())
    assert list(foreign_refs.list_tree_objects(clone, ref)) == ["a b/ü.txt", "top"]
    assert list(foreign_refs.list_tree_objects(clone, ref, "a b")) == ["a b/ü.txt"]
    assert foreign_refs.list_tree_objects(clone, "refs/heads/none") == {}
    assert foreign_refs.list_refs(clone, "refs/notes/none") == []


def test_objects_that_are_missing_are_left_out(clone: Repo, repo: Path, git: Git) -> None:
    blob = feed_git(str(repo), "ab\ncd", "hash-object", "-w", "--stdin")
    tree = feed_git(str(repo), f"100644 blob {blob}\tname\n", "mktree")
    missing = "0123456789" * 4
    assert read_blobs(clone, [missing, blob, tree, blob]) == {blob: "ab\ncd"}
    assert read_blobs(clone, []) == {}


def test_commits_by_their_trailers(clone: Repo, git: Git) -> None:
    assert foreign_refs.read_commit_facts(clone) == {}
    plain = commit(git)
    first = commit(git, "one\n\nEntire-Checkpoint: aa11")
    both = commit(git, "two\n\nEntire-Checkpoint: aa11\nEntire-Checkpoint: bb22")
    commit(git, "it says Entire-Checkpoint: cc33 in its text")
    git("branch", "entire/own")
    git("checkout", "-q", "entire/own")
    own = commit(git, "own\n\nEntire-Checkpoint: dd44")
    git("checkout", "-q", "main")
    trailers = foreign_refs.find_trailers(clone, "Entire-Checkpoint", "entire/*")
    assert {key: [each.sha for each in found] for key, found in trailers.items()} == {
        "aa11": [both, first],
        "bb22": [both],
    }
    facts = foreign_refs.read_commit_facts(clone)
    assert facts.keys() >= {plain, first, both, own}
    assert (facts[plain].author, facts[plain].time) == ("Ada Example", 1769860800.0)


def test_when_a_path_was_first_committed(clone: Repo, repo: Path, git: Git) -> None:
    (repo / "a[b].md").write_text("x")
    assert foreign_refs.read_first_time(clone, "a[b].md") == 0.0
    for text in ("x", "y"):
        (repo / "a[b].md").write_text(text)
        git("add", "-A")
        git("commit", "-q", "-m", "page")
    assert foreign_refs.read_first_time(clone, "a[b].md") == 1769860800.0
    assert foreign_refs.read_first_time(clone, "ab.md") == 0.0
