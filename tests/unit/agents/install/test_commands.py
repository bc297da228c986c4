"""The commands that are committed for others: their text is frozen, and they trouble nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutebook.agents.adapters import load_adapters
from minutebook.agents.adapters.base import HooksFile, make_command, make_posix_command

ANY_SHELL = (
    'git -c "alias.minutebook-hook=!command -v minutebook-hook >/dev/null 2>&1 || exit 0; '
    'exec minutebook-hook AGENT #" minutebook-hook ; exit 0'
)
POSIX = "command -v minutebook-hook >/dev/null 2>&1 || exit 0; minutebook-hook AGENT; exit 0"

# Frozen, literally. Codex trusts a hook by the hash of its definition: where a version of ours
# changes one, hooks that were trusted no longer run, and nothing is recorded without a word. The
# other agents' texts are in the repositories of people who do not install again, either.
FROZEN = {
    "claude": {ANY_SHELL.replace("AGENT", "claude")},
    "codex": {form.replace("AGENT", "codex") for form in (ANY_SHELL, POSIX)},
    "gemini": {ANY_SHELL.replace("AGENT", "gemini")},
    "cursor": {ANY_SHELL.replace("AGENT", "cursor")},
    # Its payloads do not name their event.
    "copilot": {form.replace("AGENT", "copilot EVENT") for form in (ANY_SHELL, POSIX)},
}

SHELLS = [
    "sh -c",
    "dash -c",
    "bash -c",
    "bash -i -c",
    "zsh -c",
    "fish -c",
    "ksh -c",
    "pwsh -NoProfile -c",
]


def list_commands(value: object, event: str = "") -> Iterator[str]:
    """The texts in hooks that run something, with EVENT for the name of the event they are of."""
    if isinstance(value, str) and "minutebook-hook" in value:
        yield value.replace(f" {event}", " EVENT") if event else value
    elif isinstance(value, dict):
        for each in value.values():
            yield from list_commands(each, event)
    elif isinstance(value, list):
        for each in value:
            yield from list_commands(each, event)


def test_the_commands_of_every_agent_are_frozen() -> None:
    installed = {
        name: {
            command
            for file in adapter.installation.files
            if isinstance(file, HooksFile)
            for event, entry in file.hooks.items()
            for command in list_commands(entry, event)
        }
        for name, adapter in load_adapters().items()
        if adapter.installation is not None
    }
    assert {name: commands for name, commands in installed.items() if commands} == FROZEN


def test_no_frozen_command_has_what_a_shell_of_windows_reads_otherwise() -> None:
    """Within double quotes cmd expands %, PowerShell expands $ and the backtick."""
    for command in FROZEN["copilot"] | FROZEN["claude"]:
        assert not set("%$`'\\^") & set(command)


@pytest.fixture
def hook_folder(repo: Path) -> Path:
    """A folder with a hook that prints what it was given and where it ran."""
    hook = repo.parent / "bin/minutebook-hook"
    hook.parent.mkdir()
    hook.write_text('#!/bin/sh\necho "$* <$(cat)> $PWD"\necho note >&2\n')
    hook.chmod(0o755)
    return hook.parent


def run_command(
    shell: str, command: str, cwd: Path, first_folder: Path | None = None
) -> tuple[int, str, str]:
    """Run a command as an agent does: exit status, stdout and stderr."""
    program, *options = shell.split()
    if not shutil.which(program):
        pytest.skip(f"{program} is not there")
    search_path = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not os.path.exists(os.path.join(folder, "minutebook-hook"))
    )
    if first_folder is not None:
        search_path = f"{first_folder}{os.pathsep}{search_path}"
    result = subprocess.run(
        [program, *options, command],
        cwd=cwd,
        env={**os.environ, "PATH": search_path, "HOME": str(cwd), "ZDOTDIR": str(cwd)},
        input='{"a": "é $x"}',
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
        start_new_session=True,
    )
    noise = ("bash: ", "exit")  # of an interactive one, whose stderr nobody sees at status 0
    errors = [line for line in result.stderr.splitlines() if not line.startswith(noise)]
    return result.returncode, result.stdout, "\n".join(errors)


COMMANDS = [make_command("copilot", "agentStop"), make_posix_command("copilot", "agentStop")]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", COMMANDS, ids=["any", "posix"])
def test_where_minutebook_is_not_installed_nothing_happens(
    repo: Path, shell: str, command: str
) -> None:
    if command == COMMANDS[1] and shell in ("pwsh -NoProfile -c", "bash -i -c"):
        pytest.skip("this form is for POSIX shells, and no agent's shell is interactive there")
    assert run_command(shell, command, repo) == (0, "", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_subdirectorys_event_reaches_the_hook_with_its_input_and_its_words_come_back(
    repo: Path, hook_folder: Path, shell: str
) -> None:
    folder = repo / "src/a b"
    folder.mkdir(parents=True)
    status, output, errors = run_command(shell, COMMANDS[0], folder, hook_folder)
    assert (status, output) == (0, f'copilot agentStop <{{"a": "é $x"}}> {repo}\n')
    assert errors == "note"


@pytest.mark.parametrize("shell", ["sh -c", "dash -c", "bash -c", "zsh -c", "fish -c", "ksh -c"])
def test_the_cheaper_form_runs_where_the_agent_works(
    repo: Path, hook_folder: Path, shell: str
) -> None:
    result = run_command(shell, COMMANDS[1], repo, hook_folder)
    assert result == (0, f'copilot agentStop <{{"a": "é $x"}}> {repo}\n', "note")


def test_outside_a_repository_the_command_ends_well(tmp_path: Path) -> None:
    assert run_command("sh -c", COMMANDS[0], tmp_path) == (0, "", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_git_that_fails_is_no_refusal(repo: Path, shell: str) -> None:
    (repo / ".git/config").write_text("[broken")
    status, output, errors = run_command(shell, COMMANDS[0], repo)
    assert (status, output) == (0, "")
    assert "bad config" in errors


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", COMMANDS, ids=["any", "posix"])
@pytest.mark.parametrize("first_line", ["#!/no/such/interpreter", "#!/bin/sh\nexit 3"])
def test_a_hook_that_is_broken_is_no_refusal(
    repo: Path, hook_folder: Path, shell: str, command: str, first_line: str
) -> None:
    if command == COMMANDS[1] and shell in ("pwsh -NoProfile -c", "bash -i -c"):
        pytest.skip("this form is for POSIX shells, and no agent's shell is interactive there")
    (hook_folder / "minutebook-hook").write_text(f"{first_line}\n")
    status, output, _ = run_command(shell, command, repo, hook_folder)
    assert (status, output) == (0, "")


def test_without_git_the_status_is_0(repo: Path) -> None:
    (repo.parent / "empty").mkdir()
    result = subprocess.run(
        [shutil.which("sh") or "sh", "-c", COMMANDS[0]],
        cwd=repo,
        env={"PATH": str(repo.parent / "empty")},
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, b"")


def test_words_that_cmd_takes_for_arguments_are_none(repo: Path, hook_folder: Path) -> None:
    command = COMMANDS[0].replace(" ; ", " ';' ")
    status, output, _ = run_command("sh -c", command, repo, hook_folder)
    assert (status, output) == (0, f'copilot agentStop <{{"a": "é $x"}}> {repo}\n')
