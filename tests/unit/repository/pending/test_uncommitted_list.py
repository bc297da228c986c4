"""The list of pages that wait for a commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.repository.git.repo import Repo
from minutebook.repository.pending import uncommitted_list
from minutebook.repository.pending.uncommitted_list import UncommittedPage


def test_what_is_written_is_read(tmp_path: Path) -> None:
    repo = Repo(str(tmp_path), str(tmp_path), str(tmp_path))
    pages = {
        "a/ü b.md": UncommittedPage("sha256:1", "claude-s"),
        "c.md": UncommittedPage("sha256:2", "codex-t", "abc"),
    }
    uncommitted_list.write_list(repo, {})
    assert uncommitted_list.read_list(repo) == {}
    uncommitted_list.write_list(repo, pages)
    assert uncommitted_list.read_list(repo) == pages
    (tmp_path / "minutebook-uncommitted").write_text("half a line\ta\n")
    assert uncommitted_list.read_list(repo) == {}
    uncommitted_list.write_list(repo, {})
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncommitted_list, "_MAX_PAGES", 2)
    repo = Repo(str(tmp_path), str(tmp_path), str(tmp_path))
    uncommitted_list.write_list(repo, {name: UncommittedPage("1", "s") for name in "abc"})
    assert list(uncommitted_list.read_list(repo)) == ["b", "c"]
