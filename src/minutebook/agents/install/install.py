"""Installs and removes what makes agents and git call us: hooks, instructions, plugins."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress

from minutebook.agents.adapters import find_adapter
from minutebook.agents.install import git_hooks, merge_driver
from minutebook.agents.install.config_files import NOT_INSTALLED
from minutebook.agents.install.settings_syntax import find_syntax_problems
from minutebook.agents.install.skill import (
    is_as_written,
    make_portable_files,
    merge_skill,
    read_skill_state,
    strip_skill,
)
from minutebook.agents.install.staging import (
    StagedFiles,
    UnreadableSettings,
    choose_agents,
    edit_config_file,
    list_installable_names,
    load_installable_agents,
    make_instructions_file,
    prune_empty_folders,
)
from minutebook.agents.install.status import (
    find_disabled_flags,
    find_general_problems,
    find_recording_obstacles,
    read_file_state,
    read_install_state,
)
from minutebook.errors import OperationError, UsageError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import guard, store

_SERVER_NOTE = (
    "the MCP server needs minutebook[mcp]; agents ask once whether they may start it, and those who"
    " have no minutebook are told that it does not start"
)


class InstallResult(Value):
    """The names of the agents, the paths written (or that would be), and what is left to a person.

    `notes` are worth knowing, `manual_steps` have to be done.
    """

    agents: tuple[str, ...]
    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    manual_steps: tuple[str, ...] = ()


def install_agents(
    project: Project,
    agent_names: Sequence[str],
    *,
    with_server: bool = False,
    dry_run: bool = False,
) -> InstallResult:
    """Make agents call us: those named, or those that show in the repository, and git.

    `with_server`: our MCP server is registered with them, too; not otherwise, since those who have
    no minutebook would be told that it does not start. What is there already stays as it is. All
    changes are planned before the first is written.
    Raises UsageError for an unknown name, and where no agent takes the server; UnreadableSettings
    where a file cannot be merged into.
    """
    installable = load_installable_agents()
    names = choose_agents(project, agent_names)
    agents = [installable[name] for name in names if name in installable]
    if with_server and not any(agent.server_file for agent in agents):
        who = f"{' and '.join(names)} has" if agent_names else "what is found here has"
        raise UsageError(
            f"{who} no place for the MCP server", "minutebook agents install claude --mcp"
        )
    with nullcontext() if dry_run else project.lock():
        staged_files = StagedFiles(project)
        for agent in agents:
            instructions_file = make_instructions_file(project, agent, staged_files)
            for config_file in (*agent.config_files, instructions_file):
                edit_config_file(staged_files.merge, config_file)
            if read_skill_state(staged_files, agent) != NOT_INSTALLED:
                merge_skill(staged_files, agent)  # a newer version of it
            if with_server and agent.server_file:
                edit_config_file(staged_files.merge, agent.server_file)
        hooks = driver = None
        if "git" in names:
            attributes_file = merge_driver.make_attributes_file(project)
            edit_config_file(staged_files.merge, attributes_file)
            hooks = git_hooks.plan_hooks(project.repo)
            driver = merge_driver.read_driver(project.repo)
        if not dry_run:
            staged_files.apply_writes()
            if hooks and driver:
                git_hooks.write_hooks(hooks)
                merge_driver.write_driver(project.repo, driver)
    paths = [write.path for write in staged_files.collect_writes()]
    paths += [hook.shown_path for hook in hooks.changed_hooks] if hooks else []
    paths += [driver.shown_path] if driver and not driver.is_current else []
    notes = [agent.installation.note for agent in agents if agent.installation.note]
    notes += find_general_problems(project)
    notes += [_SERVER_NOTE] if with_server else []
    manual_steps = [
        *(hooks.manual_hints if hooks else ()),
        *find_disabled_flags(agents, staged_files),
        *(problem for agent in agents for problem in find_syntax_problems(agent, staged_files)),
    ]
    notes = [*staged_files.passed_over.values(), *(notes if paths else ())]
    return InstallResult(names, tuple(paths), tuple(notes), tuple(manual_steps))


def remove_agents(
    project: Project, agent_names: Sequence[str], *, dry_run: bool = False
) -> InstallResult:
    """Take out of agents' files what `install_agents` put in; without names, of all agents.

    What waits to be recorded of them is recorded, and their sessions go from the spool; what cannot
    be recorded is kept there.
    Raises UnreadableSettings where what is ours in a file cannot be told from the rest.
    """
    installable = load_installable_agents()
    names = choose_agents(project, agent_names or list_installable_names())
    manual_steps = []
    with nullcontext() if dry_run else project.lock():
        staged_files = StagedFiles(project)
        pages_in_use = {
            make_instructions_file(project, agent, staged_files).path
            for name, agent in installable.items()
            if name not in names and read_install_state(staged_files, agent) != NOT_INSTALLED
        }
        pages_in_use |= {
            agent.server_file.path
            for name, agent in installable.items()
            if name not in names
            and agent.server_file
            and read_install_state(staged_files, agent) != NOT_INSTALLED
        }
        for agent in (installable[name] for name in names if name in installable):
            for config_file in agent.config_files:
                edit_config_file(staged_files.strip, config_file)
                text = staged_files.read_text(config_file.path)
                if staged_files.is_passed_over(config_file.path):
                    continue
                if text is not None and read_file_state(config_file, text) != NOT_INSTALLED:
                    manual_steps.append(_format_changed_by_hand(config_file.path))
            page = make_instructions_file(project, agent, staged_files)
            for shared_file in filter(None, (page, agent.server_file)):
                if shared_file.path not in pages_in_use:
                    edit_config_file(staged_files.strip, shared_file)
        manual_steps += _strip_skills(staged_files, names)[1]
        hooks = driver = None
        if "git" in names:
            attributes_file = merge_driver.make_attributes_file(project)
            edit_config_file(staged_files.strip, attributes_file)
            hooks = git_hooks.plan_hooks(project.repo, removing=True)
            driver = merge_driver.read_driver(project.repo)
        if not dry_run:
            staged_files.apply_writes()
            if hooks and driver:
                git_hooks.forget_uncovered_commits(project.repo)
                git_hooks.remove_hooks(hooks)
                merge_driver.remove_driver(project.repo, driver)
    paths = [write.path for write in staged_files.collect_writes()]
    paths += [hook.shown_path for hook in hooks.changed_hooks] if hooks else []
    paths += [driver.shown_path] if driver and driver.is_installed else []
    manual_steps += hooks.manual_hints if hooks else ()
    agent_names = [name for name in names if name != "git"]
    notes, obstacles = _empty_spool(project, agent_names, dry_run=dry_run)
    manual_steps += [
        note
        for path, note in staged_files.passed_over.items()
        if "minutebook" in (staged_files.read_text(path) or "")
    ]
    return InstallResult(names, tuple(paths), tuple(notes), (*manual_steps, *obstacles))


def _empty_spool(
    project: Project, names: Sequence[str], *, dry_run: bool
) -> tuple[list[str], list[str]]:
    """Record what waits of some agents, and remove their sessions.

    Notes on what became of them, and what a person has to mend first.
    """
    from minutebook.agents.upkeep import empty_spool

    recorded, kept, reasons = empty_spool.empty_spool(
        project.top, project.repo.common_dir, names, dry_run=dry_run
    )
    obstacles = find_recording_obstacles(project) if dry_run and recorded else []
    if obstacles:
        recorded, kept, reasons = 0, recorded, tuple(obstacles)
    notes, steps = [], []
    if recorded:
        what = "would be recorded" if dry_run else "recorded"
        notes.append(f"{_count_turns(recorded)} that waited: {what}")
    if kept:
        what = "cannot be recorded" if dry_run else "could not be recorded, kept"
        why = "; ".join(reasons) or "see minutebook/log in git's directory"
        steps.append(f"{_count_turns(kept)} that waited: {what}: {why}")
        steps.append(f"then record and remove them: minutebook agents remove {' '.join(names)}")
    return notes, steps


def _count_turns(count: int) -> str:
    return f"{count} {'turn' if count == 1 else 'turns'}"


def _format_changed_by_hand(path: str) -> str:
    return f"{path} was changed by hand: remove it yourself"


def _format_kept(path: str) -> str:
    return f"{path} was changed by hand: it stays"


# The skill --------------------------------------------------------------------------------------


def install_skill(
    project: Project, agent_names: Sequence[str], *, dry_run: bool = False
) -> InstallResult:
    """Write the Agent Skill for agents: those named, or those that show in the repository.

    What a person has changed in it stays. Raises UsageError where no agent is meant or known.
    """
    installable = load_installable_agents()
    names = tuple(name for name in choose_agents(project, agent_names) if name != "git")
    if not names:
        raise UsageError(
            "no agent is named or found here", "minutebook agents install claude --skill"
        )
    with nullcontext() if dry_run else project.lock():
        staged_files = StagedFiles(project)
        changed_paths = [
            path for name in names for path in merge_skill(staged_files, installable[name])
        ]
        if not dry_run:
            staged_files.apply_writes()
    paths = tuple(write.path for write in staged_files.collect_writes())
    notes = (_format_kept(path) for path in dict.fromkeys(changed_paths))
    return InstallResult(names, paths, tuple(notes))


def remove_skill(
    project: Project, agent_names: Sequence[str], *, dry_run: bool = False
) -> InstallResult:
    """Remove the Agent Skill of the agents named, or of all.

    It stays where an agent that is not named reads the same files and is installed.
    """
    names = tuple(
        name
        for name in choose_agents(project, agent_names or list_installable_names())
        if name != "git"
    )
    with nullcontext() if dry_run else project.lock():
        staged_files = StagedFiles(project)
        notes, manual_steps = _strip_skills(staged_files, names)
        if not dry_run:
            staged_files.apply_writes()
    paths = tuple(write.path for write in staged_files.collect_writes())
    return InstallResult(names, paths, tuple(notes), tuple(manual_steps))


def _strip_skills(staged_files: StagedFiles, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Remove the skill of agents: notes on where it stays, and what is left to a person."""
    installable = load_installable_agents()
    readers = {  # by the folder: an agent that stays installed, and reads it
        agent.installation.skills_folder: name
        for name, agent in installable.items()
        if name not in names and read_install_state(staged_files, agent) != NOT_INSTALLED
    }
    notes, manual_steps = [], []
    for agent in (installable[name] for name in names if name in installable):
        folder = agent.installation.skills_folder
        if read_skill_state(staged_files, agent) == NOT_INSTALLED:
            continue
        if folder in readers:
            notes.append(f"the skill in {folder} stays: {readers[folder]} reads it, too")
        else:
            changed_paths = strip_skill(staged_files, agent)
            manual_steps += [_format_changed_by_hand(path) for path in changed_paths]
    return list(dict.fromkeys(notes)), list(dict.fromkeys(manual_steps))


# Plugins ----------------------------------------------------------------------------------------


def list_plugin_agents() -> list[str]:
    """The names of the agents that a plugin can be written for."""
    return [
        name
        for name, agent in load_installable_agents().items()
        if agent.installation.make_plugin_files is not None
    ]


def _prune_plugin(folder: str, paths: Iterable[str]) -> None:
    """Remove the folders that hold nothing since a plugin was removed, and its own if it was."""
    for path in paths:
        prune_empty_folders(folder, os.path.dirname(path))
    with suppress(OSError):  # it holds more than ours
        os.rmdir(folder)


def write_plugin(
    agent_name: str, folder: str, version: str, *, removing: bool = False, dry_run: bool = False
) -> InstallResult:
    """Write an agent's plugin into a folder, or remove it: hooks, commands, and the skill.

    Any client of Agent Plugins 1.0 takes the skill from it; hooks and commands are the agent's own.

    A file there that is not ours is refused; one that was changed stays where it is at removal.
    Raises UsageError where the agent has no plugins, UnreadableSettings, OperationError.
    """
    adapter = find_adapter(agent_name)
    installation = adapter.installation if adapter else None
    if installation is None or installation.make_plugin_files is None:
        raise UsageError(
            f"there is no plugin for {agent_name}", f"one of: {', '.join(list_plugin_agents())}"
        )
    writes, notes, manual_steps = [], [], []
    plugin_files = installation.make_plugin_files(version) | make_portable_files(version)
    for path, wanted_text in plugin_files.items():
        text = store.read_text(folder, path)
        if removing:
            if text is not None and text != wanted_text:
                manual_steps.append(_format_changed_by_hand(path))
            elif text is not None:
                writes.append(Write(path, None, text))
        elif text is not None and path.startswith("skills/") and not is_as_written(text):
            notes.append(_format_kept(path))
        elif text != wanted_text:
            if text is not None and "minutebook" not in text:
                raise UnreadableSettings(
                    f"{path} is there already, and not ours", "name another folder"
                )
            writes.append(Write(path, wanted_text, text))
    if writes and not dry_run:
        guard.require_outside_git(folder)
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise OperationError(
                f"{folder} cannot be made: {error.strerror}", "see who may write there"
            ) from None
        store.apply_writes(folder, writes)
        if removing:
            _prune_plugin(folder, plugin_files)
    paths = tuple(write.path for write in writes)
    return InstallResult((agent_name,), paths, tuple(notes), tuple(manual_steps))
