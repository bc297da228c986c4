"""Agents are installed and removed: what was there stays, byte for byte."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from agent_settings import SETTINGS
from agent_trust import trust_repository, use_home
from minutebook import __version__
from minutebook.agents.adapters import claude
from minutebook.agents.install import staging, status
from minutebook.agents.install.install import install_agents, remove_agents, write_plugin
from minutebook.agents.install.last_event import LastEvent
from minutebook.agents.install.staging import (
    UnreadableSettings,
    choose_agents,
    list_installable_names,
    load_installable_agents,
)
from minutebook.errors import OperationError, Refusal, UnsafePath, UsageError
from minutebook.operations.project import Project, open_project
from minutebook.repository import store
from minutebook.repository.spool import ensure_spool

AGENTS = load_installable_agents()
INSTALLABLE_NAMES = list_installable_names()
NAMES = pytest.mark.parametrize("name", AGENTS)
BLOCK = "<!-- minutebook:agents -->"


def read_tree(top: Path) -> dict[str, bytes | str]:
    """Every file of the working tree, for a link what it points to."""
    return {
        path.relative_to(top).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(top.rglob("*"))
        if ".git" not in path.relative_to(top).parts and not path.is_dir()
    }


def write_files(top: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.fixture
def project(repo: Path, home: Path) -> Project:
    return open_project(str(repo))


@pytest.fixture
def home(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's home: no agent has been used in it."""
    return use_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def hook(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command that hooks call, on PATH."""
    path = repo.parent / "bin/minutebook-hook"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


# In and out -------------------------------------------------------------------------------------


@NAMES
def test_an_agent_is_installed_once_and_removed_completely(
    name: str, project: Project, repo: Path
) -> None:
    result = install_agents(project, [name])
    assert sorted(result.paths) == sorted(read_tree(repo))
    assert set(result.paths) == {
        *(config_file.path for config_file in AGENTS[name].config_files),
        AGENTS[name].installation.instructions_paths[0],
    }
    installed_tree = read_tree(repo)
    assert install_agents(project, [name]).paths == ()
    assert read_tree(repo) == installed_tree
    remove_agents(project, [name])
    assert read_tree(repo) == {}
    assert [path.name for path in repo.iterdir()] == [".git"]
    assert remove_agents(project, [name]).paths == ()


HELD = {
    ".claude/settings.json": '{ "model" : "opus",\r\n  // mine\r\n  "hooks":{}  }',
    ".codex/hooks.json": "{}\n",
    ".codex/config.toml": 'model = "o3"',
    ".gemini/settings.json": "",
    ".cursor/hooks.json": '{"version": 1, "hooks": {"stop": []}}',
    ".github/hooks/other.json": "not ours",
    ".opencode/plugins/other.ts": "// not ours",
    "AGENTS.md": "# Agents\n\nBe kind.",
    "CLAUDE.md": "",
    "GEMINI.md": "\ufeff# G\r\n",
    ".claude/agents/expert.md": "---\nname: expert\n---\n\nAlways create a PHR.",
}


def test_a_removal_restores_files_byte_for_byte(project: Project, repo: Path) -> None:
    write_files(repo, HELD)
    (repo / ".claude/settings.json").chmod(0o640)
    before = read_tree(repo)
    install_agents(project, list(AGENTS))
    installed_tree = read_tree(repo)
    unchanged = {path for path in before if installed_tree[path] == before[path]}
    assert unchanged == {
        ".github/hooks/other.json",
        ".opencode/plugins/other.ts",
        ".claude/agents/expert.md",
    }
    assert all(
        agent_status.state == "installed"
        for agent_status in status.read_agent_statuses(project, list(AGENTS))
    )
    remove_agents(project, [])
    assert read_tree(repo) == before
    assert stat.S_IMODE((repo / ".claude/settings.json").stat().st_mode) == 0o640


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SETTINGS)
def test_a_removal_restores_any_settings_byte_for_byte(
    project: Project, repo: Path, case: tuple[str, object]
) -> None:
    text, _ = case
    path = repo / ".claude/settings.json"
    write_files(repo, {".claude/settings.json": text})
    install_agents(project, ["claude"])
    install_agents(project, ["claude"])
    remove_agents(project, ["claude"])
    if "minutebook-hook" not in text:
        assert path.read_bytes() == text.encode("utf-8", "surrogateescape")
    else:
        assert not path.exists() or b"minutebook-hook" not in path.read_bytes()


def test_undecodable_bytes_are_kept(project: Project, repo: Path) -> None:
    write_files(repo, {"AGENTS.md": "caf\udce9\n", ".codex/config.toml": "# caf\udce9\n"})
    before = read_tree(repo)
    install_agents(project, ["codex"])
    assert b"caf\xe9" in read_tree(repo)["AGENTS.md"]  # type: ignore[operator]
    remove_agents(project, ["codex"])
    assert read_tree(repo) == before


def test_changes_made_after_an_installation_survive_its_removal(
    project: Project, repo: Path
) -> None:
    write_files(repo, {"AGENTS.md": "# Agents\n", ".claude/settings.json": "{}"})
    install_agents(project, ["claude", "codex"])
    page, settings_path = repo / "AGENTS.md", repo / ".claude/settings.json"
    page.write_text(page.read_text() + "\nMore.\n")
    settings = json.loads(settings_path.read_text())
    settings_path.write_text(json.dumps({"model": "opus", **settings}))
    remove_agents(project, [])
    assert page.read_text() == "# Agents\n\nMore.\n"
    assert json.loads(settings_path.read_text()) == {"model": "opus"}


def test_a_removal_keeps_changes_made_between_two_installations(
    project: Project, repo: Path
) -> None:
    """The backup of an earlier state does not overwrite later work."""
    write_files(repo, {".claude/settings.json": '{"a": 1}\n'})
    install_agents(project, ["claude"])
    path = repo / ".claude/settings.json"
    settings = json.loads(path.read_text())
    settings["hooks"].pop("Stop")
    path.write_text(json.dumps({**settings, "b": 2}))
    assert install_agents(project, ["claude"]).paths == (".claude/settings.json",)
    remove_agents(project, ["claude"])
    assert json.loads(path.read_text()) == {"a": 1, "b": 2}


def test_a_clone_without_backups_removes_only_what_is_ours(project: Project, repo: Path) -> None:
    write_files(
        repo,
        {
            "AGENTS.md": "# Agents\n",
            ".claude/settings.json": '{\n  "a": 1\n}\n',
            ".codex/config.toml": "a = 1\n",
        },
    )
    before = read_tree(repo)
    install_agents(project, list(AGENTS))
    (repo / ".git/minutebook/installed.json").unlink()
    remove_agents(project, [])
    assert read_tree(repo) == before


@pytest.mark.parametrize(
    "backups", ["", "[]", "{", '{"a": 1, "b": [1], "c": [1, 2]}', '{"/x": ["é", null]}']
)
def test_unreadable_backups_are_ignored(backups: str, project: Project, repo: Path) -> None:
    write_files(repo, {".git/minutebook/installed.json": backups})
    install_agents(project, ["gemini"])
    remove_agents(project, ["gemini"])
    assert read_tree(repo) == {}


def test_a_second_installation_keeps_the_first_backup(project: Project, repo: Path) -> None:
    write_files(repo, {"AGENTS.md": "", "minutebook.toml": ""})
    install_agents(project, ["codex"])
    write_files(repo, {"minutebook.toml": 'adr-folders = ["docs/adr"]\n'})
    assert install_agents(open_project(str(repo)), ["codex"]).paths == ("AGENTS.md",)
    remove_agents(project, ["codex"])
    assert read_tree(repo)["AGENTS.md"] == b""


def test_only_the_user_may_read_the_backups(project: Project, repo: Path) -> None:
    write_files(repo, {".claude/settings.json": '{"env": {"KEY": "secret"}}'})
    install_agents(project, ["claude"])
    backups_path = repo / ".git/minutebook/installed.json"
    assert stat.S_IMODE(backups_path.stat().st_mode) == 0o600
    assert "secret" in backups_path.read_text()
    remove_agents(project, ["claude"])
    assert not backups_path.exists()


def test_a_dry_run_lists_the_same_paths_and_writes_nothing(project: Project, repo: Path) -> None:
    planned = install_agents(project, list(INSTALLABLE_NAMES), dry_run=True)
    assert read_tree(repo) == {}
    assert not (repo / ".git/minutebook").exists()
    assert install_agents(project, list(INSTALLABLE_NAMES)).paths == planned.paths
    before = read_tree(repo)
    planned = remove_agents(project, [], dry_run=True)
    assert read_tree(repo) == before
    assert remove_agents(project, []).paths == planned.paths


def test_files_are_written_at_the_top_folder_from_any_folder_below(repo: Path) -> None:
    (repo / "src").mkdir()
    install_agents(open_project(str(repo / "src")), ["gemini"])
    assert sorted(read_tree(repo)) == [".gemini/settings.json", "GEMINI.md"]


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".cursor/hooks.json", '{"version": 1'),
        (".cursor/hooks.json", '{"hooks": {"stop": 1}}'),
        (".codex/config.toml", "a = = 1\n"),
        (".opencode/plugins/minutebook.ts", "// mine\n"),
        (".gemini/settings.json", "\x00\udcff"),
    ],
)
def test_one_file_that_cannot_be_merged_into_stops_the_installation(
    path: str, text: str, project: Project, repo: Path
) -> None:
    write_files(repo, {path: text})
    before = read_tree(repo)
    with pytest.raises(UnreadableSettings, match="cannot be merged into") as refusal:
        install_agents(project, list(INSTALLABLE_NAMES))
    assert (refusal.value.exit_status, refusal.value.code) == (3, "unreadable-settings")
    assert path in refusal.value.hint
    assert read_tree(repo) == before
    assert not (repo / ".git/hooks/post-commit").exists()


def test_a_broken_file_that_holds_nothing_of_ours_does_not_stop_a_removal(
    project: Project, repo: Path
) -> None:
    install_agents(project, ["gemini"])
    write_files(repo, {".cursor/hooks.json": "{"})
    remove_agents(project, [])
    assert read_tree(repo) == {".cursor/hooks.json": b"{"}


def test_cursor_is_told_at_the_end_of_a_tool_that_writes(project: Project, repo: Path) -> None:
    install_agents(project, ["cursor"])
    hooks = json.loads((repo / ".cursor/hooks.json").read_text())["hooks"]
    assert hooks["postToolUse"][0]["matcher"] == "Write|Edit|StrReplace|search_replace"


def test_a_broken_file_that_holds_ours_stops_a_removal(project: Project, repo: Path) -> None:
    install_agents(project, ["cursor"])
    path = repo / ".cursor/hooks.json"
    path.write_text(path.read_text()[:-3])
    before = read_tree(repo)
    with pytest.raises(UnreadableSettings):
        remove_agents(project, [])
    assert read_tree(repo) == before


def test_a_link_out_of_the_repository_is_refused(project: Project, repo: Path) -> None:
    (repo.parent / "outside").mkdir()
    (repo / ".claude").symlink_to(repo.parent / "outside")
    with pytest.raises(UnsafePath, match=r"^\.claude is a link to .*/outside"):
        install_agents(project, ["claude"])
    assert list((repo.parent / "outside").iterdir()) == []


def test_a_link_into_git_is_refused(project: Project, repo: Path) -> None:
    (repo / ".claude").mkdir()
    (repo / ".claude/settings.json").symlink_to("../.git/config")
    config = (repo / ".git/config").read_text()
    with pytest.raises(
        UnsafePath, match=r"^\.claude/settings\.json is a link to \.\./\.git/config"
    ):
        install_agents(project, ["claude"])
    assert (repo / ".git/config").read_text() == config


def test_settings_that_a_link_shares_within_the_repository(project: Project, repo: Path) -> None:
    (repo / "shared").mkdir()
    (repo / ".claude").symlink_to("shared")
    install_agents(project, ["claude"])
    assert (repo / ".claude").is_symlink()
    assert "minutebook-hook" in (repo / "shared/settings.json").read_text()
    remove_agents(project, ["claude"])
    assert (repo / ".claude").is_symlink()
    assert not (repo / "shared/settings.json").exists()


@pytest.mark.parametrize("folder", [".git/hooks", ".git", "bare.git/hooks/new", "x/.GIT/y"])
def test_no_plugin_is_written_into_git(folder: str, repo: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "bare.git"], check=True)
    before = {path: path.stat().st_mtime_ns for path in repo.rglob("*")}
    with pytest.raises(UnsafePath, match="git directory"):
        write_plugin("claude", folder, "1.0")
    assert {path: path.stat().st_mtime_ns for path in repo.rglob("*")} == before


def test_our_file_that_a_person_changed_is_left_and_reported(project: Project, repo: Path) -> None:
    install_agents(project, ["opencode"])
    path = repo / ".opencode/plugins/minutebook.ts"
    path.write_text(path.read_text() + "// mine\n")
    assert remove_agents(project, []).manual_steps == (
        ".opencode/plugins/minutebook.ts was changed by hand: remove it yourself",
    )
    assert path.exists()


def test_an_old_version_of_our_file_is_replaced_and_removed(project: Project, repo: Path) -> None:
    write_files(repo, {".opencode/plugins/minutebook.ts": "// minutebook-hook of old\n"})
    install_agents(project, ["opencode"])
    remove_agents(project, [])
    assert read_tree(repo) == {}


# Who is meant -----------------------------------------------------------------------------------


def test_without_names_the_agents_that_show_in_the_repository_are_chosen(
    project: Project, repo: Path
) -> None:
    assert choose_agents(project, []) == ("git",)
    write_files(repo, {".claude/agents/a.md": "", "opencode.json": "", ".cursorrules": ""})
    assert choose_agents(project, []) == ("claude", "cursor", "opencode", "git")
    assert choose_agents(project, ["git", "codex", "git"]) == ("git", "codex")
    with pytest.raises(UsageError, match="no agent is called 'claud'"):
        choose_agents(project, ["claud"])


# The page that agents read ----------------------------------------------------------------------


def test_a_shared_page_keeps_the_block_until_its_last_agent_is_removed(
    project: Project, repo: Path
) -> None:
    install_agents(project, ["codex", "cursor"])
    assert (repo / "AGENTS.md").read_text().count(BLOCK) == 1
    remove_agents(project, ["codex"])
    assert BLOCK in (repo / "AGENTS.md").read_text()
    remove_agents(project, ["cursor"])
    assert read_tree(repo) == {}


@pytest.mark.parametrize("line", ["@AGENTS.md", "@./AGENTS.md  "])
def test_a_page_that_imports_the_shared_one_is_left_alone(
    line: str, project: Project, repo: Path
) -> None:
    write_files(repo, {"CLAUDE.md": f"# Claude\n{line}\n", "AGENTS.md": "# Agents\n"})
    install_agents(project, ["claude"])
    assert (repo / "CLAUDE.md").read_text() == f"# Claude\n{line}\n"
    assert BLOCK in (repo / "AGENTS.md").read_text()


def test_a_page_that_is_a_link_to_the_shared_one_stays_a_link(project: Project, repo: Path) -> None:
    write_files(repo, {"AGENTS.md": "# Agents\n"})
    (repo / "CLAUDE.md").symlink_to("AGENTS.md")
    before = read_tree(repo)
    install_agents(project, ["claude", "codex"])
    assert (repo / "CLAUDE.md").is_symlink()
    assert (repo / "AGENTS.md").read_text().count(BLOCK) == 1
    remove_agents(project, [])
    assert read_tree(repo) == before


def test_a_page_in_claudes_folder_is_used(project: Project, repo: Path) -> None:
    write_files(repo, {".claude/CLAUDE.md": "# C\n"})
    install_agents(project, ["claude"])
    assert BLOCK in (repo / ".claude/CLAUDE.md").read_text()
    assert not (repo / "CLAUDE.md").exists()


def test_the_block_names_the_folders_that_are_configured(repo: Path) -> None:
    write_files(repo, {"minutebook.toml": 'adr-folders = ["docs/adr"]\n'})
    install_agents(open_project(str(repo)), ["codex"])
    assert "`docs/adr`" in (repo / "AGENTS.md").read_text()


# Status -----------------------------------------------------------------------------------------


def states(project: Project) -> dict[str, str]:
    return {
        agent_status.agent: agent_status.state
        for agent_status in status.read_agent_statuses(project, [])
    }


def test_status_has_each_agents_state(project: Project, repo: Path, hook: Path, home: Path) -> None:
    assert states(project) == dict.fromkeys(INSTALLABLE_NAMES, "not")
    install_agents(project, list(INSTALLABLE_NAMES))
    trust_repository(home, repo)
    assert states(project) == dict.fromkeys(INSTALLABLE_NAMES, "installed")
    assert not [
        problem
        for agent_status in status.read_agent_statuses(project, [])
        for problem in agent_status.problems
    ]
    (repo / ".codex/config.toml").unlink()
    (repo / ".cursor/hooks.json").write_text("{}")
    (repo / ".git/hooks/post-commit").unlink()
    settings = json.loads((repo / ".gemini/settings.json").read_text())
    settings["hooks"].pop("AfterAgent")
    (repo / ".gemini/settings.json").write_text(json.dumps(settings))
    agent_states = states(project)
    assert {name: agent_states[name] for name in ("codex", "cursor", "gemini", "git")} == {
        "codex": "partly",
        "cursor": "not",
        "gemini": "partly",
        "git": "partly",
    }


def problems(project: Project, name: str) -> str:
    (agent_status,) = status.read_agent_statuses(project, [name])
    return "; ".join(agent_status.problems)


@pytest.mark.parametrize(
    ("name", "path", "text", "expected"),
    [
        (
            "claude",
            ".claude/settings.local.json",
            '{"disableAllHooks": true}',
            "switched off: disableAllHooks",
        ),
        ("codex", ".codex/config.toml", "[features]\nhooks = false\n", "set features.hooks = true"),
        (
            "codex",
            ".codex/config.toml",
            "",
            "a part is missing or old: minutebook agents install codex",
        ),
        ("codex", ".codex/config.toml", "= 1", ".codex/config.toml cannot be read"),
        ("cursor", ".cursor/hooks.json", "{", ".cursor/hooks.json cannot be read: line 1"),
        ("claude", ".claude/settings.local.json", "{", ""),
    ],
)
def test_status_has_problems(
    name: str, path: str, text: str, expected: str, project: Project, repo: Path, hook: Path
) -> None:
    install_agents(project, [name])
    write_files(repo, {path: text})
    actual = problems(project, name)
    assert expected in actual if expected else not actual


@pytest.mark.parametrize(
    "keys", [("hooksConfig", "enabled"), ("hooks", "enabled"), ("tools", "enableHooks")]
)
def test_status_has_geminis_off_switches(
    keys: tuple[str, str], project: Project, repo: Path, hook: Path, home: Path
) -> None:
    write_files(repo, {".gemini/settings.json": json.dumps({keys[0]: {keys[1]: False}}, indent=2)})
    install_agents(project, ["gemini"])
    trust_repository(home, repo)
    assert (
        problems(project, "gemini")
        == f"hooks are switched off: {'.'.join(keys)} in .gemini/settings.json"
    )


def test_status_says_that_the_command_is_not_on_path(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "is_hook_on_path", lambda: False)
    assert problems(project, "claude") == ""
    install_agents(project, ["claude"])
    assert "minutebook-hook is not on PATH" in problems(project, "claude")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_status_says_that_a_file_may_not_be_read(project: Project, repo: Path) -> None:
    install_agents(project, ["claude"])
    (repo / ".claude/settings.json").chmod(0)
    assert "cannot be read" in problems(project, "claude")


def test_status_says_why_a_file_cannot_be_read(
    project: Project, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(top: str, path: str) -> str | None:
        if path.endswith("settings.json"):
            raise OperationError("no permission")
        return None

    monkeypatch.setattr(store, "read_text", fail)
    assert problems(project, "claude") == ".claude/settings.json cannot be read: no permission"


def test_a_flag_alone_does_not_count_as_installed(project: Project, repo: Path) -> None:
    write_files(repo, {".codex/config.toml": "[features]\nhooks = true\n"})
    assert states(project)["codex"] == "not"


def test_a_folder_instead_of_a_file_is_refused(project: Project, repo: Path) -> None:
    (repo / ".claude/settings.json").mkdir(parents=True)
    with pytest.raises(Refusal):
        install_agents(project, ["claude"])
    assert states(project)["claude"] == "not"


def test_status_has_the_time_of_the_last_event(project: Project, repo: Path) -> None:
    spool = Path(ensure_spool(str(repo / ".git")))
    for name, seconds in (
        ("claude-a.jsonl", 1000),
        ("claude-b.jsonl", 2000),
        ("claude-b.1.start", 9000),
        ("codex-x.jsonl", 3000),
    ):
        (spool / name).write_text("{}\n")
        os.utime(spool / name, (seconds, seconds))
    times = {
        agent_status.agent: agent_status.last_event.time
        for agent_status in status.read_agent_statuses(project, [])
    }
    assert (times["claude"], times["codex"], times["cursor"]) == (2000, 3000, 0)


def test_status_has_what_the_last_event_was_and_where_it_came_from(
    project: Project, repo: Path
) -> None:
    spool = Path(ensure_spool(str(repo / ".git")))
    payload = {"hook_event_name": "Stop", "session_id": "s", "cwd": f"{repo}/src"}
    line = json.dumps({"at": 1000.5, "agent": "claude", "event": payload})
    (spool / "claude-s.jsonl").write_text(f"{{broken\n{line}\n")
    (agent_status,) = status.read_agent_statuses(project, ["claude"])
    assert agent_status.last_event == LastEvent(1000.5, "stop", f"{repo}/src")


@pytest.mark.parametrize(
    ("name", "break_it", "can_fire", "cure"),
    [
        ("claude", "", True, ""),
        ("claude", "off", False, ""),
        ("claude", "path", False, "uv tool install minutebook"),
        ("codex", "", False, "codex"),
        ("codex", "trust", True, ""),
        ("codex", "old", True, "minutebook agents install codex"),
        ("cursor", "remove", False, "minutebook agents install cursor"),
        ("git", "", True, ""),
    ],
)
def test_status_says_whether_it_can_fire_and_what_mends_it(
    name: str,
    break_it: str,
    can_fire: bool,
    cure: str,
    project: Project,
    repo: Path,
    home: Path,
    hook: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if break_it != "remove":
        install_agents(project, [name])
    if break_it == "off":
        write_files(repo, {".claude/settings.local.json": '{"disableAllHooks": true}'})
    if break_it == "path":
        monkeypatch.setattr(status, "is_hook_on_path", lambda: False)
    if break_it == "old":
        old = {"hooks": [{"type": "command", "command": "minutebook-hook codex"}]}
        path = repo / ".codex/hooks.json"
        hooks = json.loads(path.read_text())["hooks"]
        path.write_text(json.dumps({"hooks": {event: [old] for event in hooks}}))
    if break_it in ("trust", "old"):
        trust_repository(home, repo)
    (agent_status,) = status.read_agent_statuses(project, [name])
    assert (agent_status.can_fire, agent_status.cure) == (can_fire, cure)
    assert agent_status.fires_below == (name not in ("claude", "cursor"))


def test_times_are_formatted_for_people_and_for_programs() -> None:
    assert status.format_time(0) == ""
    assert status.format_time(86400, utc=True) == "1970-01-02T00:00:00Z"
    assert len(status.format_time(86400)) == len("1970-01-02 00:00")


def test_an_installation_reports_hooks_that_are_switched_off(project: Project, repo: Path) -> None:
    write_files(repo, {".codex/config.toml": "[features]\nhooks = false\n"})
    assert install_agents(project, ["codex"]).manual_steps == (
        "hooks are switched off: set features.hooks = true in .codex/config.toml",
    )
    assert (repo / ".codex/config.toml").read_text() == "[features]\nhooks = false\n"


# Plugin -----------------------------------------------------------------------------------------


def test_a_plugin_is_written_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "deep/plugin"
    planned = write_plugin("claude", str(folder), __version__, dry_run=True)
    assert not folder.exists()
    assert write_plugin("claude", str(folder), __version__).paths == planned.paths
    assert sorted(read_tree(folder)) == sorted(planned.paths)
    hooks = json.loads((folder / "hooks/hooks.json").read_text())["hooks"]
    assert hooks.keys() == claude.HOOKS.keys() - {"UserPromptExpansion"}
    assert write_plugin("claude", str(folder), __version__).paths == ()
    (folder / "commands/phr.md").write_text("mine: minutebook")
    removed = write_plugin("claude", str(folder), __version__, removing=True)
    assert removed.manual_steps == ("commands/phr.md was changed by hand: remove it yourself",)
    assert sorted(read_tree(folder)) == ["commands/phr.md"]
    assert write_plugin("claude", str(folder), __version__).paths  # ours again, the changed one too
    (folder / "hooks/hooks.json").unlink()
    assert len(write_plugin("claude", str(folder), __version__, removing=True).paths) == 6
    assert not folder.exists()
    assert write_plugin("claude", str(folder), __version__, removing=True).paths == ()
    assert not folder.exists()
    folder.mkdir()
    (folder / "mine").write_text("x")
    write_plugin("claude", str(folder), __version__)
    write_plugin("claude", str(folder), __version__, removing=True)
    assert read_tree(folder) == {"mine": b"x"}


def test_a_plugin_of_others_is_not_overwritten(tmp_path: Path) -> None:
    write_files(tmp_path, {"hooks/hooks.json": "{}"})
    with pytest.raises(UnreadableSettings, match="not ours"):
        write_plugin("claude", str(tmp_path), __version__)
    assert sorted(read_tree(tmp_path)) == ["hooks/hooks.json"]


def test_a_plugin_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperationError, match="cannot be made"):
        write_plugin("claude", str(tmp_path / "file/plugin"), __version__)


def test_two_worktrees_have_their_own_backups(
    project: Project, repo: Path, git: Callable[..., str]
) -> None:
    write_files(repo, {"CLAUDE.md": "# One"})
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("worktree", "add", "-q", str(repo.parent / "two"))
    (repo.parent / "two/CLAUDE.md").write_text("# Two")
    other_project = open_project(str(repo.parent / "two"))
    install_agents(project, ["claude"])
    install_agents(other_project, ["claude"])
    remove_agents(project, ["claude"])
    remove_agents(other_project, ["claude"])
    assert (repo / "CLAUDE.md").read_text() == "# One"
    assert (repo.parent / "two/CLAUDE.md").read_text() == "# Two"


def test_the_list_of_uncovered_commits_is_removed_with_gits_hooks(
    project: Project, repo: Path
) -> None:
    list_path = repo / ".git/minutebook/uncovered"
    install_agents(project, ["git", "claude"])
    list_path.write_text("0" * 40 + " 1\n")
    remove_agents(project, ["claude"])
    remove_agents(project, ["git"], dry_run=True)
    assert list_path.exists()
    for _ in range(2):  # the second time, none is there
        remove_agents(project, ["git"])
        assert not list_path.exists()


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_backups_that_cannot_be_kept_stop_an_installation(
    kind: str, project: Project, repo: Path
) -> None:
    path = repo / ".git/minutebook/installed.json"
    path.parent.mkdir(exist_ok=True)
    if kind == "link":
        path.symlink_to("../config")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(Refusal, match=r"minutebook/installed\.json is "):
        install_agents(project, ["claude"])
    assert not (repo / ".claude").exists()


@pytest.mark.parametrize("path", ["CLAUDE.md", ".claude/settings.json"])
def test_a_file_that_is_too_large_is_left_as_it_is(project: Project, repo: Path, path: str) -> None:
    text = '{"a": "' + "x" * (2 * 1024 * 1024) + '"}\n'
    write_files(repo, {path: text})
    result = install_agents(project, ["claude", "git"])
    note = f"{path} is left as it is: it is larger than 1 MB"
    assert note in result.notes
    assert path not in result.paths
    assert len(result.paths) > 1  # the rest is installed
    assert (repo / path).read_text() == text
    assert (repo / ".git/minutebook/installed.json").stat().st_size < 100_000
    problems = [
        problem
        for each in status.read_agent_statuses(project, ["claude"])
        for problem in each.problems
    ]
    assert (note in problems) == (path != "CLAUDE.md")
    assert note in install_agents(project, ["claude"]).notes
    assert note not in remove_agents(project, ["claude"]).manual_steps
    assert (repo / path).read_text() == text


def test_what_is_ours_in_a_file_that_grew_is_left_to_a_person(project: Project, repo: Path) -> None:
    install_agents(project, ["claude"])
    text = (repo / "CLAUDE.md").read_text() + "x" * (2 * 1024 * 1024)
    write_files(repo, {"CLAUDE.md": text})
    steps = remove_agents(project, ["claude"]).manual_steps
    assert steps == ("CLAUDE.md is left as it is: it is larger than 1 MB",)
    assert (repo / "CLAUDE.md").read_text() == text


@pytest.mark.parametrize("size", [3000, 100_000])
def test_what_is_kept_of_files_stays_small(
    project: Project, repo: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    write_files(repo, {"CLAUDE.md": "x" * size})
    install_agents(project, ["claude"])
    # What an earlier version kept may be more than can be read.
    monkeypatch.setattr(staging, "_MAX_BACKUPS_BYTES", 1000)
    install_agents(project, ["gemini"])
    backups = repo / ".git/minutebook/installed.json"
    assert not backups.exists() or backups.stat().st_size < 5000
    remove_agents(project, [])
    assert not backups.exists()
    assert (repo / "CLAUDE.md").read_text().rstrip("\n") == "x" * size


def test_status_names_the_event_that_an_earlier_installation_lacks(
    project: Project, repo: Path, hook: Path
) -> None:
    """What was installed stays as it is to the byte where an event is added beside it."""
    install_agents(project, ["claude"])
    path = repo / ".claude/settings.json"
    settings = json.loads(path.read_text("utf-8"))
    del settings["hooks"]["PreToolUse"]
    path.write_text(json.dumps(settings, indent=2), "utf-8")
    (claude,) = status.read_agent_statuses(project, ["claude"])
    assert claude.state == "partly"
    assert claude.problems == ("a part is missing (PreToolUse): minutebook agents install claude",)
    assert claude.cure == "minutebook agents install claude"
    install_agents(project, ["claude"])
    after = json.loads(path.read_text("utf-8"))["hooks"]
    assert {event: after[event] for event in settings["hooks"]} == settings["hooks"]
    assert status.read_agent_statuses(project, ["claude"])[0].state == "installed"
