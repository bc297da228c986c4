"""The page of a prompt: what was asked, what was answered, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.site.book import Entry
from minutebook.site.page import Page
from minutebook.site.pages.answers import split_answer
from minutebook.site.pages.index import BookIndex
from minutebook.site.pages.plain import make_plain
from minutebook.site.pages.records import describe_record, describe_relations


def list_prompt_pages(index: BookIndex) -> Iterator[Page]:
    """A page for each prompt."""
    for entry in index.book.prompts:
        yield _make_prompt_page(index, entry)


def _make_prompt_page(index: BookIndex, entry: Entry) -> Page:
    def read_texts() -> Mapping[str, object]:
        source = index.book.read_source(entry.key)
        return {"prompt": source.prompt, **split_answer(source.markdown)}

    related = [(relation, index.entries_by_url.get(relation.url)) for relation in entry.relations]
    decisions = {other.key: other for _, other in related if other and other.kind == "adr"}
    others = [relation for relation, other in related if not (other and other.kind == "adr")]
    return index.make_page(
        entry.url,
        "prompt.html",
        entry.title,
        "prompts",
        read_texts,
        **describe_record(index, entry),
        agent=index.link_name("agent", entry.agent),
        feature=index.link_name("feature", (entry.repository, entry.feature)),
        session=index.link_name("session", (entry.repository, entry.session)),
        tests=list(entry.tests),
        decisions=index.make_rows(decisions.values()),
        relations=describe_relations(others),
        suggestions=make_plain(entry.suggestions),
    )
