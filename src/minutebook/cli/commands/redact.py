"""`minutebook redact`: what would be hidden in a file before it became part of a record."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json
from minutebook.errors import FINDINGS, Trouble


def redact_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to look at; - is stdin.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the text without what is hidden.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what would be hidden in a file, never the values. Exit 1 where there is something."""
    from minutebook.redact import redact

    done = redact(read(file), home=[os.path.expanduser("~")])
    if as_json:
        found = [
            {"kind": one.kind, "line": one.line, "length": one.end - one.start}
            for one in done.hidden
        ]
        output.document(hidden=found, **({"text": done.text} if text else {}))
    elif text:
        output.lines([done.text.removesuffix("\n")])
    else:
        output.lines(f"{file}:{one.line}: {one.kind}" for one in done.hidden)
        if not done.hidden:
            output.lines(["nothing to hide"])
    if done.hidden:
        raise typer.Exit(FINDINGS)


def read(file: str) -> str:
    """The file's text, undecodable bytes kept as surrogates. Raises Trouble."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(os.path.join(output.start, file), "rb") as opened:
                data = opened.read()
    except OSError as error:
        raise Trouble(
            f"{file} cannot be read: {error.strerror}", "see whether it is there"
        ) from None
    return data.decode("utf-8", "surrogateescape")
