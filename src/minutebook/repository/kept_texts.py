"""Files of texts that are kept apart from the tree.

A kept text is a whole record page, in a file with the path that the record has (or would have) in
the tree. Only its user may read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

from minutebook.lean.values import Value
from minutebook.repository import files, guard, light

_FOLDER = "texts"  # in the program's own folder in git's common directory
_FOLDER_MODE = 0o700


class TextsPlace(Value):
    """A folder of kept texts; `root` is what files below it are written through.

    `folder` is absolute. `is_own`: it is git's directory of this clone.
    """

    root: str
    folder: str
    is_own: bool


def locate_own(common_dir: str) -> TextsPlace:
    """The place in git's directory, which all working trees of a clone share."""
    return TextsPlace(
        common_dir, os.path.join(common_dir, guard.STATE_FOLDER, _FOLDER), is_own=True
    )


def put_text(place: TextsPlace, path: str, text: str) -> None:
    """Write a kept page, in place of one that has its path. Raises Refusal and OSError."""
    target = os.path.join(place.folder, path)
    relative = os.path.relpath(target, place.root)
    if place.is_own:
        parts = path.split("/")[:-1]
        for count in range(len(parts) + 1):
            guard.make_state_folder(place.root, _FOLDER, *parts[:count], mode=_FOLDER_MODE)
        if guard.find_link(place.root, relative):
            raise guard.describe_link(place.root, relative)
    else:
        guard.require_writable(place.root, relative)
        os.makedirs(os.path.dirname(target), _FOLDER_MODE, exist_ok=True)
    light.write_whole(target, text.encode("utf-8", "surrogateescape"))


def read_text(place: TextsPlace, path: str) -> str | None:
    """A kept page; None where there is none, or a link leads away."""
    target = os.path.join(place.folder, path)
    if guard.find_link(place.root, os.path.relpath(target, place.root)):
        return None
    return files.read_text(place.folder, path)


def remove_text(place: TextsPlace, path: str) -> None:
    """Remove a kept page, and the folders that are empty without it."""
    if read_text(place, path) is None:
        return
    os.unlink(os.path.join(place.folder, path))
    folder = path.rpartition("/")[0]
    with suppress(OSError):
        while folder:
            os.rmdir(os.path.join(place.folder, folder))
            folder = folder.rpartition("/")[0]


def list_paths(place: TextsPlace) -> Iterator[str]:
    """The paths of the kept pages, below the place's folder, in the order of their names."""
    pending = [""]
    while pending:
        current = pending.pop()
        with suppress(OSError):
            entries = sorted(
                os.scandir(os.path.join(place.folder, current)), key=lambda entry: entry.name
            )
            for entry in entries:
                path = f"{current}/{entry.name}" if current else entry.name
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    pending.append(path)
                elif entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                    yield path
