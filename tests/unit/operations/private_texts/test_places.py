"""Where kept texts lie: in git's directory, or in another repository's folder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

PAGE = "history/prompts/general/0001-sea.general.prompt.md"


def make_record(run: Runner) -> str:
    """Make a summary, and give the warnings."""
    made = run("phr", "new", "Sea", "--prompt", "Whales.", "--visibility", "summary")
    return "".join(
        f"{line}\n" for line in made.ok().err.splitlines() if not line.startswith("next: ")
    )


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("git@host:team/shop.git", "shop"),
        ("https://host/team/shop/", "shop"),
        ("", "repo"),
        ("host:..", "__"),
    ],
)
def test_a_folder_of_another_repository(
    repo: Path, run: Runner, git: Callable[..., str], address: str, name: str
) -> None:
    if address:
        git("remote", "add", "origin", address)
    vault = repo.parent / "vault"
    subprocess.run(["git", "init", "-q", str(vault)], check=True)
    (repo / "minutebook.toml").write_text('texts = "../vault"\n', "utf-8")
    assert make_record(run) == ""
    assert (vault / name / PAGE).is_file()
    assert run("show", "PHR-1", "--json").json["record"]["prompt"] == "Whales."
    (vault / name / PAGE).unlink()
    assert "they may be in ../vault" in run("show", "PHR-1").out


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("../nowhere", "is neither a remote nor a folder of another repository"),
        ("..", "is not in another repository"),
        (".", "is not in another repository"),
    ],
)
def test_a_place_that_cannot_be_used_publishes_nothing(
    repo: Path, run: Runner, setting: str, reason: str
) -> None:
    (repo / "minutebook.toml").write_text(f'texts = "{setting}"\n', "utf-8")
    assert reason in make_record(run)
    assert (repo / ".git/minutebook/texts" / PAGE).is_file()
    assert run("show", "PHR-1", "--json").json["record"]["texts"] == "here"


def test_nothing_is_written_through_a_link(repo: Path, run: Runner, tmp_path: Path) -> None:
    texts = repo / ".git/minutebook/texts"
    texts.mkdir(parents=True)
    (texts / "history").symlink_to(tmp_path)
    refused = run("phr", "new", "Sea", "--prompt", "Whales.", "--visibility", "private")
    assert refused.exit != 0
    assert not (tmp_path / "prompts").exists()
