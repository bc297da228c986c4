"""The Agent Skill: tells an agent when to ask the records, and how a good decision is written.

https://agentskills.io/specification. Where each agent looks for skills its adapter says; a plugin
in the form of Agent Plugins 1.0 (https://agent-plugins.org) holds the skill, too. Each file ends
with a mark of its own text: so a file that a person has changed is told from one of an older
version, in every clone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from minutebook.agents.install.config_files import (
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
)
from minutebook.agents.install.staging import (
    InstallableAgent,
    StagedFiles,
    edit_config_file,
)
from minutebook.lean.digests import sha256
from minutebook.lean.patterns import compile_lazily
from minutebook.repository import store

SKILL_NAME = "minutebook"
CHANGED_BY_HAND = "changed"  # beside the states of `config_files`

_TEMPLATES_FOLDER = f"skills/{SKILL_NAME}"
_FILES = ("SKILL.md", "references/writing-decisions.md")
_MARK = compile_lazily(r"\n<!-- minutebook:skill ([0-9a-f]{12}) -->\n*\Z")
_PLUGIN_SCHEMA = "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"


def read_skill_files(folder: str) -> dict[str, str]:
    """The files of the skill in a folder of its own: path to text."""
    texts = {}
    for name in _FILES:
        text, _ = store.read_packaged_template(f"{_TEMPLATES_FOLDER}/{name}", "")
        texts[f"{folder}/{name}"] = f"{text}\n{_format_mark(text)}\n"
    return texts


def _format_mark(text: str) -> str:
    digest = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"<!-- minutebook:skill {digest} -->"


def is_as_written(text: str) -> bool:
    """Whether a text is one that some version of ours wrote, and nobody changed since.

    Line ends do not count: git may convert them at checkout.
    """
    text = text.replace("\r\n", "\n")
    mark = _MARK.search(text)
    return mark is not None and _format_mark(text[: mark.start()]) == mark[0].strip("\n")


def make_skill_files(agent: InstallableAgent, staged_files: StagedFiles) -> tuple[ConfigFile, ...]:
    """The files of the skill where an agent looks for skills; behind a link, where that leads."""
    folder = agent.installation.skills_folder
    top = os.path.realpath(staged_files.top)
    target = os.path.realpath(os.path.join(top, folder, SKILL_NAME))
    if target.startswith(os.path.join(top, "")):
        place = os.path.relpath(target, top).replace(os.sep, "/")
    else:  # refused where it is written
        place = f"{folder}/{SKILL_NAME}"
    texts = read_skill_files(place)
    return tuple(_make_skill_file(path, wanted_text) for path, wanted_text in texts.items())


def _make_skill_file(path: str, wanted_text: str) -> ConfigFile:
    """A file that is ours until a person changes it: from then on it is theirs."""

    def merge(text: str | None) -> str:
        is_kept = text is not None and read_state(text) in (INSTALLED, CHANGED_BY_HAND)
        return text if text is not None and is_kept else wanted_text

    def strip(text: str) -> str | None:
        return None if is_as_written(text) else text

    def read_state(text: str) -> str:
        if not text.strip():
            return NOT_INSTALLED
        if not is_as_written(text):
            return CHANGED_BY_HAND
        is_current = text.replace("\r\n", "\n").rstrip("\n") == wanted_text.rstrip("\n")
        return INSTALLED if is_current else PARTLY_INSTALLED

    return ConfigFile(path, merge, strip, read_state)


def _read_state(staged_files: StagedFiles, file: ConfigFile) -> str:
    """The state of a file of the skill; one too large to be ours was changed by hand."""
    if staged_files.is_passed_over(file.path):
        return CHANGED_BY_HAND
    text = staged_files.read_text(file.path)
    return NOT_INSTALLED if text is None else file.read_state(text)


def read_skill_state(staged_files: StagedFiles, agent: InstallableAgent) -> str:
    """How much of the skill an agent finds.

    INSTALLED, NOT_INSTALLED, PARTLY_INSTALLED (a file is missing or of an older version), or
    CHANGED_BY_HAND.
    """
    files = make_skill_files(agent, staged_files)
    states = {_read_state(staged_files, file) for file in files}
    if CHANGED_BY_HAND in states:
        return CHANGED_BY_HAND
    return states.pop() if len(states) == 1 else PARTLY_INSTALLED


def merge_skill(staged_files: StagedFiles, agent: InstallableAgent) -> list[str]:
    """Put the skill where an agent finds it, or what is new in it.

    Files that people have changed stay, and are returned.
    """
    files = make_skill_files(agent, staged_files)
    for file in files:
        edit_config_file(staged_files.merge, file)
    return _list_changed(staged_files, files)


def strip_skill(staged_files: StagedFiles, agent: InstallableAgent) -> list[str]:
    """Remove the skill that an agent finds.

    Files that people have changed stay, and are returned.
    """
    files = make_skill_files(agent, staged_files)
    for file in files:
        edit_config_file(staged_files.strip, file)
    return _list_changed(staged_files, files)


def _list_changed(staged_files: StagedFiles, files: Iterable[ConfigFile]) -> list[str]:
    return [file.path for file in files if _read_state(staged_files, file) == CHANGED_BY_HAND]


def make_portable_files(version: str) -> dict[str, str]:
    """What a plugin holds for any client of Agent Plugins 1.0: its manifest and the skill.

    The schema is closed: only its own keys may stand in the manifest.
    """
    manifest = {
        "$schema": _PLUGIN_SCHEMA,
        "name": "minutebook",
        "version": version,
        "description": "Tells an agent which decisions and prompts stand behind code, and how to "
        "write a decision.",
        "license": "MIT",
        "keywords": ["adr", "phr", "decisions"],
    }
    return {
        "plugin.json": json.dumps(manifest, indent=2) + "\n",
        **read_skill_files(f"skills/{SKILL_NAME}"),
    }
