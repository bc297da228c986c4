"""The spool in git's directory: files that any process may add to, with the cheapest means.

Nothing but `os`, `sys` and `time` is loaded here: an agent's event is worth no more.
"""

from __future__ import annotations

import os
import sys
import time

_ENOUGH = 256 * 1024  # bytes of a session's file
DUPLICATE_EVENT_SECONDS = 1.0  # seconds within which one prompt may come as two events
_LONG = 4 * 1024 * 1024
_LOG = 1024 * 1024  # bytes of the log, after which it begins anew
_LARGEST = 64 * 1024 * 1024  # bytes of a file


def sanitize_name(name: str) -> str:
    """A session's name as part of a file name: nothing that leads elsewhere, 80 characters."""
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in name[:80])


def ensure_folder(common_dir: str) -> str:
    """The spool's folder, made where it is missing; nobody else may look into it."""
    place = os.path.join(common_dir, "minutebook", "spool")
    if not os.path.isdir(place):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        try:
            os.mkdir(place, 0o700)
        except FileExistsError:
            pass
    return place


def append_bytes(path: str, data: bytes) -> None:
    """Add bytes to a file at once: lines of two processes do not mix."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def append_line(path: str, line: bytes) -> None:
    """Add a line to a file, which may end in a line that was cut off."""
    append_bytes(path, b"\n" + line if _cut(path) else line)


def _cut(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def rotate_session(base_path: str, timestamp: str) -> None:
    """Set a session's long file aside at a prompt: the end of a turn reads only what is newer.

    It is done with when the last prompt has its record; a very long one is set aside all the same.
    """
    try:
        size = os.stat(base_path + ".jsonl").st_size
        if size > _LONG or (size > _ENOUGH and _done(base_path)):
            os.rename(base_path + ".jsonl", f"{base_path}+{timestamp}.jsonl")
    except OSError:
        pass


def _done(base: str) -> bool:
    folder, _, begin = base.rpartition(os.sep)
    starts = [name for name in os.listdir(folder) if name.startswith(begin + ".")]
    last = max((name for name in starts if name.endswith(".start")), default="")
    return os.path.exists(os.path.join(folder, last.removesuffix(".start") + ".done"))


def find_common_dir(start: str) -> str:
    """The git directory that the worktrees of a clone share; "" outside a repository."""
    folder = start
    while folder:
        dot = os.path.join(folder, ".git")
        if os.path.isfile(os.path.join(dot, "HEAD")):
            return dot
        if os.path.isfile(dot):
            return _linked(dot, folder)
        parent = os.path.dirname(folder)
        folder = "" if parent == folder else parent
    return ""


def find_top(start: str) -> str:
    """The top folder of the working tree that a folder lies in."""
    folder = os.path.realpath(start)
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return start
        folder = parent
    return folder


def _linked(dot: str, folder: str) -> str:
    git_dir = os.path.normpath(os.path.join(folder, read_text(dot).removeprefix("gitdir:").strip()))
    common = read_text(os.path.join(git_dir, "commondir")).strip()
    return os.path.normpath(os.path.join(git_dir, common)) if common else git_dir


def read_text(path: str) -> str:
    """A file's text; "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def read_tail(path: str, max_bytes: int) -> str:
    """The last bytes of a file, from the beginning of a line; "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - max_bytes))
            raw = file.read(max_bytes)
    except (OSError, ValueError):  # no system can have such a name
        return ""
    return (raw.partition(b"\n")[2] if length > max_bytes else raw).decode(
        "utf-8", "surrogateescape"
    )


def read_settings_signature(top: str) -> str:
    """What tells whether settings may have changed: the files that can hold them."""
    said = []
    for name in ("minutebook.toml", "pyproject.toml", ".adr-dir"):
        try:
            found = os.stat(os.path.join(top, name))
            said.append(f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}")
        except OSError:
            said.append("-")
    return " ".join([top, *said])


def log_error(error: BaseException, consequence: str = "not recorded yet") -> None:
    """Log what went wrong in git's directory, and tell it in one line, with what came of it."""
    try:
        import traceback

        common = find_common_dir(os.getcwd())
        if common:
            os.makedirs(os.path.join(common, "minutebook"), exist_ok=True)
            told = "".join(traceback.format_exception(error))
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S")
            path = os.path.join(common, "minutebook", "log")
            if os.path.exists(path) and os.path.getsize(path) > _LOG:
                os.replace(path, path + ".old")
            append_bytes(path, f"{stamp} {told}\n".encode("utf-8", "replace"))
        sys.stderr.write(
            f"minutebook: {consequence}: {type(error).__name__}: {error}\n".replace("\n", " ")
            + "\n"
        )
    except Exception:  # noqa: BLE001, S110 - there is nothing left to tell it to
        pass
