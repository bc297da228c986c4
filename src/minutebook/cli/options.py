"""Options that several commands have, declared once, and how their values are read."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.errors import OperationError, UsageError
from minutebook.text import dates

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be written, write nothing.")
]
NoRedact = Annotated[
    bool, typer.Option("--no-redact", help="Write secrets as they are, this once.")
]
Date = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM-DD", help="The record's date. [default: today]", show_default=False
    ),
]
InFolder = Annotated[
    str,
    typer.Option(
        "--folder",
        metavar="PATH",
        help="Which of the configured folders it goes to, or a folder in one. "
        "[default: the nearest above]",
        show_default=False,
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

_MAX_INPUT_BYTES = (
    16 * 1024**2
)  # of a file that is given: nothing that a record is made of is longer


def parse_date(text: str, default: str, option_name: str = "--date") -> str:
    """The day that was given, or the default. Raises UsageError where it is not a day."""
    if not text:
        return default
    try:
        return dates.require_day(text)
    except ValueError as error:
        raise UsageError(
            f"{option_name} {error}, not {text!r}", f"write it as in {option_name} 2026-01-31"
        ) from None


def parse_period(text: str, today: str, option_name: str) -> tuple[str, str]:
    """The first and last day that a filter was given, "" for both without one.

    Raises UsageError where it is not a period.
    """
    if not text:
        return "", ""
    try:
        return dates.parse_period(text, today)
    except ValueError as error:
        raise UsageError(
            f"{option_name} {error}, not {text!r}", f"one of: {dates.PERIOD_FORMS}"
        ) from None


def parse_links(link_options: list[str], option_name: str) -> dict[str, tuple[str, ...]]:
    """`RELATION:REF` options as relation to references. Raises UsageError for other texts."""
    links: dict[str, tuple[str, ...]] = {}
    for option in link_options:
        relation, colon, ref = option.partition(":")
        if not colon or not relation.strip() or not ref.strip():
            raise UsageError(
                f"{option_name} {option!r} is not understood",
                "write RELATION:REF, as in depends-on:ADR-7",
            )
        links[relation] = (*links.get(relation, ()), ref.strip())
    return links


def choose_format(name: str, known: tuple[str, ...], as_json: bool) -> str:
    """The output format that `--format` and `--json` ask for together.

    `text`, the default, may stand beside `--json`. Raises UsageError for an unknown format, and
    where the two ask for different ones.
    """
    require_format(name, known)
    if as_json and name not in ("text", "json"):
        raise UsageError(
            f"--json and --format {name} ask for two formats", f"give --format {name} alone"
        )
    return "json" if as_json else name


def require_format(name: str, known: tuple[str, ...]) -> None:
    """Raises UsageError for an output format that is not known."""
    if name not in known:
        raise UsageError(f"no format is called {name!r}", f"one of: {', '.join(known)}")


def read_input(path: str, max_bytes: int = _MAX_INPUT_BYTES) -> bytes:
    """The bytes of a file, or of stdin for `-`.

    Raises OperationError, and UsageError for more than are taken.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with open(os.path.join(output.working_folder, path), "rb") as file:
                data = file.read(max_bytes + 1)
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}",
            "give the path of a text file, or - for stdin",
        ) from None
    if len(data) > max_bytes:
        raise UsageError(
            f"{path} is larger than {max_bytes // 1024**2} MB",
            f"give a part of it, as with head -c {max_bytes}",
        )
    return data
