"""Where a file may be written: below a root, through no link, and never into git's own folders.

What a repository holds is not ours: a clone can bring links, an unpacked archive a whole `.git`
beside. So every path is looked at, part by part, before a file is made, named, changed or removed
there, and again right before it gets its name.

Nothing but `os` and `stat` is loaded: the agents' hook writes through this, too.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    from minutebook.errors import Refusal

STATE_FOLDER = "minutebook"  # in git's common directory: what the program keeps for itself
# Code points that HFS+ leaves out when it compares names, as in git's `utf8.c`.
_IGNORED_CODE_POINTS = dict.fromkeys(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF]
)
_GIT_NAMES = (".git", "git~1")  # the second is the short name that Windows gives the first
_JUNCTION_TAG = 0xA0000003  # a folder of Windows that leads to another one, without being a link
# A pipe is not waited for, no link is followed: zero where the system has no such flag.
_READ_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE_FLAGS = _READ_FLAGS | getattr(os, "O_NOFOLLOW", 0)


def is_git_name(name: str) -> bool:
    """Whether some file system may take a name for `.git`.

    By the rules of git's `protectHFS` and `protectNTFS`: case, code points that are ignored, blanks
    and dots at the end, and what follows a colon do not count.
    """
    folded = name.lower()
    if not name.isascii():
        folded = name.translate(_IGNORED_CODE_POINTS).casefold()
    return folded.partition(":")[0].rstrip(" .") in _GIT_NAMES


def require_writable(root: str, path: str, *, follows_links: bool = False) -> str:
    """The absolute path of the file to write for `path`, which is one below `root`.

    Raises a Refusal for paths out of the root, for names that are `.git` to some file system, in
    folders that are a git directory (of another name, too: a worktree's, a bare repository), and
    through links, the last part included. With `follows_links` a link counts as what it leads to,
    where that lies below the root and outside of git. The root itself is the caller's choice.
    """
    refusal = find_obstacle(root, path, follows_links=follows_links)
    if refusal:
        raise refusal
    if follows_links and find_link(root, path):
        return os.path.join(os.path.realpath(root), resolve_below(root, path))
    return os.path.join(root, path)


def find_obstacle(root: str, path: str, *, follows_links: bool = False) -> Refusal | None:
    """What `require_writable` would raise; None where the path may be written."""
    if os.path.isabs(path) or "\0" in path or ".." in _split_everywhere(path):
        return _refuse(f"{path!r} is outside the repository", _NAME_ANOTHER)
    if any(map(is_git_name, _split_everywhere(path))):
        return _refuse(f"{path!r} is in a git directory", _NAME_ANOTHER)
    link = find_link(root, path)
    if link:
        leads_below = follows_links and resolve_below(root, path)
        return None if leads_below else describe_link(root, link)
    for prefix in _list_prefixes(path):
        if is_git_directory(os.path.join(root, prefix)):
            return _refuse(f"{prefix} is a git directory: nothing is written there", _NAME_ANOTHER)
    return None


_NAME_ANOTHER = "name a path below the top of the working tree, outside of git's own folders"


def find_link(root: str, path: str) -> str:
    """The first part of a path below `root` that is a link, as a path from there; "" without any.

    On Windows a junction counts, too.
    """
    for prefix in _list_prefixes(path):
        try:
            status = os.lstat(os.path.join(root, prefix))
        except (OSError, ValueError):  # nothing is there, or below there; or no name of this system
            return ""
        if is_link(status):
            return prefix
        if not stat.S_ISDIR(status.st_mode):
            return ""
    return ""


def _list_prefixes(path: str) -> list[str]:
    """A path's folders from the outermost on, and the path itself."""
    prefixes: list[str] = []
    for part in path.replace(os.sep, "/").split("/"):
        if part not in ("", "."):
            prefixes.append(f"{prefixes[-1]}/{part}" if prefixes else part)
    return prefixes


def _split_everywhere(path: str) -> list[str]:
    """The parts of a path, taken apart at the separators of every system."""
    return path.replace("\\", "/").split("/")


def is_link(status: os.stat_result) -> bool:
    """Whether an `lstat` is that of a link, or of a junction."""
    tag = getattr(status, "st_reparse_tag", 0)
    return stat.S_ISLNK(status.st_mode) or tag == _JUNCTION_TAG


def describe_link(root: str, link: str) -> Refusal:
    """The refusal for a link at a path from `root`: which one, where it leads, how to remove it."""
    from shlex import quote

    try:
        goal = os.readlink(os.path.join(root, link))
    except OSError:  # it is gone meanwhile
        goal = "another place"
    return _refuse(
        f"{link} is a link to {goal}, and nothing is written through a link",
        f"rm {quote(os.path.join(root, link))}",
    )


def resolve_below(root: str, path: str) -> str:
    """What a path leads to when links are followed, as a path from the root without any.

    "" where that is the root itself, lies outside of it, or in a git directory.
    """
    if "\0" in path:
        return ""
    try:
        real_root, real = os.path.realpath(root), os.path.realpath(os.path.join(root, path))
    except OSError:
        return ""
    start = real_root.rstrip(os.sep) + os.sep
    below = real[len(start) :].replace(os.sep, "/")
    is_open = (
        real.startswith(start)
        and not any(map(is_git_name, _split_everywhere(below)))
        and not any(is_git_directory(start + prefix) for prefix in _list_prefixes(below))
        and not find_link(real_root, below)  # of links that lead to each other one remains
    )
    return below if is_open else ""


def is_git_directory(folder: str) -> bool:
    """Whether a folder looks like a git directory: a repository's, a bare one, or a worktree's.

    As git's own `is_git_directory` tells it, which takes no name for a proof.
    """
    if not os.path.lexists(os.path.join(folder, "HEAD")):
        return False
    return os.path.isfile(os.path.join(folder, "commondir")) or (
        os.path.isdir(os.path.join(folder, "objects"))
        and os.path.isdir(os.path.join(folder, "refs"))
    )


def require_outside_git(folder: str) -> None:
    """Raise a Refusal where a folder that a person named for output lies in a git directory."""
    from minutebook.repository.light import find_git_folders

    real = os.path.realpath(folder)
    existing = real
    while not os.path.isdir(existing) and os.path.dirname(existing) != existing:
        existing = os.path.dirname(existing)
    # A working tree may lie in a bare repository; then only what is below its top counts.
    top = find_git_folders(existing)[0] or os.path.abspath(os.sep)
    obstacle = find_obstacle(top, os.path.relpath(real, top))
    if obstacle:
        raise obstacle


def _refuse(message: str, hint: str) -> Refusal:
    from minutebook.errors import UnsafePath

    return UnsafePath(message, hint)


# In git's directory -----------------------------------------------------------------------------


def make_state_folder(common_dir: str, *names: str, mode: int = 0o777) -> str:
    """Make a folder of the program's own in git's common directory, and give its path.

    `names` are the folders below it, outermost first; the last one gets the mode. An archive can
    bring a link in their place: that raises a Refusal, OSError what the system refuses.
    """
    folder = os.path.join(common_dir, STATE_FOLDER)
    for name in ("", *names):
        if name != os.path.basename(name) or name in (".", ".."):  # it may come from a file
            raise _refuse(f"{name!r} is not the name of a folder", _NAME_ANOTHER)
        folder = os.path.join(folder, name) if name else folder
        try:
            status = os.lstat(folder)
        except FileNotFoundError:
            try:
                os.mkdir(folder, mode if name == (names or ("",))[-1] else 0o777)
            except FileExistsError:
                pass
        else:
            if is_link(status):
                raise describe_link(common_dir, os.path.relpath(folder, common_dir))
        if mode & 0o070:
            share_with_group(folder)
    return folder


def share_with_group(path: str) -> None:
    """Give the group what the folder of a file or folder gives it, as git does with its own files.

    In a repository of several users (`core.sharedRepository`) git's directory is the group's to
    write; elsewhere nothing changes.
    """
    try:
        folder_mode, status = os.stat(os.path.dirname(path)).st_mode, os.lstat(path)
        is_folder = stat.S_ISDIR(status.st_mode)
        if folder_mode & 0o020 and (is_folder or stat.S_ISREG(status.st_mode)):
            added = folder_mode & (0o2077 if is_folder else 0o066)
            if added & ~status.st_mode:
                os.chmod(path, stat.S_IMODE(status.st_mode | added))
    except OSError:  # another user's, who shares it or does not
        pass


_REPLACING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def open_state_file(path: str, flags: int = _REPLACING) -> int:
    """Open a file of the program's own for writing, only its user's: no link, and no pipe.

    Without flags it is made anew. Raises OSError.
    """
    return os.open(path, flags | _WRITE_FLAGS, 0o600)


def open_shared_file(path: str, flags: int = _REPLACING) -> int:
    """The same for a file that others may read."""
    return os.open(path, flags | _WRITE_FLAGS, 0o666)


def open_regular_file(path: str, flags: int = os.O_RDONLY) -> int:
    """Open a file for reading, if it is one: a pipe or device would be waited for without end.

    To be given as an opener. Raises FileNotFoundError where it is none, OSError as usual.
    """
    descriptor = os.open(path, flags | _READ_FLAGS)
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind) or stat.S_ISDIR(kind):  # `open` itself refuses a folder
        return descriptor
    os.close(descriptor)
    raise FileNotFoundError(2, "not a file", path)
