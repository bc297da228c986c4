"""`init` and the remote on which numbers are claimed: proposed, written where asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.project import open_project
from minutebook.repository.git.remotes import remote_claims

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]
PROPOSAL = (
    "so that no two clones give one number: minutebook init --reserve {0}, or"
    ' reserve = "{0}" in minutebook.toml\n'
)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked over the network."""
    monkeypatch.delattr(remote_claims, "_run_on_remote")


@pytest.mark.parametrize(
    ("remotes", "offered"),
    [
        ([], ""),
        (["origin"], "origin"),
        (["upstream", "origin"], "origin"),
        (["upstream"], "upstream"),
        (["fork", "upstream"], ""),
    ],
)
def test_a_remote_is_proposed(
    remotes: list[str], offered: str, repo: Path, git: Git, run: Runner
) -> None:
    for name in remotes:
        git("remote", "add", name, "ssh://git@example.org/x.git")
    document = run("init", "--json").ok().json
    validate_document("init", document)
    assert document["offered_remote"] == (offered or None)
    out = run("init").ok().out
    assert out == "already set up: minutebook.toml\n" + (
        PROPOSAL.format(offered) if offered else ""
    )
    assert open_project(".").settings.reserve == ""


def test_the_remote_is_written_into_a_new_configuration(repo: Path, git: Git, run: Runner) -> None:
    git("remote", "add", "origin", "ssh://git@example.org/x.git")
    run("init", "--reserve", "origin", "--dry-run").ok()
    assert not (repo / "minutebook.toml").exists()
    # Without a decision the first one would be made, and would claim its number.
    (repo / "decisions").mkdir()
    (repo / "decisions/0001-use-x.md").write_text("# 1. Use X\n\n## Status\n\nAccepted\n")
    out = run("init", "--reserve", "origin").ok().out
    assert "so that no two clones" not in out
    assert "for all of them, before the next record: git fetch origin\n" in out
    assert open_project(".").settings.reserve == "origin"
    assert run("init").ok().out == "already set up: minutebook.toml\n"


def test_a_remote_that_is_not_there_is_refused_before_anything_is_written(
    repo: Path, git: Git, run: Runner
) -> None:
    result = run("init", "--reserve", "origin")
    assert (result.exit, result.err) == (
        2,
        "error: this clone has no remote 'origin'\nhint: git remote add origin URL\n",
    )
    git("remote", "add", "upstream", "ssh://git@example.org/x.git")
    assert "hint: one of: upstream\n" in run("init", "--reserve", "origin").err
    assert not (repo / "minutebook.toml").exists()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("minutebook.toml", "", 'reserve = "origin"\n'),
        (
            "minutebook.toml",
            '# Ours\n# two\nstages = ["x"]\n\n[rules]\nstale-index = "off"\n',
            '# Ours\n# two\nreserve = "origin"\nstages = ["x"]\n\n[rules]\nstale-index = "off"\n',
        ),
        ("minutebook.toml", '[rules]\na = "off"\n', 'reserve = "origin"\n[rules]\na = "off"\n'),
        ("minutebook.toml", "fsync = true\r\n", 'reserve = "origin"\r\nfsync = true\r\n'),
        (
            "minutebook.toml",
            "\ufeff# x\nfsync = true\n",
            '\ufeff# x\nreserve = "origin"\nfsync = true\n',
        ),
        (
            "pyproject.toml",
            "[project]\n\n[tool.minutebook]  # ours\nfsync = true\n[tool.x]\n",
            '[project]\n\n[tool.minutebook]  # ours\nreserve = "origin"\nfsync = true\n[tool.x]\n',
        ),
        (
            "minutebook.toml",
            "fsync = true\nreserve  =  ''  # none yet\r\n",
            'fsync = true\nreserve = "origin"  # none yet\r\n',
        ),
        (
            "pyproject.toml",
            '[tool.minutebook]\nreserve = ""\n',
            '[tool.minutebook]\nreserve = "origin"\n',
        ),
    ],
)
def test_one_line_is_added_to_a_configuration(
    name: str, text: str, expected: str, repo: Path, git: Git, run: Runner
) -> None:
    git("remote", "add", "origin", "ssh://git@example.org/x.git")
    (repo / "decisions").mkdir()
    (repo / "decisions/0001-use-x.md").write_text("# 1. Use X\n\n## Status\n\nAccepted\n")
    path = repo / name
    path.write_bytes(text.encode())
    assert (
        run("init", "--reserve", "origin", "--dry-run").ok().out.startswith(f"would write {name}")
    )
    assert path.read_bytes() == text.encode()
    assert run("init", "--reserve", "origin").ok().out.startswith(f"wrote {name}\n")
    assert path.read_bytes() == expected.encode()
    assert run("init", "--reserve", "origin").ok().out.startswith("already set up")
    assert path.read_bytes() == expected.encode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.minutebook]\nreserve = "fork"\n', 'pyproject.toml has another remote: reserve = "'),
        ('[tool.minutebook]\nreserve = """"""\n', "pyproject.toml has no place for another opt"),
        ("[tool]\nminutebook = { fsync = true }\n", "pyproject.toml has no place for another opt"),
        ('[tool]\nx = """\n[tool.minutebook]\n"""\nminutebook.fsync = true\n', "no place for"),
    ],
)
def test_a_configuration_that_cannot_get_the_line_stays(
    text: str, message: str, repo: Path, git: Git, run: Runner
) -> None:
    git("remote", "add", "origin", "ssh://git@example.org/x.git")
    (repo / "pyproject.toml").write_text(text)
    result = run("init", "--reserve", "origin")
    assert result.exit == 3
    assert message in result.err
    assert result.err.endswith('hint: write reserve = "origin" there\n')
    assert (repo / "pyproject.toml").read_text() == text
