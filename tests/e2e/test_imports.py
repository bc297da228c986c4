"""What each command may not import: the gate for start-up time, the same on every machine.

Wall time is measured by tests/bench; it does not decide, since machines differ and are busy.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# What none of the everyday commands needs, each dearer than the command itself.
HEAVY = frozenset(
    ["pydantic", "pydantic_core", "jinja2", "markupsafe", "git", "gitdb", "rich", "frontmatter"]
)
WEIGHTY = HEAVY | {"yaml", "sqlite3", "unittest", "asyncio", "urllib.request", "http", "email"}
# `os._exit` is how a command leaves, so that only from inside it can the list be had.
PROBE = """
import json, os, sys
real = os._exit
def leave(status):
    with open(os.environ["MODULES"], "w") as file:
        json.dump([status, sorted(sys.modules)], file)
    real(status)
os._exit = leave
from minutebook.cli import main
try:
    main()
except SystemExit as left:
    leave(left.code or 0)
leave(0)
"""


def modules(repo: Path, world: dict[str, str], *words: str) -> set[str]:
    """The modules that the command has loaded when it leaves."""
    told = repo.parent / "modules.json"
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        cwd=repo,
        env={**world, "MODULES": str(told)},
        capture_output=True,
        text=True,
        check=False,
    )
    status, names = json.loads(told.read_text("utf-8"))
    assert status == 0, done.stderr
    return set(names)


def heavy(names: set[str], unwanted: frozenset[str] | set[str]) -> set[str]:
    return {name for name in names if name in unwanted or name.partition(".")[0] in unwanted}


@pytest.fixture
def shop(repo: Path, run, git) -> Path:  # type: ignore[no-untyped-def]
    """A repository with a few records of both kinds, as the tool writes them."""
    run("init").ok()
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which?").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    return repo


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["phr", "new", "A title", "--prompt", "A prompt\n---\n# with a heading"], WEIGHTY),
        (["phr", "new", "A title", "--stage", "green", "--file", "a.py", "--label", "x"], WEIGHTY),
        (["adr", "new", "A title"], WEIGHTY),
        (["list"], WEIGHTY),
        (["list", "--json"], WEIGHTY),
        (["show", "ADR-1"], WEIGHTY),
        (["index"], HEAVY),
        (["check"], HEAVY - {"git", "gitdb"}),  # what the history says, GitPython reads
        (["adr", "deprecate", "ADR-2"], HEAVY),
        (["link", "PHR-1", "decides", "ADR-1"], HEAVY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_does_without(
    words: list[str], unwanted: set[str], shop: Path, world: dict[str, str]
) -> None:
    assert heavy(modules(shop, world, *words), unwanted) == set()


def test_the_version_needs_next_to_nothing(repo: Path, world: dict[str, str]) -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import json, sys; print(json.dumps(sorted(sys.modules)))"],
        env=world,
        capture_output=True,
        check=True,
    )
    more = modules(repo, world, "--version") - set(json.loads(bare.stdout))
    free = {"__future__", *sys.builtin_module_names}
    assert {name for name in more if not name.startswith("minutebook")} <= free


def test_help_does_without(repo: Path, world: dict[str, str]) -> None:
    assert heavy(modules(repo, world, "--help"), HEAVY) == set()


def test_the_probe_sees_what_is_loaded(shop: Path, world: dict[str, str]) -> None:
    """The lists above would hold for a command that loads nothing at all, too."""
    assert "minutebook.records.model" in modules(shop, world, "list")
    assert "pydantic" in modules(shop, world, "schema", "new-phr")
