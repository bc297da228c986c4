"""Reads arguments that are plain: a command, its options as the table lists them, and its values.

Whatever else there is in a command line is for typer: help, completion, a word that is not known or
not in its place, a value that is missing or of another type. It gives the errors, too.
"""

from __future__ import annotations

import os

from minutebook.cli.call import Call
from minutebook.cli.plain.table import COMMANDS

COMPLETION_VARIABLE = "_MINUTEBOOK_COMPLETE"  # what a shell asks for: `complete_bash`
_MAX_COMMAND_WORDS = 3  # as in `phr texts push`
_MAX_DIGITS = 9  # of a number; typer says what is wrong with a longer one


def parse_arguments(args: list[str]) -> Call | None:
    """The call that plain arguments ask for; None where typer is to read them."""
    if COMPLETION_VARIABLE in os.environ:
        return None
    start, folders = 0, []
    while args[start : start + 1] == ["-C"]:
        folder = args[start + 1] if start + 1 < len(args) else "--"
        if _is_option(folder):
            return None
        folders.append(folder)
        start += 2
    for count in range(_MAX_COMMAND_WORDS, 0, -1):
        command = COMMANDS.get(tuple(args[start : start + count]))
        if command:
            break
    else:
        return None
    module, function, positional_names, required_names, options = command
    values = _parse_values(args[start + count :], positional_names, options)
    if values is None or any(name not in values for name in required_names):
        return None
    return Call(f"minutebook.cli.commands.{module}", function, values, folders)


def _parse_values(
    args: list[str], positional_names: tuple[str, ...], options: dict[str, tuple[str, str]]
) -> dict[str, object] | None:
    """The values by the names of parameters; None where an argument is not plain."""
    values: dict[str, object] = {}
    positionals = []
    remaining = iter(args)
    for arg in remaining:
        if not _is_option(arg):
            positionals.append(arg)
            continue
        option, equals, text = arg.partition("=")
        name, kind = options.get(option, ("", ""))
        # A short option takes no value by `=`: the sign would belong to the value.
        if not kind or (equals and (kind == "flag" or not option.startswith("--"))):
            return None
        if kind != "flag" and not equals:
            text = next(remaining, "--")
            if _is_option(text):  # it may be one, and the value was forgotten
                return None
        if kind == "flag":
            values[name] = True
        elif kind == "texts":
            values[name] = [*values.get(name, ()), text]  # type: ignore[misc]
        elif kind == "text":
            values[name] = text
        elif text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
            values[name] = int(text)
            if kind == "count" and not values[name]:
                return None
        else:
            return None
    for name in positional_names:
        _take_value(name, positionals, values)
    return None if positionals else values


def _take_value(name: str, positionals: list[str], values: dict[str, object]) -> None:
    """Give a parameter the first of the words that are left; a `*` parameter all of them."""
    if positionals and name.startswith("*"):
        values[name[1:]] = positionals[:]
        positionals.clear()
    elif positionals:
        values[name] = positionals.pop(0)


def _is_option(arg: str) -> bool:
    return arg.startswith("-") and arg != "-"
