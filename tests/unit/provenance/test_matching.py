from __future__ import annotations

import pytest

from minutebook.lean.values import replace
from minutebook.provenance.answer_ranges import group_lines
from minutebook.provenance.matching import (
    ADDED,
    CERTAIN,
    CHANGED,
    LIKELY,
    LISTED,
    POSSIBLE,
    Answer,
    AnsweredLine,
    Candidate,
    Match,
    doubt_changed_line,
    is_telling,
    match_line,
    settle_common_lines,
)
from minutebook.provenance.traces import MAX_LINES, Trace, hash_line, make_trace, read_trace

LINE = "total = count_orders(customer)"
HASH = hash_line(LINE)
# More lines than a trace has hashes of, none of which is behind that of LINE.
SAMPLED = [
    line for line in (f"row_{number} = 1" for number in range(900)) if hash_line(line) < HASH
]
SAMPLED = sorted(SAMPLED, key=hash_line)[: MAX_LINES + 1]


def turn(key: str, *lines: str, ways: tuple[str, ...] = (ADDED,), lists: bool = True) -> Candidate:
    """A recorded turn with traces of the file."""
    trace = read_trace(make_trace(lines))
    return Candidate(key, frozenset(ways), lists, True, (trace,) if trace else (), is_traced=True)


def by_hand(key: str, lists: bool | None = True, way: str = ADDED) -> Candidate:
    """A record that a person wrote, without traces."""
    return Candidate(key, frozenset({way}), lists)


def answer(*candidates: Candidate, telling: bool = True, line: str = LINE, **kinds: bool) -> object:
    found = match_line(hash_line(line), telling, candidates, **kinds)
    sure = {match.sure for match in found.matches}
    return ["".join(match.key for match in found.matches), *sure]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([], [""]),
        ([turn("A", LINE)], ["A", CERTAIN]),
        ([turn("A", LINE), turn("B", "other = 1")], ["A", CERTAIN]),
        ([turn("A", LINE), turn("B", LINE)], ["AB", POSSIBLE]),
        ([turn("A", "other = 1")], [""]),
        ([turn("A", "other = 1"), by_hand("B")], [""]),
        ([by_hand("A")], ["A", POSSIBLE]),
        ([by_hand("A"), by_hand("B")], ["AB", POSSIBLE]),
        ([by_hand("A"), by_hand("B", lists=False)], ["A", POSSIBLE]),
        ([by_hand("A", lists=None)], ["A", POSSIBLE]),
        ([turn("A", "other = 1"), by_hand("B", lists=None)], ["B", POSSIBLE]),
        ([by_hand("A", lists=False)], ["A", POSSIBLE]),
        ([by_hand("A", way=CHANGED)], ["A", POSSIBLE]),
        ([by_hand("A", way=CHANGED), by_hand("B", way=LISTED)], ["B", POSSIBLE]),
        ([turn("A", LINE, ways=())], ["A", POSSIBLE]),
        ([turn("A", "other = 1"), turn("B", LINE, ways=())], ["B", LIKELY]),
        ([by_hand("A"), turn("B", LINE, ways=())], ["B", LIKELY]),
        ([turn("A", *SAMPLED)], ["A", LIKELY]),
        ([turn("A", *SAMPLED), turn("B", "other = 1")], ["A", LIKELY]),
        ([turn("A", *SAMPLED), turn("B", *SAMPLED)], ["AB", POSSIBLE]),
        ([turn("A", LINE, ways=()), turn("B", LINE, ways=())], ["AB", POSSIBLE]),
        ([turn("A", "other = 1", lists=False)], [""]),
    ],
)
def test_a_line_is_from_the_record_that_the_evidence_leaves(
    candidates: list[Candidate], expected: list[str]
) -> None:
    assert answer(*candidates) == expected


def test_a_line_that_may_stand_anywhere_is_not_certain() -> None:
    assert answer(turn("A", LINE), telling=False) == ["A", LIKELY]
    assert answer(turn("A", LINE), by_hand("B"), telling=False) == ["AB", POSSIBLE]
    assert answer(turn("A", LINE, ways=()), telling=False) == [""]
    assert answer(turn("A", "other = 1"), telling=False) == ["A", POSSIBLE]
    assert answer(turn("A", "other = 1"), telling=False, is_short=False) == [""]
    assert answer(turn("A", "other = 1"), telling=False, line="}") == ["A", LIKELY]
    assert answer(turn("A"), telling=True) == [""]


def test_of_what_is_possible_none_may_be_the_one() -> None:
    assert match_line(HASH, True, [by_hand("A")]).is_ambiguous
    assert not match_line(HASH, True, [turn("A", LINE)]).is_ambiguous


def test_of_a_merge_only_what_has_the_line_is_named() -> None:
    assert answer(by_hand("A"), is_of_merge=True) == [""]
    assert answer(by_hand("A"), turn("B", LINE), is_of_merge=True) == ["B", LIKELY]


def test_records_that_the_evidence_speaks_against_are_said_to_be_near() -> None:
    assert match_line(HASH, True, [turn("A", "other = 1")]) == Answer(near=("A",))


def test_the_evidence_is_said() -> None:
    (match,) = match_line(HASH, True, [turn("A", LINE)]).matches
    assert match.evidence == (
        *("its page came with the commit", "it lists the file", "its traces have the line"),
    )


@pytest.mark.parametrize(
    ("text", "times", "expected"),
    [(LINE, 1, True), (LINE, 2, False), ("return result", 1, False), ("}", 1, False)],
)
def test_what_tells_where_it_is_from(text: str, times: int, expected: bool) -> None:
    assert is_telling(text, times) is expected


# Lines that may stand anywhere -------------------------------------------------------------------


def line(
    number: int,
    key: str,
    text: str = "telling",
    *,
    commit: str = "c",
    traced: str = "",
    by_text: bool = False,
    alone: bool = True,
    earlier: str = "",
) -> AnsweredLine:
    """A line that is from the records of these letters; one with another text is common."""
    is_telling = text == "telling"
    sure = LIKELY if is_telling else POSSIBLE
    matches = tuple(Match(each, sure, (), by_text, each in traced) for each in key)
    answer = Answer(matches, bool(matches) and not is_telling)
    facts = (is_telling, text != "}", True, alone, tuple(earlier))
    return AnsweredLine(number, commit, answer, *facts)


def settle(*lines: AnsweredLine) -> list[str]:
    """The records of each line, with a ? where it may be none."""
    return [
        "".join(m.key for m in each.answer.matches) + "?" * each.answer.may_be_none
        for each in settle_common_lines(lines)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(1, "A"), line(2, "A", "}"), line(3, "A")], "A"),
        ([line(1, "A"), line(2, "", "}"), line(3, "A")], "A"),
        ([line(1, "A"), line(2, "AB", "}", alone=False), line(3, "B")], ""),
        ([line(1, "A"), line(2, "AB", "pass", traced="A", alone=False), line(3, "B")], "AB?"),
        ([line(1, "A"), line(2, "AB", "pass", traced="B", alone=False), line(3, "A")], "AB?"),
        ([line(1, "A"), line(2, "AB", "pass", alone=False), line(3, "A")], "AB?"),
        ([line(1, "A"), line(2, "AB", "pass", traced="A", alone=False), line(3, "A")], "A"),
        ([line(1, "A"), line(2, "AB", "}", alone=False), line(3, "A")], "AB?"),
        ([line(1, "A"), line(2, "A", "}", alone=False), line(3, "A")], "A"),
        ([line(1, "A"), line(2, "A", "pass", earlier="B")], "AB?"),
        ([line(1, "A"), line(2, "A", "}"), line(3, "")], ""),
        ([line(1, "A"), line(2, "A", "pass", traced="A"), line(3, "")], "A?"),
        ([line(1, "A"), line(2, "A", "}"), line(3, "B", by_text=True)], ""),
        ([line(1, ""), line(2, "A", "pass", traced="A"), line(3, "")], ""),
        ([line(1, "A"), line(2, "A", "}")], "A?"),
        ([line(1, "A"), line(2, "AB", "}", alone=False)], ""),
        ([line(1, "A"), line(2, "A", "pass", traced="A", earlier="B")], "AB?"),
        ([line(2, "A", "}")], ""),
        ([line(2, "A", "pass", traced="A")], "A?"),
        ([line(2, "A", "pass")], ""),
        ([line(1, "B", commit="d"), line(2, "A", "}")], ""),
        ([line(1, "B", "d", commit="d"), line(2, "A", "x", traced="A")], "A?"),
        (
            [
                line(1, "B", commit="d"),
                line(2, "A", "pass", traced="A"),
                line(3, "B", commit="d"),
            ],
            "",
        ),
    ],
)
def test_neighbours_settle_common_lines(lines: list[AnsweredLine], expected: str) -> None:
    number = next(i for i, each in enumerate(lines) if each.line == min(2, lines[-1].line))
    assert settle(*lines)[number] == expected


def test_neighbours_count_only_near_by() -> None:
    lines = [line(number, "A", "}") for number in range(1, 8)]
    assert settle(line(0, "A"), *lines, line(8, "A"))[3:6] == ["A?", "", "A?"]
    assert settle(line(0, "A"), line(2, "A", "}"))[1] == ""


def test_neighbours_with_one_answer_are_one_range() -> None:
    lines = [line(1, "A"), line(2, "A"), line(3, "A", commit="d"), line(4, "B", commit="d")]
    ranges = [(each.first, each.last) for each in group_lines(lines)]
    assert ranges == [(1, 2), (3, 3), (4, 4)]
    assert group_lines([line(1, "A"), line(3, "A")])[1].first == 3


@pytest.mark.parametrize(
    ("candidates", "text", "expected"),
    [
        ([turn("A", "other = 1")], "", "A?"),
        ([turn("A", "other = 1")], "A", "A"),
        ([turn("A", "other = 1", lists=False)], "", ""),
        ([turn("A", "other = 1"), by_hand("B")], "", ""),
        ([turn("A", LINE)], "", ""),
        ([by_hand("A")], "", ""),
    ],
)
def test_a_line_may_be_what_was_changed_before_the_commit(
    candidates: list[Candidate], text: str, expected: str
) -> None:
    doubted = doubt_changed_line(line(1, text), candidates, {HASH})
    assert settle(doubted) == [expected]


def test_a_line_that_traces_have_was_not_changed() -> None:
    found = line(1, "A", "pass", traced="A")
    assert doubt_changed_line(found, [turn("A", "other = 1")], set()) is found


def test_a_short_line_of_one_record_needs_no_neighbours() -> None:
    def settle_only(each: AnsweredLine) -> list[str]:
        return settle(replace(each, is_only=True))

    assert settle_only(line(1, "A", "pass", traced="A")) == ["A"]
    assert settle_only(line(1, "AB", "pass", traced="AB")) == ["AB?"]
    assert settle_only(line(1, "A", "pass", traced="A", by_text=True)) == ["A?"]
    assert settle_only(line(1, "A", "pass", traced="A", alone=False)) == ["A?"]


def test_traces_that_may_lack_lines_are_said_to_be_so() -> None:
    partial = Trace(1, frozenset({hash_line("other = 1")}), is_partial=True)
    known = turn("A", "other = 1")
    (match,) = match_line(HASH, True, [replace(known, traces=(partial,))]).matches
    assert match.evidence[-1] == "its traces may lack lines and do not decide"
    assert settle(line(1, "A"), line(2, "", "pass", earlier="B"))[1] == ""
