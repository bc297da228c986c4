"""The generated blocks of a page as they stand, as a fact: whether one is behind needs no text.

What a block should be depends on other records. A digest of what stands there, and what the page's
own text decides of it, tell whether it is that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minutebook.records.index import page_blocks
from minutebook.records.index.page_blocks import LinksForm
from minutebook.records.model import LINKS_BLOCK, OUTCOME_BLOCK, PHR, SUMMARY_BLOCK, Record
from minutebook.text import markdown

if TYPE_CHECKING:
    from minutebook.checks.page import Page
    from minutebook.records.relations import RelationGraph

_DIGEST_CHARS = 24
_UNCLEAR: dict[str, Any] = {"unclear": True}


def read_block_state(page: Page) -> dict[str, Any]:
    """The state of the blocks of a page; nothing where it has none.

    `{"links": digest, "heading", "sign", "lines"}`; of a prompt record `{"ways": digest, "sign"}`,
    with the digest of its "outcome" where that names decisions; or `{"unclear": True}` for a page
    that has to be looked at.
    """
    record, text = page.record, page.text
    if record.is_cut:
        return {}  # the blocks may stand in what was not read
    if "<<<<<<<" in text:
        return _UNCLEAR
    if record.kind is PHR and page_blocks.has_summary(text):
        return _read_summary_state(record)
    content = markdown.get_block_content(text, LINKS_BLOCK)
    if content is None:
        return {}
    form = page_blocks.read_links_form(record)
    return {
        LINKS_BLOCK: _digest(content),
        "heading": form.heading,
        "sign": form.sign,
        "lines": sorted(form.link_lines),
    }


def _read_summary_state(record: Record) -> dict[str, Any]:
    """The state of the blocks of a prompt record's page, as `read_block_state` gives it.

    What of them is made of the page's own facts is compared with these at once.
    """
    from minutebook.records.phr import shown_blocks

    text, sign = record.text, shown_blocks.find_bullet_sign(record.text)
    if record.date_text or page_blocks.refresh_heading(record, text) != text:
        return _UNCLEAR  # other records may tell which day a date is
    ways = markdown.get_block_content(text, SUMMARY_BLOCK) or ""
    if own_part := shown_blocks.render_own_part(record, sign):
        if ways != own_part and not ways.startswith(f"{own_part}\n\n"):
            return _UNCLEAR
        ways = ways[len(own_part) + 2 :]
    state = {"ways": _digest(ways), "sign": sign}
    outcome = markdown.get_block_content(text, OUTCOME_BLOCK)
    if outcome is not None and "suggestions" in record.fields:  # they name decisions
        state["outcome"] = _digest(outcome)
    elif outcome is not None and outcome != shown_blocks.render_outcome(record, (), sign):
        return _UNCLEAR
    return state


def may_be_behind(state: Mapping[str, Any], record: Record, graph: RelationGraph) -> bool:
    """Whether a block may not be what the relations of its record say; the page's text tells."""
    if "unclear" in state:
        return True
    sign = state["sign"]
    if LINKS_BLOCK in state:
        form = LinksForm(state["heading"], sign, frozenset(state["lines"]))
        contents = (
            page_blocks.render_links_block(record, graph, form),
            page_blocks.render_former_block(record, graph),
        )
        return state[LINKS_BLOCK] not in map(_digest, contents)
    from minutebook.records.phr import shown_blocks

    relations = graph.list_relations(record)
    if state["ways"] != _digest(shown_blocks.render_ways(record, relations)):
        return True
    outcome = state.get("outcome")
    return outcome is not None and outcome != _digest(
        shown_blocks.render_outcome(record, relations, sign)
    )


def _digest(content: str) -> str:
    from hashlib import sha256

    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
