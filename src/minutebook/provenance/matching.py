"""Which records a line is from: told by the commit it came with, by its file, and by its traces.

Where the evidence does not decide, all records that it leaves are named; where it speaks against
each of them, none is. A record that is named wrongly would be worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

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
LISTS_FILE = "it lists the file"
_EARLIER = "it had added such a line before"
_REWRITTEN = "lines that its traces have were changed before the commit, maybe into this"
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

    `is_by_text`: the text of the line alone says so, and not its commit. `is_traced`: the traces of
    the record have the line.
    """

    key: str
    sure: str
    evidence: tuple[str, ...]
    is_by_text: bool = False
    is_traced: bool = False


class Answer(Value):
    """The records that a line is from: of several it is one.

    `may_be_none`: it may be from none of these as well. `near` are the records that came with its
    commit and that their traces, or their files, speak against.
    """

    matches: tuple[Match, ...] = ()
    may_be_none: bool = False
    near: tuple[str, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether the evidence leaves it open which record the line is from, or if any."""
        return len(self.matches) > 1 or self.may_be_none


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
    is_short: bool = True,
    is_of_merge: bool = False,
) -> Answer:
    """The records that a line is from.

    `candidates` are those that came with its commit, and others that touched its file before.
    `is_short`: others may have its text as well. `is_of_merge`: its commit merges branches, so that
    what came with it may be of any of them.
    """
    with_commit = [each for each in candidates if each.ways]
    near = tuple(each.key for each in with_commit if each.came_with_commit)
    if is_of_merge:
        matched = [each for each in with_commit if each.has_line(line_hash)]
        return _name_all(matched, line_hash, LIKELY) if matched else Answer(near=near)
    answer = _match_with_commit(
        line_hash, is_telling_line, is_short and not is_telling_line, with_commit
    )
    if answer.matches and not answer.may_be_none:
        return answer
    others = [each for each in candidates if not each.ways and each.has_line(line_hash)]
    if others and is_telling_line:  # one wrote what was moved since, or all wrote the same
        return _name_all(others, line_hash, LIKELY if near else POSSIBLE)
    return answer if answer.matches else Answer(near=near)


def _match_with_commit(
    line_hash: str,
    is_telling_line: bool,
    may_stand_anywhere: bool,
    candidates: Sequence[Candidate],
) -> Answer:
    """The answer by the records that came with the line's commit."""
    own = [each for each in candidates if each.came_with_commit]
    listing = [each for each in own if each.lists_file]
    changed = [each for each in candidates if not each.came_with_commit and each.lists_file]
    # That a commit changes the page of a record says little: it may have been linked.
    traced = (*listing, *changed) if is_telling_line else listing
    matched = [each for each in traced if each.has_line(line_hash)]
    if matched:
        # A line that may stand anywhere may be from one whose traces do not say.
        undecided = [] if is_telling_line else [each for each in listing if each not in matched]
        is_certain = is_telling_line and matched[0].came_with_commit
        return _name_all([*matched, *undecided], line_hash, CERTAIN if is_certain else LIKELY)
    open_ones = [each for each in listing if not each.excludes(line_hash)]
    if len(open_ones) == 1 and open_ones[0].is_traced:
        return _name_all(open_ones, line_hash, LIKELY)
    silent = [each for each in own if each.lists_file is None and not each.is_traced]
    # Traces leave out what was only moved, so that what has none is not told by elimination.
    is_eliminated = len(open_ones) < len(listing) and not any(map(_is_traced, open_ones))
    if listing and (may_stand_anywhere or not is_eliminated):
        named = listing if may_stand_anywhere else open_ones
        return _name_all(named, line_hash, POSSIBLE)
    if silent or listing:
        return _name_all(silent, line_hash, POSSIBLE)
    partial = [each for each in own if each.lists_file is False and not each.lists_all]
    edited = [each for each in changed if not own and not each.excludes(line_hash)]
    return _name_all(partial or edited, line_hash, POSSIBLE)


def _is_traced(candidate: Candidate) -> bool:
    return candidate.is_traced


def _name_all(candidates: Sequence[Candidate], line_hash: str, sure: str) -> Answer:
    """The answer that names some candidates, the one with the most evidence first.

    Where it is only possible that it is one, it may be none of them.
    """
    is_sure = len(candidates) == 1
    return Answer(
        tuple(
            Match(
                each.key,
                sure if is_sure else POSSIBLE,
                tuple(_describe_evidence(each, line_hash)),
                not each.ways,
                each.has_line(line_hash),
            )
            for each in candidates
        ),
        may_be_none=bool(candidates) and sure == POSSIBLE,
    )


def _describe_evidence(candidate: Candidate, line_hash: str) -> Iterable[str]:
    for way, text in _WORDS.items():
        if way in candidate.ways:
            yield text
    if candidate.lists_file:
        yield LISTS_FILE
    elif candidate.lists_file is None:
        yield "it lists no files"
    else:
        yield "it does not list the file"
    if candidate.has_line(line_hash):
        yield "its traces have the line"
    elif not candidate.is_traced:
        yield "it has no traces"
    elif not line_hash:
        yield "the line has no word"
    elif candidate.excludes(line_hash):
        yield "its traces do not have the line, which it may have moved"
    elif any(trace.is_sample for trace in candidate.traces):
        yield "its traces are a sample and do not decide"
    else:
        yield "its traces may lack lines and do not decide"


class AnsweredLine(Value):
    """A line of a file (from 1), the commit that it came from, and its answer.

    `is_telling`: as of `is_telling`. `has_word`: it has a letter or a digit. `is_traced`: one of
    the records that came with the commit has traces of the file; `is_alone`: one record alone came
    with it. `is_only`: its file has no other line with its text. `earlier` are other records that
    have added such a line to the file. `was_changed`: what the commit has is not what its record
    wrote.
    """

    line: int
    commit: str
    answer: Answer
    is_telling: bool = True
    has_word: bool = True
    is_traced: bool = False
    is_alone: bool = False
    earlier: tuple[str, ...] = ()
    is_only: bool = False
    was_changed: bool = False

    @property
    def is_found(self) -> bool:
        """Whether the traces of a record that is named have the line."""
        return any(match.is_traced for match in self.answer.matches)


def doubt_changed_line(
    each: AnsweredLine, candidates: Iterable[Candidate], file_hashes: AbstractSet[str]
) -> AnsweredLine:
    """A line that is possibly from the one record of its commit, where that was changed before.

    `file_hashes` are those of the file's lines in the commit. Where a line that the record's traces
    have is none of them, a formatter or a person has changed what the turn wrote, maybe into this.
    """
    own = [one for one in candidates if one.came_with_commit]
    if (each.answer.matches and each.is_telling) or len(own) != 1 or not own[0].lists_file:
        return each
    traced = {line_hash for trace in own[0].traces for line_hash in trace.hashes}
    if each.is_found or traced <= file_hashes:
        return each
    ways = (text for way, text in _WORDS.items() if way in own[0].ways)
    match = Match(own[0].key, POSSIBLE, (*ways, LISTS_FILE, _REWRITTEN))
    return replace(each, answer=Answer((match,), True), was_changed=True)


def settle_common_lines(lines: Sequence[AnsweredLine]) -> list[AnsweredLine]:
    """Lines in their order, where those that may stand anywhere are settled by their neighbours.

    Somebody else may have added such a line in the same commit: where it came with records that
    have traces, it is from one of them if the next telling lines before and behind it that came
    with the commit are so, too. At the edge of what a commit added it may be from one: an equal
    line at the other edge may be the one that was new, which no diff can tell. A line that its file
    has once, and that the traces of the one record of its commit have, needs no neighbours.
    """
    lines = [_settle_own(each) for each in lines]
    return [
        _settle_line(lines, index) if _is_unsettled(each) else each
        for index, each in enumerate(lines)
    ]


def _is_unsettled(each: AnsweredLine) -> bool:
    return each.is_traced and not each.is_telling and not each.was_changed


def _settle_own(each: AnsweredLine) -> AnsweredLine:
    """A line that the one record of its commit added, however short: it tells for others, too."""
    if each.is_telling or not (each.is_alone and each.is_only):
        return each
    own = [match for match in each.answer.matches if match.is_traced and not match.is_by_text]
    if len(own) != 1:
        return each
    settled = Answer((replace(own[0], sure=LIKELY),))
    return replace(each, answer=settled, is_telling=True)


def _settle_line(lines: Sequence[AnsweredLine], index: int) -> AnsweredLine:
    each = lines[index]
    found = (_find_neighbour(lines, index, step) for step in (-1, 1))
    neighbours = [near for near in found if near is not None]
    if not neighbours and (not each.has_word or _is_inserted(lines, index)):
        return _leave_out(each)
    if neighbours and not any(near.answer.matches for near in neighbours):
        return _leave_out(each)
    traced = [match.key for match in each.answer.matches if match.is_traced]
    beside = {_get_sure_key(near.answer) for near in neighbours}
    key = beside.pop() if len(beside) == 1 else ""
    is_surrounded = bool(key) and len(neighbours) > 1
    # Of several records that came with the commit any may have added what only stands at an edge.
    if not traced and not (is_surrounded or (key and each.is_alone)):
        return _leave_out(each)
    # Another record of the commit that lists the file may have put a bracket between.
    is_open = each.has_word or any(match.key != key for match in each.answer.matches)
    is_against = traced != [key] and (traced or (is_open and not each.is_alone))
    if not is_surrounded or is_against:
        return _doubt(each)
    known = {match.key: match for match in each.answer.matches}
    match = known.get(key) or Match(key, LIKELY, (_BESIDE,))
    return replace(each, answer=Answer((replace(match, sure=LIKELY),)))


def _get_sure_key(answer: Answer) -> str:
    """The record that a line surely is from, by its commit; "" for none."""
    match = answer.matches[0] if len(answer.matches) == 1 else None
    return match.key if match and match.sure != POSSIBLE and not match.is_by_text else ""


def _is_inserted(lines: Sequence[AnsweredLine], index: int) -> bool:
    """Whether a line stands alone between lines that another commit brought together."""
    commits = [lines[at].commit for at in (index - 1, index + 1) if 0 <= at < len(lines)]
    return len(commits) > 1 and commits[0] == commits[1] != lines[index].commit


def _doubt(each: AnsweredLine) -> AnsweredLine:
    """A line that may be from none of the records that are named for it as well."""
    matches = [replace(match, sure=POSSIBLE) for match in each.answer.matches]
    if matches:  # a diff may have slipped
        matches += [Match(key, POSSIBLE, (_EARLIER,), True, True) for key in each.earlier]
    return replace(each, answer=Answer(tuple(matches), bool(matches), each.answer.near))


def _leave_out(each: AnsweredLine) -> AnsweredLine:
    came = (match.key for match in each.answer.matches if not match.is_by_text)
    named = (*each.answer.near, *came)
    return replace(each, answer=Answer(near=tuple(dict.fromkeys(named))))


def _find_neighbour(lines: Sequence[AnsweredLine], index: int, step: int) -> AnsweredLine | None:
    """The next telling line, in one direction, as far as lines follow that came with the commit."""
    each = lines[index]
    for distance in range(step, (_MAX_DISTANCE + 1) * step, step):
        if not 0 <= index + distance < len(lines):
            break
        near = lines[index + distance]
        if near.line != each.line + distance or near.commit != each.commit:
            break
        if near.is_telling:
            return near
    return None
