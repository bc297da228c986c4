"""Diffs: in one form whatever is configured, with untracked files, bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git import diffs, revisions
from minutebook.repository.git import repo as repos
from minutebook.suggest.diff import patch
from written_files import write_file

Git = Callable[..., str]


def open_repo() -> repos.Repo:
    return repos.find_repo(".")


def summarize_diff(diff: str) -> list[tuple[str, str, str, list[str], list[str]]]:
    """What a diff says, as data: status, old and new path, lines that came and went."""
    return [
        (
            file.status,
            file.old_path,
            file.path,
            [text for _, text in file.added_lines],
            [text for _, text in file.removed_lines],
        )
        for file in patch.parse_diff(diff)
    ]


# Diffs ------------------------------------------------------------------------------------------


CONFIGURED = [
    ("diff.noprefix", "true"),
    ("diff.mnemonicPrefix", "true"),
    ("diff.srcPrefix", "old/"),
    ("diff.dstPrefix", "new/"),
    ("diff.renames", "false"),
    ("diff.context", "0"),
    ("diff.external", "false"),
    ("diff.submodule", "log"),
    ("diff.colorMoved", "zebra"),
    ("color.ui", "always"),
    ("core.pager", "false"),
    ("core.quotePath", "true"),
]


@pytest.mark.parametrize(("name", "value"), CONFIGURED)
def test_a_diff_has_one_form_whatever_is_configured(
    name: str, value: str, top: Path, git: Git, commit: Callable[..., str]
) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    base = commit(old_py=lines, é_py="1\n")
    plain = diffs.read_diff(open_repo(), base)
    assert plain == ""
    git("mv", "old.py", "new.py")
    (top / "new.py").write_text(lines.replace("line 9\n", "line nine\n"))
    (top / "é.py").write_text("2\n")
    expected = diffs.read_diff(open_repo(), base)
    assert summarize_diff(expected) == [
        ("renamed", "old.py", "new.py", ["line nine"], ["line 9"]),
        ("modified", "é.py", "é.py", ["2"], ["1"]),
    ]
    git("config", name, value)
    assert diffs.read_diff(open_repo(), base) == expected


def test_programs_of_the_configuration_do_not_run(
    top: Path, git: Git, commit: Callable[..., str]
) -> None:
    base = commit(a_txt="1\n", _gitattributes="*.txt diff=up\n")
    git("config", "diff.up.textconv", f"touch {top}/ran; cat")
    git("config", "diff.up.command", f"touch {top}/ran; cat")
    (top / "a.txt").write_text("2\n")
    assert "+2" in diffs.read_diff(open_repo(), base)
    assert not (top / "ran").exists()


def test_a_binary_file_is_named_alone(top: Path, commit: Callable[..., str]) -> None:
    base = commit(a_png=b"\0\1" * 500)
    (top / "a.png").write_bytes(b"\0\2" * 500)
    (top / "b.png").write_bytes(b"\0\3" * 500)
    diff = diffs.read_worktree_diff(open_repo(), base)
    assert [(file.path, file.is_binary, file.lines) for file in patch.parse_diff(diff)] == [
        ("a.png", True, []),
        ("b.png", True, []),
    ]
    assert "\0" not in diff


def test_a_change_in_the_second_of_the_commit_is_seen(
    top: Path, git: Git, commit: Callable[..., str]
) -> None:
    """With the same size, only the index's own time tells git that the file may have changed."""
    base = commit(a_py="1\n")
    git("config", "core.trustCtime", "false")
    moment = 1_700_000_000  # when the file was added, when it was changed, and the index's time
    os.utime(top / "a.py", (moment, moment))
    git("add", "--refresh", "a.py")
    (top / "a.py").write_text("2\n")
    (top / "new.py").write_text("n\n")  # so that the index is copied
    for path in (top / "a.py", top / ".git/index"):
        os.utime(path, (moment, moment))
    assert summarize_diff(diffs.read_worktree_diff(open_repo(), base)) == [
        ("modified", "a.py", "a.py", ["2"], ["1"]),
        ("added", "new.py", "new.py", ["n"], []),
    ]


def test_nothing_is_written_into_the_repository(top: Path, commit: Callable[..., str]) -> None:
    """It may be read-only."""

    def list_files() -> list[str]:
        return sorted(str(path) for path in (top / ".git").rglob("*"))

    base = commit(a_py="1\n")
    (top / "new.py").write_text("n\n")
    (top / "empty.py").write_text("")
    before = list_files()
    assert len(summarize_diff(diffs.read_worktree_diff(open_repo(), base))) == 2
    assert list_files() == before


def test_undecodable_bytes_stay(top: Path, commit: Callable[..., str]) -> None:
    base = commit(a_py="1\n")
    (top / "a.py").write_bytes(b"caf\xe9\n")
    assert "+caf\udce9\n" in diffs.read_worktree_diff(open_repo(), base)


def test_the_working_tree_and_what_git_does_not_know_yet(
    top: Path, git: Git, commit: Callable[..., str]
) -> None:
    base = commit(a_py="1\n", gone_py="x\n" * 30, _gitignore="ignored\n")
    (top / "a.py").write_text("2\n")
    (top / "gone.py").rename(top / "moved.py")
    (top / "ignored").write_text("i\n")
    (top / "d").mkdir()
    (top / 'd/a b\t"c".py').write_text("new\n")
    (top / "staged.py").write_text("s\n")
    git("add", "staged.py")
    (top / "link").symlink_to("/etc/passwd")
    before = (top / ".git/index").read_bytes()
    assert summarize_diff(diffs.read_worktree_diff(open_repo(), base)) == [
        ("modified", "a.py", "a.py", ["2"], ["1"]),
        ("added", 'd/a b\t"c".py', 'd/a b\t"c".py', ["new"], []),
        ("renamed", "gone.py", "moved.py", [], []),
        ("added", "staged.py", "staged.py", ["s"], []),
    ]
    assert (top / ".git/index").read_bytes() == before


def test_a_diff_may_be_limited_to_paths(top: Path, commit: Callable[..., str]) -> None:
    base = commit(a_py="1\n", b_py="1\n")
    for name in ("a.py", "b.py", "c.py", "d.py", "*.py"):
        (top / name).write_text("2\n")
    assert [
        file.path
        for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base, ["a.py", "c.py"]))
    ] == [
        "a.py",
        "c.py",
    ]
    assert [
        file.path
        for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base, ["*.py"]))
    ] == ["*.py"]
    assert diffs.read_worktree_diff(open_repo(), base, []) == ""
    assert diffs.read_worktree_diff(open_repo(), base, ["nothing.py", "../x"][:1]) == ""


def test_before_the_first_commit(top: Path, git: Git) -> None:
    assert diffs.read_worktree_diff(open_repo(), revisions.resolve_head(open_repo())) == ""
    (top / "a.py").write_text("1\n")
    assert summarize_diff(
        diffs.read_worktree_diff(open_repo(), revisions.resolve_head(open_repo()))
    ) == [("added", "a.py", "a.py", ["1"], [])]
    assert diffs.read_staged_diff(open_repo()) == ""
    git("add", "a.py")
    assert summarize_diff(diffs.read_staged_diff(open_repo())) == [
        ("added", "a.py", "a.py", ["1"], [])
    ]
    assert summarize_diff(
        diffs.read_worktree_diff(open_repo(), revisions.resolve_head(open_repo()))
    ) == [("added", "a.py", "a.py", ["1"], [])]


def test_a_repository_within_and_a_submodule(
    top: Path, tmp_path: Path, git: Git, commit: Callable[..., str], world: dict[str, str]
) -> None:
    base = commit(a_py="1\n")
    inner = tmp_path / "inner"
    for folder in (inner, top / "nested", top / "empty"):
        subprocess.run(["git", "init", "-q", str(folder)], check=True, env=world)
    for folder in (inner, top / "nested"):
        (folder / "x.py").write_text("x\n")
        subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True, env=world)
        subprocess.run(["git", "-C", str(folder), "commit", "-qm", "x"], check=True, env=world)
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    (top / "b.py").write_text("b\n")
    assert [
        file.path for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base))
    ] == [
        ".gitmodules",
        "b.py",
        "sub",
    ]
    (top / "sub/y.py").write_text("y\n")  # a dirty submodule
    assert [file.path for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base))][
        -1
    ] == "sub"
    within = repos.find_repo(str(top / "sub"))
    assert summarize_diff(diffs.read_worktree_diff(within, revisions.resolve_head(within))) == [
        ("added", "y.py", "y.py", ["y"], [])
    ]


def test_a_detached_head_and_a_linked_worktree(
    top: Path, tmp_path: Path, git: Git, commit: Callable[..., str]
) -> None:
    commit(a_py="1\n")
    git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked" / "b.py").write_text("b\n")
    linked = repos.find_repo(str(tmp_path / "linked"))
    assert summarize_diff(diffs.read_worktree_diff(linked, revisions.resolve_head(linked))) == [
        ("added", "b.py", "b.py", ["b"], [])
    ]
    assert diffs.read_worktree_diff(open_repo(), revisions.resolve_head(open_repo())) == ""


def test_the_index_that_a_hook_of_git_is_given(
    top: Path, git: Git, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = commit(a_py="1\n")
    (top / ".git/index").rename(top / ".git/other-index")
    (top / "b.py").write_text("b\n")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other-index")
    assert [
        file.path for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base))
    ] == ["b.py"]


def test_large_untracked_files_are_left_out(
    top: Path, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = commit(a_py="1\n")
    monkeypatch.setattr(diffs, "_MAX_NEW_FILE_BYTES", 100)
    (top / "small.py").write_text("s\n")
    (top / "large.csv").write_text("l\n" * 100)
    assert [
        file.path for file in patch.parse_diff(diffs.read_worktree_diff(open_repo(), base))
    ] == ["small.py"]


def test_a_temporary_folder_that_cannot_be_written(
    top: Path, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = commit(a_py="1\n")
    (top / "b.py").write_text("b\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(diffs, "_copy_index", refuse)
    with pytest.raises(
        OperationError, match="cannot be copied to a temporary folder: Permission denied"
    ):
        diffs.read_worktree_diff(open_repo(), base)


def test_a_repository_of_sha256(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "other"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(top)], check=True, env=world)
    (top / "a.py").write_text("1\n")
    repository = repos.find_repo(str(top))
    assert summarize_diff(
        diffs.read_worktree_diff(repository, revisions.resolve_head(repository))
    ) == [("added", "a.py", "a.py", ["1"], [])]


# Bounds -----------------------------------------------------------------------------------------


def test_a_large_diff_is_cut(
    top: Path, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = commit(a_py="")
    (top / "a.py").write_text("line\n" * 200_000)
    monkeypatch.setattr(diffs, "_MAX_DIFF_BYTES", 5000)
    assert len(diffs.read_diff(open_repo(), base)) == 5000


def test_git_that_takes_too_long_is_stopped(
    tmp_path: Path, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(a_py="1\n")
    slow = tmp_path / "bin"
    slow.mkdir()
    (slow / "git").write_text(
        f"#!{sys.executable}\nimport sys, time\nprint('diff', flush=True)\ntime.sleep(60)\n"
    )
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(diffs, "_DIFF_TIMEOUT_SECONDS", 0.5)
    assert diffs.read_diff(open_repo(), "HEAD") == "diff\n"


def test_a_failure_of_git_is_reported(
    commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(a_py="1\n")
    with pytest.raises(OperationError, match="git diff failed"):
        diffs.read_diff(open_repo(), "nothing")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OperationError, match="git cannot be run"):
        diffs.read_diff(open_repo(), "HEAD")


FILES = [f"diff --git a/{name} b/{name}\n+++ b/{name}\n@@ -0,0 +1,900 @@" for name in "abc"]


@pytest.mark.parametrize(
    ("sizes", "limit", "left"),
    [
        ((1, 2, 3), 10_000, (1, 2, 3)),
        ((1, 100, 1), 300, (1, 9, 1)),
        ((100, 100, 100), 600, (11, 11, 11)),
        ((1, 300, 2), 600, (1, 30, 2)),
        ((100, 100, 100), 0, (-1, -1, -1)),
    ],
)
def test_the_largest_files_lose_their_ends(
    sizes: tuple[int, ...], limit: int, left: tuple[int, ...]
) -> None:
    diff = "".join(
        head + "\n" + "+twelve signs\n" * size for head, size in zip(FILES, sizes, strict=True)
    )
    short = diffs.truncate_diff(diff, limit)
    assert len(short) <= max(limit, 2 * len(FILES))
    files = patch.parse_diff(short)
    assert tuple(len(file.added_lines) for file in files) == tuple(
        count for count in left if count >= 0
    )


def test_line_ends_alone_cost_nothing() -> None:
    diff = "diff --git a/a b/a\n" * 3
    assert diffs.truncate_diff(diff, len(diff) - 1) == diff


def test_a_file_that_was_removed_meanwhile(
    top: Path, commit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = commit(a_py="1\n")
    (top / "b.py").write_text("b\n")
    monkeypatch.setattr(diffs, "run_git", lambda *_: "gone.py\0")
    assert diffs.read_worktree_diff(open_repo(), base) == ""


def test_a_diff_that_git_did_not_make_is_cut_as_a_whole() -> None:
    assert diffs.truncate_diff("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n", 20) == "--- a\n+++ b"
    assert diffs.truncate_diff("x" * 100, 20) == ""
    assert diffs.truncate_diff("", 20) == ""


def test_files_below_some_folders_are_left_out() -> None:
    names = ["docs/a.md", "src/docs/b.py", "docsx/c.py"]
    diff = "".join(f"diff --git a/{name} b/{name}\n+{name}\n" for name in names)
    assert diffs.exclude_folders(diff, ("docs/",)) == diff.partition("+docs/a.md\n")[2]
    quoted = 'diff --git "a/docs/\\t.md" "b/docs/\\t.md"\n+x\n'
    assert diffs.exclude_folders(quoted + diff, ("docs/",)) == diff.partition("+docs/a.md\n")[2]
    assert diffs.exclude_folders(diff, ("other/",)) == diff
    assert diffs.exclude_folders("", ("docs/",)) == ""
    assert diffs.exclude_folders(diff, ()) == diff


# Paths and merges -------------------------------------------------------------------------------


def test_paths_that_differ(top: Path, commit: Callable[..., str]) -> None:
    first = commit(a_py="1\n", d__b_py="1\n", c_py="1\n")
    second = commit(a_py="2\n", d__b_py="2\n")
    (top / "c.py").write_text("2\n")
    assert diffs.list_changed_paths(open_repo(), first, second) == {"a.py", "d/b.py"}
    assert diffs.list_changed_paths(open_repo(), first, paths=["d", "c.py"]) == {"d/b.py", "c.py"}
    assert diffs.list_changed_paths(open_repo(), second) == {"c.py"}
    assert diffs.list_changed_paths(open_repo(), "nothing") == frozenset()


def test_lines_of_three_files_are_merged(top: Path) -> None:
    def merge(ours: str | bytes, base: str, theirs: str, marker_size: str = "") -> tuple[str, bool]:
        names = ("ours", "base", "theirs")
        for name, text in zip(names, (ours, base, theirs), strict=True):
            write_file(top / name, text)
        paths = [str(top / name) for name in names]
        return diffs.merge_lines(open_repo(), paths, ["A", "B", "C"], marker_size)

    assert merge("1\nx\n2\n3\n", "1\n2\n3\n", "1\n2\n3\ny\n") == ("1\nx\n2\n3\ny\n", True)
    assert merge("x\n", "1\n", "y\n") == ("<<<<<<< A\nx\n=======\ny\n>>>>>>> C\n", False)
    assert merge("x\n", "1\n", "y\n", "9") == ("<<<<<<<<< A\nx\n=========\ny\n>>>>>>>>> C\n", False)
    with pytest.raises(OperationError, match="merge-file failed"):
        merge(b"\0", "1\n", "y\n")
