"""Numbers that a command gives to records which are there: claimed before anything is written.

A command plans under the repository's lock, claims without it what the plan needs, and plans again:
nobody waits for the network under the lock, and nothing is written with a number that others have.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from minutebook.operations.numbers import blocks, series
from minutebook.operations.project import Project
from minutebook.records.model import Record
from minutebook.records.renaming.names import locate_parent
from minutebook.repository.git import environment
from minutebook.repository.git.remotes import remote_claims

_MAX_ATTEMPTS = 20  # how often numbers may be lost to others
_OTHERS = "others"  # holds a number that was lost: the object is not known


class PlannedNumbers:
    """The numbers that one run of a command gives, and what the remote holds.

    Without `reserve` and in a dry run nobody is asked. In a hook the numbers are claimed later.
    `warnings` say why the remote could not be asked: then numbers hold for this clone alone.
    """

    def __init__(self, project: Project, *, dry_run: bool) -> None:
        self.warnings: tuple[str, ...] = ()
        self._project = project
        self._remote = "" if dry_run else project.settings.reserve
        self._attempts_left = _MAX_ATTEMPTS
        self._claims: dict[str, dict[int, str]] = {}
        self._wanted: dict[str, dict[int, str]] = {}
        self._won: dict[str, set[int]] = {}
        self._series_names: dict[tuple[str, str], str] = {}  # by kind and folder of records
        self._is_asked = bool(self._remote) and not environment.is_within_hook()
        if self._is_asked:
            try:
                self._claims = blocks.ask_claims(project)
            except remote_claims.RemoteUnavailable as error:
                self._give_up(error.message)

    def begin(self) -> None:
        """Forget what an earlier plan wanted."""
        self._wanted = {}

    def want_for(self, record: Record, number: int | None, owner: str = "") -> None:
        """Have a number claimed in the series of a record: for this run, or for `owner`'s record.

        None is no number: names have dates.
        """
        if self._remote and number is not None:
            self._wanted.setdefault(self._find_series_name(record), {})[number] = owner

    def find_own(self, record: Record, owner: str) -> int:
        """The number that is claimed for a record already, by whoever repaired it; 0 for none."""
        name = self._find_series_name(record) if self._claims else ""
        for number, object_id in sorted(self._claims.get(name, {}).items()):
            if remote_claims.is_claimed_for(object_id, name, number, owner):
                return number
        return 0

    def list_numbers_of_others(self, record: Record) -> set[int]:
        """The numbers of a record's series that the remote holds, without those just won."""
        name = self._find_series_name(record) if self._claims else ""
        return set(self._claims.get(name, ())) - self._won.get(name, set())

    def is_of_others(self, record: Record) -> bool:
        """Whether the number that a record has is claimed on the remote, and not by this run."""
        return record.number in self.list_numbers_of_others(record)

    def _find_series_name(self, record: Record) -> str:
        key = record.kind.name, locate_parent(record)
        if key not in self._series_names:
            self._series_names[key] = find_series_name(self._project, record)
        return self._series_names[key]

    @property
    def is_incomplete(self) -> bool:
        """Whether the plan has numbers that are still to be claimed, so that nothing is written."""
        return self._is_asked and any(map(self._list_unclaimed, self._wanted))

    def claim_wanted(self) -> bool:
        """Claim what the plan wants; whether there was anything, and it has to be made again."""
        if not self.is_incomplete:
            return False
        self._attempts_left -= 1
        if not self._attempts_left:
            self._give_up(f"{self._remote} gave every number to others")
        try:
            for name in self._wanted if self._is_asked else ():
                self._claim(name, self._list_unclaimed(name))
        except remote_claims.RemoteUnavailable as error:
            self._give_up(error.message)
        return True

    def claim_later(self) -> None:
        """In a hook, have what was written claimed by a process of its own."""
        if self._remote and self._wanted and environment.is_within_hook():
            from minutebook.operations.numbers import later

            for name, owners in self._wanted.items():
                later.start_claims(self._project.repo, self._remote, name, owners)

    def _give_up(self, reason: str) -> None:
        self.warnings = (reason,)
        self._is_asked = False

    def _list_unclaimed(self, series_name: str) -> dict[int, str]:
        """The numbers wanted that are not claimed for their record, with its owner."""
        claims = self._claims.get(series_name, {})
        return {
            number: owner
            for number, owner in self._wanted[series_name].items()
            if number not in self._won.get(series_name, ())
            and not (
                owner
                and remote_claims.is_claimed_for(claims.get(number, ""), series_name, number, owner)
            )
        }

    def _claim(self, series_name: str, owners: Mapping[int, str]) -> None:
        if not owners:
            return
        won = remote_claims.push_claims_for(self._project.repo, self._remote, series_name, owners)
        claims = self._claims.setdefault(series_name, {})
        for number in owners:
            if number in won:
                claims[number] = won[number]
                self._won.setdefault(series_name, set()).add(number)
            else:
                claims[number] = _OTHERS


def find_series_name(project: Project, record: Record) -> str:
    """The series that a record's number is of."""
    folder, parent = record.folder, locate_parent(record)
    return series.find_series(project.settings, folder, parent, project.top).name


def identify_record(record: Record) -> str:
    """What tells a record from all others to everybody who has it: its path and its page."""
    text = f"{record.path}\0{record.text}".encode("utf-8", "surrogateescape")
    return sha256(text).hexdigest()
