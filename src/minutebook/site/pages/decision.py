"""The page of a decision: what was decided, how its status came about, and what it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.site.book import Entry, Relation
from minutebook.site.graph import draw_neighbours
from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex
from minutebook.site.pages.plain import make_plain
from minutebook.site.pages.records import describe_record, describe_relations

_PREDECESSOR, _SUCCESSOR = "supersedes", "superseded by"


def list_decision_pages(index: BookIndex) -> Iterator[Page]:
    """A page for each decision."""
    for entry in index.book.decisions:
        yield _make_decision_page(index, entry)


def _make_decision_page(index: BookIndex, entry: Entry) -> Page:
    def read_texts() -> Mapping[str, object]:
        return {"text": index.book.read_source(entry.key).markdown}

    prompts = [relation for relation in entry.relations if _is_prompt(index, relation)]
    others = [
        relation
        for relation in entry.relations
        if relation not in prompts and relation.name not in (_PREDECESSOR, _SUCCESSOR)
    ]
    return index.make_page(
        entry.url,
        "decision.html",
        entry.title,
        "decisions",
        read_texts,
        **describe_record(index, entry),
        history=make_plain(entry.history),
        review_due=entry.review_due,
        successors=_list_named(entry, _SUCCESSOR),
        predecessors=_list_named(entry, _PREDECESSOR),
        relations=describe_relations(others),
        prompts=_list_prompt_rows(index, prompts),
        governed_globs=list(entry.governed_globs),
        neighbours=draw_neighbours(index.book, entry.key, page_url=entry.url),
    )


def _is_prompt(index: BookIndex, relation: Relation) -> bool:
    entry = index.entries_by_url.get(relation.url)
    return entry is not None and entry.kind == "phr"


def _list_named(entry: Entry, name: str) -> object:
    return make_plain([relation for relation in entry.relations if relation.name == name])


def _list_prompt_rows(index: BookIndex, relations: list[Relation]) -> list[dict[str, object]]:
    """The prompts behind a decision, each once, with how it is related."""
    rows = {}
    for relation in relations:
        entry = index.entries_by_url[relation.url]
        rows[entry.key] = {**index.make_row(entry), "relation": relation.name}
    return list(rows.values())
