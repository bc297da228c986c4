"""Settings and templates made of anything: used or refused, in a bounded number of steps."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import count_calls
from minutebook.errors import Refusal
from minutebook.lean.values import fields
from minutebook.records.drafting import adr_pages, drafts, phr_pages, placement
from minutebook.repository.settings import config
from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.catalogue.schema import CatalogueError
from minutebook.text.patterns import MAX_SUBJECT_CHARS, find_fault

MAX_CALLS = 3_000_000

bounded = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)  # fmt: skip
huge_counts = st.sampled_from([1, 2, 17, 300, 5_000, 100_000])


def repeat(pieces: list[tuple[str, int]], max_chars: int) -> str:
    return "".join(piece * count for piece, count in pieces)[:max_chars]


toml_texts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("a.", '"', "'", "[", "]", "{", "}", "=", ",", "\n", " ", "#", "9", "0x", "f", "-", "\\", '"""'),
                *("\u202e", "é", "\t", "a = 1\n", "[topics]\n", "[[silence]]\n", 'code = "a"\n', "proposed-days = "),
                *('feature-branch = "', 'adr-folders = ["', "rules = {", "a", "(a+)+", "true", "1979-05-27"),
            ]
        ),
        huge_counts,
    ),
    max_size=8,
)  # fmt: skip


@bounded
@given(toml_texts)
def test_any_file_of_settings_is_read_or_refused(pieces: list[tuple[str, int]]) -> None:
    text = repeat(pieces, 400_000)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "minutebook.toml").write_text(text, "utf-8")

        def load() -> None:
            with suppress(Refusal):
                config.load(folder, folder)

        assert count_calls(load) < MAX_CALLS


values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
options = st.sampled_from(sorted(each.name for each in fields(config.Settings))) | st.text(
    max_size=9
)


@bounded
@given(st.dictionaries(options, values, max_size=3))
def test_any_table_of_settings_is_used_or_refused(table: dict[str, object]) -> None:
    with suppress(Refusal):
        read = config.parse_table(table, "minutebook.toml")
        config.format_toml({name: getattr(read, name) for name in config.Settings.__slots__})
        with suppress(CatalogueError):
            extend_catalogue(load_catalogue(), read.topics)


patterns = st.lists(
    st.sampled_from(
        [r"\d", r"\w", "a", "b", "[^/]", ".", "/", "-", "+", "*", "?", "{2,}", "{0,9999}", "(", ")", "(?:", "|", "^", "$", r"\1", "(?=", "(?i:", "(?>"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@bounded
@given(patterns, st.sampled_from(["a", "1", "ab/", "a-1", "/", "b"]))
def test_any_pattern_that_is_let_through_comes_to_an_end(pattern: str, unit: str) -> None:
    if not find_fault(pattern):
        re.match(pattern, (unit * MAX_SUBJECT_CHARS)[:MAX_SUBJECT_CHARS])
    if not find_fault(pattern, is_searched=True):
        re.search(pattern, (unit * MAX_SUBJECT_CHARS)[:MAX_SUBJECT_CHARS])


template_texts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("{{ title }}", "{{ context }}", "{{ prompt }}", "{{ front_matter }}", "{{", "}}", "{%", "%}", "{#", "#}"),
                *("{% for i in range(99999) %}", "{% endfor %}", "{% if title %}", "{% endif %}", "{% set ns = namespace(x=title) %}"),
                *("{% set ns.x = ns.x ~ ns.x %}", "{% set t = [t, t] %}", "{{ t }}", "{% set t = title %}", "{{ ns.x|replace('', title) }}"),
                *("{{ title|indent(99999999) }}", "{{ range(99999)|list|join(title) }}", "(", ")", "[", "~", "*", "|upper", ".split('')"),
                *("# ", "## ", "- ", "\n", " ", "`", "a", "<!--", "---\n", "{{ status }}", "{{ nobody }}", "{{ 9"),
            ]
        ),
        huge_counts,
    ),
    max_size=8,
)  # fmt: skip
ADR_DRAFT = drafts.AdrDraft("Use Redis", "proposed", "2026-01-31", context="Why.\n\n- a\n")
PHR_DRAFT = drafts.PhrDraft("Use Redis", "general", "2026-01-31", prompt="Do it", response="Done")


@settings(bounded, max_examples=30)
@given(template_texts)
def test_any_template_makes_a_page_or_is_refused(pieces: list[tuple[str, int]]) -> None:
    template = repeat(pieces, 10_000)

    def draft_pages() -> None:
        for draft, make in ((ADR_DRAFT, adr_pages.render_adr), (PHR_DRAFT, phr_pages.render_phr)):
            with suppress(Refusal):
                placement.find_unplaced_options(draft, template)
                page = make(draft, "0001", template, "templates/a.md")  # type: ignore[operator]
                assert len(page) < 2_000_000

    assert count_calls(draft_pages) < 4 * MAX_CALLS
