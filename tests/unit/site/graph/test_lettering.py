"""Titles in two lines: as wide as there is room, cut where they are longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.site.graph.lettering import cut, measure, wrap

WIDTH, FONT = 180.0, 13.0


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Use Redis", ["Use Redis"]),
        ("", [""]),
        (
            "Store a link once, show it on both pages",
            ["Store a link once, show it", "on both pages"],
        ),
        ("a  b\tc\u202e\nd", ["a b c d"]),
        ("東京" * 9, ["東京" * 6 + "東", "京" + "東京" * 2]),
        ("x" * 60, ["x" * 23, "x" * 21 + "…"]),
    ],
)
def test_titles_are_wrapped(title: str, lines: list[str]) -> None:
    assert wrap(title, FONT, WIDTH) == lines


@given(st.text(max_size=120), st.integers(1, 3))
def test_no_line_is_wider_than_there_is_room(title: str, line_count: int) -> None:
    lines = wrap(title, FONT, WIDTH, line_count)
    assert 1 <= len(lines) <= line_count
    assert all(measure(line, FONT) <= WIDTH for line in lines)


@given(st.text("abc -/東", max_size=60))
def test_what_fits_is_kept(title: str) -> None:
    lines = wrap(title, FONT, WIDTH, 50)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_marks_stay_with_their_letters() -> None:
    family = "👨‍👩‍👧"
    kept = cut(family * 20, FONT, WIDTH).removesuffix("…")
    assert kept == family * (len(kept) // len(family))
    assert kept


def test_wide_and_narrow_letters() -> None:
    assert measure("iii", 10) < measure("nnn", 10) < measure("WWW", 10)
    assert measure("漢", 10) > 10
    assert measure("e\u0301", 10) == measure("e", 10)
