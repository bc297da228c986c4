"""Relation names, their reverses, the graph they make, and how a reference finds its record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.model import ADR, PHR, Kind, Link, Record, RecordSet
from minutebook.records.references import Resolver
from minutebook.records.references import is_reference as is_reference
from minutebook.records.references import resolve as resolve
from minutebook.text import markdown

# The forward end is what a page stores; the reverse end is what the other page shows.
FORWARD_TO_REVERSE = {
    "supersedes": "superseded-by",
    "amends": "amended-by",
    "depends-on": "required-by",
    "implements": "implemented-by",
    "decides": "decided-in",
    "follows": "followed-by",
    "relates-to": "relates-to",
    "conflicts-with": "conflicts-with",
}
_REVERSE = {back: name for name, back in FORWARD_TO_REVERSE.items()}

# What adr-tools, MADR, log4brains and people write instead of the names above.
_SPELLINGS = {
    "supersedes": "supersede superseding supersede-adr supersedes-adr replaces replacing"
    " obsoletes overrides deprecates",
    "superseded-by": "superseded superseded-adr replaced replaced-by obsoleted-by overridden-by"
    " deprecated-by deprecated-in-favor-of deprecated-in-favour-of in-favor-of in-favour-of"
    " superseded-with superseded-in",
    "amends": "amend amending clarifies refines extends updates modifies revises supplements"
    " complements partially-supersedes partly-supersedes supersedes-in-part partial-supersede"
    " partial-supersedes partially-supersede"
    " partial-supersede-of partially-superseding",
    "amended-by": "amended amended-in clarified-by refined-by extended-by updated-by modified-by"
    " revised-by supplemented-by complemented-by partially-superseded-by partly-superseded-by"
    " superseded-in-part-by",
    "depends-on": "depends depend-on dependency dependencies requires needs builds-on build-on"
    " builds-upon based-on blocked-by constrained-by"
    " enabled-by driven-by informed-by prerequisite prerequisites dependency-on",
    "required-by": "needed-by basis-for enables constrains drives informs depended-on-by"
    " prerequisite-of prerequisite-for",
    "implements": "implementing realises realizes",
    "implemented-by": "implemented-in realised-by realized-by",
    "decides": "decide",
    "decided-in": "decided-by",
    "follows": "follow follows-from follow-up-to follows-up continues",
    "followed-by": "continued-by continued-in",
    "relates-to": "relates related related-to relate-to relates-with links-to link-to linked-to"
    " linked linked-with links related-adr related-adrs related-decision related-decisions"
    " related-phr related-phrs see see-also references refers-to referenced-by reference",
    "conflicts-with": "conflicts conflict conflicting conflicting-with contradicts"
    " contradicted-by incompatible-with",
}
_NAMES = {name: name for name in (*FORWARD_TO_REVERSE, *_REVERSE)} | {
    spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split()
}

_ORDER = {
    name: at for at, name in enumerate(end for ends in FORWARD_TO_REVERSE.items() for end in ends)
}

_DIGITS = re.compile(r"([0-9]{1,18})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def parse_relation(spelling: str) -> str | None:
    """The known name of a relation as a page spells it, None where it is none.

    Case, `_`, blanks, camel case, a closing colon and markdown emphasis do not matter, nor does
    adr-tools' own "Superceded".
    """
    if len(spelling) > 60:
        return None
    letters = _NOT_LETTERS.sub("-", _HUMP.sub("-", spelling).lower()).strip("-")
    return _NAMES.get(letters.replace("superce", "superse"))


def reverse_relation(relation: str) -> str:
    """The other end of a known relation name: `supersedes` for `superseded-by` and back."""
    return FORWARD_TO_REVERSE[relation] if relation in FORWARD_TO_REVERSE else _REVERSE[relation]


def is_forward(relation: str) -> bool:
    """Whether pages store this end. Both ends of a symmetric relation are forward."""
    return relation in FORWARD_TO_REVERSE


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two pages, told from its forward end.

    `source` and `target` are paths; the end that names no record is the words of the page instead,
    and `resolved` is False. `stored`: the source's page states it (the forward end). `back`: the
    target's page states it too (`superseded-by`). An adopted page may state the back end alone.
    """

    relation: str
    source: str
    target: str
    is_resolved: bool
    is_stated_by_source: bool
    is_stated_by_target: bool

    @property
    def is_one_way(self) -> bool:
        """A supersession that only one of its two pages tells of."""
        return (
            self.relation == "supersedes"
            and self.is_resolved
            and self.is_stated_by_source != self.is_stated_by_target
        )


class RelationGraph:
    """The relations of a shelf: `edges` by source, `dangling` the links that name no one record.

    `dangling` holds words that were never meant as a record too: see `is_reference`.
    """

    def __init__(self, records: RecordSet) -> None:
        self.records_by_path = {record.path: record for record in records.members}
        resolver = records.resolver
        dangling: list[tuple[Record, Link]] = []
        ends: dict[tuple[str, str, str, bool], list[bool]] = {}
        for record in records.members:
            for link in record.links:
                other = resolve_link(resolver, record, link)
                if other is None:
                    dangling.append((record, link))
                forward = is_forward(link.relation)
                name = link.relation if forward else reverse_relation(link.relation)
                far = link.target if other is None else other.path
                source, target = (record.path, far) if forward else (far, record.path)
                if name == reverse_relation(name) and (name, target, source, True) in ends:
                    ends[name, target, source, True][1] = True
                    continue
                both = ends.setdefault((name, source, target, other is not None), [False, False])
                both[0 if forward else 1] = True
        self.edges = tuple(
            Edge(name, source, target, resolved, stored, back)
            for (name, source, target, resolved), (stored, back) in sorted(ends.items())
        )
        self.dangling_links = tuple(dangling)
        self._seen: dict[str, list[tuple[str, Record, bool]]] = {}
        for edge in self.edges:
            if edge.is_resolved and edge.source != edge.target:
                subject, other = (
                    self.records_by_path[edge.source],
                    self.records_by_path[edge.target],
                )
                back, alone = (
                    reverse_relation(edge.relation),
                    edge.is_stated_by_target and not edge.is_stated_by_source,
                )
                is_symmetric = back == edge.relation
                self._seen.setdefault(edge.source, []).append(
                    (edge.relation, other, edge.is_stated_by_source)
                )
                self._seen.setdefault(edge.target, []).append(
                    (back, subject, edge.is_stated_by_target if is_symmetric else alone)
                )
        for seen in self._seen.values():
            seen.sort(key=lambda item: (_ORDER[item[0]], make_sort_key(item[1].path)))

    def list_relations(self, record: Record) -> tuple[tuple[str, Record, bool], ...]:
        """The relations of a record as seen from it: relation name, the other record, stored.

        Stored is the forward end where the record's page states it; the reverse end only where
        the other page states nothing (adopted records); each end of a symmetric relation that is
        written.
        """
        return tuple(self._seen.get(record.path, ()))


def choose_link_target(records: RecordSet, record: Record, source: Record, relation: str) -> str:
    """What the page of `source` stores for a link to `record`: the shortest that finds it.

    `0007-use-redis` where the link means records of this kind anyway, else `phr-0007-use-redis`:
    a record of the other kind may have the same number and slug, or get it by a merge. The path
    from the top where that finds another record, or several.
    """
    target = record.link_target
    if record.kind is not infer_link_kind(source, Link(relation, target)):
        target = f"{record.kind.name}-{target}"
    resolved = resolve_link(records.resolver, source, Link(relation, target))
    return target if resolved and resolved.path == record.path else record.path


def make_sort_key(path: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts paths as people count: `9-x` before `10-x`, dates by time."""
    parts = _DIGITS.split(path)
    return tuple(
        (0, int(part), part) if at % 2 else (1, 0, part) for at, part in enumerate(parts) if part
    )


def format_link_label(record: Record) -> str:
    """What a link to a record says: `ADR-0003 Use Postgres`; the title where there is no number."""
    if record.number is None:
        return record.title or record.stem
    return f"{record.ref} {record.title}".strip()


def render_links_block(record: Record, graph: RelationGraph) -> str:
    """The inside of a page's generated block of links; "" where it has none.

    One bullet a relation, the address relative to the record's page.
    """
    lines = [
        f"- {relation.replace('-', ' ')} "
        + markdown.make_link(format_link_label(other), markdown.make_href(record.path, other.path))
        for relation, other, _ in graph.list_relations(record)
    ]
    return "\n".join(["**Links**", "", *lines]) if lines else ""


def infer_link_kind(record: Record, link: Link) -> Kind:
    """The kind that a number alone, or a name of both kinds, means in a link of a record."""
    return {"decides": ADR, "decided-in": PHR}.get(link.relation, record.kind)


def resolve_link(resolver: Resolver, record: Record, link: Link) -> Record | None:
    """The record that a link of a page leads to; None where it leads to none, or may to several."""
    try:
        return resolver.resolve(
            link.target, near_record=record, default_kind=infer_link_kind(record, link)
        )
    except (UnknownRef, AmbiguousRef):
        return None
