"""The commits that came with records: those that pages state, that name them, or brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.explaining.story.explained_commits import list_numbers
from minutebook.operations.project import Project
from minutebook.operations.transfer.outgoing.work_commits import WorkCommits
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.repository.git.commits import headlines, page_versions
from minutebook.site.book import Commit

_REF = compile_lazily(r"(?i)\b(PHR|ADR)-([0-9]{1,9})(?![0-9])")
_SHORT_ID_CHARS = 10
_MAX_COMMITS = 50  # of a record
_DECIDED = ("decided-in", "implemented-by")  # by a prompt, as a decision names it


def list_commits(
    project: Project, records: RecordSet, commits_url: str
) -> Mapping[str, tuple[Commit, ...]]:
    """The commits of records by the paths of their pages, the oldest first, at most 50 of each.

    They are those that a page states or that name the record in a trailer, else the one that
    brought the page; of a decision also those of the prompts that decided or implemented it.
    `commits_url` is what a commit's id is appended to for its page, "" for none.
    """
    paths_by_commit = _find_paths(project, records)
    numbers = _index_numbers(records.members)
    commits: list[Commit] = []  # the newest first
    places: dict[str, list[int]] = {}  # among the commits, by the path of a page
    brought: dict[str, int] = {}
    for headline in headlines.list_headlines(project.repo):
        stated, added = paths_by_commit.get(headline.id, ((), ()))
        named = _list_named(headline.named, numbers) if headline.named else ()
        paths = dict.fromkeys((*stated, *named))
        if not (paths or added):
            continue
        for path in paths:
            places.setdefault(path, []).append(len(commits))
        brought |= dict.fromkeys(added, len(commits))
        address = f"{commits_url}{headline.id}" if commits_url else ""
        short_id = headline.id[:_SHORT_ID_CHARS]
        commits.append(Commit(short_id, headline.subject, headline.day, address))
    for path, place in brought.items():
        places.setdefault(path, [place])
    for decision in records.of_kind(ADR):
        for relation in records.graph.list_relations(decision):
            if relation.name in _DECIDED:
                others = places.get(relation.record.path, ())
                places.setdefault(decision.path, []).extend(others)
    return {
        path: tuple(commits[place] for place in reversed(sorted(set(found))[:_MAX_COMMITS]))
        for path, found in places.items()
    }


def _find_paths(project: Project, records: RecordSet) -> Mapping[str, tuple[list[str], list[str]]]:
    """By whole ids of commits the paths of pages that state them, and that they added."""
    work = WorkCommits(project, records.members)
    decision_folders = [folder.path for folder in records.folders if folder.kind is ADR]
    additions = page_versions.list_additions(project.repo, decision_folders)
    paths: dict[str, tuple[list[str], list[str]]] = {}
    for record in records.members:
        commits = work.find(record)
        for commit in commits.stated:
            paths.setdefault(commit, ([], []))[0].append(record.path)
        added = additions[record.path][0] if record.path in additions else commits.added
        if added:
            paths.setdefault(added, ([], []))[1].append(record.path)
    return paths


def _index_numbers(records: Iterable[Record]) -> dict[tuple[str, int], list[str]]:
    """The paths of records by kind and number, also by a number that they had."""
    paths: dict[tuple[str, int], list[str]] = {}
    for record in records:
        for number in list_numbers(record):
            paths.setdefault((record.kind.name, number), []).append(record.path)
    return paths


def _list_named(text: str, numbers: Mapping[tuple[str, int], list[str]]) -> Iterable[str]:
    """The paths of the records that trailers name; none of those that several may be meant by."""
    for kind, digits in _REF.findall(text):
        paths = numbers.get((kind.lower(), int(digits)), ())
        if len(paths) == 1:
            yield from paths
