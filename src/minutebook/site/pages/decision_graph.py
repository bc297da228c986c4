"""The page with the graph of all decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.site.graph import draw_graph
from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex
from minutebook.site.pages.plain import make_plain

GRAPH_URL = "graph.html"
MAX_ROWS = 500  # of the table


def list_graph_page(index: BookIndex) -> Iterator[Page]:
    """The page `graph.html`: all decisions drawn, and their relations as a table.

    The drawing is made when the page is, from what the data names: it is dear for many decisions.
    """
    decisions = list(reversed(index.book.decisions))
    if len(decisions) > MAX_ROWS:  # the table has the first: the newest that have a relation
        decisions = sorted(index.book.decisions, key=lambda entry: not entry.relations)

    def read_texts() -> Mapping[str, object]:
        keys = [entry.key for entry in decisions]
        graph = draw_graph(index.book, keys, page_url=GRAPH_URL) if keys else ""
        return {"graph": graph, "is_drawn": "<svg" in graph}

    yield index.make_page(
        GRAPH_URL,
        "graph.html",
        "Graph of decisions",
        "graph",
        read_texts,
        max_rows=MAX_ROWS,
        decisions=[
            {
                "ref": entry.ref,
                "title": entry.title,
                "url": entry.url,
                "state": entry.state,
                "state_shown": entry.state_shown or entry.state,
                "group": entry.group,
                "repository_name": index.name_repository(entry.repository),
                "relations": make_plain(entry.relations),
            }
            for entry in decisions
        ],
    )
