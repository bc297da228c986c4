"""Ids of headings, as forges make them, each once in a page."""

from __future__ import annotations

import re

_NO_SLUG = re.compile(r"[^\w\- ]")
_MAX_CHARS = 100


def make_slug(title: str) -> str:
    """The id that a forge gives a heading: `Decision outcome?` -> `decision-outcome`."""
    slug = _NO_SLUG.sub("", title.strip().lower()).replace(" ", "-")[:_MAX_CHARS]
    return slug if slug.strip("-") else "section"


class HeadingIds:
    """The ids of one page's headings; `reserved` are those that its templates have."""

    def __init__(self, reserved: frozenset[str]) -> None:
        self._reserved = reserved
        self._counts: dict[str, int] = {}
        self._given: set[str] = set()

    def give(self, title: str) -> str:
        """A new id for a heading; of several with one title the next have a number behind."""
        slug = make_slug(title)
        count = self._counts.get(slug, int(slug in self._reserved))
        heading_id = f"{slug}-{count}" if count else slug
        while heading_id in self._given or heading_id in self._reserved:
            count += 1
            heading_id = f"{slug}-{count}"
        self._counts[slug] = count + 1
        self._given.add(heading_id)
        return heading_id

    def find(self, fragment: str) -> str:
        """The id that a fragment means on this page; "" where no heading has it so far."""
        meant = (self.translate(fragment), self.translate(fragment.lower()))
        return next((each for each in meant if each in self._given), "")

    def translate(self, fragment: str) -> str:
        """The id that a fragment, as a forge has it, means on a page of the site."""
        return f"{fragment}-1" if fragment in self._reserved else fragment
