"""A command line that is read without typer is the call that typer makes of it."""

from __future__ import annotations

import inspect
from importlib import import_module

from hypothesis import example, given
from hypothesis import strategies as st

from minutebook.cli import app
from minutebook.cli.call import Call
from minutebook.cli.plain.arguments import parse_arguments
from minutebook.cli.plain.table import COMMANDS

# Halves of surrogate pairs, which are bytes that are not UTF-8, are left out: typer refuses them
# from 0.29 on, where it asks pydantic.
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
plain_text = st.one_of(
    st.sampled_from(["", "-", "a", "ADR-1", "a b", "a=b", "new", "adr", "7", "ü", "日本", "\n"]),
    any_text.filter(lambda text: not text.startswith("-")),
)
# What is slightly wrong, or asks for what the table does not have.
odd_words = st.one_of(
    st.sampled_from(
        ["--", "-", "--help", "-h", "-C", "-Cx", "-x", "-1", "---", "--=", "--version", "--json=1"]
    ),
    st.sampled_from(sorted({option for command in COMMANDS.values() for option in command[4]})),
    st.sampled_from(["--jso", "--lim", "--no-json", "--limit=-1", "--title=", "--range=list"]),
    st.sampled_from(sorted({word for words in COMMANDS for word in words})),
    any_text,
)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command with what its entry in the table says that it takes."""
    words = draw(st.sampled_from(sorted(COMMANDS)))
    _, _, positional_names, required_names, options = COMMANDS[words]
    parts: list[list[str]] = []
    wanted = [
        option
        for option, (name, _) in options.items()
        if name in required_names or draw(st.integers(0, 3)) == 0
    ]
    for option in wanted:
        kind = options[option][1]
        for _ in range(draw(st.integers(1, 2 if kind == "texts" else 1))):
            value = str(draw(st.integers(0, 10**8))) if kind == "number" else draw(plain_text)
            if kind == "flag":
                parts.append([option])
            else:
                parts.append(draw(st.sampled_from([[option, value], [f"{option}={value}"]])))
    for name in positional_names:
        is_required = name.lstrip("*") in required_names
        count = draw(st.integers(int(is_required), 3 if name.startswith("*") else 1))
        if not count and not is_required:
            break
        parts += [[draw(plain_text)] for _ in range(count)]
    folders = draw(st.lists(plain_text, max_size=2))
    arguments = [word for part in draw(st.permutations(parts)) for word in part]
    return [*(word for folder in folders for word in ("-C", folder)), *words, *arguments]


@st.composite
def disturbed_command_lines(draw: st.DrawFn) -> list[str]:
    """A command line in which one or two words are odd, missing, there twice, or elsewhere."""
    args = draw(command_lines())
    for _ in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, max(0, len(args) - 1)))
        change = draw(st.sampled_from(["insert", "replace", "remove", "repeat", "swap"]))
        if change == "insert":
            args.insert(draw(st.integers(0, len(args))), draw(odd_words))
        elif args and change == "replace":
            args[index] = draw(odd_words)
        elif args and change == "remove":
            del args[index]
        elif args and change == "repeat":
            args.insert(index, args[index])
        elif args:
            other_index = draw(st.integers(0, len(args) - 1))
            args[index], args[other_index] = args[other_index], args[index]
    return args


def describe_call(call: object) -> tuple[object, ...]:
    """The function of a call, the values of all its parameters, and the folder."""
    assert isinstance(call, Call)
    function = getattr(import_module(call.module_name), call.function_name)
    bound = inspect.signature(function).bind(**call.values)
    bound.apply_defaults()
    return function, bound.arguments, list(call.folders)


@given(command_lines())
def test_plain_arguments_are_the_call_that_typer_makes_of_them(args: list[str]) -> None:
    call = parse_arguments(args)
    assert call is not None
    assert describe_call(call) == describe_call(app.parse_arguments(args))


@example(["adr new", "A title"])
@example(["suggest", "--staged", "list"])
@example(["numbers", "--json", "prune"])
@example(["list", "--limit", "٣"])
@example(["list", "--limit", "1_000"])
@example(["list", "--limit", ""])
@example(["show", "--", "--raw"])
@example(["-C", "x", "-C", "", "list"])
@given(disturbed_command_lines())
def test_arguments_that_are_not_plain_are_left_to_typer(args: list[str]) -> None:
    call = parse_arguments(args)
    if call is not None:
        assert describe_call(call) == describe_call(app.parse_arguments(args))
