"""What a verb that writes several files is about to do, kept in git's directory while it does it.

Whoever holds the repository's lock and finds a journal knows that its process is dead: what it had
begun is completed. A journal that is not whole is of one that died before it changed anything.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from minutebook.errors import OperationError, Refusal
from minutebook.records.model import Write
from minutebook.repository import files

_FIRST, _LAST = b"minutebook journal 1", b"end"


@dataclass(frozen=True, slots=True)
class InterruptedOperation:
    """A verb whose process died: the working tree it worked in, and what it was to write."""

    journal_path: str
    top: str
    writes: tuple[Write, ...]

    @property
    def remaining_writes(self) -> tuple[Write, ...]:
        """What it did not come to; nothing where it had not begun, or was through."""
        open_ = tuple(one for one in self.writes if files.read_text(self.top, one.path) != one.text)
        return () if len(open_) == len(self.writes) else open_


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of an interrupted verb in the working tree `top`.

    `done` are the paths that were written for it now, `left` those that were not; `why` says why.
    """

    top: str
    written_paths: tuple[str, ...]
    unwritten_paths: tuple[str, ...] = ()
    reason: str = ""

    @property
    def message(self) -> str:
        """As a line for people."""
        if self.unwritten_paths:
            return (
                f"an interrupted command in {self.top} is not completed ({self.reason});"
                f" as they were: {', '.join(self.unwritten_paths)}"
            )
        return f"completed an interrupted command in {self.top}: {', '.join(self.written_paths)}"


def locate_folder(common_dir: str) -> str:
    """Where journals lie."""
    return os.path.join(common_dir, "minutebook", "journal")


@contextmanager
def keep_journal(
    common_dir: str, top: str, writes: Sequence[Write], *, fsync: bool
) -> Iterator[None]:
    """Keep a journal of writes while they are made. It stays only where they are half done."""
    path = os.path.join(locate_folder(common_dir), f"{os.getpid()}-{time.monotonic_ns()}")
    try:
        _keep(path, _packed(top, writes), fsync)
    except BaseException as error:
        _drop(path)
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
        _drop(path)
        raise
    _drop(path)


def _keep(path: str, raw: bytes, fsync: bool) -> None:
    words = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(path, words, 0o600)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor = os.open(path, words, 0o600)
    with open(descriptor, "wb", buffering=0) as file:
        while raw:
            raw = raw[file.write(raw) :]
        if fsync:
            os.fsync(file.fileno())


def _drop(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


# The form: fields as `LENGTH:BYTES` or `-` for none, each on a line. A first one, the top, three of
# each write (path, text before, text wanted), a last one.


def _packed(top: str, writes: Sequence[Write]) -> bytes:
    fields: list[str | None] = [top]
    for write in writes:
        fields += (write.path, write.previous, write.text)
    raws = [None if one is None else one.encode("utf-8", "surrogateescape") for one in fields]
    return b"".join(
        b"-\n" if raw is None else b"%d:%b\n" % (len(raw), raw) for raw in (_FIRST, *raws, _LAST)
    )


def _fields(raw: bytes) -> Iterator[str | None]:
    """The fields of a journal. Raises ValueError where it is not whole."""
    at = 0
    while at < len(raw):
        head, colon, _ = raw[at : at + 20].partition(b":")
        if head.startswith(b"-\n"):
            yield None
            at += 2
            continue
        start = at + len(head) + 1
        at = start + int(head) + 1
        if not colon or not head.isdigit() or raw[at - 1 : at] != b"\n":
            raise ValueError("cut off")
        yield raw[start : at - 1].decode("utf-8", "surrogateescape")


def _unpacked(path: str) -> InterruptedOperation | None:
    """A journal as it was kept; None where it is not whole."""
    try:
        with open(path, "rb") as file:
            first, top, *fields, last = _fields(file.read())
    except (OSError, ValueError):
        return None
    if (first, last) != (_FIRST.decode(), _LAST.decode()) or not top or len(fields) % 3:
        return None
    triples = zip(fields[::3], fields[1::3], fields[2::3], strict=True)
    return InterruptedOperation(
        path, top, tuple(Write(name or "", text, was) for name, was, text in triples)
    )


# Completing -------------------------------------------------------------------------------------


def list_journals(common_dir: str) -> list[str]:
    """The journals that are there, as paths: of the dead, and of who holds the lock right now."""
    place = locate_folder(common_dir)
    try:
        return [os.path.join(place, name) for name in sorted(os.listdir(place))]
    except OSError:
        return []


def find_interrupted(common_dir: str) -> list[InterruptedOperation]:
    """The verbs that were interrupted and left something half done. Only under the lock."""
    found = (_unpacked(path) for path in list_journals(common_dir))
    return [one for one in found if one and os.path.isdir(one.top) and one.remaining_writes]


def recover(common_dir: str) -> list[Recovery]:
    """Complete the verbs of dead processes, in every working tree. Only under the lock.

    What had not begun is let go: its caller saw it fail. Where a file was changed meanwhile, what
    is left stays as it is: the change comes after the verb. Where the system refuses, the journal
    stays.
    """
    mended = []
    for path in list_journals(common_dir):
        one = _unpacked(path)
        if one is None or not os.path.isdir(one.top):
            _drop(path)
            continue
        try:
            done = _completed(one)
            _drop(path)
        except Refusal as trouble:
            left = tuple(write.path for write in one.writes)
            done = Recovery(one.top, (), left, trouble.message)
        if done.written_paths or done.unwritten_paths:
            mended.append(done)
    return mended


def _completed(one: InterruptedOperation) -> Recovery:
    for place in {os.path.dirname(os.path.join(one.top, write.path)) for write in one.writes}:
        files.remove_stale_temporaries(place)
    left = one.remaining_writes
    paths = tuple(write.path for write in left)
    for write in left:
        try:
            files.validate_write(one.top, write)
        except Refusal as refused:
            return Recovery(one.top, (), paths, refused.message)
    files.write_all(one.top, left)
    return Recovery(one.top, paths)
