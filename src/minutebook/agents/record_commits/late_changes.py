"""Changes of pages that are made with the next commit of records instead of at once.

A turn without commits changes no page that another branch has otherwise, or others may change:
nobody would commit the change, and git would not check that branch out, or not pull. So the record
of such a turn may not be listed in the index pages yet, and the page of the record that it follows
shows no way to it. Both are made up for when it is committed, and so are the ids of commits that
were rewritten since: done at once, that would leave changes behind where the tree was clean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.agents.record_commits import record_messages, rewritten
from minutebook.operations.indexes.index import plan_row, read_main_pages
from minutebook.operations.indexes.written_pages import leave_out_shared
from minutebook.operations.project import Project
from minutebook.records import filenames, reader
from minutebook.records.linking import complete_writes
from minutebook.records.model import PHR, SUMMARY_BLOCK, Record, Write, find_folder
from minutebook.records.phr import shown_blocks
from minutebook.repository import store
from minutebook.repository.git import diffs
from minutebook.repository.git.commits.record_commits import HeadCommit
from minutebook.text import markdown


def write_late_changes(
    project: Project, head: HeadCommit, record_paths: Sequence[str], own_paths: Sequence[str]
) -> tuple[Write, ...]:
    """Write what is to be made up for, for some records that are about to be committed.

    Pages that are not as the last commit has them are left out, but for `own_paths`, which we wrote
    and did not commit. To be called under the repository's lock.
    """
    changed: dict[str, Write] = {}

    def write_clean(writes: Iterable[Write]) -> None:
        wanted = [write for write in writes if None not in (write.text, write.previous)]
        unknown = [write.path for write in wanted if write.path not in (*changed, *own_paths)]
        dirty = diffs.list_changed_paths(project.repo, head.sha, paths=unknown) if unknown else ()
        clean = leave_out_shared(project, (write for write in wanted if write.path not in dirty))
        project.apply_writes(clean)
        for write in clean:
            first = changed.get(write.path, write)
            changed[write.path] = Write(write.path, write.text, first.previous)

    for record in record_messages.read_records(project, record_paths, ()):
        write_clean(_list_record(project, record))
        write_clean(_show_following(project, record))
    write_clean(rewritten.follow_in_pages(project))
    return tuple(changed.values())


def _list_record(project: Project, record: Record) -> Sequence[Write]:
    """The index pages with the row of a record; none where it has one, or nothing is indexed."""
    name = record.path.rpartition("/")[2]
    if any(name in text for text in read_main_pages(project).values()):
        return ()
    writes = plan_row(project, record.folder, record)
    if writes is None:
        planned = complete_writes(project.load_records(), ())
        writes = tuple(
            write
            for write in planned
            if filenames.is_index_page_name(write.path.rpartition("/")[2])
        )
    return writes


def _show_following(project: Project, record: Record) -> Iterable[Write]:
    """The pages of the records that a record follows, with the way to it."""
    targets = record.fields.get("links")
    followed = targets.get("follows", ()) if isinstance(targets, dict) else ()
    for target in followed if isinstance(followed, list) else [followed]:
        for path in store.list_pages(project.top, record.folder.path):
            if not path.rpartition("/")[2].startswith(f"{target}."):
                continue
            folder = find_folder(project.settings.list_folders(), path)
            text = store.read_text(project.top, path)
            if text is None or folder is None or folder.kind is not PHR:
                continue
            ways = markdown.get_block_content(text, SUMMARY_BLOCK)
            if ways is None or record.path.rpartition("/")[2] in ways:
                continue
            new_ways = shown_blocks.add_next(ways, reader.read_record(folder, path, text), record)
            if new_ways is not None:
                yield Write(path, markdown.put_block(text, SUMMARY_BLOCK, new_ways), text)
