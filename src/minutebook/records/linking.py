"""Makes and removes relations between records, and completes writes with what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.errors import Conflict, Refusal
from minutebook.lean.values import replace
from minutebook.records import filenames, page_links, reader, references, relations
from minutebook.records.adr.vocabulary import relation_words
from minutebook.records.drafting import drafts
from minutebook.records.index import index_pages, page_blocks, shown_titles
from minutebook.records.model import (
    ADR,
    Folder,
    Record,
    RecordSet,
    Write,
    find_folder,
    is_editable_page,
)


class UnfitRelation(Refusal):
    """The relation cannot hold between the two records."""

    code = "unfit-relation"


class MissingLink(Refusal):
    """The relation that is to be removed is not there."""

    code = "no-link"


class LinkInProse(Refusal):
    """The relation that is to be removed is part of a sentence, or of a page that is only read."""

    code = "link-in-prose"

    def __init__(self, records: RecordSet, record: Record) -> None:
        reason = " in a sentence" if record.is_editable else ", and no command changes that page"
        command = f"minutebook edit {references.name_in_command(records, record)}"
        super().__init__(f"{record.path} states it{reason}", command)


# Sets of writes ---------------------------------------------------------------------------------


def simulate_writes(records: RecordSet, writes: Iterable[Write]) -> RecordSet:
    """The record set as it is after the writes; the same object where there are none."""
    texts = {write.path: write.text for write in writes}
    if not texts:
        return records
    new_records = []
    for record in records.members:
        if record.path not in texts:
            new_records.append(record)
        elif (text := texts[record.path]) is not None:
            new_records.append(reader.read_record(record.folder, record.path, text))
    record_paths = {record.path for record in records.members}
    pages = dict(records.pages)
    known_texts = {**pages, **{record.path: record.text for record in records.members}}
    known_texts.update((path, text or "") for path, text in texts.items())
    others = {path: text for path, text in texts.items() if path not in record_paths}
    added = _select_new_records(
        records, [path for path, text in others.items() if text is not None], known_texts
    )
    for path, text in others.items():
        if text is not None and path in added:
            new_records.append(reader.read_record(added[path], path, text))
        if text is None or path in added:
            pages.pop(path, None)
        else:
            pages[path] = text
    new_records.sort(key=lambda record: record.path)
    return reader.settle_dates(replace(records, members=tuple(new_records), pages=pages))


def _select_new_records(
    records: RecordSet, paths: Iterable[str], texts: Mapping[str, str]
) -> dict[str, Folder]:
    """Those of some new pages that are records, each with its folder, and accompany none.

    `texts` are those of all pages, by path.
    """
    candidates = {
        path: folder
        for path in paths
        if (folder := find_folder(records.folders, path)) and filenames.is_record(folder, path)
    }
    if not candidates:
        return {}
    kinds = {folder.kind.name for folder in candidates.values()}
    others = [record.path for record in records.members if record.kind.name in kinds]
    selected = filenames.select_records(
        records.folders, [*others, *candidates], lambda each: texts.get(each, "")
    )
    return {path: folder for path, folder in candidates.items() if path in selected}


def merge_writes(*groups: Iterable[Write]) -> tuple[Write, ...]:
    """The writes of several steps as one: each file once, its first `previous`, its last `text`.

    A file that ends as it was is left out.
    """
    merged: dict[str, Write] = {}
    for group in groups:
        for write in group:
            earlier = merged.get(write.path)
            merged[write.path] = replace(write, previous=earlier.previous) if earlier else write
    return tuple(write for write in merged.values() if write.text != write.previous)


def complete_writes(
    records: RecordSet,
    writes: Iterable[Write],
    linked_paths: Iterable[str] = (),
    *,
    make_index: bool = False,
    begun_folders: Iterable[str] = (),
    add_blocks: bool = False,
) -> tuple[Write, ...]:
    """The writes, and what follows from them in generated blocks and index pages.

    The pages at `linked_paths` get a block of links where they have relations to show; other pages
    keep the block that they have, brought up to date; with `add_blocks` they get one where the page
    at the other end of a relation has one. Index pages are kept up where there are any,
    and begun with a folder's first record, and in the folders with the paths `begun_folders`, if
    the record set says that they are kept at all; with `make_index` they are in any case, and all
    that are missing are made.
    """
    stated_writes = merge_writes(writes)
    if not (records.keeps_index_pages or make_index):
        stated_writes = index_pages.keep_indexes(stated_writes)
    with_facts = simulate_writes(records, stated_writes)
    shown = shown_titles.hide_secrets(with_facts)
    linked = frozenset(linked_paths)
    block_writes = [
        Write(record.path, page_blocks.put_links_block(record, shown.graph), record.text)
        for record in shown.members
        if record.path in linked
        and record.is_editable
        and not record.path.lower().endswith(page_blocks.NO_BLOCK_ENDING)
    ]
    block_writes += [
        write
        for write in page_blocks.refresh_link_blocks(shown, add_missing=add_blocks)
        if write.path not in linked and is_editable_page(write.path, write.previous or "")
    ]
    changed_blocks = merge_writes(block_writes)
    # What is generated in a page states nothing of the record, but for an unfinished merge in it.
    is_merging = any("<<<<<<<" in (write.previous or "") for write in changed_blocks)
    with_blocks = simulate_writes(with_facts, changed_blocks) if is_merging else shown
    begun = {folder.path for folder in records.folders}
    begun -= {record.folder.path for record in records.members}
    begun.update(begun_folders)
    index_writes = index_pages.update_index_pages(
        with_blocks, create=make_index, begun_folders=begun
    )
    return merge_writes(stated_writes, changed_blocks, index_writes)


# Relations --------------------------------------------------------------------------------------


def link_records(
    records: RecordSet, source: Record, relation: str, target: Record
) -> tuple[Write, ...]:
    """Store `source relation target` on the page of its forward end; nothing where it is stored.

    Raises UsageError for an unknown relation, UnfitRelation where it cannot hold between the two,
    and what `plan_supersession` raises.
    """
    name, source, target = orient_relation(records, relation, source, target)
    if problem := drafts.find_relation_problem(name, source, target):
        raise UnfitRelation(problem, "minutebook link --help")
    if name == "supersedes":
        return plan_supersession(records, target, source)
    if find_edge(records.graph, source, name, target) is not None:
        return ()
    writes = [Write(source.path, page_links.add_link(records, source, name, target), source.text)]
    is_pending = name == "amends" and source.kind is ADR and source.state == "proposed"
    if source.path != target.path and not is_pending:
        writes += page_links.state_other_end(records, source, name, target)
    return merge_writes(writes)


def unlink_records(
    records: RecordSet, source: Record, relation: str, target: Record
) -> tuple[Write, ...]:
    """Remove a relation from both pages.

    A decision that nothing supersedes any more has the status that it had before, or is accepted
    where its page does not show that. Raises MissingLink where there is no such relation,
    LinkInProse where a page states it in a sentence: those are for their author to change.
    """
    name, source, target = orient_relation(records, relation, source, target)
    edge = find_edge(records.graph, source, name, target)
    if edge is None:
        argument = references.name_in_command(records, source)
        missing = f"{source.ref} has no link '{name}' to {target.ref}"
        raise MissingLink(missing, f"minutebook show {argument}")
    name = edge.relation
    source, target = (records.graph.records_by_path[path] for path in (edge.source, edge.target))
    text = page_links.remove_link(records, source, name, target)
    writes = [Write(source.path, text, source.text)]
    target = replace(target, text=text) if target.path == source.path else target
    if edge.effect == relations.IN_EFFECT or edge.is_stated_by_target:
        text = page_links.remove_link(records, target, edge.reverse, source)
        writes.append(Write(target.path, text, target.text))
    remaining = find_edge(simulate_writes(records, writes).graph, source, name, target)
    if remaining is not None:
        raise LinkInProse(records, source if remaining.is_stated_by_source else target)
    return merge_writes(writes)


def plan_supersession(records: RecordSet, old: Record, new: Record) -> tuple[Write, ...]:
    """Have `new` supersede `old`: the successor's page first, then the superseded one.

    A successor that is only proposed says so alone; the old decision stays as it is until
    `plan_effects`. Raises ForbiddenTransition where the old decision's status does not allow it,
    Conflict where the new one is rejected or is superseded by the old one, directly or through
    others.
    """
    edge = find_edge(records.graph, new, "supersedes", old)
    if not _reads_as_superseded(old, edge):
        _require_supersedable(records, old, new, is_stated=edge is not None)
    new_text, old_text = new.text, old.text
    if not (edge and edge.is_stated_by_source):
        new_text = page_links.add_link(records, new, "supersedes", old)
    if new.state != "proposed" and not _reads_as_superseded(old, edge):
        old_text = _state_successor(records, old, new)
    return merge_writes([Write(new.path, new_text, new.text), Write(old.path, old_text, old.text)])


def _reads_as_superseded(old: Record, edge: relations.Edge | None) -> bool:
    """Whether the superseded page of a supersession says all of it: by what, and as its status."""
    return edge is not None and edge.is_stated_by_target and old.state == "superseded"


def _state_successor(records: RecordSet, old: Record, new: Record) -> str:
    """The page of a decision, superseded by another; a link to that alone becomes the status."""
    text = page_links.remove_statements(records, old, "superseded-by", new)
    return page_links.add_link(records, replace(old, text=text), "superseded-by", new)


def plan_effects(
    records: RecordSet, new: Record
) -> tuple[tuple[Record, ...], tuple[Record, ...], tuple[Write, ...]]:
    """What follows in other pages when `new`, a decision, has been accepted.

    The decisions that it supersedes from now on, those of which it says so in a sentence alone
    (which may be misread, so that nothing is done), and the writes in the pages of the first. A
    decision that is rejected by now stays that.
    """
    from minutebook.records.adr.statements import stated_form

    superseded: list[Record] = []
    unclear: list[Record] = []
    writes: list[Write] = []
    for edge in records.graph.edges:
        is_own = edge.relation == "supersedes" and edge.source == new.path
        if edge.relation == "amends" and edge.source == new.path and edge.is_resolved:
            if not edge.is_stated_by_target and not edge.is_prose:
                amended = records.graph.records_by_path[edge.target]
                writes += page_links.state_other_end(records, new, "amends", amended)
            continue
        if not is_own or not edge.is_resolved or not edge.is_stated_by_source:
            continue
        old = records.graph.records_by_path[edge.target]
        if (
            _reads_as_superseded(old, edge)
            or old.kind is not ADR
            or old.state == "rejected"
            or relations.has_superseded(records.graph, old, new)
        ):
            continue
        if stated_form.is_stated_in_form(
            new.text, "supersedes", page_links.make_link_test(records, new, old)
        ):
            if old.is_editable:
                writes.append(Write(old.path, _state_successor(records, old, new), old.text))
            superseded.append(old)
        else:
            unclear.append(old)
    return tuple(superseded), tuple(unclear), merge_writes(writes)


def _require_supersedable(
    records: RecordSet, old: Record, new: Record, *, is_stated: bool = False
) -> None:
    """Raise what `plan_supersession` raises. `is_stated`: the new page says it already."""
    if new.state == "rejected":
        raise Conflict(
            f"{new.ref} is rejected, so it supersedes nothing",
            "name a decision that holds, or make one: minutebook adr new --help",
        )
    if is_stated and old.state != "rejected":
        return  # only the other half is missing
    is_successor_unknown = old.state == "superseded" and not any(
        link.relation == "superseded-by" for link in old.links
    )
    if not is_successor_unknown:  # else the page is superseded already, and only says not by whom
        drafts.require_transition(ADR, old, "superseded")
    if relations.has_superseded(records.graph, old, new):
        raise Conflict(
            f"{old.ref} supersedes {new.ref} already",
            "a decision is not superseded by what it superseded",
        )


def require_rejectable(records: RecordSet, record: Record) -> None:
    """Raise Conflict where decisions read as superseded by this one.

    Rejected, it would leave nothing in force.
    """
    for edge in records.graph.edges:
        if (
            edge.relation == "supersedes"
            and edge.source == record.path
            and edge.is_resolved
            and edge.effect == relations.IN_EFFECT
        ):
            old = records.graph.records_by_path[edge.target]
            new_name, old_name = (references.name_in_command(records, r) for r in (record, old))
            raise Conflict(
                f"{record.ref} supersedes {old.ref}; rejected, it would leave nothing in force",
                f"minutebook unlink {new_name} supersedes {old_name}",
            )


def orient_relation(
    records: RecordSet, relation: str, source: Record, target: Record
) -> tuple[str, Record, Record]:
    """The relation as the end that stores it names it: its name, that record, the other one.

    Raises UsageError for a word that is neither known nor the repository's own for a link.
    """
    name = drafts.require_relation(records, relation)
    if relation_words.is_forward(name):
        return name, source, target
    return relation_words.reverse_relation(name), target, source


def find_edge(
    graph: relations.RelationGraph, source: Record, relation: str, target: Record
) -> relations.Edge | None:
    """The edge between two records, None for none; by its name or by that of its other end."""
    ends = (source.path, target.path)
    return next(
        (
            edge
            for edge in graph.edges
            if (edge.relation == relation and (edge.source, edge.target) == ends)
            or (edge.reverse == relation and (edge.target, edge.source) == ends)
        ),
        None,
    )
