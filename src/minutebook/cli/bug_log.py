"""The logs of bugs: where in the program it was, and none of the values that were in its hands.

They lie in the user's state folder (XDG: `$XDG_STATE_HOME` or `~/.local/state`; on Windows
`%LOCALAPPDATA%`), where only the user reads them, and are removed after a month by any command.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from minutebook import __version__
from minutebook.repository import light

_KEPT_SECONDS = 30 * 24 * 3600.0
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_PREFIX, _SUFFIX = "bug-", ".log"


def locate_folder() -> str:
    """The folder of the logs; "" where the user has no folder of their own."""
    if os.name == "nt":  # pragma: no cover - the folder of a user is closed to others there
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_STATE_HOME", "")
        home = os.path.expanduser("~")
        if not os.path.isabs(base) and os.path.isabs(home):
            base = os.path.join(home, ".local", "state")
    return os.path.join(base, "minutebook") if os.path.isabs(base) else ""


def write_log(error: BaseException, command: str) -> str:
    """Write a log of an error; its path, "" where it cannot be kept from others or not be written.

    `command` is the name of the command that failed, without its arguments.
    """
    folder = locate_folder()
    if not folder:
        return ""
    path = os.path.join(folder, f"{_PREFIX}{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}{_SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.makedirs(folder, _FOLDER_MODE, exist_ok=True)
        if os.path.islink(folder):
            return ""
        os.chmod(folder, _FOLDER_MODE)  # refused where it is another user's
        descriptor = os.open(path, flags, _FILE_MODE)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(describe_bug(error, command)) + "\n")
    except OSError:
        return ""
    return path


def describe_bug(error: BaseException, command: str) -> list[str]:
    """What a report of a bug needs, in lines; nothing of it was an argument or a file's content."""
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        f"minutebook {__version__}, Python {version} on {sys.platform}",
        f"command: {command or '-'}",
        *light.describe_error(error),
    ]


def remove_old_logs() -> None:
    """Remove the logs that are older than a month. Never fails."""
    folder = locate_folder()
    with suppress(OSError), os.scandir(folder or os.devnull) as entries:
        oldest = time.time() - _KEPT_SECONDS
        for entry in entries:
            is_log = entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX)
            if is_log and entry.stat(follow_symlinks=False).st_mtime < oldest:
                os.unlink(entry.path)
