"""Whatever people type is searched for or refused in words, and what is marked is in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.catalog.fulltext import folding, marks
from minutebook.catalog.fulltext.query import join_arguments, parse_query
from minutebook.errors import UsageError
from searched_pages import SearchedPages

_PARTS = st.sampled_from(
    [
        *('"', "*", "-", "OR", "NOT", "AND", "NEAR(", ")", "^", "{title}", ":", "label:", "kind:"),
        *("title:", "body : x", "+", "\0", "\ud800", "\x02", "C++", "½", "ﬀ", "数", "ก", "٣", "\u0301"),
        *(" ", "redis", "getUserName", "ADR-7", "0007", "📦", "\u3099", "ﾞ", "\u200d", "ال", "الله"),
    ]
)  # fmt: skip
QUERIES = st.one_of(st.text(max_size=40), st.lists(_PARTS, max_size=8).map("".join))


@pytest.fixture(scope="module")
def pages() -> SearchedPages:
    pages = SearchedPages()
    pages.put(1, "Use Redis", "getUserName 数据库 ADR-7 C++")
    pages.put(2, "Other", "الله ก 📦 ½", labels=["x"])
    pages.refresh()
    return pages


@given(text=QUERIES)
def test_any_text_is_searched_for_or_refused(text: str, pages: SearchedPages) -> None:
    try:
        query = parse_query(text)
    except UsageError:
        return
    if query.required or query.excluded:
        pages.find(text)
    marks.find_spans(query, [text, "Use Redis"])
    assert parse_query(join_arguments([text])) == query


@given(text=QUERIES)
def test_marks_are_in_order_and_in_the_text(text: str) -> None:
    query = parse_query("redis OR 数 OR user OR 7 OR c++ OR ال*")
    spans = marks.find_spans(query, [text])[0]
    ends = [0, *(offset for span in spans for offset in span), len(text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in spans)
    shown = "".join(piece for piece, _ in marks.split_pieces(text, spans))
    assert shown == text


@given(text=st.text(max_size=60))
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    pages = SearchedPages()
    pages.put(1, "One", text)
    for word in text.split():
        quoted = '"{}"'.format(word.replace('"', " "))
        if any(char.isalnum() for char in folding.fold_text(word)) and parse_query(quoted).required:
            assert pages.find(quoted) == [1], word
