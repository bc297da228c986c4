"""`minutebook redact`: what would be hidden in a file before it became part of a record."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json, read_input
from minutebook.errors import EXIT_FINDINGS


def redact_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to look at; - is stdin.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the text without what is hidden.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="Print its bytes without what is hidden.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what would be hidden in a file, never the values.

    The exit status is 1 where there is something to hide.
    """
    from minutebook.redact import redact_text

    raw_text = read_input(file).decode("utf-8", "surrogateescape")
    redacted = redact_text(raw_text, home_dirs=[os.path.expanduser("~")])
    if as_json:
        hidden = [
            {"kind": span.kind, "line": span.line_number, "length": span.end - span.start}
            for span in redacted.hidden_spans
        ]
        output.print_document(hidden=hidden, **({"text": redacted.text} if text else {}))
    elif raw:
        output.print_raw(redacted.text)
    elif text:
        output.print_text(redacted.text.removesuffix("\n"))
    else:
        output.print_lines(
            f"{file}:{span.line_number}: {span.kind}" for span in redacted.hidden_spans
        )
        if not redacted.hidden_spans:
            output.print_lines(["nothing to hide"])
    if redacted.hidden_spans:
        raise typer.Exit(EXIT_FINDINGS)
