"""Writes and removes what makes agents record themselves: hooks, and a block that they read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from minutebook.agents.install import git_hooks, merge_driver, texts
from minutebook.agents.install.config_files import NOT_INSTALLED
from minutebook.agents.install.staging import (
    INSTALLABLE_AGENTS,
    StagedFiles,
    UnreadableSettings,
    choose_agents,
    edit_config_file,
    make_instructions_file,
    prune_empty_folders,
)
from minutebook.agents.install.status import (
    HOOK_NOT_ON_PATH,
    find_disabled_codex_hooks,
    is_hook_on_path,
    read_file_state,
    read_install_state,
)
from minutebook.agents.install.targets import ADAPTERS, CLAUDE_HOOKS
from minutebook.errors import OperationError
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import store


@dataclass(frozen=True, slots=True)
class InstallResult:
    """What was written (or would be), and what is left for a person to do, agent by agent."""

    agents: tuple[str, ...]
    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    manual_steps: tuple[str, ...] = ()


def install_agents(
    project: Project, agent_names: Sequence[str], *, dry_run: bool = False
) -> InstallResult:
    """Make agents record themselves. What is there already stays as it is.

    All is planned before anything is written. Raises Unreadable where a file cannot be merged into.
    """
    agents = choose_agents(project, agent_names)
    with nullcontext() if dry_run else store.lock_repository(project.repo.common_dir):
        desk = StagedFiles(project)
        for name in agents:
            if name != "git":
                for piece in (
                    *ADAPTERS[name].config_files,
                    make_instructions_file(project, ADAPTERS[name], desk),
                ):
                    edit_config_file(desk.merge, piece)
        hooks = driver = None
        if "git" in agents:
            edit_config_file(desk.merge, merge_driver.make_attributes_file(project.settings))
            hooks = git_hooks.plan_hooks(project.repo)
            driver = merge_driver.read_driver(project.repo)
        if not dry_run:
            desk.apply_writes()
            if hooks and driver:
                git_hooks.write_hooks(hooks)
                merge_driver.write_driver(project.repo, driver)
    paths = [write.path for write in desk.collect_writes()]
    paths += [hook.shown_path for hook in hooks.changed_hooks] if hooks else []
    paths += [driver.shown_path] if driver and not driver.is_current else []
    notes = [
        ADAPTERS[name].install_note
        for name in agents
        if name != "git" and ADAPTERS[name].install_note
    ]
    notes += [] if is_hook_on_path() else [HOOK_NOT_ON_PATH]
    left = [*(hooks.manual_hints if hooks else ()), *find_disabled_codex_hooks(agents, desk)]
    return InstallResult(agents, tuple(paths), tuple(notes if paths else ()), tuple(left))


def remove_agents(
    project: Project, agent_names: Sequence[str], *, dry_run: bool = False
) -> InstallResult:
    """Take out of agents' files what `install` put in; without names, of all agents.

    Raises Unreadable where a file cannot be told apart into ours and theirs.
    """
    agents = choose_agents(project, agent_names or INSTALLABLE_AGENTS)
    left = []
    with nullcontext() if dry_run else store.lock_repository(project.repo.common_dir):
        desk = StagedFiles(project)
        staying = {
            make_instructions_file(project, ADAPTERS[name], desk).path
            for name in ADAPTERS
            if name not in agents and read_install_state(desk, ADAPTERS[name]) != NOT_INSTALLED
        }
        for name in agents:
            if name == "git":
                edit_config_file(desk.strip, merge_driver.make_attributes_file(project.settings))
                continue
            pieces = ADAPTERS[name].config_files
            page = make_instructions_file(project, ADAPTERS[name], desk)
            for piece in (*pieces, *(() if page.path in staying else (page,))):
                edit_config_file(desk.strip, piece)
                text = desk.read_text(piece.path)
                if (
                    text is not None
                    and piece in pieces
                    and read_file_state(piece, text) != NOT_INSTALLED
                ):
                    left.append(f"{piece.path} was changed by hand: remove it yourself")
        hooks = driver = None
        if "git" in agents:
            hooks = git_hooks.plan_hooks(project.repo, removing=True)
            driver = merge_driver.read_driver(project.repo)
        if not dry_run:
            desk.apply_writes()
            if hooks and driver:
                git_hooks.forget_uncovered_commits(project.repo)
                git_hooks.remove_hooks(hooks)
                merge_driver.remove_driver(project.repo, driver)
    paths = [write.path for write in desk.collect_writes()]
    paths += [hook.shown_path for hook in hooks.changed_hooks] if hooks else []
    paths += [driver.shown_path] if driver and driver.is_installed else []
    left += hooks.manual_hints if hooks else ()
    return InstallResult(agents, tuple(paths), (), tuple(left))


# Plugin -----------------------------------------------------------------------------------------


def write_plugin(
    folder: str, version: str, *, removing: bool = False, dry_run: bool = False
) -> InstallResult:
    """Write a Claude Code plugin into a folder, or remove it: hooks, and commands /phr and /adr.

    A file there that is not ours is refused; one that was changed is left where it is at removal.
    """
    files = texts.make_plugin_files(version, CLAUDE_HOOKS)
    writes, left = [], []
    for path, wanted in files.items():
        text = store.read_text(folder, path)
        if removing:
            if text is not None and text != wanted:
                left.append(f"{path} was changed by hand: remove it yourself")
            elif text is not None:
                writes.append(Write(path, None, text))
        elif text != wanted:
            if text is not None and "minutebook" not in text:
                raise UnreadableSettings(
                    f"{path} is there already, and not ours", "name another folder"
                )
            writes.append(Write(path, wanted, text))
    if not dry_run:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise OperationError(
                f"{folder} cannot be made: {error.strerror}", "see who may write there"
            ) from None
        store.apply_writes(folder, writes)
        for write in writes if removing else ():
            prune_empty_folders(folder, os.path.dirname(write.path))
    return InstallResult(("claude",), tuple(write.path for write in writes), (), tuple(left))
