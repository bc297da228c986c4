"""What a repository calls its files and titles never reaches a terminal as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from command_runner import Runner

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b1m\u202egnp\u2066"
TITLE = f"Use {EVIL} Redis"
PAGE = f"---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# {TITLE}\n\nA line\rB{EVIL}\n\nSupersedes ADR-{EVIL}9\n"
FORBIDDEN = {
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such names there")


@pytest.fixture
def hostile_repo(repo: Path) -> Path:
    folder = repo / "decisions"
    folder.mkdir(exist_ok=True)
    (folder / f"0001-a{EVIL}.md").write_text(PAGE, "utf-8", newline="")
    (folder / "0001-b\n::error::c.md").write_text(PAGE, "utf-8", newline="")
    prompts = repo / "history" / "prompts" / f"f{EVIL}"
    prompts.mkdir(parents=True)
    (prompts / "0001-a.general.prompt.md").write_text(
        f"---\ntitle: \"{TITLE}\"\nstage: general\nfeature: \"{EVIL}\"\n---\n\n## Prompt\n\n{EVIL}\n", "utf-8"
    )  # fmt: skip
    return repo


COMMANDS = [
    ["list"],
    ["list", "--status", EVIL],
    ["show", "decisions/0001-b\n::error::c.md"],
    ["show", "PHR-1"],
    ["show", f"ADR-{EVIL}"],
    ["show", f"{EVIL}.md"],
    ["show", "ADR-1"],
    ["check"],
    ["check", "--format", "github"],
    ["check", "--format", "sarif"],
    ["check", f"{EVIL}"],
    ["check", "--json"],
    ["list", "--json"],
    ["show", "PHR-1", "--json"],
    ["show", f"{EVIL}", "--json"],
    ["index"],
    ["index", "--check"],
    ["renumber"],
    ["renumber", "--dry-run"],
    ["retitle", EVIL, TITLE],
    ["retitle", "ADR-1", TITLE, "--dry-run"],
    ["remove", EVIL],
    ["remove", "ADR-1", "--force", "--dry-run"],
    ["remove", "ADR-1"],
    ["numbers"],
    ["audit"],
    ["config"],
    ["suggest", "list"],
    ["adr", "new", TITLE],
    ["adr", "accept", EVIL],
    ["phr", "new", TITLE, "--stage", EVIL],
    ["link", EVIL, EVIL, EVIL],
    ["redact", EVIL],
    ["redact", "--text", "decisions/0001-b\n::error::c.md"],
    [EVIL],
    ["list", f"--{EVIL}"],
    ["-C", EVIL, "list"],
    ["agents", "status"],
    ["agents", "install", EVIL],
]


@pytest.mark.parametrize("args", COMMANDS, ids=lambda args: ascii(" ".join(args))[:50])
def test_no_command_prints_a_control(hostile_repo: Path, run: Runner, args: list[str]) -> None:
    result = run(*args)
    assert result.exit in (0, 1, 2, 3, 4)
    assert not FORBIDDEN & set(result.out + result.err)
    assert not any(line.startswith("::error::c") for line in (result.out + result.err).split("\n"))


def test_settings_that_are_refused_print_no_control(hostile_repo: Path, run: Runner) -> None:
    (hostile_repo / "minutebook.toml").write_text('adr-template = "a\\u001b[2J\\u202e"\n', "utf-8")
    refused = run("adr", "new", "A")
    assert refused.exit == 2
    (hostile_repo / "minutebook.toml").write_text('"\\u001b[2J\\u202e\\u009b" = 1\n', "utf-8")
    refused_too = run("list")
    assert refused_too.exit == 2
    assert not FORBIDDEN & set(refused.out + refused.err + refused_too.out + refused_too.err)


def test_the_bytes_of_a_page_can_be_asked_for(hostile_repo: Path, run: Runner) -> None:
    path = "decisions/0001-b\n::error::c.md"
    assert run("show", path, "--raw").ok().out == PAGE
    assert "\\x1b]0;owned\\x07" in run("show", path).ok().out
    assert run("show", path, "--raw", "--json").exit == 2
    assert run("redact", "--raw", path).ok().out == PAGE
