"""The technologies that a decision adopts: by its title, or as the option that is chosen."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, Folder
from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.coverage.adopted import list_adopted

CHOICE = (
    "# {title}\n\n## Considered Options\n\n* Memcached\n* Redis\n\n## Decision Outcome\n\n"
    'Chosen option: "{chosen}", because {reason}.\n'
)


def list_names(text: str) -> list[str]:
    record = reader.read_record(Folder(ADR, "decisions"), "decisions/0001-a.md", text)
    return sorted(list_adopted(record, load_catalogue()))


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Use Redis for caching", ["Redis"]),
        ("Redis as cache, PostgreSQL as database", ["PostgreSQL", "Redis"]),
        ("use-redis-for-a-read-cache", ["Redis"]),
        ("Use Redis instead of Memcached", ["Redis"]),
        ("Use React Query for remote state", ["TanStack Query"]),
        ("Drop Redis", []),
        ("No Django in services", []),
        # words that are names of technologies, too
        ("Express intent in names", []),
        ("Go with small steps", []),
        ("Keep the flow of requests simple", []),
        ("Rush no release", []),
        ("Nest tests in folders", []),
        ("Record decisions", []),
        ("Argue before we fastify the process", []),
    ],
)
def test_a_title_adopts(title: str, names: list[str]) -> None:
    assert list_names(f"# {title}\n\n## Decision\n\nWe do so.\n") == names


def test_a_chosen_option_adopts_and_its_reasons_do_not() -> None:
    page = CHOICE.format(title="How to cache", chosen="Redis", reason="Kafka and attrs are there")
    assert list_names(page) == ["Redis"]
    other = CHOICE.format(title="Keep values", chosen="a cache of our own", reason="Redis is slow")
    assert list_names(other) == []


def test_a_text_adopts_where_the_title_says_what_for() -> None:
    assert list_names("# Caching\n\n## Decision\n\nWe will use Redis.\n") == ["Redis"]
    assert list_names("# Speed\n\n## Decision\n\nWe will test it with pytest.\n") == []


def test_recorded_topics_are_adopted() -> None:
    assert list_names("---\ntopics: ['Caching: Redis']\n---\n# Keep it fast\n") == ["Redis"]
