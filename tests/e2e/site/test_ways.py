"""Ways through the site: search, filters and the back button, the graph, colours, keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from site_browser import Visit
from site_repository import FEATURES, SUPERSEDED, name_decision

pytestmark = pytest.mark.browser
OpenVisit = Callable[..., Visit]
SCHEMES = pytest.mark.parametrize("scheme", ["file", "http"])


@SCHEMES
def test_typing_finds_a_record_and_enter_opens_it(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open("labels/index.html")
    title = name_decision(17)

    page.locator("#search").press_sequentially(title)
    page.locator("#search-list a").first.wait_for()
    tab.wait_until(f"document.querySelector('#search-list a').innerText.includes({title!r})")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/decisions/0017-*.html")
    assert title in page.locator("h1").inner_text()


@SCHEMES
def test_enter_alone_leads_to_all_results(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open(tab.kinds["prompt"])

    page.locator("#search").press_sequentially("cart round 17")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search.html?q=cart+round+17")
    page.locator("#search-results a").first.wait_for()
    page.locator("#search-results a").first.click()
    page.wait_for_url(re.compile(r"/(decisions|prompts/\w+)/\d{4}-"))


@SCHEMES
def test_the_page_of_the_search_finds_words_of_texts(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open("search.html?q=cursor+step+42")

    page.locator("#search-results li").first.wait_for()

    assert page.locator("#search-field").input_value() == "cursor step 42"
    assert "42" in page.locator("#search-results li").first.inner_text()
    page.locator("#search-field").fill("wordthatisnowhere")
    tab.wait_until("!document.querySelector('#search-results li')")
    assert page.locator("#search-status").inner_text() != ""


def list_states(tab: Visit) -> set[str]:
    states: list[str] = tab.page.evaluate(
        "[...document.querySelectorAll('li.row')].filter(e => e.getClientRects().length).map(e => e.dataset.state)"
    )
    return set(states)


@SCHEMES
def test_a_filter_is_kept_in_the_address_and_the_back_button_takes_it_back(
    visit: OpenVisit, scheme: str
) -> None:
    tab = visit(scheme)
    page = tab.open("decisions/index.html")
    everything = list_states(tab)
    assert len(everything) > 2

    page.locator('[data-filter="state"]').select_option("superseded")
    tab.wait_until("location.search.includes('state=superseded')")
    assert list_states(tab) == {"superseded"}
    page.locator("li.row:visible a.row-link").first.click()
    page.wait_for_url(re.compile(r"decisions/\d{4}-"))
    page.go_back()
    page.wait_for_url("**/decisions/index.html?state=superseded")
    tab.wait_until("document.querySelectorAll('li.row[hidden]').length > 0")
    assert list_states(tab) == {"superseded"}
    page.go_back()
    tab.wait_until("!location.search.includes('superseded')")
    tab.wait_until("document.querySelectorAll('li.row[hidden]').length == 0")
    assert list_states(tab) == everything


def test_filters_count_together(visit: OpenVisit) -> None:
    tab = visit("file")
    page = tab.open("decisions/index.html?state=accepted&from=2025-10-01")
    tab.wait_until("document.querySelectorAll('li.row[hidden]').length > 0")

    dates = page.evaluate(
        "[...document.querySelectorAll('li.row:not([hidden])')].map(e => [e.dataset.state, e.dataset.date])"
    )

    assert dates
    assert {state for state, _ in dates} == {"accepted"}
    assert min(date for _, date in dates) >= "2025-10-01"
    assert page.locator('[data-filter="state"]').input_value() == "accepted"


def test_a_decision_leads_to_its_successor_and_back(visit: OpenVisit) -> None:
    old, new = next(iter(SUPERSEDED.items()))
    tab = visit("file")
    page = tab.open("decisions/index.html")
    page.locator("a.row-link", has_text=re.compile(f"{re.escape(name_decision(old))}$")).click()

    page.locator(f'main a[href*="{new:04d}-"]').first.click()
    page.wait_for_url(f"**/decisions/{new:04d}-*.html")
    page.locator(f'main a[href*="{old:04d}-"]').first.click()
    page.wait_for_url(f"**/decisions/{old:04d}-*.html")


@SCHEMES
def test_the_graph_pans_and_zooms_and_its_nodes_open(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open("graph.html")
    picture = page.locator("figure[data-graph] .graph-svg")
    box = page.locator("figure[data-graph] .graph-view").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + min(box["height"], 500) / 2)

    def read_box() -> tuple[tuple[float, float], float]:
        """Where the picture's upper left corner is, and how wide the picture is."""
        page.wait_for_timeout(80)  # it is drawn with the next frame
        seen = picture.bounding_box()
        return (seen["x"], seen["y"]), seen["width"]

    corner, width = read_box()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 120, middle[1] - 60, steps=4)
    page.mouse.up()
    panned_corner, panned_width = read_box()
    assert panned_corner != corner
    assert panned_width == pytest.approx(width, rel=0.01)
    assert tab.where() == "graph.html"

    page.mouse.wheel(0, -400)
    assert read_box()[1] > panned_width

    page.keyboard.press("Escape")
    node = page.locator("figure[data-graph] a[href*='0004-']").first
    node.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/0004-*.html")


def read_paper(tab: Visit) -> int:
    """How bright the page is, 0 to 765."""
    return int(
        tab.page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)"
        )
    )


@SCHEMES
def test_the_button_makes_it_dark_on_all_pages_and_stays(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open("index.html")
    assert read_paper(tab) > 600

    page.locator("#theme").click()
    page.wait_for_timeout(300)  # colours may change slowly
    assert read_paper(tab) < 200

    tab.open("decisions/index.html")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert read_paper(tab) < 200
    page.locator("#theme").click()
    page.wait_for_timeout(300)
    assert read_paper(tab) > 600


def test_it_is_dark_where_the_system_is(visit: OpenVisit) -> None:
    tab = visit("file", colours="dark")
    page = tab.open("index.html")
    assert read_paper(tab) < 200
    page.locator("#theme").click()
    page.wait_for_timeout(300)
    assert read_paper(tab) > 600
    tab.open("graph.html")
    assert read_paper(tab) > 600


@SCHEMES
def test_keys_search_move_and_open(visit: OpenVisit, scheme: str) -> None:
    tab = visit(scheme)
    page = tab.open("decisions/index.html")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jk")
    assert page.locator("#search").input_value() == "jk"
    page.locator("#search").fill("")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.href")
    page.keyboard.press("k")
    assert first != second
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)

    tab.open(tab.kinds["decision"])  # one that has others on both sides
    page.keyboard.press("j")
    page.wait_for_url(lambda url: "/decisions/" in url and "/0004-" not in url)
    page.keyboard.press("k")
    page.wait_for_url("**/decisions/0004-*.html")

    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/prompts/index.html")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()


def test_the_first_tab_leads_to_the_text(visit: OpenVisit) -> None:
    tab = visit("file")
    page = tab.open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_prompts_are_chosen_by_feature(visit: OpenVisit) -> None:
    tab = visit("file")
    page = tab.open(f"prompts/index.html?feature={FEATURES[0]}")
    tab.wait_until("document.querySelectorAll('li.row[hidden]').length > 0")
    shown = page.evaluate(
        "[...document.querySelectorAll('li.row:not([hidden])')].map(e => e.dataset.feature)"
    )
    assert set(shown) == {FEATURES[0]}
