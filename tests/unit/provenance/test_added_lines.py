"""Which lines changes added to a file, one after the other."""

from __future__ import annotations

import pytest

from minutebook.provenance.added_lines import MAX_LINE_CHARS, AddedLines
from minutebook.provenance.traces import hash_line

Change = tuple[list[str], list[str]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(["a", "b"], [])], ["a", "b"]),
        ([(["a", "}", ""], [])], ["a"]),
        ([(["  a"], ["a"])], []),  # indented
        ([(["b", "a"], ["a", "c"])], ["b"]),  # moved
        ([(["a", "a"], [])], ["a"]),
        ([(["a"], []), ([], ["a"])], []),  # taken back
        ([(["a"], []), (["\ta"], ["a"])], ["a"]),  # its own line, indented
        ([([], ["a"]), (["a"], [])], []),  # cut, and pasted later
        ([([], ["a"]), (["b"], ["c"])], ["b"]),
        ([(["a"], []), ([], ["a"]), (["a"], [])], ["a"]),
    ],
)
def test_what_was_added(changes: list[Change], expected: list[str]) -> None:
    lines = AddedLines()
    for added, removed in changes:
        lines.add_change(added, removed)
    assert list(lines.texts.values()) == expected
    assert not lines.is_partial


def test_a_very_long_line_is_left_out() -> None:
    lines = AddedLines()
    lines.add_change(["x" * (MAX_LINE_CHARS + 1), "a"], ["y" * (MAX_LINE_CHARS + 1)])
    assert list(lines.texts.values()) == ["a"]
    assert lines.is_partial


def test_lines_that_were_there_are_dropped() -> None:
    lines = AddedLines()
    lines.add_change(["a", "b"], [])
    lines.drop({hash_line("a"), hash_line("c")})
    assert (list(lines.texts.values()), lines.is_partial) == (["b"], False)


def test_only_those_that_are_sure_are_kept() -> None:
    lines = AddedLines()
    lines.add_change(["a", "b"], [])
    lines.keep_only({hash_line("a"), hash_line("c")})
    assert (list(lines.texts.values()), lines.is_partial) == (["a"], True)
