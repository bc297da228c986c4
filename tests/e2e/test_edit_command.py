"""`edit`: the editor, and what it leaves."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner, read_tree

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


def _make_editor(folder: Path, script: str) -> str:
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    return str(editor)


def test_without_a_terminal_the_editor_of_the_system_is_not_started(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait for keys that nobody can type."""
    monkeypatch.setenv("TERM", "xterm")
    for name in ("VISUAL", "EDITOR", "GIT_EDITOR"):
        monkeypatch.setenv(name, "")
    before = read_tree(filled_repo)
    for args in (("adr", "new", "Use Celery", "--edit"), ("edit", "ADR-3")):
        result = run(*args)
        assert result.exit == 4
        assert "no editor is set, and there is no terminal" in result.err
    assert read_tree(filled_repo) == before


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (r"""printf '\n\377\n' >> "$1" """, "[not-text]"),
        ("""sed -i 's/^status: .*/status: nonsense/' "$1" """, "[unknown-status]"),
    ],
)
def test_what_check_finds_on_an_edited_page_is_said(
    script: str,
    code: str,
    filled_repo: Path,
    run: Runner,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("EDITOR", _make_editor(tmp_path, script))
    for args in (("adr", "new", "Use Celery", "--edit"), ("edit", "ADR-3")):
        result = run(*args).ok()
        assert code in result.err
        assert result.err.startswith("warning: decisions/")
        assert "next:" not in result.err


def test_another_number_in_the_heading_is_said(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file's name is what counts: the record did not get the number."""
    monkeypatch.setenv("EDITOR", _make_editor(tmp_path, """sed -i 's/^# 5[.]/# 99./' "$1" """))
    result = run("adr", "new", "Use Celery", "--edit", "--template", "nygard").ok()
    warning = "the heading says 99 now; the record is still ADR-0005"
    assert result.err == f"warning: decisions/0005-use-celery.md: {warning}\n"
    monkeypatch.setenv("EDITOR", _make_editor(tmp_path, """sed -i 's/^# 99[.]/# 5./' "$1" """))
    assert run("edit", "ADR-5").ok().err == ""


def test_a_new_decision_is_opened_in_the_editor(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "sed -i s/Celery/Dramatiq/")
    result = run("adr", "new", "Use", "Celery", "--edit", "--supersedes", "2").ok()
    assert result.out.splitlines()[0] == "ADR-0005  decisions/0005-use-celery.md"
    assert result.out.count("decisions/README.md") == 1
    assert result.err == "next: minutebook adr accept ADR-0005\n"
    assert "Use Dramatiq" in (filled_repo / "decisions/README.md").read_text("utf-8")
    assert run("index", "--check").ok()


@pytest.mark.parametrize(
    ("editor", "status"),
    [("false", 4), ("no-such-editor", 4), ("truncate -s 0", 3), ("rm", 3), ("sed -i s/./\\ /g", 3)],
)
def test_a_new_decision_is_given_up_in_the_editor(
    editor: str, status: int, filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_tree(filled_repo)
    monkeypatch.setenv("EDITOR", editor)
    result = run("adr", "new", "Use Celery", "--edit", "--supersedes", "2", "--phr", "1")
    assert (result.exit, result.out) == (status, "")
    assert "nothing was recorded" in result.err
    assert read_tree(filled_repo) == before
    monkeypatch.setenv("EDITOR", "true")
    assert run("adr", "new", "Use Celery", "--edit").ok().out.startswith("ADR-0005")


def test_what_was_written_before_the_editor_failed_is_kept(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "All of my thoughts" > "$1"\nexit 1\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = run("adr", "new", "Use Celery", "--edit")
    warning = result.err.splitlines()[0]
    assert warning.startswith("warning: what you wrote is in ")
    assert Path(warning.rpartition(" ")[2]).read_text("utf-8") == "All of my thoughts\n"


def test_a_new_decision_stays_where_its_index_was_changed_meanwhile(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "A line" >> "$(dirname "$1")/README.md"\nexit 1\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    result = run("adr", "new", "Use Celery", "--edit")
    assert result.exit == 3
    assert "ADR-0005 stays: decisions/README.md was changed meanwhile" in result.err
    assert (filled_repo / "decisions/0005-use-celery.md").exists()


@pytest.mark.parametrize("option", ["--dry-run", "--json"])
def test_the_editor_is_not_for_programs(option: str, repo: Path, run: Runner) -> None:
    result = run("adr", "new", "A", "--edit", option)
    assert (result.exit, "do not go together" in (result.out + result.err)) == (2, True)
