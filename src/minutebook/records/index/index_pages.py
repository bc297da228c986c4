"""The index pages of a repository and the generated blocks of links in its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.records.filenames import fold_name, is_index_page_name, parse_name
from minutebook.records.index import layouts, paging, rows, shown_titles
from minutebook.records.index.page_blocks import resolve_block_conflicts
from minutebook.records.index.paging import join_path, match_existing_case
from minutebook.records.model import (
    ADR,
    INDEX_BLOCK,
    PHR,
    ROOT,
    Folder,
    Record,
    RecordSet,
    Write,
)
from minutebook.text.markdown import (
    escape_cell,
    find_block,
    get_block_content,
    put_block,
    remove_block,
)

FORMER_BLOCK = "records"  # pages of the former form may have a second block of this name
_DIGITS = compile_lazily(r"[0-9]{1,18}")
_LINKED_NAME = compile_lazily(r"\]\((?:[^)\s]*/)?([^)\s/]+)\)")


def locate_main_page(folder: Folder) -> str:
    """The path of a folder's main index page.

    For decisions it is the README in their folder; for prompts the one beside their folder
    (`history/README.md` for `history/prompts`), or in it where it has no parent folder.
    """
    parent = folder.path.rpartition("/")[0] if folder.kind is PHR else ""
    path = "" if folder.path == ROOT else folder.path
    return join_path(parent or path, "README.md")


def is_older_page_name(name: str) -> bool:
    """Whether a file of this name holds older rows of an index: README-2025.md."""
    return is_index_page_name(name) and name.upper() != "README.MD"


def update_index_pages(
    records: RecordSet, *, create: bool = True, begun_folders: Collection[str] = ()
) -> tuple[Write, ...]:
    """The writes that bring all index pages up to date.

    Where a folder has no index yet, one is made if `create`, or if its path is one of those in
    `begun_folders`, that have their first record now; never in the repository's own README, where a
    person puts the markers. Text around the generated block stays; conflict markers in the block
    are removed. A page of older rows that is not needed any more is removed, unless it has text of
    its own. There are no writes where operations do not keep index pages, unless `create`.
    """
    if not (create or records.keeps_index_pages):
        return ()
    from minutebook.records.index.decisions import render_decision_blocks
    from minutebook.records.index.prompts import render_prompt_blocks

    records = shown_titles.hide_secrets(records)
    page_layouts = _read_layouts(records.index_templates)
    main_pages = _choose_main_pages(records)
    blocks_by_page: dict[str, dict[str, str]] = {}
    indexed_folders: list[tuple[Folder, str]] = []
    records_by_folder: dict[str, list[Record]] = {folder.path: [] for folder in records.folders}
    for record in records.members:
        records_by_folder.setdefault(record.folder.path, []).append(record)
    for folder in records.folders:
        main_page = main_pages[folder.path]
        own_records = records_by_folder[folder.path]
        if any(record.path == main_page for record in own_records):
            continue  # a record has this path
        is_kept = find_block(records.pages.get(main_page, ""), INDEX_BLOCK) is not None
        if folder.path == ROOT and not is_kept:
            continue
        if not is_kept and (not own_records or not (create or folder.path in begun_folders)):
            continue
        indexed_folders.append((folder, main_page))
        blocks_by_page |= (
            render_decision_blocks(
                main_page, folder, own_records, records.graph, page_layouts[layouts.DECISIONS]
            )
            if folder.kind is ADR
            else render_prompt_blocks(
                main_page, folder, own_records, records.pages, records.graph, page_layouts
            )
        )
    writes = [
        _update_page(records.pages, path, blocks, indexed_folders)
        for path, blocks in sorted(blocks_by_page.items())
    ]
    writes += [
        _remove_index(records.pages, path)
        for path in _find_unused_pages(records, indexed_folders, blocks_by_page)
    ]
    return tuple(write for write in writes if write.text != write.previous)


def keep_indexes(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The writes, with the generated part of index pages as it was.

    For where index pages are not kept up: their own text is changed, as any page's is.
    """
    kept_writes = []
    for write in writes:
        content = get_block_content(write.previous or "", INDEX_BLOCK)
        if content is not None and write.text is not None:
            write = replace(write, text=put_block(write.text, INDEX_BLOCK, content))
        kept_writes.append(write)
    return tuple(write for write in kept_writes if write.text != write.previous)


def insert_record(
    pages: Mapping[str, str],
    folder: Folder,
    record: Record,
    own_templates: Mapping[str, tuple[str, str]] | None = None,
    read_page: Callable[[str], str | None] = lambda path: None,
) -> tuple[Write, ...] | None:
    """Add a new record's row to the index pages of its folder, without reading the other records.

    `pages` holds the main index pages of all folders, and that of the record's feature, path to
    text; `read_page` gives the text of a page of older rows, None for none. `own_templates` are as
    in `RecordSet`. The result equals that of `update_index_pages(…, create=False)` with the record
    added; it is None where the pages do not tell enough, so that all records must be read.

    Parsing the generated pages is kept because of what it saves: it takes as long as one page is,
    whatever the number of records.
    """
    if record.number is None:
        return None
    record = shown_titles.hide_secret(record)
    main_page, content = _read_main_block(pages, folder)
    if content is None:
        return None if record.number == 1 else ()
    if find_block(pages[main_page], FORMER_BLOCK):
        return None
    if any("<<<<<<<" in text for text in pages.values()):
        return None  # an unfinished merge
    older_pages: dict[str, str] = {}

    def read_older(path: str) -> str | None:
        text = read_page(path)
        if text is not None:
            older_pages[path] = text
        return text

    page_layouts = _read_layouts(own_templates or {})
    if _may_end_dangling(pages, page_layouts, record):
        return None
    if folder.kind is ADR:
        from minutebook.records.index.decisions import insert_decision

        layout = page_layouts[layouts.DECISIONS]
        blocks = insert_decision(main_page, content, record, layout, read_older)
    else:
        from minutebook.records.index.prompt_insertion import insert_prompt

        blocks = insert_prompt(pages, main_page, content, folder, record, page_layouts, read_older)
    if blocks is None or any("<<<<<<<" in text for text in older_pages.values()):
        return None
    pages = {**pages, **older_pages}
    writes = [
        _update_page(pages, path, page_blocks, [(folder, main_page)])
        for path, page_blocks in sorted(blocks.items())
    ]
    return tuple(write for write in writes if write.text != write.previous)


def has_older_pages(pages: Mapping[str, str], folder: Folder) -> bool:
    """Whether the main index page of a folder leads to pages of older rows.

    `pages` are as for `insert_record`.
    """
    main_page, content = _read_main_block(pages, folder)
    return bool(content and paging.parse_older_paths(main_page, content))


def lacks_rows(pages: Mapping[str, str], folder: Folder, names: Iterable[str]) -> bool:
    """Whether the main index page of a folder lists fewer numbers than the names of its records.

    `pages` are as for `insert_record`; none of them has older rows. Nothing is known to be missing
    where there is no index.
    """
    _, content = _read_main_block(pages, folder)
    if content is None:
        return False
    listed = {parse_name(folder.kind, name).number for name in _LINKED_NAME.findall(content)}
    numbers = {parse_name(folder.kind, name).number for name in names}
    return not numbers <= {*listed, None}


def _read_main_block(pages: Mapping[str, str], folder: Folder) -> tuple[str, str | None]:
    """The path of a folder's main index page, and the content of its block; None for none."""
    main_page = match_existing_case(pages, locate_main_page(folder))
    return main_page, rows.read_block(pages.get(main_page, ""))


def _read_layouts(own_templates: Mapping[str, tuple[str, str]]) -> dict[str, layouts.Layout]:
    return {name: layouts.get_layout(name, own_templates) for name in layouts.NAMES}


def _may_end_dangling(
    pages: Mapping[str, str], page_layouts: Mapping[str, layouts.Layout], record: Record
) -> bool:
    """Whether a link that led to no record, as some index page says, may lead to a new one.

    It may where no page says which these are.
    """
    for name in (layouts.DECISIONS, layouts.PROMPTS):
        heading = page_layouts[name].find_heading("dangling_links")
        if not heading:
            return True
        for text in pages.values():
            _, _, links = text.partition(f"\n{heading}")
            if links and _may_lead_to(links, record):
                return True
    return False


def _may_lead_to(links: str, record: Record) -> bool:
    numbers = {int(digits) for digits in _DIGITS.findall(links)}
    return (
        record.number in numbers
        or fold_name(record.slug) in fold_name(links)
        or rows.OTHERS in links
    )


# Pages ------------------------------------------------------------------------------------------


def _choose_main_pages(records: RecordSet) -> dict[str, str]:
    """The main page by folder path. Of two folders that would share one, prompts get their own."""
    main_pages = {folder.path: locate_main_page(folder) for folder in records.folders}
    use_counts = Counter(main_pages.values())
    for folder in records.folders:
        if folder.kind is PHR and use_counts[main_pages[folder.path]] > 1:
            main_pages[folder.path] = join_path(folder.path, "README.md")
    return {path: match_existing_case(records.pages, page) for path, page in main_pages.items()}


def _update_page(
    pages: Mapping[str, str],
    path: str,
    blocks: Mapping[str, str],
    indexed_folders: Iterable[tuple[Folder, str]],
) -> Write:
    previous = pages.get(path)
    text = (
        _render_page_start(path, indexed_folders)
        if previous is None
        else resolve_block_conflicts(previous)
    )
    for name, content in sorted(blocks.items()):
        content = rows.use_sign(content, text)
        if get_block_content(text, name) != content:
            text = put_block(text, name, content)
    text = remove_block(text, FORMER_BLOCK)
    return Write(path, text, previous)


def _render_page_start(path: str, indexed_folders: Iterable[tuple[Folder, str]]) -> str:
    """The beginning of a new page, above its generated block."""
    for folder, page in indexed_folders:
        if path == page and folder.kind is ADR:
            return "# Decisions\n\nWhy things are as they are: one page a decision.\n"
        if path == page:
            return "# Prompts\n\nHow this came to be: one page a prompt, with what came of it.\n"
    folder_path, _, name = path.rpartition("/")
    title = folder_path.rpartition("/")[2] or "Records"
    year = name.partition("-")[2].removesuffix(".md")
    return f"# {escape_cell(title)}{f' {year}' if year else ''}\n"


def _find_unused_pages(
    records: RecordSet,
    indexed_folders: Iterable[tuple[Folder, str]],
    blocks_by_page: Mapping[str, object],
) -> list[str]:
    """The pages with a generated index in the indexed folders that are not needed any more."""
    record_paths = {record.path for record in records.members}
    return [
        path
        for path, text in sorted(records.pages.items())
        if path not in blocks_by_page
        and path not in record_paths
        and is_index_page_name(path.rpartition("/")[2])
        and any(
            path.startswith((f"{folder.path}/", f"{main_page[: -len('.md')]}-"))
            for folder, main_page in indexed_folders
        )
        and find_block(text, INDEX_BLOCK)
    ]


def _remove_index(pages: Mapping[str, str], path: str) -> Write:
    """Remove a page that is not needed; a page with text of its own loses only the block."""
    previous = pages[path]
    text = remove_block(resolve_block_conflicts(previous), INDEX_BLOCK)
    return Write(
        path, None if text.strip() == _render_page_start(path, ()).strip() else text, previous
    )
