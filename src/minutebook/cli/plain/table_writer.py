"""Writes `cli/plain/table.py`: what commands take, as far as it is read without typer.

Run it after a change of a command's parameters: `python -m minutebook.cli.plain.table_writer`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from minutebook.cli import app
from minutebook.cli.command_group import CommandGroup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.command_group import CommandFunction

_HEAD = '''\
"""What commands take, as far as it is read without typer: generated, not edited.

It is derived from the annotations of the commands by
`python -m minutebook.cli.plain.table_writer`, and imports nothing.
"""

from __future__ import annotations

# By the words of a command: the module below `cli/commands` and its function, parameters that are
# given by place (`*`: all further ones), parameters that must be given, and for each option the
# parameter and its kind: a flag, a text, repeatable texts, or a number, from 0 or (count) 1.
# fmt: off
COMMANDS: dict[
    tuple[str, ...],
    tuple[str, str, tuple[str, ...], tuple[str, ...], dict[str, tuple[str, str]]],
] = {
'''
# The table is not imported: one with the marks of a conflict is written anew, too.
TABLE_PATH = os.path.join(os.path.dirname(__file__), "table.py")
_COMMANDS_PACKAGE = "minutebook.cli.commands."
_INDENT, _MAX_LINE_CHARACTERS = " " * 8, 100
_KINDS = {
    bool: "flag",
    str: "text",
    str | None: "text",
    list[str]: "texts",
    list[str] | None: "texts",
    int: "number",
    int | None: "number",
}
_NUMBERS_BY_LEAST = {0: "number", 1: "count"}
# A parameter with one of these is not read from plain arguments alone.
_SETTINGS_OF_TYPER = (
    "callback",
    "count",
    "default_factory",
    "envvar",
    "is_eager",
    "parser",
    "prompt",
)


def render_table() -> str:
    """The source text of `cli/plain/table.py` for the commands that there are."""
    return _HEAD + "".join(_render_members((), app.build_app().commands)) + "}\n"


def _render_members(words: tuple[str, ...], commands: Any) -> Iterator[str]:
    for name, command in commands.items():
        member = commands.get_member(name)
        own_words = (*words, name)
        if not isinstance(member, CommandGroup):
            yield _render_command(own_words, member, command)
            continue
        if member.default:
            yield _render_command(own_words, member.default, command)
        yield from _render_members(own_words, command.commands)


def _render_command(words: tuple[str, ...], function: CommandFunction, command: Any) -> str:
    """The entry of a command; "" where it is always read with typer.

    An option of another kind than the table has is left out: it is read with typer.
    """
    positional_names, required_names, options = [], [], {}
    declared = {parameter.name: parameter for parameter in app.read_parameters(function)}
    for parameter in command.params:
        name = parameter.name
        type_, info = get_args(declared[name].annotation)
        kind = _KINDS.get(type_, "")
        if kind == "number":
            kind = "" if info.max is not None else _NUMBERS_BY_LEAST.get(info.min, "")
        is_argument = parameter.param_type_name == "argument"
        if any(getattr(info, setting, None) for setting in _SETTINGS_OF_TYPER):
            return ""
        if is_argument and kind not in ("text", "texts"):
            return ""
        if parameter.required:
            required_names.append(name)
        if is_argument:
            positional_names.append(f"*{name}" if kind == "texts" else name)
        elif kind:
            options.update(dict.fromkeys(parameter.opts, (name, kind)))
    module = function.__module__.removeprefix(_COMMANDS_PACKAGE)
    items = [json.dumps(text) for text in (module, function.__name__)]
    items += [_render_tuple(positional_names), _render_tuple(required_names)]
    pairs = [f"{json.dumps(option)}: {_render_tuple(value)}" for option, value in options.items()]
    last = f"{pairs.pop()}}}" if pairs else "}"
    lines = _wrap(items) + _wrap([*pairs, last], opening="{")
    return "\n".join([f"    {_render_tuple(words)}: (", *lines, "    ),"]) + "\n"


def _wrap(items: Iterable[str], opening: str = "") -> list[str]:
    """Items of Python with a comma behind each, in as few lines as they fit in."""
    lines, line = [], _INDENT + opening
    for item in items:
        if len(line) + len(item) + 1 > _MAX_LINE_CHARACTERS:
            lines.append(line.rstrip())
            line = _INDENT
        line += f"{item}, "
    return [*lines, line.rstrip()]


def _render_tuple(texts: Iterable[str]) -> str:
    """A tuple of texts as ruff would write it."""
    items = [json.dumps(text) for text in texts]
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def main() -> None:
    """Write the table of the commands that there are."""
    text = render_table()
    with open(TABLE_PATH, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
