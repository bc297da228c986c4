"""Whatever a repository holds, nothing is written outside of it, or into git's directory.

Links of every kind at every level, pipes, sockets, folders in place of files, and names that no
tool makes. Every command ends with a documented status. Steps are counted, not seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from written_paths import Watch, read_state

from agent_events import Stage, actor
from command_runner import Runner

MAX_LOOKS = 3000  # into folders, of one command in a repository of some dozens
MAX_WAIT_SECONDS = 120  # after which a test fails instead of waiting for a pipe for ever

PLACES = [
    "history",
    "history/README.md",
    "history/prompts",
    "history/prompts/README.md",
    "history/prompts/general",
    "history/prompts/general/0001-p.general.prompt.md",
    "history/prompts/general/0009-x.md",
    "decisions",
    "decisions/README.md",
    "decisions/README-2026.md",
    "decisions/0001-one.md",
    "decisions/0003-three.md",
    "decisions/sub",
    "minutebook.toml",
    "pyproject.toml",
    ".adr-dir",
    ".gitattributes",
    "templates",
    "templates/phr.md",
    "templates/adr/madr.md",
    "specs",
    ".claude",
    ".claude/settings.json",
    ".cursor/hooks.json",
    "CLAUDE.md",
    "AGENTS.md",
    "docs",
    "docs/decisions",
]
GIT_PLACES = [
    ".git/minutebook",
    ".git/minutebook/lock",
    ".git/minutebook/lock.owner",
    ".git/minutebook/spool",
    ".git/minutebook/claims",
    ".git/minutebook/claims/phr",
    ".git/minutebook/numbers",
    ".git/minutebook/numbers/adr",
    ".git/minutebook/journal",
    ".git/minutebook/row",
    ".git/minutebook/installed.json",
    ".git/minutebook/uncovered",
    ".git/minutebook/log",
    ".git/minutebook-squash",
    ".git/info",
    ".git/info/exclude",
    ".git/hooks",
    ".git/hooks/post-commit",
]
GOALS = [
    ".git",
    ".git/config",
    ".git/hooks",
    ".git/hooks/post-commit",
    ".git/nothing",
    "../outside",
    "../outside/file.md",
    "../outside/nothing",
    "../outside/folder",
    "/",
    "/dev/null",
    "/dev/zero",
    ".",
    "..",
    "other",
    "other/a.md",
    "nowhere",
    "decisions",
    "itself",
    "other/../.git/hooks",
]
NAMES = [
    "0004-line\nend.md",
    "0005-\x1b[31mred.md",
    "0006-\udcff.md",
    "0007-" + "x" * 240 + ".md",
    "con.md",
    "aux",
    "0008-blank .md",
    "0002-two.md\n",
    "-0009-x.md",
    "0010-$(touch x).md",
    ".git .md",
    "git~1",
    "\u202e0011-x.md",
]
KINDS = ["link", "absolute link", "pipe", "socket", "folder", "empty", "closed", "bytes", "gone"]
COMMANDS = [
    ("init",),
    ("adr", "new", "A decision"),
    ("adr", "new", "../../x", "--link", "relates-to=ADR-1"),
    ("adr", "accept", "ADR-2"),
    ("adr", "supersede", "ADR-1", "--by", "ADR-2"),
    ("phr", "new", "A prompt", "--prompt", "x"),
    ("phr", "new", "A feature", "--feature", "../../.git/x"),
    ("link", "ADR-2", "relates-to", "ADR-1"),
    ("index",),
    ("check",),
    ("check", "--fix"),
    ("renumber",),
    ("retitle", "ADR-1", "../../x"),
    ("remove", "ADR-2"),
    ("remove", "ADR-2", "--force"),
    ("edit", "ADR-1"),
    ("agents", "install", "claude", "cursor"),
    ("agents", "remove"),
    ("agents", "install", "git"),
    ("agents", "status"),
    ("numbers", "prune"),
    ("suggest",),
    ("audit", "--backfill"),
    ("turn",),
    ("git hooks",),
]

changes = st.tuples(
    st.sampled_from(PLACES) | st.sampled_from(GIT_PLACES),
    st.sampled_from(KINDS) | st.just("link"),
    st.sampled_from(GOALS),
)


@contextmanager
def fail_instead_of_waiting() -> Iterator[None]:
    def fail(*_: object) -> None:
        raise AssertionError("something is waited for without end")

    previous = signal.signal(signal.SIGALRM, fail)
    signal.alarm(MAX_WAIT_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def change(top: Path, place: str, kind: str, goal: str) -> None:
    """Put something in the place of a file or folder. Nothing where a parent is no folder."""
    path = top / place
    if any(
        parent.is_symlink() or (parent.exists() and not parent.is_dir()) for parent in path.parents
    ):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if kind in ("link", "absolute link"):
        is_absolute = goal.startswith("/") or kind == "absolute link"
        target = (
            os.path.join(top, goal) if is_absolute else os.path.relpath(top / goal, path.parent)
        )
        path.symlink_to(path.name if goal == "itself" else target)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            previous = os.getcwd()
            os.chdir(path.parent)  # a socket's path is short
            try:
                server.bind(path.name)
            finally:
                os.chdir(previous)
    elif kind == "folder":
        path.mkdir()
    elif kind == "closed":
        path.mkdir()
        path.chmod(0)
    elif kind != "gone":
        path.write_bytes(b"" if kind == "empty" else b"\xff\x00[x]\n---\n'")


def is_allowed(path: str, top: Path, *, installs_hooks: bool) -> bool:
    """Whether a path may be written: in the working tree, or what is ours in git's directory.

    Where git's directory cannot hold the spool, it is in the user's state folder.
    """
    real_top = str(top)
    below = path.removeprefix(real_top + os.sep)
    if below == path:
        state = str(top.parent / "home/.local")
        return path.startswith((tempfile.gettempdir() + "/minutebook-", os.devnull, state))
    parts = below.split(os.sep)
    if parts[0] == ".git":
        ours = ["minutebook", "minutebook-squash", "info"] + ["hooks"] * installs_hooks
        return len(parts) > 1 and parts[1] in ours and not os.path.islink(top / ".git" / parts[1])
    return not any(os.path.islink(top / os.path.join(*parts[:n])) for n in range(1, len(parts)))


def strip_ours(
    state: dict[str, tuple[object, ...]], *, hooks: bool
) -> dict[str, tuple[object, ...]]:
    """The state of git's directory without what git and we may change there."""
    ours = ("minutebook", "objects", "index", "logs", "info", "COMMIT_EDITMSG", "ORIG_HEAD")
    ours += ("hooks/", "config") if hooks else ()
    return {path: facts for path, facts in state.items() if not path.startswith(ours)}


def run_command(command: tuple[str, ...], run: Runner, stage: Stage) -> tuple[int, str]:
    """A command, or what an agent's turn or git's own hooks do: the status, and stderr."""
    if command == ("turn",):
        agent = actor("claude", "s", stage.top)
        lines = [*agent.begin(), *agent.ask("Do it"), *agent.wrote("x.py"), *agent.stop("Done.")]
        results = [stage.run(args, json.dumps(payload).encode()) for args, payload in lines]
    elif command == ("git hooks",):
        hooks = [["prepare-commit-msg", ".git/COMMIT_EDITMSG"], ["post-commit"]]
        hooks += [["post-merge", "0"], ["post-merge", "1"]]
        results = [stage.run(["git", *hook]) for hook in hooks]
    else:
        results = [run(*command)]
    if len(results) > 1:
        assert {result.exit for result in results} == {0}
    return results[-1].exit, "".join(result.err for result in results)


@pytest.fixture
def filled(stage: Stage, run: Runner, git: Callable[..., str], tmp_path: Path) -> Path:
    """A repository with records, committed, beside a folder that is none of its business."""
    for title in ("One", "Two"):
        run("adr", "new", title).ok()
    run("phr", "new", "P", "--prompt", "x").ok()
    (stage.top / "other").mkdir()
    (stage.top / "other/a.md").write_text("a\n")
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    (tmp_path / "outside/folder").mkdir(parents=True)
    (tmp_path / "outside/file.md").write_text("theirs\n")
    shutil.copytree(stage.top, tmp_path / "template", symlinks=True)
    return tmp_path / "template"


@settings(
    max_examples=settings.default.max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(changes, min_size=1, max_size=4),
    st.lists(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4, unique=True),
)
def test_nothing_is_written_elsewhere(
    filled: Path,
    stage: Stage,
    run: Runner,
    tree_changes: list[tuple[str, str, str]],
    names: list[str],
    commands: list[tuple[str, ...]],
) -> None:
    top, outside = stage.top, stage.top.parent / "outside"
    os.chdir(top.parent)
    shutil.rmtree(top)
    shutil.copytree(filled, top, symlinks=True)
    os.chdir(top)
    for name in names:
        (top / "decisions" / name).write_text("# X\n")
    for place, kind, goal in tree_changes:
        change(top, place, kind, goal)
    hooks = ("agents", "install", "git") in commands
    before = read_state(outside), strip_ours(read_state(top / ".git"), hooks=hooks)
    for command in commands:
        with fail_instead_of_waiting(), Watch(MAX_LOOKS) as watch:
            status, err = run_command(command, run, stage)
        assert status in (0, 1, 2, 3, 4), (command, err)
        assert "Traceback" not in err
        elsewhere = [
            path for path in watch.written if not is_allowed(path, top, installs_hooks=hooks)
        ]
        assert elsewhere == [], command
        after = read_state(outside), strip_ours(read_state(top / ".git"), hooks=hooks)
        assert after == before, command
