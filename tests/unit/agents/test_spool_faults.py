"""No turn is lost or silent: what the hook does when disk, clock, git or the repository fail it."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.recording import turn_end
from minutebook.records import reader
from minutebook.repository import spool, store

from agent_events import HOOK_SCRIPT, Clock, Line, Stage, actor


def take_lines(stage: Stage, lines: list[Line], cwd: Path | None = None) -> list[str]:
    """Handle lines as agents have them handled; each one's line on stderr."""
    errors = []
    for args, payload in lines:
        result = stage.run(args, json.dumps(payload).encode(), cwd=cwd)
        assert result.exit == 0
        assert result.err.count("\n") <= 1, result.err
        errors.append(result.err)
    return errors


def list_prompts(stage: Stage) -> list[str]:
    return [reader.read_prompt(record) or "" for record in stage.records()]


# The disk ---------------------------------------------------------------------------------------


def refuse_writes(patch: pytest.MonkeyPatch, folder: Path, code: int) -> None:
    """Let the system refuse to write, make or rename anything below a folder."""
    real_calls = {
        name: getattr(os, name) for name in ("open", "mkdir", "rename", "replace", "link")
    }

    def make(name: str) -> Callable[..., object]:
        def call(path: object, *args: object, **options: object) -> object:
            writes = name != "open" or (isinstance(args[0], int) and args[0] & 0o103)
            if writes and str(path).startswith(f"{folder}{os.sep}"):
                raise OSError(code, os.strerror(code), str(path))
            return real_calls[name](path, *args, **options)

        return call

    for name in real_calls:
        patch.setattr(os, name, make(name))


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("until", [1, 3, 4])
def test_a_git_directory_that_cannot_be_written(
    code: int, until: int, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The events go to the user's state folder, and are found again by the next event."""
    agent = actor("claude", "s", stage.top)
    lines = [*agent.ask("Do it"), *agent.wrote("x.py"), *agent.ran("pytest", "1 passed")]
    lines += agent.stop("Done.")
    with monkeypatch.context() as patch:
        refuse_writes(patch, stage.top, code)
        errors = take_lines(stage, lines[:until])
    assert os.strerror(code) in errors[0]
    assert "for now" in errors[0]
    assert errors[1:3] == [""] * len(errors[1:3])  # said once a turn
    assert list_prompts(stage) == []
    take_lines(stage, lines[until:] or agent.begin())
    assert list_prompts(stage) == ["Do it"]
    assert reader.read_response(stage.record()) == "Done."
    assert not os.path.exists(spool.locate_fallback(str(stage.top / ".git")))


def test_no_disk_at_all(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = actor("claude", "s", stage.top)
    with monkeypatch.context() as patch:
        refuse_writes(patch, stage.top.parent, errno.ENOSPC)
        errors = take_lines(stage, [*agent.ask("Lost"), *agent.stop("Lost.")])
    assert all("No space left on device" in error for error in errors)
    take_lines(stage, [*agent.ask("Do it"), *agent.stop("Done.")])
    assert list_prompts(stage) == ["Do it"]


def test_a_disk_that_becomes_full_within_a_line(stage: Stage) -> None:
    """The size of files is limited: a line is written in part. The next event is read all the same."""
    agent = actor("claude", "s", stage.top)
    take_lines(stage, agent.ask("Do it"))
    size = (stage.spool / "claude-s.jsonl").stat().st_size

    def limit_file_size() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))

    (args, payload) = agent.used("Bash", {"command": "x" * 1000}, {"stdout": "y"})
    result = subprocess.run(
        [sys.executable, "-c", HOOK_SCRIPT, *args],
        cwd=stage.top,
        env={**stage.world, "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(payload).encode(),
        capture_output=True,
        preexec_fn=limit_file_size,
    )
    assert result.returncode == 0
    assert result.stderr.count(b"\n") == 1
    assert b"File too large" in result.stderr
    take_lines(stage, agent.stop("Done."))
    assert list_prompts(stage) == ["Do it"]
    assert reader.read_response(stage.record()) == "Done."


def test_the_spool_folder_of_somebody_else(stage: Stage) -> None:
    """A folder, link or file that is in the way is not used, and the turns are recorded."""
    agent = actor("claude", "s", stage.top)
    (stage.top / ".git/minutebook").mkdir()
    stage.spool.symlink_to(stage.top.parent)
    errors = take_lines(stage, [*agent.ask("Do it"), *agent.wrote("x.py"), *agent.stop("Done.")])
    assert "is not a folder of yours" in errors[0]
    assert errors[1:] == ["", ""]
    assert list_prompts(stage) == ["Do it"]
    stage.spool.unlink()
    take_lines(stage, [*agent.ask("And that"), *agent.stop("Done.")])
    assert list_prompts(stage) == ["Do it", "And that"]


def test_what_an_earlier_version_kept_is_recorded(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    take_lines(stage, agent.ask("Do it"))
    os.rename(stage.spool, stage.top / ".git/minutebook/spool")
    take_lines(stage, agent.stop("Done."))
    assert list_prompts(stage) == ["Do it"]
    assert stage.claims() == []


# The clock --------------------------------------------------------------------------------------


HOUR, YEAR = 3600.0, 365 * 86400.0


@pytest.mark.parametrize("step", [-HOUR, -0.5, -3 * YEAR, 9 * YEAR])
@pytest.mark.parametrize("at", range(7))
def test_a_clock_that_is_set_ahead_or_back(
    at: int, step: float, stage: Stage, clock: Clock
) -> None:
    agent = actor("claude", "s", stage.top)
    lines = [*agent.ask("One"), *agent.wrote("x.py"), *agent.stop("1.")]
    lines += [*agent.ask("Two"), *agent.ran("pytest", "1 passed"), *agent.stop("2.")]
    lines += [*agent.stop("2 again."), *agent.begin()]
    for index, line in enumerate(lines):
        clock.offset += step if index == at else 2.0
        take_lines(stage, [line])
    pairs = [(reader.read_prompt(each), reader.read_response(each)) for each in stage.records()]
    assert pairs == [("One", "1."), ("Two", "2 again.")]
    for record in stage.records():
        assert not str(record.fields.get("duration", "")).startswith("-")
    take_lines(stage, [*agent.end(), *actor("claude", "next", stage.top).begin()])
    assert len(stage.records()) == 2
    assert stage.claims() == []


def test_prompts_with_one_stamp(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    agent = actor("claude", "s", stage.top)
    for text in ("One", "Two", "Three"):
        take_lines(stage, [*agent.ask(text), *agent.stop(f"{text}.")])
    assert list_prompts(stage) == ["One", "Two", "Three"]


def test_a_turn_of_a_clock_that_was_ahead_is_recovered(stage: Stage, clock: Clock) -> None:
    """Its stop never came, and its prompt is years from now."""
    clock.offset = 9 * YEAR
    take_lines(stage, actor("claude", "s", stage.top).ask("Do it"))
    clock.offset = 0.0
    take_lines(stage, actor("claude", "next", stage.top).begin())
    assert list_prompts(stage) == ["Do it"]


def test_nothing_that_waits_is_removed_as_old(
    stage: Stage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = actor("claude", "s", stage.top)
    stage.write("minutebook.toml", "= nothing")
    take_lines(stage, [*agent.ask("Do it"), *agent.stop("Done.")])
    clock.offset = 9 * YEAR
    take_lines(stage, actor("claude", "next", stage.top).begin())
    stage.write("minutebook.toml", 'record = "all"\n')
    take_lines(stage, actor("claude", "next", stage.top).begin())
    assert list_prompts(stage) == ["Do it"]


def test_the_open_turn_is_that_of_the_last_line(stage: Stage, clock: Clock) -> None:
    """A commit names the turn that goes on, though its prompt seems the older one."""
    from minutebook.agents.git_hooks import commits

    agent = actor("claude", "s", stage.top)
    take_lines(stage, agent.ask("Interrupted"))
    clock.offset = -HOUR
    take_lines(stage, agent.ask("Goes on"))
    assert commits.find_open_number(str(stage.top / ".git"), str(stage.top)) == 2


# What is needed to record it --------------------------------------------------------------------


def break_settings(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    stage.write("minutebook.toml", "= nothing")


def break_template(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """A template that does not parse costs a warning alone."""
    stage.write("templates/phr.md", "{% if %}")


def block_folder(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    stage.write("minutebook.toml", 'phr-folders = ["records"]\n')
    stage.write("records", "in the way\n")


def refuse_records(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    refuse_writes(patch, stage.top / "history", errno.EACCES)


def hide_git(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PATH", "/nowhere")


def hold_lock(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    from minutebook.errors import OperationError

    def refuse(*_: object, **__: object) -> object:
        raise OperationError("another minutebook has held the lock", "wait")

    patch.setattr(store, "lock_repository", refuse)


def detach_from_git(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """Git finds the repository damaged."""
    (stage.top / ".git/config").write_text("[core\n")


@pytest.mark.parametrize(
    "damage",
    [
        break_settings,
        break_template,
        block_folder,
        refuse_records,
        hide_git,
        hold_lock,
        detach_from_git,
    ],
)
def test_a_turn_that_cannot_be_recorded_is_said_and_recorded_later(
    damage: Callable[[Stage, pytest.MonkeyPatch], None],
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = actor("claude", "s", stage.top)
    take_lines(stage, [*agent.ask("First"), *agent.stop("Done.")])
    config = (stage.top / ".git/config").read_text("utf-8")
    with monkeypatch.context() as patch:
        damage(stage, patch)
        errors = take_lines(
            stage, [*agent.ask("Do it"), *agent.wrote("x.py"), *agent.stop("Done.")]
        )
    is_recorded = len(list(stage.top.glob("history/prompts/*/*.md"))) == 2
    assert errors[-1].startswith("minutebook: ") or is_recorded
    (stage.top / ".git/config").write_text(config)
    for name in ("minutebook.toml", "records"):
        if (stage.top / name).is_file():
            (stage.top / name).unlink()
    take_lines(stage, agent.begin("resume"))
    assert list_prompts(stage)[-1] == "Do it"
    assert len([prompt for prompt in list_prompts(stage) if prompt == "Do it"]) == 1


def test_a_session_file_that_is_damaged_in_the_middle(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    take_lines(stage, [*agent.ask("One"), *agent.stop("1.")])
    with open(stage.spool / "claude-s.jsonl", "ab") as file:
        file.write(b"no JSON\n\0\0\0\0\n{}\n[1]\n\xff\xfe\n" + b'{"at": 1e999}\n{"at": NaN')
        file.write(b"\n" + b"x" * 64 * 1024 * 1024 + b"\n")
    take_lines(stage, [*agent.ask("Two"), *agent.stop("2.")])
    assert list_prompts(stage) == ["One", "Two"]


@pytest.mark.parametrize("size", [1024, 1024 * 1024])
def test_an_event_of_many_bytes(size: int, stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    call = agent.used("Bash", {"command": "x" * size}, {"stdout": "y" * size})
    take_lines(stage, [*agent.ask("Do it"), call, *agent.stop("Done.")])
    assert list_prompts(stage) == ["Do it"]


# Where it is ------------------------------------------------------------------------------------


def test_a_worktree_that_was_removed(stage: Stage, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    stage.git("worktree", "add", "-q", str(tree))
    agent = actor("claude", "s", tree)
    take_lines(stage, [*agent.ask("Do it"), *agent.wrote("x.py")], cwd=tree)
    stage.git("worktree", "remove", "--force", str(tree))
    (args, payload) = agent.stop("Done.")[0]
    result = stage.run(args, json.dumps(payload).encode(), cwd=tmp_path)
    assert result.err == f"minutebook: not recorded: {tree} is not there any more\n"
    take_lines(stage, [(["claude"], {**payload, "cwd": str(stage.top)})])
    assert list_prompts(stage) == ["Do it"]


def test_a_worktree_that_was_moved(stage: Stage, tmp_path: Path) -> None:
    tree, moved = tmp_path / "tree", tmp_path / "moved"
    stage.git("worktree", "add", "-q", str(tree))
    agent = actor("claude", "s", tree)
    take_lines(stage, agent.ask("Do it"), cwd=tree)
    stage.git("worktree", "move", str(tree), str(moved))
    take_lines(stage, agent.stop("Done."), cwd=moved)
    assert [record.title for record in stage.records(moved)] == ["Do it"]


def test_a_branch_without_a_commit_and_a_detached_head(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.git("checkout", "-q", "--detach")
    take_lines(stage, [*agent.ask("Detached"), *agent.stop("1.")])
    stage.git("checkout", "-q", "--orphan", "fresh")
    take_lines(stage, [*agent.ask("Unborn"), *agent.stop("2.")])
    assert list_prompts(stage) == ["Detached", "Unborn"]


def test_a_bare_repository(stage: Stage, tmp_path: Path) -> None:
    """It has no place for records; they are made in the next worktree of it."""
    bare, tree = tmp_path / "bare.git", tmp_path / "tree"
    stage.git("clone", "-q", "--bare", str(stage.top), str(bare))
    agent = actor("claude", "s", bare)
    errors = take_lines(stage, [*agent.ask("Do it"), *agent.stop("Done.")], cwd=bare)
    assert "is a bare repository" in errors[-1]
    stage.git("worktree", "add", "-q", str(tree), cwd=bare)
    take_lines(stage, actor("claude", "next", tree).begin(), cwd=tree)
    assert [record.title for record in stage.records(tree)] == ["Do it"]


def test_the_folder_is_gone_and_the_event_names_none(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    agent = actor("claude", "s", folder)
    os.chdir(folder)
    shutil.rmtree(folder)
    try:
        (error,) = take_lines(stage, agent.ask("Do it"))
    finally:
        os.chdir(stage.top)
    assert error == f"minutebook: not recorded: {folder} is not there any more\n"


# Several processes ------------------------------------------------------------------------------


class Killed(BaseException):
    pass


def die_after(patch: pytest.MonkeyPatch, call_count: int) -> None:
    """Let this process die at a call of the system that opens, writes, names or removes a file."""
    calls = 0

    def count(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls > call_count:
                raise Killed
            return real(*args, **options)

        return call

    for name in ("open", "write", "replace", "unlink", "rename", "link"):
        patch.setattr(os, name, count(getattr(os, name)))


def test_a_hook_that_was_killed_at_any_step(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever call of the system it died in, the next hook records the turn, once."""
    was_killed, step = True, 0
    while was_killed:
        agent = actor("claude", f"s{step}", stage.top)
        stage.take(agent.ask(f"Do {step}"))
        with monkeypatch.context() as patch:
            die_after(patch, step * 3)
            try:
                stage.take(agent.stop("Done."))
                was_killed = False
            except Killed:
                pass
        stage.take([*agent.stop("Done."), *agent.end()])
        assert list_prompts(stage).count(f"Do {step}") == 1
        step += 1
    assert step > 3
    assert stage.claims() == []
    assert turn_end.recover_turns(str(stage.top), str(stage.top / ".git")) == []
