"""Whether agents run a repository's hooks, read from what they keep in the user's home."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent_trust import trust_repository, use_home, write_home
from minutebook.agents.install.config_files import make_hooks_file
from minutebook.agents.install.install import install_agents
from minutebook.agents.install.trust import TRUSTED, UNTRUSTED, list_codex_hooks, read_trust
from minutebook.operations.project import open_project

# What Codex 0.171 itself computes for our definitions (`hooks/list` of its app server). Where a
# change of ours gives another value, hooks that people trusted stop running.
CODEX_HASHES = {
    "post_tool_use": "5da30061dcc9ee9998929d371856d72cdf4b8ca922c4c2ce6499e3ba2dc09c5c",
    "session_start": "015af8ed0ea3b148a2e36de222f3f35bb8fe3bac14e0bfc827f8091d6c75946c",
    "user_prompt_submit": "2961cd989f4df0128bbe54aa3f9be380a1ae56f00aa88386089545c83a2b1540",
    "subagent_stop": "b72ef3e782ecdac265e186fe11dc97e7e94952d23624599bb5cbd5fad2b10ce0",
    "session_end": "0afef6e077b6f7f5642634634a70de36cf8d2343f53ff619fe70c29f199fb858",
    "subagent_start": "3ad626a98e7f6ba31bace4c30d50cd2752b08e9b00e3746043a7fad71279c905",
    "interrupt": "b7ba85f1b81d58e851934a1425e437e471abbc122df8bb9f383bf75faf28364a",
    "stop": "23aebe2f9a909cd6e80c3c09d97f698b14dfbd3412e3e2ed54b487f0aa03abfa",
}


@pytest.fixture
def home(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_home(tmp_path / "home of Ada", monkeypatch)


@pytest.fixture
def top(repo: Path) -> Path:
    """A repository with Codex's hooks installed."""
    install_agents(open_project(str(repo)), ["codex"])
    return repo


def trust_of(agent: str, top: Path) -> tuple[str, str]:
    trust = read_trust(agent, str(top), str(top / ".git"))
    return trust.state, trust.problem


@pytest.mark.skipif(os.name == "nt", reason="there Codex hashes the command for Windows")
def test_codex_hooks_have_the_hash_that_codex_computes(top: Path) -> None:
    assert dict(list_codex_hooks(str(top))) == {
        f"{top}/.codex/hooks.json:{event}:0:0": f"sha256:{value}"
        for event, value in CODEX_HASHES.items()
    }


def test_a_hook_beside_one_of_others_has_its_own_place(repo: Path) -> None:
    ours = {"type": "command", "command": "minutebook-hook codex"}
    theirs = {"type": "command", "command": "say done"}
    hooks = {"Stop": [{"hooks": [theirs]}, {"matcher": "x", "hooks": [theirs, ours]}]}
    write_home(repo, {".codex/hooks.json": json.dumps({"hooks": hooks})})
    ((key, _),) = list_codex_hooks(str(repo))
    assert key == f"{repo}/.codex/hooks.json:stop:1:1"


@pytest.mark.parametrize("text", ["", "[]", '{"hooks": []}', '{"hooks": {"Stop": [1]}}', "{"])
def test_hooks_that_cannot_be_read_are_none(repo: Path, text: str) -> None:
    write_home(repo, {".codex/hooks.json": text})
    assert list(list_codex_hooks(str(repo))) == []


@pytest.mark.parametrize("agent", ["codex", "copilot", "gemini"])
def test_a_home_without_the_agent_trusts_nothing(home: Path, top: Path, agent: str) -> None:
    state, problem = trust_of(agent, top)
    assert state == UNTRUSTED
    assert "does not trust" in problem
    assert agent in problem
    trust_repository(home, top)
    assert trust_of(agent, top) == (TRUSTED, "")


@pytest.mark.parametrize("agent", ["claude", "cursor", "opencode"])
def test_an_agent_that_asks_nobody_has_no_trust(home: Path, top: Path, agent: str) -> None:
    assert trust_of(agent, top) == ("", "")


def test_a_change_of_hooks_that_codex_trusted_is_told(home: Path, top: Path) -> None:
    trust_repository(home, top)
    path = top / ".codex/hooks.json"
    path.write_text(path.read_text().replace('"timeout": 30', '"timeout": 31', 1))
    state, problem = trust_of("codex", top)
    assert state == UNTRUSTED
    assert problem.startswith("1 of ")
    assert "have changed since Codex was told to trust them" in problem


def test_hooks_that_codex_was_not_asked_about_are_told(home: Path, top: Path) -> None:
    trust_repository(home, top)
    config = home / ".codex/config.toml"
    config.write_text(config.read_text().partition("[hooks.state")[0])
    count = len(list(list_codex_hooks(str(top))))
    assert trust_of("codex", top)[1].startswith(f"{count} of {count} hooks are not trusted")


def test_a_hook_that_is_switched_off_in_codex_is_told(home: Path, top: Path) -> None:
    trust_repository(home, top)
    config = home / ".codex/config.toml"
    config.write_text(config.read_text() + "enabled = false\n")
    state, problem = trust_of("codex", top)
    assert state == TRUSTED
    assert problem.startswith("hooks are switched off: ")


def test_in_a_linked_working_tree_codex_reads_the_hooks_of_the_main_one(
    home: Path, top: Path
) -> None:
    trust_repository(home, top)
    linked = top.parent / "linked"
    trust = read_trust("codex", str(linked), str(top / ".git"))
    assert (trust.state, trust.problem) == (TRUSTED, "")
    (top / ".codex/hooks.json").unlink()
    trust = read_trust("codex", str(linked), str(top / ".git"))
    assert "which has none" in trust.problem
    assert trust.command == f"minutebook -C {top} agents install codex"


@pytest.mark.parametrize(
    ("rules", "settings", "variable", "state"),
    [
        ({"TOP": "TRUST_FOLDER"}, {}, "", TRUSTED),
        ({"TOP/..": "TRUST_FOLDER"}, {}, "", TRUSTED),
        ({"TOP/other": "TRUST_PARENT"}, {}, "", TRUSTED),
        ({"TOP/other": "TRUST_FOLDER"}, {}, "", UNTRUSTED),
        ({"TOP/..": "TRUST_FOLDER", "TOP": "DO_NOT_TRUST"}, {}, "", UNTRUSTED),
        ({}, {"security": {"folderTrust": {"enabled": False}}}, "", TRUSTED),
        ({}, {"security": {"folderTrust": {"enabled": True}}}, "", UNTRUSTED),
        ({}, {}, "true", TRUSTED),
        ({"TOP": "TRUST_FOLDER"}, {}, "false", UNTRUSTED),
        ({"TOP": 1}, {"security": []}, "", UNTRUSTED),
    ],
)
def test_geminis_rules(
    rules: dict[str, object],
    settings: dict[str, object],
    variable: str,
    state: str,
    home: Path,
    repo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed = {os.path.normpath(path.replace("TOP", str(repo))): rules[path] for path in rules}
    write_home(
        home,
        {
            ".gemini/trustedFolders.json": json.dumps(placed),
            ".gemini/settings.json": "// mine\n" + json.dumps(settings),
        },
    )
    if variable:
        monkeypatch.setenv("GEMINI_CLI_TRUST_WORKSPACE", variable)
    assert trust_of("gemini", repo)[0] == state


@pytest.mark.parametrize(
    ("agent", "path", "text"),
    [
        ("gemini", ".gemini/settings.json", '{"hooksConfig": {"enabled": false}}'),
        ("gemini", ".gemini/settings.json", '{"hooksConfig": {"disabled": ["minutebook"]}}'),
        ("claude", ".claude/settings.json", '{"disableAllHooks": true}'),
    ],
)
def test_hooks_that_a_person_switched_off_everywhere_are_told(
    agent: str, path: str, text: str, home: Path, repo: Path
) -> None:
    write_home(home, {path: text})
    assert trust_of(agent, repo)[1].startswith("hooks are switched off")


def test_copilot_trusts_what_is_below_a_trusted_folder(home: Path, repo: Path) -> None:
    folders = {"trustedFolders": [1, str(repo.parent)]}
    write_home(home, {".copilot/config.json": json.dumps(folders)})
    assert trust_of("copilot", repo) == (TRUSTED, "")
    write_home(home, {".copilot/config.json": json.dumps({"trustedFolders": [f"{repo}s"]})})
    assert trust_of("copilot", repo)[0] == UNTRUSTED


def test_nothing_is_written_into_the_home(home: Path, top: Path) -> None:
    for agent in ("claude", "codex", "copilot", "gemini"):
        trust_of(agent, top)
    assert list(home.iterdir()) == []


def test_a_plain_hooks_file_of_an_earlier_version_counts_as_old() -> None:
    config_file = make_hooks_file("x.json", {"Stop": {"command": "minutebook-hook toy --new"}})
    old = json.dumps({"hooks": {"Stop": [{"command": "minutebook-hook toy"}]}})
    assert config_file.read_state(old) == "partly"
    assert config_file.read_state(config_file.merge(old)) == "installed"
