"""Puts the asked command's group together, and turns what escapes it into words and a status."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Annotated

import typer

from minutebook import __version__
from minutebook.cli import COMMAND_MODULES, HIDDEN_COMMANDS, output
from minutebook.errors import EXIT_BUG, EXIT_USAGE, Refusal

# typer carries its click as a private package; its public errors descend from click's.
ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]
ClickError: type[Exception] = ClickUsageError.__mro__[1]

_COMPLETION = "_MINUTEBOOK_COMPLETE"
INTERRUPTED_STATUS = 130


def _version(wanted: bool) -> None:
    if wanted:
        output.print_lines([f"minutebook {__version__}"])
        raise typer.Exit


def options(
    where: Annotated[
        str, typer.Option("-C", metavar="PATH", help="Work in PATH, as git -C does.")
    ] = ".",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep the minute book of a code base in git: prompts and decisions as markdown records."""
    output.working_folder = where


def build_app(command_name: str | None) -> typer.Typer:
    """The application with the group of one command, or with all of them."""
    app = typer.Typer(
        name="minutebook",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=command_name is None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    wanted = (
        COMMAND_MODULES if command_name is None else {command_name: COMMAND_MODULES[command_name]}
    )
    for command, module in wanted.items():
        room = importlib.import_module(f"minutebook.cli.commands.{module}")
        found = getattr(room, f"{command.replace('-', '_')}_")
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=command)
        else:
            app.command(command, hidden=command in HIDDEN_COMMANDS)(found)
    return app


def run(args: list[str]) -> int:
    """Run the command that `words` ask for; its exit status."""
    as_json = _asks_for_json(args)
    try:
        # With standalone_mode off, a command's exit status is returned or its exception raised.
        returned = build_app(_command(args))(args, prog_name="minutebook", standalone_mode=False)
        return returned if isinstance(returned, int) else 0
    except Refusal as error:
        return output.print_refusal(error, as_json)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED_STATUS
    except output.OutputClosed:
        return 0
    except ClickError as error:
        return _misused(error, as_json)
    except Exception as error:  # noqa: BLE001 - whatever else escapes is a bug, and is told as one
        return _bug(error, args, as_json)


def _asks_for_json(words: list[str]) -> bool:
    formats = ["--format", "json"]
    return (
        "--json" in words
        or "--format=json" in words
        or any(words[at : at + 2] == formats for at in range(len(words)))
    )


def _command(words: list[str]) -> str | None:
    """The command among the words, where it is plain to see; None asks for all of them."""
    if _COMPLETION in os.environ:
        return None
    at = 0
    while at < len(words) and words[at].startswith("-C"):
        at += 2 if words[at] == "-C" else 1
    word = words[at] if at < len(words) else ""
    return word if word in COMMAND_MODULES else None


def _misused(error: Exception, as_json: bool) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "minutebook"
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":  # no words at all: the message is the help
        sys.stderr.write(f"{message}\n")
        return EXIT_USAGE
    from minutebook.errors import UsageError

    return output.print_refusal(
        UsageError(message[0].lower() + message[1:].rstrip("."), f"{path} --help"), as_json
    )


def _bug(error: Exception, words: list[str], as_json: bool) -> int:
    import tempfile
    import traceback

    trace = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "wb", prefix="minutebook-", suffix=".log", delete=False
        ) as log:
            said = f"minutebook {__version__}, Python {sys.version}\n{words!r}\n\n{trace}"
            log.write(said.encode("utf-8", "backslashreplace"))
        where = f"please report it with {log.name}"
    except OSError:  # no disk to keep it on
        where = f"please report it with this: {trace}"
    told = Refusal(f"a bug in minutebook: {type(error).__name__}: {error}", where)
    told.code = "bug"
    output.print_refusal(told, as_json)
    return EXIT_BUG
