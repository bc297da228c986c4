"""Relations between records as Writes: made, removed, and shown on both pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from minutebook.errors import Conflict, Misuse, Refusal
from minutebook.records import drafts, reader, references, relations
from minutebook.records.adr import form_edit
from minutebook.records.index import index_pages, tables
from minutebook.records.model import ADR, Link, Record, Shelf, Write, owner
from minutebook.text import markdown

LINKS = "links"  # the generated block that shows a page's relations


class Unfit(Refusal):
    """A relation that cannot hold between two records."""

    code = "unfit-relation"


class NoLink(Refusal):
    """The relation that is to be removed is not there."""

    code = "no-link"


class InProse(Refusal):
    """The relation that is to be removed is part of a sentence."""

    code = "link-in-prose"


def after(shelf: Shelf, writes: Iterable[Write]) -> Shelf:
    """The shelf as it will be when the writes are done."""
    texts = {write.path: write.text for write in writes}
    records = []
    for record in shelf.records:
        if record.path not in texts:
            records.append(record)
        elif (text := texts[record.path]) is not None:
            records.append(reader.read(record.folder, record.path, text))
    known = {record.path for record in shelf.records}
    pages = dict(shelf.pages)
    for path, text in texts.items():
        folder = owner(shelf.folders, path)
        if text is None:
            pages.pop(path, None)
        elif path not in known:
            if folder is not None and reader.is_record(folder, path):
                records.append(reader.read(folder, path, text))
            else:
                pages[path] = text
    return replace(
        shelf, records=tuple(sorted(records, key=lambda record: record.path)), pages=pages
    )


def merged(*groups: Iterable[Write]) -> tuple[Write, ...]:
    """Writes of several steps as one plan: each file once, from its first `was` to its last text.

    What ends as it was is left out.
    """
    plans: dict[str, Write] = {}
    for group in groups:
        for write in group:
            first = plans.get(write.path)
            plans[write.path] = replace(write, was=first.was) if first else write
    return tuple(write for write in plans.values() if write.text != write.was)


def settled(
    shelf: Shelf, writes: Iterable[Write], aimed: Iterable[str] = (), *, make_index: bool = False
) -> tuple[Write, ...]:
    """The writes, and what follows from them in generated blocks and index pages.

    Pages in `aimed` get a block of links where they have relations to show; other pages keep the
    block they have. An index is kept up where there is one; `make_index` makes those that are
    missing.
    """
    first = merged(writes)
    new = after(shelf, first)
    graph = relations.graph(new)
    wanted = set(aimed)
    blocks = []
    for record in new.records:
        if record.path in wanted:
            inside = relations.block(record, graph)
            if inside or markdown.find_block(record.text, LINKS):
                text = index_pages.mended(record.text)
                text = (
                    markdown.put_block(text, LINKS, inside)
                    if inside
                    else markdown.drop_block(text, LINKS)
                )
                blocks.append(Write(record.path, text, record.text))
    refreshed = index_pages.refresh_blocks(new, graph)
    blocks += [write for write in refreshed if write.path not in wanted]
    second = merged(first, blocks)
    newest = after(shelf, second)
    pages = index_pages.pages(newest, relations.graph(newest), make=make_index)
    return merged(second, pages)


def supersede(shelf: Shelf, old: Record, new: Record, today: str) -> tuple[Write, ...]:
    """The successor's page first, then the page that it supersedes.

    Raises ForbiddenMove where the old decision's status does not allow it, Conflict where the old
    one supersedes the new one, directly or by others.
    """
    edge = relation_of(relations.graph(shelf), new, "supersedes", old)
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
            drafts.moved(ADR, old, "superseded")
        if _leads(relations.graph(shelf), old, new):
            raise Conflict(
                f"{old.ref} supersedes {new.ref} already",
                "a decision is not superseded by what it superseded",
            )
    successor = new.text if edge and edge.stored else _put(shelf, new, "supersedes", old)
    heir = old.text if edge and edge.back else _put(shelf, old, "superseded-by", new)
    return merged([Write(new.path, successor, new.text), Write(old.path, heir, old.text)])


def spared(shelf: Shelf, record: Record) -> None:
    """Raises Conflict where a decision to be rejected supersedes others: what would hold then?"""
    for edge in relations.graph(shelf).edges:
        if edge.relation == "supersedes" and edge.source == record.path:
            old = next((one.ref for one in shelf.records if one.path == edge.target), edge.target)
            raise Conflict(
                f"{record.ref} supersedes {old}; rejected, it would leave nothing in force",
                f"minutebook unlink {record.ref} supersedes {old}, then reject it",
            )


def link(
    shelf: Shelf, source: Record, relation: str, target: Record, today: str
) -> tuple[Write, ...]:
    """Store `source RELATION target` on the page of its forward end; nothing where it is stored."""
    name, source, target = forward(relation, source, target)
    why = drafts.relation_fits(name, source, target)
    if why:
        raise Unfit(why, "minutebook link --help tells which relations there are")
    if name == "supersedes":
        return supersede(shelf, target, source, today)
    graph = relations.graph(shelf)
    if relation_of(graph, source, name, target) is not None:
        return ()
    return merged([Write(source.path, _put(shelf, source, name, target), source.text)])


def unlink(
    shelf: Shelf, source: Record, relation: str, target: Record, today: str
) -> tuple[Write, ...]:
    """Remove a relation from both pages. A decision that nothing supersedes any more is accepted.

    Raises NoLink where there is none, InProse where a page says it in words that are not ours to
    change.
    """
    name, source, target = forward(relation, source, target)
    graph = relations.graph(shelf)
    if relation_of(graph, source, name, target) is None:
        raise NoLink(
            f"{source.ref} has no link '{name}' to {target.ref}",
            f"minutebook show {source.ref} lists its links",
        )
    ends = [(source, name, target), (target, relations.reverse(name), source)]
    writes = []
    for page, word, other in ends:
        text = form_edit.drop_link(page.text, page.form, word, _naming(shelf, page, other))
        if word == "superseded-by":
            left = reader.read(page.folder, page.path, text)
            if left.state in ("", "superseded") and not any(
                one.relation == word for one in left.links
            ):
                text = form_edit.put_status(text, page.form, "accepted", today=today)
        writes.append(Write(page.path, text, page.text))
    left_over = relation_of(relations.graph(after(shelf, writes)), source, name, target)
    if left_over is not None:
        said = source if left_over.stored else target
        raise InProse(f"{said.path} says it in a sentence", f"minutebook edit {said.ref}")
    return merged(writes)


def forward(relation: str, source: Record, target: Record) -> tuple[str, Record, Record]:
    """The relation from the end that stores it. Raises Misuse for a word that names none."""
    name = relations.canonical(relation)
    if name is None:
        known = sorted({*relations.FORWARD, *relations.FORWARD.values()})
        raise Misuse(f"no relation is called {relation!r}", f"there are: {', '.join(known)}")
    if relations.is_forward(name):
        return name, source, target
    return relations.reverse(name), target, source


def relation_of(
    graph: relations.Graph, source: Record, relation: str, target: Record
) -> relations.Edge | None:
    """The edge between two records, if there is one; symmetric relations hold both ways."""
    for edge in graph.edges:
        if edge.relation == relation:
            ends = (edge.source, edge.target)
            if ends == (source.path, target.path):
                return edge
            if relations.reverse(relation) == relation and ends == (target.path, source.path):
                return edge
    return None


def _leads(graph: relations.Graph, start: Record, goal: Record) -> bool:
    """Whether `start` supersedes `goal`, directly or by others."""
    following: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.relation == "supersedes" and edge.resolved:
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


def _put(shelf: Shelf, page: Record, relation: str, other: Record) -> str:
    href = markdown.relative(page.path, other.path)
    if page.form == "nygard" and other.kind is page.kind and other.number is not None:
        label = f"{other.number}. {tables.short(other.title, 120)}"
    else:
        label = other.ref
    target = relations.address(shelf, other, page, relation)
    return form_edit.put_link(page.text, page.form, relation, label, href, target)


def _naming(shelf: Shelf, page: Record, other: Record) -> Callable[[Link], bool]:
    """Whether a link of `page` is to `other`."""
    return lambda link: _means(shelf, link.target, page, other)


def _means(shelf: Shelf, words: str, page: Record, other: Record) -> bool:
    try:
        return references.resolve(shelf, words, near=page).path == other.path
    except Refusal:
        return False
