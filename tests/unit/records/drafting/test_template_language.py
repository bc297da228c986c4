"""The language of templates: what Jinja2 gives for them, and no more time and memory than a page needs."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from growth import assert_linear, count_calls
from minutebook.records.drafting.templates import (
    CostlyTemplate,
    InvalidTemplate,
    find_names,
    render_template,
)

VALUES = {"title": "Use Redis", "x": "b,a,B", "empty": "", "long": "aB\n c" * 2000}


def render(source: str) -> str:
    """A page by a template that asks for more than placeholders, whatever it is."""
    return render_template("{# #}" + source, VALUES, "mine.md").removesuffix("\n")


@pytest.mark.parametrize(
    "source",
    [
        "a {{ title }} b",
        "{% if empty %}a{% elif title %}b{% else %}c{% endif %}",
        "{% if empty or title == 'x' %}a{% else %}c{% endif %}",
        "{{ 'a' if title else 'b' }}{{ 'a' if empty }}{{ 'a' if empty else 'b' }}",
        "{% for item in x.split(',') %}{{ loop.index }}{{ item }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% for i in range(3) if i is odd %}{{ i }}{{ loop.length }}{% else %}none{% endfor %}",
        "{% for i in [] %}{{ i }}{% else %}none{% endfor %}",
        "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }}{{ loop.first }}{% endfor %}",
        "{% for i in range(3) %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{% endfor %}",
        "{% for key, value in {'a': 1, 'b': 2}.items() %}{{ key }}{{ value }}{% endfor %}",
        "{{ {'a': 1}.keys()|list }}{{ {'a': 1}.values()|list }}{{ {'a': 1}.get('b', 2) }}{{ {'a': 1}.a }}",
        "{% set y = title ~ 1 ~ none %}{{ y }}{% set a, b = 'cd' %}{{ b }}{{ a }}",
        "{% set y %}<{{ title }}>{% endset %}{{ y }}{% set z | upper | trim %} {{ y }}{% endset %}{{ z }}",
        "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
        "{% for i in range(2) %}{% set title = i %}{% endfor %}{{ title }}",
        "{% with a = 1, b = title %}{{ a }}{{ b }}{% endwith %}",
        "{% filter upper %}a{{ title }}{% endfilter %}",
        "{% raw %}{{ x }}{% endraw %}{# a note #}",
        "{{- title -}} \n  {%- if title %} a {%- endif %}",
        "{{ 7 + 2 }}{{ 7 - 2 }}{{ 7 * 2 }}{{ 7 / 2 }}{{ 7 // 2 }}{{ 7 % 2 }}{{ -7 }}{{ 'a' + 'b' }}",
        "{{ [1] + [2] }}{{ [1, 'a'][1] }}{{ (1, 2)|length }}{{ title[0] }}{{ title[1:3] }}{{ title[::-1] }}",
        "{{ 1 < 2 < 3 }}{{ 1 > 2 }}{{ 1 >= 1 }}{{ 1 <= 0 }}{{ 1 != 2 }}{{ 'R' in title }}{{ 1 not in [1] }}",
        "{{ not title }}{{ title and 1 }}{{ empty and 1 }}{{ true }}{{ none }}{{ 1.5 }}",
        "{{ nobody is defined }}{{ nobody is undefined }}{{ title is defined }}",
        "{{ nobody|default('d') }}{{ nobody|d }}{{ empty|d('e', true) }}{{ empty|d('e') }}",
        "{{ nobody|default(default_value='d') }}{{ empty|default('e', boolean=true) }}",
        "{{ 4 is even }}{{ 4 is divisibleby 3 }}{{ 'a' is eq 'a' }}{{ 1 is ne 1 }}{{ none is none }}",
        "{{ 1 is number }}{{ 'a' is string }}{{ 'a' is lower }}{{ 'a' is upper }}{{ 'a' is in 'ab' }}{{ 1 is equalto 1 }}",
        "{{ title|upper }}{{ title|lower }}{{ 'a-b c'|title }}{{ 'aB'|capitalize }}{{ ' a '|trim }}{{ 'xax'|trim('x') }}",
        "{{ x.split(',')|first }}{{ x.split(',')|last }}{{ x|length }}{{ x.split(',')|count }}",
        "{{ x.split(',')|sort|join(' ') }}{{ x.split(',')|sort(reverse=true)|join }}{{ x.split(',')|unique|join }}",
        "{{ x.split(',')|sort(case_sensitive=true)|join }}{{ [3, 1, 2]|sort|join(d='-') }}",
        "{{ x.split(',')|map('upper')|join }}{{ ['', 'a']|select|join }}{{ [1, 2]|reject('odd')|join }}",
        "{{ [1, 2, 3, 4]|select('divisibleby', 2)|join }}{{ ['a ']|map('trim')|list }}",
        "{{ 'abc'|reverse }}{{ [1, 2]|reverse|join }}{{ 'abc'|list }}{{ 12|string }}{{ '12'|int + 1 }}{{ '1.9'|int }}",
        "{{ 'a\nb\n\nc'|indent }}{{ 'a\nb'|indent(2, true) }}{{ 'a\n\nb'|indent('> ', blank=true) }}",
        "{{ 'a b a'|replace('a', 'c') }}{{ 'a b a'|replace('a', 'c', 1) }}{{ 'ab'|replace('', '-') }}",
        "{{ 'one two three four'|truncate(9) }}{{ 'one two three'|truncate(9, true, '', 0) }}{{ 'one'|truncate(9) }}",
        "{{ 'one two'|wordcount }}",
        "{{ title.upper() }}{{ title.startswith('U') }}{{ title.replace('e', 'i') }}{{ ' '.join(['a', 'b']) }}",
        "{{ title.partition(' ')[2] }}{{ title.find('R') }}{{ ' a'.strip() }}{{ title.count('e') }}",
    ],
)  # fmt: skip
def test_a_page_is_the_one_that_jinja_gives(source: str) -> None:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    assert render(source).strip() == environment.from_string(source).render(VALUES).strip()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% macro m(n) %}{{ m(n) }}{% endmacro %}", "Macro"),
        ("{% block a %}{% endblock %}", "Block"),
        ("{% include 'a' %}", "Include"),
        ("{% for i in x recursive %}{% endfor %}", "a recursive loop"),
        ("{{ 10**10**10 }}", "Pow"),
        ("{{ '%1000000000d' % 1 }}", "% takes two numbers, not a text and a number"),
        ("{{ 'a' * 1000000000 }}", "* takes two numbers"),
        ("{{ [1] * 1000000000 }}", "* takes two numbers, not a list and a number"),
        ("{{ 'x'.center(1000000000) }}", "a text has no method 'center'"),
        ("{{ '{:>1000000000}'.format('') }}", "a text has no method 'format'"),
        ("{{ {'a': 1}.format_map(1) }}", "a table has no method 'format_map'"),
        ("{{ 1.real() }}", "a number has no method 'real'"),
        ("{{ 'x'|center(1000000000) }}", "there is no filter 'center'"),
        ("{{ ['x']|map('center', 1000000000) }}", "there is no filter 'center'"),
        ("{{ [1]|batch(1000000000, 'x') }}", "there is no filter 'batch'"),
        ("{{ 'a' is escaped }}", "there is no test 'escaped'"),
        ("{{ lipsum(n=1000000) }}", "lipsum cannot be called"),
        ("{{ title.upper()() }}", "this cannot be called"),
        ("{{ cycler.__init__.__globals__ }}", "'cycler' is undefined, and so is its '__init__'"),
        ("{{ title.__class__ }}", "a text has no attribute '__class__'"),
        ("{{ title['__class__'] }}", "a text has no item '__class__'"),
        ("{{ range(3)['start'] }}", "a range has no item 'start'"),
        ("{{ title.split(*x) }}", "* in arguments"),
        ("{% set title.a = 1 %}", "'title' is not a namespace"),
        ("{% set ns = namespace() %}{% set ns.a = ns %}", "a namespace is not a value"),
        ("{% set ns = namespace() %}{{ ns }}", "a namespace is not a value"),
        ("{{ title.strip(long) }}", "at most 64 characters can be stripped"),
        ("{% set a, b = [1] %}", "shorter"),
    ],
)
def test_what_a_page_does_not_need_is_refused(source: str, reason: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        render(f"\n\n{source}")
    assert refused.value.message.startswith("mine.md, line 3")
    assert reason in refused.value.message


NESTED_LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}"
DOUBLED = (
    "{% set ns = namespace(t='ab') %}{% for i in range(90) %}{% set ns.t = WHAT %}{% endfor %}"
)
COSTLY = [
    NESTED_LOOPS,
    "{% for a in range(9999999) %}{% endfor %}",
    "{% for a in range(-9999999999, 9) %}{% endfor %}",
    "{% for a in long if a is string %}{% for b in long %}{% endfor %}{% endfor %}",
    "{% for a in long %}{% for b in long %}{{ a }}{{ b }}{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{{ long }}{% endfor %}",
    "{% for i in range(9999) %}{% if long == long[1:] %}{% endif %}{% endfor %}",
    "{% for i in range(9999) %}{% if 'xyz' in long %}{% endif %}{% endfor %}",
    "{% for i in range(99999) %}{{ long.split('a')|length }}{% endfor %}",
    "{% for i in range(99999) %}{{ [long]|select('in', long)|list|length }}{% endfor %}",
    "{{ range(999999999)|list }}",
    "{{ [range(999999999)]|map('list') }}",
    "{{ (range(99999)|list|string)|list|join(range(9999)|list|string) }}",
    "{{ 999999999999999999999 }}",
    "{{ 9999999999 * 9999999999 }}",
    "{{ " + "9" * 5_000 + " }}",
    "{{ title|indent(999999999) }}",
    "{{ title|replace('', long)|replace('', long) }}",
    "{% filter indent(999999999) %}x{% endfilter %}",
    "{% set a %}{{ long }}{{ long }}{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 30,
    *(
        DOUBLED.replace("WHAT", what)
        for what in (
            "ns.t ~ ns.t",
            "ns.t + ns.t",
            "[ns.t, ns.t]",
            "{1: ns.t, 2: ns.t}",
            "ns.t|replace('a', ns.t)",
            "ns.t.replace('a', ns.t)",
            "[ns.t, ns.t]|join(ns.t)",
            "ns.t.join([ns.t, ns.t])",
            "ns.t|indent(ns.t, true)",
            "ns.t|list|string",
            "ns.t ~ (ns.t|upper)",
        )
    ),
    "{{ " + "(" * 1_000 + "1" + ")" * 1_000 + " }}",
    "{{ 1" + "+1" * 2_000 + " }}",
    "{{ " + "not " * 2_000 + "1 }}",
    "{{ title" + "|upper" * 2_000 + " }}",
    "{{ title" + "[0]" * 2_000 + " }}",
    "{{ " + "[" * 1_000 + "]" * 1_000 + " }}",
    "{% if title %}" * 1_000 + "{% endif %}" * 1_000,
]


@pytest.mark.parametrize("source", COSTLY, ids=lambda source: source[:60])
def test_what_a_page_cannot_need_is_refused_within_its_budget(source: str) -> None:
    with pytest.raises(CostlyTemplate) as refused:
        render(source)
    assert refused.value.exit_status == 3
    assert refused.value.message.startswith("mine.md")
    assert refused.value.hint


@pytest.mark.parametrize("source", COSTLY[::3], ids=lambda source: source[:60])
def test_a_costly_template_takes_a_bounded_number_of_calls_and_bytes(source: str) -> None:
    def refuse() -> None:
        with pytest.raises(CostlyTemplate):
            render(source)

    assert count_calls(refuse) < 3_000_000
    tracemalloc.start()
    refuse()
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 50_000_000


def test_a_page_that_becomes_too_long_is_refused_without_the_engine_too() -> None:
    source = "{{ long }}\n" * 2_000
    with pytest.raises(CostlyTemplate, match=r"^mine\.md, line 12[0-9]: the page becomes too long"):
        render_template(source, VALUES, "mine.md")


def test_a_long_prompt_may_be_shown_in_several_forms() -> None:
    prompt = "word " * 200_000
    page = render_template("{{ p|trim }}{{ p|upper }}{{ p|indent(2) }}", {"p": prompt})
    assert len(page) > 3_000_000 - 10


PIECES = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{#", "#}", "title", "x", "nobody", "'", '"', "|", ".", ",", "(", ")"),
        *("if ", "for i in ", "endif", "endfor", "set a = ", "range(9999)", "upper", "join(", "[", "]"),
        *(" ~ ", " * ", " % ", "**", "99999", " is ", "in ", "not ", "else", " ", "\n", "-", "+", ":"),
        *("{{ title * 99999 }}", "{% for i in range(999) %}", "{% endfor %}", "{{ x|replace('', x) }}"),
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_template_is_filled_in_or_refused(source: str) -> None:
    with suppress(InvalidTemplate):
        assert len(render(source)) < 3_000_000


@pytest.mark.parametrize(
    "unit",
    ["{{", "{%", "{#", "{{ '", "{{ x ", " ", "{{ e }}", "{{ e }} ", " {{ e }}", "{{ x }}\n", "- {{ a", "## a\n", "{ ", "}}"],
)  # fmt: skip
def test_reading_a_template_takes_time_by_its_length_alone(unit: str) -> None:
    values = {"e": "", "x": "1", "a": None}

    def read(size: int) -> None:
        source = unit * (size // len(unit))
        find_names(source)
        for text in (source, "{{ x }}" + source):
            with suppress(InvalidTemplate):
                render_template(text, values)

    assert_linear(read, 10_000)
