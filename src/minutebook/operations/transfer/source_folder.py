"""Reads the records of another repository's working tree, or of a folder, as `init` finds them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from shlex import quote

from minutebook.errors import Conflict, UsageError
from minutebook.operations.creation.init import leave_out_unusable
from minutebook.operations.project import Project
from minutebook.operations.transfer.export import READING_SETTINGS, read_attached
from minutebook.operations.transfer.incoming_set import IncomingSet, LeftFile
from minutebook.records import discovery, filenames, reader
from minutebook.records.model import ADR, ROOT, Folder, Record, RecordSet, find_folder
from minutebook.records.renaming.incoming import attached
from minutebook.repository import files, guard, light, store
from minutebook.repository.git import repo
from minutebook.repository.settings import config
from minutebook.repository.settings.usual_folders import read_adr_dir

_MAX_FILES = 500_000  # of a folder without git, which may be anything
_PASSED_OVER_FOLDERS = frozenset((".git", "node_modules", "__pycache__"))
_CONTENTS_PAGE = "a contents page, a template or a guide: none of a record"
_FOREIGN = "neither a page nor a picture or document"
_OUTSIDE = "a link that leads out of the repository"


def read_folder(project: Project, path: str) -> IncomingSet:
    """The records at or below a folder of another repository, or of none, and what goes with them.

    Raises UsageError where there is no folder or no record in it, Conflict where it lies in the
    project's own working tree or is a bare repository.
    """
    real = os.path.realpath(path)
    if not os.path.isdir(real):
        raise UsageError(f"{path} is not there", "name a folder with records, or an export")
    if guard.is_git_directory(real):
        raise Conflict(
            f"{path} is a git directory without a working tree",
            f"git clone {quote(path)} ../clone && minutebook import ../clone",
        )
    top = light.find_git_folders(real)[0]
    if top == project.top:
        raise Conflict(
            f"{path} lies in this repository: its records need not come, but be adopted",
            "minutebook init",
        )
    base = top or os.path.dirname(real)
    below = os.path.relpath(real, base).replace(os.sep, "/")
    known_paths = repo.list_files(repo.find_repo(base)) if top else []
    paths = [path for path in known_paths if below == ROOT or path.startswith(f"{below}/")]
    if not paths:  # no git, or it ignores the folder
        paths = known_paths = _walk(real, base)
    return _Reader(base, below, paths, frozenset(known_paths)).read(path)


def _walk(real: str, base: str) -> list[str]:
    """The files at or below a folder, as paths from `base`."""
    paths: list[str] = []
    for folder, folders, names in os.walk(real):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER_FOLDERS)
        parent = os.path.relpath(folder, base).replace(os.sep, "/")
        paths += [name if parent == ROOT else f"{parent}/{name}" for name in names]
        if len(paths) > _MAX_FILES:
            raise UsageError(
                f"{real} has more than {_MAX_FILES:,} files", "name the folder with its records"
            )
    return sorted(paths)


class _Reader:
    """Reads one folder: `base` is the other repository's top, all paths are from there.

    `paths` are the files at or below the folder, `known_paths` all that its pages may show: those
    of the repository, and nothing else that lies on this disk.
    """

    def __init__(
        self, base: str, below: str, paths: Sequence[str], known_paths: frozenset[str]
    ) -> None:
        self.base = base
        self.known_paths = known_paths
        self.below = below
        self.paths = paths
        self._pages: dict[str, tuple[str, bool] | None] = {}

    def read(self, shown_path: str) -> IncomingSet:
        """The set of records. `shown_path` is the folder as a person named it."""
        settings = self._find_settings()
        folders = settings.list_folders()
        selected = filenames.select_records(folders, self._list_pages(folders), self._read_text)
        members, left = [], []
        for path, folder in selected.items():
            page = self._read_page(path)
            if page is None:
                left.append(LeftFile(path, _OUTSIDE))
            else:
                members.append(reader.read_record(folder, path, page[0], is_cut=page[1]))
        if not members:
            raise UsageError(
                f"no record was found in {shown_path}", "name the folder in which the records lie"
            )
        whole_texts = {
            record.path: files.read_text(self.base, record.path) or record.text
            for record in members
            if record.is_cut
        }
        incoming_files, left_files = self._collect_files(folders, selected, members)
        pages = {path: text for path, text in incoming_files.items() if attached.is_page(path)}
        names = self._read_own_names()
        records = reader.settle_dates(RecordSet(folders, tuple(members), pages, names))
        return IncomingSet(
            records,
            incoming_files,
            whole_texts,
            (*left, *left_files),
            _select_settings(settings),
            self.known_paths,
        )

    # What is there ------------------------------------------------------------------------------

    def _find_settings(self) -> config.Settings:
        """The other repository's own settings, else those that `init` would write there."""
        start = os.path.join(self.base, self.below)
        settings, source = config.load(os.path.normpath(start), self.base)
        if source is not None:
            return settings
        survey = discovery.survey_folders(self.paths, self._read_text, read_adr_dir(self.base))
        adopted, _ = leave_out_unusable(survey.adopted)
        if not adopted:  # the folder was named, so it holds records, whatever it is called
            survey = discovery.survey_folders(self.paths, self._read_text, self.below)
            adopted, _ = leave_out_unusable(survey.adopted)
        table = discovery.build_settings(adopted)
        return config.parse_table(table, "the settings found") if table else settings

    def _list_pages(self, folders: Iterable[Folder]) -> list[str]:
        """The pages that lie in folders of records, as `store.list_pages` would list them."""
        pages: set[str] = set()
        for folder in folders:
            pages.update(store.select_pages(self.paths, folder.path))
        return sorted(pages)

    def _read_own_names(self) -> frozenset[str]:
        top = light.find_git_folders(self.base)[0]
        return repo.read_remote_names(repo.find_repo(top)) if top == self.base else frozenset()

    def _read_page(self, path: str) -> tuple[str, bool] | None:
        if path not in self._pages:
            self._pages[path] = store.read_page(self.base, path)
        return self._pages[path]

    def _read_text(self, path: str) -> str:
        page = self._read_page(path)
        return page[0] if page else ""

    # What goes with records ---------------------------------------------------------------------

    def _collect_files(
        self, folders: Sequence[Folder], selected: Iterable[str], members: Iterable[Record]
    ) -> tuple[dict[str, str], list[LeftFile]]:
        """The files that come with the records, by path, and those in their folders that do not.

        What accompanies a record comes (translations, notes), pictures and documents in the folders
        of records, and what pages link to: other pages of these folders, pictures anywhere.
        """
        record_paths = frozenset(selected)
        collected: dict[str, str] = {}
        for path in self.paths:
            folder = find_folder(folders, path)
            if folder is None or folder.path == ROOT or path in record_paths:
                continue
            is_companion = attached.is_page(path) and filenames.is_record(folder, path)
            if is_companion or attached.is_attachment(path):
                text = read_attached(self.base, path)
                if text is not None:
                    collected[path] = text
        read_linked = self._make_file_reader(folders, record_paths)
        linked = attached.collect_linked_files(
            [*((record.path, record.text) for record in members), *collected.items()], read_linked
        )
        collected = {**linked, **collected}
        left = [
            LeftFile(path, _CONTENTS_PAGE if attached.is_page(path) else _FOREIGN)
            for path in self.paths
            if path not in record_paths
            and path not in collected
            and (folder := find_folder(folders, path))
            and folder.path != ROOT
        ]
        return collected, left

    def _make_file_reader(
        self, folders: Sequence[Folder], record_paths: frozenset[str]
    ) -> Callable[[str], str | None]:
        """A function that reads what a page links to, if it comes with it."""

        def read_linked(path: str) -> str | None:
            if path not in self.known_paths or path in record_paths:
                return None
            if attached.is_attachment(path):
                return read_attached(self.base, path)
            folder = find_folder(folders, path) if attached.is_page(path) else None
            if folder is None or folder.path == ROOT or _stands_for_folder(path):
                return None
            return read_attached(self.base, path)

        return read_linked


def _stands_for_folder(path: str) -> bool:
    """Whether a page is called like the contents page of its folder."""
    return ADR.strip_ending(path.rpartition("/")[2]).lower() in filenames.STAND_INS


def _select_settings(settings: config.Settings) -> dict[str, object]:
    """The settings that a repository without any takes over: all that reading depends on.

    Folders are its own; where several would be one, each keeps its own numbers.
    """
    defaults = config.Settings()
    names = [name for name in READING_SETTINGS if not name.endswith("_folders")]
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name in names
        if (value := getattr(settings, name)) != getattr(defaults, name)
    }
