"""The graph that the links of records make, and what a link between two records says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records import references
from minutebook.records.adr.vocabulary.relation_words import (
    FORWARD_TO_REVERSE as FORWARD_TO_REVERSE,
)
from minutebook.records.adr.vocabulary.relation_words import (
    is_forward,
    is_known,
    is_marked_reverse,
    is_passive,
    pair_words,
)
from minutebook.records.adr.vocabulary.relation_words import (
    parse_relation as parse_relation,
)
from minutebook.records.adr.vocabulary.relation_words import (
    reverse_relation as reverse_relation,
)
from minutebook.records.model import ADR, PHR, Kind, Link, Record, RecordSet

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
_PARTIAL_CHANGES = ("partly-super", "partially-super")  # of a part: in effect as if it were all
_DIGITS = compile_lazily(r"([0-9]{1,18})")


def format_relation(relation: str, effect: str = IN_EFFECT) -> str:
    """A relation in words, by what has come of it: `superseded by`, `would be superseded by`."""
    if effect != IN_EFFECT and relation.startswith(_PARTIAL_CHANGES):
        adverb, _, whole = relation.partition("-")
        return _WORDS_BY_EFFECT[whole, effect].replace("superse", f"{adverb} superse")
    return _WORDS_BY_EFFECT.get((relation, effect)) or relation.replace("-", " ")


def changes_other(relation: str) -> bool:
    """Whether a decision that states a relation changes the other one once it is accepted."""
    return relation in ("supersedes", "amends", *(f"{each}sedes" for each in _PARTIAL_CHANGES))


class Edge(Value):
    """A relation between two pages, as its forward end names it.

    `source` and `target` are paths. Where `is_resolved` is False, one of them is the text of a link
    that names no record. An adopted page may state the reverse end (`superseded-by`) alone: then
    `is_stated_by_target` is True and `is_stated_by_source` False. `effect` is IN_EFFECT, PENDING or
    LAPSED. `is_prose`: only sentences say it, which may be misread. `reverse` is the name of the
    other end: of a page's own word it may be what that other page calls it.
    """

    relation: str
    source: str
    target: str
    is_resolved: bool
    is_stated_by_source: bool
    is_stated_by_target: bool
    effect: str = IN_EFFECT
    is_prose: bool = False
    reverse: str = ""

    @property
    def is_symmetric(self) -> bool:
        """Whether the relation is the same as seen from either end."""
        return self.relation == (self.reverse or reverse_relation(self.relation))

    @property
    def is_one_way(self) -> bool:
        """Whether this is a supersession that only one of its two pages states."""
        return (
            self.relation == "supersedes"
            and self.is_resolved
            and self.is_stated_by_source != self.is_stated_by_target
        )


class Relation(Value):
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

    def phrase(self, link: str) -> str:
        """What readers are shown of it, with the text of a link to the other record.

        "superseded by [ADR-5](…)"; "[ADR-7](…) spiked in this" where only the other record's word
        for it is known.
        """
        if is_marked_reverse(self.name):
            return f"{link} {format_relation(reverse_relation(self.name))} this"
        return f"{self.words} {link}"


class RelationGraph:
    """The relations of a record set.

    `edges` are sorted by relation and source. `dangling_links` are the links that name no record or
    several, each with the record that states it; also what was never meant to name a record, see
    `references.is_reference`.
    """

    def __init__(self, records: RecordSet) -> None:
        self.records_by_path = {record.path: record for record in records.members}
        self.own_pairs = collect_own_pairs(records)
        dangling_links: list[tuple[Record, Link]] = []
        # (relation, source, target, is resolved): which of source and target state the relation
        stated: dict[tuple[str, str, str, bool], list[bool]] = {}
        keys_of_facts = set()
        own_links: dict[tuple[str, str, str], bool] = {}  # by relation, source, target: is it prose
        self._lines: dict[tuple[str, str, str], set[int]] = {}  # by page, relation, other page
        for record in records.members:
            for link in record.links:
                other = resolve_link(records.resolver, record, link)
                if other is not None and not link.is_prose:
                    name = (record.path, link.relation, other.path)
                    self._lines.setdefault(name, set()).add(link.line)
                if not is_known(link.relation):
                    if other is not None:
                        own_key = (link.relation, record.path, other.path)
                        own_links[own_key] = link.is_prose and own_links.get(own_key, True)
                    elif references.names_numbered_record(link.target):
                        dangling_links.append((record, link))
                    continue
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
        edges = [
            Edge(
                *key,
                by_source,
                by_target,
                self._find_effect(key, by_target),
                key not in keys_of_facts,
                reverse_relation(key[0]),
            )
            for key, (by_source, by_target) in stated.items()
        ]
        for ends_of_words, reverse, is_said_by_both in _pair_links(own_links, self.own_pairs):
            key = (*ends_of_words, True)
            effect = self._find_effect(key, is_said_by_both)
            is_prose = own_links[ends_of_words]
            edges.append(Edge(*key, True, is_said_by_both, effect, is_prose, reverse))
        edges.sort(key=lambda edge: (edge.relation, edge.source, edge.target, edge.is_resolved))
        self.edges = tuple(edges)
        self.dangling_links = tuple(dangling_links)
        self._relations_by_path = self._collect_relations()

    def _find_effect(self, key: tuple[str, str, str, bool], is_stated_by_target: bool) -> str:
        """What has come of a relation. What a page says that another has done to it is so."""
        relation, source_path, target_path, is_resolved = key
        if not changes_other(relation) or not is_resolved:
            return IN_EFFECT
        source, target = self.records_by_path[source_path], self.records_by_path[target_path]
        is_said_by_target = is_stated_by_target and (
            relation != "supersedes" or target.state == "superseded"
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
                edge.is_symmetric or not edge.is_stated_by_source
            )
            source, target = (self.records_by_path[path] for path in (edge.source, edge.target))
            if edge.is_stated_by_source or not edge.is_prose:
                relations_by_path.setdefault(edge.source, []).append(
                    Relation(edge.relation, target, edge.is_stated_by_source, edge.effect)
                )
            if is_stored_by_target or not (edge.is_prose or edge.effect == LAPSED):
                relations_by_path.setdefault(edge.target, []).append(
                    Relation(edge.reverse, source, is_stored_by_target, edge.effect)
                )
        for relations in relations_by_path.values():
            relations.sort(
                key=lambda item: (
                    _DISPLAY_ORDER.get(item.name, len(_DISPLAY_ORDER)),
                    "" if item.name in _DISPLAY_ORDER else item.name,
                    make_sort_key(item.record.path),
                )
            )
        return relations_by_path

    def list_relations(self, record: Record) -> tuple[Relation, ...]:
        """The relations of a record, as seen from it.

        What has lapsed is seen from the decision that proposed it alone, what only a sentence says
        from the page that it stands on.
        """
        return tuple(self._relations_by_path.get(record.path, ()))

    def find_lines(self, record: Record, relation: Relation) -> frozenset[int]:
        """The lines of a record's page that state a relation of it, but for sentences."""
        name = (record.path, relation.name, relation.record.path)
        return frozenset(self._lines.get(name, ()))


def collect_own_pairs(records: RecordSet) -> dict[str, str]:
    """The words for links that the configuration names, each with its other end."""
    return {
        word: reverse
        for folder in records.folders
        for word, reverse in folder.own_relations.items()
    }


def _pair_links(
    own_links: Mapping[tuple[str, str, str], bool], own_pairs: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str, str], str, bool]]:
    """The edges that links in pages' own words make: the link that names it, the other end's name.

    With each, whether both pages state it. Two links that lead to each other's pages are one edge
    where one word is known to be the other end of the second, or where nothing is known of either.
    Such an edge is named by the word that is not passive, else by that of the newer page.
    """
    words_by_ends: dict[tuple[str, str], list[str]] = {}
    for word, source, target in own_links:
        if source != target:
            words_by_ends.setdefault((source, target), []).append(word)
    for (source, target), words in words_by_ends.items():
        words_back = words_by_ends.get((target, source), [])
        is_newer = make_sort_key(source) > make_sort_key(target)
        if words_back and not is_newer:
            continue  # the newer page's turn deals with both
        for word, partner in pair_words(words, words_back, own_pairs):
            is_named_here = not partner or not is_passive(word) or is_passive(partner)
            if word and is_named_here:
                reverse = partner or reverse_relation(word, own_pairs)
                yield (word, source, target), reverse, bool(partner)
            else:
                reverse = word or reverse_relation(partner, own_pairs)
                yield (partner, target, source), reverse, bool(word)


def _is_symmetric(relation: str) -> bool:
    return reverse_relation(relation) == relation


def was_only_proposed(record: Record) -> bool:
    """Whether a superseded decision was never accepted, as far as its page shows what it was."""
    return record.former_status == "proposed"


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


@lru_cache(maxsize=4096)  # the rows of a page are sorted five times when one more is put in
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


def infer_link_kind(record: Record, link: Link) -> Kind:
    """The kind that a number alone, or a name of both kinds, means in a link of `record`."""
    return {"decides": ADR, "decided-in": PHR}.get(link.relation, record.kind)


def resolve_link(resolver: references.Resolver, record: Record, link: Link) -> Record | None:
    """The record that a link of `record` leads to; None where that is none, or may be several."""
    candidates = resolver.find_candidates(
        link.target, near_record=record, default_kind=infer_link_kind(record, link)
    )
    return candidates[0] if len(candidates) == 1 else None
