"""Plans an import: which records come, under which numbers and names, and the files with them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from minutebook.lean.values import Value
from minutebook.operations.numbers.planned import PlannedNumbers
from minutebook.operations.project import Project
from minutebook.operations.transfer.incoming_set import IncomingSet, LeftFile
from minutebook.records import filenames, reader
from minutebook.records.filenames import count_number_digits, fold_name
from minutebook.records.model import INDEX_BLOCK, KINDS, Record, RecordSet, Write, find_folder
from minutebook.records.renaming import renumber
from minutebook.records.renaming.incoming import attached, matching, places, relinking
from minutebook.records.renaming.incoming.places import Place
from minutebook.records.renaming.moves import Move, plan_moves
from minutebook.records.renaming.names import locate_parent
from minutebook.repository import files
from minutebook.text.markdown import find_block

_OTHER_FILE_HERE = "a file of this name is here already, with other contents"
_UNREADABLE_HERE = "under this name it would not be read as a record here"
_RECORD_LEFT = "its record does not come"
_RECORD_HERE = "under this name it would be read as a record here"


class ImportPlan(Value):
    """What an import does.

    `arrivals` are the records that come, each with its path here, `present` those that are here
    already, with the record here. `is_verbatim`: every page is as it was, under its own path.
    """

    writes: tuple[Write, ...]
    arrivals: tuple[tuple[Record, str], ...]
    present: tuple[tuple[Record, Record], ...] = ()
    left: tuple[LeftFile, ...] = ()
    notes: tuple[str, ...] = ()
    is_verbatim: bool = False


class Planner:
    """Plans one import into the records of a project, as they are."""

    def __init__(
        self, project: Project, incoming: IncomingSet, here: RecordSet, planned: PlannedNumbers
    ) -> None:
        self.project = project
        self.planned = planned
        self.incoming = incoming
        self.here = here
        self._places: dict[str, Place] = {}  # by the paths of folders elsewhere
        self._moves: list[Move] = []
        self._left: list[LeftFile] = []
        self._left_records: list[Record] = []
        self._next_numbers: dict[tuple[str, str], int] = {}
        self._taken = {
            renumber.make_number_key(record) for record in here.members if record.number is not None
        }

    def plan(self, wanted_folder: str) -> ImportPlan:
        """The plan; `wanted_folder` is where a person wants the records, "" for the usual place."""
        self._choose_places(wanted_folder)
        if self._is_verbatim():
            return self._plan_verbatim()
        members = self.incoming.records.members
        wanted = {record.path: self._place(record.folder.path, record.path) for record in members}
        parents = {
            path: places.cut_name(path_here, levels=1 + record.is_folder_record)
            for record in members
            for path, path_here in [(record.path, wanted[record.path])]
        }
        present = matching.find_present(members, parents, self.here)
        coming = [record for record in members if record.path not in present]
        coming = self._choose_numbers(coming, wanted)
        self._moves += places.list_known_moves(members, present)
        renamed = self._rename(coming)
        records_here = {
            record.path: self._place(record.folder.path, renamed[record.path][0])
            for record in coming
        }
        pages, attachments = self._place_files()
        by_old_path = {
            **records_here,
            **{path: other.path for path, other in present.items()},
            **pages,
            **attachments,
        }
        by_new_path = {
            **by_old_path,
            **{
                places.follow_moves(path, self._moves): path_here
                for path, path_here in {**pages, **attachments}.items()
            },
            **{move.new_path: by_old_path[move.record.path] for move in self._moves},
        }
        texts = {
            record.path: self._relink(
                record, *renamed[record.path], records_here[record.path], by_new_path
            )
            for record in coming
        }
        page_texts = {
            path_here: relinking.relink_page(renamed[path][1], path, path_here, by_new_path.get)
            for path, path_here in pages.items()
        }
        arrivals = self._leave_out_unreadable(coming, records_here, texts, pages, page_texts)
        writes = [Write(path, texts[record.path]) for record, path in arrivals]
        writes += self._list_file_writes(pages, page_texts, attachments)
        return ImportPlan(
            tuple(writes),
            tuple(arrivals),
            tuple((record, present[record.path]) for record in members if record.path in present),
            tuple(self._left),
            tuple(self._describe_lost_links(arrivals, by_new_path)),
        )

    # Places -------------------------------------------------------------------------------------

    def _choose_places(self, wanted_folder: str) -> None:
        """Choose where each folder elsewhere goes: to that of its path, else to the usual one."""
        for kind in KINDS.values():
            used = {record.folder.path for record in self.incoming.records.of_kind(kind)}
            folders = [folder for folder in self.incoming.records.folders if folder.path in used]
            same = {
                folder.path: folder
                for folder in self.here.folders
                if folder.kind is kind and not wanted_folder
            }
            self._places |= {
                folder.path: Place(same[folder.path]) for folder in folders if folder.path in same
            }
            others = [folder for folder in folders if folder.path not in same]
            if not others:
                continue
            base, subfolder = self.project.choose_folder(kind, wanted_folder)
            is_taken = base.path in self._places
            chosen = places.choose_subfolders(others, is_taken=is_taken)
            for path, name in chosen.items():
                self._places[path] = Place(base, "/".join(filter(None, (subfolder, name))))

    def _place(self, folder_path: str, path: str) -> str:
        return places.place_path(folder_path, self._places[folder_path], path)

    def _is_verbatim(self) -> bool:
        """Whether all pages can be as they are: an export, and nothing here that it meets."""
        return (
            self.incoming.is_export
            and not self.here.members
            and not any(map(self.planned.is_of_others, self.incoming.records.members))
            and all(
                (place.folder.path, place.folder.numbering, place.subfolder)
                == (folder.path, folder.numbering, "")
                for folder in self.incoming.records.folders
                if (place := self._places.get(folder.path))
            )
        )

    def _plan_verbatim(self) -> ImportPlan:
        members = self.incoming.records.members
        for record in members:
            self.planned.want_for(record, record.number)
        writes = [
            Write(record.path, self.incoming.whole_texts.get(record.path, record.text))
            for record in members
        ]
        for path, text in self.incoming.files.items():
            text_here = files.read_text(self.project.top, path)
            if text_here is None:
                writes.append(Write(path, text))
            elif text_here != text:
                self._left.append(LeftFile(path, _OTHER_FILE_HERE))
        arrivals = tuple((record, record.path) for record in members)
        return ImportPlan(tuple(writes), arrivals, left=tuple(self._left), is_verbatim=True)

    # Numbers ------------------------------------------------------------------------------------

    def _choose_numbers(self, coming: Sequence[Record], wanted: Mapping[str, str]) -> list[Record]:
        """The records that can come; those whose number is taken get the next free one."""
        here_before = frozenset(self._taken)
        own_numbers = {
            kind: {record.number for record in coming if record.kind.name == kind} for kind in KINDS
        }
        accepted = []
        for record in coming:
            place = self._places[record.folder.path]
            as_placed = reader.read_record(place.folder, wanted[record.path], record.text)
            if as_placed.number is None:
                accepted.append(record)
                continue
            key = renumber.make_number_key(as_placed)
            if key not in self._taken and not self.planned.is_of_others(as_placed):
                self._taken.add(key)
                self.planned.want_for(as_placed, as_placed.number)
            elif renumber.can_copy_be_renumbered(record) and not record.is_cut:
                digits, number = self._take_next(as_placed, own_numbers[record.kind.name])
                self._taken.add((*key[:2], number, key[3]))
                self._moves.append(renumber.move_to_number(record, digits))
                self.planned.want_for(as_placed, number)
            elif key in here_before:
                digits, _ = self._take_next(as_placed, own_numbers[record.kind.name])
                self._leave_out(record, places.describe_number(record, digits))
                continue
            accepted.append(record)
        return accepted

    def _leave_out(self, record: Record, reason: str) -> None:
        """Leave a record where it is, and with it the files that go with it."""
        self._left.append(LeftFile(record.path, reason))
        self._left_records.append(record)

    def _goes_with_left_out(self, path: str) -> bool:
        """Whether a file goes with a record that is left out; if so it is left, too."""
        is_left = any(places.goes_with(path, record) for record in self._left_records)
        if is_left:
            self._left.append(LeftFile(path, _RECORD_LEFT))
        return is_left

    def _take_next(self, record: Record, own_numbers: AbstractSet[int | None]) -> tuple[str, int]:
        """The next number in the series of a record that is free here, and where it comes from.

        As digits, as wide as those that the record has, and as a number.
        """
        series = renumber.make_number_key(record)[:2]
        if series not in self._next_numbers:
            taken = {number for number in own_numbers if number is not None}
            taken |= {key[2] for key in self._taken if key[:2] == series}
            taken |= self.planned.list_numbers_of_others(record)
            digits = self.project.find_next_digits(
                record.kind, record.folder, locate_parent(record), taken
            )
            self._next_numbers[series] = max(int(digits or 0), max(taken) + 1)
        number = self._next_numbers[series]
        self._next_numbers[series] += 1
        return str(number).zfill(count_number_digits(record.digits)), number

    def _rename(self, coming: Sequence[Record]) -> dict[str, tuple[str, str]]:
        """The paths and texts, with the numbers that they get, of what comes; by former path."""
        old_texts = {
            **{path: text for path, text in self.incoming.files.items() if attached.is_page(path)},
            **{record.path: record.text for record in coming},
        }
        new_paths = {move.record.path: move.new_path for move in self._moves}
        new_texts: dict[str, str | None] = {}
        if self._moves:
            known = self.incoming.records.pages
            other_texts = {
                path: text
                for path, text in self.incoming.files.items()
                if attached.is_page(path) and path not in known
            }
            groups = {
                group[0].path: group
                for move in self._moves
                for group in (renumber.find_same_numbered(self.incoming.records, move.record),)
            }
            writes = plan_moves(
                self.incoming.records, self._moves, groups.values(), other_texts, lambda *_: None
            )
            new_texts = {write.path: write.text for write in writes}
        renamed = {}
        for path, text in old_texts.items():
            new_path = new_paths.get(path, path)
            renamed[path] = new_path, new_texts.get(new_path) or text
        return renamed

    def _relink(
        self,
        record: Record,
        old_path: str,
        text: str,
        new_path: str,
        by_new_path: Mapping[str, str],
    ) -> str:
        """The page of a record with its links as they must be here."""
        if record.is_cut:
            return self.incoming.whole_texts[record.path]
        as_renamed = reader.read_record(record.folder, old_path, text)
        return relinking.relink_page(text, old_path, new_path, by_new_path.get, as_renamed)

    # Files --------------------------------------------------------------------------------------

    def _place_files(self) -> tuple[dict[str, str], dict[str, str]]:
        """The paths here of the pages and of the attachments that come, by their paths there.

        Index pages are made anew here, and left out.
        """
        folders = self.incoming.records.folders
        pages: dict[str, str] = {}
        attachments: dict[str, str] = {}
        taken: dict[str, str] = {}
        for path, text in self.incoming.files.items():
            home = places.find_home(folders, path)
            if home is not None and home.path not in self._places:
                continue  # no record of that folder comes
            if self._goes_with_left_out(path):
                continue
            followed = places.follow_moves(path, self._moves)
            if attached.is_page(path):
                is_index = filenames.is_index_page_name(path.rpartition("/")[2])
                if home is not None and not (is_index and find_block(text, INDEX_BLOCK)):
                    pages[path] = self._place(home.path, followed)
                continue
            used = [folder for folder in folders if folder.path in self._places]
            wanted = (
                self._place(home.path, followed)
                if home
                else places.place_outside_file(used, self._places, path)
            )
            path_here = places.choose_file_path(wanted, text, self._read_here, taken)
            attachments[path] = path_here
            taken[path_here] = text
        return pages, attachments

    def _read_here(self, path: str) -> str | None:
        return files.read_text(self.project.top, path)

    def _list_file_writes(
        self,
        pages: Mapping[str, str],
        page_texts: Mapping[str, str],
        attachments: Mapping[str, str],
    ) -> list[Write]:
        """The writes of the files that are not here yet."""
        writes = {}
        for path, path_here in pages.items():
            text_here = self._read_here(path_here)
            if path_here not in page_texts or self._goes_with_left_out(path):
                continue
            if text_here is None:
                writes[path_here] = Write(path_here, page_texts[path_here])
            elif text_here != page_texts[path_here]:
                self._left.append(LeftFile(path, _OTHER_FILE_HERE))
        for path, path_here in attachments.items():
            if self._read_here(path_here) is None and not self._goes_with_left_out(path):
                writes[path_here] = Write(path_here, self.incoming.files[path])
        return list(writes.values())

    def _leave_out_unreadable(
        self,
        coming: Sequence[Record],
        records_here: Mapping[str, str],
        texts: Mapping[str, str],
        pages: Mapping[str, str],
        page_texts: dict[str, str],
    ) -> list[tuple[Record, str]]:
        """The records that will be read as such here, each with its path; pages that would be go.

        What is not is left where it is, with the reason.
        """
        known = {record.path: record.text for record in self.here.members} | dict(self.here.pages)
        folded = {fold_name(path) for path in known}
        arrivals = []
        for record in coming:
            path = records_here[record.path]
            if fold_name(path) in folded or os.path.lexists(os.path.join(self.project.top, path)):
                self._leave_out(record, _OTHER_FILE_HERE)
            else:
                arrivals.append((record, path))
                folded.add(fold_name(path))
        all_texts = {**known, **page_texts}
        all_texts |= {path: texts[record.path] for record, path in arrivals}
        paths = {*known, *page_texts, *(path for _, path in arrivals)}
        selected = filenames.select_records(
            self.here.folders, paths, lambda path: all_texts.get(path, "")
        )
        for path, path_here in pages.items():
            is_record = path_here in selected and find_folder(self.here.folders, path_here)
            if is_record and path_here not in known:
                self._left.append(LeftFile(path, _RECORD_HERE))
                del page_texts[path_here]
        for record, path in arrivals:
            if path not in selected:
                self._leave_out(record, _UNREADABLE_HERE)
        return [(record, path) for record, path in arrivals if path in selected]

    def _describe_lost_links(
        self, arrivals: Sequence[tuple[Record, str]], by_new_path: Mapping[str, str]
    ) -> list[str]:
        """Notes on links of pages to files that stay where they are."""
        notes = []
        for record, path in arrivals:
            lost = relinking.find_lost_links(
                record.text,
                record.path,
                path,
                by_new_path.get,
                self.incoming.known_paths.__contains__,
            )
            notes += [f"{path} links to {target}, which does not come" for target in lost]
        return notes
