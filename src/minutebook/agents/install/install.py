"""Writes and removes what makes agents record themselves: hooks, and a block that they read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from minutebook.agents.install import git_hooks, merge_driver, texts
from minutebook.agents.install.config_files import NOT
from minutebook.agents.install.staging import AGENTS, Desk, Unreadable, chosen, edit, page_of, prune
from minutebook.agents.install.status import UNREACHABLE, flagged_off, reachable, state_of, told
from minutebook.agents.install.targets import CLAUDE, SURFACES
from minutebook.errors import Trouble
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import store


@dataclass(frozen=True, slots=True)
class Changed:
    """What was written (or would be), and what is left for a person to do, agent by agent."""

    agents: tuple[str, ...]
    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def install(project: Project, names: Sequence[str], *, dry_run: bool = False) -> Changed:
    """Make agents record themselves. What is there already stays as it is.

    All is planned before anything is written. Raises Unreadable where a file cannot be merged into.
    """
    agents = chosen(project, names)
    with nullcontext() if dry_run else store.lock(project.repo.common_dir):
        desk = Desk(project)
        for name in agents:
            if name != "git":
                for piece in (*SURFACES[name].pieces, page_of(project, SURFACES[name], desk)):
                    edit(desk.merge, piece)
        hooks = driver = None
        if "git" in agents:
            edit(desk.merge, merge_driver.attributes(project.settings))
            hooks = git_hooks.plan(project.repo)
            driver = merge_driver.driver(project.repo)
        if not dry_run:
            desk.apply()
            if hooks and driver:
                git_hooks.put(hooks)
                merge_driver.put(project.repo, driver)
    paths = [write.path for write in desk.writes()]
    paths += [hook.shown for hook in hooks.changing] if hooks else []
    paths += [driver.shown] if driver and not driver.current else []
    notes = [SURFACES[name].note for name in agents if name != "git" and SURFACES[name].note]
    notes += [] if reachable() else [UNREACHABLE]
    left = [*(hooks.by_hand if hooks else ()), *flagged_off(agents, desk)]
    return Changed(agents, tuple(paths), tuple(notes if paths else ()), tuple(left))


def remove(project: Project, names: Sequence[str], *, dry_run: bool = False) -> Changed:
    """Take out of agents' files what `install` put in; without names, of all agents.

    Raises Unreadable where a file cannot be told apart into ours and theirs.
    """
    agents = chosen(project, names or AGENTS)
    left = []
    with nullcontext() if dry_run else store.lock(project.repo.common_dir):
        desk = Desk(project)
        staying = {
            page_of(project, SURFACES[name], desk).path
            for name in SURFACES
            if name not in agents and state_of(desk, SURFACES[name]) != NOT
        }
        for name in agents:
            if name == "git":
                edit(desk.strip, merge_driver.attributes(project.settings))
                continue
            pieces = SURFACES[name].pieces
            page = page_of(project, SURFACES[name], desk)
            for piece in (*pieces, *(() if page.path in staying else (page,))):
                edit(desk.strip, piece)
                text = desk.text(piece.path)
                if text is not None and piece in pieces and told(piece, text) != NOT:
                    left.append(f"{piece.path} was changed by hand: remove it yourself")
        hooks = driver = None
        if "git" in agents:
            hooks = git_hooks.plan(project.repo, removing=True)
            driver = merge_driver.driver(project.repo)
        if not dry_run:
            desk.apply()
            if hooks and driver:
                git_hooks.forget(project.repo)
                git_hooks.take(hooks)
                merge_driver.take(project.repo, driver)
    paths = [write.path for write in desk.writes()]
    paths += [hook.shown for hook in hooks.changing] if hooks else []
    paths += [driver.shown] if driver and driver.there else []
    left += hooks.by_hand if hooks else ()
    return Changed(agents, tuple(paths), (), tuple(left))


# Plugin -----------------------------------------------------------------------------------------


def plugin(folder: str, version: str, *, removing: bool = False, dry_run: bool = False) -> Changed:
    """Write a Claude Code plugin into a folder, or remove it: hooks, and commands /phr and /adr.

    A file there that is not ours is refused; one that was changed is left where it is at removal.
    """
    files = texts.plugin(version, CLAUDE)
    writes, left = [], []
    for path, wanted in files.items():
        text = store.read(folder, path)
        if removing:
            if text is not None and text != wanted:
                left.append(f"{path} was changed by hand: remove it yourself")
            elif text is not None:
                writes.append(Write(path, None, text))
        elif text != wanted:
            if text is not None and "minutebook" not in text:
                raise Unreadable(f"{path} is there already, and not ours", "name another folder")
            writes.append(Write(path, wanted, text))
    if not dry_run:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise Trouble(
                f"{folder} cannot be made: {error.strerror}", "see who may write there"
            ) from None
        store.apply(folder, writes)
        for write in writes if removing else ():
            prune(folder, os.path.dirname(write.path))
    return Changed(("claude",), tuple(write.path for write in writes), (), tuple(left))
