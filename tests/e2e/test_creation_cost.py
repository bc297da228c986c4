"""What a new record costs: the modules it loads, the processes it starts, the folders it lists.

The counts are the same on each machine. They are taken from the operation itself, as the command
line has modules of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROBE = """
import json, os, sys
bare = set(sys.modules)
git, listed = [], []
def note(event, args):
    if event in ("subprocess.Popen", "os.posix_spawn"):
        git.append(args[1])
    elif event in ("os.listdir", "os.scandir"):
        listed.append(os.path.relpath(args[0] or "."))
sys.addaudithook(note)
from minutebook.operations.creation import create
from minutebook.operations.project import open_project
from minutebook.records.drafting import drafts
project = open_project(".")
if sys.argv[1] == "adr":
    result = create.create_adr(project, drafts.AdrDraft(title=sys.argv[2]))
else:
    draft = drafts.PhrDraft(title=sys.argv[2], prompt="Please use Redis for the jobs.")
    result = create.create_phr(project, draft)
print(json.dumps([sorted(set(sys.modules) - bare), len(git), listed, result.paths]))
"""
# Each takes a fifth of Python's start or more, and a new record needs none of them.
UNNEEDED = frozenset(
    "typing json datetime dataclasses hashlib subprocess threading shutil tempfile tomllib yaml "  # noqa: SIM905
    "jinja2 pydantic typer unicodedata difflib logging minutebook.records.reader "
    "minutebook.records.linking minutebook.operations.changes minutebook.records.adr.pages "
    "minutebook.records.adr.survey minutebook.redact.hiding minutebook.text.frontmatter.reader "
    "minutebook.repository.git.commits.history minutebook.records.drafting.template_language "
    "minutebook.suggest minutebook.agents".split()
)
# Each module costs about a hundredth of Python's start: what all new records load has to be worth it.
MAX_MODULES = {"adr": 101, "phr": 115}

New = Callable[..., tuple[set[str], int, list[str], list[str]]]


@pytest.fixture
def new(repo: Path, run, git, world: dict[str, str]) -> New:  # type: ignore[no-untyped-def]
    """Makes a record in a repository that has one of each kind, in a process of its own."""
    run("init").ok()
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which?").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    own = {name: value for name, value in world.items() if not name.startswith("GIT_")}
    environment = {**own, "GIT_AUTHOR_NAME": "Ada Example"}

    def make(kind: str, title: str) -> tuple[set[str], int, list[str], list[str]]:
        result = subprocess.run(
            [sys.executable, "-c", PROBE, kind, title],
            cwd=repo,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        modules, processes, listed, paths = json.loads(result.stdout)
        return set(modules), processes, listed, paths

    return make


@pytest.mark.parametrize("kind", ["adr", "phr"])
def test_a_new_record_loads_what_it_needs(kind: str, new: New) -> None:
    new(kind, "The first of a series")  # and caches what the next ones find
    modules, processes, _, paths = new(kind, "Green tea")
    assert len(paths) > 1  # the page, and its row in an index page
    unneeded = {name for name in modules if name in UNNEEDED or name.partition(".")[0] in UNNEEDED}
    assert unneeded == set()
    own_modules = sorted(name for name in modules if name.startswith("minutebook"))
    assert len(own_modules) <= MAX_MODULES[kind], own_modules
    assert processes == 0


@pytest.mark.parametrize(
    ("kind", "name"),
    [("adr", "decisions/jobs/{:04}-one.md"), ("phr", "history/prompts/jobs/{:04}-x.prompt.md")],
)
def test_a_new_record_lists_as_many_folders_among_many_records_as_among_few(
    kind: str, name: str, new: New, repo: Path
) -> None:
    counts = []
    for count in (10, 600):
        for number in range(10, 10 + count):
            page = repo / name.format(number)
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"# The page {number}\n", "utf-8")
        for folder, _, _ in os.walk(repo):
            os.utime(folder, (1e9, 1e9))
        new(kind, f"The first among {count}")
        _, _, listed, _ = new(kind, f"Another one among {count}")
        counts.append(len(listed))
    assert counts[1] <= counts[0]
