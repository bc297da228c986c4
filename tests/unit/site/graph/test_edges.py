"""Relations of a book as edges: each once, whatever word either page has for it."""

from __future__ import annotations

import pytest

from graph_books import make_book
from minutebook.site.graph.edges import Edge, index_book


def edges_of(*statements: tuple[int, str, int]) -> list[Edge]:
    return list(index_book(make_book(4, statements)).edges)


@pytest.mark.parametrize(
    ("statements", "edges"),
    [
        ([(2, "supersedes", 1)], [Edge("supersedes", "2", "1")]),
        ([(1, "superseded by", 2)], [Edge("supersedes", "2", "1")]),
        ([(2, "supersedes", 1), (1, "superseded by", 2)], [Edge("supersedes", "2", "1")]),
        ([(1, "relates to", 2), (2, "relates-to", 1)], [Edge("relates-to", "2", "1")]),
        ([(2, "clarifies", 1), (1, "clarified by", 2)], [Edge("clarifies", "2", "1")]),
        ([(1, "inspired-by", 2), (2, "inspires", 1)], [Edge("inspires", "2", "1")]),
        ([(3, "spiked in", 2), (2, "reverse of spiked in", 3)], [Edge("spiked-in", "3", "2")]),
        ([(2, "“spiked in” said by", 3)], [Edge("spiked-in", "3", "2")]),
        ([(3, "spiked in", 2), (2, "“spiked in” said by", 3)], [Edge("spiked-in", "3", "2")]),
        ([(2, "would supersede", 1)], [Edge("supersedes", "2", "1", False)]),
        (
            [(2, "would supersede", 1), (1, "would be superseded by", 2)],
            [Edge("supersedes", "2", "1", False)],
        ),
        ([(2, "would have superseded", 1)], []),
        ([(2, "supersedes", 2)], []),
        (
            [(2, "supersedes", 1), (1, "supersedes", 2)],
            [Edge("supersedes", "2", "1"), Edge("supersedes", "1", "2")],
        ),
        (
            [(2, "amends", 1), (2, "depends on", 1)],
            [Edge("amends", "2", "1"), Edge("depends-on", "2", "1")],
        ),
    ],
)
def test_edges(statements: list[tuple[int, str, int]], edges: list[Edge]) -> None:
    assert edges_of(*statements) == edges


def test_what_is_no_record_of_the_book_has_no_edge() -> None:
    assert edges_of((2, "supersedes", 99)) == []


def test_an_index_is_made_once_for_a_book() -> None:
    book, other = make_book(2, []), make_book(2, [(2, "amends", 1)])
    assert index_book(book) is index_book(book)
    assert index_book(other).edges
    assert not index_book(book).edges


@pytest.mark.parametrize(
    ("relation", "words", "reverse_words"),
    [
        ("supersedes", "supersedes", "superseded by"),
        ("relates-to", "relates to", "relates to"),
        ("spiked-in", "spiked in", ""),
    ],
)
def test_words(relation: str, words: str, reverse_words: str) -> None:
    edge = Edge(relation, "2", "1")
    assert (edge.words, edge.reverse_words) == (words, reverse_words)
