"""Names of relations, the graph that links make, and what a link between two records says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.model import ADR, PHR, Kind, Link, Record, RecordSet
from minutebook.records.references import Resolver
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
_REVERSE_TO_FORWARD = {reverse: forward for forward, reverse in FORWARD_TO_REVERSE.items()}

# What adr-tools, MADR, log4brains and people write instead of the names above: first what is also
# the name of a front matter field that states the relation, then what is not.
_FIELD_SPELLINGS = {
    "supersedes": "supersede replaces obsoletes",
    "superseded-by": "replaced-by obsoleted-by",
    "amends": "clarifies refines extends",
    "amended-by": "clarified-by",
    "relates-to": "related related-to related-adr related-adrs",
}
_OTHER_SPELLINGS = {
    "supersedes": "superseding supersede-adr supersedes-adr replacing overrides deprecates",
    "superseded-by": "superseded superseded-adr replaced overridden-by deprecated-by"
    " deprecated-in-favor-of deprecated-in-favour-of in-favor-of in-favour-of superseded-with"
    " superseded-in",
    "amends": "amend amending updates modifies revises supplements complements"
    " partially-supersedes partly-supersedes supersedes-in-part partial-supersede"
    " partial-supersedes partially-supersede partial-supersede-of partially-superseding",
    "amended-by": "amended amended-in refined-by extended-by updated-by modified-by revised-by"
    " supplemented-by complemented-by partially-superseded-by partly-superseded-by"
    " superseded-in-part-by",
    "depends-on": "depends depend-on dependency dependencies requires needs builds-on build-on"
    " builds-upon based-on blocked-by constrained-by enabled-by driven-by informed-by prerequisite"
    " prerequisites dependency-on",
    "required-by": "needed-by basis-for enables constrains drives informs depended-on-by"
    " prerequisite-of prerequisite-for",
    "implements": "implementing realises realizes",
    "implemented-by": "implemented-in realised-by realized-by",
    "decides": "decide",
    "decided-in": "decided-by",
    "follows": "follow follows-from follow-up-to follows-up continues",
    "followed-by": "continued-by continued-in",
    "relates-to": "relates relate-to relates-with links-to link-to linked-to linked linked-with"
    " links related-decision related-decisions related-phr related-phrs see see-also references"
    " refers-to referenced-by reference",
    "conflicts-with": "conflicts conflict conflicting conflicting-with contradicts"
    " contradicted-by incompatible-with",
}
_NAME_BY_FIELD = {name: name for name in (*FORWARD_TO_REVERSE, *_REVERSE_TO_FORWARD)} | {
    spelling: name for name, spellings in _FIELD_SPELLINGS.items() for spelling in spellings.split()
}
_NAME_BY_SPELLING = _NAME_BY_FIELD | {
    spelling: name for name, spellings in _OTHER_SPELLINGS.items() for spelling in spellings.split()
}
# `supersededby`, as adrs writes it.
_NAME_BY_SQUEEZED = {
    name.replace("-", ""): name for name in (*FORWARD_TO_REVERSE, *_REVERSE_TO_FORWARD)
}
# The front matter fields that state a relation, folded as `fold_key` does.
RELATION_FIELDS = frozenset(_NAME_BY_FIELD)

# What has come of a relation. A supersession or an amendment is pending until the newer decision
# is accepted; it has lapsed where that was rejected, or itself superseded, before. Any other
# relation is in effect.
IN_EFFECT, PENDING, LAPSED = "in effect", "pending", "lapsed"
STATES_BEFORE_EFFECT = ("proposed", "rejected")  # of a decision that changes no other (yet)
_WORDS_BY_EFFECT = {
    ("supersedes", PENDING): "would supersede",
    ("superseded-by", PENDING): "would be superseded by",
    ("supersedes", LAPSED): "would have superseded",
    ("superseded-by", LAPSED): "would have been superseded by",
    ("amends", PENDING): "would amend",
    ("amended-by", PENDING): "would be amended by",
    ("amends", LAPSED): "would have amended",
    ("amended-by", LAPSED): "would have been amended by",
}

_DISPLAY_ORDER = {
    name: position
    for position, name in enumerate(end for ends in FORWARD_TO_REVERSE.items() for end in ends)
}
_MAX_SPELLING_CHARS = 60
_DIGITS = re.compile(r"([0-9]{1,18})")
_CAMEL_CASE_BOUNDARY = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def parse_relation(spelling: str) -> str | None:
    """The known name of a relation as a page spells it, None where it is none.

    Case, `_`, blanks, camel case, a closing colon and markdown emphasis do not matter, nor does
    adr-tools' own "Superceded".
    """
    if len(spelling) > _MAX_SPELLING_CHARS:
        return None
    folded = _NOT_LETTERS.sub("-", _CAMEL_CASE_BOUNDARY.sub("-", spelling).lower()).strip("-")
    folded = folded.replace("superce", "superse")
    return _NAME_BY_SPELLING.get(folded) or _NAME_BY_SQUEEZED.get(folded)


def reverse_relation(relation: str) -> str:
    """The other end of a known relation name: `supersedes` for `superseded-by` and back."""
    return FORWARD_TO_REVERSE.get(relation) or _REVERSE_TO_FORWARD[relation]


def format_relation(relation: str, effect: str = IN_EFFECT) -> str:
    """A relation in words, by what has come of it: `superseded by`, `would be superseded by`."""
    return _WORDS_BY_EFFECT.get((relation, effect)) or relation.replace("-", " ")


def is_forward(relation: str) -> bool:
    """Whether pages store this end. Both ends of a symmetric relation are forward."""
    return relation in FORWARD_TO_REVERSE


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two pages, as its forward end names it.

    `source` and `target` are paths. Where `is_resolved` is False, one of them is the text of a link
    that names no record. An adopted page may state the reverse end (`superseded-by`) alone: then
    `is_stated_by_target` is True and `is_stated_by_source` False. `effect` is IN_EFFECT, PENDING or
    LAPSED. `is_prose`: only sentences say it, which may be misread.
    """

    relation: str
    source: str
    target: str
    is_resolved: bool
    is_stated_by_source: bool
    is_stated_by_target: bool
    effect: str = IN_EFFECT
    is_prose: bool = False

    @property
    def is_one_way(self) -> bool:
        """Whether this is a supersession that only one of its two pages states."""
        return (
            self.relation == "supersedes"
            and self.is_resolved
            and self.is_stated_by_source != self.is_stated_by_target
        )


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as seen from a record: its name at this end, and the record at the other end.

    `is_stored` means that the record's own page states it: the forward end; the reverse end only
    where the other page states nothing (adopted records); either end of a symmetric relation.
    `effect` is as in `Edge`.
    """

    name: str
    record: Record
    is_stored: bool
    effect: str = IN_EFFECT

    @property
    def words(self) -> str:
        """The relation as readers are shown it."""
        return format_relation(self.name, self.effect)


class RelationGraph:
    """The relations of a record set.

    `edges` are sorted by relation and source. `dangling_links` are the links that name no record or
    several, each with the record that states it; also what was never meant to name a record, see
    `references.is_reference`.
    """

    def __init__(self, records: RecordSet) -> None:
        self.records_by_path = {record.path: record for record in records.members}
        dangling_links: list[tuple[Record, Link]] = []
        # (relation, source, target, is resolved): which of source and target state the relation
        stated: dict[tuple[str, str, str, bool], list[bool]] = {}
        keys_of_facts = set()
        for record in records.members:
            for link in record.links:
                other = resolve_link(records.resolver, record, link)
                if other is None:
                    dangling_links.append((record, link))
                is_source = is_forward(link.relation)
                relation = link.relation if is_source else reverse_relation(link.relation)
                other_end = link.target if other is None else other.path
                source, target = (record.path, other_end) if is_source else (other_end, record.path)
                mirrored = (relation, target, source, True)
                key = (relation, source, target, other is not None)
                is_mirrored = _is_symmetric(relation) and mirrored in stated
                if not link.is_prose:
                    keys_of_facts.add(mirrored if is_mirrored else key)
                if is_mirrored:
                    stated[mirrored][1] = True
                    continue
                ends = stated.setdefault(key, [False, False])
                ends[0 if is_source else 1] = True
        self.edges = tuple(
            Edge(
                *key,
                by_source,
                by_target,
                self._find_effect(key, by_target),
                key not in keys_of_facts,
            )
            for key, (by_source, by_target) in sorted(stated.items())
        )
        self.dangling_links = tuple(dangling_links)
        self._relations_by_path = self._collect_relations()

    def _find_effect(self, key: tuple[str, str, str, bool], is_stated_by_target: bool) -> str:
        """What has come of a relation. What a page says that another has done to it is so."""
        relation, source_path, target_path, is_resolved = key
        if relation not in ("supersedes", "amends") or not is_resolved:
            return IN_EFFECT
        source, target = self.records_by_path[source_path], self.records_by_path[target_path]
        is_said_by_target = is_stated_by_target and (
            relation == "amends" or target.state == "superseded"
        )
        if source.kind is not ADR or is_said_by_target:
            return IN_EFFECT
        if source.state == "proposed":
            return PENDING
        return LAPSED if source.state == "rejected" or was_only_proposed(source) else IN_EFFECT

    def _collect_relations(self) -> dict[str, list[Relation]]:
        """The answers of `list_relations`, by path."""
        relations_by_path: dict[str, list[Relation]] = {}
        for edge in self.edges:
            if not edge.is_resolved or edge.source == edge.target:
                continue
            is_stored_by_target = edge.is_stated_by_target and (
                _is_symmetric(edge.relation) or not edge.is_stated_by_source
            )
            source, target = (self.records_by_path[path] for path in (edge.source, edge.target))
            if edge.is_stated_by_source or not edge.is_prose:
                relations_by_path.setdefault(edge.source, []).append(
                    Relation(edge.relation, target, edge.is_stated_by_source, edge.effect)
                )
            if is_stored_by_target or not (edge.is_prose or edge.effect == LAPSED):
                relations_by_path.setdefault(edge.target, []).append(
                    Relation(
                        reverse_relation(edge.relation), source, is_stored_by_target, edge.effect
                    )
                )
        for relations in relations_by_path.values():
            relations.sort(
                key=lambda item: (_DISPLAY_ORDER[item.name], make_sort_key(item.record.path))
            )
        return relations_by_path

    def list_relations(self, record: Record) -> tuple[Relation, ...]:
        """The relations of a record, as seen from it.

        What has lapsed is seen from the decision that proposed it alone, what only a sentence says
        from the page that it stands on.
        """
        return tuple(self._relations_by_path.get(record.path, ()))


def _is_symmetric(relation: str) -> bool:
    return reverse_relation(relation) == relation


def was_only_proposed(record: Record) -> bool:
    """Whether a superseded decision was never accepted, as far as its page shows what it was."""
    if record.state != "superseded" or record.is_cut:
        return False
    from minutebook.records.adr.statements import stated_form  # few pages need it

    return stated_form.read_former_status(record.text) == "proposed"


def has_superseded(graph: RelationGraph, successor: Record, record: Record) -> bool:
    """Whether `successor` supersedes `record`, or would, directly or through others."""
    superseded_paths: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.relation == "supersedes" and edge.is_resolved and edge.effect != LAPSED:
            superseded_paths.setdefault(edge.source, []).append(edge.target)
    visited, pending = set(), [successor.path]
    while pending:
        path = pending.pop()
        if path == record.path:
            return True
        if path not in visited:
            visited.add(path)
            pending += superseded_paths.get(path, [])
    return False


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
    parts = _DIGITS.split(path)  # every second part is digits
    return tuple(
        (0, int(part), part) if index % 2 else (1, 0, part)
        for index, part in enumerate(parts)
        if part
    )


def format_link_label(record: Record) -> str:
    """The label of a link to a record: `ADR-0003 Use Postgres`; its title without a number."""
    if record.number is None:
        return record.title or record.stem
    return f"{record.ref} {record.title}".strip()


def render_links_block(record: Record, graph: RelationGraph) -> str:
    """The content of a page's generated block of links; "" where it has no relations.

    One bullet for each relation, the address relative to the record's page.
    """
    lines = [
        f"- {relation.words} "
        + markdown.make_link(
            format_link_label(relation.record),
            markdown.make_href(record.path, relation.record.path),
        )
        for relation in graph.list_relations(record)
    ]
    return "\n".join(["**Links**", "", *lines]) if lines else ""


def infer_link_kind(record: Record, link: Link) -> Kind:
    """The kind that a number alone, or a name of both kinds, means in a link of `record`."""
    return {"decides": ADR, "decided-in": PHR}.get(link.relation, record.kind)


def resolve_link(resolver: Resolver, record: Record, link: Link) -> Record | None:
    """The record that a link of `record` leads to; None where that is none, or may be several."""
    try:
        return resolver.resolve(
            link.target, near_record=record, default_kind=infer_link_kind(record, link)
        )
    except (UnknownRef, AmbiguousRef):
        return None
