"""Checkpoints of Entire, made up in the layouts that its documents describe.

Entire cannot be installed here. Branch, refs and shadow branches are those of 0.3 to 0.11.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.stores import entire
from minutebook.agents.stores.base import StoredText, StoreReading
from minutebook.operations.project import open_project
from stored_prompts import SESSION, checkpoint_files, claude_rows, put_tree

Git = Callable[..., str]
GREET, SECOND = ("Append a greeting", "Done.", "README.md"), ("Now the second line", "So.", "b.md")
WHY = ("Why?\n\n---\n\nSay it", "Because.", "")
FIRST_ID, SECOND_ID = "a3b2c4d5e6f7", "b4b2c4d5e6f8"
COMMIT_TIME = 1769860800.0  # of the commits of tests
BRANCH = "refs/heads/entire/checkpoints/v1"


def read_store(repo: Path) -> StoreReading:
    project = open_project(str(repo))
    return entire.read_turns(entire.find_texts(project, ""))


def commit(git: Git, checkpoint_id: str = "") -> str:
    trailer = f"\n\nEntire-Checkpoint: {checkpoint_id}" if checkpoint_id else ""
    git("commit", "-q", "--allow-empty", "-m", f"change{trailer}")
    return git("rev-parse", "HEAD").strip()


def list_turns(reading: StoreReading) -> list[tuple[str, str, tuple[str, ...]]]:
    turns = sorted(reading.turns, key=lambda stored: stored.turn.started)
    return [(stored.turn.prompt, stored.turn.response, stored.commits) for stored in turns]


def two_checkpoints(*, first_lines: bool = True) -> dict[str, str]:
    early, late = claude_rows(GREET), claude_rows(GREET, SECOND, WHY)
    files = checkpoint_files("a3/b2c4d5e6f7", early, [GREET[0]], files=["README.md", "x.md"])
    if not first_lines:
        del files["a3/b2c4d5e6f7/0/full.jsonl"]
    return files | checkpoint_files(
        "b4/b2c4d5e6f8", late, [SECOND[0], WHY[0]], start=2, minute=3, files=["b.md"]
    )


@pytest.mark.parametrize("first_lines", [True, False], ids=["both", "last transcript alone"])
def test_each_turn_has_the_commits_of_its_checkpoint(
    repo: Path, git: Git, first_lines: bool
) -> None:
    first, second = commit(git, FIRST_ID), commit(git, SECOND_ID)
    put_tree(git, BRANCH, two_checkpoints(first_lines=first_lines))
    reading = read_store(repo)
    assert list_turns(reading) == [
        (GREET[0], "Done.", (first,)),
        (SECOND[0], "So.", (second,)),
        (WHY[0], "Because.", (second,)),
    ]
    greet = min(reading.turns, key=lambda stored: stored.turn.started)
    assert (greet.turn.agent, greet.turn.session_id) == ("claude", SESSION)
    assert (greet.branch, greet.user, greet.files) == ("topic", "Ada Example", ("x.md",))
    assert (greet.turn.model, greet.turn.tools[0].files) == ("haiku", ("/home/jo/shop/README.md",))
    assert (reading.problems, reading.silent_count) == ((), 0)


def test_a_ref_for_each_checkpoint(repo: Path, git: Git) -> None:
    identifier = "01M3YQQJVN37X48WND4YW3N1NW"
    sha = commit(git, identifier)
    files = checkpoint_files("", claude_rows(GREET), [GREET[0]])
    put_tree(git, f"refs/entire/checkpoints/NW/{identifier}", files)
    assert list_turns(read_store(repo)) == [(GREET[0], "Done.", (sha,))]


def test_branch_and_its_remote_copy_are_read_once(repo: Path, git: Git) -> None:
    commit(git, FIRST_ID)
    put_tree(git, BRANCH, two_checkpoints())
    git("update-ref", "refs/remotes/origin/entire/checkpoints/v1", BRANCH)
    assert len(read_store(repo).turns) == 3


def test_what_is_not_committed_lies_on_a_shadow_branch(repo: Path, git: Git) -> None:
    commit(git)
    folder = f".entire/metadata/2026-10-02-{SESSION}"
    files = {
        "README.md": "hello",
        f"{folder}/full.jsonl": "\n".join(claude_rows(GREET)),
        f"{folder}/prompt.txt": GREET[0],
    }
    put_tree(git, "refs/heads/entire/1a2b3c4-e3b0c4", files)
    (stored,) = read_store(repo).turns
    assert (stored.turn.prompt, stored.commits) == (GREET[0], ())
    assert stored.turn.session_id == SESSION


def test_the_first_layout_has_no_folder_for_a_session(repo: Path, git: Git) -> None:
    sha = commit(git, FIRST_ID)
    files = checkpoint_files("a3/b2c4d5e6f7", claude_rows(GREET), [GREET[0]])
    flat = {
        path.replace("/0/", "/"): text
        for path, text in files.items()
        if path != "a3/b2c4d5e6f7/metadata.json"
    }
    put_tree(git, "refs/heads/entire/sessions", flat)
    assert list_turns(read_store(repo)) == [(GREET[0], "Done.", (sha,))]


def test_a_long_transcript_in_parts(repo: Path, git: Git) -> None:
    files = checkpoint_files("a3/b2c4d5e6f7", [], [])
    first, *rest = claude_rows(GREET, SECOND)
    files["a3/b2c4d5e6f7/0/full.jsonl"] = first
    files["a3/b2c4d5e6f7/0/full.jsonl.001"] = "\n".join(rest)
    commit(git)
    put_tree(git, BRANCH, files)
    assert [prompt for prompt, _, _ in list_turns(read_store(repo))] == [GREET[0], SECOND[0]]


def test_an_agent_that_is_not_known_has_its_prompts(repo: Path, git: Git) -> None:
    sha = commit(git, FIRST_ID)
    prompts = ["Make z", "Make it better"]
    files = checkpoint_files(
        "a3/b2c4d5e6f7", ["??"], prompts, agent="Strange Agent", session="s-1", minute=9
    )
    put_tree(git, BRANCH, files)
    reading = read_store(repo)
    assert list_turns(reading) == [("Make z", "", (sha,)), ("Make it better", "", (sha,))]
    assert {stored.turn.agent for stored in reading.turns} == {"strange-agent"}
    assert {stored.turn.started for stored in reading.turns} == {1790957380.5}


def test_a_checkpoint_of_prompts_alone_has_the_time_of_its_commit(
    repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(git, FIRST_ID)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-03-05T12:00:00Z")
    files = {"a3/b2c4d5e6f7/0/prompt.txt": "Add a cart", "cc/b2c4d5e6f7/0/prompt.txt": "Why?"}
    put_tree(git, BRANCH, files)
    times = {stored.turn.prompt: stored.turn.started for stored in read_store(repo).turns}
    assert times == {"Add a cart": COMMIT_TIME, "Why?": 1741176000.0}


def test_sessions_at_once_are_apart(repo: Path, git: Git) -> None:
    commit(git)
    files = checkpoint_files("a3/b2c4d5e6f7", claude_rows(GREET), [GREET[0]])
    other = checkpoint_files(
        "a3/b2c4d5e6f7", claude_rows(SECOND, session="other"), [SECOND[0]], session="other"
    )
    files |= {path.replace("/0/", "/1/"): text for path, text in other.items() if "/0/" in path}
    put_tree(git, BRANCH, files)
    sessions = {stored.turn.session_id: stored.turn.prompt for stored in read_store(repo).turns}
    assert sessions == {SESSION: GREET[0], "other": SECOND[0]}


def test_what_entire_hid_is_told(repo: Path, git: Git) -> None:
    commit(git)
    hidden = ("Use the key REDACTED", "Done.", "")
    put_tree(git, BRANCH, checkpoint_files("a3/b2c4d5e6f7", claude_rows(hidden, GREET), []))
    marks = {stored.turn.prompt: bool(stored.placeholder) for stored in read_store(repo).turns}
    assert marks == {hidden[0]: True, GREET[0]: False}


def test_a_transcript_that_lost_an_earlier_prompt(repo: Path, git: Git) -> None:
    """After a compaction, say: what the last transcript lacks is read from the one that has it."""
    commit(git)
    files = checkpoint_files("a3/b2c4d5e6f7", claude_rows(GREET), [GREET[0]])
    files |= checkpoint_files(
        "b4/b2c4d5e6f8", [row.replace("T16:00", "T16:30") for row in claude_rows(SECOND)],
        [SECOND[0]], minute=31,
    )  # fmt: skip
    put_tree(git, BRANCH, files)
    assert [prompt for prompt, _, _ in list_turns(read_store(repo))] == [GREET[0], SECOND[0]]


def test_a_malformed_checkpoint_is_named() -> None:
    good = checkpoint_files("a3/b2c4d5e6f7", claude_rows(GREET), [GREET[0]])
    texts = [StoredText(f"v1:{path}", text) for path, text in good.items() if "/0/" in path]
    texts += [
        StoredText("v1:bb/1/0/metadata.json", "{"),
        StoredText("v1:cc/1/0/full.jsonl", problem="its object is not in this clone"),
    ]
    reading = entire.read_turns(texts)
    assert [stored.turn.prompt for stored in reading.turns] == [GREET[0]]
    assert reading.problems == (
        "v1:bb/1/0: metadata.json is not a JSON object",
        "v1:cc/1/0: full.jsonl: its object is not in this clone",
    )


def test_what_is_good_of_a_broken_checkpoint_is_read(repo: Path, git: Git) -> None:
    commit(git, FIRST_ID)
    rows = claude_rows(GREET, SECOND)
    files = checkpoint_files("a3/b2c4d5e6f7", [*rows, '{"type": "us'], [GREET[0], SECOND[0]])
    files |= checkpoint_files("b4/b2c4d5e6f8", [], ["Why?"], session="s-2")
    folders = "a3/b2c4d5e6f7", "a3/b2c4d5e6f7/0", "b4/b2c4d5e6f8/0"
    files |= {f"{folder}/metadata.json": "{" for folder in folders}
    put_tree(git, BRANCH, files)
    reading = read_store(repo)
    assert {stored.turn.prompt for stored in reading.turns} == {GREET[0], SECOND[0], "Why?"}
    assert {stored.turn.session_id for stored in reading.turns} == {SESSION, "b4b2c4d5e6f8-0"}
    name = f"{BRANCH}:"
    assert sorted(reading.problems) == [
        f"{name}a3/b2c4d5e6f7/0: full.jsonl: line {len(rows) + 1} is not JSON",
        f"{name}a3/b2c4d5e6f7/0: metadata.json is not a JSON object",
        f"{name}a3/b2c4d5e6f7: metadata.json is not a JSON object",
        f"{name}b4/b2c4d5e6f8/0: metadata.json is not a JSON object",
    ]


def test_a_repository_without_checkpoints(repo: Path) -> None:
    assert read_store(repo) == StoreReading(())
