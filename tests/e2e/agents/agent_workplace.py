"""A repository with minutebook, a client's home, and the clean environment in which both are run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minutebook.operations.project import open_project
from minutebook.records.model import PHR
from minutebook.records.reader import read_prompt, read_response

from agent_clients import Client, write_helper_file
from agent_fake_model import FakeModel, serve_model
from agent_scenes import REQUIREMENTS, SIGNALS
from paths import PROJECT

FILES = {
    "app.py": "from flask import Flask\n\napp = Flask(__name__)\n",
    "requirements.txt": REQUIREMENTS,
    "test_app.py": "def test_ferries():\n    assert 1 + 1 == 2\n",
    ".gitignore": f"__pycache__/\n.pytest_cache/\n{SIGNALS}/\n",
}
GITCONFIG = (
    "[user]\n\tname = Ada Example\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
)
MINUTEBOOK = {
    "minutebook": "from minutebook.cli import main",
    "minutebook-hook": "from minutebook.agents.hook import main",
}
# Seconds for a turn, on a machine that is busy with others.
PATIENCE = 150


@dataclass(frozen=True)
class Record:
    """What a prompt record says, as far as the checks ask for it."""

    number: int
    title: str
    prompt: str
    answer: str
    state: str
    fields: dict[str, Any] = field(repr=False)
    links: frozenset[tuple[str, str]] = frozenset()
    text: str = field(default="", repr=False)

    def get_list(self, name: str) -> list[str]:
        return list(self.fields.get(name) or [])


@dataclass
class Workplace:
    """Where a client works: its home, the commands that it finds, the repository, the model."""

    client: Client
    program: Path
    top: Path
    model: FakeModel
    repository: Path

    @property
    def home(self) -> Path:
        return self.top / "home"

    def environment(self, *, has_minutebook: bool = True) -> dict[str, str]:
        """Return all variables that a process gets: none of them is the machine's own."""
        node = shutil.which("node") or "/usr/bin/node"
        folders = [self.top / "python", Path(node).parent]
        if has_minutebook:
            folders.insert(0, self.top / "bin")
        path = ":".join([*map(str, folders), "/usr/local/bin", "/usr/bin", "/bin"])
        proxy = self.model.address
        return {
            "PATH": path,
            "FERRY_PATH": path,
            "HOME": str(self.home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HTTP_PROXY": proxy,
            "HTTPS_PROXY": proxy,
            "NO_PROXY": "127.0.0.1,localhost",
            **self.client.set_variables(self.model.address),
        }

    def run(
        self, *command: str, has_minutebook: bool = True, timeout: float = PATIENCE
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository; what it leaves behind is ended with it."""
        process = subprocess.Popen(
            command,
            cwd=self.repository,
            env=self.environment(has_minutebook=has_minutebook),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            end_group(process.pid)
            out, err = process.communicate()
            err += f"\nstill running after {timeout} s"
        # What a client starts last, at its own end, may outlive it.
        wait_until(lambda: not has_members(process.pid), 10)
        end_group(process.pid)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def take_turn(self, prompt: str, *, is_first: bool = False, has_minutebook: bool = True) -> str:
        """Have the client take one turn, and return what it printed."""
        words = self.client.first_turn if is_first else self.client.next_turn
        command = [word.replace("{prompt}", prompt) for word in words]
        result = self.run(str(self.program), *command, has_minutebook=has_minutebook)
        return f"{result.stdout}{result.stderr}"

    def minutebook(self, *arguments: str) -> str:
        """Run minutebook, and return what it printed."""
        result = self.run("minutebook", *arguments)
        return f"{result.stdout}{result.stderr}"

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments).stdout.strip()

    def commit_all(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def read_records(self) -> list[Record]:
        """Return the prompt records, by number."""
        members = open_project(str(self.repository)).load_records().members
        records = [
            Record(
                member.number or 0,
                member.title,
                read_prompt(member) or "",
                (read_response(member) or "").strip(),
                member.state,
                dict(member.fields),
                frozenset((link.relation, link.target) for link in member.links),
                member.text,
            )
            for member in members
            if member.kind is PHR
        ]
        return sorted(records, key=lambda record: record.number)

    def signal(self, name: str) -> None:
        """Let a command of a scene that holds go on."""
        folder = self.repository / SIGNALS
        folder.mkdir(exist_ok=True)
        (folder / f"{name}-goes-on").touch()

    def wait_for_start(self, name: str) -> bool:
        """Wait until a command of a scene that holds has started."""
        return wait_until((self.repository / SIGNALS / f"{name}-started").exists, 60)

    def wait_for_record(self, scene: str, seconds: float = 20) -> Record | None:
        """Wait until a record has the scene in its prompt, and return it."""
        found: list[Record] = []

        def look() -> bool:
            found[:] = [
                record for record in self.read_records() if f"scene:{scene}" in record.prompt
            ]
            return bool(found)

        wait_until(look, seconds)
        return found[0] if found else None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until a condition holds, and return whether it did in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def has_members(process_group: int) -> bool:
    """Tell whether a process of the group still runs."""
    try:
        os.killpg(process_group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user, or not yet waited for
        return True
    return True


def end_group(process_group: int) -> None:
    """End what is left of a process that was started with a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process_group, signal.SIGKILL)


def write_commands(top: Path) -> None:
    """Write the commands that the client finds: minutebook's of this checkout, and a Python."""
    for folder in ("bin", "python", "home"):
        (top / folder).mkdir()
    for name, line in MINUTEBOOK.items():
        path = top / "bin" / name
        source = str(PROJECT / "src")
        body = f"import sys\nsys.path.insert(0, {source!r})\n{line}\nsys.exit(main())\n"
        path.write_text(f"#!{sys.executable}\n{body}", "utf-8")
        path.chmod(0o755)
    python = top / "python" / "python3"
    # Plugins of this Python's pytest would take a second each time.
    python.write_text(
        f'#!/bin/sh\nPYTEST_DISABLE_PLUGIN_AUTOLOAD=1 exec "{sys.executable}" "$@"\n', "utf-8"
    )
    python.chmod(0o755)


def write_home(place: Workplace) -> None:
    """Write the configuration of git and of the client."""
    (place.home / ".gitconfig").write_text(GITCONFIG, "utf-8")
    # A login shell, which Codex runs, sets another PATH.
    (place.home / ".bash_profile").write_text('PATH="$FERRY_PATH"\n', "utf-8")
    files = place.client.write_home(place.home, place.repository, place.model.address)
    for name, text in files.items():
        path = place.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@contextmanager
def open_workplace(client: Client, program: Path, top: Path) -> Iterator[Workplace]:
    """Make a repository that has minutebook set up for the client, and serve the model there."""
    repository = top / "ferry"
    repository.mkdir(parents=True)
    with serve_model(repository) as model:
        place = Workplace(client, program, top, model, repository)
        write_commands(top)
        write_home(place)
        place.git("init", "-q", "-b", "main")
        # Gemini's shell hides the user's configuration from git.
        place.git("config", "user.name", "Ada Example")
        place.git("config", "user.email", "ada@example.org")
        for name, text in FILES.items():
            (repository / name).write_text(text, "utf-8")
        write_helper_file(client, repository)
        place.commit_all("Begin")
        place.minutebook("init")
        # The fake model says little: what counts here is that nothing of it is missed.
        with open(repository / "minutebook.toml", "a", encoding="utf-8") as settings:
            settings.write('record = "all"\n')
        place.minutebook("agents", "install", client.name, "git")
        place.commit_all("Set up minutebook")
        yield place
