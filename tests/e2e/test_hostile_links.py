"""A repository that brings links: nothing is written through them, and no turn is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_events import Stage, actor
from command_runner import Runner


def read_git_directory(top: Path) -> dict[str, bytes]:
    """What lies in git's directory, but for our own folder and what git itself writes there."""
    ours = ("minutebook", "objects", "index", "logs", "info/exclude")
    git_dir = top / ".git"
    return {
        path: (git_dir / path).read_bytes()
        for path in sorted(p.relative_to(git_dir).as_posix() for p in git_dir.rglob("*"))
        if (git_dir / path).is_file() and not path.startswith(ours)
    }


def link(path: Path, goal: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(goal)


def take_turn(stage: Stage, prompt: str = "Do it") -> str:
    """One turn of an agent; gives what its hooks wrote to stderr. Each ends with status 0."""
    agent = actor("claude", "s", stage.top)
    return "".join(
        result.err
        for args, payload in [*agent.ask(prompt), *agent.stop("Done.")]
        for result in [stage.run(args, json.dumps(payload).encode())]
        if result.exit == 0
    )


INDEX_LINKS = [
    "../.git/config",
    "../.git/hooks/post-commit",
    "../../outside",
    "/dev/null",
    "README.md",
]


@pytest.mark.parametrize("goal", INDEX_LINKS)
def test_an_index_page_that_is_a_link_loses_no_turn(
    goal: str, stage: Stage, git: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "outside").write_text("theirs\n")
    link(stage.top / "history/README.md", goal)
    before = read_git_directory(stage.top)
    err = take_turn(stage)
    assert err.count("\n") == 1
    assert f"history/README.md is a link to {goal}" in err
    assert len(stage.records()) == 1
    assert read_git_directory(stage.top) == before
    assert (tmp_path / "outside").read_text() == "theirs\n"
    git("status")


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("history", ".git"),
        ("history", ".git/hooks"),
        ("history", "/"),
        ("history/prompts", "../../outside"),
        ("history/prompts/general", "/nowhere"),
        ("history/prompts", "prompts"),
    ],
)
def test_a_turn_that_a_link_keeps_from_its_folder_stays_in_the_spool(
    path: str, goal: str, stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    link(stage.top / path, goal)
    before = read_git_directory(stage.top)
    err = take_turn(stage)
    assert f"{path} is a link to {goal}" in err
    assert err.count("\n") == 1
    assert stage.records() == []
    assert list((tmp_path / "outside").iterdir()) == []
    assert read_git_directory(stage.top) == before
    (stage.top / path).unlink()
    take_turn(stage, "Do more")
    assert len(stage.records()) == 2  # nothing was lost


@pytest.mark.parametrize("goal", [".git/hooks", ".git", "../outside", "docs", "nowhere"])
def test_decisions_that_are_a_link(goal: str, repo: Path, run: Runner, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (repo / "docs").mkdir()
    link(repo / "decisions", goal)
    before = read_git_directory(repo)
    result = run("adr", "new", "Cache in Redis")
    assert result.exit == 3
    assert f"error: decisions is a link to {goal}" in result.err
    assert f"hint: rm {repo / 'decisions'}" in result.err
    assert read_git_directory(repo) == before
    assert [*(tmp_path / "outside").iterdir(), *(repo / "docs").iterdir()] == []
    (finding,) = [
        finding
        for finding in run("check", "--format", "json").json["findings"]
        if finding["code"] == "link-in-the-way"
    ]
    assert (finding["path"], finding["severity"]) == (
        "decisions",
        "warning" if goal == "docs" else "error",
    )
    (repo / "decisions").unlink()
    run("adr", "new", "Cache in Redis").ok()


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_record_is_written_where_its_index_page_cannot_be(
    kind: str, repo: Path, run: Runner
) -> None:
    run("adr", "new", "One").ok()
    index = repo / "decisions/README.md"
    index.unlink()
    if kind == "link":
        index.symlink_to("../.git/config")
    elif kind == "pipe":
        os.mkfifo(index)
    else:
        index.mkdir()
    result = run("adr", "new", "Two").ok()
    assert (repo / "decisions/0002-two.md").is_file()
    assert "decisions/README.md was left out: " in result.err
    refused = run("index")
    assert refused.exit in (3, 4)
    assert "decisions/README.md is" in refused.err
    assert "link-in-the-way" in run("check").out
    hint = next(line for line in refused.err.split("\n") if line.startswith("hint: "))
    subprocess.run(hint.removeprefix("hint: "), shell=True, check=True)
    run("index").ok()
    run("check").ok()


def test_the_editor_is_not_opened_on_a_link(
    repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("adr", "new", "One").ok()
    (repo / "decisions/0002-two.md").symlink_to("0001-one.md")
    monkeypatch.setenv("EDITOR", "false")
    result = run("edit", "ADR-2")
    assert result.exit == 3
    assert "decisions/0002-two.md is a link to 0001-one.md" in result.err


def test_a_page_that_leads_into_git_is_not_shown(repo: Path, run: Runner) -> None:
    run("adr", "new", "One").ok()
    (repo / "decisions/0002-two.md").symlink_to("../.git/config")
    assert [record["ref"] for record in run("list", "--json").ok().json["records"]] == ["ADR-0001"]


@pytest.mark.parametrize("name", ["minutebook.toml", ".gitattributes"])
def test_what_init_and_install_write_is_written_through_no_link(
    name: str, repo: Path, run: Runner
) -> None:
    outside = repo.parent / "outside"
    outside.write_text("")
    (repo / name).symlink_to("../outside")
    for args in (["init"], ["agents", "install", "claude", "git"]):
        run(*args)
    assert outside.read_text() == ""


def test_the_configuration_cannot_name_a_folder_of_git(repo: Path, run: Runner) -> None:
    for folder in (".git/hooks", ".GIT/hooks", ".git /x", "git~1", ".g\u200cit/x"):
        (repo / "minutebook.toml").write_text(f'adr-folders = ["{folder}"]\n', "utf-8")
        assert run("adr", "new", "A").exit in (2, 3), folder
