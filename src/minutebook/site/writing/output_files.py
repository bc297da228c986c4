"""Files of the site on disk: written whole or not at all, removed where they are ours."""

from __future__ import annotations

import os
import stat

from minutebook.errors import Conflict
from minutebook.repository import guard

_TEMPORARY_NAME = ".minutebook-site.tmp"  # one, since one build at a time holds the lock


def write_file(out: str, url: str, content: bytes) -> None:
    """Write a file of the site: finished under another name first, then named.

    Raises a Refusal where a link or a folder has its place, OSError what the disk refuses.
    """
    target = guard.require_writable(out, url)
    if os.path.isdir(target):
        raise Conflict(f"{target} is a folder, where a page is to be", "move it away")
    temporary = os.path.join(out, _TEMPORARY_NAME)
    if os.path.lexists(temporary):  # of a build that was killed
        os.unlink(temporary)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, target)
    except BaseException:
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise


def read_size(out: str, url: str) -> int | None:
    """The size in bytes of a file of the site; None where there is no such file."""
    try:
        status = os.lstat(os.path.join(out, url))
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def has_content(out: str, url: str, content: bytes) -> bool:
    """Whether a file of the site has these very bytes."""
    if read_size(out, url) != len(content):
        return False
    try:
        with open(os.path.join(out, url), "rb") as file:
            return file.read() == content
    except OSError:
        return False


def remove_file(out: str, url: str) -> None:
    """Remove a file of the site, and the folders that it leaves empty.

    Nothing is done for a path that leads out of the folder or through a link.
    """
    if guard.find_obstacle(out, url) is not None:
        return
    path = os.path.join(out, url)
    os.unlink(path)
    folder = os.path.dirname(path)
    while folder != out:
        try:
            os.rmdir(folder)
        except OSError:  # it has other files
            return
        folder = os.path.dirname(folder)
