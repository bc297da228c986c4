"""Rules on what is generated: index pages, and the blocks of links in records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    CommittedAttributes,
    Problem,
    find_line_number,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.lean.values import replace
from minutebook.records.index import index_pages, page_blocks, shown_titles
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
    """An index page that `minutebook index` would write differently; a folder may have none.

    Where operations write no index pages (the setting `index`), none of them is behind.
    """
    for write in _list_stale(
        context, lambda records: index_pages.update_index_pages(records, create=False)
    ):
        yield _describe(write, "index", "does not show the records as they are", "minutebook index")


def _read_block_state(page: Page) -> object:
    if "<!-- minutebook:" not in page.text:
        return None
    from minutebook.checks import block_states

    return block_states.read_block_state(page)


_BLOCKS = Fact("blocks", _read_block_state)


@rule(
    "stale-block",
    "warning",
    "The generated links of a record are not those that the records state.",
    fix=write_blocks,
    fixes="writes the generated block of links anew, in pages that have one; nothing else there.",
    facts=(_BLOCKS,),
    in_baseline=False,
)
def stale_block(context: CheckContext) -> Iterator[Problem]:
    """A generated block of a record that `minutebook index` would write differently.

    In a page that other branches have it is behind on the default branch alone.
    """
    paths = _list_doubtful_paths(context)
    writes = _list_stale(
        context, lambda records: page_blocks.refresh_link_blocks(records, paths=paths)
    )
    list_shared_paths = context.inputs.list_shared_paths
    shared = list_shared_paths([write.path for write in writes]) if list_shared_paths else ()
    keeps_indexes = context.records.keeps_index_pages
    cure = "minutebook index" if keeps_indexes else "minutebook check --fix --only stale-block"
    for write in writes:
        if write.path in shared:
            continue
        block = SUMMARY_BLOCK if page_blocks.has_summary(write.previous or "") else LINKS_BLOCK
        what = "links" if block == LINKS_BLOCK else "facts and links"
        yield _describe(write, block, f"has a block of {what} that no longer holds", cure)


def _list_doubtful_paths(context: CheckContext) -> set[str]:
    """The pages whose blocks may be behind, as far as it is known without their texts."""
    states = list(context.list_facts(_BLOCKS))
    if not states:
        return set()
    from minutebook.checks import block_states

    graph = shown_titles.hide_secrets(context.records).graph
    return {
        record.path
        for record, state in states
        if block_states.may_be_behind(state, graph.records_by_path[record.path], graph)
    }


def _list_stale(
    context: CheckContext, refresh: Callable[[RecordSet], Sequence[Write]]
) -> Sequence[Write]:
    """The pages that are not as they would be made, with the records that are uncommitted or not.

    A turn that commits nothing may leave the pages of others as they are.
    """
    writes, uncommitted = refresh(context.records), context.inputs.uncommitted_paths
    if not writes or not uncommitted:
        return writes
    committed = [each for each in context.records.members if each.path not in uncommitted]
    other_paths = {
        write.path for write in refresh(replace(context.records, members=tuple(committed)))
    }
    # What an uncommitted record's own page shows is made with all records.
    return [write for write in writes if write.path in other_paths or write.path in uncommitted]


@rule(
    "missing-merge-driver",
    "info",
    "The repository has git merge the generated parts of pages by a driver that this clone does not"
    " have: git merges them as text here, which conflicts.",
    needs="attributes",
    in_baseline=False,
)
def missing_merge_driver(context: CheckContext) -> Iterator[Problem]:
    """A driver of ours that the committed `.gitattributes` names and no setting of git has."""
    attributes = context.inputs.attributes or CommittedAttributes("", "", frozenset())
    reported = set(attributes.drivers)
    for line_number, line in enumerate(attributes.text.split("\n"), 1):
        for word in line.split()[1:]:
            name = word.removeprefix("merge=")
            if name != word and name.startswith("minutebook") and name not in reported:
                reported.add(name)
                yield Problem(
                    attributes.path,
                    line_number,
                    f"{attributes.path} names the merge driver {quote_excerpt(name)}, which git"
                    " does not have in this clone.",
                    "Run `minutebook agents install git`.",
                )


def _describe(write: Write, block_name: str, what: str, cure: str) -> Problem:
    return Problem(
        write.path,
        find_line_number(write.previous or "", f"<!-- minutebook:{block_name}"),
        f"{quote_excerpt(write.path, 200)} {what}.",
        f"Run `{cure}`.",
    )
