"""The Atom feed (RFC 4287) of a site: its newest decisions and prompts, as a page of the site."""

from __future__ import annotations

import re
import uuid
from collections import Counter

from minutebook.site.book import Book, Entry
from minutebook.site.page import Page
from minutebook.text.terminal import encodable

FEED_URL = "feed.xml"
_MAX_ENTRIES = 50
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EARLIEST_DAY = "1970-01-01"
_KIND_NAMES = {"adr": "Decision", "phr": "Prompt"}
# Ids of feeds are versions 5 of UUIDs below this one: it stays as it is for ever.
_NAMESPACE = uuid.UUID("6f0c2f0e-9d3b-5c55-8f5e-2f0b7a1c9f43")


def make_feed_page(book: Book) -> Page:
    """The feed of the records that changed last: a decision changes with its status, too."""
    changed = [(_find_last_day(entry, book.day), entry) for entry in book.entries]
    changed.sort(
        key=lambda pair: (pair[0], pair[1].kind, pair[1].number, pair[1].key), reverse=True
    )
    newest = changed[:_MAX_ENTRIES]
    counts = Counter(each.name for each in book.repositories)
    names = {  # told apart where two are called the same
        each.slug: each.name if counts[each.name] == 1 else f"{each.name}\n{each.slug}"
        for each in book.repositories
    }
    return Page(
        FEED_URL,
        FEED_URL,
        {
            "feed_id": _make_id(*names.values()),
            "title": book.title or "Records",
            "updated": _make_time(newest[0][0] if newest else book.day),
            "feed_entries": [
                _describe_entry(entry, day, names.get(entry.repository, ""))
                for day, entry in newest
            ],
        },
    )


def _describe_entry(entry: Entry, day: str, repository_name: str) -> dict[str, object]:
    state = entry.state_shown or entry.state
    return {
        "id": _make_id(repository_name, entry.path),
        "url": entry.url,
        "title": f"{entry.ref} {entry.title}",
        "updated": _make_time(day),
        "published": _make_time(entry.date) if _DAY.match(entry.date) else "",
        "summary": entry.summary,
        "people": [*entry.people],
        "categories": [_KIND_NAMES[entry.kind], *([state] if state else []), *entry.labels],
    }


def _find_last_day(entry: Entry, fallback: str) -> str:
    """The day of the record, or of the last change of its status, if that is later."""
    days = [entry.date, *(change.day for change in entry.history)]
    return max((day[:10] for day in days if _DAY.match(day)), default=fallback[:10])


def _make_time(day: str) -> str:
    """The beginning of a day in UTC, as RFC 3339 has it."""
    match = _DAY.match(day)
    return f"{match[0] if match else _EARLIEST_DAY}T00:00:00Z"


def _make_id(*names: str) -> str:
    """An id that is the same wherever the site is published, and whenever it is made."""
    return uuid.uuid5(_NAMESPACE, encodable("\n".join(names))).urn
