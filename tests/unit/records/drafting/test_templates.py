"""Templates: what is unknown is left out, and both ways of filling give the same bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records.drafting import adr_pages, drafts, phr_pages, templates
from minutebook.records.drafting.templates import InvalidTemplate, render_template

from paths import TEMPLATES

SHIPPED = TEMPLATES
PAGES = {
    path.relative_to(SHIPPED).as_posix(): path.read_text("utf-8")
    for path in (SHIPPED / "phr.md", *sorted((SHIPPED / "adr").iterdir()))
}


def engine_of(source: str) -> str:
    """The same template, only that it asks for the engine."""
    first, end, rest = source.partition("\n")
    return first + "{# #}" + end + rest


A_NAME = re.compile(r"\{\{ *([a-z_]+) *\}\}")


@pytest.mark.parametrize(
    ("source", "values", "page"),
    [
        ("# {{ title }}\n", {"title": "Cache"}, "# Cache\n"),
        ("# {{title}}", {"title": "Cache"}, "# Cache\n"),
        ("a {{ x }} {{ y }}\n\n\n", {"x": "1", "y": "2"}, "a 1 2\n"),
        # CRLF and a byte order mark are the template's, not the page's
        ("\ufeff# {{ x }}\r\n\r\nb\r\n", {"x": "1"}, "# 1\n\nb\n"),
        # what a value says is no template
        ("{{ x }}\n", {"x": "{{ y }} {% raw %} {# c #}"}, "{{ y }} {% raw %} {# c #}\n"),
        ("{{ x }}\n", {"x": "a\r\nb\n\n\nc\\1"}, "a\r\nb\n\n\nc\\1\n"),
    ],
)
def test_names_are_filled_in(source: str, values: dict[str, str | None], page: str) -> None:
    assert render_template(source, values) == page


@pytest.mark.parametrize(
    ("source", "values", "page"),
    [
        # a line that holds nothing but unknown names goes
        ("a\n- {{ x }}\nb\n", {"x": None}, "a\nb\n"),
        ("a\n- {{ x }} {{ y }}\nb\n", {"x": None, "y": "1"}, "a\n-  1\nb\n"),
        ("a\n- x: {{ x }} {{ y }}\n", {"x": "\n  - b", "y": "c"}, "a\n- x:\n  - b c\n"),
        # so does a heading that loses all it had
        ("# T\n\n## A\n\n{{ x }}\n\n## B\n\nb\n", {"x": None}, "# T\n\n## B\n\nb\n"),
        ("# T\n\n## A\n\n{{ x }}\n{{ y }}\n", {"x": None, "y": "1"}, "# T\n\n## A\n\n1\n"),
        ("# T\n\n## A\n\n### B\n\n{{ x }}\n", {"x": None}, "# T\n"),
        ("## {{ y }}\n\n### B\n\n{{ x }}\n", {"x": None, "y": "1"}, "## 1\n"),
        ("# T\n\nt\n\n## A\n\n### B\n\n{{ x }}\n\n## C\n", {"x": None}, "# T\n\nt\n\n## C\n"),
        # a heading that had nothing to lose stays
        ("# T\n\n## A\n\n## B\n", {}, "# T\n\n## A\n\n## B\n"),
        # known and empty: its place stays, once
        ("## A\n\n{{ x }}\n\n## B\n", {"x": ""}, "## A\n\n## B\n"),
        ("## A\n{{ x }}\n## B\n", {"x": ""}, "## A\n\n## B\n"),
        ("a\n- for: {{ x }}\n- and: {{ y }}\n", {"x": "", "y": "1"}, "a\n- for:\n- and: 1\n"),
        ("a\n- for: {{ x }} {{ y }}  \n", {"x": "", "y": ""}, "a\n- for:\n"),
        ("- for: {{ x }}, {{ y }}\n", {"x": "", "y": "1"}, "- for: , 1\n"),
    ],
)
def test_what_is_unknown_is_left_out(source: str, values: dict[str, str | None], page: str) -> None:
    assert render_template(source, values).rstrip("\n") == page.rstrip("\n")
    assert render_template(engine_of(source), values).rstrip("\n") == page.rstrip("\n")


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("{% if x %}yes{% else %}no{% endif %}\n", "yes\n"),
        ("{% if nothing %}yes{% else %}no{% endif %}\n", "no\n"),
        ("{{ x | upper }}\n", "A: B\n"),
        ("title: {{ x | yaml }}\n", 'title: "a: b"\n'),
        ("{% for word in x.split(':') %}- {{ word.strip() }}\n{% endfor %}", "- a\n- b\n"),
        ("{# a note for authors #}a\n", "a\n"),
    ],
)
def test_a_template_may_ask_for_the_engine(source: str, page: str) -> None:
    assert render_template(source, {"x": "a: b", "nothing": None}) == page


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{{ nobody }}\n", "nobody"),
        ("{{ nobody }} {{ x | upper }}\n", "nobody"),
        ("{{ x", "not a valid template"),
        ("{% if x %}", "not a valid template"),
        ("{{ x.nothing }}", "nothing"),
        ("{{ x | nothing }}", "nothing"),
        # no way out of the sandbox
        ("{{ x.__class__ }}", "__class__"),
        ("{{ x.__class__.__mro__ }}", "__class__"),
        ("{{ ''['__class__'] | string }}", "__class__"),
        ("{{ x | attr('__class__') }}", "attr"),
        ("{{ '{0.__class__}'.format(x) }}", "format"),
        ("{{ self.__init__.__globals__ }}", "__init__"),
        ("{% include '/etc/passwd' %}", "not a valid template"),
        ("{% import 'os' as os %}", "not a valid template"),
        # whatever an expression raises is the template's mistake
        ("{{ '{}'.format() }}", "not a valid template"),
        ("{{ '{y}'.format() }}", "not a valid template"),
        ("{{ x.index('z') }}", "not a valid template"),
        ("{{ x + 1 }}", "not a valid template"),
        ("{{ 1 / 0 }}", "not a valid template"),
        ("{{ x.encode('nothing') }}", "not a valid template"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "not a valid template"),
    ],
)
def test_a_bad_template_is_refused(source: str, problem: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        render_template(source, {"x": "a"}, "mine.md")
    assert "mine.md" in refused.value.message
    assert problem in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("---\n{{ x }}\n---\n\n{{ nobody }}\n", 5),
        ("# T\n\n## A\n\n{{ unknown }}\n\n## B\n\n{{ nobody }}\n", 9),
        ("# T\n\n## A\n\n{{ unknown }}\n\n## B\n\n{{ x.nothing }}\n", 9),
        ("# T\n\n## A\n\n{{ unknown }}\n\n## B\n\n{{ 1 / 0 }}\n", 9),
        ("# T\n\n## A\n\n{{ unknown }}\n\n## B\n\n{% if %}\n", 9),
    ],
)
def test_the_error_of_a_template_names_its_file_and_line(source: str, line: int) -> None:
    with pytest.raises(InvalidTemplate, match=f"^templates/adr/ours.md, line {line}\\b"):
        render_template(source, {"x": "a", "unknown": None}, "templates/adr/ours.md")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a\n", set()),
        ("{{ title }} {{date}} {{ x", {"title", "date"}),
        ("{% if more %}{{ more | upper }}{% endif %}", {"if", "more", "upper", "endif"}),
        ("{# a note #}{{\n title\n}}", {"title"}),
    ],
)
def test_the_names_that_a_template_uses(source: str, names: set[str]) -> None:
    assert templates.find_names(source) == names


def test_a_template_has_a_largest_size() -> None:
    assert render_template("x" * 262_144, {}) == "x" * 262_144 + "\n"
    with pytest.raises(InvalidTemplate, match="longer than 262144"):
        render_template("x" * 262_145, {})


values = st.none() | st.text()


@pytest.mark.parametrize(
    "name", [name for name in PAGES if not templates._ENGINE_SYNTAX.search(PAGES[name])]
)
@given(data=st.data())
def test_both_ways_give_the_same_bytes(name: str, data: st.DataObject) -> None:
    source = PAGES[name]
    names = sorted(set(A_NAME.findall(source)))
    filled = {name_used: data.draw(values, name_used) for name_used in names}
    for always in ("title", "heading"):
        filled[always] = filled.get(always) or "T"
    plain = render_template(source, filled)
    assert render_template(engine_of(source), filled) == plain


short_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
facts = st.tuples(short_texts, short_texts)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "phr.md"])
@given(
    context=short_texts.filter(lambda text: "{{" not in text),
    feature=short_texts.filter(lambda text: "{{" not in text),
    drivers=st.lists(st.sampled_from(["speed", "price"]), unique=True),
)
def test_no_placeholder_survives_in_a_decision(
    name: str, context: str, feature: str, drivers: list[str]
) -> None:
    draft = drafts.AdrDraft(
        "T",
        "proposed",
        "2026-01-31",
        feature=feature,
        context=context,
        drivers=tuple(drivers),
    )
    page = adr_pages.render_adr(draft, "0007", PAGES[name])
    assert "{{" not in page
    assert "None" not in page.replace(context, "").replace(feature, "")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_a_bare_prompt_record_has_no_empty_section() -> None:
    page = phr_pages.render_phr(drafts.PhrDraft("T", "plan", "2026-01-31"), "0007", PAGES["phr.md"])
    assert page == (
        '---\nid: "0007"\ntitle: T\nstage: plan\ndate: 2026-01-31\n---\n\n# PHR-0007 T\n\n'
        "<!-- minutebook:summary -->\n<!-- /minutebook:summary -->\n\n<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->\n<!-- minutebook:record\n-->\n"
    )
