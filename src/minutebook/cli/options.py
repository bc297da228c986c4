"""How values of options and arguments are read, and where the command works."""

from __future__ import annotations

import os
import sys

from minutebook.cli import output, progress
from minutebook.errors import OperationError, UsageError
from minutebook.text import dates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from minutebook.operations.project import Project
    from minutebook.operations.reading.cataloguing.opening import Catalog

_MAX_INPUT_BYTES = (
    16 * 1024**2
)  # of a file that is given: nothing that a record is made of is longer


def open_project(folder: str) -> Project:
    """Open the repository that a folder is in. It is loaded here, since the help needs none."""
    from minutebook.operations import project

    return project.open_project(folder, report_progress=progress.make_reporter())


def open_catalog(*, is_private: bool = False) -> Catalog:
    """The catalog of the repository that the command works in; of its private records alone."""
    from minutebook.operations.reading.cataloguing import opening

    if is_private:
        from minutebook.operations.reading.cataloguing import refreshing

        return refreshing.open_private(output.working_folder)
    return opening.open_catalog(output.working_folder, progress.make_reporter())


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


def make_date_filter(today: str, since: str, until: str) -> Callable[[str], bool] | None:
    """What tells whether a date is in the period that was asked for; None where none was.

    Raises UsageError where one of the two is not a period.
    """
    if not since and not until:
        return None
    since_day, _ = parse_period(since, today, "--since")
    _, until_day = parse_period(until, today, "--until")
    return lambda date: dates.is_in_period(date, since_day, until_day)


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


def choose_format(
    name: str, known: tuple[str, ...], as_json: bool, *, default: str = "text"
) -> str:
    """The output format that `--format` and `--json` ask for together.

    The default may stand beside `--json`. Raises UsageError for an unknown format, and
    where the two ask for different ones.
    """
    require_format(name, known)
    if as_json and name not in (default, "json"):
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


def read_text(path: str, max_bytes: int = _MAX_INPUT_BYTES) -> str:
    """A file's text, or that of stdin for `-`, with every line end as it is.

    Raises as `read_input` does, and UsageError where it is not UTF-8.
    """
    try:
        return read_input(path, max_bytes).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text: byte {error.start + 1} cannot be read",
            "convert it first, as with iconv -t UTF-8",
        ) from None


def choose_text(text: str, path: str, name: str) -> str:
    """The text of an option, or that of the file that its other form names."""
    if text and path:
        raise UsageError(f"--{name} and --{name}-file do not go together", "give one of them")
    return read_text(path) if path else text


def require_one_stdin(paths: dict[str, str]) -> None:
    """Raises UsageError where several options, by their names, are to be read from stdin."""
    names = [name for name, path in paths.items() if path == "-"]
    if len(names) > 1:
        raise UsageError(
            f"stdin cannot be both {' and '.join(names)}", "give one of them as a file"
        )
