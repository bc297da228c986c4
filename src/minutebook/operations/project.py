"""A repository opened for work: its settings, its records, and the way that changes are written."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from minutebook.records.model import (
    ADR,
    MARKUP_ENDINGS,
    Folder,
    Kind,
    Record,
    RecordSet,
    Write,
    find_folder,
)
from minutebook.repository import config, files, page_files, record_folders, store
from minutebook.repository.git import repo
from minutebook.repository.page_files import NotEditable as NotEditable
from minutebook.repository.page_files import find_edit_obstacle

_MAX_BRANCH_CHARS = 200  # of a branch that a repository's own pattern is tried on


@dataclass(frozen=True, slots=True)
class OperationResult:
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


@dataclass(frozen=True)
class Project:
    """A working tree with its settings.

    `settings_path` is where they were read from, None where there is no configuration. `today` is
    the day, ISO 8601. `cwd` is the absolute folder that the command runs in. `lock_timeout_seconds`
    is how long an operation waits for another process to finish.
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
        record = self.resolve_reference(self.load_records(), reference, kind)
        return f"{self.top}/{record.folder.path}"

    def require_listed(self, folder: Folder, path: str) -> None:
        """Stop before a record is written that no list would show. This would be a bug of ours."""
        from minutebook.records import filenames

        is_listed = find_folder(self.settings.list_folders(), path) == folder
        if not (is_listed and filenames.is_record(folder, path)):
            raise AssertionError(f"{path} would not be read as a record")

    def load_records(self) -> RecordSet:
        """Every record of the repository, read from the working tree.

        Pages that a sparse checkout leaves out are read as git's index has them.
        """
        from minutebook.records import filenames, reader

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

        def read_text(path: str) -> str:
            page = read_page(path)
            return page[0] if page else ""

        listed = {path for folder in folders for path in store.list_pages(self.top, folder.path)}
        for folder in folders:
            listed.update(store.select_pages(omitted, folder.path))
        records, pages = [], {}
        paths = sorted(listed)
        folder_by_path = filenames.select_records(folders, paths, read_text)
        for path in paths:
            home = folder_by_path.get(path)
            if home is None and not _is_editable_page(folders, path):
                continue
            page = read_page(path)
            if page is None:
                continue
            if home is not None:
                records.append(reader.read_record(home, path, page[0], is_cut=page[1]))
            else:
                pages[path] = page[0]
        for path in index_paths:  # they may lie beside the folders that they list, not in them
            page = read_page(path)
            if page is not None:
                pages[path] = page[0]
        own_names = repo.read_remote_names(self.repo)
        templates = store.read_index_templates(self.top, self.settings.templates)
        return reader.settle_dates(RecordSet(folders, tuple(records), pages, own_names, templates))

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

        return references.resolve(records, self.resolve_if_path(reference), kind=kind)

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
    ) -> OperationResult:
        """Plan an operation on the records as they are, and write it, under the repository's lock.

        `operation` gives the records that it is about and the writes that it wants. With
        `renames_only` all that changes in other pages are names of records, which may be done in
        any file; else NotEditable is raised for a page that is not markdown.
        """
        from minutebook.records import linking

        with nullcontext() if dry_run else self.lock():
            records = self.load_records()
            subjects, planned_writes = operation(records)
            writes, warnings = self.leave_out_blocked_indexes(planned_writes)
            if not renames_only:
                self.require_editable(writes)
            if not dry_run:
                self.apply_writes(writes)
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

    def leave_out_blocked_indexes(
        self, writes: Sequence[Write], folder: Folder | None = None
    ) -> tuple[tuple[Write, ...], tuple[str, ...]]:
        """The writes without index pages that cannot be written, and a warning for each of those.

        A record is not lost because an index page is very large, or a link has its name. Where
        there is nothing else to write, nothing is left out: the refusal says what is in the way.
        There is a warning for the main index page of `folder`, too, whether it was to be written or
        not.
        """
        from minutebook.records.index import index_pages

        by_path = {write.path: write for write in writes}
        paths = list(by_path)
        paths += [index_pages.locate_main_page(folder)] if folder else []
        obstacles = {
            path: obstacle
            for path in dict.fromkeys(paths)
            if index_pages.is_index_page_name(path.rpartition("/")[2])
            and (
                obstacle := files.find_obstacle(self.top, path)
                or page_files.find_oversize(self.top, path)
                or (path in by_path and find_edit_obstacle(self.top, self.cwd, by_path[path]))
            )
        }
        if all(write.path in obstacles for write in writes):
            return tuple(writes), ()
        warnings = [
            f"{path} was left out: {obstacle.message}: {obstacle.hint}"
            for path, obstacle in obstacles.items()
        ]
        return tuple(write for write in writes if write.path not in obstacles), tuple(warnings)

    def apply_writes(self, writes: Sequence[Write]) -> None:
        """Write a change set, all of it or nothing. To be called under the repository's lock."""
        if repo.is_sparse(self.repo):
            writes = self._adapt_to_sparse(writes)
        store.apply_writes(
            self.top, writes, fsync=self.settings.fsync, journal_common_dir=self.repo.common_dir
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

        `taken_numbers` count as used, too. To be called under the repository's lock; it claims
        nothing. "" where the names of a kind have dates and no numbers.
        """
        from minutebook.operations.numbers import series
        from minutebook.records import filenames

        number_series = series.find_series(self.settings, folder, record_folder, self.top)
        _, name = series.choose_next_name(
            self.repo, number_series, "x", claimed_numbers=taken_numbers, today=self.today
        )
        return filenames.parse_name(kind, name).digits

    def find_series_name(self, kind: Kind) -> str:
        """The series that a kind is numbered in; "" where each folder counts for itself."""
        return kind.name if self.choose_folder(kind)[0].numbering == "repository" else ""


def _is_editable_page(folders: Sequence[Folder], path: str) -> bool:
    """Whether a page that is no record lies in a folder of records and may be changed."""
    return find_folder(folders, path) is not None and not path.lower().endswith(MARKUP_ENDINGS)


def open_project(start: str, today: str | None = None) -> Project:
    """Open the repository that the folder `start` lies in, with the settings in force there.

    Raises OperationError where there is none, InvalidSettings where they cannot be read.
    """
    repository = repo.find_repo(start)
    cwd = os.path.realpath(start)
    settings, source = config.load(cwd, repository.top)
    if source is None:
        settings = _choose_usual_folders(repository, settings)
    return Project(repository, settings, source, today or _read_today(), cwd)


def _choose_usual_folders(repository: repo.Repo, settings: config.Settings) -> config.Settings:
    """The settings with the usual folders that are there, so that reading needs no `init`."""
    from minutebook.records import discovery

    top = repository.top
    omitted = repo.find_omitted_objects(repository, ["."])
    chosen = discovery.choose_usual_folders(
        lambda folder: (
            os.path.isdir(os.path.join(top, folder))
            or any(path.startswith(f"{folder}/") for path in omitted)
        ),
        read_adr_dir(top),
    )
    return replace(settings, **chosen)  # type: ignore[arg-type]


def read_adr_dir(top: str) -> str:
    """The folder, from the top, that `.adr-dir` or `.log4brains.yml` names; "" for none."""
    from minutebook.records import discovery

    page = store.read_page(top, ".adr-dir")
    path = page[0].strip() if page else ""
    if not path and (page := store.read_page(top, ".log4brains.yml")):
        path = discovery.read_log4brains_folder(page[0])
    path = path.replace("\\", "/").removeprefix("./").rstrip("/")
    return path if path and not path.startswith("/") and ".." not in path.split("/") else ""


_MAX_EPOCH_DIGITS = 11  # of seconds: beyond, the system knows no date


def _read_today() -> str:
    """The date, of the clock or of SOURCE_DATE_EPOCH (reproducible-builds.org), as ISO 8601."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit() and len(epoch) <= _MAX_EPOCH_DIGITS:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    return time.strftime("%Y-%m-%d")


def find_feature(project: Project, branch: str) -> str:
    """The feature of a branch: what the configured pattern matches, or a folder of specs/."""
    is_matched = len(branch) <= _MAX_BRANCH_CHARS  # the pattern comes with the repository
    match = re.match(project.settings.feature_branch, branch) if is_matched else None
    if match:
        return next((group for group in match.groups() if group), match[0])
    if branch and os.path.isdir(os.path.join(project.top, "specs", branch)):
        return branch
    return ""
