"""The generated blocks on the pages of records: links to the records that they are related to.

A decision, and a prompt record of the former form, has a block of links once it is linked. On a
prompt record's page the summary below the heading leads there, and the outcome has what became of
suggestions; these blocks stand where the template put them.
"""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.records.index import shown_titles
from minutebook.records.model import (
    LINKS_BLOCK,
    OUTCOME_BLOCK,
    PHR,
    SUMMARY_BLOCK,
    Record,
    RecordSet,
    Write,
)
from minutebook.records.relations import Relation, RelationGraph, format_link_label
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
    if record.kind is PHR and has_summary(record.text):
        return fill_blocks(record, graph.list_relations(record))
    content = render_links_block(record, graph)
    if not content and not markdown.find_block(record.text, LINKS_BLOCK):
        return record.text
    text = resolve_block_conflicts(record.text)
    if content:
        return markdown.put_block(text, LINKS_BLOCK, content)
    return markdown.remove_block(text, LINKS_BLOCK)


def has_summary(text: str) -> bool:
    """Whether a page has the block that a prompt record shows its relations in."""
    return markdown.find_block(text, SUMMARY_BLOCK) is not None


def fill_blocks(record: Record, relations: Sequence[Relation]) -> str:
    """The page of a prompt record with its summary and outcome, where it has blocks for them."""
    from minutebook.records.phr import shown_blocks

    text = resolve_block_conflicts(record.text)
    for name, render in (
        (SUMMARY_BLOCK, shown_blocks.render_summary),
        (OUTCOME_BLOCK, shown_blocks.render_outcome),
    ):
        if (old_content := markdown.get_block_content(text, name)) is not None:
            content = render(record, relations)
            if content != old_content:
                text = markdown.put_block(text, name, content)
    return text


def refresh_link_blocks(records: RecordSet) -> tuple[Write, ...]:
    """The writes that bring the generated blocks in records up to date."""
    records = shown_titles.hide_secrets(records)
    writes = []
    for record in records.members:
        if record.is_cut:
            continue  # the blocks may stand in what was not read
        text = _refresh_page(record, records.graph)
        if text != record.text:
            writes.append(Write(record.path, text, record.text))
    return tuple(writes)


def _refresh_page(record: Record, graph: RelationGraph) -> str:
    if record.kind is PHR and has_summary(resolve_block_conflicts(record.text)):
        return fill_blocks(record, graph.list_relations(record))
    text = resolve_block_conflicts(record.text)
    old_content = markdown.get_block_content(text, LINKS_BLOCK)
    if old_content is None:
        return record.text
    new_content = render_links_block(record, graph)
    return (
        text if old_content == new_content else markdown.put_block(text, LINKS_BLOCK, new_content)
    )


def resolve_block_conflicts(text: str) -> str:
    """`merging.remove_block_conflicts`, which is loaded only for a page that needs it."""
    if "<<<<<<<" not in text:
        return text
    from minutebook.records.index import merging

    return merging.remove_block_conflicts(text)
