"""Traces: the lines that a turn added to a file, as short hashes."""

from __future__ import annotations

import pytest

from minutebook.provenance.traces import (
    MAX_FILES,
    MAX_LINES,
    Trace,
    drop_hashes,
    format_trace,
    hash_line,
    make_trace,
    read_trace,
    read_traces,
    sample_hashes,
)

LINES = ["def login(user):", "    return check(user)", ""]


def test_a_line_has_one_hash_however_it_is_indented() -> None:
    assert hash_line("  return check( user )\r") == hash_line("\treturn check(user)")
    assert hash_line("return check(user)") != hash_line("return check(users)")


@pytest.mark.parametrize("line", ["", "   ", "}", ");", "---", '"""'])
def test_a_line_without_a_letter_or_a_digit_has_no_hash(line: str) -> None:
    assert hash_line(line) == ""


def test_a_line_that_is_no_utf_8_has_a_hash() -> None:
    assert hash_line("caf\udce9")


def test_a_trace_has_the_lines_that_were_added() -> None:
    trace = read_trace(make_trace([*LINES, "}"]))
    assert trace is not None
    assert (trace.count, trace.is_sample) == (2, False)
    assert trace.has_line(hash_line("return check(user)"))
    assert trace.excludes(hash_line("return check(users)"))
    assert not trace.excludes("")


def test_a_line_that_was_added_twice_counts_once() -> None:
    assert make_trace(["x = 1", "  x = 1"]) == make_trace(["x = 1"])


def test_of_many_lines_a_trace_has_a_sample_that_says_what_it_may_lack() -> None:
    lines = [f"line {number}" for number in range(1000)]
    trace = read_trace(make_trace(lines))
    assert trace is not None
    assert (trace.count, len(trace.hashes), trace.is_sample) == (1000, MAX_LINES, True)
    assert not any(trace.excludes(hash_line(line)) for line in lines)
    others = [f"other {number}" for number in range(10_000)]
    assert any(trace.excludes(hash_line(line)) for line in others)


def test_a_trace_of_nothing_is_empty() -> None:
    assert make_trace(["}", ""]) == ""


@pytest.mark.parametrize("text", ["", "3", "x abcd", "3 abc", "-1 abcd", None, 7, ["3 abcd"]])
def test_what_is_no_trace_is_none(text: object) -> None:
    assert read_trace(text) is None


def test_a_count_that_is_less_than_the_hashes_is_corrected() -> None:
    trace = read_trace("1 abcdefgh")
    assert trace is not None
    assert trace.count == 2


def test_half_of_a_surrogate_pair_has_a_hash() -> None:
    assert hash_line("x = '\ud800'") != hash_line("x = '\ud801'")


def test_a_partial_trace_excludes_nothing() -> None:
    trace = read_trace(format_trace(2, ["abcd", "+fgh"], is_partial=True))
    assert trace == Trace(2, frozenset({"abcd", "+fgh"}), is_partial=True)
    assert trace.has_line("abcd")
    assert not trace.excludes("zzzz")
    assert format_trace(2, []) == ""


def test_hashes_are_dropped_from_a_trace() -> None:
    text = make_trace(["a", "b", "c"])
    assert drop_hashes(text, {hash_line("x")}) == text
    assert read_trace(drop_hashes(text, {hash_line("a")})) == Trace(
        2, frozenset(map(hash_line, "bc")), is_partial=True
    )
    assert drop_hashes(text, set(map(hash_line, "abc"))) == ""
    assert drop_hashes("no trace", {"abcd"}) == "no trace"


def number_hashes(count: int) -> set[str]:
    return {f"{number:04}" for number in range(count)}


def test_short_files_leave_their_room_to_long_ones() -> None:
    sampled = sample_hashes({"b": number_hashes(90), "a": number_hashes(2), "c": set()})
    assert {path: len(hashes) for path, hashes in sampled.items()} == {"a": 2, "b": MAX_LINES - 2}
    assert sampled["b"] == number_hashes(MAX_LINES - 2)  # the lowest ones


def test_a_record_has_room_for_so_many_lines_and_files() -> None:
    sampled = sample_hashes({f"{name:02}": number_hashes(name + 5) for name in range(30)})
    assert len(sampled) == MAX_FILES
    assert min(sampled) == f"{30 - MAX_FILES}"
    assert sum(map(len, sampled.values())) == MAX_LINES
    assert sample_hashes({}) == {}


def test_the_traces_of_a_record_are_those_of_its_files() -> None:
    fields = {"traces": {"names.py": "1 AAAA", "gone.py": "1 BBBB", "a.py": "no trace"}}
    files = ("src/names.py", "src/a.py")
    assert read_traces(fields, files) == {"src/names.py": Trace(1, frozenset({"AAAA"}))}
    assert read_traces({"traces": ["names.py"]}, files) == {}
    assert read_traces({}, files) == {}
