"""What a look at the disk tells of pages: which came, went or may say something else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minutebook.catalog import looks
from minutebook.catalog.looks import FolderLook, find_changes

PAST = 1_700_000_000_123_456_789  # in nanoseconds, long ago


class Tree:
    """A folder of pages, and the looks that were taken of it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.known: dict[str, FolderLook] = {}
        self.listed: list[str] = []

    def write(self, path: str, text: str = "x") -> Path:
        page = self.top / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
        return page

    def list_folder(self, folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        self.listed.append(folder)
        entries = sorted((self.top / folder).iterdir())
        return (
            tuple(entry.name for entry in entries if entry.is_dir()),
            tuple(entry.name for entry in entries if not entry.is_dir()),
        )

    def look(self, *roots: str) -> looks.Changes:
        self.listed = []
        changes = find_changes(str(self.top), roots or ("records",), self.known, self.list_folder)
        for path, look in changes.folders.items():
            if look is None:
                del self.known[path]
            else:
                self.known[path] = look
        return changes


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Three pages in two folders, looked at long after they were written."""
    tree = Tree(tmp_path)
    for path in ("records/a.md", "records/b.md", "records/sub/c.md"):
        tree.write(path)
    set_later(monkeypatch)
    assert sorted(tree.look().changed) == ["records/a.md", "records/b.md", "records/sub/c.md"]
    return tree


def set_later(monkeypatch: pytest.MonkeyPatch, seconds: float = 60) -> None:
    """Have looks taken so many seconds after all that was written until now."""
    real_time = looks.time_ns
    shift = int(seconds * 1e9)
    monkeypatch.setattr(looks, "time_ns", lambda: real_time() + shift)


def test_nothing_has_changed(tree: Tree) -> None:
    changes = tree.look()
    assert (changes.folders, changes.changed, changes.removed, tree.listed) == ({}, [], [], [])


def test_pages_come_go_and_change(tree: Tree) -> None:
    tree.write("records/sub/d.md")
    (tree.top / "records/a.md").unlink()
    tree.write("records/b.md", "other")
    changes = tree.look()
    assert sorted(changes.changed) == ["records/b.md", "records/sub/d.md"]
    assert (changes.added, changes.removed) == (["records/sub/d.md"], ["records/a.md"])


def test_a_folder_that_is_gone_takes_its_pages_along(tree: Tree) -> None:
    (tree.top / "records/sub/c.md").unlink()
    (tree.top / "records/sub").rmdir()
    assert tree.look().removed == ["records/sub/c.md"]
    assert tree.look("elsewhere").removed == ["records/a.md", "records/b.md"]


def test_a_folder_that_became_a_file_is_gone(tree: Tree) -> None:
    (tree.top / "records/sub/c.md").unlink()
    (tree.top / "records/sub").rmdir()
    tree.write("records/sub")
    changes = tree.look()
    assert changes.removed == ["records/sub/c.md"]
    assert changes.added == ["records/sub"]


def test_another_page_of_the_same_size_and_time_is_seen(tree: Tree) -> None:
    page = tree.top / "records/a.md"
    status = page.stat()
    other = tree.write("records/new", "y")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(page)
    assert tree.look().changed == ["records/a.md"]


def test_what_was_written_just_now_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = Tree(tmp_path)
    tree.write("records/a.md")
    assert tree.look().changed == ["records/a.md"]
    assert tree.look().changed == ["records/a.md"]
    set_later(monkeypatch)
    assert tree.look().changed == ["records/a.md"]  # seen so for the first time
    assert tree.look().changed == []


def test_a_file_system_of_whole_seconds_is_doubted_for_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings"
    path.write_text("x")
    written = path.stat().st_mtime_ns
    whole = written // 10**9 * 10**9

    class WholeSeconds:
        st_ino, st_size, st_ctime_ns, st_mtime_ns = 1, 1, whole, whole

    monkeypatch.setattr(looks.os, "stat", lambda _: WholeSeconds)
    monkeypatch.setattr(looks, "time_ns", lambda: whole + 2 * 10**9)
    assert looks.describe_file(str(path)).startswith("? ")
    monkeypatch.setattr(looks, "time_ns", lambda: whole + 4 * 10**9)
    assert looks.describe_file(str(path)) == f"1 {whole} {whole} 1"


def test_a_file_is_described_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings"
    assert looks.describe_file(str(path)) == ""
    path.write_text("x")
    assert looks.describe_file(str(path)) != looks.describe_file(str(path))  # it is too new
    set_later(monkeypatch)
    described = looks.describe_file(str(path))
    assert described == looks.describe_file(str(path))
    path.write_text("xy")
    assert looks.describe_file(str(path)) != described


def test_large_inodes_are_kept_in_part(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    class Large:
        st_ino, st_size, st_ctime_ns, st_mtime_ns = 2**64 - 1, 1, PAST, PAST

    real_stat = os.stat

    def stat(path: str) -> object:
        return Large if path.endswith("a.md") else real_stat(path)

    monkeypatch.setattr(looks.os, "stat", stat)
    assert tree.look().changed == ["records/a.md"]
    assert tree.look().changed == []


def test_a_page_that_cannot_be_looked_at_is_read_each_time(tree: Tree) -> None:
    (tree.top / "records/a.md").unlink()
    (tree.top / "records/a.md").symlink_to("nowhere")
    assert tree.look().changed == ["records/a.md"]
    (tree.top / "records/b.md").write_text("z")
    assert sorted(tree.look().changed) == ["records/a.md", "records/b.md"]


def test_the_top_itself_may_be_a_folder_of_records(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("0001-a.md")
    assert tree.look(".").changed == ["0001-a.md"]
    (tmp_path / "0001-a.md").unlink()
    assert tree.look(".").removed == ["0001-a.md"]
