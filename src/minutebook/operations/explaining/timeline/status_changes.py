"""When decisions got the statuses that they have, or had: told by their pages, git, or successors.

A page seldom says when it was accepted: the commit that changed its status does. What is asked of
git is bounded by the days that are shown, and by a number of versions of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records import filenames, reader
from minutebook.records.adr.fields import fold_nested
from minutebook.records.model import ADR, Folder, Record, RecordSet, find_folder
from minutebook.records.relations import IN_EFFECT
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.repository.git.commits import page_versions

# What told the day of a change.
BY_PAGE, BY_GIT, BY_SUCCESSOR = "page", "git", "successor"
_CHANGED_STATES = ("accepted", "rejected", "deprecated", "superseded")
_MAX_VERSIONS = 1000  # changes of pages that are looked into, each of which is read twice
_DAY = compile_lazily(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]")


class StatusChange(Value):
    """A decision got a status: its page's path, the day (ISO 8601), the status, what tells the day.

    `time` is the unix second where git tells it, else 0, and `before` the status until then, with
    the day that the page stated until then.
    """

    path: str
    day: str
    status: str
    told_by: str
    time: int = 0
    before: str = ""
    before_day: str = ""


def list_committed_changes(project: Project, since: str = "") -> list[StatusChange]:
    """The changes of statuses that HEAD's history has, at or after a day, the newest first.

    Pages are followed by their paths.
    """
    folders = [folder for folder in project.settings.list_folders() if folder.kind is ADR]
    changes = page_versions.list_page_changes(
        project.repo, [each.path for each in folders], since=since, max_count=_MAX_VERSIONS
    )
    pages = []
    for change in changes:
        folder = find_folder(folders, change.path)
        if folder is not None and filenames.is_record(folder, change.path):
            pages.append((change, folder))
    objects = [each for change, _ in pages for each in (change.old_object, change.new_object)]
    texts = repo.read_blobs(project.repo, objects)
    states: dict[tuple[str, str], tuple[str, str]] = {}

    def read_state(object_id: str, path: str, folder: Folder) -> tuple[str, str]:
        key = object_id, path
        if key not in states:
            text = texts.get(object_id, "")
            version = reader.read_record(folder, path, store.cut_page(text)[0])
            states[key] = version.state, version.date
        return states[key]

    status_changes = []
    for change, folder in pages:
        after, _ = read_state(change.new_object, change.path, folder)
        before, before_day = read_state(change.old_object, change.path, folder)
        if after and after != before:
            told = change.day, after, BY_GIT, change.time, before, before_day
            status_changes.append(StatusChange(change.path, *told))
    return status_changes


def list_stated_changes(records: Iterable[Record]) -> Iterator[StatusChange]:
    """The days of statuses that pages state in a field of their own, or beside the status.

    `accepted: 2026-01-31`, `date-accepted`, `superseded-on`; "Accepted on 2026-01-31".
    """
    for record in records:
        days = dict(_read_days(record))
        if record.state in _CHANGED_STATES and (match := _DAY.search(record.state_raw)):
            days.setdefault(record.state, match[0])
        for status, day in days.items():
            yield StatusChange(record.path, day, status, BY_PAGE)


def _read_days(record: Record) -> Iterator[tuple[str, str]]:
    folded = fold_nested(record.fields)
    for status in _CHANGED_STATES:
        for name in (status, f"{status}-on", f"{status}-at", f"date-{status}", f"{status}-date"):
            match = _DAY.match(str(folded.get(name) or ""))
            if match:
                yield status, match[0]
                break


def list_successions(records: RecordSet) -> Iterator[tuple[StatusChange, Record]]:
    """The supersessions that took effect, each on its successor's day, with the successor."""
    for record in records.of_kind(ADR):
        for relation in records.graph.list_relations(record):
            successor = relation.record
            if relation.name == "superseded-by" and relation.effect == IN_EFFECT:
                change = StatusChange(record.path, successor.date, "superseded", BY_SUCCESSOR)
                yield change, successor


def join_changes(
    told: Iterable[StatusChange], states: Mapping[str, tuple[str, str]]
) -> list[StatusChange]:
    """Changes that several sources tell, each once: the first source that tells it counts.

    `states` are the status and the date of each page by its path. What is told of the day on which
    the record is dated, and only says the status that it shows, is left out, but not a succession.
    """
    joined: dict[tuple[str, str], StatusChange] = {}
    left_out: set[tuple[str, str]] = set()
    for change in told:
        key = change.path, change.status
        if change.path not in states or not change.day or key in joined:
            continue
        if change.told_by == BY_SUCCESSOR:
            joined[key] = change
        elif (change.status, change.day) == states[change.path]:
            left_out.add(key)
        elif key not in left_out:
            joined[key] = change
    return list(joined.values())
