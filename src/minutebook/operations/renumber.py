"""The verb that gives records other numbers: asks git which one moves and what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from minutebook.errors import Conflict
from minutebook.operations.project import OperationResult, Project
from minutebook.records import citations
from minutebook.records import renumber as planning
from minutebook.records.citations import Citation, is_numbered_by_folder
from minutebook.records.model import Record, RecordSet, Write, find_folder
from minutebook.records.renumber import NumberChange
from minutebook.repository import store
from minutebook.repository.git import lineage, revisions
from minutebook.repository.git.lineage import Origin

_Group = tuple[Record, ...]
_FOLDER = "its number is its folder's; rename the folder, and what names it, by hand"


@dataclass(frozen=True, slots=True)
class RenumberResult(OperationResult):
    """What was done: which records moved, and what a person has to look at.

    A note is a line such as `app.py:7 says ADR-0007, which may be either; it stays`.
    """

    moves: tuple[NumberChange, ...] = ()
    notes: tuple[str, ...] = ()


def renumber_records(
    project: Project, reference: str = "", *, dry_run: bool = False
) -> RenumberResult:
    """Give every record but one of those that share a number the next free one.

    With `words`, the record that they name gets it, whether it shares its number or not. Names,
    links, index pages and references follow; the page keeps its former name as an alias. Raises
    Conflict where the number of the record named is that of a folder.
    """
    if not reference and not _is_any_twice(project):
        return RenumberResult((), ())
    made = _Repair(project)

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        writes = made.named(shelf, reference) if reference else made.every(shelf)
        new = {move.record.path: move.new_path for move in made.moves}
        moved = {record.path: record for record in _after(shelf, writes)}
        return [moved[path] for path in new.values()], writes

    done = project.run_operation(verb, dry_run=dry_run)
    return RenumberResult(
        records=done.records,
        writes=done.writes,
        moves=tuple(made.moves),
        notes=tuple(made.notes),
    )


def _is_any_twice(project: Project) -> bool:
    """Whether there is anything to repair: names alone tell, so that hooks may ask often."""
    from minutebook.records import reader

    folders = project.settings.list_folders()
    paths = {path for folder in folders for path in store.list_pages(project.top, folder.path)}
    homes = [(path, find_folder(folders, path)) for path in sorted(paths)]
    records = (
        reader.read_record(home, path, "")
        for path, home in homes
        if home and reader.is_record(home, path)
    )
    return bool(planning.find_duplicate_groups(RecordSet(folders, tuple(records))))


def format_diff(result: RenumberResult) -> str:
    """What was or would be written, as a diff that `git apply` takes; a move as a renaming."""
    was = {write.path: write.previous or "" for write in result.writes}
    old = {move.new_path: move.record.path for move in result.moves}
    gone = frozenset(old.values())
    return "".join(
        _file_diff(old.get(write.path, write.path), write, was)
        for write in result.writes
        if write.path not in gone
    )


def _file_diff(old: str, write: Write, was: Mapping[str, str]) -> str:
    from difflib import unified_diff

    text = write.text or ""
    one, two = (
        "/dev/null" if write.previous is None and old == write.path else f"a/{old}",
        "/dev/null" if write.text is None else f"b/{write.path}",
    )
    told = f"diff --git a/{old} b/{write.path}\n"
    if old != write.path:
        told += f"rename from {old}\nrename to {write.path}\n"
    elif write.previous is None:
        told += "new file mode 100644\n"
    elif write.text is None:
        told += "deleted file mode 100644\n"
    for line in unified_diff(_lines(was[old]), _lines(text), one, two):
        told += line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
    return told


def _lines(text: str) -> list[str]:
    """Lines as git counts them: what Python takes for line ends besides is text."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _after(shelf: RecordSet, writes: Iterable[Write]) -> _Group:
    from minutebook.records import linking

    return linking.simulate_writes(shelf, writes).members


class _Repair:
    """One run: what moves, and what there is to tell of it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.moves: list[NumberChange] = []
        self.notes: list[str] = []
        self._given: dict[tuple[str, str], list[int]] = {}
        self._elsewhere: list[list[str]] | None = None

    def every(self, shelf: RecordSet) -> Sequence[Write]:
        """The plan for all numbers that are taken twice."""
        groups = planning.find_duplicate_groups(shelf)
        if not groups:
            return ()
        origins = self._origins(shelf, groups)
        for group in groups:
            # The one that stays comes first. Folders cannot move, so they do not.
            first, *others = sorted(group, key=lambda one: _order(one, origins[one.path]))
            for record in others:
                if is_numbered_by_folder(record):
                    self.notes.append(f"{record.path} has the number of {first.path}: {_FOLDER}")
                else:
                    digits = self._given_elsewhere(shelf, record) or self._next(record)
                    self.moves.append(NumberChange(record, digits))
        return self._planned(shelf, groups, origins)

    def named(self, shelf: RecordSet, words: str) -> Sequence[Write]:
        """The plan for one record."""
        record = self.project.resolve_reference(shelf, words)
        if record.number is None:
            raise Conflict(f"{record.path} has no number", "name a record that has one")
        if is_numbered_by_folder(record):
            raise Conflict(f"{record.path} cannot move: {_FOLDER}", "git mv moves a folder")
        group = planning.find_same_numbered(shelf, record)
        self.moves.append(NumberChange(record, self._next(record)))
        origins = self._origins(shelf, [group]) if len(group) > 1 else {}
        return self._planned(shelf, [group], origins)

    def _given_elsewhere(self, shelf: RecordSet, record: Record) -> str:
        """The number that the same record got on a branch where it moved already; "" for none."""
        if self._elsewhere is None:
            places = sorted({folder.path for folder in shelf.folders})
            self._elsewhere = revisions.list_branch_paths(self.project.repo, places)
        taken = {*planning.find_taken_numbers(shelf, record), *self._taken(record)}
        for paths in self._elsewhere:
            digits = planning.find_digits_on_branch(record, paths)
            if digits and int(digits) not in taken:
                self._taken(record).append(int(digits))
                return digits.zfill(len(record.digits))
        return ""

    def _next(self, record: Record) -> str:
        """The next free number, in as many digits as the record's name has."""
        home = record.path.rpartition("/")[0]
        taken = self._taken(record)
        said = self.project.find_next_digits(record.kind, record.folder, home, taken)
        taken.append(int(said))
        return str(int(said)).zfill(len(record.digits))

    def _taken(self, record: Record) -> list[int]:
        """The numbers that this run gave where a record's number counts."""
        kind, home, _ = planning.make_number_key(record)
        return self._given.setdefault((kind, home), [])

    def _origins(self, shelf: RecordSet, groups: Sequence[_Group]) -> dict[str, Origin]:
        folders = sorted({folder.path for folder in shelf.folders})
        origin = lineage.find_origins(self.project.repo, folders, planning.has_same_number)
        return {record.path: origin(record.path) for group in groups for record in group}

    def _planned(
        self, shelf: RecordSet, groups: Sequence[_Group], origins: Mapping[str, Origin]
    ) -> Sequence[Write]:
        if not self.moves:
            return ()
        moved = {move.record.path for move in self.moves}
        groups = [group for group in groups if any(one.path in moved for one in group)]
        texts = self._texts(shelf, groups)
        told = self._told(shelf, groups, texts, origins)
        return planning.plan_renumbering(
            shelf, self.moves, texts, lambda path, spot: told.get((path, spot.start))
        )

    def _texts(self, shelf: RecordSet, groups: Sequence[_Group]) -> dict[str, str]:
        """The files beside the shelf that may name one of the records."""
        known = {record.path for record in shelf.members} | set(shelf.pages)
        members = [record for group in groups for record in group]
        found = {}
        for path in lineage.find_matching_files(
            self.project.repo, citations.build_search_patterns(members)
        ):
            text = None if path in known else store.read_text(self.project.top, path)
            if text is not None:
                found[path] = text
        return found

    def _told(
        self,
        shelf: RecordSet,
        groups: Sequence[_Group],
        texts: Mapping[str, str],
        origins: Mapping[str, Origin],
    ) -> dict[tuple[str, int], Record]:
        """Which record is meant where only the history of the line can tell."""
        unclear = planning.find_unclear_citations(shelf, groups, texts)
        if not unclear:
            return {}
        descent = lineage.Ancestry(
            self.project.repo, [origin.commit for origin in origins.values() if origin.commit]
        )
        found: dict[tuple[str, int], Record] = {}
        for path, spots in unclear.items():
            lines = lineage.blame_lines(self.project.repo, path, [spot.line for spot in spots])
            is_new = not all(lines.get(spot.line) for spot in spots) and not revisions.is_committed(
                self.project.repo, path
            )
            for spot in spots:
                line = lines.get(spot.line, "")
                record = _writer(path, line, spot, origins) or _side(line, spot, origins, descent)
                if record is None and is_new and not line:
                    record = _new(spot, origins)
                if record is not None:
                    found[path, spot.start] = record
                elif not descent.is_older(line, [origins[one.path] for one in spot.candidates]):
                    self.notes.append(
                        f"{path}:{spot.line} says {spot.candidates[0].ref}, and git cannot tell"
                        " which record is meant: it stays"
                    )
        self.notes[:] = dict.fromkeys(self.notes)
        return found


def _order(record: Record, origin: Origin) -> tuple[bool, int, int, str, str]:
    """Who stays comes first: the default branch's, then the older one, then by name.

    No commit's id takes part: it differs before and after a rebase.
    """
    movable = not is_numbered_by_folder(record)
    return movable, origin.arrival_step, origin.author_time, record.link_target, record.path


def _writer(path: str, line: str, spot: Citation, origins: Mapping[str, Origin]) -> Record | None:
    """The page itself, where one of the records speaks in the commit that brought it."""
    own = next((one for one in spot.candidates if one.path == path), None)
    return own if own is not None and origins[own.path].commit == line else None


def _new(spot: Citation, origins: Mapping[str, Origin]) -> Record | None:
    """The one record that is not committed: what is new with it came from where it came from."""
    new = [one for one in spot.candidates if not origins[one.path].commit]
    return new[0] if len(new) == 1 else None


def _side(
    line: str, spot: Citation, origins: Mapping[str, Origin], descent: lineage.Ancestry
) -> Record | None:
    """The record on whose side a line was written, against all others with the number."""
    for one in spot.candidates:
        others = [other for other in spot.candidates if other is not one]
        if all(
            descent.find_side(line, origins[one.path], origins[other.path]) > 0 for other in others
        ):
            return one
    return None
