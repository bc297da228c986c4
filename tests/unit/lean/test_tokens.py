"""About how many tokens a text takes."""

from __future__ import annotations

import pytest

from minutebook.lean.tokens import count_tokens


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("日本", 2), ("abcd日本", 3), ("é", 1)],
)
def test_four_characters_of_ascii_or_one_other_are_a_token(text: str, count: int) -> None:
    assert count_tokens(text) == count
