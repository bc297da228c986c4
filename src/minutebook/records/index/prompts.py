"""The index of prompts: an overview by day, with the features, and a list for each feature.

A feature's records lie in a folder below the folder of prompts, its route.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.records.index import features, paging, prompt_lists, rows
from minutebook.records.index.layouts import FEATURE, PROMPTS, Layout
from minutebook.records.model import Folder, Record
from minutebook.records.references import is_reference
from minutebook.records.relations import RelationGraph
from minutebook.text.markdown import make_href


def render_prompt_blocks(
    page_path: str,
    folder: Folder,
    records: list[Record],
    pages: Mapping[str, str],
    graph: RelationGraph,
    layouts: Mapping[str, Layout],
) -> dict[str, dict[str, str]]:
    """The blocks of all index pages of a folder of prompts: page path to block name to content."""
    parents = {record.path: prompt_lists.find_parent(record, graph) for record in records}
    records_by_route: dict[str, list[Record]] = {}
    for record in records:
        records_by_route.setdefault(record.subfolder, []).append(record)
    main_rows = prompt_lists.group_turns(
        [prompt_lists.make_row(page_path, record, graph) for record in records], parents
    )
    find_number = paging.choose_number_finder(folder)
    rows_by_page = paging.distribute_rows(page_path, main_rows, find_number)
    feature_pages: list[str] = []
    blocks: dict[str, dict[str, str]] = {}
    for route, route_records in sorted(records_by_route.items()):
        route_page = locate_route_page(pages, folder, route)
        if route_page == page_path:
            continue  # the overview lists them
        feature_pages.append(route_page)
        route_rows = prompt_lists.group_turns(
            [
                prompt_lists.make_row(route_page, record, graph, is_overview=False)
                for record in route_records
            ],
            parents,
        )
        route_rows_by_page = paging.distribute_rows(route_page, route_rows, paging.find_no_number)
        blocks |= prompt_lists.render_blocks(
            route_page,
            route_rows_by_page,
            set(route_rows_by_page),
            {"overview_href": make_href(route_page, page_path)},
            layouts[FEATURE],
        )
    closing_values = {
        "features": features.format_features(page_path, folder.path, feature_pages),
        "dangling_links": _render_dangling_links(page_path, set(parents), graph),
    }
    return blocks | prompt_lists.render_blocks(
        page_path, rows_by_page, set(rows_by_page), closing_values, layouts[PROMPTS]
    )


def _render_dangling_links(page_path: str, paths: set[str], graph: RelationGraph) -> str | None:
    """The list of shown relations that name a record and find none."""
    return rows.format_dangling_links(
        page_path,
        [
            (record, link.relation, link.target)
            for record, link in graph.dangling_links
            if record.path in paths
            and link.relation in (*rows.NOTED_RELATIONS, prompt_lists.FOLLOWS)
            and is_reference(link.target)
        ],
    )


def locate_route_page(pages: Mapping[str, str], folder: Folder, route: str) -> str:
    """The path of the page that lists the prompts of a route."""
    return paging.match_existing_case(
        pages, paging.join_path(paging.join_path(folder.path, route), "README.md")
    )
