"""Gathers what one repository has."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from minutebook.lean.values import Value
from minutebook.operations.explaining import forge_pages
from minutebook.operations.explaining.story import page_addresses, team_coverage
from minutebook.operations.project import Project
from minutebook.records.filenames import clean_title
from minutebook.records.index import shown_titles
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.records.phr import visibility
from minutebook.site.book import Entry, FilePage, Repository, Source
from minutebook.site.gather.commits import list_commits
from minutebook.site.gather.entries import IN_FORCE, EntryMaker, find_group
from minutebook.site.gather.file_pages import NamedFiles
from minutebook.site.gather.sources import make_source
from minutebook.site.gather.statuses import list_histories
from minutebook.site.gather.summaries import list_summaries
from minutebook.site.gather.urls import UrlClaims, choose_slugs, make_record_url


class Gathered(Value):
    """What a repository has: its entries, pages about files, commits; and what reads a text."""

    entries: tuple[Entry, ...]
    files: tuple[FilePage, ...]
    commits: int
    explained_commits: int
    read_source: Callable[[str], Source]


def describe_repositories(projects: Sequence[Project]) -> tuple[Repository, ...]:
    """The repositories by their remotes, else by their folders."""
    names = [_find_name(project) for project in projects]
    slugs = choose_slugs(names)
    return tuple(
        Repository(name, slug, *forge_pages.find_lasting_bases(project))
        for project, name, slug in zip(projects, names, slugs, strict=True)
    )


def _find_name(project: Project) -> str:
    """What a repository is called: as its forge does, else as its folder."""
    remote_address = forge_pages.read_remote_address(project)
    address = page_addresses.find_repository_address(remote_address) or project.top
    return clean_title(posixpath.basename(address)) or "repository"


def gather_records(project: Project, repository: Repository, max_file_pages: int) -> Gathered:
    """The records of a repository but for those that the tree is to show nothing of."""
    loaded = project.load_records(has_texts=False)
    records = shown_titles.hide_secrets(loaded)
    if records is not loaded:  # what links lead to is known already
        records = records.with_resolver(loaded.resolver)
    shown = [record for record in records.members if not visibility.is_private(record)]
    members = sorted(
        shown,
        key=lambda record: (record.date, record.number or 0, record.path),
        reverse=True,
    )
    prefix = f"{repository.slug}/" if repository.slug else ""
    keys = {record.path: f"{prefix}{record.path}" for record in members}
    claims = UrlClaims()
    urls = {record.path: claims.claim(prefix + make_record_url(record)) for record in shown}
    named_files = NamedFiles(project, records)
    decisions_in_force = frozenset(
        record.path
        for record in shown
        if record.kind is ADR and find_group(record, records) == IN_FORCE
    )
    files = named_files.make_pages(
        keys,
        decisions_in_force,
        repository=repository.slug,
        prefix=prefix,
        claims=claims,
        max_pages=max_file_pages,
    )
    maker = EntryMaker(
        records,
        repository.slug,
        project.today,
        keys=keys,
        urls=urls,
        summaries=list_summaries(project, records, shown),
        histories=list_histories(project, records),
        commits=list_commits(project, records, repository.commits_url),
        files=named_files.by_record,
        file_urls={page.path: page.url for page in files},
    )
    coverage = team_coverage.count_explained(project, records)
    return Gathered(
        tuple(map(maker.make, members)),
        tuple(files),
        coverage.commits,
        coverage.explained,
        _make_reader(records, shown, keys),
    )


def _make_reader(
    records: RecordSet, shown: Iterable[Record], keys: Mapping[str, str]
) -> Callable[[str], Source]:
    """What reads the text of a record by its key: from the disk, so that none is held.

    Only where no catalog can be kept, as where a sparse checkout leaves pages out, are the texts
    those that were read before.
    """
    by_key = {keys[record.path]: record for record in shown}

    def read_source(key: str) -> Source:
        return make_source(records.with_text(by_key[key]))

    return read_source
