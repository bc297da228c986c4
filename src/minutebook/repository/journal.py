"""The journal: what a command that writes several files is about to do, kept while it does it.

It lies in git's directory. Whoever holds the repository's lock and finds a journal knows that its
process is dead: what it had begun is completed. A journal that is cut off is of a process that died
before it changed anything. A journal is data that an archive may have brought along: it is carried
out in working trees of this clone alone, and its paths are checked as those of any write.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from minutebook.errors import OperationError, Refusal
from minutebook.lean.values import Value
from minutebook.records.model import Write
from minutebook.repository import files, guard, light

_FIRST_FIELD, _LAST_FIELD = "minutebook journal 1", "end"


class InterruptedOperation(Value):
    """A command whose process died: the working tree it worked in, and what it was to write."""

    journal_path: str
    top: str
    writes: tuple[Write, ...]

    @property
    def remaining_writes(self) -> tuple[Write, ...]:
        """The writes that are not done; none where it had not begun, or was through."""
        remaining = tuple(
            write for write in self.writes if files.read_text(self.top, write.path) != write.text
        )
        return () if len(remaining) == len(self.writes) else remaining


class Recovery(Value):
    """What became of an interrupted command in the working tree `top`.

    `written_paths` were written for it now, `unwritten_paths` were not, for `reason`.
    """

    top: str
    written_paths: tuple[str, ...]
    unwritten_paths: tuple[str, ...] = ()
    reason: str = ""

    @property
    def message(self) -> str:
        """A line for people."""
        if self.unwritten_paths:
            return (
                f"an interrupted command in {self.top} is not completed ({self.reason});"
                f" as they were: {', '.join(self.unwritten_paths)}"
            )
        return f"completed an interrupted command in {self.top}: {', '.join(self.written_paths)}"


def locate_folder(common_dir: str) -> str:
    """The folder of journals."""
    return os.path.join(common_dir, "minutebook", "journal")


@contextmanager
def keep_journal(
    common_dir: str, top: str, writes: Sequence[Write], *, fsync: bool
) -> Iterator[None]:
    """Keep a journal of writes while they are made. It stays only where they are half done."""
    path = os.path.join(locate_folder(common_dir), f"{os.getpid()}-{time.monotonic_ns()}")
    try:
        guard.make_state_folder(common_dir, "journal")
        _write_journal(path, _pack(top, writes), fsync)
    except Refusal:
        raise
    except BaseException as error:
        _remove_journal(path)
        if not isinstance(error, OSError):
            raise
        raise OperationError(
            f"{path} cannot be written: {error.strerror}", "see the disk and who may write there"
        ) from None
    try:
        yield
    except files.PartialWriteError:
        raise
    except BaseException:
        _remove_journal(path)
        raise
    _remove_journal(path)


def _write_journal(path: str, raw: bytes, fsync: bool) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    guard.share_with_group(path)  # whoever comes next completes what was begun
    with open(descriptor, "wb", buffering=0) as file:
        while raw:
            raw = raw[file.write(raw) :]
        if fsync:
            os.fsync(file.fileno())


def _remove_journal(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


# The format -------------------------------------------------------------------------------------
#
# Fields as `LENGTH:BYTES` or `-` for none, each on a line: a first one, the top, three of a write
# (path, text before, text wanted), a last one.


def _pack(top: str, writes: Sequence[Write]) -> bytes:
    fields: list[str | None] = [_FIRST_FIELD, top]
    for write in writes:
        fields += (write.path, write.previous, write.text)
    lines = []
    for field in (*fields, _LAST_FIELD):
        raw = None if field is None else field.encode("utf-8", "surrogateescape")
        lines.append(b"-\n" if raw is None else b"%d:%b\n" % (len(raw), raw))
    return b"".join(lines)


def _parse_fields(raw: bytes) -> Iterator[str | None]:
    """The fields of a journal. Raises ValueError where it is cut off."""
    position = 0
    while position < len(raw):
        length, colon, _ = raw[position : position + 20].partition(b":")
        if length.startswith(b"-\n"):
            yield None
            position += 2
            continue
        start = position + len(length) + 1
        position = start + int(length) + 1
        if not colon or not length.isdigit() or raw[position - 1 : position] != b"\n":
            raise ValueError("cut off")
        yield raw[start : position - 1].decode("utf-8", "surrogateescape")


def _read_journal(path: str) -> InterruptedOperation | None:
    """What a journal says; None where it is cut off."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            first, top, *fields, last = _parse_fields(file.read())
    except (OSError, ValueError):
        return None
    if (first, last) != (_FIRST_FIELD, _LAST_FIELD) or not top or len(fields) % 3:
        return None
    triples = zip(fields[::3], fields[1::3], fields[2::3], strict=True)
    writes = tuple(Write(name or "", text, previous) for name, previous, text in triples)
    return InterruptedOperation(path, top, writes)


# Completing -------------------------------------------------------------------------------------


def list_journals(common_dir: str) -> list[str]:
    """The paths of journals: of dead processes, and of the one that holds the lock right now."""
    folder = locate_folder(common_dir)
    if guard.find_link(common_dir, f"{guard.STATE_FOLDER}/journal"):
        return []  # what lies there is none of ours
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    except OSError:
        return []


def find_interrupted(common_dir: str) -> list[InterruptedOperation]:
    """The commands that were interrupted and left something half done. Only under the lock."""
    operations = (_read_journal(path) for path in list_journals(common_dir))
    return [
        operation
        for operation in operations
        if operation and _is_own_worktree(operation.top, common_dir) and operation.remaining_writes
    ]


def _is_own_worktree(top: str, common_dir: str) -> bool:
    """Whether a folder is the top of a working tree of the clone with this git directory."""
    found_top, _, found_common_dir = light.find_git_folders(top)
    return (
        bool(top)
        and os.path.isabs(top)
        and found_top == top
        and (os.path.realpath(found_common_dir) == os.path.realpath(common_dir))
    )


def recover(common_dir: str) -> list[Recovery]:
    """Complete the commands of dead processes, in every working tree. Only under the lock.

    What had not begun is dropped: its caller saw it fail. Where a file was changed meanwhile, what
    remains stays as it is: the change comes after the command. Where the system refuses, the
    journal stays.
    """
    recoveries = []
    for path in list_journals(common_dir):
        operation = _read_journal(path)
        if operation is None or not _is_own_worktree(operation.top, common_dir):
            _remove_journal(path)
            continue
        try:
            recovery = _complete(operation)
            _remove_journal(path)
        except Refusal as refusal:
            paths = tuple(write.path for write in operation.writes)
            recovery = Recovery(operation.top, (), paths, refusal.message)
        if recovery.written_paths or recovery.unwritten_paths:
            recoveries.append(recovery)
    return recoveries


def _complete(operation: InterruptedOperation) -> Recovery:
    top = operation.top
    for folder in {os.path.dirname(write.path) for write in operation.writes}:
        files.remove_stale_temporaries(top, folder)
    remaining = operation.remaining_writes
    paths = tuple(write.path for write in remaining)
    for write in remaining:
        try:
            files.validate_write(top, write)
        except Refusal as refusal:
            return Recovery(top, (), paths, refusal.message)
    files.write_all(top, remaining)
    return Recovery(top, paths)
