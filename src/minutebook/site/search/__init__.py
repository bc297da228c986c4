"""The search of the site: an index made when the site is built, asked in the browser."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.site.book import Book
from minutebook.site.page import Page
from minutebook.site.search.index import make_index

FOLDER = "assets/search"


def make_search_pages(book: Book) -> Iterator[Page]:
    """The files of the index, as pages without a template whose data are their `text`.

    They are scripts, because a page that is opened from a file may load nothing else. The texts of
    records are read one at a time. A file whose records did not change is the same, byte for byte.
    """
    for name, text in make_index(book):
        yield Page(f"{FOLDER}/{name}.js", "", {"text": text})
