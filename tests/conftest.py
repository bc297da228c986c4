"""The fixtures of all tests: a repository of their own, a fixed day, a fixed author.

Also the hypothesis profile, and which tests run when nothing is selected.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_gitconfig import GitConfig

from agent_events import Clock, Stage
from command_runner import CommandResult, Runner, build_environment

# No deadline, since a slow machine is not a fault. In CI the examples are the same in each run, so
# that a failure repeats. Few examples unless MINUTEBOOK_THOROUGH is set: before a release, and where
# what they try was changed.
settings.register_profile(
    "chosen",
    deadline=None,
    max_examples=40 if os.environ.get("MINUTEBOOK_THOROUGH") else 15,
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
    parser.addoption(
        "--refresh-agents",
        action="store_true",
        help="write what real agents did into tests/e2e/agents/results.json instead of comparing",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect slow tests, those of agents, peers, browsers and benchmarks unless `-m`, `-k` or a test's own id asks for them.

    Tests without coverage come last: what runs once in a process is then run by the others, and counts.
    """
    items.sort(key=lambda item: item.get_closest_marker("untraced") is not None)
    has_test_id = any("::" in argument for argument in config.args)
    if config.option.markexpr or config.option.keyword or has_test_id:
        return
    left_out = ("agents", "bench", "browser", "peers", "slow")
    deselected = [item for item in items if any(map(item.get_closest_marker, left_out))]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in set(deselected)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run an `untraced` test without coverage; pytest-cov's own marker does nothing in a worker."""
    tracer = sys.gettrace()
    if item.get_closest_marker("untraced"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exempt the thousands of collected tests from garbage collection, which is slow with them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def default_gitconfig(default_gitconfig: GitConfig) -> GitConfig:
    """Set git's configuration for all tests, in place of the machine's own."""
    default_gitconfig.set(
        {
            "init": {"defaultBranch": "main"},
            "user": {"name": "Ada Example", "email": "ada@example.org"},
            "commit": {"gpgsign": "false"},
            "core": {"autocrlf": "false", "fsync": "none"},
        }
    )
    return default_gitconfig


@pytest.fixture
def world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, default_gitconfig: GitConfig
) -> dict[str, str]:
    """The environment variables of every command, with a fixed day; they are set here too."""
    world = build_environment(tmp_path / "home", str(default_gitconfig.path))
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
    """A new repository on `main`, to be copied: cheaper than to run git in each test."""
    top = tmp_path_factory.mktemp("templates") / "empty"
    git_environment = build_environment(
        tmp_path_factory.mktemp("home"), str(default_gitconfig.path)
    )
    subprocess.run(["git", "init", "-q", "--template=", str(top)], check=True, env=git_environment)
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
    """A new repository on `main` without a commit; it is the current folder."""
    top = tmp_path / "repo"
    shutil.copytree(empty_repository, top)
    monkeypatch.chdir(top)
    return top


@pytest.fixture
def git(repo: Path, world: dict[str, str]) -> Callable[..., str]:
    """Runs git in the repository, as in `git("add", "-A")`, and returns its stdout."""

    def call(*args: str) -> str:
        result = subprocess.run(
            ["git", *args], cwd=repo, env=world, check=True, capture_output=True, text=True
        )
        return result.stdout

    return call


@pytest.fixture
def run(repo: Path, world: dict[str, str]) -> Runner:
    """Runs `minutebook` in this process, at a hundredth of a start's cost; see `Runner`."""
    return Runner(repo, world)


@pytest.fixture
def spawn(repo: Path, world: dict[str, str]) -> Callable[..., CommandResult]:
    """Runs `minutebook` in a process of its own, as people and agents do."""

    def call(*args: str, stdin: str | bytes | None = None) -> CommandResult:
        input_bytes = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        result = subprocess.run(
            [sys.executable, "-m", "minutebook", *args],
            cwd=repo,
            env=world,
            input=input_bytes or b"",
            capture_output=True,
        )
        return CommandResult(
            result.returncode,
            result.stdout.decode("utf-8", "surrogateescape"),
            result.stderr.decode("utf-8", "surrogateescape"),
        )

    return call


@pytest.fixture(scope="session")
def committed_repository(
    tmp_path_factory: pytest.TempPathFactory, empty_repository: Path, default_gitconfig: GitConfig
) -> Path:
    """A repository with a first commit of two files and its settings, to be copied.

    All turns are recorded, also those in which agents say next to nothing, as most of them do in
    tests; `tests/unit/agents/recording/test_asked_before.py` is about the default.
    """
    top = tmp_path_factory.mktemp("templates") / "committed"
    shutil.copytree(empty_repository, top)
    git_environment = build_environment(
        tmp_path_factory.mktemp("home"), str(default_gitconfig.path)
    )
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        del git_environment[name]
    for name in ("app.py", "old.py"):
        (top / name).write_text("x = 1\n", "utf-8")
    (top / "minutebook.toml").write_text('record = "all"\n', "utf-8")
    for args in (["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *args], cwd=top, check=True, env=git_environment)
    return top


@pytest.fixture
def stage(
    repo: Path,
    world: dict[str, str],
    committed_repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """The repository with a first commit, in which agents' events are replayed; see `Stage`."""
    shutil.copytree(committed_repository, repo, dirs_exist_ok=True)
    return Stage(repo, world, monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test may set; see `Clock`."""
    return Clock(monkeypatch)
