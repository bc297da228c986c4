"""`demo`: the main commands, played."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_runner import Runner


@pytest.mark.slow
def test_the_demo_runs_and_leaves_its_repository(run: Runner, repo: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "demo")
    output = run("demo", folder).ok().out
    assert "$ minutebook init" in output
    assert "exit status 3: refused" in output
    assert "nothing wrong" in output
    assert run("-C", folder, "check", "--json").ok().json["findings"] == []
    assert run("demo", folder).exit == 4


def test_the_demo_needs_git(
    run: Runner, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("demo", str(tmp_path / "demo"))
    assert result.exit == 4
    assert result.err.startswith("error: git is not on PATH\nhint: install git")
    assert not (tmp_path / "demo").exists()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc")
def test_the_demo_says_where_it_cannot_be(run: Runner, repo: Path) -> None:
    result = run("demo", "/proc/x")
    assert result.exit == 4
    assert result.err.startswith("error: /proc/x cannot be made: ")
