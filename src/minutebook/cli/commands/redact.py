"""`minutebook redact`: what would be hidden in a file before it became part of a record."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json
from minutebook.errors import EXIT_FINDINGS, OperationError


def redact_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to look at; - is stdin.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the text without what is hidden.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what would be hidden in a file, never the values. Exit 1 where there is something."""
    from minutebook.redact import redact_text

    done = redact_text(read_input(file), home_dirs=[os.path.expanduser("~")])
    if as_json:
        found = [
            {"kind": one.kind, "line": one.line_number, "length": one.end - one.start}
            for one in done.hidden_spans
        ]
        output.print_document(hidden=found, **({"text": done.text} if text else {}))
    elif text:
        output.print_lines([done.text.removesuffix("\n")])
    else:
        output.print_lines(f"{file}:{one.line_number}: {one.kind}" for one in done.hidden_spans)
        if not done.hidden_spans:
            output.print_lines(["nothing to hide"])
    if done.hidden_spans:
        raise typer.Exit(EXIT_FINDINGS)


def read_input(path: str) -> str:
    """The file's text, undecodable bytes kept as surrogates. Raises Trouble."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(os.path.join(output.working_folder, path), "rb") as opened:
                data = opened.read()
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see whether it is there"
        ) from None
    return data.decode("utf-8", "surrogateescape")
