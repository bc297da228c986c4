"""All pages together: which there are, what they are made of, where their links lead."""

from __future__ import annotations

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import site_books
from minutebook.lean.values import replace
from minutebook.site.book import Book
from minutebook.site.page import Page
from minutebook.site.pages import list_pages
from minutebook.site.rendering import Renderer
from minutebook.site.rendering.template_files import locate_site_templates

GUIDE = (
    ("start", "Start", "# Start\n\nRead [what agents do](https://example.org).\n"),
    ("agents", "Agents", "## Agents of several makers\n"),
)
BOOKS = {
    "empty": site_books.make_empty_book,
    "small": site_books.make_small_book,
    "rich": site_books.make_rich_book,
    "large": lambda: site_books.make_large_book(60),
}
ASSETS = {
    f"assets/{path.relative_to(locate_site_templates() / 'assets').as_posix()}"
    for path in (locate_site_templates() / "assets").rglob("*")
    if path.is_file()
}


class LinkReader(HTMLParser):
    """Reads the addresses, the ids and the headings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        self.addresses += [
            value for name in ("href", "src", "action") if (value := values.get(name)) is not None
        ]
        if identifier := values.get("id"):
            self.ids.append(identifier)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def draw_all(book: Book, guide: tuple[tuple[str, str, str], ...] = ()) -> dict[str, str]:
    renderer = Renderer(book)
    return {page.url: renderer.render(page) for page in list_pages(book, guide=guide)}


def list_urls(book: Book) -> list[str]:
    return [page.url for page in list_pages(book)]


@pytest.fixture(scope="module", params=BOOKS)
def drawn(request: pytest.FixtureRequest) -> dict[str, str]:
    return draw_all(BOOKS[request.param](), GUIDE)


def test_every_record_file_label_and_person_has_a_page():
    book = site_books.make_rich_book()
    urls = set(list_urls(book))
    assert {entry.url for entry in book.entries} <= urls
    assert {file.url for file in book.files} <= urls
    assert {
        "index.html",
        "decisions/index.html",
        "prompts/index.html",
        "prompts/features/index.html",
        "shop/prompts/features/carts.html",
        "shop/prompts/sessions/5e55a001.html",
        "graph.html",
        "files/index.html",
        "labels/index.html",
        "labels/storage.html",
        "people/index.html",
        "people/ada-lovelace.html",
        "people/claude-code.html",
        "search.html",
        "about.html",
        "feed.xml",
    } <= urls


@pytest.mark.parametrize("name", BOOKS)
def test_no_two_pages_have_one_url(name: str):
    urls = [url.lower() for url in list_urls(BOOKS[name]())]
    assert len(urls) == len(set(urls))


def test_the_guide_is_there_only_where_topics_are_given():
    book = site_books.make_small_book()
    assert not [url for url in list_urls(book) if url.startswith("guide/")]
    pages = {page.url: page for page in list_pages(book, guide=GUIDE)}
    assert {"guide/index.html", "guide/start.html", "guide/agents.html"} <= set(pages)
    assert pages["guide/start.html"].data["markdown_text"].startswith("Read [what")
    assert pages["index.html"].data["site_has_guide"] is True


def test_every_link_leads_to_a_page_or_an_asset_of_the_site(drawn: dict[str, str]):
    known = set(drawn) | ASSETS
    ids = {url: LinkReader(text).ids for url, text in drawn.items()}
    dead = []
    for url, text in drawn.items():
        if url == "feed.xml":
            continue
        for address in LinkReader(text).addresses:
            if re.match("https?:", address):
                continue
            path, _, fragment = unquote(address).partition("#")
            target = (
                url
                if not path
                else posixpath.normpath(f"{posixpath.dirname(url)}/{path}").lstrip("/")
            )
            target = target.partition("?")[0]
            if target not in known or (fragment and fragment not in ids[target]):
                dead.append((url, address))
    assert dead == []


def test_headings_are_in_order_and_ids_are_there_once(drawn: dict[str, str]):
    for url, text in drawn.items():
        if url == "feed.xml":
            continue
        page = LinkReader(text)
        assert page.levels.count(1) == 1, url
        assert page.levels[0] == 1, url
        for higher, lower in zip(page.levels, page.levels[1:], strict=False):
            assert lower <= higher + 1, (url, page.levels)
        assert len(page.ids) == len(set(page.ids)), url


def test_pages_have_landmarks_and_a_way_to_the_text(drawn: dict[str, str]):
    for url, text in drawn.items():
        if url == "feed.xml":
            continue
        tags = [tag for tag, _ in LinkReader(text).tags]
        assert tags.count("main") == tags.count("header") - tags[tags.index("main") :].count(
            "header"
        )
        assert '<a class="skip" href="#main">' in text
        assert '<html lang="en"' in text


def test_no_page_has_a_script_or_a_style_of_its_own(drawn: dict[str, str]):
    for url, text in drawn.items():
        for tag, values in LinkReader(text).tags:
            assert "style" not in values, (url, tag)
            assert not [name for name in values if name.startswith("on")], (url, tag)
            assert tag != "script" or values.get("src"), url
            assert tag != "style", url


def test_hostile_records_are_text():
    drawn = draw_all(site_books.make_rich_book())
    for url in ("shop/decisions/0005-hostile.html", "shop/prompts/mail/0004-hostile.html"):
        page = LinkReader(drawn[url])
        assert not [
            address for address in page.addresses if re.match("(?i)javascript:|data:", address)
        ]
        assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "b", "i", "u", "style")]
        assert "&lt;script&gt;document.title" in drawn[url]


def test_data_are_plain_and_do_not_depend_on_when_they_are_made():
    for name in ("small", "rich"):
        first = [(page.url, json.dumps(page.data)) for page in list_pages(BOOKS[name]())]
        second = [(page.url, json.dumps(page.data)) for page in list_pages(BOOKS[name]())]
        assert first == second


def test_texts_are_read_only_when_a_page_is_drawn():
    def refuse(key: str):
        raise AssertionError(f"{key} was read")

    book = replace(site_books.make_small_book(), read_source=refuse)
    pages = {page.url: page for page in list_pages(book)}
    with pytest.raises(AssertionError, match=r"0002-keep-carts-in-redis\.md was read"):
        pages["decisions/0002-keep-carts-in-redis.html"].read_texts()


def test_data_of_a_record_change_with_its_digest_alone():
    book = site_books.make_small_book()
    changed = replace(
        book,
        entries=tuple(
            replace(entry, digest="sha256:other") if entry.ref == "ADR-0002" else entry
            for entry in book.entries
        ),
    )
    before, after = ({page.url: page.data for page in list_pages(each)} for each in (book, changed))
    assert [url for url in before if before[url] != after[url]] == [
        "decisions/0002-keep-carts-in-redis.html"
    ]


def find_page(book: Book, url: str) -> Page:
    return next(page for page in list_pages(book) if page.url == url)


def test_each_template_is_used_and_there():
    folder = Path(locate_site_templates())
    used = {
        page.template
        for name in BOOKS
        for page in list_pages(BOOKS[name](), guide=GUIDE)
        if page.template
    }
    paths = [*folder.glob("*.*"), *folder.glob("lists/*.*")]
    there = {path.relative_to(folder).as_posix() for path in paths}
    assert there == used | {"base.html"}
