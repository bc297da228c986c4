"""What every test stands on: a repository of its own, a known day, a known person."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_gitconfig import GitConfig

from agent_events import Clock, Stage
from command_runner import Played, Runner, environment

# Two slow cores are no bug; and a failure met in CI must be met again by the next run there. Few
# examples unless MINUTEBOOK_THOROUGH is set, as it is where CI runs the long tests.
settings.register_profile(
    "chosen",
    deadline=None,
    max_examples=300 if os.environ.get("MINUTEBOOK_THOROUGH") else 20,
    derandomize=bool(os.environ.get("CI")),
    print_blob=bool(os.environ.get("CI")),
)
settings.load_profile("chosen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-sessions",
        action="store_true",
        help="write what the commands print into tests/sessions/*.txt instead of comparing",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is long, unless it is asked for: `-m slow`, `-m bench`, or by its own id."""
    named = any("::" in argument for argument in config.args)
    if config.option.markexpr or config.option.keyword or named:
        return
    left_out = [item for item in items if any(map(item.get_closest_marker, ("bench", "slow")))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Take thousands of collected tests out of what the garbage collector goes through each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def default_gitconfig(default_gitconfig: GitConfig) -> GitConfig:
    """No machine's own git configuration takes part."""
    default_gitconfig.set(
        {
            "init": {"defaultBranch": "main"},
            "user": {"name": "Ada Example", "email": "ada@example.org"},
            "commit": {"gpgsign": "false"},
            "core": {"autocrlf": "false"},
        }
    )
    return default_gitconfig


@pytest.fixture
def world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, default_gitconfig: GitConfig
) -> dict[str, str]:
    """The environment of every command: nothing of the machine but PATH, and a fixed day."""
    world = environment(tmp_path / "home", str(default_gitconfig.path))
    for name in list(os.environ):
        if name.startswith(("GIT_", "MINUTEBOOK_")) and name != "MINUTEBOOK_CORPUS":
            monkeypatch.delenv(name)
    for name, value in world.items():
        monkeypatch.setenv(name, value)
    return world


@pytest.fixture(scope="session")
def empty_repository(
    tmp_path_factory: pytest.TempPathFactory, default_gitconfig: GitConfig
) -> Path:
    """A new repository on `main`, to be copied: that is cheaper than a git child for each test."""
    top = tmp_path_factory.mktemp("templates") / "empty"
    environ = environment(tmp_path_factory.mktemp("home"), str(default_gitconfig.path))
    subprocess.run(["git", "init", "-q", "--template=", str(top)], check=True, env=environ)
    (top / ".git" / "hooks").mkdir()
    (top / ".git" / "info").mkdir()
    return top


@pytest.fixture
def repo(
    tmp_path: Path,
    world: dict[str, str],
    empty_repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A new repository on `main`, without a commit, and the place where commands run."""
    top = tmp_path / "repo"
    shutil.copytree(empty_repository, top)
    monkeypatch.chdir(top)
    return top


@pytest.fixture
def git(repo: Path, world: dict[str, str]) -> Callable[..., str]:
    """`git("add", "-A")` in the repository; what it printed."""

    def call(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=repo, env=world, check=True, capture_output=True, text=True
        )
        return done.stdout

    return call


@pytest.fixture
def run(repo: Path, world: dict[str, str]) -> Runner:
    """The command, played inside this process (a hundredth of a start); see `Runner`."""
    return Runner(repo, world)


@pytest.fixture
def spawn(repo: Path, world: dict[str, str]) -> Callable[..., Played]:
    """The command as a process of its own, as people and agents call it."""

    def call(*words: str, stdin: str | bytes | None = None) -> Played:
        given = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "minutebook", *words],
            cwd=repo,
            env=world,
            input=given or b"",
            capture_output=True,
        )
        return Played(
            done.returncode,
            done.stdout.decode("utf-8", "surrogateescape"),
            done.stderr.decode("utf-8", "surrogateescape"),
        )

    return call


@pytest.fixture(scope="session")
def committed_repository(
    tmp_path_factory: pytest.TempPathFactory, empty_repository: Path, default_gitconfig: GitConfig
) -> Path:
    """A repository with a first commit of two files, to be copied."""
    top = tmp_path_factory.mktemp("templates") / "committed"
    shutil.copytree(empty_repository, top)
    environ = environment(tmp_path_factory.mktemp("home"), str(default_gitconfig.path))
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        del environ[name]
    for name in ("app.py", "old.py"):
        (top / name).write_text("x = 1\n", "utf-8")
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *arguments], cwd=top, check=True, env=environ)
    return top


@pytest.fixture
def stage(
    repo: Path,
    world: dict[str, str],
    committed_repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """The repository with a first commit, for agents to play in; see `Stage`."""
    shutil.copytree(committed_repository, repo, dirs_exist_ok=True)
    return Stage(repo, world, monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test may set; see `Clock`."""
    return Clock(monkeypatch)
