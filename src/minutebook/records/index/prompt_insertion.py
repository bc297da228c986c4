"""One more prompt in the index of prompts, from the pages alone: the other records are not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from minutebook.records.filenames import parse_name
from minutebook.records.index import features, paging, prompt_lists, rows
from minutebook.records.index.layouts import FEATURE, PROMPTS, Layout
from minutebook.records.index.prompts import locate_route_page
from minutebook.records.index.rows import Row
from minutebook.records.model import INDEX_BLOCK, PHR, Folder, Record
from minutebook.text.markdown import make_href

Blocks = dict[str, dict[str, str]]
Values = Mapping[str, "str | None"]
_STORED_TARGET = re.compile(r"[0-9]+-\S+")


def insert_prompt(
    pages: Mapping[str, str],
    page_path: str,
    content: str,
    folder: Folder,
    record: Record,
    layouts: Mapping[str, Layout],
) -> Blocks | None:
    """The blocks of the index of prompts with one more row, parsed from the pages alone.

    None where the pages are not as they were generated, or other rows may change too.
    """
    page_rows, values = prompt_lists.parse_page(page_path, content, layouts[PROMPTS])
    all_rows = [each for row in page_rows for each in row.list_all()]
    if not all_rows or not _has_new_name(record, all_rows):
        return None
    parent = _find_followed_path(record, all_rows, pages)
    new_values = _add_feature(pages, page_path, folder, record, values)
    if parent is None or new_values is None:
        return None
    closing_values = {name: values.get(name) or None for name in new_values}
    new_row = prompt_lists.make_row(page_path, record, None)
    blocks = _insert_row(
        pages, page_path, content, new_row, parent, layouts[PROMPTS], closing_values, new_values
    )
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
    route_blocks = _insert_row(
        pages,
        route_page,
        old_content,
        new_row,
        parent,
        layouts[FEATURE],
        route_values,
        route_values,
    )
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
    feature_pages = features.parse_features(page_path, values.get("features", ""))
    if feature_pages is None:
        return None
    route_page = locate_route_page(pages, folder, record.subfolder)
    if route_page != page_path:
        is_there = rows.read_block(pages.get(route_page, "")) is not None
        if is_there != (route_page in feature_pages):
            return None
        feature_pages = [*{*feature_pages, route_page}]
    return {
        "features": features.format_features(page_path, folder.path, feature_pages),
        "dangling_links": values.get("dangling_links") or None,
    }


def _insert_row(
    pages: Mapping[str, str],
    page_path: str,
    content: str,
    new_row: Row,
    parent: str,
    layout: Layout,
    old_values: Values,
    new_values: Values,
) -> Blocks | None:
    """The blocks of a list of prompts with one more row, beneath the session of `parent`.

    None where the page is not as it was generated with `old_values`, or where the row may belong
    to another page.
    """
    page_rows, values = prompt_lists.parse_page(page_path, content, layout)
    last_parts = paging.parse_older_links(values.get("older_pages", ""))
    older_paths = paging.list_older_paths(page_path, last_parts)
    all_pages = {*older_paths, page_path}
    blocks = prompt_lists.render_blocks(
        page_path, {page_path: page_rows}, all_pages, old_values, layout
    )
    if not page_rows or blocks[page_path][INDEX_BLOCK] != content:
        return None
    if last_parts and rows.make_age_key(new_row) < rows.make_age_key(page_rows[0]):
        return None

    def read_page(path: str) -> list[Row]:
        old_content = rows.read_block(pages.get(path, "")) or ""
        old_rows, _ = prompt_lists.parse_page(path, old_content, layout)
        blocks = prompt_lists.render_blocks(page_path, {path: old_rows}, (), old_values, layout)
        return old_rows if blocks[path][INDEX_BLOCK] == old_content else []

    new_rows = _add_to_session(page_rows, new_row, parent)
    rows_by_page = new_rows and paging.redistribute_rows(page_path, new_rows, last_parts, read_page)
    if not rows_by_page:
        return None
    return prompt_lists.render_blocks(
        page_path, rows_by_page, {*all_pages, *rows_by_page}, new_values, layout
    )


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
    """Whether a record's number is higher than that of others, and its slug is none of theirs.

    Else references to others might have become ambiguous.
    """
    for row in all_rows:
        folder, _, file_name = row.path.rpartition("/")
        name = parse_name(PHR, file_name)
        is_same_series = record.folder.numbering != "folder" or (
            folder == record.path.rpartition("/")[0]
        )
        if name.slug == record.slug or name.number is None:
            return False
        if is_same_series and name.number >= (record.number or 0):
            return False
    return True


def _find_followed_path(
    record: Record, all_rows: Iterable[Row], pages: Mapping[str, str]
) -> str | None:
    """The path of the one prompt that a new one follows; "" for none.

    None where the pages do not tell, and where there are decisions to show: their titles are not
    on the pages.
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
    is_on_older_page = any(
        f"/{target}." in text or f"({target}." in text
        for path, text in pages.items()
        if "/README-" in path
    )
    return paths[0] if len(paths) == 1 and not is_on_older_page else None
