import re
import xml.etree.ElementTree as ET

import pytest

from drawn_texts import FORGE, make_book, make_entry
from minutebook.lean.values import replace
from minutebook.site.book import Book, Repository, StatusChange
from minutebook.site.rendering import Renderer
from minutebook.site.rendering.feed import make_feed_page

_ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")
_HOSTILE = "<b>&\"'\u202e\x00\ud800\ufffe]]>"


def _read_feed(book: Book, site_url: str = "") -> ET.Element:
    return ET.fromstring(Renderer(book, site_url).render(make_feed_page(book)).encode())


def _require_rfc_4287(feed: ET.Element) -> None:
    """Assert what RFC 4287 requires of a feed and its entries (4.1.1, 4.1.2, 4.2)."""
    for element in (feed, *feed.iter(f"{_ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{_ATOM}{name}")) == 1
        assert element.findtext(f"{_ATOM}id", "").startswith("urn:uuid:")
        assert _TIME.fullmatch(element.findtext(f"{_ATOM}updated", ""))
        links = [(link.get("rel"), link.get("type")) for link in element.findall(f"{_ATOM}link")]
        assert links.count(("alternate", "text/html")) == 1
    assert feed.find(f"{_ATOM}author/{_ATOM}name") is not None
    for category in feed.iter(f"{_ATOM}category"):
        assert category.get("term")
    ids = [element.text for element in feed.iter(f"{_ATOM}id")]
    assert len(ids) == len(set(ids))


def _list_texts(feed: ET.Element, name: str) -> list[str | None]:
    return [entry.findtext(f"{_ATOM}{name}") for entry in feed.iter(f"{_ATOM}entry")]


def test_the_feed_has_the_newest_records_first() -> None:
    book = make_book(
        make_entry(
            "adr",
            9,
            "New",
            "decisions/0009-new.md",
            date="2026-02-01",
            summary="Why.",
            people=("Ann",),
            labels=("cache",),
        ),
        make_entry(
            "adr",
            2,
            "Old",
            "decisions/0002-old.md",
            date="2025-01-01",
            history=(StatusChange("2026-03-01", "superseded"),),
        ),
    )
    feed = _read_feed(book)
    _require_rfc_4287(feed)
    assert _list_texts(feed, "title")[:2] == ["ADR-0002 Old", "ADR-0009 New"]
    assert _list_texts(feed, "updated")[:2] == ["2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z"]
    assert feed.findtext(f"{_ATOM}updated") == "2026-03-01T00:00:00Z"
    entry = feed.findall(f"{_ATOM}entry")[1]
    assert entry.findtext(f"{_ATOM}summary") == "Why."
    assert entry.findtext(f"{_ATOM}author/{_ATOM}name") == "Ann"
    assert [each.get("term") for each in entry.findall(f"{_ATOM}category")] == ["Decision", "cache"]


def test_the_feed_has_fifty_records_at_most_in_one_order() -> None:
    entries = [
        make_entry("phr", number, "x", f"history/{number:04d}-x.md") for number in range(100, 200)
    ]
    feed = _read_feed(make_book(*entries))
    assert len(feed.findall(f"{_ATOM}entry")) == 50
    book = make_book(*reversed(entries))
    assert _list_texts(_read_feed(book), "id") == _list_texts(feed, "id")


@pytest.mark.parametrize(
    ("site_url", "href"),
    [
        ("", "decisions/0001-keep-records.html"),
        (
            "https://pages.example/shop",
            "https://pages.example/shop/decisions/0001-keep-records.html",
        ),
        (
            "https://pages.example/shop/",
            "https://pages.example/shop/decisions/0001-keep-records.html",
        ),
    ],
)
def test_links_are_absolute_where_the_address_is_known(site_url: str, href: str) -> None:
    feed = _read_feed(make_book(), site_url)
    _require_rfc_4287(feed)
    hrefs = {link.get("href"): link.get("rel") for link in feed.iter(f"{_ATOM}link")}
    assert href in hrefs
    assert ("self" in hrefs.values()) == bool(site_url)


def test_ids_depend_on_neither_address_nor_title() -> None:
    book = make_book()
    renamed = replace(
        book,
        entries=tuple(replace(each, title="Other", url=f"x/{each.url}") for each in book.entries),
    )
    ids = [
        _list_texts(_read_feed(*arguments), "id")
        for arguments in ((book,), (book, "https://a.example"), (renamed,))
    ]
    assert ids[0] == ids[1] == ids[2]


def test_repositories_of_one_name_have_ids_of_their_own() -> None:
    entries = [
        replace(make_entry("adr", 1, "x", "decisions/0001-x.md"), repository=slug, key=slug)
        for slug in ("a", "b")
    ]
    book = Book("T", (Repository("shop", "a"), Repository("shop", "b")), tuple(entries))
    _require_rfc_4287(_read_feed(book))


def test_hostile_texts_are_texts() -> None:
    entry = make_entry(
        "phr",
        3,
        _HOSTILE,
        "history/0003-x.md",
        date=_HOSTILE,
        summary=_HOSTILE,
        people=(_HOSTILE,),
        labels=(_HOSTILE,),
    )
    feed = _read_feed(Book(_HOSTILE, (Repository(_HOSTILE, files_url=FORGE),), (entry,)))
    _require_rfc_4287(feed)
    assert _list_texts(feed, "summary") == ["<b>&\"'\\u202e\\x00\ufffd\ufffd]]>"]


def test_an_empty_book_has_a_feed() -> None:
    feed = _read_feed(Book("", (), ()))
    _require_rfc_4287(feed)
    assert feed.findtext(f"{_ATOM}title") == "Records"
