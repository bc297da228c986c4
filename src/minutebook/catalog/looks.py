"""What the disk says of pages without reading them: which came, went or changed since a last look.

Two looks at a file are compared by inode, times of change and modification, and size: an editor
that puts a file of the same size in place of another changes the inode or the time of change, even
where it keeps the time of modification. A file that was written so shortly before a look that a
later write may have the same time counts as changed at the next one.

Nothing but `os`, `time` and `array` is loaded: it runs at the start of every command that reads.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from time import time_ns

_UNSURE_NS = 100_000_000  # after a write, for which a look is not trusted: ten ticks of slow clocks
_UNSURE_COARSE_NS = 3_000_000_000  # where the file system keeps whole seconds, or every second one
_UNSURE_SIGN = "? "
_SECOND_NS = 1_000_000_000
_MASK = 2**63 - 1  # of numbers that are kept: some file systems have inodes beyond
_NO_FILE = (0, 0, 0, 0)

# Gives the names of the folders and of the pages that lie in a folder.
FolderLister = Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]]


class FolderLook:
    """What a look at a folder saw: its own stat, and the names and stats of the pages in it.

    `stat` is (inode, changed, modified), times in nanoseconds, zeros where it is not to be trusted.
    `subfolders` are the names of the folders in it. `stats` has four numbers for each of `names`:
    the inode, the times of change and of modification, the size; zeros as above.
    """

    __slots__ = ("names", "stat", "stats", "subfolders")

    def __init__(
        self,
        stat: tuple[int, int, int],
        subfolders: tuple[str, ...],
        names: tuple[str, ...],
        stats: bytes,
    ) -> None:
        self.stat, self.subfolders, self.names, self.stats = stat, subfolders, names, stats


class Changes:
    """What differs from the looks before: folders by path (None: it is gone), and paths of pages.

    `changed` are pages that are new or may say something else, `added` those of them that are new,
    `removed` those that are gone.
    """

    __slots__ = ("added", "changed", "folders", "removed")

    def __init__(self) -> None:
        self.folders: dict[str, FolderLook | None] = {}
        self.changed: list[str] = []
        self.added: list[str] = []
        self.removed: list[str] = []


def find_changes(
    top: str, roots: Iterable[str], looks: Mapping[str, FolderLook], list_folder: FolderLister
) -> Changes:
    """Compare the folders `roots` and those below them with the looks that were taken before.

    All paths are relative to `top`, which may be a root itself, as `.`. `list_folder` is asked
    only for folders whose own stat has changed.
    """
    changes, now = Changes(), time_ns()
    pending, visited = list(roots), set()
    while pending:
        path = pending.pop()
        folder_stat = None if path in visited else _stat_folder(os.path.join(top, path), now)
        if folder_stat is None:
            continue
        visited.add(path)
        before = looks.get(path)
        is_listed = before is not None and before.stat == folder_stat and folder_stat[0] != 0
        if before is not None and is_listed:
            subfolders, names = before.subfolders, before.names
        else:
            subfolders, names = list_folder(path)
        pending += [join(path, name) for name in subfolders]
        stats = _stat_pages(top + "/" if path == "." else f"{top}/{path}/", names)
        if before is not None and is_listed and stats == before.stats:
            continue
        _compare(path, before, names, stats, changes)
        changes.folders[path] = FolderLook(
            folder_stat, subfolders, names, _forget_unsure(stats, now)
        )
    for path in looks.keys() - visited:
        changes.folders[path] = None
        changes.removed += [join(path, name) for name in looks[path].names]
    return changes


def join(folder: str, name: str) -> str:
    """The path from the top of what is in a folder; what lies in the top has no `./` before it."""
    return name if folder == "." else f"{folder}/{name}"


def is_below(path: str, root: str) -> bool:
    """Whether a folder is another one, or lies in it."""
    return path == root or path.startswith(f"{root}/")


def describe_file(path: str) -> str:
    """What identifies the content of a file that is no page, for comparing; "" where none is there.

    Of a file that was written just now it is a text that no later look gives.
    """
    try:
        status = os.stat(path)
    except OSError:
        return ""
    now, latest = time_ns(), max(status.st_ctime_ns, status.st_mtime_ns)
    if _is_unsure(latest, now):
        return f"{_UNSURE_SIGN}{now}"
    return f"{status.st_ino} {status.st_ctime_ns} {status.st_mtime_ns} {status.st_size}"


def is_unsure(description: str) -> bool:
    """Whether `describe_file` saw a file that was written just then."""
    return description.startswith(_UNSURE_SIGN)


def _stat_folder(path: str, now: int) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
        if not os.path.isdir(path):
            return None
    except OSError:
        return None
    if _is_unsure(max(status.st_mtime_ns, status.st_ctime_ns), now):
        return 0, 0, 0
    return status.st_ino & _MASK, status.st_ctime_ns, status.st_mtime_ns


def _is_unsure(time: int, now: int) -> bool:
    """Whether something may be written after `now`, both in nanoseconds, with the same time."""
    return time > now - (_UNSURE_NS if time % _SECOND_NS else _UNSURE_COARSE_NS)


def _stat_pages(prefix: str, names: Iterable[str]) -> bytes:
    """The stats of files, as in `FolderLook`. This loop is what a look at many pages costs."""
    stats = array("q")
    extend, stat = stats.extend, os.stat
    for name in names:
        try:
            status = stat(prefix + name)
        except OSError:
            extend(_NO_FILE)
            continue
        try:
            extend((status.st_ino, status.st_ctime_ns, status.st_mtime_ns, status.st_size))
        except OverflowError:
            del stats[len(stats) - len(stats) % 4 :]
            extend((status.st_ino & _MASK, status.st_ctime_ns, status.st_mtime_ns, status.st_size))
    return stats.tobytes()


def _read_stats(stats: bytes) -> list[tuple[int, ...]]:
    numbers = array("q")
    numbers.frombytes(stats)
    return list(zip(*[iter(numbers)] * 4, strict=True))


def _compare(
    path: str, before: FolderLook | None, names: tuple[str, ...], stats: bytes, changes: Changes
) -> None:
    """Add the pages of a folder that came, went or changed."""
    known = dict(zip(before.names, _read_stats(before.stats), strict=True)) if before else {}
    for name, status in zip(names, _read_stats(stats), strict=True):
        if known.get(name) != status or not any(status):
            changes.changed.append(join(path, name))
        if name not in known:
            changes.added.append(join(path, name))
    changes.removed += [join(path, name) for name in known.keys() - set(names)]


def _forget_unsure(stats: bytes, now: int) -> bytes:
    """The stats without those of files that may yet change unseen."""
    numbers = array("q")
    for status in _read_stats(stats):
        is_unsure = _is_unsure(max(status[1], status[2]), now)
        numbers.extend(_NO_FILE if is_unsure else status)
    return numbers.tobytes()
