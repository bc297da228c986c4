"""The table of plain arguments: that of the commands, and what is left out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer

from minutebook.cli import app
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.plain import table, table_writer


def test_the_table_is_that_of_the_commands() -> None:
    """Else run `python -m minutebook.cli.plain.table_writer`."""
    assert table_writer.render_table() == Path(table.__file__).read_text("utf-8")


def test_the_command_writes_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "TABLE_PATH", str(tmp_path / "table.py"))
    table_writer.main()
    assert (tmp_path / "table.py").read_bytes() == Path(table.__file__).read_bytes()


toy_ = CommandGroup("Toys.")


@toy_.command("plain")
def play(
    name: Annotated[str, typer.Argument()],
    others: Annotated[list[str] | None, typer.Argument()] = None,
    size: Annotated[int, typer.Option(min=0)] = 0,
    owner: Annotated[str, typer.Option("--owner", "-o")] = "",
) -> None:
    """Play with a toy."""


@toy_.command("part")
def take_apart(
    pieces: Annotated[int, typer.Option(min=1)] = 1,
    weight: Annotated[int, typer.Option(min=2)] = 2,
    height: Annotated[int, typer.Option(min=1, max=9)] = 1,
    share: Annotated[float, typer.Option()] = 0.5,
    tools: Annotated[list[str] | None, typer.Option()] = None,
) -> None:
    """Take a toy apart: how far is for typer."""


@toy_.command("count")
def count(number: Annotated[int, typer.Argument()]) -> None:
    """Count toys: an argument that is no text is for typer."""


@toy_.command("buy")
def buy(price: Annotated[str, typer.Option(envvar="PRICE")] = "") -> None:
    """Buy a toy: a value from the environment is for typer."""


def test_what_the_table_cannot_tell_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "COMMAND_MODULES", {"toy": "toys"})
    monkeypatch.setattr(app, "_load_command", lambda _: toy_)
    namespace: dict[str, object] = {}
    exec(table_writer.render_table(), namespace)
    commands = namespace["COMMANDS"]
    assert isinstance(commands, dict)
    assert {words: entry[1:] for words, entry in commands.items()} == {
        ("toy", "plain"): (
            "play",
            ("name", "*others"),
            ("name",),
            {"--size": ("size", "number"), "--owner": ("owner", "text"), "-o": ("owner", "text")},
        ),
        ("toy", "part"): (
            "take_apart",
            (),
            (),
            {"--pieces": ("pieces", "count"), "--tools": ("tools", "texts")},
        ),
    }
