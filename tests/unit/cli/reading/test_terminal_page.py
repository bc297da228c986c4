"""A reading drawn for a terminal: what people see at a width, and what may not come through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from minutebook.cli.reading import pager, terminal_page
from minutebook.operations.reading.facts import Fact
from minutebook.operations.reading.page import Part, Reading

from hostile_texts import TEXTS


def draw(
    *parts: Part, width: int = 40, has_colours: bool = False, facts: tuple[Fact, ...] = ()
) -> str:
    """What is drawn of a reading, without its title and the line below it."""
    reading = Reading("ADR-0001", "Use x", facts, parts)
    drawn = terminal_page.draw_reading(reading, width, has_colours=has_colours)
    return re.split(r"━(?:\x1b\[0m)?\n", drawn, maxsplit=1)[1].strip("\n")


def draw_markdown(text: str, width: int = 40) -> list[str]:
    return draw(Part(text), width=width).split("\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a b"]),
        ("a  \nb<br>c", ["a", "b", "c"]),
        ("# One\n\n## Two\n\n### Three\n\ntext", ["One", "━━━", "", "Two", "───", "", "### Three", "", "text"]),
        ("* a\n* b\n  1. c\n\n     d\n", [" • a", " • b", "    1. c", "", "       d"]),
        ("- [ ] a\n- [x] b", [" • [ ] a", " • [x] b"]),
        ("> a\n> > b", ["│ a", "│", "│ │ b"]),
        ("```py\nx = '" + "long " * 10 + "'\n```", ["    x = '" + "long " * 10 + "'"]),
        ("a\n\n***\n\nb", ["a", "", "─" * 20, "", "b"]),
        ("| A | B |\n|---|--:|\n| a | 12 |\n| 漢字 | 3 |", ["A       B", "─────────", "a      12", "漢字    3"]),
        ("| Name | What it is |\n|---|---|\n| " + "a" * 28 + " | " + "b" * 28 + " |\n| c | d |",
         ["Name: " + "a" * 28, "What it is: " + "b" * 28, "", "Name: c", "What it is: d"]),
        ("[good.example](https://evil.example/x)", ["good.example (https://evil.example/x)"]),
        ("<https://a.example> [a](#b)", ["https://a.example a"]),
        ("[決定](0001-決定.md)", ["決定 (0001-決定.md)"]),
        ("![alt](a.png) ![](b.png)", ["[image: alt] (a.png) [image] (b.png)"]),
        ('<a href="https://evil.example">Good</a>', ["Good (https://evil.example)"]),
        ('<a id="x"></a>a <kbd>Ctrl</kbd> List<String>', ["a Ctrl List<String>"]),
        ("`code` **bold** ~~gone~~", ["`code` bold gone"]),
        ("&lt;x&gt; &#x202e;", ["<x> \\u202e"]),
        ("これは長い日本語のテキストで、折り返しが必要です。", ["これは長い日本語のテキストで、折り返しが", "必要です。"]),
        ("a\n" + "> " * 60 + "deep", ["a", *[("> " * 20).rstrip()] * 3, "deep"]),
    ],
    ids=range(20),
)  # fmt: skip
def test_markdown_on_a_terminal(text: str, lines: list[str]) -> None:
    assert [line.rstrip() for line in draw_markdown(text)] == lines


ADDRESS = "https://example.org/" + "a-b/" * 12


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"See {ADDRESS} now\n\nb", ["See", f"{ADDRESS} now", "", "b"]),
        (f"* See {ADDRESS}\n* b", [" • See", f"   {ADDRESS}", " • b"]),
        (f"9. a\n10. {ADDRESS}", ["  9. a", f" 10. {ADDRESS}"]),
        (f"> {ADDRESS}\n>\n> [b]({ADDRESS}x)", [f"│ {ADDRESS}", "│", "│ b", f"│ ({ADDRESS}x)"]),
        ("x" * 50, ["x" * 40, "x" * 10]),
        ("漢字/" * 12 + "/", [("漢字/" * 8), ("漢字/" * 4) + "/"]),
        ("a/b " * 12, [" ".join(["a/b"] * 10), "a/b a/b"]),
    ],
)
def test_addresses_are_not_broken(text: str, lines: list[str]) -> None:
    assert [line.rstrip() for line in draw_markdown(text)] == lines


def test_a_path_among_the_facts_is_not_broken() -> None:
    path = "decisions/0001-" + "a-long-name-" * 5 + ".md"
    assert draw(facts=(Fact("page", (path,)),)) == f"page  {path}"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[ADR-0003 Use x](../../../decisions/0003-use-x.md)", "ADR-0003 Use x"),
        ("[PHR-0012](0012-a.green.prompt.md)", "PHR-0012"),
        ("[Use x](0003-use-x.md)", "Use x (0003-use-x.md)"),
        ("[ADR-0003](other.md)", "ADR-0003 (other.md)"),
        ("[ADR-0003](//evil.example/0003-a.md)", "ADR-0003 (//evil.example/0003-a.md)"),
        ("[ADR-3](https://a.b/0003-a.md)", "ADR-3 (https://a.b/0003-a.md)"),
    ],
)
def test_a_link_to_a_record_is_its_ref(link: str, shown: str) -> None:
    assert draw_markdown(link, width=80) == [shown]


def test_a_prompt_is_quoted_as_it_was_entered() -> None:
    prompt = "  # no heading\n\n* no [link](x) <!-- here -->\n" + "word " * 10
    assert draw(Part(prompt, is_quotation=True)).split("\n") == [
        *("│   # no heading", "│", "│ * no [link](x) <!-- here -->"),
        *("│ word word word word word word word", "│ word word word"),
    ]


def test_facts_stand_in_columns() -> None:
    facts = (
        Fact("status", ("accepted",)),
        Fact("would be superseded by", ("ADR-2 A title that goes on over a line", "ADR-3 B")),
        Fact("labels", ("a", "b")),
    )
    assert draw(facts=facts).split("\n") == [
        *(
            "status        accepted",
            "would be superseded by",
            "              ADR-2 A title that goes on",
        ),
        *("              over a line", "              ADR-3 B", "labels        a, b"),
    ]


def test_reasons_stand_below_each_other() -> None:
    facts = (Fact("status reason", ("good", "late")), Fact("hosts", ("a, b", "c")))
    assert draw(facts=facts, width=80).split("\n") == [
        *("status reason  good", "               late"),
        *("hosts          a, b", "               c"),
    ]


def test_colours_are_the_only_controls() -> None:
    text = "# A\n\n**b** `c` [d](e)\x1b[2J &#27;]0;x\x07\n\n```\n\x1b[31m\n```\n"
    drawn = draw(Part(text), Part("\x1b[2Jq", is_quotation=True), has_colours=True)
    assert "\x1b[1m" in drawn
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", pager.strip_styles(drawn))
    assert "\\x1b[2Jq" in drawn


def test_a_very_long_part_is_shown_as_it_is_written() -> None:
    assert "**a**" in draw(Part("**a** b\n" * 50_000), width=100)


def test_a_text_on_a_terminal_is_not_wider_than_reads_well() -> None:
    lines = draw_markdown("word " * 100, width=300)
    assert max(map(len, lines)) in range(90, 101)


@given(text=TEXTS, width=st.integers(1, 120), is_quotation=st.booleans(), has_colours=st.booleans())
def test_any_text_can_be_drawn(
    text: str, width: int, is_quotation: bool, has_colours: bool
) -> None:
    drawn = draw(Part(text, is_quotation), width=width, has_colours=has_colours)
    plain = pager.strip_styles(drawn)
    assert has_colours or plain == drawn
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    if is_quotation:
        # An address or a path is kept whole; the terminal wraps it, and what stands behind it.
        for line in plain.split("\n"):
            if cell_len(line) > max(width, 20):
                assert any("/" in word and len(word) > 18 for word in line.split())
