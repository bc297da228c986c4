"""A book's entries by what pages list them by, and the pages' urls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from minutebook.records.filenames import fold_name, slugify
from minutebook.site.book import Book, Entry
from minutebook.site.page import Page
from minutebook.site.pages.plain import PlainData, make_plain

_MAX_ROWS = 500  # on a page of a list
_MIN_SESSION_PROMPTS = 2  # a session of one prompt has no page beside the prompt's
_SHORT_SESSION_CHARS = 8
_GROUPS = ("in force", "proposed", "gone")
_CHOSEN_OPTION = re.compile(r"Chosen option: [\"“]([^\"”]+)[\"”]")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[\w+#-]*")  # with the language behind it
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_Name = TypeVar("_Name")
_Listed = TypeVar("_Listed")


class BookIndex:
    """What all pages ask of a book.

    `entries` are by key, `entries_by_url` by their page. The others are the names by which pages
    list entries, with the entries, the newest first within each kind; features and sessions are
    named by their repository's slug and their name. `urls` has the page of each of these names,
    by the kind of the name ("label", "person", "agent", "feature", "session").
    """

    def __init__(self, book: Book, *, has_guide: bool = False) -> None:
        self.book = book
        self._has_guide = has_guide
        self.entries = {entry.key: entry for entry in book.entries}
        self.entries_by_url = {entry.url: entry for entry in book.entries}
        self.repository_names = {each.slug: each.name for each in book.repositories}
        self.labels = _group(book.entries, lambda entry: entry.labels)
        self.people = _group(book.entries, lambda entry: entry.people)
        self.agents = _group(book.prompts, lambda entry: (entry.agent,) if entry.agent else ())
        self.features = _group(
            book.prompts,
            lambda entry: ((entry.repository, entry.feature),) if entry.feature else (),
        )
        self.sessions = {
            name: entries
            for name, entries in _group(
                book.prompts,
                lambda entry: ((entry.repository, entry.session),) if entry.session else (),
            ).items()
            if len(entries) >= _MIN_SESSION_PROMPTS
        }
        taken = {fold_name(entry.url) for entry in book.entries}
        self.urls: dict[tuple[str, object], str] = {}
        self._name_pages("label", ((name, "labels", name) for name in self.labels), taken)
        self._name_pages("person", ((name, "people", name) for name in self.people), taken)
        self._name_pages("agent", ((name, "people", name) for name in self.agents), taken)
        for kind, names in (("feature", self.features), ("session", self.sessions)):
            places = (
                ((slug, name), f"{slug}/prompts/{kind}s".lstrip("/"), _shorten(kind, name))
                for slug, name in names
            )
            self._name_pages(kind, places, taken)

    def _name_pages(
        self, kind: str, places: Iterable[tuple[object, str, str]], taken: set[str]
    ) -> None:
        """Give each name of a kind a page of its own, given its folder and what it is called."""
        for name, folder, text in places:
            slug = slugify(text)
            slug = "index-page" if slug == "index" else slug
            url, number = f"{folder}/{slug}.html", 1
            while fold_name(url) in taken:
                number += 1
                url = f"{folder}/{slug}-{number}.html"
            taken.add(fold_name(url))
            self.urls[kind, name] = url

    def make_page(
        self,
        url: str,
        template: str,
        title: str,
        section: str,
        read_texts: Callable[[], Mapping[str, object]] | None = None,
        **data: object,
    ) -> Page:
        """A page with what the shell of all pages needs; `section` is where it is in the site."""
        shell = {
            "url": url,
            "title": title,
            "section": section,
            "summary": "",
            "site_has_guide": self._has_guide,
        }
        if read_texts is None:
            return Page(url, template, {**shell, **data})
        return Page(url, template, {**shell, **data}, read_texts)

    def make_row(self, entry: Entry) -> dict[str, object]:
        """An entry as a row of a list, with what the list can be filtered by."""
        return {
            "key": entry.key,
            "url": entry.url,
            "kind": entry.kind,
            "ref": entry.ref,
            "title": entry.title,
            "date": entry.date,
            "state": entry.state,
            "state_shown": entry.state_shown or entry.state,
            "group": entry.group,
            "summary": tidy_summary(entry),
            "is_private": entry.is_private,
            "repository": entry.repository,
            "repository_name": self.name_repository(entry.repository),
            "agent": entry.agent,
            "feature": entry.feature,
            "labels": self.link_names("label", entry.labels),
        }

    def make_rows(self, entries: Iterable[Entry]) -> list[dict[str, object]]:
        """Entries as rows of a list."""
        return [self.make_row(entry) for entry in entries]

    def link_names(self, kind: str, names: Iterable[object]) -> list[dict[str, object]]:
        """Names of a kind with their pages; `slug` is what a filter knows a name by."""
        links = []
        for name in names:
            url = self.urls.get((kind, name), "")
            text = name[1] if isinstance(name, tuple) else name
            slug = url.rpartition("/")[2].removesuffix(".html")
            links.append({"name": text, "url": url, "slug": slug})
        return links

    def link_name(self, kind: str, name: object) -> dict[str, object]:
        """A name of a kind with its page, "" where it has none."""
        return self.link_names(kind, (name,))[0]

    def name_repository(self, slug: str) -> str:
        """The name of a repository where there are several, to be told of each record; else ""."""
        return self.repository_names.get(slug, slug) if len(self.repository_names) > 1 else ""

    def link_repositories(self) -> object:
        """The repositories of the site where there are several, as plain data."""
        repositories = self.book.repositories
        return [make_plain(each) for each in repositories] if len(repositories) > 1 else []


def tidy_summary(entry: Entry) -> str:
    """An entry's summary as plain text; a decision's without its title and "Chosen option:"."""
    if entry.kind != "adr":
        return strip_marks(entry.summary)
    text = entry.summary.removeprefix(entry.title)
    text = text.lstrip(" .:") if text != entry.summary else text
    return strip_marks(_CHOSEN_OPTION.sub(r"\1", text))


def strip_marks(text: str) -> str:
    """A line of markdown without the marks of code, links, images and strong words."""
    text = _FENCE.sub(" ", text)
    text = _LINK.sub(r"\1", text).replace("`", "")
    return " ".join(_STRONG.sub(r"\2", text).split())


def sort_by_group(decisions: Sequence[Entry]) -> list[Entry]:
    """Decisions that are in force, then proposed ones, then those that are gone, then others."""
    order = {group: position for position, group in enumerate(_GROUPS)}
    return sorted(decisions, key=lambda entry: order.get(entry.group, len(_GROUPS)))


def cut_pages(
    url: str, listed: Sequence[_Listed], max_rows: int = _MAX_ROWS
) -> Iterator[tuple[str, Sequence[_Listed], PlainData]]:
    """The pages of a long list: the url, the part and the paging (plain data) of each.

    The first has the url that is given, the second `x.2.html` for `x.html`, and so on. There is
    one page at least.
    """
    count = max(1, -(-len(listed) // max_rows))
    start = url.removesuffix(".html")
    urls = [url, *(f"{start}.{number}.html" for number in range(2, count + 1))]
    for position, page_url in enumerate(urls):
        paging = {
            "number": position + 1,
            "count": count,
            "total": len(listed),
            "previous_url": urls[position - 1] if position else "",
            "next_url": urls[position + 1] if position + 1 < count else "",
        }
        yield page_url, listed[position * max_rows : (position + 1) * max_rows], paging


def list_values(rows: Iterable[Mapping[str, object]], name: str) -> list[str]:
    """The different values that rows have of a field, for a filter; none where all are alike."""
    values = sorted({str(row[name]) for row in rows} - {""}, key=str.casefold)
    return values if len(values) > 1 else []


def list_labels(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The labels of rows by name, for a filter."""
    labels = {}
    for row in rows:
        row_labels = row["labels"]
        if isinstance(row_labels, list):
            labels.update({label["slug"]: label for label in row_labels})
    return sorted(labels.values(), key=lambda label: str(label["name"]).casefold())


def _shorten(kind: str, name: str) -> str:
    """What a page is called by: a session's id by its beginning, a feature by its whole name."""
    return name[:_SHORT_SESSION_CHARS] if kind == "session" else name


def _group(
    entries: Iterable[Entry], list_names: Callable[[Entry], Iterable[_Name]]
) -> dict[_Name, list[Entry]]:
    """Entries by the names that each has, in the order in which names first come."""
    groups: dict[_Name, list[Entry]] = {}
    for entry in entries:
        for name in list_names(entry):
            groups.setdefault(name, []).append(entry)
    return groups
