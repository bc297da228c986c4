"""Files of a working tree: read, and put in place together, each whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.errors import Conflict, OperationError
from minutebook.records.model import Write

_LARGEST = 64 * 1024 * 1024  # bytes; no record is near it, and a wrong file must not eat the memory
_TEMPORARY, _ENDING = ".minutebook-", ".tmp"
TEMPORARY_FILE_PATTERN = f"{_TEMPORARY}*{_ENDING}"  # as git's ignore files say it
_FRESH = 60.0  # seconds for which a temporary file is left to a process that seems to live
# Windows refuses to touch a file that someone has open, as scanners do for a moment.
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if os.name == "nt" else ()


class PathTaken(Conflict):
    """A new record's name is there already: another process was quicker."""

    code = "taken"


class PartialWriteError(OperationError):
    """Some of several files are in place, the others are not, and neither can be changed now."""


def read_text(top: str, path: str) -> str | None:
    """The text of a page, every byte of it: undecodable ones as surrogates.

    None without a file, and where a link leads out of the repository.
    """
    whole = os.path.join(top, path)
    if os.path.islink(whole) and not is_file_below(top, path):
        return None
    try:
        with open(whole, "rb") as file:
            return file.read(_LARGEST).decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see who may read it"
        ) from None


def is_below(top: str, path: str) -> bool:
    """Whether a path lies below the top, or is the top, when every link is followed."""
    real = os.path.realpath(path)
    return (real + os.sep).startswith(os.path.realpath(top) + os.sep)


def is_file_below(top: str, path: str) -> bool:
    """Whether a path relative to the top is a file that lies below the top."""
    whole = os.path.join(top, path)
    return "\0" not in path and is_below(top, whole) and os.path.isfile(whole)


def validate_write(top: str, write: Write) -> None:
    """Raises Trouble for a write that leads elsewhere, Taken or Conflict where a file changed."""
    parts = write.path.split("/")
    if os.path.isabs(write.path) or ".." in parts or ".git" in parts or "\0" in write.path:
        raise OperationError(
            f"{write.path!r} is outside the repository", "name a path below its top"
        )
    target = os.path.join(top, write.path)
    if not is_below(top, os.path.dirname(target)) or (
        os.path.islink(target) and not is_below(top, target)
    ):
        raise OperationError(
            f"{write.path} leads out of the repository through a link", "remove the link"
        )
    if os.path.isdir(target):
        raise OperationError(f"{write.path} is a folder", "move it away, or name another path")
    if _size(target) > _LARGEST:
        raise OperationError(f"{write.path} is too large to be changed", "is it the right file?")
    present = read_text(top, write.path)
    if present == write.previous:
        return
    if write.previous is None:
        raise PathTaken(f"{write.path} is there already", "name another path")
    if present is None:
        raise Conflict(
            f"{write.path} is not in the working tree",
            "run the command again; in a sparse checkout, first: git sparse-checkout add",
        )
    raise Conflict(f"{write.path} was changed meanwhile", "run the command again")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:  # none there, or reading it will tell
        return 0


@dataclass(frozen=True, slots=True)
class _Step:
    """A write on its way: where it goes, and the finished file that gets the name ("": none)."""

    write: Write
    target: str
    temporary: str


def write_all(top: str, writes: Sequence[Write], *, fsync: bool = False) -> None:
    """Put files in place, in their order: all of them, or none.

    All texts lie finished in temporary files before the first one gets its name, so that most of
    what can fail does so before anything has changed. Where a name fails, those that were given
    are taken back. Raises Taken where the first of the names is taken, Conflict where a later one
    is, Trouble where the system refuses, Torn where what was done cannot be taken back.
    """
    steps: list[_Step] = []
    made: list[str] = []
    try:
        for write in writes:
            steps.append(_prepared(top, write, made, fsync))  # noqa: PERF401 - tidied one by one
        for step in steps:
            _name(step)
        made.clear()
    except BaseException as error:
        at = writes[len(steps)] if len(steps) < len(writes) else _first_left(steps)
        left = _take_back(steps)
        if left:
            raise PartialWriteError(
                f"{_failed(at.path, error)}; what is half done stays so: {', '.join(left)}",
                "minutebook check --fix completes it",
            ) from None
        if isinstance(error, PathTaken) and at is not writes[0]:
            raise Conflict(f"{at.path} was made meanwhile", "run the command again") from None
        if isinstance(error, OSError):
            raise OperationError(
                _failed(at.path, error), "see the disk and who may write there"
            ) from None
        raise
    finally:
        _tidy(steps, made)


def _failed(path: str, error: BaseException) -> str:
    said = error.strerror if isinstance(error, OSError) else str(error) or type(error).__name__
    return f"{path} cannot be written: {said}"


def _prepared(top: str, write: Write, made: list[str], fsync: bool) -> _Step:
    target = os.path.join(top, write.path)
    if write.text is None:
        return _Step(write, target, "")
    if write.previous is not None:  # a link inside the repository stays, the file behind it changes
        target = os.path.realpath(target)
    _folders(os.path.dirname(target), made)
    return _Step(write, target, _finish(target, write.text, fsync))


def _folders(folder: str, made: list[str]) -> None:
    """Make a folder and those above it; add what was not there to `made`, outermost first."""
    missing: list[str] = []
    while not os.path.isdir(folder) and folder not in missing:  # the root may not answer, either
        missing.append(folder)
        folder = os.path.dirname(folder)
    for path in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(path)
            made.append(path)


def _finish(target: str, text: str, fsync: bool) -> str:
    """Write a text to a temporary file beside its target, with the target's mode; its path."""
    name = f"{_TEMPORARY}{os.getpid()}-{time.monotonic_ns()}{_ENDING}"
    temporary = os.path.join(os.path.dirname(target), name)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
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


def _name(step: _Step) -> None:
    if step.write.text is None:
        _patiently(lambda: os.unlink(step.target))
    elif step.write.previous is not None:
        _patiently(lambda: os.replace(step.temporary, step.target))
    else:
        place_new_file(step.temporary, step.target, step.write.path)


def place_new_file(temporary_path: str, target_path: str, path: str) -> None:
    """Give a finished file its name, if no other has it: the name is the claim to the number."""
    try:
        os.link(temporary_path, target_path)
    except FileExistsError:
        raise PathTaken(f"{path} is there already", "name another path") from None
    except OSError:  # a file system without links
        # Looking first is enough: who has no lock of ours does not know of the number either. An
        # empty file that holds the name would be a torn record if this process died behind it.
        if os.path.lexists(target_path):
            raise PathTaken(f"{path} is there already", "name another path") from None
        _patiently(lambda: os.rename(temporary_path, target_path))


def _patiently(act: Callable[[], None]) -> None:
    for pause in _PAUSES:
        try:
            return act()
        except PermissionError:
            time.sleep(pause)
    return act()


# Taking back ------------------------------------------------------------------------------------


def _named(step: _Step) -> bool:
    """Whether a step is done, as the disk has it: an interrupt may come behind the call itself."""
    if not step.temporary:
        return not os.path.lexists(step.target)
    try:
        return os.path.samefile(step.temporary, step.target)
    except OSError:  # one of the two is gone, or their whole folder
        return not os.path.lexists(step.temporary) and os.path.lexists(step.target)


def _first_left(steps: Sequence[_Step]) -> Write:
    """The write whose name failed."""
    return next((step.write for step in steps if not _named(step)), steps[-1].write)


def _take_back(steps: Sequence[_Step]) -> list[str]:
    """Undo what is done, the last first; the paths of what could not be undone."""
    left = []
    for step in reversed(steps):
        try:
            if _named(step):
                _undo(step)
        except BaseException:  # noqa: BLE001 - an interrupt too: what is left is told and completed
            left.append(step.write.path)
    return left


def _undo(step: _Step) -> None:
    text, was, target = step.write.text, step.write.previous, step.target
    if text is not None:
        with open(target, "rb") as file:
            if file.read() != text.encode("utf-8", "surrogateescape"):
                raise FileExistsError(target)  # somebody went on from it
    if was is None:
        _patiently(lambda: os.unlink(target))
        return
    temporary = _finish(target, was, fsync=False)
    try:
        if text is None:
            place_new_file(temporary, target, step.write.path)
        else:
            _patiently(lambda: os.replace(temporary, target))
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _tidy(steps: Iterable[_Step], made: Sequence[str]) -> None:
    for step in steps:
        with suppress(OSError):
            if step.temporary:
                os.unlink(step.temporary)
    for folder in reversed(made):
        with suppress(OSError):
            os.rmdir(folder)


# Temporary files of the dead --------------------------------------------------------------------


def is_temporary(name: str) -> bool:
    """Whether a file's name is that of one that was being finished."""
    return name.startswith(_TEMPORARY) and name.endswith(_ENDING)


def remove_stale_temporaries(folder: str) -> list[str]:
    """Remove the temporary files that dead processes left in a folder; their paths."""
    gone = []
    with suppress(OSError):
        for name in filter(is_temporary, os.listdir(folder)):
            path = os.path.join(folder, name)
            if not _in_use(path, name[len(_TEMPORARY) :].partition("-")[0]):
                os.unlink(path)
                gone.append(path)
    return gone


def remove_stale_number_files(folder: str) -> None:
    """Remove what processes left that died while they wrote down which numbers are given."""
    with suppress(OSError):
        for name in os.listdir(folder):
            path, process = os.path.join(folder, name), name.split(".")[-2:-1]
            if name.endswith(_ENDING) and process and not _in_use(path, process[0]):
                with suppress(OSError):
                    os.unlink(path)


def _in_use(path: str, process: str) -> bool:
    if process.isdecimal() and is_process_alive(int(process)):
        return time.time() - os.lstat(path).st_mtime < _FRESH
    return False


def is_process_alive(pid: int) -> bool:
    """Whether a process of this number runs; True where the system cannot be asked safely."""
    if os.name == "nt":  # pragma: no cover - a signal would end it there
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
