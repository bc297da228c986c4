"""Reads pages and templates, and puts Writes on disk: each file whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress

from minutebook.errors import Misuse, Trouble
from minutebook.records.model import Write
from minutebook.repository import files, locks
from minutebook.repository.files import Taken, read

__all__ = [
    "Taken",
    "apply",
    "claimed",
    "claims",
    "hold",
    "lock",
    "pages",
    "read",
    "template",
    "walk",
]

PATIENCE = 20.0  # seconds to wait for another process to finish its verb
# macOS may list names with their marks apart, as no repository has them; it opens both forms.
_COMPOSE = sys.platform == "darwin"


@contextmanager
def lock(common_dir: str, *, mend: bool = True) -> Iterator[None]:
    """Hold the repository's lock, which all worktrees of a clone share.

    What an interrupted verb had begun is completed first, and said on stderr. Raises Trouble after
    PATIENCE seconds.
    """
    path = os.path.join(common_dir, "minutebook", "lock")
    first = not os.path.exists(path)
    with locks.lock(path, PATIENCE):
        if first:
            _hide_temporaries(common_dir)
        files.sweep_numbers(os.path.join(common_dir, "minutebook", "numbers"))
        if mend and _interrupted(common_dir):
            from minutebook.repository import journal

            for mended in journal.recover(common_dir):
                sys.stderr.write(f"note: {mended.words}\n")
        yield


def _hide_temporaries(common_dir: str) -> None:
    """Tell git to pass over what a killed process leaves beside records; once in a clone."""
    path = os.path.join(common_dir, "info", "exclude")
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a+b") as file:
            file.seek(0)
            lines = file.read().split(b"\n")
            if files.TEMPORARIES.encode() not in [line.strip() for line in lines]:
                begin = b"\n" if lines[-1] else b""
                file.write(begin + files.TEMPORARIES.encode() + b"\n")


def _interrupted(common_dir: str) -> bool:
    try:
        return bool(os.listdir(os.path.join(common_dir, "minutebook", "journal")))
    except OSError:
        return False


def hold(descriptor: int) -> AbstractContextManager[None]:
    """Hold the lock on an open file, and close it at the end. Raises Trouble as `lock` does."""
    return locks.hold(descriptor, PATIENCE)


def claims(common_dir: str, row: str) -> str:
    """The folder that holds a file for each number that is reserved in a row of numbers."""
    return os.path.join(common_dir, "minutebook", "claims", row)


def claimed(common_dir: str, row: str) -> frozenset[int]:
    """The numbers that are reserved in a row for records that are not written yet."""
    try:
        return frozenset(
            int(name) for name in os.listdir(claims(common_dir, row)) if name.isdigit()
        )
    except OSError:
        return frozenset()


def walk(top: str, folder: str) -> list[str]:
    """The markdown files below a folder, relative to the top, in the order of their names.

    Links to folders are not followed, nor links that lead out of the repository. Raises Trouble
    for a folder that may not be read: its records would be missing, and their numbers given again.
    """
    found: list[str] = []
    todo = [folder] if files.below(top, os.path.join(top, folder)) else []
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
            path = f"{here}/{_composed(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    todo.append(path)
            elif _is_page(entry.name) and (
                entry.is_file(follow_symlinks=False)
                or (entry.is_symlink() and files.inside(top, path))
            ):
                found.append(path)
    return sorted(found)


def pages(paths: Iterable[str]) -> list[str]:
    """Of files below record folders, those that `walk` would find."""
    return [
        path
        for path in paths
        if _is_page(path) and not any(part.startswith(".") for part in path.split("/")[:-1])
    ]


def _is_page(name: str) -> bool:
    return name.lower().endswith(".md")


def _composed(name: str) -> str:
    if not _COMPOSE or name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFC", name)


def apply(top: str, writes: Sequence[Write], *, fsync: bool = False, journal: str = "") -> None:
    """Put writes on disk, in their order: all of them, or none.

    `journal` is git's common directory where the repository's lock is held: what a process that
    dies half way has left to do is kept there, and the next holder of the lock completes it.
    Raises Taken where a new file's name is there, Conflict where a file is not what the plan was
    made from, Trouble where the system refuses.
    """
    for write in writes:
        files.fits(top, write)
    for folder in {os.path.dirname(os.path.join(top, write.path)) for write in writes}:
        files.sweep(folder)
    if journal and len(writes) > 1:
        from minutebook.repository.journal import kept

        with kept(journal, top, writes, fsync=fsync):
            files.put(top, writes, fsync=fsync)
    else:
        files.put(top, writes, fsync=fsync)


def template(top: str, folder: str, name: str, below: str = "") -> str:
    """The text of a template: the repository's own, else the packaged one, else the checkout's.

    `name` is a template's ("phr", or "madr" in the folder `below` "adr/"), or the path of a file of
    the repository. Raises Misuse where there is none.
    """
    if not {"", ".", ".."}.intersection(name.split("/")):
        page = f"{below}{name}.md"
        if files.inside(top, f"{folder}/{page}"):
            return read(top, f"{folder}/{page}") or ""
        packaged = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # the package
        checkout = os.path.dirname(os.path.dirname(packaged))
        for base in (packaged, checkout):
            if files.inside(os.path.join(base, "templates"), page):
                return read(base, f"templates/{page}") or ""
    if not files.inside(top, name):
        raise Misuse(
            f"no template {name!r}",
            "name one that comes with minutebook, or a file of this repository",
        )
    return read(top, name) or ""
