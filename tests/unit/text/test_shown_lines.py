"""Lines that readers see, and lines that are found without walking all of a page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.text import markdown
from minutebook.text.markdown import section_hints
from minutebook.text.markdown.sections import find_shown_lines, find_visible_lines

MARKER = re.compile(r" {0,3}<!-- mark -->[ \t]*(?=\r?\n|\Z)")
PIECES = (
    *(
        "",
        " ",
        "prose",
        "\tprose",
        "```",
        "````text",
        "``` a`b",
        " \t```",
        "    ```",
        "~~~",
        "~~~~ ",
    ),
    *("<!-- mark -->", "  <!-- mark --> ", "    <!-- mark -->", "<!-- mark --> <!-- mark -->"),
    *(
        "<!--",
        "<!-->",
        "  <!-- open",
        "-->",
        "end -->",
        "<!-- a --> b",
        "b <!-- mark -->",
        "\r",
        "a\r",
    ),
    *("<!-- ## Context: what led to it. -->", "<!-- ## Context: cut. --> more", "# Title"),
)
PAGES = st.lists(st.sampled_from(PIECES), max_size=12).flatmap(
    lambda lines: st.sampled_from([end.join(lines) for end in ("\n", "\r\n")])
)


def is_comment(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("<!--") and stripped.find("-->") == len(stripped) - 3


@given(PAGES, st.integers(0, 3), st.integers(0, 12))
def test_visible_lines_are_those_of_the_page_but_code_comments_and_blanks(
    page: str, first: int, last: int
) -> None:
    lines = list(markdown.parse_lines(page))
    starts = [line.start for line in lines]
    start = starts[first] if first < len(starts) else 0
    end = starts[last] if last < len(starts) else len(page)
    expected = [
        line
        for line in markdown.parse_lines(page, start)
        if line.start < end
        and line.text.strip()
        and not (line.is_code or line.is_comment or is_comment(line.text))
    ]
    assert list(find_visible_lines(page, start, end)) == expected
    numbered = [line.number for line in find_visible_lines(page, start, end, 7)]
    assert numbered == [line.number - page.count("\n", 0, start) + 6 for line in expected]


@given(PAGES)
def test_lines_with_a_sign_are_found_where_neither_code_nor_a_long_comment_is(page: str) -> None:
    expected = [
        line.start
        for line in markdown.parse_lines(page)
        if not (line.is_code or line.is_comment)
        and re.fullmatch(r" {0,3}<!-- mark -->[ \t]*", line.text)
    ]
    assert [match.start() for match in find_shown_lines(page, "mark", MARKER)] == expected


@given(PAGES)
def test_hints_are_found_without_walking_the_lines(page: str) -> None:
    expected = tuple(hint.line.start for hint in section_hints.find_hints(page))
    assert section_hints.find_starts(page) == expected


@pytest.mark.parametrize(
    ("page", "offset"),
    [
        ("<!-- ## Context: why. -->\n", 0),
        ("a\n<!-- ## Context: why. -->", 2),
        ("```\n<!-- ## Context: why. -->\n```\n", -1),
        ("<!-- ## Context: why.\n-->\n", -1),
    ],
)
def test_the_first_hint_or_the_end(page: str, offset: int) -> None:
    assert section_hints.find_first(page, 0, len(page)) == (len(page) if offset < 0 else offset)
