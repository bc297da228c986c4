"""The pages that were removed on purpose in this clone, so that nobody misses their records."""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.repository import guard, light

_NAME = "removed"  # of the file: a path in each line, as seen from the top of the working tree


def note_removed(common_dir: str, paths: Iterable[str]) -> None:
    """Note the pages at some paths as removed on purpose. Raises OSError."""
    lines = "".join(f"{path}\n" for path in paths)
    if lines:
        path = os.path.join(guard.make_state_folder(common_dir), _NAME)
        light.append_bytes(path, lines.encode("utf-8", "surrogateescape"))


def list_removed(common_dir: str) -> frozenset[str]:
    """The paths of the pages that were removed on purpose; something else may be there by now."""
    return frozenset(light.read_text(os.path.join(common_dir, "minutebook", _NAME)).split("\n")) - {
        ""
    }
