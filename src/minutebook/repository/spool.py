"""The spool: the folder of a user in which agents' events wait to be recorded.

It is `spool-<uid>` in git's common directory, which its owner alone may look into. Where git's
directory cannot be written, or something that is not the user's own lies there, the events are kept
in the user's state folder, and moved to git's directory by the next event that can be kept there.

Little is loaded here, since the hook loads it at each event: `os`, `stat`, `sys`, `time`, and
`guard` and `light`, which load no more.
"""

from __future__ import annotations

import os
import stat
import sys
import time

from minutebook.repository import guard
from minutebook.repository.light import (
    append_line,
    read_text,
    sanitize_name,
    write_notice,
    write_whole,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_FINISHED_BYTES = 256 * 1024  # bytes of a session's file, which is set aside when it is done
_MAX_SESSION_BYTES = 4 * 1024 * 1024  # bytes of a session's file, which is set aside in any case
_MAX_NAME_CHARS = 200  # characters of the name of a folder that stands for a repository
_HAS_OWNERS = hasattr(os, "geteuid")


# Where it lies ----------------------------------------------------------------------------------


def locate_spool(common_dir: str) -> str:
    """Where the spool of this user lies in git's directory."""
    name = f"spool-{os.geteuid()}" if _HAS_OWNERS else "spool"
    return os.path.join(common_dir, "minutebook", name)


def locate_fallback(common_dir: str) -> str:
    """Where the events of a repository are kept while its git directory cannot hold them."""
    real_path = os.path.realpath(common_dir)
    name = "".join(char if char.isalnum() or char in "-_." else "%" for char in real_path)
    if len(name.encode("utf-8", "surrogateescape")) > _MAX_NAME_CHARS:
        name = f"{name[-_MAX_NAME_CHARS // 4 :]}%{_hash_text(real_path):016x}"
    return os.path.join(_locate_state_folder(), "minutebook", "spool", name)


def _locate_state_folder() -> str:
    """Where programs keep what outlives a run, by the convention of the system."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    folder = os.environ.get("XDG_STATE_HOME", "")
    return folder if os.path.isabs(folder) else os.path.expanduser("~/.local/state")


def _hash_text(text: str) -> int:
    """The FNV-1a hash of a text: the same in each process, and nothing has to be loaded for it."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogateescape"):
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def list_spools(common_dir: str) -> list[str]:
    """The folders in which events of this user wait. Makes none."""
    folder = locate_spool(common_dir)
    earlier = os.path.join(os.path.dirname(folder), "spool")
    folders = dict.fromkeys((folder, earlier, locate_fallback(common_dir)))
    return [folder for folder in folders if _is_own_folder(folder)]


# The folder -------------------------------------------------------------------------------------


def ensure_spool(common_dir: str) -> str:
    """The path of this user's spool, made where it is missing, with all events that wait.

    Where git's directory cannot hold it, it is that in the user's state folder. Raises OSError
    where that cannot be made either.
    """
    try:
        return open_spool(common_dir)
    except OSError:
        return _open_fallback(common_dir)


def open_spool(common_dir: str) -> str:
    """The path of this user's spool in git's directory, with what was kept elsewhere moved there.

    Raises OSError where it cannot be made, or what is there is not this user's alone.
    """
    folder = locate_spool(common_dir)
    parent = os.path.dirname(folder)
    if os.path.islink(parent):
        raise PermissionError(f"{parent} is a link")
    guard.make_state_folder(common_dir)
    earlier = os.path.join(parent, "spool")  # of an earlier version: that of the first user
    if earlier != folder and _is_own_folder(earlier):
        if os.path.lexists(folder):
            merge_spools(earlier, make_private_folder(folder))
        else:
            os.rename(earlier, folder)
    make_private_folder(folder)
    fallback = locate_fallback(common_dir)
    if _is_own_folder(fallback):
        merge_spools(fallback, folder)
    return folder


def make_private_folder(folder: str) -> str:
    """Make a folder that its owner alone may look into; returns its path.

    Raises OSError where it cannot be made, or what is there is a link or somebody else's.
    """
    if not os.path.lexists(folder):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass
    if not _is_own_folder(folder):
        raise PermissionError(f"{folder} is not a folder of yours")
    if _HAS_OWNERS and os.lstat(folder).st_mode & 0o077:
        os.chmod(folder, 0o700)
        if os.lstat(folder).st_mode & 0o077:  # a file system without modes
            raise PermissionError(f"{folder} can be read by others")
    return folder


def _is_own_folder(path: str) -> bool:
    """Whether there is a folder, not a link to one, that belongs to this user."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    is_own = not _HAS_OWNERS or status.st_uid == os.geteuid()
    return stat.S_ISDIR(status.st_mode) and not guard.is_link(status) and is_own


# Events -----------------------------------------------------------------------------------------


def keep_event(
    common_dir: str,
    session_name: str,
    format_line: Callable[[str], bytes],
    *,
    is_prompt: bool,
) -> tuple[str, str]:
    """Add an event to its session; returns the path of the session's files, and the time it has.

    Where git's directory cannot hold it, the user's state folder does, and a line on stderr says
    so at each prompt. Raises OSError where neither can.
    """
    first_error: OSError | None = None
    for open_folder in (open_spool, _open_fallback):
        start_path = ""
        try:
            base_path = os.path.join(open_folder(common_dir), session_name)
            moment = time.time()
            timestamp = f"{moment:.6f}"
            if is_prompt:
                rotate_session(base_path, timestamp)
                timestamp = reserve_timestamp(base_path, moment)
                start_path = f"{base_path}.{timestamp}.start"
            is_new = not os.path.exists(base_path + ".jsonl")
            append_line(base_path + ".jsonl", format_line(timestamp))
        except OSError as error:
            first_error = first_error or error
            if start_path:
                os.unlink(start_path)
            continue
        if first_error and (is_prompt or is_new):
            place = os.path.dirname(base_path)
            write_notice(f"kept in {place} for now: {first_error}")
        return base_path, timestamp
    raise first_error or OSError("no place for the spool")


def _open_fallback(common_dir: str) -> str:
    return make_private_folder(locate_fallback(common_dir))


def find_root_session(common_dir: str, parent_name: str, subagent_id: str) -> str:
    """The session whose file holds the events of a subagent: that of the turn which began it all.

    `parent_name` is that of the session or subagent that started it. A subagent may start others,
    whose events name it alone: so it is noted for each in whose session it works.
    """
    folder = locate_spool(common_dir)
    root_name = read_text(os.path.join(folder, f"{parent_name}.root")) or parent_name
    name = f"{parent_name.partition('-')[0]}-{sanitize_name(subagent_id)}"
    path = os.path.join(folder, f"{name}.root")
    if subagent_id and name != root_name and not os.path.exists(path):
        try:
            write_whole(path, root_name.encode())
        except OSError:  # no spool is there yet, or it cannot be written
            pass
    return root_name


# Moving events ----------------------------------------------------------------------------------


def merge_spools(source: str, folder: str) -> None:
    """Move what one folder of a spool holds into another: lines are added to their session's.

    Where a process died while it moved lines, they come twice; `read_session` leaves out what it
    has read. Raises OSError where the other folder cannot hold them: then they stay.
    """
    names = os.listdir(source)
    endings = (".start", ".begun", ".over", ".done", ".root")
    for name in sorted(name for name in names if name.endswith(endings)):
        _move_file(os.path.join(source, name), os.path.join(folder, name))
    sessions = {name.rpartition(".")[0] for name in names if name.endswith((".jsonl", ".moving"))}
    for session in sorted(sessions):
        # Under another name nobody adds to the file while it is read.
        moving = os.path.join(source, session + ".moving")
        _move_lines(moving, os.path.join(folder, session + ".jsonl"))
        if _set_aside(os.path.join(source, session + ".jsonl"), moving):
            _move_lines(moving, os.path.join(folder, session + ".jsonl"))
    try:
        for name in names:
            if name.endswith((".settled", ".try")):
                os.unlink(os.path.join(source, name))
        os.rmdir(source)
    except OSError:  # another process moves it too, or an event came to it meanwhile
        pass


def _move_file(path: str, target: str) -> None:
    """Move a file to another folder, which may be on another disk; it is there whole, or not."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        write_whole(target, data)
        os.unlink(path)
    except FileNotFoundError:  # another process has moved it
        pass


def _set_aside(path: str, moving: str) -> bool:
    """Rename a session's file, unless another process has that name for its own."""
    try:
        os.link(path, moving)
    except (FileExistsError, FileNotFoundError):
        return False
    except OSError:  # a file system without hard links
        os.rename(path, moving)
        return True
    os.unlink(path)
    return True


def _move_lines(path: str, target: str) -> None:
    try:
        with open(path, "rb") as file:
            lines = file.read()
    except FileNotFoundError:
        return
    if lines:
        append_line(target, lines if lines.endswith(b"\n") else lines + b"\n")
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


# Sessions ---------------------------------------------------------------------------------------


def rotate_session(base_path: str, timestamp: str) -> None:
    """Set a session's long file aside at a prompt, so that the turn's end reads only newer lines.

    It is set aside when all prompts of the session have a record, and when it is very long.
    """
    try:
        size = os.stat(base_path + ".jsonl").st_size
        target = f"{base_path}+{timestamp}.jsonl"
        is_long = size > _MAX_SESSION_BYTES or (
            size > _MAX_FINISHED_BYTES and _has_all_records(base_path)
        )
        if is_long and not os.path.exists(target):
            os.rename(base_path + ".jsonl", target)
    except OSError:
        pass


def _has_all_records(base_path: str) -> bool:
    folder, _, session = base_path.rpartition(os.sep)
    names = {name for name in os.listdir(folder) if name.startswith(session + ".")}
    starts = (name for name in names if name.endswith(".start"))
    return all(f"{name.removesuffix('.start')}.done" in names for name in starts)


def reserve_timestamp(base_path: str, moment: float) -> str:
    """The name of a prompt in its session: its time, or the next that no other prompt has.

    The prompt's snapshot is made under that name, empty. Raises OSError.
    """
    while True:
        timestamp = f"{moment:.6f}"
        try:
            if not os.path.exists(f"{base_path}.{timestamp}.done"):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                os.close(guard.open_state_file(f"{base_path}.{timestamp}.start", flags))
                return timestamp
        except FileExistsError:
            pass
        moment = float(timestamp) + 0.000001
