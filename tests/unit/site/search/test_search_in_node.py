"""The search as the browser runs it: what is found, in which order, with which marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minutebook.site.book import Book, Entry, FileLink, Repository, Source
from search_runs import run_measured, run_queries, write_index
from site_books import make_decision, make_prompt

TEXTS = {
    "decisions/0001-cache.md": "Carts are kept in Redis. The queue is another matter.",
    "decisions/0002-queue.md": "Jobs are queued. A cache is not needed.",
    "decisions/0003-bus.md": "Events are migrated step by step, with kubernetes operators.",
}
ENTRIES = (
    make_decision(1, "Cache carts in Redis", "cache", labels=("storage", "data base"), date="2024-05-01",
                  summary="Chosen: Redis, because carts are read often."),
    make_decision(2, "A queue for jobs", "queue", date="2025-01-31", state="proposed", state_shown="Proposed",
                  files=(FileLink("shop/jobs/worker.py"),)),
    make_decision(3, "Publish events on a message bus", "bus", date="2025-02-01", summary="A bus of messages.", governed_globs=("infra/**/*.tf",)),
    make_decision(4, "数据库迁移到云端", "cloud", date="2025-03-01", summary="把数据库迁移到云端。"),
    make_decision(5, "データベースの移行", "move", date="2025-03-02"),
    make_decision(6, "نقل قاعدة البيانات", "arabic", date="2025-03-03"),
    make_decision(7, "Migrate to C++ and getUserName", "cpp", date="2025-03-04"),
    make_decision(8, "Cafés in Łódź", "cafe", date="2025-03-05"),
    make_decision(9, "ڈیٹا بیس کی منتقلی", "urdu", date="2025-03-06"),
    make_prompt(1, "Show the cart", "show", feature="carts", session="3f2a9c00-aa", agent="codex",
                people=("Ada Lovelace",), files=(FileLink("shop/cart.py"),), date="2025-04-01"),
)  # fmt: skip


# The last word may go on: a blank behind it says that it is whole.
QUERIES: list[tuple[str, list[str]]] = [
    ("cache", ["ADR-0001", "ADR-0002"]),  # the title before the text
    ("queue", ["ADR-0002", "ADR-0001"]),
    ("redis carts", ["ADR-0001"]),
    ("REDIS", ["ADR-0001"]),
    ("kuber", ["ADR-0003"]),  # as one types
    ("migrating events", ["ADR-0003"]),  # another form of the word
    ("kuberentes", ["ADR-0003"]),  # two letters swapped
    ("kubernets", ["ADR-0003"]),  # one is missing
    ("kubernettes", ["ADR-0003"]),  # one too many
    ("kubermetes", ["ADR-0003"]),  # another
    ("redsi -queue", []),
    ('"message bus"', ["ADR-0003"]),
    ('"bus of messages"', ["ADR-0003"]),  # in the summary
    ("redis OR bus", ["ADR-0003", "ADR-0001"]),
    ("cache NOT queue", []),
    ("cache -jobs", ["ADR-0001"]),
    ("the cache", ["ADR-0001", "ADR-0002"]),  # stop words are not required
    ("adr-2", ["ADR-0002"]),
    ("ADR 0003", ["ADR-0003"]),
    ("#4", ["ADR-0004"]),
    ("数据库", ["ADR-0004"]),
    ("迁", ["ADR-0004"]),
    ("端", ["ADR-0004"]),
    ("データ", ["ADR-0005"]),
    ("قاعده بيانات", ["ADR-0006"]),  # another letter, no article
    ("ڈيٹا", ["ADR-0009"]),
    ("C++", ["ADR-0007"]),
    ("username", ["ADR-0007"]),
    ("cafe lodz", ["ADR-0008"]),
    ("lovelace", ["PHR-0001"]),
    ("worker.py", ["ADR-0002"]),
    ("kind:adr queue", ["ADR-0002", "ADR-0001"]),
    ("kind:prompt", ["PHR-0001"]),
    ("status:proposed", ["ADR-0002"]),
    ("state:PROPOSED queue", ["ADR-0002"]),
    ('label:"data base"', ["ADR-0001"]),
    ("label:storage -label:storage", []),
    ("feature:carts", ["PHR-0001"]),
    ("agent:codex", ["PHR-0001"]),
    ("stage:green", ["PHR-0001"]),
    ("path:shop/jobs", ["ADR-0002"]),
    ("path:cart.py", ["PHR-0001"]),
    ("path:infra/main/bus.tf", ["ADR-0003"]),  # a pattern that governs it
    ("path:infra/main/bus.py", []),
    ("session:3f2a", ["PHR-0001"]),
    ("since:2025-01 until:2025-02", ["ADR-0003", "ADR-0002"]),
    ("until:2024", ["ADR-0001"]),
    ("http://redis", []),
    ("   ", []),
    ("zzzzqqqq", []),
    ('<img src=x onerror="alert(1)">', []),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write_index(make_book(ENTRIES), folder)
    return folder


@pytest.fixture(scope="module")
def answers(index: Path) -> dict[str, Any]:
    queries = [query for query, _ in QUERIES]
    return dict(zip(queries, run_queries(index, *queries), strict=True))


def make_book(entries: tuple[Entry, ...]) -> Book:
    return Book(
        "T", (Repository("T"),), entries, read_source=lambda key: Source(TEXTS.get(key, ""))
    )


def list_refs(result: dict[str, Any]) -> list[str]:
    return [hit["ref"] for hit in result["hits"]]


@pytest.mark.parametrize(("query", "refs"), QUERIES)
def test_query_finds(answers: dict[str, Any], query: str, refs: list[str]) -> None:
    result = answers[query]
    assert "error" not in result
    assert list_refs(result) == refs


def test_correction_is_said(index: Path) -> None:
    assert run_queries(index, "kuberentes ")[0]["corrections"] == [["kuberentes", "kubernetes"]]


def test_short_words_are_not_corrected(index: Path) -> None:
    assert run_queries(index, "buss ")[0]["corrections"] == []


def test_records_with_some_words_are_given_where_none_has_all(index: Path) -> None:
    result = run_queries(index, "redis kubernetes")[0]
    assert sorted(list_refs(result)) == ["ADR-0001", "ADR-0003"]
    assert result["notes"] == ["No record has all the words; these have some of them."]


def test_unknown_filter_is_said(index: Path) -> None:
    assert "colour" in run_queries(index, "colour:red")[0]["notes"][0]


def test_hit_says_what_is_shown(index: Path) -> None:
    hit = run_queries(index, "redis")[0]["hits"][0]
    shown = {
        name: hit[name] for name in ("ref", "title", "url", "stateShown", "date", "kind", "labels")
    }
    assert shown == {
        "ref": "ADR-0001",
        "title": "Cache carts in Redis",
        "url": "decisions/0001-cache.html",
        "stateShown": "accepted",
        "date": "2024-05-01",
        "kind": "adr",
        "labels": ["storage", "data base"],
    }


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("redis", [["Cache carts in ", False], ["Redis", True]]),
        ("cach cart", [["Cache", True], [" ", False], ["carts", True], [" in Redis", False]]),
        ("数据库", [["数据库", True], ["迁移到云端", False]]),
        ("cafes", [["Cafés", True], [" in Łódź", False]]),
    ],
)
def test_matches_are_marked(index: Path, query: str, pieces: list[list[object]]) -> None:
    assert run_queries(index, query)[0]["markedTitles"][0] == pieces


def test_more_hits_are_given_from_an_offset(index: Path) -> None:
    first, rest = run_queries(
        index, ("kind:adr", {"limit": 4}), ("kind:adr", {"limit": 50, "offset": 4})
    )
    assert (len(first["hits"]), len(rest["hits"]), first["total"]) == (4, 5, 9)
    assert not set(list_refs(first)) & set(list_refs(rest))


def test_equal_hits_are_the_newest_first(index: Path) -> None:
    dates = [hit["date"] for hit in run_queries(index, "kind:adr")[0]["hits"]]
    assert dates == sorted(dates, reverse=True)


def test_missing_index_is_an_error_and_the_next_query_tries_again(tmp_path: Path) -> None:
    results = run_queries(tmp_path, "redis", "redis")
    assert all("head.js" in result["error"] for result in results)


def test_only_the_files_of_the_words_are_loaded(tmp_path: Path) -> None:
    syllables = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")

    def write_text(key: str) -> Source:
        number = int(key.split("/")[1][:4])
        words = (number * 7919 + place * 104729 for place in range(60))
        return Source(
            " ".join(
                "".join(syllables[int(digit)] for digit in f"{word % 99991:05d}") for word in words
            )
        )

    entries = tuple(make_decision(number, f"Decision {number}", "d") for number in range(1, 1401))
    names = write_index(Book("T", (Repository("T"),), entries, read_source=write_text), tmp_path)
    first, again = run_measured(tmp_path, [["badi", {"limit": 10}], ["badi", {"limit": 10}]])
    assert "head.js" in first["loaded"]
    assert len(first["loaded"]) < len(names) / 2
    assert again["loaded"] == []
