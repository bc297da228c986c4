"""The index of all texts: kept up to date, by several processes, and where it cannot be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.catalog import database
from minutebook.catalog.fulltext import index
from searched_pages import SearchedPages


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_BATCH_SIZE", 2)
    monkeypatch.setattr(index, "_MIN_STALE_ROWS", 3)


def fill(pages: SearchedPages, count: int) -> None:
    for number in range(1, count + 1):
        pages.put(number, f"Title{number}", "common")


def test_only_new_and_changed_texts_are_read() -> None:
    pages = SearchedPages()
    fill(pages, 3)
    assert pages.find("common") == [3, 2, 1]
    pages.reads.clear()
    assert pages.find("title2") == [2]
    assert pages.reads == []
    pages.put(2, "Other", "rare")
    assert pages.find("rare") == [2]
    assert pages.find("title2") == []
    assert pages.find("common") == [3, 1]
    assert pages.reads == ["decisions/0002-x.md"]
    pages.remove(3)
    assert pages.find("common") == [1]


@pytest.mark.usefixtures("small_batches")
def test_progress_is_reported_batch_by_batch() -> None:
    pages = SearchedPages()
    fill(pages, 5)
    pages.refresh()
    assert pages.progress == [(0, 5), (2, 5), (4, 5), (5, 5)]


@pytest.mark.usefixtures("small_batches")
def test_an_interrupted_refresh_goes_on_where_it_stopped() -> None:
    pages = SearchedPages()
    fill(pages, 6)
    texts, pages.texts = pages.texts, _Interrupting(pages.texts)
    with pytest.raises(KeyboardInterrupt):
        pages.refresh()
    pages.connection.execute("ROLLBACK")
    pages.texts = texts
    pages.reads.clear()
    assert sorted(pages.find("common")) == [1, 2, 3, 4, 5, 6]
    assert pages.reads == [f"decisions/000{number}-x.md" for number in (3, 4, 5, 6)]


class _Interrupting(dict[str, str]):
    def get(self, path: str, default: object = None) -> str:  # type: ignore[override]
        if path == "decisions/0004-x.md":
            raise KeyboardInterrupt
        return self[path]


@pytest.mark.usefixtures("small_batches")
def test_the_index_is_made_anew_where_much_of_it_is_stale() -> None:
    pages = SearchedPages()
    fill(pages, 4)
    pages.refresh()
    for _ in range(3):
        for number in (1, 2):
            pages.put(number, f"Changed{number}", "common")
            pages.refresh()
    count = pages.connection.execute("SELECT count(*) FROM fulltext_docsize").fetchone()[0]
    assert 4 <= count <= 8
    assert sorted(pages.find("common")) == [1, 2, 3, 4]
    assert pages.find("title1") == []


def test_an_index_of_another_version_is_made_anew() -> None:
    pages = SearchedPages()
    fill(pages, 2)
    pages.refresh()
    database.write_meta(pages.connection, "fulltext", "0")
    pages.reads.clear()
    assert pages.find("common") == [2, 1]
    assert len(pages.reads) == 2


def test_a_page_that_cannot_be_read_is_found_by_its_title() -> None:
    pages = SearchedPages()
    pages.put(1, "Use Redis", "text", labels=["db"])
    pages.texts.clear()
    assert pages.find("redis") == [1]
    assert pages.find("text") == []


def test_texts_that_are_not_utf8_are_indexed() -> None:
    pages = SearchedPages()
    pages.put(1, "One", "caf\udce9 redis")
    assert pages.find("redis") == [1]


@pytest.mark.parametrize("is_indexed", [False, True])
def test_what_cannot_be_written_is_searched_from_memory(tmp_path: Path, is_indexed: bool) -> None:
    pages = make_locked(tmp_path, lambda pages: pages.refresh() if is_indexed else None)
    assert pages.find("rare") == [4]
    assert sorted(pages.find("common")) == [1, 2, 3, 4]
    assert pages.find("common -rare") == [3, 2, 1]


def test_too_many_texts_are_not_read_for_one_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_MAX_EXTRA_TEXTS", 0)
    pages = make_locked(tmp_path, lambda pages: None)
    assert pages.refresh() == index.Refreshed((), 4)


def make_locked(folder: Path, prepare: Callable[[SearchedPages], object]) -> SearchedPages:
    """Pages whose catalog another connection holds for writing, one of them not indexed."""
    pages = SearchedPages(folder / "catalog.sqlite")
    fill(pages, 3)
    prepare(pages)
    pages.put(4, "Title4", "common rare")
    holder = database.connect(str(folder / "catalog.sqlite"))
    holder.execute("BEGIN IMMEDIATE")
    pages.connection.execute("PRAGMA busy_timeout = 0")
    pages.holder = holder  # type: ignore[attr-defined] - it lives as long
    return pages


def test_another_fault_of_the_database_is_not_hidden() -> None:
    pages = SearchedPages()
    fill(pages, 1)
    pages.connection.execute("DROP TABLE records")
    with pytest.raises(database.DatabaseError, match="no such table"):
        pages.refresh()
