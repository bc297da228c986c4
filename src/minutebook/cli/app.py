"""Build the application with the command asked for, and turn errors into messages and statuses."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from minutebook import __version__
from minutebook.cli import COMMAND_MODULES, HIDDEN_COMMANDS, output
from minutebook.errors import EXIT_BUG, EXIT_USAGE, OperationError, Refusal, UsageError

# typer carries its click as a private package; its public errors descend from click's.
ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]
ClickError: type[Exception] = ClickUsageError.__mro__[1]

_COMPLETION_VARIABLE = "_MINUTEBOOK_COMPLETE"
INTERRUPTED_STATUS = 130
_MAX_SUMMARY_CHARACTERS = 1000
# What a disk may answer to any program; another error of the system is a mistake of ours.
_DISK_ERRORS = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EIO,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)


class _CommandGroup(TyperGroup):
    """Shows the whole summary of each command: a long one is wrapped where typer would cut it."""

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        commands = [self.commands[name] for name in self.list_commands(ctx)]
        rows = [
            (command.name, command.get_short_help_str(_MAX_SUMMARY_CHARACTERS))
            for command in commands
            if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class _OrderedGroup(_CommandGroup):
    """Lists commands in the order of COMMAND_MODULES; typer puts groups behind plain commands."""

    def list_commands(self, ctx: object) -> list[str]:
        return [name for name in COMMAND_MODULES if name in self.commands]


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        output.print_lines([f"minutebook {__version__}"])
        raise typer.Exit


def set_options(
    folders: Annotated[
        list[str] | None,
        typer.Option("-C", metavar="PATH", help="Work in PATH, as git -C does."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Keep the minute book of a code base in git: prompts and decisions as markdown records."""
    # Each one is seen from the one before.
    output.working_folder = os.path.join(*folders) if folders else "."


def build_app(command_name: str | None) -> typer.Typer:
    """The application with one command, or with all of them for None."""
    app = typer.Typer(
        name="minutebook",
        cls=_OrderedGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=command_name is None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(set_options)
    for name in COMMAND_MODULES if command_name is None else (command_name,):
        module = importlib.import_module(f"minutebook.cli.commands.{COMMAND_MODULES[name]}")
        command = getattr(module, f"{name.replace('-', '_')}_")
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, cls=_CommandGroup)
        else:
            app.command(name, hidden=name in HIDDEN_COMMANDS)(command)
    return app


def run(args: list[str]) -> int:
    """Run the command that the arguments ask for, and give its exit status."""
    as_json = _asks_for_json(args)
    try:
        # With standalone_mode off, a command's exit status is returned or its exception raised.
        app = build_app(_find_command(args))
        status = app(args, prog_name="minutebook", standalone_mode=False)
        _remove_old_bug_logs()
        return status if isinstance(status, int) else 0
    except Refusal as error:
        return output.print_refusal(error, as_json)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED_STATUS
    except output.OutputClosed:
        return 0
    except ClickError as error:
        return _report_usage_error(error, as_json)
    except Exception as error:  # noqa: BLE001 - whatever else escapes is a bug, and is told as one
        if isinstance(error, OSError) and error.filename and error.errno in _DISK_ERRORS:
            return output.print_refusal(_explain_disk_error(error), as_json)
        return _report_bug(error, args, as_json)


def _remove_old_bug_logs() -> None:
    from minutebook.cli import bug_log

    bug_log.remove_old_logs()


def _explain_disk_error(error: OSError) -> OperationError:
    return OperationError(
        f"{error.filename}: {error.strerror}", "see that the disk has room and may be written"
    )


def _asks_for_json(args: list[str]) -> bool:
    return (
        "--json" in args
        or "--format=json" in args
        or any(args[index : index + 2] == ["--format", "json"] for index in range(len(args)))
    )


def _find_command(args: list[str]) -> str | None:
    """The command among the arguments, where it is plain to see; None asks for all of them."""
    if _COMPLETION_VARIABLE in os.environ:
        return None
    index = 0
    while index < len(args) and args[index].startswith("-C"):
        index += 2 if args[index] == "-C" else 1
    name = args[index] if index < len(args) else ""
    return name if name in COMMAND_MODULES else None


def _report_usage_error(error: Exception, as_json: bool) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "minutebook"
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":  # no arguments at all: the message is the help
        sys.stderr.write(f"{message}\n")
        return EXIT_USAGE
    return output.print_refusal(
        UsageError(message[0].lower() + message[1:].rstrip("."), f"{path} --help"), as_json
    )


def _report_bug(error: Exception, args: list[str], as_json: bool) -> int:
    from minutebook.cli import bug_log

    command = _find_command(args) or ""
    path = bug_log.write_log(error, command)
    trace = " ".join(bug_log.describe_bug(error, command))
    hint = f"please report it with {path}" if path else f"please report it with this: {trace}"
    bug = Refusal(f"a bug in minutebook: {type(error).__name__}: {error}", hint)
    bug.code = "bug"
    output.print_refusal(bug, as_json)
    return EXIT_BUG
