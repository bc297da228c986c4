"""Runs commands in turn and measures them: time, processor time, peak memory.

The processor time of a process, with that of the processes it waited for, is what is compared: it
depends least on what else the machine does. The peak memory of a process is never less than that of
the one that starts it, so this one has to stay small.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Timer
from time import monotonic, perf_counter

_MOST_SECONDS = 600  # of one process: then it is killed


class CommandFailed(Exception):
    """A command did not end as it should; the message says how."""


@dataclass(frozen=True, slots=True)
class Command:
    """A process to run: what it is given, and the exit statuses that are fine.

    `{run}` in an argument becomes the number of the run, so that no two runs make the same title.
    `prepare` is called before each run, unmeasured.
    """

    arguments: Sequence[str]
    folder: Path
    stdin: str = ""
    statuses: tuple[int, ...] = (0,)
    prepare: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: seconds of time and of processor time, and megabytes at its peak."""

    seconds: float
    processor_seconds: float
    megabytes: float


def compare_commands(
    commands: Mapping[str, Command],
    environment: Mapping[str, str],
    rounds: int,
    most_seconds: float,
) -> tuple[dict[str, Usage], int]:
    """The medians of each command, run in turn, and the number of rounds that were counted.

    The first round warms caches and is not counted, unless it takes so long that it is the only one:
    no round is begun after `most_seconds`. Raises CommandFailed.
    """
    usages: dict[str, list[Usage]] = {name: [] for name in commands}
    start = monotonic()
    counted = 0
    for number in range(rounds + 1):
        for name, command in commands.items():
            usages[name].append(run_command(command, environment, number))
        seconds = monotonic() - start
        if number == 0 and seconds < most_seconds / 2:
            usages = {name: [] for name in commands}
        else:
            counted += 1
        if counted and seconds > most_seconds:
            break
    return {name: _take_medians(measured) for name, measured in usages.items()}, counted


def _take_medians(usages: Sequence[Usage]) -> Usage:
    return Usage(
        median(usage.seconds for usage in usages),
        median(usage.processor_seconds for usage in usages),
        max(usage.megabytes for usage in usages),
    )


def run_command(command: Command, environment: Mapping[str, str], number: int = 0) -> Usage:
    """Run a command once. Raises CommandFailed where it ends with another status, or not in time."""
    if command.prepare:
        command.prepare()
    # Files rather than pipes: the process is waited for by hand, for what it used.
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as errors:
        stdin.write(command.stdin.encode())
        stdin.seek(0)
        start = perf_counter()
        process = subprocess.Popen(
            [argument.replace("{run}", str(number)) for argument in command.arguments],
            cwd=command.folder,
            env=environment,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        timer = Timer(_MOST_SECONDS, process.kill)
        timer.start()
        _, status, resources = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        message = errors.read().decode("utf-8", "replace").strip()
    if seconds >= _MOST_SECONDS:
        raise CommandFailed(f"over {_MOST_SECONDS} s")
    if process.returncode not in command.statuses:
        last_line = message.rpartition("\n")[2]
        raise CommandFailed(f"exit status {process.returncode}: {last_line}")
    return Usage(seconds, resources.ru_utime + resources.ru_stime, resources.ru_maxrss / 1024)
