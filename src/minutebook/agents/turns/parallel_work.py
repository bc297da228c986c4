"""What other sessions did while a turn went on, told by the events of their tools."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from minutebook.agents.capture.shell_writes import find_written_paths
from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.turns.session import Session, read_session
from minutebook.lean.values import Value, field
from minutebook.operations.project import Project

_COMMIT_OUTPUT = r"(?m)^\[[^\]\n]{1,200} ([0-9a-f]{7,40})\] "  # what `git commit` prints

_COMMIT_COMMAND = r"\bgit\b[^\n;&|]{0,300}\b(?:commit|cherry-pick|revert|am|merge)\b"


class ParallelWork(Value, frozen=False):
    """What the other sessions of a working tree did while a turn went on.

    `paths` are the files that their tools and commands wrote, `tools` their calls, `shell_times`
    when their shells may have run, in unix seconds. `is_beside`: there was any such session.
    """

    paths: set[str] = field(default_factory=set)
    tools: list[ToolCall] = field(default_factory=list)
    shell_times: list[tuple[float, float]] = field(default_factory=list)
    is_beside: bool = False

    def made_commit(self, sha: str, subject: str, own_tools: Sequence[ToolCall]) -> bool:
        """Whether a commit was made by a tool of another session rather than by one of the turn's.

        Either printed its id, or has its subject in its command; else it is that of the only
        session which ran a command that commits.
        """
        own, others = (
            [rank_maker(tool, sha, subject) for tool in tools] for tools in (own_tools, self.tools)
        )
        return max(others, default=0) > max(own, default=0)

    def may_have_written(
        self, top: str, path: str, own_times: Iterable[tuple[float, float]]
    ) -> bool:
        """Whether a file was written while another session's shell ran, and none of the turn's."""
        try:
            changed = os.lstat(os.path.join(top, path)).st_mtime
        except (OSError, ValueError):  # ValueError: no system can have such a name
            return False
        return _is_within(changed, self.shell_times) and not _is_within(changed, own_times)


def rank_maker(tool: ToolCall, sha: str, subject: str) -> int:
    """How sure it is that a call made a commit: 3 it printed it, 2 it has its subject, 0 not so."""
    if tool.ok is False or not re.search(_COMMIT_COMMAND, tool.command):
        return 0
    if any(sha.startswith(printed) for printed in list_printed_commits(tool)):
        return 3
    return 2 if subject and subject in tool.command else 1


def count_commit_commands(tool: ToolCall) -> int:
    """How many commands that commit a call runs, by its text."""
    return len(re.findall(_COMMIT_COMMAND, tool.command))


def list_printed_commits(tool: ToolCall) -> list[str]:
    """The commits that a command says to have made, by the first digits of their ids."""
    return re.findall(_COMMIT_OUTPUT, tool.output) if "commit" in tool.command else []


def list_shell_times(events: Sequence[Event], turn: Turn) -> list[tuple[float, float]]:
    """When the shell of a session may have run in a turn: from the event before a command's on."""
    times = []
    previous = turn.started
    for event in events:
        if event.time < turn.started or (turn.ended and event.time > turn.ended):
            continue
        if event.tool and event.tool.command:
            times.append((previous, event.time))
        previous = event.time
    return times


def _is_within(moment: float, times: Iterable[tuple[float, float]]) -> bool:
    return any(start <= moment <= end for start, end in times)


def find_parallel_work(project: Project, session: Session, turn: Turn) -> ParallelWork:
    """Find what other sessions did while a turn went on."""
    folder, work = os.path.dirname(session.base_path), ParallelWork()
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        base_path = path.removesuffix(".jsonl")
        if not name.endswith(".jsonl") or base_path.partition("+")[0] == session.base_path:
            continue
        with suppress(OSError):
            if os.stat(path).st_mtime < turn.started:
                continue
            events = read_session(base_path).events
            _add_events(project, work, turn, events)
    return work


def _add_events(project: Project, work: ParallelWork, turn: Turn, events: Sequence[Event]) -> None:
    for event in events:
        if not turn.started <= event.time <= (turn.ended or event.time):
            continue
        is_here = _is_below(project.top, event.cwd)
        work.is_beside = work.is_beside or is_here
        if event.tool and event.tool.ok is not False:
            written = (*event.tool.files, *find_written_paths(event.tool.command))
            work.paths |= set(relative_paths(project, turn, written))
            if is_here:
                work.tools.append(event.tool)
    here = [event for event in events if _is_below(project.top, event.cwd)]
    work.shell_times += list_shell_times(here, turn)


def _is_below(top: str, folder: str) -> bool:
    """Whether a folder lies in a working tree; also where it is not known."""
    return not folder or f"{os.path.realpath(folder)}{os.sep}".startswith(top + os.sep)


def relative_paths(project: Project, turn: Turn, paths: Iterable[str]) -> Iterator[str]:
    """Paths as a tool gave them, relative to the top; those outside of it are left out."""
    for path in paths:
        absolute = os.path.normpath(os.path.join(turn.cwd or project.top, path))
        try:
            candidates = (absolute, os.path.realpath(absolute))
        except ValueError:  # no system can have such a name
            continue
        for candidate in candidates:
            if candidate.startswith(project.top + os.sep):
                yield os.path.relpath(candidate, project.top).replace(os.sep, "/")
                break
