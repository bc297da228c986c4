"""Gathers what a site shows: the records of repositories, and all that is known of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minutebook.operations.project import Project
from minutebook.site.book import Book, Source
from minutebook.site.gather import totals
from minutebook.site.gather.repository import Gathered, describe_repositories, gather_records

_MAX_FILE_PAGES = 5000
_MAX_TITLE_NAMES = 3


def gather_book(projects: Sequence[Project], title: str = "") -> Book:
    """The book of one repository, or of several: their records as their working trees have them.

    `title` is that of the site; the names of the repositories where none is given. Nothing is
    written but what the catalogs of the repositories keep. Raises OperationError where a page may
    not be read.
    """
    repositories = describe_repositories(projects)
    max_file_pages = _MAX_FILE_PAGES // max(len(projects), 1)
    parts = [
        gather_records(project, repository, max_file_pages)
        for project, repository in zip(projects, repositories, strict=True)
    ]
    entries = sorted(
        (entry for part in parts for entry in part.entries),
        key=lambda entry: (entry.date, entry.number, entry.key),
        reverse=True,
    )
    entries.sort(key=lambda entry: entry.kind)
    day = max((entry.date for entry in entries), default="")
    names = [repository.name for repository in repositories]
    figures = totals.sum_figures(
        entries,
        day,
        {
            repository.slug: project.settings.proposed_days
            for project, repository in zip(projects, repositories, strict=True)
        },
        commits=sum(part.commits for part in parts),
        explained_commits=sum(part.explained_commits for part in parts),
    )
    return Book(
        title=title or _join_names(names),
        repositories=repositories,
        entries=tuple(entries),
        files=tuple(page for part in parts for page in part.files),
        events=totals.list_events(entries),
        figures=figures,
        day=day,
        read_source=_make_reader(parts),
    )


def _join_names(names: Sequence[str]) -> str:
    more = len(names) - _MAX_TITLE_NAMES
    shown = ", ".join(names[:_MAX_TITLE_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _make_reader(parts: Sequence[Gathered]) -> Callable[[str], Source]:
    readers = {entry.key: part.read_source for part in parts for entry in part.entries}

    def read_source(key: str) -> Source:
        return readers[key](key)

    return read_source
