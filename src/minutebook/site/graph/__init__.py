"""Draws how decisions hang together: laid out in layers at build time, as SVG with links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from minutebook.site.book import Book
from minutebook.site.graph.choosing import MAX_LINKED, Choice, choose_all, choose_near
from minutebook.site.graph.edges import index_book
from minutebook.site.graph.figure import Figure, count_decisions, draw_figure


def draw_graph(book: Book, keys: Sequence[str], *, page_url: str = "graph.html") -> str:
    """The graph of all decisions with these keys, as a figure of HTML with an SVG in it.

    Links are relative to `page_url`. Of more than 1,500 decisions those without a relation are not
    drawn, and of more than 3,000 with one only the newest; a sentence under the graph says so, and
    `undrawn_keys` which; where none is left there is that sentence alone. "" for no keys.
    """
    if not keys:
        return ""
    index = index_book(book)
    choice = choose_all(index, keys)
    if not choice.entries:
        return f'<p class="graph-note">{escape(_tell_rest(choice))}</p>'
    title = "Decisions and their relations"
    figure = Figure("graph", title, choice.entries, choice.edges, page_url, note=_tell_rest(choice))
    return draw_figure(book, index, figure)


def undrawn_keys(book: Book, keys: Sequence[str]) -> tuple[str, ...]:
    """Of the decisions with these keys those that `draw_graph` leaves out."""
    choice = choose_all(index_book(book), keys)
    return (*choice.lone_left_out, *choice.linked_left_out)


def draw_neighbours(book: Book, key: str, *, page_url: str) -> str:
    """A record with what it has a relation to, as a figure; "" where that is nothing.

    Whole chains of supersessions are shown, at most 15 records in all: more are counted.
    """
    index = index_book(book)
    if key not in index.edges_by_key:
        return ""
    choice, rest = choose_near(index, key)
    if len(choice.entries) < 2:
        return ""
    entry = index.entry_by_key[key]
    note = f"and {rest:,} more" if rest else ""
    title = f"{entry.ref} and its relations"
    return draw_figure(
        book,
        index,
        Figure("near", title, choice.entries, choice.edges, page_url, here=key, note=note),
    )


def _tell_rest(choice: Choice) -> str:
    sentences = []
    if choice.lone_left_out:
        count = len(choice.lone_left_out)
        verb = "is" if count == 1 else "are"
        sentences.append(f"{count_decisions(count)} without a relation {verb} not drawn.")
    if choice.linked_left_out:
        count = len(choice.linked_left_out)
        left_out = "1 older one is" if count == 1 else f"{count:,} older ones are"
        sentences.append(
            f"Of those with relations the newest {MAX_LINKED:,} are drawn: {left_out} not."
        )
    return " ".join(sentences)
