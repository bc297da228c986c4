"""Reads arguments with typer: all that are not plain. Gives help, completion and usage errors.

What a command takes stands in the annotations of its function, as texts: here they are evaluated.
Only the commands that are asked for are loaded and built.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from minutebook import __version__
from minutebook.cli import (
    COMMAND_MODULES,
    HIDDEN_COMMANDS,
    completion,
    find_command,
    option_types,
    output,
)
from minutebook.cli.call import Call
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.plain.arguments import COMPLETION_VARIABLE
from minutebook.errors import EXIT_USAGE, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.command_group import CommandFunction

# typer carries its click as a private package; its public errors descend from click's.
_ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]
_ClickError: type[Exception] = _ClickUsageError.__mro__[1]

_MAX_SUMMARY_CHARACTERS = 1000
# What annotations of commands name besides the globals of their modules.
_DECLARATIONS = {**vars(completion), **vars(option_types), "typer": typer, "Annotated": Annotated}


def parse_arguments(args: list[str]) -> Call | int:
    """What the arguments ask for, or an exit status where help or the version was printed.

    Raises UsageError.
    """
    if os.environ.get(COMPLETION_VARIABLE, "").startswith("complete"):
        return _complete(args)
    return _parse(args)


def _complete(args: list[str]) -> int:
    """Print what the shell may offer, and nothing else: what goes wrong is shown by no offers."""
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            return int(build_app().main(args, prog_name="minutebook") or 0)
        except SystemExit as error:  # typer ends the process, as it does where it is all there is
            return error.code if isinstance(error.code, int) else 1
        except Exception:  # noqa: BLE001 - a shell has no use for a message
            return 1


def _parse(args: list[str]) -> Call | int:
    """The same for arguments of a command."""
    try:
        # With standalone_mode off, what the command's function returns is returned: the call.
        call: Call | int | None = build_app().main(
            args, prog_name="minutebook", standalone_mode=False
        )
    except _ClickError as error:
        return _refuse(error, args)
    return call or 0


def _refuse(error: Exception, args: list[str]) -> int:
    """Raise the UsageError that says what typer says, or print the help where that is the error."""
    command_name = find_command(args)
    context = getattr(error, "ctx", None)  # none where an option lacks its value
    path = context.command_path if context else f"minutebook {command_name}".rstrip()
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":  # no arguments at all: the message is the help
        sys.stderr.write(f"{message}\n")
        return EXIT_USAGE
    parameter: Any = getattr(error, "param", None)
    if type(error).__name__ == "BadParameter" and parameter is not None:
        message = _describe_number(parameter) or message
    hint = f"{path} --help"
    if type(error).__name__ == "NoSuchOption" and command_name == "search":
        hint = f"behind --, or with NOT: {_write_search(args)}"
    raise UsageError(message[0].lower() + message[1:].rstrip("."), hint) from None


def _write_search(args: list[str]) -> str:
    """The command of a search whose exclusions were read as options, with its words behind --."""
    options: list[str] = []
    words: list[str] = []
    for arg in args[args.index("search") + 1 :]:
        is_value = bool(options) and options[-1] in ("--limit", "--offset")
        is_option = arg.partition("=")[0] in ("--json", "--limit", "--offset")
        (options if is_value or is_option else words).append(arg)
    return shlex.join(["minutebook", "search", *options, "--", *words])


def _describe_number(option: Any) -> str:
    """What an option that takes a number must be; "" for others.

    Each version of typer has words of its own.
    """
    # Until typer 0.26 an option has a type, and that the limits; later it has them itself.
    limits = getattr(option, "type", option)
    minimum, maximum = (getattr(limits, name, None) for name in ("min", "max"))
    if minimum is None:
        return ""
    annotation = getattr(getattr(option, "type_descriptor", None), "annotation", None)
    is_float = annotation is float or limits.name == "float range"
    noun = "number" if is_float else "whole number"
    end = "" if maximum is None else f" to {maximum}"
    return f"{option.opts[0]} must be a {noun} from {minimum}{end}"


# The application ------------------------------------------------------------------------------


class _Commands(Mapping[str, Any]):
    """The commands of a group by name, as typer knows them. Each is built when it is looked up."""

    def __init__(
        self,
        names: Sequence[str],
        load_member: Callable[[str], CommandFunction | CommandGroup],
    ) -> None:
        self._names = names
        self._load_member = load_member
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._built:
            self._built[name] = _build_member(name, self.get_member(name))
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def get_member(self, name: str) -> CommandFunction | CommandGroup:
        """The function or the group that a command is made of."""
        return self._load_member(name)

    def list_summaries(self) -> Iterator[tuple[str, str]]:
        """The names of the commands that are shown, each with the summary of its help."""
        for name in self._names:
            if name not in HIDDEN_COMMANDS:
                member = self.get_member(name)
                if isinstance(member, CommandGroup):
                    text: str | None = member.help_text
                else:
                    text = inspect.getdoc(member)
                command = TyperCommand(name, help=text, rich_markup_mode=None)
                yield name, command.get_short_help_str(_MAX_SUMMARY_CHARACTERS)


class _Group(TyperGroup):
    """Lists commands in their order with whole summaries: a long one is wrapped, where typer cuts.

    For the list no command is built.
    """

    summaries: Callable[[], Iterator[tuple[str, str]]]

    def list_commands(self, ctx: object) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: object, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries()))


def build_app() -> Any:
    """The application. Its commands are loaded when they are looked up in `commands`."""
    return _build_group(
        "minutebook",
        _Commands(list(COMMAND_MODULES), _load_command),
        _set_options,
        add_completion=True,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _load_command(name: str) -> CommandFunction | CommandGroup:
    module = importlib.import_module(f"minutebook.cli.commands.{COMMAND_MODULES[name]}")
    member: CommandFunction | CommandGroup = getattr(module, f"{name.replace('-', '_')}_")
    return member


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        output.print_lines([f"minutebook {__version__}"])
        raise typer.Exit


def _set_options(
    context: typer.Context,
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
    context.obj = folders or []


def _build_member(name: str, member: CommandFunction | CommandGroup) -> Any:
    if isinstance(member, CommandGroup):
        return _build_group(
            name,
            _Commands(list(member.members), member.members.__getitem__),
            _make_callback(member.default) if member.default else None,
            help=member.help_text,
            no_args_is_help=not member.default,
            invoke_without_command=bool(member.default),
        )
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, hidden=name in HIDDEN_COMMANDS)(_make_callback(member))
    return typer.main.get_command(app)


def _build_group(
    name: str,
    commands: _Commands,
    callback: Callable[..., object] | None,
    add_completion: bool = False,
    **settings: Any,
) -> Any:
    app = typer.Typer(
        name=name,
        cls=_Group,
        rich_markup_mode=None,
        add_completion=add_completion,
        **settings,
    )
    app.callback()(callback or (lambda: None))
    group: Any = typer.main.get_command(app)
    group.commands, group.summaries = commands, commands.list_summaries
    return group


def _make_callback(function: CommandFunction) -> Callable[..., Call]:
    """A function for typer that takes what a command takes, and returns the call of it."""

    def make_call(typer_context: typer.Context, **values: object) -> Call:
        folders = typer_context.find_root().obj
        return Call(function.__module__, function.__name__, values, folders)

    context_parameter = inspect.Parameter(
        "typer_context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context
    )
    signature = inspect.Signature([*read_parameters(function), context_parameter])
    setattr(make_call, "__signature__", signature)  # noqa: B010 - mypy knows no such attribute
    make_call.__doc__ = function.__doc__
    return make_call


def read_parameters(function: CommandFunction) -> list[inspect.Parameter]:
    """The parameters of a command's function, their annotations evaluated."""
    namespace = {**_DECLARATIONS, **function.__globals__}
    return [
        parameter.replace(annotation=eval(parameter.annotation, namespace))  # noqa: S307 - our own
        for parameter in inspect.signature(function).parameters.values()
    ]
