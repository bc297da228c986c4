"""How it stands with each agent: what is installed, when it was last heard of, what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.agents.install import git_hooks, merge_driver
from minutebook.agents.install.config_files import (
    HOOK_COMMAND,
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
    UnexpectedFormat,
    read_hooks_flag,
)
from minutebook.agents.install.staging import INSTALLABLE_AGENTS, StagedFiles, choose_agents
from minutebook.agents.install.targets import ADAPTERS, Adapter
from minutebook.errors import OperationError
from minutebook.operations.project import Project


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """How it stands with an agent.

    `state` is "installed", "partly", "not" or "by hand"; `last_event` when it was last heard of, in
    unix seconds (0: never); `problems` what keeps it from being recorded, with the cure.
    """

    agent: str
    state: str
    files: tuple[str, ...]
    last_event_time: float = 0.0
    problems: tuple[str, ...] = ()


HOOK_NOT_ON_PATH = (
    f"{HOOK_COMMAND} is not on PATH: install minutebook where agents find it (pipx, uv tool)"
)


def read_agent_statuses(project: Project, agent_names: Sequence[str]) -> tuple[AgentStatus, ...]:
    """How it stands with each agent named, or with all of them. Writes nothing."""
    desk = StagedFiles(project)
    reports = []
    for name in choose_agents(project, agent_names or INSTALLABLE_AGENTS):
        if name == "git":
            state, files, problems = _git(project, desk)
        else:
            state, files, problems = _looked_at(desk, ADAPTERS[name])
        if state in (INSTALLED, PARTLY_INSTALLED) and not is_hook_on_path():
            problems.append(HOOK_NOT_ON_PATH)
        last = _last_event(project.repo.common_dir, name)
        reports.append(AgentStatus(name, state, files, last, tuple(problems)))
    return tuple(reports)


def _git(project: Project, desk: StagedFiles) -> tuple[str, tuple[str, ...], list[str]]:
    hooks = git_hooks.plan_hooks(project.repo)
    driver = merge_driver.read_driver(project.repo)
    merging = _there(desk, merge_driver.make_attributes_file(project.settings))
    state = hooks.state
    if state == INSTALLED and not (merging == INSTALLED and driver.is_installed):
        state = PARTLY_INSTALLED
    files = [hook.shown_path for hook in hooks.hooks if hook.is_installed]
    files += [merge_driver.ATTRIBUTES_FILE] if merging != NOT_INSTALLED else []
    files += [driver.shown_path] if driver.is_installed else []
    wrong = [*hooks.problems, *merge_driver.find_problems(merging, driver), *hooks.manual_hints]
    if state == PARTLY_INSTALLED and not wrong:
        wrong.append("a part is missing: minutebook agents install git")
    return state, tuple(files), wrong


def _looked_at(desk: StagedFiles, surface: Adapter) -> tuple[str, tuple[str, ...], list[str]]:
    problems = []
    for piece in surface.config_files:
        try:
            text = desk.read_text(piece.path)
            if text is not None:
                piece.read_state(text)
        except (UnexpectedFormat, OperationError) as error:
            problems.append(f"{piece.path} cannot be read: {error}")
    state = read_install_state(desk, surface)
    files = tuple(
        piece.path for piece in surface.config_files if _there(desk, piece) != NOT_INSTALLED
    )
    if state == PARTLY_INSTALLED and not problems:
        problems.append(f"a part is missing: minutebook agents install {surface.name}")
    if state != NOT_INSTALLED:
        problems += _switched_off(desk, surface)
        problems += find_disabled_codex_hooks((surface.name,), desk)
    return state, files, problems


def read_install_state(staged_files: StagedFiles, adapter: Adapter) -> str:
    """INSTALLED, PARTLY or NOT; what cannot be read is not."""
    states = {_there(staged_files, piece) for piece in adapter.config_files}
    if states == {NOT_INSTALLED}:
        return NOT_INSTALLED
    hooks = _there(staged_files, adapter.config_files[0])
    if hooks == NOT_INSTALLED:
        return NOT_INSTALLED  # a flag alone records nothing, and may be somebody's own
    return INSTALLED if states == {INSTALLED} else PARTLY_INSTALLED


def _there(desk: StagedFiles, piece: ConfigFile) -> str:
    try:
        text = desk.read_text(piece.path)
    except OperationError:
        return NOT_INSTALLED
    return NOT_INSTALLED if text is None else read_file_state(piece, text)


def read_file_state(config_file: ConfigFile, text: str) -> str:
    """How much of ours a file's text holds; NOT where it cannot be read."""
    try:
        return config_file.read_state(text)
    except UnexpectedFormat:
        return NOT_INSTALLED


def _switched_off(desk: StagedFiles, surface: Adapter) -> list[str]:
    from minutebook.text import jsonc

    problems = []
    for path, keys, off in surface.off_switches:
        with suppress(jsonc.InvalidJson, OperationError):
            node: jsonc.Node | None = jsonc.parse(desk.read_text(path) or "null")
            for key in keys:
                node = node.get(key) if node is not None else None
            if node is not None and node.scalar is off:
                problems.append(f"hooks are switched off: {'.'.join(keys)} in {path}")
    return problems


def find_disabled_codex_hooks(agents: Sequence[str], staged_files: StagedFiles) -> list[str]:
    """The problem that a person has switched Codex's hooks off, where that is so."""
    path = ".codex/config.toml"
    if "codex" in agents:
        with suppress(UnexpectedFormat, OperationError):
            if read_hooks_flag(staged_files.read_text(path) or "") is False:
                return [f"hooks are switched off: set features.hooks = true in {path}"]
    return []


def is_hook_on_path() -> bool:
    """Whether the command that the hooks call is on PATH."""
    import shutil

    return shutil.which(HOOK_COMMAND) is not None


def _last_event(common: str, agent: str) -> float:
    """When an agent's newest spool file was written; 0 where it has none."""
    last = 0.0
    with suppress(OSError):
        for entry in os.scandir(os.path.join(common, "minutebook", "spool")):
            if entry.name.startswith(f"{agent}-") and entry.name.endswith(".jsonl"):
                with suppress(OSError):
                    last = max(last, entry.stat().st_mtime)
    return last


def format_time(seconds: float, *, utc: bool = False) -> str:
    """A time for people (local, to the minute) or for programs (ISO 8601, UTC); "" for never."""
    if not seconds:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
