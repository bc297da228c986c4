"""Rules on whether a page can be read."""

from __future__ import annotations

from checked_pages import adr, find


def test_not_text() -> None:
    pages = adr(1, body="a\nb \udce9\n") | adr(2, body="ü\n") | adr(3, body="\x00") | adr(4)
    message = "ADR-0001 has bytes that are not UTF-8 text, so part of it cannot be read."
    assert find("not-text", pages)[0] == ("warning", "0001-x.md", 8, message)
    assert [row[1] for row in find("not-text", pages)] == ["0001-x.md"]
