"""Reads pages and templates, and puts Writes on disk: each file whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from backstory.record import Conflict, Misuse, Trouble, Write

PATIENCE = 20.0  # seconds to wait for another process to finish its verb
_LARGEST = 64 * 1024 * 1024  # bytes; no record is near it, and a wrong file must not eat the memory
_TEMPORARY = ".backstory-"


class Taken(Conflict):
    """A new record's name is there already: another process was quicker."""

    code = "taken"


@contextmanager
def lock(common_dir: str) -> Iterator[None]:
    """Hold the repository's lock, which all worktrees of a clone share.

    The lock is the system's own, so that it ends with the process that held it. Raises Trouble
    after PATIENCE seconds.
    """
    folder = os.path.join(common_dir, "backstory")
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise Trouble(
            f"no lock can be made in {folder}: {error.strerror}", "see who may write there"
        ) from None
    with hold(descriptor):
        yield


@contextmanager
def hold(descriptor: int) -> Iterator[None]:
    """Hold the lock on an open file, and close it at the end. Raises Trouble as `lock` does."""
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int) -> None:
    pause, until = 0.001, time.monotonic() + PATIENCE
    while not _locked(descriptor):
        if time.monotonic() > until:
            raise Trouble(
                f"another backstory has held the lock for {PATIENCE:.0f} seconds",
                "see what it does, or end it; the lock goes with it",
            )
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


try:
    import fcntl

    def _locked(descriptor: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

except ImportError:  # pragma: no cover - Windows
    import msvcrt

    def _locked(descriptor: int) -> bool:
        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False


def claims(common_dir: str, row: str) -> str:
    """The folder that holds a file for each number that is reserved in a row of numbers."""
    return os.path.join(common_dir, "backstory", "claims", row)


def claimed(common_dir: str, row: str) -> frozenset[int]:
    """The numbers that are reserved in a row for records that are not written yet."""
    try:
        return frozenset(
            int(name) for name in os.listdir(claims(common_dir, row)) if name.isdigit()
        )
    except OSError:
        return frozenset()


def read(top: str, path: str) -> str | None:
    """The text of a page, every byte of it: undecodable ones as surrogates.

    None without a file, and where a link leads out of the repository.
    """
    whole = os.path.join(top, path)
    if os.path.islink(whole) and not _inside(top, path):
        return None
    try:
        with open(whole, "rb") as file:
            return file.read(_LARGEST).decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}", "see who may read it") from None


def walk(top: str, folder: str) -> list[str]:
    """The markdown files below a folder, relative to the top, in the order of their names.

    Links to folders are not followed, nor links that lead out of the repository. Raises Trouble
    for a folder that may not be read: its records would be missing, and their numbers given again.
    """
    found: list[str] = []
    todo = [folder] if _below(top, os.path.join(top, folder)) else []
    while todo:
        here = todo.pop()
        try:
            entries = list(os.scandir(os.path.join(top, here)))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise Trouble(
                f"{here} cannot be read: {error.strerror}", "see who may read it"
            ) from None
        for entry in entries:
            path = f"{here}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    todo.append(path)
            elif entry.name.lower().endswith(".md") and (
                entry.is_file(follow_symlinks=False) or (entry.is_symlink() and _inside(top, path))
            ):
                found.append(path)
    return sorted(found)


def _below(top: str, path: str) -> bool:
    """Whether a path lies below the top, or is the top, when every link is followed."""
    real = os.path.realpath(path)
    return (real + os.sep).startswith(os.path.realpath(top) + os.sep)


def _inside(top: str, path: str) -> bool:
    """Whether a path relative to the top is a file that lies below the top."""
    whole = os.path.join(top, path)
    return "\0" not in path and _below(top, whole) and os.path.isfile(whole)


def apply(top: str, writes: Sequence[Write], *, fsync: bool = False) -> None:
    """Put writes on disk, in their order.

    All texts lie finished in temporary files before the first one gets its name, so that a full
    disk or a folder that may not be written changes nothing. Raises Taken where a new file's name
    is there, Conflict where a file is not what the plan was made from, Trouble where the system
    refuses.
    """
    for write in writes:
        _check(top, write)
    ready: list[tuple[Write, str, str]] = []
    made: list[str] = []
    path = ""
    try:
        for write in writes:
            path, target, temporary = write.path, _target(top, write), ""
            if write.text is not None:
                _folders(os.path.dirname(target), made)
                temporary = _finish(target, write.text, fsync)
            ready.append((write, target, temporary))
        for at, (write, target, temporary) in enumerate(ready):
            path = write.path
            try:
                _name(write, target, temporary)
            except Taken as taken:
                if at == 0:
                    raise
                raise Conflict(taken.message, "backstory check --fix completes it") from None
        made.clear()
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written: {error.strerror}", "see the disk and who may write there"
        ) from None
    finally:
        for _, _, temporary in ready:
            with suppress(OSError):
                if temporary:
                    os.unlink(temporary)
        for folder in reversed(made):
            with suppress(OSError):
                os.rmdir(folder)


def _check(top: str, write: Write) -> None:
    parts = write.path.split("/")
    if os.path.isabs(write.path) or ".." in parts or ".git" in parts or "\0" in write.path:
        raise Trouble(f"{write.path!r} is outside the repository", "name a path below its top")
    target = os.path.join(top, write.path)
    if not _below(top, os.path.dirname(target)) or (
        os.path.islink(target) and not _below(top, target)
    ):
        raise Trouble(f"{write.path} leads out of the repository through a link", "remove the link")
    if os.path.isdir(target):
        raise Trouble(f"{write.path} is a folder", "move it away, or name another path")
    if os.path.exists(target) and os.path.getsize(target) > _LARGEST:
        raise Trouble(f"{write.path} is too large to be changed", "is it the right file?")
    present = read(top, write.path)
    if present == write.was:
        return
    if write.was is None:
        raise Taken(f"{write.path} is there already", "name another path")
    raise Conflict(f"{write.path} was changed meanwhile", "run the command again")


def _target(top: str, write: Write) -> str:
    """Where a write goes: a link inside the repository stays, the file behind it changes."""
    target = os.path.join(top, write.path)
    replaced = write.text is not None and write.was is not None
    return os.path.realpath(target) if replaced else target


def _folders(folder: str, made: list[str]) -> None:
    """Make a folder and those above it; add what was not there to `made`, outermost first."""
    missing: list[str] = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for path in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(path)
            made.append(path)


def _finish(target: str, text: str, fsync: bool) -> str:
    temporary = os.path.join(
        os.path.dirname(target), f"{_TEMPORARY}{os.getpid()}-{time.monotonic_ns()}.tmp"
    )
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            if fsync:
                file.flush()
                os.fsync(file.fileno())
        with suppress(OSError):  # none there, or a file system that keeps no modes
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _name(write: Write, target: str, temporary: str) -> None:
    if write.text is None:
        os.unlink(target)
    elif write.was is not None:
        os.replace(temporary, target)
    else:
        _claim(temporary, target, write.path)


def _claim(temporary: str, target: str, path: str) -> None:
    """Give a finished file its name, if no other has it: the name is the claim to the number."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise Taken(f"{path} is there already", "name another path") from None
    except OSError:  # a file system without links
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            raise Taken(f"{path} is there already", "name another path") from None
        os.close(descriptor)
        try:
            os.replace(temporary, target)
        except BaseException:
            os.unlink(target)  # it holds nothing yet
            raise


def template(top: str, folder: str, name: str, below: str = "") -> str:
    """The text of a template: the repository's own, else the packaged one, else the checkout's.

    `name` is a template's ("phr", or "madr" in the folder `below` "adr/"), or the path of a file of
    the repository. Raises Misuse where there is none.
    """
    if not {"", ".", ".."}.intersection(name.split("/")):
        page = f"{below}{name}.md"
        if _inside(top, f"{folder}/{page}"):
            return read(top, f"{folder}/{page}") or ""
        packaged = os.path.dirname(os.path.abspath(__file__))
        checkout = os.path.dirname(os.path.dirname(packaged))
        for base in (packaged, checkout):
            if _inside(os.path.join(base, "templates"), page):
                return read(base, f"templates/{page}") or ""
    if not _inside(top, name):
        raise Misuse(
            f"no template {name!r}",
            "name one that comes with backstory, or a file of this repository",
        )
    return read(top, name) or ""
