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
from minutebook.records.model import ADR, Record, RecordSet, Write
from minutebook.records.renaming.meant_records import find_meant_record
from minutebook.records.renaming.text_links import (
    DeadLinkFinder,
    TextLink,
    find_text_refs,
    format_address,
)


def heal_links(records: RecordSet, paths: frozenset[str], inputs: CheckInputs) -> tuple[Write, ...]:
    """Give dead links the addresses of the records that they meant, where that is clear."""
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
    fix=heal_links,
    fixes="writes the address of the record that a dead link meant, where its name, a former name,"
    " its slug or its number says which one that is. The label stays.",
)
def dead_link(context: CheckContext) -> Iterator[Problem]:
    """A link in a decision's text to a page that is not there."""
    finder = DeadLinkFinder(context.records, context.inputs.current_paths or ())
    dangling = {
        (record.path, link.line, link.target) for record, link in context.graph.dangling_links
    }
    for record in context.records.of_kind(ADR):
        for link in finder.find_dead(record) if record.is_editable else ():
            if not any(
                (path, line) == (record.path, link.line) and link.address in target
                for path, line, target in dangling
            ):
                yield _report_dead_link(context, record, link)


def _report_dead_link(context: CheckContext, record: Record, link: TextLink) -> Problem:
    meant, doubt = find_meant_record(context.records, record, link.address, link.label)
    message = f"{record.ref} links to {quote_excerpt(link.address, 90)}, which is not there."
    if meant is None:
        argument = format_argument(context.records, record)
        fix = f"Correct the link, or take it out: `minutebook edit {argument}`."
        if doubt:
            fix += f" It is not corrected by itself: {doubt}"
    else:
        address = format_address(record, meant, link.address)
        # Not in the message, which a baseline holds: that other page may get another name.
        fix = (
            f"{meant.ref} is {quote_excerpt(address, 90)}: run"
            " `minutebook check --fix --only dead-link`, which writes that address."
        )
    return Problem(record.path, link.line, message, fix)


@rule(
    "dead-ref",
    "info",
    "A decision's text names a record by a ref (`ADR-0007`) that no record has: it was removed, got"
    " another number, or was never written.",
)
def dead_ref(context: CheckContext) -> Iterator[Problem]:
    """A ref in a decision's text that names no record; one problem for each ref of a page."""
    numbers = {(record.kind.name, record.number) for record in context.records.members}
    stated = {(record.path, link.target) for record, link in context.graph.dangling_links}
    kinds = {kind_name for kind_name, number in numbers if number is not None}
    for record in context.records.of_kind(ADR):
        named = set()
        for ref in find_text_refs(record.text) if record.is_editable else ():
            if (
                ref.kind_name not in kinds
                or (ref.kind_name, ref.number) in numbers
                or ref.text in named
                or (record.path, ref.text) in stated
                or _is_former_number(context, record, ref.text)
            ):
                continue
            named.add(ref.text)
            yield Problem(
                record.path,
                ref.line,
                f"{record.ref} names {ref.text}, but there is no such record.",
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
