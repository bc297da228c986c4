"""Settings that we can read and an agent cannot, and those that nobody can."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_trust import trust_repository, use_home
from hook_on_path import put_hook_on_path
from minutebook.agents.install.doctor import diagnose_agents
from minutebook.agents.install.install import install_agents
from minutebook.agents.install.staging import load_installable_agents
from minutebook.agents.install.status import read_agent_statuses
from minutebook.operations.project import Project, open_project

PATHS = {
    name: agent.config_files[0].path
    for name, agent in load_installable_agents().items()
    if agent.config_files[0].path.endswith(".json")
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    return use_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


def with_comment(text: str) -> str:
    return text.replace("{\n", "{\n  // of ours\n", 1)


def with_trailing_comma(text: str) -> str:
    return text.rstrip()[:-1].rstrip() + ",\n}\n"


COMMENT, COMMA = with_comment, with_trailing_comma
READS_NOT = [
    ("claude", COMMENT, "Claude Code does not read it: take out a comment there"),
    ("claude", COMMA, "Claude Code does not read it: take out a trailing comma there"),
    ("codex", COMMENT, "Codex does not read it"),
    ("codex", COMMA, "Codex does not read it"),
    ("copilot", COMMENT, "Copilot CLI does not read it"),
    ("copilot", COMMA, "Copilot CLI does not read it"),
    ("gemini", COMMA, "Gemini CLI does not read it"),
    ("gemini", COMMENT, ""),
    ("cursor", COMMENT, ""),  # nobody knows
]


@pytest.mark.parametrize(("agent", "edit", "expected"), READS_NOT)
def test_what_an_agent_does_not_read_is_told_with_its_line(
    agent: str, edit: object, expected: str, project: Project, repo: Path, home: Path
) -> None:
    assert callable(edit)
    install_agents(project, [agent])
    path = repo / PATHS[agent]
    path.write_text(edit(path.read_text()))
    trust_repository(home, repo)
    line = 2 if edit is COMMENT else path.read_text().rstrip().count("\n")
    start = f"{PATHS[agent]} is not strict JSON: line {line}: "
    (status,) = read_agent_statuses(project, [agent])
    (diagnosis,) = diagnose_agents(project, [])
    steps = install_agents(project, [agent]).manual_steps
    if not expected:
        assert (status.problems, diagnosis.problems, steps) == ((), (), ())
        return
    for told in (status.problems, diagnosis.problems, steps):
        assert f"{start}{expected}" in told[0]
    assert (status.can_fire, status.cure, diagnosis.cure) == (False, "", "")
    assert diagnosis.has_arrived


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("agent", PATHS)
def test_a_file_that_nobody_can_read_is_named_with_its_line(
    agent: str, project: Project, repo: Path
) -> None:
    install_agents(project, [agent])
    path = repo / PATHS[agent]
    path.write_text(path.read_text().replace("\n", "\noops\n", 1))
    (status,) = read_agent_statuses(project, [agent])
    (diagnosis,) = diagnose_agents(project, [])
    for told in (status, diagnosis):
        assert f"{PATHS[agent]} cannot be read: line 2: " in told.problems[0]
        assert "repair it by hand" in told.problems[0]
        assert told.cure == ""
    assert not diagnosis.has_arrived


@pytest.mark.usefixtures("home")
def test_a_broken_file_beside_the_hooks_comes_before_trust(project: Project, repo: Path) -> None:
    install_agents(project, ["codex"])
    (repo / ".codex/config.toml").write_text("[features]\nhooks =\n")
    (diagnosis,) = diagnose_agents(project, [])
    assert diagnosis.problems[0].startswith(".codex/config.toml cannot be read: ")
    assert "line 2" in diagnosis.problems[0]
    assert diagnosis.cure == ""


@pytest.mark.usefixtures("home")
def test_a_broken_file_of_an_agent_without_hooks_is_not_the_doctors(
    project: Project, repo: Path
) -> None:
    (repo / ".codex").mkdir()
    (repo / ".codex/config.toml").write_text("[features]\nhooks =\n")
    assert diagnose_agents(project, []) == ()
