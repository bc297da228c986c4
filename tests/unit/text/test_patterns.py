"""Patterns of a repository: those that take a bounded time are used, all others are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.repository.settings.config import Settings
from minutebook.text.patterns import MAX_SUBJECT_CHARS, find_fault


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        Settings().feature_branch,
        r"^(?:feat|fix|chore)/([A-Z]+-\d+)-(.+)$",
        r"^(\w+)/(\w+)-(\d+)-(.+)$",
        r"[^/]+/[^/]+/(.+)",
        r"[^a]+a\S+ \D+1x*y.*",
        r"(?:feature/)?(?P<f>.+)",
        r"(?:ab)*c",
        r"a++b|c",
        r"(?x) a # a remark",
        r"(?i)[A-Z]{2,5}-\d{1,9}",
        r"a*a*a*b",
        "((((a))))",
    ],
)
def test_a_pattern_of_few_ways_is_fine(pattern: str) -> None:
    assert find_fault(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r"(a+)+$", "has repeats or alternatives in it"),
        (r"(a|a)*b", "has repeats or alternatives in it"),
        (r"(?:a{1,3}){2}", "has repeats or alternatives in it"),
        (r"(a?){50}a{50}", "has repeats or alternatives in it"),
        (r"((a*))*b", "has repeats or alternatives in it"),
        (r"a*a*a*a*a*b", "too many ways"),
        (r"[^a]+b.*.*.*", "too many ways"),
        (r"\W*-\S*x\D*a\s*\t.*", "too many ways"),
        (r"(?i)a*A.*.*.*", "too many ways"),
        ("a?" * 40 + "a" * 40, "too many ways"),
        ("(a|aa|aaa)" * 40, "too many ways"),
        (r"(\w+)\1", "looks ahead, behind or back"),
        (r"(?=a)b", "looks ahead, behind or back"),
        (r"(?<!a)b", "looks ahead, behind or back"),
        (r"(?>a+)b", "looks ahead, behind or back"),
        (r"(a)(?(1)b|c)", "looks ahead, behind or back"),
        ("()" * 60, "more than 50 groups"),
        ("x" * 501, "longer than 500"),
        ("[", "is not a regular expression"),
        ("a{99999999999}", "is not a regular expression"),
        ("(" * 240 + ")" * 240, ""),
    ],
)
def test_a_pattern_of_many_ways_is_refused(pattern: str, fault: str) -> None:
    assert fault in find_fault(pattern)
    assert find_fault(pattern)


PIECES = st.sampled_from(
    [r"\d", r"\w", "a", "b", "[^/]", ".", "/", "-", "+", "*", "?", "{2,}", "(", ")", "(?:", "|", "^", "$", "\\1", "(?=", "(?i:"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_pattern_is_judged_and_what_is_let_through_ends(pattern: str) -> None:
    if find_fault(pattern) == "":
        for subject in ("a" * MAX_SUBJECT_CHARS, "ab1/-" * 40, "1" * MAX_SUBJECT_CHARS):
            re.match(pattern, subject)
