"""The claims to numbers in this clone and on the remote: who holds them, and which may go."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from minutebook.lean.values import Value
from minutebook.operations.numbers import blocks, series
from minutebook.operations.numbers.series import NumberSeries
from minutebook.operations.project import Project
from minutebook.records.discovery import search
from minutebook.records.model import ADR, Folder
from minutebook.repository import light, number_blocks, store
from minutebook.repository.git.remotes import remote_claims

STALE_CLAIM_SECONDS = 24 * 3600.0  # after which a claim of this clone counts as forgotten
LOCAL = "local"
REMOTE = "remote"


class HeldClaim(Value):
    """A claim to a number: its series, the number, where it is held (`local` or `remote`).

    `age_seconds` is known of local ones. `has_landed`: a record has the number, on a branch or in
    a working tree of this clone for a local one, on a branch of the remote for one that is there.
    `is_of_removed`: its record was removed in this clone. `is_of_private`: its record is in no
    tree. The number of either is not given again.
    `is_highest`: the highest one of its series on the remote, which tells others what not to give.
    `block` are the first and the last number of the block that it is part of, on the remote.
    """

    series_name: str
    number: int
    location: str
    age_seconds: float | None = None
    has_landed: bool = False
    is_highest: bool = False
    object_id: str = ""
    is_of_removed: bool = False
    is_of_private: bool = False
    block: tuple[int, int] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing needs the claim any more.

        What another clone has claimed and not used yet is its own, however long it takes: records
        that are imported keep low numbers, and would be given one that was dropped.
        """
        if self.is_of_removed or self.is_of_private or self.is_highest:
            return False
        if self.location == REMOTE:
            return self.has_landed
        return self.has_landed or (self.age_seconds or 0.0) > STALE_CLAIM_SECONDS


class OwnBlock(Value):
    """The numbers of a series that this clone has claimed on the remote for records to come."""

    series_name: str
    free_numbers: tuple[int, ...]


class NextNumber(Value):
    """A series with the digits that its next record gets; "" where names have dates."""

    series: NumberSeries
    folder: str
    digits: str


def list_series(project: Project) -> dict[str, tuple[NumberSeries, Folder, str]]:
    """The series in use by name, each with its kind's folder and where its next record goes."""
    by_name: dict[str, tuple[NumberSeries, Folder, str]] = {}
    for folder, record_folder in _list_record_folders(project):
        number_series = series.find_series(project.settings, folder, record_folder, project.top)
        by_name.setdefault(number_series.name, (number_series, folder, record_folder))
    return by_name


def find_next_numbers(project: Project, held_claims: Sequence[HeldClaim]) -> list[NextNumber]:
    """What comes next in each series, where others hold these claims."""
    next_numbers = []
    for name, (number_series, folder, record_folder) in list_series(project).items():
        held_numbers = [claim.number for claim in held_claims if claim.series_name == name]
        digits = project.find_next_digits(number_series.kind, folder, record_folder, held_numbers)
        if own_number := blocks.find_next(project.repo, number_series):
            digits = f"{own_number:0{len(digits)}d}"
        next_numbers.append(NextNumber(number_series, record_folder, digits))
    return next_numbers


def list_own_blocks(project: Project) -> list[OwnBlock]:
    """The numbers that this clone holds in blocks, by series."""
    common_dir = project.repo.common_dir
    own_blocks = (
        OwnBlock(name, tuple(number_blocks.read_free_numbers(common_dir, name)))
        for name in list_series(project)
    )
    return [own_block for own_block in own_blocks if own_block.free_numbers]


def _list_record_folders(project: Project) -> Iterator[tuple[Folder, str]]:
    """The folders that hold records, each with the configured one that it lies in."""
    for folder in project.settings.list_folders():
        is_counted_below = folder.numbering == "folder"
        pages = store.list_pages(project.top, folder.path) if is_counted_below else []
        if folder.kind is ADR:
            yield folder, folder.path
            is_counted_below = is_counted_below and search.count_apart(pages)
        elif not is_counted_below:
            yield folder, folder.path
        if is_counted_below:
            record_folders = {path.rpartition("/")[0] for path in pages}
            for record_folder in sorted(record_folders - {folder.path}):
                yield folder, record_folder


def list_claims(project: Project) -> tuple[list[HeldClaim], list[str]]:
    """The claims of this clone and those on the remote, and why the remote could not be asked."""
    by_name = {name: number_series for name, (number_series, _, _) in list_series(project).items()}
    claims, warnings = list(_list_local_claims(project, by_name)), []
    if project.settings.reserve:
        try:
            claims += _list_remote_claims(project, by_name)
        except remote_claims.RemoteUnavailable as error:
            warnings.append(error.message)
    return claims, warnings


def _list_local_claims(
    project: Project, series_by_name: Mapping[str, NumberSeries]
) -> Iterator[HeldClaim]:
    common_dir = project.repo.common_dir
    with suppress(OSError):
        for name in sorted(os.listdir(store.locate_claims(common_dir, ""))):
            numbers = sorted(store.read_claimed_numbers(common_dir, name))
            number_series = series_by_name.get(name) if numbers else None
            on_branches, in_worktrees = None, frozenset[int]()
            if number_series:
                on_branches = series.read_branch_numbers(project.repo, number_series)
                in_worktrees = series.list_worktree_numbers(project.repo, number_series)
            for number in numbers:
                path = os.path.join(store.locate_claims(common_dir, name), str(number))
                with suppress(FileNotFoundError):  # given up meanwhile
                    status = os.stat(path)
                    age = max(0.0, time.time() - status.st_mtime)
                    has_landed = number in in_worktrees or (
                        on_branches is not None and number in on_branches
                    )
                    is_of_private = light.read_text(path).strip() == "private"
                    yield HeldClaim(
                        *(name, number, LOCAL, age, has_landed),
                        is_of_removed=status.st_size > 0 and not is_of_private,
                        is_of_private=is_of_private,
                    )


def _list_remote_claims(
    project: Project, series_by_name: Mapping[str, NumberSeries]
) -> Iterator[HeldClaim]:
    remote = project.settings.reserve
    all_claims = remote_claims.fetch_claims(
        project.repo, remote, timeout_seconds=remote_claims.REMOTE_TIMEOUT_SECONDS
    )
    for name, claims in sorted(all_claims.items()):
        number_series, on_branches = series_by_name.get(name), None
        if number_series:
            on_branches = series.read_branch_numbers(
                project.repo, number_series, f"refs/remotes/{remote}/"
            )
        block_by_object = _find_blocks(claims)
        for number, object_id in sorted(claims.items()):
            has_landed = on_branches is not None and number in on_branches
            is_highest = number == max(claims)
            block = block_by_object.get(object_id)
            yield HeldClaim(
                *(name, number, REMOTE, None, has_landed, is_highest, object_id),
                block=block,
            )


def _find_blocks(claims: Mapping[int, str]) -> dict[str, tuple[int, int]]:
    """The blocks among a series' claims: the objects that hold several, with the first and last.

    Claims of a block that were dropped are not in it.
    """
    numbers_by_object: dict[str, list[int]] = {}
    for number, object_id in claims.items():
        numbers_by_object.setdefault(object_id, []).append(number)
    return {
        object_id: (min(numbers), max(numbers))
        for object_id, numbers in numbers_by_object.items()
        if len(numbers) > 1
    }


def prune(
    project: Project, *, dry_run: bool = False
) -> tuple[list[HeldClaim], list[HeldClaim], list[str]]:
    """Drop the claims whose records landed, and the forgotten ones of this clone.

    The highest claim of a series stays on the remote: a clone that has not fetched the record yet
    learns from it which numbers are given. Gives what was dropped, what landed and stays for that
    reason, and why others could not be dropped.
    """
    claims, warnings = list_claims(project)
    idle = [claim for claim in claims if claim.is_idle]
    retained = [
        claim
        for claim in claims
        if claim.location == REMOTE and claim.has_landed and claim.is_highest
    ]
    if dry_run:
        return idle, retained, warnings
    try:
        _drop_remote_claims(project, [claim for claim in idle if claim.location == REMOTE])
    except remote_claims.RemoteUnavailable as error:
        idle = [claim for claim in idle if claim.location == LOCAL]
        warnings.append(error.message)
    for claim in idle:
        if claim.location == LOCAL:
            store.release_claim(project.repo.common_dir, claim.series_name, claim.number)
    return idle, retained, warnings


def _drop_remote_claims(project: Project, claims: Sequence[HeldClaim]) -> None:
    for name in sorted({claim.series_name for claim in claims}):
        object_ids = {
            claim.number: claim.object_id for claim in claims if claim.series_name == name
        }
        remote_claims.delete_claims(project.repo, project.settings.reserve, name, object_ids)
