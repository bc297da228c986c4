"""The record of a turn travels with its commit: the hook driven as agents drive it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hook_on_path import put_hook_on_path
from minutebook.agents.install.install import install_agents
from minutebook.operations.project import open_project

from agent_events import Stage, actor
from committing_turns import Committing


def test_two_agents_in_one_tree(stage: Stage) -> None:
    """Each commits within the other's turn, in a shell that names no session."""
    one, two = actor("claude", "one", stage.top), actor("codex", "two", stage.top)
    stage.play([*one.ask("Write the parser"), *two.ask("Write the printer")])
    stage.write("parser.py", "x\n")
    stage.write("printer.py", "x\n")
    for agent, path in ((one, "parser.py"), (two, "printer.py")):
        stage.git("add", path)
        printed = stage.git("commit", "-m", f"Add {path}", "--only", "--", path)
        stage.play(agent.ran(f"git commit -m 'Add {path}' -- {path}", printed))
    stage.play(two.stop("The printer is there."))
    stage.play(one.stop("The parser is there."))
    assert stage.git("status", "--porcelain") == ""
    assert stage.git("log", "--format=%s").splitlines() == [
        "Record PHR-0001: Write the parser",
        "Record PHR-0002: Write the printer",
        "Add printer.py",
        "Add parser.py",
        "first",
    ]
    commits = [stage.git("rev-parse", f"HEAD~{count}")[:12] for count in (3, 2)]
    fields = [record.fields for record in stage.records()]
    assert [each["files"] for each in fields] == [["parser.py"], ["printer.py"]]
    assert [each["commits"] for each in fields] == [[commit] for commit in commits]


def test_a_branch_and_its_rebase_with_all_hooks(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person does between turns: checks out, rebases, amends; `audit` finds nothing."""
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    stage.world.update(PATH=os.environ["PATH"], PYTHONPATH=os.environ["PYTHONPATH"])
    committing = Committing(stage)
    install_agents(open_project(str(stage.top)), ["git"])
    committing.git("add", "-A")
    committing.git("commit", "-q", "--allow-empty", "-m", "Install it")
    committing.git("checkout", "-q", "-b", "topic")
    committing.play("Fix the parser", "app.py")
    assert "PHR: PHR-0001" in committing.message("HEAD^")
    committing.play("What about dates?")
    committing.git("checkout", "-q", "main")
    committing.commit("other.py", "x\n", "Of another\n\nPHR: PHR-0099")
    committing.git("checkout", "-q", "topic")
    committing.git("rebase", "-q", "main")
    committing.play("Fix dates, too", "dates.py")
    assert committing.status() == []
    first = stage.records()[0]
    assert first.fields["commits"] == [committing.git("rev-parse", "HEAD~3")[:12]]
    committing.git("checkout", "-q", "main")
    committing.git("merge", "-q", "--ff-only", "topic")
    # Git's hook makes the index pages of the default branch; no record is in their way.
    assert {entry.rpartition("/")[2] for entry in committing.status()} == {"README.md"}
    committing.git("checkout", "-q", "topic")
