"""Relative links of pages, remembered: all pages of a folder have the same links to the site."""

from __future__ import annotations

from functools import lru_cache

from minutebook.site.page import make_relative

_MAX_KEPT = 50_000


def relate(url: str, page_url: str) -> str:
    """The link to `url` from a page, as `make_relative` makes it, at a fraction of its time."""
    return _relate_in_folder(url, page_url.rpartition("/")[0])


@lru_cache(_MAX_KEPT)
def _relate_in_folder(url: str, folder: str) -> str:
    return make_relative(url, f"{folder}/page.html" if folder else "page.html")
