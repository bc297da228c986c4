"""The file names of a series in the working trees, listed anew only where a folder has changed.

Of a folder's names those tell the next number that are not plain, and of the plain ones (`0007-x`)
the highest. They are noted with the folder's times in `<git's common directory>/minutebook/names/`,
and taken from there as long as the folder has these times: a name that comes or goes changes them.
A folder that was changed shortly before it was listed is not noted, since what comes to it in the
same moment of the system's clock would leave its times as they are. The note is never the truth:
whatever is not understood is listed anew, as is a folder with a link that leads to no page: one may
come to be there.

Measured with 30,000 decisions in 50 folders: their names took 25 times Python's start to list and
read; with the note it is less than a tenth of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator

from minutebook.errors import Refusal
from minutebook.lean.values import Value
from minutebook.records.model import ROOT, join_path
from minutebook.repository import guard, light, store

_NOTE_FORMAT = "minutebook names 1"
_NOTE_END = "."  # the last line: a file without it was cut off
_SETTLED_NS = 3_000_000_000  # after which a folder's time says of each change: FAT counts 2 seconds
_MIN_NOTED_NAMES = 500  # in all folders: fewer are listed as quickly as a note is read
_MAX_TELLING_NAMES = 1_000  # of a folder that is noted
_PLAIN_DIGITS = range(3, 7)


class _FolderNames(Value):
    """The names right in a folder: the telling ones of its pages, and its subfolders.

    `stamp` are its times and its identity as it was listed; "" where that is not to be noted.
    `count` is that of all its pages.
    """

    stamp: str
    names: tuple[str, ...]
    subfolders: tuple[str, ...]
    count: int


def list_telling_paths(
    common_dir: str, series_name: str, places: Iterable[tuple[str, str]], *, keep_note: bool
) -> Iterator[tuple[str, str, list[str]]]:
    """The pages whose names tell the next number of a series, for each of some places.

    A place is the top of a working tree with a folder of the series. Gives both, and the paths from
    the top: all pages as `store.list_pages` lists them, but of the plainly numbered ones in a
    folder only that with the highest number. Without `keep_note` nothing is written. Raises
    OperationError for a folder that may not be read.
    """
    path = os.path.join(common_dir, guard.STATE_FOLDER, "names", series_name.replace("/", "="))
    noted = _read_note(path)
    used: dict[str, _FolderNames] = {}
    for top, folder in places:
        if folder == ROOT or guard.find_link(top, folder):
            yield top, folder, store.list_pages(top, folder)
            continue
        paths: list[str] = []
        pending = [folder]
        while pending:
            current = pending.pop()
            absolute = os.path.join(top, current)
            names = _take_noted(absolute, noted) or _list_folder(top, folder, current)
            used[absolute] = names
            paths += [join_path(current, name) for name in names.names]
            pending += [join_path(current, name) for name in names.subfolders]
        yield top, folder, sorted(paths)
    if keep_note:
        _keep_note(common_dir, path, noted, used)


def _read_stamp(folder: str) -> str:
    """What a folder's status says of its names; "" where there is none."""
    try:
        status = os.stat(folder)
    except OSError:
        return ""
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"


def _take_noted(folder: str, noted: dict[str, _FolderNames]) -> _FolderNames | None:
    names = noted.get(folder)
    return names if names and names.stamp == _read_stamp(folder) else None


def _list_folder(top: str, root: str, folder: str) -> _FolderNames:
    """The names that are in a folder now."""
    absolute = os.path.join(top, folder)
    started_ns, stamp = time.time_ns(), _read_stamp(absolute)
    candidates: list[str] = []

    def is_wanted(name: str) -> bool:
        if store.is_page(name):
            candidates.append(name)
            return True
        return False

    subfolders, pages = store.list_folder(top, root, folder, is_wanted=is_wanted)
    names = choose_telling(pages)
    changed_ns = int(stamp.partition(" ")[0] or started_ns)
    is_noted = (
        len(candidates) == len(pages)
        and changed_ns + _SETTLED_NS < started_ns
        and len(names) <= _MAX_TELLING_NAMES
        and not any(sign in name for name in (*names, *subfolders) for sign in "\t\n")
    )
    return _FolderNames(stamp if is_noted else "", names, tuple(subfolders), len(pages))


def choose_telling(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names in a folder that tell the next number: of plain ones the highest alone.

    A plain name begins with three to six digits and a hyphen, and not as a date does.
    """
    telling: list[str] = []
    highest, highest_name = (0, 0), ""
    for name in names:
        digits, hyphen, words = name.partition("-")
        if (
            hyphen
            and len(digits) in _PLAIN_DIGITS
            and digits.isascii()
            and digits.isdigit()
            and words[:1].isalnum()
            and not (digits.startswith(("19", "20")) and _may_be_date(digits, words))
            and name.endswith(".md")
        ):
            number = int(digits), len(digits)
            if number > highest or not highest_name:
                highest, highest_name = number, name
        else:
            telling.append(name)
    return (*telling, highest_name) if highest_name else tuple(telling)


def _may_be_date(digits: str, words: str) -> bool:
    """Whether digits like those of a year, and what follows them, may state a date or a label."""
    return len(digits) == 6 or (len(digits) == 4 and any(map(str.isdigit, words)))


# The note ---------------------------------------------------------------------------------------


def _read_note(path: str) -> dict[str, _FolderNames]:
    """What is noted of folders, by their absolute paths."""
    first, *lines = light.read_text(path).split("\n")
    if first != _NOTE_FORMAT or not lines or lines.pop() != _NOTE_END:
        return {}
    noted = {}
    for line in lines:
        fields = line.split("\t")
        if len(fields) != 5 or not fields[2].isdecimal():
            return {}
        folder, stamp, count, names, subfolders = fields
        noted[folder] = _FolderNames(stamp, _split(names), _split(subfolders), int(count))
    return noted


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split("/")) if names else ()


def _keep_note(
    common_dir: str, path: str, noted: dict[str, _FolderNames], used: dict[str, _FolderNames]
) -> None:
    """Note the folders that were looked at, where there are so many names that it pays."""
    kept = {folder: names for folder, names in used.items() if names.stamp and "\t" not in folder}
    is_large = sum(names.count for names in used.values()) >= _MIN_NOTED_NAMES
    if kept == noted or not (noted or is_large):
        return
    lines = [
        "\t".join(
            (
                folder,
                names.stamp,
                str(names.count),
                "/".join(names.names),
                "/".join(names.subfolders),
            )
        )
        for folder, names in kept.items()
        if "\n" not in folder
    ]
    text = "\n".join([_NOTE_FORMAT, *lines, _NOTE_END])
    try:
        guard.make_state_folder(common_dir, "names")
        light.write_whole(path, text.encode("utf-8", "surrogateescape"), is_shared=True)
    except (OSError, Refusal):  # it is listed again next time
        pass
