"""Addresses of remotes: which spellings mean one place."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.repository.git import repo as repos
from minutebook.repository.git.remotes import addresses


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("git@Host.org:team/shop.git", "https://host.org/team/shop", True),
        ("ssh://git@host.org:22/team/shop.git/", "host.org:team/shop", True),
        ("https://user:word@host.org/team/shop.git", "git@host.org:/team/shop", True),
        ("https://host.org/team/shop", "https://host.org/team/shop-texts", False),
        ("https://host.org/team/shop", "https://other.org/team/shop", False),
        ("../hub", "../hub.git", True),
        ("../hub.git", "file://{tmp}/hub.git/", True),
        ("../link.git", "{tmp}/hub.git", True),
        ("../hub.git", "../other.git", False),
    ],
)
def test_spellings_of_one_place(
    repo: Path, tmp_path: Path, first: str, second: str, is_same: bool
) -> None:
    (tmp_path / "hub.git").mkdir()
    (tmp_path / "link.git").symlink_to("hub.git")
    top = str(tmp_path / "repo")
    places = [
        addresses.normalize_address(each.replace("{tmp}", str(tmp_path)), top)
        for each in (first, second)
    ]
    assert (places[0] == places[1]) is is_same


def test_clones_of_one_project(repo: Path, git: Callable[..., str], tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    for name in ("clone", "alone"):
        subprocess.run(["git", "init", "-q", str(tmp_path / name)], check=True)
    here, clone, alone = (
        repos.find_repo(str(top)) for top in (repo, tmp_path / "clone", tmp_path / "alone")
    )
    assert not addresses.is_same_project(here, clone)
    git("push", "-q", os.path.join("..", "clone"), "HEAD:refs/heads/copy")
    assert addresses.is_same_project(here, clone)
    assert not addresses.is_same_project(here, alone)
    git("remote", "add", "origin", str(tmp_path / "alone"))
    assert addresses.is_same_project(here, alone)
