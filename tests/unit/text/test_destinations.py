"""Where the links of a page lead: found in all their forms, and changed without another byte."""

from __future__ import annotations

import pytest

from minutebook.text.markdown.destinations import (
    decode_href,
    find_destinations,
    replace_destinations,
)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("[a](b.md)", ["b.md"]),
        ("![a](img/b.png) and [c](../d.md#part)", ["img/b.png", "../d.md"]),
        ('[a](b.md "A title") [c](d.md?x=1)', ["b.md", "d.md"]),
        ("[a](<with blank.md>)", ["with blank.md"]),
        ("[a](with%20blank.md)", ["with blank.md"]),
        ("[a](x(1).md)", ["x(1).md"]),
        ("[![a](b.png)](c.md)", ["b.png", "c.md"]),
        ("[a]: b.md 'title'\n  [c]: <d e.md>\n", ["b.md", "d e.md"]),
        ('<img src="b.png" alt="x"> <a href=\'c.md\'>', ["b.png", "c.md"]),
        ("[a](https://example.org/b.md) [c](mailto:x@example.org)", []),
        ("[a](#part) [c](/top.md) [d](?x)", []),
        ("[a]({{ url }}) [b](\\x)", []),
        ("`[a](b.md)` and [c](d.md)", ["d.md"]),
        ("```\n[a](b.md)\n```\n[c](d.md)\n", ["d.md"]),
        ("plain (b.md)\n", []),
        ("    text [a]: b.md", []),
    ],
)
def test_relative_paths_are_found(text: str, paths: list[str]) -> None:
    found = find_destinations(text)
    assert [destination.path for destination in found] == paths
    assert all(
        decode_href(text[destination.start : destination.end]) == destination.path
        for destination in found
    )


def test_what_stands_before_the_start_does_not_count() -> None:
    text = "---\nx: '[a](b.md)'\n---\n[c](d.md)\n"
    assert [each.path for each in find_destinations(text, text.index("[c]"))] == ["d.md"]


def test_bytes_that_are_no_text_come_through() -> None:
    assert decode_href("caf%C3%A9-%FF.png") == "café-\udcff.png"


def test_a_path_is_replaced_and_its_anchor_stays() -> None:
    text = '\ufeff# A\r\n\r\nSee [b](b.md#part "B"), [c](c.md).\r\n'
    changed = replace_destinations(
        text, 0, lambda _, path: "../new name.md" if path == "b.md" else path
    )
    assert changed == text.replace("b.md#", "../new%20name.md#")
