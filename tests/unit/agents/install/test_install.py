"""Agents are installed and removed: what was there stays, byte for byte."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from agent_settings import SETTINGS
from minutebook import __version__
from minutebook.agents.adapters import claude
from minutebook.agents.install import status
from minutebook.agents.install.install import install_agents, remove_agents, write_plugin
from minutebook.agents.install.staging import (
    UnreadableSettings,
    choose_agents,
    list_installable_names,
    load_installable_agents,
)
from minutebook.errors import OperationError, Refusal, UsageError
from minutebook.operations.project import Project, open_project
from minutebook.repository import store

AGENTS = load_installable_agents()
INSTALLABLE_NAMES = list_installable_names()
NAMES = pytest.mark.parametrize("name", AGENTS)
BLOCK = "<!-- minutebook:agents -->"


def tree(top: Path) -> dict[str, bytes | str]:
    """Every file of the working tree, links as where they lead."""
    return {
        path.relative_to(top).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(top.rglob("*"))
        if ".git" not in path.relative_to(top).parts and not path.is_dir()
    }


def put(top: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


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
def test_an_agent_goes_in_once_and_leaves_nothing_behind(
    name: str, project: Project, repo: Path
) -> None:
    changed = install_agents(project, [name])
    assert sorted(changed.paths) == sorted(tree(repo))
    assert set(changed.paths) == {
        *(piece.path for piece in AGENTS[name].config_files),
        AGENTS[name].installation.instructions_paths[0],
    }
    held = tree(repo)
    assert install_agents(project, [name]).paths == ()
    assert tree(repo) == held
    remove_agents(project, [name])
    assert tree(repo) == {}
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


def test_what_was_there_comes_back_byte_for_byte(project: Project, repo: Path) -> None:
    put(repo, HELD)
    (repo / ".claude/settings.json").chmod(0o640)
    before = tree(repo)
    install_agents(project, list(AGENTS))
    changed = tree(repo)
    same = {path for path in before if changed[path] == before[path]}
    assert same == {
        ".github/hooks/other.json",
        ".opencode/plugins/other.ts",
        ".claude/agents/expert.md",
    }
    assert all(
        report.state == "installed" for report in status.read_agent_statuses(project, list(AGENTS))
    )
    remove_agents(project, [])
    assert tree(repo) == before
    assert stat.S_IMODE((repo / ".claude/settings.json").stat().st_mode) == 0o640


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(SETTINGS)
def test_over_all_settings_remove_gives_back_the_bytes(
    project: Project, repo: Path, case: tuple[str, object]
) -> None:
    text, _ = case
    path = repo / ".claude/settings.json"
    put(repo, {".claude/settings.json": text})
    install_agents(project, ["claude"])
    install_agents(project, ["claude"])
    remove_agents(project, ["claude"])
    if "minutebook-hook" not in text:
        assert path.read_bytes() == text.encode("utf-8", "surrogateescape")
    else:
        assert not path.exists() or b"minutebook-hook" not in path.read_bytes()


def test_undecodable_bytes_are_kept(project: Project, repo: Path) -> None:
    put(repo, {"AGENTS.md": "caf\udce9\n", ".codex/config.toml": "# caf\udce9\n"})
    before = tree(repo)
    install_agents(project, ["codex"])
    assert b"caf\xe9" in tree(repo)["AGENTS.md"]  # type: ignore[operator]
    remove_agents(project, ["codex"])
    assert tree(repo) == before


def test_what_others_change_between_stays(project: Project, repo: Path) -> None:
    put(repo, {"AGENTS.md": "# Agents\n", ".claude/settings.json": "{}"})
    install_agents(project, ["claude", "codex"])
    page, kept = repo / "AGENTS.md", repo / ".claude/settings.json"
    page.write_text(page.read_text() + "\nMore.\n")
    held = json.loads(kept.read_text())
    kept.write_text(json.dumps({"model": "opus", **held}))
    remove_agents(project, [])
    assert page.read_text() == "# Agents\n\nMore.\n"
    assert json.loads(kept.read_text()) == {"model": "opus"}


def test_an_install_over_changes_of_others_is_taken_back_without_them(
    project: Project, repo: Path
) -> None:
    """What was kept of an earlier state is not put over later work."""
    put(repo, {".claude/settings.json": '{"a": 1}\n'})
    install_agents(project, ["claude"])
    path = repo / ".claude/settings.json"
    held = json.loads(path.read_text())
    held["hooks"].pop("Stop")
    path.write_text(json.dumps({**held, "b": 2}))
    assert install_agents(project, ["claude"]).paths == (".claude/settings.json",)
    remove_agents(project, ["claude"])
    assert json.loads(path.read_text()) == {"a": 1, "b": 2}


def test_another_clone_removes_without_what_was_kept(project: Project, repo: Path) -> None:
    put(
        repo,
        {
            "AGENTS.md": "# Agents\n",
            ".claude/settings.json": '{\n  "a": 1\n}\n',
            ".codex/config.toml": "a = 1\n",
        },
    )
    before = tree(repo)
    install_agents(project, list(AGENTS))
    (repo / ".git/minutebook/installed.json").unlink()
    remove_agents(project, [])
    assert tree(repo) == before


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", '{"a": 1, "b": [1], "c": [1, 2]}', '{"/x": ["é", null]}']
)
def test_a_broken_memory_is_none(kept: str, project: Project, repo: Path) -> None:
    put(repo, {".git/minutebook/installed.json": kept})
    install_agents(project, ["gemini"])
    remove_agents(project, ["gemini"])
    assert tree(repo) == {}


def test_a_renewal_keeps_what_was_there_at_first(project: Project, repo: Path) -> None:
    put(repo, {"AGENTS.md": "", "minutebook.toml": ""})
    install_agents(project, ["codex"])
    put(repo, {"minutebook.toml": 'adr-folders = ["docs/adr"]\n'})
    assert install_agents(open_project(str(repo)), ["codex"]).paths == ("AGENTS.md",)
    remove_agents(project, ["codex"])
    assert tree(repo)["AGENTS.md"] == b""


def test_what_was_kept_is_nobody_elses_to_read(project: Project, repo: Path) -> None:
    put(repo, {".claude/settings.json": '{"env": {"KEY": "secret"}}'})
    install_agents(project, ["claude"])
    kept = repo / ".git/minutebook/installed.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "secret" in kept.read_text()
    remove_agents(project, ["claude"])
    assert not kept.exists()


def test_dry_run_tells_the_same_and_writes_nothing(project: Project, repo: Path) -> None:
    told = install_agents(project, list(INSTALLABLE_NAMES), dry_run=True)
    assert tree(repo) == {}
    assert not (repo / ".git/minutebook").exists()
    assert install_agents(project, list(INSTALLABLE_NAMES)).paths == told.paths
    held = tree(repo)
    told = remove_agents(project, [], dry_run=True)
    assert tree(repo) == held
    assert remove_agents(project, []).paths == told.paths


def test_from_a_folder_below_the_files_are_at_the_top(repo: Path) -> None:
    (repo / "src").mkdir()
    install_agents(open_project(str(repo / "src")), ["gemini"])
    assert sorted(tree(repo)) == [".gemini/settings.json", "GEMINI.md"]


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
def test_a_file_that_cannot_be_merged_into_stops_all(
    path: str, text: str, project: Project, repo: Path
) -> None:
    put(repo, {path: text})
    before = tree(repo)
    with pytest.raises(UnreadableSettings, match="cannot be merged into") as told:
        install_agents(project, list(INSTALLABLE_NAMES))
    assert (told.value.exit_status, told.value.code) == (3, "unreadable-settings")
    assert path in told.value.hint
    assert tree(repo) == before
    assert not (repo / ".git/hooks/post-commit").exists()


def test_a_broken_file_that_holds_nothing_of_ours_does_not_stop_a_removal(
    project: Project, repo: Path
) -> None:
    install_agents(project, ["gemini"])
    put(repo, {".cursor/hooks.json": "{"})
    remove_agents(project, [])
    assert tree(repo) == {".cursor/hooks.json": b"{"}


def test_a_broken_file_that_holds_ours_stops_a_removal(project: Project, repo: Path) -> None:
    install_agents(project, ["cursor"])
    path = repo / ".cursor/hooks.json"
    path.write_text(path.read_text()[:-3])
    before = tree(repo)
    with pytest.raises(UnreadableSettings):
        remove_agents(project, [])
    assert tree(repo) == before


def test_a_link_out_of_the_repository_is_refused(project: Project, repo: Path) -> None:
    (repo.parent / "outside").mkdir()
    (repo / ".claude").symlink_to(repo.parent / "outside")
    with pytest.raises(OperationError, match="leads out of the repository"):
        install_agents(project, ["claude"])
    assert list((repo.parent / "outside").iterdir()) == []


def test_a_file_of_ours_that_a_person_changed_is_left_and_told(
    project: Project, repo: Path
) -> None:
    install_agents(project, ["opencode"])
    path = repo / ".opencode/plugins/minutebook.ts"
    path.write_text(path.read_text() + "// mine\n")
    assert remove_agents(project, []).manual_steps == (
        ".opencode/plugins/minutebook.ts was changed by hand: remove it yourself",
    )
    assert path.exists()


def test_an_old_version_of_our_own_file_is_renewed_and_removed(
    project: Project, repo: Path
) -> None:
    put(repo, {".opencode/plugins/minutebook.ts": "// minutebook-hook of old\n"})
    install_agents(project, ["opencode"])
    remove_agents(project, [])
    assert tree(repo) == {}


# Who is meant -----------------------------------------------------------------------------------


def test_without_names_those_are_meant_that_show(project: Project, repo: Path) -> None:
    assert choose_agents(project, []) == ("git",)
    put(repo, {".claude/agents/a.md": "", "opencode.json": "", ".cursorrules": ""})
    assert choose_agents(project, []) == ("claude", "cursor", "opencode", "git")
    assert choose_agents(project, ["git", "codex", "git"]) == ("git", "codex")
    with pytest.raises(UsageError, match="no agent is called 'claud'"):
        choose_agents(project, ["claud"])


# The page that agents read ----------------------------------------------------------------------


def test_a_page_that_several_read_goes_with_the_last_of_them(project: Project, repo: Path) -> None:
    install_agents(project, ["codex", "cursor"])
    assert (repo / "AGENTS.md").read_text().count(BLOCK) == 1
    remove_agents(project, ["codex"])
    assert BLOCK in (repo / "AGENTS.md").read_text()
    remove_agents(project, ["cursor"])
    assert tree(repo) == {}


@pytest.mark.parametrize("line", ["@AGENTS.md", "@./AGENTS.md  "])
def test_a_page_that_imports_the_shared_one_is_left_alone(
    line: str, project: Project, repo: Path
) -> None:
    put(repo, {"CLAUDE.md": f"# Claude\n{line}\n", "AGENTS.md": "# Agents\n"})
    install_agents(project, ["claude"])
    assert (repo / "CLAUDE.md").read_text() == f"# Claude\n{line}\n"
    assert BLOCK in (repo / "AGENTS.md").read_text()


def test_a_page_that_is_a_link_to_the_shared_one_stays_a_link(project: Project, repo: Path) -> None:
    put(repo, {"AGENTS.md": "# Agents\n"})
    (repo / "CLAUDE.md").symlink_to("AGENTS.md")
    before = tree(repo)
    install_agents(project, ["claude", "codex"])
    assert (repo / "CLAUDE.md").is_symlink()
    assert (repo / "AGENTS.md").read_text().count(BLOCK) == 1
    remove_agents(project, [])
    assert tree(repo) == before


def test_claudes_page_may_lie_in_its_folder(project: Project, repo: Path) -> None:
    put(repo, {".claude/CLAUDE.md": "# C\n"})
    install_agents(project, ["claude"])
    assert BLOCK in (repo / ".claude/CLAUDE.md").read_text()
    assert not (repo / "CLAUDE.md").exists()


def test_the_block_names_the_folders_that_are_configured(repo: Path) -> None:
    put(repo, {"minutebook.toml": 'adr-folders = ["docs/adr"]\n'})
    install_agents(open_project(str(repo)), ["codex"])
    assert "`docs/adr`" in (repo / "AGENTS.md").read_text()


# Status -----------------------------------------------------------------------------------------


def states(project: Project) -> dict[str, str]:
    return {report.agent: report.state for report in status.read_agent_statuses(project, [])}


def test_status_tells_each_agents_state(project: Project, repo: Path, hook: Path) -> None:
    assert states(project) == dict.fromkeys(INSTALLABLE_NAMES, "not")
    install_agents(project, list(INSTALLABLE_NAMES))
    assert states(project) == dict.fromkeys(INSTALLABLE_NAMES, "installed")
    assert not [
        one for report in status.read_agent_statuses(project, []) for one in report.problems
    ]
    (repo / ".codex/config.toml").unlink()
    (repo / ".cursor/hooks.json").write_text("{}")
    (repo / ".git/hooks/post-commit").unlink()
    held = json.loads((repo / ".gemini/settings.json").read_text())
    held["hooks"].pop("AfterAgent")
    (repo / ".gemini/settings.json").write_text(json.dumps(held))
    found = states(project)
    assert {name: found[name] for name in ("codex", "cursor", "gemini", "git")} == {
        "codex": "partly",
        "cursor": "not",
        "gemini": "partly",
        "git": "partly",
    }


def problems(project: Project, name: str) -> str:
    (report,) = status.read_agent_statuses(project, [name])
    return "; ".join(report.problems)


@pytest.mark.parametrize(
    ("name", "path", "text", "said"),
    [
        (
            "claude",
            ".claude/settings.local.json",
            '{"disableAllHooks": true}',
            "switched off: disableAllHooks",
        ),
        ("codex", ".codex/config.toml", "[features]\nhooks = false\n", "set features.hooks = true"),
        ("codex", ".codex/config.toml", "", "a part is missing: minutebook agents install codex"),
        ("codex", ".codex/config.toml", "= 1", ".codex/config.toml cannot be read"),
        ("cursor", ".cursor/hooks.json", "{", ".cursor/hooks.json cannot be read: line 1"),
        ("claude", ".claude/settings.local.json", "{", ""),
    ],
)
def test_status_tells_what_is_wrong(
    name: str, path: str, text: str, said: str, project: Project, repo: Path, hook: Path
) -> None:
    install_agents(project, [name])
    put(repo, {path: text})
    found = problems(project, name)
    assert said in found if said else not found


@pytest.mark.parametrize(
    "keys", [("hooksConfig", "enabled"), ("hooks", "enabled"), ("tools", "enableHooks")]
)
def test_status_tells_geminis_switches(
    keys: tuple[str, str], project: Project, repo: Path, hook: Path
) -> None:
    put(repo, {".gemini/settings.json": json.dumps({keys[0]: {keys[1]: False}}, indent=2)})
    install_agents(project, ["gemini"])
    assert (
        problems(project, "gemini")
        == f"hooks are switched off: {'.'.join(keys)} in .gemini/settings.json"
    )


def test_a_command_that_is_not_on_path_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "is_hook_on_path", lambda: False)
    assert problems(project, "claude") == ""
    install_agents(project, ["claude"])
    assert "minutebook-hook is not on PATH" in problems(project, "claude")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(project: Project, repo: Path) -> None:
    install_agents(project, ["claude"])
    (repo / ".claude/settings.json").chmod(0)
    assert "cannot be read" in problems(project, "claude")


def test_what_fails_to_be_read_is_told(
    project: Project, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(top: str, path: str) -> str | None:
        if path.endswith("settings.json"):
            raise OperationError("no permission")
        return None

    monkeypatch.setattr(store, "read_text", fail)
    assert problems(project, "claude") == ".claude/settings.json cannot be read: no permission"


def test_a_flag_alone_is_no_agent(project: Project, repo: Path) -> None:
    put(repo, {".codex/config.toml": "[features]\nhooks = true\n"})
    assert states(project)["codex"] == "not"


def test_a_folder_in_a_files_place_is_told_by_the_refusal(project: Project, repo: Path) -> None:
    (repo / ".claude/settings.json").mkdir(parents=True)
    with pytest.raises(Refusal):
        install_agents(project, ["claude"])
    assert states(project)["claude"] == "not"


def test_status_tells_when_an_agent_was_last_heard_of(project: Project, repo: Path) -> None:
    spool = repo / ".git/minutebook/spool"
    spool.mkdir(parents=True)
    for name, at in (
        ("claude-a.jsonl", 1000),
        ("claude-b.jsonl", 2000),
        ("claude-b.1.start", 9000),
        ("codex-x.jsonl", 3000),
    ):
        (spool / name).write_text("{}\n")
        os.utime(spool / name, (at, at))
    heard = {
        report.agent: report.last_event_time for report in status.read_agent_statuses(project, [])
    }
    assert (heard["claude"], heard["codex"], heard["cursor"]) == (2000, 3000, 0)


def test_a_time_for_people_and_for_programs() -> None:
    assert status.format_time(0) == ""
    assert status.format_time(86400, utc=True) == "1970-01-02T00:00:00Z"
    assert len(status.format_time(86400)) == len("1970-01-02 00:00")


def test_what_a_person_switched_off_is_told_at_install(project: Project, repo: Path) -> None:
    put(repo, {".codex/config.toml": "[features]\nhooks = false\n"})
    assert install_agents(project, ["codex"]).manual_steps == (
        "hooks are switched off: set features.hooks = true in .codex/config.toml",
    )
    assert (repo / ".codex/config.toml").read_text() == "[features]\nhooks = false\n"


# Plugin -----------------------------------------------------------------------------------------


def test_a_plugin_goes_in_and_out(tmp_path: Path) -> None:
    folder = tmp_path / "deep/plugin"
    told = write_plugin("claude", str(folder), __version__, dry_run=True)
    assert not folder.exists()
    assert write_plugin("claude", str(folder), __version__).paths == told.paths
    assert sorted(tree(folder)) == sorted(told.paths)
    assert (
        json.loads((folder / "hooks/hooks.json").read_text())["hooks"].keys() == claude.HOOKS.keys()
    )
    assert write_plugin("claude", str(folder), __version__).paths == ()
    (folder / "commands/phr.md").write_text("mine: minutebook")
    gone = write_plugin("claude", str(folder), __version__, removing=True)
    assert gone.manual_steps == ("commands/phr.md was changed by hand: remove it yourself",)
    assert sorted(tree(folder)) == ["commands/phr.md"]
    assert write_plugin("claude", str(folder), __version__).paths  # ours again, the changed one too
    (folder / "hooks/hooks.json").unlink()
    assert len(write_plugin("claude", str(folder), __version__, removing=True).paths) == 3
    assert tree(folder) == {}


def test_a_plugin_of_others_is_not_overwritten(tmp_path: Path) -> None:
    put(tmp_path, {"hooks/hooks.json": "{}"})
    with pytest.raises(UnreadableSettings, match="not ours"):
        write_plugin("claude", str(tmp_path), __version__)
    assert sorted(tree(tmp_path)) == ["hooks/hooks.json"]


def test_a_plugin_where_none_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperationError, match="cannot be made"):
        write_plugin("claude", str(tmp_path / "file/plugin"), __version__)


def test_two_worktrees_keep_their_own_memory(
    project: Project, repo: Path, git: Callable[..., str]
) -> None:
    put(repo, {"CLAUDE.md": "# One"})
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("worktree", "add", "-q", str(repo.parent / "two"))
    (repo.parent / "two/CLAUDE.md").write_text("# Two")
    other = open_project(str(repo.parent / "two"))
    install_agents(project, ["claude"])
    install_agents(other, ["claude"])
    remove_agents(project, ["claude"])
    remove_agents(other, ["claude"])
    assert (repo / "CLAUDE.md").read_text() == "# One"
    assert (repo.parent / "two/CLAUDE.md").read_text() == "# Two"


def test_what_git_noted_goes_with_its_hooks(project: Project, repo: Path) -> None:
    noted = repo / ".git/minutebook/uncovered"
    install_agents(project, ["git", "claude"])
    noted.write_text("0" * 40 + " 1\n")
    remove_agents(project, ["claude"])
    remove_agents(project, ["git"], dry_run=True)
    assert noted.exists()
    for _ in range(2):  # the second time, none is there
        remove_agents(project, ["git"])
        assert not noted.exists()
