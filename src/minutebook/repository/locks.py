"""Locks between processes: the system's own, which end with the process that held them.

Where a system or a file system has none, a file names the owner, and goes over to the next one
when that process is dead.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from minutebook.errors import OperationError
from minutebook.repository import files, guard

_FIRST_PAUSE_SECONDS, _MAX_PAUSE_SECONDS = 0.001, 0.05  # between two tries
_TAKEOVER_SECONDS = 10.0  # after which a process that was taking a lock over counts as dead, too

try:
    import fcntl

    def _try_system_lock(descriptor: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

except ImportError:  # pragma: no cover - Windows
    import msvcrt

    def _try_system_lock(descriptor: int) -> bool:
        with suppress(PermissionError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False


@contextmanager
def lock_open_file(descriptor: int, timeout_seconds: float) -> Iterator[None]:
    """Hold the system's lock on an open file, and close the file at the end.

    Raises OperationError after the timeout, OSError where there are no such locks.
    """
    try:
        _wait_for(lambda: _try_system_lock(descriptor), timeout_seconds)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def lock_path(path: str, timeout_seconds: float) -> Iterator[None]:
    """Hold the lock of a file's name. Raises OperationError after the timeout."""
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        try:
            descriptor = guard.open_shared_file(path, os.O_RDWR | os.O_CREAT)
        except PermissionError:  # another user's, who has not shared it: it can be locked as well
            descriptor = guard.open_shared_file(path, os.O_RDONLY)
        guard.share_with_group(path)
    except OSError as error:
        raise refuse_unwritable(f"no lock can be made in {folder}", folder, error) from None
    try:
        owner_path = _take_lock(descriptor, f"{path}.owner", timeout_seconds)
        try:
            yield
        finally:
            if owner_path:
                with suppress(OSError):
                    os.unlink(owner_path)
    finally:
        os.close(descriptor)


def _take_lock(descriptor: int, owner_path: str, timeout_seconds: float) -> str:
    """Take the system's lock: ""; where there is no such lock, the owner's file: its path."""
    try:
        _wait_for(lambda: _try_system_lock(descriptor), timeout_seconds)
    except OSError:  # no such locks here
        try:
            _wait_for(lambda: _try_owner_file(owner_path), timeout_seconds)
        except OSError as error:
            folder = os.path.dirname(owner_path)
            raise refuse_unwritable(f"{owner_path} cannot be written", folder, error) from None
        return owner_path
    return ""


def _wait_for(try_lock: Callable[[], bool], timeout_seconds: float) -> None:
    pause, deadline = _FIRST_PAUSE_SECONDS, time.monotonic() + timeout_seconds
    while not try_lock():
        remaining = deadline - time.monotonic()
        if remaining < 0:
            raise OperationError(
                f"another minutebook has held the lock for {timeout_seconds:.0f} seconds",
                "see what it does, or end it; the lock goes with it",
            )
        time.sleep(pause)
        # Who has waited long asks more often than who has just come: of many, none starves.
        pause = min(pause * 2, _MAX_PAUSE_SECONDS * remaining / timeout_seconds + 0.0005)


def refuse_unwritable(what: str, folder: str, error: OSError) -> OperationError:
    """The refusal of a command that needs to write a folder of git's directory and may not.

    `what` says what cannot be done. Sandboxes of coding agents make git's directory read-only
    (Linux) or forbid to write it (macOS): then the hint says how to let minutebook write its own
    folder alone.
    """
    import json
    import shlex

    message = f"{what}: {error.strerror}"
    if error.errno not in (errno.EROFS, errno.EPERM):
        return OperationError(message, f"see who may write there: ls -ld {shlex.quote(folder)}")
    option = f"sandbox_workspace_write.writable_roots={json.dumps([folder])}"
    return OperationError(
        message,
        "an agent's sandbox keeps git's directory from being written: run the command outside of"
        f" it, or start Codex so: codex -c {shlex.quote(option)}",
    )


# Without the system's locks ---------------------------------------------------------------------


def _try_owner_file(path: str) -> bool:
    """Whether this process owns the file now: made it, or took it over from one that is dead."""
    if _make_owner_file(path):
        return True
    owner = _read_start(path)
    if not (_is_owner_dead(owner) if owner else _is_old(path)):  # it died before it wrote its name
        return False
    # One may take over at a time, and looks again at whom it takes it from.
    takeover_path = f"{path}.taking"
    if _is_old(takeover_path):
        with suppress(OSError):
            os.unlink(takeover_path)
    if not _make_owner_file(takeover_path):
        return False
    try:
        if _read_start(path) == owner:
            os.unlink(path)
        return _make_owner_file(path)
    finally:
        with suppress(OSError):
            os.unlink(takeover_path)


def _is_old(path: str) -> bool:
    try:
        return time.time() - os.stat(path).st_mtime > _TAKEOVER_SECONDS
    except OSError:
        return False


def _make_owner_file(path: str) -> bool:
    """Make a file that names this process; False where the file is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        return False
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {_read_process_start(os.getpid())} {_read_host_name()}")
    return True


def _read_start(path: str) -> str:
    """The first characters of a file; "" where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace", opener=guard.open_regular_file) as file:
            return file.read(1000)
    except OSError:
        return ""


def _is_owner_dead(owner: str) -> bool:
    """Whether the process that an owner's file names is dead; one of another host counts as not."""
    pid, _, rest = owner.partition(" ")
    start, _, host = rest.partition(" ")
    if host != _read_host_name() or not pid.isdecimal():
        return False
    return not files.is_process_alive(int(pid)) or start != _read_process_start(int(pid))


def _read_process_start(pid: int) -> str:
    """When a process began, in the system's ticks; "-" if unknown. Process ids come again."""
    fields = _read_start(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else "-"


def _read_host_name() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
