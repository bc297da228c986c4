"""The MCP server in agents' files: put in, found and taken out, with all else as it was."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from minutebook.agents.adapters.base import ServerFile, make_server_entry
from minutebook.agents.install.config_files import INSTALLED, NOT_INSTALLED, UnexpectedFormat
from minutebook.agents.install.server_files import make_server_file

from command_runner import Runner

JSON = make_server_file(ServerFile(".mcp.json", "mcpServers", make_server_entry()))
TOML = make_server_file(ServerFile("config.toml", "mcp_servers", make_server_entry()))
ENTRY = {"command": "minutebook", "args": ["mcp"]}


@pytest.mark.parametrize(
    "text",
    [
        '{\n  "mcpServers": {\n    "other": {"command": "x"}\n  }\n}\n',
        '{"mcpServers":{"other":{"command":"x"}}}',
        '{\n\t// servers\n\t"mcpServers": {\n\t\t"other": {"command": "x"}, // one\n\t},\n}\n',
        '{\r\n  "theme": "dark"\r\n}\r\n',
        '\ufeff{\n  "theme": "dark"\n}',
    ],
)
def test_all_else_in_json_stays(text: str) -> None:
    merged = JSON.merge(text)
    assert JSON.read_state(text) == NOT_INSTALLED
    assert JSON.read_state(merged) == INSTALLED
    assert JSON.merge(merged) == merged
    assert JSON.strip(merged) == text


def test_a_json_file_of_our_own_goes_again() -> None:
    text = JSON.merge(None)
    assert json.loads(text) == {"mcpServers": {"minutebook": ENTRY}}
    assert JSON.strip(text) is None
    assert JSON.merge("  \n") == text
    assert JSON.read_state("") == NOT_INSTALLED
    empty = '{"mcpServers": {}}'
    assert JSON.strip(empty) == empty


@pytest.mark.parametrize(
    "entry",
    [
        '{"command": "minutebook", "args": ["mcp", "--read-only"]}',
        '{"command": "/home/ada/.local/bin/minutebook", "args": ["mcp"], "env": {"A": "b"}}',
        '{"type": "local", "command": ["uvx", "minutebook[mcp]", "mcp"]}',
    ],
)
def test_what_a_person_made_of_our_entry_stays(entry: str) -> None:
    text = f'{{"mcpServers": {{"minutebook": {entry}}}}}'
    assert JSON.merge(text) == text
    assert JSON.read_state(text) == INSTALLED
    assert JSON.strip(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"mcpServers": {"minutebook": {"command": "other"}}}',
        '{"mcpServers": {"minutebook": {"url": "https://example.org"}}}',
        '{"mcpServers": {"minutebook": true}}',
        '{"mcpServers": []}',
        "[]",
        "{",
        '"minutebook"',
    ],
)
def test_json_that_is_not_added_to(text: str) -> None:
    with pytest.raises(UnexpectedFormat):
        JSON.merge(text)


def test_a_server_of_somebody_else_is_not_taken_out() -> None:
    text = '{"mcpServers": {"minutebook": {"command": "other"}}}'
    assert JSON.read_state(text) == NOT_INSTALLED
    assert JSON.strip(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        'model = "x"\n',
        'model = "x"',
        "# mine\r\n[features]\r\nhooks = true\r\n",
        '[mcp_servers.other]\ncommand = "x"\nargs = [\n  "a",\n]\n',
        '[[list]]\nname = "[mcp_servers.minutebook]"\n',
    ],
)
def test_all_else_in_toml_stays(text: str) -> None:
    merged = TOML.merge(text)
    assert tomllib.loads(merged)["mcp_servers"]["minutebook"] == ENTRY
    assert TOML.read_state(merged) == INSTALLED
    assert TOML.merge(merged) == merged
    rest = TOML.strip(merged)
    assert (rest or "") in (text, f"{text}\n")
    assert "\r\n" not in text or "\n" not in merged.replace("\r\n", "")


def test_tables_behind_ours_stay() -> None:
    text = (
        'a = 1\n\n[mcp_servers.minutebook] # ours\ncommand = "minutebook"\n'
        '[mcp_servers.minutebook.env]\nA = "b"\n\n[mcp_servers.x]\ncommand = "y"\n'
    )
    assert TOML.read_state(text) == INSTALLED
    assert TOML.strip(text) == 'a = 1\n[mcp_servers.x]\ncommand = "y"\n'


@pytest.mark.parametrize(
    "text",
    [
        'mcp_servers = {other = {command = "x"}}\n',
        "mcp_servers = 1\n",
        '[mcp_servers.minutebook]\ncommand = "other"\n',
        "[mcp_servers",
    ],
)
def test_toml_that_is_not_added_to(text: str) -> None:
    with pytest.raises(UnexpectedFormat):
        TOML.merge(text)


def test_toml_that_is_written_in_another_way_is_left_to_a_person() -> None:
    text = '[mcp_servers]\nminutebook = {command = "minutebook"}\n'
    with pytest.raises(UnexpectedFormat):
        TOML.strip(text)
    without_ours = "a = 1\n"
    assert TOML.strip(without_ours) == without_ours


# Commands ---------------------------------------------------------------------------------------

FILES = {
    "claude": ".mcp.json",
    "codex": ".codex/config.toml",
    "copilot": ".mcp.json",
    "cursor": ".cursor/mcp.json",
    "gemini": ".gemini/settings.json",
    "opencode": "opencode.json",
}


@pytest.mark.parametrize("agent", FILES)
def test_an_agent_is_told_of_the_server_where_that_is_asked_for(
    agent: str, repo: Path, run: Runner
) -> None:
    path = repo / FILES[agent]
    run("agents", "install", agent).ok()
    assert not path.is_file() or "mcp" not in path.read_text().replace("mcp_resource", "")
    written = run("agents", "install", agent, "--mcp", "--json").json["writes"]
    assert written == [FILES[agent]]
    assert '"mcp"' in path.read_text()
    status: Any = run("agents", "status", agent, "--json").json["agents"][0]
    assert FILES[agent] in status["files"]
    assert status["server"] == "installed"
    assert "MCP server" in run("agents", "status", agent).out
    assert len(status["files"]) == len(set(status["files"]))
    run("agents", "remove", agent)
    assert not path.exists()


def test_git_has_no_place_for_the_server(repo: Path, run: Runner) -> None:
    for names, said in (
        (["git"], "git has no place for the MCP server"),
        ([], "what is found here has no"),
    ):
        refused = run("agents", "install", *names, "--mcp")
        assert refused.exit == 2
        assert said in refused.err
        assert "minutebook agents install claude --mcp" in refused.err
    assert not (repo / ".gitattributes").exists()
    run("agents", "install", "git", "claude", "--mcp").ok()
    servers = {
        each["agent"]: each["server"] for each in run("agents", "status", "--json").json["agents"]
    }
    assert (servers["git"], servers["claude"], servers["gemini"]) == (None, "installed", "not")


def test_a_file_that_two_agents_share_stays_with_the_other(repo: Path, run: Runner) -> None:
    run("agents", "install", "claude", "copilot", "--mcp").ok()
    run("agents", "remove", "claude").ok()
    assert (repo / ".mcp.json").is_file()
    run("agents", "remove", "copilot").ok()
    assert not (repo / ".mcp.json").exists()


def test_nothing_is_written_where_one_file_cannot_be_merged_into(repo: Path, run: Runner) -> None:
    (repo / ".mcp.json").write_text("[]")
    result = run("agents", "install", "claude", "--mcp")
    assert result.exit == 3
    assert ".mcp.json cannot be merged into" in result.err
    assert not (repo / ".claude").exists()


def test_a_plugin_has_no_server_registered(run: Runner) -> None:
    assert run("agents", "install", "claude", "--plugin", "x", "--mcp").exit == 2
