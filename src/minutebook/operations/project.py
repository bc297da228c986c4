"""A repository with its records opened: runs a verb, applies its plan."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from minutebook.errors import OperationError
from minutebook.records import filenames
from minutebook.records.model import Folder, Kind, Record, RecordSet, Write, find_folder
from minutebook.repository import config, store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations import numbering

_TRIES = 50  # how often a number may be lost to a process that does not hold our lock


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What a verb did, or would do: the records it was about, and the files it wrote.

    `warnings` say what was not as it should be, and kept nothing from being done.
    """

    records: tuple[Record, ...]
    writes: tuple[Write, ...]
    warnings: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths of the files written, in the order of writing."""
        return [write.path for write in self.writes]


@dataclass(frozen=True)
class Project:
    """A working tree, its settings, and the day it is.

    `lock_timeout_seconds` is how long an operation waits for another process to finish.
    """

    repo: repo.Repo
    settings: config.Settings
    settings_path: str | None
    today: str
    cwd: str
    lock_timeout_seconds: float = store.LOCK_TIMEOUT_SECONDS

    @property
    def top(self) -> str:
        """The repository's top folder, absolute."""
        return self.repo.top

    def lock(self, *, mend: bool = True) -> AbstractContextManager[None]:
        """Hold the repository's lock; see `store.lock_repository`."""
        return store.lock_repository(
            self.repo.common_dir, timeout_seconds=self.lock_timeout_seconds, mend=mend
        )

    # Reading ------------------------------------------------------------------------------------

    def choose_folder(self, kind: Kind) -> Folder:
        """Where new records of a kind go."""
        return next(folder for folder in self.settings.list_folders() if folder.kind is kind)

    def load_records(self) -> RecordSet:
        """Every record of the repository, read from the working tree.

        What a sparse checkout leaves out of it is there all the same, as git's index has it.
        """
        from minutebook.records import reader
        from minutebook.records.index import index_pages

        folders = self.settings.list_folders()
        homes = {index_pages.locate_main_page(folder) for folder in folders}
        away = self._left_out({*homes, *(folder.path for folder in folders)})
        walked = {path for folder in folders for path in store.list_pages(self.top, folder.path)}
        records, pages = [], {}
        for path in sorted(walked.union(store.select_pages(away))):
            folder = find_folder(folders, path)
            text = away[path] if path in away else store.read_text(self.top, path)
            if folder is None or text is None:
                continue
            if reader.is_record(folder, path):
                records.append(reader.read_record(folder, path, text))
            else:
                pages[path] = text
        for path in homes:  # they may lie beside, not in, the folders they tell of
            text = away[path] if path in away else store.read_text(self.top, path)
            if text is not None:
                pages[path] = text
        return RecordSet(folders, tuple(records), pages)

    def _left_out(self, places: Iterable[str]) -> dict[str, str]:
        """The texts of the pages that a sparse checkout leaves out of the working tree."""
        objects = {
            path: name
            for path, name in repo.find_omitted_objects(self.repo, places).items()
            if not os.path.lexists(os.path.join(self.top, path))
        }
        held = repo.read_objects(self.repo, objects.values())
        return {path: held[name] for path, name in objects.items()}

    def resolve_reference(
        self, records: RecordSet, reference: str, kind: Kind | None = None
    ) -> Record:
        """The record that a reference names; paths may be relative to where the command runs."""
        from minutebook.records import references

        return references.resolve(records, self.resolve_if_path(reference), kind=kind)

    def resolve_if_path(self, text: str) -> str:
        """A path as seen from the top, where `words` are one from where the command runs."""
        if "\0" not in text and ("/" in text or text.endswith(".md")):
            absolute = os.path.normpath(os.path.join(self.cwd, text))
            if os.path.exists(absolute) and absolute.startswith(self.top + os.sep):
                return os.path.relpath(absolute, self.top).replace(os.sep, "/")
        return text

    def resolve_path(self, path: str) -> str:
        """A file or folder as seen from the top: the one that `words` name from here, or there."""
        for base in (self.cwd, self.top):
            absolute = os.path.normpath(os.path.join(base, path))
            if os.path.exists(absolute) and absolute.startswith(self.top + os.sep):
                return os.path.relpath(absolute, self.top).replace(os.sep, "/")
        return os.path.normpath(path).replace(os.sep, "/")

    def find_missing_folders(self) -> list[str]:
        """Lines for people on record folders that are configured and not there."""
        if repo.is_sparse(self.repo):  # it may leave them out
            return []
        return config.find_missing_folders(self.settings, self.top)

    # Writing ------------------------------------------------------------------------------------

    def run_operation(
        self,
        operation: Callable[[RecordSet], tuple[Sequence[Record], Sequence[Write]]],
        *,
        dry_run: bool = False,
    ) -> OperationResult:
        """Plan a verb on the shelf as it is, and apply the plan, under the repository's lock."""
        from minutebook.records import linking

        with nullcontext() if dry_run else self.lock():
            shelf = self.load_records()
            about, writes = operation(shelf)
            if not dry_run:
                self._apply(writes)
        new = {record.path: record for record in linking.simulate_writes(shelf, writes).members}
        return OperationResult(
            tuple(new.get(record.path, record) for record in about), tuple(writes)
        )

    def _apply(self, writes: Sequence[Write]) -> None:
        common = self.repo.common_dir
        if repo.is_sparse(self.repo):
            writes = self._taken_in(writes)
        store.apply_writes(self.top, writes, fsync=self.settings.fsync, journal_common_dir=common)

    def _taken_in(self, writes: Sequence[Write]) -> list[Write]:
        """Writes that make the files which a sparse checkout leaves out, where they change them.

        None that removes such a file: it would stay in git's index.
        """
        changed = [write.path for write in writes if None not in (write.previous, write.text)]
        away = self._left_out(changed)
        return [
            replace(write, previous=None)
            if write.path in away and away[write.path] == write.previous
            else write
            for write in writes
        ]

    def create_record(
        self,
        kind: Kind,
        title: str,
        render_page: Callable[[str], str],
        preview_record: Callable[[Folder, str, str], Record | None],
        *,
        route: str = "",
        stage: str = "",
        reserved_number: int = 0,
        link_record: Callable[[RecordSet, Record], tuple[Sequence[str], Sequence[Write]]]
        | None = None,
        dry_run: bool = False,
    ) -> OperationResult:
        """Create a record: `page` makes its text of its number's digits.

        Names alone tell the number, and one row is added to the index pages, so that the cost does
        not grow with the shelf; `sketch` tells what that row says of a folder, path and text
        without the page being read. Only `finish`, which links the new record to others, makes the
        whole shelf be read.
        """
        from minutebook.operations import numbering

        folder = self.choose_folder(kind)
        home = f"{folder.path}/{route}" if route else folder.path
        row = numbering.find_series(self.settings, folder, home)
        taken: set[str] = set()
        slug = filenames.slugify(title)
        for _ in range(_TRIES):
            claim = self._claim(row, 0 if taken else reserved_number, dry_run)
            try:
                with nullcontext() if dry_run else self.lock():
                    number, name = numbering.choose_next_name(
                        self.repo,
                        row,
                        slug,
                        stage,
                        taken_names=taken,
                        claimed_numbers=claim.remote_numbers,
                        reserved_number=claim.number,
                        today=self.today,
                    )
                    if claim.is_on_remote and number != claim.number:
                        continue  # a name of this number came meanwhile, from who knows no claims
                    done = self._created(
                        folder, f"{home}/{name}", render_page, preview_record, link_record
                    )
                    if not dry_run:
                        self._apply(done.writes)
                    return replace(done, warnings=(claim.warning,) if claim.warning else ())
            except store.PathTaken:
                taken.add(name)
            finally:
                claim.release()
        raise OperationError(
            "no free number was found", "see which process creates records all the time"
        )

    def find_next_digits(
        self, kind: Kind, folder: Folder, record_folder: str, taken_numbers: Iterable[int] = ()
    ) -> str:
        """The digits of the number that a new record in the folder `home` would get.

        `taken` are numbers that count as given, too. To be called under the repository's lock; it
        claims nothing. "" where the names of a kind have dates and no numbers.
        """
        from minutebook.operations import numbering

        row = numbering.find_series(self.settings, folder, record_folder)
        _, name = numbering.choose_next_name(
            self.repo, row, "x", claimed_numbers=taken_numbers, today=self.today
        )
        return filenames.parse_name(kind, name).digits

    def _claim(
        self, row: numbering.NumberSeries, reserved: int, dry_run: bool
    ) -> numbering.NumberClaim:
        from minutebook.operations import numbering

        remote = self.settings.reserve
        if not remote or dry_run:
            return numbering.NumberClaim(reserved)
        return numbering.claim_number(
            self.repo,
            remote,
            row,
            self.today,
            reserved,
            lock_timeout_seconds=self.lock_timeout_seconds,
        )

    def _created(
        self,
        folder: Folder,
        path: str,
        page: Callable[[str], str],
        sketch: Callable[[Folder, str, str], Record | None],
        finish: Callable[[RecordSet, Record], tuple[Sequence[str], Sequence[Write]]] | None,
    ) -> OperationResult:
        from minutebook.records.index import index_pages

        digits = filenames.parse_name(folder.kind, path.rpartition("/")[2]).digits
        text = page(digits)
        first = Write(path, text)
        record = None if finish else sketch(folder, path, text)
        if record is None:
            from minutebook.records import reader

            record = reader.read_record(folder, path, text)
        if finish is None:
            rows = index_pages.insert_record(self._near_pages(folder, record), folder, record)
            if rows == () and not store.list_pages(self.top, folder.path):
                rows = None  # the first one here, whatever number other working trees gave it
            if repo.is_sparse(self.repo):
                rows = None  # the pages it stands on may be left out
            if rows is not None:
                return OperationResult((record,), (first, *rows))
        from minutebook.records import linking, reader

        shelf = self.load_records()
        aimed, more = (
            finish(linking.simulate_writes(shelf, [first]), record) if finish else ((), ())
        )
        writes = linking.complete_writes(shelf, linking.merge_writes([first], more), aimed)
        new = reader.read_record(
            folder, path, next(write.text or "" for write in writes if write.path == path)
        )
        return OperationResult((new,), writes)

    def _near_pages(self, folder: Folder, record: Record) -> dict[str, str]:
        """The index pages that a new record may have to stand on."""
        from minutebook.records.index import index_pages

        found = {}
        for place in {
            os.path.dirname(index_pages.locate_main_page(folder)),
            os.path.dirname(record.path),
        }:
            try:
                entries = os.listdir(os.path.join(self.top, place))
            except OSError:
                continue
            for name in entries:
                if index_pages.is_index_page_name(name):
                    path = f"{place}/{name}" if place else name
                    text = store.read_text(self.top, path)
                    if text is not None:
                        found[path] = text
        return found

    def find_series_name(self, kind: Kind) -> str:
        """The row that a kind is numbered in; "" where each folder counts for itself."""
        return kind.name if self.choose_folder(kind).numbering == "repository" else ""


def open_project(start: str, today: str | None = None) -> Project:
    """Open the repository that the folder `start` lies in, with the settings in force there."""
    found = repo.find_repo(start)
    cwd = os.path.realpath(start)
    settings, source = config.load(cwd, found.top)
    if source is None:
        settings = _usual(found, settings)
    return Project(found, settings, source, today or _today(), cwd)


def _usual(found: repo.Repo, settings: config.Settings) -> config.Settings:
    """Without configuration: the usual places that are there, so that reading needs no init."""
    from minutebook.records import discovery

    top = found.top
    away = repo.find_omitted_objects(found, ["."])
    chosen = discovery.choose_usual_folders(
        lambda place: (
            os.path.isdir(os.path.join(top, place))
            or any(path.startswith(f"{place}/") for path in away)
        ),
        read_adr_dir(top),
    )
    return replace(settings, **chosen)  # type: ignore[arg-type]


def read_adr_dir(top: str) -> str:
    """The folder that adr-tools' `.adr-dir` names, relative to the top; "" where there is none."""
    said = (store.read_text(top, ".adr-dir") or "").strip().replace("\\", "/")
    said = said.removeprefix("./").rstrip("/")
    return said if said and not said.startswith("/") and ".." not in said.split("/") else ""


def _today() -> str:
    """The date, of the clock or of SOURCE_DATE_EPOCH (reproducible-builds.org), as ISO 8601."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    return time.strftime("%Y-%m-%d")


def find_feature(project: Project, branch: str) -> str:
    """The feature of a branch: what the pattern finds, or a branch with a folder in specs/."""
    found = re.match(project.settings.feature_branch, branch)
    if found:
        return next((group for group in found.groups() if group), found[0])
    if branch and os.path.isdir(os.path.join(project.top, "specs", branch)):
        return branch
    return ""
