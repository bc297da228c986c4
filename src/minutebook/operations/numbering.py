"""Rows of numbers: which names count in a row, what its next number is, and who holds claims."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from minutebook.errors import Trouble
from minutebook.records import filenames
from minutebook.records.model import PHR, Folder, Kind
from minutebook.repository import config, store
from minutebook.repository.git import branch_numbers, repo

_MODEST = 100  # characters of a row's name
_TRIES = 50  # how often a number may be lost to another clone


@dataclass(frozen=True, slots=True)
class Row:
    """One row of numbers: its kind, its name as part of a file's or a ref's, its folders."""

    kind: Kind
    name: str
    places: tuple[str, ...]


def row_of(settings: config.Settings, folder: Folder, home: str) -> Row:
    """The row that a record continues that is born in the folder `home`."""
    kind = folder.kind
    if folder.numbering == "folder":
        place = home if kind is PHR else folder.path
        return Row(kind, f"{kind.name}={_plain(place)}", (place,))
    places = tuple(one.path for one in settings.folders() if one.kind is kind)
    return Row(kind, kind.name, places)


def _plain(place: str) -> str:
    """A folder's path as a part of a ref's name: no two folders have the same."""
    said = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_") else f"={ord(char):x}="
        for char in place
    )
    if len(said) <= _MODEST:
        return said
    from hashlib import sha256

    return f"{said[:_MODEST]}={sha256(place.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"


def on_branches(found: repo.Repo, row: Row, only: str = "") -> branch_numbers.Numbers:
    """What the branches have of a row's numbers; `only` those whose refs begin so."""

    def number(name: str) -> int:
        stated = filenames.parse(row.kind, name).number
        return -1 if stated is None else stated

    return branch_numbers.known(found.common_dir, row.name, row.places, number, only=only)


def in_trees(found: repo.Repo, row: Row) -> set[str]:
    """The file names of a row's pages in all working trees of the clone."""
    return {
        path.rpartition("/")[2]
        for top in repo.worktrees(found)
        for place in row.places
        for path in store.walk(top, place)
    }


def following(
    found: repo.Repo,
    row: Row,
    slug: str,
    stage: str = "",
    *,
    taken: Iterable[str] = (),
    claimed: Iterable[int] = (),
    reserved: int = 0,
    today: str = "",
) -> tuple[int, str]:
    """The number and the file name of a row's next record; see `names.next_name`.

    Names in all working trees and on all branches count, and what other processes have claimed.
    `taken` are names, and `claimed` numbers, that count beside them.
    """
    elsewhere = on_branches(found, row)
    return filenames.next_name(
        row.kind,
        in_trees(found, row).union(elsewhere.names, taken),
        slug,
        stage,
        claimed=store.claimed(found.common_dir, row.name).union(claimed),
        reserved=0 if reserved in elsewhere else reserved,
        today=today,
    )


# Claims -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that is held for a record: in this clone by a file, and on the remote if `won`.

    `known` are the numbers that the remote holds; `warning` says why it could not be asked.
    """

    number: int
    held: str = ""
    won: bool = False
    known: frozenset[int] = frozenset()
    warning: str = ""

    def release(self) -> None:
        """Give up the claim in this clone: the record has the number now, or took another."""
        if self.held:
            with suppress(OSError):
                os.unlink(self.held)


def claim(found: repo.Repo, remote: str, row: Row, today: str, reserved: int = 0) -> Claim:
    """Claim a row's next number on the remote, or the one that was `reserved` in this clone.

    The lock is held only while a number is chosen: who else waits for it does not wait for the
    network. A number is never below one that the remote holds: claims that were pruned count so.
    Where the remote cannot be asked, the claim holds for this clone alone, and says why.
    """
    from minutebook.repository.git import remote_claims

    known: frozenset[int] = frozenset()
    number, held = reserved, ""
    try:
        known = remote_claims.listed(found, remote, row.name)
        for _ in range(_TRIES):
            if number <= max(known, default=0):
                number, held = _held(found, row, known, today)
            if not number:  # names with dates have none
                return Claim(0)
            if remote_claims.push(found, remote, row.name, number):
                return Claim(number, held, True, known)
            Claim(number, held).release()
            held, known = "", known | {number}
        raise remote_claims.Unreachable(f"{remote} gave every number to others")
    except remote_claims.Unreachable as error:
        number = number if number > max(known, default=0) else 0
        return Claim(number, held, False, known, error.message)
    except BaseException:
        Claim(number, held).release()
        raise


def _held(found: repo.Repo, row: Row, known: frozenset[int], today: str) -> tuple[int, str]:
    """The next number of a row, and the file that holds it for this process."""
    folder = store.claims(found.common_dir, row.name)
    with store.lock(found.common_dir):
        number, _ = following(found, row, "x", claimed=known, today=today)
        try:
            os.makedirs(folder, exist_ok=True)
            while number:
                held = os.path.join(folder, str(number))
                try:
                    os.close(os.open(held, os.O_CREAT | os.O_EXCL, 0o600))
                    return number, held
                except FileExistsError:  # a prompt's, of this very moment
                    number += 1
        except OSError as error:
            raise Trouble(
                f"no number can be claimed in {folder}: {error.strerror}", "see who may write there"
            ) from None
    return 0, ""
