"""Locks between processes: the system's own, which end with the process that held them.

Where a system or a file system has none, a file names the owner, and goes over to the next one
when that process is dead.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from minutebook.errors import OperationError
from minutebook.repository import files

_PAUSE = 0.05  # seconds between two tries, at first
_TAKING = 10.0  # seconds after which a process that was taking a lock over counts as dead, too

try:
    import fcntl

    def _system(descriptor: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

except ImportError:  # pragma: no cover - Windows
    import msvcrt

    def _system(descriptor: int) -> bool:
        with suppress(PermissionError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False


@contextmanager
def lock_open_file(descriptor: int, timeout_seconds: float) -> Iterator[None]:
    """Hold the system's lock on an open file, and close it at the end.

    Raises Trouble after `patience` seconds, OSError where there are no such locks.
    """
    try:
        _wait(lambda: _system(descriptor), timeout_seconds)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def lock_path(path: str, timeout_seconds: float) -> Iterator[None]:
    """Hold the lock of a file's name. Raises Trouble after `patience` seconds."""
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise OperationError(
            f"no lock can be made in {folder}: {error.strerror}", "see who may write there"
        ) from None
    try:
        owned = _system_or_file(descriptor, f"{path}.owner", timeout_seconds)
        try:
            yield
        finally:
            if owned:
                with suppress(OSError):
                    os.unlink(owned)
    finally:
        os.close(descriptor)


def _system_or_file(descriptor: int, owner: str, patience: float) -> str:
    """Take the system's lock, or the file `owner` where there is no such lock; then its path."""
    try:
        _wait(lambda: _system(descriptor), patience)
    except OSError:  # no such locks here
        try:
            _wait(lambda: _owned(owner), patience)
        except OSError as error:
            raise OperationError(
                f"{owner} cannot be written: {error.strerror}", "see who may write there"
            ) from None
        return owner
    return ""


def _wait(taken: Callable[[], bool], patience: float) -> None:
    pause, until = 0.001, time.monotonic() + patience
    while not taken():
        left = until - time.monotonic()
        if left < 0:
            raise OperationError(
                f"another minutebook has held the lock for {patience:.0f} seconds",
                "see what it does, or end it; the lock goes with it",
            )
        time.sleep(pause)
        # Who has waited long asks more often than who has just come: of many, none starves.
        pause = min(pause * 2, _PAUSE * left / patience + 0.0005)


# Without the system's locks ---------------------------------------------------------------------


def _owned(owner: str) -> bool:
    """Whether this process owns the file now: made it, or took it over from one that is dead."""
    if _made(owner):
        return True
    said = _read(owner)
    if not (_dead(said) if said else _old(owner)):  # or it died before it could say who it is
        return False
    # One may take over at a time; and who it is taken from is looked at again.
    taking = f"{owner}.taking"
    if _old(taking):
        with suppress(OSError):
            os.unlink(taking)
    if not _made(taking):
        return False
    try:
        if _read(owner) == said:
            os.unlink(owner)
        return _made(owner)
    finally:
        with suppress(OSError):
            os.unlink(taking)


def _old(path: str) -> bool:
    try:
        return time.time() - os.stat(path).st_mtime > _TAKING
    except OSError:
        return False


def _made(path: str) -> bool:
    """Make a file that says who made it; False where it is there."""
    text = f"{os.getpid()} {_started(os.getpid())} {_host()}"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        return False
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(1000)
    except OSError:
        return ""


def _dead(said: str) -> bool:
    """Whether the process that a lock's file names is dead; one of another machine is not."""
    process, _, rest = said.partition(" ")
    started, _, host = rest.partition(" ")
    if host != _host() or not process.isdecimal():
        return False
    return not files.is_process_alive(int(process)) or started != _started(int(process))


def _started(process: int) -> str:
    """When a process began, in the system's ticks; "-" where nothing tells. Numbers come again."""
    said = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
    return said[19] if len(said) > 19 else "-"


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
