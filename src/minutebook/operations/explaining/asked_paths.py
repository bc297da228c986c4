"""Paths that people ask about: where they lie in the repository, and which records files name."""

from __future__ import annotations

import os

from minutebook.errors import Refusal
from minutebook.provenance.named_records import MAX_FILE_BYTES, find_named_records
from minutebook.repository import guard

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from minutebook.operations.reading.cataloguing.opening import Catalog


class UnknownPath(Refusal):
    """There is no such file in the working tree, or it has no lines that can be asked about."""

    code = "unknown-path"


def locate_path(catalog: Catalog, path: str, command: str) -> str:
    """A path from the top, there or not, a folder with a `/` behind it; `/` for the top itself.

    It is seen from the working folder, or where nothing is there from the top. Links in the folders
    above it are followed, one at its end is not. `command` is what asks. Raises UnknownPath for
    what lies outside of the repository.
    """
    if "\0" in path:
        raise UnknownPath(f"no file can be called {path!r}", f"minutebook {command} --help")
    absolute = _find_absolute(catalog.cwd, path)
    if not os.path.lexists(absolute) and not os.path.isabs(path):
        from_top = _find_absolute(catalog.top, path)
        absolute = from_top if os.path.lexists(from_top) else absolute
    if absolute != catalog.top and not absolute.startswith(catalog.top + os.sep):
        raise UnknownPath(
            f"{path!r} lies outside of the repository {catalog.top}",
            f"minutebook {command} --help",
        )
    relative = os.path.relpath(absolute, catalog.top).replace(os.sep, "/")
    relative = "" if relative == "." else relative
    is_folder = os.path.isdir(absolute) or path.endswith(("/", os.sep))
    return f"{relative}/" if is_folder or not relative else relative


def _find_absolute(folder: str, path: str) -> str:
    """A path as an absolute one, without links but in its last part."""
    absolute = os.path.normpath(os.path.join(folder, path))
    parent, name = os.path.split(absolute)
    return os.path.join(os.path.realpath(parent), name) if name else absolute


def list_missing(top: str, paths: Iterable[str]) -> list[str]:
    """Those of some paths from the top at which nothing is."""
    return [path for path in paths if not os.path.lexists(os.path.join(top, path))]


def list_named(top: str, path: str) -> list[str]:
    """The names of records in the beginning of a file of the working tree: see `named_records`."""
    return find_named_records(read_head(top, path))


def read_head(top: str, path: str) -> str:
    """The beginning of a file of the working tree.

    "" for a folder, for what is no text, and for what a link leads to outside.
    """
    absolute = os.path.join(top, path)
    if path.endswith("/") or not os.path.realpath(absolute).startswith(top + os.sep):
        return ""
    try:
        with open(absolute, "rb", opener=guard.open_regular_file) as file:
            head = file.read(MAX_FILE_BYTES)
    except OSError:
        return ""
    return "" if b"\0" in head else head.decode("utf-8", "replace")
