"""How prose names technologies and categories."""

from __future__ import annotations

import pytest

from minutebook.suggest.prose import names


@pytest.mark.parametrize(
    ("technology", "text", "raw_text", "expected"),
    [
        ("PostgreSQL", "We use postgres", "", True),
        ("Apache Kafka", "Kafka it is", "", True),
        ("Vue.js", "Vue for all", "", True),
        ("RabbitMQ", "a rabbit mq broker", "", True),
        ("cursor-based", "with a cursor", "", True),
        ("cursor-based", "with an offset", "", False),
        ("React", "x", "Use create-react-app", False),
        ("React", "x", "Use React-based pages", True),
        ("Go", "x", "Use Go", True),
        ("Go", "x", "Let it go", False),
        ("Go", "x", "use-go-everywhere", True),
        ("next js", "x", "Use Next.js", True),
        ("", "anything", "", False),
    ],
)
def test_names(technology: str, text: str, raw_text: str, expected: bool) -> None:
    name = names.make_prose_name(technology)
    assert name.is_named_in(names.normalise_words(raw_text or text), raw_text) is expected


def test_stems_of_an_unknown_category() -> None:
    assert names.find_stems("Map rendering", ("basemaps", "the library")) == (
        " basemap",
        " map render",
    )
    assert " cach" in names.find_stems("Caching")
