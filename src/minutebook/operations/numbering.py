"""Rows of numbers: which names count in a row, what its next number is, and who holds claims."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from minutebook.errors import OperationError
from minutebook.records import filenames
from minutebook.records.model import PHR, Folder, Kind
from minutebook.repository import config, store
from minutebook.repository.git import branch_numbers, repo

_MODEST = 100  # characters of a row's name
_TRIES = 50  # how often a number may be lost to another clone


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """One row of numbers: its kind, its name as part of a file's or a ref's, its folders."""

    kind: Kind
    name: str
    folders: tuple[str, ...]


def find_series(settings: config.Settings, folder: Folder, record_folder: str) -> NumberSeries:
    """The row that a record continues that is born in the folder `home`."""
    kind = folder.kind
    if folder.numbering == "folder":
        place = record_folder if kind is PHR else folder.path
        return NumberSeries(kind, f"{kind.name}={_plain(place)}", (place,))
    places = tuple(one.path for one in settings.list_folders() if one.kind is kind)
    return NumberSeries(kind, kind.name, places)


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


def read_branch_numbers(
    repository: repo.Repo, series: NumberSeries, ref_prefix: str = ""
) -> branch_numbers.BranchNumbers:
    """What the branches have of a row's numbers; `only` those whose refs begin so."""

    def number(name: str) -> int:
        stated = filenames.parse_name(series.kind, name).number
        return -1 if stated is None else stated

    return branch_numbers.read_numbers(
        repository.common_dir, series.name, series.folders, number, ref_prefix=ref_prefix
    )


def list_worktree_names(repository: repo.Repo, series: NumberSeries) -> set[str]:
    """The file names of a row's pages in all working trees of the clone."""
    return {
        path.rpartition("/")[2]
        for top in repo.list_worktrees(repository)
        for place in series.folders
        for path in store.list_pages(top, place)
    }


def choose_next_name(
    repository: repo.Repo,
    series: NumberSeries,
    slug: str,
    stage: str = "",
    *,
    taken_names: Iterable[str] = (),
    claimed_numbers: Iterable[int] = (),
    reserved_number: int = 0,
    today: str = "",
) -> tuple[int, str]:
    """The number and the file name of a row's next record; see `names.next_name`.

    Names in all working trees and on all branches count, and what other processes have claimed.
    `taken` are names, and `claimed` numbers, that count beside them.
    """
    elsewhere = read_branch_numbers(repository, series)
    return filenames.compute_next_name(
        series.kind,
        list_worktree_names(repository, series).union(elsewhere.names, taken_names),
        slug,
        stage,
        claimed_numbers=store.read_claimed_numbers(repository.common_dir, series.name).union(
            claimed_numbers
        ),
        reserved_number=0 if reserved_number in elsewhere else reserved_number,
        today=today,
    )


# Claims -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberClaim:
    """A number that is held for a record: in this clone by a file, and on the remote if `won`.

    `known` are the numbers that the remote holds; `warning` says why it could not be asked.
    """

    number: int
    claim_path: str = ""
    is_on_remote: bool = False
    remote_numbers: frozenset[int] = frozenset()
    warning: str = ""

    def release(self) -> None:
        """Give up the claim in this clone: the record has the number now, or took another."""
        if self.claim_path:
            with suppress(OSError):
                os.unlink(self.claim_path)


def claim_number(
    repository: repo.Repo,
    remote: str,
    series: NumberSeries,
    today: str,
    reserved_number: int = 0,
    *,
    lock_timeout_seconds: float = store.LOCK_TIMEOUT_SECONDS,
) -> NumberClaim:
    """Claim a row's next number on the remote, or the one that was `reserved` in this clone.

    The lock is held only while a number is chosen: who else waits for it does not wait for the
    network. A number is never below one that the remote holds: claims that were pruned count so.
    Where the remote cannot be asked, the claim holds for this clone alone, and says why. It gets
    less time to answer where nobody waits long for the lock, as in the hooks.
    """
    from minutebook.repository.git import remote_claims

    timeout_seconds = min(remote_claims.REMOTE_TIMEOUT_SECONDS, 2 * lock_timeout_seconds)
    known: frozenset[int] = frozenset()
    number, held = reserved_number, ""
    try:
        known = remote_claims.fetch_claimed_numbers(
            repository, remote, series.name, timeout_seconds
        )
        for _ in range(_TRIES):
            if number <= max(known, default=0):
                number, held = _held(repository, series, known, today, lock_timeout_seconds)
            if not number:  # names with dates have none
                return NumberClaim(0)
            if remote_claims.push_claim(repository, remote, series.name, number, timeout_seconds):
                return NumberClaim(number, held, True, known)
            NumberClaim(number, held).release()
            held, known = "", known | {number}
        raise remote_claims.RemoteUnavailable(f"{remote} gave every number to others")
    except remote_claims.RemoteUnavailable as error:
        number = number if number > max(known, default=0) else 0
        return NumberClaim(number, held, False, known, error.message)
    except BaseException:
        NumberClaim(number, held).release()
        raise


def _held(
    found: repo.Repo,
    row: NumberSeries,
    known: frozenset[int],
    today: str,
    lock_timeout_seconds: float,
) -> tuple[int, str]:
    """The next number of a row, and the file that holds it for this process."""
    folder = store.locate_claims(found.common_dir, row.name)
    with store.lock_repository(found.common_dir, timeout_seconds=lock_timeout_seconds):
        number, _ = choose_next_name(found, row, "x", claimed_numbers=known, today=today)
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
            raise OperationError(
                f"no number can be claimed in {folder}: {error.strerror}", "see who may write there"
            ) from None
    return 0, ""
