"""Modules that a command must not import, since they would slow its start.

The result is the same on each machine. tests/bench measures the time itself; no test depends on it,
since machines differ and are busy.
"""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from minutebook.cli import commands

# No everyday command needs these; each takes longer to load than the command to run.
HEAVY = frozenset(
    [
        "pydantic",
        "pydantic_core",
        "jinja2",
        "markupsafe",
        "git",
        "gitdb",
        "frontmatter",
        "rich",
        "typer",
        "click",
    ]
)
ALL_HEAVY = HEAVY | {"yaml", "sqlite3", "unittest", "asyncio", "urllib.request", "http", "email"}
PREFIX = "minutebook.cli.commands."
# A command ends by `os._exit`: the list of modules has to be written when that is called.
PROBE = """
import json, os, sys
real_exit = os._exit
def write_modules_and_exit(status):
    with open(os.environ["MODULES"], "w") as file:
        json.dump([status, sorted(sys.modules)], file)
    real_exit(status)
os._exit = write_modules_and_exit
from minutebook.cli import main
try:
    main()
except SystemExit as error:
    write_modules_and_exit(error.code or 0)
write_modules_and_exit(0)
"""


def list_modules(repo: Path, world: dict[str, str], *args: str) -> set[str]:
    """The modules that the command has loaded when it ends."""
    modules_path = repo.parent / "modules.json"
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *args],
        cwd=repo,
        env={**world, "MODULES": str(modules_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    status, names = json.loads(modules_path.read_text("utf-8"))
    assert status == 0, result.stderr
    return set(names)


def find_unwanted(names: set[str], unwanted: frozenset[str] | set[str]) -> set[str]:
    return {name for name in names if name in unwanted or name.partition(".")[0] in unwanted}


@pytest.fixture
def repo_with_records(repo: Path, run, git) -> Path:  # type: ignore[no-untyped-def]
    """A repository with a few records of both kinds."""
    run("init").ok()
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which?").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    return repo


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        (["phr", "new", "A title", "--prompt", "A prompt\n---\n# with a heading"], ALL_HEAVY),
        (
            ["phr", "new", "A title", "--stage", "green", "--file", "a.py", "--label", "x"],
            ALL_HEAVY,
        ),
        (["adr", "new", "A title"], ALL_HEAVY),
        (["list"], ALL_HEAVY),
        (["list", "--json"], ALL_HEAVY),
        (["show", "ADR-1"], ALL_HEAVY | {"subprocess", "hashlib", "typing"}),
        (["index"], HEAVY),
        (["check"], (HEAVY - {"git", "gitdb"}) | {"inspect", "difflib"}),  # GitPython: the history
        (["adr", "deprecate", "ADR-2"], HEAVY),
        (["link", "PHR-1", "decides", "ADR-1"], HEAVY | {"subprocess", "hashlib", "typing"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_does_not_import(
    args: list[str], unwanted: set[str], repo_with_records: Path, world: dict[str, str]
) -> None:
    assert find_unwanted(list_modules(repo_with_records, world, *args), unwanted) == set()


def test_a_record_of_the_catalog_is_shown_without_reading_pages(
    repo_with_records: Path, world: dict[str, str]
) -> None:
    time.sleep(0.2)  # a page that was written within a tenth of a second is read once more
    list_modules(repo_with_records, world, "show", "ADR-1")  # keeps what pages state
    loaded = list_modules(repo_with_records, world, "show", "ADR-1")
    assert (
        find_unwanted(
            loaded, {"minutebook.records.reader", "minutebook.repository.git.commits.history"}
        )
        == set()
    )


def test_version_imports_only_minutebook_and_builtin_modules(
    repo: Path, world: dict[str, str]
) -> None:
    bare_python = subprocess.run(
        [sys.executable, "-c", "import json, sys; print(json.dumps(sorted(sys.modules)))"],
        env=world,
        capture_output=True,
        check=True,
    )
    loaded = list_modules(repo, world, "--version") - set(json.loads(bare_python.stdout))
    allowed = {"__future__", *sys.builtin_module_names}
    assert {name for name in loaded if not name.startswith("minutebook")} <= allowed


def test_modules_of_commands_are_loaded_without_typer_and_typing(world: dict[str, str]) -> None:
    """Their annotations are texts, which nothing but typer and type checkers reads."""
    names = [module.name for module in pkgutil.walk_packages(commands.__path__, PREFIX)]
    assert {f"{PREFIX}adr", f"{PREFIX}records.links"} <= set(names)
    script = "import importlib, json, sys\n"
    script += f"for name in {names}: importlib.import_module(name)\n"
    script += "print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", script], env=world, capture_output=True, check=True
    )
    loaded = set(json.loads(result.stdout))
    assert set(names) <= loaded
    assert find_unwanted(loaded, HEAVY | {"typing"}) == set()


@pytest.mark.parametrize(
    "line", ["--help", "list -h", "adr --help", "adr new --help", "audit --help", "stats --help"]
)
def test_help_loads_no_operations(line: str, repo: Path, world: dict[str, str]) -> None:
    """Nor anything heavy, but for what typer needs itself: from 0.29 on pydantic."""
    loaded = list_modules(repo, world, *line.split())
    assert "typer" in loaded
    packages = {name.split(".")[1] for name in loaded if name.startswith("minutebook.")}
    assert packages <= {"agents", "cli", "errors", "lean", "repository", "text"}
    assert find_unwanted(loaded, HEAVY - {"typer", "pydantic", "pydantic_core"}) == set()


def test_help_of_a_command_loads_that_command_alone(repo: Path, world: dict[str, str]) -> None:
    loaded = list_modules(repo, world, "adr", "new", "--help")
    command_modules = {name for name in loaded if name.startswith(PREFIX)}
    assert command_modules == {f"{PREFIX}adr"}


def test_the_probe_lists_loaded_modules(repo_with_records: Path, world: dict[str, str]) -> None:
    """A probe that lists nothing would pass the tests above."""
    assert "minutebook.records.model" in list_modules(repo_with_records, world, "list")
    assert "pydantic" in list_modules(repo_with_records, world, "schema", "new-phr")
