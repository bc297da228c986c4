"""Options that several commands have, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be written, write nothing.")
]
Date = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM-DD", help="The record's date. [default: today]", show_default=False
    ),
]
Links = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RELATION:REF",
        help="A relation to another record. Repeatable.",
        show_default=False,
    ),
]


def parse_date(text: str, default: str, option_name: str = "--date") -> str:
    """A date that was given, or today's. Raises typer.BadParameter where it is none."""
    if not text:
        return default
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        text = ""
    if len(text) != 10:
        raise typer.BadParameter("a date is written YYYY-MM-DD", param_hint=option_name)
    return text
