"""Every command that a finding or a refusal of `check`, `link` and `unlink` names can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner
from faulty_records import PAGES, PROMPTS

PLACEHOLDER = re.compile(r"[A-Z]{2,}|…|\.\.\.|<\w+>")


@pytest.fixture
def faulty(repo: Path, git: Callable[..., str]) -> Path:
    """A repository in which nearly every rule finds something."""
    for folder, pages in (("decisions", PAGES), ("history/prompts", PROMPTS)):
        for name, text in pages.items():
            path = repo / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "all")
    return repo


def list_commands(text: str) -> list[list[str]]:
    """The commands that a text names, as a shell reads them."""
    quoted = re.findall(r"`((?:minutebook|git) [^`]+)`", text)
    if not quoted and (named := re.search(r"minutebook .*\Z", text)):
        quoted = [named[0]]
    return [shlex.split(command) for command in quoted]


def require_typeable(run: Runner, command: list[str]) -> None:
    words = [word for word in command[1:] if not re.match(r"ADR-|PHR-|S-\d|decisions/|\[", word)]
    assert not any(PLACEHOLDER.fullmatch(word) for word in words), command
    if command[0] != "minutebook":
        return
    writes = command[1] in ("unlink", "link", "renumber", "redact", "index", "adr")
    help_only = "--help" in command
    arguments = command[1:]
    if command[1] in ("renumber", "unlink", "link", "adr", "suggest") and not help_only:
        arguments = [*arguments, "--dry-run"]
    result = run(*arguments)
    assert result.exit in ((0, 1, 3) if writes else (0, 1)), (command, result.err)
    if command[1] == "unlink":
        assert result.exit == 0, (command, result.err)


def test_the_commands_of_findings(faulty: Path, run: Runner) -> None:
    findings = run("check", "--json").json["findings"]
    codes = {finding["code"] for finding in findings}
    assert {
        *("dangling-link", "dead-link", "dead-ref", "own-relation", "circular-relation"),
        *("no-successor", "early-supersession", "one-way-supersession", "misspelled-status"),
        *("status-differs", "number-name", "number-twice", "empty-section", "no-prompt"),
        *("unknown-status", "unknown-stage", "placeholder", "conflict-markers", "stale-index"),
        *("review-due", "long-proposed", "suggestion-pending", "suggestion-unclear", "secret"),
        *("prompt-edited", "unread-date", "ambiguous-date", "front-matter-open"),
    } <= codes
    commands = {tuple(command) for finding in findings for command in list_commands(finding["fix"])}
    assert len(commands) > 20
    for command in sorted(commands):
        if "check" not in command:
            require_typeable(run, list(command))


@pytest.mark.parametrize(
    "args",
    [
        ("check", "--only", "stale"),
        ("check", "--only", "xyzzy"),
        ("check", "nothing"),
        ("check", "--dry-run"),
        ("check", "--baseline", "--fix"),
        ("check", "--explain", "placeholdr"),
        ("unlink", "ADR-1", "supersedes", "ADR-2"),
        ("unlink", "ADR-1", "supersedes", "0099-gone"),
        ("unlink", "ADR-14", "superseded-by", "ADR-0077"),
        ("unlink", "ADR-15", "superseded-by", "ADR-77"),
        ("unlink", "ADR-99", "supersedes", "ADR-1"),
        ("link", "ADR-1", "wobbles", "ADR-2"),
        ("link", "ADR-1", "amends", "ADR-1"),
        ("link", "PHR-1", "supersedes", "PHR-2"),
        ("link", "ADR-3", "supersedes", "ADR-1"),
        ("link", "ADR-1", "supersedes", "ADR-7"),
        ("link", "ADR-1", "supersedes", "ADR-3"),
        ("link", "ADR-1", "amends", "ADR-77"),
        ("link", "ADR-1", "amends", "ADR-11"),
        ("link", "decisions/0011-a.md", "amends", "decisions/0011-b.md", "--dry-run"),
    ],
    ids=" ".join,
)
def test_the_commands_of_refusals(args: tuple[str, ...], faulty: Path, run: Runner) -> None:
    result = run(*args)
    hint = next((line for line in result.err.split("\n") if line.startswith("hint: ")), "")
    assert (result.exit in (2, 3)) == bool(hint)
    for command in list_commands(hint):
        require_typeable(run, command)


def test_a_dead_target_is_taken_out_as_the_finding_says(faulty: Path, run: Runner) -> None:
    findings = run("check", "--only", "dangling-link", "--json").json["findings"]
    removals = [
        command
        for finding in findings
        if finding["path"] == "decisions/0010-dead.md"
        for command in list_commands(finding["fix"])
        if command[1] == "unlink"
    ]
    assert {command[4] for command in removals} == {"[9. It's gone](0099-gone.md)", "0098 $(x)"}
    for command in removals:
        run(*command[1:]).ok()
    run("check", "--fix", "--only", "dangling-link")
    page = (faulty / "decisions/0010-dead.md").read_text("utf-8")
    assert "amends: [0002-new]" in page
