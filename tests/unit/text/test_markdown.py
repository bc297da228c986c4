"""Page text: what is read where, and that what is set in comes back and goes away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.text import markdown
from minutebook.text.markdown import (
    detect_newline,
    escape_cell,
    find_block,
    find_own_end,
    find_section,
    get_block_content,
    make_href,
    make_link,
    parse_lines,
    parse_sections,
    put_block,
    remove_block,
    unwrap_fence,
    wrap_in_fence,
)

# Text of any kind, and text that is made of what a page reader stumbles over.
ANY = st.text(st.characters(exclude_categories=()))
PIECES = st.sampled_from(
    [
        "---",
        "===",
        "# One",
        "## Two ##",
        "####### Seven",
        "   ### Three {#three}",
        "    # code",
        "- item",
        "> quote",
        "| a | b |",
        "words",
        "",
        " ",
        "```",
        "````text",
        "~~~",
        "    ```",
        "`",
        "``",
        "<!-- note -->",
        "<!--",
        "-->",
        "<!-- minutebook:links -->",
        "<!-- /minutebook:links -->",
        "## Prompt",
        "\x0b\x0c\x1c\x85\u2028",
        "\udc80",
        "\ufeff",
        "\r",
        "سلام",
        "🎉",
    ]
)
PAGES = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\r\n", "\n\n", ""]))).map(
    lambda parts: "".join(word + end for word, end in parts)
)
TEXTS = ANY | PAGES


def render_text(text: str) -> list[str]:
    """Each line with what it is: code `|`, comment `!`, else a space."""
    return [
        ("|" if line.is_code else "!" if line.is_comment else " ") + line.text
        for line in parse_lines(text)
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("", "\n"),
        ("a", "\n"),
        ("a\nb\r\n", "\n"),
        ("a\r\nb\n", "\r\n"),
        ("\r\n", "\r\n"),
        ("\n", "\n"),
    ],
)
def test_a_page_has_one_line_end(text: str, end: str) -> None:
    assert detect_newline(text) == end


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", []),
        ("a\r\nb", [" a", " b"]),
        ("a\r", [" a\r"]),
        ("a\x0cb\x85c\u2028d\n", [" a\x0cb\x85c\u2028d"]),
        ("```\n# a\n```\nb", ["|```", "|# a", "|```", " b"]),
        ("  ~~~ py\na\n~~~~ \nb", ["|  ~~~ py", "|a", "|~~~~ ", " b"]),
        ("````\n```\na\n````", ["|````", "|```", "|a", "|````"]),
        ("```\n~~~\n```", ["|```", "|~~~", "|```"]),
        ("```\n``` x\na", ["|```", "|``` x", "|a"]),
        ("```\n    ```\n\t```\n```\na", ["|```", "|    ```", "|\t```", "|```", " a"]),
        ("    ```\na", ["     ```", " a"]),
        ("``` a`b\nc", [" ``` a`b", " c"]),
        ("<!-- a -->\nb", [" <!-- a -->", " b"]),
        ("<!-->\nb", [" <!-->", " b"]),
        ("<!--\n```\n# a\n--> b\nc", ["!<!--", "!```", "!# a", "!--> b", " c"]),
        ("a <!--\nb", [" a <!--", " b"]),
        ("```\n<!--\n```\na", ["|```", "|<!--", "|```", " a"]),
    ],
)
def test_fences_and_comments_are_not_prose(text: str, seen: list[str]) -> None:
    assert render_text(text) == seen


def test_a_line_knows_its_place() -> None:
    first, second = parse_lines("a\r\nbc\nd\n", 3)
    assert (first.start, first.end, first.number) == (3, 6, 2)
    assert (second.start, second.end, second.number) == (6, 8, 3)


@given(TEXTS)
def test_lines_cover_the_page(text: str) -> None:
    lines_found = list(parse_lines(text))
    assert "".join(text[line.start : line.end] for line in lines_found) == text
    assert [line.number for line in lines_found] == list(range(1, len(lines_found) + 1))


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("", []),
        ("# A\n## B\n# C", [(1, "A", 1), (2, "B", 2), (1, "C", 3)]),
        ("#A\n#\n#\tB\n####### C", [(1, "", 2), (1, "B", 3)]),
        (
            "## A ##\n## B#\n## ##\n# C {#c}\n# {d}\n# e {#\n",
            [(2, "A", 1), (2, "B#", 2), (2, "", 3), (1, "C", 4), (1, "{d}", 5), (1, "e {#", 6)],
        ),
        ("   # A\n    # B\n\t# C", [(1, "A", 1)]),
        ("A\n===\nB\n---\n", [(1, "A", 1), (2, "B", 3)]),
        ("A\nb {#x}\n--\n", [(2, "A b", 1)]),
        ("\n---\n# A\n---\n\n---\nB\n---", [(1, "A", 3), (2, "B", 7)]),
        ("- a\n---\n> b\n---\n| c |\n---\n<div>\n---\n1. d\n---\n    e\n---\n", []),
        ("- a\nb\n---\n", []),
        ("**a**\n---\n", []),
        ("a\n<!-- b -->\n---\n", []),
        ("```\n# A\n```\n# B\n```\n# C\n", [(1, "B", 4)]),
        ("```\na\n```\n---\n", []),
        ("<!--\n# A\n-->\n# B\n<!-- # C\n# D", [(1, "B", 4)]),
        ("<!-- A --># B\n# C", [(1, "C", 2)]),
        ("``` a`b\n# C", [(1, "C", 2)]),
        ("# A\r\nB\r\n---\r\n", [(1, "A", 1), (2, "B", 2)]),
        ("# \ud800\x0b\u2028b", [(1, "\ud800\x0b\u2028b", 1)]),
    ],
)
def test_headings(text: str, sections: list[tuple[int, str, int]]) -> None:
    assert [
        (section.level, section.title, section.line_number) for section in parse_sections(text)
    ] == sections


def test_a_section_knows_its_place() -> None:
    text = "# A\na\n## B\nb\nC\n---\nc\n# D\n"
    first, second, third, last = sections = parse_sections(text)
    assert text[first.start : first.end] == "# A\na\n## B\nb\nC\n---\nc\n"
    assert text[first.body_start : find_own_end(text, first, sections)] == "a\n"
    assert text[second.start : second.end] == "## B\n"
    assert text[third.start : third.body_start] == "b\nC\n---\n"
    assert text[third.body_start : third.end] == "c\n"
    assert (last.end, find_own_end(text, last, sections)) == (len(text), len(text))


def test_front_matter_is_left_out() -> None:
    text = "---\ntitle: a\n---\n# A\n"
    assert [(section.title, section.line_number) for section in parse_sections(text, 17)] == [
        ("A", 4)
    ]


@given(TEXTS)
def test_no_heading_in_fences_and_comments(text: str) -> None:
    found = parse_sections(text)
    for section in found:
        assert 0 <= section.start < section.body_start <= section.end <= len(text)
        assert section.line_number == text.count("\n", 0, section.start) + 1
    hidden = {line.start for line in parse_lines(text) if line.is_code or line.is_comment}
    assert hidden.isdisjoint(each.start for each in found)
    plain = {line.start for line in parse_lines(text) if line.text.startswith("# ")} - hidden
    assert plain <= {each.start for each in found} | {
        offset for each in found for offset in range(each.start, each.body_start)
    }


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Status", "status"),
        ("3. Status:", "Status"),
        ("3.1 Status", "status"),
        ("2) **Status**", "status"),
        ("1 - Status", "status"),
        ("✅ Status", "status"),
        ("Status 🎉", "STATUS"),
        ("Decision  Outcome", "decision outcome"),
        ("STRASSE", "straße"),
        ("2024", "2024"),
        ("1. ***", "1"),
        ("", ""),
        ("Çözüm", "çözüm"),
    ],
)
def test_a_section_is_found_by_its_words(heading: str, asked: str) -> None:
    assert find_section(parse_sections(f"# Other\n## {heading}\n"), "none", asked) is not None


def test_titles_are_asked_for_in_order() -> None:
    sections = parse_sections("# Context\n# Decision\n# Decision\n")
    assert find_section(sections, "decision", "context") is sections[1]
    assert find_section(sections, "1 status") is None


@pytest.mark.parametrize(
    ("content", "block"),
    [
        ("", "```text\n\n```"),
        ("a", "```text\na\n```"),
        ("a\n", "```text\na\n\n```"),
        ("```\n````x", "`````text\n```\n````x\n`````"),
    ],
)
def test_a_fence_is_longer_than_any_in_it(content: str, block: str) -> None:
    assert wrap_in_fence(content) == block


@given(TEXTS, st.sampled_from(["", "\n", "\n\n", "\r\n", " \n"]))
def test_a_fence_gives_back_what_it_was_given(content: str, around: str) -> None:
    assert unwrap_fence(around + wrap_in_fence(content) + around) == content


@given(TEXTS, TEXTS)
def test_a_prompt_comes_back_from_a_page(prompt: str, response: str) -> None:
    page = f"---\nid: a\n---\n\n## Prompt\n\n{wrap_in_fence(prompt)}\n\n## Response\n\n{wrap_in_fence(response)}\n"
    page = put_block(page, "links", "- a")
    page = remove_block(put_block(page, "index", "b"), "links")
    found = parse_sections(page, 14)
    assert [section.title for section in found] == ["Prompt", "Response"]
    asked, told = found
    assert unwrap_fence(page[asked.body_start : find_own_end(page, asked, found)]) == prompt
    end, _ = find_block(page, "index") or (0, 0)
    assert unwrap_fence(page[told.body_start : end]) == response


def test_a_long_prompt_comes_back() -> None:
    prompt = "---\n## Prompt\n````\n<!-- minutebook:links -->\r\n\r" * 5000
    assert len(prompt) > 200_000
    assert unwrap_fence(wrap_in_fence(prompt)) == prompt


@pytest.mark.parametrize(
    ("block", "content"),
    [
        ("~~~\na\n~~~~", "a"),
        ("```\n```", ""),
        ("```\r\na\r\nb\r\n```\r\n", "a\r\nb"),
        ("```\r\n```", ""),
        ("```\na\r\n```", "a\r"),
        ("```", None),
        ("```\na", None),
        ("```\na\n```\nb", None),
        ("```\na\n```\n```\nb\n```", None),
        ("a\n```\nb\n```", None),
        ("", None),
    ],
)
def test_a_section_that_is_one_fence(block: str, content: str | None) -> None:
    assert unwrap_fence(block) == content


@pytest.mark.parametrize(
    ("page", "put"),
    [
        ("", "OPEN\n- a\nSHUT\n"),
        ("x", "x\n\nOPEN\n- a\nSHUT"),
        ("x\n", "x\n\nOPEN\n- a\nSHUT\n"),
        ("x\n\n", "x\n\n\nOPEN\n- a\nSHUT\n"),
        ("x\r\n", "x\r\n\r\nOPEN\r\n- a\r\nSHUT\r\n"),
        ("x\n```\ny\n", "x\n\nOPEN\n- a\nSHUT\n```\ny\n"),
        ("```\ny", "OPEN\n- a\nSHUT\n```\ny"),
        ("x\n\n```\ny\n", "x\n\nOPEN\n- a\nSHUT\n\n```\ny\n"),
        ("x\r\n\r\n```\r\ny", "x\r\n\r\nOPEN\r\n- a\r\nSHUT\r\n\r\n```\r\ny"),
        ("x\n\n<DETAILS>\ny\n", "x\n\nOPEN\n- a\nSHUT\n\n<DETAILS>\ny\n"),
        (
            "x\n\n<details>\n<details open>\n</details>\n",
            "x\n\nOPEN\n- a\nSHUT\n\n<details>\n<details open>\n</details>\n",
        ),
        (
            "<details>a</details></details>\n`<details>`\n",
            "<details>a</details></details>\n`<details>`\n\nOPEN\n- a\nSHUT\n",
        ),
        ("x\n<!--\ny\n", "x\n\nOPEN\n- a\nSHUT\n<!--\ny\n"),
        ("x\n```\nOPEN\n```\n", "x\n```\nOPEN\n```\n\nOPEN\n- a\nSHUT\n"),
        ("SHUT\nx\n", "SHUT\nx\n\nOPEN\n- a\nSHUT\n"),
    ],
)
def test_a_new_block_goes_to_the_end(page: str, put: str) -> None:
    page, put = (
        text.replace("OPEN", "<!-- minutebook:a -->").replace("SHUT", "<!-- /minutebook:a -->")
        for text in (page, put)
    )
    assert put_block(page, "a", "- a") == put
    assert remove_block(put, "a") == page


@pytest.mark.parametrize(
    ("page", "inside"),
    [
        ("", None),
        ("x /minutebook:a", None),
        ("<!-- minutebook:a -->\n<!-- /minutebook:b -->", None),
        ("<!-- minutebook:a -->\n\nx\n\n<!-- /minutebook:a -->", "x"),
        ("y\n  <!--minutebook:a-->  \r\nx\r\nz\r\n<!-- /minutebook:a -->", "x\nz"),
        ("<!-- minutebook:a -->\n<!-- /minutebook:a -->", ""),
        ("y <!-- minutebook:a -->\nx\n<!-- /minutebook:a -->", None),
        ("```\n<!-- minutebook:a -->\n```\nx\n<!-- /minutebook:a -->", None),
        (
            "<!-- minutebook:a -->\n```\n<!-- /minutebook:a -->\n```\n<!-- /minutebook:a -->",
            "```\n<!-- /minutebook:a -->\n```",
        ),
        ("<!--\n<!-- /minutebook:a -->\n<!-- minutebook:a -->\nx\n<!-- /minutebook:a -->", "x"),
        ("<!-- minutebook:a -->\nx\n<!-- minutebook:a -->\ny\n<!-- /minutebook:a -->", "y"),
        ("<!-- minutebook:a -->\nx\n<!-- /minutebook:a -->\n<!-- /minutebook:a -->", "x"),
    ],
)
def test_what_a_block_holds(page: str, inside: str | None) -> None:
    assert get_block_content(page, "a") == inside


def test_a_block_is_replaced_where_it_stands() -> None:
    page = put_block("x\r\ny\r\n", "a", "one\n") + "z"
    new_text = put_block(page, "a", "two\r\nthree")
    assert new_text == page.replace("one", "two\r\nthree")
    assert put_block(new_text, "a", "") == page.replace("one\r\n", "")
    assert remove_block(new_text, "a") == "x\r\ny\r\nz"


@pytest.mark.parametrize(
    ("page", "dropped"),
    [
        ("x", "x"),
        ("x\nBLOCK\ny", "x\ny"),
        ("BLOCK\n\ny", "\ny"),
        ("x\n\nBLOCK\n\ny", "x\n\ny"),
        ("x\nBLOCK", "x"),
    ],
)
def test_a_block_moved_by_hand_goes(page: str, dropped: str) -> None:
    block = "<!-- minutebook:a -->\n<!-- /minutebook:a -->"
    assert remove_block(page.replace("BLOCK", block), "a") == dropped


@given(TEXTS, PAGES)
def test_a_block_goes_as_it_came(page: str, inside: str) -> None:
    if "minutebook:" in page or page.endswith("\r"):
        page = page.replace("minutebook:", "") + "\n"
    # What is generated holds no open fence, no open comment and no line end but the page's.
    for sign in ("minutebook:", "`", "~", "<!--", "\r"):
        inside = inside.replace(sign, "")
    put = put_block(page, "links", inside)
    assert remove_block(put, "links") == page
    assert put_block(put, "links", inside) == put
    assert get_block_content(put, "links") == inside.strip("\n")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain words, 1-2 (3)", "plain words, 1-2 (3)"),
        (" a\n\tb\r\x00c ", "a b c"),
        ("a|b", r"a\|b"),
        ("[x](y)", r"\[x\](y)"),
        ("<b> a < b", r"\<b> a < b"),
        ("`x` *y*", r"\`x\` \*y\*"),
        ("snake_case _it_", r"snake_case \_it\_"),
        ("a & b &amp; &#39;", r"a & b \&amp; \&#39;"),
        (r"a\b \* c\ ", r"a\b \\\* c\\"),
        ("~5 ~~x~~", r"~5 \~\~x\~\~"),
        ("$x$", r"\$x\$"),
        ("\u202eright\u2066", "right"),
        ("سلام 🎉 中", "سلام 🎉 中"),
        ("\udc80", "\udc80"),
        ("", ""),
    ],
)
def test_words_show_as_they_are_written(text: str, safe: str) -> None:
    assert escape_cell(text) == safe


@pytest.mark.parametrize(
    ("href", "encoded"),
    [
        ("../a/0001-b.md", "../a/0001-b.md"),
        ("a b(c).md", "a%20b%28c%29.md"),
        ("50%-#1?.md", "50%25-%231%3F.md"),
        ("<a>|b`&\\*.md", "%3Ca%3E%7Cb%60%26%5C%2A.md"),
        ("a:b.md", "a%3Ab.md"),
        ("ü-中-سلام.md", "ü-中-سلام.md"),
        ("a\u00a0\u2028\u200d.md", "a%C2%A0%E2%80%A8%E2%80%8D.md"),
        ("\udc80\ud800", "%80%ED%A0%80"),
        ("https://example.org/a?b=(1)#c d", "https://example.org/a?b=%281%29#c%20d"),
    ],
)
def test_an_href_is_one(href: str, encoded: str) -> None:
    assert make_link("a]", href) == rf"[a\]]({encoded})"


@given(TEXTS, TEXTS)
def test_a_link_is_one_line(label: str, href: str) -> None:
    link = make_link(label, href)
    assert "\n" not in link
    assert "\r" not in link
    inside = link[link.index("](") + 2 : -1]
    assert not set(inside) & set(" ()<>")


@pytest.mark.parametrize(
    ("from_page", "to_page", "href"),
    [
        ("decisions/a.md", "decisions/b.md", "b.md"),
        ("README.md", "decisions/b.md", "decisions/b.md"),
        ("history/prompts/x/a.md", "decisions/b.md", "../../../decisions/b.md"),
        ("a/b/c.md", "a/d.md", "../d.md"),
        ("a/b.md", "a/b/c.md", "b/c.md"),
        ("a/b.md", "a/b.md", "b.md"),
        ("a/a/x.md", "a/b/a/y.md", "../b/a/y.md"),
    ],
)
def test_from_page_to_page(from_page: str, to_page: str, href: str) -> None:
    assert make_href(from_page, to_page) == href


HOSTILE = [
    "```\n",
    "`" * 50 + "\n",
    "<!--\n",
    "<!-- -->\n",
    "# a\n",
    "a\n---\n",
    "- a\n---\n",
    "a\n",
    "#",
    "`",
    "<!--",
    " ",
    "\n",
    "\r",
    "{#",
    "1.",
    "[](",
    "\\",
    "&a",
    "~",
    "_",
    "<!-- minutebook:a -->\n",
    "<!-- minutebook:a -->\n<!-- /minutebook:a\n",
    "x\n" * 10 + "===\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_page_takes_time_by_its_length_alone(piece: str) -> None:
    def read_and_edit(length: int) -> None:
        text = piece * (length // len(piece))
        sections = parse_sections(text)
        find_section(sections[:1000], "status")
        parse_sections("# " + text)
        unwrap_fence(wrap_in_fence(text))
        unwrap_fence("```\n" + text)
        put_block(text + "/minutebook:a", "a", text)
        remove_block(text, "a")
        make_link(text, text)

    assert_linear(read_and_edit, 4_000)


def test_everything_is_offered() -> None:
    assert all(getattr(markdown, name) for name in markdown.__all__)


@pytest.mark.parametrize(
    ("page", "put"),
    [
        ("OPEN\nx\n", "OPEN\n- a\nSHUT\nx\n"),
        ("x\r\nOPEN\r\ny", "x\r\nOPEN\r\n- a\r\nSHUT\r\ny"),
        ("SHUT\nx\nOPEN\n", "SHUT\nx\nOPEN\n- a\nSHUT\n"),
    ],
)
def test_a_marker_that_is_not_closed_gives_way_to_the_block(page: str, put: str) -> None:
    page, put = (
        text.replace("OPEN", "<!-- minutebook:a -->").replace("SHUT", "<!-- /minutebook:a -->")
        for text in (page, put)
    )
    assert put_block(page, "a", "- a") == put
    assert put_block(put, "a", "- a") == put
