"""Compares what `why` says of each line with what the history knows."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from minutebook.operations.explaining.why import explain_place
from minutebook.operations.reading.cataloguing.opening import open_catalog
from minutebook.provenance.matching import is_telling
from minutebook.provenance.traces import hash_line, read_trace
from why.edits import Line
from why.history import HistoryMaker

# An equal line: one of several lines of a file with one text, another of which is from what is named.
RIGHT, EQUAL, AMBIGUOUS, NEEDLESS, WRONG, UNANSWERED = (
    *("right", "right of an equal line", "rightly ambiguous", "needlessly ambiguous"),
    *("wrong", "unanswered"),
)
_TRAILER = re.compile(r"(?m)^PHR: (PHR-[0-9]+)")


def score_history(history: HistoryMaker, top: Path) -> tuple[Counter[str], list[str]]:
    """How many lines of the files of a clone are answered how, and those that are wrong."""
    catalog = open_catalog(str(top))
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for path, lines in sorted(history.state.items()):
        explained = explain_place(catalog, path).lines
        named = {
            number: [each.record.ref for each in group.records]
            for group in explained
            for number in range(group.first, group.last + 1)
        }
        open_ones = {
            number
            for group in explained
            if group.may_be_none
            for number in range(group.first, group.last + 1)
        }
        commits = {
            number: group.subject
            for group in explained
            for number in range(group.first, group.last + 1)
        }
        for number, line in enumerate(lines, 1):
            verdict = _judge(history, line, named[number], may_be_none=number in open_ones)
            if verdict == WRONG and _is_of_equal(lines, line, named[number]):
                verdict = EQUAL
            counts[verdict] += 1
            if verdict in (WRONG, NEEDLESS):
                truth = line.author or "nobody's"
                reported = {turn.ref for turn in history.turns if turn.is_reported}
                refs = " ".join(ref + "r" * (ref in reported) for ref in named[number])
                subject = commits[number]
                wrong.append(
                    f"{verdict} {path}:{number} {truth} not {refs} {line.text!r} in {subject}"
                )
    return counts, wrong


def score_trailers(history: HistoryMaker, top: Path) -> Counter[str]:
    """The same where nothing but trailers in the messages of commits is known."""
    counts: Counter[str] = Counter()
    for path, lines in sorted(history.state.items()):
        for line, commit in zip(lines, _blame(top, path), strict=True):
            message = _git(top, "log", "-1", "--format=%B", commit)
            refs = list(dict.fromkeys(_TRAILER.findall(message)))
            counts[_judge_trailers(line.sources, refs)] += 1
    return counts


def _judge_trailers(sources: AbstractSet[str], refs: Sequence[str]) -> str:
    if not refs:
        return RIGHT if "" in sources else UNANSWERED
    if sources.isdisjoint(refs):
        return WRONG
    return RIGHT if len(refs) == 1 else AMBIGUOUS


def _is_of_equal(lines: Sequence[Line], line: Line, refs: Sequence[str]) -> bool:
    """Whether another line with the same text is from what is named: no diff can tell the two."""
    text = "".join(line.text.split())
    equal = (each for each in lines if "".join(each.text.split()) == text)
    return any(not each.sources.isdisjoint(refs) for each in equal)


def _judge(history: HistoryMaker, line: Line, refs: Sequence[str], *, may_be_none: bool) -> str:
    """The verdict on what is named for a line. With `may_be_none`: or nobody's."""
    if not refs:
        return RIGHT if "" in line.sources else UNANSWERED
    if line.sources.isdisjoint({*refs, ""} if may_be_none else refs):
        return WRONG
    if len(refs) == 1 and not may_be_none:
        return RIGHT
    if not is_telling(line.text, 1):  # traces leave out what was removed as well
        return AMBIGUOUS
    possible = [ref for ref in refs if _may_have_added(history, ref, hash_line(line.text))]
    return AMBIGUOUS if len(possible) + may_be_none > 1 else NEEDLESS


def _may_have_added(history: HistoryMaker, ref: str, line_hash: str) -> bool:
    """Whether the page of a record leaves it open that its turn added a line."""
    turn = history.turns[int(ref.removeprefix("PHR-")) - 1]
    if turn.is_reported or not line_hash:
        return True
    traces = map(read_trace, turn.traces.values())
    return not all(trace is None or trace.excludes(line_hash) for trace in traces)


def format_shares(counts: Mapping[str, int]) -> Iterator[str]:
    """A line for each verdict, with its share."""
    total = sum(counts.values())
    for verdict in (RIGHT, EQUAL, AMBIGUOUS, NEEDLESS, WRONG, UNANSWERED):
        count = counts.get(verdict, 0)
        yield f"{verdict:<22}{count:>7,}{100 * count / total:>8.2f} %"


def _blame(top: Path, path: str) -> list[str]:
    answer = _git(top, "blame", "-w", "-s", "-l", "--porcelain", "--", path)
    return re.findall(r"(?m)^([0-9a-f]{40}) [0-9]+ [0-9]+", answer)


def _git(top: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(top), *args], capture_output=True, text=True, check=True
    )
    return done.stdout
