"""The doctor fires a test event as the agent would, tells what is wrong, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_trust import trust_repository, use_home
from hook_on_path import put_hook_on_path
from minutebook.agents.install import doctor
from minutebook.agents.install.doctor import diagnose_agents
from minutebook.agents.install.install import install_agents
from minutebook.agents.install.staging import load_installable_agents
from minutebook.errors import UsageError
from minutebook.operations.project import Project, open_project
from minutebook.repository.spool import list_spools

AGENTS = list(load_installable_agents())


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


@pytest.fixture
def home(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("SHELL", "/bin/sh")
    return use_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return put_hook_on_path(tmp_path / "bin", monkeypatch)


def list_files(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


@pytest.mark.usefixtures("hook")
def test_every_agents_event_arrives_and_nothing_is_left(
    project: Project, repo: Path, home: Path
) -> None:
    install_agents(project, AGENTS)
    trust_repository(home, repo)
    before = list_files(repo), list_files(home)
    diagnoses = diagnose_agents(project, [])
    assert [diagnosis.agent for diagnosis in diagnoses] == AGENTS
    assert [diagnosis.problems for diagnosis in diagnoses] == [()] * len(AGENTS)
    assert all(diagnosis.milliseconds for diagnosis in diagnoses)
    assert (list_files(repo), list_files(home)) == before


@pytest.mark.usefixtures("hook", "home")
def test_what_the_spool_held_before_stays(project: Project, repo: Path) -> None:
    install_agents(project, ["claude"])
    folder = Path(project.repo.common_dir, "minutebook")
    diagnose_agents(project, ["claude"])
    assert list_spools(project.repo.common_dir) == []
    assert not folder.exists() or "claude" not in str(list_files(folder))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("agent", "script", "expected"),
    [
        ("claude", "cat >/dev/null", "sent no event to minutebook-hook"),
        ("codex", "echo broken >&2; exit 3", "says: broken"),
        ("claude", "echo cannot write >&2", "says: cannot write"),
        ("codex", "exit 0", "sent no event to minutebook-hook"),
    ],
)
def test_a_hook_that_does_not_work_is_told(
    agent: str,
    script: str,
    expected: str,
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_agents(project, [agent])
    put_hook_on_path(tmp_path / "bin", monkeypatch, script)
    (diagnosis,) = diagnose_agents(project, [agent])
    assert expected in diagnosis.problems[0]


@pytest.mark.usefixtures("home", "hook")
def test_a_command_that_is_not_ours_to_the_letter_is_not_run(project: Project, repo: Path) -> None:
    install_agents(project, ["claude"])
    path = repo / ".claude/settings.json"
    path.write_text(path.read_text().replace("exec minutebook-hook", "touch run; exec x"))
    (diagnosis,) = diagnose_agents(project, ["claude"])
    assert (
        diagnosis.problems[0] == "its command is not there, or not as it should be: it was not run"
    )
    assert diagnosis.cure == "minutebook agents install claude"
    assert not (repo / "run").exists()


@pytest.mark.usefixtures("home", "hook")
def test_an_agent_that_is_named_has_to_be_installed(project: Project) -> None:
    (diagnosis,) = diagnose_agents(project, ["cursor"])
    assert diagnosis.problems == ("it is not installed",)
    assert diagnosis.cure == "minutebook agents install cursor"
    assert diagnose_agents(project, []) == ()
    with pytest.raises(UsageError):
        diagnose_agents(project, ["git"])


@pytest.mark.usefixtures("hook")
def test_an_agent_that_does_not_trust_is_not_well(project: Project, home: Path) -> None:
    install_agents(project, ["gemini"])
    (diagnosis,) = diagnose_agents(project, ["gemini"])
    assert diagnosis.milliseconds
    assert "does not trust this folder" in diagnosis.problems[0]
    assert diagnosis.cure == "gemini"
    assert diagnosis.has_arrived


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("agent", "fires_below"),
    [("claude", False), ("copilot", False), ("gemini", False), ("codex", True)],
)
def test_an_agent_that_runs_no_hook_below_the_top_folder_is_not_well_there(
    agent: str, fires_below: bool, project: Project, repo: Path, home: Path
) -> None:
    install_agents(project, [agent])
    trust_repository(home, repo)
    folder = repo / "src/a b"
    folder.mkdir(parents=True)
    (diagnosis,) = diagnose_agents(project, [], str(folder))
    assert diagnosis.has_arrived
    if fires_below:
        assert diagnosis.problems == ()
    else:
        assert "below the top folder" in diagnosis.problems[0]
        assert diagnosis.cure == f"cd {repo}"
    assert diagnose_agents(project, [], str(repo))[0].problems == ()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("place", "cure"),
    [
        ("bin", ""),
        ("pipx/venvs/minutebook/bin", "pipx reinstall minutebook"),
        ("uv/tools/minutebook/bin", "uv tool upgrade --reinstall minutebook"),
    ],
)
def test_a_program_that_takes_no_event_is_named_with_what_mends_it(
    place: str, cure: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_agents(project, ["claude"])
    (tmp_path / place).mkdir(parents=True)
    hook = put_hook_on_path(tmp_path / place, monkeypatch, "cat >/dev/null")
    (diagnosis,) = diagnose_agents(project, ["claude"])
    assert f"sent no event to minutebook-hook: {hook}" in diagnosis.problems[0]
    assert (diagnosis.cure, diagnosis.has_arrived) == (cure, False)


@pytest.mark.usefixtures("home")
def test_a_broken_program_comes_before_trust(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_agents(project, ["codex"])
    put_hook_on_path(tmp_path / "bin", monkeypatch, "exit 1")
    (diagnosis,) = diagnose_agents(project, ["codex"])
    assert "sent no event" in diagnosis.problems[0]
    assert "does not trust" in diagnosis.problems[1]
    assert diagnosis.cure == ""


@pytest.mark.usefixtures("home")
def test_a_program_that_hangs_is_named_and_ended(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_agents(project, ["claude"])
    pid_path = tmp_path / "pid"
    hook = put_hook_on_path(tmp_path / "bin", monkeypatch, f"echo $$ >'{pid_path}'; exec sleep 60")
    monkeypatch.setattr(doctor, "HOOK_TIMEOUT_SECONDS", 0.5)
    (diagnosis,) = diagnose_agents(project, ["claude"])
    assert f"did not end within 0.5 seconds: {hook}" in diagnosis.problems[0]
    assert not diagnosis.has_arrived
    command_line = Path(f"/proc/{pid_path.read_text().strip()}/cmdline")
    assert not command_line.exists() or not command_line.read_bytes()  # b"" is of one that ended
