"""What commands print: lines, documents, notes and refusals."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from minutebook.cli import progress
from minutebook.errors import OperationError, Refusal, serialize_refusal
from minutebook.text.terminal import escape_line, escape_text, format_document

TYPE_CHECKING = False  # the help and the version need no project
if TYPE_CHECKING:
    from minutebook.operations.project import OperationResult

_PART_BYTES = 1024 * 1024  # of a file that are printed at a time
has_printed = False  # whether anything is on stdout
working_folder = "."  # where the command works: the value of -C


class OutputClosed(Exception):
    """Nobody reads stdout any more."""


def _write_stdout(text: str) -> None:
    global has_printed
    has_printed = has_printed or bool(text)
    progress.clear_bar()
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise _explain_closed(error) from None


def _explain_closed(error: OSError) -> OperationError:
    return OperationError(
        f"stdout cannot be written: {error.strerror}", "see where it is redirected to"
    )


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people on stdout, each in one line, free of controls."""
    _write_stdout("".join(f"{escape_line(line)}\n" for line in lines))


def print_text(text: str) -> None:
    """Print a text of several lines for people on stdout, free of controls."""
    _write_stdout(escape_text(text) + "\n")


def print_styled(text: str) -> None:
    """Print a text on stdout that is free of all controls but our own for colours."""
    _write_stdout(text)


def print_raw(text: str) -> None:
    """Print the very bytes of a text on stdout, with nothing behind them; it may hold anything."""
    _write_bytes([text.encode("utf-8", "surrogateescape")])


def print_file(path: str) -> None:
    """Print the bytes of a file on stdout as `print_raw` does, a part at a time."""
    with open(path, "rb") as file:
        _write_bytes(iter(lambda: file.read(_PART_BYTES), b""))


def _write_bytes(parts: Iterable[bytes]) -> None:
    global has_printed
    has_printed = True
    progress.clear_bar()
    try:
        sys.stdout.flush()
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise _explain_closed(error) from None


def print_document(**parts: object) -> None:
    """Print one JSON document of the contract on stdout; undecodable bytes as escapes."""
    _write_stdout(format_document(parts) + "\n")


def print_parts(parts: Iterable[str]) -> None:
    """Print a document of the contract that comes in parts on stdout."""
    for part in parts:
        _write_stdout(part)


def print_json(document: object) -> None:
    """Print a JSON document of somebody else's format on stdout."""
    import json

    _write_stdout(json.dumps(document, ensure_ascii=True, indent=1) + "\n")


def print_error(message: str, hint: str = "") -> None:
    """Print what went wrong on stderr."""
    _write_stderr(f"error: {message}")
    if hint:
        _write_stderr(f"hint: {hint}")


def _write_stderr(line: str) -> None:
    progress.clear_bar()
    sys.stderr.write(escape_line(line) + "\n")


def print_note(message: str) -> None:
    """Print on stderr what is worth knowing and not a result."""
    _write_stderr(f"note: {message}")


def print_next(command: Sequence[str]) -> None:
    """Print on stderr, behind what was printed so far, the command that comes next as a rule."""
    from shlex import join

    try:
        sys.stdout.flush()
    except OSError:  # nobody reads it, or the disk is full: that is told at the end
        return
    _write_stderr(f"next: {join(command)}")


def print_warnings(messages: Iterable[str]) -> None:
    """Print on stderr what went wrong without keeping anything from being done."""
    for message in messages:
        _write_stderr(f"warning: {message}")


def print_refusal(error: Refusal, as_json: bool) -> int:
    """Print a refusal in the format asked for, and give its exit status."""
    if as_json:
        print_document(error=serialize_refusal(error))
    else:
        for place in error.places:
            _write_stderr(place)
        print_error(error.message, error.hint)
    return error.exit_status


def print_written(
    result: OperationResult,
    *,
    as_json: bool,
    dry_run: bool,
    is_single_record: bool = True,
    named_count: int = 1,
) -> None:
    """Print what an operation wrote, or with `dry_run` would write.

    A document has the key `record` where `is_single_record`, else `records`. Of the records that
    the result is about, the lines show the references of the first `named_count`.
    """
    print_warnings(result.warnings)
    if as_json:
        from minutebook.operations.schema import serialize

        print_document(**serialize.serialize_written(result, is_single_record=is_single_record))
        return
    verb = "would write" if dry_run else "wrote"
    refs = {record.path: record.ref for record in result.records[:named_count]}
    print_lines(
        f"{refs[path]}  {path}" if path in refs else f"{verb} {path}" for path in result.paths
    )
    if not result.writes:
        print_lines(["nothing to do"])
    for note in result.notes:
        print_note(note)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows on stdout as aligned columns, no line longer than the terminal."""
    if rows:
        cells = [[escape_line(cell) for cell in row] for row in rows]
        print_lines(format_table(cells, get_line_width()))


def format_table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Rows as lines with aligned columns; the last column is cut where a line would be longer."""
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(map(count_cells, column)) for column in columns]
    for row in rows:
        padded = [
            cell + " " * (column_width - count_cells(cell))
            for cell, column_width in zip(row, widths, strict=False)
        ]
        line = "  ".join([*padded, row[-1]]).rstrip()
        yield cut_cells(line, width)


def wrap_line(line: str, width: int) -> Iterator[str]:
    """A line as lines of no more than `width` cells, where its words allow it.

    What follows the first one is indented by two more.
    """
    if len(line) * 2 <= width or count_cells(line) <= width:
        yield line
        return
    indent = " " * (len(line) - len(line.lstrip(" ")) + 2)
    current, room = "", width
    for word in line.split(" "):
        cells = count_cells(word) + 1
        if current.strip() and cells > room + 1:
            yield current.rstrip(" ")
            current, room = indent, width - len(indent)
        current += f"{word} "
        room -= cells
    yield current[:-1]


def count_cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for a wide letter, none for a mark."""
    if text.isascii():
        return len(text)
    import unicodedata

    count = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            count += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return count


def cut_cells(text: str, width: int) -> str:
    """A text that takes no more than `width` cells; where it is cut it ends with `…`."""
    if len(text) * 2 <= width or count_cells(text) <= width:
        return text
    end, room = 0, width - 1
    while (room := room - count_cells(text[end])) >= 0:
        end += 1
    return text[:end].rstrip() + "…"


def get_terminal_size() -> os.terminal_size | None:
    """The size of the terminal that stdout is, None for no terminal.

    It is 0 where the terminal does not know it.
    """
    try:
        return os.get_terminal_size(sys.stdout.fileno()) if sys.stdout.isatty() else None
    except (OSError, ValueError):
        return None


def has_colours() -> bool:
    """Whether stdout is a terminal that shows colours, and nobody has asked for none."""
    return (
        get_terminal_size() is not None
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "dumb") != "dumb"
    )


def get_line_width() -> int:
    """How long a line may be: the terminal's width, and any length where there is none.

    A terminal that says 0 does not know its width.
    """
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 1_000_000
    except (OSError, ValueError):
        return 1_000_000
