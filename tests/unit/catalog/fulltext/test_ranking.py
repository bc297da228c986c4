"""Which records a query finds, and in which order."""

from __future__ import annotations

import pytest

from searched_pages import SearchedPages


@pytest.fixture(scope="module")
def pages() -> SearchedPages:
    pages = SearchedPages()
    pages.put(1, "Use Celery for jobs", "Jobs run in workers.", labels=["jobs", "Data Base"])
    pages.put(2, "Run workers", "celery " * 5 + "is used", feature="auth", date="2025-11")
    pages.put(3, "Cache pages", "twice", labels=["celery"], state="proposed", date="2024")
    pages.put(4, "Cache users", "twice", date="2026-03-01", files=["src/auth/session.py"])
    pages.put(5, "Cache users", "twice", date="2026-03-02")
    pages.put(7, "Plan it", "see ADR-4", kind="phr", ref="PHR-0007", state="plan", agent="Codex")
    pages.put(8, "See 5 and 7 and ADR-5", "5 5 5 7", session="abc-1", date="")
    return pages


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("celery", [3, 1, 2]),  # labels and titles come before texts
        ("cache users", [5, 4]),  # the newer one of equals
        ("ADR-5", [5, 8]),  # what is asked for by its ref comes first
        ("5", [5, 8]),
        ("0007", [7, 8]),
        ("#4", [4, 7]),
        ("celery workers", [2, 1]),
        ("celery -workers", [3]),
        ("jobs OR users kind:adr", [1, 5, 4]),
        ("kind:phr", [7]),
        ("-kind:adr", [7]),
        ("status:Proposed", [3]),
        ("status:proposed status:accepted users", [5, 4]),
        ("stage:plan", [7]),
        ("stage:accepted", []),
        ("label:celery", [3]),
        ('label:"data base"', [1]),
        ("label:data", []),
        ("label:CELERY", [3]),
        ("agent:Codex", [7]),
        ("-agent:codex session:abc", [8]),
        ("-agent:nobody agent:codex", [7]),
        ("session:ABC", [8]),
        ("feature:AUTH", [2]),
        ("agent:codex", [7]),
        ("session:abc", [8]),
        ("session:bc", []),
        ("since:2026-03-02", [5]),
        ("since:2025-11-30 until:2025-12-31", [2]),
        ("since:2024-06-01 until:2024-06-02", [3]),
        ("until:2025-12-31", [2, 3]),
        ("path:src/auth", [4]),
        ("path:session.py", [4]),
        ("path:src/aut", []),
        ("path:decisions/0001-x.md", [1]),
        ("session.py", [4]),
        ("-twice -celery", [7, 8]),
        ("nothing", []),
    ],
)
def test_records_are_found_in_order(query: str, numbers: list[int], pages: SearchedPages) -> None:
    assert pages.find(query) == numbers


def test_pages_of_hits_follow_each_other(pages: SearchedPages) -> None:
    assert [pages.find("cache users", limit=1, offset=offset) for offset in range(3)] == [
        [5],
        [4],
        [],
    ]
    assert pages.find("twice", limit=0) == []
