"""The generated blocks on the pages of records: links to the records that they are related to.

A decision, and a prompt record of the former form, has a block of links once it is linked. On a
prompt record's page the summary below the heading leads there, and the outcome has what became of
suggestions; these blocks stand where the template put them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from minutebook.records.filenames import clean_title
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
from minutebook.records.relations import (
    IN_EFFECT,
    STATES_BEFORE_EFFECT,
    Relation,
    RelationGraph,
    format_link_label,
)
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import record_block

# The titles of the section of links: the first that no section of the page has already.
_TITLES = ("Links", "Related records", "Links to other records")
_FORMER_TITLE = "**Links**"  # of blocks that were written before they had a heading
# The heading of a prompt record, as it is written above the block of its summary.
_PROMPT_HEADING = re.compile(r"(?m)^# (PHR-[0-9]+ [^\r\n]+)\r?\n\r?\n<!-- minutebook:summary -->")
_LINK_SIGN = "]("


def render_links_block(record: Record, graph: RelationGraph) -> str:
    """The content of a page's generated block of links; "" where it has none to show.

    A section with a bullet for each relation that the page does not show itself, as a link in its
    text; the address is relative to the record's page.
    """
    relations = [
        relation
        for relation in graph.list_relations(record)
        if not (
            _is_plain(record, relation) and _is_shown(record, graph.find_lines(record, relation))
        )
    ]
    if not relations:
        return ""
    body_start = frontmatter.parse(record.text)[0].body_start
    text = markdown.remove_block(record.text, LINKS_BLOCK)
    heading = _make_heading(text, body_start)
    sign = markdown.find_bullet_sign(text, body_start)
    return "\n".join([heading, "", *(_make_bullet(record, each, sign) for each in relations)])


def _is_plain(record: Record, relation: Relation) -> bool:
    """Whether the status on a page tells what has come of a relation.

    A proposal has no effect yet, a rejected one never had. That a superseded decision had none, or
    that the other one is but a proposal, only the block says.
    """
    return relation.effect == IN_EFFECT or record.state in STATES_BEFORE_EFFECT


def _is_shown(record: Record, lines: frozenset[int]) -> bool:
    """Whether one of these lines of a page has a link that its readers can follow."""
    if not lines or _LINK_SIGN not in record.text:
        return False
    body_start = frontmatter.parse(record.text)[0].body_start
    first_line = record.text.count("\n", 0, body_start) + 1
    texts = record.text.split("\n", max(lines))
    return any(number >= first_line and _LINK_SIGN in texts[number - 1] for number in lines)


def _make_heading(text: str, body_start: int) -> str:
    """The heading of the section of links, beside the page's own sections.

    Where the page's sections have its title's level, so has this one: it belongs to none of them.
    One more heading of that level, behind others, makes no such page.
    """
    sections = markdown.parse_sections(text, body_start)
    titles = {markdown.fold_title(section.title) for section in sections}
    title = next((each for each in _TITLES if each.casefold() not in titles), _TITLES[-1])
    top_count = sum(section.level == 1 for section in sections)
    has_top_sections = top_count > 2 or all(section.level == 1 for section in sections[:2])
    return f"{'#' if top_count > 1 and has_top_sections else '##'} {title}"


def _choose_place(text: str, content: str) -> int:
    """Where a page's new block of links goes: to its end, but for what hides the end.

    Then it goes before the section with that: what follows the block would belong to its heading.
    """
    offset = markdown.find_unclosed_start(text)
    if offset == len(text):
        return offset
    level = content.index(" ")  # as many hashes are before it
    body_start = frontmatter.parse(text)[0].body_start
    sections = markdown.parse_sections(text, body_start)
    starts = [each.start for each in sections[1:] if each.level <= level and each.start < offset]
    return starts[-1] if starts else offset


def _make_bullet(record: Record, relation: Relation, sign: str) -> str:
    href = markdown.make_href(record.path, relation.record.path)
    link = markdown.make_link(format_link_label(relation.record), href)
    return f"{sign} {relation.phrase(link)}"


def _render_former_block(record: Record, graph: RelationGraph) -> str:
    """The content of a block as it was before it had a heading: with all relations of a record."""
    bullets = [_make_bullet(record, relation, "-") for relation in graph.list_relations(record)]
    return "\n".join([_FORMER_TITLE, "", *bullets]) if bullets else ""


def put_links_block(record: Record, graph: RelationGraph) -> str:
    """The record's page with its block of links; without one where it has none to show."""
    if record.kind is PHR and has_summary(record.text):
        return fill_blocks(record, graph.list_relations(record))
    content = render_links_block(record, graph)
    if not content and not markdown.find_block(record.text, LINKS_BLOCK):
        return record.text
    text = resolve_block_conflicts(record.text)
    if content:
        place = _choose_place(text, content)
        return markdown.put_block(text, LINKS_BLOCK, content, is_spaced=True, offset=place)
    return markdown.remove_block(text, LINKS_BLOCK)


def has_summary(text: str) -> bool:
    """Whether a page has the block that a prompt record shows its relations in.

    Only on a page with a record block: on others the markers may stand in an answer.
    """
    is_for_readers = record_block.find_record_block(text) is not None
    return is_for_readers and markdown.find_block(text, SUMMARY_BLOCK) is not None


def fill_blocks(record: Record, relations: Sequence[Relation]) -> str:
    """The page of a prompt record with its summary and outcome, where it has blocks for them."""
    from minutebook.records.phr import shown_blocks

    text = resolve_block_conflicts(record.text)
    if not has_summary(text):
        return text
    text = _refresh_heading(record, text)
    for name, render in (
        (SUMMARY_BLOCK, shown_blocks.render_summary),
        (OUTCOME_BLOCK, shown_blocks.render_outcome),
    ):
        if (old_content := markdown.get_block_content(text, name)) is not None:
            content = render(record, relations)
            if content != old_content:
                text = markdown.put_block(text, name, content)
    return text


def _refresh_heading(record: Record, text: str) -> str:
    """The page with the title of its front matter in the heading above its summary.

    It is the title as the page has it: a record's may have a secret hidden for other pages.
    """
    heading = _PROMPT_HEADING.search(text)
    title = clean_title(str(record.fields.get("title") or ""))
    if heading is None or not title:
        return text
    from minutebook.records.drafting import phr_pages

    shown = phr_pages.format_heading(title, record.digits)
    return text[: heading.start(1)] + shown + text[heading.end(1) :]


def refresh_link_blocks(records: RecordSet) -> tuple[Write, ...]:
    """The writes that bring the generated blocks in records up to date.

    A block of links of the former form that says what it should stays as it is.
    """
    records = shown_titles.hide_secrets(records)
    writes = []
    for record in records.members:
        if record.is_cut:
            continue  # the blocks may stand in what was not read
        text = _refresh_page(record, records)
        if text != record.text:
            writes.append(Write(record.path, text, record.text))
    return tuple(writes)


def _refresh_page(record: Record, records: RecordSet) -> str:
    text = resolve_block_conflicts(record.text)
    if record.kind is PHR and has_summary(text):
        return fill_blocks(record, records.graph.list_relations(record))
    old_content = markdown.get_block_content(text, LINKS_BLOCK)
    if old_content is None:
        return record.text
    if _is_current(record, old_content, records.graph):
        return text
    return put_links_block(replace(record, text=text), records.graph)


def _is_current(record: Record, content: str, graph: RelationGraph) -> bool:
    if content.startswith(_FORMER_TITLE) and content == _render_former_block(record, graph):
        return True
    return content == render_links_block(record, graph)


def resolve_block_conflicts(text: str) -> str:
    """`merging.remove_block_conflicts`, which is loaded only for a page that needs it."""
    if "<<<<<<<" not in text:
        return text
    from minutebook.records.index import merging

    return merging.remove_block_conflicts(text)
