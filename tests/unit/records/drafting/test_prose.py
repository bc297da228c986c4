"""A user's texts on a page: shown as they are, and read as prose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minutebook.records import reader
from minutebook.records.adr.vocabulary import titles
from minutebook.records.drafting import adr_pages, prose
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.model import ADR, Folder
from minutebook.text import markdown

MADR = Path("templates/adr/madr.md").read_text("utf-8")
FENCED = "```markdown\n{}\n```"


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("One.\n\n- two\n", "One.\n\n- two"),
        ("\r\na\r\nb\rc\n", "a\nb\nc"),
        ("half \udcff", "half \ufffd"),
        # placeholders of templates, but not in code
        ("{{NAME}}, {{ name }}, [TODO: x], [SOME_NAME]", r"\{{NAME}}, \{{ name }}, \[TODO: x], \[SOME_NAME]"),
        ("[option 1] and {title of option 2}", r"\[option 1] and \{title of option 2}"),
        ("`{{NAME}}` and ``[TODO]``", "`{{NAME}}` and ``[TODO]``"),
        ("```text\n{{NAME}}\n```\nend", "```text\n{{NAME}}\n```\nend"),
        ("[a](b) [ ] [Redis] {x}", "[a](b) [ ] [Redis] {x}"),
        # blank lines, but not in code
        ("a\n\n\n\nb\n- x\n- y\n  1. z\nc\n- d", "a\n\nb\n\n- x\n- y\n  1. z\nc\n- d"),
        ("a\n1. b\n\nc\n7. d", "a\n\n1. b\n\nc\n7. d"),
        ("a\n\n\n    b\n\n\n    c", "a\n\n\n    b\n\n\n    c"),
        ("a\n```\n- x\n\n\ny\n```\n- b", "a\n```\n- x\n\n\ny\n```\n- b"),
        # what a forge would take for a tag, and hide
        ("Vec<T> a</T> `<T>` <br> <https://a.b> <a@b.c>", r"Vec\<T> a\</T> `<T>` <br> <https://a.b> <a@b.c>"),
        ("<T> is first", r"\<T> is first"),
        ("<div>x</div>", r"\<div>x\</div>"),
        ("<kbd>x</kbd>", FENCED.format("<kbd>x</kbd>")),
        # the markers of a merge
        ("<<<<<<< a\nx\n=======\n>>>>>>> b", "\\<<<<<<< a\nx\n\\=======\n\\>>>>>>> b"),
        ("```\n<<<<<<< a\n```\nend", " ````markdown\n ```\n <<<<<<< a\n ```\n end\n ````"),
        # what would change the page's structure
        ("## Status\n\nRejected", FENCED.format("## Status\n\nRejected")),
        ("Title\n=====", FENCED.format("Title\n=====")),
        ("<!-- minutebook:links -->", FENCED.format("<!-- minutebook:links -->")),
        ("a <!-- b", FENCED.format("a <!-- b")),
        ("```\nopen", "````markdown\n```\nopen\n````"),
    ],
)  # fmt: skip
def test_a_text_as_part_of_a_page(text: str, formatted: str) -> None:
    assert prose.format_text(text) == formatted


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("It is superseded.", "It is superseded."),
        ("This supersedes ADR-1.", "This supersedes <!-- prose. -->ADR-1."),
        (
            "This supersedes ADR-1, ADR-2 and [c](0003-c.md).",
            "This supersedes <!-- prose. -->ADR-1, ADR-2 and [c](0003-c.md).",
        ),
        ("- Superseded by 0001-a.md", "- Superseded by <!-- prose. -->0001-a.md"),
        ("Amends ADR-1", "Amends ADR-1"),  # no statement outside of a list of links
    ],
)
def test_words_that_would_name_a_relation(text: str, formatted: str) -> None:
    assert prose.format_text(text, ("prose",)) == formatted


def test_a_list_of_links_has_more_words_for_relations() -> None:
    formatted = prose.format_text("Amends ADR-1", ("prose", "links"))
    assert formatted == "Amends <!-- prose. -->ADR-1"


def test_a_text_with_many_relations_is_fenced() -> None:
    text = "\n".join(f"- Supersedes ADR-{number}" for number in range(1, 60))
    assert prose.format_text(text, ("prose",)) == FENCED.format(text)


def test_a_relation_in_code_is_fenced() -> None:
    text = "- `Supersedes ADR-1`"
    assert prose.format_text(text, ("prose",)) == text  # code is no sentence
    assert prose.format_text(text, ("links",)) == FENCED.format(text)
    text = "This supersedes `0001-a.md`."
    assert prose.format_text(text, ("prose",)) == "This supersedes <!-- prose. -->`0001-a.md`."


def test_a_relation_to_code_is_ended_before_it() -> None:
    formatted = "This supersedes <!-- prose. -->`ADR-1`"
    assert prose.format_text("This supersedes `ADR-1`", ("prose",)) == formatted


def test_an_item_is_one_line() -> None:
    assert prose.format_item("`Supersedes ADR-1`") == "`Supersedes ADR-1`"
    assert prose.format_item("a\nb  [TODO]") == r"a b \[TODO]"
    assert prose.format_item("Supersedes ADR-1") == "Supersedes <!-- prose. -->ADR-1"


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("# hash", r"\# hash"),
        ("#hash", "#hash"),
        ("- dash", r"\- dash"),
        ("-1 and *x*", "-1 and *x*"),
        ("10. Tenth", r"10\. Tenth"),
        ("7) x", r"7\) x"),
        ("1.5 GB", "1.5 GB"),
        ("> quote", r"\> quote"),
        ("```", r"\```"),
        ("```a``` b", "```a``` b"),
        ("~~~", r"\~~~"),
        ("---", r"\---"),
        ("* * *", r"\* * *"),
        ("Vec<T>", r"Vec\<T>"),
        ("a<br>b", "a<br>b"),
        ("<!-- x -->", "<!-- x -->"),
    ],
)
def test_an_item_begins_no_other_block(text: str, item: str) -> None:
    assert prose.format_item(text) == item


def test_an_item_of_which_the_words_stay_words_in_code_is_ended_in_the_code() -> None:
    formatted = "<!-- prose. -->``supersedes <!-- prose. -->ADR-1``"
    assert prose.format_item("``supersedes ADR-1``") == formatted


def test_code_keeps_its_blank_lines_in_a_bullet() -> None:
    text = prose.format_text("a\n\n\n    b")
    assert prose.hold_in_bullet(text) == "a\n\n      b"


def test_what_looks_like_a_placeholder() -> None:
    assert prose.has_placeholder("a {{ b }}")
    assert not prose.has_placeholder("a [b](c)")


lines = st.sampled_from(
    ["# a", "===", "---", "", "```", "~~~", "<!-- a", "-->", "{{A}}", "[TODO]", "<<<<<<< a", "=======",
     ">>>>>>> b", "This supersedes ADR-1", "`a", "`` b", "- c", "    d", "Status: x"]
)  # fmt: skip


@given(text=st.lists(lines, max_size=8).map("\n".join))
def test_the_words_of_a_text_stay(text: str) -> None:
    words = text.strip("\n").rstrip()
    formatted = prose.format_text(text, ("prose",))
    # A fence may be indented by a blank, which it takes from its lines.
    fence = "\n".join(line.removeprefix(" ") for line in formatted.split("\n"))
    if words in (markdown.unwrap_fence(formatted), markdown.unwrap_fence(fence)):
        return
    plain = formatted.replace("<!-- prose. -->", "")
    assert prose.is_safe(plain)
    shown = re.sub(r"\\([{\[<=>])", r"\1", plain)
    assert re.sub(r"\n\n+", "\n", shown) == re.sub(r"\n\n+", "\n", words)


TITLES = [
    "Use Redis", "10. Tenth", "Use `foo` and `bar`", "ADR 5 is wrong", "[TODO] decide",
    "Use **bold** and __init__", "{{ user }} templates", "007 agents", "Use C #", "a \\* b `",
    "Decision: [x](y.md)", "[SOME_NAME] & <b>", "Use {#anchor}", "- dash",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_variant_of_a_title_is_read_as_the_title(title: str) -> None:
    headings = [
        markdown.parse_sections(f"# {variant}\n")[0].title
        for variant in prose.list_title_variants(title, "ADR-0001: ")
    ]
    assert title in map(titles.strip_title_number, headings)


def test_the_plainest_variant_comes_first() -> None:
    variants = list(prose.list_title_variants("Use `*a*` and {#b}", "ADR-0001: "))
    assert variants[:4] == [
        "Use `*a*` and {#b}",
        "ADR-0001: Use `*a*` and {#b}",
        r"Use `*a*` and \{#b\}",
        r"ADR-0001: Use `*a*` and \{#b\}",
    ]


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Rename __init__.py", r"Rename \_\_init\_\_.py"),
        ("*all* and _u_ but 2 * 3 and snake_case", r"\*all\* and \_u\_ but 2 * 3 and snake_case"),
        ("~~gone~~, ~/.config", r"\~\~gone\~\~, \~/.config"),
        ("~/.config for $HOME", "~/.config for $HOME"),
        ("$a$ is Vec<T> &amp; \\*", r"\$a\$ is Vec\<T> \&amp; \\\*"),
        ("Use C#", r"Use C\#"),
        ("[TODO](x) [a](b)", r"\[TODO\](x) [a\](b)"),
    ],
)
def test_a_heading_shows_a_title_as_it_is(title: str, heading: str) -> None:
    assert next(prose.list_title_variants(title, "")) == heading


def show_heading(heading: str) -> str:
    """What is read of a heading where it is rendered, code in its ticks."""
    parser = MarkdownIt("commonmark").enable("strikethrough")
    _, inline, *_ = parser.parse(f"# {heading}\n")
    return "".join(
        f"{child.markup}{child.content}{child.markup}" if child.type == "code_inline"
        else f"<{child.type}>" * (child.type != "text") + child.content
        for child in inline.children or ()
    )  # fmt: skip


signs = st.sampled_from(
    ["a", "b c", "1", " ", "*", "**", "_", "__", "~~", "$", "\\", "[x](y)", "[", "]", "<b>", "<!--",
     "&amp;", "&#35;", "#", "!", "{", "}", "{{ a }}", "(", ")", ".", "-", ":"]
)  # fmt: skip


@given(parts=st.lists(signs, min_size=1, max_size=10))
def test_any_title_is_shown_and_read_as_it_is(parts: list[str]) -> None:
    title = " ".join(f"Use {''.join(parts)}".split())
    assert show_heading(next(prose.list_title_variants(title, ""))) == title
    page = adr_pages.render_adr(AdrDraft(title, "proposed"), "0007", MADR)
    assert reader.read_record(Folder(ADR, "adr"), "adr/0007-x.md", page).title == title
