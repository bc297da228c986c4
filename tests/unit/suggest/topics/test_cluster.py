from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.model import Topic
from minutebook.suggest.topics.cluster import (
    is_companion,
    is_same_choice,
    select_choices,
    select_named_topics,
)

JOBS = Topic("Background jobs", "Celery", strength=0.9)
BROKER = Topic("Message broker", "RabbitMQ", strength=0.3)
CACHE = Topic("Caching", "Redis", strength=0.6)
SEARCH = Topic("Search", "Solr", strength=0.5)


@pytest.mark.parametrize(
    ("topics", "named"),
    [
        ([], []),
        ([JOBS], [JOBS]),
        # A companion is named however weak it is, and first; another topic where it is about as
        # strong; not the same topic twice.
        ([JOBS, CACHE, BROKER], [JOBS, BROKER, CACHE]),
        ([JOBS, SEARCH], [JOBS]),
        ([JOBS, JOBS], [JOBS]),
    ],
)
def test_topics_that_are_named(topics, named):
    assert select_named_topics(topics) == named


def test_three_topics_are_named_at_most():
    topics = [Topic(name, "x", strength=0.9) for name in ("Caching", "Search", "Email", "CORS")]
    assert select_named_topics(topics) == topics[:3]


def test_choices_are_one_a_category_without_companions_and_the_same_choice_twice():
    same = Topic("Search", "Celery", strength=0.9)
    second = Topic("Caching", "Valkey", strength=0.8)
    assert select_choices([JOBS, BROKER, same]) == [JOBS]
    assert select_choices([JOBS, CACHE, second]) == [JOBS, CACHE]


def test_a_companion_comes_with_what_is_adopted():
    assert is_companion(BROKER, JOBS)
    assert not is_companion(JOBS, BROKER)
    assert not is_companion(BROKER, Topic("Background jobs", ""))
    assert not is_companion(BROKER, Topic("Background jobs", "Celery", "drop"))


def test_the_same_choice_has_the_same_technology_and_action():
    assert is_same_choice(Topic("Caching", "Redis"), Topic("Message broker", "Redis"))
    assert not is_same_choice(Topic("Caching", "Redis", "drop"), Topic("Message broker", "Redis"))


def test_a_repository_says_what_comes_along():
    own = extend_catalogue(load_catalogue(), {"Search": {"companions": "Billing"}})
    billing = Topic("Billing", "Lago", strength=0.1)
    assert is_companion(billing, SEARCH, own)
    assert not is_companion(billing, SEARCH)
    assert select_named_topics([SEARCH, billing], own) == [SEARCH, billing]
    assert select_choices([SEARCH, billing], own) == [SEARCH]
