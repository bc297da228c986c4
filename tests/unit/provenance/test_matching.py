from __future__ import annotations

import pytest

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
    group_lines,
    is_telling,
    match_line,
    settle_common_lines,
)
from minutebook.provenance.traces import hash_line, make_trace, read_trace

LINE = "total = count_orders(customer)"
HASH = hash_line(LINE)


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
        ([by_hand("A")], ["A", LIKELY]),
        ([by_hand("A"), by_hand("B")], ["AB", POSSIBLE]),
        ([by_hand("A"), by_hand("B", lists=False)], ["A", LIKELY]),
        ([by_hand("A", lists=None)], ["A", LIKELY]),
        ([turn("A", "other = 1"), by_hand("B", lists=None)], ["B", POSSIBLE]),
        ([by_hand("A", lists=False)], ["A", POSSIBLE]),
        ([by_hand("A", way=CHANGED)], ["A", POSSIBLE]),
        ([by_hand("A", way=CHANGED), by_hand("B", way=LISTED)], ["B", LIKELY]),
        ([turn("A", LINE, ways=())], ["A", LIKELY]),
        ([turn("A", "other = 1"), turn("B", LINE, ways=())], ["B", POSSIBLE]),
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
    number: int, key: str, text: str = "x", *, commit: str = "c", telling: bool = True
) -> AnsweredLine:
    matches = tuple(Match(each, LIKELY, ()) for each in key)
    return AnsweredLine(
        number, commit, Answer(matches, len(key) > 1), text, True, telling, is_traced=True
    )


def settle(*lines: AnsweredLine) -> list[str]:
    return ["".join(m.key for m in each.answer.matches) for each in settle_common_lines(lines)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(1, "A"), line(2, "AB", "}", telling=False), line(3, "A")], "A"),
        ([line(1, "A"), line(2, "AB", "}", telling=False), line(3, "B")], "AB"),
        ([line(1, "A"), line(2, "A", "}", telling=False), line(3, "")], ""),
        ([line(1, "A"), line(2, "A", "}", telling=False)], "A"),
        ([line(2, "A", "}", telling=False)], ""),
        ([line(1, "B", commit="d"), line(2, "A", "}", telling=False)], ""),
    ],
)
def test_neighbours_settle_common_lines(lines: list[AnsweredLine], expected: str) -> None:
    number = next(i for i, each in enumerate(lines) if not each.is_telling)
    assert settle(*lines)[number] == expected


def test_an_equal_line_at_the_other_edge_may_be_the_new_one() -> None:
    before = line(1, "B", "}", commit="d", telling=False)
    assert settle(before, line(2, "A"), line(3, "A", "}", telling=False))[2] == "AB"


def test_neighbours_with_one_answer_are_one_range() -> None:
    lines = [line(1, "A"), line(2, "A"), line(3, "A", commit="d"), line(4, "B", commit="d")]
    ranges = [(each.first, each.last) for each in group_lines(lines)]
    assert ranges == [(1, 2), (3, 3), (4, 4)]
    assert group_lines([line(1, "A"), line(3, "A")])[1].first == 3
