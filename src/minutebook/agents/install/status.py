"""The status of each agent: what is installed, when its last event came, what is wrong."""

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
from minutebook.repository import guard, spool


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """The status of an agent, or of git.

    `state` is "installed", "partly", "not" or "by hand"; `files` are those that hold something of
    ours; `last_event_time` is in unix seconds (0: never); `problems` say what keeps the agent from
    being recorded, and the cure.
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
    """The status of the agents named, by names or aliases, or of all. Writes nothing.

    Raises UsageError for an unknown name, OperationError where git fails.
    """
    staged_files = StagedFiles(project)
    statuses = []
    agents = load_installable_agents()
    for name in choose_agents(project, agent_names or list_installable_names()):
        if name == "git":
            state, files, problems = _read_git(project, staged_files)
        else:
            state, files, problems = _read_agent(staged_files, agents[name])
        if state in (INSTALLED, PARTLY_INSTALLED):
            problems += find_general_problems(project)
        last_event_time = _find_last_event_time(project.repo.common_dir, name)
        statuses.append(AgentStatus(name, state, files, last_event_time, tuple(problems)))
    return tuple(statuses)


def find_general_problems(project: Project) -> list[str]:
    """What is wrong whichever agent is recorded: no hook to call, nothing that hides secrets."""
    problems = [] if is_hook_on_path() else [HOOK_NOT_ON_PATH]
    problems += [f"no turn can be recorded: {each}" for each in find_recording_obstacles(project)]
    if project.settings.redact == "off":
        path = os.path.relpath(project.settings_path or "", project.top)
        problems.append(f'secrets are recorded as they are: {path} has redact = "off"')
    return problems


def find_recording_obstacles(project: Project) -> list[str]:
    """Why each turn fails to be recorded, with the cure: no detectors, or no folder to write in."""
    from minutebook.operations.redaction.redactor import Redactor
    from minutebook.records.model import PHR

    problems = []
    try:
        Redactor(project)
    except OperationError as error:
        problems.append(f"{error} ({error.hint})")
    folder = next(each.path for each in project.settings.list_folders() if each.kind is PHR)
    obstacle = guard.find_obstacle(project.top, f"{folder}/0001-a.prompt.md")
    if obstacle:
        problems.append(f"{obstacle} ({obstacle.hint})")
    return problems


def _read_git(
    project: Project, staged_files: StagedFiles
) -> tuple[str, tuple[str, ...], list[str]]:
    hooks = git_hooks.plan_hooks(project.repo)
    driver = merge_driver.read_driver(project.repo)
    attributes_state = _read_state(
        staged_files, merge_driver.make_attributes_file(project.settings)
    )
    state = hooks.state
    if state == INSTALLED and not (attributes_state == INSTALLED and driver.is_installed):
        state = PARTLY_INSTALLED
    files = [hook.shown_path for hook in hooks.hooks if hook.is_installed]
    files += [merge_driver.ATTRIBUTES_FILE] if attributes_state != NOT_INSTALLED else []
    files += [driver.shown_path] if driver.is_installed else []
    problems = [
        *hooks.problems,
        *merge_driver.find_problems(attributes_state, driver),
        *hooks.manual_hints,
    ]
    if state == PARTLY_INSTALLED and not problems:
        problems.append("a part is missing: minutebook agents install git")
    return state, tuple(files), problems


def _read_agent(
    staged_files: StagedFiles, agent: InstallableAgent
) -> tuple[str, tuple[str, ...], list[str]]:
    """An agent's state, the files of it that hold something of ours, and its problems."""
    problems = []
    for config_file in agent.config_files:
        if staged_files.is_passed_over(config_file.path):
            problems.append(staged_files.passed_over[config_file.path])
            continue
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
    """How much of an agent's installation is there; what cannot be read counts as not."""
    states = {_read_state(staged_files, config_file) for config_file in agent.config_files}
    if states == {NOT_INSTALLED}:
        return NOT_INSTALLED
    if _read_state(staged_files, agent.config_files[0]) == NOT_INSTALLED:
        return NOT_INSTALLED  # without hooks a flag records nothing, and may be somebody's own
    return INSTALLED if states == {INSTALLED} else PARTLY_INSTALLED


def _read_state(staged_files: StagedFiles, config_file: ConfigFile) -> str:
    if staged_files.is_passed_over(config_file.path):
        return NOT_INSTALLED
    try:
        text = staged_files.read_text(config_file.path)
    except OperationError:
        return NOT_INSTALLED
    return NOT_INSTALLED if text is None else read_file_state(config_file, text)


def read_file_state(config_file: ConfigFile, text: str) -> str:
    """How much of our part a text holds; NOT_INSTALLED where it cannot be read."""
    try:
        return config_file.read_state(text)
    except UnexpectedFormat:
        return NOT_INSTALLED


def _find_off_switches(staged_files: StagedFiles, agent: InstallableAgent) -> list[str]:
    """The problems of hooks that a person has switched off in an agent's settings."""
    from minutebook.text import jsonc

    problems = []
    for path, keys, off_value in agent.installation.off_switches:
        with suppress(jsonc.InvalidJson, OperationError):
            node: jsonc.Node | None = jsonc.parse(staged_files.read_text(path) or "null")
            for key in keys:
                node = node.get(key) if node is not None else None
            if node is not None and node.scalar is off_value:
                problems.append(f"hooks are switched off: {'.'.join(keys)} in {path}")
    return problems


def find_disabled_flags(agents: Iterable[InstallableAgent], staged_files: StagedFiles) -> list[str]:
    """The problems of flags that agents' hooks need, and that a person has set to false."""
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
    """Whether HOOK_COMMAND is on PATH."""
    import shutil

    return shutil.which(HOOK_COMMAND) is not None


def _find_last_event_time(common_dir: str, agent: str) -> float:
    """When an agent's newest spool file was written, in unix seconds; 0 where it has none."""
    last_time = 0.0
    for folder in spool.list_spools(common_dir):
        for entry in os.scandir(folder):
            if entry.name.startswith(f"{agent}-") and entry.name.endswith(".jsonl"):
                with suppress(OSError):
                    last_time = max(last_time, entry.stat().st_mtime)
    return last_time


def format_time(seconds: float, *, utc: bool = False) -> str:
    """A time for people (local, to the minute) or for programs (ISO 8601, UTC); "" for never."""
    if not seconds:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
