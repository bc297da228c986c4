"""Rules on what is generated: index pages, and the blocks of links in records."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, find_line_number, quote_excerpt, rule
from minutebook.records.index import index_pages
from minutebook.records.model import RecordSet, Write


def regenerate(records: RecordSet, paths: frozenset[str], today: str) -> tuple[Write, ...]:
    """No writes: blocks and index pages are brought up to date after every repair anyway."""
    return ()


@rule(
    "stale-index",
    "warning",
    "An index page does not show the records as they are: its readers miss some, or follow links to"
    " pages that are no longer there.",
    fix=regenerate,
)
def stale_index(context: CheckContext) -> Iterator[Problem]:
    """An index page that `minutebook index` would write differently; a folder may have none."""
    for write in index_pages.update_index_pages(context.records, create=False):
        yield _describe(write, "index", "does not show the records as they are")


@rule(
    "stale-block",
    "warning",
    "The generated links of a record are not those that the records state.",
    fix=regenerate,
)
def stale_block(context: CheckContext) -> Iterator[Problem]:
    """A generated block of a record that `minutebook index` would write differently."""
    for write in index_pages.refresh_link_blocks(context.records):
        yield _describe(write, "links", "has a block of links that no longer holds")


def _describe(write: Write, block_name: str, what: str) -> Problem:
    has_blocks = write.previous is not None and "<!-- minutebook:" in write.previous
    if not has_blocks:
        what = "has no generated index yet"
    return Problem(
        write.path,
        find_line_number(write.previous or "", f"<!-- minutebook:{block_name}"),
        f"{quote_excerpt(write.path, 200)} {what}.",
        "Run `minutebook index`.",
        severity="" if has_blocks else "info",
    )
