"""Which records a line is from: told by the commit it came with, by its file, and by its traces.

Where the evidence does not decide, all records that it leaves are named; where it speaks against
each of them, none is. A record that is named wrongly would be worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.values import Value, replace
from minutebook.provenance.traces import Trace

# How sure it is that a record is the one a line is from.
CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
# How a record came with a commit.
ADDED, CHANGED, LISTED, NAMED, WAITING = "added", "changed", "listed", "named", "waiting"
_WORDS = {
    ADDED: "its page came with the commit",
    CHANGED: "the commit changed its page",
    LISTED: "it lists the commit",
    NAMED: "the commit's message names it",
    WAITING: "its page is not committed yet either",
}
_TWIN = "an equal line near by is from it"
_BESIDE = "the lines beside it are from it"
_MAX_DISTANCE = 3  # lines to one that tells where others are from
_MIN_TELLING_CHARS = 16  # letters and digits, below which a line may stand anywhere


class Candidate(Value):
    """A record that a line may be from.

    `key` tells it from others. `ways` are how it came with the line's commit; none where it did
    not. `lists_file`: it names the file, under one of its names; None where it names no files.
    `lists_all`: what it does not list it did not change, as of a turn that was recorded. `traces`
    are the ones that it has of the file, of each of its names; `is_traced`: there would be one if
    it had added a line with a word.
    """

    key: str
    ways: frozenset[str] = frozenset()
    lists_file: bool | None = None
    lists_all: bool = False
    traces: tuple[Trace, ...] = ()
    is_traced: bool = False

    @property
    def came_with_commit(self) -> bool:
        """Whether it was made with the commit: it is not only that this changes its page."""
        return not self.ways <= {CHANGED}

    def has_line(self, line_hash: str) -> bool:
        """Whether its traces have a line of a hash."""
        return any(trace.has_line(line_hash) for trace in self.traces)

    def excludes(self, line_hash: str) -> bool:
        """Whether its traces say that it did not add a line of a hash."""
        if not self.traces:
            return self.is_traced and bool(line_hash)
        return all(trace.excludes(line_hash) for trace in self.traces)


class Match(Value):
    """A record that a line is from, how sure that is, and why: sentences without a stop.

    `is_by_text`: the text of the line alone says so, and not its commit.
    """

    key: str
    sure: str
    evidence: tuple[str, ...]
    is_by_text: bool = False


class Answer(Value):
    """The records that a line is from: of several it is one (`is_ambiguous`).

    `near` are those that came with its commit and that their traces, or their files, speak against.
    """

    matches: tuple[Match, ...] = ()
    is_ambiguous: bool = False
    near: tuple[str, ...] = ()


class LineRange(Value):
    """Neighbouring lines (from 1, both ends included) that are from one commit and records."""

    first: int
    last: int
    commit: str
    answer: Answer


def is_telling(text: str, times_in_file: int) -> bool:
    """Whether a line tells where it is from by its text alone: few others would have it.

    `times_in_file` is how often it stands in its file.
    """
    return times_in_file == 1 and sum(map(str.isalnum, text)) >= _MIN_TELLING_CHARS


def match_line(
    line_hash: str,
    is_telling_line: bool,
    candidates: Sequence[Candidate],
    *,
    is_of_merge: bool = False,
) -> Answer:
    """The records that a line is from.

    `candidates` are those that came with its commit, and others that touched its file before.
    `is_of_merge`: its commit merges branches, so that what came with it may be of any of them.
    """
    with_commit = [each for each in candidates if each.ways]
    near = tuple(each.key for each in with_commit if each.came_with_commit)
    if is_of_merge:
        matched = [each for each in with_commit if each.has_line(line_hash)]
        return _name_all(matched, line_hash, LIKELY) if matched else Answer(near=near)
    answer = _match_with_commit(line_hash, is_telling_line, with_commit)
    if answer.matches:
        return answer
    others = [each for each in candidates if not each.ways and each.has_line(line_hash)]
    if others and is_telling_line:
        return _name_all(others, line_hash, POSSIBLE if near else LIKELY)
    return Answer(near=near)


def _match_with_commit(
    line_hash: str, is_telling_line: bool, candidates: Sequence[Candidate]
) -> Answer:
    """The answer by the records that came with the line's commit."""
    own = [each for each in candidates if each.came_with_commit]
    listing = [each for each in own if each.lists_file]
    changed = [each for each in candidates if not each.came_with_commit and each.lists_file]
    # That a commit changes the page of a record says little: it may have been linked.
    traced = (*listing, *changed) if is_telling_line else listing
    matched = [each for each in traced if each.has_line(line_hash)]
    open_ones = [each for each in listing if not each.excludes(line_hash)]
    if matched:
        # A line that may stand anywhere may be from one whose traces do not say.
        undecided = [] if is_telling_line else [each for each in listing if each not in matched]
        is_certain = is_telling_line and matched[0].came_with_commit
        return _name_all([*matched, *undecided], line_hash, CERTAIN if is_certain else LIKELY)
    if open_ones:
        # Traces leave out what was only moved, so that what has none is not told by elimination.
        is_eliminated = len(open_ones) < len(listing) and not any(map(_is_traced, open_ones))
        return Answer() if is_eliminated else _name_all(open_ones, line_hash, LIKELY)
    silent = [each for each in own if each.lists_file is None]
    if silent:
        return _name_all(silent, line_hash, POSSIBLE if listing else LIKELY)
    if listing:
        return Answer()
    partial = [each for each in own if each.lists_file is False and not each.lists_all]
    if partial:
        return _name_all(partial, line_hash, POSSIBLE)
    edited = [each for each in changed if not each.excludes(line_hash)]
    return _name_all(edited, line_hash, POSSIBLE) if edited and not own else Answer()


def _is_traced(candidate: Candidate) -> bool:
    return candidate.is_traced


def _name_all(candidates: Sequence[Candidate], line_hash: str, sure: str) -> Answer:
    """The answer that names some candidates, the one with the most evidence first."""
    is_ambiguous = len(candidates) > 1
    return Answer(
        tuple(
            Match(
                each.key,
                POSSIBLE if is_ambiguous else sure,
                tuple(_describe_evidence(each, line_hash)),
                not each.ways,
            )
            for each in candidates
        ),
        is_ambiguous,
    )


def _describe_evidence(candidate: Candidate, line_hash: str) -> Iterable[str]:
    for way, text in _WORDS.items():
        if way in candidate.ways:
            yield text
    if candidate.lists_file:
        yield "it lists the file"
    elif candidate.lists_file is None:
        yield "it lists no files"
    else:
        yield "it does not list the file"
    if candidate.has_line(line_hash):
        yield "its traces have the line"
    elif candidate.traces:
        yield "its traces are a sample and do not decide" if line_hash else "the line has no word"


class AnsweredLine(Value):
    """A line of a file (from 1), the commit that it came from, and its answer.

    `text` is without white space, `is_single`: no other line of the file has it, or it has no word.
    `is_telling`: as of `is_telling`. `is_traced`: one of the records
    that came with the commit has traces of the file.
    """

    line: int
    commit: str
    answer: Answer
    text: str = ""
    is_single: bool = True
    is_telling: bool = True
    is_traced: bool = False


def settle_common_lines(lines: Sequence[AnsweredLine]) -> list[AnsweredLine]:
    """Lines in their order, where those that may stand anywhere are settled by their neighbours.

    Somebody else may have added such a line in the same commit: where it came with records that
    have traces, it is from one of them if the next telling lines before and behind it that came
    with the commit are so, too. At the edge of what a commit added, an equal line at the other edge
    may be the one that is new: no diff can tell, so that it is from either.
    """
    return [
        _settle_line(lines, index) if each.is_traced and not each.is_telling else each
        for index, each in enumerate(lines)
    ]


def _settle_line(lines: Sequence[AnsweredLine], index: int) -> AnsweredLine:
    each = lines[index]
    matches = {match.key: match for match in each.answer.matches}
    neighbours = [
        near
        for step in (-1, 1)
        if (near := _find_neighbour(lines, index, step)) and near.commit == each.commit
    ]
    beside = {
        match.key for near in neighbours for match in near.answer.matches if not match.is_by_text
    }
    is_supported = all(near.answer.matches for near in neighbours) and (
        len(neighbours) > 1 or (neighbours and each.is_single)
    )
    if not is_supported or not (beside & matches.keys() or len(beside) == 1):
        return _leave_out(each)
    if len(neighbours) > 1 and len(beside) == 1:
        matches = {key: matches.get(key) or Match(key, LIKELY, (_BESIDE,)) for key in beside}
        matches = {key: replace(match, sure=LIKELY) for key, match in matches.items()}
    if not matches:
        return _leave_out(each)
    for twin in _list_twins(lines, index):
        if not twin.answer.matches:
            return _leave_out(each)
        for match in twin.answer.matches:
            matches.setdefault(match.key, Match(match.key, POSSIBLE, (_TWIN,)))
    if len(matches) > 1:
        matches = {key: replace(match, sure=POSSIBLE) for key, match in matches.items()}
    return replace(each, answer=Answer(tuple(matches.values()), len(matches) > 1))


def _leave_out(each: AnsweredLine) -> AnsweredLine:
    came = (match.key for match in each.answer.matches if not match.is_by_text)
    named = (*each.answer.near, *came)
    return replace(each, answer=Answer(near=tuple(dict.fromkeys(named))))


def _list_twins(lines: Sequence[AnsweredLine], index: int) -> list[AnsweredLine]:
    """The equal lines that may be new in place of one at the edge of what a commit added."""
    first = last = index
    while first and _follow(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _follow(lines[last], lines[last + 1]):
        last += 1
    twins = []
    for edge, other, step in ((last, first - 1, -1), (first, last + 1, 1)):
        while 0 <= other < len(lines) and 0 <= edge < len(lines):
            if lines[edge].text != lines[other].text:
                break
            if edge == index:
                twins.append(lines[other])
            edge, other = edge + step, other + step
    return twins


def _follow(first: AnsweredLine, second: AnsweredLine) -> bool:
    """Whether two lines are neighbours that came with one commit."""
    return first.commit == second.commit and first.line + 1 == second.line


def _find_neighbour(lines: Sequence[AnsweredLine], index: int, step: int) -> AnsweredLine | None:
    """The next telling line, in one direction, as far as the lines follow each other."""
    for _ in range(_MAX_DISTANCE):
        if not 0 <= index + step < len(lines):
            break
        if lines[index + step].line != lines[index].line + step:
            break
        index += step
        if lines[index].is_telling:
            return lines[index]
    return None


def group_lines(lines: Iterable[AnsweredLine]) -> list[LineRange]:
    """Lines in their order, with neighbours of one commit and one answer together.

    Evidence may differ among the lines of one range: what all of them have is kept.
    """
    groups: list[LineRange] = []
    for each in lines:
        last = groups[-1] if groups else None
        if (
            last is not None
            and last.last == each.line - 1
            and last.commit == each.commit
            and _list_keys(last.answer) == _list_keys(each.answer)
        ):
            joined = _join_answers(last.answer, each.answer)
            groups[-1] = LineRange(last.first, each.line, each.commit, joined)
        else:
            groups.append(LineRange(each.line, each.line, each.commit, each.answer))
    return groups


def _list_keys(answer: Answer) -> tuple[object, ...]:
    return (answer.near, *((match.key, match.sure) for match in answer.matches))


def _join_answers(first: Answer, second: Answer) -> Answer:
    matches = [
        replace(match, evidence=_keep_common(match.evidence, other.evidence))
        for match, other in zip(first.matches, second.matches, strict=True)
    ]
    return Answer(tuple(matches), first.is_ambiguous, first.near)


def _keep_common(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in first if text in second)
