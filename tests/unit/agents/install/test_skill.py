"""The Agent Skill: by its specification, where agents find it, and never over what people wrote."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from minutebook import __version__
from minutebook.agents.install import skill
from minutebook.agents.install.install import (
    install_agents,
    install_skill,
    remove_agents,
    remove_skill,
    write_plugin,
)
from minutebook.agents.install.staging import StagedFiles, load_installable_agents
from minutebook.agents.install.status import read_agent_statuses
from minutebook.errors import UnsafePath, UsageError
from minutebook.operations.project import Project, open_project

CLAUDE = ".claude/skills/minutebook/SKILL.md"
SHARED = ".agents/skills/minutebook/SKILL.md"
REFERENCE = "references/writing-decisions.md"
FILES = skill.read_skill_files("minutebook")


@pytest.fixture
def project(repo: Path, home: Path) -> Project:
    return open_project(str(repo))


@pytest.fixture
def home(tmp_path: Path, world: dict[str, str]) -> Path:
    return tmp_path / "home"


def read_states(project: Project, *names: str) -> list[str]:
    return [status.skill for status in read_agent_statuses(project, names)]


def write_version(path: Path, text: str) -> None:
    """A file as a version with another text wrote it."""
    path.write_text(f"{text}\n{skill._format_mark(text)}\n", "utf-8")


# The specifications -----------------------------------------------------------------------------


def find_skill_problems(folder_name: str, page: str) -> list[str]:
    """What https://agentskills.io/specification would say against a page."""
    head, _, body = page.removeprefix("---\n").partition("\n---\n")
    fields = yaml.safe_load(head)
    known = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    problems = [f"unknown field {key}" for key in fields.keys() - known]
    name, description = fields.get("name", ""), fields.get("description", "")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 64:
        problems.append("name")
    if name != folder_name:
        problems.append("name is not the folder's")
    if not 1 <= len(description) <= 1024:
        problems.append("description")
    if not 1 <= len(fields.get("compatibility", "-")) <= 500:
        problems.append("compatibility")
    if body.count("\n") > 500 or len(body) / 4 > 5000:
        problems.append("body is long")
    return problems


def test_the_page_follows_the_specification() -> None:
    assert find_skill_problems("minutebook", FILES["minutebook/SKILL.md"]) == []
    wrong = "---\nname: Mine--x\ndescription: ''\ntriggers: []\n---\n" + "\n" * 501
    assert len(find_skill_problems("mine", wrong)) == 5


def test_the_description_says_when_to_use_it() -> None:
    head = yaml.safe_load(FILES["minutebook/SKILL.md"].split("---\n")[1])
    assert " Use before " in head["description"]
    assert len(head["name"] + head["description"]) / 4 < 200  # tokens in every session


def test_what_the_page_refers_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", FILES["minutebook/SKILL.md"])
    assert {f"minutebook/{link}" for link in links} == FILES.keys() - {"minutebook/SKILL.md"}


def find_manifest_problems(manifest: dict[str, object]) -> list[str]:
    """What the closed schema of Agent Plugins 1.0 would say against a manifest."""
    texts = {"$schema", "name", "version", "description", "homepage", "repository", "license"}
    known = texts | {"author", "keywords", "extensions"}
    problems = [f"unknown key {key}" for key in manifest.keys() - known]
    problems += [f"no {key}" for key in {"$schema", "name"} - manifest.keys()]
    problems += [key for key in texts & manifest.keys() if not isinstance(manifest[key], str)]
    if manifest.get("$schema") != "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json":
        problems.append("$schema")
    name = str(manifest.get("name"))
    if not re.fullmatch(r"(?!.*(?:--|\.\.))[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?", name):
        problems.append("name")
    keywords = manifest.get("keywords", [])
    if not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords):
        problems.append("keywords")
    return problems


def test_a_plugin_is_one_for_any_client(tmp_path: Path) -> None:
    write_plugin("claude", str(tmp_path), __version__)
    manifest = json.loads((tmp_path / "plugin.json").read_text())
    assert find_manifest_problems(manifest) == []
    assert len(find_manifest_problems({"name": "-X", "hooks": {}, "keywords": "a"})) == 5
    own = json.loads((tmp_path / ".claude-plugin/plugin.json").read_text())
    assert (own["name"], own["version"]) == (manifest["name"], manifest["version"])
    skills = [path.parent.name for path in tmp_path.glob("skills/*/SKILL.md")]
    assert skills == ["minutebook"]
    assert (tmp_path / "skills/minutebook/SKILL.md").read_text() == FILES["minutebook/SKILL.md"]
    assert (tmp_path / "skills/minutebook" / REFERENCE).is_file()
    (tmp_path / "skills/minutebook/SKILL.md").write_text("Ours: ask minutebook.\n")
    changed = write_plugin("claude", str(tmp_path), "9.9")
    assert changed.paths == (".claude-plugin/plugin.json", "plugin.json")
    assert changed.notes == ("skills/minutebook/SKILL.md was changed by hand: it stays",)
    (tmp_path / "skills/minutebook/SKILL.md").unlink()
    assert write_plugin("claude", str(tmp_path), "9.9", removing=True).manual_steps == ()
    assert not tmp_path.exists()


# Installed --------------------------------------------------------------------------------------


def test_every_agent_finds_it_where_it_looks(project: Project, repo: Path) -> None:
    agents = [*load_installable_agents()]
    result = install_skill(project, agents)
    assert result.agents == tuple(agents)
    assert sorted(result.paths) == sorted(
        f"{folder}/skills/{path}" for folder in (".agents", ".claude") for path in FILES
    )
    assert read_states(project, *agents) == ["installed"] * len(agents)
    assert install_skill(project, agents).paths == ()
    assert not (repo / ".claude/settings.json").exists()  # no hooks
    assert remove_skill(project, []).manual_steps == ()
    assert not (repo / ".agents").exists()
    assert not (repo / ".claude").exists()


def test_it_is_for_the_agents_that_show(project: Project, repo: Path) -> None:
    with pytest.raises(UsageError) as caught:
        install_skill(project, [])
    assert caught.value.hint == "minutebook agents install claude --skill"
    with pytest.raises(UsageError):
        install_skill(project, ["git"])
    (repo / ".cursor").mkdir()
    assert install_skill(project, [], dry_run=True).paths[0] == SHARED
    assert not (repo / SHARED).exists()
    assert install_skill(project, []).agents == ("cursor",)
    assert (repo / SHARED).is_file()


def test_hooks_come_without_it_and_keep_it_new(project: Project, repo: Path) -> None:
    assert CLAUDE not in install_agents(project, ["claude"]).paths
    assert read_states(project, "claude") == ["not"]
    install_skill(project, ["claude"])
    write_version(repo / CLAUDE, "---\nname: minutebook\n---\nOf an older version.\n")
    assert read_states(project, "claude") == ["partly"]
    assert install_agents(project, ["claude"]).paths == (CLAUDE,)
    assert (repo / CLAUDE).read_text() == FILES["minutebook/SKILL.md"]


def test_a_missing_file_is_put_back(project: Project, repo: Path) -> None:
    install_skill(project, ["codex"])
    reference = repo / ".agents/skills/minutebook" / REFERENCE
    reference.unlink()
    assert read_states(project, "codex") == ["partly"]
    assert len(install_skill(project, ["codex"]).paths) == 1
    reference.write_text(" \n")
    install_skill(project, ["codex"])
    assert reference.read_text() == FILES[f"minutebook/{REFERENCE}"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("in force", "somewhere"),
        lambda text: text + "\nOurs: ask Ada.\n",
        lambda text: re.sub(r"<!-- minutebook:skill .*", "", text),
        lambda _: "---\nname: minutebook\ndescription: Our own.\n---\n",
        lambda text: text + "x" * 1_100_000,
    ],
)
def test_what_a_person_changed_stays(change, project: Project, repo: Path) -> None:
    install_skill(project, ["claude"])
    changed = change(FILES["minutebook/SKILL.md"])
    (repo / CLAUDE).write_text(changed)
    assert read_states(project, "claude") == ["changed"]
    result = install_skill(project, ["claude"])
    assert result.notes == (f"{CLAUDE} was changed by hand: it stays",)
    install_agents(project, ["claude"])
    removed = remove_skill(project, ["claude"])
    assert removed.manual_steps == (f"{CLAUDE} was changed by hand: remove it yourself",)
    assert removed.paths == (f".claude/skills/minutebook/{REFERENCE}",)
    assert f"{CLAUDE} was changed by hand: remove it yourself" in (
        remove_agents(project, ["claude"]).manual_steps
    )
    assert (repo / CLAUDE).read_text() == changed


def test_line_ends_that_git_converted_are_no_change(project: Project, repo: Path) -> None:
    install_skill(project, ["claude"])
    for path in (repo / ".claude/skills").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_states(project, "claude") == ["installed"]
    assert install_skill(project, ["claude"]).paths == ()
    assert len(remove_skill(project, ["claude"]).paths) == 2
    assert not (repo / ".claude").exists()


def test_another_clone_removes_it_too(project: Project, repo: Path) -> None:
    install_skill(project, ["claude"])
    (repo / ".git/minutebook/installed.json").unlink()
    write_version(repo / CLAUDE, "Of an older version.\n")
    assert len(remove_agents(project, []).paths) == 2
    assert not (repo / ".claude").exists()


def test_it_stays_for_the_others_that_read_it(project: Project, repo: Path) -> None:
    install_agents(project, ["codex", "gemini"])
    install_skill(project, ["codex"])
    kept = remove_skill(project, ["codex"])
    assert kept.notes == ("the skill in .agents/skills stays: gemini reads it, too",)
    assert kept.paths == ()
    remove_agents(project, ["codex"])
    assert read_states(project, "gemini") == ["installed"]
    remove_agents(project, ["gemini"])
    assert not (repo / ".agents").exists()


@pytest.mark.parametrize("link", [".claude/skills", ".claude/skills/minutebook"])
def test_a_link_to_the_shared_folder_is_one_place(link: str, project: Project, repo: Path) -> None:
    target = repo / ".agents" / link.removeprefix(".claude/")
    target.mkdir(parents=True)
    (repo / link).parent.mkdir(parents=True)
    (repo / link).symlink_to(os.path.relpath(target, (repo / link).parent))
    result = install_skill(project, ["claude", "codex"])
    assert sorted(result.paths) == sorted(f".agents/skills/{path}" for path in FILES)
    assert read_states(project, "claude", "codex") == ["installed", "installed"]
    assert (repo / CLAUDE).is_file()
    assert len(remove_skill(project, []).paths) == 2


def test_a_link_out_of_the_repository_is_refused(
    project: Project, repo: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (repo / ".claude").mkdir()
    (repo / ".claude/skills").symlink_to(outside)
    with pytest.raises(UnsafePath):
        install_skill(project, ["claude"])
    assert list(outside.iterdir()) == []


def test_the_skill_of_an_agent_without_files_is_not_there(project: Project) -> None:
    codex = load_installable_agents()["codex"]
    assert skill.read_skill_state(StagedFiles(project), codex) == "not"
