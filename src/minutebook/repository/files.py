"""Files of a working tree: read, and put in place together, each whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from minutebook.errors import Conflict, OperationError, Refusal
from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value
from minutebook.records.model import Write
from minutebook.repository import guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

_MAX_FILE_BYTES = 64 * 1024 * 1024  # no record is near it; a wrong file must not fill the memory
_TEMPORARY_PREFIX, _TEMPORARY_SUFFIX = ".minutebook-", ".tmp"
TEMPORARY_FILE_PATTERN = f"{_TEMPORARY_PREFIX}*{_TEMPORARY_SUFFIX}"  # as git's ignore files say it
_FRESH_SECONDS = 60.0  # for which a temporary file is left to a process that seems to live
# Windows refuses to touch a file that someone has open, as scanners do for a moment.
_RETRY_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if os.name == "nt" else ()


class PathTaken(Conflict):
    """A new record's name is there already: another process was quicker."""

    code = "taken"


def explain_disk_error(error: OSError) -> OperationError | None:
    """What a disk may answer to any program, as a refusal; None for what is a mistake of ours."""
    import errno

    names = "EACCES EDQUOT EIO ENOSPC ENOTDIR EPERM EROFS"
    if not error.filename or error.errno not in [getattr(errno, name) for name in names.split()]:
        return None
    return OperationError(
        f"{error.filename}: {error.strerror}", "see that the disk has room and may be written"
    )


class PartialWriteError(OperationError):
    """Some of several files are in place, the others are not, and neither can be changed now."""


def read_text(top: str, path: str) -> str | None:
    """The whole text of a file, undecodable bytes as surrogates.

    None without a file, where it is a pipe or device, and where a link leads out of the repository
    or into git's directory. Raises OperationError where the file may not be read.
    """
    raw = read_bytes(top, path, _MAX_FILE_BYTES)
    return None if raw is None else raw.decode("utf-8", "surrogateescape")


def read_bytes(top: str, path: str, max_bytes: int) -> bytes | None:
    """The first bytes of a file; None and errors as for `read_text`."""
    if guard.find_link(top, path) and not guard.resolve_below(top, path):
        return None
    try:
        with open(os.path.join(top, path), "rb", opener=guard.open_regular_file) as file:
            return file.read(max_bytes)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see who may read it"
        ) from None


def is_file_below(top: str, path: str) -> bool:
    """Whether a path relative to the top is a file that lies below the top, outside of git."""
    real_path = guard.resolve_below(top, path)
    return bool(real_path) and os.path.isfile(os.path.join(top, real_path))


def find_obstacle(top: str, path: str, *, follows_links: bool = False) -> Refusal | None:
    """What keeps a file from being written: see `guard`, or a folder or pipe that has its name."""
    obstacle = guard.find_obstacle(top, path, follows_links=follows_links)
    target = os.path.join(top, path)
    if obstacle or not os.path.lexists(target) or os.path.isfile(target):
        return obstacle
    from shlex import quote

    kind = "a folder" if os.path.isdir(target) else "not a file"
    return OperationError(f"{path} is {kind}", f"mv {quote(target)} {quote(target + '.old')}")


def validate_write(top: str, write: Write, *, follows_links: bool = False) -> None:
    """Check a write before it is made.

    Raises UnsafePath where `guard.require_writable` does, OperationError where a folder or what is
    no file has the name or the file is too large, PathTaken where a new file is there already, and
    Conflict where a file is not what the write was made from.
    """
    obstacle = find_obstacle(top, write.path, follows_links=follows_links)
    if obstacle:
        raise obstacle
    target = os.path.join(top, write.path)
    if _read_size(target) > _MAX_FILE_BYTES:
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


def _read_size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:  # it is not there, or reading it will fail
        return 0


class _PreparedWrite(Value):
    """A write with the path of its file, and the finished file that gets this name ("": none).

    `check_path` raises UnsafePath where a link came in the way meanwhile.
    """

    write: Write
    target: str
    temporary: str
    check_path: Callable[[], object]


def write_all(
    top: str,
    writes: Sequence[Write],
    *,
    fsync: bool = False,
    follows_links: bool = False,
    report_progress: ProgressReporter | None = None,
) -> None:
    """Put files in place, in their order: all of them, or none.

    All texts are finished in temporary files before the first one gets its name, so that most of
    what can fail does so before anything has changed. Where a name fails, those that were given
    are undone. Raises PathTaken where the first of the names is taken, Conflict where a later one
    is, UnsafePath where a link came in the way meanwhile, OperationError where the system refuses,
    PartialWriteError where what was done cannot be undone.
    """
    prepared: list[_PreparedWrite] = []
    made_folders: list[str] = []
    try:
        for write in track_progress(writes, report_progress):
            step = _prepare(top, write, made_folders, fsync, follows_links)
            prepared.append(step)
        for step in prepared:
            _put_in_place(step)
        made_folders.clear()
    except BaseException as error:
        is_prepared = len(prepared) == len(writes)
        failed = _find_first_undone(prepared) if is_prepared else writes[len(prepared)]
        remaining_paths = _undo_all(prepared)
        if remaining_paths:
            raise PartialWriteError(
                f"{_describe_failure(failed.path, error)}; what is half done stays so: "
                f"{', '.join(remaining_paths)}",
                "minutebook check --fix completes it",
            ) from None
        if isinstance(error, PathTaken) and failed is not writes[0]:
            raise Conflict(f"{failed.path} was made meanwhile", "run the command again") from None
        if isinstance(error, OSError):
            raise OperationError(
                _describe_failure(failed.path, error), "see the disk and who may write there"
            ) from None
        raise
    finally:
        _remove_leftovers(prepared, made_folders)


def _describe_failure(path: str, error: BaseException) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error) or type(error).__name__
    return f"{path} cannot be written: {reason}"


def _prepare(
    top: str, write: Write, made_folders: list[str], fsync: bool, follows_links: bool
) -> _PreparedWrite:
    def check_path() -> str:
        return guard.require_writable(top, write.path, follows_links=follows_links)

    target = check_path()
    if write.text is None:
        return _PreparedWrite(write, target, "", check_path)
    _make_folders(os.path.dirname(target), made_folders)
    temporary = _write_temporary(target, write.text, fsync)
    return _PreparedWrite(write, target, temporary, check_path)


def _make_folders(folder: str, made_folders: list[str]) -> None:
    """Make a folder and those above it; add the new ones to `made_folders`, outermost first."""
    missing: list[str] = []
    while not os.path.isdir(folder) and folder not in missing:  # the root may not answer, either
        missing.append(folder)
        folder = os.path.dirname(folder)
    for path in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(path)
            made_folders.append(path)


def _write_temporary(target: str, text: str, fsync: bool) -> str:
    """Write a text to a temporary file beside its target, with the target's mode; its path."""
    name = f"{_TEMPORARY_PREFIX}{os.getpid()}-{time.monotonic_ns()}{_TEMPORARY_SUFFIX}"
    temporary = os.path.join(os.path.dirname(target), name)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            if fsync:
                file.flush()
                os.fsync(file.fileno())
        with suppress(OSError):  # no target yet, or a file system that keeps no modes
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _put_in_place(step: _PreparedWrite) -> None:
    step.check_path()
    if step.write.text is None:
        _retry(lambda: os.unlink(step.target))
    elif step.write.previous is not None:
        _retry(lambda: os.replace(step.temporary, step.target))
    else:
        place_new_file(step.temporary, step.target, step.write.path)


def place_new_file(temporary_path: str, target_path: str, path: str) -> None:
    """Give a finished file its name, if no other file has it: the name is the claim to the number.

    Raises PathTaken, naming `path`.
    """
    try:
        os.link(temporary_path, target_path)
    except FileExistsError:
        raise PathTaken(f"{path} is there already", "name another path") from None
    except OSError:  # a file system without links
        # Looking first is enough: who has no lock of ours does not know of the number either. An
        # empty file that holds the name would be a torn record if this process died behind it.
        if os.path.lexists(target_path):
            raise PathTaken(f"{path} is there already", "name another path") from None
        _retry(lambda: os.rename(temporary_path, target_path))


def _retry(act: Callable[[], None]) -> None:
    for pause in _RETRY_PAUSES:
        try:
            return act()
        except PermissionError:
            time.sleep(pause)
    return act()


# Undoing ----------------------------------------------------------------------------------------


def _is_in_place(step: _PreparedWrite) -> bool:
    """Whether a write is done, as the disk has it: an interrupt may come after the call itself."""
    if not step.temporary:
        return not os.path.lexists(step.target)
    try:
        return os.path.samefile(step.temporary, step.target)
    except OSError:  # one of the two is gone, or their whole folder
        return not os.path.lexists(step.temporary) and os.path.lexists(step.target)


def _find_first_undone(prepared: Sequence[_PreparedWrite]) -> Write:
    """The write whose name failed."""
    return next((step.write for step in prepared if not _is_in_place(step)), prepared[-1].write)


def _undo_all(prepared: Sequence[_PreparedWrite]) -> list[str]:
    """Undo what is done, the last first; the paths of what could not be undone."""
    remaining_paths = []
    for step in reversed(prepared):
        try:
            if _is_in_place(step):
                _undo(step)
        except BaseException:  # noqa: BLE001 - an interrupt too: the rest is reported and completed
            remaining_paths.append(step.write.path)
    return remaining_paths


def _undo(step: _PreparedWrite) -> None:
    text, previous, target = step.write.text, step.write.previous, step.target
    if text is not None:
        with open(target, "rb", opener=guard.open_regular_file) as file:
            if file.read() != text.encode("utf-8", "surrogateescape"):
                raise FileExistsError(target)  # somebody has changed it since
    if previous is None:
        _retry(lambda: os.unlink(target))
        return
    temporary = _write_temporary(target, previous, fsync=False)
    try:
        if text is None:
            place_new_file(temporary, target, step.write.path)
        else:
            _retry(lambda: os.replace(temporary, target))
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _remove_leftovers(prepared: Iterable[_PreparedWrite], made_folders: Sequence[str]) -> None:
    """Remove temporary files, and folders that were made and are empty."""
    for step in prepared:
        with suppress(OSError):
            if step.temporary:
                os.unlink(step.temporary)
    for folder in reversed(made_folders):
        with suppress(OSError):
            os.rmdir(folder)


# Temporary files of dead processes ---------------------------------------------------------------


def is_temporary(name: str) -> bool:
    """Whether a file's name is that of one of our temporary files."""
    return name.startswith(_TEMPORARY_PREFIX) and name.endswith(_TEMPORARY_SUFFIX)


def remove_stale_temporaries(top: str, folder: str) -> list[str]:
    """Remove the temporary files that dead processes left in a folder below the top; their paths.

    Nothing is removed where a link leads to the folder.
    """
    removed = []
    with suppress(OSError):
        if guard.find_obstacle(top, folder):
            return []
        for name in filter(is_temporary, os.listdir(os.path.join(top, folder))):
            path = os.path.join(top, folder, name)
            if not _is_in_use(path, name[len(_TEMPORARY_PREFIX) :].partition("-")[0]):
                os.unlink(path)
                removed.append(path)
    return removed


def remove_stale_number_files(folder: str) -> None:
    """Remove the temporary files of processes that died while they wrote the cache of numbers."""
    with suppress(OSError):
        for name in os.listdir(folder):
            path, pid = os.path.join(folder, name), name.split(".")[-2:-1]
            if name.endswith(_TEMPORARY_SUFFIX) and pid and not _is_in_use(path, pid[0]):
                with suppress(OSError):
                    os.unlink(path)


def _is_in_use(path: str, pid: str) -> bool:
    if pid.isdecimal() and is_process_alive(int(pid)):
        return time.time() - os.lstat(path).st_mtime < _FRESH_SECONDS
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
