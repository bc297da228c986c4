"""The rule on relations that name no record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    Problem,
    format_argument,
    quote_argument,
    quote_excerpt,
    rule,
)
from minutebook.errors import AmbiguousRef, Refusal, UnknownRef
from minutebook.lean.values import replace
from minutebook.records import references
from minutebook.records.model import Link, Record, RecordSet, Write, find_folder


def heal_targets(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Have relations name the records that they meant, where that is clear."""
    from minutebook.records import linking
    from minutebook.records.renaming import dead_targets

    writes: tuple[Write, ...] = ()
    for record, link in records.graph.dangling_links:
        if record.path not in paths or not record.is_editable:
            continue
        # A page may have more than one: each is healed on what came of the one before.
        current = replace(record, text=_get_text(writes, record))
        healed = Write(record.path, dead_targets.heal_link(records, current, link), current.text)
        after = {each.path: each for each in linking.simulate_writes(records, [healed]).members}
        if link not in after[record.path].links:
            writes = linking.merge_writes(writes, [replace(healed, previous=current.text)])
    return writes


def _get_text(writes: Sequence[Write], record: Record) -> str:
    """The text of a record's page as it is after some writes."""
    texts = (write.text for write in writes if write.path == record.path)
    return next(texts, None) or record.text


@rule(
    "dangling-link",
    "warning",
    "A link names a record that does not exist: it was renamed or removed, or never written.",
    uses="known_paths",
    fix=heal_targets,
    fixes="has a relation name the record that it meant, in front matter, the status or a line of"
    " the text, where a former name or the number says which one that is.",
)
def dangling_link(context: CheckContext) -> Iterator[Problem]:
    """A link that names a record where there is none, or more than one."""
    for record, link in context.graph.dangling_links:
        target = link.target
        if not _names_record(context, record, target):
            continue
        record = context.records.with_text(record)
        what = "but there is no such record"
        try:
            context.records.resolver.resolve(target, near_record=record)
        except AmbiguousRef:
            what = "which may mean more than one record"
        except UnknownRef:
            pass
        yield Problem(
            record.path,
            link.line,
            f"{record.ref} says {quote_excerpt(f'{link.relation} {target}', 90)}, {what}.",
            _advise(context, record, link),
        )


def _advise(context: CheckContext, record: Record, link: Link) -> str:
    """What to do about a relation that names no record."""
    from minutebook.records.renaming import dead_targets

    argument = format_argument(context.records, record)
    if not record.is_editable:
        return f"Correct the link by hand: `minutebook edit {argument}`."
    if dead_targets.heal_link(context.records, record, link) != record.text:
        return "Run `minutebook check --fix --only dangling-link`, which corrects it."
    doubt = dead_targets.doubt_target(context.records, record, link)
    reason = f" It is not corrected by itself: {doubt}" if doubt else ""
    try:
        dead_targets.unlink_target(context.records, record, link.relation, link.target)
    except Refusal:  # a sentence says it
        return f"Correct the sentence: `minutebook edit {argument}`.{reason}"
    removal = f"minutebook unlink {argument} {link.relation} {quote_argument(link.target)}"
    return f"Correct the link, or run `{removal}`.{reason}"


def _names_record(context: CheckContext, record: Record, target: str) -> bool:
    """Whether a link's target means a record, and not another file that is or was there.

    Below a folder of records only what is there now counts: a page that git had there is a record
    that was renamed or removed. Where git was not asked, a path elsewhere is taken to be there.
    """
    markdown_link = re.search(r"\(<?([^()<>\s]+)>?[^()]*\)\s*$", target[:2000])
    path = (markdown_link[1] if markdown_link else target.strip("`<> ")).partition("#")[0]
    if not path.endswith(".md") or "://" in path:
        return references.is_reference(target.strip("() "))
    folder = "" if path.startswith("/") else record.path.rpartition("/")[0]
    full_path = references.normalize_path(f"{folder}/{path}")
    if _is_page(context, full_path):
        return False
    is_inside = find_folder(context.records.folders, full_path) is not None
    if not (is_inside or references.is_reference(target)):
        return False
    if context.inputs.known_paths is None:
        return is_inside
    return not any(_was_file(context, each) for each in (full_path, path.lstrip("/")))


def _is_page(context: CheckContext, path: str) -> bool:
    return path in context.records.pages or path in context.record_by_path


def _was_file(context: CheckContext, path: str) -> bool:
    """Whether a path is that of a page that is there or, elsewhere than records are, was there."""
    if find_folder(context.records.folders, path) is not None:
        return _is_page(context, path)
    return context.is_known_path(path)
