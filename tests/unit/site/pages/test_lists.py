"""Lists: how they are grouped, paged and filtered."""

from __future__ import annotations

import pytest

import site_books
from minutebook.lean.values import replace
from minutebook.site.book import Book, Repository
from minutebook.site.page import Page
from minutebook.site.pages import list_pages
from minutebook.site.pages.index import BookIndex, cut_pages, tidy_summary
from minutebook.site.rendering import Renderer


def read_pages(book: Book) -> dict[str, Page]:
    return {page.url: page for page in list_pages(book)}


def test_decisions_stand_in_groups_the_newest_first():
    data = read_pages(site_books.make_rich_book())["decisions/index.html"].data
    groups = {group["name"]: [row["ref"] for row in group["rows"]] for group in data["groups"]}
    assert list(groups) == ["in force", "proposed", "gone"]
    assert groups["in force"] == ["ADR-0003", "ADR-0001"]
    assert groups["gone"] == ["ADR-0002", "ADR-0002", "ADR-0001"]
    assert data["filters"]["states"] == ["accepted", "proposed", "rejected", "superseded"]
    assert [label["name"] for label in data["filters"]["labels"]][:2] == [
        '"><script>1</script>',
        "carts",
    ]
    assert [each["slug"] for each in data["filters"]["repositories"]] == ["shop", "billing"]


def test_a_status_of_the_repositorys_own_has_a_group_of_its_own():
    decision = site_books.make_decision(1, "Wait", "wait", state="parked", group="")
    book = Book("Shop", (Repository("shop"),), (decision,))
    groups = read_pages(book)["decisions/index.html"].data["groups"]
    assert [(group["name"], group["anchor"]) for group in groups] == [
        ("of another status", "other")
    ]


def test_rows_say_by_what_they_are_filtered():
    data = read_pages(site_books.make_rich_book())["prompts/index.html"].data
    row = next(row for group in data["groups"] for row in group["rows"] if row["ref"] == "PHR-0002")
    assert (row["state"], row["feature"], row["agent"], row["repository"], row["date"]) == (
        "green",
        "carts",
        "claude-code",
        "shop",
        "2026-03-02",
    )
    assert [label["slug"] for label in row["labels"]] == ["carts", "storage"]


def test_prompts_stand_by_session_else_by_day():
    groups = read_pages(site_books.make_rich_book())["prompts/index.html"].data["groups"]
    assert [(group["day"], group["url"], len(group["rows"])) for group in groups] == [
        ("2026-04-11", "", 1),
        ("2026-04-02", "", 1),
        ("2026-03-05", "", 1),
        ("2026-03-02", "shop/prompts/sessions/5e55a001.html", 2),
    ]


def test_a_session_is_read_from_its_first_prompt_on():
    data = read_pages(site_books.make_rich_book())["shop/prompts/sessions/5e55a001.html"].data
    assert [row["ref"] for row in data["groups"][0]["rows"]] == ["PHR-0001", "PHR-0002"]
    assert data["sums"]["tokens"] == 229_512
    assert [row["ref"] for row in data["decisions"]] == ["ADR-0003"]


def test_features_are_listed_with_their_newest_prompts():
    data = read_pages(site_books.make_large_book(80))["prompts/features/index.html"].data
    assert len(data["features"]) == 25
    assert [len(feature["rows"]) for feature in data["features"]] == [3] * 25
    assert sum(feature["count"] for feature in data["features"]) == 80


def test_long_lists_are_cut_into_pages_that_lead_to_each_other():
    pages = read_pages(site_books.make_large_book(1_001))
    pagings = [
        pages[url].data["paging"]
        for url in ("decisions/index.html", "decisions/index.2.html", "decisions/index.3.html")
    ]
    assert [(paging["previous_url"], paging["next_url"]) for paging in pagings] == [
        ("", "decisions/index.2.html"),
        ("decisions/index.html", "decisions/index.3.html"),
        ("decisions/index.2.html", ""),
    ]
    rows = [len(pages[f"prompts/index{part}.html"].data["groups"]) for part in ("", ".2", ".3")]
    assert all(rows)
    assert "decisions/index.4.html" not in pages


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (500, [500]), (501, [500, 1])])
def test_a_list_has_a_page_even_where_it_is_empty(count: int, sizes: list[int]):
    assert [len(part) for _, part, _ in cut_pages("x.html", range(count))] == sizes


def test_names_that_have_one_slug_have_pages_of_their_own():
    entries = tuple(
        site_books.make_decision(number, "Decide", f"decide-{number}", labels=(label,))
        for number, label in enumerate(("C++", "c", "C#", "index", "a.2"), start=1)
    )
    index = BookIndex(Book("Shop", (Repository("shop"),), entries))
    urls = [index.urls["label", name] for name in ("C++", "c", "C#", "index", "a.2")]
    assert urls == [
        "labels/c.html",
        "labels/c-2.html",
        "labels/c-3.html",
        "labels/index-page.html",
        "labels/a-2.html",
    ]


def test_files_are_listed_by_folder_with_what_governs_them():
    data = read_pages(site_books.make_rich_book())["files/index.html"].data
    folders = [
        (folder["repository_name"], folder["name"], [file["name"] for file in folder["files"]])
        for folder in data["folders"]
    ]
    assert folders == [
        ("billing", "billing", ["numbers.py"]),
        ("shop", "shop", ["carts.py", "settings.py"]),
    ]
    carts = data["folders"][1]["files"][0]
    assert [link["ref"] for link in carts["governed_by"]] == ["ADR-0003"]
    assert carts["named_count"] == 1


def test_the_page_of_a_file_parts_what_is_in_force_from_what_changed_it():
    data = read_pages(site_books.make_small_book())["files/shop/carts.py.html"].data
    assert [row["ref"] for row in data["governed_by"]] == ["ADR-0002"]
    assert [row["ref"] for row in data["prompts"]] == ["PHR-0002"]
    assert data["address"] == "https://forge.example/shop/blob/main/shop/carts.py"


def test_labels_and_people_are_listed_by_how_many_records_they_have():
    pages = read_pages(site_books.make_rich_book())
    rows = pages["labels/index.html"].data["tables"][0]["rows"]
    assert next((row["name"], row["decisions"], row["prompts"]) for row in rows) == (
        "storage",
        3,
        1,
    )
    people, agents = pages["people/index.html"].data["tables"]
    assert next(row["name"] for row in people["rows"]) == "Ada Lovelace"
    assert {row["name"] for row in agents["rows"]} == {"claude-code", "codex", "<b>agent</b>"}


@pytest.mark.parametrize(
    ("kind", "summary", "shown"),
    [
        (
            "adr",
            'Keep carts. Chosen option: "Redis", because `get` is quick.',
            "Redis, because get is quick.",
        ),
        ("adr", "Carts are kept in Redis.", "Carts are kept in Redis."),
        ("adr", "Keep carts", ""),
        ("phr", "Keep carts. Use `get`.", "Keep carts. Use get."),
        ("phr", "Mend this: ```python x = a[1](2) ``` now", "Mend this: x = a1 now"),
        ("phr", "See [the *plan*](plan.md) and ![a map](m.png)", "See the *plan* and a map"),
        ("phr", "Call **run** of __init__ 2 ** 3", "Call run of init 2 ** 3"),
    ],
)
def test_a_summary_does_not_say_the_title_again(kind: str, summary: str, shown: str):
    entry = site_books.make_decision(1, "Keep carts", "keep-carts", summary=summary)
    assert tidy_summary(replace(entry, kind=kind)) == shown


def test_filters_of_a_long_list_have_what_all_its_pages_have():
    book = site_books.make_large_book(501)
    entries = tuple(
        replace(entry, state="odd") if entry.number == 1 else entry for entry in book.entries
    )
    pages = read_pages(replace(book, entries=entries))
    for url, name in (("decisions/index", "states"), ("prompts/index", "stages")):
        first, last = (pages[f"{url}{part}.html"].data["filters"] for part in ("", ".2"))
        assert first == last
        assert "odd" in first[name]


def test_a_list_says_how_the_search_asks_for_it():
    book = site_books.make_large_book(60)
    pages = read_pages(book)
    url = next(url for url in pages if "/features/" in url and "index" not in url)
    name = pages[url].data["title"].removeprefix("Feature ")
    assert pages[url].data["query"] == f'kind:phr feature:"{name}"'
    drawn = Renderer(book).render(pages["decisions/index.html"])
    assert 'data-search="../search.html" data-query="kind:adr"' in drawn
