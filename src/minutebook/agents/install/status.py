"""How it stands with each agent: what is installed, when it was last heard of, what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.agents.install import git_hooks, merge_driver
from minutebook.agents.install.config_files import INSTALLED, NOT, OURS, PARTLY, Piece, Unfit, flag
from minutebook.agents.install.staging import AGENTS, Desk, chosen
from minutebook.agents.install.targets import SURFACES, Surface
from minutebook.errors import Trouble
from minutebook.operations.project import Project


@dataclass(frozen=True, slots=True)
class Report:
    """How it stands with an agent.

    `state` is "installed", "partly", "not" or "by hand"; `last_event` when it was last heard of, in
    unix seconds (0: never); `problems` what keeps it from being recorded, with the cure.
    """

    agent: str
    state: str
    files: tuple[str, ...]
    last_event: float = 0.0
    problems: tuple[str, ...] = ()


UNREACHABLE = f"{OURS} is not on PATH: install minutebook where agents find it (pipx, uv tool)"


def status(project: Project, names: Sequence[str]) -> tuple[Report, ...]:
    """How it stands with each agent named, or with all of them. Writes nothing."""
    desk = Desk(project)
    reports = []
    for name in chosen(project, names or AGENTS):
        if name == "git":
            state, files, problems = _git(project, desk)
        else:
            state, files, problems = _looked_at(desk, SURFACES[name])
        if state in (INSTALLED, PARTLY) and not reachable():
            problems.append(UNREACHABLE)
        last = _last_event(project.repo.common_dir, name)
        reports.append(Report(name, state, files, last, tuple(problems)))
    return tuple(reports)


def _git(project: Project, desk: Desk) -> tuple[str, tuple[str, ...], list[str]]:
    hooks = git_hooks.plan(project.repo)
    driver = merge_driver.driver(project.repo)
    merging = _there(desk, merge_driver.attributes(project.settings))
    state = hooks.state
    if state == INSTALLED and not (merging == INSTALLED and driver.there):
        state = PARTLY
    files = [hook.shown for hook in hooks.hooks if hook.there]
    files += [merge_driver.ATTRIBUTES] if merging != NOT else []
    files += [driver.shown] if driver.there else []
    wrong = [*hooks.problems, *merge_driver.problems(merging, driver), *hooks.by_hand]
    if state == PARTLY and not wrong:
        wrong.append("a part is missing: minutebook agents install git")
    return state, tuple(files), wrong


def _looked_at(desk: Desk, surface: Surface) -> tuple[str, tuple[str, ...], list[str]]:
    problems = []
    for piece in surface.pieces:
        try:
            text = desk.text(piece.path)
            if text is not None:
                piece.state(text)
        except (Unfit, Trouble) as error:
            problems.append(f"{piece.path} cannot be read: {error}")
    state = state_of(desk, surface)
    files = tuple(piece.path for piece in surface.pieces if _there(desk, piece) != NOT)
    if state == PARTLY and not problems:
        problems.append(f"a part is missing: minutebook agents install {surface.name}")
    if state != NOT:
        problems += _switched_off(desk, surface)
        problems += flagged_off((surface.name,), desk)
    return state, files, problems


def state_of(desk: Desk, surface: Surface) -> str:
    """INSTALLED, PARTLY or NOT; what cannot be read is not."""
    states = {_there(desk, piece) for piece in surface.pieces}
    if states == {NOT}:
        return NOT
    hooks = _there(desk, surface.pieces[0])
    if hooks == NOT:
        return NOT  # a flag alone records nothing, and may be somebody's own
    return INSTALLED if states == {INSTALLED} else PARTLY


def _there(desk: Desk, piece: Piece) -> str:
    try:
        text = desk.text(piece.path)
    except Trouble:
        return NOT
    return NOT if text is None else told(piece, text)


def told(piece: Piece, text: str) -> str:
    """How much of ours a file's text holds; NOT where it cannot be read."""
    try:
        return piece.state(text)
    except Unfit:
        return NOT


def _switched_off(desk: Desk, surface: Surface) -> list[str]:
    from minutebook.text import jsonc

    problems = []
    for path, keys, off in surface.off:
        with suppress(jsonc.NotJson, Trouble):
            node: jsonc.Node | None = jsonc.parse(desk.text(path) or "null")
            for key in keys:
                node = node.get(key) if node is not None else None
            if node is not None and node.plain is off:
                problems.append(f"hooks are switched off: {'.'.join(keys)} in {path}")
    return problems


def flagged_off(agents: Sequence[str], desk: Desk) -> list[str]:
    """The problem that a person has switched Codex's hooks off, where that is so."""
    path = ".codex/config.toml"
    if "codex" in agents:
        with suppress(Unfit, Trouble):
            if flag(desk.text(path) or "") is False:
                return [f"hooks are switched off: set features.hooks = true in {path}"]
    return []


def reachable() -> bool:
    """Whether the command that the hooks call is on PATH."""
    import shutil

    return shutil.which(OURS) is not None


def _last_event(common: str, agent: str) -> float:
    """When an agent's newest spool file was written; 0 where it has none."""
    last = 0.0
    with suppress(OSError):
        for entry in os.scandir(os.path.join(common, "minutebook", "spool")):
            if entry.name.startswith(f"{agent}-") and entry.name.endswith(".jsonl"):
                with suppress(OSError):
                    last = max(last, entry.stat().st_mtime)
    return last


def when(seconds: float, *, utc: bool = False) -> str:
    """A time for people (local, to the minute) or for programs (ISO 8601, UTC); "" for never."""
    if not seconds:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
