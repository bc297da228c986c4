"""The lines that a store attributes to a turn, read where they are to be had.

A store names a part of a file, a hash of its text, and perhaps a commit. Its lines are taken from
that commit, else from the disk, and only where the hash is the same: files change, and what a store
calls a revision may be what was there before the turn.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping

from minutebook.agents.stores.base import StoredRange
from minutebook.errors import OperationError
from minutebook.operations.project import Project
from minutebook.provenance import murmur3
from minutebook.provenance.added_lines import AddedLines
from minutebook.repository import files, light
from minutebook.repository.git.commits import page_versions

_HASH_START = "murmur3:"
_MAX_HASHED_CHARS = 1024 * 1024  # of all ranges of a turn, which may overlap


def read_range_lines(
    project: Project, ranges: Collection[StoredRange], paths: Collection[str]
) -> Mapping[str, AddedLines]:
    """The lines of ranges, by file, of those of some files (from the top) that are as they were.

    A file may have other lines of the turn: what a store names need not be all. Never raises for
    what git or the disk refuse: a record without traces is one, too.
    """
    try:
        return _read_lines(project, ranges, paths)
    except OperationError as error:
        light.log_error(error, "its lines are not noted")
        return {}


def _read_lines(
    project: Project, ranges: Collection[StoredRange], paths: Collection[str]
) -> Mapping[str, AddedLines]:
    by_revision: dict[str, dict[str, list[StoredRange]]] = {}
    for each in ranges:
        path = posixpath.normpath(each.path.replace("\\", "/"))
        if path in paths and each.content_hash.startswith(_HASH_START):
            by_revision.setdefault(each.revision, {}).setdefault(path, []).append(each)
    commits = page_versions.find_commits(project.repo, by_revision)
    room = _MAX_HASHED_CHARS
    lines_by_path: dict[str, AddedLines] = {}
    for revision, by_path in by_revision.items():
        committed = (
            page_versions.read_files_at(project.repo, commits[revision], by_path)
            if revision in commits
            else {}
        )
        for path, own_ranges in by_path.items():
            texts = [committed.get(path), files.read_text(project.top, path)]
            versions = [text.split("\n") for text in texts if text is not None]
            for each in own_ranges:
                for lines in versions:
                    text = "\n".join(lines[each.first - 1 : each.last])
                    room -= len(text)
                    if room < 0:
                        return lines_by_path
                    if each.content_hash == f"{_HASH_START}{murmur3.hash_text(text)}":
                        added = lines_by_path.setdefault(path, AddedLines(is_partial=True))
                        added.add_change(text.split("\n"), ())
                        break
    return lines_by_path
