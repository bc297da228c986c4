"""Links of a site: each leads to a page that is there, and nothing is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.site.writing.link_check import find_dead_links

PAGES = {
    "index.html": '<main id="main"><a href="decisions/a%20b.html#fate">x</a></main>',
    "decisions/a b.html": '<h2 id="fate">Fate</h2><a name="old"></a>',
    "decisions/index.html": "",
    "assets/base.css": "",
    "search/ü.html": '<p id="ö">',
}


def check(tmp_path: Path, body: str, url: str = "decisions/page.html") -> list[tuple[str, str]]:
    """What is wrong with a page among the others: code and message."""
    for each, text in {**PAGES, url: body}.items():
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).write_text(text, "utf-8")
    findings = list(find_dead_links(str(tmp_path), [*PAGES, url]))
    assert {finding.path for finding in findings} <= {url}
    return [(finding.code, finding.message) for finding in findings]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="a%20b.html">',
        '<a href="a b.html#fate">',
        '<a href="a%20b.html#old">',
        '<a href="../index.html?state=accepted#main">',
        '<a href="../">',
        '<a href="./">',
        '<a href="..">',
        '<a href="#here"><p id="here">',
        '<a href="">',
        '<a href="?state=accepted">',
        '<a href="../search/%C3%BC.html#%C3%B6">',
        '<a href="https://example.org/x">',
        '<a href="mailto:ada@example.org">',
        '<a href="//example.org/x">',
        '<form action="../index.html">',
        '<link rel="stylesheet" href="../assets/base.css">',
        '<link rel="canonical" href="https://example.org/x">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<svg><a href="a%20b.html"><text>x</text></a></svg>',
        '<!-- <a href="nowhere.html"> -->',
        "<pre>&lt;a href=&quot;nowhere.html&quot;&gt;</pre>",
    ],
)
def test_a_link_that_leads_somewhere_is_no_finding(link: str, tmp_path: Path) -> None:
    assert check(tmp_path, link) == []


@pytest.mark.parametrize(
    ("link", "code", "message"),
    [
        ('<a href="b.html">', "dead-link", "leads nowhere: b.html"),
        ('<a href="../../x.html">', "dead-link", "leads nowhere: ../../x.html"),
        ('<a href="/index.html">', "dead-link", "leads nowhere: /index.html"),
        ('<a href="../search/">', "dead-link", "leads nowhere: ../search/"),
        ('<a href="#none">', "dead-fragment", "decisions/page.html has no #none"),
        ('<a href="../index.html#none">', "dead-fragment", "index.html has no #none"),
        ('<script src="../assets/x.js">', "dead-link", "leads nowhere: ../assets/x.js"),
        ('<form action="gone.html">', "dead-link", "leads nowhere: gone.html"),
        ('<a href="http://[x">', "dead-link", "is no address: http://[x"),
        *(
            (element, "remote-resource", f"is loaded from elsewhere: {address}")
            for element, address in [
                ('<img src="https://example.org/a.png">', "https://example.org/a.png"),
                ('<script src="//example.org/a.js">', "//example.org/a.js"),
                ('<link rel="icon" href="http://example.org/i">', "http://example.org/i"),
            ]
        ),
    ],
)
def test_a_dead_link_is_a_finding(link: str, code: str, message: str, tmp_path: Path) -> None:
    assert check(tmp_path, link) == [(code, message)]


def test_a_link_is_told_of_once_in_a_page_with_its_first_line(tmp_path: Path) -> None:
    body = '\n<a href="x.html">\n<a href="x.html">\n<a href="y.html">'
    check(tmp_path, body)
    findings = list(find_dead_links(str(tmp_path), [*PAGES, "decisions/page.html"]))
    assert [(finding.line, finding.severity) for finding in findings] == [
        (2, "error"),
        (4, "error"),
    ]


def test_a_page_of_the_last_build_that_is_not_one_of_this_one_is_dead(tmp_path: Path) -> None:
    """Only files that are there count, whoever wrote them."""
    assert check(tmp_path, '<a href="CNAME">') == [("dead-link", "leads nowhere: CNAME")]
    (tmp_path / "decisions/CNAME").write_text("")
    assert check(tmp_path, '<a href="CNAME">') == []
