"""Fires a test event through each installed agent's command, as the agent would, and cleans up.

The event is a tool's, in a session of its own: nothing is recorded of it and no number is taken.
Only a command that is ours to the letter is run, since a repository's settings may hold anything.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from minutebook.agents.adapters import find_adapter
from minutebook.agents.adapters.base import (
    HOOK_COMMAND,
    HOOK_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    OwnedFile,
)
from minutebook.agents.capture.lenient_json import as_list, as_mapping, first_text, parse_json
from minutebook.agents.install.config_files import NOT_INSTALLED, list_own_commands
from minutebook.agents.install.git_hooks import BY_HAND
from minutebook.agents.install.staging import (
    choose_agents,
    load_installable_agents,
    prune_empty_folders,
)
from minutebook.agents.install.status import AgentStatus, read_agent_statuses
from minutebook.agents.upkeep.spool_files import remove_session
from minutebook.errors import UsageError
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.repository import spool, store

# The shell in which an agent runs a hook's command, where it is not `sh`; "" is the user's own.
_SHELLS = {"codex": "", "copilot": "bash", "gemini": "bash"}
_KEYS, _WINDOWS_KEYS = ("command", "bash"), ("commandWindows", "powershell")
_ODD_TEXT = 'é ✓ "quoted" \\ $HOME %PATH%'  # what a shell on the way may change


class Diagnosis(Value):
    """What came of an agent's test event.

    `milliseconds`: how long the command took (0: it was not run). `problems`: what keeps the agent
    from being recorded; `cure`: a command that mends one of them, "" where there is none.
    `has_arrived`: whether the event did, whatever else is wrong.
    """

    agent: str
    milliseconds: int
    problems: tuple[str, ...] = ()
    cure: str = ""
    has_arrived: bool = False


def diagnose_agents(
    project: Project, agent_names: Sequence[str], folder: str = ""
) -> tuple[Diagnosis, ...]:
    """Fire a test event through the agents named, or through all that are installed.

    `folder` is where an agent would be started, "" for the top folder.
    Raises UsageError for an unknown name, and for git, which has no events.
    """
    names = choose_agents(project, agent_names or list(load_installable_agents()))
    if "git" in names:
        raise UsageError("git sends no events", "minutebook agents status git")
    statuses = read_agent_statuses(project, names)
    return tuple(
        _diagnose_from(folder or project.top, project, status)
        for status in statuses
        if agent_names or status.is_unreadable or status.state != NOT_INSTALLED
    )


def _diagnose_from(folder: str, project: Project, status: AgentStatus) -> Diagnosis:
    """The diagnosis of an agent that is started in a folder."""
    diagnosis = _diagnose(project, status)
    is_at_top = os.path.realpath(folder) == os.path.realpath(project.top)
    if is_at_top or status.fires_below or not diagnosis.milliseconds:
        return diagnosis
    problem = f"{status.agent} runs no hook where it is started here, below the top folder"
    cure = diagnosis.cure or f"cd {shlex.quote(project.top)}"
    return replace(diagnosis, problems=(*diagnosis.problems, problem), cure=cure)


def _diagnose(project: Project, status: AgentStatus) -> Diagnosis:
    adapter = find_adapter(status.agent)
    if status.is_unreadable:
        return Diagnosis(status.agent, 0, status.problems, status.cure)
    if adapter is None or status.state in (NOT_INSTALLED, BY_HAND):
        return Diagnosis(status.agent, 0, ("it is not installed", *status.problems), status.cure)
    hook_call = _find_command(project, adapter)
    if hook_call is None:
        problem = "its command is not there, or not as it should be: it was not run"
        cure = status.cure or f"minutebook agents install {status.agent}"
        return Diagnosis(status.agent, 0, (problem, *status.problems), cure)
    event, command = hook_call
    milliseconds, problem, has_arrived = _fire_event(project, adapter, event, command)
    problems, cure = status.problems, status.cure
    hook_path = shutil.which(HOOK_COMMAND)
    if problem and not hook_path:  # said already, with its cure
        problems = (problem, *problems)
    elif problem and hook_path:
        hint, hook_cure = _suggest_repair(hook_path)
        problems = (f"{problem}: {hook_path}{hint}", *problems)
        cure = cure if has_arrived else hook_cure  # trust alone would not help
    return Diagnosis(status.agent, milliseconds, problems, cure, has_arrived)


def _suggest_repair(path: str) -> tuple[str, str]:
    """What mends a hook that does not work, by its path: a hint for a person, or a command."""
    folders = os.path.realpath(path).replace("\\", "/").lower().split("/")
    if "pipx" in folders:
        return "", "pipx reinstall minutebook"
    if "uv" in folders and "tools" in folders:
        return "", "uv tool upgrade --reinstall minutebook"
    return ": install minutebook again there, or take that program off PATH", ""


def _find_command(project: Project, adapter: Adapter) -> tuple[str, list[str]] | None:
    """The event to fire, and the program and arguments by which the agent calls us for it."""
    spec = load_installable_agents()[adapter.name].installation.files[0]
    tool_events = [name for name, kind in adapter.event_kinds.items() if kind == "tool"]
    text = store.read_text(project.top, spec.path) or ""
    if not isinstance(spec, HooksFile):
        event = tool_events[0]  # a plugin of ours calls the hook without a shell
        is_ours = isinstance(spec, OwnedFile) and text == spec.text
        return (event, [HOOK_COMMAND, adapter.name, event]) if is_ours else None
    event = next((name for name in tool_events if name in spec.hooks), "")
    entry = as_mapping(spec.hooks.get(event))
    if not _are_in_settings(list(list_own_commands(entry)), text):
        return None
    hook = as_mapping(next(iter(as_list(entry.get("hooks"))), entry))
    command = first_text(hook, *(_WINDOWS_KEYS if os.name == "nt" else ()), *_KEYS)
    return (event, [*_choose_shell(adapter.name), command]) if command else None


def _are_in_settings(commands: Sequence[str], text: str) -> bool:
    from minutebook.text import jsonc

    with suppress(jsonc.InvalidJson):
        return set(commands) <= set(list_own_commands(jsonc.parse(text).to_python()))
    return False


def _choose_shell(agent: str) -> list[str]:
    if os.name == "nt":
        return ["powershell.exe", "-NoProfile", "-Command"]
    return [_SHELLS.get(agent, "sh") or os.environ.get("SHELL") or "sh", "-c"]


# The event --------------------------------------------------------------------------------------


def _fire_event(
    project: Project, adapter: Adapter, event: str, command: Sequence[str]
) -> tuple[int, str, bool]:
    """How many milliseconds the command took, what is wrong, and whether the event arrived."""
    session = f"doctor-{secrets.token_hex(8)}"
    payload = {
        adapter.event_name_keys[0]: event,
        adapter.session_keys[0]: session,
        adapter.folder_keys[0]: project.top,
        "permission_mode": "default",
        "tool_name": _ODD_TEXT,
    }
    common_dir = project.repo.common_dir
    with _clean_spool(common_dir, session):
        start = time.perf_counter()
        problem = _run_command(command, json.dumps(payload, ensure_ascii=False), project.top)
        milliseconds = round((time.perf_counter() - start) * 1000)
        line = _read_event(common_dir, session)
    shown = f"the command that {adapter.name} runs ({os.path.basename(command[0])})"
    if problem:
        return milliseconds, f"{shown} {problem}", line == payload
    if line is None:
        return milliseconds, f"{shown} sent no event to {HOOK_COMMAND}", False
    if line != payload:
        return milliseconds, f"{shown} sent the event with other text than it was given", False
    return milliseconds, "", True


def _run_command(command: Sequence[str], text: str, folder: str) -> str:
    """Run a command with a text as its input; what is wrong with how it ended, "" for nothing."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return f"cannot be started: {error.strerror}"
    with process:
        try:
            _, error_bytes = process.communicate(text.encode(), HOOK_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            return f"did not end within {HOOK_TIMEOUT_SECONDS} seconds"
    errors = error_bytes.decode("utf-8", "replace").strip().split("\n")[-1]
    if process.returncode:
        return f"ended with status {process.returncode}" + (f": {errors}" if errors else "")
    return f"says: {errors}" if errors else ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a shell and what it has started, which else would go on."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=1)  # until none of them holds the output any more


def _read_event(common_dir: str, session: str) -> object:
    """The event of a session in the spool; None where there is none."""
    for path in _list_session_files(common_dir, session):
        with suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
            return as_mapping(parse_json(file.readline())).get("event")
    return None


@contextmanager
def _clean_spool(common_dir: str, session: str) -> Iterator[None]:
    """Leave git's directory as it was: without the session, and without folders made for it."""
    folders = [spool.locate_spool(common_dir), spool.locate_fallback(common_dir)]
    new_folders = [folder for folder in folders if not os.path.lexists(folder)]
    try:
        yield
    finally:
        for path in _list_session_files(common_dir, session):
            with suppress(OSError):
                remove_session(path.removesuffix(".jsonl"))
        for folder in new_folders:
            top = common_dir if folder.startswith(common_dir) else os.path.dirname(folder)
            prune_empty_folders(top, os.path.relpath(folder, top))


def _list_session_files(common_dir: str, session: str) -> list[str]:
    return [
        entry.path
        for folder in spool.list_spools(common_dir)
        for entry in os.scandir(folder)
        if session in entry.name and entry.name.endswith(".jsonl")
    ]
