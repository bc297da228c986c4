"""The repository: where it is, its branch, worktrees, settings and files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git import process, repo

Git = Callable[..., str]


@pytest.fixture
def top(repo: Path) -> Path:
    """The repository's top; the module of the same name is what is tested here."""
    return repo


def test_a_repository_is_found_from_below(top: Path) -> None:
    (top / "a/b").mkdir(parents=True)
    repository = repo.find_repo(str(top / "a/b"))
    assert repository == repo.Repo(str(top), str(top / ".git"), str(top / ".git"))
    assert repo.find_repo(".") == repository


def test_a_link_to_a_repository_is_followed(top: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(top)
    assert repo.find_repo(str(tmp_path / "link")).top == str(top)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("..", "not in a git repository"),
        ("nothing", "is not a folder"),
        ("file", "is not a folder"),
    ],
)
def test_a_folder_outside_of_a_repository_is_refused(start: str, said: str, top: Path) -> None:
    (top / "file").write_text("")
    with pytest.raises(OperationError, match=said) as refused:
        repo.find_repo(start)
    assert refused.value.exit_status == 4
    assert refused.value.hint


@pytest.mark.parametrize("below", ["", "refs/heads"])
@pytest.mark.parametrize("folder", [".", "repo/fixtures"])
def test_a_bare_repository_is_named(folder: str, below: str, tmp_path: Path, top: Path) -> None:
    bare = tmp_path / folder / "shop.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    assert repo.find_repo(str(top / ".git/refs")).top == str(top)
    with pytest.raises(OperationError, match=r"shop\.git is a bare repository") as refused:
        repo.find_repo(str(bare / below))
    assert "git worktree add" in refused.value.hint


def test_a_worktree_of_a_bare_repository(
    tmp_path: Path, world: dict[str, str], top: Path, git: Git
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    bare, tree = tmp_path / "shop.git", tmp_path / "tree"
    for args in (
        ("clone", "-q", "--bare", str(top), str(bare)),
        ("-C", str(bare), "worktree", "add", "-q", str(tree), "main"),
    ):
        subprocess.run(["git", *args], check=True, env=world)
    repository = repo.find_repo(str(tree))
    assert (repository.top, repository.common_dir) == (str(tree), str(bare))
    assert repo.list_worktrees(repository) == [str(tree)]


def test_settings_of_a_clone_are_written_read_and_removed(top: Path, git: Git) -> None:
    repository = repo.find_repo(".")
    assert repo.read_local_setting(repository, "merge.x.name") == ""
    repo.write_local_setting(repository, "merge.x.name", "a name")
    repo.write_local_setting(repository, "merge.x.name", "another\nname")
    assert repo.read_local_setting(repository, "merge.x.name") == "another\nname"
    assert repo.read_matching_settings(repository, r"^merge\.x\.") == {
        "merge.x.name": "another\nname"
    }
    repo.remove_local_setting(repository, "merge.x.name")
    repo.remove_local_setting(repository, "merge.x.name")
    assert repo.read_local_setting(repository, "merge.x.name") == ""
    assert repo.read_hooks_path(repository) == ""
    git("config", "core.hooksPath", "hooks")
    assert repo.read_hooks_path(repository) == "hooks"


def test_a_working_folder_that_is_gone(
    tmp_path: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = tmp_path / "gone"
    removed.mkdir()
    monkeypatch.chdir(removed)
    removed.rmdir()
    with pytest.raises(OperationError, match="is not a folder"):
        repo.find_repo(".")


@pytest.mark.parametrize("said", ["", "no word of git\n", "gitdir: \n"])
def test_a_git_file_without_a_git_directory_is_refused(said: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(said)
    with pytest.raises(OperationError):
        repo.find_repo(str(tmp_path))


def test_linked_worktrees_share_their_common_folder(top: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("worktree", "add", "-q", "-b", "feat/other", str(tmp_path / "other"))
    main, linked = repo.find_repo(str(top)), repo.find_repo(str(tmp_path / "other"))
    assert linked.top == str(tmp_path / "other")
    assert linked.common_dir == main.common_dir == str(top / ".git")
    assert linked.git_dir != main.git_dir
    assert repo.list_worktrees(main) == [str(top), str(tmp_path / "other")]
    assert repo.list_worktrees(linked) == [str(tmp_path / "other"), str(top)]
    assert (repo.read_branch(main), repo.read_branch(linked)) == ("main", "feat/other")
    # A tree that was removed without telling git is none.
    subprocess.run(["rm", "-r", str(tmp_path / "other")], check=True)
    assert repo.list_worktrees(main) == [str(top)]


def test_a_submodule_is_a_repository_of_its_own(top: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    outer = tmp_path / "outer"
    subprocess.run(["git", "init", "-q", str(outer)], check=True)
    subprocess.run(
        ["git", "-C", str(outer), "-c", "protocol.file.allow=always", "submodule", "--quiet",
         "add", str(top), "inner"],
        check=True,
    )  # fmt: skip
    inner = repo.find_repo(str(outer / "inner"))
    assert inner.top == str(outer / "inner")
    assert inner.common_dir == str(outer / ".git/modules/inner")
    assert repo.list_worktrees(inner) == [str(outer / "inner")]
    assert repo.read_branch(inner) == "main"


def test_the_branch_is_known_before_the_first_commit(top: Path, git: Git) -> None:
    repository = repo.find_repo(".")
    assert repo.read_branch(repository) == "main"
    git("checkout", "-q", "-b", "feature/größer/ordnung")
    assert repo.read_branch(repository) == "feature/größer/ordnung"
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "--detach")
    assert repo.read_branch(repository) == ""


def test_the_user_name_is_that_of_a_commit(
    top: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = repo.find_repo(".")
    assert repo.read_user_name(repository) == "Ada Example"
    git("config", "user.name", "  Zoë  ")
    assert repo.read_user_name(repository) == "Zoë"
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    assert repo.read_user_name(repository) == "Somebody Else"


@pytest.fixture
def own_settings(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own file of settings; no variable takes its place."""
    for name in list(os.environ):
        if name.startswith("GIT_CONFIG") or name == "XDG_CONFIG_HOME":
            monkeypatch.delenv(name)
    home = tmp_path / "own-home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home / ".gitconfig"


@pytest.mark.parametrize(
    ("own", "local", "is_plain"),
    [
        ("[user]\n\tname = Ada Own\n", "", True),
        ("[User]\r\n  Name=Ada Own\r\n\temail = a@b.c\r\n", "", True),
        ("[user]\n\tname = Ada Own\n", "[user]\n\tname = Ada Here\n", True),
        ("[user]\n\tname = A\n[core]\n\tname = B\n[user]\n\tname = C\n", "", True),
        ("[user]\n\tname = Ada Own\n", '[user "x"]\n\tname = Ada Part\n', True),
        ("[user]\n\tname = Ada Own\n", "[include]\n\tpath = ../../other\n", False),
        ("[user]\n\tname = Ada Own\n", '[includeIf "gitdir:/"]\n\tpath = ../../other\n', False),
        ('[user]\n\tname = "Ada  Own"\n', "", False),
        ("[user]\n\tname = Ada Own # me\n", "", False),
        ("[user]\n\tname = Ada \\\nOwn\n", "", False),
        ("[user] name = Ada Own\n", "", False),
        ("\ufeff[user]\n\tname = Ada Own\n", "", False),
        ("[user]\n\tname =\n", "", False),
        ("[user]\n\temail = a@b.c\n", "", False),
        ("", "", False),
    ],
)
def test_a_user_name_that_is_plain_to_read_costs_no_git_process(
    own: str,
    local: str,
    is_plain: bool,
    own_settings: Path,
    top: Path,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own_settings.write_text(own, "utf-8", newline="")
    (top / "other").write_text("[user]\n\tname = Ada Other\n")
    with (top / ".git/config").open("a") as file:
        file.write(local)
    expected = subprocess.run(
        ["git", "config", "user.name"], capture_output=True, text=True, check=False
    ).stdout
    asked = []

    def run_and_count(*args: object, **options: object) -> str:
        asked.append(args)
        return process.run_git(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(repo, "run_git", run_and_count)
    assert repo.read_user_name(repo.find_repo(str(top))) == expected.strip()
    assert (not asked) == is_plain


def test_git_is_asked_for_the_name_of_a_worktree(
    own_settings: Path, top: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_settings.write_text("[user]\n\tname = Ada Own\n")
    git("config", "extensions.worktreeConfig", "true")
    git("config", "--worktree", "user.name", "Ada There")
    assert repo.read_user_name(repo.find_repo(str(top))) == "Ada There"


def test_the_user_name_may_be_unknown(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert repo.read_user_name(repo.find_repo(".")) == ""


def test_every_path_is_listed_as_it_is(top: Path, git: Git) -> None:
    names = ["a b.md", 'quote".md', "new\nline.md", "漢字.md", ".gitignore", "dir/c.md"]
    for name in names:
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text("ignored.md\n")
    (top / "ignored.md").write_text("")
    with open(os.fsencode(top) + b"/\xff.md", "w"):
        pass
    git("add", "dir")
    assert repo.list_files(repo.find_repo(".")) == sorted([*names, "\udcff.md"])


def test_a_failure_of_git_is_reported(top: Path) -> None:
    with pytest.raises(OperationError, match="git log failed: fatal:"):
        process.run_git(repo.find_repo("."), "log")
    assert process.run_git(repo.find_repo("."), "log", ok_statuses=(0, 128)) == ""


def test_git_takes_long_texts_and_is_ended_where_it_takes_long(
    top: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = repo.find_repo(".")
    ids = f"{'0' * 40}\n" * 20_000  # more than the pipes hold, both ways
    answer = process.run_git(repository, "cat-file", "--batch-check", stdin_text=ids)
    assert answer.count("missing") == 20_000
    assert process.run_git(repository, "rev-parse", "--git-dir", stdin_text=ids) == ".git\n"
    git("config", "alias.wait", "!sleep 60")
    monkeypatch.setattr(process, "get_timeout_seconds", lambda command: 0.2)
    with pytest.raises(OperationError, match="git wait did not end"):
        process.run_git(repository, "wait")


def test_git_may_be_missing(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = repo.find_repo(".")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OperationError, match="git cannot be run") as refused:
        process.run_git(repository, "status")
    assert "install git" in refused.value.hint


def test_no_other_repository_is_asked(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As inside a hook of git, which sets GIT_DIR for its children."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nothing"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    (top / "a.md").write_text("")
    assert repo.list_files(repo.find_repo(".")) == ["a.md"]


def test_reading_runs_no_program_of_the_repository(top: Path, git: Git) -> None:
    marks = top / "ran"
    program = top / "program"
    program.write_text(f"#!/bin/sh\ntouch {marks}\n")
    program.chmod(0o755)
    git("config", "core.fsmonitor", str(program))
    git("config", "core.pager", str(program))
    assert repo.list_files(repo.find_repo(".")) == ["program"]
    assert not marks.exists()
