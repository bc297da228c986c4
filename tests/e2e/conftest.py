"""What tests of commands share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from command_runner import Runner


@pytest.fixture(scope="session")
def filled_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the filled repository is kept once it is made, to be copied."""
    return tmp_path_factory.mktemp("templates") / "filled"


@pytest.fixture
def filled_repo(run: Runner, repo: Path, filled_template: Path) -> Path:
    """A repository with four decisions and two prompts, with an index of both."""
    if filled_template.exists():
        shutil.copytree(filled_template, repo, symlinks=True, dirs_exist_ok=True)
        return repo
    (repo / "src").mkdir()
    (repo / "src/cache.py").write_text("CACHE = {}\n")
    run("init").ok()
    for title in ("Use Postgres", "Use Redis", "Use Kafka"):
        run("adr", "new", title, "--context", "We store.", "--consequences", "It is stored.").ok()
    run("adr", "accept", "ADR-2").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which one?").ok()
    run("phr", "new", "Write it", "--label", "db", "--file", "src/cache.py", "--prompt", "Do.").ok()
    run("link", "ADR-3", "depends-on", "ADR-2").ok()
    run("index").ok()
    shutil.copytree(repo, filled_template, symlinks=True)
    return repo


@pytest.fixture
def other(tmp_path: Path, empty_repository: Path, world: dict[str, str]) -> Runner:
    """Another repository, empty, and what runs commands in it."""
    top = tmp_path / "other"
    shutil.copytree(empty_repository, top, symlinks=True)
    return Runner(top, world)
