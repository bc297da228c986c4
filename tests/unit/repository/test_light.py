"""What the hook needs of the disk: git's folders, files, the spool, the log."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import UsageError
from minutebook.repository import light

from agent_events import Stage


@given(st.text())
def test_a_session_name_is_a_safe_file_name(name: str) -> None:
    safe = light.sanitize_name(name)
    assert len(safe) <= 80
    assert not set(safe) & set('/\\.:*?"<>|\0 \n+')
    assert light.sanitize_name(safe) == safe


def test_a_session_of_digits_is_itself() -> None:
    assert light.sanitize_name("5e55-ab_9") == "5e55-ab_9"


def test_lines_of_processes_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    code = (
        "import sys; from minutebook.repository import light\n"
        "for _ in range(50): light.append_line(sys.argv[1], sys.argv[2].encode() * 9000 + b'\\n')"
    )
    source = str(Path(light.__file__).parents[2])
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(path), sign], env={"PYTHONPATH": source})
        for sign in "abc"
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    # A line that is being written looks like one that was cut off: an empty one follows.
    lines = [line for line in path.read_text("utf-8").split("\n") if line]
    assert sorted(lines) == sorted(sign * 9000 for sign in "abc" for _ in range(50))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = str(tmp_path / "x.jsonl")
    light.append_line(path, b"one\n")
    light.append_bytes(path, b"two, cut o")
    light.append_line(path, b"three\n")
    light.append_line(path, b"four\n")
    assert light.read_text(path) == "one\ntwo, cut o\nthree\nfour\n"


def test_a_partial_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, raw: write(file, raw[:2]))
    light.append_bytes(str(tmp_path / "x"), b"12345")
    assert light.read_text(str(tmp_path / "x")) == "12345"


def test_the_folders_of_git_are_found_from_below(stage: Stage, tmp_path: Path) -> None:
    deep = stage.top / "a" / "b"
    deep.mkdir(parents=True)
    common = str(stage.top / ".git")
    assert (light.find_common_dir(str(deep)), light.find_top(str(deep))) == (common, str(stage.top))
    linked = tmp_path / "linked"
    stage.git("worktree", "add", "-q", str(linked))
    assert (light.find_common_dir(str(linked)), light.find_top(str(linked))) == (
        common,
        str(linked),
    )
    (tmp_path / "none" / ".git").mkdir(parents=True)
    assert light.find_common_dir(str(tmp_path / "none")) == ""
    assert light.find_common_dir("") == ""
    assert light.find_top("/") == "/"


def test_a_submodule_has_a_spool_of_its_own(stage: Stage, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    subprocess.run(["git", "clone", "-q", str(stage.top), str(inner)], check=True, env=stage.world)
    stage.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib")
    assert light.find_common_dir(str(stage.top / "lib")) == str(stage.top / ".git/modules/lib")


def test_the_end_of_a_file_begins_with_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"first\nsecond\nth\xc3\xa9rd\n")
    assert light.read_tail(str(path), 100) == "first\nsecond\nthérd\n"
    assert light.read_tail(str(path), 14) == "thérd\n"
    assert light.read_tail(str(tmp_path / "none"), 9) == ""
    assert light.read_tail("\ud800", 9) == ""


def test_a_file_that_cannot_be_read_is_empty(tmp_path: Path) -> None:
    assert light.read_text(str(tmp_path)) == ""


def test_a_signature_tells_that_settings_changed(tmp_path: Path) -> None:
    top = str(tmp_path)
    bare = light.read_settings_signature(top)
    assert bare == light.read_settings_signature(top)
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    made = light.read_settings_signature(top)
    (tmp_path / "pyproject.toml").write_text("x = 1", "utf-8")
    assert (
        len({bare, made, light.read_settings_signature(top), light.read_settings_signature("/")})
        == 4
    )


def test_an_error_is_logged_and_shown_in_one_line(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    light.log_error(ValueError("one\ntwo"))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (
        "",
        "minutebook: not recorded yet: ValueError: one two\n",
    )
    assert "\nValueError\n" in stage.log()
    assert "one" not in stage.log()
    monkeypatch.setattr(light, "_MAX_LOG_BYTES", 10)
    light.log_error(KeyError("next"))
    assert "ValueError" not in stage.log()
    assert "ValueError" in (stage.top / ".git/minutebook/log.old").read_text("utf-8")


def test_a_refusal_is_shown_with_its_hint_in_one_line(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    light.log_error(UsageError("no such setting", "minutebook config"))
    said = "minutebook: not recorded yet: no such setting (hint: minutebook config)\n"
    assert capsys.readouterr().err == said
    light.log_error(UsageError("another"), "not committed")
    assert capsys.readouterr().err == "minutebook: not committed: another\n"
    assert "UsageError: no such setting" in stage.log()


def test_an_error_outside_of_a_repository_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    light.log_error(ValueError("x"))
    assert capsys.readouterr().err.startswith("minutebook: ")
    with monkeypatch.context() as patches:
        patches.setattr(os, "getcwd", lambda: 1 / 0)
        light.log_error(ValueError("x\x1b[2J\u202e"))
    assert capsys.readouterr().err == "minutebook: not recorded yet: ValueError: x [2J \n"
