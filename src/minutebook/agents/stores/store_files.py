"""Reads the files of stores: those at a path that was given, else those at the usual places."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from minutebook.agents.adapters.transcript_files import list_files
from minutebook.agents.stores.base import StoredText
from minutebook.errors import UsageError
from minutebook.operations.project import Project
from minutebook.repository import files, guard, light
from minutebook.repository.git import repo
from minutebook.repository.git.remotes import foreign_refs
from minutebook.repository.git.remotes.foreign_refs import CommitFacts
from minutebook.repository.git.repo import Repo

_MAX_FILE_BYTES = 256 * 1024 * 1024


def read_store_files(
    project: Project, path: str, usual_paths: Iterable[str], *endings: str
) -> Iterator[StoredText]:
    """The texts of the files at `path`, else at the usual paths from the top.

    Of a folder, the files below it with one of the endings count. Below the usual paths a link that
    leads out of the repository is left out: what lies there came with the repository, and no link
    of it says which of a person's files are to be published. Raises UsageError where nothing is at
    `path`.
    """
    if path:
        if not os.path.exists(path):
            raise UsageError(f"nothing is at {path}", "give a file or a folder")
        file_paths = list_files(path, *endings) if os.path.isdir(path) else [path]
        for file in file_paths:
            yield read_file(file, name_place(project, file))
        return
    for usual_path in usual_paths:
        absolute = os.path.join(project.top, usual_path)
        file_paths = list_files(absolute, *endings) if os.path.isdir(absolute) else [absolute]
        for file in file_paths:
            place = os.path.relpath(file, project.top).replace(os.sep, "/")
            if files.is_file_below(project.top, place):
                yield read_file(file, place)


def name_place(project: Project, path: str) -> str:
    """A file as messages name it: from the top where it lies below, else whole."""
    is_inside = path.startswith(project.top + os.sep)
    return os.path.relpath(path, project.top).replace(os.sep, "/") if is_inside else path


def read_file(path: str, place: str) -> StoredText:
    """A file as a text of a store, with its time; what keeps it from being read is a problem."""
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
            time = os.fstat(file.fileno()).st_mtime
    except OSError as error:
        return StoredText(place, problem=error.strerror or "it cannot be read")
    if len(raw) > _MAX_FILE_BYTES:
        return StoredText(place, problem=f"it is larger than {_MAX_FILE_BYTES // 1024**2} MB")
    try:
        return StoredText(place, raw.decode("utf-8-sig"), time=time)
    except UnicodeDecodeError:
        return StoredText(place, problem="it is not UTF-8 text")


def open_source(project: Project, path: str) -> Repo:
    """The repository at `path`, else the project's own. Raises UsageError where none is there."""
    if not path:
        return project.repo
    folder = os.path.realpath(path)
    top, git_dir, common_dir = light.find_git_folders(folder) if os.path.isdir(folder) else [""] * 3
    if top:
        return Repo(top, git_dir, common_dir)
    raise UsageError(f"{path} is not a clone with a working tree", "give the folder of one")


def list_tops(project: Project) -> list[str]:
    """The working trees of the clone, this one first."""
    tops = repo.list_worktrees(project.repo)
    return [project.top, *(top for top in tops if top != project.top)]


def read_notes(
    source: Repo, commits: Mapping[str, CommitFacts], *patterns: str
) -> Iterator[StoredText]:
    """The notes of a clone below some refs, each with what `commits` says of its commit."""
    for ref, _ in foreign_refs.list_refs(source, *patterns):
        notes = foreign_refs.list_notes(source, ref)
        texts = repo.read_blobs(source, notes.values())
        for sha, object_id in notes.items():
            facts = commits.get(sha)
            yield StoredText(
                f"{ref}:{sha[:12]}",
                texts.get(object_id, ""),
                (sha,) if facts else (),
                facts.author if facts else "",
                facts.time if facts else 0.0,
                "" if object_id in texts else "its object is not in this clone",
            )
