"""kill -9 of commands at a random moment: nothing is torn or lost, the next one repairs the rest.

`pytest -m bench -s tests/bench/test_crash.py` prints figures of many kills; a few
run with the slow tests.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ratio import FULL

from minutebook.cli import COMMAND_MODULES
from minutebook.repository import files, journal, store

from command_runner import Runner

_STEP_DELAY_SECONDS = 0.001  # added to each step of a write in every other trial


def read_files(top: Path) -> dict[str, bytes]:
    """The files of the working tree without temporary ones, path to content."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts and not files.is_temporary(path.name)
    }


def diff_files(
    before: dict[str, bytes], after: dict[str, bytes], on_disk: dict[str, bytes]
) -> tuple[list[str], list[str]]:
    """The paths that a command had still to write, and those that it had written."""
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    written = [path for path in changed if on_disk.get(path) == after.get(path)]
    return sorted(set(changed) - set(written)), sorted(written)


def list_temporary_files(top: Path) -> list[Path]:
    return [path for path in top.rglob(".minutebook-*") if ".git" not in path.parts]


class Crashes:
    """Kills commands in a repository, and counts in `outcomes` how that ended."""

    def __init__(self, top: Path, world: dict[str, str], seed: int) -> None:
        self.top = top
        self.world = world
        self.run = Runner(top, world)
        self.random = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.durations: dict[str, float] = {}
        self.number = 0

    def begin(self) -> None:
        shutil.copytree(self.top, self.top.with_name("empty"), symlinks=True)
        self.run("init").ok()
        for title in ("One", "Two", "Three"):
            self.run("adr", "new", title, "--status", "accepted").ok()
        self.run("phr", "new", "First", "--prompt", "p").ok()
        self.run("index").ok()

    # The commands: each method creates what its command needs, and returns its arguments.

    def create_prompt_record(self) -> list[str]:
        feature = self.random.choice(["", "cart", "search"])
        return ["phr", "new", f"Ask {self.number}", "--prompt", "x\n" * 200, "--feature", feature]

    def create_decision(self) -> list[str]:
        return ["adr", "new", f"Decide {self.number}", "--status", "accepted"]

    def supersede(self) -> list[str]:
        for name in ("Old", "New"):
            self.run("adr", "new", f"{name} {self.number}", "--status", "accepted").ok()
        records = self.run("list", "adr", "--status", "accepted", "--json").ok().json["records"]
        old, new = sorted(record["ref"] for record in records)[-2:]
        return ["adr", "supersede", old, "--by", new]

    def accept(self) -> list[str]:
        self.run("adr", "new", f"Propose {self.number}").ok()
        return ["adr", "accept", self.find_decision("proposed")]

    def find_decision(self, status: str) -> str:
        records = self.run("list", "adr", "--status", status, "--json").ok().json["records"]
        return max(record["ref"] for record in records)

    def link(self) -> list[str]:
        return ["link", "PHR-1", "relates-to", self.find_decision("accepted")]

    def unlink(self) -> list[str]:
        args = ["PHR-1", "relates-to", self.find_decision("accepted")]
        self.run("link", *args).ok()
        return ["unlink", *args]

    def fix(self) -> list[str]:
        """Index pages that are stale, and a relation that only one page states."""
        for page in self.top.rglob("README.md"):
            text = page.read_text("utf-8")
            page.write_text(text.replace(" · [", " · stale [", 1), "utf-8")
        return ["check", "--fix"]

    def install(self) -> list[str]:
        self.run("agents", "remove")
        return ["agents", "install", "claude", "gemini", "cursor"]

    def index(self) -> list[str]:
        for page in self.top.rglob("README.md"):
            text = page.read_text("utf-8")
            page.write_text(text.replace(" · [", " · stale [", 1), "utf-8")
        return ["index"]

    def renumber(self) -> list[str]:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "before")
        page = sorted(self.top.glob("decisions/0*.md"))[self.random.randrange(3)]
        twin = page.with_name(f"{page.name[:4]}-twin-{self.number}.md")
        twin.write_text(f"---\nstatus: accepted\n---\n\n# Twin {self.number}\n", "utf-8")
        self.run("index").ok()
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "twin")
        return ["renumber"]

    def retitle(self) -> list[str]:
        return ["retitle", self.find_decision("accepted"), f"Retitled {self.number}"]

    def remove(self) -> list[str]:
        self.run("adr", "new", f"Go {self.number}", "--status", "accepted").ok()
        newest = self.find_decision("accepted")
        self.run("link", "PHR-1", "relates-to", newest).ok()
        return ["remove", newest, "--force"]

    def git(self, *args: str) -> None:
        import subprocess

        subprocess.run(
            ["git", *args], cwd=self.top, env=self.world, check=True, capture_output=True
        )

    def run_init_trial(self) -> None:
        """Kill `init` in a repository that has nothing yet."""
        fresh = self.top.with_name("fresh")
        shutil.copytree(self.top.with_name("empty"), fresh, symlinks=True)
        crashes = Crashes(fresh, self.world, self.random.randrange(10**6))
        crashes.run_trial(lambda: ["init"], in_steps=True)
        self.outcomes += crashes.outcomes
        shutil.rmtree(fresh)

    # A trial -------------------------------------------------------------------------------------

    def run_trial(self, command: Callable[[], list[str]], *, in_steps: bool = False) -> None:
        """Kill a command at a random moment. Asserts that no file is torn, lost or left behind.

        A command that goes `in_steps` is completed by running it again.
        """
        self.number += 1
        args = command()
        before = read_files(self.top)
        after = self.run_on_copy(args)
        self.kill(args, while_writing=self.random.random() < 0.5)
        on_disk = read_files(self.top)
        # A file that is neither old nor new is torn or lost.
        for path in {*before, *after, *on_disk}:
            assert on_disk.get(path) in (before.get(path), after.get(path)), (args, path)
        journals = journal.list_journals(str(self.top / ".git"))
        mixed = on_disk not in (before, after)
        assert journals or not mixed or in_steps, (args, diff_files(before, after, on_disk))
        with store.lock_repository(str(self.top / ".git"), mend=False):
            journal.recover(str(self.top / ".git"))
        if in_steps:
            self.run(*args).ok()
        recovered = read_files(self.top)
        assert recovered in (before, after), args
        self.outcomes["caught half done"] += mixed
        self.outcomes["caught with a journal"] += bool(journals)
        self.outcomes["completed"] += mixed and recovered == after
        self.outcomes["had not begun" if recovered == before else "done"] += 1
        if args[0] == "renumber" and recovered == before:
            self.run(*args).ok()
        self.run("check", "--fix").ok()
        findings = self.run("check", "--json").ok().json["findings"]
        # What is accepted here says nothing below its headings: nobody wrote it.
        assert {finding["code"] for finding in findings} <= {"empty-section"}, findings
        assert not list_temporary_files(self.top)
        assert not journal.list_journals(str(self.top / ".git"))

    def run_on_copy(self, args: list[str]) -> dict[str, bytes]:
        """The files after the whole command, which is run on a copy of the repository."""
        copy = self.top.with_name("copy")
        shutil.copytree(self.top, copy, symlinks=True)
        try:
            start = time.perf_counter()
            Runner(copy, self.world)(*args).ok()
            self.durations[" ".join(args[:2])] = time.perf_counter() - start
            return read_files(copy)
        finally:
            shutil.rmtree(copy)

    def kill(self, args: list[str], *, while_writing: bool) -> None:
        """Kill a command at a random moment of its run, or of the time in which it writes."""
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if while_writing:
                    slow_down_writes(write_end)
                self.run(*args)
            finally:
                os._exit(0)
        os.close(write_end)
        if while_writing:
            assert os.read(read_end, 1), args  # else the command ended without a write
            time.sleep(self.random.uniform(0, 15 * _STEP_DELAY_SECONDS))
        else:
            time.sleep(self.random.uniform(0, 2) * self.durations[" ".join(args[:2])])
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read_end)


def slow_down_writes(pipe: int) -> None:
    """Write a byte to the pipe at each step of a write, and delay the steps, to kill between them."""

    def add_delays(step: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            os.write(pipe, b".")
            time.sleep(_STEP_DELAY_SECONDS / 2)
            result = step(*args)
            time.sleep(_STEP_DELAY_SECONDS / 2)
            return result

        return call

    for name in ("_write_journal", "_remove_journal"):
        setattr(journal, name, add_delays(getattr(journal, name)))
    for name in ("_write_temporary", "_put_in_place"):
        setattr(files, name, add_delays(getattr(files, name)))


def run_trials(crashes: Crashes, count: int) -> Iterator[str]:
    """Kill each command in turn, `count` kills in all; yields lines of figures."""
    crashes.begin()
    commands = [
        crashes.create_prompt_record,
        crashes.create_decision,
        crashes.accept,
        crashes.supersede,
        crashes.link,
        crashes.unlink,
        crashes.index,
        crashes.fix,
        crashes.install,
        crashes.retitle,
        crashes.remove,
    ]
    if "renumber" in COMMAND_MODULES:
        commands.append(crashes.renumber)
    for number in range(count):
        position = number % (len(commands) + 1)
        if position == len(commands):
            crashes.run_init_trial()
        else:
            crashes.run_trial(commands[position])
    names = ", ".join([*(command.__name__ for command in commands), "init"])
    yield f"kill -9, {count} trials over {names}: 0 torn files, 0 lost pages, 0 left unclean"
    yield from (f"  {name:<22} {times:4}" for name, times in sorted(crashes.outcomes.items()))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 needs POSIX")
def test_a_killed_command_is_completed_or_undone(repo: Path, world: dict[str, str]) -> None:
    crashes = Crashes(repo, world, seed=5)
    assert list(run_trials(crashes, 17))
    assert crashes.outcomes["done"] + crashes.outcomes["had not begun"] == 17


@pytest.mark.bench
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 needs POSIX")
def test_many_kills(repo: Path, world: dict[str, str]) -> None:
    crashes = Crashes(repo, world, seed=300)
    print("\n" + "\n".join(run_trials(crashes, 300 if FULL else 10)))
    if FULL:
        assert crashes.outcomes["caught half done"] > 10  # else the kills came at the wrong moments
