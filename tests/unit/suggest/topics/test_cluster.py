from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.topics.cluster import (
    MAX_DECISIONS,
    group_decisions,
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


# Several decisions of one change.


def shown(
    category: str,
    technology: str,
    *places: str,
    action: str = "adopt",
    strength: float = 0.9,
    signal: str = "topic-dependency",
) -> Topic:
    """A topic that shows in these places, each `path:line`."""
    evidence = tuple(
        Evidence(signal, path, int(line), "x")
        for path, _, line in (place.partition(":") for place in places)
    )
    return Topic(category, technology, action, strength=strength, evidence=evidence)


WORKERS = shown("Background jobs", "Celery", "a.txt:1")
PAGES = shown("Caching", "Valkey", "a.txt:2")
TOKENS = shown("Authentication", "JWT", "a.txt:3")


@pytest.mark.parametrize(
    ("topics", "groups"),
    [
        ([], []),
        ([WORKERS], [[WORKERS]]),
        ([WORKERS, PAGES, TOKENS], [[WORKERS], [PAGES], [TOKENS]]),
        # What comes along stays with its lead, wherever that stands.
        ([WORKERS, BROKER], [[WORKERS, BROKER]]),
        ([PAGES, WORKERS, BROKER], [[PAGES], [WORKERS, BROKER]]),
        ([shown("Message broker", "Kafka", "a.txt:9"), WORKERS], [[shown("Message broker", "Kafka", "a.txt:9"), WORKERS]]),
    ],
)  # fmt: skip
def test_each_choice_of_its_own_is_a_decision(
    topics: list[Topic], groups: list[list[Topic]]
) -> None:
    assert group_decisions(topics) == groups


@pytest.mark.parametrize(
    "other",
    [
        shown("Caching", "Valkey", "a.txt:2", strength=0.74),  # not sure
        shown("Email", "SendGrid", "a.txt:2"),  # of little weight
        shown("Build system", "Bazel", "a.txt:2"),  # for development
        shown("Caching", "", "a.txt:2"),  # no name for it
        shown("Caching", "Valkey", "a.txt:2", signal="topic-import"),  # only imported
        shown("Caching", "Valkey", "a.txt:1"),  # it shows where the lead shows
        shown("Caching", "Valkey", "message:1", signal="topic-words"),  # only in words
        shown("Background jobs", "RQ", "a.txt:2"),  # the same question
        shown("Caching", "Celery", "a.txt:2"),  # the same choice
        shown("Caching", "Celery Cache", "a.txt:2"),  # of one family
        shown("Message broker", "Kafka", "a.txt:2"),  # it comes along
    ],
    ids=str,
)
def test_what_is_no_decision_beside_another(other: Topic) -> None:
    assert [group[0] for group in group_decisions([WORKERS, other])] == [WORKERS]


def test_a_change_has_so_many_decisions_at_most() -> None:
    categories = ("Background jobs", "Caching", "Authentication", "Database", "Search", "Payments")
    topics = [
        shown(name, f"Tool{line}", f"a.txt:{line}") for line, name in enumerate(categories, 1)
    ]
    assert [group[0] for group in group_decisions(topics)] == topics[:MAX_DECISIONS]


def test_what_led_before_leads_again() -> None:
    faint = shown("Email", "SendGrid", "a.txt:7", strength=0.6)
    assert group_decisions([WORKERS, faint], leads={faint}) == [[WORKERS], [faint]]
    unsure = shown("Background jobs", "Celery", "a.txt:1", strength=0.6)
    assert [group[0] for group in group_decisions([unsure, faint], leads={faint})] == [faint]
    assert group_decisions([unsure], leads=()) == []
