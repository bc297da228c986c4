"""Patterns of which only some branches are compiled: they match what the whole would match."""

from __future__ import annotations

import re

import pytest

from minutebook.agents.capture.summary import branches, stages, wordings

PHRASES = (
    wordings.ANAPHORIC_QUESTION,
    wordings.ANAPHORIC_REQUEST,
    wordings.EXCEPTION,
    wordings.FILLER,
    wordings.HELLO,
    wordings.INTERJECTION,
    wordings.LABEL,
    wordings.PLACE,
    wordings.PROHIBITION,
    wordings.QUESTION,
    wordings.REASON,
    wordings.REMARK,
    wordings.REQUEST,
    stages._CHORE,
    stages._CHORE_FILE,
    stages._DOCUMENT_CHORE,
    stages._DOCUMENTING,
    stages._PLANNING,
    stages._REFACTORING,
    stages._REFACTORING_ANYWHERE,
    stages._SAME_BEHAVIOUR,
    stages._SPECIFYING,
    stages._TASK_LIST,
    stages._TELLING,
    stages._TESTS_FIRST,
)


@pytest.mark.parametrize("phrases", PHRASES, ids=lambda phrases: phrases[:20])
def test_each_branch_is_a_pattern(phrases: str) -> None:
    found = branches._split_branches(phrases)
    assert "|".join(branch for branch, _ in found) == phrases
    for branch, starts in found:
        re.compile(branch)
        assert starts


@pytest.mark.parametrize(
    ("phrases", "text", "ending"),
    [
        ("add|(?:fix|mend) it|hmm+", "Mend it now", r"\b"),
        ("add|(?:fix|mend) it|hmm+", "hm", ""),
        ("add|(?:fix|mend) it|hmm+", "HMMM, no", ""),
        ("do(?:n't)? it|(?:re)?start", "don't it", ""),
        ("do(?:n't)? it|(?:re)?start", "start", ""),
        ("a|ab", "abc", r"\b"),
        ("a|ab", "ab c", r"\b"),
        (r"make \S{1,9} (?:more |)red|make it", "make it red", ""),
        ("over|où|как", "Как это", ""),
        ("¿puedes|tl;?dr", "¿Puedes", ""),
        ("¿puedes|tl;?dr", "TLDR: x", ""),
        ("(?:x?y|z) w", "yw", ""),
        ("(?:x?y|z) w", "y w", ""),
    ],
)
def test_a_text_is_matched_as_by_the_whole_pattern(phrases: str, text: str, ending: str) -> None:
    whole = re.match(f"(?i)(?:{phrases}){ending}", text)
    match = branches.match_start(phrases, text, ending)
    assert (match and match.span()) == (whole and whole.span())
    inner = f"now, {text}"
    whole = re.search(rf"(?i), (?:{phrases}){ending}", inner)
    match = branches.search_phrases(phrases, inner, ", ", ending)
    assert (match and match.span()) == (whole and whole.span())


def test_only_branches_that_fit_are_compiled() -> None:
    match = branches.match_start("plain words|add [", "Plain words")
    assert match is not None
    assert branches.search_phrases("plain words|add [", "some plain words") is not None
    with pytest.raises(re.error):
        branches.match_start("plain words|add [", "Add words")
    assert branches.match_start("plain words|add [", "Other words") is None


@pytest.mark.parametrize(
    ("text", "joined"),
    [("1 failed", "f"), ("ok", "o"), ("okay, it failed", "f|o"), ("", ""), ("all | none", "")],
)
def test_patterns_are_joined_by_their_hints(text: str, joined: str) -> None:
    assert branches.join_hinted([("fail|error", "f"), ("ok", "o")], text) == joined
