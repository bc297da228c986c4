"""The pages of a decision and of a prompt, the overview, the graph, and the chart."""

from __future__ import annotations

import pytest

import site_books
from minutebook.lean.values import replace
from minutebook.site.book import Book, Repository
from minutebook.site.page import Page
from minutebook.site.pages import list_pages
from minutebook.site.pages.answers import split_answer
from minutebook.site.pages.chart import make_chart
from minutebook.site.pages.plain import count_days, keep_web_address
from minutebook.site.rendering import Renderer


def read_pages(book: Book) -> dict[str, Page]:
    return {page.url: page for page in list_pages(book)}


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return read_pages(site_books.make_rich_book())


def test_a_decision_has_ways_to_what_it_supersedes_and_to_what_supersedes_it(pages):
    data = pages["shop/decisions/0002-keep-carts-in-postgresql.html"].data
    assert [link["ref"] for link in data["predecessors"]] == ["ADR-0001"]
    assert [link["ref"] for link in data["successors"]] == ["ADR-0003"]
    assert data["relations"] == []  # both are said already
    assert data["previous"]["ref"] == "ADR-0001"
    assert data["next"]["title"] == "Keep carts in Redis"


def test_a_decision_has_its_history_its_files_its_commits_and_its_prompts(pages):
    data = pages["shop/decisions/0003-keep-carts-in-redis.html"].data
    assert [(change["day"], change["status"]) for change in data["history"]] == [
        ("2026-02-20", "proposed"),
        ("2026-03-02", "accepted"),
    ]
    assert data["governed_globs"] == ["shop/carts/**/*.py"]
    assert [file["path"] for file in data["files"]] == ["shop/carts.py", "shop/settings.py"]
    assert [commit["address"] for commit in data["commits"]] == [
        "https://forge.example/shop/commit/9fceb02",
        "",
    ]
    assert [(row["ref"], row["relation"]) for row in data["prompts"]] == [
        ("PHR-0002", "decided in")
    ]
    assert [relation["name"] for relation in data["relations"]] == ["relates to"]
    assert "ADR-0002" in data["neighbours"]


def test_a_prompt_has_what_was_asked_what_was_answered_and_what_came_of_it(pages):
    page = pages["shop/prompts/carts/0002-let-carts-survive-a-restart.html"]
    texts = page.read_texts()
    assert texts["prompt"] == site_books.PROMPT_TEXT
    assert texts["answer"].startswith("Carts are kept in Redis under")
    assert texts["outcome"].startswith("- **Impact:**")
    assert texts["rest"] == ""
    data = page.data
    assert [row["ref"] for row in data["decisions"]] == ["ADR-0003"]
    assert [each["state"] for each in data["suggestions"]] == ["accepted", "pending", "dismissed"]
    assert data["session"]["url"] == "shop/prompts/sessions/5e55a001.html"
    assert (data["entry"]["tokens"], data["entry"]["seconds"]) == (188_312, 1_260)
    assert data["previous"]["ref"] == "PHR-0001"


def test_a_private_record_says_that_its_texts_are_not_there():
    book = site_books.make_rich_book()
    page = read_pages(book)["billing/prompts/invoices/0001-number-invoices-when-they-are-sent.html"]
    text = Renderer(book).render(page)
    assert "kept apart" in text
    assert 'class="asked"' not in text


@pytest.mark.parametrize(
    ("markdown", "parts"),
    [
        ("", ("", "", "")),
        ("Text\n", ("", "", "Text")),
        ("## Response snapshot\n\nYes.\n\n## Outcome\n\nDone.\n", ("Yes.", "Done.", "")),
        ("## Response ##\nYes.\n### More\n\n## Notes\nN\n", ("Yes.\n### More", "", "## Notes\nN")),
        ("## Outcome\n1\n## Outcome\n2\n", ("", "1", "## Outcome\n2")),
        ("## Answer\n```\n## Outcome\n```\nyes\n", ("```\n## Outcome\n```\nyes", "", "")),
        (
            "## Answer\n~~~~ md\n~~~\n## Outcome\n~~~~\n## Outcome\n1",
            ("~~~~ md\n~~~\n## Outcome\n~~~~", "1", ""),
        ),
        ("Response\n## Responses\nno\n", ("", "", "Response\n## Responses\nno")),
    ],
)
def test_the_answer_and_the_outcome_are_parted_from_the_rest(markdown, parts):
    assert tuple(split_answer(markdown).values()) == parts


def test_the_overview_counts_and_leads_to_what_it_counts(pages):
    data = pages["index.html"].data
    assert [(group["name"], group["count"], group["url"]) for group in data["groups"]] == [
        ("in force", 2, "decisions/index.html#in-force"),
        ("proposed", 2, "decisions/index.html#proposed"),
        ("gone", 3, "decisions/index.html#gone"),
    ]
    assert [(entry["ref"], entry["days"]) for entry in data["debt"]["proposed"]] == [
        ("ADR-0004", 37),
        ("ADR-0005", 9),
    ]
    assert [entry["suggestion"] for entry in data["debt"]["suggestions"]] == [
        "Read the address of Redis from the environment"
    ]
    assert data["coverage"] == {"commits": 31, "explained": 17, "percent": 55}
    assert data["people"][0]["url"] == "people/ada-lovelace.html"
    assert [each["decision_count"] for each in data["repositories"]] == [5, 2]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("index.html", "Nothing is recorded yet"),
        ("decisions/index.html", "No decision is recorded yet"),
        ("prompts/index.html", "No prompt is recorded yet"),
        ("graph.html", "there is nothing to draw"),
        ("files/index.html", "No record names a file yet"),
        ("labels/index.html", "No record has a label yet"),
        ("people/index.html", "No record says yet"),
    ],
)
def test_an_empty_book_says_so_on_each_page(url: str, told: str):
    book = site_books.make_empty_book()
    assert told in Renderer(book).render(read_pages(book)[url])


def test_decisions_alone_are_no_empty_book():
    book = site_books.make_small_book()
    decisions = replace(book, entries=tuple(book.decisions), files=())
    text = Renderer(decisions).render(read_pages(decisions)["index.html"])
    assert "Nothing is recorded yet" not in text
    assert "No prompt is recorded yet" in text


def test_the_graph_is_drawn_of_what_its_data_name():
    page = read_pages(site_books.make_small_book())["graph.html"]
    assert [decision["ref"] for decision in page.data["decisions"]] == [
        "ADR-0001",
        "ADR-0002",
        "ADR-0003",
    ]
    assert "<svg" in page.read_texts()["graph"]


@pytest.mark.parametrize(
    ("days", "unit", "names"),
    [
        ([], None, []),
        (["not a day", ""], None, []),
        (["2026-03-02"], "day", ["2026-03-02"]),
        (["2026-02-27", "2026-03-01"], "day", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        (
            ["2026-01-01", "2026-02-05"],
            "week",
            ["2025-12-29", "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"],
        ),
        (
            ["2025-11-30", "2026-07-01"],
            "month",
            ["2025-11", "2025-12", *(f"2026-0{month}" for month in range(1, 8))],
        ),
        (["2015-06-01", "2021-01-01"], "year", [str(year) for year in range(2015, 2022)]),
        (["9999-12-30", "9999-12-31"], "day", ["9999-12-30", "9999-12-31"]),
        (
            ["0001-01-01", "0001-03-01"],
            "week",
            [
                "0001-01-01",
                "0001-01-08",
                "0001-01-15",
                "0001-01-22",
                "0001-01-29",
                "0001-02-05",
                "0001-02-12",
                "0001-02-19",
                "0001-02-26",
            ],
        ),
    ],
)
def test_the_chart_has_a_bar_for_each_part_of_the_time(days, unit, names):
    entries = [
        site_books.make_decision(number, "D", f"d-{number}", date=day)
        for number, day in enumerate(days)
    ]
    chart = make_chart(entries)
    assert [bar["name"] for bar in chart["bars"]] == names
    assert chart.get("unit") == unit
    assert sum(bar["decisions"] for bar in chart["bars"]) == len(
        [d for d in days if d[:4].isdigit()]
    )


def test_bars_lie_within_the_drawing_prompts_above_the_line_and_decisions_below():
    chart = make_chart(site_books.make_rich_book().entries)
    for bar in chart["bars"]:
        assert bar["x"] >= 0
        assert bar["x"] + chart["bar_width"] <= chart["width"]
        assert bar["prompt_y"] + bar["prompt_height"] == pytest.approx(chart["baseline"], abs=0.02)
        assert chart["decision_y"] + bar["decision_height"] <= chart["height"] + 0.01
    assert min(bar["prompt_y"] for bar in chart["bars"]) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://forge.example/", True),
        ("HTTP://forge.example/", True),
        ("javascript:alert(1)", False),
        (" https://forge.example/", False),
        ("//forge.example/", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_linked(address: str, kept: bool):
    assert keep_web_address(address) == (address if kept else "")
    book = site_books.make_small_book()
    book = replace(book, repositories=(Repository("shop", files_url=address),))
    page = read_pages(book)["decisions/0002-keep-carts-in-redis.html"]
    assert bool(page.data["source_address"]) == kept


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        ("2026-03-01", "2026-03-02", 1),
        ("2026-03-02", "2026-03-01", 0),
        ("", "2026-03-01", 0),
        ("x", "y", 0),
    ],
)
def test_days_between(earlier: str, later: str, days: int):
    assert count_days(earlier, later) == days


def test_a_review_that_was_due_is_shown_on_the_overview_and_on_its_page():
    book = site_books.make_small_book()
    due = replace(book.decisions[0], review_due="2026-01-02")
    entries = tuple(due if entry.key == due.key else entry for entry in book.entries)
    debt = replace(book.figures.debt, reviews_due=(due.key,))
    book = replace(book, entries=entries, figures=replace(book.figures, debt=debt))
    renderer, by_url = Renderer(book), read_pages(book)
    overview = renderer.render(by_url["index.html"])
    assert "<strong>1</strong> decision was to be reviewed by now." in overview
    for html in (overview, renderer.render(by_url[due.url])):
        assert 'review was due <time datetime="2026-01-02">' in html
    others = [entry for entry in book.decisions if entry.key != due.key]
    assert "review was due" not in renderer.render(by_url[others[0].url])


def test_the_table_beside_the_graph_is_bounded():
    book = site_books.make_large_book(501)
    page = read_pages(book)["graph.html"]
    assert len(page.data["decisions"]) == 501
    text = Renderer(book).render(page)
    assert text.count('<th scope="row">') == 500
    assert "It has 500 of the 501 decisions" in text


def test_the_overview_of_several_repositories_says_whose_each_record_is():
    book = site_books.make_rich_book()
    text = Renderer(book).render(read_pages(book)["index.html"])
    assert text.count('<span class="fact">shop</span>') > 1
    assert 'href="decisions/index.html?repository=billing"' in text
    assert " 0 days" not in text
