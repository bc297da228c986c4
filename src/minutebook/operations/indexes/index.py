"""Bring the generated parts of pages up to date: index pages, and blocks of links in records."""

from __future__ import annotations

import os
from collections.abc import Sequence

from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames
from minutebook.records.model import ADR, INDEX_BLOCK, Folder, Record, RecordSet, Write
from minutebook.repository import files, page_files, store


def rebuild_indexes(
    project: Project, *, only_kept: bool = False, dry_run: bool = False
) -> OperationResult:
    """Bring index pages and generated blocks up to date; make the index pages that are missing.

    With `only_kept`, for what nobody has asked for index pages, nothing is touched that operations
    do not write here, and no page is begun in a folder that had records before the configuration
    came: what people had there stays theirs.
    """
    from minutebook.records import linking
    from minutebook.records.index import index_pages
    from minutebook.text import markdown

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        if not only_kept:
            return (), linking.complete_writes(records, (), make_index=True, add_blocks=True)
        begun = set()
        for folder in records.folders if records.keeps_index_pages else ():
            main_page = records.pages.get(index_pages.locate_main_page(folder), "")
            if not markdown.find_block(main_page, INDEX_BLOCK):
                begun.add(folder.path)
        if begun:
            begun -= _list_older_folders(project)
        return (), linking.complete_writes(
            records, (), begun_folders=begun, add_blocks=project.is_on_default_branch
        )

    return project.run_operation(plan, dry_run=dry_run, has_shared_blocks=not only_kept)


def _list_older_folders(project: Project) -> set[str]:
    """The folders that had records in the commit before the one that brought the configuration.

    Where the configuration is not committed, in the last commit; none where the first commit has
    it, or this clone has too little of the history to tell.
    """
    from minutebook.repository.git import revisions
    from minutebook.repository.git.commits import history

    commit = "HEAD"
    if project.settings_path:
        path = os.path.relpath(project.settings_path, project.top).replace(os.sep, "/")
        # In a file of other tools' settings, ours came later.
        section = "" if path.endswith("minutebook.toml") else "tool.minutebook"
        added = history.find_addition(project.repo, path, section)
        commit = f"{added}^" if added else commit
    folders = project.settings.list_folders()
    paths = revisions.list_commit_paths(project.repo, commit, [each.path for each in folders])
    records = filenames.select_records(folders, paths, lambda _: "")
    return {folder.path for folder in records.values()}


def explain_unkept(project: Project) -> tuple[str, ...]:
    """A line for people where no index pages are kept since no default branch is known."""
    from minutebook.repository.git.branches import default_branch

    if project.settings.index != "default-branch" or project.keeps_index_pages:
        return ()
    command = default_branch.suggest_naming(project.repo)
    if not command:
        return ()
    return (f"no default branch is known, so index pages are not kept up: {command}",)


def refresh_generated(project: Project, *, edited_path: str = "") -> OperationResult:
    """Bring up to date what follows from pages that were changed by hand.

    The page at `edited_path` loses the comments that stand for sections which it has by now.
    """
    from minutebook.records import linking

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.text.markdown import section_hints

        writes = [
            Write(record.path, section_hints.settle(record.text), record.text)
            for record in records.members
            if record.path == edited_path and record.is_editable and record.kind is ADR
        ]
        return (), linking.complete_writes(records, writes)

    return project.run_operation(plan)


def plan_row(project: Project, folder: Folder, record: Record) -> tuple[Write, ...] | None:
    """The writes that give a new record its row in index pages: none where they are not kept here.

    None where that cannot be told without reading all records, or where the main index page lacks
    another record of the folder, as after a merge.
    """
    if not project.keeps_index_pages:
        # A link by the slug might become unclear. Names in other folders are not looked at: there
        # may be very many, and `index` on the default branch brings such links up to date.
        return None if _has_slug_beside(project, record) else ()
    from minutebook.records.index import index_pages

    pages = _read_index_pages(project, folder, record.path)
    if not index_pages.has_older_pages(pages, folder):
        listed = store.list_pages(project.top, folder.path)
        if index_pages.lacks_rows(pages, folder, (path.rpartition("/")[2] for path in listed)):
            return None

    def read_page(path: str) -> str | None:
        page = store.read_page(project.top, path)
        return page[0] if page else None

    return index_pages.insert_record(
        pages,
        folder,
        record,
        store.read_index_templates(project.top, project.settings.templates),
        read_page,
    )


def mark_index_pages(project: Project) -> tuple[Write, ...]:
    """The write that marks index pages as generated in `.gitattributes`; none where they are.

    There is none either where that file is a link, or cannot be written.
    """
    from minutebook.records.index import attributes

    path = attributes.ATTRIBUTES_FILE
    if files.find_obstacle(project.top, path) or page_files.find_oversize(project.top, path):
        return ()
    previous = store.read_text(project.top, path)
    text = attributes.mark_generated(
        previous, project.settings.list_folders(), read_main_pages(project)
    )
    return () if text == (previous or "") else (Write(path, text, previous),)


def read_main_pages(project: Project) -> dict[str, str]:
    """The main index pages of all folders that are there, path to text."""
    from minutebook.records.index import index_pages

    pages = {}
    for folder in project.settings.list_folders():
        path = index_pages.locate_main_page(folder)
        if (page := store.read_page(project.top, path)) is not None:
            pages[path] = page[0]
    return pages


def _read_index_pages(project: Project, folder: Folder, record_path: str) -> dict[str, str]:
    """All main index pages, and the one beside a record, path to text."""
    from minutebook.records.index import index_pages, paging

    pages = read_main_pages(project)
    for page_folder in {
        os.path.dirname(index_pages.locate_main_page(folder)),
        os.path.dirname(record_path),
    }:
        for name in paging.README_SPELLINGS:
            path = paging.join_path(page_folder, name)
            if path not in pages and (page := store.read_page(project.top, path)) is not None:
                pages[path] = page[0]
    return pages


def _has_slug_beside(project: Project, record: Record) -> bool:
    """Whether another page in the folder of a record has its slug."""
    try:
        names = os.listdir(os.path.join(project.top, os.path.dirname(record.path)))
    except OSError:
        return False
    return any(
        filenames.parse_name(record.kind, name).slug == record.slug
        for name in names
        if record.slug in name
    )
