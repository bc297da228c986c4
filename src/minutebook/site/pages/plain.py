"""Values of a book as plain data: what a template is given, and what a digest is made of."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.values import Value, fields

PlainData = Mapping[str, object]


def make_plain(value: object) -> object:
    """A value, or what contains values, as texts, numbers, lists and mappings alone."""
    if isinstance(value, Value):
        return {each.name: make_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (tuple, list)):
        return [make_plain(each) for each in value]
    return value


def keep_web_address(address: str) -> str:
    """An address of the web, "" for any other: what a repository names must not run as a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def count_days(earlier: str, later: str) -> int:
    """The days between two days (ISO 8601), 0 where one of them is none."""
    from datetime import date

    try:
        return max(0, (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days)
    except ValueError:
        return 0
