"""A repository opened for work: its settings, its records, and the way that changes are written."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property

from minutebook.errors import UnknownRef
from minutebook.lean.values import Value, replace
from minutebook.records.model import (
    ADR,
    Folder,
    Kind,
    Record,
    RecordSet,
    Write,
    find_folder,
)
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.repository.page_files import NotEditable as NotEditable
from minutebook.repository.page_files import find_edit_obstacle
from minutebook.repository.settings import config, record_folders, usual_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter


class OperationResult(Value):
    """What an operation did, or would do: the records that it is about, and the files it wrote.

    `warnings` are sentences about what went wrong without keeping anything from being done, `notes`
    are about what followed, or is still to be done.
    """

    records: tuple[Record, ...]
    writes: tuple[Write, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths of the files written, in the order of writing."""
        return [write.path for write in self.writes]


class Project(Value, slots=False):
    """A working tree with its settings.

    `settings_path` is where they were read from, None where there is no configuration. `today` is
    the day, ISO 8601. `cwd` is the absolute folder that the command runs in. `lock_timeout_seconds`
    is how long operations wait; `spares_checkout`: nobody is about to commit what is written, so
    that what is generated changes no page that git may change. `report_progress` is told how far
    long work is; None where nobody is to see it.
    """

    repo: repo.Repo
    settings: config.Settings
    settings_path: str | None
    today: str
    cwd: str
    lock_timeout_seconds: float = store.LOCK_TIMEOUT_SECONDS
    spares_checkout: bool = False
    report_progress: ProgressReporter | None = None

    @property
    def top(self) -> str:
        """The repository's top folder, absolute."""
        return self.repo.top

    def lock(self, *, mend: bool = True) -> AbstractContextManager[None]:
        """Hold the repository's lock; see `store.lock_repository`."""
        return store.lock_repository(
            self.repo.common_dir, timeout_seconds=self.lock_timeout_seconds, mend=mend
        )

    @cached_property
    def keeps_index_pages(self) -> bool:
        """Whether operations write index pages here, and `check` reports those that are behind.

        `minutebook index`, which is asked for by its name, writes them all the same.
        """
        if self.settings.index != "default-branch":
            return self.settings.index == "always"
        return self.is_on_default_branch

    @cached_property
    def is_on_default_branch(self) -> bool:
        """Whether the default branch is checked out, where all that is generated is written."""
        from minutebook.repository.git.branches import default_branch

        return default_branch.is_on_default_branch(self.repo)

    # Reading ------------------------------------------------------------------------------------

    def choose_folder(self, kind: Kind, wanted: str = "") -> tuple[Folder, str]:
        """The folder in which a new record of a kind is created, and the subfolder of it, if any.

        Of several it is the nearest above the working folder, else the first that is configured.
        `wanted` names another, or a subfolder of one: a path from the working folder or the top, or
        a part of a path that only one of them has. Raises UsageError where it names none.
        """
        folders = self.settings.list_folders()
        return record_folders.choose_folder(folders, kind, self.top, self.cwd, wanted)

    def find_folder_of(self, reference: str, kind: Kind) -> str:
        """Where a record lies that takes the place of another: in the folder of that one.

        "" where there is only one folder. Raises as `resolve_reference` does.
        """
        if sum(folder.kind is kind for folder in self.settings.list_folders()) < 2:
            return ""
        record = self.resolve_reference(self.load_records(has_texts=False), reference, kind)
        return f"{self.top}/{record.folder.path}"

    def require_listed(self, folder: Folder, path: str) -> None:
        """Stop before a record is written that no list would show. This would be a bug of ours."""
        from minutebook.records import filenames

        is_listed = find_folder(self.settings.list_folders(), path) == folder
        if not (is_listed and filenames.is_record(folder, path)):
            raise AssertionError(f"{path} would not be read as a record")

    def load_records(self, *, has_texts: bool = True) -> RecordSet:
        """Every record of the repository, as the working tree has it.

        What pages say comes from the catalog where it can be kept: only pages that changed are
        taken apart again. Without `has_texts` members may have no text: see `RecordSet.with_text`.
        """
        from minutebook.operations.reading.cataloguing import whole_set

        return whole_set.load_records(self, has_texts=has_texts) or self.read_records()

    def read_records(self) -> RecordSet:
        """Every record of the repository, read from the working tree without the catalog.

        Pages that a sparse checkout leaves out are read as git's index has them.
        """
        from minutebook.operations.reading.record_set import read_record_set

        folders = self.settings.list_folders()
        index_paths = store.list_index_pages(self.top, folders)
        omitted = self._read_omitted({*index_paths, *(folder.path for folder in folders)})

        read_before: dict[str, tuple[str, bool] | None] = {}

        def read_page(path: str) -> tuple[str, bool] | None:
            if path in omitted:
                return store.cut_page(omitted[path])
            if path not in read_before:
                read_before[path] = store.read_page(self.top, path)
            return read_before[path]

        listed = {path for folder in folders for path in store.list_pages(self.top, folder.path)}
        for folder in folders:
            listed.update(store.select_pages(omitted, folder.path))
        own_names = repo.read_remote_names(self.repo)
        templates = store.read_index_templates(self.top, self.settings.templates)
        records = read_record_set(
            *(folders, listed, index_paths, read_page, own_names, templates),
            report_progress=self.report_progress,
        )
        return replace(records, keeps_index_pages=self.keeps_index_pages)

    def load_committed_records(self, commit: str) -> RecordSet:
        """Every record that a commit has, read from git's objects, whatever is checked out.

        The folders are those of the settings in force here. Raises OperationError where git fails.
        """
        from minutebook.operations.reading.record_set import read_record_set
        from minutebook.repository.git import revisions

        folders = self.settings.list_folders()
        objects = revisions.list_commit_objects(
            self.repo, commit, [folder.path for folder in folders]
        )
        listed = {path for folder in folders for path in store.select_pages(objects, folder.path)}
        texts = repo.read_blobs(self.repo, (objects[path] for path in listed))

        def read_page(path: str) -> tuple[str, bool] | None:
            text = texts.get(objects[path])
            return None if text is None else store.cut_page(text)

        own_names = repo.read_remote_names(self.repo)
        return read_record_set(folders, listed, (), read_page, own_names, {})

    def _read_omitted(self, paths: Iterable[str]) -> dict[str, str]:
        """The texts of the pages at or below `paths` that a sparse checkout leaves out."""
        objects = {
            path: object_id
            for path, object_id in repo.find_omitted_objects(self.repo, paths).items()
            if not os.path.lexists(os.path.join(self.top, path))
        }
        texts = repo.read_objects(self.repo, objects.values())
        return {path: texts[object_id] for path, object_id in objects.items()}

    def resolve_reference(
        self, records: RecordSet, reference: str, kind: Kind | None = None
    ) -> Record:
        """The record that a reference names; paths may be relative to where the command runs.

        Raises UnknownRef or AmbiguousRef.
        """
        from minutebook.records import references

        path = self.resolve_if_path(reference)
        return self.require_meant(references.resolve(records, path, kind=kind), path)

    def require_meant(self, record: Record, reference: str) -> Record:
        """A record that was found by a reference that was typed, `resolve_if_path` asked before.

        Raises UnknownRef where that is a path of something else, or names another folder.
        """
        from minutebook.records import references

        if "/" not in reference and not reference.endswith(ADR.endings):
            return record
        path = os.path.join(self.top, reference)
        if "\0" not in path and os.path.isfile(path):
            record_path = os.path.join(self.top, record.path)
            if os.path.exists(record_path) and os.path.samefile(path, record_path):
                return record
        elif references.is_in_named_folder(record, reference):
            return record
        name = references.format_reference(reference)
        raise UnknownRef(f"no record is called '{name}'", f"did you mean {record.path}?")

    def resolve_if_path(self, text: str) -> str:
        """A path from where the command runs, as a path from the top; any other text as it is."""
        if "\0" not in text and ("/" in text or text.endswith(ADR.endings)):
            return self._find_path(self.cwd, text) or text
        return text

    def resolve_path(self, path: str) -> str:
        """The path from the top of a file or folder, named from the working folder or the top."""
        return (
            self._find_path(self.cwd, path)
            or self._find_path(self.top, path)
            or os.path.normpath(path).replace(os.sep, "/")
        )

    def _find_path(self, folder: str, path: str) -> str:
        """The path from the top of what is there under `path`, seen from `folder`; "" for none."""
        absolute = os.path.normpath(os.path.join(folder, path))
        if os.path.exists(absolute) and absolute.startswith(self.top + os.sep):
            return os.path.relpath(absolute, self.top).replace(os.sep, "/")
        return ""

    def find_missing_folders(self) -> list[str]:
        """Lines for people on record folders that are configured and not there, as after a typo.

        The default folders are not among them: the first record makes them.
        """
        if repo.is_sparse(self.repo):  # it may leave them out
            return []
        defaults = config.Settings()
        return [
            f"{config.format_key(name)}: there is no folder {path!r} yet;"
            " the first record in it makes it"
            for name in ("adr_folders", "phr_folders")
            if getattr(self.settings, name) != getattr(defaults, name)
            for path in getattr(self.settings, name)
            if not os.path.isdir(os.path.join(self.top, path))
        ]

    # Writing ------------------------------------------------------------------------------------

    def run_operation(
        self,
        operation: Callable[[RecordSet], tuple[Sequence[Record], Sequence[Write]]],
        *,
        dry_run: bool = False,
        renames_only: bool = False,
        has_shared_blocks: bool = False,
    ) -> OperationResult:
        """Plan an operation on the records as they are, and write it, under the repository's lock.

        `operation` gives the records that it is about and the writes that it wants. With
        `renames_only` all that changes in other pages are names of records, which may be done in
        any file; else NotEditable is raised for a page that is not markdown. With
        `has_shared_blocks` nothing generated is left out for other branches
        (`indexes.written_pages`).
        """
        from minutebook.operations.indexes import written_pages
        from minutebook.records import linking

        with nullcontext() if dry_run else self.lock():
            records = self.load_records()
            subjects, planned_writes = operation(records)
            writes, warnings = written_pages.select_writes(
                self, planned_writes, has_shared_blocks=has_shared_blocks
            )
            if not renames_only:
                self.require_editable(writes)
            if not dry_run:
                self.apply_writes(writes)
        if not subjects:
            return OperationResult((), writes, warnings)
        after = {record.path: record for record in linking.simulate_writes(records, writes).members}
        return OperationResult(
            tuple(after.get(record.path, record) for record in subjects), writes, warnings
        )

    def require_editable(self, writes: Iterable[Write]) -> None:
        """Raise NotEditable for a write to a page that is there and that no command changes.

        It is not markdown, or its bytes would be spoilt.
        """
        for write in writes:
            obstacle = find_edit_obstacle(self.top, self.cwd, write)
            if obstacle:
                raise obstacle

    def apply_writes(self, writes: Sequence[Write]) -> None:
        """Write a change set, all of it or nothing. To be called under the repository's lock."""
        if repo.is_sparse(self.repo):
            writes = self._adapt_to_sparse(writes)
        store.apply_writes(
            self.top,
            writes,
            fsync=self.settings.fsync,
            journal_common_dir=self.repo.common_dir,
            report_progress=self.report_progress,
        )

    def _adapt_to_sparse(self, writes: Sequence[Write]) -> list[Write]:
        """Writes that create the files which a sparse checkout leaves out, where they change them.

        Removing such a file is left out: it would stay in git's index.
        """
        changed = [write.path for write in writes if None not in (write.previous, write.text)]
        omitted = self._read_omitted(changed)
        return [
            replace(write, previous=None)
            if write.path in omitted and omitted[write.path] == write.previous
            else write
            for write in writes
        ]

    # Numbers ------------------------------------------------------------------------------------

    def find_next_digits(
        self, kind: Kind, folder: Folder, record_folder: str, taken_numbers: Iterable[int] = ()
    ) -> str:
        """The digits of the number that a new record in `record_folder` would get.

        `taken_numbers` count as used, too, and with `reserve` what the remote was last known to
        hold. To be called under the repository's lock; it claims nothing. "" where the names of a
        kind have dates and no numbers.
        """
        from minutebook.operations.numbers import series
        from minutebook.records import filenames

        number_series = series.find_series(self.settings, folder, record_folder, self.top)
        known = series.list_known_numbers(self.repo, self.settings.reserve, number_series)
        _, name = series.choose_next_name(
            self.repo,
            number_series,
            "x",
            claimed_numbers=known.union(taken_numbers),
            today=self.today,
        )
        return filenames.parse_name(kind, name).digits

    def find_series_name(self, kind: Kind) -> str:
        """The series that a kind is numbered in; "" where each folder counts for itself."""
        return kind.name if self.choose_folder(kind)[0].numbering == "repository" else ""


def open_project(
    start: str, today: str | None = None, report_progress: ProgressReporter | None = None
) -> Project:
    """Open the repository that the folder `start` lies in, with the settings in force there.

    Raises OperationError where there is none, InvalidSettings where they cannot be read.
    """
    repository = repo.find_repo(start)
    cwd = os.path.realpath(start)
    settings, source = config.load(cwd, repository.top)
    if source is None:
        settings = usual_folders.choose_usual_folders(repository, settings)
    return Project(
        *(repository, settings, source, today or _read_today(), cwd),
        report_progress=report_progress,
    )


_MAX_EPOCH_DIGITS = 11  # of seconds: beyond, the system knows no date


def _read_today() -> str:
    """The date, of the clock or of SOURCE_DATE_EPOCH (reproducible-builds.org), as ISO 8601."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit() and len(epoch) <= _MAX_EPOCH_DIGITS:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    return time.strftime("%Y-%m-%d")
