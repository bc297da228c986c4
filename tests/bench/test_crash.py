"""kill -9 at a random moment: what is on disk then, and what the next command makes of it.

`pytest -m bench -s tests/bench/test_crash.py` prints its figures; a short form runs with the tests.
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

_SLOWED = 0.001  # seconds by which each step of a write is drawn out, in every other trial


def tree(top: Path) -> dict[str, bytes]:
    """Every file of the working tree, temporary ones left out."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts and not files.is_temporary(path.name)
    }


def temporary(top: Path) -> list[Path]:
    return [path for path in top.rglob(".minutebook-*") if ".git" not in path.parts]


class Crashes:
    """A repository in which commands are killed, and what came of it."""

    def __init__(self, top: Path, world: dict[str, str], seed: int) -> None:
        self.top = top
        self.world = world
        self.run = Runner(top, world)
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.spans: dict[str, float] = {}
        self.number = 0

    def begin(self) -> None:
        self.run("init").ok()
        for title in ("One", "Two", "Three"):
            self.run("adr", "new", title, "--status", "accepted").ok()
        self.run("phr", "new", "First", "--prompt", "p").ok()
        self.run("index").ok()

    # The commands: each makes what it needs, and gives its words.

    def phr(self) -> list[str]:
        feature = self.chance.choice(["", "cart", "search"])
        return ["phr", "new", f"Ask {self.number}", "--prompt", "x\n" * 200, "--feature", feature]

    def adr(self) -> list[str]:
        return ["adr", "new", f"Decide {self.number}", "--status", "accepted"]

    def supersede(self) -> list[str]:
        for name in ("Old", "New"):
            self.run("adr", "new", f"{name} {self.number}", "--status", "accepted").ok()
        listed = self.run("list", "adr", "--status", "accepted", "--json").ok().json["records"]
        old, new = sorted(one["ref"] for one in listed)[-2:]
        return ["adr", "supersede", old, "--by", new]

    def index(self) -> list[str]:
        for page in self.top.rglob("README.md"):
            text = page.read_text("utf-8")
            page.write_text(text.replace("| --- |", "| --- | stale", 1), "utf-8")
        return ["index"]

    def renumber(self) -> list[str]:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "before")
        one = sorted(self.top.glob("decisions/0*.md"))[self.chance.randrange(3)]
        other = one.with_name(f"{one.name[:4]}-twin-{self.number}.md")
        other.write_text(f"---\nstatus: accepted\n---\n\n# Twin {self.number}\n", "utf-8")
        self.run("index").ok()
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "twin")
        return ["renumber"]

    def git(self, *words: str) -> None:
        import subprocess

        subprocess.run(
            ["git", *words], cwd=self.top, env=self.world, check=True, capture_output=True
        )

    # A trial -------------------------------------------------------------------------------------

    def trial(self, command: Callable[[], list[str]]) -> None:
        """Kill a command at a random moment. Asserts that nothing is torn, lost or left."""
        self.number += 1
        words = command()
        before = tree(self.top)
        after = self.through(words)
        self.kill(words, while_writing=self.chance.random() < 0.5)
        here = tree(self.top)
        for path in {*before, *after, *here}:  # torn or lost is what is neither old nor new
            assert here.get(path) in (before.get(path), after.get(path)), (words, path)
        found = journal.list_journals(str(self.top / ".git"))
        mixed = here not in (before, after)
        assert found or not mixed
        with store.lock_repository(str(self.top / ".git"), mend=False):
            journal.recover(str(self.top / ".git"))
        now = tree(self.top)
        assert now in (before, after), words
        self.seen["caught half done"] += mixed
        self.seen["caught with a journal"] += bool(found)
        self.seen["completed"] += mixed and now == after
        self.seen["had not begun" if now == before else "done"] += 1
        if words[0] == "renumber" and now == before:
            self.run(*words).ok()
        told = self.run("check", "--fix").ok()
        assert told.out.endswith("nothing wrong\n"), told
        assert self.run("check").ok().out == "nothing wrong\n"
        assert not temporary(self.top)
        assert not journal.list_journals(str(self.top / ".git"))

    def through(self, words: list[str]) -> dict[str, bytes]:
        """The tree as it is when the command ends as it should: tried on a copy."""
        copy = self.top.with_name("copy")
        shutil.copytree(self.top, copy, symlinks=True)
        try:
            began = time.perf_counter()
            Runner(copy, self.world)(*words).ok()
            self.spans[words[0]] = time.perf_counter() - began
            return tree(copy)
        finally:
            shutil.rmtree(copy)

    def kill(self, words: list[str], *, while_writing: bool) -> None:
        """Kill a command at any moment of its run, or at any of the time in which it writes."""
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if while_writing:
                    draw_out(into)
                self.run(*words)
            finally:
                os._exit(0)
        os.close(into)
        if while_writing:
            os.read(out, 1)
            time.sleep(self.chance.uniform(0, 15 * _SLOWED))
        else:
            time.sleep(self.chance.uniform(0, 2) * self.spans[words[0]])
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(out)


def draw_out(tell: int) -> None:
    """Tell when writing begins, and have its steps take longer: kills are to fall between them."""

    def slowed(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object) -> object:
            os.write(tell, b".")
            time.sleep(_SLOWED / 2)
            done = real(*words)
            time.sleep(_SLOWED / 2)
            return done

        return call

    for name in ("_keep", "_drop"):
        setattr(journal, name, slowed(getattr(journal, name)))
    for name in ("_finish", "_name"):
        setattr(files, name, slowed(getattr(files, name)))


def trials(crashes: Crashes, count: int) -> Iterator[str]:
    """Play trials over all commands; lines that tell what was seen."""
    crashes.begin()
    commands = [crashes.phr, crashes.adr, crashes.supersede, crashes.index]
    if "renumber" in COMMAND_MODULES:
        commands.append(crashes.renumber)
    for number in range(count):
        crashes.trial(commands[number % len(commands)])
    names = ", ".join(command.__name__ for command in commands)
    yield f"kill -9, {count} trials over {names}: 0 torn files, 0 lost pages, 0 left unclean"
    yield from (f"  {name:<22} {seen:4}" for name, seen in sorted(crashes.seen.items()))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of POSIX")
def test_a_killed_command_is_completed_or_undone(repo: Path, world: dict[str, str]) -> None:
    crashes = Crashes(repo, world, seed=5)
    assert list(trials(crashes, 15))
    assert crashes.seen["done"] + crashes.seen["had not begun"] == 15


@pytest.mark.bench
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of POSIX")
def test_many_kills(repo: Path, world: dict[str, str]) -> None:
    crashes = Crashes(repo, world, seed=300)
    print("\n" + "\n".join(trials(crashes, 300 if FULL else 10)))
    if FULL:
        assert crashes.seen["caught half done"] > 10  # else the kills came at the wrong moments
