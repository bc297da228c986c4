"""Give records other numbers: git tells which of several moves, and which one a line means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import NamedTuple

from minutebook.checks import baseline
from minutebook.errors import Conflict, UsageError
from minutebook.operations.check.baseline import read_baseline
from minutebook.operations.numbers.planned import PlannedNumbers, identify_record
from minutebook.operations.private_texts.keep import move_kept
from minutebook.operations.project import Project
from minutebook.operations.renaming import kept_number
from minutebook.operations.renaming.kept_number import find_by_side
from minutebook.operations.renaming.moved_files import MoveResult, read_citing_files
from minutebook.records import filenames
from minutebook.records.model import PHR, Record, RecordSet, Write
from minutebook.records.renaming import renumber as planning
from minutebook.records.renaming.citations import Citation
from minutebook.records.renaming.moves import Move, plan_moves
from minutebook.records.renaming.names import is_numbered_by_folder, locate_parent
from minutebook.repository import store
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import blame, lineage
from minutebook.repository.git.commits.lineage import Origin
from minutebook.repository.settings.options import OPTION_CHOICES

_Group = tuple[Record, ...]  # records that share a number
_FOLDER_NUMBER = "its number is its folder's; rename the folder, and what names it, by hand"
_SUB_NUMBER = "its number belongs to another one; rename the file, and what names it, by hand"
_OTHER_FORMAT = "pages of its format are not changed; rename the file, and what names it, by hand"


class RenumberResult(MoveResult):
    """What was done, and what could not be.

    A note is a line such as `app.py:7 says ADR-0007, and git cannot tell which record is meant`.
    `unmended` are the records that keep a number which another one has, too. `in_baseline` are
    those that keep one since they shared it when the baseline was written.
    """

    unmended: tuple[Record, ...] = ()
    in_baseline: tuple[Record, ...] = ()


def renumber_records(
    project: Project, reference: str = "", *, keep: str = "", dry_run: bool = False
) -> RenumberResult:
    """Give every record but one of those that share a number the next free one.

    Those that share one in the baseline keep it, as it was before minutebook came; what came to
    have it since moves.
    `keep` says which one keeps it: see `kept_number.sort_groups`; "" is as the settings say. With
    `reserve` the remote is asked which numbers others hold.
    With a reference, the record that it names gets it, whether it shares its number or not. Names,
    links, index pages and references follow; the page keeps its former name as an alias. Raises
    Conflict where the number of the record named is that of a folder, UsageError for another `keep`
    than those there are.
    """
    keep = keep or project.settings.keep_number
    if keep not in OPTION_CHOICES["keep_number"]:
        known = ", ".join(OPTION_CHOICES["keep_number"])
        raise UsageError(f"{keep!r} does not say which record keeps a number", f"one of: {known}")
    if not reference:
        shared = _find_shared_numbers(project)
        if not shared.groups:
            return RenumberResult((), (), in_baseline=shared.in_baseline)
    planned = PlannedNumbers(project, dry_run=dry_run)
    planner = _Planner(project, keep, planned)

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        writes = planner.plan_one(records, reference) if reference else planner.plan_all(records)
        if planned.is_incomplete:
            return (), ()
        after = {record.path: record for record in linking.simulate_writes(records, writes).members}
        return [after[move.new_path] for move in planner.moves], writes

    result = project.run_operation(plan, dry_run=dry_run, renames_only=True)
    while planned.claim_wanted():
        planned.begin()
        planner = _Planner(project, keep, planned)
        result = project.run_operation(plan, dry_run=dry_run, renames_only=True)
    if not dry_run:
        planned.claim_later()
        move_kept(project, [(move.record.path, move.new_path) for move in planner.moves])
    return RenumberResult(
        records=result.records,
        writes=result.writes,
        warnings=(*result.warnings, *planned.warnings),
        moves=tuple(planner.moves),
        notes=tuple(planner.notes),
        unmended=tuple(planner.unmended),
        in_baseline=planner.in_baseline,
    )


class _SharedNumbers(NamedTuple):
    """The records of each number that is taken twice, and those that the baseline has as such.

    Groups of the latter alone are left out.
    """

    groups: tuple[_Group, ...]
    in_baseline: _Group


def _select_shared_numbers(project: Project, records: RecordSet) -> _SharedNumbers:
    groups = planning.find_duplicate_groups(records)
    text = read_baseline(project) if groups else ""
    if not text:
        return _SharedNumbers(groups, ())
    left_groups: list[_Group] = []
    in_baseline: list[Record] = []
    for group in groups:
        known = baseline.select_named(group, "number-twice", text)
        if len(known) < 2:
            left_groups.append(group)
            continue
        in_baseline += known
        if len(known) < len(group):
            left_groups.append(group)
    return _SharedNumbers(tuple(left_groups), tuple(in_baseline))


def _find_shared_numbers(project: Project) -> _SharedNumbers:
    """The numbers that are taken twice. Names alone tell, so that hooks may ask often.

    Of decisions whose names have none, the pages are read.
    """
    from minutebook.records import reader

    folders = project.settings.list_folders()
    paths = {path for folder in folders for path in store.list_pages(project.top, folder.path)}
    records = []

    def read_text(path: str) -> str:
        page = store.read_page(project.top, path)
        return page[0] if page else ""

    for path, folder in filenames.select_records(folders, paths, read_text).items():
        has_number = folder.kind is PHR or filenames.parse_path(folder, path).number is not None
        text = "" if has_number else read_text(path)
        records.append(reader.read_record(folder, path, text))
    return _select_shared_numbers(project, RecordSet(folders, tuple(records)))


class _Planner:
    """Plans one run, and collects which records move and what a person has to look at."""

    def __init__(self, project: Project, keep: str, planned: PlannedNumbers) -> None:
        self.project = project
        self.planned = planned
        self.keep = keep
        self.moves: list[Move] = []
        self.notes: list[str] = []
        self.unmended: list[Record] = []
        self.in_baseline: _Group = ()
        self._given_numbers: dict[tuple[str, str], list[int]] = {}
        self._branch_paths: list[list[str]] | None = None

    def plan_all(self, records: RecordSet) -> Sequence[Write]:
        """The writes that repair all numbers that are taken twice."""
        groups, self.in_baseline = _select_shared_numbers(self.project, records)
        if not groups:
            return ()
        keeping_paths = {record.path for record in self.in_baseline}
        origins = self._find_origins(records, groups)
        for group in kept_number.sort_groups(
            self.project, self.keep, records, groups, origins, self._resolver(origins)
        ):
            first, *others = sorted(group, key=lambda record: record.path not in keeping_paths)
            for record in others:
                if record.path in keeping_paths:
                    continue
                if not planning.can_be_renumbered(record):
                    self.unmended.append(record)
                    self.notes.append(
                        f"{record.path} has the number of {first.path}: {_explain_fixed(record)}"
                    )
                else:
                    digits = self._find_digits_on_branches(records, record)
                    self.moves.append(
                        planning.move_to_number(record, digits or self._take_next(records, record))
                    )
        return self._plan_moves(records, groups, origins)

    def plan_one(self, records: RecordSet, reference: str) -> Sequence[Write]:
        """The writes that give one record the next free number."""
        record = self.project.resolve_reference(records, reference)
        if record.number is None:
            raise Conflict(f"{record.path} has no number", "name a record that has one")
        if not planning.can_be_renumbered(record):
            hint = f"minutebook edit {record.ref}"
            if not record.number_line:
                move = planning.move_to_number(record, self._take_next(records, record))
                paths = [record.path, move.new_path]
                if is_numbered_by_folder(record):
                    paths = [path.rpartition("/")[0] for path in paths]
                hint = f"git mv {' '.join(map(quote, paths))}"
            raise Conflict(f"{record.path} cannot move: {_explain_fixed(record)}", hint)
        group = planning.find_same_numbered(records, record)
        self.moves.append(planning.move_to_number(record, self._take_next(records, record)))
        origins = self._find_origins(records, [group]) if len(group) > 1 else {}
        return self._plan_moves(records, [group], origins)

    def _find_digits_on_branches(self, records: RecordSet, record: Record) -> str:
        """The number that the same record got on a branch where it moved already; "" for none."""
        if self._branch_paths is None:
            folders = sorted({folder.path for folder in records.folders})
            self._branch_paths = revisions.list_branch_paths(self.project.repo, folders)
        given = self._get_given_numbers(record)
        taken = {*planning.find_taken_numbers(records, record), *given}
        for paths in self._branch_paths:
            digits = planning.find_digits_on_branch(record, paths)
            if digits.isdecimal() and int(digits) not in taken:
                given.append(int(digits))
                return digits.zfill(filenames.count_number_digits(record.digits))
        return ""

    def _take_next(self, records: RecordSet, record: Record) -> str:
        """The number that a record gets, in as many digits as its name has.

        It is the one that somebody who repairs the same merge has claimed for it, else the next
        free one.
        """
        given = self._get_given_numbers(record)
        owner = identify_record(record)
        number = self.planned.find_own(record, owner)
        if not number or number in {*planning.find_taken_numbers(records, record), *given}:
            taken = self.planned.list_numbers_of_others(record).union(given)
            number = int(
                self.project.find_next_digits(
                    record.kind, record.folder, locate_parent(record), taken
                )
            )
        given.append(number)
        self.planned.want_for(record, number, owner)
        return str(number).zfill(filenames.count_number_digits(record.digits))

    def _get_given_numbers(self, record: Record) -> list[int]:
        """The numbers that this run gave in the series of a record."""
        kind, folder, *_ = planning.make_number_key(record)
        return self._given_numbers.setdefault((kind, folder), [])

    def _find_origins(self, records: RecordSet, groups: Sequence[_Group]) -> dict[str, Origin]:
        """Where each record comes from, by path."""
        folders = sorted({folder.path for folder in records.folders})
        find_origin = lineage.find_origins(self.project.repo, folders, planning.has_same_number)
        return {record.path: find_origin(record.path) for group in groups for record in group}

    def _plan_moves(
        self, records: RecordSet, groups: Sequence[_Group], origins: Mapping[str, Origin]
    ) -> Sequence[Write]:
        if not self.moves:
            return ()
        moved_paths = {move.record.path for move in self.moves}
        groups = [group for group in groups if any(record.path in moved_paths for record in group)]
        cited = [record for group in groups for record in group]
        texts = read_citing_files(self.project, records, cited)
        meant = self._resolver(origins)(records, groups, texts)
        return plan_moves(
            records,
            self.moves,
            groups,
            texts,
            lambda path, citation: meant.get((path, citation.start)),
        )

    def _resolver(self, origins: Mapping[str, Origin]) -> kept_number.Resolve:
        """A function that tells which records unclear citations mean, by path and offset."""
        return lambda records, groups, texts: self._resolve_unclear(records, groups, texts, origins)

    def _resolve_unclear(
        self,
        records: RecordSet,
        groups: Sequence[_Group],
        texts: Mapping[str, str],
        origins: Mapping[str, Origin],
    ) -> dict[tuple[str, int], Record]:
        """Which record is meant where only the history of the line can tell, by path and offset."""
        unclear = planning.find_unclear_citations(records, groups, texts)
        if not unclear:
            return {}
        repository = self.project.repo
        ancestry = lineage.Ancestry(
            repository, [origin.commit for origin in origins.values() if origin.commit]
        )
        meant: dict[tuple[str, int], Record] = {}
        for path, found_citations in unclear.items():
            line_numbers = [citation.line for citation in found_citations]
            commits = blame.blame_lines(repository, path, line_numbers)
            is_new_file = not all(map(commits.get, line_numbers)) and not revisions.is_committed(
                repository, path
            )
            for citation in found_citations:
                commit = commits.get(citation.line, "")
                record = _find_citing_record(path, commit, citation, origins) or find_by_side(
                    commit, citation, origins, ancestry
                )
                if record is None and is_new_file and not commit:
                    record = _find_uncommitted(citation, origins)
                if record is not None:
                    meant[path, citation.start] = record
                elif not ancestry.is_older(
                    commit, [origins[candidate.path] for candidate in citation.candidates]
                ):
                    self.notes.append(
                        f"{path}:{citation.line} says {citation.candidates[0].ref}, and git cannot"
                        " tell which record is meant: it stays"
                    )
        self.notes[:] = dict.fromkeys(self.notes)
        return meant


def _explain_fixed(record: Record) -> str:
    """Why no command gives a record another number, and what to do instead."""
    if record.number_line:
        return f"its number stands on its line {record.number_line}; write another one there"
    if is_numbered_by_folder(record):
        return _FOLDER_NUMBER
    return _SUB_NUMBER if record.suffix else _OTHER_FORMAT


def _find_citing_record(
    path: str, commit: str, citation: Citation, origins: Mapping[str, Origin]
) -> Record | None:
    """The page itself, where one of the candidates cites in the commit that brought it."""
    own = next((record for record in citation.candidates if record.path == path), None)
    return own if own is not None and origins[own.path].commit == commit else None


def _find_uncommitted(citation: Citation, origins: Mapping[str, Origin]) -> Record | None:
    """The one record that is not committed: a new file most likely came along with it."""
    uncommitted = [record for record in citation.candidates if not origins[record.path].commit]
    return uncommitted[0] if len(uncommitted) == 1 else None
