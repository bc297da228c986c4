"""What of a page is searched and shown, and the words that are taken for others."""

from __future__ import annotations

import pytest

from minutebook.catalog.fulltext import page_text, spelling
from minutebook.catalog.fulltext.query import parse_query
from searched_pages import SearchedPages, cut

PAGE = """---
title: Use Celery
aliases: [0003-old-name]
---

# ADR-0007 Use Celery

<!-- minutebook:links -->
Links: generated
<!-- /minutebook:links -->

## Context

> Jobs are **slow**.

<details><summary>More</summary>

Shown too.

</details>

<!-- hidden
comment -->
Text <!-- inner --> end, and `<!-- code -->`.
<!-- minutebook:record
session: secretive
-->
"""


def test_a_page_is_searched_as_people_read_it() -> None:
    body = page_text.read_body(PAGE)
    for word in ("Context", "slow", "More", "Shown", "Text", "code"):
        assert word in body
    for word in ("title:", "Use Celery", "generated", "hidden", "inner", "secretive", "details"):
        assert word not in body


@pytest.mark.parametrize(
    ("page", "body"),
    [
        ("+++\na = 1\n+++\nText\n", "Text\n"),
        ("\ufeff---\r\na: 1\r\n---\r\nText", "Text"),
        ("---\nno end\n", "---\nno end\n"),
        ("# Title", ""),
        ("", ""),
        ("a < b", "a < b"),
        ("<!-- never closed\ntext", "<!-- never closed\ntext"),
    ],
)
def test_the_body_of_odd_pages(page: str, body: str) -> None:
    assert page_text.read_body(page) == body


def test_former_names_are_found() -> None:
    pages = SearchedPages()
    pages.put(1, "Use Celery")
    pages.texts["decisions/0001-x.md"] = PAGE + "\n<!-- minutebook:alias 0005-older -->\n"
    assert pages.find("0003-old-name") == [1]
    assert pages.find("0005-older") == [1]
    assert pages.find("secretive") == []
    assert page_text.read_aliases("text") == ""


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("username", [1]),
        ("UserName", [1]),
        ("namebyid", [1]),
        ("getuser", [1]),
        ("sername", []),
        ("1.2.3", [1, 2]),
        ("v1.2.3", [1, 2]),
        ("V1.2.3", [1, 2]),
        ("1.2.3-rc1", [3]),
        ("--max-old-space-size", [2]),
        ('"message que*"', [2]),
        ('"message que"*', [2]),
        ("🚀", [3]),
        ("❤", [3]),
        ("done", [3]),
        ("🎉", []),
    ],
)
def test_parts_releases_and_signs_are_found(query: str, numbers: list[int]) -> None:
    pages = SearchedPages()
    pages.put(1, "One", "getUserNameById since v1.2.3")
    pages.put(2, "Two", "1.2.3 with --max-old-space-size of a message queue; 2.3")
    pages.put(3, "Launch 🚀", "v1.2.3.4 v1.2.3-rc1, ✅done ❤️")
    found = [number for number in pages.find(query) if number != 3 or query[-1] != "3"]
    assert sorted(found) == numbers


LONG = "word " * 100


@pytest.mark.parametrize(
    ("query", "page", "snippet"),
    [
        ("context", PAGE, "[Context] · Jobs are slow. · More · Shown too. · Text end, and <!-- code -->."),
        ("x", "## Prompt\n\nLaunch\n\n### More\n\nnow\n\n## End\n", "Launch · now"),
        ("x", "> ## Prompt\n> Launch\n", "Launch"),
        ("x", "```sh\n# a comment\nls\n```\n", "a comment ls"),
        ("c", ".NET C# F# k8s", ".NET [C]# F# k8s"),
        ("c", "C* x\nC- y C> z", "[C]* x [C]- y [C]> z"),
        ("html", "<b>html</b> end", "<b>[html]</b> end"),
        ("b", "a | b | c", "a | [b] | c"),
        ("a", "**a** and src/**/x 2**8", "[a] and src/**/x 2**8"),
        ('"a b"', "x **a** b", "x [a** b]"),
        ("redis", "x\n\n## A " + "heading " * 9 + "\n\nredis", "[redis]"),
        ("getuser", "call getUserNameById now", "call [getUser]NameById now"),
        ("sername", "call getUserNameById now", "call getUserNameById now"),
        ("username", "call getUserNameById now", "call get[UserName]ById now"),
        ("🚀", "go 🚀 now", "go [🚀] now"),
        ("jobs", PAGE, "[Jobs] are slow. · More · Shown too. · Text end, and <!-- code -->."),
        ("x", "# T\n\n- one\n- two\n", "one two"),
        ("redis", "", ""),
        ("redis", f"{LONG}redis", "…" + "word " * 11 + "[redis]"),
        ("redis cache", f"redis {LONG} the redis cache", "…" + "word " * 10 + " the [redis] [cache]"),
        ("redis", f"redis {LONG}", "[redis] " + ("word " * 46).rstrip() + "…"),
        ("用", "用" * 300, "[" + "用" * 240 + "]…"),
    ],
)  # fmt: skip
def test_a_snippet_shows_what_matches(query: str, page: str, snippet: str) -> None:
    assert cut(query, page).replace("  ", " ") == snippet.replace("  ", " ")


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("celrey", "Celery"),
        ("clery", "Celery"),
        ("eclery", "Celery"),
        ("celeryy", "Celery"),
        ("selery", "Celery"),
        ("elery", "Celery"),
        ("xcelery", "Celery"),
        ("databse", "database"),
        ("datbase_url", "database_url"),
        ("migrationn", "Migration"),
        ("kafak", "Kafka"),
        ("haus", "Häuser"),
        ("кеширование", "кэширование"),
        ("thas", None),
        ("postgrexsql", "postgresql"),
        ("postgersqll", "postgresql"),
        ("celery", None),
        ("cel", None),
        ("celrey*", None),
        ('"celrey"', None),
        ("123456", None),
        ("zzzzzz", None),
        ("数据苦数据", None),
    ],
)
def test_a_word_that_no_text_has_is_taken_for_the_nearest(word: str, taken: str | None) -> None:
    pages = SearchedPages()
    pages.put(1, "Use Celery", "postgresql celery")
    pages.put(2, "Use Celeri", "数据库数据库 Häuser has Kafka")
    pages.put(3, "Migration", "the database, a celery has the кэширование")
    tables = pages.refresh().tables
    corrections = spelling.correct_words(pages.connection, tables, parse_query(word), pages.read)
    assert corrections == ({word: taken} if taken else {})
