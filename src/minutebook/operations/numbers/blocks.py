"""Blocks of numbers: claimed on the remote many at once, so that a prompt asks for none.

A block is a claim to each of its numbers, made by one push: whoever claims numbers at the same
moment, in blocks or one by one, gets others. A clone that goes away leaves gaps.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from minutebook.errors import Refusal
from minutebook.operations.numbers import series
from minutebook.operations.project import Project
from minutebook.records.model import PHR
from minutebook.repository import guard, locks, number_blocks, store
from minutebook.repository.git import repo

_KNOWN_SECONDS = 3600.0  # after which a session has the remote asked again
_MAX_ATTEMPTS = 20  # how often a whole block may be lost to others


def choose_size(project: Project, number_series: series.NumberSeries) -> int:
    """How many numbers of a series are claimed at once: 1 for decisions, which do so one by one."""
    return project.settings.reserve_block if number_series.kind is PHR else 1


def claim_number(
    project: Project,
    number_series: series.NumberSeries,
    reserved_number: int = 0,
    *,
    dry_run: bool = False,
) -> series.NumberClaim:
    """Claim the next number of a series on the remote; see `series.claim_number`.

    Where the settings name no remote it is the reserved one. In a dry run nothing is claimed.
    """
    if not project.settings.reserve:
        return series.NumberClaim(reserved_number)
    if dry_run:
        return series.NumberClaim(reserved_number or find_next(project.repo, number_series))
    return series.claim_number(
        project.repo,
        project.settings.reserve,
        number_series,
        project.today,
        reserved_number,
        block_size=choose_size(project, number_series),
        lock_timeout_seconds=project.lock_timeout_seconds,
    )


def is_low(common_dir: str, series_name: str, size: int) -> bool:
    """Whether so few numbers of this clone's blocks are left that it is time for another one."""
    return size > 1 and len(_list_unheld(common_dir, series_name)) <= size // 4


def _list_unheld(common_dir: str, series_name: str) -> list[int]:
    """The numbers of this clone's blocks that neither a record nor a process or prompt has."""
    free_numbers = number_blocks.read_free_numbers(common_dir, series_name)
    held = store.read_claimed_numbers(common_dir, series_name) if free_numbers else ()
    return [number for number in free_numbers if number not in held]


def find_next(repository: repo.Repo, number_series: series.NumberSeries) -> int:
    """The number of this clone's blocks that a new record would get; 0 where there is none."""
    unheld = _list_unheld(repository.common_dir, number_series.name)
    if not unheld:
        return 0
    is_taken = _find_taken(repository, number_series)
    return next((number for number in unheld if not is_taken(number)), 0)


def take_number(
    repository: repo.Repo, number_series: series.NumberSeries, reserved_number: int = 0
) -> series.NumberClaim | None:
    """Take a number of this clone's blocks, which asks nobody; None where none is left.

    `reserved_number` is the one that a prompt holds already: it is taken where it is of a block.
    Numbers that some record got by other ways are passed over.
    """
    common_dir = repository.common_dir
    free_numbers = number_blocks.read_free_numbers(common_dir, number_series.name)
    if not free_numbers:
        return None
    is_taken = _find_taken(repository, number_series)
    number, path = reserved_number, ""
    if number not in free_numbers or is_taken(number):
        number, path = number_blocks.take_number(common_dir, number_series.name, is_taken)
    return series.NumberClaim(number, path, is_on_remote=True) if number else None


def _find_taken(repository: repo.Repo, number_series: series.NumberSeries) -> Callable[[int], bool]:
    """Whether a number has a record, on a branch or in a working tree of this clone."""
    on_branches = series.read_branch_numbers(repository, number_series)
    in_worktrees = series.list_worktree_numbers(repository, number_series)
    return lambda number: number in in_worktrees or number in on_branches


def claim_block(
    repository: repo.Repo,
    remote: str,
    number_series: series.NumberSeries,
    size: int,
) -> None:
    """Claim a block on the remote where this clone has few numbers left, and note what that holds.

    Of the processes of a clone one asks, the others wait for it. Numbers that prompts took before
    there was a block are in it where nobody else has claimed them. Raises RemoteUnavailable, and
    OperationError where another process takes too long.
    """
    from minutebook.repository.git.remotes import remote_claims

    common_dir, timeout_seconds = repository.common_dir, remote_claims.REMOTE_TIMEOUT_SECONDS
    deadline = time.monotonic() + timeout_seconds
    folder = guard.make_state_folder(common_dir, "blocks", number_series.name)
    with locks.lock_path(os.path.join(folder, "lock"), timeout_seconds):
        if not is_low(common_dir, number_series.name, size):
            return
        claims = remote_claims.fetch_claims(
            repository, remote, number_series.name, deadline - time.monotonic()
        ).get(number_series.name, {})
        verify_block(repository, remote, number_series.name, claims)
        claimed = frozenset(claims)
        for _ in range(_MAX_ATTEMPTS):
            start = 1 + max(_find_highest(repository, number_series), *claimed, 0)
            wanted = range(start, start + size)
            won = remote_claims.push_claims(
                repository, remote, number_series.name, wanted, deadline - time.monotonic()
            )
            claimed = claimed.union(wanted)
            number_blocks.note_highest(common_dir, number_series.name, max(claimed))
            if won:
                with store.lock_repository(common_dir):
                    number_blocks.add_numbers(common_dir, number_series.name, won)
                return
        raise remote_claims.RemoteUnavailable(f"{remote} gave every number to others")


def _find_highest(repository: repo.Repo, number_series: series.NumberSeries) -> int:
    """The highest number that a record of this clone has; 0 for none."""
    on_branches = series.read_branch_numbers(repository, number_series)
    in_worktrees = series.list_worktree_numbers(repository, number_series)
    return max(on_branches.highest, *in_worktrees, 0)


def settle_number(project: Project, number_series: series.NumberSeries, number: int) -> None:
    """Take the number of a record that was written out of the blocks, and see to the next ones.

    To be called under the repository's lock. In a hook a process of its own is started, where a
    number was taken in this clone alone and is still to be claimed, or a block comes to its end.
    """
    from minutebook.repository.git import environment

    common_dir, name = project.repo.common_dir, number_series.name
    was_claimed = False
    with suppress(OSError, Refusal):  # the record is written, and its name says so as well
        was_claimed = number_blocks.drop_number(common_dir, name, number)
    remote, size = project.settings.reserve, choose_size(project, number_series)
    if remote and number and environment.is_within_hook():
        from minutebook.operations.numbers import later

        if not was_claimed:
            later.start_claim(project.repo, remote, name, number, size)
        elif is_low(common_dir, name, size):
            later.start_claim(project.repo, remote, name, 0, size)


def verify_block(
    repository: repo.Repo, remote: str, series_name: str, claims: Mapping[int, str]
) -> None:
    """Hold this clone's block on the remote, which has some claims, or give numbers of it up.

    A remote that moved may have been left without them: they are claimed anew. What others claimed
    there meanwhile is theirs. Raises RemoteUnavailable.
    """
    from minutebook.repository.git.remotes import remote_claims

    common_dir = repository.common_dir
    free_numbers = number_blocks.read_free_numbers(common_dir, series_name)
    own_claims = number_blocks.read_own_claims(common_dir, series_name) if free_numbers else {}
    lost = {
        number
        for number in free_numbers
        if number in claims and own_claims.get(number, claims[number]) != claims[number]
    }
    if missing := set(free_numbers).difference(claims):
        lost |= missing - remote_claims.push_claims(repository, remote, series_name, missing)
    if lost:
        with store.lock_repository(common_dir):
            for number in lost:
                number_blocks.drop_number(common_dir, series_name, number)


def start_claim(project: Project) -> None:
    """Have what this clone knows of the remote brought up to date, behind an agent's session.

    A block of prompts' numbers is claimed where few are left, and held again where the remote has
    lost it. Nobody is asked who answered lately.
    """
    remote, size = project.settings.reserve, project.settings.reserve_block
    name = project.find_series_name(PHR) if remote else ""
    common_dir = project.repo.common_dir
    if name and (
        is_low(common_dir, name, size)
        or (
            number_blocks.read_free_numbers(common_dir, name)
            and not number_blocks.was_asked_lately(common_dir, name, _KNOWN_SECONDS)
        )
    ):
        from minutebook.operations.numbers import later

        later.start_claim(project.repo, remote, name, 0, size)


def ask_claims(project: Project) -> dict[str, dict[int, str]]:
    """The claims on the remote by series: numbers, with the objects that hold them.

    The highest ones are noted, and this clone's blocks verified. Raises RemoteUnavailable.
    """
    from minutebook.operations.numbers import claims
    from minutebook.repository.git.remotes import remote_claims

    remote = project.settings.reserve
    claims_by_series = remote_claims.fetch_claims(project.repo, remote)
    for name in claims.list_series(project):
        series_claims = claims_by_series.get(name, {})
        verify_block(project.repo, remote, name, series_claims)
        if series_claims:
            highest = max(series_claims)
            number_blocks.note_highest(project.repo.common_dir, name, highest)
    return claims_by_series
