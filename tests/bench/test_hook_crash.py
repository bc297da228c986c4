"""kill -9 of the hook at a random moment: each turn is recorded, once, and nothing is torn.

`pytest -m bench -s tests/bench/test_hook_crash.py` prints figures of many kills; a few
run with the slow tests.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ratio import FULL

from minutebook.agents import hook
from minutebook.operations.creation import create
from minutebook.records import reader
from minutebook.repository import files, journal, spool

from agent_events import Line, Stage, actor
from command_runner import Runner

_STEP_DELAY_SECONDS = 0.001  # added to each step of a write in every other trial
_SYSTEM_CALLS = ("open", "write", "replace", "rename", "unlink", "link", "mkdir")


class HookCrashes:
    """Kills hooks in a repository, and counts in `outcomes` how that ended."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.random = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.durations: dict[str, float] = {}
        self.prompts: list[str] = []
        self.number = 0

    def run_trial(self, event: str) -> None:
        """Kill the hook at an event of a turn; then the agent goes on, and another one begins."""
        self.number += 1
        prompt = f"Do {self.number}, please"
        agent = actor(self.random.choice(["claude", "gemini"]), f"s{self.number}", self.stage.top)
        turn = {
            "prompt": agent.ask(prompt),
            "tool": agent.wrote("x.py"),
            "stop": agent.stop("Done."),
            "end": agent.end(),
        }
        if event == "start":
            # The turn waits, as its record could not be written: whoever begins next records it.
            with self.stage.monkeypatch.context() as patch:
                patch.setattr(create, "create_phr", lambda *_, **__: 1 / 0)
                self.handle([*turn["prompt"], *turn["stop"]])
            self.kill("start", actor("claude", "other", self.stage.top).begin()[0])
        else:
            for name, lines in turn.items():
                if name == event:
                    self.kill(name, lines[0])
                else:
                    self.handle(lines)
        # The stop of Gemini CLI says the prompt, too.
        is_told_again = event != "prompt" or agent.name == "gemini"
        was_spooled = is_told_again or self.has_line(agent.name, prompt)
        # An agent does not repeat an event; but the end of a turn whose hook died is told again.
        self.handle([*turn["stop"], *turn["end"], *actor("claude", "x", self.stage.top).begin()])
        self.prompts += [prompt] if was_spooled else []
        self.outcomes[f"{event}: kept" if was_spooled else f"{event}: not begun"] += 1
        self.require_whole()

    def handle(self, lines: list[Line]) -> None:
        for args, payload in lines:
            started = time.perf_counter()
            self.stage.run(args, json.dumps(payload).encode())
            name = str(payload.get("hook_event_name"))
            self.durations[name] = time.perf_counter() - started

    def has_line(self, agent_name: str, prompt: str) -> bool:
        folder = spool.locate_spool(str(self.stage.top / ".git"))
        path = Path(folder, f"{agent_name}-s{self.number}.jsonl")
        if not path.exists():
            return False
        lines = path.read_bytes().split(b"\n")
        # A prompt that is recorded is there without its text.
        return any(prompt.encode() in line or b'"kind":"prompt"' in line for line in lines[:-1])

    def kill(self, name: str, line: Line) -> None:
        """Kill the hook at a random moment of its run, or of the time in which it writes."""
        args, payload = line
        while_writing = self.random.random() < 0.7
        duration = self.durations.get(str(payload.get("hook_event_name")), 0.05)
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if while_writing:
                    slow_down_system_calls(write_end)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                sys.stdin = io.TextIOWrapper(io.BytesIO(json.dumps(payload).encode()), "utf-8")
                sys.stdout = io.StringIO()
                hook.run(args)
            finally:
                os._exit(0)
        os.close(write_end)
        if while_writing:
            os.read(read_end, 1)
            time.sleep(self.random.uniform(0, 60 * _STEP_DELAY_SECONDS))
        else:
            time.sleep(self.random.uniform(0, 1.5) * duration)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read_end)

    def require_whole(self) -> None:
        """Assert that each turn has one record, and that nothing is torn or left behind."""
        top = self.stage.top
        Runner(top, self.stage.world)("check", "--fix").ok()
        recorded = Counter(reader.read_prompt(record) for record in self.stage.records())
        assert recorded == Counter(self.prompts)
        checked = Runner(top, self.stage.world)("check").ok()
        assert checked.out == "nothing wrong\n", checked.out
        assert not [path for path in top.rglob("*") if files.is_temporary(path.name)]
        assert not journal.list_journals(str(top / ".git"))


def slow_down_system_calls(pipe: int) -> None:
    """Write a byte to the pipe at each call that changes the disk, and delay it, to kill there."""
    real_write = os.write

    def add_delay(call: Callable[..., object]) -> Callable[..., object]:
        def delayed(*args: object, **options: object) -> object:
            real_write(pipe, b".")
            time.sleep(_STEP_DELAY_SECONDS)
            return call(*args, **options)

        return delayed

    for name in _SYSTEM_CALLS:
        setattr(os, name, add_delay(getattr(os, name)))


def run_trials(crashes: HookCrashes, count: int) -> Iterator[str]:
    """Kill the hook at each event in turn, `count` kills in all; yields lines of figures."""
    Runner(crashes.stage.top, crashes.stage.world)("init").ok()
    crashes.stage.write("x.py", "x = 1\n")
    crashes.stage.git("add", "-A")
    crashes.stage.git("commit", "-q", "-m", "begin")
    events = ("prompt", "tool", "stop", "end", "start", "stop")
    for number in range(count):
        crashes.run_trial(events[number % len(events)])
    claims = crashes.stage.claims()
    yield f"kill -9 of hooks, {count} trials: {len(crashes.prompts)} turns, each recorded once"
    yield f"  numbers that stay reserved until they are old: {len(claims)}"
    yield from (f"  {name:<22} {times:4}" for name, times in sorted(crashes.outcomes.items()))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 needs POSIX")
def test_a_killed_hook_loses_no_turn(stage: Stage) -> None:
    assert list(run_trials(HookCrashes(stage, seed=5), 12))


@pytest.mark.bench
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 needs POSIX")
def test_many_kills_of_hooks(stage: Stage) -> None:
    crashes = HookCrashes(stage, seed=300)
    print("\n" + "\n".join(run_trials(crashes, 300 if FULL else 12)))
