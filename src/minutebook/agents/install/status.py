"""How it stands with each agent: what is installed, when it was last heard of, what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.agents.adapters.base import HOOK_COMMAND, FlagFile
from minutebook.agents.install import git_hooks, merge_driver
from minutebook.agents.install.config_files import (
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
    UnexpectedFormat,
    read_flag,
)
from minutebook.agents.install.staging import (
    InstallableAgent,
    StagedFiles,
    choose_agents,
    list_installable_names,
    load_installable_agents,
)
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
    staged_files = StagedFiles(project)
    reports = []
    agents = load_installable_agents()
    for name in choose_agents(project, agent_names or list_installable_names()):
        if name == "git":
            state, files, problems = _read_git(project, staged_files)
        else:
            state, files, problems = _read_agent(staged_files, agents[name])
        if state in (INSTALLED, PARTLY_INSTALLED) and not is_hook_on_path():
            problems.append(HOOK_NOT_ON_PATH)
        last = _find_last_event_time(project.repo.common_dir, name)
        reports.append(AgentStatus(name, state, files, last, tuple(problems)))
    return tuple(reports)


def _read_git(
    project: Project, staged_files: StagedFiles
) -> tuple[str, tuple[str, ...], list[str]]:
    hooks = git_hooks.plan_hooks(project.repo)
    driver = merge_driver.read_driver(project.repo)
    merging = _read_state(staged_files, merge_driver.make_attributes_file(project.settings))
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


def _read_agent(
    staged_files: StagedFiles, agent: InstallableAgent
) -> tuple[str, tuple[str, ...], list[str]]:
    """An agent's state, the files of it that hold something of ours, and its problems."""
    problems = []
    for config_file in agent.config_files:
        try:
            text = staged_files.read_text(config_file.path)
            if text is not None:
                config_file.read_state(text)
        except (UnexpectedFormat, OperationError) as error:
            problems.append(f"{config_file.path} cannot be read: {error}")
    state = read_install_state(staged_files, agent)
    paths = tuple(
        config_file.path
        for config_file in agent.config_files
        if _read_state(staged_files, config_file) != NOT_INSTALLED
    )
    if state == PARTLY_INSTALLED and not problems:
        problems.append(f"a part is missing: minutebook agents install {agent.name}")
    if state != NOT_INSTALLED:
        problems += _find_off_switches(staged_files, agent)
        problems += find_disabled_flags([agent], staged_files)
    return state, paths, problems


def read_install_state(staged_files: StagedFiles, agent: InstallableAgent) -> str:
    """INSTALLED, PARTLY or NOT; what cannot be read is not."""
    states = {_read_state(staged_files, config_file) for config_file in agent.config_files}
    if states == {NOT_INSTALLED}:
        return NOT_INSTALLED
    hooks = _read_state(staged_files, agent.config_files[0])
    if hooks == NOT_INSTALLED:
        return NOT_INSTALLED  # a flag alone records nothing, and may be somebody's own
    return INSTALLED if states == {INSTALLED} else PARTLY_INSTALLED


def _read_state(staged_files: StagedFiles, config_file: ConfigFile) -> str:
    try:
        text = staged_files.read_text(config_file.path)
    except OperationError:
        return NOT_INSTALLED
    return NOT_INSTALLED if text is None else read_file_state(config_file, text)


def read_file_state(config_file: ConfigFile, text: str) -> str:
    """How much of ours a file's text holds; NOT where it cannot be read."""
    try:
        return config_file.read_state(text)
    except UnexpectedFormat:
        return NOT_INSTALLED


def _find_off_switches(staged_files: StagedFiles, agent: InstallableAgent) -> list[str]:
    from minutebook.text import jsonc

    problems = []
    for path, keys, off in agent.installation.off_switches:
        with suppress(jsonc.InvalidJson, OperationError):
            node: jsonc.Node | None = jsonc.parse(staged_files.read_text(path) or "null")
            for key in keys:
                node = node.get(key) if node is not None else None
            if node is not None and node.scalar is off:
                problems.append(f"hooks are switched off: {'.'.join(keys)} in {path}")
    return problems


def find_disabled_flags(agents: Iterable[InstallableAgent], staged_files: StagedFiles) -> list[str]:
    """The problems that a person has set a flag to false that an agent's hooks need."""
    flags = [
        spec for agent in agents for spec in agent.installation.files if isinstance(spec, FlagFile)
    ]
    problems = []
    for flag in flags:
        with suppress(UnexpectedFormat, OperationError):
            if read_flag(flag, staged_files.read_text(flag.path) or "") is False:
                problems.append(
                    f"hooks are switched off: set {flag.table}.{flag.key} = true in {flag.path}"
                )
    return problems


def is_hook_on_path() -> bool:
    """Whether the command that the hooks call is on PATH."""
    import shutil

    return shutil.which(HOOK_COMMAND) is not None


def _find_last_event_time(common: str, agent: str) -> float:
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
