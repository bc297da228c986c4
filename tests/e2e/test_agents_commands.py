"""`minutebook agents`: what it says, and with which status it leaves."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_trust import use_home
from hook_on_path import put_hook_on_path
from minutebook.agents.install import staging
from minutebook.agents.install import status as install_status
from minutebook.repository.spool import ensure_spool

from agent_events import Stage, actor
from command_runner import Runner

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the machine has the command on PATH is not what these tests are about."""
    monkeypatch.setattr(install_status, "is_hook_on_path", lambda: True)


def test_install_status_remove_for_people(run: Runner, repo: Path) -> None:
    assert run("agents", "install", "codex").ok().out == "".join(
        f"wrote {path}\n" for path in (".codex/hooks.json", ".codex/config.toml", "AGENTS.md")
    )
    assert run("agents", "install", "codex").ok().out == "nothing to do\n"
    assert (
        run("agents", "status", "codex", "git").ok().out
        == "codex     installed     does not fire, no event yet\n"
        "          Codex does not trust this repository, and runs no hook of it: "
        "type codex there, then /hooks, then t\n"
        "          $ codex\n"
        "git       not installed\n"
    )
    assert run("agents", "remove").ok().out == "".join(
        f"changed {path}\n" for path in (".codex/hooks.json", ".codex/config.toml", "AGENTS.md")
    )
    assert run("agents", "remove").ok().out == "nothing to do\n"


def test_remove_empties_the_spool(run: Runner, stage: Stage) -> None:
    run("agents", "install", "claude", "gemini").ok()
    page = stage.write("minutebook.toml", "= nothing")
    for name in ("claude", "gemini"):
        agent = actor(name, "s", stage.top)
        for args, payload in [*agent.ask(f"Ask {name}"), *agent.stop("Done.")]:
            stage.run(args, json.dumps(payload).encode())
    page.unlink()
    dry = run("agents", "remove", "claude", "--dry-run").ok()
    assert "1 turn that waited: would be recorded" in dry.err
    assert len(list(stage.spool.glob("*.jsonl"))) == 2
    assert "1 turn that waited: recorded" in run("agents", "remove", "claude").ok().err
    assert [path.name for path in stage.spool.glob("*.jsonl")] == ["gemini-s.jsonl"]
    assert [record.title for record in stage.records()] == ["Ask claude"]
    run("agents", "remove").ok()
    assert list(stage.spool.iterdir()) == []
    assert len(stage.records()) == 2


def test_without_names_those_that_show_are_meant(run: Runner, repo: Path) -> None:
    (repo / "GEMINI.md").write_text("# G\n")
    assert run("agents", "install", "--json").ok().json["agents"] == ["gemini", "git"]


def test_the_documents(run: Runner, repo: Path) -> None:
    wrote = run("agents", "install", "cursor", "--dry-run", "--json").ok().json
    assert wrote == {
        "schema": "minutebook.v1",
        "agents": ["cursor"],
        "writes": [".cursor/hooks.json", "AGENTS.md"],
        "left": [],
    }
    run("agents", "install", "cursor").ok()
    spool = Path(ensure_spool(str(repo / ".git")))
    (spool / "cursor-a.jsonl").write_text("{}\n")
    os.utime(spool / "cursor-a.jsonl", (86400, 86400))
    told = run("agents", "status", "--json").ok().json["agents"]
    assert [each["agent"] for each in told] == list(staging.list_installable_names())
    assert told[3] == {
        "agent": "cursor",
        "state": "installed",
        "skill": "not",
        "server": "not",
        "files": [".cursor/hooks.json"],
        "can_fire": True,
        "trust": None,
        "fires_below": False,
        "fires_only_with": None,
        "last_event": "1970-01-02T00:00:00Z",
        "last_event_kind": None,
        "last_event_folder": None,
        "problems": [],
        "cure": None,
    }
    assert told[0]["last_event"] is None
    heard = install_status.format_time(86400)
    assert f"cursor    installed     last event {heard}\n" in run("agents", "status").ok().out
    removed = run("agents", "remove", "--json").ok().json
    assert sorted(removed["writes"]) == sorted(wrote["writes"])


def test_status_names_the_folder_of_the_last_event_and_the_command_from_a_subdirectory(
    run: Runner, stage: Stage
) -> None:
    run("agents", "install", "claude", "codex").ok()
    (stage.top / "src").mkdir()
    agent = actor("claude", "s", stage.top / "src")
    for args, payload in agent.ask("Add a cache"):
        stage.run(args, json.dumps(payload).encode())
    told = run("-C", "src", "agents", "status").ok().out
    assert re.search(
        r"^claude    installed     last event \S+ \S+ \(prompt in src\)$", told, re.MULTILINE
    )
    assert "          fires where it is started in the top folder, not below it\n" in told
    assert f"          $ cd {stage.top} && codex\n" in told


def test_the_doctor_says_what_is_wrong_and_that_is_its_status(
    run: Runner, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    done = run("agents", "doctor")
    assert (done.exit, done.out) == (1, "")
    assert done.err == "note: no agent is installed: minutebook agents install AGENT\n"
    done = run("agents", "doctor", "cursor")
    assert done.exit == 1
    assert done.out == (
        "cursor    is wrong\n"
        "          it is not installed\n"
        "          $ minutebook agents install cursor\n"
    )
    run("agents", "install", "cursor").ok()
    done = run("agents", "doctor")
    assert re.fullmatch(r"cursor    arrived in \d+ ms\n", done.ok().out)
    document = run("agents", "doctor", "--json").ok().json
    assert document["agents"][0] | {"milliseconds": 1} == {
        "agent": "cursor",
        "ok": True,
        "arrived": True,
        "milliseconds": 1,
        "problems": [],
        "cure": None,
    }


def test_dry_run_says_what_would_be(run: Runner, repo: Path) -> None:
    assert "would write GEMINI.md\n" in run("agents", "install", "gemini", "--dry-run").ok().out
    run("agents", "install", "gemini").ok()
    assert "would change GEMINI.md\n" in run("agents", "remove", "--dry-run").ok().out
    assert (repo / "GEMINI.md").exists()


def test_a_broken_file_is_refused_with_a_hint(run: Runner, repo: Path) -> None:
    (repo / ".cursor").mkdir()
    (repo / ".cursor/hooks.json").write_text("{\n  oops\n}")
    done = run("agents", "install", "claude", "cursor", "git")
    assert (done.exit, done.out) == (3, "")
    assert done.err == (
        "error: .cursor/hooks.json cannot be merged into: line 2: a string is missing, or does not end\n"
        "hint: repair .cursor/hooks.json or move it away; nothing was changed\n"
    )
    assert not (repo / ".claude").exists()
    assert "line 2" in run("agents", "status", "cursor").ok().out
    error = run("agents", "install", "cursor", "--json")
    assert (error.exit, error.json["error"]["code"]) == (3, "unreadable-settings")


def test_what_a_person_must_do_is_said_and_is_the_status(run: Runner, repo: Path, git: Git) -> None:
    git("config", "core.hooksPath", ".husky/_")
    done = run("agents", "install", "git")
    assert (done.exit, done.out) == (1, "wrote .gitattributes\nwrote .git/config\n")
    assert done.err.startswith("note: husky runs the hooks: add to .husky/prepare-commit-msg: ")
    told = run("agents", "status", "git").ok().out
    assert told.startswith("git       by hand\n          husky runs the hooks: add to")


def test_a_name_that_is_none_is_a_misuse(run: Runner, repo: Path) -> None:
    done = run("agents", "status", "emacs")
    assert done.exit == 2
    assert "hint: one of: claude, codex, copilot" in done.err


def test_the_missing_command_is_said_once(
    run: Runner, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_status, "is_hook_on_path", lambda: False)
    said = f"note: {install_status.HOOK_NOT_ON_PATH}\n"
    assert run("agents", "install", "claude", "gemini").ok().err == said
    status = run("agents", "status").ok()
    assert (status.err, "PATH" in status.out) == (said, False)


def test_codex_asks_for_trust(run: Runner, repo: Path) -> None:
    assert "/hooks" in run("agents", "install", "codex").ok().err
    assert run("agents", "install", "codex").ok().err == ""


def test_a_plugin_goes_where_it_is_told(run: Runner, repo: Path) -> None:
    run("agents", "install", "claude", "--plugin", "plug").ok()
    assert (
        json.loads((repo / "plug/.claude-plugin/plugin.json").read_text())["name"] == "minutebook"
    )
    assert sorted(path.name for path in repo.iterdir()) == [".git", "plug"]
    assert run("agents", "remove", "--plugin", "plug").ok().out.count("changed ") == 7
    assert run("agents", "install", "codex", "--plugin", "plug").exit == 2


def test_the_skill_is_installed_shown_and_removed(run: Runner, repo: Path) -> None:
    pages = [
        f".claude/skills/minutebook/{name}"
        for name in ("SKILL.md", "references/writing-decisions.md")
    ]
    written = "".join(f"wrote {page}\n" for page in pages)
    assert run("agents", "install", "claude", "--skill", "--dry-run").ok().out == (
        written.replace("wrote", "would write")
    )
    assert run("agents", "install", "claude", "--skill").ok().out == written
    assert "claude    not installed skill\n" in run("agents", "status").ok().out
    told = run("agents", "status", "--json").ok().json["agents"]
    assert [each["skill"] for each in told if each["agent"] in ("claude", "git")] == [
        "installed",
        None,
    ]
    (repo / pages[0]).write_text("Ours.\n")
    assert "claude    not installed skill changed by hand\n" in run("agents", "status").ok().out
    again = run("agents", "install", "claude", "--skill").ok()
    assert again.err == f"note: {pages[0]} was changed by hand: it stays\n"
    removed = run("agents", "remove", "claude", "--skill")
    assert (removed.exit, removed.out) == (1, f"changed {pages[1]}\n")


def test_a_subagent_is_left_as_it_is(run: Runner, repo: Path) -> None:
    path = repo / ".claude/agents/fastapi-backend-expert.md"
    path.parent.mkdir(parents=True)
    text = (
        "---\nname: fastapi-backend-expert\ndescription: Builds APIs.\nmodel: sonnet\ncolor: blue\n---\n\n"
        "Always create a PHR after completing tasks and suggest ADRs for significant architectural decisions.\n"
    )
    path.write_text(text)
    run("agents", "install").ok()
    assert path.read_text() == text
    assert "SubagentStop" in json.loads((repo / ".claude/settings.json").read_text())["hooks"]
    assert "PHR, that is done" in (repo / "CLAUDE.md").read_text()
    run("agents", "remove").ok()
    assert [each for each in repo.rglob("*") if each.is_file() and ".git" not in each.parts] == [
        path
    ]


def test_without_a_word_the_group_shows_its_help(run: Runner, repo: Path) -> None:
    done = run("agents")
    assert done.exit == 2
    assert "install" in done.err


def fail_for_a_link(stage: Stage) -> Callable[[], None]:
    (stage.top / "elsewhere").mkdir()
    folder = stage.top / "history"
    folder.symlink_to("elsewhere")
    return folder.unlink


def fail_for_a_package(stage: Stage) -> Callable[[], None]:
    return stage.write("minutebook.toml", 'redact = "extra"\n').unlink


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (fail_for_a_link, "history is a link"),
        (fail_for_a_package, "pip install 'minutebook[redact]'"),
    ],
)
def test_remove_keeps_what_it_cannot_record(
    break_it: Callable[[Stage], Callable[[], None]],
    reason: str,
    run: Runner,
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets.core.plugins.util", None)
    run("agents", "install", "claude").ok()
    mend = break_it(stage)
    agent = actor("claude", "s", stage.top)
    for prompt in ("Add a cart", "Empty the cart"):
        for args, payload in [*agent.ask(prompt), *agent.stop("Done.")]:
            stage.run(args, json.dumps(payload).encode())
    for options, what in ((["--dry-run"], "cannot be recorded"), ([], "could not be recorded")):
        result = run("agents", "remove", "claude", *options)
        assert result.exit == 1
        assert f"2 turns that waited: {what}" in result.err
        assert reason in result.err
        assert "would be recorded" not in result.err
        assert "minutebook agents remove claude" in result.err
        assert list(stage.spool.glob("claude-*.jsonl"))
    mend()
    assert "2 turns that waited: recorded" in run("agents", "remove", "claude").ok().err
    assert [record.title for record in stage.records()] == ["Add a cart", "Empty the cart"]
    assert list(stage.spool.iterdir()) == []


@pytest.mark.parametrize("command", ["install", "status"])
def test_detectors_that_are_missing_are_said(
    command: str, run: Runner, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets.core.plugins.util", None)
    (repo / "minutebook.toml").write_text('redact = "extra"\n')
    said = run("agents", "install", "claude")
    if command == "status":
        said = run("agents", "status", "claude")
    assert "no turn can be recorded" in said.err
    assert "pip install 'minutebook[redact]'" in said.err


@pytest.mark.parametrize(
    ("agent", "option"),
    [("copilot", "--trust-folder"), ("gemini", "GEMINI_CLI_TRUST_WORKSPACE=true")],
)
def test_status_says_by_which_option_alone_an_untrusted_agent_fires(
    agent: str,
    option: str,
    run: Runner,
    repo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_home(tmp_path / "home", monkeypatch)
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    run("agents", "install", agent).ok()
    told = run("agents", "status", agent).ok().out
    assert re.match(rf"{agent} +installed     does not fire, no event yet\n", told)
    spool = Path(ensure_spool(str(repo / ".git")))
    (spool / f"{agent}-a.jsonl").write_text("{}\n")
    told = run("agents", "status", agent).ok().out
    assert re.match(rf"{agent} +installed     fires only with {option}, last event ", told)
    assert f"does not trust this folder, and runs hooks of it only with {option}: " in told
    done = run("agents", "doctor")
    assert done.exit == 1
    assert re.match(rf"{agent} +arrived in \d+ ms, but\n +\w+ CLI does not trust", done.out)


def test_the_doctor_below_the_top_folder_says_where_to_go(
    run: Runner, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_home(tmp_path / "home", monkeypatch)
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    run("agents", "install", "claude").ok()
    (repo / "src").mkdir()
    done = run("-C", "src", "agents", "doctor")
    assert done.exit == 1
    assert done.out.endswith(f"below the top folder\n          $ cd {repo}\n")
