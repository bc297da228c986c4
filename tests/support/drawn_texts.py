"""Texts of records drawn as the site draws them, in a small book."""

from __future__ import annotations

from minutebook.site.book import Book, Entry, FilePage, Repository
from minutebook.site.rendering.book_links import BookLinks
from minutebook.site.rendering.record_markdown import MarkdownDrawer

FORGE = "https://forge.example/shop/blob/main/"
SOURCE_KEY = "decisions/0001-keep-records.md"
PROMPT_KEY = "history/prompts/carts/0042-move-carts.green.prompt.md"


def make_entry(kind: str, number: int, title: str, path: str, **fields: object) -> Entry:
    """An entry whose page is named after its path."""
    url = path.removesuffix(".md").removesuffix(".green.prompt") + ".html"
    ref = f"{kind.upper()}-{number:04d}"
    values = {"date": "2026-01-02", **fields}
    return Entry(path, url, "", kind, ref, number, title, path, **values)  # type: ignore[arg-type]


def make_book(*more: Entry, files_url: str = FORGE) -> Book:
    """A book of a few records, and what is given beside them."""
    entries = (
        make_entry("adr", 1, "Keep records", SOURCE_KEY, state="accepted"),
        make_entry("adr", 7, "Use Redis", "decisions/0007-use-redis.md", state="accepted"),
        make_entry("phr", 42, "Move carts", PROMPT_KEY),
        *more,
    )
    files = (FilePage("src/carts.py", "files/src/carts.py.html", ""),)
    return Book("Shop", (Repository("shop", files_url=files_url),), entries, files=files)


def draw_markdown(
    text: str,
    key: str = SOURCE_KEY,
    *,
    book: Book | None = None,
    top_level: int = 2,
    reserved_ids: frozenset[str] = frozenset(),
) -> str:
    """A text of an entry as HTML, on the page of that entry."""
    book = book or make_book()
    drawer = MarkdownDrawer(BookLinks(book), reserved_ids)
    entry = next((each for each in book.entries if each.key == key), None)
    drawer.start_page(entry.url if entry else "index.html")
    return str(drawer.draw(text, key, top_level))
