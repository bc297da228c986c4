"""Staged records, and the commands of git that delete what is staged."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.project import open_project
from minutebook.operations.redaction.written_records import redact_record

from agent_events import Stage, actor

LIST = "minutebook-staged"


@pytest.fixture
def staging(stage: Stage) -> Stage:
    """A repository whose records are staged, and two branches that conflict with main."""
    stage.write("minutebook.toml", 'stage = true\nrecord = "all"\n')
    play(stage, "First", "first")
    commit(stage, "settings")
    for branch in ("other", "another"):
        stage.git("checkout", "-q", "-b", branch, "main")
        stage.write("app.py", f"x = '{branch}'\n")
        play(stage, f"On {branch}", branch)
        commit(stage, branch)
    stage.git("checkout", "-q", "main")
    stage.write("app.py", "x = 'main'\n")
    commit(stage, "main")
    return stage


def commit(stage: Stage, message: str) -> None:
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", message)


def play(stage: Stage, prompt: str, session: str = "s") -> None:
    agent = actor("claude", session, stage.top)
    stage.take([*agent.ask(prompt), *agent.stop("Done.")])


def run_git(stage: Stage, *args: str) -> None:
    """Run a command of git that may stop at a conflict."""
    subprocess.run(["git", *args], cwd=stage.top, env=stage.world, capture_output=True, check=False)


def find_record(stage: Stage, title: str) -> Path | None:
    paths = [stage.top / record.path for record in stage.records() if record.title == title]
    return paths[0] if paths else None


@pytest.mark.parametrize(
    ("begin", "abort"),
    [
        (["merge", "other"], ["merge", "--abort"]),
        (["merge", "other"], ["reset", "--merge"]),
        (["merge", "other"], ["reset", "--hard"]),
        (["merge", "other"], ["checkout", "-f", "main"]),
        (["cherry-pick", "other"], ["cherry-pick", "--abort"]),
        (["cherry-pick", "other", "another"], ["cherry-pick", "--abort"]),
        (["revert", "--no-edit", "other"], ["revert", "--abort"]),
        (["rebase", "other"], ["rebase", "--abort"]),
        (["rebase", "--apply", "other"], ["rebase", "--abort"]),
        (["bisect", "start"], ["bisect", "reset"]),
    ],
    ids=" ".join,
)
def test_a_record_that_is_made_meanwhile_survives(
    begin: list[str], abort: list[str], staging: Stage
) -> None:
    run_git(staging, *begin)
    play(staging, "Solve it")
    assert find_record(staging, "Solve it")
    staging.git(*abort)  # git does not refuse it for our sake
    path = find_record(staging, "Solve it")
    assert path
    # The next turn stages it.
    play(staging, "And then")
    staged = staging.git("diff", "--cached", "--name-only").split("\n")
    assert str(path.relative_to(staging.top)) in staged


def test_a_merge_that_is_committed(staging: Stage) -> None:
    run_git(staging, "merge", "other")
    play(staging, "Solve it")
    staging.write("app.py", "x = 'both'\n")
    staging.git("commit", "-q", "-a", "-m", "merged")
    play(staging, "And then")
    staged = staging.git("diff", "--cached", "--name-only")
    assert "solve-it" in staged
    assert "and-then" in staged
    commit(staging, "records")
    play(staging, "Last")
    assert (staging.top / ".git" / LIST).read_text().count("\n") == 1


def reset_hard(stage: Stage) -> None:
    stage.git("reset", "-q", "--hard")


def check_out(stage: Stage) -> None:
    stage.git("checkout", "-q", "-f", "other")


def clean(stage: Stage) -> None:
    stage.git("reset", "-q", "--hard")
    stage.git("clean", "-qfdx")


def drop_stash(stage: Stage) -> None:
    stage.git("stash", "-q", "--include-untracked")
    stage.git("stash", "drop", "-q")


@pytest.mark.parametrize("discard", [reset_hard, check_out, clean, drop_stash])
def test_a_staged_record_that_was_deleted_is_written_again(
    discard: Callable[[Stage], None], staging: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    play(staging, "Keep it", "a")
    path = find_record(staging, "Keep it")
    assert path
    text = path.read_text("utf-8")
    discard(staging)
    assert not path.exists()
    staging.take(actor("claude", "next", staging.top).begin())
    assert path.read_text("utf-8") == text
    assert f"written again, as git deleted it: {path.relative_to(staging.top)}" in (
        capsys.readouterr().err
    )
    is_listed = "keep-it" in (staging.top / "history/README.md").read_text("utf-8")
    assert is_listed == (discard is not check_out)  # that branch is not the default one
    # Deleted once more, it stays so: somebody means it.
    staging.git("rm", "-qf", str(path))
    staging.take(actor("claude", "next", staging.top).begin())
    assert not path.exists()


def test_what_a_stash_or_a_commit_has_is_not_written_again(staging: Stage) -> None:
    play(staging, "Stashed", "a")
    path = find_record(staging, "Stashed")
    assert path
    staging.git("stash", "-q")
    staging.take(actor("claude", "next", staging.top).begin())
    assert not path.exists()
    staging.git("stash", "pop", "-q")
    assert path.exists()
    commit(staging, "record")
    path.unlink()
    staging.take(actor("claude", "next", staging.top).begin())
    assert not path.exists()
    assert not (staging.top / ".git" / LIST).exists()


def test_git_that_refuses_is_said(
    staging: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(staging, "Keep it", "a")
    reset_hard(staging)
    list_file = staging.top / ".git" / LIST
    lines = list_file.read_text()
    list_file.write_text(f"{'0' * 40}@{lines.partition('@')[2]}")
    staging.take(actor("claude", "next", staging.top).begin())
    assert "a staged record may be missing" in capsys.readouterr().err


def remove_by_git(stage: Stage, path: Path) -> None:
    stage.git("rm", "-qf", str(path))


def remove_file(stage: Stage, path: Path) -> None:
    path.unlink()


def rename(stage: Stage, path: Path) -> None:
    path.rename(path.with_name(path.name.replace("keep-it", "another")))


def rename_and_reset(stage: Stage, path: Path) -> None:
    rename(stage, path)
    reset_hard(stage)


def remove_before_a_branch(stage: Stage, path: Path) -> None:
    path.unlink()
    os.utime(path.parent, (1e9, 1e9))
    stage.git("checkout", "-q", "-b", "topic")
    stage.git("rm", "-q", "--cached", str(path))


def remove_after_a_branch(stage: Stage, path: Path) -> None:
    stage.git("checkout", "-q", "-b", "topic")
    stage.git("rm", "-qf", str(path))
    later = time.time() + 60
    os.utime(path.parent, (later, later))


def unstage_and_edit(stage: Stage, path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("Keep it", "Hide it"), "utf-8")
    stage.take(actor("claude", "between", stage.top).begin())
    reset_hard(stage)


def remove_the_log(stage: Stage, path: Path) -> None:
    reset_hard(stage)
    (stage.top / ".git/logs/HEAD").unlink()


def empty_the_log(stage: Stage, path: Path) -> None:
    reset_hard(stage)
    (stage.top / ".git/logs/HEAD").write_text("")


@pytest.mark.parametrize(
    "discard",
    [
        remove_by_git,
        remove_file,
        rename,
        rename_and_reset,
        remove_before_a_branch,
        remove_after_a_branch,
        unstage_and_edit,
        remove_the_log,
        empty_the_log,
    ],
)
def test_what_a_person_may_have_removed_is_not_written_again(
    discard: Callable[[Stage, Path], None], staging: Stage
) -> None:
    play(staging, "Keep it", "a")
    path = find_record(staging, "Keep it")
    assert path
    discard(staging, path)
    for _ in range(2):
        staging.take(actor("claude", "next", staging.top).begin())
        assert not path.exists()
    assert path.name not in staging.git("diff", "--cached", "--name-only", "--diff-filter=AM") or (
        discard in (remove_file, rename)  # git's index is a person's own
    )


@pytest.mark.parametrize("then_reset", [False, True])
def test_a_redacted_page_does_not_come_back(staging: Stage, then_reset: bool) -> None:
    play(staging, "Keep tulip meadow", "a")
    path = find_record(staging, "Keep tulip meadow")
    assert path
    redact_record(open_project(str(staging.top)), path.name, values=["tulip meadow"])
    assert not path.exists()
    if then_reset:
        reset_hard(staging)
    staging.take(actor("claude", "next", staging.top).begin())
    assert not path.exists()


def test_a_redacted_page_with_its_name_does_not_come_back(staging: Stage) -> None:
    agent = actor("claude", "a", staging.top)
    staging.take([*agent.ask("Keep it"), *agent.stop("tulip meadow")])
    path = find_record(staging, "Keep it")
    assert path
    redact_record(open_project(str(staging.top)), path.name, values=["tulip meadow"])
    reset_hard(staging)
    staging.take(actor("claude", "next", staging.top).begin())
    assert not path.exists()
