"""Labels, people and agents: lists of them, and a page for each with its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.site.book import Entry
from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex, cut_pages

LABELS_URL, PEOPLE_URL = "labels/index.html", "people/index.html"
_SECTIONS = {"label": "labels", "person": "people", "agent": "people"}


def list_name_pages(index: BookIndex) -> Iterator[Page]:
    """The pages of labels, people and agents."""
    yield index.make_page(
        LABELS_URL,
        "lists/names.html",
        "Labels",
        "labels",
        tables=[_make_table(index, "label", "Label", index.labels)],
        empty="No record has a label yet.",
    )
    yield index.make_page(
        PEOPLE_URL,
        "lists/names.html",
        "People and agents",
        "people",
        tables=[
            _make_table(index, "person", "People", index.people),
            _make_table(index, "agent", "Agents", index.agents),
        ],
        empty="No record says yet who asked or decided.",
    )
    for kind, names in (
        ("label", index.labels),
        ("person", index.people),
        ("agent", index.agents),
    ):
        for name, entries in names.items():
            yield from _list_name(index, kind, name, entries)


def _make_table(
    index: BookIndex, kind: str, title: str, names: Mapping[str, list[Entry]]
) -> dict[str, object]:
    by_count = sorted(names.items(), key=lambda item: (-len(item[1]), item[0].casefold()))
    return {
        "kind": kind,
        "title": title,
        "rows": [
            {
                "name": name,
                "url": index.urls[kind, name],
                "decisions": sum(entry.kind == "adr" for entry in entries),
                "prompts": sum(entry.kind == "phr" for entry in entries),
                "tokens": sum(entry.tokens for entry in entries),
                "last_day": max(entry.date for entry in entries),
            }
            for name, entries in by_count
        ],
    }


def _list_name(index: BookIndex, kind: str, name: str, named: list[Entry]) -> Iterator[Page]:
    for url, entries, paging in cut_pages(index.urls[kind, name], named):
        yield index.make_page(
            url,
            "lists/name.html",
            name,
            _SECTIONS[kind],
            kind=kind,
            decisions=index.make_rows(entry for entry in entries if entry.kind == "adr"),
            prompts=index.make_rows(entry for entry in entries if entry.kind == "phr"),
            paging=paging,
            tokens=sum(entry.tokens for entry in named),
            seconds=sum(entry.seconds for entry in named),
            models=sorted({entry.model for entry in named} - {""}) if kind == "agent" else [],
        )
