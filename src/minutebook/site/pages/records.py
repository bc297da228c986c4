"""What pages of decisions and of prompts have in common: facts, files, commits, and the way on."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from minutebook.site.book import Entry, Relation
from minutebook.site.pages.index import BookIndex, tidy_summary
from minutebook.site.pages.plain import keep_web_address, make_plain


def describe_record(index: BookIndex, entry: Entry) -> dict[str, object]:
    """The data of a record's page that both kinds have. `entry` has what makes it unlike others."""
    repository = index.book.find_repository(entry.repository)
    files_url = keep_web_address(repository.files_url)
    return {
        "entry": {
            **index.make_row(entry),
            "path": entry.path,
            "digest": entry.digest,
            "model": entry.model,
            "branch": entry.branch,
            "tokens": entry.tokens,
            "seconds": entry.seconds,
        },
        "summary": tidy_summary(entry),
        "people": index.link_names("person", entry.people),
        "files": make_plain(entry.files),
        "commits": [
            {
                "id": commit.id,
                "subject": commit.subject,
                "day": commit.day,
                "address": keep_web_address(commit.url),
            }
            for commit in entry.commits
        ],
        "extra_facts": [{"name": name, "value": value} for name, value in entry.extra_facts],
        "source_address": files_url + quote(entry.path) if files_url else "",
        "previous": _link_neighbour(index, entry.previous_url),
        "next": _link_neighbour(index, entry.next_url),
    }


def describe_relations(relations: Iterable[Relation]) -> list[dict[str, object]]:
    """Relations by their names, in the order in which names first come."""
    links: dict[str, list[object]] = {}
    for relation in relations:
        links.setdefault(relation.name, []).append(make_plain(relation))
    return [{"name": name, "links": named} for name, named in links.items()]


def _link_neighbour(index: BookIndex, url: str) -> dict[str, str]:
    """The record before or after, with empty texts where there is none."""
    entry = index.entries_by_url.get(url)
    if entry is None:
        return {"url": "", "ref": "", "title": ""}
    return {"url": url, "ref": entry.ref, "title": entry.title}
