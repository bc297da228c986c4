"""Rules on what is generated: index pages, and the blocks of links in records."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    Problem,
    find_line_number,
    quote_excerpt,
    rule,
)
from minutebook.records.index import index_pages, page_blocks
from minutebook.records.model import LINKS_BLOCK, SUMMARY_BLOCK, RecordSet, Write


def write_indexes(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Bring index pages up to date. All of them: one of older rows may have to be made."""
    return index_pages.update_index_pages(records, create=False)


def write_blocks(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Bring the generated links of the records at `paths` up to date."""
    writes = page_blocks.refresh_link_blocks(records)
    return tuple(write for write in writes if write.path in paths)


@rule(
    "stale-index",
    "warning",
    "An index page does not show the records as they are: its readers miss some, or follow links to"
    " pages that are no longer there.",
    fix=write_indexes,
    fixes="writes the generated part of index pages anew; text around it stays.",
    in_baseline=False,
)
def stale_index(context: CheckContext) -> Iterator[Problem]:
    """An index page that `minutebook index` would write differently; a folder may have none."""
    for write in index_pages.update_index_pages(context.records, create=False):
        yield _describe(write, "index", "does not show the records as they are")


@rule(
    "stale-block",
    "warning",
    "The generated links of a record are not those that the records state.",
    fix=write_blocks,
    fixes="writes the generated block of links anew, in pages that have one; nothing else there.",
    in_baseline=False,
)
def stale_block(context: CheckContext) -> Iterator[Problem]:
    """A generated block of a record that `minutebook index` would write differently."""
    for write in page_blocks.refresh_link_blocks(context.records):
        block = SUMMARY_BLOCK if page_blocks.has_summary(write.previous or "") else LINKS_BLOCK
        what = "links" if block == LINKS_BLOCK else "facts and links"
        yield _describe(write, block, f"has a block of {what} that no longer holds")


def _describe(write: Write, block_name: str, what: str) -> Problem:
    return Problem(
        write.path,
        find_line_number(write.previous or "", f"<!-- minutebook:{block_name}"),
        f"{quote_excerpt(write.path, 200)} {what}.",
        "Run `minutebook index`.",
    )
