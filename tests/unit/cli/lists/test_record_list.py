"""The lines of `list` at several widths: columns line up, titles keep room, nothing is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.cli import output
from minutebook.cli.lists import record_list
from minutebook.cli.lists.record_list import Row

ROWS = [
    Row("PHR-0001", "2026-01-31", "green", "Cache the catalogue of all products", "shop"),
    Row("ADR-0002", "2026-01-31", "superseded", "決定：キャッシュを使用する、すべてのページで"),
    Row("ADR-0003", "", "-", "Short"),
]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (1_000_000, [
            "PHR-0001  2026-01-31  green       Cache the catalogue of all products",
            "ADR-0002  2026-01-31  superseded  決定：キャッシュを使用する、すべてのページで",
            "ADR-0003              -           Short",
        ]),
        (60, [
            "PHR-0001  2026-01-31  green       Cache the catalogue of al…",
            "ADR-0002  2026-01-31  superseded  決定：キャッシュを使用す…",
            "ADR-0003              -           Short",
        ]),
        (50, [
            "PHR-0001  green       Cache the catalogue of all…",
            "ADR-0002  superseded  決定：キャッシュを使用する…",
            "ADR-0003  -           Short",
        ]),
        (41, [
            "PHR-0001  green       Cache the catalogu…",
            "ADR-0002  superseded  決定：キャッシュを…",
            "ADR-0003  -           Short",
        ]),
    ],
)  # fmt: skip
def test_columns_fit_the_width(width: int, lines: list[str]) -> None:
    assert list(record_list.format_list(ROWS, width, has_colours=False)) == lines


def test_features_are_shown_where_half_have_one_and_there_is_room() -> None:
    rows = [ROWS[0], ROWS[2]]
    (line, _) = record_list.format_list(rows, 100, has_colours=False)
    assert line == "PHR-0001  2026-01-31  green  shop  Cache the catalogue of all products"
    (line, _) = record_list.format_list(rows, 60, has_colours=False)
    assert line == "PHR-0001  2026-01-31  green  Cache the catalogue of all pro…"


def test_a_very_long_ref_leaves_room_for_the_title() -> None:
    (line,) = record_list.format_list(
        [Row("001-shopping-cart/0003-a-name", "2026-01-31", "green", "Add a cart for guests")],
        45,
        has_colours=False,
    )
    assert line == "…rt/0003-a-name  green  Add a cart for guests"


def test_the_end_of_a_long_ref_tells_records_apart() -> None:
    rows = [
        Row(f"docs/adr/2020092{day}-use-{what}-for-all-of-them", f"2020-09-2{day}", state, "T" * 60)
        for day, what, state in ((5, "markdown", "accepted"), (6, "html", "superseded"))
    ]
    assert [
        line.partition("  T")[0].rstrip()
        for line in record_list.format_list(rows, 80, has_colours=False)
    ] == [
        "…-use-markdown-for-all-of-them  2020-09-25  accepted",
        "…0926-use-html-for-all-of-them  2020-09-26  superseded",
    ]
    for width in (120, 80, 60):
        lines = list(record_list.format_list(rows, width, has_colours=False))
        assert all(row.state in line for row, line in zip(rows, lines, strict=True))
        assert all("of-them" in line for line in lines)
        assert ("2020-09-25" in lines[0]) == (width > 70)


def test_a_state_of_several_words_keeps_its_longest() -> None:
    row = Row("ADR-0002", "2026-01-31", "superseded by someone", "Add a cart for guests")
    (line,) = record_list.format_list([row], 45, has_colours=False)
    assert line == "ADR-0002  superseded…  Add a cart for guests"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "ADR-0001  2026-01-31  proposed  Store a link once (amended by ADR-0014)"),
        (64, "ADR-0001  2026-01-31  proposed  Store a l… (amended by ADR-0014)"),
        (50, "ADR-0001  proposed  Store a link once (amended by…"),
        (40, "ADR-0001  proposed  Store a link once (…"),
    ],
)
def test_a_note_stays_where_the_title_is_cut(width: int, line: str) -> None:
    row = Row("ADR-0001", "2026-01-31", "proposed", "Store a link once", note="amended by ADR-0014")
    assert list(record_list.format_list([row], width, has_colours=False)) == [line]


def test_states_have_colours() -> None:
    lines = list(record_list.format_list(ROWS, 60, has_colours=True))
    assert lines[0].startswith("PHR-0001  2026-01-31  \x1b[32mgreen\x1b[0m       Cache")
    assert lines[2].startswith("ADR-0003              -  ")


@given(
    rows=st.lists(
        st.builds(Row, *[st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30)] * 6),
        min_size=1,
    ),
    width=st.integers(30, 120),
)
def test_no_line_is_longer_than_asked_nor_ends_with_a_blank(rows: list[Row], width: int) -> None:
    lines = list(record_list.format_list(rows, width, has_colours=False))
    assert len(lines) == len(rows)
    assert all(output.count_cells(line) <= width and line == line.rstrip() for line in lines)
