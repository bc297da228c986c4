"""Which branch is the default one, and whether it is checked out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.repository.git import process
from minutebook.repository.git import repo as repos
from minutebook.repository.git.branches import default_branch

Git = Callable[..., str]

REMOTE = '[remote "{0}"]\n\turl = /nowhere\n\tfetch = +refs/heads/*:refs/remotes/{0}/*\n'


def is_on_default(top: str = ".") -> bool:
    return default_branch.is_on_default_branch(repos.find_repo(top))


def find_name() -> str:
    return default_branch.find_default_branch(repos.find_repo("."))


@pytest.fixture
def head(git: Git) -> str:
    """The id of a first commit on `main`."""
    git("commit", "-q", "--allow-empty", "-m", "first")
    return git("rev-parse", "HEAD").strip()


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No git process may start."""

    def fail(*args: object, **options: object) -> str:
        raise AssertionError(f"git was asked: {args[1:]}")

    monkeypatch.setattr(default_branch, "run_git", fail)


def add_remote(repo: Path, name: str, *branches: str, head_of: str = "", commit: str) -> None:
    """A remote as a clone has it, without fetching anything."""
    with (repo / ".git/config").open("a") as config:
        config.write(REMOTE.format(name))
    folder = repo / ".git/refs/remotes" / name
    for branch in branches:
        (folder / branch).parent.mkdir(parents=True, exist_ok=True)
        (folder / branch).write_text(f"{commit}\n")
    if head_of:
        (folder / "HEAD").write_text(f"ref: refs/remotes/{name}/{head_of}\n")


def test_before_the_first_commit_every_branch_is_the_default(
    repo: Path, git: Git, no_process: None
) -> None:
    assert is_on_default()
    git("symbolic-ref", "HEAD", "refs/heads/feature/x")
    assert is_on_default()
    assert find_name() == "feature/x"


@pytest.mark.parametrize(
    ("branches", "default"),
    [
        (("main",), "main"),
        (("develop",), "develop"),  # the only one
        (("main", "feature/x"), "main"),
        (("master", "feature/x"), "master"),
        (("trunk", "develop"), "trunk"),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_without_a_remote_the_usual_names_count(
    branches: tuple[str, ...],
    default: str,
    is_packed: bool,
    repo: Path,
    git: Git,
    head: str,
    no_process: None,
) -> None:
    git("checkout", "-q", "--detach")
    git("branch", "-D", "main")
    for branch in branches:
        git("branch", branch)
    if is_packed:
        git("pack-refs", "--all")
    for branch in branches:
        git("checkout", "-q", branch)
        assert is_on_default() == (branch == default)
        assert find_name() == default


def test_of_two_usual_names_it_is_the_one_that_git_begins_with(
    repo: Path, git: Git, head: str
) -> None:
    git("branch", "master")
    git("config", "init.defaultBranch", "develop")
    assert find_name() == "main"
    git("config", "init.defaultBranch", "master")
    assert find_name() == "master"


@pytest.mark.parametrize(
    ("remote_branches", "default"),
    [
        (("develop",), "develop"),  # `git push -u origin develop`, and nothing was fetched
        (("master", "feature/x"), "master"),  # a local `main` was never pushed
        (("one", "two"), ""),  # the local branch may be any of theirs
        ((), "main"),
    ],
)
def test_branches_of_a_remote_count_before_local_ones(
    remote_branches: tuple[str, ...], default: str, repo: Path, git: Git, head: str
) -> None:
    git("branch", "feature/x")
    add_remote(repo, "origin", *remote_branches, commit=head)
    assert find_name() == default
    command = default_branch.suggest_naming(repos.find_repo("."))
    assert command == ("" if default else "git remote set-head origin --auto")


def test_where_nothing_names_a_default_all_branches_count_without_a_remote(
    repo: Path, git: Git, head: str
) -> None:
    git("branch", "-m", "main", "develop")
    git("checkout", "-q", "-b", "other")
    assert (is_on_default(), find_name()) == (True, "")
    command = default_branch.suggest_naming(repos.find_repo("."))
    assert command == "git config init.defaultBranch other"
    git("config", "init.defaultBranch", "develop")  # as `renumber` reads it
    assert (is_on_default(), find_name()) == (False, "develop")
    git("config", "--unset", "init.defaultBranch")
    add_remote(repo, "origin", "one", "two", commit=head)
    assert (is_on_default(), find_name()) == (False, "")


def test_the_choice_of_the_remote_counts_first(
    repo: Path, git: Git, head: str, no_process: None
) -> None:
    git("branch", "develop")
    git("checkout", "-q", "-b", "feature/x")
    add_remote(repo, "origin", "main", "develop", head_of="develop", commit=head)
    for branch in ("main", "develop", "feature/x"):
        git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        assert is_on_default() == (branch == "develop")
    # That of the branch's own remote before that of origin.
    add_remote(repo, "fork.of", "main", "next", head_of="next", commit=head)
    git("branch", "next")
    with (repo / ".git/config").open("a") as config:
        config.write(
            '[branch "next"]\n\tremote = fork.of\n\tmerge = refs/heads/next\n[core]\n\tx = 1\n'
        )
    git("symbolic-ref", "HEAD", "refs/heads/next")
    assert (is_on_default(), find_name()) == (True, "next")
    # A HEAD that leads to a branch which is gone says nothing.
    (repo / ".git/refs/remotes/fork.of/next").unlink()
    assert (is_on_default(), find_name()) == (False, "develop")


def test_the_only_remote_counts_whatever_its_name(
    repo: Path, git: Git, head: str, no_process: None
) -> None:
    add_remote(repo, "upstream", "stable", head_of="stable", commit=head)
    git("pack-refs", "--all")
    assert not is_on_default()
    git("symbolic-ref", "HEAD", "refs/heads/stable")
    assert is_on_default()


def test_a_remote_that_says_nothing_has_branches_all_the_same(
    repo: Path, git: Git, head: str, no_process: None
) -> None:
    """As in CI, where one branch was fetched, and the remote's HEAD was not."""
    git("branch", "-m", "main", "feature/x")
    add_remote(repo, "origin", "main", "feature/x", commit=head)
    assert (is_on_default(), find_name()) == (False, "main")


def test_a_detached_head_is_on_no_branch(repo: Path, git: Git, head: str, no_process: None) -> None:
    git("checkout", "-q", "--detach")
    assert not is_on_default()
    # But for a rebase, which goes back to its branch.
    for folder in ("rebase-merge", "rebase-apply"):
        (repo / f".git/{folder}").mkdir()
        (repo / f".git/{folder}/head-name").write_text("refs/heads/main\n")
        assert is_on_default()
        (repo / f".git/{folder}/head-name").write_text("detached HEAD\n")
        assert not is_on_default()


def test_a_linked_worktree_has_a_branch_of_its_own(
    repo: Path, git: Git, head: str, tmp_path: Path, no_process: None
) -> None:
    git("worktree", "add", "-q", "-b", "feature/x", str(tmp_path / "other"))
    assert is_on_default()
    assert not is_on_default(str(tmp_path / "other"))


def test_refs_in_a_table_are_asked_of_git(
    repo: Path, git: Git, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is newer than the git of some machines: here git has files, and a folder says else."""
    (repo / ".git/reftable").mkdir()
    asked: list[str] = []

    def run_git(repository: repos.Repo, *args: str, **options: object) -> str:
        asked.append(args[0])
        return process.run_git(repository, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(default_branch, "run_git", run_git)
    git("branch", "feature/x")
    assert is_on_default()
    git("checkout", "-q", "feature/x")
    assert not is_on_default()
    git("checkout", "-q", "--detach")
    assert not is_on_default()
    assert set(asked) == {"symbolic-ref", "for-each-ref"}
