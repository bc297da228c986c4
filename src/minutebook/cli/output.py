"""What every command says in the same way: lines, documents, refusals."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from minutebook.errors import Refusal, Trouble
from minutebook.records.model import Record

start = "."  # where the command works: the value of -C


class Gone(Exception):
    """Nobody reads what is said any more."""


def _say(text: str) -> None:
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise Gone from None
    except OSError as error:
        raise Trouble(f"stdout cannot be written: {error.strerror}", "see where it goes") from None


def lines(texts: Iterable[str]) -> None:
    """Lines for people, on stdout."""
    _say("".join(f"{text}\n" for text in texts))


def document(**parts: object) -> None:
    """One JSON document of the contract, on stdout; undecodable bytes as escapes."""
    import json

    text = json.dumps({"schema": "minutebook.v1", **parts}, ensure_ascii=False, default=str)
    _say(text.encode("utf-8", "backslashreplace").decode() + "\n")


def raw(document: object) -> None:
    """A JSON document of somebody else's form, on stdout."""
    import json

    _say(json.dumps(document, ensure_ascii=True, indent=1) + "\n")


def problem(message: str, hint: str = "") -> None:
    """Something that went wrong, on stderr."""
    sys.stderr.write(f"error: {message}\n")
    if hint:
        sys.stderr.write(f"hint: {hint}\n")


def note(message: str) -> None:
    """Something worth knowing that is no result, on stderr."""
    sys.stderr.write(f"note: {message}\n")


def warn(messages: Iterable[str]) -> None:
    """What was not as it should be, and kept nothing from being done, on stderr."""
    for message in messages:
        sys.stderr.write(f"warning: {message}\n")


def refusal(error: Refusal, as_json: bool) -> int:
    """Tell a refusal in the form that was asked for; its exit status."""
    if as_json:
        document(error={"code": error.code, "message": error.message, "hint": error.hint})
    else:
        problem(error.message, error.hint)
    return error.status


def written(
    records: Iterable[Record],
    paths: Iterable[str],
    *,
    as_json: bool,
    dry_run: bool,
    one: bool = True,
    warnings: Iterable[str] = (),
) -> None:
    """What a verb wrote, or with `dry_run` would write."""
    warn(warnings)
    records, paths = list(records), list(paths)
    if as_json:
        from minutebook.operations import serialize
        from minutebook.records import reader

        pages = (reader.read(record.folder, record.path, record.text) for record in records)
        shown = [serialize.record(page) for page in pages]
        about: dict[str, object] = {"record": shown[0]} if one and shown else {"records": shown}
        document(**about, writes=paths)
        return
    verb = "would write" if dry_run else "wrote"
    named = {record.path: record.ref for record in records}
    lines(
        f"{named[path]}  {path}" if path in named and path == records[0].path else f"{verb} {path}"
        for path in paths
    )
    if not paths:
        lines(["nothing to do"])


def width() -> int:
    """How long a line may be: the terminal's width, and any length where there is none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 1_000_000
