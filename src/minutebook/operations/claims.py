"""The claims to numbers, here and on the remote: who holds what, and which may go."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from minutebook.operations import numbering
from minutebook.operations.numbering import Row
from minutebook.operations.project import Project
from minutebook.records import filenames
from minutebook.records.model import PHR, Folder
from minutebook.repository import store
from minutebook.repository.git import remote_claims

STALE = 24 * 3600.0  # seconds after which a claim of this clone is taken for forgotten
LOCAL = "local"
REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Held:
    """A claim: the row's name, the number, where it is held (`local`, `remote`).

    `age` in seconds is known of local ones; `landed`: a record has the number, on a branch or in a
    working tree of this clone for a local one, on a branch of the remote for one that is there.
    `last`: the highest one of its row on the remote, which says what others may not give again.
    """

    row: str
    number: int
    where: str
    age: float | None = None
    landed: bool = False
    last: bool = False
    token: str = ""

    @property
    def idle(self) -> bool:
        """Whether nothing needs the claim any more."""
        if self.where == REMOTE:
            return self.landed and not self.last
        return self.landed or (self.age or 0.0) > STALE


@dataclass(frozen=True, slots=True)
class Next:
    """A row of numbers with the digits that its next record gets; "" where names have dates."""

    row: Row
    folder: str
    digits: str


def rows(project: Project) -> dict[str, tuple[Row, Folder, str]]:
    """The rows of numbers that are in use, each with a folder where its next record is born."""
    found: dict[str, tuple[Row, Folder, str]] = {}
    for folder, home in _homes(project):
        row = numbering.row_of(project.settings, folder, home)
        found.setdefault(row.name, (row, folder, home))
    return found


def following(project: Project, held: Sequence[Held]) -> list[Next]:
    """What comes next in each row, where others hold these claims."""
    return [
        Next(
            row,
            home,
            project.next_digits(
                row.kind, folder, home, [one.number for one in held if one.row == name]
            ),
        )
        for name, (row, folder, home) in rows(project).items()
    ]


def _homes(project: Project) -> Iterator[tuple[Folder, str]]:
    """The folders that hold records, each with the configured one that it lies in."""
    for folder in project.settings.folders():
        pages = store.walk(project.top, folder.path)
        homes = {path.rpartition("/")[0] for path in pages}
        by_route = folder.kind is PHR and folder.numbering == "folder"
        for home in sorted(homes - {folder.path}) if by_route else (folder.path,):
            yield folder, home


def held(project: Project) -> tuple[list[Held], list[str]]:
    """The claims of this clone and those on the remote, and what kept the remote from telling."""
    named = {name: row for name, (row, _, _) in rows(project).items()}
    found, warnings = list(_local(project, named)), []
    if project.settings.reserve:
        try:
            found += _remote(project, named)
        except remote_claims.Unreachable as error:
            warnings.append(error.message)
    return found, warnings


def _local(project: Project, named: dict[str, Row]) -> Iterator[Held]:
    common = project.repo.common_dir
    with suppress(OSError):
        for name in sorted(os.listdir(store.claims(common, ""))):
            claimed = sorted(store.claimed(common, name))
            row = named.get(name)
            given = _given(project, row) if row and claimed else frozenset()
            there = numbering.on_branches(project.repo, row) if row and claimed else ()
            for number in claimed:
                path = os.path.join(store.claims(common, name), str(number))
                with suppress(FileNotFoundError):  # given up meanwhile
                    age = max(0.0, time.time() - os.stat(path).st_mtime)
                    yield Held(name, number, LOCAL, age, number in given or number in there)


def _given(project: Project, row: Row) -> frozenset[int]:
    """The numbers that pages in the working trees have."""
    parsed = (
        filenames.parse(row.kind, name).number for name in numbering.in_trees(project.repo, row)
    )
    return frozenset(number for number in parsed if number is not None)


def _remote(project: Project, named: dict[str, Row]) -> Iterator[Held]:
    remote = project.settings.reserve
    for name, claimed in sorted(remote_claims.every(project.repo, remote).items()):
        row, there = named.get(name), None
        if row:
            there = numbering.on_branches(project.repo, row, f"refs/remotes/{remote}/")
        for number, token in sorted(claimed.items()):
            landed = there is not None and number in there
            yield Held(name, number, REMOTE, None, landed, number == max(claimed), token)


def prune(project: Project, *, dry_run: bool = False) -> tuple[list[Held], list[Held], list[str]]:
    """Drop the claims whose records landed, and those of this clone that nobody came back for.

    The highest claim of a row stays on the remote: a clone that has not fetched the record yet
    learns from it which numbers are given. What was dropped, what landed and stays for that
    reason, and what kept others from going.
    """
    found, warnings = held(project)
    idle = [one for one in found if one.idle]
    kept = [one for one in found if one.where == REMOTE and one.landed and one.last]
    if dry_run:
        return idle, kept, warnings
    try:
        _drop_remote(project, [one for one in idle if one.where == REMOTE])
    except remote_claims.Unreachable as error:
        idle = [one for one in idle if one.where == LOCAL]
        warnings.append(error.message)
    for one in idle:
        if one.where == LOCAL:
            with suppress(FileNotFoundError):
                os.unlink(
                    os.path.join(store.claims(project.repo.common_dir, one.row), f"{one.number}")
                )
    return idle, kept, warnings


def _drop_remote(project: Project, claims: Sequence[Held]) -> None:
    for row in sorted({one.row for one in claims}):
        tokens = {one.number: one.token for one in claims if one.row == row}
        remote_claims.drop(project.repo, project.settings.reserve, row, tokens)
