"""Tells commits of records from commits of work."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.operations.project import Project
from minutebook.records.filenames import parse_name
from minutebook.records.model import PHR


class PromptPages:
    """Which files are prompt records, or index pages that list them."""

    def __init__(self, project: Project) -> None:
        from minutebook.records.index import index_pages

        folders = [folder for folder in project.settings.list_folders() if folder.kind is PHR]
        self._prefixes = tuple(f"{folder.path}/" for folder in folders)
        self._index_paths = {index_pages.locate_main_page(folder) for folder in folders}

    def has(self, path: str) -> bool:
        """Whether a path is one of them."""
        return path in self._index_paths or path.startswith(self._prefixes)

    def is_record_commit(self, trailers: Iterable[str], paths: Iterable[str]) -> bool:
        """Whether a commit has nothing but records, and one of them is that which it names.

        `trailers` are the refs of its trailers. A commit of records by hand, in a turn, names the
        record of that turn, which is not in it.
        """
        paths = list(paths)
        numbers = {parse_name(PHR, path.rpartition("/")[2]).number for path in paths}
        refs = {f"PHR-{number:04d}" for number in numbers if number is not None}
        return bool(paths) and all(map(self.has, paths)) and not refs.isdisjoint(trailers)
