"""A new prompt record that follows another one, written without reading all records."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.lean.values import replace
from minutebook.operations.project import OperationResult, Project
from minutebook.records import reader
from minutebook.records.index import page_blocks, shown_titles
from minutebook.records.model import PHR, SUMMARY_BLOCK, Folder, Record, Write
from minutebook.records.phr import page_forms, shown_blocks
from minutebook.records.relations import Relation
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.text import frontmatter, markdown


def plan_following(
    project: Project, folder: Folder, page: Write, previous_paths: Sequence[str]
) -> OperationResult | None:
    """The new page, the one that it follows, given by its path, and its row in the index.

    Both pages show the way to the other. None where that takes all records: no path or several, a
    page of the former form, index pages that do not tell enough, a path outside of the folder.
    """
    from minutebook.operations.indexes.index import plan_row

    previous_path = previous_paths[0]
    is_beside = previous_path.startswith(f"{folder.path}/") and len(previous_paths) == 1
    previous_text = store.read_text(project.top, previous_path) if is_beside else None
    if previous_text is None or repo.is_sparse(project.repo):
        return None
    previous = shown_titles.hide_secret(reader.read_record(folder, previous_path, previous_text))
    ways = markdown.get_block_content(previous_text, SUMMARY_BLOCK)
    record = reader.read_record(folder, page.path, page.text or "")
    if ways is None or not page_forms.is_for_readers(record) or not _is_alone(project, previous):
        return None
    text = frontmatter.set_field(record.text, "links.follows", [previous.link_target])
    record = reader.read_record(folder, page.path, text)
    text = page_blocks.fill_blocks(record, (Relation("follows", previous, is_stored=True),))
    record = replace(record, text=text)
    new_ways = shown_blocks.add_next(ways, previous, record)
    index_writes = plan_row(project, folder, record)
    if new_ways is None or index_writes is None:
        return None
    previous_page = Write(
        previous_path, markdown.put_block(previous_text, SUMMARY_BLOCK, new_ways), previous_text
    )
    return OperationResult((record,), (replace(page, text=text), previous_page, *index_writes))


def _is_alone(project: Project, previous: Record) -> bool:
    """Whether the name of a record's page means it alone among the prompt records."""
    name = f"{previous.link_target}."
    pages = (
        path
        for folder in project.settings.list_folders()
        if folder.kind is PHR
        for path in store.list_pages(project.top, folder.path)
    )
    return sum(path.rpartition("/")[2].startswith(name) for path in pages) == 1
