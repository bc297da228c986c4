"""Rules on index pages and generated links."""

from __future__ import annotations

from checked_pages import adr, find


def test_stale_block() -> None:
    block = "<!-- minutebook:links -->\n- amends nothing\n<!-- /minutebook:links -->\n"
    pages = adr(1, head="status: accepted\nlinks:\n  amends: [0002-x]", body=block) | adr(2)
    assert find("stale-block", pages) == [
        (
            "warning",
            "0001-x.md",
            9,
            "`decisions/0001-x.md` has a block of links that no longer holds.",
        )
    ]


def test_stale_index() -> None:
    index = "# Decisions\n\n<!-- minutebook:index -->\nnothing\n<!-- /minutebook:index -->\n"
    assert find("stale-index", adr(1) | {"decisions/README.md": index}) == [
        ("warning", "README.md", 3, "`decisions/README.md` does not show the records as they are.")
    ]
