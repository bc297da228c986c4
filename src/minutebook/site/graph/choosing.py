"""Which records a graph shows, in the order of time: bounded, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.values import Value
from minutebook.site.book import Entry
from minutebook.site.graph.edges import BookIndex, Edge

# Up to so many decisions all are drawn; of more, those with a relation to another.
MAX_WITH_LONE = 1_500
MAX_LINKED = 3_000  # of more the newest
MAX_EDGES = 8_000
MAX_NEAR = 15
MAX_NEAR_PROMPTS = 3


class Choice(Value):
    """Records in the order of time, the edges among them, and the keys of what is left out."""

    entries: tuple[Entry, ...]
    edges: tuple[Edge, ...]
    lone_left_out: tuple[str, ...] = ()
    linked_left_out: tuple[str, ...] = ()


def sort_by_time(entries: Iterable[Entry]) -> list[Entry]:
    """The oldest first, by day and number. What has no day stands by its number."""
    in_order = sorted(entries, key=lambda entry: (entry.repository, entry.number, entry.key))
    day_by_key, day, repository = {}, "", None
    for entry in in_order:
        day = day if entry.repository == repository else ""
        repository = entry.repository
        if entry.date:
            day = max(day, entry.date)
        day_by_key[entry.key] = entry.date or day
    return sorted(in_order, key=lambda entry: (day_by_key[entry.key], entry.number, entry.key))


def choose_all(index: BookIndex, keys: Sequence[str]) -> Choice:
    """Of the records with these keys all that a graph of decisions shows."""
    entries = sort_by_time(index.entry_by_key[key] for key in dict.fromkeys(keys))
    edges = _list_edges(index, entries)
    if len(entries) <= MAX_WITH_LONE:
        return Choice(tuple(entries), tuple(edges[:MAX_EDGES]))
    linked_keys = {key for edge in edges for key in (edge.source, edge.target)}
    lone = tuple(entry.key for entry in entries if entry.key not in linked_keys)
    linked = [entry for entry in entries if entry.key in linked_keys]
    shown = linked[-MAX_LINKED:]
    return Choice(
        tuple(shown),
        tuple(_list_edges(index, shown)[-MAX_EDGES:]),
        lone,
        tuple(entry.key for entry in linked[:-MAX_LINKED]),
    )


def _list_edges(index: BookIndex, entries: Sequence[Entry]) -> list[Edge]:
    """The edges among records, each once, in the order of these."""
    chosen = {entry.key for entry in entries}
    edges: dict[Edge, None] = {}
    for entry in entries:
        for edge in index.edges_by_key.get(entry.key, ()):
            if edge.source in chosen and edge.target in chosen:
                edges[edge] = None
    return list(edges)


def choose_near(index: BookIndex, key: str) -> tuple[Choice, int]:
    """What the small graph of a record shows, and how many of its neighbours are left out.

    All that it has a relation with, and the chain of supersessions that it stands in, the nearest
    first; the prompts that made it where these are few, and no others.
    """
    edges_here = index.edges_by_key.get(key, ())
    prompt_count = sum(1 for edge in edges_here if _is_decided_in(index, edge, key))
    has_prompts = prompt_count <= MAX_NEAR_PROMPTS
    near = [key]
    reached = {key}
    for edge in sorted(edges_here, key=lambda edge: edge.relation != "supersedes"):
        other = _other_end(edge, key)
        is_shown = index.entry_by_key[other].kind == "adr" or (
            has_prompts and _is_decided_in(index, edge, key)
        )
        if is_shown and other not in reached:
            reached.add(other)
            near.append(other)
    border = [each for each in near if _in_chain(index, each, key)]
    while border:
        following = []
        for each in border:
            for edge in index.edges_by_key.get(each, ()):
                other = _other_end(edge, each)
                if edge.relation == "supersedes" and other not in reached:
                    reached.add(other)
                    following.append(other)
        near += following
        border = following
    shown = near[:MAX_NEAR]
    chosen = set(shown)
    edges = [
        edge
        for edge in _list_edges(index, [index.entry_by_key[each] for each in shown])
        if key in (edge.source, edge.target) or edge.relation == "supersedes"
    ]
    linked = {end for edge in edges for end in (edge.source, edge.target)} & chosen
    entries = sort_by_time(index.entry_by_key[each] for each in shown if each in linked)
    return Choice(tuple(entries), tuple(edges)), len(near) - len(entries)


def _other_end(edge: Edge, key: str) -> str:
    return edge.target if edge.source == key else edge.source


def _is_decided_in(index: BookIndex, edge: Edge, key: str) -> bool:
    """Whether an edge leads from a decision to a prompt that made it."""
    is_prompt = index.entry_by_key[_other_end(edge, key)].kind != "adr"
    return is_prompt and edge.relation == "decides"


def _in_chain(index: BookIndex, each: str, key: str) -> bool:
    """Whether a record is `key` itself, or superseded by it or superseding it."""
    return each == key or any(
        edge.relation == "supersedes" and key in (edge.source, edge.target)
        for edge in index.edges_by_key.get(each, ())
    )
