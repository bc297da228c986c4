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
_LOG_KEPT_SECONDS = 30 * 24 * 3600.0  # after which an entry of the log goes
_LOG_STAMP = "%Y-%m-%dT%H:%M:%S"
_MAX_TRACE_LINES = 60
_MAX_FILE_BYTES = 64 * 1024 * 1024  # bytes that are read of a file


# Git's folders ----------------------------------------------------------------------------------
_MAX_KEY_MATCHES = 20  # occurrences of a key of an event after which it is taken for missing


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


def locate_catalog(git_dir: str, settings_folder: str = "") -> str:
    """The catalog's file; another one for settings that stand in a folder below the top."""
    name = "catalog.sqlite"
    if settings_folder:
        name = f"catalog-{settings_folder.replace('/', '=')}.sqlite"
    return os.path.join(git_dir, "minutebook", name)


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


def read_beginning(path: str, max_bytes: int) -> str:
    """The first bytes of a file, undecodable ones as surrogates; "" where it cannot be read."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            return file.read(max_bytes).decode("utf-8", "surrogateescape")
    except (OSError, ValueError):  # ValueError: no system can have such a name
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
    for name in ("minutebook.toml", "pyproject.toml", ".adr-dir", ".log4brains.yml"):
        try:
            status = os.stat(os.path.join(top, name))
            stamps.append(f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}")
        except OSError:
            stamps.append("-")
    return " ".join([top, *stamps])


# The log ----------------------------------------------------------------------------------------


def write_notice(text: str) -> None:
    """Write a line on stderr, with a blank for each character that may control a terminal."""
    line = "".join(char if char.isprintable() else " " for char in text)
    sys.stderr.write(f"minutebook: {line}\n")


def log_error(error: BaseException, consequence: str = "not recorded yet") -> None:
    """Write an error and its consequence to stderr, and the error to the log.

    It is one line, with the hint of what was refused. The log says where in the program it was.
    What an error's message quotes may be a prompt or a file: only our own messages, and those of
    the system, are kept. The log begins anew when it is long or its first entry a month old. Never
    fails: where the log cannot be written, the line is.
    """
    try:
        hint = getattr(error, "hint", None)
        reason = f"{type(error).__name__}: {error}" if hint is None else str(error)
        write_notice(f"{consequence}: {reason}" + (f" (hint: {hint})" if hint else ""))
    except Exception:  # noqa: BLE001, S110 - nothing is left that could report it
        pass
    try:
        common_dir = find_common_dir(os.getcwd())
        if common_dir:
            path = os.path.join(guard.make_state_folder(common_dir), "log")
            _rotate_log(path)
            stamp = time.strftime(_LOG_STAMP)
            entry = "\n".join([stamp, *describe_error(error)])
            append_bytes(path, f"{entry}\n".encode("utf-8", "replace"))
    except Exception:  # noqa: BLE001, S110 - nothing is left that could report it
        pass


def describe_error(error: BaseException) -> list[str]:
    """An error and what led to it, in lines: types, our messages, and where in the program it was.

    Nothing of it is a value that the program was working on.
    """
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < _MAX_TRACE_LINES:
        lines += [describe_reason(cause), *_list_frames(cause)]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def describe_reason(error: BaseException) -> str:
    """An error's type, with its message where that is ours or the system's."""
    name = type(error).__name__
    if any(base.__name__ == "Refusal" for base in type(error).__mro__):
        return f"{name}: {error}"
    return f"{name}: {error.strerror}" if isinstance(error, OSError) and error.strerror else name


def _list_frames(error: BaseException) -> list[str]:
    """The calls that led to an error, the innermost last: module, line, function."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        is_ours = code.co_filename.startswith(package + os.sep)
        module = code.co_filename[len(package) + 1 :] if is_ours else "(another package)"
        frames.append(
            f"  {module}:{traceback.tb_lineno} {code.co_name if is_ours else ''}".rstrip()
        )
        traceback = traceback.tb_next
    return ["Traceback (most recent call last):", *frames[-_MAX_TRACE_LINES:]]


def _rotate_log(path: str) -> None:
    """Set the log aside where it is long, or begins with an entry that is a month old."""
    try:
        oldest = time.strftime(_LOG_STAMP, time.localtime(time.time() - _LOG_KEPT_SECONDS))
        if os.path.getmtime(path + ".old") < time.time() - _LOG_KEPT_SECONDS:
            os.unlink(path + ".old")
    except OSError:  # there is none
        pass
    try:
        with open(path, "rb") as file:
            first = file.read(len(oldest)).decode("ascii", "replace")
        if os.path.getsize(path) > _MAX_LOG_BYTES or (first[:2] == "20" and first < oldest):
            os.replace(path, path + ".old")
    except OSError:  # there is none
        pass


# Fields of an event ----------------------------------------------------------------------------


def find_string_field(raw_event: bytes, keys: tuple[str, ...], *, nested: bool = False) -> str:
    """The first of the string fields `keys` that the event has, found without parsing; else "".

    `nested`: fields of nested objects count too, and the least deep one is meant: a result that
    the event carries may have such a key as well. A key in quotes cannot occur within a string,
    since there its quotes are escaped.
    """
    found_value, found_depth = "", 0
    for key in keys:
        quoted_key = b'"' + key.encode() + b'"'
        position = raw_event.find(quoted_key)
        for _ in range(_MAX_KEY_MATCHES):
            if position < 0:
                break
            rest = raw_event[
                position + len(quoted_key) : position + len(quoted_key) + 1024
            ].lstrip()
            if rest[:1] == b":" and rest[1:].lstrip()[:1] == b'"':
                depth = _compute_depth(raw_event[:position])
                if depth == 1 or (nested and not 0 < found_depth <= depth):
                    value = rest[1:].lstrip()[1:].partition(b'"')[0].decode("utf-8", "replace")
                    if depth == 1:
                        return value
                    found_value, found_depth = value, depth
            position = raw_event.find(quoted_key, position + 1)
    return found_value


def _compute_depth(beginning: bytes) -> int:
    """The number of objects and arrays that are open at the end of the beginning of a JSON text."""
    unescaped = beginning.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = b"".join(unescaped.split(b'"')[::2])
    opened_count = outside.count(b"{") + outside.count(b"[")
    return opened_count - outside.count(b"}") - outside.count(b"]")
