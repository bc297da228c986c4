"""Relations between records as Writes: made, removed, and shown on both pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from minutebook.errors import Conflict, Refusal, UsageError
from minutebook.records import drafts, reader, relations
from minutebook.records.adr import form_edit
from minutebook.records.index import index_pages, tables
from minutebook.records.model import ADR, Link, Record, RecordSet, Write, find_folder
from minutebook.text import markdown

LINKS_BLOCK = "links"  # the generated block that shows a page's relations


class UnfitRelation(Refusal):
    """A relation that cannot hold between two records."""

    code = "unfit-relation"


class MissingLink(Refusal):
    """The relation that is to be removed is not there."""

    code = "no-link"


class LinkInProse(Refusal):
    """The relation that is to be removed is part of a sentence."""

    code = "link-in-prose"


def simulate_writes(records: RecordSet, writes: Iterable[Write]) -> RecordSet:
    """The record set as it will be when the writes are done; the same one where there are none."""
    texts = {write.path: write.text for write in writes}
    if not texts:
        return records
    new_records = []
    for record in records.members:
        if record.path not in texts:
            new_records.append(record)
        elif (text := texts[record.path]) is not None:
            new_records.append(reader.read_record(record.folder, record.path, text))
    known = {record.path for record in records.members}
    pages = dict(records.pages)
    for path, text in texts.items():
        folder = find_folder(records.folders, path)
        if text is None:
            pages.pop(path, None)
        elif path not in known:
            if folder is not None and reader.is_record(folder, path):
                new_records.append(reader.read_record(folder, path, text))
            else:
                pages[path] = text
    return replace(
        records, members=tuple(sorted(new_records, key=lambda record: record.path)), pages=pages
    )


def merge_writes(*groups: Iterable[Write]) -> tuple[Write, ...]:
    """Writes of several steps as one plan: each file once, from its first `was` to its last text.

    What ends as it was is left out.
    """
    plans: dict[str, Write] = {}
    for group in groups:
        for write in group:
            first = plans.get(write.path)
            plans[write.path] = replace(write, previous=first.previous) if first else write
    return tuple(write for write in plans.values() if write.text != write.previous)


def complete_writes(
    records: RecordSet,
    writes: Iterable[Write],
    linked_paths: Iterable[str] = (),
    *,
    make_index: bool = False,
) -> tuple[Write, ...]:
    """The writes, and what follows from them in generated blocks and index pages.

    Pages in `aimed` get a block of links where they have relations to show; other pages keep the
    block they have. An index is kept up where there is one; `make_index` makes those that are
    missing.
    """
    first = merge_writes(writes)
    new = simulate_writes(records, first)
    graph = new.graph
    wanted = set(linked_paths)
    blocks = []
    for record in new.members:
        if record.path in wanted:
            inside = relations.render_links_block(record, graph)
            if inside or markdown.find_block(record.text, LINKS_BLOCK):
                text = index_pages.resolve_block_conflicts(record.text)
                text = (
                    markdown.put_block(text, LINKS_BLOCK, inside)
                    if inside
                    else markdown.remove_block(text, LINKS_BLOCK)
                )
                blocks.append(Write(record.path, text, record.text))
    refreshed = index_pages.refresh_link_blocks(new, graph)
    blocks += [write for write in refreshed if write.path not in wanted]
    blocks = list(merge_writes(blocks))
    newest = simulate_writes(new, blocks)
    pages = index_pages.update_index_pages(newest, newest.graph, create=make_index)
    return merge_writes(first, blocks, pages)


def plan_supersession(records: RecordSet, old: Record, new: Record) -> tuple[Write, ...]:
    """The successor's page first, then the page that it supersedes.

    Raises ForbiddenMove where the old decision's status does not allow it, Conflict where the old
    one supersedes the new one, directly or by others.
    """
    edge = find_edge(records.graph, new, "supersedes", old)
    if edge is None:
        if new.state == "rejected":
            raise Conflict(
                f"{new.ref} is rejected, so it supersedes nothing",
                "name a decision that holds, or make one: minutebook adr new TITLE",
            )
        orphan = old.state == "superseded" and not any(
            link.relation == "superseded-by" for link in old.links
        )
        if not orphan:  # it is superseded, and only its successor was never named
            drafts.require_transition(ADR, old, "superseded")
        if _leads(records.graph, old, new):
            raise Conflict(
                f"{old.ref} supersedes {new.ref} already",
                "a decision is not superseded by what it superseded",
            )
    successor = (
        new.text if edge and edge.is_stated_by_source else _put(records, new, "supersedes", old)
    )
    heir = (
        old.text if edge and edge.is_stated_by_target else _put(records, old, "superseded-by", new)
    )
    return merge_writes([Write(new.path, successor, new.text), Write(old.path, heir, old.text)])


def require_rejectable(records: RecordSet, record: Record) -> None:
    """Raises Conflict where a decision to be rejected supersedes others: what would hold then?"""
    for edge in records.graph.edges:
        if edge.relation == "supersedes" and edge.source == record.path:
            old = next((one.ref for one in records.members if one.path == edge.target), edge.target)
            raise Conflict(
                f"{record.ref} supersedes {old}; rejected, it would leave nothing in force",
                f"minutebook unlink {record.ref} supersedes {old}, then reject it",
            )


def link_records(
    records: RecordSet, source: Record, relation: str, target: Record
) -> tuple[Write, ...]:
    """Store `source RELATION target` on the page of its forward end; nothing where it is stored."""
    name, source, target = orient_relation(relation, source, target)
    why = drafts.find_relation_problem(name, source, target)
    if why:
        raise UnfitRelation(why, "minutebook link --help tells which relations there are")
    if name == "supersedes":
        return plan_supersession(records, target, source)
    graph = records.graph
    if find_edge(graph, source, name, target) is not None:
        return ()
    return merge_writes([Write(source.path, _put(records, source, name, target), source.text)])


def unlink_records(
    records: RecordSet, source: Record, relation: str, target: Record
) -> tuple[Write, ...]:
    """Remove a relation from both pages. A decision that nothing supersedes any more is accepted.

    Raises NoLink where there is none, InProse where a page says it in words that are not ours to
    change.
    """
    name, source, target = orient_relation(relation, source, target)
    graph = records.graph
    if find_edge(graph, source, name, target) is None:
        raise MissingLink(
            f"{source.ref} has no link '{name}' to {target.ref}",
            f"minutebook show {source.ref} lists its links",
        )
    ends = [(source, name, target), (target, relations.reverse_relation(name), source)]
    writes = []
    for page, word, other in ends:
        text = form_edit.drop_link(page.text, page.dialect, word, _naming(records, page, other))
        if word == "superseded-by":
            left = reader.read_record(page.folder, page.path, text)
            if left.state in ("", "superseded") and not any(
                one.relation == word for one in left.links
            ):
                text = form_edit.set_status(text, page.dialect, "accepted")
        writes.append(Write(page.path, text, page.text))
    left_over = find_edge(simulate_writes(records, writes).graph, source, name, target)
    if left_over is not None:
        said = source if left_over.is_stated_by_source else target
        raise LinkInProse(f"{said.path} says it in a sentence", f"minutebook edit {said.ref}")
    return merge_writes(writes)


def orient_relation(relation: str, source: Record, target: Record) -> tuple[str, Record, Record]:
    """The relation from the end that stores it. Raises Misuse for a word that names none."""
    name = relations.parse_relation(relation)
    if name is None:
        known = sorted({*relations.FORWARD_TO_REVERSE, *relations.FORWARD_TO_REVERSE.values()})
        raise UsageError(f"no relation is called {relation!r}", f"there are: {', '.join(known)}")
    if relations.is_forward(name):
        return name, source, target
    return relations.reverse_relation(name), target, source


def find_edge(
    graph: relations.RelationGraph, source: Record, relation: str, target: Record
) -> relations.Edge | None:
    """The edge between two records, if there is one; symmetric relations hold both ways."""
    for edge in graph.edges:
        if edge.relation == relation:
            ends = (edge.source, edge.target)
            if ends == (source.path, target.path):
                return edge
            if relations.reverse_relation(relation) == relation and ends == (
                target.path,
                source.path,
            ):
                return edge
    return None


def _leads(graph: relations.RelationGraph, start: Record, goal: Record) -> bool:
    """Whether `start` supersedes `goal`, directly or by others."""
    following: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.relation == "supersedes" and edge.is_resolved:
            following.setdefault(edge.source, []).append(edge.target)
    seen, todo = set(), [start.path]
    while todo:
        here = todo.pop()
        if here == goal.path:
            return True
        if here not in seen:
            seen.add(here)
            todo += following.get(here, [])
    return False


def _put(shelf: RecordSet, page: Record, relation: str, other: Record) -> str:
    href = markdown.make_href(page.path, other.path)
    if page.dialect == "nygard" and other.kind is page.kind and other.number is not None:
        label = f"{other.number}. {tables.shorten_text(other.title, 120)}"
    else:
        label = other.ref
    target = relations.choose_link_target(shelf, other, page, relation)
    return form_edit.add_link(page.text, page.dialect, relation, label, href, target)


def _naming(shelf: RecordSet, page: Record, other: Record) -> Callable[[Link], bool]:
    """Whether a link of `page` is to `other`."""
    resolver = shelf.resolver

    def is_to_other(link: Link) -> bool:
        record = relations.resolve_link(resolver, page, link)
        return record is not None and record.path == other.path

    return is_to_other
