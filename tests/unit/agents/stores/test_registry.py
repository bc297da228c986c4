"""The stores that are known: found by walking the package, and named by the command line."""

from __future__ import annotations

import pytest

from minutebook.agents.stores import load_stores
from minutebook.agents.stores.base import name_agent, strip_session_date
from minutebook.cli.commands.transfer import STORE_NAMES


def test_the_command_line_names_the_stores_of_the_package() -> None:
    assert sorted(STORE_NAMES) == list(load_stores())
    assert all(store.places for store in load_stores().values())


@pytest.mark.parametrize(
    ("title", "agent"),
    [
        ("Claude Code", "claude"),
        ("claude-code", "claude"),
        ("claude", "claude"),
        ("Codex CLI", "codex"),
        ("Cursor IDE", "cursor"),
        ("Gemini CLI", "gemini"),
        ("github-copilot", "copilot"),
        ("Copilot CLI", "copilot"),
        ("OpenCode", "opencode"),
        ("opencode", "opencode"),
        ("VS Code", "vscode"),
        ("Factory Droid", "factory-droid"),
        ("", ""),
    ],
)
def test_the_agent_that_a_title_means(title: str, agent: str) -> None:
    assert name_agent(title) == agent


@pytest.mark.parametrize(
    ("session_id", "own_id"),
    [
        ("2025-12-01-8f76b0e8-b8f1-4a87-9186-848bdd83d62e", "8f76b0e8-b8f1-4a87-9186-848bdd83d62e"),
        ("8f76b0e8-b8f1-4a87-9186-848bdd83d62e", "8f76b0e8-b8f1-4a87-9186-848bdd83d62e"),
        ("2025-12-01-notes", "2025-12-01-notes"),
    ],
)
def test_the_day_before_a_session_is_left_out(session_id: str, own_id: str) -> None:
    assert strip_session_date(session_id) == own_id
