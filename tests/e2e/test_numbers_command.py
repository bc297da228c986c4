"""`minutebook numbers` and `numbers prune`: local and remote claims, and the next numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]


def claim(repo: Path, series: str, number: int, age: float = 0.0) -> Path:
    """Claim a number in this clone, `age` seconds ago; returns the claim's file."""
    path = repo / ".git/minutebook/claims" / series / str(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.fixture
def remote(repo: Path, git: Git, run: Runner, tmp_path: Path) -> Path:
    """A remote `origin` that has claims of two decisions, and the record of the first."""
    remote = tmp_path / "origin.git"
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    (repo / "minutebook.toml").write_text('reserve = "origin"\n')
    run("adr", "new", "A").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "A")
    git("push", "-q", "origin", "main")
    run("adr", "new", "B").ok()
    return remote


def test_the_next_numbers_without_claims(repo: Path, run: Runner) -> None:
    result = run("numbers").ok()
    assert result.out == "phr  next  0001  history/prompts\nadr  next  0001  decisions\n"
    assert run("numbers", "--json").json == {
        "schema": "minutebook.v1",
        "rows": [
            {"row": "phr", "kind": "phr", "folder": "history/prompts", "next": 1, "digits": "0001"},
            {"row": "adr", "kind": "adr", "folder": "decisions", "next": 1, "digits": "0001"},
        ],
        "claims": [],
        "total": 0,
        "blocks": [],
    }
    assert run("numbers", "prune").ok().out == "nothing to do\n"


def test_local_claims_are_listed_and_pruned(repo: Path, run: Runner, git: Git) -> None:
    (repo / "minutebook.toml").write_text("")
    for title in "abc":
        run("phr", "new", title, "--prompt", "x").ok()
    for number, age in ((3, 70), (4, 130), (5, 600), (6, 7300), (7, 90000)):
        claim(repo, "phr", number, age)
    claim(repo, "gone", 1, 90000)
    claim(repo, "gone", 2, 70)
    assert run("numbers").ok().out.split("\n") == [
        "phr   next   0008  history/prompts",
        "adr   next   0001  decisions",
        "gone  claim  1     local, 1 d",
        "gone  claim  2     local, 1 min",
        "phr   claim  3     local, 1 min, landed",
        "phr   claim  4     local, 2 min",
        "phr   claim  5     local, 10 min",
        "phr   claim  6     local, 2 h",
        "phr   claim  7     local, 1 d",
        "",
    ]
    dropped = "gone 1 (local)\n{0}phr 3 (local)\n{0}phr 7 (local)\n"
    result = run("numbers", "prune", "--dry-run").ok()
    assert result.out == "would drop " + dropped.format("would drop ")
    assert run("numbers", "prune").ok().out == "dropped " + dropped.format("dropped ")
    assert sorted(os.listdir(repo / ".git/minutebook/claims/phr")) == ["4", "5", "6"]
    assert run("numbers", "prune").ok().out == "nothing to do\n"
    assert run("numbers").ok().out.count("claim") == 4


def test_a_new_claim_shows_its_age_in_seconds(repo: Path, run: Runner) -> None:
    claim(repo, "phr", 3)
    assert run("numbers").ok().out.split("\n")[2].endswith(" s")


def test_a_claim_landed_if_another_branch_has_the_record(repo: Path, run: Runner, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "other")
    run("adr", "new", "A").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "A")
    git("checkout", "-q", "main")
    claim(repo, "adr", 1, 120)
    claim(repo, "adr", 2)
    document = run("numbers", "prune", "--json").ok().json
    assert document["dropped"][0].pop("age") in range(120, 180)
    assert document == {
        "schema": "minutebook.v1",
        "dropped": [
            {
                "row": "adr",
                "number": 1,
                "where": "local",
                "landed": True,
                "removed": False,
                "private": False,
                "block": None,
            }
        ],
        "total": 1,
    }


def test_each_folder_has_a_series_under_folder_numbering(repo: Path, run: Runner) -> None:
    (repo / "minutebook.toml").write_text(
        'phr-numbering = "folder"\nadr-numbering = "folder"\nadr-folders = ["docs/a", "docs/b"]\n'
    )
    for path in ("prompts/general/0004-x", "prompts/shop/0009-x", "prompts/0001-x"):
        page = repo / f"history/{path}.general.prompt.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("# x\n")
    rows = run("numbers", "--json").ok().json["rows"]
    assert [(row["folder"], row["digits"]) for row in rows] == [
        ("history/prompts/general", "0005"),
        ("history/prompts/shop", "0010"),
        ("docs/a", "0001"),
        ("docs/b", "0001"),
    ]


def test_a_folder_named_by_dates_has_no_next_number(repo: Path, run: Runner) -> None:
    (repo / "decisions").mkdir()
    (repo / "decisions/20240102-x.md").write_text("# X\n")
    assert "adr  next  by date  decisions\n" in run("numbers").ok().out
    assert run("numbers", "--json").json["rows"][1]["next"] is None


def test_landed_claims_on_the_remote_are_pruned(
    repo: Path, run: Runner, git: Git, remote: Path
) -> None:
    """The highest claim stays, for clones that have not fetched its record."""
    assert run("numbers").ok().out.split("\n")[2:] == [
        "adr  claim  1     remote, landed",
        "adr  claim  2     remote",
        "",
    ]
    git("add", "-A")
    git("commit", "-q", "-m", "B")
    assert run("numbers", "prune").ok().out == "dropped adr 1 (remote)\n"
    git("push", "-q", "origin", "main")
    note = (
        "kept adr 2 (remote): the highest of its series tells clones that have not fetched its "
        "record which numbers are given\n"
    )
    for args in ([], ["--dry-run"]):
        assert run("numbers", "prune", *args).ok().out == "nothing to do\n" + note
    assert [claimed["landed"] for claimed in run("numbers", "--json").json["claims"]] == [True]
    run("adr", "new", "C").ok()
    assert run("numbers", "prune").ok().out == "dropped adr 2 (remote)\n"


def test_claims_on_the_remote_raise_the_next_number(
    repo: Path, run: Runner, git: Git, remote: Path
) -> None:
    token = git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    git("push", "-q", "origin", f"{token}:refs/minutebook/adr/11", f"{token}:refs/minutebook/odd/1")
    output = run("numbers").ok().out
    assert "adr  next   0012  decisions\n" in output
    assert "odd  claim  1     remote\n" in output


def test_an_unreachable_remote_is_a_warning(repo: Path, run: Runner, remote: Path) -> None:
    claim(repo, "adr", 1)
    os.rename(remote, remote.parent / "away")
    for args in (["numbers"], ["numbers", "prune"]):
        result = run(*args).ok()
        assert result.err.startswith("warning: no number can be claimed on origin: ")
    assert result.out == "dropped adr 1 (local)\n"


def test_a_remote_that_refuses_to_drop_claims_is_a_warning(
    repo: Path, run: Runner, remote: Path
) -> None:
    hook = remote / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    claim(repo, "adr", 1)
    result = run("numbers", "prune").ok()
    assert result.out == "dropped adr 1 (local)\n"
    assert "[remote rejected] (hook declined)" in result.err


# Blocks -----------------------------------------------------------------------------------------


@pytest.fixture
def blocks_remote(repo: Path, git: Git, run: Runner, tmp_path: Path) -> Path:
    """A remote `origin` on which this clone has a block of four prompts' numbers, one of them used.

    Another clone has the block after it.
    """
    remote = tmp_path / "origin.git"
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    (repo / "minutebook.toml").write_text('reserve = "origin"\nreserve-block = 4\n')
    run("phr", "new", "A", "--prompt", "x").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "A")
    git("push", "-q", "origin", "main")
    object_id = git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    git("push", "-q", "origin", *(f"{object_id}:refs/minutebook/phr/{n}" for n in (5, 6, 7, 8)))
    return remote


def test_blocks_are_listed(repo: Path, run: Runner, blocks_remote: Path) -> None:
    """The next number is one of this clone's block, whatever others hold."""
    assert run("numbers").ok().out.split("\n") == [
        "phr  next    0002  history/prompts",
        "adr  next    0001  decisions",
        "phr  block   2-4   3 for this clone",
        "phr  claims  1-4   remote, 1 of 4 landed",
        "phr  claims  5-8   remote, 0 of 4 landed",
        "",
    ]
    document = run("numbers", "--json").ok().json
    validate_document("numbers", document)
    assert document["blocks"] == [{"row": "phr", "free": [2, 3, 4]}]
    assert [claimed["block"] for claimed in document["claims"]] == [[1, 4]] * 4 + [[5, 8]] * 4


def test_what_others_hold_and_have_not_used_stays(
    repo: Path, run: Runner, git: Git, blocks_remote: Path
) -> None:
    """However many claims there are above it: a low number that was dropped might be given."""
    assert run("numbers", "prune").ok().out == "dropped phr 1 (remote)\n"
    object_id = git("hash-object", "-w", "minutebook.toml").strip()
    git("push", "-q", "origin", f"{object_id}:refs/minutebook/phr/9")
    assert run("numbers", "prune").ok().out == "nothing to do\n"
    assert run("numbers").ok().out.split("\n")[2:] == [
        "phr  block   2-4   3 for this clone",
        "phr  claims  2-4   remote, 0 of 3 landed",
        "phr  claims  5-8   remote, 0 of 4 landed",
        "phr  claim   9     remote",
        "",
    ]
    run("phr", "new", "B", "--prompt", "x").ok()
    assert "phr  block   3-4   2 for this clone\n" in run("numbers").ok().out
