import re

import pytest

from drawn_texts import FORGE, PROMPT_KEY, draw_markdown, make_book, make_entry
from harmless_html import read_harmless

_HREF = re.compile(r'<a href="([^"]*)"')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "a *b* **c** `d` ~~e~~",
            "<p>a <em>b</em> <strong>c</strong> <code>d</code> <s>e</s></p>\n",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("<b>a</b> & &lt;", "<p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;</p>\n"),
        ("a <!-- b --> c", "<p>a  c</p>\n"),
        ("<!-- a\nb -->\nc", "<p>c</p>\n"),
        ("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>\n"),
        ("a\u202eb &#x202e;c\u200bd", "<p>a\\u202eb \\u202ec\\u200bd</p>\n"),
        ("👩‍👩‍👧 é 中", "<p>👩‍👩‍👧 é 中</p>\n"),
        (
            "    <x>",
            '<figure class="code"><pre tabindex="0"><code>&lt;x&gt;</code></pre></figure>\n',
        ),
        (
            "- [x] a\n- [ ] b\n- [y] c",
            (
                '<ul>\n<li class="task"><span class="tick" role="img" aria-label="done">☑</span> a</li>\n'
                '<li class="task"><span class="tick" role="img" aria-label="open">☐</span> b</li>\n'
                "<li>[y] c</li>\n</ul>\n"
            ),
        ),
        (
            "| a | b |\n|:-:|--:|\n| c | d |",
            (
                '<div class="table" tabindex="0"><table>\n<thead>\n<tr>\n'
                '<th class="align-center">a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n<tbody>\n'
                '<tr>\n<td class="align-center">c</td>\n<td class="align-right">d</td>\n</tr>\n</tbody>\n'
                "</table></div>\n"
            ),
        ),
    ],
)
def test_markdown_is_drawn_without_styles_and_html(text: str, html: str) -> None:
    assert draw_markdown(text) == html


def test_headings_have_ids_and_links_to_themselves() -> None:
    html = draw_markdown("## A *b* `c`?\n\n## A b c\n\n## Main\n", reserved_ids=frozenset({"main"}))
    assert read_harmless(html).ids == ["a-b-c", "a-b-c-1", "main-1"]
    assert '<a class="anchor" href="#a-b-c" aria-label="Link to “A b c?”">#</a></h2>' in html


def test_headings_are_moved_below_those_of_the_page() -> None:
    text = "# a\n\n### b\n\n###### c\n\n# d\n"
    for top_level, tags in ((2, ["h2", "h3", "h4", "h2"]), (5, ["h5", "h6", "h6", "h5"])):
        assert re.findall(r"<(h\d)", draw_markdown(text, top_level=top_level)) == tags


def test_headings_that_begin_deep_are_moved_up() -> None:
    assert re.findall(r"<(h\d)", draw_markdown("#### a\n\n##### b\n")) == ["h2", "h3"]
    assert re.findall(r"<(h\d)", draw_markdown("### a\n\n# b\n")) == ["h2", "h2"]


def test_refs_are_links_where_the_book_has_the_record() -> None:
    html = draw_markdown("ADR-0007, ADR-7 and (PHR-0042); ADR-0008 not, nor adr 7.")
    assert _HREF.findall(html) == [
        "0007-use-redis.html",
        "0007-use-redis.html",
        "../history/prompts/carts/0042-move-carts.html",
    ]
    assert 'title="ADR-0007 Use Redis (accepted)"' in html


@pytest.mark.parametrize(
    "text",
    [
        "`ADR-0007`",
        "```\nADR-0007\n```",
        "    ADR-0007",
        "ADR-0001",  # the text's own record
        "x/ADR-0007",
        "ADR-0007-use-redis.md",
        "ADR-0007.5",
        "my-ADR-0007",
        "XADR-0007",
        "ADR-0007x",
    ],
)
def test_what_is_no_ref_in_a_sentence_is_no_link(text: str) -> None:
    assert _HREF.findall(draw_markdown(text)) == []


def test_refs_in_links_are_part_of_the_link() -> None:
    assert _HREF.findall(draw_markdown("[see ADR-0007](https://example.org/)")) == [
        "https://example.org/"
    ]


def test_a_ref_that_several_records_have_is_no_link() -> None:
    book = make_book(make_entry("adr", 7, "Other", "more/0007-other.md"))
    assert _HREF.findall(draw_markdown("ADR-0007", book=book)) == []


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[x](0007-use-redis.md)", "0007-use-redis.html"),
        ("[x](./0007-use-redis.md#Context%20x)", "0007-use-redis.html#Context%20x"),
        (f"[x](../{PROMPT_KEY})", "../history/prompts/carts/0042-move-carts.html"),
        (f"[x]({FORGE}decisions/0007-use-redis.md#part)", "0007-use-redis.html#part"),
        ("[x](/decisions/0007-use-redis.md)", "0007-use-redis.html"),
        ("[x](../README.md#use)", f"{FORGE}README.md#use"),
        ("[x](../docs/a%20b.md)", f"{FORGE}docs/a%20b.md"),
        ("![x](img/a.png)", f"{FORGE}decisions/img/a.png"),
        ("[x](../src/carts.py:12)", f"{FORGE}src/carts.py#L12"),
        ("[x](src/carts.py)", f"{FORGE}src/carts.py"),  # of the book, by its path from the top
        ("![x](https://example.org/a.png)", "https://example.org/a.png"),
        ("<https://example.org/?a=b&c>", "https://example.org/?a=b&amp;c"),
        ("see https://example.org/a_b_(c)).", "https://example.org/a_b_(c)"),
        ("<me@example.org>", "mailto:me@example.org"),
        ("[x](https://example.org/ü)", "https://example.org/%C3%BC"),
    ],
)
def test_links_lead_to_pages_the_forge_or_other_hosts(text: str, href: str) -> None:
    html = draw_markdown(text)
    read_harmless(html)
    assert _HREF.findall(html) == [href]


@pytest.mark.parametrize(
    "text", ["[x](https://example.org)", "<https://example.org>", "https://example.org"]
)
def test_links_to_other_hosts_tell_them_nothing(text: str) -> None:
    assert 'rel="noopener noreferrer" class="external"' in draw_markdown(text)


@pytest.mark.parametrize(
    "address",
    [
        "../../etc/passwd",
        "/home/me/shop/a.py",
        "//example.org/x",
        "#nothing",
        "",
        "https://user@example.org/",
        "https://example.org\\@evil.example/",
        "https://[::1/",
        "ftp://example.org/",
        "tel:12",
    ],
)
def test_links_that_lead_nowhere_are_shown_as_text(address: str) -> None:
    html = draw_markdown(f"[label](<{address}>)")
    assert read_harmless(html).hrefs == []
    assert "label" in html


def test_files_are_text_with_their_path_where_no_forge_is_known() -> None:
    book = make_book(files_url="")
    assert draw_markdown("[x](../README.md)", book=book) == (
        '<p><span class="no-link" title="../README.md">x</span></p>\n'
    )
    assert 'href="../files/src/carts.py.html"' in draw_markdown("[x](../src/carts.py)", book=book)


def test_paths_in_an_answer_count_from_the_top() -> None:
    html = draw_markdown("[x](docs/a.md) [y](../b.md)", PROMPT_KEY)
    assert _HREF.findall(html) == [f"{FORGE}docs/a.md", f"{FORGE}history/prompts/b.md"]


def test_links_to_headings_of_the_page_know_their_ids() -> None:
    html = draw_markdown(
        "[a](#the-part) [b](#The-Part) [c](#main)\n\n## The part\n\n## Main\n",
        reserved_ids=frozenset({"main"}),
    )
    assert _HREF.findall(html) == ["#the-part", "#the-part", "#main-1"]


def test_pictures_are_links_with_their_alternative_text() -> None:
    assert draw_markdown("[![a *b*](x.png)](https://example.org/)") == (
        '<p><a href="https://example.org/" rel="noopener noreferrer" class="external">a b</a></p>\n'
    )
    assert ">image</a>" in draw_markdown("![](x.png)")


def test_a_text_of_no_record_has_no_links_to_records() -> None:
    html = draw_markdown("ADR-0007 [a](x/b.md) [c](https://example.org/)", key="")
    assert _HREF.findall(html) == ["https://example.org/"]


def test_a_text_too_deep_or_too_long_is_shown_as_it_is() -> None:
    deep, long = "> " * 60 + "a", "word " * 70_000
    for text in (deep, long):
        html = draw_markdown(text)
        assert html.startswith('<pre class="verbatim"')
        assert read_harmless(html).text.strip() == text.strip()


def test_lists_and_quotes_follow_a_script_from_the_right() -> None:
    html = draw_markdown("- نص\n\n> نص\n")
    assert '<ul dir="auto">' in html
    assert '<blockquote dir="auto">' in html
    assert "dir=" not in draw_markdown("- text\n\n> text\n")
