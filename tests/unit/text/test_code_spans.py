"""Code spans: as CommonMark pairs runs of backticks, and in time by the length of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.text.markdown import find_code_spans, replace_outside_code


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("a `b` c", ["`b`"]),
        ("`a` and `b`", ["`a`", "`b`"]),
        ("``a ` b`` c", ["``a ` b``"]),
        ("`` a ` b", []),
        ("`a\nb`", []),
        ("`a\nb` `c`", ["` `"]),
        ("``` `a` ``", ["`a`"]),
        ("`a ``b` c`", ["`a ``b`"]),
    ],
)
def test_the_code_spans_of_a_text(text: str, spans: list[str]) -> None:
    assert [text[start:end] for start, end in find_code_spans(text)] == spans


@given(st.text("`a\n ", max_size=60))
def test_what_is_outside_of_code_is_replaced(text: str) -> None:
    assert replace_outside_code(text, lambda part: part) == text
    marked = replace_outside_code(text, lambda part: part.replace("a", "b"))
    assert [marked[start:end] for start, end in find_code_spans(marked)] == [
        text[start:end] for start, end in find_code_spans(text)
    ]


@pytest.mark.parametrize("unit", ["`", "`a", "``a`", "`\n", "``` `", "`a``b"])
def test_finding_them_takes_time_by_the_length(unit: str) -> None:
    growing = "".join("`" * length + "a" for length in range(1, 600))
    assert_linear(lambda size: find_code_spans(unit * (size // len(unit))), 40_000)
    assert_linear(lambda size: find_code_spans(growing[:size]), 40_000)
