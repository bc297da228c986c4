"""The rules on what the texts of decisions name: pages by links, records by refs."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    Problem,
    format_argument,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.records.model import ADR, Record, RecordSet, Write


def _list_links(page: Page) -> list[tuple[int, str, str, str]]:
    """The links in a decision's text that lead to pages: line, address, label, and that path."""
    record = page.record
    if record.kind is not ADR or not record.is_editable:
        return []
    from minutebook.records.renaming.meant_records import locate_target
    from minutebook.records.renaming.text_links import find_text_links

    return [
        (link.line, link.address, link.label, target)
        for link in find_text_links(page.text)
        if (target := locate_target(record, link.address))
    ]


def _list_refs(page: Page) -> list[tuple[int, str, str, int]]:
    """The refs in a decision's text: line, text, kind and number."""
    record = page.record
    if record.kind is not ADR or not record.is_editable:
        return []
    from minutebook.records.renaming.text_links import find_text_refs

    return [(ref.line, ref.text, ref.kind_name, ref.number) for ref in find_text_refs(page.text)]


_LINKS = Fact("links", _list_links)
_REFS = Fact("refs", _list_refs)


def heal_links(records: RecordSet, paths: frozenset[str], inputs: CheckInputs) -> tuple[Write, ...]:
    """Give dead links the addresses of the records that they meant, where that is clear."""
    from minutebook.records.renaming.text_links import DeadLinkFinder

    finder = DeadLinkFinder(records, inputs.current_paths or ())
    return tuple(
        Write(record.path, finder.heal(record), record.text)
        for record in records.of_kind(ADR)
        if record.path in paths and record.is_editable
    )


@rule(
    "dead-link",
    "warning",
    "A link in a decision's text leads to a page that is not there: it was renamed, moved or"
    " removed. Images, code, generated blocks, addresses elsewhere and links to other files than"
    " pages are not looked at.",
    needs="current_paths",
    facts=(_LINKS,),
    fix=heal_links,
    fixes="writes the address of the record that a dead link meant, where its name, a former name,"
    " its slug or its number says which one that is. The label stays.",
)
def dead_link(context: CheckContext) -> Iterator[Problem]:
    """A link in a decision's text to a page that is not there."""
    pages = list(context.list_facts(_LINKS))
    if not pages:
        return
    from minutebook.records.renaming.text_links import DeadLinkFinder

    finder = DeadLinkFinder(context.records, context.inputs.current_paths or ())
    dangling: dict[tuple[str, int], list[str]] = {}
    for record, link in context.graph.dangling_links:
        dangling.setdefault((record.path, link.line), []).append(link.target)
    for record, links in pages:
        for line, address, label, target in links:
            if finder.leads_nowhere(address, target) and not any(
                address in stated for stated in dangling.get((record.path, line), ())
            ):
                yield _report_dead_link(context, record, line, address, label)


def _report_dead_link(
    context: CheckContext, record: Record, line: int, address: str, label: str
) -> Problem:
    from minutebook.records.renaming.meant_records import find_meant_record
    from minutebook.records.renaming.text_links import format_address

    meaning = find_meant_record(context.records, record, address, label)
    meant, doubt = meaning.record, meaning.doubt
    message = f"{record.ref} links to {quote_excerpt(address, 90)}, which is not there."
    if meant is None:
        argument = format_argument(context.records, record)
        fix = f"Correct the link, or take it out: `minutebook edit {argument}`."
        if doubt:
            fix += f" It is not corrected by itself: {doubt}"
    else:
        healed = format_address(record, meant, address)
        # Not in the message, which a baseline holds: that other page may get another name.
        fix = (
            f"{meant.ref} is {quote_excerpt(healed, 90)}: run"
            " `minutebook check --fix --only dead-link`, which writes that address."
        )
    return Problem(record.path, line, message, fix)


@rule(
    "dead-ref",
    "info",
    "A decision's text names a record by a ref (`ADR-0007`) that no record has: it was removed, got"
    " another number, or was never written.",
    facts=(_REFS,),
)
def dead_ref(context: CheckContext) -> Iterator[Problem]:
    """A ref in a decision's text that names no record; one problem for each ref of a page."""
    numbers = {(record.kind.name, record.number) for record in context.records.members}
    stated = {(record.path, link.target) for record, link in context.graph.dangling_links}
    kinds = {kind_name for kind_name, number in numbers if number is not None}
    for record, refs in context.list_facts(_REFS):
        named = set()
        for line, text, kind_name, number in refs:
            if (
                kind_name not in kinds
                or (kind_name, number) in numbers
                or text in named
                or (record.path, text) in stated
                or _is_former_number(context, record, text)
            ):
                continue
            named.add(text)
            yield Problem(
                record.path,
                line,
                f"{record.ref} names {text}, but there is no such record.",
                f"Correct it: `minutebook edit {format_argument(context.records, record)}`.",
            )


def _is_former_number(context: CheckContext, record: Record, ref: str) -> bool:
    """Whether a record had the number before."""
    from minutebook.errors import AmbiguousRef, UnknownRef

    try:
        context.records.resolver.resolve(ref, near_record=record)
    except UnknownRef:
        return False
    except AmbiguousRef:
        return True
    return True
