"""Help, completion and version: what the command line says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from minutebook import __version__
from minutebook.cli import COMMAND_MODULES, HIDDEN_COMMANDS
from minutebook.cli.app import build_app

from command_runner import CommandResult, Runner

GROUPS = ["", "phr", "adr", "suggest", "agents", "numbers"]


def list_commands(help_text: str) -> Iterator[tuple[str, str]]:
    """The commands that a help text lists, with their summaries."""
    for line in help_text.partition("\nCommands:\n")[2].splitlines():
        name, _, summary = line.strip().partition("  ")
        yield name, summary.strip()


def test_no_arguments_are_answered_by_help(run: Runner, repo: object) -> None:
    for args in ([], ["adr"], ["phr"]):
        result = run(*args)
        assert result.exit == 2
        assert result.out == ""
        assert result.err.startswith("Usage: minutebook")


@pytest.mark.parametrize(
    "command", ["", *COMMAND_MODULES, "adr new", "adr accept", "adr supersede", "phr new"]
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(command: str, option: str, run: Runner, repo: object) -> None:
    result = run(*command.split(), option).ok()
    assert result.out.startswith("Usage: minutebook " + command)
    assert result.err == ""


@pytest.mark.parametrize("group", GROUPS)
def test_every_summary_fits(
    group: str, run: Runner, repo: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    commands = dict(list_commands(run(*group.split(), "--help").ok().out))
    assert commands
    for name, summary in commands.items():
        assert summary, name
        assert not summary.endswith("..."), name


def test_commands_are_listed_by_use(run: Runner, repo: object) -> None:
    names = [name for name, _ in list_commands(run("--help").ok().out)]
    assert names == [name for name in COMMAND_MODULES if name not in HIDDEN_COMMANDS]
    assert names[:3] == ["init", "phr", "adr"]
    assert names[-1] == "hook"


def test_the_version(run: Runner, repo: object) -> None:
    for args in (["--version"], ["-C", ".", "--version"]):
        assert run(*args).ok().out == f"minutebook {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "position", "completions"),
    [
        ("minutebook ", "1", set(COMMAND_MODULES) - HIDDEN_COMMANDS),
        ("minutebook adr a", "2", {"accept", "amend"}),
        ("minutebook li", "1", {"list", "link"}),
    ],
)
def test_completion_knows_the_commands(
    typed: str,
    position: str,
    completions: set[str],
    spawn: Callable[..., CommandResult],
    world: dict[str, str],
) -> None:
    """As a shell's completion function asks, whatever shell the tests are run from."""
    world["_MINUTEBOOK_COMPLETE"] = "complete_bash"
    world |= {"COMP_WORDS": typed, "COMP_CWORD": position}
    assert set(spawn().ok().out.split()) == completions


def test_the_completion_of_a_shell_can_be_installed() -> None:
    options = {option for parameter in build_app().params for option in parameter.opts}
    assert {"--install-completion", "--show-completion"} <= options


@pytest.mark.parametrize("columns", ["40", "60", "100"])
@pytest.mark.parametrize("group", GROUPS)
def test_no_summary_is_cut_at_any_width(
    group: str, columns: str, run: Runner, repo: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    commands = run(*group.split(), "--help").ok().out.partition("\nCommands:\n")[2]
    assert commands
    assert "..." not in commands
