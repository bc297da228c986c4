"""The generated blocks on the pages of records: links to the records that they are related to."""

from __future__ import annotations

from minutebook.records.index import shown_titles
from minutebook.records.model import LINKS_BLOCK, Record, RecordSet, Write
from minutebook.records.relations import RelationGraph, format_link_label
from minutebook.text import markdown


def render_links_block(record: Record, graph: RelationGraph) -> str:
    """The content of a page's generated block of links; "" where it has no relations.

    One bullet for each relation, the address relative to the record's page.
    """
    lines = [
        "- "
        + relation.phrase(
            markdown.make_link(
                format_link_label(relation.record),
                markdown.make_href(record.path, relation.record.path),
            )
        )
        for relation in graph.list_relations(record)
    ]
    return "\n".join(["**Links**", "", *lines]) if lines else ""


def put_links_block(record: Record, graph: RelationGraph) -> str:
    """The record's page with its block of links; without one where there are no relations."""
    content = render_links_block(record, graph)
    if not content and not markdown.find_block(record.text, LINKS_BLOCK):
        return record.text
    text = resolve_block_conflicts(record.text)
    if content:
        return markdown.put_block(text, LINKS_BLOCK, content)
    return markdown.remove_block(text, LINKS_BLOCK)


def refresh_link_blocks(records: RecordSet) -> tuple[Write, ...]:
    """The writes that bring the generated blocks of links in records up to date."""
    records = shown_titles.hide_secrets(records)
    writes = []
    for record in records.members:
        if record.is_cut:
            continue  # the block may stand in what was not read
        text = resolve_block_conflicts(record.text)
        old_content = markdown.get_block_content(text, LINKS_BLOCK)
        new_content = render_links_block(record, records.graph)
        if old_content is not None and old_content != new_content:
            text = markdown.put_block(text, LINKS_BLOCK, new_content)
        if old_content is not None and text != record.text:
            writes.append(Write(record.path, text, record.text))
    return tuple(writes)


def resolve_block_conflicts(text: str) -> str:
    """`merging.remove_block_conflicts`, which is loaded only for a page that needs it."""
    if "<<<<<<<" not in text:
        return text
    from minutebook.records.index import merging

    return merging.remove_block_conflicts(text)
