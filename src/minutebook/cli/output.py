"""What every command says in the same way: lines, documents, refusals."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from minutebook.errors import OperationError, Refusal
from minutebook.records.model import Record

working_folder = "."  # where the command works: the value of -C


class OutputClosed(Exception):
    """Nobody reads what is said any more."""


def _say(text: str) -> None:
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise OperationError(
            f"stdout cannot be written: {error.strerror}", "see where it goes"
        ) from None


def print_lines(texts: Iterable[str]) -> None:
    """Lines for people, on stdout."""
    _say("".join(f"{text}\n" for text in texts))


def print_document(**parts: object) -> None:
    """One JSON document of the contract, on stdout; undecodable bytes as escapes."""
    import json

    text = json.dumps({"schema": "minutebook.v1", **parts}, ensure_ascii=False, default=str)
    _say(text.encode("utf-8", "backslashreplace").decode() + "\n")


def print_json(document: object) -> None:
    """A JSON document of somebody else's form, on stdout."""
    import json

    _say(json.dumps(document, ensure_ascii=True, indent=1) + "\n")


def print_error(message: str, hint: str = "") -> None:
    """Something that went wrong, on stderr."""
    sys.stderr.write(f"error: {message}\n")
    if hint:
        sys.stderr.write(f"hint: {hint}\n")


def print_note(message: str) -> None:
    """Something worth knowing that is no result, on stderr."""
    sys.stderr.write(f"note: {message}\n")


def print_warnings(messages: Iterable[str]) -> None:
    """What was not as it should be, and kept nothing from being done, on stderr."""
    for message in messages:
        sys.stderr.write(f"warning: {message}\n")


def print_refusal(error: Refusal, as_json: bool) -> int:
    """Tell a refusal in the form that was asked for; its exit status."""
    if as_json:
        print_document(error={"code": error.code, "message": error.message, "hint": error.hint})
    else:
        print_error(error.message, error.hint)
    return error.exit_status


def print_written(
    records: Iterable[Record],
    paths: Iterable[str],
    *,
    as_json: bool,
    dry_run: bool,
    is_single_record: bool = True,
    warnings: Iterable[str] = (),
) -> None:
    """What a verb wrote, or with `dry_run` would write."""
    print_warnings(warnings)
    records, paths = list(records), list(paths)
    if as_json:
        from minutebook.operations import serialize
        from minutebook.records import reader

        pages = (reader.read_record(record.folder, record.path, record.text) for record in records)
        shown = [serialize.serialize_record(page) for page in pages]
        about: dict[str, object] = (
            {"record": shown[0]} if is_single_record and shown else {"records": shown}
        )
        print_document(**about, writes=paths)
        return
    verb = "would write" if dry_run else "wrote"
    named = {record.path: record.ref for record in records}
    print_lines(
        f"{named[path]}  {path}" if path in named and path == records[0].path else f"{verb} {path}"
        for path in paths
    )
    if not paths:
        print_lines(["nothing to do"])


def get_line_width() -> int:
    """How long a line may be: the terminal's width, and any length where there is none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 1_000_000
