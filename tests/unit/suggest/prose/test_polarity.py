"""Which words of a text adopt, refuse or mention."""

from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.prose.polarity import split_sides


@pytest.mark.parametrize(
    ("text", "default_side", "adopted", "refused"),
    [
        ("Use Redis instead of Memcached", "adopted", "redis", "memcached"),
        ("Replace MySQL with PostgreSQL", "adopted", "postgresql", "mysql"),
        ("Swap Redis for Valkey", "adopted", "valkey", "redis"),
        ("Drop support for Redis", "adopted", "", "support for redis"),
        ("Move the data from MySQL to PostgreSQL", "adopted", "postgresql", "mysql"),
        ("Redis vs Memcached", "adopted", "", ""),
        ("Should we use Redis?", "adopted", "", ""),
        ("Skylight removal", "adopted", "", "skylight"),
        ("Use PostgreSQL, not MySQL", "adopted", "postgresql", "mysql"),
        ("Use neither Redis nor Memcached, but a file", "adopted", ", a file", "redis , memcached"),
        ("Sessions stay in Redis.", "mentioned", "", ""),
        ("We will not use Redis. We will use files.", "mentioned", "files", "redis"),
        ("Redis was chosen because it is fast.", "mentioned", "redis", ""),
        ("We use Redis, which replaced Memcached.", "mentioned", "redis", "memcached"),
        ("Use files.", "mentioned", "files", ""),
        ("The team likes to adopt files.", "mentioned", "", ""),
        ("", "mentioned", "", ""),
    ],
)
def test_sides(text: str, default_side: str, adopted: str, refused: str) -> None:
    sides = split_sides(normalise_words(text), default_side)
    assert sides.adopted.strip(" ,") == adopted.strip(" ,")
    assert sides.refused.strip() == refused


@pytest.mark.parametrize(
    "unit", ["use ", "instead of ", "is replaced by ", "was chosen ", "swap x by "]
)
def test_a_text_without_clauses_takes_time_by_its_length_alone(unit: str) -> None:
    assert_linear(lambda size: split_sides(" " + unit * (size // len(unit))), 20_000)
