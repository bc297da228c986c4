"""`edit`: the editor, and what it leaves."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

Git = Callable[..., str]
PAGE = "decisions/0003-use-redis.md"


def test_a_record_is_edited(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("edit", "ADR-3").ok().out == "unchanged\n"
    monkeypatch.setenv("VISUAL", "sed -i s/Redis/Valkey/")
    lines = run("edit", "ADR-3").ok().out.splitlines()
    assert lines[0] == f"ADR-0003  {PAGE}"
    assert "wrote decisions/README.md" in lines[1:]
    assert "Use Valkey" in (filled_repo / "decisions/README.md").read_text("utf-8")
    assert run("check").ok().out == "nothing wrong\n"


@pytest.mark.parametrize("editor", ["false", "no-such-editor", "'"])
def test_an_editor_that_fails(
    editor: str, filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    result = run("edit", "ADR-3")
    assert result.exit == 4
    assert "editor" in result.err


def test_an_editor_that_removes_the_page(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is refused, and the hint brings the page back as it was, committed or not."""
    before = (filled_repo / PAGE).read_bytes()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("EDITOR", "rm")
    result = run("edit", "ADR-3")
    assert result.exit == 4
    error, hint = result.err.splitlines()
    assert error == f"error: the editor removed {PAGE}"
    subprocess.run(["sh", "-c", hint.removeprefix("hint: ")], cwd=os.sep, check=True)
    assert (filled_repo / PAGE).read_bytes() == before


def test_an_editor_that_empties_the_page(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = (filled_repo / PAGE).read_bytes()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("EDITOR", "truncate -s 0")
    result = run("edit", "ADR-3")
    warning, _, path = result.err.splitlines()[0].rpartition(" ")
    assert warning == f"warning: {PAGE} is empty now; what it held is in"
    assert Path(path).read_bytes() == before


def test_an_empty_editor_is_none(
    filled_repo: Path, run: Runner, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(filled_repo.parent / "gitconfig"))
    git("config", "--file", os.environ["GIT_CONFIG_GLOBAL"], "core.editor", "true")
    for name in ("VISUAL", "EDITOR", "GIT_EDITOR"):
        monkeypatch.setenv(name, "")
    assert run("edit", "ADR-3").ok().out == "unchanged\n"


def test_gits_editor_is_used_where_none_is_set(
    filled_repo: Path, run: Runner, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDITOR")
    """By the user's configuration; the clone's own may have come with an archive."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(filled_repo.parent / "gitconfig"))
    git_global = ("config", "--file", os.environ["GIT_CONFIG_GLOBAL"])
    git("config", "core.editor", "touch run-by-the-clone")
    for editor, status in (("false", 4), ("true", 0)):
        git(*git_global, "core.editor", editor)
        assert run("edit", "ADR-3").exit == status
    assert not (filled_repo / "run-by-the-clone").exists()
    git(*git_global, "minutebook.trust", str(filled_repo))
    assert run("edit", "ADR-3").exit == 0
    assert (filled_repo / "run-by-the-clone").exists()
