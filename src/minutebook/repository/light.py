"""What the agents' hook needs of the disk: git's folders, plain files, the log.

Nothing but `os`, `sys` and `time` is loaded here: the hook runs at each event of an agent, and its
start is all that it costs. The rest of the program uses the same functions.
"""

from __future__ import annotations

import os
import sys
import time

from minutebook.repository import guard

DUPLICATE_EVENT_SECONDS = 1.0  # seconds within which one prompt may come as two events
LINGER_SECONDS = 600.0  # after the last event of a session, for which its last turn may go on
STALE_TURN_SECONDS = 6 * 3600.0  # seconds without an event after which a turn is taken for dead
_MAX_LOG_BYTES = 1024 * 1024  # bytes of the log, after which it begins anew
_MAX_FILE_BYTES = 64 * 1024 * 1024  # bytes that are read of a file


# Git's folders ----------------------------------------------------------------------------------


def find_git_folders(start: str) -> tuple[str, str, str]:
    """The working tree that a folder lies in: its top, its git directory, and the common one.

    The common git directory is the one that all worktrees of a clone share. All three are "" where
    neither the folder nor one above it holds a `.git` that leads to a git directory.
    """
    folder = start
    while folder:
        dot_git = os.path.join(folder, ".git")
        if os.path.isfile(os.path.join(dot_git, "HEAD")):
            return folder, dot_git, dot_git
        link = read_text(dot_git)  # a linked worktree or a submodule: a file that says where
        if link.startswith("gitdir: ") and link[8:].strip():
            git_dir = os.path.normpath(os.path.join(folder, link[8:].strip()))
            common = read_text(os.path.join(git_dir, "commondir")).strip()
            common_dir = os.path.normpath(os.path.join(git_dir, common)) if common else git_dir
            return folder, git_dir, common_dir
        parent = os.path.dirname(folder)
        folder = "" if parent == folder else parent
    return "", "", ""


def find_common_dir(start: str) -> str:
    """The git directory that the worktrees of a clone share; "" outside a repository."""
    return find_git_folders(start)[2]


def find_bare_dir(start: str) -> str:
    """The bare repository that a folder is or lies in; "" where it lies in none."""
    folder = start
    while folder:
        if os.path.isfile(os.path.join(folder, "HEAD")) and os.path.isdir(
            os.path.join(folder, "objects")
        ):
            return folder
        parent = os.path.dirname(folder)
        folder = "" if parent == folder else parent
    return ""


def find_top(start: str) -> str:
    """The top folder of the working tree that a folder lies in, without links; else the folder."""
    return find_git_folders(os.path.realpath(start))[0] or start


def list_worktrees(top: str, common_dir: str) -> list[str]:
    """The tops of all working trees of a clone that are there, `top` first."""
    tops = [top]
    main = os.path.dirname(common_dir)
    if os.path.basename(common_dir) == ".git" and main != top and os.path.isdir(main):
        tops.append(main)
    folder = os.path.join(common_dir, "worktrees")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        linked = os.path.dirname(read_text(os.path.join(folder, name, "gitdir")).strip())
        if linked and linked not in tops and os.path.isdir(linked):
            tops.append(linked)
    return tops


# Files ------------------------------------------------------------------------------------------


def read_text(path: str) -> str:
    """A file's text, undecodable bytes as surrogates; "" where it cannot be read."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            return file.read(_MAX_FILE_BYTES).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def read_tail(path: str, max_bytes: int) -> str:
    """The last bytes of a file, from the beginning of a line; "" where it cannot be read."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - max_bytes))
            raw = file.read(max_bytes)
    except (OSError, ValueError):  # ValueError: no system can have such a name
        return ""
    return (raw.partition(b"\n")[2] if length > max_bytes else raw).decode(
        "utf-8", "surrogateescape"
    )


def append_bytes(path: str, data: bytes) -> None:
    """Add bytes to a file in one write, so that lines of two processes do not mix.

    Raises OSError, also where only a part of them could be written.
    """
    _write_bytes(path, data, os.O_APPEND)


def write_whole(path: str, data: bytes, *, is_shared: bool = False) -> None:
    """Write a file that is there whole or not at all, in place of what had its name.

    With `is_shared` it is for all users of a shared repository. Raises OSError.
    """
    temporary = f"{path}.{os.getpid()}"
    try:
        _write_bytes(temporary, data, os.O_TRUNC)
        if is_shared:
            guard.share_with_group(temporary)
        os.replace(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise


def _write_bytes(path: str, data: bytes, flag: int) -> None:
    descriptor = guard.open_state_file(path, os.O_WRONLY | os.O_CREAT | flag)
    try:
        while data:
            written_count = os.write(descriptor, data)
            if written_count <= 0:
                raise OSError(f"{path} takes no more bytes")
            data = data[written_count:]
    finally:
        os.close(descriptor)


def append_line(path: str, line: bytes) -> None:
    """Add a line to a file, also where the file's last line was cut off."""
    append_bytes(path, b"\n" + line if _ends_within_line(path) else line)


def _ends_within_line(path: str) -> bool:
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def sanitize_name(name: str) -> str:
    """A session's name as part of a file name: no separators, at most 80 bytes."""
    clean = "".join(char if char.isalnum() or char in "-_" else "_" for char in name[:80])
    return clean if clean.isascii() else clean.encode()[:80].decode("utf-8", "ignore")


def read_settings_signature(top: str) -> str:
    """A text that differs when the files that can hold settings may have changed."""
    stamps = []
    for name in ("minutebook.toml", "pyproject.toml", ".adr-dir"):
        try:
            status = os.stat(os.path.join(top, name))
            stamps.append(f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}")
        except OSError:
            stamps.append("-")
    return " ".join([top, *stamps])


# The log ----------------------------------------------------------------------------------------


def log_error(error: BaseException, consequence: str = "not recorded yet") -> None:
    """Write one line with an error's consequence to stderr, and the error to the log.

    Never fails: where the log cannot be written, the line is.
    """
    try:
        sys.stderr.write(
            f"minutebook: {consequence}: {type(error).__name__}: {error}\n".replace("\n", " ")
            + "\n"
        )
    except Exception:  # noqa: BLE001, S110 - nothing is left that could report it
        pass
    try:
        import traceback

        common_dir = find_common_dir(os.getcwd())
        if common_dir:
            folder = guard.make_state_folder(common_dir)
            entry = "".join(traceback.format_exception(error))
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S")
            path = os.path.join(folder, "log")
            if os.path.exists(path) and os.path.getsize(path) > _MAX_LOG_BYTES:
                os.replace(path, path + ".old")
            append_bytes(path, f"{stamp} {entry}\n".encode("utf-8", "replace"))
    except Exception:  # noqa: BLE001, S110 - nothing is left that could report it
        pass
