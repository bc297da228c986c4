"""Checks of single values in JSON that comes in."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.records.adr.vocabulary import relation_words
from minutebook.text import dates


def require_text(text: str) -> str:
    """A text that says something. Raises ValueError for one of blanks."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def require_day_if_any(text: str) -> str:
    """A day, ISO 8601, or "". Raises ValueError for anything else."""
    return dates.require_day(text) if text else ""


def canonicalize_links(links: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """References by the names of their relations, however these are spelled.

    Raises ValueError for a relation without a name.
    """
    canonical: dict[str, tuple[str, ...]] = {}
    for spelling, refs in links.items():
        name = relation_words.name_relation(spelling)
        if not name:
            raise ValueError("has a relation without a name")
        canonical[name] = canonical.get(name, ()) + refs
    return canonical
