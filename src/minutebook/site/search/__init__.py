"""The search of the site: an index made when the site is built, asked in the browser."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from minutebook.site.book import Book
from minutebook.site.page import Page
from minutebook.site.search.index import make_index

FOLDER = "assets/search"


def make_search_pages(
    book: Book, kept_words: MutableMapping[str, str] | None = None
) -> Iterator[Page]:
    """The files of the index, as pages without a template whose data are their `text`.

    They are scripts, because a page that is opened from a file may load nothing else. The texts of
    records are read one at a time. A file whose records did not change is the same, byte for byte.
    Who makes the index again and again gives `kept_words`, at first empty: it then has the words of
    each record (about 1 KB), and the texts of records that did not change are not read again.
    """
    for name, text in make_index(book, kept_words):
        yield Page(f"{FOLDER}/{name}.js", "", {"text": text})
