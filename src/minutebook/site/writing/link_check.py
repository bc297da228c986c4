"""Checks the links of a site that was written: each leads to a page, and a place in it.

Also that no page loads anything from elsewhere.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value
from minutebook.records.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

DEAD_LINK, DEAD_FRAGMENT, REMOTE_RESOURCE = "dead-link", "dead-fragment", "remote-resource"
# Attributes by which an element loads what they name; `a` and `form` only lead there.
_LOADING_ATTRIBUTES = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("video", "poster"),
    ("video", "src"),
}
_LEADING_ATTRIBUTES = {("a", "href"), ("area", "href"), ("form", "action")}
_LOADED_RELATIONS = {"icon", "modulepreload", "preload", "stylesheet"}  # of `link`


class _Link(Value):
    """A link of a page: what it says, and the line that it stands in, from 1."""

    target: str
    line: int
    is_loaded: bool


class _LinkParser(HTMLParser):
    """Collects the links and the ids of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[_Link] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        relations = values.get("rel", "").lower().split()
        for name, value in values.items():
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif (tag, name) in _LOADING_ATTRIBUTES or (tag, name) in _LEADING_ATTRIBUTES:
                is_loaded = (tag, name) in _LOADING_ATTRIBUTES and (
                    tag != "link" or not _LOADED_RELATIONS.isdisjoint(relations)
                )
                self.links.append(_Link(value.strip(), self.getpos()[0], is_loaded))


def find_dead_links(
    out: str, urls: Sequence[str], report_progress: ProgressReporter | None = None
) -> Iterator[Finding]:
    """What is wrong with the links of a site's pages, in the order of their urls.

    `urls` are its files, relative to `out`. A link that stands in several places of a page is told
    of once.
    """
    known = set(urls)
    ids: dict[str, set[str]] = {}
    fragments: dict[tuple[str, str], list[tuple[str, _Link]]] = {}
    findings = []
    pages = sorted(url for url in known if url.endswith(".html"))
    for url in track_progress(pages, report_progress):
        parser = _parse_page(out, url)
        ids[url] = parser.ids
        for link in _without_repetitions(parser.links):
            problem, place = _follow(out, url, link, known)
            if problem is not None:
                findings.append(problem)
            elif place is not None and place[1]:
                # Looked up when all pages are read. Few pages name one place.
                fragments.setdefault(place, []).append((url, link))
    for (target, fragment), places in fragments.items():
        if target in ids and fragment not in ids[target]:
            findings += [
                _make_finding(DEAD_FRAGMENT, url, link, f"{target} has no #{fragment}")
                for url, link in places
            ]
    return iter(sorted(findings, key=lambda finding: (finding.path, finding.line)))


def _parse_page(out: str, url: str) -> _LinkParser:
    parser = _LinkParser()
    with open(os.path.join(out, url), encoding="utf-8", errors="replace") as file:
        parser.feed(file.read())
    parser.close()
    return parser


def _without_repetitions(links: Iterable[_Link]) -> Iterator[_Link]:
    """The first of the links of a page that say the same."""
    yield from {(link.target, link.is_loaded): link for link in reversed(list(links))}.values()


def _follow(
    out: str, url: str, link: _Link, known: set[str]
) -> tuple[Finding | None, tuple[str, str] | None]:
    """What is wrong with a link of a page, or the file and the place in it that it leads to."""
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return _make_finding(DEAD_LINK, url, link, f"is no address: {link.target}"), None
    if parts.scheme or parts.netloc:
        if link.is_loaded and parts.scheme != "data":
            message = f"is loaded from elsewhere: {link.target}"
            return _make_finding(REMOTE_RESOURCE, url, link, message), None
        return None, None
    path = unquote(parts.path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(url), path)) if path else url
    if path.endswith("/") or path in (".", ".."):
        target = posixpath.normpath(f"{target}/index.html")
    if target not in known:
        is_there = not target.startswith(("../", "/")) and os.path.isfile(os.path.join(out, target))
        if not is_there:
            return _make_finding(DEAD_LINK, url, link, f"leads nowhere: {link.target}"), None
    return None, (target, unquote(parts.fragment))


def _make_finding(code: str, url: str, link: _Link, message: str) -> Finding:
    return Finding(code, "error", url, link.line, message)
