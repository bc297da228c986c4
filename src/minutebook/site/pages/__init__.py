"""Pages of the site as data: which there are, and what each says. How they look is in templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.site.book import Book
from minutebook.site.page import Page
from minutebook.site.pages.decision import list_decision_pages
from minutebook.site.pages.decision_graph import list_graph_page
from minutebook.site.pages.decision_list import list_decision_lists
from minutebook.site.pages.files import list_file_pages
from minutebook.site.pages.index import BookIndex
from minutebook.site.pages.names import list_name_pages
from minutebook.site.pages.overview import list_overview
from minutebook.site.pages.prompt import list_prompt_pages
from minutebook.site.pages.prompt_list import list_prompt_lists
from minutebook.site.pages.texts import GuideTopic, list_text_pages
from minutebook.site.rendering.feed import make_feed_page

__all__ = ["GuideTopic", "list_pages"]


def list_pages(book: Book, *, guide: Sequence[GuideTopic] = ()) -> Iterator[Page]:
    """All pages of a book's site and its feed, one at a time, each with a url of its own.

    `guide` are topics (name, title, markdown) that become pages, too, with a way to them on every
    page. Texts of records are read when a page is drawn, not here.
    """
    index = BookIndex(book, has_guide=bool(guide))
    yield from list_overview(index)
    yield from list_decision_lists(index)
    yield from list_decision_pages(index)
    yield from list_prompt_lists(index)
    yield from list_prompt_pages(index)
    yield from list_graph_page(index)
    yield from list_file_pages(index)
    yield from list_name_pages(index)
    yield from list_text_pages(index, guide)
    yield make_feed_page(book)
