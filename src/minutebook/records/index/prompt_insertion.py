"""One more prompt in the index of prompts, from the pages alone: the other records are not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.filenames import parse_name
from minutebook.records.index import features, paging, prompt_lists, rows
from minutebook.records.index.layouts import FEATURE, PROMPTS, Layout
from minutebook.records.index.prompts import locate_route_page
from minutebook.records.index.rows import Row
from minutebook.records.model import INDEX_BLOCK, PHR, Folder, Record
from minutebook.text.markdown import make_href

Blocks = dict[str, dict[str, str]]
Values = Mapping[str, "str | None"]
ReadPage = Callable[[str], "str | None"]
_STORED_TARGET = compile_lazily(r"[0-9]+-\S+")


def insert_prompt(
    pages: Mapping[str, str],
    page_path: str,
    content: str,
    folder: Folder,
    record: Record,
    layouts: Mapping[str, Layout],
    read_page: ReadPage,
) -> Blocks | None:
    """The blocks of the index of prompts with one more row, parsed from the pages alone.

    `content` is that of the main page, `read_page` gives the text of a page of older rows. None
    where the pages are not as they were generated, or other rows may change too.
    """
    page = _parse_page(page_path, content, layouts[PROMPTS], paging.choose_number_finder(folder))
    all_rows = [each for row in page.rows for each in row.list_all()]
    if not all_rows or not _has_new_name(record, all_rows):
        return None
    parent = _find_followed_path(record, all_rows)
    new_values = _add_feature(pages, page_path, folder, record, page.values)
    if parent is None or new_values is None:
        return None
    closing_values = {name: page.values.get(name) or None for name in new_values}
    new_row = prompt_lists.make_row(page_path, record, None)
    blocks = _insert_row(page, new_row, parent, closing_values, new_values, read_page)
    if blocks is None:
        return None
    route_page = locate_route_page(pages, folder, record.subfolder)
    if route_page == page_path:
        return blocks
    route_values = {"overview_href": make_href(route_page, page_path)}
    new_row = prompt_lists.make_row(route_page, record, None, is_overview=False)
    old_content = rows.read_block(pages.get(route_page, ""))
    if old_content is None:
        return blocks | prompt_lists.render_blocks(
            route_page, {route_page: [new_row]}, {route_page}, route_values, layouts[FEATURE]
        )
    page = _parse_page(route_page, old_content, layouts[FEATURE], paging.find_no_number)
    route_blocks = _insert_row(page, new_row, parent, route_values, route_values, read_page)
    return None if route_blocks is None else blocks | route_blocks


def _add_feature(
    pages: Mapping[str, str],
    page_path: str,
    folder: Folder,
    record: Record,
    values: Mapping[str, str],
) -> Values | None:
    """The values below the list of an overview, with the feature of a new record.

    None where the list is not as it was generated, or a feature's page is missing.
    """
    route_page = locate_route_page(pages, folder, record.subfolder)
    is_new = rows.read_block(pages.get(route_page, "")) is None
    shown_features = features.add_feature(
        page_path,
        folder.path,
        values.get("features", ""),
        "" if route_page == page_path else route_page,
        is_new=is_new,
    )
    if shown_features is None:
        return None
    return {
        "features": shown_features or None,
        "dangling_links": values.get("dangling_links") or None,
    }


class _Page(Value):
    """The main page of a list: its path, its block's content and what that says, how it is made."""

    path: str
    content: str
    rows: list[Row]
    values: Mapping[str, str]
    layout: Layout
    find_number: paging.FindNumber


def _parse_page(path: str, content: str, layout: Layout, find_number: paging.FindNumber) -> _Page:
    return _Page(
        path, content, *prompt_lists.parse_page(path, content, layout), layout, find_number
    )


def _insert_row(
    page: _Page,
    new_row: Row,
    parent: str,
    old_values: Values,
    new_values: Values,
    read_page: ReadPage,
) -> Blocks | None:
    """The blocks of a list of prompts with one more row, beneath the session of `parent`.

    None where the page is not as it was generated with `old_values`, or where the row may belong
    to another page.
    """
    page_rows = page.rows
    older_paths = paging.parse_older_paths(page.path, page.values.get("older_pages", ""))
    all_pages = {*older_paths, page.path}
    blocks = prompt_lists.render_blocks(
        page.path, {page.path: page_rows}, all_pages, old_values, page.layout
    )
    if not page_rows or blocks[page.path][INDEX_BLOCK] != page.content:
        return None
    if older_paths and (
        paging.belongs_to_older_page(new_row, page_rows, page.find_number)
        or _may_follow_older(new_row, page_rows, parent)
    ):
        return None

    def read_rows(path: str) -> list[Row]:
        old_content = rows.read_block(read_page(path) or "") or ""
        old_rows, _ = prompt_lists.parse_page(path, old_content, page.layout)
        blocks = prompt_lists.render_blocks(
            page.path, {path: old_rows}, (), old_values, page.layout
        )
        return old_rows if blocks[path][INDEX_BLOCK] == old_content else []

    new_rows = _add_to_session(page_rows, new_row, parent)
    rows_by_page = new_rows and paging.redistribute_rows(
        page.path, new_rows, older_paths, read_rows, page.find_number
    )
    if not rows_by_page:
        return None
    return prompt_lists.render_blocks(
        page.path, rows_by_page, {*all_pages, *rows_by_page}, new_values, page.layout
    )


def _may_follow_older(new_row: Row, page_rows: Iterable[Row], parent: str) -> bool:
    """Whether a row may belong beneath one of an older page: of its feature, if not on this."""
    if parent.rpartition("/")[0] != new_row.path.rpartition("/")[0]:
        return False
    return all(member.path != parent for row in page_rows for member in row.list_all())


def _add_to_session(page_rows: list[Row], new_row: Row, parent: str) -> list[Row] | None:
    """The rows of a page with a new one, beneath the session of `parent` where that is on it.

    None where the session goes on in another row, or its turns get another order.
    """
    for index, row in enumerate(page_rows if parent else ()):
        members = row.list_all()
        if any(member.path == parent for member in members):
            is_last = rows.make_age_key(new_row) > rows.make_age_key(members[-1])
            if not is_last or len(members) >= prompt_lists.MAX_TURNS:
                return None
            new_row = replace(row, turns=(*row.turns, new_row))
            page_rows = [*page_rows[:index], *page_rows[index + 1 :]]
            break
    return sorted([*page_rows, new_row], key=rows.make_age_key)


def _has_new_name(record: Record, all_rows: Iterable[Row]) -> bool:
    """Whether a record's number and slug are those of no other.

    Else references to others might have become ambiguous.
    """
    for row in all_rows:
        folder, _, file_name = row.path.rpartition("/")
        is_other = record.slug not in file_name and str(record.number) not in file_name
        if is_other and file_name[:1].isdecimal():
            continue  # as most rows are: parsing their names takes a while
        name = parse_name(PHR, file_name)
        is_same_series = record.folder.numbering != "folder" or (
            folder == record.path.rpartition("/")[0]
        )
        if name.slug == record.slug or name.number is None:
            return False
        if is_same_series and name.number == record.number:
            return False
    return True


def _find_followed_path(record: Record, all_rows: Iterable[Row]) -> str | None:
    """The path of the one prompt that a new one follows; "" for none.

    None where the page does not tell, and where there are decisions to show: their titles are not
    on the page.
    """
    links = [
        link
        for link in record.links
        if link.relation in (*rows.NOTED_RELATIONS, prompt_lists.FOLLOWS, "followed-by")
    ]
    if not links:
        return ""
    target = links[0].target.removeprefix("phr-")
    if len(links) > 1 or links[0].relation != prompt_lists.FOLLOWS:
        return None
    paths = []
    for row in all_rows:
        name = parse_name(PHR, row.path.rpartition("/")[2])
        if _STORED_TARGET.fullmatch(target) and f"{name.digits}-{name.slug}" == target:
            paths.append(row.path)
    return paths[0] if len(paths) == 1 else None
