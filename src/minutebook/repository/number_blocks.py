"""Blocks of numbers that this clone holds on a remote: those of them that no record has yet.

`<git's common directory>/minutebook/blocks/SERIES/CLONE` has the free numbers of a series, with
blanks between. Whoever uses one makes its file in `claims/SERIES` first, as for every number, and
takes it out here when the record is written. A copy of the clone's folder finds none of them: the
file's name says which clone they belong to. `remote/SERIES` beside it has the highest number that
the remote was last known to hold, and `own-claims/SERIES` what this clone has claimed: lines of an
object's id and the numbers that it holds.

Loaded at each prompt: only the cheapest parts of the standard library are.
"""

from __future__ import annotations

import os
import time

from minutebook.repository import guard, light

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FOLDER = "blocks"
_MAX_DIGITS = 9


def identify_clone(common_dir: str) -> str:
    """What tells this clone from a copy of its folder: part of a file's name; "" before a block.

    It is where the folder lies, on which machine, and a file's inode with the time when that was
    made, which no copy keeps. Linked worktrees have it in common, and it outlasts a restart.
    """
    try:
        status = os.lstat(os.path.join(common_dir, guard.STATE_FOLDER, "clone"))
    except OSError:
        return ""
    # Windows has no `uname`; there the third one is the time when the file was made, too.
    machine = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    place = f"{machine}\0{os.path.realpath(common_dir)}".encode("utf-8", "surrogateescape")
    place_id = 0
    for byte in place:
        place_id = (place_id * 31 + byte) % (1 << 48)  # no module for a hash is loaded for it
    return f"{status.st_ino:x}-{status.st_ctime_ns:x}-{place_id:x}"


def read_free_numbers(common_dir: str, series_name: str) -> list[int]:
    """The numbers of this clone's blocks that no record was given yet, the lowest first."""
    clone = identify_clone(common_dir)
    path = os.path.join(common_dir, guard.STATE_FOLDER, _FOLDER, series_name, clone)
    texts = light.read_text(path).split() if clone and series_name else []
    return sorted(map(int, texts)) if all(map(_is_number, texts)) else []


def read_known_highest(common_dir: str, series_name: str) -> int:
    """The highest number of a series that the remote was last known to hold; 0 where unknown."""
    text = light.read_text(os.path.join(common_dir, guard.STATE_FOLDER, "remote", series_name))
    return int(text) if _is_number(text) else 0


def note_highest(common_dir: str, series_name: str, number: int) -> None:
    """Note the highest number of a series that the remote holds. Raises as `add_numbers` does."""
    folder = guard.make_state_folder(common_dir, "remote")
    light.write_whole(os.path.join(folder, series_name), str(number).encode("ascii"))


def read_given_highest(common_dir: str, series_name: str) -> int:
    """The highest number of a series that a record had which this clone committed; 0 for none.

    No branch may have it any more, but a commit somewhere still names it.
    """
    name = series_name.replace("/", "=")
    text = light.read_text(os.path.join(common_dir, guard.STATE_FOLDER, "given", name))
    return int(text) if _is_number(text) else 0


def note_given(common_dir: str, series_name: str, number: int) -> None:
    """Note that a committed record has a number. To be called under the repository's lock.

    Raises as `add_numbers` does.
    """
    if number > read_given_highest(common_dir, series_name):
        folder = guard.make_state_folder(common_dir, "given")
        path = os.path.join(folder, series_name.replace("/", "="))
        light.write_whole(path, str(number).encode("ascii"))


def was_asked_lately(common_dir: str, series_name: str, seconds: float) -> bool:
    """Whether the remote said within some seconds which numbers of a series it holds."""
    try:
        status = os.stat(os.path.join(common_dir, guard.STATE_FOLDER, "remote", series_name))
    except OSError:
        return False
    return 0 <= time.time() - status.st_mtime < seconds


def note_own_claims(common_dir: str, series_name: str, object_ids: Mapping[int, str]) -> None:
    """Note numbers that this clone has claimed, with the objects that hold them on the remote.

    Raises as `add_numbers` does.
    """
    lines = [
        " ".join(
            [object_id, *(str(number) for number in object_ids if object_ids[number] == object_id)]
        )
        for object_id in dict.fromkeys(object_ids.values())
    ]
    if lines:
        folder = guard.make_state_folder(common_dir, "own-claims")
        path = os.path.join(folder, series_name)
        light.append_bytes(path, "".join(f"{line}\n" for line in lines).encode("ascii"))


def read_own_claims(common_dir: str, series_name: str) -> dict[int, str]:
    """The numbers that this clone has claimed, with the objects that hold them on the remote."""
    path = os.path.join(common_dir, guard.STATE_FOLDER, "own-claims", series_name)
    object_ids: dict[int, str] = {}
    for line in light.read_text(path).split("\n"):
        object_id, _, numbers = line.partition(" ")
        object_ids.update((int(text), object_id) for text in numbers.split() if _is_number(text))
    return object_ids


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS


def add_numbers(common_dir: str, series_name: str, numbers: Iterable[int]) -> None:
    """Add a block that this clone has claimed. To be called under the repository's lock.

    Raises OSError, and a Refusal where a link is in the way.
    """
    folder = guard.make_state_folder(common_dir)
    path = os.path.join(folder, "clone")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        guard.share_with_group(path)
    except FileExistsError:
        pass
    _write(common_dir, series_name, {*read_free_numbers(common_dir, series_name), *numbers})


def drop_number(common_dir: str, series_name: str, number: int) -> bool:
    """Take a number that a record has now out of the blocks; whether it was in one.

    To be called under the repository's lock. Raises as `add_numbers` does.
    """
    free_numbers = read_free_numbers(common_dir, series_name)
    if number not in free_numbers:
        return False
    _write(common_dir, series_name, set(free_numbers) - {number})
    return True


def _write(common_dir: str, series_name: str, numbers: set[int]) -> None:
    folder = guard.make_state_folder(common_dir, _FOLDER, series_name)
    text = " ".join(map(str, sorted(numbers)))
    path = os.path.join(folder, identify_clone(common_dir))
    light.write_whole(path, text.encode("ascii"), is_shared=True)


def take_number(
    common_dir: str, series_name: str, is_taken: Callable[[int], bool]
) -> tuple[int, str]:
    """Take the lowest free number of this clone's blocks, and the file that holds it.

    Numbers for which `is_taken` holds are passed over: some name has them. 0 and "" where none is
    left. Raises as `add_numbers` does.
    """
    free_numbers = [
        number for number in read_free_numbers(common_dir, series_name) if not is_taken(number)
    ]
    if not free_numbers:
        return 0, ""
    claims_dir = guard.make_state_folder(common_dir, "claims", series_name)
    for number in free_numbers:
        path = os.path.join(claims_dir, str(number))
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:  # held for a prompt, or kept for good
            continue
        # Whoever held it before us may have written its record since we looked.
        if number in read_free_numbers(common_dir, series_name):
            return number, path
        os.unlink(path)
    return 0, ""
