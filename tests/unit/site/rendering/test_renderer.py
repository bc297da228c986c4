from collections.abc import Callable, Mapping

import jinja2
import pytest

from drawn_texts import SOURCE_KEY, make_book, make_entry
from minutebook.lean.values import replace
from minutebook.site.book import Book, Repository
from minutebook.site.page import Page
from minutebook.site.rendering import Renderer, renderer
from minutebook.site.rendering.template_files import locate_site_templates, read_templates

MakeRenderer = Callable[..., Renderer]


@pytest.fixture
def make_renderer(monkeypatch: pytest.MonkeyPatch) -> MakeRenderer:
    def make(template: str, book: Book | None = None, **more: str) -> Renderer:
        templates = {"page.html": template, **{f"{name}.html": text for name, text in more.items()}}
        monkeypatch.setattr(renderer, "read_templates", lambda: templates)
        return Renderer(book or make_book())

    return make


def _page(url: str = "decisions/a.html", **data: object) -> Page:
    return Page(url, "page.html", data)


@pytest.mark.parametrize(
    ("template", "data", "html"),
    [
        ("{{ page.title }} {{ title }}", {"title": "<b>"}, "&lt;b&gt; &lt;b&gt;"),
        ('<a title="{{ title }}">', {"title": "\"'"}, '<a title="&#34;&#39;">'),
        ("{{ page.url }}", {}, "decisions/a.html"),
        ("{{ page.items[0] }}", {"items": ["x"]}, "x"),
        ("{{ page.keys }}", {"keys": "y"}, "y"),
        ("{{ t }}", {"t": "a\u202eb\x1b\ud800"}, "a\\u202eb\\x1b\ufffd"),
        ("{{ site.title }} {{ site.repositories[0].name }}", {}, "Shop shop"),
        ("{{ 'index.html' | rel }}", {}, "../index.html"),
        ("{{ 'decisions/b c.html#d' | rel }}", {}, "b%20c.html#d"),
        (
            "{{ t | day }}",
            {"t": "2026-01-02T03:04"},
            '<time datetime="2026-01-02">2026-01-02</time>',
        ),
        ("{{ t | day }}", {"t": "<soon>"}, "&lt;soon&gt;"),
        ("{{ t | day }}", {"t": ""}, ""),
        ("{{ t | duration }}", {"t": 0}, "0 s"),
        ("{{ t | duration }}", {"t": 59.6}, "1 min"),
        ("{{ t | duration }}", {"t": 200}, "3 min 20 s"),
        ("{{ t | duration }}", {"t": 3900}, "1 h 5 min"),
        ("{{ t | duration }}", {"t": 90000}, "25 h"),
        ("{{ t | thousands }}", {"t": 1234567}, "1,234,567"),
        (
            "{{ t | verbatim }}",
            {"t": "\n<b>\n"},
            '<pre class="verbatim" tabindex="0">\n\n&lt;b&gt;\n</pre>',
        ),
        (
            "{{ t | code('x') }}",
            {"t": "<b>"},
            '<figure class="code"><figcaption>x</figcaption><pre tabindex="0"><code>&lt;b&gt;</code></pre></figure>\n',
        ),
        ("{{ t | markdown }}", {"t": "*a*"}, "<p><em>a</em></p>\n"),
        (
            "{{ t | markdown(k, 4) }}",
            {"t": "# a ADR-0001", "k": ""},
            '<h4 id="a-adr-0001">a ADR-0001<a class="anchor" href="#a-adr-0001" aria-label="Link to “a ADR-0001”">#</a></h4>\n',
        ),
    ],
)
def test_templates_are_filled_with_data(
    make_renderer: MakeRenderer, template: str, data: Mapping[str, object], html: str
) -> None:
    assert make_renderer(template).render(_page(**data)) == html


def test_texts_are_read_when_a_page_is_drawn(make_renderer: MakeRenderer) -> None:
    page = Page("a.html", "page.html", {"digest": "1"}, lambda: {"prompt": "x"})
    assert make_renderer("{{ prompt }}{{ page.prompt }}").render(page) == "xx"


def test_constants_in_a_template_are_not_those_of_the_first_page(
    make_renderer: MakeRenderer,
) -> None:
    drawn = make_renderer("{{ 'a.html' | rel }} {{ 'a.html' | absolute }} {{ '# A' | markdown }}")
    pages = [drawn.render(_page(url)) for url in ("b.html", "c/d.html", "b.html")]
    assert [page.split()[0] for page in pages] == ["a.html", "../a.html", "a.html"]
    assert [page.split()[1] for page in pages] == ["a.html", "../a.html", "a.html"]
    assert all('id="a"' in page for page in pages)


def test_a_page_without_a_template_is_its_text(make_renderer: MakeRenderer) -> None:
    drawn = make_renderer("")
    assert drawn.render(Page("a.js", "", {"text": "<'x'>"})) == "<'x'>"
    assert drawn.lookups == ()


def test_macros_that_are_imported_know_the_page(make_renderer: MakeRenderer) -> None:
    drawn = make_renderer(
        "{% import 'links.html' as links %}{{ links.link('a.html') }}",
        links="{% macro link(url) %}{{ url | rel }}{% endmacro %}",
    )
    assert drawn.render(_page("b.html")) == "a.html"
    assert drawn.render(_page("c/d.html")) == "../a.html"


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{{ page.nothing }}", "{% if page.nothing %}{% endif %}"]
)
def test_a_template_that_asks_for_more_than_the_page_has_is_refused(
    make_renderer: MakeRenderer, template: str
) -> None:
    with pytest.raises(jinja2.UndefinedError):
        make_renderer(template).render(_page(title="x"))


def test_headings_have_ids_that_neither_template_nor_other_texts_have(
    make_renderer: MakeRenderer,
) -> None:
    drawn = make_renderer(
        "<main id=\"main\">{{ 'A' }}{{ '# Main' | markdown }}{{ '# Main' | markdown }}"
    )
    for _ in range(2):  # each page begins anew
        html = drawn.render(_page())
        assert [part.partition('"')[0] for part in html.split('id="')[1:]] == [
            "main",
            "main-1",
            "main-2",
        ]


def test_a_page_tells_which_records_its_text_depends_on(make_renderer: MakeRenderer) -> None:
    template = "{{ t | markdown(k) }}"
    text = "ADR-0007, ADR-0008, [x](0009-x.md), https://example.org"
    first = make_renderer(template)
    first.render(_page(t=text, k=SOURCE_KEY))
    lookups = first.lookups
    before = first.digest_answers(lookups)

    for changed in (
        make_book(make_entry("adr", 8, "New", "decisions/0008-new.md")),
        make_book(make_entry("adr", 9, "New", "decisions/0009-x.md")),
        make_book(make_entry("phr", 7, "New", "history/0007-new.md")),
    ):
        second = make_renderer(template, changed)
        is_same = second.render(_page(t=text, k=SOURCE_KEY)) == first.render(
            _page(t=text, k=SOURCE_KEY)
        )
        assert (second.digest_answers(lookups) == before) == is_same
    first.render(_page(t="none", k=SOURCE_KEY))
    assert first.lookups == ()


def test_the_day_of_the_site_is_a_lookup_where_a_page_shows_it(make_renderer: MakeRenderer) -> None:
    drawn = make_renderer("{{ site.day }}", replace(make_book(), day="2026-01-02"))
    assert drawn.render(_page()) == "2026-01-02"
    later = make_renderer("{{ site.day }}", replace(make_book(), day="2026-01-03"))
    assert later.digest_answers(drawn.lookups) != drawn.digest_answers(drawn.lookups)


def test_the_digest_of_templates_changes_with_what_pages_are_made_with(
    make_renderer: MakeRenderer,
) -> None:
    book = make_book()
    digests = [
        make_renderer("a").template_digest(),
        make_renderer("b").template_digest(),
        make_renderer("a", other="").template_digest(),
        make_renderer("a", replace(book, title="Other")).template_digest(),
        make_renderer("a", replace(book, repositories=(Repository("x"),))).template_digest(),
    ]
    assert len(set(digests)) == len(digests)
    assert (
        digests[0]
        == make_renderer("a", make_book(make_entry("adr", 8, "x", "x.md"))).template_digest()
    )


def test_the_shipped_templates_are_read() -> None:
    assert "feed.xml" in read_templates()
    assert (locate_site_templates() / "assets").is_dir()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](settings.md)", '<a href="settings.html">a</a>'),
        ("[a](settings.md#own-rules)", '<a href="settings.html#own-rules">a</a>'),
        ("[a](../README.md)", '<span class="no-link" title="../README.md">a</span>'),
    ],
)
def test_pages_of_the_guide_lead_to_each_other(
    make_renderer: MakeRenderer, text: str, html: str
) -> None:
    page = _page("guide/start.html", text=text)
    assert make_renderer("{{ text | markdown('') }}").render(page) == f"<p>{html}</p>\n"
