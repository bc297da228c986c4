"""The guard: nothing is written through a link, out of the working tree, or into git's folders."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import EXIT_REFUSED, OperationError, Refusal, UnsafePath
from minutebook.records.model import Write
from minutebook.repository import files, guard, store
from written_files import write_file
from written_paths import read_state


@pytest.mark.parametrize(
    "name",
    [
        ".git",
        ".GIT",
        ".Git",
        ".git ",
        ".git.",
        ".git. . ",
        "git~1",
        "GIT~1",
        ".git::$INDEX_ALLOCATION",
        ".git:stream",
        ".g\u200cit",
        "\ufeff.git",
        ".gi\u206ft",
        ".git\u202e",
    ],
)
def test_what_a_file_system_may_take_for_git(name: str, tmp_path: Path) -> None:
    assert guard.is_git_name(name)
    for path in (name, f"{name}/hooks/x.md", f"docs/{name}/x.md", f"docs\\{name}\\x.md"):
        with pytest.raises(UnsafePath, match="git directory"):
            guard.require_writable(str(tmp_path), path)


@pytest.mark.parametrize(
    "name",
    ["git", ".gitignore", ".gitattributes", ".github", "a.git", ".git2", "git~2", "..git", "g.it"],
)
def test_what_is_only_like_git(name: str, tmp_path: Path) -> None:
    assert not guard.is_git_name(name)
    assert guard.require_writable(str(tmp_path), f"{name}/x.md") == str(tmp_path / name / "x.md")


@pytest.mark.parametrize(
    "path", ["/etc/x.md", "../x.md", "a/../../x.md", "a\\..\\..\\x.md", "a/..", "a\0b", ".."]
)
def test_a_path_out_of_the_root(path: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafePath, match="outside the repository") as refused:
        guard.require_writable(str(tmp_path), path)
    assert refused.value.exit_status == EXIT_REFUSED


# Links ------------------------------------------------------------------------------------------


@pytest.fixture
def top(repo: Path) -> Path:
    """A repository beside a folder that is none of its business."""
    write_file(repo.parent / "outside/secret.md", "secret\n")
    write_file(repo / "docs/a.md", "a\n")
    return repo


LINKS = [
    # The link, what it leads to, the path that is to be written, and whether it stays inside.
    ("history", ".git", "history/prompts/general/x.md", False),
    ("history", ".git/hooks", "history/README.md", False),
    ("history/README.md", "../.git/config", "history/README.md", False),
    ("decisions", ".git/hooks", "decisions/x.md", False),
    ("decisions", "../outside", "decisions/x.md", False),
    ("decisions/x.md", "../../outside/secret.md", "decisions/x.md", False),
    ("decisions/x.md", "../../outside/nothing.md", "decisions/x.md", False),
    ("a/b/c", "/", "a/b/c/tmp/x.md", False),
    ("loop", "loop", "loop/x.md", False),
    ("loop.md", "loop.md", "loop.md", False),
    ("decisions", "docs/../.git/hooks", "decisions/x.md", False),
    ("decisions", ".", "decisions/.git/x.md", False),
    ("decisions", "docs", "decisions/x.md", True),
    ("docs/b.md", "a.md", "docs/b.md", True),
    ("docs/new.md", "nothing.md", "docs/new.md", True),
    ("a/self", "..", "a/self/docs/x.md", True),
]


@pytest.mark.parametrize(("link", "goal", "path", "stays_inside"), LINKS)
def test_nothing_is_written_through_a_link(
    link: str, goal: str, path: str, stays_inside: bool, top: Path
) -> None:
    (top / link).parent.mkdir(parents=True, exist_ok=True)
    (top / link).symlink_to(goal)
    with pytest.raises(UnsafePath) as refused:
        guard.require_writable(str(top), path)
    if ".git" not in path:
        assert refused.value.message.startswith(f"{link} is a link to {goal}, ")
        assert refused.value.hint == f"rm {top / link}"
        subprocess.run(refused.value.hint, shell=True, check=True)
        assert guard.find_obstacle(str(top), path) is None
        (top / link).symlink_to(goal)
    allowed = guard.find_obstacle(str(top), path, follows_links=True) is None
    assert allowed == stays_inside
    if stays_inside:
        target = Path(guard.require_writable(str(top), path, follows_links=True))
        assert target == target.parent.resolve() / target.name
        assert target.is_relative_to(top)


def test_a_link_above_the_root_is_the_callers_choice(top: Path) -> None:
    (top.parent / "link").symlink_to(top)
    path = guard.require_writable(str(top.parent / "link"), "docs/x.md")
    assert path == str(top.parent / "link/docs/x.md")


def test_a_name_with_a_backslash_hides_no_link(top: Path) -> None:
    (top / "a\\b").mkdir()
    (top / "a\\b/link").symlink_to("../.git")
    with pytest.raises(UnsafePath, match="is a link"):
        guard.require_writable(str(top), "a\\b/link/x.md")


# Git's folders ----------------------------------------------------------------------------------


def make_bare(top: Path, git: Callable[..., str]) -> str:
    git("init", "-q", "--bare", str(top / "vendor.git"))
    return "vendor.git"


def make_separate(top: Path, git: Callable[..., str]) -> str:
    git("init", "-q", "--separate-git-dir", str(top / "store"), str(top))
    return "store"


def make_worktree_of_separate(top: Path, git: Callable[..., str]) -> str:
    git("init", "-q", "--separate-git-dir", str(top / "store"), str(top))
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("worktree", "add", "-q", str(top / "tree"))
    return "store/worktrees/tree"


def make_broken(top: Path, git: Callable[..., str]) -> str:
    """Git takes a link for HEAD, too."""
    for folder in ("x/objects", "x/refs"):
        (top / folder).mkdir(parents=True)
    (top / "x/HEAD").symlink_to("refs/heads/main")
    return "x"


@pytest.mark.parametrize("make", [make_bare, make_separate, make_worktree_of_separate, make_broken])
def test_a_git_directory_of_any_name_is_left_alone(
    make: Callable[[Path, Callable[..., str]], str], top: Path, git: Callable[..., str]
) -> None:
    folder = make(top, git)
    (top / "decisions").symlink_to(f"{folder}/hooks")
    for path in (f"{folder}/x.md", f"{folder}/hooks/x.md", "decisions/x.md"):
        for follows_links in (False, True):
            assert guard.find_obstacle(str(top), path, follows_links=follows_links), path


def test_the_working_tree_of_a_submodule_is_no_git_directory(top: Path) -> None:
    write_file(top / "sub/.git", "gitdir: ../.git/modules/sub\n")
    assert guard.find_obstacle(str(top), "sub/docs/x.md") is None


# Races ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["_make_folders", "_write_temporary", "_put_in_place"])
def test_a_link_that_comes_meanwhile_is_seen(
    call: str, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the folder is made, before the file is, and before it gets its name."""
    (top / "decisions").mkdir()
    hooks, real_call = top / ".git/hooks", getattr(files, call)

    def swap_first(*args: object, **more: object) -> object:
        if not (top / "decisions").is_symlink():
            (top / "decisions").rename(top / "moved")
            (top / "decisions").symlink_to(".git/hooks")
        return real_call(*args, **more)

    monkeypatch.setattr(files, call, swap_first)
    with pytest.raises(Refusal):
        store.apply_writes(str(top), [Write("decisions/x.md", "x\n")])
    assert list(hooks.iterdir()) == []


# Reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("goal", ["../.git/config", "../../outside/secret.md", "b.md", "/dev/zero"])
def test_what_a_link_leads_to_elsewhere_is_not_read(goal: str, top: Path) -> None:
    (top / "docs/b.md").symlink_to(goal)
    assert store.read_text(str(top), "docs/b.md") is None
    assert store.list_pages(str(top), "docs") == ["docs/a.md"]


@pytest.mark.parametrize("goal", [".git", "../outside", "/", "loop"])
def test_a_folder_that_leads_elsewhere_is_not_read(goal: str, top: Path) -> None:
    (top / "loop").symlink_to("loop")
    (top / "d").symlink_to(goal)
    assert store.list_pages(str(top), "d") == []
    assert store.read_text(str(top), "d/secret.md") is None
    assert store.read_text(str(top), "d/config") is None


def test_pipes_and_devices_are_not_waited_for(top: Path) -> None:
    for path in ("docs/README.md", "minutebook.toml", "pyproject.toml", ".adr-dir"):
        os.mkfifo(top / path)
    (top / "docs/zero.md").symlink_to("/dev/zero")
    for path in ("docs/README.md", ".adr-dir", "docs/zero.md"):
        assert store.read_text(str(top), path) is None
    with pytest.raises(OperationError, match=r"docs/README\.md is not a file") as refused:
        store.apply_writes(str(top), [Write("docs/README.md", "x\n")])
    subprocess.run(refused.value.hint, shell=True, check=True)
    store.apply_writes(str(top), [Write("docs/README.md", "x\n")])


# In git's directory -----------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["minutebook", "minutebook/claims", "minutebook/claims/phr"])
def test_a_link_among_our_own_folders(link: str, top: Path) -> None:
    common_dir, outside = str(top / ".git"), top.parent / "outside"
    path = top / ".git" / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(outside)
    with pytest.raises(UnsafePath, match=f"^{link} is a link to {outside}"):
        guard.make_state_folder(common_dir, "claims", "phr")
    assert [each.name for each in outside.iterdir()] == ["secret.md"]


@pytest.mark.parametrize("name", ["..", "a/b", "../../x", "/tmp"])
def test_a_folder_of_ours_has_a_plain_name(name: str, top: Path) -> None:
    with pytest.raises(UnsafePath, match="not the name of a folder"):
        guard.make_state_folder(str(top / ".git"), "claims", name)


def test_the_lock_is_not_made_through_a_link(top: Path) -> None:
    (top / ".git/minutebook").symlink_to(top.parent / "outside")
    with (
        pytest.raises(UnsafePath, match="minutebook is a link"),
        store.lock_repository(str(top / ".git")),
    ):
        pass
    assert [path.name for path in (top.parent / "outside").iterdir()] == ["secret.md"]


@pytest.mark.parametrize("goal", [".", "..", "../../outside"])
def test_what_a_link_shows_is_not_taken_for_journals_or_claims(goal: str, top: Path) -> None:
    """A journal that is not understood is removed, and so is a number's claim."""
    ours = top / ".git/minutebook"
    ours.mkdir()
    for name in ("journal", "numbers", "claims"):
        (ours / name).symlink_to(f"../{goal}" if goal != "../../outside" else goal)
    outside = top.parent / "outside"
    for folder in (outside, top / ".git", ours):
        write_file(folder / "phr/7", "")
        write_file(folder / "x.99999999.tmp", "")
    before = read_state(top.parent)
    with store.lock_repository(str(top / ".git")):
        store.release_claim(str(top / ".git"), "phr", 7)
        store.release_claim(str(top / ".git"), "", 7)
    after = read_state(top.parent)
    assert {path for path in before if path not in after} == set()


@pytest.mark.parametrize("name", ["..", "../..", "/tmp", "a/b"])
def test_a_claim_is_not_looked_for_elsewhere(name: str, top: Path) -> None:
    claims = top / ".git/minutebook/claims"
    claims.mkdir(parents=True)
    assert Path(store.locate_claims(str(top / ".git"), name)).parent == claims


@pytest.mark.parametrize("link", ["info", "info/exclude"])
def test_the_ignore_file_of_another_is_left_alone(link: str, top: Path) -> None:
    goal = top.parent / "outside" / ("secret.md" if link != "info" else "")
    path = top / ".git" / link
    if link == "info":
        path.rmdir()
    path.symlink_to(goal)
    with store.lock_repository(str(top / ".git")):
        pass
    assert (top.parent / "outside/secret.md").read_text() == "secret\n"
    assert [each.name for each in (top.parent / "outside").iterdir()] == ["secret.md"]
