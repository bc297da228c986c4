"""A user's home in which agents are told to trust a repository, as they write that themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minutebook.agents.install.trust import list_codex_hooks

from agent_transcripts import VARIABLES

_MORE_VARIABLES = ("GEMINI_CLI_TRUST_WORKSPACE", "GEMINI_CLI_TRUSTED_FOLDERS_PATH")


def use_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the user's home, in which no agent has been used yet."""
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    for name in (*VARIABLES, *_MORE_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    return home


def write_home(home: Path, files: dict[str, str]) -> None:
    """Write files below a home."""
    for path, text in files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text, "utf-8")


def trust_repository(home: Path, top: Path) -> None:
    """Let all agents trust a repository, Codex with the hooks that are in it now."""
    states = "".join(
        f'[hooks.state."{key}"]\ntrusted_hash = "{value}"\n'
        for key, value in list_codex_hooks(str(top))
    )
    projects = f'[projects."{top}"]\ntrust_level = "trusted"\n'
    write_home(
        home,
        {
            ".codex/config.toml": f"{projects}{states}",
            ".copilot/config.json": "// kept by itself\n"
            + json.dumps({"trustedFolders": [str(top)]}),
            ".gemini/trustedFolders.json": json.dumps({str(top): "TRUST_FOLDER"}),
        },
    )
