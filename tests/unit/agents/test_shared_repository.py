"""Several users with their own ids work in one clone, as with `core.sharedRepository`."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from minutebook.agents import hook
from minutebook.operations.project import open_project

from agent_events import Line, actor
from paths import PROJECT

GROUP = 5000


@pytest.fixture
def shared(world: dict[str, str]) -> Iterator[Path]:
    """A clone that a group shares; it lies where other users can see it."""
    top = Path(tempfile.mkdtemp())
    environment = {**world, "HOME": str(top)}
    subprocess.run(["git", "init", "-q", "--shared=group", str(top)], check=True, env=environment)
    for path in (top, *top.rglob("*")):
        os.chown(path, 0, GROUP)
        os.chmod(path, path.stat().st_mode | (0o2070 if path.is_dir() else 0o060))
    yield top
    shutil.rmtree(top)


def handle_as(user: int, top: Path, config: Path, umask: int, lines: list[Line]) -> str:
    """Handle events as another user; what was printed on stderr."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        err = io.StringIO()
        try:
            os.setgroups([])
            os.setresgid(GROUP, GROUP, GROUP)
            os.setresuid(user, user, user)
            os.umask(umask)
            os.chdir(top)
            os.environ["HOME"] = f"/nowhere/{user}"
            os.environ["GIT_CONFIG_GLOBAL"] = str(config)
            for args, payload in lines:
                sys.stdin = io.TextIOWrapper(io.BytesIO(json.dumps(payload).encode()), "utf-8")
                with redirect_stderr(err), redirect_stdout(io.StringIO()):
                    hook.run(args)
        except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
            err.write(repr(error))
        finally:
            os.write(write_end, err.getvalue().encode())
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with open(read_end, "rb") as pipe:
        return pipe.read().decode()


OPEN_MODE = 0o005  # others may read a folder and go into it
CAN_BE_SOMEBODY_ELSE = (
    hasattr(os, "geteuid")
    and os.geteuid() == 0
    and all(
        folder.stat().st_mode & OPEN_MODE == OPEN_MODE
        for place in (PROJECT, Path(sys.base_prefix))
        for folder in (place, *place.parents)
    )
)
AS_ROOT = pytest.mark.skipif(
    not CAN_BE_SOMEBODY_ELSE,
    reason="only root can be somebody else, who must be able to read the checkout and Python",
)
USERS = (5001, 5002, 5003)


@pytest.fixture
def config(shared: Path) -> Path:
    """Git's configuration of all users."""
    path = shared / ".git" / "global"
    path.write_text("[user]\nname = A\nemail = a@example.org\n[safe]\ndirectory = *\n")
    path.chmod(0o644)
    return path


def require_spools(shared: Path) -> None:
    state = shared / ".git" / "minutebook"
    folders = sorted(state.glob("spool*"))
    assert [path.name for path in folders] == [f"spool-{user}" for user in USERS]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert list((state / "claims" / "phr").iterdir()) == []


@AS_ROOT
def test_users_of_one_working_tree(shared: Path, config: Path) -> None:
    """Who shares a working tree has an umask for it: git, too, goes by that there."""
    for number in range(2):
        for user in USERS:
            agent = actor("claude", f"s{user}", shared)
            lines = [*agent.ask(f"Do {number} for {user}"), *agent.stop("Done.")]
            assert handle_as(user, shared, config, 0o002, lines) == ""
    require_spools(shared)
    numbers = {record.number for record in open_project(str(shared)).load_records().members}
    assert numbers == {1, 2, 3, 4, 5, 6}


@AS_ROOT
def test_users_with_a_working_tree_each(shared: Path, config: Path, world: dict[str, str]) -> None:
    run = [["commit", "-q", "--allow-empty", "-m", "first"]]
    run += [["worktree", "add", "-q", f"{shared}/tree-{user}"] for user in USERS]
    for args in run:
        environment = {**world, "GIT_CONFIG_GLOBAL": str(config)}
        subprocess.run(["git", *args], cwd=shared, check=True, env=environment)
    for user in USERS:
        os.chown(shared / f"tree-{user}", user, GROUP)
        os.chown(shared / f".git/worktrees/tree-{user}", user, GROUP)
        (shared / f"tree-{user}").chmod(0o755)
    for number in range(2):
        for user in USERS:
            top = shared / f"tree-{user}"
            agent = actor("claude", f"s{user}", top)
            lines = [*agent.ask(f"Do {number} for {user}"), *agent.stop("Done.")]
            assert handle_as(user, top, config, 0o022, lines) == ""
    require_spools(shared)
    numbers = [
        record.number
        for user in USERS
        for record in open_project(str(shared / f"tree-{user}")).load_records().members
    ]
    assert sorted(number or 0 for number in numbers) == [1, 2, 3, 4, 5, 6]
