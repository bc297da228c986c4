"""The parts of a line of markdown as the site shows them: links, pictures, references.

markdown-it's tokens go in, and tokens with safe attributes come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from minutebook.site.book import Entry
from minutebook.site.page import make_relative
from minutebook.site.rendering.book_links import NOWHERE, BookLinks, Target
from minutebook.site.rendering.heading_ids import HeadingIds
from minutebook.site.rendering.shown_text import show_text

# A reference, or an address that stands in a text without markup.
_REF_OR_ADDRESS = re.compile(
    r"(?<![\w/.#-])(?P<kind>ADR|PHR)-(?P<digits>[0-9]{1,6})(?![\w]|[.-]\w)"
    r"|(?<![\w@.-])(?P<address>https?://[^\s<>\"`|\\^{}\[\]]{1,1000})"
)
_TRAILING_SIGNS = ".,:;!?'*_~"
_MAX_TITLE_CHARS = 200


class InlineChanger:
    """Changes the tokens of the lines of one text.

    `source` is the entry that has the text, None where it is no record's.
    """

    def __init__(
        self, links: BookLinks, ids: HeadingIds, source: Entry | None, page_url: str
    ) -> None:
        self._links, self._ids = links, ids
        self._source, self._page_url = source, page_url

    def change(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens of a line as they are drawn."""
        return list(self._change(tokens))

    def _change(self, tokens: Sequence[Token]) -> Iterator[Token]:
        open_tags: list[str] = []  # of links; "" for one that is in another, as addresses may be
        for token in tokens:
            if token.type == "link_open":
                if "a" in open_tags:
                    open_tags.append("")
                    continue
                href, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
                opened = self._open_link(href, title)
                open_tags.append(opened.tag)
                yield opened
            elif token.type == "link_close":
                if tag := open_tags.pop():
                    yield Token(f"{tag}_close", tag, -1)
            elif token.type == "image":
                yield from self._draw_image(token, is_in_link="a" in open_tags)
            elif token.type == "text":
                text = show_text(token.content)
                yield from [_make_text(text)] if "a" in open_tags else self._link_text(text)
            else:
                token.content = show_text(token.content)
                yield token

    def _open_link(self, href: str, title: str = "") -> Token:
        target = self._resolve(href)
        if target.url:
            return self._open_target(target, title)
        shown = _shorten(title or href)
        return Token("span_open", "span", 1, attrs={"class": "no-link", "title": shown})

    def _open_target(self, target: Target, title: str = "") -> Token:
        url = make_relative(target.url, self._page_url) if target.is_site else target.url
        attributes: dict[str, str | int | float] = {"href": url}
        if shown := _shorten(title or target.title):
            attributes["title"] = shown
        if not target.is_site:
            attributes |= {"rel": "noopener noreferrer", "class": "external"}
        return Token("a_open", "a", 1, attrs=attributes)

    def _resolve(self, href: str) -> Target:
        target = self._links.resolve(href, self._source)
        if not target.is_site or "#" not in target.url:
            return target
        url, _, fragment = target.url.partition("#")
        if not url:
            found = self._ids.find(unquote(fragment))
            return Target(f"#{found}", is_site=True) if found else NOWHERE
        return Target(f"{url}#{self._ids.translate(unquote(fragment))}", target.title, is_site=True)

    def _draw_image(self, token: Token, *, is_in_link: bool) -> Iterator[Token]:
        """A picture as a link to it: the site asks no other host for anything."""
        alternative = show_text("".join(list_texts(token.children or []))).strip() or "image"
        source = str(token.attrs.get("src", ""))
        if is_in_link:
            yield _make_text(alternative)
            return
        opened = self._open_link(source, str(token.attrs.get("title", "")))
        yield opened
        yield _make_text(alternative)
        yield Token(f"{opened.tag}_close", opened.tag, -1)

    def _link_text(self, text: str) -> Iterator[Token]:
        """A text with links for the records and addresses that it names."""
        offset = 0
        for match in _REF_OR_ADDRESS.finditer(text):
            label = match[0]
            if match["address"]:
                label = _trim_address(label)
                target = self._resolve(label)
            else:
                target = self._find_ref(match["kind"].lower(), int(match["digits"]))
            if not target.url:
                continue
            if match.start() > offset:
                yield _make_text(text[offset : match.start()])
            offset = match.start() + len(label)
            yield self._open_target(target)
            yield _make_text(label)
            yield Token("a_close", "a", -1)
        if offset < len(text):
            yield _make_text(text[offset:])

    def _find_ref(self, kind: str, number: int) -> Target:
        return self._links.find_ref(self._source, kind, number) if self._source else NOWHERE


def _make_text(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _shorten(text: str) -> str:
    """A text for a pointer's title: one line, not endless."""
    line = " ".join(show_text(text).split())
    return line if len(line) <= _MAX_TITLE_CHARS else f"{line[: _MAX_TITLE_CHARS - 1]}…"


def list_texts(tokens: Sequence[Token]) -> Iterator[str]:
    """What is read of tokens aloud, without their markup."""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.children:
            yield from list_texts(token.children)


def _trim_address(address: str) -> str:
    """An address without the signs that belong to the sentence around it."""
    address = address.rstrip(_TRAILING_SIGNS)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_TRAILING_SIGNS)
    return address
