"""The records' store: lists and reads pages and templates, and puts writes on disk under a lock."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress

from minutebook.errors import OperationError, UsageError
from minutebook.lean.values import replace
from minutebook.records.model import ADR, ROOT, Folder, Write, is_below, join_path
from minutebook.repository import files, guard, light, locks, page_files
from minutebook.repository.files import PathTaken, read_text
from minutebook.repository.page_files import cut_page, read_page
from minutebook.text.terminal import escape_line

__all__ = [
    "PathTaken",
    "apply_writes",
    "cut_page",
    "find_template",
    "keep_number",
    "list_pages",
    "list_templates",
    "locate_claims",
    "lock_descriptor",
    "lock_repository",
    "read_claimed_numbers",
    "read_packaged_template",
    "read_page",
    "read_text",
    "release_claim",
    "select_pages",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

LOCK_TIMEOUT_SECONDS = 20.0  # that a command waits for another process to finish
# macOS may list names with their marks apart, as no repository has them; it opens both forms.
_COMPOSES_NAMES = sys.platform == "darwin"


# Locks ------------------------------------------------------------------------------------------


@contextmanager
def lock_repository(
    common_dir: str, *, timeout_seconds: float = LOCK_TIMEOUT_SECONDS, mend: bool = True
) -> Iterator[None]:
    """Hold the repository's lock, which all worktrees of a clone share.

    With `mend`, what an interrupted command had begun is completed first, and reported on stderr.
    Raises OperationError where the lock is not to be had in time.
    """
    try:
        path = os.path.join(guard.make_state_folder(common_dir), "lock")
    except OSError as error:
        folder = os.path.join(common_dir, "minutebook")
        what = f"no lock can be made in {folder}"
        raise locks.refuse_unwritable(what, folder, error) from None
    is_first = not os.path.exists(path)
    with locks.lock_path(path, timeout_seconds):
        if is_first:
            _ignore_temporaries(common_dir)
        if not guard.find_link(common_dir, "minutebook/numbers"):
            files.remove_stale_number_files(os.path.join(common_dir, "minutebook", "numbers"))
        if mend and _has_journals(common_dir):
            from minutebook.repository import journal

            for recovery in journal.recover(common_dir):
                sys.stderr.write(f"note: {escape_line(recovery.message)}\n")
        yield


def _ignore_temporaries(common_dir: str) -> None:
    """Tell git to ignore what a killed process leaves beside records; once in a clone."""
    path, pattern = os.path.join(common_dir, "info", "exclude"), files.TEMPORARY_FILE_PATTERN
    with suppress(OSError):
        if guard.find_link(common_dir, "info/exclude"):  # it would be somebody else's file
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        lines = (files.read_text(common_dir, "info/exclude") or "").split("\n")
        if pattern not in [line.strip() for line in lines]:
            separator = "\n" if lines[-1] else ""
            light.append_bytes(path, f"{separator}{pattern}\n".encode())


def _has_journals(common_dir: str) -> bool:
    try:
        return bool(os.listdir(os.path.join(common_dir, "minutebook", "journal")))
    except OSError:
        return False


def lock_descriptor(
    descriptor: int, timeout_seconds: float = LOCK_TIMEOUT_SECONDS
) -> AbstractContextManager[None]:
    """Hold the lock of an open file, and close it at the end. Raises as `lock_repository` does."""
    return locks.lock_open_file(descriptor, timeout_seconds)


# Claims -----------------------------------------------------------------------------------------


def locate_claims(common_dir: str, series_name: str) -> str:
    """The folder that holds a file for each number of a series that is reserved."""
    # The name may come from a file of the spool: it is one name, not a path.
    name = series_name.replace("/", "=").replace(os.sep, "=")
    return os.path.join(common_dir, "minutebook", "claims", name if name != ".." else "=")


def read_claimed_numbers(common_dir: str, series_name: str) -> frozenset[int]:
    """The numbers of a series that are reserved for records which are not written yet."""
    try:
        names = os.listdir(locate_claims(common_dir, series_name))
    except OSError:
        return frozenset()
    return frozenset(int(name) for name in names if name.isdigit())


def release_claim(common_dir: str, series_name: str, number: int) -> None:
    """Give up the claim to a number, unless it is kept for good.

    Nothing is removed where a link leads to the claims.
    """
    folder = locate_claims(common_dir, series_name)
    if series_name and not guard.find_link(common_dir, os.path.relpath(folder, common_dir)):
        path = os.path.join(folder, str(number))
        with suppress(FileNotFoundError):
            if not os.stat(path).st_size:  # else it is kept for good
                os.unlink(path)


def keep_number(common_dir: str, series_name: str, number: int, reason: str = "removed") -> None:
    """Have the number of a record that no page shows never given again in this clone.

    The record was removed, or it is private: `reason` says which. A claim that ends with its record
    is an empty file; this one says why it is there.
    """
    name = os.path.basename(locate_claims(common_dir, series_name))
    path = os.path.join(guard.make_state_folder(common_dir, "claims", name), str(number))
    with open(guard.open_state_file(path), "w", encoding="ascii") as file:
        file.write(f"{reason}\n")


# Pages ------------------------------------------------------------------------------------------


def is_page(name: str) -> bool:
    """Whether a file's name is that of a page, of any format that is read."""
    return name.endswith(".md") or name.lower().endswith(ADR.endings)


def list_pages(top: str, folder: str, *, is_wanted: Callable[[str], bool] = is_page) -> list[str]:
    """The pages below a folder, of all formats that are read, in the order of their names.

    The paths are relative to the top. `is_wanted` takes files of other names.

    Of the top itself they are those that lie right in it.
    Links to folders are not followed, nor links that lead out of the repository or into git's
    directory. Raises OperationError for a folder that may not be read: its records would be
    missing, and their numbers given again.
    """
    pages: list[str] = []
    pending = [folder] if is_open_folder(top, folder) else []
    while pending:
        current = pending.pop()
        subfolders, names = list_folder(top, folder, current, is_wanted=is_wanted)
        pending += [join_path(current, name) for name in subfolders]
        pages += [join_path(current, name) for name in names]
    return sorted(pages)


def is_open_folder(top: str, folder: str) -> bool:
    """Whether a folder of records is read: no link on its way leads out, or into git's own."""
    return not guard.find_link(top, folder) or bool(guard.resolve_below(top, folder))


def list_folder(
    top: str, root: str, folder: str, *, is_wanted: Callable[[str], bool] = is_page
) -> tuple[list[str], list[str]]:
    """The names of the folders in a folder that are read, and of its pages, both sorted.

    `root` is the folder of records that it is or lies in; the rest is as for `list_pages`.
    """
    try:
        entries = list(os.scandir(os.path.join(top, folder)))
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as error:
        raise OperationError(
            f"{folder} cannot be read: {error.strerror}", "see who may read it"
        ) from None
    subfolders, names = [], []
    for entry in entries:
        name = _compose_name(entry.name)
        if entry.is_dir(follow_symlinks=False):
            if root != ROOT and not entry.name.startswith("."):
                subfolders.append(name)
        elif is_wanted(entry.name) and (
            entry.is_file(follow_symlinks=False)
            or (entry.is_symlink() and files.is_file_below(top, join_path(folder, name)))
        ):
            names.append(name)
    return sorted(subfolders), sorted(names)


def select_pages(paths: Iterable[str], folder: str) -> list[str]:
    """Those of some files that `list_pages` would list below a folder, if they were there."""
    start = 0 if folder == ROOT else len(folder) + 1
    return [
        path
        for path in paths
        if is_page(path)
        and is_below(path, folder)
        and not any(part.startswith(".") for part in path[start:].split("/")[:-1])
    ]


def _compose_name(name: str) -> str:
    if not _COMPOSES_NAMES or name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFC", name)


def apply_writes(
    top: str,
    writes: Sequence[Write],
    *,
    fsync: bool = False,
    journal_common_dir: str = "",
    follows_links: bool = False,
    report_progress: ProgressReporter | None = None,
) -> None:
    """Put writes on disk, in their order: all of them, or none.

    `journal_common_dir` is git's common directory where the repository's lock is held: what a
    process that dies half way has left to do is kept there, and the next holder of the lock
    completes it. With `follows_links` a link counts as the file below the top that it leads to.
    Raises PathTaken where a new file's name is taken, Conflict where a file is not what the write
    was made from, PageTooLarge where that is the head of a page alone, UnsafePath where a link or
    git's directory is in the way, OperationError where the system refuses.
    """
    page_files.require_whole_pages(top, writes)
    for write in writes:
        files.validate_write(top, write, follows_links=follows_links)
    for folder in {os.path.dirname(write.path) for write in writes}:
        files.remove_stale_temporaries(top, folder)
    if journal_common_dir and len(writes) > 1:
        from minutebook.repository.journal import keep_journal

        if follows_links:  # a journal knows no links: what they lead to stands in it
            writes = [replace(write, path=guard.resolve_below(top, write.path)) for write in writes]
        with keep_journal(journal_common_dir, top, writes, fsync=fsync):
            files.write_all(top, writes, fsync=fsync, report_progress=report_progress)
    else:
        files.write_all(
            *(top, writes),
            fsync=fsync,
            follows_links=follows_links,
            report_progress=report_progress,
        )


def remove_empty_folders(top: str, writes: Iterable[Write]) -> None:
    """Remove the folders that a page has left as the last one; git knows of none."""
    for write in writes:
        if write.text is None and not guard.find_obstacle(top, write.path):
            with suppress(OSError):  # something else is in it
                os.rmdir(os.path.dirname(os.path.join(top, write.path)))


def find_links(top: str, folder: str) -> list[str]:
    """The links among the markdown files and folders below a folder, and above it up to the top.

    For those that lead to a folder, no more is said than that they are there.
    """
    link = guard.find_link(top, folder)
    if link:
        return [link]
    links, pending = [], [folder]
    while pending:
        current = pending.pop()
        with suppress(OSError):  # what cannot be read is reported where it is needed
            for entry in os.scandir(os.path.join(top, current)):
                path = join_path(current, _compose_name(entry.name))
                if guard.is_link(entry.stat(follow_symlinks=False)):
                    links += [path] if is_page(entry.name) or not entry.is_file() else []
                elif folder == ROOT:
                    continue
                elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    pending.append(path)
    return sorted(links)


def list_index_pages(top: str, folders: Iterable[Folder]) -> set[str]:
    """The main index pages of folders, whether they are there or not, and those of older rows."""
    from minutebook.records.index import index_pages

    paths = {index_pages.locate_main_page(folder) for folder in folders}
    for index_folder in {path.rpartition("/")[0] for path in paths}:
        with suppress(OSError):
            names = os.listdir(os.path.join(top, index_folder))
            paths.update(
                f"{index_folder}/{name}" if index_folder else name
                for name in names
                if index_pages.is_older_page_name(name)
            )
    return paths


# Templates --------------------------------------------------------------------------------------


def find_template(
    top: str, templates_folder: str, name: str, subfolder: str = ""
) -> tuple[str, str]:
    """The text and the path of a template: the repository's own, else the one that is shipped.

    `name` is a template's ("phr", or "madr" in the `subfolder` "adr/"), or the path of a file of
    the repository. Raises UsageError, with the templates that there are, where there is none.
    """
    if not {"", ".", ".."}.intersection(name.split("/")):
        page = f"{subfolder}{name}.md"
        for base, folder in _list_template_folders(top, templates_folder):
            if files.is_file_below(base, f"{folder}/{page}"):
                return _read_template(base, f"{folder}/{page}"), f"{folder}/{page}"
    if not files.is_file_below(top, name):
        names = ", ".join(list_templates(top, templates_folder, subfolder))
        raise UsageError(
            f"there is no template {name!r}", f"one of: {names}; or a file of this repository"
        )
    return _read_template(top, name), name


def read_index_templates(top: str, templates_folder: str) -> dict[str, tuple[str, str]]:
    """The repository's own templates of index pages, by name: the text and the path.

    None where `templates_folder` is "".
    """
    from minutebook.records.index import layouts

    if not templates_folder:
        return {}
    paths = {name: f"{templates_folder}/{layouts.FOLDER}/{name}.md" for name in layouts.NAMES}
    return {
        name: (_read_template(top, path), path)
        for name, path in paths.items()
        if files.is_file_below(top, path)
    }


def _read_template(base: str, path: str) -> str:
    """A template's text; of a very large one so much that it is refused as too long."""
    raw = files.read_bytes(base, path, page_files.MAX_PAGE_BYTES)
    return (raw or b"").decode("utf-8", "surrogateescape")


def read_packaged_template(name: str, ending: str = ".md") -> tuple[str, str]:
    """The text and the path of a template that is shipped, whatever the repository has."""
    for base, folder in _list_packaged_folders():
        path = f"{folder}/{name}{ending}"
        if files.is_file_below(base, path):
            return read_text(base, path) or "", path
    raise LookupError(name)  # only of a damaged installation


def list_templates(top: str, templates_folder: str, subfolder: str = "") -> list[str]:
    """The names of the templates in a subfolder: the repository's own and the shipped ones."""
    names = set()
    for base, folder in _list_template_folders(top, templates_folder):
        with suppress(OSError):
            names.update(os.listdir(os.path.join(base, folder, subfolder)))
    return sorted(name[:-3] for name in names if name.endswith(".md") and name != "README.md")


def _list_template_folders(top: str, templates_folder: str) -> tuple[tuple[str, str], ...]:
    """Where templates are looked for, in this order: a base and a folder below it."""
    return (top, templates_folder), *_list_packaged_folders()


def read_guide_page(name: str) -> str | None:
    """The markdown of a page of the guide that is shipped; None where there is none of the name."""
    texts = (
        read_text(base, f"{folder}/{name}.md") for base, folder in _list_packaged_folders("guide")
    )
    return next((text for text in texts if text is not None), None)


def _list_packaged_folders(name: str = "templates") -> tuple[tuple[str, str], ...]:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checkout = os.path.dirname(os.path.dirname(package))
    return (package, name), (checkout, name)
