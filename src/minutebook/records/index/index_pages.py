"""Index pages and generated blocks: what people browse. Made from the records, never by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from minutebook.records.index.tables import INDEX_BLOCK, join_path, match_existing_case
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write
from minutebook.records.relations import RelationGraph, render_links_block
from minutebook.text.markdown import (
    escape_cell,
    find_block,
    get_block_content,
    put_block,
    remove_block,
)

LINKS_BLOCK = "links"  # the generated block of relations in a record
_NAME = re.compile(r"readme(?:-(?:[0-9]{4}|undated)(?:-[0-9]{1,9})?)?\.md", re.IGNORECASE)


def locate_main_page(folder: Folder) -> str:
    """The path of a folder's main index page.

    For decisions the README in their folder; for prompts the one beside it (`history/README.md`
    for `history/prompts`), in it where there is no folder around it.
    """
    above = folder.path.rpartition("/")[0] if folder.kind is PHR else ""
    return join_path(above or folder.path, "README.md")


def is_index_page_name(name: str) -> bool:
    """Whether a file of this name is an index page: README.md, README-2025.md, README-2025-2.md."""
    return _NAME.fullmatch(name) is not None


def update_index_pages(
    records: RecordSet, graph: RelationGraph, *, create: bool = True
) -> tuple[Write, ...]:
    """The index pages that are not as they should be, as they should be.

    Where no index is kept yet, one is made if `make`, or if the folder holds its first record. A
    person's own text around the generated block stays; what an unfinished merge left in the block
    goes. An older-rows page that is not needed any more goes, unless somebody wrote on it.
    """
    from minutebook.records.index.decisions import render_decision_blocks
    from minutebook.records.index.prompts import render_prompt_blocks

    homes = _homes(records)
    wanted: dict[str, dict[str, str]] = {}
    kept: list[tuple[Folder, str]] = []
    records_by_folder: dict[str, list[Record]] = {folder.path: [] for folder in records.folders}
    for record in records.members:
        records_by_folder.setdefault(record.folder.path, []).append(record)
    for folder in records.folders:
        page = homes[folder.path]
        mine = records_by_folder[folder.path]
        if any(record.path == page for record in mine):
            continue  # the name is taken by a record
        is_kept = find_block(records.pages.get(page, ""), INDEX_BLOCK) is not None
        if not is_kept and (not mine or (not create and len(mine) > 1)):
            continue
        kept.append((folder, page))
        made = render_decision_blocks(page, mine, graph) if folder.kind is ADR else None
        for path, blocks in (
            made or render_prompt_blocks(page, folder, mine, records.pages)
        ).items():
            wanted.setdefault(path, {}).update(blocks)
    writes = [_page(records.pages, path, blocks, kept) for path, blocks in sorted(wanted.items())]
    writes += [_without(records.pages, path) for path in _left(records, kept, wanted)]
    return tuple(write for write in writes if write.text != write.previous)


def insert_record(
    pages: Mapping[str, str], folder: Folder, record: Record
) -> tuple[Write, ...] | None:
    """One new record's row added to the index pages of its folder, read from the pages alone.

    `pages` holds the README pages beside the record and at `home(folder)`, path to text. Gives
    what `pages(…, make=False)` would give with the record on the shelf, in a bounded number of
    pages; None where the pages do not tell enough, so that the shelf must be read.
    """
    if record.number is None:
        return None
    page = match_existing_case(pages, locate_main_page(folder))
    inside = get_block_content(pages.get(page, ""), INDEX_BLOCK)
    if inside is None:
        return None if record.number == 1 else ()
    if any("<<<<<<<" in text for text in pages.values()):
        return None  # a merge that was not finished
    if folder.kind is ADR:
        from minutebook.records.index.decisions import insert_decision

        blocks = insert_decision(pages, page, inside, record)
    else:
        from minutebook.records.index.prompts import insert_prompt

        blocks = insert_prompt(pages, page, inside, folder, record)
    if blocks is None:
        return None
    writes = [_page(pages, path, made, [(folder, page)]) for path, made in sorted(blocks.items())]
    return tuple(write for write in writes if write.text != write.previous)


def resolve_block_conflicts(text: str) -> str:
    """A page without conflict markers in or across its generated blocks; see `merging.mended`."""
    if "<<<<<<<" not in text:
        return text  # nearly all pages: the rest is not even loaded
    from minutebook.records.index import merging

    return merging.remove_block_conflicts(text)


def refresh_link_blocks(records: RecordSet, graph: RelationGraph) -> tuple[Write, ...]:
    """The records whose generated block of links no longer holds, with it renewed."""
    writes = []
    for record in records.members:
        text = resolve_block_conflicts(record.text)
        inside = get_block_content(text, LINKS_BLOCK)
        now = render_links_block(record, graph)
        if inside is not None and inside != now:
            text = put_block(text, LINKS_BLOCK, now)
        if inside is not None and text != record.text:
            writes.append(Write(record.path, text, record.text))
    return tuple(writes)


# Pages ------------------------------------------------------------------------------------------


def _homes(shelf: RecordSet) -> dict[str, str]:
    """The main page of each folder. Where two would share one, prompts get their own folder's."""
    wanted = {folder.path: locate_main_page(folder) for folder in shelf.folders}
    often = Counter(wanted.values())
    for folder in shelf.folders:
        if folder.kind is PHR and often[wanted[folder.path]] > 1:
            wanted[folder.path] = join_path(folder.path, "README.md")
    return {path: match_existing_case(shelf.pages, page) for path, page in wanted.items()}


def _page(
    pages: Mapping[str, str],
    path: str,
    blocks: Mapping[str, str],
    kept: Iterable[tuple[Folder, str]],
) -> Write:
    was = pages.get(path)
    text = _heading(path, kept) if was is None else resolve_block_conflicts(was)
    for name, inside in sorted(blocks.items()):
        if get_block_content(text, name) != inside:
            text = put_block(text, name, inside)
    return Write(path, text, was)


def _heading(path: str, kept: Iterable[tuple[Folder, str]]) -> str:
    """What a new page begins with, before its generated block."""
    for folder, page in kept:
        if path == page and folder.kind is ADR:
            return "# Decisions\n\nWhy things are as they are: one page a decision.\n"
        if path == page:
            return "# Prompts\n\nHow this came to be: one page a prompt, with what came of it.\n"
    folder_path, _, name = path.rpartition("/")
    title = folder_path.rpartition("/")[2] or "Records"
    year = name.partition("-")[2].removesuffix(".md")
    return f"# {escape_cell(title)}{f' {year}' if year else ''}\n"


def _left(
    shelf: RecordSet, kept: Iterable[tuple[Folder, str]], wanted: Mapping[str, object]
) -> list[str]:
    """Pages with a generated block in the folders of an index, that the index has no use for."""
    records = {record.path for record in shelf.members}
    return [
        path
        for path, text in sorted(shelf.pages.items())
        if path not in wanted
        and path not in records
        and is_index_page_name(path.rpartition("/")[2])
        and any(path.startswith(f"{folder.path}/") for folder, _ in kept)
        and find_block(text, INDEX_BLOCK)
    ]


def _without(pages: Mapping[str, str], path: str) -> Write:
    """A page that lost its use: gone where only a heading would stay, else without the block."""
    was = pages[path]
    text = remove_block(resolve_block_conflicts(was), INDEX_BLOCK)
    return Write(path, None if text.strip() == _heading(path, ()).strip() else text, was)
