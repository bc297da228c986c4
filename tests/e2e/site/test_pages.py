"""Each kind of page: it loads in silence, fits, prints, and axe finds nothing that keeps people out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from site_browser import NARROW, WIDE, Visit

pytestmark = pytest.mark.browser
OpenVisit = Callable[..., Visit]
# Style sheets are not asked for once more: the policy of the pages would refuse it.
AXE_RUN = "axe.run(document, {preload: false, resultTypes: ['violations']})"
EXPECTED_KINDS = {
    *("overview", "decisions", "decision", "superseded", "prompts", "prompt", "graph", "files"),
    *("file", "labels", "label", "people", "person", "search", "about"),
    *("hostile decision", "hostile prompt"),
}


def test_the_site_has_a_page_of_each_kind(kinds: dict[str, str], site: Path) -> None:
    assert kinds.keys() >= EXPECTED_KINDS
    assert [page for page in kinds.values() if not (site / page).is_file()] == []


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_each_page_loads_without_an_error_or_a_request_elsewhere(
    visit: OpenVisit, kinds: dict[str, str], scheme: str
) -> None:
    tab = visit(scheme)
    problems = {}
    for name, url in kinds.items():
        page = tab.open(url)
        heading = page.locator("h1")
        assert heading.count() == 1, name
        assert heading.inner_text().strip(), name
        if found := tab.list_problems():
            problems[name] = found
    assert problems == {}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_scrolls_sideways(
    visit: OpenVisit, kinds: dict[str, str], size: tuple[int, int]
) -> None:
    tab = visit("file", size=size)
    too_wide = {}
    for name, url in kinds.items():
        page = tab.open(url)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size[0]:
            too_wide[name] = (
                width,
                page.evaluate(
                    "w => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))",
                    size[0],
                ),
            )
    assert too_wide == {}


def test_print_shows_the_text_without_ways_around(visit: OpenVisit, kinds: dict[str, str]) -> None:
    tab = visit("file")
    page = tab.open(kinds["decision"])
    shown = ["main h1", "main h2"]
    around = [".site-nav", ".site-search", "#theme", ".skip"]
    assert page.locator(around[0]).is_visible()

    page.emulate_media(media="print")

    assert [each for each in around if page.locator(each).first.is_visible()] == []
    assert [each for each in shown if not page.locator(each).first.is_visible()] == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    visit: OpenVisit, kinds: dict[str, str], axe_source: str, scheme: str
) -> None:
    tab = visit("file", colours=scheme)
    faults = {}
    for name, url in kinds.items():
        page = tab.open(url)
        page.evaluate(axe_source)
        result = page.evaluate(AXE_RUN)
        serious = [
            f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:150]} {each['nodes'][0]['failureSummary'][:200]}"
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        if serious:
            faults[name] = serious
    assert faults == {}


def test_without_scripts_all_rows_are_shown_and_no_control_is(
    visit: OpenVisit, browser: object, bases: dict[str, str], kinds: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    try:
        page = context.new_page()
        page.goto(bases["file"] + kinds["decisions"])
        assert page.locator("li.row").count() >= 40
        assert page.locator("li.row:visible").count() == page.locator("li.row").count()
        assert not page.locator("form.filters").is_visible()
        assert not page.locator("#theme").is_visible()
    finally:
        context.close()
