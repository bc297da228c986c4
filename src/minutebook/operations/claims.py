"""The claims to numbers, here and on the remote: who holds what, and which may go."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.operations import numbering
from minutebook.operations.numbering import NumberSeries
from minutebook.operations.project import Project
from minutebook.records import filenames
from minutebook.records.model import PHR, Folder
from minutebook.repository import store
from minutebook.repository.git import remote_claims

STALE_CLAIM_SECONDS = (
    24 * 3600.0
)  # seconds after which a claim of this clone is taken for forgotten
LOCAL = "local"
REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim: the row's name, the number, where it is held (`local`, `remote`).

    `age` in seconds is known of local ones; `landed`: a record has the number, on a branch or in a
    working tree of this clone for a local one, on a branch of the remote for one that is there.
    `last`: the highest one of its row on the remote, which says what others may not give again.
    """

    series_name: str
    number: int
    location: str
    age_seconds: float | None = None
    has_landed: bool = False
    is_highest: bool = False
    object_id: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing needs the claim any more."""
        if self.location == REMOTE:
            return self.has_landed and not self.is_highest
        return self.has_landed or (self.age_seconds or 0.0) > STALE_CLAIM_SECONDS


@dataclass(frozen=True, slots=True)
class NextNumber:
    """A row of numbers with the digits that its next record gets; "" where names have dates."""

    series: NumberSeries
    folder: str
    digits: str


def list_series(project: Project) -> dict[str, tuple[NumberSeries, Folder, str]]:
    """The rows of numbers that are in use, each with a folder where its next record is born."""
    found: dict[str, tuple[NumberSeries, Folder, str]] = {}
    for folder, home in _homes(project):
        row = numbering.find_series(project.settings, folder, home)
        found.setdefault(row.name, (row, folder, home))
    return found


def find_next_numbers(project: Project, held_claims: Sequence[HeldClaim]) -> list[NextNumber]:
    """What comes next in each row, where others hold these claims."""
    return [
        NextNumber(
            row,
            home,
            project.find_next_digits(
                row.kind,
                folder,
                home,
                [one.number for one in held_claims if one.series_name == name],
            ),
        )
        for name, (row, folder, home) in list_series(project).items()
    ]


def _homes(project: Project) -> Iterator[tuple[Folder, str]]:
    """The folders that hold records, each with the configured one that it lies in."""
    for folder in project.settings.list_folders():
        pages = store.list_pages(project.top, folder.path)
        homes = {path.rpartition("/")[0] for path in pages}
        by_route = folder.kind is PHR and folder.numbering == "folder"
        for home in sorted(homes - {folder.path}) if by_route else (folder.path,):
            yield folder, home


def list_claims(project: Project) -> tuple[list[HeldClaim], list[str]]:
    """The claims of this clone and those on the remote, and what kept the remote from telling."""
    named = {name: row for name, (row, _, _) in list_series(project).items()}
    found, warnings = list(_local(project, named)), []
    if project.settings.reserve:
        try:
            found += _remote(project, named)
        except remote_claims.RemoteUnavailable as error:
            warnings.append(error.message)
    return found, warnings


def _local(project: Project, named: dict[str, NumberSeries]) -> Iterator[HeldClaim]:
    common = project.repo.common_dir
    with suppress(OSError):
        for name in sorted(os.listdir(store.locate_claims(common, ""))):
            claimed = sorted(store.read_claimed_numbers(common, name))
            row = named.get(name)
            given = _given(project, row) if row and claimed else frozenset()
            there = numbering.read_branch_numbers(project.repo, row) if row and claimed else ()
            for number in claimed:
                path = os.path.join(store.locate_claims(common, name), str(number))
                with suppress(FileNotFoundError):  # given up meanwhile
                    age = max(0.0, time.time() - os.stat(path).st_mtime)
                    yield HeldClaim(name, number, LOCAL, age, number in given or number in there)


def _given(project: Project, row: NumberSeries) -> frozenset[int]:
    """The numbers that pages in the working trees have."""
    parsed = (
        filenames.parse_name(row.kind, name).number
        for name in numbering.list_worktree_names(project.repo, row)
    )
    return frozenset(number for number in parsed if number is not None)


def _remote(project: Project, named: dict[str, NumberSeries]) -> Iterator[HeldClaim]:
    remote = project.settings.reserve
    for name, claimed in sorted(
        remote_claims.fetch_claims(
            project.repo, remote, timeout_seconds=remote_claims.REMOTE_TIMEOUT_SECONDS
        ).items()
    ):
        row, there = named.get(name), None
        if row:
            there = numbering.read_branch_numbers(project.repo, row, f"refs/remotes/{remote}/")
        for number, token in sorted(claimed.items()):
            landed = there is not None and number in there
            yield HeldClaim(name, number, REMOTE, None, landed, number == max(claimed), token)


def prune(
    project: Project, *, dry_run: bool = False
) -> tuple[list[HeldClaim], list[HeldClaim], list[str]]:
    """Drop the claims whose records landed, and those of this clone that nobody came back for.

    The highest claim of a row stays on the remote: a clone that has not fetched the record yet
    learns from it which numbers are given. What was dropped, what landed and stays for that
    reason, and what kept others from going.
    """
    found, warnings = list_claims(project)
    idle = [one for one in found if one.is_idle]
    kept = [one for one in found if one.location == REMOTE and one.has_landed and one.is_highest]
    if dry_run:
        return idle, kept, warnings
    try:
        _drop_remote(project, [one for one in idle if one.location == REMOTE])
    except remote_claims.RemoteUnavailable as error:
        idle = [one for one in idle if one.location == LOCAL]
        warnings.append(error.message)
    for one in idle:
        if one.location == LOCAL:
            with suppress(FileNotFoundError):
                os.unlink(
                    os.path.join(
                        store.locate_claims(project.repo.common_dir, one.series_name),
                        f"{one.number}",
                    )
                )
    return idle, kept, warnings


def _drop_remote(project: Project, claims: Sequence[HeldClaim]) -> None:
    for row in sorted({one.series_name for one in claims}):
        tokens = {one.number: one.object_id for one in claims if one.series_name == row}
        remote_claims.delete_claims(project.repo, project.settings.reserve, row, tokens)
