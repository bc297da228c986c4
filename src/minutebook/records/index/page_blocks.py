"""The generated blocks on the pages of records: links to the records that they are related to.

A decision, and a prompt record of the former form, has a block of links once it is linked. On a
prompt record's page the summary below the heading leads there, and the outcome has what became of
suggestions; these blocks stand where the template put them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.filenames import clean_title, is_index_page_name
from minutebook.records.index import shown_titles
from minutebook.records.model import (
    GENERATED_BLOCKS,
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
_PROMPT_HEADING = compile_lazily(
    r"(?m)^# (PHR-[0-9]+ [^\r\n]+)\r?\n\r?\n<!-- minutebook:summary -->"
)
_LINK_SIGN = "]("
NO_BLOCK_ENDING = ".mdx"  # it has other comments than those around a generated block


class LinksForm(Value):
    """What a page's own text decides of its block of links.

    `heading` is that of the section, `sign` begins its bullets, and `link_lines` are the lines
    (from 1) with a relation of the page and a link that its readers can follow.
    """

    heading: str
    sign: str
    link_lines: frozenset[int]


def read_links_form(record: Record) -> LinksForm:
    """What the text of a record's page decides of its block of links."""
    body_start = frontmatter.parse(record.text)[0].body_start
    text = markdown.remove_block(record.text, LINKS_BLOCK)
    return LinksForm(
        _make_heading(text, body_start),
        markdown.find_bullet_sign(text, body_start),
        _find_link_lines(record, body_start),
    )


def render_links_block(record: Record, graph: RelationGraph, form: LinksForm | None = None) -> str:
    """The content of a page's generated block of links; "" where it has none to show.

    A section with a bullet for each relation that the page does not show itself, as a link in its
    text; the address is relative to the record's page. `form` is that of the page, read from its
    text where it is None.
    """
    relations = graph.list_relations(record)
    if not relations:
        return ""
    form = form or read_links_form(record)
    relations = tuple(
        relation
        for relation in relations
        if not _is_plain(record, relation)
        or form.link_lines.isdisjoint(graph.find_lines(record, relation))
    )
    if not relations:
        return ""
    bullets = (_make_bullet(record, each, form.sign) for each in relations)
    return "\n".join([form.heading, "", *bullets])


def _is_plain(record: Record, relation: Relation) -> bool:
    """Whether the status on a page tells what has come of a relation.

    A proposal has no effect yet, a rejected one never had. That a superseded decision had none, or
    that the other one is but a proposal, only the block says.
    """
    return relation.effect == IN_EFFECT or record.state in STATES_BEFORE_EFFECT


def _find_link_lines(record: Record, body_start: int) -> frozenset[int]:
    """The lines of a page that state its relations and have a link that readers can follow."""
    lines = {link.line for link in record.links}
    if not lines or _LINK_SIGN not in record.text:
        return frozenset()
    first_line = record.text.count("\n", 0, body_start) + 1
    texts = enumerate(record.text.split("\n", max(lines)), 1)
    return frozenset(
        number
        for number, text in texts
        if number >= first_line and number in lines and _LINK_SIGN in text
    )


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


def render_former_block(record: Record, graph: RelationGraph) -> str:
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
    text = resolve_block_conflicts(record.text)
    return _fill_blocks(record, text, relations) if has_summary(text) else text


def _fill_blocks(record: Record, text: str, relations: Sequence[Relation]) -> str:
    from minutebook.records.phr import shown_blocks

    text = refresh_heading(record, text)
    sign = shown_blocks.find_bullet_sign(record.text)
    for name, render in (
        (SUMMARY_BLOCK, shown_blocks.render_summary),
        (OUTCOME_BLOCK, shown_blocks.render_outcome),
    ):
        if (old_content := markdown.get_block_content(text, name)) is not None:
            content = render(record, relations, sign)
            if content != old_content:
                text = markdown.put_block(text, name, content)
    return text


def refresh_heading(record: Record, text: str) -> str:
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


def refresh_link_blocks(
    records: RecordSet, *, add_missing: bool = False, paths: Collection[str] | None = None
) -> tuple[Write, ...]:
    """The writes that bring the generated blocks in records up to date, those at `paths` if given.

    A block of links of the former form that says what it should stays as it is. With `add_missing`
    a page without one gets it where the page at the other end of a relation, which states it, has
    one: on another branch than the default one, that page got its block alone.
    """
    records = shown_titles.hide_secrets(records)
    chosen = records.members
    if paths is not None:
        chosen = tuple(records.with_text(each) for each in chosen if each.path in paths)
    writes = []
    if not any(_has_block(record) for record in chosen):
        return ()
    for record in chosen:
        if record.is_cut:
            continue  # the blocks may stand in what was not read
        text = _refresh_page(record, records, add_missing=add_missing)
        if text != record.text:
            writes.append(Write(record.path, text, record.text))
    return tuple(writes)


def _refresh_page(record: Record, records: RecordSet, *, add_missing: bool) -> str:
    text = resolve_block_conflicts(record.text)
    if record.kind is PHR and has_summary(text):
        return _fill_blocks(record, text, records.graph.list_relations(record))
    old_content = markdown.get_block_content(text, LINKS_BLOCK)
    if old_content is None:
        if not (add_missing and _is_shown_elsewhere(record, records.graph)):
            return record.text
        return put_links_block(record, records.graph)
    if _is_current(record, old_content, records.graph):
        return text
    return put_links_block(replace(record, text=text), records.graph)


def _has_block(record: Record) -> bool:
    return any(f"minutebook:{name} -->" in record.text for name in (LINKS_BLOCK, SUMMARY_BLOCK))


def _is_shown_elsewhere(record: Record, graph: RelationGraph) -> bool:
    """Whether a related record whose page states the relation has a block that shows it.

    Only for pages that may have a block of links themselves.
    """
    if not record.is_editable or record.path.lower().endswith(NO_BLOCK_ENDING):
        return False
    return any(
        _has_block(relation.record)
        for relation in graph.list_relations(record)
        if not relation.is_stored
    )


def _is_current(record: Record, content: str, graph: RelationGraph) -> bool:
    if content.startswith(_FORMER_TITLE) and content == render_former_block(record, graph):
        return True
    return content == render_links_block(record, graph)


def changes_blocks_alone(write: Write) -> bool:
    """Whether a write changes nothing but generated blocks: in a page that is there, or an index.

    An index page that is made, or removed, has no more than what is generated.
    """
    if write.previous is None or write.text is None:
        return is_index_page_name(write.path.rpartition("/")[2])
    return _remove_blocks(write.previous) == _remove_blocks(write.text)


def _remove_blocks(text: str) -> str:
    for name in GENERATED_BLOCKS:
        text = markdown.remove_block(text, name)
    return text


def resolve_block_conflicts(text: str) -> str:
    """`merging.remove_block_conflicts`, which is loaded only for a page that needs it."""
    if "<<<<<<<" not in text:
        return text
    from minutebook.records.index import merging

    return merging.remove_block_conflicts(text)
