"""Records that mean harm are shown, and do nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from site_browser import Visit
from site_repository import HOSTILE_DECISION, HOSTILE_TITLE

pytestmark = pytest.mark.browser
OpenVisit = Callable[..., Visit]
PAGES = (
    *("hostile decision", "hostile prompt", "overview", "decisions", "prompts", "graph", "files"),
    *("labels", "people", "search"),
)
# What of the page is not the site's own: elements that run or load, handlers, schemes of links.
FIND_HARM = """() => {
    const harm = [];
    const own = document.baseURI;
    for (const element of document.querySelectorAll('*')) {
        const name = element.localName;
        const source = element.getAttribute('src') || '';
        if (['iframe', 'object', 'embed', 'base', 'style', 'applet', 'frame', 'portal', 'template'].includes(name))
            harm.push(element.outerHTML.slice(0, 100));
        if (name === 'script' && !/assets\\//.test(source)) harm.push(element.outerHTML.slice(0, 100));
        if (name === 'meta' && element.httpEquiv && element.httpEquiv !== 'Content-Security-Policy')
            harm.push(element.outerHTML.slice(0, 100));
        if (name === 'img' && /^(https?:)?\\/\\//.test(source)) harm.push(element.outerHTML.slice(0, 100));
        if (name === 'form' && element.action && !/search\\.html/.test(element.getAttribute('action') || 'search.html'))
            harm.push(element.outerHTML.slice(0, 100));
        for (const attribute of element.attributes) {
            if (/^on/i.test(attribute.name) || attribute.name === 'formaction' || (attribute.name === 'style' && !element.closest('[data-graph]')))
                harm.push(`${name} ${attribute.name}`);
            if (/^(xlink:)?href$|^src$|^action$/.test(attribute.name)) {
                const address = new URL(attribute.value, own);
                if (!['http:', 'https:', 'mailto:', new URL(own).protocol].includes(address.protocol))
                    harm.push(`${name} ${attribute.name}=${attribute.value.slice(0, 80)}`);
                if (address.protocol === 'file:' && /^\\/etc\\//.test(address.pathname))
                    harm.push(`${name} ${attribute.value}`);
            }
        }
    }
    return harm;
}"""


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_nothing_of_a_hostile_record_runs_or_loads(
    visit: OpenVisit, kinds: dict[str, str], scheme: str
) -> None:
    tab = visit(scheme)
    harm = {}
    for name in PAGES:
        page = tab.open(kinds[name])
        found = [*page.evaluate(FIND_HARM), *tab.list_problems()]
        if page.evaluate("window.harmed"):
            found.append(page.evaluate("window.harmed"))
        if found:
            harm[name] = found
    assert harm == {}


def test_its_text_is_shown_as_it_stands(visit: OpenVisit, kinds: dict[str, str]) -> None:
    tab = visit("file")
    page = tab.open(kinds["hostile decision"])
    title = HOSTILE_TITLE.partition(" ")[0]
    assert title in page.locator("h1").inner_text()
    assert title in page.title()
    text = page.locator("main").inner_text()
    for part in (
        "<script>window.harmed = 'script'; alert(1)</script>",
        "window.harmed = 'code'",
        "{{ config }}",
    ):
        assert part in text


def test_what_is_found_and_moved_over_of_it_does_nothing(
    visit: OpenVisit, kinds: dict[str, str]
) -> None:
    tab = visit("file")
    page = tab.open(kinds["hostile decision"])
    page.evaluate(
        """() => document.querySelectorAll('main *').forEach(element => {
            for (const name of ['mouseover', 'focus', 'toggle', 'load', 'error'])
                element.dispatchEvent(new Event(name));
        })"""
    )
    page.locator("#search").press_sequentially("harmed hostile script onerror")
    page.locator("#search-list a").first.wait_for()
    assert page.evaluate(FIND_HARM) == []
    page.locator("#search").fill("<img src=x onerror=alert(50)>")
    page.wait_for_timeout(300)
    assert page.evaluate(FIND_HARM) == []
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize(
    "query",
    ["<script>alert(51)</script>", '"><img src=x onerror=alert(52)>', "javascript:alert(53)"],
)
def test_a_hostile_address_does_nothing(visit: OpenVisit, query: str) -> None:
    from urllib.parse import quote

    tab = visit("file")
    for url in (
        "search.html?q=",
        "decisions/index.html?state=",
        "graph.html?focus=",
        "index.html#",
    ):
        page = tab.open(url + quote(query))
        page.wait_for_timeout(150)
        assert page.evaluate(FIND_HARM) == [], url


def test_the_graph_shows_its_title_as_text(visit: OpenVisit) -> None:
    tab = visit("file")
    page = tab.open(f"graph.html?focus=ADR-{HOSTILE_DECISION:04d}")
    page.wait_for_timeout(100)
    assert (
        "<script>" in page.locator("figure[data-graph]").inner_text()
        or page.locator(f"a[href*='{HOSTILE_DECISION:04d}-hostile']").count()
    )
    assert page.evaluate("document.querySelectorAll('figure script, figure img').length") == 0
