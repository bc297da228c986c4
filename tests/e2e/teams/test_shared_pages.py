"""What is generated in pages of other branches: written on the default branch alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

Git = Callable[..., str]
FIRST, SECOND = "decisions/0001-one.md", "decisions/0002-two.md"


@pytest.fixture
def decided(repo: Path, git: Git, run: Runner) -> Path:
    """A repository whose branch `main` has two decisions that hold."""
    (repo / "minutebook.toml").write_text("")
    for title in ("One", "Two"):
        run("adr", "new", title, "--status", "accepted").ok()
    git("add", "-A")
    git("commit", "-qm", "first")
    return repo


def commit_branch(git: Git, run: Runner, name: str, *commands: tuple[str, ...]) -> None:
    """Begin a branch at `main`, run commands there, and commit what they wrote."""
    git("checkout", "-q", "-b", name, "main")
    for command in commands:
        run(*command).ok()
    git("add", "-A")
    git("commit", "-qm", name)


def list_codes(run: Runner) -> list[tuple[str, str]]:
    findings = run("check", "--json").json["findings"]
    return [(each["code"], each["path"]) for each in findings if each["code"].startswith("stale")]


def test_two_branches_that_link_to_one_decision_merge(decided: Path, git: Git, run: Runner) -> None:
    commit_branch(
        git,
        run,
        "a",
        ("adr", "new", "Way a", "--link", "relates-to:ADR-1"),
        ("adr", "new", "Another two", "--supersedes", "ADR-2"),
    )
    assert git("diff", "--name-only", "--diff-filter=M", "main", "a") == ""
    assert list_codes(run) == []
    commit_branch(
        git,
        run,
        "b",
        ("adr", "new", "Way b", "--link", "relates-to:ADR-1"),
        ("adr", "new", "More", "--link", "depends-on:ADR-2"),
    )
    tree = git("merge-tree", "--write-tree", "a", "b").strip()  # else it fails
    merge = git("commit-tree", tree, "-p", "a", "-p", "b", "-m", "both").strip()
    git("checkout", "-q", "main")
    git("merge", "-q", "--ff-only", merge)
    run("renumber").ok()
    run("index").ok()
    assert list_codes(run) == []
    for path, titles in ((FIRST, ("Way a", "Way b")), (SECOND, ("Another two", "More"))):
        text = (decided / path).read_text()
        assert all(title in text for title in titles)


def test_pages_of_the_branch_alone_are_written_whole(decided: Path, git: Git, run: Runner) -> None:
    git("checkout", "-q", "-b", "topic")
    run("adr", "new", "Three").ok()
    run("adr", "new", "Four", "--link", "relates-to:ADR-3").ok()
    assert "Four" in (decided / "decisions/0003-three.md").read_text()


def test_asked_for_by_its_name_they_are_written_everywhere(
    decided: Path, git: Git, run: Runner
) -> None:
    git("checkout", "-q", "-b", "topic")
    run("adr", "new", "Three", "--link", "relates-to:ADR-1").ok()
    assert git("status", "--porcelain", "-uno") == ""
    assert FIRST in run("index").ok().out
    assert "Three" in (decided / FIRST).read_text()


def test_facts_are_written_with_what_is_generated(decided: Path, git: Git, run: Runner) -> None:
    git("checkout", "-q", "-b", "topic")
    run("adr", "new", "Three", "--supersedes", "ADR-2", "--status", "accepted").ok()
    text = (decided / SECOND).read_text()
    assert "superseded" in text
    assert "[ADR-0003" in text


def test_links_to_a_page_that_gets_another_name_follow(
    decided: Path, git: Git, run: Runner
) -> None:
    run("adr", "new", "Three", "--link", "relates-to:ADR-1").ok()
    git("add", "-A")
    git("commit", "-qm", "three")
    git("checkout", "-q", "-b", "topic")
    run("retitle", "ADR-3", "Third").ok()
    assert "0003-third.md" in (decided / FIRST).read_text()


def test_a_record_that_was_merged_is_listed_with_the_next(
    decided: Path, git: Git, run: Runner
) -> None:
    commit_branch(git, run, "topic", ("adr", "new", "Three"))
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-edit", "topic")
    run("adr", "new", "Four").ok()
    index = (decided / "decisions/README.md").read_text()
    assert "0003-three.md" in index
    assert "0004-four.md" in index
    assert list_codes(run) == []


def test_after_a_merge_of_what_was_pulled_nothing_is_changed(
    decided: Path, git: Git, run: Runner, world: dict[str, str], tmp_path: Path
) -> None:
    """In a feature branch the hook leaves the pages of `origin/main` as they are."""
    remote = tmp_path / "remote.git"
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", remote.as_uri())
    commit_branch(git, run, "other", ("adr", "new", "Three", "--link", "relates-to:ADR-1"))
    git("push", "-q", "origin", "other:main")
    commit_branch(git, run, "topic", ("adr", "new", "Four"))
    run("agents", "install", "git").ok()
    git("add", "-A")
    git("commit", "-qm", "hooks")
    git("fetch", "-q", "origin")
    for command in (("merge", "-q", "--no-edit"), ("rebase", "-q")):
        subprocess.run(["git", *command, "origin/main"], cwd=decided, env=world, check=True)
        assert git("status", "--porcelain", "-uno") == ""
    assert os.path.exists(decided / "decisions/0003-three.md")
