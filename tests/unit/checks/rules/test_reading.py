"""Rules on whether a page can be read."""

from __future__ import annotations

from checked_pages import adr, find


def test_not_text() -> None:
    pages = adr(1, body="a\nb \udce9\n") | adr(2, body="ü\n") | adr(3, body="\x00") | adr(4)
    message = "ADR-0001 has bytes that are not UTF-8 text, so part of it cannot be read."
    assert find("not-text", pages)[0] == ("warning", "0001-x.md", 8, message)
    assert [row[1] for row in find("not-text", pages)] == ["0001-x.md"]


def test_utf_16_is_not_text() -> None:
    pages = {"decisions/0001-x.md": "# X\n".encode("utf-16-le").decode("ascii")} | adr(2)
    assert [row[1:3] for row in find("not-text", pages)] == [("0001-x.md", 1)]


def test_line_ends() -> None:
    pages = adr(1) | adr(2, body="a\rb\n") | {"decisions/0003-x.md": "# X\r\rText\r"}
    message = "ADR-0003 has lines that end with a carriage return alone."
    assert find("line-ends", pages) == [("warning", "0003-x.md", 1, message)]
