"""All records of a working tree with their texts, for operations: taken from the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minutebook.catalog import database, names, rows, tables
from minutebook.lean.progress import track_progress
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing import refreshing
from minutebook.operations.reading.cataloguing.page_rows import digest_page
from minutebook.records import reader
from minutebook.records.model import Folder, Record, RecordSet
from minutebook.records.relations import infer_link_kind
from minutebook.repository import store
from minutebook.repository.git import repo

_KEPT_AT_ONCE = 500  # judgements of pages: what was done before an interruption stays


def load_records(project: Project, *, has_texts: bool) -> RecordSet | None:
    """Every record of the working tree, as `Project.read_records` gives them; None for no catalog.

    References are looked up in the catalog, where what the links of pages lead to is known already.
    """
    catalog = refreshing.open_kept(project)
    if catalog is None:
        return None
    try:
        return _load(project, catalog.connection, has_texts=has_texts)
    except database.DAMAGE:
        return None


def load_judged_records(
    project: Project, signature: str, judge: Callable[[Record], str]
) -> tuple[RecordSet, dict[str, str]] | None:
    """The same without texts, and what is kept of the judgement of each page, by its path.

    `judge` is asked for pages that are not judged yet, or that were under another `signature`: the
    text of all that a judgement depends on beside the page. None for no catalog.
    """
    catalog = refreshing.open_kept(project)
    if catalog is None:
        return None
    connection = catalog.connection
    try:
        records = _load(project, connection, has_texts=False)
        verdicts = tables.load_verdicts(connection, signature)
        by_path = {record.path: record for record in records.members}
        made: dict[str, str] = {}
        unjudged = [
            (path, digest)
            for path, digest in tables.list_digests(connection)
            if path in by_path and path not in verdicts
        ]
        for path, digest in track_progress(unjudged, project.report_progress):
            record = records.with_text(by_path[path])
            verdicts[path] = judge(record)
            if digest_page(record.text, record.is_cut) == digest:
                made[path] = verdicts[path]
            if len(made) >= _KEPT_AT_ONCE:
                tables.store_verdicts(connection, signature, made)
                made = {}
        tables.store_verdicts(connection, signature, made)
    except database.DAMAGE:
        return None
    return records, verdicts


def _load(project: Project, connection: database.Connection, *, has_texts: bool) -> RecordSet:
    folders = project.settings.list_folders()
    by_path = {folder.path: folder for folder in folders}

    def read_text(path: str) -> str:
        page = store.read_page(project.top, path)
        return page[0] if page else ""

    members = (_load_members if has_texts else _load_without_texts)(project, connection, by_path)
    own_names = repo.read_remote_names(project.repo)
    other_paths = [*tables.list_other_pages(connection)]
    other_paths += sorted(store.list_index_pages(project.top, folders).difference(other_paths))
    other_pages = ((path, store.read_page(project.top, path)) for path in other_paths)
    records = RecordSet(
        folders,
        tuple(sorted(members.values(), key=lambda record: record.path)),
        {path: page[0] for path, page in other_pages if page is not None},
        own_names,
        store.read_index_templates(project.top, project.settings.templates),
        project.keeps_index_pages,
        read_text,
    )
    names_of_members = {each.path: each for each in members.values()}
    found = _MemberNames(connection, by_path, names_of_members, read_text)
    targets = {}
    for source_id, position, target_id in tables.list_links(connection):
        source, target = members.get(source_id), members.get(target_id)
        if source and target and position < len(source.links):
            link = source.links[position]
            key = (source.path, link.target, infer_link_kind(source, link).name)
            targets[key] = target
    return records.with_resolver(names.KnownTargets(found, own_names, targets))


def _load_members(
    project: Project, connection: database.Connection, folders: Mapping[str, Folder]
) -> dict[int, Record]:
    """The records by the ids of their rows. A page that was changed just now is read anew."""
    members = {}
    for record_id, path, folder_path, date, digest, facts in tables.list_facts(connection):
        page = store.read_page(project.top, path)
        if page is None:
            continue
        text, is_cut = page
        folder = folders[folder_path]
        if digest_page(text, is_cut) == digest:
            members[record_id] = rows.load_record(facts, folder, date, text)
        else:
            members[record_id] = reader.read_record(folder, path, text, is_cut=is_cut)
    return members


def _load_without_texts(
    _: Project, connection: database.Connection, folders: Mapping[str, Folder]
) -> dict[int, Record]:
    return {
        record_id: rows.load_record(facts, folders[folder_path], date)
        for record_id, _path, folder_path, date, _digest, facts in tables.list_facts(connection)
    }


class _MemberNames(names.StoredNames):
    """The names of the catalog, for records that are loaded already."""

    def __init__(
        self,
        connection: database.Connection,
        folders: Mapping[str, Folder],
        members: Mapping[str, Record],
        read_text: Callable[[str], str],
    ) -> None:
        super().__init__(connection, folders, read_text)
        self._members = members

    def make_record(self, path: str, folder: str, date: str, facts: bytes) -> Record:
        """The member at a path."""
        return self._members.get(path) or super().make_record(path, folder, date, facts)
