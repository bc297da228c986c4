"""The folder of a site: which one it is, and which ones are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minutebook.errors import Refusal
from minutebook.operations.project import open_project
from minutebook.site.writing import place


@pytest.mark.parametrize(
    ("wanted", "are_named", "folder"),
    [
        ("", False, "site"),
        ("", True, "sub/site"),
        ("out", False, "sub/out"),
        ("../out", True, "out"),
    ],
)
def test_where_a_site_goes(wanted: str, are_named: bool, folder: str, repo: Path) -> None:
    (repo / "sub").mkdir()
    project = open_project(str(repo / "sub"))
    chosen = place.choose_folder([project], wanted, str(repo / "sub"), are_named=are_named)
    assert chosen == str(repo / folder)


@pytest.mark.parametrize(
    ("out", "words"),
    [
        (".", "have in it the records of history/prompts"),
        ("..", "have in it the records of history/prompts"),
        ("decisions", "among the records of decisions"),
        ("history/prompts/site", "among the records of history/prompts"),
        ("link", "among the records of decisions"),
        (".git/site", "git"),
        ("file", "is no folder"),
        ("others", "has files that are no site of minutebook, such as index.html"),
    ],
)
def test_folders_that_are_refused(out: str, words: str, repo: Path) -> None:
    (repo / "decisions").mkdir()
    (repo / "link").symlink_to(repo / "decisions")
    (repo / "file").write_text("")
    (repo / "others").mkdir()
    (repo / "others/index.html").write_text("")
    with pytest.raises(Refusal) as refusal:
        place.require_usable([open_project(str(repo))], os.path.normpath(repo / out))
    assert words in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize("out", ["new", "deep/er", "empty", "hosted", "ours", "begun", "locked"])
def test_folders_that_may_be_written(out: str, repo: Path) -> None:
    for folder in ("empty", "hosted", "ours", "begun", "locked"):
        (repo / folder).mkdir()
    (repo / "hosted/CNAME").write_text("example.org")
    (repo / "ours" / place.MANIFEST_NAME).write_text("{}")
    (repo / "ours/index.html").write_text("")
    # What builds leave that were killed: one among its pages, one before it wrote any.
    for name in (place.JOURNAL_NAME, place.LOCK_NAME, "index.html"):
        (repo / "begun" / name).write_text("")
    (repo / "locked" / place.LOCK_NAME).write_text("")
    place.require_usable([open_project(str(repo))], str(repo / out))


def test_records_in_the_top_leave_room_for_a_site_beside_them(repo: Path) -> None:
    (repo / "minutebook.toml").write_text('adr-folders = ["."]\n')
    project = open_project(str(repo))
    place.require_usable([project], str(repo / "site"))
    with pytest.raises(Refusal):
        place.require_usable([project], str(repo))


def test_git_is_told_to_ignore_a_site_once(repo: Path, tmp_path: Path) -> None:
    projects = [open_project(str(repo))]
    assert place.suggest_ignoring(projects, str(repo / "site")) == "echo /site/ >> .gitignore"
    assert place.suggest_ignoring(projects, str(tmp_path / "site")) == ""
    (repo / ".gitignore").write_text("/site/\n")
    assert place.suggest_ignoring(projects, str(repo / "site")) == ""
