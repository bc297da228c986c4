"""Git's side of a turn: the trailer of a commit made within it, and the list of those without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minutebook.agents.git_hooks import commits

from agent_events import DOOR, Clock, Stage, actor


@pytest.fixture
def hooked(stage: Stage) -> Stage:
    """The repository with git's hooks installed, as `agents install git` does in effect."""
    import sys

    for name in ("prepare-commit-msg", "post-commit"):
        path = stage.top / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\n"{sys.executable}" -c "{DOOR}" git {name} "$@"\n', "utf-8")
        path.chmod(0o755)
    return stage


def commit(stage: Stage, *words: str, cwd: Path | None = None, path: str = "app.py") -> list[str]:
    """Commit something; the trailers that the commit has."""
    with ((cwd or stage.top) / path).open("a", encoding="utf-8") as file:
        file.write("more\n")
    stage.git("add", "-A", "--", path, cwd=cwd)
    stage.git("commit", "-q", *(words or ("-m", "Change it")), cwd=cwd)
    return trailers(stage, cwd)


def trailers(stage: Stage, cwd: Path | None = None) -> list[str]:
    said = stage.git("log", "-1", "--format=%(trailers:key=PHR)", cwd=cwd)
    return said.split("\n") if said else []


def uncovered(stage: Stage) -> list[str]:
    path = stage.top / ".git" / "minutebook" / "uncovered"
    lines = path.read_text("utf-8").split("\n")[:-1] if path.is_file() else []
    return [line.partition(" ")[0] for line in lines]


def test_within_a_turn_and_outside(hooked: Stage) -> None:
    one = actor("claude", "s", hooked.top)
    assert commit(hooked) == []
    assert uncovered(hooked) == [hooked.git("rev-parse", "HEAD")]
    hooked.take(one.ask("Do it"))
    assert commit(hooked) == ["PHR: PHR-0001"]
    assert hooked.git("log", "-1", "--format=%s%n%b").split("\n") == [
        "Change it",
        "PHR: PHR-0001",
    ]
    hooked.take(one.stop("Done."))
    assert hooked.record().ref == "PHR-0001"
    assert commit(hooked) == []
    assert len(uncovered(hooked)) == 2


def test_of_two_turns_nobody_knows_which(hooked: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (actor("claude", name, hooked.top) for name in ("one", "two"))
    hooked.take([*one.ask("Do it"), *two.ask("Do that")])
    assert commit(hooked) == []
    monkeypatch.setitem(hooked.world, "CLAUDE_CODE_SESSION_ID", "two")  # the agent's own shell
    assert commit(hooked) == ["PHR: PHR-0002"]
    monkeypatch.setitem(hooked.world, "CLAUDE_CODE_SESSION_ID", "unknown")
    assert commit(hooked) == []
    monkeypatch.delitem(hooked.world, "CLAUDE_CODE_SESSION_ID")
    hooked.take(two.stop("Done."))
    assert commit(hooked) == ["PHR: PHR-0001"]


def test_each_tree_has_its_turn(hooked: Stage) -> None:
    linked = hooked.top.parent / "linked"
    hooked.git("worktree", "add", "-q", "-b", "topic", str(linked))
    hooked.play(actor("claude", "one", hooked.top).ask("Do it"))
    hooked.play(actor("codex", "two", linked).ask("Do it there"), cwd=linked)
    assert commit(hooked) == ["PHR: PHR-0001"]
    assert commit(hooked, cwd=linked) == ["PHR: PHR-0002"]


def test_an_amended_commit_keeps_one_trailer(hooked: Stage) -> None:
    one = actor("claude", "s", hooked.top)
    hooked.take(one.ask("Do it"))
    commit(hooked)
    assert commit(hooked, "--amend", "--no-edit") == ["PHR: PHR-0001"]
    assert commit(hooked, "--amend", "-m", "Said anew") == ["PHR: PHR-0001"]
    hooked.take(one.stop("Done."))
    assert commit(hooked, "--amend", "--no-edit") == ["PHR: PHR-0001"]
    assert uncovered(hooked) == []


def test_a_merge_is_left_alone(hooked: Stage) -> None:
    hooked.git("checkout", "-q", "-b", "topic")
    commit(hooked, path="topic.py")
    hooked.git("checkout", "-q", "main")
    commit(hooked, path="main.py")
    hooked.take(actor("claude", "s", hooked.top).ask("Merge it"))
    hooked.git("merge", "-q", "--no-edit", "topic")
    assert trailers(hooked) == []


@pytest.mark.parametrize(
    "message",
    [
        "Change it",
        "Change it\n\nBecause.\n\nCo-authored-by: Grace <g@example.org>",
        "Change it\n\n---\nnot a patch, a line\n",
        "Change é 漢字\n\nLong: line\n\nAnd text",
    ],
)
def test_any_message_stays(message: str, hooked: Stage) -> None:
    hooked.take(actor("claude", "s", hooked.top).ask("Do it"))
    assert commit(hooked, "-m", message) == ["PHR: PHR-0001"]
    said = hooked.git("log", "-1", "--format=%B")
    assert said.startswith(message.strip())
    assert said.endswith("PHR: PHR-0001")


def test_an_editor_left_empty_calls_the_commit_off(hooked: Stage) -> None:
    hooked.take(actor("claude", "s", hooked.top).ask("Do it"))
    hooked.write("app.py", "x = 3\n")
    hooked.world["GIT_EDITOR"] = "true"
    before = hooked.git("rev-parse", "HEAD")
    with pytest.raises(Exception, match="commit"):
        hooked.git("commit", "-qa", "-v")
    assert hooked.git("rev-parse", "HEAD") == before
    hooked.world["GIT_EDITOR"] = "printf 'Said in an editor\\n' >"
    hooked.git("commit", "-qa", "-v")
    assert hooked.git("log", "-1", "--format=%s") == "Said in an editor"


def test_a_turn_that_was_given_up_is_not_open(hooked: Stage) -> None:
    hooked.take(actor("claude", "s", hooked.top).ask("Do it"))
    (path,) = hooked.spool.glob("*.jsonl")
    os.utime(path, (0, 0))
    assert commit(hooked) == []


def test_one_prompt_that_came_twice_is_one_turn(hooked: Stage) -> None:
    one = actor("claude", "s", hooked.top)
    hooked.take([*one.ask("Do it"), *one.ask("Do it")])
    assert commit(hooked) == ["PHR: PHR-0001"]
    hooked.take(one.stop("Done."))
    assert hooked.record().number == 1
    assert commit(hooked) == []


def test_a_second_prompt_is_a_turn_of_its_own(hooked: Stage, clock: Clock) -> None:
    one = actor("claude", "s", hooked.top)
    clock.offset = -60.0
    hooked.take(one.ask("Do it"))
    clock.offset = 0.0
    hooked.take(one.ask("Do that"))
    assert commit(hooked) == ["PHR: PHR-0002"]


def test_what_is_left_of_a_session_without_events(hooked: Stage) -> None:
    hooked.take(actor("claude", "s", hooked.top).ask("Do it"))
    next(hooked.spool.glob("*.jsonl")).unlink()
    assert commits.find_open_turns(str(hooked.top / ".git")) == {}


def test_a_message_in_this_process(stage: Stage) -> None:
    message = stage.write(".git/COMMIT_EDITMSG", "Change it\n\n# a comment\n")
    words = ["prepare-commit-msg", ".git/COMMIT_EDITMSG"]
    top = str(stage.top)
    commits.run_git_hook(top, words)
    assert "PHR" not in message.read_text("utf-8")  # no turn is open
    stage.take(actor("claude", "s", stage.top).ask("Do it"))
    commits.run_git_hook(top, [*words, "merge"])
    assert "PHR" not in message.read_text("utf-8")
    commits.run_git_hook(top, [*words, "message"])
    commits.run_git_hook(top, [*words, "commit", "HEAD"])
    assert message.read_text("utf-8") == "Change it\n\nPHR: PHR-0001\n\n# a comment\n"
    message.write_text("\n# only comments\n# ---- >8 ----\n", "utf-8")
    commits.run_git_hook(top, words)
    assert "PHR" not in message.read_text("utf-8")


def test_a_commit_in_this_process(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (actor("claude", name, stage.top) for name in ("one", "two"))
    stage.take([*one.ask("Do it"), *two.ask("Do that")])
    common, top = str(stage.top / ".git"), str(stage.top)
    assert commits.find_open_number(common, top) == 0
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "two")
    assert commits.find_open_number(common, top) == 2
    commits.run_git_hook(top, ["post-commit"])
    assert uncovered(stage) == [stage.git("rev-parse", "HEAD")]
    stage.git("commit", "-q", "--amend", "-m", "x\n\nPHR: PHR-0002")
    commits.run_git_hook(top, ["post-commit"])
    assert len(uncovered(stage)) == 1
    stage.take(one.stop("Done."))
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "one")
    assert commits.find_open_number(common, top) == 0
    monkeypatch.delenv("CLAUDE_CODE_SESSION_ID")
    assert commits.find_open_number(common, top) == 2
    os.utime(stage.spool / "claude-two.jsonl", (0, 0))
    assert commits.find_open_turns(common) == {}
    (stage.spool / "claude-two.jsonl").unlink()
    assert commits.find_open_turns(common) == {}


def test_elsewhere_and_without_words(stage: Stage, tmp_path: Path) -> None:
    commits.run_git_hook(str(tmp_path), ["post-commit"])
    commits.run_git_hook(str(stage.top), [])
    commits.run_git_hook(str(stage.top), ["prepare-commit-msg"])
    commits.run_git_hook(str(stage.top), ["post-merge"])
    assert not (stage.top / ".git" / "minutebook" / "uncovered").exists()


def test_folders_with_numbers_of_their_own_have_no_trailer(hooked: Stage) -> None:
    hooked.write("minutebook.toml", 'phr-numbering = "folder"\n')
    hooked.take(actor("claude", "s", hooked.top).ask("Do it"))
    assert commit(hooked) == []


def test_turns_that_follow_at_once_are_told_apart(hooked: Stage, clock: Clock) -> None:
    one = actor("claude", "s", hooked.top)
    for number in (1, 2, 3):
        hooked.take(one.ask(f"Do {number}"))
        assert commit(hooked) == [f"PHR: PHR-000{number}"]
        hooked.take(one.stop("Done."))
    hooked.take(one.ask("Interrupted"))
    hooked.take(one.ask("Instead"))
    hooked.take(one.ask("Instead"))  # the same event, by a second configuration
    assert commit(hooked) == ["PHR: PHR-0005"]
    hooked.take(one.stop("Done."))
    assert commit(hooked) == []
