"""The status of each agent: what is installed, whether it fires, and what mends what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from minutebook.agents.adapters.base import HOOK_COMMAND, FlagFile, HooksFile
from minutebook.agents.install import git_hooks, merge_driver
from minutebook.agents.install.config_files import (
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
    UnexpectedFormat,
    list_missing_events,
    read_flag,
)
from minutebook.agents.install.git_hooks import BY_HAND
from minutebook.agents.install.last_event import LastEvent, find_last_event
from minutebook.agents.install.settings_syntax import find_syntax_problems
from minutebook.agents.install.skill import read_skill_state
from minutebook.agents.install.staging import (
    InstallableAgent,
    StagedFiles,
    choose_agents,
    list_installable_names,
    load_installable_agents,
)
from minutebook.agents.install.trust import FIRES_AT_TOP_ONLY, read_trust
from minutebook.errors import OperationError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field, replace
from minutebook.operations.project import Project
from minutebook.records.index import attributes
from minutebook.repository import guard


class AgentStatus(Value):
    """The status of an agent, or of git.

    `state` is "installed", "partly", "not" or "by hand"; `files` are those that hold something of
    ours; `last_event` is the last that the spool still has. `trust` is TRUSTED, UNTRUSTED, or ""
    where the agent asks for none. `fires_below`: whether it also fires when it is started below
    the top folder. `problems` say what keeps the agent from being recorded, and the cure;
    `cure` is a command that mends one of them, ready to type in the top folder ("": there is none).
    `can_fire`: whether nothing is known that keeps installed hooks from being called.
    `skill`: how much of the Agent Skill it finds, as `state`, or "changed" by hand. `server`:
    whether the MCP server is registered with it, as `state`; "" where it has no place for one.
    `is_unreadable`: whether a file for its hooks cannot be read, so that nobody knows what is
    installed. `fires_only_with`: the option by which alone it fires where it is not trusted.
    """

    agent: str
    state: str
    files: tuple[str, ...]
    last_event: LastEvent = field(default_factory=LastEvent)
    problems: tuple[str, ...] = ()
    trust: str = ""
    fires_below: bool = True
    cure: str = ""
    can_fire: bool = False
    is_unreadable: bool = False
    fires_only_with: str = ""
    skill: str = NOT_INSTALLED
    server: str = ""


HOOK_NOT_ON_PATH = (
    f"{HOOK_COMMAND} is not on PATH: install minutebook where agents find it (pipx, uv tool)"
)
_INSTALL_HOOK = "uv tool install minutebook"
_PRESENT = (INSTALLED, PARTLY_INSTALLED)
_INSTALL_COMMAND = compile_lazily(r"minutebook agents install \w+")


def read_agent_statuses(project: Project, agent_names: Sequence[str]) -> tuple[AgentStatus, ...]:
    """The status of the agents named, by names or aliases, or of all. Writes nothing.

    Raises UsageError for an unknown name, OperationError where git fails.
    """
    staged_files = StagedFiles(project)
    general_problems = find_general_problems(project)
    agents = load_installable_agents()
    statuses = []
    for name in choose_agents(project, agent_names or list_installable_names()):
        if name == "git":
            status = _read_git(project, staged_files)
        else:
            status = _read_agent(project, staged_files, agents[name])
            skill_state = read_skill_state(staged_files, agents[name])
            server_file = agents[name].server_file
            server_state = _read_state(staged_files, server_file) if server_file else ""
            status = replace(status, skill=skill_state, server=server_state)
        statuses.append(_complete_status(project, status, general_problems))
    return tuple(statuses)


def _complete_status(
    project: Project, status: AgentStatus, general_problems: Sequence[str]
) -> AgentStatus:
    """A status with what holds for every agent: its last event, general problems, the cure."""
    status = replace(
        status,
        last_event=find_last_event(project.repo.common_dir, status.agent),
        fires_below=status.agent not in FIRES_AT_TOP_ONLY,
    )
    if status.is_unreadable:  # an installation would refuse it, too
        return status
    if status.state == NOT_INSTALLED:
        return replace(status, cure=f"minutebook agents install {status.agent}")
    if status.state == BY_HAND:
        return status
    problems = (*status.problems, *general_problems)
    if HOOK_NOT_ON_PATH in general_problems:
        return replace(status, problems=problems, cure=_INSTALL_HOOK, can_fire=False)
    named = (match for problem in problems if (match := _INSTALL_COMMAND.search(problem)))
    return replace(status, problems=problems, cure=next((each[0] for each in named), status.cure))


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


def _read_git(project: Project, staged_files: StagedFiles) -> AgentStatus:
    hooks = git_hooks.plan_hooks(project.repo)
    driver = merge_driver.read_driver(project.repo)
    attributes_state = _read_state(staged_files, merge_driver.make_attributes_file(project))
    state = hooks.state
    if state == INSTALLED and not (attributes_state == INSTALLED and driver.is_installed):
        state = PARTLY_INSTALLED
    files = [hook.shown_path for hook in hooks.hooks if hook.is_installed]
    files += [attributes.ATTRIBUTES_FILE] if attributes_state != NOT_INSTALLED else []
    files += [driver.shown_path] if driver.is_installed else []
    problems = [
        *hooks.problems,
        *merge_driver.find_problems(attributes_state, driver),
        *hooks.manual_hints,
    ]
    if state == PARTLY_INSTALLED and not problems:
        problems.append("a part is missing: minutebook agents install git")
    can_fire = state in _PRESENT and not hooks.problems
    return AgentStatus("git", state, tuple(files), problems=tuple(problems), can_fire=can_fire)


def _read_agent(
    project: Project, staged_files: StagedFiles, agent: InstallableAgent
) -> AgentStatus:
    """An agent's state, the files of it that hold something of ours, and what is wrong."""
    problems = []
    unreadable_paths = set()
    for config_file in agent.config_files:
        if staged_files.is_passed_over(config_file.path):
            problems.append(staged_files.passed_over[config_file.path])
            continue
        try:
            text = staged_files.read_text(config_file.path)
            if text is not None:
                config_file.read_state(text)
        except (UnexpectedFormat, OperationError) as error:
            unreadable_paths.add(config_file.path)
            repair = ": repair it by hand" if isinstance(error, UnexpectedFormat) else ""
            problems.append(f"{config_file.path} cannot be read: {error}{repair}")
    state = read_install_state(staged_files, agent)
    paths = tuple(
        config_file.path
        for config_file in filter(None, (*agent.config_files, agent.server_file))
        if _read_state(staged_files, config_file) != NOT_INSTALLED
    )
    paths = tuple(dict.fromkeys(paths))
    if state == PARTLY_INSTALLED and not problems:
        missing = _list_missing_events(staged_files, agent)
        part = (
            f"a part is missing ({', '.join(missing)})" if missing else "a part is missing or old"
        )
        problems.append(f"{part}: minutebook agents install {agent.name}")
    if state == NOT_INSTALLED:
        is_unreadable = agent.config_files[0].path in unreadable_paths
        return AgentStatus(
            agent.name, state, paths, problems=tuple(problems), is_unreadable=is_unreadable
        )
    trust = read_trust(agent.name, project.top, project.repo.common_dir)
    syntax_problems = find_syntax_problems(agent, staged_files)
    needs_repair = bool(syntax_problems or unreadable_paths)  # by hand, before anything else
    obstacles = [
        *syntax_problems,
        *([trust.problem] if trust.problem else ()),
        *_find_off_switches(staged_files, agent),
        *find_disabled_flags([agent], staged_files),
    ]
    return AgentStatus(
        agent.name,
        state,
        paths,
        problems=(*problems, *obstacles),
        trust=trust.state,
        cure="" if needs_repair else trust.command,
        can_fire=not (obstacles or unreadable_paths),
        is_unreadable=bool(unreadable_paths),
        fires_only_with=trust.option,
    )


def read_install_state(staged_files: StagedFiles, agent: InstallableAgent) -> str:
    """How much of an agent's installation is there; what cannot be read counts as not."""
    states = {_read_state(staged_files, config_file) for config_file in agent.config_files}
    if states == {NOT_INSTALLED}:
        return NOT_INSTALLED
    if _read_state(staged_files, agent.config_files[0]) == NOT_INSTALLED:
        return NOT_INSTALLED  # without hooks a flag records nothing, and may be somebody's own
    return INSTALLED if states == {INSTALLED} else PARTLY_INSTALLED


def _list_missing_events(staged_files: StagedFiles, agent: InstallableAgent) -> list[str]:
    """The events of which an agent's settings, which are there, do not tell us."""
    spec = agent.installation.files[0]
    text = staged_files.read_text(spec.path)
    if not isinstance(spec, HooksFile) or text is None:
        return []
    missing = list_missing_events(text, spec.hooks)
    return missing if len(missing) < len(spec.hooks) else []


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


def format_time(seconds: float, *, utc: bool = False) -> str:
    """A time for people (local, to the minute) or for programs (ISO 8601, UTC); "" for never."""
    if not seconds:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
