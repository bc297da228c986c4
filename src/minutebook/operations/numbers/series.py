"""Series of numbers: which names count in one, what its next number is, and claims to it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from minutebook.lean.values import Value
from minutebook.operations.numbers import worktree_names
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, ROOT, Folder, Kind
from minutebook.repository import guard, locks, number_blocks, store
from minutebook.repository.git import branch_numbers, repo, trees
from minutebook.repository.settings import config

_MAX_NAME_CHARACTERS = 100  # a series' name is part of a file's and a ref's name
_MAX_ATTEMPTS = 50  # how often a number may be lost to another clone


class NumberSeries(Value):
    """A series of numbers: its kind, its name as part of a file's or a ref's, its folders."""

    kind: Kind
    name: str
    folders: tuple[str, ...]


def find_series(
    settings: config.Settings, folder: Folder, record_folder: str, top: str = ""
) -> NumberSeries:
    """The series that a record created in `record_folder`, at or below `folder`, continues.

    A subfolder of decisions has one of its own if the names below the repository's `top` show that
    such folders count for themselves.
    """
    kind = folder.kind
    if folder.numbering == "folder":
        is_apart = kind is PHR
        if not is_apart and top and record_folder != folder.path:
            from minutebook.records.discovery import search

            is_apart = search.count_apart(store.list_pages(top, folder.path))
        path = record_folder if is_apart else folder.path
        return NumberSeries(kind, f"{kind.name}={_encode_path(path)}", (path,))
    paths = tuple(other.path for other in settings.list_folders() if other.kind is kind)
    return NumberSeries(kind, kind.name, paths)


def _encode_path(path: str) -> str:
    """A folder's path as a part of a ref's name: no two folders have the same."""
    encoded = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_") else f"={ord(char):x}="
        for char in path
    )
    if len(encoded) <= _MAX_NAME_CHARACTERS:
        return encoded
    from minutebook.lean.digests import sha256

    digest = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{encoded[:_MAX_NAME_CHARACTERS]}={digest[:16]}"


def read_branch_numbers(
    repository: repo.Repo, series: NumberSeries, ref_prefix: str = "", *, keep_cache: bool = True
) -> branch_numbers.BranchNumbers:
    """The numbers of a series on all branches, or on those whose refs begin with `ref_prefix`.

    Without `keep_cache` nothing is written.
    """

    def read_number(name: str) -> int:
        if not _counts(series, name):
            return -1
        number = filenames.parse_name(series.kind, name).number
        return -1 if number is None else number

    return branch_numbers.read_numbers(
        repository.common_dir,
        series.name,
        series.folders,
        read_number,
        ref_prefix=ref_prefix,
        page_names=None if series.kind is PHR else _DECISION_NAMES,
        keep_cache=keep_cache,
    )


def list_worktree_names(repository: repo.Repo, series: NumberSeries) -> set[str]:
    """The file names of a series' pages in all working trees of the clone.

    A folder whose page is a record counts by its own name, and a page that states its number by
    a name with that.
    """
    places = _list_places(repository, series)
    return _list_names(series, ((*place, store.list_pages(*place)) for place in places))


def list_telling_names(
    repository: repo.Repo, series: NumberSeries, *, keep_note: bool = True
) -> set[str]:
    """Those of `list_worktree_names` that tell the next number; see `worktree_names`."""
    places = _list_places(repository, series)
    return _list_names(
        series,
        worktree_names.list_telling_paths(
            repository.common_dir, series.name, places, keep_note=keep_note
        ),
    )


def _list_places(repository: repo.Repo, series: NumberSeries) -> list[tuple[str, str]]:
    """The folders of a series in all working trees: the top, and the path from there."""
    return [(top, folder) for top in repo.list_worktrees(repository) for folder in series.folders]


def _list_names(series: NumberSeries, listed: Iterable[tuple[str, str, list[str]]]) -> set[str]:
    names: set[str] = set()
    for top, folder, all_paths in listed:
        paths = [path for path in all_paths if _counts(series, path.rpartition("/")[2])]
        names.update(path.rpartition("/")[2] for path in paths)
        if series.kind is not PHR:
            names.update(_list_other_names(top, folder, paths))
    return names


def list_worktree_numbers(repository: repo.Repo, series: NumberSeries) -> frozenset[int]:
    """The numbers that pages in all working trees of the clone have."""
    parsed = (
        filenames.parse_name(series.kind, name).number
        for name in list_worktree_names(repository, series)
    )
    return frozenset(number for number in parsed if number is not None)


def _list_other_names(top: str, folder: str, paths: list[str]) -> Iterator[str]:
    """The names that numbers have which stand in folders' names and on pages."""
    depth = 0 if folder == ROOT else folder.count("/") + 1
    for path in paths:
        if path.count("/") > depth:
            parent, name = path.split("/")[-2:]
            if filenames.stands_for_folder(parent, name):
                yield parent
    unnumbered = filenames.choose_unnumbered(path.rpartition("/")[2] for path in paths)
    for path in paths if unnumbered else ():
        name = path.rpartition("/")[2]
        page = store.read_page(top, path) if name in unnumbered else None
        if page and (other_name := _name_by_text(name, page[0])):
            yield other_name


def _name_by_text(name: str, text: str) -> str:
    """A name with the number that a page states; "" for none."""
    from minutebook.records import reader  # most names have a number

    number = reader.read_stated_number(name, text)
    return "" if number is None else f"{number:04d}"


_DECISION_NAMES = trees.PageNames(
    ADR.endings, filenames.stands_for_folder, filenames.choose_unnumbered, _name_by_text
)


def _counts(series: NumberSeries, name: str) -> bool:
    """Whether a page of this name can be a record: in the top, `2026-plans.md` is none."""
    return series.folders != (ROOT,) or filenames.is_record(Folder(series.kind, ROOT), name)


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
    dry_run: bool = False,
) -> tuple[int, str]:
    """The number and the file name of a series' next record; see `filenames.compute_next_name`.

    Names in all working trees and on all branches count, and what other processes have claimed.
    `taken_names` and `claimed_numbers` count besides. In a dry run nothing is written.
    """
    on_branches = read_branch_numbers(repository, series, keep_cache=not dry_run)
    names = list_telling_names(repository, series, keep_note=not dry_run)
    if reserved_number and reserved_number <= filenames.find_highest(series.kind, names):
        names = list_worktree_names(repository, series)  # a lower name may have it
    return filenames.compute_next_name(
        series.kind,
        names.union((name for name in on_branches.names if _counts(series, name)), taken_names),
        slug,
        stage,
        claimed_numbers=store.read_claimed_numbers(repository.common_dir, series.name).union(
            claimed_numbers,
            [number_blocks.read_given_highest(repository.common_dir, series.name)],
        ),
        reserved_number=0 if reserved_number in on_branches else reserved_number,
        today=today,
    )


def list_known_numbers(repository: repo.Repo, remote: str, series: NumberSeries) -> frozenset[int]:
    """The highest number that the remote was last known to hold, 0 at least; none for no remote."""
    if not remote:
        return frozenset()
    return frozenset([number_blocks.read_known_highest(repository.common_dir, series.name)])


# Claims -----------------------------------------------------------------------------------------


class NumberClaim(Value):
    """A number held for a record: in this clone by a file, on the remote if `is_on_remote`.

    `remote_numbers` are those that the remote holds; `warnings` say why it could not be asked.
    """

    number: int
    claim_path: str = ""
    is_on_remote: bool = False
    remote_numbers: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()

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
    block_size: int = 1,
    lock_timeout_seconds: float = store.LOCK_TIMEOUT_SECONDS,
) -> NumberClaim:
    """Claim a series' next number on the remote, or the one that was reserved in this clone.

    With a `block_size` above 1 it comes from a block that this clone holds, without asking anybody;
    where none is left, that many are claimed at once.
    The lock is held only while a number is chosen: a process that waits for it does not wait for
    the network. Any other number is never below one that the remote holds: claims that were pruned
    count so. Where the remote cannot be asked, the claim holds for this clone alone, and says why:
    all answers together have `remote_claims.REMOTE_TIMEOUT_SECONDS`. In a hook nobody is asked:
    what the remote was last known to hold counts, and the number is claimed later.
    """
    from minutebook.operations.numbers import blocks
    from minutebook.repository.git import environment
    from minutebook.repository.git.remotes import remote_claims

    number, claim_path = reserved_number, ""
    own_claim = blocks.take_number(repository, series, number) if block_size > 1 else None
    if own_claim:
        return own_claim
    if environment.is_within_hook():
        remote_numbers = list_known_numbers(repository, remote, series)
        number = number if number > max(remote_numbers) else 0
        return NumberClaim(number, "", False, remote_numbers)
    deadline = time.monotonic() + remote_claims.REMOTE_TIMEOUT_SECONDS
    remote_numbers = frozenset()
    try:
        if block_size > 1:
            blocks.claim_block(repository, remote, series, block_size)
            if own_claim := blocks.take_number(repository, series, number):
                return own_claim
        remote_numbers = remote_claims.fetch_claimed_numbers(
            repository, remote, series.name, deadline - time.monotonic()
        )
        for _ in range(_MAX_ATTEMPTS):
            if number <= max(remote_numbers, default=0):
                number, claim_path = _claim_locally(
                    repository, series, remote_numbers, today, lock_timeout_seconds
                )
            if not number:  # names with dates have none
                return NumberClaim(0)
            remaining_seconds = deadline - time.monotonic()
            if remote_claims.push_claim(repository, remote, series.name, number, remaining_seconds):
                return NumberClaim(number, claim_path, True, remote_numbers)
            NumberClaim(number, claim_path).release()
            claim_path, remote_numbers = "", remote_numbers | {number}
        raise remote_claims.RemoteUnavailable(f"{remote} gave every number to others")
    except remote_claims.RemoteUnavailable as error:
        remote_numbers |= list_known_numbers(repository, remote, series)
        number = number if number > max(remote_numbers) else 0
        return NumberClaim(number, claim_path, False, remote_numbers, (error.message,))
    except BaseException:
        NumberClaim(number, claim_path).release()
        raise


def _claim_locally(
    repository: repo.Repo,
    series: NumberSeries,
    remote_numbers: frozenset[int],
    today: str,
    lock_timeout_seconds: float,
) -> tuple[int, str]:
    """The next number of a series, and the file that holds it for this process."""
    with store.lock_repository(repository.common_dir, timeout_seconds=lock_timeout_seconds):
        number, _ = choose_next_name(
            repository, series, "x", claimed_numbers=remote_numbers, today=today
        )
        try:
            folder = guard.make_state_folder(repository.common_dir, "claims", series.name)
            while number:
                path = os.path.join(folder, str(number))
                try:
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
                    return number, path
                except FileExistsError:  # claimed for a prompt at this very moment
                    number += 1
        except OSError as error:
            folder = os.path.join(repository.common_dir, "minutebook")
            what = f"no number can be claimed in {folder}"
            raise locks.refuse_unwritable(what, folder, error) from None
    return 0, ""
