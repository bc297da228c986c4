"""Neighbouring lines with one answer, as ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.values import Value, replace
from minutebook.provenance.matching import Answer, AnsweredLine


class LineRange(Value):
    """Neighbouring lines (from 1, both ends included) that are from one commit and records."""

    first: int
    last: int
    commit: str
    answer: Answer


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
    return (answer.near, answer.may_be_none, *((match.key, match.sure) for match in answer.matches))


def _join_answers(first: Answer, second: Answer) -> Answer:
    matches = [
        replace(match, evidence=_keep_common(match.evidence, other.evidence))
        for match, other in zip(first.matches, second.matches, strict=True)
    ]
    return Answer(tuple(matches), first.may_be_none, first.near)


def _keep_common(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in first if text in second)
