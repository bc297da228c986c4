"""Draws a page: its template with the page's data, and the filters that know the book."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

import minutebook
from minutebook.site.book import Book, Repository
from minutebook.site.page import Page, make_relative
from minutebook.site.rendering.book_links import BookLinks
from minutebook.site.rendering.highlighting import draw_code, read_pygments_version
from minutebook.site.rendering.record_markdown import MarkdownDrawer
from minutebook.site.rendering.shown_text import show_text
from minutebook.site.rendering.template_files import read_templates
from minutebook.site.rendering.value_filters import (
    show_day,
    show_duration,
    show_thousands,
    show_verbatim,
)

_LITERAL_ID = re.compile(r"""\bid=["']?([\w-]+)""")


class Renderer:
    """Draws the pages of a book, one after the other (not in several threads at once).

    `site_url` is the address that the site is published at, for the feed; "" where it may be any.
    """

    def __init__(self, book: Book, site_url: str = "") -> None:
        sources = read_templates()
        self._book = book
        self._page_url = ""
        self._links = BookLinks(book)
        reserved_ids = {name for source in sources.values() for name in _LITERAL_ID.findall(source)}
        self._markdown = MarkdownDrawer(self._links, frozenset(reserved_ids))
        self._site = _Site(book, self._links, _end_with_slash(site_url))
        self._sources = sources
        self._environment = _Environment(
            loader=jinja2.DictLoader(sources),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=_show_value,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.globals = {"site": self._site, **_GLOBALS}
        self._environment.filters |= {
            "rel": self._make_link,
            "absolute": self._make_absolute,
            "markdown": self._draw_markdown,
            "code": draw_code,
            "verbatim": show_verbatim,
            "day": show_day,
            "duration": show_duration,
            "thousands": show_thousands,
        }

    def render(self, page: Page) -> str:
        """The text of a page: HTML, or what its template makes.

        A page without a template is its data's `text`. Raises jinja2.TemplateError where a template
        is wrong or asks for what the page does not have.
        """
        self._links.lookups.clear()
        if not page.template:
            return str(page.data["text"])
        self._page_url = page.url
        self._markdown.start_page(page.url)
        values = {**page.data, **page.read_texts()}
        template = self._environment.get_template(page.template)
        return template.render({**values, "page": {**values, "url": page.url}})

    @property
    def lookups(self) -> tuple[str, ...]:
        """What the page that was drawn last has asked of the book, beside its own data."""
        return tuple(self._links.lookups)

    def digest_answers(self, lookups: Iterable[str]) -> str:
        """A digest of what the book answers to lookups: another one where the page has changed."""
        return self._links.digest_answers(lookups)

    def template_digest(self) -> str:
        """A digest that changes with what all pages are made with.

        Templates, the program's version and Pygments', the site's title, address and repositories.
        """
        state = hashlib.sha256()
        repositories = [
            f"{each.name}\n{each.slug}\n{each.files_url}\n{each.commits_url}\n{each.description}"
            for each in self._book.repositories
        ]
        versions = [minutebook.__version__, read_pygments_version()]
        names = [self._book.title, self._site.url]
        templates = [part for pair in sorted(self._sources.items()) for part in pair]
        for text in (*versions, *names, *repositories, *templates):
            state.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
        return state.hexdigest()

    # Filters that depend on the page take the context, else Jinja computes them once for all pages
    # where a template gives them a constant.
    @jinja2.pass_context
    def _make_link(self, context: Context, url: str) -> str:
        return make_relative(url, self._page_url)

    @jinja2.pass_context
    def _make_absolute(self, context: Context, url: str) -> str:
        """A link that holds anywhere, or a relative one where the site's address is not known."""
        if self._site.url:
            return urljoin(self._site.url, quote(url))
        return make_relative(url, self._page_url)

    @jinja2.pass_context
    def _draw_markdown(
        self, context: Context, text: str, entry_key: str = "", top_level: int = 2
    ) -> Markup:
        return self._markdown.draw(text, entry_key, top_level)


class _Site:
    """What templates know of the whole site; to ask for the day is noted as a lookup."""

    def __init__(self, book: Book, links: BookLinks, url: str) -> None:
        self.title: str = book.title
        self.repositories: tuple[Repository, ...] = book.repositories
        self.url = url
        self._links = links

    @property
    def day(self) -> str:
        return self._links.find_day()


class _Environment(jinja2.Environment):
    """An environment in which `page.items` is a key of a mapping before it is a method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _show_value(value: Any) -> Any:
    """A value of an expression in a template, without characters that hide or reorder text."""
    return show_text(value) if type(value) is str else value


def _end_with_slash(url: str) -> str:
    return f"{url.rstrip('/')}/" if url else ""


# Of Jinja's own, those that give the same whenever a page is drawn: `lipsum` is random.
_GLOBALS = {
    name: jinja2.defaults.DEFAULT_NAMESPACE[name]
    for name in ("range", "dict", "joiner", "cycler", "namespace")
}
