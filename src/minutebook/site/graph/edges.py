"""The relations between records of a book as edges: each once, from whichever page says it."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable

from minutebook.lean.values import Value, replace
from minutebook.records.adr.vocabulary.relation_words import (
    fold_word,
    is_forward,
    is_known,
    is_marked_reverse,
    is_passive,
    name_relation,
    pair_words,
    reverse_relation,
)
from minutebook.records.relations import (
    LAPSED,
    PENDING,
    format_relation,
)
from minutebook.site.book import Book, Entry

# How each known relation is drawn; any other word is drawn as "other", with the word.
KIND_BY_RELATION = {
    "supersedes": "supersedes",
    "amends": "amends",
    "depends-on": "depends-on",
    "decides": "decides",
    "relates-to": "relates-to",
}
# Of these the source came after the target, whatever the dates say.
_BUILDS_ON_TARGET = frozenset({"supersedes", "amends", "depends-on", "implements", "follows"})
_PENDING_WORDS = {
    format_relation(name, PENDING): name
    for name in ("supersedes", "superseded-by", "amends", "amended-by")
}
_LAPSED_WORDS = frozenset(
    format_relation(name, LAPSED)
    for name in ("supersedes", "superseded-by", "amends", "amended-by")
)
_OTHERS_WORD = re.compile(
    "“(.+)” said by"
)  # how a book names what only the other page has a word for


class Edge(Value):
    """A relation by its forward name (`supersedes`), and the keys of its two records."""

    relation: str
    source: str
    target: str
    is_effective: bool = True

    @property
    def kind(self) -> str:
        """How it is drawn: a value of `KIND_BY_RELATION`, or "other"."""
        return KIND_BY_RELATION.get(self.relation, "other")

    @property
    def is_symmetric(self) -> bool:
        """Whether it says the same as seen from either end."""
        return reverse_relation(self.relation) == self.relation

    @property
    def is_ordered(self) -> bool:
        """Whether the relation itself says that the target came first; else dates do."""
        return self.relation in _BUILDS_ON_TARGET or self.relation == "decides"

    @property
    def earlier_first(self) -> tuple[str, str]:
        """The keys in the order of an ordered relation: what came first, what followed."""
        if self.relation == "decides":  # the prompt, then the decision it made
            return self.source, self.target
        return self.target, self.source

    @property
    def words(self) -> str:
        """The relation as readers are shown it, from its source."""
        return format_relation(self.relation, "in effect" if self.is_effective else PENDING)

    @property
    def reverse_words(self) -> str:
        """The relation as readers are shown it, from its target; "" where nobody has a word."""
        reverse = reverse_relation(self.relation)
        if is_marked_reverse(reverse):
            return ""
        return format_relation(reverse, "in effect" if self.is_effective else PENDING)


class BookIndex:
    """The entries of a book by key, and the edges of each.

    `edges` are in the order of the entries. Of relations that have lapsed, of those to what is no
    record of the book, and of a record's to itself there are none.
    """

    def __init__(self, book: Book) -> None:
        self.entry_by_key = {entry.key: entry for entry in book.entries}
        self.position_by_key = {key: position for position, key in enumerate(self.entry_by_key)}
        self.edges = _collect_edges(book.entries)
        self.edges_by_key: dict[str, list[Edge]] = {}
        for edge in self.edges:
            self.edges_by_key.setdefault(edge.source, []).append(edge)
            self.edges_by_key.setdefault(edge.target, []).append(edge)


_latest_index: tuple[weakref.ref[Book], BookIndex] | None = None


def index_book(book: Book) -> BookIndex:
    """The index of a book: made once for the book that was asked for last.

    Every decision's page asks for it.
    """
    global _latest_index
    if _latest_index is not None and _latest_index[0]() is book:
        return _latest_index[1]
    index = BookIndex(book)
    _latest_index = (weakref.ref(book), index)
    return index


def _collect_edges(entries: Iterable[Entry]) -> tuple[Edge, ...]:
    entries = list(entries)
    key_by_url = {entry.url: entry.key for entry in entries}
    words_by_ends: dict[tuple[str, str], dict[str, bool]] = {}
    for entry in entries:
        for relation in entry.relations:
            other = key_by_url.get(relation.url) if relation.url else None
            words = relation.name.replace("-", " ")
            if other is None or other == entry.key or words in _LAPSED_WORDS:
                continue
            name = _PENDING_WORDS.get(words) or _fold_name(relation.name)
            is_effective = relation.is_effective and words not in _PENDING_WORDS
            words_by_ends.setdefault((entry.key, other), {}).setdefault(name, is_effective)
    edges: dict[tuple[str, str, str], Edge] = {}
    paired: set[tuple[str, str]] = set()
    for (key, other), words_here in words_by_ends.items():
        own_words = [word for word in words_here if not is_known(word)]
        for word, is_effective in words_here.items():
            if is_known(word):
                _add_edge(edges, _name_edge(word, "", key, other, is_effective))
        if not own_words or (other, key) in paired:
            continue
        paired.add((key, other))
        words_back = [word for word in words_by_ends.get((other, key), {}) if not is_known(word)]
        for word, partner in pair_words(own_words, words_back, {}):
            _add_edge(edges, _name_edge(word, partner, key, other, True))
    return tuple(edges.values())


def _fold_name(shown: str) -> str:
    """The name of a relation as the book has it in words."""
    match = _OTHERS_WORD.fullmatch(shown)
    if match and (word := fold_word(match[1])):
        return reverse_relation(word)
    return name_relation(shown) or "relates-to"


def _add_edge(edges: dict[tuple[str, str, str], Edge], edge: Edge) -> None:
    """Adds an edge that is not there; one is in effect only where both pages say so."""
    ends = (edge.relation, edge.source, edge.target)
    if edge.is_symmetric and (edge.relation, edge.target, edge.source) in edges:
        ends = (edge.relation, edge.target, edge.source)
    known = edges.setdefault(ends, edge)
    if known.is_effective and not edge.is_effective:
        edges[ends] = replace(known, is_effective=False)


def _name_edge(word: str, partner: str, key: str, other: str, is_effective: bool) -> Edge:
    """The edge between two records, by the word that one or both have for it."""
    if word and is_forward(word) and not (partner and is_passive(word)):
        return Edge(word, key, other, is_effective)
    if not partner:
        return Edge(reverse_relation(word), other, key, is_effective)
    if is_forward(partner):
        return Edge(partner, other, key, is_effective)
    return Edge(reverse_relation(partner), key, other, is_effective)
