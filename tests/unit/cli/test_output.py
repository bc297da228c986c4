"""Tables for people: columns line up, and no line is longer than the terminal."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.cli import output


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("🎉", 2), ("اردو", 4),
     ("a\u200db", 2), ("Ａ", 2), ("a\u20dd", 1)],
)  # fmt: skip
def test_cells_of_a_terminal(text: str, count: int) -> None:
    assert output.count_cells(text) == count


@pytest.mark.parametrize(
    ("rows", "width", "lines"),
    [
        ([("a", "b")], 80, ["a  b"]),
        ([("a", "long"), ("bcd", "x")], 80, ["a    long", "bcd  x"]),
        ([("漢字", "x"), ("abc", "y")], 80, ["漢字  x", "abc   y"]),
        ([("a", "0123456789")], 8, ["a  0123…"]),
        ([("a", "01234")], 8, ["a  01234"]),
        ([("a", "漢字漢字")], 8, ["a  漢字…"]),
        ([("a", "")], 80, ["a"]),
    ],
)
def test_rows_become_lines(rows: list[tuple[str, ...]], width: int, lines: list[str]) -> None:
    assert list(output.format_table(rows, width)) == lines


@given(
    rows=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=30)), min_size=1),
    width=st.integers(12, 40),
)
def test_no_line_is_longer_than_asked(rows: list[tuple[str, ...]], width: int) -> None:
    lines = list(output.format_table(rows, width))
    assert len(lines) == len(rows)
    assert all(output.count_cells(line) <= width for line in lines)


def test_a_very_long_title_is_cut() -> None:
    (line,) = output.format_table([("ADR-0001", "漢" * 200_000)], 80)
    assert output.count_cells(line) in (79, 80)


@pytest.mark.parametrize(("columns", "width"), [(40, 40), (0, 1_000_000)])
def test_a_terminal_that_does_not_know_its_width_has_any(
    columns: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((columns, columns)))
    with Path(os.devnull).open("w") as stream, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        assert output.get_line_width() == width


def test_what_is_no_terminal_has_lines_of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert output.get_line_width() == 1_000_000


@pytest.mark.parametrize("width", [20, 33, 80])
@pytest.mark.parametrize(
    "line",
    [
        "short",
        "    certain: its page came with the commit; it lists the file; its traces have the line",
        "src/a.py:3  0123456789ab Tell in the README of why, context, and what agents are told",
        "  note: 行の証拠 は 長い です から 折り返す べき 行 です また 続き ます",
        "",
    ],
)
def test_a_long_line_hangs(line: str, width: int) -> None:
    first, *rest = output.wrap_line(line, width)
    indent = len(line) - len(line.lstrip())
    assert all(output.count_cells(each) <= width for each in (first, *rest))
    assert all(len(each) - len(each.lstrip()) == indent + 2 for each in rest)
    assert " ".join([first, *rest]).split() == line.split()


def test_a_word_that_is_longer_than_the_line_stands_alone() -> None:
    path = "a/" * 30
    assert list(output.wrap_line(f"  at {path} it is", 20)) == ["  at", f"    {path}", "    it is"]
    assert list(output.wrap_line(path, 20)) == [path]
