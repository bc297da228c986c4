"""Facts in front matter of other formats, below a name, and in HTML: read, and one changed."""

from __future__ import annotations

import pytest

from minutebook.records import adr
from minutebook.records.adr.fact_places import find_places
from minutebook.text import frontmatter
from minutebook.text.markdown.sections import find_visible_lines


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


@pytest.mark.parametrize(
    ("page", "status", "changed"),
    [
        ('+++\nstatus = "accepted"\n+++\n# T\n', "accepted", '+++\nstatus = "deprecated"\n+++\n# T\n'),
        (
            '+++\ntitle = "T"\n[extra]\nstatus = "Rejected"\n+++\n',
            "rejected",
            '+++\ntitle = "T"\n[extra]\nstatus = "Deprecated"\n+++\n',
        ),
        ('---json\n{"status":"draft"}\n---\n# T\n', "proposed", '---json\n{"status":"deprecated"}\n---\n# T\n'),
        (
            "---\nadr:\n  status: Accepted # now\n  x: 1\n---\n# T\n",
            "accepted",
            "---\nadr:\n  status: Deprecated # now\n  x: 1\n---\n# T\n",
        ),
        (
            "---\nmetadata: {status: accepted, x: 1}\n---\n# T\n",
            "accepted",
            "---\nmetadata: {status: deprecated, x: 1}\n---\n# T\n",
        ),
        ("---\nstatus: >\n  accepted\n---\n# T\n", "accepted", "---\nstatus: deprecated\n---\n# T\n"),
        (
            "# T\n\n<dl>\n<dt>Status</dt>\n<dd>Proposed</dd>\n</dl>\n",
            "proposed",
            "# T\n\n<dl>\n<dt>Status</dt>\n<dd>Deprecated</dd>\n</dl>\n",
        ),
        (
            "# T\n\n<tr><td>Status:</td><td><b>Accepted</b></td></tr>\n",
            "accepted",
            "# T\n\n<tr><td>Status:</td><td><b>Deprecated</b></td></tr>\n",
        ),
        (
            "<p><b>Status:</b> Accepted &middot; <b>Date:</b> 2020-03-02</p>\n",
            "accepted",
            "<p><b>Status:</b> Deprecated &middot; <b>Date:</b> 2020-03-02</p>\n",
        ),
    ],
)  # fmt: skip
def test_a_status_is_read_and_changed(page: str, status: str, changed: str) -> None:
    facts = read(page)
    assert facts.status == status
    assert adr.set_status(page, facts.dialect, "deprecated") == changed


@pytest.mark.parametrize(
    "page",
    [
        '+++\nstatus = "accepted"\n+++\n# T\n',
        '+++\r\ntitle = "T"\r\n[extra]\r\nstatus = "Rejected"\r\n+++\r\n',
        "---\nadr:\n  status: Accepted\n---\n# T\n",
        "# T\n\n<dl>\n<dt>Status</dt>\n<dd>Proposed</dd>\n</dl>\n\n## Context\n",
    ],
)
def test_a_successor_is_added_and_removed(page: str) -> None:
    added = adr.add_link(
        page, read(page).dialect, "superseded-by", "ADR-0009", "0009-y.md", "0009-y"
    )
    assert read(added).status == "superseded"
    assert adr.remove_link(added, "superseded-by", lambda _: True) == page


def test_a_link_is_a_line_below_the_html() -> None:
    page = "# T\n\n<p><b>Status</b>: Proposed</p>\n\n## Context\n"
    added = adr.add_link(page, "bullet", "superseded-by", "ADR-0009", "0009-y.md", "0009-y")
    after = page.replace("Proposed", "Superseded; was: Proposed")
    assert added == after.replace("\n\n## C", "\n\n- Superseded by: [ADR-0009](0009-y.md)\n\n## C")
    assert adr.remove_link(added, "superseded-by", lambda _: True) == page


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("<b>Status</b>: Accepted<br/>\n<b>Date</b>: 2020\n", [("status", 1), ("date", 2)]),
        ("<tr>\n<th>Status</th>\n<td>\nAccepted</td>\n", [("status", 4)]),
        ("<tr><th>Status</th><th>Date</th></tr>\n", []),
        ("<tr><td>Status</td><td>Date</td></tr>\n", []),
        ("<b>Owner</b>: Ada\n", []),
        ("<hr>\nStatus: Accepted\n", [("status", 2)]),
        ("<b>Status</b>: Accepted", [("status", 1)]),
    ],
)
def test_the_places_of_facts_in_html(text: str, places: list[tuple[str, int]]) -> None:
    lines = find_visible_lines(text, 0, len(text))
    found = [(place.name, place.line_number) for place in find_places(text, lines, len(text))]
    assert found == places
