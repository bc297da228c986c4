"""The processes of a play, its clock, and its git configuration: nothing of the machine's own counts.

Every process of Python that is started has the clock of the play, and the files of git's directory
that it wrote get that time, too, as their age is compared with the clock.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from team.plan import MONDAY

from agent_events import HOOK_SCRIPT
from command_runner import build_environment

_CLOCK_VARIABLE = "PLAY_CLOCK"
_CLOCK_MODULE = f"""\
import os, time
if os.environ.get("{_CLOCK_VARIABLE}"):
    _offset, _time = float(os.environ["{_CLOCK_VARIABLE}"]) - time.time(), time.time
    time.time = lambda: _time() + _offset
"""
_GIT_CONFIG = """\
[init]
    defaultBranch = main
[core]
    autocrlf = false
[commit]
    gpgsign = false
[gc]
    auto = 0
[maintenance]
    auto = false
[advice]
    detachedHead = false
[pull]
    ff = true
    rebase = false
[merge]
    conflictStyle = merge
"""
_PR_SET_CHILD_SUBREAPER = 36
_BASE_ROUNDS = 5
_ORPHAN_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Result:
    """How a process ended. `seconds`: processor time of it and of what it waited for."""

    exit: int
    out: str
    err: str
    seconds: float


class Machine:
    """Runs processes in a folder of its own, under a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, MONDAY
        config = folder / "gitconfig"
        config.write_text(_GIT_CONFIG, "utf-8")
        clock_folder = folder / "clock"
        clock_folder.mkdir()
        (clock_folder / "sitecustomize.py").write_text(_CLOCK_MODULE, "utf-8")
        programs = folder / "bin"
        programs.mkdir()
        self._write_program(programs / "minutebook-hook", f'-c "{HOOK_SCRIPT}"')
        self._write_program(programs / "minutebook", "-m minutebook")
        self.environment = build_environment(folder / "home", str(config))
        self.environment |= {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{clock_folder}{os.pathsep}{self.environment['PYTHONPATH']}",
        }
        self._base_runs: list[float] = []
        _adopt_orphans()

    @staticmethod
    def _write_program(path: Path, arguments: str) -> None:
        path.write_text(f"#!/bin/sh\nexec '{sys.executable}' {arguments} \"$@\"\n", "utf-8")
        path.chmod(0o755)

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)

    def wait_until(self, moment: datetime) -> None:
        """Let time go by until then; where it is past already, none does."""
        self.now = max(self.now, moment)

    def run(
        self, arguments: Sequence[str], cwd: Path, stdin: bytes = b"", **variables: str
    ) -> Result:
        """Run a process under the clock of the play, and wait for what it left running."""
        epoch = self.now.timestamp()
        environment = {
            **self.environment,
            _CLOCK_VARIABLE: f"{epoch:.3f}",
            "SOURCE_DATE_EPOCH": f"{epoch:.0f}",
            "GIT_AUTHOR_DATE": f"{epoch:.0f} +0000",
            "GIT_COMMITTER_DATE": f"{epoch:.0f} +0000",
            **variables,
        }
        result = _run_measured(arguments, cwd, stdin, environment)
        _wait_for_orphans()
        return result

    def git(
        self,
        cwd: Path,
        *arguments: str,
        stdin: str = "",
        is_tried: bool = False,
        **variables: str,
    ) -> Result:
        """Run git; where it fails, so does the play, unless it is only tried."""
        return self._checked(["git", *arguments], cwd, stdin.encode(), is_tried, variables)

    def minutebook(self, cwd: Path, *arguments: str, is_tried: bool = False) -> Result:
        """Run `minutebook`; where it fails, so does the play, unless it is only tried."""
        command = [sys.executable, "-m", "minutebook", *arguments]
        return self._checked(command, cwd, b"", is_tried, {})

    def hook(self, cwd: Path, arguments: Sequence[str], stdin: bytes) -> Result:
        """Run `minutebook-hook` as an agent does."""
        command = [sys.executable, "-c", HOOK_SCRIPT, *arguments]
        result = self._checked(command, cwd, stdin, False, {})
        self.age_state(cwd)
        return result

    def _checked(
        self,
        command: Sequence[str],
        cwd: Path,
        stdin: bytes,
        is_tried: bool,
        variables: Mapping[str, str],
    ) -> Result:
        result = self.run(command, cwd, stdin, **variables)
        if result.exit and not is_tried:
            shown = " ".join(command)
            raise RuntimeError(f"{shown}: exit {result.exit}\n{result.out}\n{result.err}")
        return result

    def age_state(self, top: Path) -> None:
        """Give the files that minutebook keeps in git's directory the time of the play."""
        epoch = self.now.timestamp()
        for folder, _, names in os.walk(top / ".git" / "minutebook"):
            for name in names:
                path = os.path.join(folder, name)
                if os.stat(path).st_mtime > epoch + 3600:  # the real time is later than the play's
                    os.utime(path, (epoch, epoch))

    def measure_base(self) -> None:
        """Measure `python -c pass` some times more: at other moments, as a busy machine changes."""
        command = [sys.executable, "-c", "pass"]
        self._base_runs += [self.run(command, self.folder).seconds for _ in range(_BASE_ROUNDS)]

    @property
    def base_seconds(self) -> float:
        """The processor time of `python -c pass`, the median of all measurements."""
        return median(self._base_runs)


def _run_measured(
    arguments: Sequence[str], cwd: Path, stdin: bytes, environment: Mapping[str, str]
) -> Result:
    # Files rather than pipes: the process is waited for by hand, for its processor time.
    with (
        tempfile.TemporaryFile() as stdin_file,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        stdin_file.write(stdin)
        stdin_file.seek(0)
        process = subprocess.Popen(
            arguments, cwd=cwd, env=environment, stdin=stdin_file, stdout=out, stderr=err
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Result(process.returncode, texts[0], texts[1], usage.ru_utime + usage.ru_stime)


def _adopt_orphans() -> None:
    """Make processes that others leave behind children of this one, where the system can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    """Wait for what runs behind a turn, such as a claim to a number: what it does is then known."""
    deadline = time.monotonic() + _ORPHAN_SECONDS
    try:
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
    except ChildProcessError:
        pass
