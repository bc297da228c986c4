"""The file that holds a repository's settings: found, and read within bounds."""

from __future__ import annotations

import os
from collections.abc import Mapping

from minutebook.errors import OperationError, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.repository import guard

TYPE_CHECKING = False  # typing takes a fifth of Python's start
if TYPE_CHECKING:
    from typing import Any

CONFIG_FILENAMES = ("minutebook.toml", "pyproject.toml")
_MAX_FILE_BYTES = 1024 * 1024  # of a file that holds settings
_MAX_SHOWN_CHARS = 200  # of a value in a message
_MAX_KEY_PARTS = 16  # of a dotted key: tomllib takes quadratic time for their number
_KEY_PART = rb"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DOTTED_KEY = compile_lazily(rb"""(?<![\w."'-])(?:%s){%d}""" % (_KEY_PART, _MAX_KEY_PARTS))


class InvalidSettings(UsageError):
    """The configuration says something that is not understood."""

    code = "config"


def find_table(start: str, top: str) -> tuple[str, Mapping[str, object]] | None:
    """The nearest file that holds settings, from `start` up to `top`, and its table."""
    folder = start
    while True:
        for name in CONFIG_FILENAMES:
            path = os.path.join(folder, name)
            table = _read_table(path)
            if table is not None:
                return path, table
        parent = os.path.dirname(folder)
        if folder == top or parent == folder:
            return None
        folder = parent


def _read_table(path: str) -> Mapping[str, object] | None:
    """The table of settings that a file holds; None where it holds none, or is not there."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see who may read it"
        ) from None
    is_own_file = path.endswith(CONFIG_FILENAMES[0])
    if not is_own_file and b"minutebook" not in raw:
        return None  # most projects: not even the parser is loaded
    if len(raw) > _MAX_FILE_BYTES:
        raise InvalidSettings(
            f"{path} is larger than {_MAX_FILE_BYTES // 1024} KB",
            "move the settings to a file minutebook.toml"
            if not is_own_file
            else "take out what is not a setting",
        )
    return parse_text(raw, path, is_own=is_own_file)


def parse_text(raw: bytes, path: str, *, is_own: bool) -> Mapping[str, object] | None:
    """The table of settings in a file's text; None where it holds none.

    `is_own`: it is minutebook's own file, not another tool's. Raises InvalidSettings.
    """
    if is_own and (table := _read_plain_lines(raw)) is not None:
        return table
    if _DOTTED_KEY.search(raw):
        raise InvalidSettings(
            f"{path} has a key of more than {_MAX_KEY_PARTS} parts", "write it in fewer tables"
        )
    import tomllib

    try:
        document: dict[str, Any] = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if not is_own:
            return None  # another tool's file: that tool reports it
        raise InvalidSettings(f"{path} cannot be read: {error}", "it must be valid TOML") from None
    if is_own:
        return document
    tool = document.get("tool")
    table = tool.get("minutebook") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _read_plain_lines(raw: bytes) -> dict[str, Any] | None:
    """The table of a file with nothing but comments and `key = value`, each on a line.

    The values are quoted texts without escapes, true, false and small whole numbers. None for a
    file with anything else. It saves to load tomllib, which takes two thirds of Python's start.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    table: dict[str, Any] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip(" \t")
        if not line.replace("\t", " ").isprintable():
            return None
        if not line or line.startswith("#"):
            continue
        key, sign, value = (part.strip(" \t") for part in line.partition("="))
        inner = value[1:-1]
        if not sign or not key.isascii() or not key.replace("-", "a").isalnum() or key in table:
            return None
        if value in ("true", "false"):
            table[key] = value == "true"
        elif value.isascii() and value.isdigit() and len(value) < 10 and str(int(value)) == value:
            table[key] = int(value)
        elif value == f'"{inner}"' and not {'"', "\\"} & set(inner):
            table[key] = inner
        else:
            return None
    return table


def shorten(text: str) -> str:
    """A text of a file as a message quotes it."""
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
