"""Books of decisions that are nothing but numbers and relations, for tests of graphs."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.site.book import Book, Entry, Relation, Repository


def make_book(
    count: int, statements: Iterable[tuple[int, str, int]], *, prompts: int = 0, **facts: object
) -> Book:
    """Decisions 1 to `count`, keyed by their numbers, and prompts `p1`… after them.

    A statement is a relation that the first decision's page states of the second one. The prompt
    with number n is that of a negative number -n. `facts` are fields that all decisions have.
    """
    relations: dict[str, list[Relation]] = {}
    for source, name, target in statements:
        relations.setdefault(_key(source), []).append(
            Relation(name, f"ADR-{target:04d}", "", _url(target))
        )
    entries = [
        _make_entry(number, tuple(relations.get(_key(number), ())), facts if number > 0 else {})
        for number in [*range(count, 0, -1), *range(-prompts, 0)]
    ]
    return Book("Made", (Repository("made"),), tuple(entries))


def _make_entry(number: int, relations: tuple[Relation, ...], facts: dict[str, object]) -> Entry:
    usual: dict[str, object] = {
        "key": _key(number),
        "url": _url(number),
        "repository": "",
        "kind": "adr" if number > 0 else "phr",
        "ref": f"ADR-{number:04d}" if number > 0 else f"PHR-{-number:04d}",
        "number": abs(number),
        "title": f"Decision {number}",
        "path": f"{number}.md",
        "state": "accepted" if number > 0 else "",
        "group": "in force" if number > 0 else "",
        "relations": relations,
    }
    return Entry(**(usual | facts))  # type: ignore[arg-type]


def _key(number: int) -> str:
    return str(number) if number > 0 else f"p{-number}"


def _url(number: int) -> str:
    return f"decisions/{number:04d}.html" if number > 0 else f"prompts/{-number:04d}.html"
