"""Commits within a turn name its record; others are noted as without one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minutebook.agents.git_hooks import commits

from agent_events import HOOK_SCRIPT, Clock, Stage, actor


@pytest.fixture
def stage_with_hooks(stage: Stage) -> Stage:
    """The repository with git's hooks installed, as `agents install git` does in effect."""
    import sys

    for name in ("prepare-commit-msg", "post-commit"):
        path = stage.top / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f'#!/bin/sh\n"{sys.executable}" -c "{HOOK_SCRIPT}" git {name} "$@"\n', "utf-8"
        )
        path.chmod(0o755)
    return stage


def commit(stage: Stage, *args: str, cwd: Path | None = None, path: str = "app.py") -> list[str]:
    """Commit something; the trailers that the commit has."""
    with ((cwd or stage.top) / path).open("a", encoding="utf-8") as file:
        file.write("more\n")
    stage.git("add", "-A", "--", path, cwd=cwd)
    stage.git("commit", "-q", *(args or ("-m", "Change it")), cwd=cwd)
    return read_trailers(stage, cwd)


def read_trailers(stage: Stage, cwd: Path | None = None) -> list[str]:
    trailer_lines = stage.git("log", "-1", "--format=%(trailers:key=PHR)", cwd=cwd)
    return trailer_lines.split("\n") if trailer_lines else []


def read_uncovered(stage: Stage) -> list[str]:
    path = stage.top / ".git" / "minutebook" / "uncovered"
    lines = path.read_text("utf-8").split("\n")[:-1] if path.is_file() else []
    return [line.partition(" ")[0] for line in lines]


def test_a_commit_within_a_turn_has_a_trailer_and_others_are_noted(stage_with_hooks: Stage) -> None:
    agent = actor("claude", "s", stage_with_hooks.top)
    assert commit(stage_with_hooks) == []
    assert read_uncovered(stage_with_hooks) == [stage_with_hooks.git("rev-parse", "HEAD")]
    stage_with_hooks.take(agent.ask("Do it"))
    assert commit(stage_with_hooks) == ["PHR: PHR-0001"]
    assert stage_with_hooks.git("log", "-1", "--format=%s%n%b").split("\n") == [
        "Change it",
        "PHR: PHR-0001",
    ]
    stage_with_hooks.take(agent.stop("Done."))
    assert stage_with_hooks.record().ref == "PHR-0001"
    assert commit(stage_with_hooks) == []
    assert len(read_uncovered(stage_with_hooks)) == 2


def test_with_two_open_turns_the_session_decides(
    stage_with_hooks: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (actor("claude", name, stage_with_hooks.top) for name in ("one", "two"))
    stage_with_hooks.take([*first.ask("Do it"), *second.ask("Do that")])
    assert commit(stage_with_hooks) == []
    monkeypatch.setitem(
        stage_with_hooks.world, "CLAUDE_CODE_SESSION_ID", "two"
    )  # the agent's own shell
    assert commit(stage_with_hooks) == ["PHR: PHR-0002"]
    monkeypatch.setitem(stage_with_hooks.world, "CLAUDE_CODE_SESSION_ID", "unknown")
    assert commit(stage_with_hooks) == []
    monkeypatch.delitem(stage_with_hooks.world, "CLAUDE_CODE_SESSION_ID")
    stage_with_hooks.take(second.stop("Done."))
    assert commit(stage_with_hooks) == ["PHR: PHR-0001"]


def test_with_two_open_turns_the_files_decide(stage_with_hooks: Stage) -> None:
    """Where no variable names the session, as in the shell of most agents."""
    stage = stage_with_hooks
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.take([*one.ask("Before"), *one.wrote("two.py"), *one.stop("Done.")])
    stage.take([*one.ask("Do it"), *two.ask("Do that")])
    stage.take([*one.wrote("one.py"), *two.wrote("two.py"), *one.wrote("b/app.py")])
    stage.take([*one.wrote("both.py"), *two.wrote("both.py")])
    assert commit(stage, path="one.py") == ["PHR: PHR-0002"]
    assert commit(stage, path="two.py") == ["PHR: PHR-0003"]
    assert commit(stage, path="both.py") == []
    assert commit(stage, path="py") == []  # no event names it: a part of a name is none
    stage.write("one.py", "x\n")
    stage.git("add", "one.py")
    assert commit(stage, path="two.py") == []  # it has files of both
    assert commit(stage, "-m", "Only it", "--only", "one.py", path="one.py") == ["PHR: PHR-0002"]


def test_each_worktree_has_its_own_turn(stage_with_hooks: Stage) -> None:
    linked = stage_with_hooks.top.parent / "linked"
    stage_with_hooks.git("worktree", "add", "-q", "-b", "topic", str(linked))
    stage_with_hooks.play(actor("claude", "one", stage_with_hooks.top).ask("Do it"))
    stage_with_hooks.play(actor("codex", "two", linked).ask("Do it there"), cwd=linked)
    assert commit(stage_with_hooks) == ["PHR: PHR-0001"]
    assert commit(stage_with_hooks, cwd=linked) == ["PHR: PHR-0002"]


def test_an_amended_commit_keeps_one_trailer(stage_with_hooks: Stage) -> None:
    agent = actor("claude", "s", stage_with_hooks.top)
    stage_with_hooks.take(agent.ask("Do it"))
    commit(stage_with_hooks)
    assert commit(stage_with_hooks, "--amend", "--no-edit") == ["PHR: PHR-0001"]
    assert commit(stage_with_hooks, "--amend", "-m", "Said anew") == ["PHR: PHR-0001"]
    stage_with_hooks.take(agent.stop("Done."))
    assert commit(stage_with_hooks, "--amend", "--no-edit") == ["PHR: PHR-0001"]
    assert read_uncovered(stage_with_hooks) == []


def test_a_merge_is_left_alone(stage_with_hooks: Stage) -> None:
    stage_with_hooks.git("checkout", "-q", "-b", "topic")
    commit(stage_with_hooks, path="topic.py")
    stage_with_hooks.git("checkout", "-q", "main")
    commit(stage_with_hooks, path="main.py")
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Merge it"))
    stage_with_hooks.git("merge", "-q", "--no-edit", "topic")
    assert read_trailers(stage_with_hooks) == []


@pytest.mark.parametrize(
    "message",
    [
        "Change it",
        "Change it\n\nBecause.\n\nCo-authored-by: Grace <g@example.org>",
        "Change it\n\n---\nnot a patch, a line\n",
        "Change é 漢字\n\nLong: line\n\nAnd text",
    ],
)
def test_the_rest_of_a_message_stays(message: str, stage_with_hooks: Stage) -> None:
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Do it"))
    assert commit(stage_with_hooks, "-m", message) == ["PHR: PHR-0001"]
    said = stage_with_hooks.git("log", "-1", "--format=%B")
    assert said.startswith(message.strip())
    assert said.endswith("PHR: PHR-0001")


def test_an_empty_message_gets_no_trailer(stage_with_hooks: Stage) -> None:
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Do it"))
    stage_with_hooks.write("app.py", "x = 3\n")
    stage_with_hooks.world["GIT_EDITOR"] = "true"
    before = stage_with_hooks.git("rev-parse", "HEAD")
    with pytest.raises(Exception, match="commit"):
        stage_with_hooks.git("commit", "-qa", "-v")
    assert stage_with_hooks.git("rev-parse", "HEAD") == before
    stage_with_hooks.world["GIT_EDITOR"] = "printf 'Said in an editor\\n' >"
    stage_with_hooks.git("commit", "-qa", "-v")
    assert stage_with_hooks.git("log", "-1", "--format=%s") == "Said in an editor"


def test_a_turn_without_events_for_hours_is_not_open(stage_with_hooks: Stage) -> None:
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Do it"))
    (path,) = stage_with_hooks.spool.glob("*.jsonl")
    os.utime(path, (0, 0))
    assert commit(stage_with_hooks) == []


def test_one_prompt_that_came_twice_is_one_turn(stage_with_hooks: Stage) -> None:
    agent = actor("claude", "s", stage_with_hooks.top)
    stage_with_hooks.take([*agent.ask("Do it"), *agent.ask("Do it")])
    assert commit(stage_with_hooks) == ["PHR: PHR-0001"]
    stage_with_hooks.take(agent.stop("Done."))
    assert stage_with_hooks.record().number == 1
    assert commit(stage_with_hooks) == []


def test_a_second_prompt_is_a_turn_of_its_own(stage_with_hooks: Stage, clock: Clock) -> None:
    agent = actor("claude", "s", stage_with_hooks.top)
    clock.offset = -60.0
    stage_with_hooks.take(agent.ask("Do it"))
    clock.offset = 0.0
    stage_with_hooks.take(agent.ask("Do that"))
    assert commit(stage_with_hooks) == ["PHR: PHR-0002"]


def test_a_session_without_events_is_not_open(stage_with_hooks: Stage) -> None:
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Do it"))
    next(stage_with_hooks.spool.glob("*.jsonl")).unlink()
    assert commits.find_open_turns(str(stage_with_hooks.top / ".git")) == {}


def test_a_message_in_this_process(stage: Stage) -> None:
    message = stage.write(".git/COMMIT_EDITMSG", "Change it\n\n# a comment\n")
    args = ["prepare-commit-msg", ".git/COMMIT_EDITMSG"]
    top = str(stage.top)
    commits.run_git_hook(top, args)
    assert "PHR" not in message.read_text("utf-8")  # no turn is open
    stage.take(actor("claude", "s", stage.top).ask("Do it"))
    commits.run_git_hook(top, [*args, "merge"])
    assert "PHR" not in message.read_text("utf-8")
    commits.run_git_hook(top, [*args, "message"])
    commits.run_git_hook(top, [*args, "commit", "HEAD"])
    assert message.read_text("utf-8") == "Change it\n\nPHR: PHR-0001\n\n# a comment\n"
    message.write_text("\n# only comments\n# ---- >8 ----\n", "utf-8")
    commits.run_git_hook(top, args)
    assert "PHR" not in message.read_text("utf-8")


def test_a_commit_in_this_process(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (actor("claude", name, stage.top) for name in ("one", "two"))
    stage.take([*first.ask("Do it"), *second.ask("Do that")])
    common, top = str(stage.top / ".git"), str(stage.top)
    assert commits.find_open_number(common, top) == 0
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "two")
    assert commits.find_open_number(common, top) == 2
    commits.run_git_hook(top, ["post-commit"])
    assert read_uncovered(stage) == [stage.git("rev-parse", "HEAD")]
    stage.git("commit", "-q", "--amend", "-m", "x\n\nPHR: PHR-0002")
    commits.run_git_hook(top, ["post-commit"])
    assert len(read_uncovered(stage)) == 1
    stage.take(first.stop("Done."))
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "one")
    assert commits.find_open_number(common, top) == 0
    monkeypatch.delenv("CLAUDE_CODE_SESSION_ID")
    assert commits.find_open_number(common, top) == 2
    os.utime(stage.spool / "claude-two.jsonl", (0, 0))
    assert commits.find_open_turns(common) == {}
    (stage.spool / "claude-two.jsonl").unlink()
    assert commits.find_open_turns(common) == {}


def test_outside_a_repository_or_without_arguments_nothing_is_done(
    stage: Stage, tmp_path: Path
) -> None:
    commits.run_git_hook(str(tmp_path), ["post-commit"])
    commits.run_git_hook(str(stage.top), [])
    commits.run_git_hook(str(stage.top), ["prepare-commit-msg"])
    commits.run_git_hook(str(stage.top), ["post-merge"])
    assert not (stage.top / ".git" / "minutebook" / "uncovered").exists()


def test_folders_with_numbers_of_their_own_have_no_trailer(stage_with_hooks: Stage) -> None:
    stage_with_hooks.write("minutebook.toml", 'phr-numbering = "folder"\n')
    stage_with_hooks.take(actor("claude", "s", stage_with_hooks.top).ask("Do it"))
    assert commit(stage_with_hooks) == []


def test_turns_that_follow_at_once_are_told_apart(stage_with_hooks: Stage, clock: Clock) -> None:
    agent = actor("claude", "s", stage_with_hooks.top)
    for number in (1, 2, 3):
        stage_with_hooks.take(agent.ask(f"Do {number}"))
        assert commit(stage_with_hooks) == [f"PHR: PHR-000{number}"]
        stage_with_hooks.take(agent.stop("Done."))
    stage_with_hooks.take(agent.ask("Interrupted"))
    stage_with_hooks.take(agent.ask("Instead"))
    stage_with_hooks.take(agent.ask("Instead"))  # the same event, by a second configuration
    assert commit(stage_with_hooks) == ["PHR: PHR-0005"]
    stage_with_hooks.take(agent.stop("Done."))
    assert commit(stage_with_hooks) == []
